import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { conditionSql } from '../dimension.ts';
import { choiceParameter, parameter, refuse, termParameter } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { artifactName, columnOf, columnTitle, lowerTitle, withTables, writeTable } from '../table-io.ts';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;

/** table.flag: 1 in rows that fulfil a condition, 0 in those that do not, nothing where the column has no value. Its mean is a share, its sum a count. */
export const flag: ToolRun = (request, context) =>
  withTables(request, context, 'table.flag', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const term = termParameter(request, 'table.flag', 'column');
    const column = columnOf(table, measureColumn(term), 'table.flag');
    const op = choiceParameter(request, 'table.flag', 'op', OPERATORS) ?? refuse('table.flag', 'op', `one of ${OPERATORS.join(' ')}`, undefined);
    const value = parameter(request, 'value');
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return refuse('table.flag', 'value', 'a number, text or truth value', value);
    const made: FacetValue = { fn: 'flag', args: [term, op, value] };
    const name = measureColumn(made);
    const condition = conditionSql(column, op, value, made);
    const [[missing, rows] = [0, 0]] = await database.rows(`SELECT count(*) - count(${identifier(column.name)}), count(*) FROM ${view}`);
    const title = `${columnTitle(column)} ${op} ${String(value)}`;
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, CASE WHEN ${condition} THEN 1 WHEN ${identifier(column.name)} IS NOT NULL THEN 0 END AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'flag'),
      title: `${artifact.title}, with ${lowerTitle(title)}`,
      columns: [...columns, { name, type: 'integer', role: 'measure', unit: null, title, aggregation: 'sum' }],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes: Number(missing) > 0 ? [`${Number(missing)} of ${Number(rows)} rows have no ${lowerTitle(columnTitle(column))}; they count neither way.`] : [],
      history: `Marked rows with ${column.name} ${op} ${String(value)}.`,
    });
  });
