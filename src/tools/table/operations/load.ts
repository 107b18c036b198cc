import { join } from 'node:path';
import type { Json } from '../../../schemas/json.ts';
import type { Column } from '../../../schemas/outcome.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { type DeclaredColumn, describeTable } from '../../profile/describe-table.ts';
import type { ToolRun } from '../../tool.ts';
import { namesParameter, parameter } from '../parameters.ts';
import { readSource } from '../read/read-source.ts';
import { identifier } from '../sql.ts';
import { artifactName, inputsAt, writeTable } from '../table-io.ts';

/**
 * table.load: a CSV, JSON or Parquet file as a typed table. Roles and units come from the source's declared columns and facets, else
 * from names and values; the facets that the source has stay as they are, those it lacks are filled in from the data.
 */
export const load: ToolRun = async (request, context) => {
  const [source] = inputsAt(request, 'source', 'table.load');
  if (source === undefined) throw new PlanwrightError('Tool.MissingInput', 'Cannot run "table.load": input "source" is missing. Bind it to a file.');
  const known = [...(source.columns ?? []), ...packColumns(source.data)];
  const missing = parameter(request, 'missing') === undefined ? [] : namesParameter(request, 'table.load', 'missing');
  const table = await readSource(await context.blobs.path(source.sha256), {
    scratch: context.scratch, name: source.name, missing, texts: packColumns(source.data).flatMap((column) => (column.type === 'text' ? [column.name] : [])), output: join(context.scratch, 'table.parquet'), signal: context.signal,
  });
  try {
    if (table.rows === 0) throw new PlanwrightError('Tool.Invalid', `Cannot load "${source.name}": it has no rows. Give a file with data.`);
    const description = await describeTable(table, declaredColumns(known, source.facets));
    const given = Object.fromEntries(Object.entries(source.facets).filter(([name]) => name !== 'content' && name !== 'format'));
    const columns = description.columns.map((column): Column => {
      const declared = known.find((candidate) => candidate.name === column.name);
      return {
        name: column.name, type: column.type, role: column.role, unit: column.unit, aggregation: column.aggregation, meaning: column.meaning,
        ...(declared?.title === undefined ? {} : { title: declared.title }),
      };
    });
    return await writeTable(table.database, context, [source], {
      sql: `SELECT ${columns.map((column) => identifier(column.name)).join(', ')} FROM typed`,
      name: artifactName(source.name, ''),
      title: source.title.replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|geojson|parquet|gz))+$/i, ''),
      columns,
      facets: { ...description.facets, ...given },
      notes: table.notes,
      history: `Loaded "${source.title}" (${table.format.toUpperCase()}): ${table.rows} rows, ${columns.length} columns.`,
      withoutCsv: true,
    });
  } finally {
    table.database.close();
  }
};

/** What a pack declares of the columns, as it travels with the source in `data.columns`. */
function packColumns(data: Json | undefined): (DeclaredColumn & { type?: 'text' })[] {
  const columns = data !== null && typeof data === 'object' && !Array.isArray(data) ? data['columns'] : undefined;
  if (!Array.isArray(columns)) return [];
  return columns.flatMap((column) => {
    if (column === null || typeof column !== 'object' || Array.isArray(column) || typeof column['name'] !== 'string') return [];
    const texts = Object.entries(column).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && ['role', 'unit', 'title', 'aggregation', 'meaning'].includes(entry[0]));
    return [{ name: column['name'], ...Object.fromEntries(texts), ...(column['type'] === 'text' && { type: 'text' as const }) }];
  });
}

/** What the source's columns and facets say; a facet names roles where the columns do not. */
function declaredColumns(columns: readonly (Column | DeclaredColumn)[], facets: { [name: string]: unknown }): DeclaredColumn[] {
  const declared = new Map<string, DeclaredColumn>();
  const put = (name: string, role: string): void => {
    declared.set(name, { ...declared.get(name), name, role });
  };
  for (const { name, unit, title, aggregation, meaning, role } of columns) {
    declared.set(name, { ...declared.get(name), name, ...(typeof role === 'string' && role !== '' && { role }), ...(typeof unit === 'string' && { unit }), ...(title !== undefined && { title }), ...(typeof aggregation === 'string' && { aggregation }), ...(typeof meaning === 'string' && { meaning }) });
  }
  const names = (facet: unknown): string[] => (Array.isArray(facet) ? facet.filter((name): name is string => typeof name === 'string') : []);
  for (const name of names(facets['keys'])) put(name, declared.get(name)?.role ?? 'dimension');
  for (const name of names(facets['measures'])) put(name, 'measure');
  if (typeof facets['time'] === 'string' && facets['time'] !== 'none') put(facets['time'], 'time');
  return [...declared.values()];
}
