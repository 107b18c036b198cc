import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { choiceParameter, refuse, termParameter } from '../../table/parameters.ts';
import { columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { correlate } from '../method/correlation.ts';
import { countValues, numberSql, readValues } from '../read-values.ts';
import { writeSummary } from '../write-summary.ts';

/** stats.correlation: Pearson's or Spearman's correlation of two measures over rows that have both, with a 95 % interval. */
export const correlation: ToolRun = (request, context) =>
  withTables(request, context, 'stats.correlation', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const terms = [termParameter(request, 'stats.correlation', 'left'), termParameter(request, 'stats.correlation', 'right')] as const;
    const [a, b] = [numberColumnOf(table, measureColumn(terms[0]), 'stats.correlation'), numberColumnOf(table, measureColumn(terms[1]), 'stats.correlation')];
    if (a.name === b.name) return refuse('stats.correlation', 'right', 'another measure than the left one', b.name);
    const method = choiceParameter(request, 'stats.correlation', 'method', ['pearson', 'spearman'] as const) ?? refuse('stats.correlation', 'method', 'pearson or spearman', undefined);
    const { rows, missing } = await readValues(database, table, [numberSql(a.name), numberSql(b.name)], 'stats.correlation');
    const found = correlate(rows.map(([value = 0]) => value), rows.map(([, value = 0]) => value), method);
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot correlate "${a.name}" with "${b.name}": ${rows.length} rows have both, and at least 4 with different values are needed. Loosen the filter or choose other measures.`);
    const number = (name: string, title: string, value: number, decimals = 2) => ({ name, title, value, unit: null, decimals });
    const [left, right] = [columnTitle(a), lowerTitle(columnTitle(b))];
    return writeSummary(context, table.artifact, {
      suffix: 'correlation', title: `Correlation of ${lowerTitle(left)} with ${right}`, analysis: { fn: 'correlation', args: [...terms, method] },
      values: [
        number('r', `Correlation of ${lowerTitle(left)} with ${right} (${method === 'pearson' ? 'Pearson' : 'Spearman'})`, found.r),
        number('r_low', 'Lower end of the 95 % interval', found.low), number('r_high', 'Upper end of the 95 % interval', found.high),
        number('p', 'Probability of such a correlation without any', found.p, 4),
        ...(method === 'pearson' ? [number('r2', 'Share of the variance', found.r ** 2, 3)] : []),
        ...countValues(found.n, missing),
      ],
      notes: [...(missing > 0 ? [`${missing} rows do not have both values and were left out.`] : []), 'A correlation says nothing of causes; interval and probability take rows to be independent of each other.'],
      history: `Correlated ${a.name} with ${b.name} (${method}).`,
      about: { left: a.name, right: b.name, method },
    });
  });
