import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Artifact } from '../../../schemas/outcome.ts';
import { mean, quantile, variance } from '../../stats/method/describe.ts';
import { seeded } from '../../stats/method/random.ts';
import { numberSql, readValues, threeDigits } from '../../stats/read-values.ts';
import { type SummaryValue, writeSummary } from '../../stats/write-summary.ts';
import { isFacetValue, parameter, refuse, termParameter, textParameter } from '../../table/parameters.ts';
import { namesIn, readExpression } from '../../table/read-expression.ts';
import { numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { drawInput } from '../draw.ts';
import { evaluate } from '../evaluate.ts';
import { describeInput, readInputs } from '../read-model.ts';

const MOST_DRAWS = 1_000_000;

/** simulate.run: the distribution of an expression of random inputs, by seeded Monte Carlo. */
export const run: ToolRun = (request, context) => simulate(request, context, 'simulate.run', { name: 'simulation', facets: {}, labels: [], sources: [], bytes: 0 }, new Map());

/** simulate.sample: the same with inputs that are drawn from columns of a table, each row as likely. */
export const sample: ToolRun = (request, context) =>
  withTables(request, context, 'simulate.sample', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    numberColumnOf(table, measureColumn(termParameter(request, 'simulate.sample', 'measure')), 'simulate.sample');
    const observed = new Map<string, number[]>();
    for (const input of readInputs(parameter(request, 'inputs'), 'simulate.sample')) {
      if (input.distribution !== 'empirical' || observed.has(input.column)) continue;
      const column = numberColumnOf(table, input.column, 'simulate.sample');
      const { rows } = await readValues(database, table, [numberSql(column.name)], 'simulate.sample');
      if (rows.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot draw from column "${column.name}": it has no value. Loosen the filter or choose another column.`);
      observed.set(input.column, rows.map(([value = 0]) => value));
    }
    return simulate(request, context, 'simulate.sample', table.artifact, observed);
  });

async function simulate(request: ToolRequest, context: ToolContext, operation: string, from: Pick<Artifact, 'name' | 'facets' | 'labels' | 'sources' | 'bytes' | 'data'>, observed: ReadonlyMap<string, readonly number[]>): Promise<ToolResult> {
  const text = textParameter(request, operation, 'expression');
  const given = parameter(request, 'inputs');
  const inputs = readInputs(given, operation);
  const draws = whole(request, operation, 'draws', 100_000, 100, MOST_DRAWS);
  const seed = whole(request, operation, 'seed', 1, 0, 4_294_967_295);
  const threshold = parameter(request, 'threshold');
  if (threshold !== undefined && typeof threshold !== 'number') return refuse(operation, 'threshold', 'a number', threshold);
  const unit = parameter(request, 'unit');
  if (unit !== undefined && typeof unit !== 'string') return refuse(operation, 'unit', 'the name of a unit', unit);
  const tree = readExpression(text);
  const used = namesIn(tree);
  const random = seeded(seed);
  const values = new Map<string, Float64Array>();
  for (const input of inputs) {
    const column = input.distribution === 'empirical' ? observed.get(input.column) : [];
    if (column === undefined) throw new PlanwrightError('Input.Invalid', `Cannot run "${operation}": the input "${input.name}" is drawn from a column, and there is no table. Use simulate.sample, or another distribution.`);
    values.set(input.name, drawInput(input, draws, random, column));
  }
  const all = evaluate(tree, values, draws);
  const results = all.filter(Number.isFinite).sort();
  const n = results.length;
  if (n < 100) throw new PlanwrightError('Tool.Invalid', `Cannot simulate "${text.slice(0, 80)}": only ${n} of ${draws} draws gave a number. Look for a division by an input that is often zero.`);
  const [centre, sd] = [mean(results), Math.sqrt(variance(results))];
  const error = sd / Math.sqrt(n);
  // What the Monte Carlo error leaves uncertain is not printed.
  const decimals = error === 0 ? threeDigits(centre) : Math.max(0, Math.min(10, -Math.floor(Math.log10(error))));
  const said = typeof unit === 'string' ? unit : null;
  const number = (name: string, title: string, value: number, more: Partial<SummaryValue> = {}): SummaryValue => ({ name, title, value, unit: said, decimals, ...more });
  const above = threshold === undefined ? null : results.reduce((count, value) => count + (value > threshold ? 1 : 0), 0) / n;
  const terms = isFacetValue(given) ? given : [];
  const args: FacetValue[] = [text, terms, ...(operation === 'simulate.sample' ? [termParameter(request, operation, 'measure')] : [])];
  return writeSummary(context, from, {
    suffix: 'simulation', title: `Simulation of ${text.slice(0, 80)}`, analysis: { fn: operation === 'simulate.sample' ? 'simulation_from' : 'simulation', args },
    values: [
      number('mean', 'Mean', centre), number('sd', 'Standard deviation', sd), number('error', 'Monte Carlo standard error of the mean', error, { decimals: Math.min(10, decimals + 1) }),
      ...([['p5', 0.05], ['p25', 0.25], ['median', 0.5], ['p75', 0.75], ['p95', 0.95]] as const).map(([name, level]) => number(name, name === 'median' ? 'Median' : `Percentile ${level * 100}`, quantile(results, level))),
      number('min', 'Smallest draw', results[0] ?? 0), number('max', 'Largest draw', results[n - 1] ?? 0),
      ...(above === null
        ? []
        : [
            number('exceeds', `Probability above ${threshold}`, 100 * above, { unit: '%', decimals: 2 }),
            number('exceeds_error', 'Monte Carlo standard error of that probability', 100 * Math.sqrt((above * (1 - above)) / n), { unit: '%', decimals: 3 }),
          ]),
      number('draws', 'Draws', n, { unit: null, decimals: 0 }), number('invalid', 'Draws without a number', draws - n, { unit: null, decimals: 0 }),
    ],
    notes: [
      `Inputs: ${inputs.map(describeInput).join('; ')}. They are drawn independently of each other (seed ${seed}).`,
      ...inputs.filter((input) => !used.includes(input.name)).map((input) => `The expression does not use the input ${input.name}.`),
      ...(n < draws ? [`${draws - n} of ${draws} draws gave no number (division by zero) and were left out.`] : []),
    ],
    history: `Simulated ${text.slice(0, 200)} with ${draws} draws (seed ${seed}).`,
    about: { expression: text, seed, draws, threshold: threshold ?? null },
  });
}

function whole(request: ToolRequest, operation: string, name: string, otherwise: number, least: number, most: number): number {
  const value = parameter(request, name) ?? otherwise;
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : refuse(operation, name, `a whole number from ${least} to ${most}`, value);
}
