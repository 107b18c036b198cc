import { PlanwrightError } from '../../../schemas/failure.ts';
import type { Artifact, Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { namesParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, unique, withTables, writeTable } from '../table-io.ts';

/**
 * table.lookup: the columns of another table beside each row, found by the columns `on`. Every combination of `on` may be in the other table once only,
 * so that no row is repeated; rows without a partner stay, without values, and are counted in a note.
 */
export const lookup: ToolRun = (request, context) =>
  withTables(request, context, 'table.lookup', ['table', 'other'], async (database, [table, other]) => {
    if (table === undefined || other === undefined) throw new TypeError('no table');
    const on = unique(namesParameter(request, 'table.lookup', 'on'));
    for (const name of on) {
      const [a, b] = [columnOf(table, name, 'table.lookup'), columnOf(other, name, 'table.lookup')];
      if (a.type !== b.type && !(isNumber(a) && isNumber(b))) {
        throw new PlanwrightError('Tool.Invalid', `Cannot look up "${name}": it holds ${a.type} in "${table.artifact.title}" and ${b.type} in "${other.artifact.title}". Load both with the same type.`);
      }
    }
    const keys = list(on.map(identifier));
    const match = on.map((name) => `l.${identifier(name)} = r.${identifier(name)}`).join(' AND ');
    const [[doubles, lonely, before] = [0, 0, 0]] = await database.rows(
      `SELECT (SELECT count(*) FROM (SELECT ${keys} FROM ${other.view} GROUP BY ${keys} HAVING count(*) > 1)), ` +
        `(SELECT count(*) FROM ${table.view} l WHERE NOT EXISTS (SELECT 1 FROM ${other.view} r WHERE ${match})), (SELECT count(*) FROM ${table.view})`,
    );
    if (Number(doubles) > 0) {
      throw new PlanwrightError('Tool.Invalid', `Cannot look up ${on.join(', ')} in "${other.artifact.title}": ${Number(doubles)} of its values are there more than once, so rows would be repeated. Combine its rows first.`);
    }
    const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
    const added = other.columns
      .filter((column) => !on.includes(column.name))
      .map((column) => {
        let name = column.name;
        for (let count = 1; taken.has(name.toLowerCase()); count += 1) name = `${column.name}_right${count === 1 ? '' : count}`;
        taken.add(name.toLowerCase());
        return { from: column.name, column: { ...column, name } };
      });
    const columns = [...setOf(table.artifact, 'keys'), ...setOf(other.artifact, 'columns')];
    return writeTable(database, context, [table.artifact, other.artifact], {
      sql:
        `SELECT * EXCLUDE (pw_left) FROM (SELECT ${list(['l.*', ...added.map(({ from, column }) => `r.${identifier(from)} AS ${identifier(column.name)}`)])} ` +
        `FROM (SELECT *, row_number() OVER () AS pw_left FROM ${table.view}) l LEFT JOIN ${other.view} r ON ${match}) ORDER BY pw_left`,
      name: artifactName(table.artifact.name, 'joined'),
      title: `${table.artifact.title} with ${other.artifact.title}`,
      columns: [...table.columns, ...added.map(({ column }) => column)],
      facets: { ...table.artifact.facets, keys: unique(columns).sort(), columns: unique(columns).sort() },
      notes: Number(lonely) > 0 ? [`${Number(lonely)} of ${Number(before)} rows of "${table.artifact.title}" have no partner in "${other.artifact.title}" and have no values from it.`] : [],
      history: `Looked up the columns of "${other.artifact.title}" by ${on.join(', ')}.`,
    });
  });

const isNumber = (column: Column): boolean => column.type === 'integer' || column.type === 'number';

function setOf(artifact: Artifact, facet: string): string[] {
  const value = artifact.facets[facet];
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}
