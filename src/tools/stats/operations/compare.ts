import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { choiceParameter, parameter, refuse, termParameter, textParameter } from '../../table/parameters.ts';
import { readCells } from '../../table/read-rows.ts';
import { identifier, literal } from '../../table/sql.ts';
import { columnOf, columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRequest, ToolRun } from '../../tool.ts';
import { bootstrapDifference } from '../method/bootstrap.ts';
import { mean, median, variance } from '../method/describe.ts';
import { probabilityT, quantileT } from '../method/distributions.ts';
import { seeded } from '../method/random.ts';
import { numberSql, valueMaker } from '../read-values.ts';
import { type SummaryValue, writeSummary } from '../write-summary.ts';
import { drawing, refuseWork } from './bootstrap.ts';

const METHODS = ['welch', 'bootstrap_mean', 'bootstrap_median'] as const;

export interface Difference {
  difference: number;
  low: number;
  high: number;
  freedom: number;
  p: number;
}

/** Difference of two means with its 95 % interval without the assumption of equal variances (Welch, 1947, Biometrika 34, 28–35). Undefined where a group has fewer than two values or neither varies. */
export function welch(a: readonly number[], b: readonly number[]): Difference | undefined {
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  if (a.length < 2 || b.length < 2 || va + vb === 0) return undefined;
  const difference = mean(a) - mean(b);
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  const reach = quantileT(0.975, freedom) * Math.sqrt(va + vb);
  return { difference, low: difference - reach, high: difference + reach, freedom, p: probabilityT(difference / Math.sqrt(va + vb), freedom) };
}

/** stats.compare: how much a measure differs between two groups of rows, with a 95 % interval of the difference (first minus second). */
export const compare: ToolRun = (request, context) =>
  withTables(request, context, 'stats.compare', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.compare', 'measure');
    const column = numberColumnOf(table, measureColumn(term), 'stats.compare');
    const by = columnOf(table, textParameter(request, 'stats.compare', 'by'), 'stats.compare');
    const [first, second] = [groupName(request, 'first'), groupName(request, 'second')];
    if (first === second) return refuse('stats.compare', 'second', 'another group than the first one', second);
    const method = choiceParameter(request, 'stats.compare', 'method', METHODS) ?? refuse('stats.compare', 'method', `one of ${METHODS.join(', ')}`, undefined);
    const read = async (name: string): Promise<{ values: number[]; missing: number }> => {
      const { rows } = await readCells(database, `SELECT ${numberSql(column.name)} AS v FROM ${table.view} WHERE CAST(${identifier(by.name)} AS VARCHAR) = ${literal(name)} LIMIT 1000000`);
      if (rows.length === 0) {
        const { rows: there } = await readCells(database, `SELECT DISTINCT CAST(${identifier(by.name)} AS VARCHAR) AS pw_v FROM ${table.view} WHERE pw_v IS NOT NULL ORDER BY pw_v LIMIT 20`);
        throw new PlanwrightError('Tool.Invalid', `Cannot compare "${name}": no row has that ${by.name}; there are ${there.map(([cell]) => `"${String(cell)}"`).join(', ')}. Name one of these.`);
      }
      const values = rows.flatMap(([cell]) => (typeof cell === 'number' ? [cell] : []));
      return { values, missing: rows.length - values.length };
    };
    const [a, b] = [await read(first), await read(second)];
    const median_ = method === 'bootstrap_median';
    const { draws, seed } = drawing(request, 'stats.compare');
    if (method !== 'welch') refuseWork(a.values.length + b.values.length, draws);
    const short = a.values.length < 2 || b.values.length < 2;
    const found = short ? undefined : method === 'welch' ? welch(a.values, b.values) : { ...bootstrapDifference(a.values, b.values, median_ ? 'median' : 'mean', draws, seeded(seed)), p: null, freedom: null };
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compare "${first}" with "${second}": they have ${a.values.length} and ${b.values.length} values of "${column.name}", expected at least two each, not all the same. Loosen the filter.`);
    const difference = 'difference' in found ? found.difference : found.estimate;
    const title = lowerTitle(columnTitle(column));
    const word = median_ ? 'Median' : 'Mean';
    const number = valueMaker([...a.values.slice(0, 1000), ...b.values.slice(0, 1000)], column.unit);
    const centre = median_ ? median : mean;
    const count = (name: string, words: string, value: number): SummaryValue => ({ name, title: words, value, unit: null, decimals: 0 });
    return writeSummary(context, table.artifact, {
      suffix: 'compare', title: `${columnTitle(column)}: ${first} against ${second}`, analysis: { fn: 'compare', args: [term, by.name, first, second, method] },
      values: [
        number('difference', `${word} of ${title}, ${first} minus ${second}`, difference), number('low', 'Lower end of the 95 % interval', found.low), number('high', 'Upper end of the 95 % interval', found.high),
        number('first', `${word} of ${first}`, centre(a.values)), number('second', `${word} of ${second}`, centre(b.values)),
        { name: 'clear', title: 'Higher', value: found.low > 0 ? first : found.high < 0 ? second : 'no clear difference', unit: null, decimals: 0 },
        ...(found.p === null ? [count('draws', 'Resamples', draws)] : [number('p', 'Probability of such a difference without any', found.p, { unit: null, decimals: 4 }), number('freedom', 'Degrees of freedom', found.freedom, { unit: null, decimals: 1 })]),
        count('n_first', `Values of ${first}`, a.values.length), count('n_second', `Values of ${second}`, b.values.length), count('missing', 'Rows without a value', a.missing + b.missing),
      ],
      notes: ['Rows are taken to be independent of each other.', ...(a.missing + b.missing > 0 ? [`${a.missing + b.missing} rows of the two groups have no value and were left out.`] : [])],
      history: `Compared ${column.name} of ${first} with ${second} (${method}${method === 'welch' ? '' : `, seed ${seed}`}).`,
      about: { measure: column.name, by: by.name, first, second, method },
    });
  });

function groupName(request: ToolRequest, name: string): string {
  const value = parameter(request, name);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : refuse('stats.compare', name, 'the name of a group', value);
}
