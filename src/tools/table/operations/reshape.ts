import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { namesParameter, parameter, refuse, textParameter } from '../parameters.ts';
import { cleanNames } from '../read/clean-names.ts';
import { identifier, list, literal } from '../sql.ts';
import { artifactName, columnOf, unique, withTables, writeTable } from '../table-io.ts';

/** `1960`, `pop_1960`, `Y1960`, `1960 [YR1960]`, `2001-05`: a year, or a month, with other words around. */
const TIME_NAME = /^(?:.*?[^\d])??((?:1[5-9]|20|21)\d\d)(?:-(0[1-9]|1[0-2]))?(?:[^\d].*)?$/;

/**
 * table.reshape, wide to long: each of the columns becomes a row per row of the table, its name the time. Columns that are named after years or months, all
 * alike but for that, are taken where none are listed. Missing values stay as rows without a value.
 */
export const reshape: ToolRun = (request, context) =>
  withTables(request, context, 'table.reshape', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const value = textParameter(request, 'table.reshape', 'value');
    const time = textParameter(request, 'table.reshape', 'time');
    const made: FacetValue = { fn: 'long', args: [value, time] };
    const output = measureColumn(made);
    const listed = parameter(request, 'columns') === undefined ? null : unique(namesParameter(request, 'table.reshape', 'columns')).map((name) => columnOf(table, name, 'table.reshape'));
    const wide = listed ?? timeColumns(table.columns);
    if (wide.length < 2) {
      const names = table.columns.slice(0, 12).map((column) => `"${column.name}"`).join(', ');
      throw new PlanwrightError('Tool.Invalid', `Cannot reshape "${artifact.title}": ${wide.length} of its columns are named after years or months, expected at least 2; it has ${names}. Name the columns in parameter "columns".`);
    }
    const times = wide.map((column) => timeOf(column.name));
    const dated = times.every((one) => one !== null);
    const monthly = dated && times.some((one) => one?.length === 7);
    if (!dated && listed === null) throw new TypeError('columns without a time were chosen');
    if (dated && new Set(times).size < times.length) throw new PlanwrightError('Tool.Invalid', `Cannot reshape "${artifact.title}": several columns stand for the same time. Name the columns of one measure in parameter "columns".`);
    const kept = table.columns.filter((column) => !wide.includes(column));
    if ([time, output].some((name) => kept.some((column) => column.name.toLowerCase() === name.toLowerCase()))) return refuse('table.reshape', 'time', `a name that no other column has`, time);
    if (cleanNames([time])[0] !== time || time === 'none') return refuse('table.reshape', 'time', 'a plain column name', time);
    const integers = wide.every((column) => column.type === 'integer');
    const at = (index: number): string => (!dated ? literal(wide[index]?.name ?? '') : monthly ? `DATE ${literal(`${times[index] ?? ''}${times[index]?.length === 7 ? '' : '-01'}-01`)}` : String(Number(times[index])));
    const parts = wide.map((column, index) => `SELECT pw_row, ${list([...kept.map((one) => identifier(one.name)), `${at(index)} AS ${identifier(time)}`, `TRY_CAST(${identifier(column.name)} AS ${integers ? 'BIGINT' : 'DOUBLE'}) AS ${identifier(output)}`])} FROM numbered`);
    const texts = wide.filter((column) => column.type === 'text');
    const [[unread] = [0]] = texts.length === 0 ? [] : await database.rows(`SELECT ${texts.map((column) => `count(*) FILTER (WHERE TRY_CAST(${identifier(column.name)} AS DOUBLE) IS NULL AND trim(${identifier(column.name)}) <> '')`).join(' + ')} FROM ${view}`);
    const [[missing] = [0]] = await database.rows(`SELECT ${wide.map((column) => `count(*) FILTER (WHERE TRY_CAST(${identifier(column.name)} AS DOUBLE) IS NULL)`).join(' + ')} FROM ${view}`);
    const stated = parameter(request, 'unit');
    const units = unique(wide.map((column) => column.unit));
    const columns: Column[] = [
      ...kept.map((column): Column => (column.role === 'measure' ? { ...column } : column)),
      { name: time, type: dated ? (monthly ? 'date' : 'integer') : 'text', role: dated ? 'time' : 'dimension', unit: null },
      { name: output, type: integers ? 'integer' : 'number', role: 'measure', unit: typeof stated === 'string' ? stated : units.length === 1 ? (units[0] ?? null) : null, title: value.replaceAll('_', ' ').replace(/^\p{Ll}/u, (first) => first.toUpperCase()) },
    ];
    const keys = (Array.isArray(artifact.facets['keys']) ? artifact.facets['keys'].map(String) : kept.filter((column) => column.role === 'dimension').map((column) => column.name)).filter((key) => kept.some((column) => column.name === key));
    const first = dated ? times.toSorted()[0] : null;
    return writeTable(database, context, [artifact], {
      sql: `WITH numbered AS (SELECT *, row_number() OVER () AS pw_row FROM ${view}) SELECT * EXCLUDE (pw_row) FROM (${parts.join(' UNION ALL ')}) ORDER BY pw_row, ${identifier(time)}`,
      name: artifactName(artifact.name, 'long'),
      title: artifact.title,
      columns,
      facets: { ...artifact.facets, keys: dated ? keys : [...keys, time].sort(), time: dated ? time : 'none', measures: [made], ...(dated && { coverage: `${first ?? ''}/${times.toSorted().at(-1) ?? ''}` }) },
      notes: [
        ...(Number(unread) > 0 ? [`${Number(unread)} cells hold text that is no number; they have no value.`] : []),
        ...(Number(missing) > 0 ? [`${Number(missing)} of ${(artifact.rows ?? 0) * wide.length} cells have no value.`] : []),
      ],
      history: `Turned ${wide.length} columns (${wide[0]?.name ?? ''} to ${wide.at(-1)?.name ?? ''}) into rows of ${time}.`,
    });
  });

/** The largest set of columns of numbers whose names are alike but for a year or month. */
function timeColumns(columns: readonly Column[]): Column[] {
  const groups = new Map<string, Column[]>();
  for (const column of columns) {
    if (timeOf(column.name) === null || column.type === 'date' || column.type === 'timestamp' || column.type === 'boolean') continue;
    const pattern = column.name.replaceAll(/\d+/g, '#');
    groups.set(pattern, [...(groups.get(pattern) ?? []), column]);
  }
  return [...groups.values()].reduce((most, one) => (one.length > most.length ? one : most), []);
}

function timeOf(name: string): string | null {
  const match = TIME_NAME.exec(name);
  if (match?.[1] === undefined) return null;
  return match[2] === undefined ? match[1] : `${match[1]}-${match[2]}`;
}
