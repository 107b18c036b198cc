import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import type { TableDatabase } from '../open-database.ts';
import { choiceParameter, namesParameter, parameter, refuse, termParameter, textParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { type InputTable, artifactName, columnOf, columnTitle, lowerTitle, numberColumnOf, unique, withTables, writeTable } from '../table-io.ts';

const MOVING = { mean: 'avg', sum: 'sum', median: 'median', min: 'min', max: 'max' } as const;
const CUMULATIVE = { sum: 'sum', mean: 'avg', min: 'min', max: 'max', count: 'count' } as const;
const CHANGES = ['difference', 'percent', 'lag'] as const;
const WORDS: Record<string, string> = { mean: 'mean', sum: 'sum', median: 'median', min: 'smallest value', max: 'largest value', count: 'count' };

/** table.window: the measure over the last `size` rows (or centred on the row) per key; a row whose window is not full of values has none. */
export const window: ToolRun = (request, context) =>
  withTables(request, context, 'table.window', ['table'], async (database, [table]) => {
    const how = choiceParameter(request, 'table.window', 'how', ['mean', 'sum', 'median', 'min', 'max'] as const) ?? refuse('table.window', 'how', 'one of mean, sum, median, min, max', undefined);
    const size = count(request, 'table.window', 'size', 2);
    const centred = choiceParameter(request, 'table.window', 'align', ['trailing', 'centred'] as const) === 'centred';
    if (centred && size % 2 === 0) return refuse('table.window', 'size', 'an odd number for a window that is centred on its row', size);
    return overTime({
      request, context, database, table, name: 'table.window',
      derive: ({ term, measure, over }) => {
        const frame = `(${over} ROWS BETWEEN ${centred ? (size - 1) / 2 : size - 1} PRECEDING AND ${centred ? (size - 1) / 2 : 0} FOLLOWING)`;
        const value = identifier(measure.name);
        return {
          term: { fn: 'moving', args: [term, how, size] },
          sql: `CASE WHEN count(${value}) OVER ${frame} = ${size} THEN ${MOVING[how]}(${value}) OVER ${frame} END`,
          column: { type: how === 'sum' || how === 'min' || how === 'max' ? measure.type : 'number', unit: measure.unit, title: `${columnTitle(measure)}, moving ${WORDS[how] ?? how} of ${size}` },
          history: `Took the moving ${WORDS[how] ?? how} of ${measure.name} over ${size} rows${centred ? ', centred' : ''}.`,
          missing: `% rows have no moving ${WORDS[how] ?? how}, because fewer than ${size} values in a row are there.`,
        };
      },
    });
  });

/** table.accumulate: the measure over all rows so far per key; a row without a value has none, and the next goes on from the one before. */
export const accumulate: ToolRun = (request, context) =>
  withTables(request, context, 'table.accumulate', ['table'], async (database, [table]) => {
    const how = choiceParameter(request, 'table.accumulate', 'how', ['sum', 'mean', 'min', 'max', 'count'] as const) ?? refuse('table.accumulate', 'how', 'one of sum, mean, min, max, count', undefined);
    return overTime({
      request, context, database, table, name: 'table.accumulate',
      derive: ({ term, measure, over }) => {
        const value = identifier(measure.name);
        return {
          term: { fn: 'cumulative', args: [term, how] },
          sql: `CASE WHEN ${value} IS NOT NULL THEN ${CUMULATIVE[how]}(${value}) OVER (${over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) END`,
          column: { type: how === 'count' ? 'integer' : how === 'mean' ? 'number' : measure.type, unit: how === 'count' ? null : measure.unit, title: `${columnTitle(measure)}, cumulative ${WORDS[how] ?? how}` },
          history: `Took the cumulative ${WORDS[how] ?? how} of ${measure.name}.`,
          missing: `% rows have no value of ${columnTitle(measure)}; the cumulative ${WORDS[how] ?? how} goes on after them.`,
        };
      },
    });
  });

/** table.change: the measure against `steps` rows before (below zero: after) per key. Percent of a value that is zero or negative is none. */
export const change: ToolRun = (request, context) =>
  withTables(request, context, 'table.change', ['table'], async (database, [table]) => {
    const how = choiceParameter(request, 'table.change', 'how', CHANGES) ?? refuse('table.change', 'how', `one of ${CHANGES.join(', ')}`, undefined);
    const steps = parameter(request, 'steps');
    if (typeof steps !== 'number' || !Number.isInteger(steps) || steps === 0 || Math.abs(steps) > 100_000) return refuse('table.change', 'steps', 'a whole number of rows before, or below zero after, up to 100000', steps);
    return overTime({
      request, context, database, table, name: 'table.change',
      derive: ({ term, measure, over }) => {
        const value = identifier(measure.name);
        const far = Math.abs(steps);
        const before = `${steps > 0 ? 'lag' : 'lead'}(${value}, ${far}) OVER (${over})`;
        const title = columnTitle(measure);
        const said = `${far === 1 ? 'one row' : `${far} rows`} ${steps > 0 ? 'before' : 'after'}`;
        return {
          term: { fn: 'change', args: [term, how, steps] },
          sql: { difference: `${value} - ${before}`, percent: `CASE WHEN ${before} > 0 THEN 100.0 * (${value} - ${before}) / ${before} END`, lag: before }[how],
          column: {
            type: how === 'percent' ? 'number' : measure.type,
            unit: how === 'percent' ? '%' : measure.unit,
            title: how === 'lag' ? `${title} ${said}` : `Change of ${lowerTitle(title)} against ${said}`,
          },
          history: how === 'lag' ? `Put the value of ${measure.name} ${said} beside each row.` : `Computed the change of ${measure.name} against ${said}${how === 'percent' ? ' in percent' : ''}.`,
          missing: `% rows have no change, because a value ${said} is missing${how === 'percent' ? ', zero or negative' : ''}.`,
        };
      },
    });
  });

interface Derived {
  term: FacetValue;
  sql: string;
  column: Pick<Column, 'type' | 'unit' | 'title'>;
  history: string;
  /** A note where rows have no result; % stands for how many of how many. */
  missing: string;
}

interface OverTime {
  request: ToolRequest;
  context: ToolContext;
  database: TableDatabase;
  table: InputTable | undefined;
  name: string;
  derive(this: void, given: { term: FacetValue; measure: Column; time: Column; over: string; partition: string[] }): Derived;
}

/** A measure of one row per key and time with one more column that is computed over the times. */
export async function overTime({ request, context, database, table, name: operation, derive }: OverTime): Promise<ToolResult> {
  if (table === undefined) throw new TypeError('no table');
  const { artifact, columns, view } = table;
  const keys = unique(namesParameter(request, operation, 'keys')).map((name) => columnOf(table, name, operation).name).sort();
  const time = columnOf(table, textParameter(request, operation, 'time'), operation);
  if (time.type === 'text' || time.type === 'boolean') return refuse(operation, 'time', `a column of numbers or dates ("${time.name}" holds ${time.type})`, time.name);
  const term = termParameter(request, operation, 'measure');
  const measure = numberColumnOf(table, measureColumn(term), operation);
  await refuseDouble(database, table, [...keys, time.name], operation);
  const at = identifier(time.name);
  const grain = keys.map(identifier);
  const over = `${grain.length === 0 ? '' : `PARTITION BY ${list(grain)} `}ORDER BY ${at}`;
  const derived = derive({ term, measure, time, over, partition: grain });
  const output = measureColumn(derived.term);
  if (columns.some((column) => column.name === output)) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": the table already has a column "${output}". Leave the step out.`);
  const column: Column = { name: output, role: 'measure', aggregation: 'none', meaning: measure.meaning ?? null, ...derived.column };
  const plain = `SELECT *, ${derived.sql} AS pw_value FROM ${view} WHERE ${at} IS NOT NULL`;
  const [[rows, without, all] = [0, 0, 0]] = await database.rows(`SELECT count(*), count(*) - count(pw_value), (SELECT count(*) FROM ${view}) FROM (${plain})`);
  const notes = Number(without) > 0 ? [derived.missing.replace('%', `${Number(without)} of ${Number(rows)}`)] : [];
  if (Number(rows) < Number(all)) notes.push(`${Number(all) - Number(rows)} rows have no ${lowerTitle(columnTitle(time))} and were left out.`);
  notes.push(...(await unevenSteps(database, view, keys, time)));
  const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
  return writeTable(database, context, [artifact], {
    sql: `SELECT * EXCLUDE (pw_value), pw_value AS ${identifier(output)} FROM (${plain}) ORDER BY ${list([...grain.map((name) => `${name} NULLS LAST`), at])}`,
    name: artifactName(artifact.name, operation.slice('table.'.length)),
    title: `${column.title ?? output}${keys.length === 0 ? '' : ` by ${keys.map((name) => lowerTitle(columnTitle(columnOf(table, name, operation)))).join(' and ')}`}`,
    columns: [...columns, column],
    facets: { ...artifact.facets, keys, time: time.name, measures: [...measures, derived.term], values: 'derived' },
    notes,
    history: derived.history,
  });
}

function count(request: ToolRequest, operation: string, name: string, least: number): number {
  const value = parameter(request, name);
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 100_000 ? value : refuse(operation, name, `a whole number from ${least} to 100000`, value);
}

async function refuseDouble(database: TableDatabase, table: InputTable, grain: string[], operation: string): Promise<void> {
  const names = list(grain.map(identifier));
  const [[double] = [0]] = await database.rows(`SELECT count(*) FROM (SELECT 1 FROM ${table.view} WHERE ${identifier(grain.at(-1) ?? '')} IS NOT NULL GROUP BY ${names} HAVING count(*) > 1)`);
  if (Number(double) > 0) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": ${Number(double)} combinations of ${grain.join(', ')} have more than one row. Group the table by these columns first.`);
}

/** A window counts rows, not time: where steps differ the reader must know. Months and years are not of equal length, so a little difference is none. */
async function unevenSteps(database: TableDatabase, view: string, keys: readonly string[], time: Column): Promise<string[]> {
  const at = time.type === 'integer' || time.type === 'number' ? identifier(time.name) : `epoch(${identifier(time.name)})`;
  const over = `${keys.length === 0 ? '' : `PARTITION BY ${list(keys.map(identifier))} `}ORDER BY ${identifier(time.name)}`;
  const [[uneven, usual] = [0, null]] = await database.rows(
    `WITH steps AS (SELECT step FROM (SELECT ${at} - lag(${at}) OVER (${over}) AS step FROM ${view} WHERE ${identifier(time.name)} IS NOT NULL) WHERE step IS NOT NULL) ` +
      `SELECT count(*) FILTER (WHERE step > 1.5 * (SELECT median(step) FROM steps)), (SELECT median(step) FROM steps) FROM steps`,
  );
  return usual === null || Number(uneven) === 0 ? [] : [`At ${Number(uneven)} places the next row is more than the usual step away; rows are counted, not time.`];
}
