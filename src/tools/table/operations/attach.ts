import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { namesParameter, parameter, refuse, termParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { measureColumn } from '../../../plan/measure-column.ts';
import { type InputTable, artifactName, columnOf, unique, withTables, writeTable } from '../table-io.ts';

/** table.attach: columns of the row that a column refers to, beside each row. Rows stay as many as they are; the key of the other table has to be unique. */
export const attach: ToolRun = (request, context) => attachColumns(request, context, 'table.attach');

/** table.attach_grouped: the same beside groups. */
export const attachGrouped: ToolRun = (request, context) => attachColumns(request, context, 'table.attach_grouped');

/** table.attach_all: each row of the other table beside its group, also where there is none: sums and counts are 0 then. */
export const attachAll: ToolRun = (request, context) => attachColumns(request, context, 'table.attach_all');

function attachColumns(request: ToolRequest, context: ToolContext, operation: string): Promise<ToolResult> {
  return withTables(request, context, operation, ['table', 'other'], async (database, [table, other]) => {
    if (table === undefined || other === undefined) throw new TypeError('no table');
    const term = termParameter(request, operation, 'link');
    const link = readLink(term, operation);
    const [column, key] = [columnOf(table, link.column, operation), columnOf(other, link.key, operation)];
    const text = column.type !== key.type && !(isNumber(column) && isNumber(key));
    const side = (name: string): string => (text ? `CAST(${name} AS VARCHAR)` : name);
    const match = `${side(`l.${identifier(column.name)}`)} = ${side(`r.${identifier(key.name)}`)}`;
    const [[doubles, lonely, before] = [0, 0, 0]] = await database.rows(
      `SELECT (SELECT count(*) FROM (SELECT ${identifier(key.name)} FROM ${other.view} WHERE ${identifier(key.name)} IS NOT NULL GROUP BY 1 HAVING count(*) > 1)), ` +
        `(SELECT count(*) FROM ${table.view} l WHERE NOT EXISTS (SELECT 1 FROM ${other.view} r WHERE ${match})), (SELECT count(*) FROM ${table.view})`,
    );
    if (Number(doubles) > 0) {
      throw new PlanwrightError('Tool.Invalid', `Cannot look up "${column.name}" in "${other.artifact.title}": ${Number(doubles)} values of its "${key.name}" are there more than once, so rows would be repeated. Combine its rows first, or name another key.`);
    }
    if (Number(before) > 0 && Number(lonely) === Number(before)) {
      throw new PlanwrightError('Tool.Invalid', `Cannot look up "${column.name}" in "${other.artifact.title}": none of its values is a "${key.name}" there. Name the column that refers to it.`);
    }
    const taken = new Set([...table.columns.map((one) => one.name.toLowerCase()), ...link.names.values()].map((name) => name.toLowerCase()));
    for (const name of link.names.values()) if (table.columns.some((one) => one.name === name)) throw new PlanwrightError('Tool.Invalid', `Cannot add "${name}" to "${table.artifact.title}": it has a column of that name. Choose another name.`);
    for (const name of link.names.keys()) columnOf(other, name, operation);
    const added = other.columns.filter((one) => (link.names.has(one.name) || one.name !== key.name) && !(parameter(request, 'all') !== undefined && one.name === key.name)).map((one) => {
      const said = link.names.get(one.name);
      if (said !== undefined) return { from: one.name, column: { ...one, name: said } };
      let name = taken.has(one.name.toLowerCase()) ? `${link.prefix}_${one.name}` : one.name;
      for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${link.prefix}_${one.name}_${count}`;
      taken.add(name.toLowerCase());
      return { from: one.name, column: { ...one, name } };
    });
    const all = parameter(request, 'all');
    const whole = typeof all === 'string' ? outer(table, { column, key, as: all, text }) : null;
    const names = (facet: string): FacetValue[] => (Array.isArray(table.artifact.facets[facet]) ? table.artifact.facets[facet] : []);
    const [used, numbers] = [namesIn(request, operation, 'names'), namesIn(request, operation, 'numbers')];
    const wider = (facet: string, more: readonly string[]): { [facet: string]: FacetValue } => (more.length === 0 ? {} : { [facet]: unique([...names(facet), ...more]) });
    return writeTable(database, context, [table.artifact, other.artifact], {
      sql:
        `SELECT * EXCLUDE (pw_left) FROM (SELECT ${list([whole?.sql ?? 'l.*', ...added.map(({ from, column: made }) => `r.${identifier(from)} AS ${identifier(made.name)}`)])} ` +
        `FROM (SELECT *, row_number() OVER () AS pw_left FROM ${table.view}) l ${whole === null ? 'LEFT' : 'FULL'} JOIN ${other.view} r ON ${match}) ORDER BY ${whole === null ? 'pw_left' : `${identifier(typeof all === 'string' ? all : key.name)} NULLS LAST`}`,
      name: artifactName(table.artifact.name, 'joined'),
      title: `${table.artifact.title} with ${other.artifact.title}`,
      columns: [...(whole?.columns ?? table.columns), ...added.map((one) => one.column)],
      facets: {
        ...table.artifact.facets, ...wider('keys', used), ...(typeof all === 'string' && { keys: [all] }), ...wider('columns', used), ...wider('measures', numbers),
        linked: { fn: 'linked', args: [table.artifact.facets['linked'] ?? 'none', term] },
      },
      notes: Number(lonely) > 0 ? [`${Number(lonely)} of ${Number(before)} rows of "${table.artifact.title}" have no partner in "${other.artifact.title}" and have no values from it.`] : [],
      history: `Looked up the columns of "${other.artifact.title}" where its ${key.name} is ${column.name}.`,
    });
  });
}

/** Statistics of nothing that are 0. */
const ADDED = ['sum', 'count', 'count_distinct'];

/** The columns of groups where each row of the other table is there: its key tells rows apart, and where no group stands for one its sums and counts are 0. */
function outer({ columns, artifact }: InputTable, { column, key, as, text }: { column: Column; key: Column; as: string; text: boolean }): { sql: string; columns: Column[] } {
  const added = new Set((Array.isArray(artifact.facets['measures']) ? (artifact.facets['measures'] as FacetValue[]) : []).flatMap((term) => (typeof term === 'object' && !Array.isArray(term) && (term.fn === 'count' || (term.fn === 'statistic' && ADDED.some((how) => how === term.args[1]))) ? [measureColumn(term)] : [])));
  const side = (name: string): string => (text ? `CAST(${name} AS VARCHAR)` : name);
  const cell = (one: Column): string => {
    const name = `l.${identifier(one.name)}`;
    if (one.name === column.name) return `coalesce(${side(name)}, ${side(`r.${identifier(key.name)}`)}) AS ${identifier(as)}`;
    return added.has(one.name) ? `CASE WHEN l.pw_left IS NULL THEN 0 ELSE ${name} END AS ${identifier(one.name)}` : name;
  };
  return { sql: list([...columns.map(cell), 'l.pw_left']), columns: columns.map((one) => (one.name === column.name ? { ...one, name: as, ...(text && { type: 'text' as const }), ...(one.name !== as && key.title !== undefined && { title: key.title }) } : one)) };
}

function readLink(term: FacetValue, operation: string): { column: string; key: string; prefix: string; names: Map<string, string> } {
  const args = typeof term === 'object' && !Array.isArray(term) && term.fn === 'by' ? term.args : [];
  const [column, key, prefix, ...said] = args;
  const names = said.map((one) => (typeof one === 'object' && !Array.isArray(one) && one.fn === 'as' ? one.args : []));
  if (typeof column !== 'string' || typeof key !== 'string' || typeof prefix !== 'string' || !names.every((pair): pair is string[] => pair.length === 2 && pair.every((name) => typeof name === 'string' && name !== ''))) {
    return refuse(operation, 'link', 'a term such as {"fn":"by","args":["branch_id","id","branch",{"fn":"as","args":["name","branch_name"]}]}', term);
  }
  return { column, key, prefix, names: new Map(names.map(([from = '', to = '']) => [from, to])) };
}

function namesIn(request: ToolRequest, operation: string, name: string): string[] {
  return parameter(request, name) === undefined ? [] : namesParameter(request, operation, name);
}

const isNumber = (column: Column): boolean => column.type === 'integer' || column.type === 'number';
