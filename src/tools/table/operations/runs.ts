import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { compileComparison } from '../comparison.ts';
import { comparisonWords } from '../dimension.ts';
import { choiceParameter, namesParameter, parameter, refuse, termParameter, textParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, columnTitle, lowerTitle, unique, withTables, writeTable } from '../table-io.ts';

const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;

/**
 * table.runs: spells of rows in a row (in the order of time, per key) that fulfil a condition: one row per spell with its first and last time and how
 * many rows it has. A row without a value ends a spell; so does a step of time longer than one and a half of the usual ones.
 */
export const runs: ToolRun = (request, context) =>
  withTables(request, context, 'table.runs', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const keys = unique(namesParameter(request, 'table.runs', 'keys')).map((name) => columnOf(table, name, 'table.runs')).sort((a, b) => (a.name < b.name ? -1 : 1));
    const time = columnOf(table, textParameter(request, 'table.runs', 'time'), 'table.runs');
    if (time.type === 'text' || time.type === 'boolean') return refuse('table.runs', 'time', `a column of numbers or dates ("${time.name}" holds ${time.type})`, time.name);
    const term = termParameter(request, 'table.runs', 'measure');
    const measure = columnOf(table, measureColumn(term), 'table.runs');
    const op = choiceParameter(request, 'table.runs', 'op', OPERATORS) ?? refuse('table.runs', 'op', `one of ${OPERATORS.join(' ')}`, undefined);
    const value = parameter(request, 'value');
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return refuse('table.runs', 'value', 'a number, text or truth value', value);
    const made: FacetValue = { fn: 'run', args: [term, op, value] };
    const name = measureColumn(made);
    const at = identifier(time.name);
    const position = time.type === 'date' || time.type === 'timestamp' ? `epoch(${at})` : at;
    const names = keys.map((key) => identifier(key.name));
    const over = `${names.length === 0 ? '' : `PARTITION BY ${list(names)} `}ORDER BY ${at}`;
    const within = names.length === 0 ? '' : `${list(names)}, `;
    const [[double] = [0]] = await database.rows(`SELECT count(*) FROM (SELECT 1 FROM ${view} WHERE ${at} IS NOT NULL GROUP BY ${within}${at} HAVING count(*) > 1)`);
    if (Number(double) > 0) return refuse('table.runs', 'keys', `columns that tell rows of one time apart (${Number(double)} times have several rows)`, keys.map((key) => key.name));
    const steps = `SELECT *, ${position} - lag(${position}) OVER (${over}) AS pw_step, coalesce(${compileComparison(measure, op, value, made)}, FALSE) AS pw_holds FROM ${view} WHERE ${at} IS NOT NULL`;
    const numbered = `SELECT *, sum(CASE WHEN NOT pw_holds OR pw_step > 1.5 * (SELECT median(pw_step) FROM pw_steps) THEN 1 ELSE 0 END) OVER (${over} ROWS UNBOUNDED PRECEDING) AS pw_run FROM pw_steps`;
    const [[missing] = [0]] = await database.rows(`SELECT count(*) - count(${identifier(measure.name)}) FROM ${view}`);
    const words = lowerTitle(comparisonWords(measure, op, value));
    const end: Column = { ...time, name: 'last', role: 'dimension', title: 'Last' };
    const length: Column = { name, type: 'integer', role: 'measure', unit: null, title: `Rows in a row with ${words}`, aggregation: 'none' };
    return writeTable(database, context, [artifact], {
      sql: `WITH pw_steps AS (${steps}) SELECT ${within}min(${at}) AS ${at}, max(${at}) AS "last", count(*) AS ${identifier(name)} FROM (${numbered}) WHERE pw_holds GROUP BY ${within}pw_run ORDER BY ${within}${at}`,
      name: artifactName(artifact.name, 'runs'),
      title: `Spells with ${words}`,
      columns: [...keys, { ...time, title: time.title ?? 'First' }, end, length],
      facets: { ...artifact.facets, keys: keys.map((key) => key.name), time: time.name, measures: [made], values: 'derived', position: 'none' },
      notes: Number(missing) > 0 ? [`${Number(missing)} rows have no ${lowerTitle(columnTitle(measure))}; each ends a spell.`] : [],
      history: `Found spells of rows in a row with ${measure.name} ${op} ${String(value)}.`,
    });
  });
