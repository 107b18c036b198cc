import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { aggregationSql, isAggregation, isCount } from '../aggregation.ts';
import { choiceParameter, isFacetValue, namesParameter, parameter, refuse } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { type InputTable, artifactName, columnOf, columnTitle, combinedColumnOf, lowerTitle, unique, withTables, writeTable } from '../table-io.ts';
import { INTERVALS, type Interval, stepOf, titleOfMeasure } from './group.ts';

/** table.statistics: several named statistics and counts per combination of `by`, over all times; each in the column of its term. */
export const statistics: ToolRun = (request, context) => combineAll(request, context, 'table.statistics', null);

/** table.statistics_by_time: the same per step of time. */
export const statisticsByTime: ToolRun = (request, context) => {
  const operation = 'table.statistics_by_time';
  return combineAll(request, context, operation, choiceParameter(request, operation, 'interval', INTERVALS) ?? refuse(operation, 'interval', `one of ${INTERVALS.join(', ')}`, undefined));
};

function combineAll(request: ToolRequest, context: ToolContext, operation: string, interval: Interval | null): Promise<ToolResult> {
  return withTables(request, context, operation, ['table'], async (database, [table]) => {
    const terms = parameter(request, 'terms');
    if (table === undefined || !Array.isArray(terms) || terms.length === 0 || !terms.every(isFacetValue)) return refuse(operation, 'terms', 'a list of terms such as {"fn":"statistic","args":["price","mean"]}', terms);
    const { artifact, view } = table;
    const by = unique(namesParameter(request, operation, 'by')).map((name) => columnOf(table, name, operation)).sort((a, b) => (a.name < b.name ? -1 : 1));
    const time = interval === null ? null : stepOf(timeOf(table, operation), interval, operation);
    const made = terms.map((term) => madeBy(term, table, operation));
    const groups = [...by.map((column) => ({ name: column.name, sql: identifier(column.name) })), ...(time === null ? [] : [{ name: time.column.name, sql: time.sql }])];
    const sources = unique(made.flatMap(({ source }) => source ?? []));
    const [missing = []] = sources.length === 0 ? [] : await database.rows(`SELECT ${list(sources.map((name) => `count(*) - count(${identifier(name)})`))} FROM ${view}`);
    const grain = [...by, ...(time === null ? [] : [time.column])].map((column) => lowerTitle(columnTitle(column)));
    const { time: _time, interval: _interval, ...facets } = artifact.facets;
    return writeTable(database, context, [artifact], {
      sql: `SELECT ${list([...groups.map((one) => `${one.sql} AS ${identifier(one.name)}`), ...made.map(({ column, sql }) => `${sql} AS ${identifier(column.name)}`)])} FROM ${view}${groups.length === 0 ? '' : ` GROUP BY ${list(groups.map((one) => one.sql))} ORDER BY ${list(groups.map((_, at) => `${at + 1} NULLS LAST`))}`}`,
      name: artifactName(artifact.name, 'statistics'),
      title: `${made.map(({ column }, at) => (at === 0 ? columnTitle(column) : lowerTitle(columnTitle(column)))).join(', ')}${grain.length === 0 ? '' : ` by ${grain.join(' and ')}`}`,
      columns: [...by, ...(time === null ? [] : [time.column]), ...made.map(({ column }) => column)],
      facets: { ...facets, keys: by.map((column) => column.name), ...(time === null ? { time: 'none' } : { time: time.column.name, interval: interval ?? 'given' }), measures: terms, values: 'grouped', position: 'none' },
      notes: sources.flatMap((name, at) => (Number(missing[at] ?? 0) > 0 ? [`${Number(missing[at])} rows have no value of ${columnTitle(columnOf(table, name, operation))} and do not count for it.`] : [])),
      history: `Combined ${groups.length === 0 ? 'all rows' : `rows by ${groups.map((one) => one.name).join(', ')}`}: ${made.map(({ column }) => column.name).join(', ')}.`,
    });
  });
}

function timeOf(table: InputTable, operation: string): Column {
  const name = table.artifact.facets['time'];
  if (typeof name === 'string' && name !== 'none') return columnOf(table, name, operation);
  throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": the table "${table.artifact.title}" has no time column. Use table.statistics.`);
}

function madeBy(term: FacetValue, table: InputTable, operation: string): { column: Column; sql: string; source: string | null } {
  const [subject, how] = typeof term === 'object' && !Array.isArray(term) ? term.args : [];
  const name = measureColumn(term);
  if (typeof term === 'object' && !Array.isArray(term) && subject !== undefined) {
    if (term.fn === 'count' && subject === 'rows') return { column: { name, type: 'integer', role: 'measure', unit: null, title: 'Number of rows', aggregation: 'sum' }, sql: 'count(*)', source: null };
    if (term.fn === 'count') {
      const counted = columnOf(table, measureColumn(subject), operation);
      return { column: { name, type: 'integer', role: 'measure', unit: null, title: `Number of different values of ${lowerTitle(columnTitle(counted))}`, aggregation: 'none' }, sql: aggregationSql('count_distinct', identifier(counted.name)), source: counted.name };
    }
    if (term.fn === 'statistic' && isAggregation(how)) {
      const measure = combinedColumnOf(table, measureColumn(subject), operation, how);
      const value = aggregationSql(how, identifier(measure.name));
      const title = how === 'sum' ? `Sum of ${lowerTitle(columnTitle(measure))}` : titleOfMeasure(how, measure);
      return {
        column: { ...measure, name, type: isCount(how) ? 'integer' : ['sum', 'min', 'max'].includes(how) ? measure.type : 'number', role: 'measure', unit: isCount(how) ? null : measure.unit, title },
        sql: how === 'sum' && measure.type === 'integer' ? `TRY_CAST(${value} AS BIGINT)` : value,
        source: measure.name,
      };
    }
  }
  return refuse(operation, 'terms', 'terms {"fn":"statistic","args":[measure,how]} and {"fn":"count","args":["rows" or a column]}', term);
}
