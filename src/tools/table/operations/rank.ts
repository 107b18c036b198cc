import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { isFacetValue, parameter, refuse } from '../parameters.ts';
import { identifier, list, literal } from '../sql.ts';
import { artifactName, columnOf, columnTitle, unique, withTables, writeTable } from '../table-io.ts';

/** table.rank: rows by a measure, highest (`desc`) or lowest (`asc`) first, rows without a value last, ties in the order of the keys and then of all columns. */
export const rank: ToolRun = (request, context) =>
  withTables(request, context, 'table.rank', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const order = parameter(request, 'order');
    if (!isFacetValue(order) || typeof order !== 'object' || Array.isArray(order) || !['asc', 'desc'].includes(order.fn) || order.args[0] === undefined) {
      return refuse('table.rank', 'order', 'a term such as {"fn":"desc","args":["mag"]}', order);
    }
    const limit = parameter(request, 'limit') ?? 0;
    if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 0 || limit > 1_000_000) return refuse('table.rank', 'limit', 'a whole number from 0 (all rows) to 1000000', limit);
    const { artifact, columns, view } = table;
    const measure = columnOf(table, measureColumn(order.args[0]), 'table.rank');
    const keys = Array.isArray(artifact.facets['keys']) ? artifact.facets['keys'].map(String).filter((key) => columns.some((column) => column.name === key)) : [];
    const ties = unique([...keys, ...columns.map((column) => column.name)]).filter((name) => name !== measure.name);
    const levels = parameter(request, 'levels') ?? [];
    if (!isTexts(levels)) return refuse('table.rank', 'levels', 'the values of the measure from lowest to highest', levels);
    const by = levels.length === 0 ? identifier(measure.name) : `nullif(list_position([${levels.map((one) => literal(one)).join(', ')}], CAST(${identifier(measure.name)} AS VARCHAR)), 0)`;
    const direction = order.fn === 'desc' ? 'DESC' : 'ASC';
    const [[tied, missing, all] = [0, 0, 0]] = await database.rows(
      `SELECT count(${identifier(measure.name)}) - count(DISTINCT ${identifier(measure.name)}), count(*) - count(${identifier(measure.name)}), count(*) FROM ${view}`,
    );
    const notes = Number(missing) > 0 ? [`${Number(missing)} rows have no value of ${columnTitle(measure)}; they stand last.`] : [];
    if (Number(tied) > 0 && limit > 0) notes.push(`Some rows have the same ${lower(columnTitle(measure))}; they are in the order of their names.`);
    return writeTable(database, context, [artifact], {
      sql: `SELECT * FROM (SELECT * FROM ${view} ORDER BY ${list([`${by} ${direction} NULLS LAST`, ...ties.map((name) => `${identifier(name)} ASC NULLS LAST`)])}${limit > 0 ? ` LIMIT ${limit}` : ''})`,
      name: artifactName(artifact.name, 'ranked'),
      title: `${artifact.title}, ${rankWords(order, columnTitle(measure))} first`,
      columns,
      facets: { ...artifact.facets, order, limit },
      notes,
      about: { of: Number(all) },
      history: `Ranked by ${measure.name}, ${order.fn === 'desc' ? 'highest' : 'lowest'} first${limit > 0 ? `, first ${limit} rows` : ''}.`,
    });
  });

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function rankWords(order: { fn: string; args: FacetValue[] }, title: string): string {
  const [term] = order.args;
  if (typeof term === 'object' && !Array.isArray(term) && term.fn === 'growth') return order.fn === 'desc' ? 'fastest' : 'slowest';
  return `${order.fn === 'desc' ? 'highest' : 'lowest'} ${lower(title)}`;
}

function lower(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
