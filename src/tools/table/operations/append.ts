import { PlanwrightError } from '../../../schemas/failure.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { parameter, refuse } from '../parameters.ts';
import { identifier, list, literal } from '../sql.ts';
import { type InputTable, artifactName, inputsAt, withArtifacts, writeTable } from '../table-io.ts';

/** table.stack: the same, and the source always tells rows apart. */
export const stack: ToolRun = (request, context) => appended(request, context, true);

/** table.append: the rows of all tables, in the order of the tables, with the name of the table in the column `source`. The columns must be the same; their order may differ. */
export const append: ToolRun = (request, context) => appended(request, context, false);

async function appended(request: ToolRequest, context: ToolContext, apart: boolean): Promise<ToolResult> {
  const artifacts = inputsAt(request, 'tables', 'table.append');
  const wanted = parameter(request, 'source') ?? 'source';
  if (typeof wanted !== 'string' || wanted === '') return refuse('table.append', 'source', 'a column name', wanted);
  return withArtifacts(artifacts, context, artifacts.map((_, at) => `part_${at + 1}`), async (database, tables) => {
    const [first] = tables;
    if (first === undefined) throw new TypeError('no table');
    for (const other of tables.slice(1)) refuseOther(first, other);
    let source = wanted;
    for (let count = 2; first.columns.some((column) => column.name.toLowerCase() === source.toLowerCase()); count += 1) source = `${wanted}_${count}`;
    const columns = first.columns.map((column): Column => {
      const alike = tables.flatMap((table) => table.columns.filter((one) => one.name === column.name));
      return alike.some((one) => one.type === 'number') && column.type === 'integer' ? { ...column, type: 'number' } : column;
    });
    const names = namesOf(tables);
    const parts = tables.map((table, at) => `SELECT ${at} AS pw_part, row_number() OVER () AS pw_row, ${literal(names[at] ?? '')} AS ${identifier(source)}, ${list(columns.map((column) => (column.type === 'number' ? `CAST(${identifier(column.name)} AS DOUBLE) AS ${identifier(column.name)}` : identifier(column.name))))} FROM ${table.view}`);
    const keys = [...new Set(tables.flatMap((table) => facetNames(table, 'keys')))].filter((name) => columns.some((column) => column.name === name)).sort();
    const time = first.artifact.facets['time'];
    const grain = [...keys, ...(typeof time === 'string' && time !== 'none' ? [time] : [])].filter((name) => columns.some((column) => column.name === name));
    const union = parts.join(' UNION ALL ');
    const [[repeated] = [0]] = grain.length === 0 ? [[tables.length]] : await database.rows(`SELECT count(*) FROM (SELECT 1 FROM (${union}) GROUP BY ${list(grain.map(identifier))} HAVING count(DISTINCT pw_part) > 1)`);
    const counts = tables.map((table, at) => `${names[at] ?? ''}: ${table.artifact.rows ?? 0}`);
    return writeTable(database, context, tables.map((table) => table.artifact), {
      sql: `SELECT * EXCLUDE (pw_part, pw_row) FROM (${union}) ORDER BY pw_part, pw_row`,
      name: artifactName(first.artifact.name, 'appended'),
      title: `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
      columns: [{ name: source, type: 'text', role: 'dimension', unit: null, title: 'Source' }, ...columns],
      // Where the same keys stand in several tables, only the source tells such rows apart.
      facets: { ...sharedFacets(tables), keys, ...((apart || Number(repeated) > 0) && { keys: [...keys, source].sort() }) },
      notes: Number(repeated) > 0 && grain.length > 0 ? [`${Number(repeated)} combinations of ${grain.join(', ')} stand in more than one of the tables.`] : [],
      about: { tables: tables.length },
      history: `Appended ${tables.length} tables (rows: ${counts.slice(0, 10).join('; ')}${counts.length > 10 ? '; …' : ''}).`,
    });
  });
}

function refuseOther(first: InputTable, other: InputTable): void {
  const names = (table: InputTable): string => table.columns.map((column) => column.name).toSorted().join(', ');
  if (names(first) !== names(other)) {
    throw new PlanwrightError('Tool.Invalid', `Cannot append "${other.artifact.title}": it has the columns ${names(other).slice(0, 200)}, expected ${names(first).slice(0, 200)} as in "${first.artifact.title}". Select or rename columns first.`);
  }
  for (const column of first.columns) {
    const same = other.columns.find((one) => one.name === column.name);
    const number = (type: string | undefined): boolean => type === 'integer' || type === 'number';
    if (same?.type !== column.type && !(number(same?.type) && number(column.type))) {
      throw new PlanwrightError('Tool.Invalid', `Cannot append "${other.artifact.title}": its column "${column.name}" holds ${same?.type ?? 'nothing'}, expected ${column.type} as in "${first.artifact.title}". Load both with the same type.`);
    }
    if (same !== undefined && same.unit !== column.unit) {
      throw new PlanwrightError('Tool.Invalid', `Cannot append "${other.artifact.title}": its column "${column.name}" is in ${same.unit ?? 'no unit'}, expected ${column.unit ?? 'no unit'} as in "${first.artifact.title}". Convert one of them first.`);
    }
  }
}

/** What the tables are called: the names of their files without endings, numbered where they are the same. */
function namesOf(tables: readonly InputTable[]): string[] {
  const seen = new Map<string, number>();
  return tables.map(({ artifact }) => {
    const name = artifact.title === '' ? artifact.name : artifact.title;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function facetNames(table: InputTable, facet: string): string[] {
  const value = table.artifact.facets[facet];
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}

/** Facets that all tables have with the same value. */
function sharedFacets(tables: readonly InputTable[]): InputTable['artifact']['facets'] {
  const [first, ...others] = tables.map((table) => table.artifact.facets);
  return Object.fromEntries(Object.entries(first ?? {}).filter(([name, value]) => others.every((facets) => JSON.stringify(facets[name]) === JSON.stringify(value))));
}
