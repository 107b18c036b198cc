import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { namesParameter, textParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, columnTitle, lowerTitle, unique, withTables, writeTable } from '../table-io.ts';

/** table.count: rows, or different values of a column (missing ones do not count), per combination of `by`, over all times. */
export const count: ToolRun = (request, context) =>
  withTables(request, context, 'table.count', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const by = unique(namesParameter(request, 'table.count', 'by')).map((name) => columnOf(table, name, 'table.count')).sort((a, b) => (a.name < b.name ? -1 : 1));
    const of = textParameter(request, 'table.count', 'of');
    const column = of === 'rows' ? null : columnOf(table, of, 'table.count');
    const made: FacetValue = { fn: 'count', args: [of] };
    const name = measureColumn(made);
    const names = by.map((one) => identifier(one.name));
    const [[missing] = [0]] = column === null ? [] : await database.rows(`SELECT count(*) - count(${identifier(column.name)}) FROM ${view}`);
    const title = column === null ? 'Number of rows' : `Number of different values of ${lowerTitle(columnTitle(column))}`;
    const { time: _time, interval: _interval, ...facets } = artifact.facets;
    return writeTable(database, context, [artifact], {
      sql: `SELECT ${list([...names, `${column === null ? 'count(*)' : `count(DISTINCT ${identifier(column.name)})`} AS ${identifier(name)}`])} FROM ${view}${names.length === 0 ? '' : ` GROUP BY ${list(names)} ORDER BY ${list(names.map((one) => `${one} NULLS LAST`))}`}`,
      name: artifactName(artifact.name, 'count'),
      title: `${title}${by.length === 0 ? '' : ` by ${by.map((one) => lowerTitle(columnTitle(one))).join(' and ')}`}`,
      columns: [...by, { name, type: 'integer', role: 'measure', unit: null, title, aggregation: column === null ? 'sum' : 'none' }],
      facets: { ...facets, keys: by.map((one) => one.name), time: 'none', measures: [made], values: 'grouped', position: 'none' },
      notes: Number(missing) > 0 ? [`${Number(missing)} rows have no ${lowerTitle(columnTitle(column ?? { name: of, type: 'text', role: 'text', unit: null }))} and do not count.`] : [],
      history: `Counted ${column === null ? 'rows' : `different values of ${column.name}`}${by.length === 0 ? '' : ` per ${by.map((one) => one.name).join(', ')}`}.`,
    });
  });
