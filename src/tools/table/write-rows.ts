import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../schemas/json.ts';
import type { Column } from '../../schemas/outcome.ts';
import { openDatabase } from './open-database.ts';
import { identifier, literal } from './sql.ts';

const TYPES: { readonly [type in Column['type']]: string } = { integer: 'BIGINT', number: 'DOUBLE', text: 'VARCHAR', date: 'DATE', timestamp: 'TIMESTAMP', boolean: 'BOOLEAN' };

/** Writes rows as a Parquet file in `directory` and gives its path. Cells are by column name; a missing one is null. Same rows, same bytes. */
export async function writeRows(directory: string, columns: readonly Column[], rows: readonly { [name: string]: Json }[], options: { signal?: AbortSignal } = {}): Promise<string> {
  const source = join(directory, 'rows.ndjson');
  const target = join(directory, 'rows.parquet');
  // what is there already would be written beside and moved, and beside is not allowed
  await rm(target, { force: true });
  // by position: names of columns are data
  await writeFile(source, rows.map((row) => JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [`c${at}`, row[name] ?? null])))).join('\n'));
  const database = await openDatabase({ allowed: [source, target], ...(options.signal === undefined ? {} : { signal: options.signal }) });
  try {
    const types = columns.map(({ type }, at) => `c${at}: ${literal(TYPES[type])}`).join(', ');
    const named = columns.map(({ name }, at) => `c${at} AS ${identifier(name)}`).join(', ');
    await database.run(`COPY (SELECT ${named} FROM read_json(${literal(source)}, format = 'newline_delimited', columns = {${types}})) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd)`);
    return target;
  } finally {
    database.close();
    await rm(source, { force: true });
  }
}
