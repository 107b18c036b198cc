import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { aggregationSql, aggregationWords, isAggregation, isCount } from '../../table/aggregation.ts';
import { parameter, refuse, termParameter } from '../../table/parameters.ts';
import { readCells } from '../../table/read-rows.ts';
import { identifier } from '../../table/sql.ts';
import { columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { countValues } from '../read-values.ts';
import { meanDecimals, ownDecimals, writeSummary } from '../write-summary.ts';

/** stats.statistic: one number of a measure over all rows: sum, mean, median, min, max, count, count_distinct, std or a percentile. */
export const statistic: ToolRun = (request, context) =>
  withTables(request, context, 'stats.statistic', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.statistic', 'measure');
    const column = numberColumnOf(table, measureColumn(term), 'stats.statistic');
    const how = parameter(request, 'how');
    if (!isAggregation(how)) return refuse('stats.statistic', 'how', 'one of sum, mean, median, min, max, count, count_distinct, std or a percentile such as p90', how);
    const name = identifier(column.name);
    const { rows: [row = []] } = await readCells(database, `SELECT CAST(${aggregationSql(how, name)} AS DOUBLE) AS v, count(${name}) AS n, count(*) - count(${name}) AS missing FROM ${table.view}`);
    const [value, n, missing] = [typeof row[0] === 'number' ? row[0] : null, Number(row[1] ?? 0), Number(row[2] ?? 0)];
    if (value === null && !isCount(how)) throw new PlanwrightError('Tool.Invalid', `Cannot compute the ${how} of "${column.name}": ${n} rows have a value, expected at least ${how === 'std' ? 2 : 1}. Loosen the filter or choose another measure.`);
    const { rows: sample } = await readCells(database, `SELECT DISTINCT ${name} AS pw_v FROM ${table.view} WHERE ${name} IS NOT NULL ORDER BY pw_v LIMIT 2000`);
    const own = ownDecimals(sample.flatMap(([cell]) => (typeof cell === 'number' ? [cell] : [])));
    const title = `${aggregationWords(how)} of ${lowerTitle(columnTitle(column))}`;
    return writeSummary(context, table.artifact, {
      suffix: how, title, analysis: { fn: 'statistic', args: [term, how] },
      values: [{ name: 'value', title, value, unit: isCount(how) ? null : column.unit, decimals: isCount(how) ? 0 : how === 'mean' || how === 'std' ? meanDecimals(value, own) : own }, ...countValues(n, missing)],
      notes: missing > 0 ? [`${missing} rows have no value of ${lowerTitle(columnTitle(column))} and were left out.`] : [],
      history: `Computed the ${how} of ${column.name}.`,
      about: { measure: column.name, how },
    });
  });
