import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { choiceParameter, parameter, refuse, termParameter } from '../../table/parameters.ts';
import { columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import { DEVIATION_RULE, OUTLIER_RULES, type OutlierRule, fenceSql } from '../../table/fences.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { countValues, numberSql, valueMaker } from '../read-values.ts';
import { readCells } from '../../table/read-rows.ts';
import { writeSummary } from '../write-summary.ts';

/** stats.outliers: how many values lie beyond the fences of a rule, and where the fences are. Rows themselves: table.filter with the term `outlier` or `inlier`. */
export const outliers: ToolRun = (request, context) => {
  const rule = choiceParameter(request, 'stats.outliers', 'rule', OUTLIER_RULES) ?? refuse('stats.outliers', 'rule', OUTLIER_RULES.join(' or '), undefined);
  return outside(request, context, 'stats.outliers', rule);
};

/** stats.outliers_beyond: the same for fences a number of standard deviations around the mean. */
export const outliersBeyond: ToolRun = (request, context) => {
  const operation = 'stats.outliers_beyond';
  const deviations = parameter(request, 'deviations');
  choiceParameter(request, operation, 'rule', [DEVIATION_RULE] as const);
  return outside(request, context, operation, typeof deviations === 'number' && deviations > 0 ? { deviations } : refuse(operation, 'deviations', 'a number above zero', deviations));
};

function outside(request: ToolRequest, context: ToolContext, operation: string, rule: OutlierRule | { deviations: number }): Promise<ToolResult> {
  return withTables(request, context, operation, ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, operation, 'measure');
    const column = numberColumnOf(table, measureColumn(term), operation);
    const value = numberSql(column.name);
    const { low, high } = fenceSql(column.name, table.view, rule);
    const { rows: [row = []] } = await readCells(
      database,
      `SELECT count(v) AS n, count(*) - count(v) AS missing, any_value(lo) AS lo, any_value(hi) AS hi, count(*) FILTER (WHERE v < lo) AS below, count(*) FILTER (WHERE v > hi) AS above, min(v) AS least, max(v) AS most, median(v) AS middle FROM (SELECT ${value} AS v, ${low} AS lo, ${high} AS hi FROM ${table.view})`,
    );
    const [n = 0, missing = 0, lower, upper, below = 0, above = 0, least, most, middle] = row.map((cell) => (typeof cell === 'number' ? cell : undefined));
    if (n < 4 || lower === undefined || upper === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot look for outliers of "${column.name}": ${n} rows have a value, expected at least 4. Loosen the filter or choose another measure.`);
    const title = lowerTitle(columnTitle(column));
    const number = valueMaker([least ?? 0, most ?? 0, middle ?? 0], column.unit);
    return writeSummary(context, table.artifact, {
      suffix: 'outliers', title: `Outliers of ${title}`, analysis: { fn: 'outliers', args: typeof rule === 'object' ? [term, DEVIATION_RULE, rule.deviations] : [term, rule] },
      values: [
        number('outliers', `Outliers of ${title}`, below + above, { unit: null, decimals: 0 }),
        number('share', 'Share of all values', (100 * (below + above)) / n, { unit: '%', decimals: 1 }),
        number('below', 'Values below the lower fence', below, { unit: null, decimals: 0 }),
        number('above', 'Values above the upper fence', above, { unit: null, decimals: 0 }),
        number('lower_fence', 'Lower fence', lower), number('upper_fence', 'Upper fence', upper),
        number('median', 'Median', middle ?? null), number('min', 'Smallest value', least ?? null), number('max', 'Largest value', most ?? null),
        ...countValues(n, missing),
      ],
      notes: [
        typeof rule === 'object' ? `An outlier lies more than ${rule.deviations} standard deviations from the mean.` : rule === 'iqr' ? 'An outlier lies more than 1.5 quartile distances outside the quartiles (Tukey).' : 'An outlier has a robust z-score above 3.5: its distance from the median in median absolute deviations, times 0.6745 (Iglewicz and Hoaglin).',
        ...(lower === upper ? ['Most values are the same, so that every other one counts as an outlier.'] : []),
        ...(missing > 0 ? [`${missing} rows have no value and were left out.`] : []),
      ],
      history: `Looked for outliers of ${column.name} (${typeof rule === 'object' ? `${rule.deviations} standard deviations` : rule}).`,
      about: { measure: column.name, rule: typeof rule === 'object' ? DEVIATION_RULE : rule },
    });
  });
}
