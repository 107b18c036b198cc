import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { type Format, readEnds, recognise } from '../../profile/recognise.ts';
import { LIMITS } from '../limits.ts';
import { type TableDatabase, openDatabase } from '../open-database.ts';
import { identifier, list, literal } from '../sql.ts';
import { cleanNames } from './clean-names.ts';
import { detectDialect } from './dialect.ts';
import { type ColumnType, type TypedColumn, inferTypes } from './infer-types.ts';
import { jsonRecords } from './json-records.ts';
import { decodeText, readBytes } from './read-text.ts';

/** A file as a typed table named `typed` in a locked database, which the caller closes. */
export interface SourceTable {
  database: TableDatabase;
  format: Format;
  media_type: string;
  rows: number;
  columns: { name: string; type: ColumnType; unit: string | null }[];
  /** What a reader must know of how the file was read: ragged rows, ambiguous dates, lines that were skipped. */
  notes: string[];
}

export interface ReadOptions {
  /** An empty directory for a rewritten copy. */
  scratch: string;
  name: string;
  /** A file that the locked database may write, for a table that is loaded. */
  output?: string;
  /** Texts that stand for "no value" besides the usual ones. */
  missing?: readonly string[];
  /** Columns that are known to be text, whatever their values look like. */
  texts?: readonly string[];
  signal?: AbortSignal;
}

/** What a file is, looking inside gzip. */
export async function recogniseFile(path: string): Promise<ReturnType<typeof recognise> & { size: number }> {
  const { head, tail, size } = await readEnds(path);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { ...recognise(head, tail), size };
  try {
    const inner = gunzipSync(head, { finishFlush: 2, maxOutputLength: 64_000_000 });
    return { ...recognise(inner.subarray(0, 65_536)), gzip: true, size };
  } catch {
    return { format: null, gzip: true, media_type: 'application/gzip', reason: 'the gzip data is damaged', size };
  }
}

/** Reads a CSV, JSON or Parquet file, gzipped or not, within limits. Files that are none of these are refused with what they are. */
export async function readSource(path: string, options: ReadOptions): Promise<SourceTable> {
  const found = await recogniseFile(path);
  if (found.format === null || found.format === 'netcdf' || found.format === 'hdf5') {
    const reason = found.reason ?? `it holds ${found.format}, a grid`;
    throw new PlanwrightError('Tool.Invalid', `Cannot read "${options.name}" as a table: ${reason}. Give a CSV, JSON or Parquet file.`);
  }
  const head = { format: found.format, media_type: found.media_type };
  if (found.format === 'parquet') return { ...head, ...(await readParquet(path, found.size, found.gzip, options)) };
  const { text, encoding } = decodeText(await readBytes(path, found.size, found.gzip, options.name));
  const notes = encoding === 'utf-8' ? [] : [`The file is not UTF-8; it was read as ${encoding}.`];
  const rest = found.format === 'json' ? await readJson(text, notes, options) : await readCsv(text, notes, options);
  return { ...head, ...rest };
}

type Rest = Omit<SourceTable, 'format' | 'media_type'>;

async function readCsv(text: string, notes: string[], options: ReadOptions): Promise<Rest> {
  const dialect = detectDialect(text.length > 400_000 ? text.slice(0, text.lastIndexOf('\n', 400_000) + 1 || 400_000) : text);
  if (dialect.preamble.length > 0) notes.push(`${dialect.preamble.length} line${dialect.preamble.length === 1 ? '' : 's'} before the header ${dialect.preamble.length === 1 ? 'was' : 'were'} skipped.`);
  if (dialect.header === null) notes.push('The file has no header; columns were numbered.');
  const body = text.slice(dialect.dataStart);
  return readBody(body, dialect.delimiter, cleanNames(dialect.header ?? Array.from({ length: dialect.columns }, () => '')), notes, options);
}

async function readJson(text: string, notes: string[], options: ReadOptions): Promise<Rest> {
  const records = jsonRecords(text);
  if (records.names.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot read "${options.name}": it has no records. Give a file with at least one record.`);
  const field = (cell: string | number | boolean | null): string => (cell === null ? '' : `"${String(cell).replaceAll('"', '""').replaceAll('\0', '')}"`);
  const body = records.rows.map((row) => row.map(field).join(',')).join('\n');
  return readBody(body === '' ? '' : `${body}\n`, ',', cleanNames(records.names), [...notes, ...records.notes], options);
}

async function readBody(body: string, delimiter: string, names: string[], notes: string[], options: ReadOptions): Promise<Rest> {
  const file = join(options.scratch, 'rows.csv');
  await writeFile(file, body);
  const database = await openDatabase({ allowed: [file, ...(options.output === undefined ? [] : [options.output])], ...(options.signal && { signal: options.signal }) });
  try {
    const scan = (more: string): string =>
      `read_csv(${literal(file)}, auto_detect = false, delim = ${literal(delimiter)}, quote = '"', escape = '"', comment = '', header = false, skip = 0, all_varchar = true, parallel = false, ` +
      `max_line_size = ${LIMITS.lineBytes}, columns = {${list(names.map((name) => `${literal(name)}: 'VARCHAR'`))}}, ${more})`;
    if (body.trim() === '') {
      await database.run(`CREATE TABLE raw (${list(names.map((name) => `${identifier(name)} VARCHAR`))})`);
    } else {
      if (names.length > 1) notes.push(...(await raggedRows(database, scan('null_padding = false, ignore_errors = true, store_rejects = true'), delimiter)));
      await database.run(`CREATE TABLE raw AS SELECT * FROM ${scan('null_padding = true, strict_mode = false')} LIMIT ${LIMITS.rows + 1}`);
    }
    await dropEmptyRows(database, names);
    const typed = await epochTimes(database, await inferTypes(database, 'raw', names, options.missing ?? [], new Set(options.texts)));
    notes.push(...new Set(typed.flatMap((column) => (column.note === null ? [] : [column.note]))));
    await database.run(`CREATE TABLE typed AS SELECT ${list(typed.map((column) => `${column.sql} AS ${identifier(column.name)}`))} FROM raw`);
    await database.run('DROP TABLE raw');
    return { database, rows: await countRows(database, options.name), columns: typed.map(({ name, type, unit }) => ({ name, type, unit })), notes };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function raggedRows(database: TableDatabase, scan: string, delimiter: string): Promise<string[]> {
  await database.run(`CREATE TEMP TABLE probe AS SELECT count(*) FROM ${scan}`);
  const blank = literal(`^[\\s${delimiter === '|' ? '|' : delimiter}]*$`);
  const counts = await database.rows(
    `SELECT error_type::VARCHAR, count(DISTINCT line) FROM reject_errors WHERE NOT regexp_matches(coalesce(csv_line, ''), ${blank}) GROUP BY 1 ORDER BY 1`,
  );
  await database.run('DROP TABLE probe');
  const words: Record<string, string> = { 'MISSING COLUMNS': 'fewer fields than the header; the rest was taken as missing', 'TOO MANY COLUMNS': 'more fields than the header; the surplus was left out' };
  return counts.map(([type, count]) => `${Number(count)} row${Number(count) === 1 ? ' has' : 's have'} ${words[String(type)] ?? `an error of form (${String(type).toLowerCase()})`}.`);
}

async function dropEmptyRows(database: TableDatabase, names: string[]): Promise<void> {
  await database.run(`DELETE FROM raw WHERE ${names.map((name) => `coalesce(trim(${identifier(name)}), '') = ''`).join(' AND ')}`);
}

/** Columns of milliseconds since 1970 that are named like a time become timestamps. */
async function epochTimes(database: TableDatabase, columns: TypedColumn[]): Promise<TypedColumn[]> {
  const named = columns.filter((column) => column.type === 'integer' && /(^|_|\b)(time|timestamp|date|datetime|updated|created|modified|at)(_?ms)?$/i.test(column.name));
  if (named.length === 0) return columns;
  const [ranges = []] = await database.rows(`SELECT ${list(named.map((column) => `min(${column.sql})::VARCHAR, max(${column.sql})::VARCHAR`))} FROM raw`);
  const epochs = new Set(named.filter((_, at) => Number(ranges[2 * at] ?? 0) > 1e11 && Number(ranges[2 * at + 1] ?? 0) < 4.2e12).map((column) => column.name));
  return columns.map((column) =>
    epochs.has(column.name)
      ? { ...column, type: 'timestamp', sql: `epoch_ms(${column.sql})`, note: 'Times are milliseconds since 1970 in the file; they are shown in UTC.' }
      : column,
  );
}

async function readParquet(path: string, size: number, gzip: boolean, options: ReadOptions): Promise<Rest> {
  if (size > LIMITS.parquetBytes || gzip) {
    throw new PlanwrightError('Tool.ResourceLimit', `Cannot read "${options.name}": ${gzip ? 'Parquet inside gzip is not read' : `it has more than ${LIMITS.parquetBytes / 1e9} GB`}. Give a smaller, unpacked Parquet file.`);
  }
  const database = await openDatabase({ allowed: [path, ...(options.output === undefined ? [] : [options.output])], ...(options.signal && { signal: options.signal }) });
  try {
    const scan = `read_parquet(${literal(path)})`;
    const [claims = []] = await database.rows(`SELECT (SELECT sum(num_rows) FROM parquet_file_metadata(${literal(path)}))::VARCHAR, (SELECT sum(total_uncompressed_size) FROM parquet_metadata(${literal(path)}))::VARCHAR`);
    if (Number(claims[0] ?? 0) > LIMITS.rows || Number(claims[1] ?? 0) > LIMITS.parquetBytes) {
      throw new PlanwrightError('Tool.ResourceLimit', `Cannot read "${options.name}": it claims ${claims[0] ?? 0} rows and ${claims[1] ?? 0} bytes unpacked, at most ${LIMITS.rows} and ${LIMITS.parquetBytes} can be used. Filter or split the file.`);
    }
    const described = await database.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${scan})`);
    if (described.length > LIMITS.columns) throw new PlanwrightError('Tool.ResourceLimit', `Cannot read "${options.name}": it has ${described.length} columns, at most ${LIMITS.columns} can be used. Keep the columns that matter.`);
    const names = cleanNames(described.map(([name]) => String(name)));
    const columns = described.map(([raw, type], at) => ({ name: names[at] ?? '', unit: null, ...fromDuckType(String(type), identifier(String(raw))) }));
    await database.run(`CREATE TABLE typed AS SELECT ${list(columns.map((column) => `${column.sql} AS ${identifier(column.name)}`))} FROM ${scan} LIMIT ${LIMITS.rows + 1}`);
    return { database, rows: await countRows(database, options.name), columns: columns.map(({ name, type, unit }) => ({ name, type, unit })), notes: [] };
  } catch (error) {
    database.close();
    throw error;
  }
}

function fromDuckType(type: string, column: string): { type: ColumnType; sql: string } {
  if (/^(U?TINYINT|U?SMALLINT|U?INTEGER|BIGINT)$/.test(type)) return { type: 'integer', sql: `CAST(${column} AS BIGINT)` };
  if (/^(DECIMAL.*|FLOAT|DOUBLE|HUGEINT|UBIGINT|UHUGEINT)$/.test(type)) {
    return { type: 'number', sql: `CASE WHEN isfinite(CAST(${column} AS DOUBLE)) THEN CAST(${column} AS DOUBLE) END` };
  }
  if (type === 'BOOLEAN') return { type: 'boolean', sql: column };
  if (type === 'DATE') return { type: 'date', sql: column };
  if (type.startsWith('TIMESTAMP WITH')) return { type: 'timestamp', sql: `(${column} AT TIME ZONE 'UTC')` };
  if (type.startsWith('TIMESTAMP')) return { type: 'timestamp', sql: `CAST(${column} AS TIMESTAMP)` };
  return { type: 'text', sql: `CAST(${column} AS VARCHAR)` };
}

async function countRows(database: TableDatabase, name: string): Promise<number> {
  const [[count] = [0]] = await database.rows('SELECT count(*) FROM typed');
  if (Number(count) > LIMITS.rows) throw new PlanwrightError('Tool.ResourceLimit', `Cannot read "${name}": it has more than ${LIMITS.rows} rows. Filter or split the file.`);
  return Number(count);
}
