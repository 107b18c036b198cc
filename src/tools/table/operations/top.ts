import { measureColumn } from '../../../plan/measure-column.ts';
import type { ToolRun } from '../../tool.ts';
import { choiceParameter, namesParameter, parameter, refuse, termParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, columnTitle, lowerTitle, unique, withTables, writeTable } from '../table-io.ts';

/** table.top: for each combination of `by` the `count` rows with the highest (`desc`) or lowest (`asc`) measure; ties in the order of the keys and then of all columns. */
export const top: ToolRun = (request, context) =>
  withTables(request, context, 'table.top', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const by = unique(namesParameter(request, 'table.top', 'by')).map((name) => columnOf(table, name, 'table.top'));
    const direction = choiceParameter(request, 'table.top', 'direction', ['desc', 'asc'] as const) ?? refuse('table.top', 'direction', 'desc or asc', undefined);
    const term = termParameter(request, 'table.top', 'measure');
    const measure = columnOf(table, measureColumn(term), 'table.top');
    const count = parameter(request, 'count');
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || by.length === 0) return refuse('table.top', by.length === 0 ? 'by' : 'count', by.length === 0 ? 'at least one column' : 'a whole number from 1', count);
    const keys = Array.isArray(artifact.facets['keys']) ? artifact.facets['keys'].map(String).filter((key) => columns.some((column) => column.name === key)) : [];
    const ties = unique([...keys, ...columns.map((column) => column.name)]).filter((name) => name !== measure.name);
    const groups = list(by.map((column) => identifier(column.name)));
    const value = identifier(measure.name);
    const towards = `${value} ${direction === 'desc' ? 'DESC' : 'ASC'}`;
    const ranked = `SELECT *, row_number() OVER (PARTITION BY ${groups} ORDER BY ${list([towards, ...ties.map((name) => `${identifier(name)} ASC NULLS LAST`)])}) AS pw_place, rank() OVER (PARTITION BY ${groups} ORDER BY ${towards}) AS pw_rank FROM ${view} WHERE ${value} IS NOT NULL`;
    const [[tied, missing] = [0, 0]] = await database.rows(`SELECT (SELECT count(*) FROM (${ranked}) WHERE pw_place > ${count} AND pw_rank <= ${count}), (SELECT count(*) FROM ${view} WHERE ${value} IS NULL)`);
    const words = by.map((column) => lowerTitle(columnTitle(column))).join(' and ');
    const notes = Number(missing) > 0 ? [`${Number(missing)} rows have no value of ${columnTitle(measure)} and are left out.`] : [];
    if (Number(tied) > 0) notes.push(`${Number(tied)} more rows have the same ${lowerTitle(columnTitle(measure))} as the last one of their ${words}; the first by their names are kept.`);
    return writeTable(database, context, [artifact], {
      sql: `SELECT * EXCLUDE (pw_place, pw_rank) FROM (${ranked}) WHERE pw_place <= ${count} ORDER BY ${list([...by.map((column) => `${identifier(column.name)} ASC NULLS LAST`), 'pw_place'])}`,
      name: artifactName(artifact.name, 'top'),
      title: `${artifact.title}, ${direction === 'desc' ? 'highest' : 'lowest'} ${lowerTitle(columnTitle(measure))} of each ${words}`,
      columns,
      facets: { ...artifact.facets, top: { fn: 'best', args: [by.map((column) => column.name).toSorted((a, b) => (a < b ? -1 : 1)), direction, term, count] } },
      notes,
      history: `Kept the ${count === 1 ? 'row' : `${count} rows`} with the ${direction === 'desc' ? 'highest' : 'lowest'} ${measure.name} of each ${by.map((column) => column.name).join(', ')}.`,
    });
  });
