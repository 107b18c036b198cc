import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import { guessAggregation } from '../../profile/units.ts';
import { type Aggregation, aggregationSql, aggregationWords, isAggregation, isCount } from '../aggregation.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import type { Cell, TableDatabase } from '../open-database.ts';
import { choiceParameter, namesParameter, parameter, refuse, termParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { type InputTable, artifactName, columnOf, columnTitle, combinedColumnOf, withTables, writeTable } from '../table-io.ts';

export { COUNT_TITLE } from '../aggregation.ts';

export const INTERVALS = ['day', 'week', 'month', 'quarter', 'year', 'decade'] as const;
export type Interval = (typeof INTERVALS)[number];

/**
 * table.group: one row per combination of `by` (and of the time column, where the table has one), with the measure combined. The
 * measure keeps its name. Values that are missing are left out and counted in a note; a group without any value has none.
 */
export const group: ToolRun = (request, context) => withTables(request, context, 'table.group', ['table'], (database, [table]) => combine({ request, context, database, table, name: 'table.group', time: 'kept' }));

/** table.aggregate: like `table.group`, over all times: one row per combination of `by`. */
export const aggregate: ToolRun = (request, context) =>
  withTables(request, context, 'table.aggregate', ['table'], (database, [table]) => combine({ request, context, database, table, name: 'table.aggregate', time: 'dropped' }));

/** table.statistic: like `table.aggregate`, with the statistic in the name of the column: `measureColumn({fn:'statistic',args:[m,how]})`. */
export const statistic: ToolRun = (request, context) =>
  withTables(request, context, 'table.statistic', ['table'], (database, [table]) => combine({ request, context, database, table, name: 'table.statistic', time: 'dropped', how: 'how' }));

/** table.statistic_by_time: like `table.resample`, with the statistic in the name of the column. */
export const statisticByTime: ToolRun = (request, context) =>
  withTables(request, context, 'table.statistic_by_time', ['table'], (database, [table]) => {
    const interval = choiceParameter(request, 'table.statistic_by_time', 'interval', INTERVALS) ?? refuse('table.statistic_by_time', 'interval', `one of ${INTERVALS.join(', ')}`, undefined);
    return combine({ request, context, database, table, name: 'table.statistic_by_time', time: interval, how: 'how' });
  });

/** table.resample: like `table.group`, with time in longer steps: days, weeks (from Monday), months, quarters, years or decades. */
export const resample: ToolRun = (request, context) =>
  withTables(request, context, 'table.resample', ['table'], (database, [table]) => {
    const interval = choiceParameter(request, 'table.resample', 'interval', INTERVALS) ?? refuse('table.resample', 'interval', `one of ${INTERVALS.join(', ')}`, undefined);
    return combine({ request, context, database, table, name: 'table.resample', time: interval });
  });

/** table.statistic_of: a statistic over the steps of time that rows were combined to before: the mean of yearly totals, the median of daily counts. */
export const statisticOf: ToolRun = (request, context) =>
  withTables(request, context, 'table.statistic_of', ['table'], (database, [table]) => {
    const measure = termParameter(request, 'table.statistic_of', 'measure');
    const interval = choiceParameter(request, 'table.statistic_of', 'interval', INTERVALS) ?? refuse('table.statistic_of', 'interval', `one of ${INTERVALS.join(', ')}`, undefined);
    return combine({ request, context, database, table, name: 'table.statistic_of', time: 'dropped', how: 'how', named: { fn: 'per', args: [measure, interval] } });
  });

interface Combination {
  request: ToolRequest;
  context: ToolContext;
  database: TableDatabase;
  table: InputTable | undefined;
  name: string;
  time: 'kept' | 'dropped' | Interval;
  /** The parameter with the statistic, which then also names the column; else `aggregation`, and the measure keeps its name. */
  how?: string;
  /** What the statistic is of in the name of the result, where that is not the measure itself. */
  named?: FacetValue;
}

async function combine({ request, context, database, table, name: operation, time: treatment, how, named }: Combination): Promise<ToolResult> {
  if (table === undefined) throw new TypeError('no table');
  const { artifact, view } = table;
  const by = namesParameter(request, operation, 'by').map((name) => columnOf(table, name, operation)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const subject = termParameter(request, operation, 'measure');
  const stated = how === undefined ? null : (readAggregation(request, operation, how) ?? null);
  const measure = combinedColumnOf(table, measureColumn(subject), operation, stated);
  const own = typeof artifact.facets['time'] === 'string' && artifact.facets['time'] !== 'none' ? columnOf(table, artifact.facets['time'], operation) : null;
  const time = own === null || treatment === 'dropped' || by.includes(own) ? null : treatment === 'kept' ? { column: own, sql: identifier(own.name) } : stepOf(own, treatment, operation);
  const names = [...by.map((column) => ({ name: column.name, sql: identifier(column.name) })), ...(time === null ? [] : [{ name: time.column.name, sql: time.sql }])];
  const known = how === undefined ? aggregationOf(request, operation, measure) : stated ?? refuse(operation, how, EXPECTED, undefined);
  // Where every group is one row, nothing is combined and nobody has to say how.
  const single = known === null && (await isSingle(database, view, names.map((one) => one.sql)));
  if (known === null && !single) throw new PlanwrightError('Input.Invalid', `Cannot group "${measure.name}": it is not known whether its values add up or are averaged. Set parameter "aggregation" to ${EXPECTED}.`);
  const aggregation = known ?? 'sum';
  const term: FacetValue = how === undefined ? subject : { fn: 'statistic', args: [named ?? subject, aggregation] };
  const output = measureColumn(term);
  const [[missing, first, last] = [0, null, null]] = await database.rows(
    `SELECT count(*) FILTER (WHERE ${identifier(measure.name)} IS NULL), ${own === null ? 'NULL, NULL' : `CAST(min(${identifier(own.name)}) AS VARCHAR), CAST(max(${identifier(own.name)}) AS VARCHAR)`} FROM ${view}`,
  );
  const combined: Column = {
    ...measure,
    name: output,
    type: isCount(aggregation) ? 'integer' : ['sum', 'min', 'max'].includes(aggregation) ? measure.type : 'number',
    role: 'measure',
    unit: isCount(aggregation) ? null : measure.unit,
    title: titleOfMeasure(aggregation, measure),
  };
  const value = aggregationSql(aggregation, identifier(measure.name));
  const cast = aggregation === 'sum' && measure.type === 'integer' ? `TRY_CAST(${value} AS BIGINT)` : value;
  const notes = Number(missing) > 0 ? [`${Number(missing)} rows have no value of ${columnTitle(measure)} and were left out of the groups.`] : [];
  if (aggregation === 'mean') notes.push(`Means of ${columnTitle(measure)} are not weighted: each row counts the same.`);
  const period = treatment === 'dropped' && own !== null && first !== null ? (shown(first) === shown(last) ? `, ${shown(first)}` : `, ${shown(first)} to ${shown(last)}`) : '';
  const grain = [...by, ...(time === null ? [] : [time.column])].map((column) => lower(columnTitle(column)));
  const { time: _, interval: __, ...facets } = artifact.facets;
  const kept = time === null ? { time: 'none' } : { time: time.column.name, ...(treatment !== 'kept' && treatment !== 'dropped' && { interval: treatment }) };
  return writeTable(database, context, [artifact], {
    sql: `SELECT ${list([...names.map((one) => `${one.sql} AS ${identifier(one.name)}`), `${cast} AS ${identifier(output)}`])} FROM ${view}${names.length === 0 ? '' : ` GROUP BY ${list(names.map((one) => one.sql))} ORDER BY ${list(names.map((_one, at) => `${at + 1} NULLS LAST`))}`}`,
    name: artifactName(artifact.name, by.length === 0 && time === null ? 'total' : `by-${artifactName([...by.map((column) => column.name), ...(treatment === 'kept' || time === null ? [] : [treatment])].join('-'), '').slice(0, 20)}`),
    title: `${single ? columnTitle(measure) : `${aggregationWords(aggregation)} of ${lower(columnTitle(measure))}`}${grain.length === 0 ? '' : ` by ${grain.join(' and ')}`}${period}`,
    columns: [...by, ...(time === null ? [] : [time.column]), combined],
    facets: { ...facets, ...kept, keys: by.map((column) => column.name), measures: [term], values: named === undefined ? 'grouped' : 'derived', position: 'none' },
    notes,
    history: `${names.length === 0 ? `Combined all rows${period}` : `Grouped by ${names.map((one) => one.name).join(', ')}${period === '' ? '' : ` over all times${period}`}`}: ${single ? 'one row each' : `${aggregation} of ${measure.name}`}.`,
  });
}

const EXPECTED = 'one of sum, mean, median, min, max, count, count_distinct, std or a percentile such as p90';

function readAggregation(request: ToolRequest, operation: string, name: string): Aggregation | undefined {
  const value = parameter(request, name);
  if (value === undefined) return undefined;
  return isAggregation(value) ? value : refuse(operation, name, EXPECTED, value);
}

async function isSingle(database: TableDatabase, view: string, groups: readonly string[]): Promise<boolean> {
  const found = await database.rows(groups.length === 0 ? `SELECT 1 FROM ${view} LIMIT 2` : `SELECT 1 FROM ${view} GROUP BY ${list([...groups])} HAVING count(*) > 1 LIMIT 1`);
  return groups.length === 0 ? found.length < 2 : found.length === 0;
}

/** How values combine: what is said, declared or known of the unit; null where nothing tells. */
function aggregationOf(request: ToolRequest, operation: string, measure: Column): Aggregation | null {
  const declared = measure.aggregation === 'sum' || measure.aggregation === 'mean' ? measure.aggregation : null;
  return readAggregation(request, operation, 'aggregation') ?? declared ?? guessAggregation(measure.name, measure.unit);
}

/** What the combined column is called: "Mean wind speed", but an amount that was added up keeps its name. */
export function titleOfMeasure(aggregation: Aggregation, measure: Column): string {
  const title = columnTitle(measure);
  if ((aggregation === 'min' || aggregation === 'max') && (measure.type === 'date' || measure.type === 'timestamp')) return `${aggregation === 'min' ? 'First' : 'Last'} ${lower(title)}`;
  return aggregation === 'sum' ? title : `${aggregationWords(aggregation)} of ${lower(title)}`;
}

/** The time column in longer steps: years and decades are whole numbers, months and days dates. */
export function stepOf(column: Column, interval: Interval, operation: string): { column: Column; sql: string } {
  const name = identifier(column.name);
  const dated = column.type === 'date' || column.type === 'timestamp';
  if (!dated && (column.type !== 'integer' || !['year', 'decade'].includes(interval))) return refuse(operation, 'interval', `a step that "${column.name}" has (it holds ${column.type})`, interval);
  const year = dated ? `year(${name})` : name;
  const sql = { decade: `CAST(floor(${year} / 10.0) * 10 AS BIGINT)`, year, quarter: `CAST(date_trunc('quarter', ${name}) AS DATE)`, month: `CAST(date_trunc('month', ${name}) AS DATE)`, week: `CAST(date_trunc('week', ${name}) AS DATE)`, day: `CAST(${name} AS DATE)` }[interval];
  const type = interval === 'year' || interval === 'decade' ? 'integer' : 'date';
  return { column: { ...column, type, title: { decade: 'Decade', year: 'Year', quarter: 'Quarter', month: 'Month', week: 'Week', day: 'Day' }[interval] }, sql };
}

function shown(time: Cell | undefined): string {
  return String(time ?? '').slice(0, 10);
}

function lower(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
