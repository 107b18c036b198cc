import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRequest, ToolRun } from '../../tool.ts';
import { choiceParameter, namesParameter, parameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, unique, withTables, writeTable } from '../table-io.ts';

/**
 * table.join: rows of two tables with the same values of the key columns `on`; `left` keeps rows without a partner. A column that both
 * have is named `<name>_right` on the right side. Rows that multiply because keys repeat on the right are counted in a note; where they repeat on both
 * sides, only tables that are joined `on` named columns are put together.
 */
export const join: ToolRun = (request, context) =>
  withTables(request, context, 'table.join', ['left', 'right'], async (database, [left, right]) => {
    if (left === undefined || right === undefined) throw new TypeError('no table');
    const on = joinedBy(request);
    if (on.length === 0) throw new PlanwrightError('Input.Invalid', 'Cannot join the tables: neither "keys" and "time" nor "on" name a column. Name at least one column that both have.');
    const how = choiceParameter(request, 'table.join', 'how', ['inner', 'left'] as const) ?? 'inner';
    for (const name of on) {
      const [a, b] = [columnOf(left, name, 'table.join'), columnOf(right, name, 'table.join')];
      const number = (column: Column): boolean => column.type === 'integer' || column.type === 'number';
      if (a.type !== b.type && !(number(a) && number(b))) {
        throw new PlanwrightError('Tool.Invalid', `Cannot join on "${name}": it holds ${a.type} on the left and ${b.type} on the right. Load both with the same type.`);
      }
    }
    const taken = new Set(left.columns.map((column) => column.name.toLowerCase()));
    const added = right.columns.filter((column) => !on.includes(column.name)).map((column) => {
      let name = column.name;
      for (let count = 1; taken.has(name.toLowerCase()); count += 1) name = `${column.name}_right${count === 1 ? '' : count}`;
      taken.add(name.toLowerCase());
      return { from: column.name, column: { ...column, name } };
    });
    const match = on.map((name) => `l.${identifier(name)} = r.${identifier(name)}`).join(' AND ');
    const keys = list(on.map(identifier));
    const sql =
      `SELECT * EXCLUDE (pw_left, pw_right) FROM (SELECT ${list(['l.*', ...added.map(({ from, column }) => `r.${identifier(from)} AS ${identifier(column.name)}`), 'r.pw_right'])} ` +
      `FROM (SELECT *, row_number() OVER () AS pw_left FROM ${left.view}) l ${how === 'left' ? 'LEFT' : 'INNER'} JOIN (SELECT *, row_number() OVER () AS pw_right FROM ${right.view}) r ON ${match}) ` +
      'ORDER BY pw_left, pw_right NULLS LAST';
    const [[doubles, lonely, before] = [0, 0, 0]] = await database.rows(
      `SELECT (SELECT count(*) FROM (SELECT ${keys} FROM ${right.view} GROUP BY ${keys} HAVING count(*) > 1)), ` +
        `(SELECT count(*) FROM ${left.view} l WHERE NOT EXISTS (SELECT 1 FROM ${right.view} r WHERE ${match})), (SELECT count(*) FROM ${left.view})`,
    );
    const notes: string[] = [];
    const [[repeated] = [0]] = Number(doubles) === 0 ? [] : await database.rows(`SELECT count(*) FROM (SELECT ${keys} FROM ${left.view} GROUP BY ${keys} HAVING count(*) > 1)`);
    if (Number(repeated) > 0 && parameter(request, 'on') === undefined) {
      throw new PlanwrightError('Tool.Invalid', `Cannot join "${left.artifact.title}" with "${right.artifact.title}": ${on.join(', ')} tells the rows of neither apart, so each row would meet several others. Drop double rows or group one of them first.`);
    }
    if (Number(doubles) > 0) notes.push(`${Number(doubles)} combinations of ${on.join(', ')} occur more than once in "${right.artifact.title}", so rows of "${left.artifact.title}" were repeated; sums over the result count them more than once.`);
    if (Number(lonely) > 0) notes.push(`${Number(lonely)} of ${Number(before)} rows of "${left.artifact.title}" have no partner in "${right.artifact.title}" and ${how === 'left' ? 'have no values from it' : 'were left out'}.`);
    const names = (artifact: { facets: { [name: string]: unknown } }, facet: string): string[] => (Array.isArray(artifact.facets[facet]) ? artifact.facets[facet].filter((name): name is string => typeof name === 'string') : []);
    return writeTable(database, context, [left.artifact, right.artifact], {
      sql,
      name: artifactName(left.artifact.name, 'joined'),
      title: `${left.artifact.title} with ${right.artifact.title}`,
      columns: [...left.columns, ...added.map(({ column }) => column)],
      facets: {
        ...left.artifact.facets,
        keys: unique([...names(left.artifact, 'keys'), ...(Number(doubles) > 0 ? names(right.artifact, 'keys').filter((key) => key !== left.artifact.facets['time']) : [])]).sort(),
        measures: mergedMeasures(left.artifact.facets['measures'], right.artifact.facets['measures'], added.map(({ column }) => column)),
      },
      notes,
      history: `Joined "${left.artifact.title}" with "${right.artifact.title}" on ${on.join(', ')} (${how}).`,
    });
  });

/** The columns that rows must share: `on`, or the keys and the time of both tables. */
function joinedBy(request: ToolRequest): string[] {
  if (parameter(request, 'on') !== undefined) return unique(namesParameter(request, 'table.join', 'on'));
  const keys = parameter(request, 'keys') === undefined ? [] : namesParameter(request, 'table.join', 'keys');
  const time = parameter(request, 'time');
  return unique([...keys, ...(typeof time === 'string' && time !== 'none' ? [time] : [])]);
}

/** The measures of both sides; a column of the right that had to be renamed is a measure under its new name. */
function mergedMeasures(left: FacetValue | undefined, right: FacetValue | undefined, added: readonly Column[]): FacetValue[] {
  const of = (value: FacetValue | undefined): FacetValue[] => (Array.isArray(value) ? value : []);
  const kept = of(right).filter((term) => added.some((column) => column.name === measureColumn(term)));
  const renamed = added.filter((column) => column.role === 'measure' && !kept.some((term) => measureColumn(term) === column.name)).map((column) => column.name);
  return [...new Map([...of(left), ...kept, ...renamed].map((term) => [measureColumn(term), term])).values()].sort((a, b) => (measureColumn(a) < measureColumn(b) ? -1 : 1));
}
