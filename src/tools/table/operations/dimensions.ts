import type { ToolRun } from '../../tool.ts';
import { dimensionOf, isRepeating } from '../dimension.ts';
import { isFacetValue, parameter, refuse } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { artifactName, lowerTitle, withTables, writeTable } from '../table-io.ts';

/** table.dimensions: one column per term, by which rows can be grouped afterwards (`part`, `band`, `meets`, `clean`). Rows stay as they are, but for `each`, which has a row for each value of a text that lists several. */
export const dimensions: ToolRun = (request, context) =>
  withTables(request, context, 'table.dimensions', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const terms = parameter(request, 'terms');
    if (!Array.isArray(terms) || terms.length === 0 || !terms.every(isFacetValue)) return refuse('table.dimensions', 'terms', 'a list of terms such as {"fn":"part","args":["date","month"]}', terms);
    const made = terms.map((term) => dimensionOf(term, columns));
    const double = made.find(({ column }) => columns.some((one) => one.name === column.name));
    if (double !== undefined) return refuse('table.dimensions', 'terms', `a column that the table does not have yet ("${double.column.name}" is there)`, terms);
    const added = made.map(({ sql, column }) => `${sql} AS ${identifier(column.name)}`).join(', ');
    if (terms.filter(isRepeating).length > 1) return refuse('table.dimensions', 'terms', 'one column of several values at most', terms);
    const repeats = terms.find(isRepeating);
    const [counts = []] = await database.rows(`SELECT ${made.map(({ column }) => `count(*) - count(${identifier(column.name)})`).join(', ')}, count(*), (SELECT count(*) FROM ${view}) FROM (SELECT ${added} FROM ${view})`);
    const [after, before] = [Number(counts[made.length]), Number(counts[made.length + 1])];
    const names = made.map(({ column }) => column.name);
    return writeTable(database, context, [artifact], {
      sql: `SELECT * EXCLUDE (pw_row) FROM (SELECT *, row_number() OVER () AS pw_row, ${added} FROM ${view}) ORDER BY pw_row`,
      name: artifactName(artifact.name, 'dimensions'),
      title: `${artifact.title}, with ${made.map(({ column }) => lowerTitle(column.title ?? column.name)).join(' and ')}`,
      columns: [...columns, ...made.map(({ column }) => column)],
      facets: { ...artifact.facets, keys: union(artifact.facets['keys'], names), columns: union(artifact.facets['columns'], names), dimensions: { fn: 'dimensions', args: [names, terms] } },
      notes: [...(repeats === undefined ? [] : [`${before} rows stand there once for each value, ${after} times; a row without one is left out, and sums over all values count rows more than once.`]), ...made.flatMap(({ column }, at) => (Number(counts[at]) > 0 ? [`${Number(counts[at])} rows have no ${lowerTitle(column.title ?? column.name)}.`] : []))],
      history: `Added ${made.map(({ column }) => lowerTitle(column.title ?? column.name)).join(', ')}.`,
    });
  });

function union(names: unknown, more: readonly string[]): string[] {
  const own = Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
  return [...new Set([...own, ...more])].toSorted((a, b) => (a < b ? -1 : 1));
}
