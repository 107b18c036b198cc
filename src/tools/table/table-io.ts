import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../schemas/json.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult } from '../tool.ts';
import { LIMITS } from './limits.ts';
import { type TableDatabase, openDatabase } from './open-database.ts';
import { type Aggregation, isCount } from './aggregation.ts';
import { identifier, literal } from './sql.ts';

/** A table artifact, readable in the locked database as the view that bears the name of its port. */
export interface InputTable {
  view: string;
  artifact: Artifact;
  columns: Column[];
}

/** What an operation makes: a query over the input views, and what is known of its result. */
export interface OutputTable {
  sql: string;
  name: string;
  title: string;
  columns: Column[];
  facets: { [name: string]: FacetValue };
  /** What a reader must know of the result, e.g. how many values were missing. */
  notes: string[];
  /** Further facts for readers, as small JSON beside notes and history. */
  about?: { [name: string]: Json };
  /** One sentence on what was done, for "how it was made" in reports. */
  history: string;
  /** Without a CSV beside it: what was only loaded, the person has as a file already. */
  withoutCsv?: boolean;
}

/** The artifacts at a port; a failure that names the port where there are none. */
export function inputsAt(request: ToolRequest, port: string, operation: string): Artifact[] {
  const artifacts = Object.hasOwn(request.inputs, port) ? request.inputs[port] : undefined;
  if (artifacts === undefined || artifacts.length === 0) {
    throw new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": input "${port}" is missing. Bind it to the output of an earlier task.`);
  }
  return artifacts;
}

/** Opens a locked database with the tables at `ports` as views, runs `work` and closes it, whatever happens. */
export async function withTables<T>(
  request: ToolRequest,
  context: ToolContext,
  operation: string,
  ports: readonly string[],
  work: (database: TableDatabase, tables: InputTable[]) => Promise<T>,
): Promise<T> {
  const artifacts = ports.map((port) => inputsAt(request, port, operation)[0] as Artifact);
  return withArtifacts(artifacts, context, ports, work);
}

/** The same for artifacts that are already at hand; `views` names their views. */
export async function withArtifacts<T>(
  artifacts: readonly Artifact[],
  context: Pick<ToolContext, 'blobs' | 'scratch' | 'signal'>,
  views: readonly string[],
  work: (database: TableDatabase, tables: InputTable[]) => Promise<T>,
): Promise<T> {
  const paths = await Promise.all(artifacts.map((artifact) => context.blobs.path(artifact.sha256)));
  const database = await openDatabase({ allowed: [...paths, outputPath(context), csvPath(context)], signal: context.signal });
  try {
    const tables: InputTable[] = [];
    for (const [at, artifact] of artifacts.entries()) {
      const view = views[at] ?? `input_${at + 1}`;
      await database.run(`CREATE VIEW ${identifier(view)} AS SELECT * FROM read_parquet(${literal(paths[at] ?? '')})`);
      tables.push({ view: identifier(view), artifact, columns: await columnsOf(database, artifact, identifier(view)) });
    }
    return await work(database, tables);
  } finally {
    database.close();
  }
}

/** Runs the query, writes its rows as Parquet and gives the table artifact. `from` passes on sources, labels, notes and history. */
export async function writeTable(database: TableDatabase, context: ToolContext, from: readonly Artifact[], output: OutputTable): Promise<ToolResult> {
  const path = outputPath(context);
  // A file that is there already would be replaced through a third one, which the locked database may not write.
  await Promise.all([path, csvPath(context)].map((one) => rm(one, { force: true })));
  await database.run(`COPY (${output.sql} LIMIT ${LIMITS.rows + 1}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
  const [[count] = [0]] = await database.rows(`SELECT count(*) FROM read_parquet(${literal(path)})`);
  if (Number(count) > LIMITS.rows) {
    throw new PlanwrightError('Tool.ResourceLimit', `Cannot make table "${output.name}": it would have more than ${LIMITS.rows} rows. Filter or group the input first.`);
  }
  const also = output.withoutCsv === true || Number(count) > CSV_ROWS ? [] : [await writeCsv(database, context, output)];
  const blob = await context.blobs.putFile(path);
  return {
    output: {
      kind: 'table',
      name: `${output.name}.parquet`,
      title: output.title,
      facets: output.facets,
      ...blob,
      media_type: 'application/vnd.apache.parquet',
      labels: [...new Set(from.flatMap((artifact) => artifact.labels))].sort(),
      columns: output.columns,
      rows: Number(count),
      ...(also.length === 0 ? {} : { also }),
      sources: mergeSources(from),
      data: { notes: unique([...from.flatMap(notesOf), ...output.notes]).slice(0, 40), history: unique([...from.flatMap(historyOf), output.history]).slice(0, 60), ...output.about },
    },
    resources: { bytes_in: from.reduce((sum, artifact) => sum + artifact.bytes, 0), bytes_out: blob.bytes },
  };
}

/** Longer tables stay Parquet only: nobody reads them in a spreadsheet. */
const CSV_ROWS = 100_000;

/**
 * The same rows as CSV (RFC 4180), for people and spreadsheets. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front (OWASP, CSV injection); numbers stay as they are.
 */
async function writeCsv(database: TableDatabase, context: ToolContext, output: OutputTable): Promise<NonNullable<Artifact['also']>[number]> {
  const cells = output.columns.map(({ name, type }) => {
    const cell = identifier(name);
    const header = identifier(/^[=+@\t\r-]/.test(name) ? `'${name}` : name);
    return type === 'text' ? `CASE WHEN regexp_matches(${cell}, '^[=+@\\t\\r-]') THEN '''' || ${cell} ELSE ${cell} END AS ${header}` : `${cell} AS ${header}`;
  });
  await database.run(`COPY (SELECT ${cells.join(', ')} FROM read_parquet(${literal(outputPath(context))})) TO ${literal(csvPath(context))} (FORMAT csv, HEADER)`);
  return { name: `${output.name}.csv`, media_type: 'text/csv', ...(await context.blobs.putFile(csvPath(context))) };
}

/** Sources of several artifacts, each once. */
export function mergeSources(artifacts: readonly Pick<Artifact, 'sources'>[]): Artifact['sources'] {
  const byKey = new Map(artifacts.flatMap((artifact) => artifact.sources).map((source) => [JSON.stringify(source), source]));
  return [...byKey.values()];
}

/** Notes that earlier operations left for the reader. */
export function notesOf(artifact: Pick<Artifact, 'data'>): string[] {
  return textsIn(artifact.data, 'notes');
}

/** What was done to get this artifact, one sentence per operation. */
export function historyOf(artifact: Pick<Artifact, 'data'>): string[] {
  return textsIn(artifact.data, 'history');
}

function textsIn(data: Json | undefined, name: string): string[] {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return [];
  const value = Object.hasOwn(data, name) ? data[name] : undefined;
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

/** A name for an artifact made from another: letters, digits and dashes, at most 60 characters. */
export function artifactName(base: string, suffix: string): string {
  const slug = base.normalize('NFKD').replace(/\.(csv|tsv|txt|json|ndjson|parquet|geojson|gz)\b/gi, '').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').toLowerCase();
  const stem = (slug === '' ? 'table' : slug).slice(0, 60 - suffix.length - 1).replace(/-+$/, '');
  return suffix === '' ? stem : `${stem}-${suffix}`;
}

/** The column of that name; a failure that lists what there is, where there is none. */
export function columnOf(table: InputTable, name: string, operation: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    const known = table.columns.slice(0, 30).map((candidate) => `"${candidate.name}"`).join(', ');
    throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": the table has no column "${name}", it has ${known}. Name one of these.`);
  }
  return column;
}

/** Like `columnOf`, for columns that must hold numbers. */
export function numberColumnOf(table: InputTable, name: string, operation: string): Column {
  const column = columnOf(table, name, operation);
  if (column.type !== 'integer' && column.type !== 'number') {
    throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": column "${name}" holds ${column.type}, expected numbers. Name a column of numbers.`);
  }
  return column;
}

/** What a column is called in text for people. */
export function columnTitle(column: Column): string {
  return column.title ?? column.name.replaceAll('_', ' ');
}

/** A title inside a sentence: its first letter small, unless it is an abbreviation. */
export function lowerTitle(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

async function columnsOf(database: TableDatabase, artifact: Artifact, view: string): Promise<Column[]> {
  const described = await database.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${view})`);
  return described.map(([name, type]): Column => {
    const known = artifact.columns?.find((column) => column.name === name);
    return known ?? { name: String(name), ...plainColumn(String(type)), unit: null };
  });
}

/** Our type and the likely role of a DuckDB type. */
export function plainColumn(type: string): Pick<Column, 'type' | 'role'> {
  if (/^(U?TINYINT|U?SMALLINT|U?INTEGER|BIGINT)$/.test(type)) return { type: 'integer', role: 'measure' };
  if (/^(DECIMAL|FLOAT|DOUBLE|U?HUGEINT|UBIGINT)/.test(type)) return { type: 'number', role: 'measure' };
  if (type === 'BOOLEAN') return { type: 'boolean', role: 'dimension' };
  if (type === 'DATE') return { type: 'date', role: 'time' };
  if (type.startsWith('TIMESTAMP')) return { type: 'timestamp', role: 'time' };
  return { type: 'text', role: 'dimension' };
}

function csvPath(context: Pick<ToolContext, 'scratch'>): string {
  return join(context.scratch, 'table.csv');
}

function outputPath(context: Pick<ToolContext, 'scratch'>): string {
  return join(context.scratch, 'table.parquet');
}

/** The column that is combined: of numbers; counted are all columns, and dates have a first and a last one. */
export function combinedColumnOf(table: InputTable, name: string, operation: string, aggregation: Aggregation | null): Column {
  const column = columnOf(table, name, operation);
  if (aggregation !== null && isCount(aggregation)) return column;
  return (aggregation === 'min' || aggregation === 'max') && (column.type === 'date' || column.type === 'timestamp') ? column : numberColumnOf(table, name, operation);
}
