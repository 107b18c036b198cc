import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { aggregationSql, aggregationWords, isAggregation, isCount } from '../aggregation.ts';
import { namesParameter, parameter, refuse, termParameter, textParameter } from '../parameters.ts';
import { cleanNames } from '../read/clean-names.ts';
import { identifier, list, literal } from '../sql.ts';
import { artifactName, columnOf, columnTitle, combinedColumnOf, lowerTitle, unique, withTables, writeTable } from '../table-io.ts';

/** More columns than this are no table that anyone reads. */
const MOST_COLUMNS = 200;

/** table.pivot: one row per combination of `rows`, one column per value of `columns`, and the same aggregation over all of a row's cells. A combination without rows has no value. */
export const pivot: ToolRun = (request, context) =>
  withTables(request, context, 'table.pivot', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const rows = unique(namesParameter(request, 'table.pivot', 'rows')).map((name) => columnOf(table, name, 'table.pivot'));
    const across = columnOf(table, textParameter(request, 'table.pivot', 'columns'), 'table.pivot');
    const term = termParameter(request, 'table.pivot', 'measure');
    const how = parameter(request, 'how');
    if (!isAggregation(how)) return refuse('table.pivot', 'how', 'an aggregation such as sum, mean or p90', how);
    const measure = combinedColumnOf(table, measureColumn(term), 'table.pivot', how);
    if (rows.length === 0 || rows.includes(across)) return refuse('table.pivot', 'columns', `a column that is not one of the rows`, across.name);
    const values = (await database.rows(`SELECT DISTINCT CAST(${identifier(across.name)} AS VARCHAR) AS pw_v FROM ${view} WHERE pw_v IS NOT NULL ORDER BY pw_v LIMIT ${MOST_COLUMNS + 1}`)).map(([value]) => String(value));
    if (values.length > MOST_COLUMNS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot pivot by "${across.name}": it has more than ${MOST_COLUMNS} different values. Choose a column with fewer, or filter first.`);
    if (values.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot pivot by "${across.name}": it has no value. Choose another column.`);
    const made: FacetValue = { fn: 'pivot', args: [term, how, across.name] };
    const total = measureColumn(made);
    const taken = [...rows.map((row) => row.name), total];
    const names = cleanNames([...taken, ...values]).slice(taken.length);
    const type = isCount(how) ? 'integer' : how === 'sum' || how === 'min' || how === 'max' ? measure.type : 'number';
    const cast = (sql: string): string => (how === 'sum' && measure.type === 'integer' ? `TRY_CAST(${sql} AS BIGINT)` : sql);
    const value = aggregationSql(how, identifier(measure.name));
    const plain: Column = { name: total, type, role: 'measure', unit: isCount(how) ? null : measure.unit, aggregation: how === 'sum' || isCount(how) ? 'sum' : 'none' };
    const keys = rows.map((row) => identifier(row.name));
    const [[double, missing, unnamed] = [0, 0, 0]] = await database.rows(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${view} GROUP BY ${list([...keys, identifier(across.name)])} HAVING count(*) > 1)), count(*) - count(${identifier(measure.name)}), count(*) - count(${identifier(across.name)}) FROM ${view}`,
    );
    const notes: string[] = [];
    if (Number(double) > 0) notes.push(`${Number(double)} cells combine several rows.`);
    if (Number(missing) > 0) notes.push(`${Number(missing)} rows have no value of ${lowerTitle(columnTitle(measure))} and were left out.`);
    if (Number(unnamed) > 0) notes.push(`${Number(unnamed)} rows have no ${lowerTitle(columnTitle(across))}; they count in the total only.`);
    const { time: _time, interval: _interval, ...facets } = artifact.facets;
    return writeTable(database, context, [artifact], {
      sql: `SELECT ${list([
        ...keys,
        ...values.map((one, index) => `${cast(`${value} FILTER (WHERE CAST(${identifier(across.name)} AS VARCHAR) = ${literal(one)})`)} AS ${identifier(names[index] ?? one)}`),
        `${cast(value)} AS ${identifier(total)}`,
      ])} FROM ${view} GROUP BY ${list(keys)} ORDER BY ${list(keys.map((key) => `${key} NULLS LAST`))}`,
      name: artifactName(artifact.name, 'pivot'),
      title: `${aggregationWords(how)} of ${lowerTitle(columnTitle(measure))} by ${rows.map((row) => lowerTitle(columnTitle(row))).join(' and ')} and ${lowerTitle(columnTitle(across))}`,
      columns: [
        ...rows.map((row): Column => (row.role === 'time' ? { ...row, role: 'dimension' } : row)),
        ...values.map((one, index): Column => ({ ...plain, name: names[index] ?? one, title: one })),
        { ...plain, title: `${aggregationWords(how)} of ${lowerTitle(columnTitle(measure))}, every ${lowerTitle(columnTitle(across))}` },
      ],
      facets: { ...facets, keys: rows.map((row) => row.name).sort(), time: 'none', measures: [made, ...names], values: 'grouped', position: 'none' },
      notes,
      history: `Made a table of ${rows.map((row) => row.name).join(', ')} by ${across.name} (${values.length} columns): ${how} of ${measure.name}.`,
    });
  });
