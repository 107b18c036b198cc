import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Profile } from '../../schemas/goal.ts';
import type { Dataset } from '../../schemas/operation.ts';
import { readSource, recogniseFile } from '../table/read/read-source.ts';
import { describeTable } from './describe-table.ts';
import { profileAsText } from './profile-text.ts';

export interface ProfileOptions {
  name: string;
  mediaType: string;
  /** What a pack declares of the file; its columns and facets win over what is found. */
  dataset?: Dataset;
  /** An empty directory; without it one is made and removed. */
  scratch?: string;
  signal?: AbortSignal;
}

/**
 * What a file holds: format by its first bytes, columns with type, role, unit and range, and its type for the search. Opens no network
 * connection. A file that cannot be read gives a profile with the reason in `unreadable`; only faults of the machine are thrown.
 */
export async function profileFile(path: string, options: ProfileOptions): Promise<Profile> {
  const sha256 = await digestFile(path);
  const dataset = options.dataset?.id ?? `attachment-${sha256.slice(0, 12)}`;
  const base: Profile = {
    source: { name: options.name, sha256, dataset: options.dataset?.id ?? null },
    media_type: options.mediaType,
    format: 'unknown',
    rows: null,
    columns: [],
    type: { kind: 'source', facets: { ...declaredFacets(options.dataset), dataset } },
    warnings: [],
    unreadable: null,
  };
  const scratch = options.scratch ?? (await mkdtemp(join(tmpdir(), 'planwright-profile-')));
  try {
    const found = await recogniseFile(path);
    if (found.format === null) return { ...base, unreadable: `Cannot read "${options.name}": ${found.reason ?? 'unknown content'}. Give a CSV, JSON, Parquet or NetCDF file.` };
    if (found.format === 'netcdf' || found.format === 'hdf5') return await profileAsGrid(path, base, options);
    const other = await profileAsText(path, found, base, { name: options.name, scratch });
    if (other !== null) return other;
    return await profileAsTable(path, base, scratch, options);
  } catch (error) {
    if (error instanceof PlanwrightError && ['Tool.Invalid', 'Tool.ResourceLimit', 'Tool.Denied'].includes(error.type)) return { ...base, unreadable: error.message };
    throw error;
  } finally {
    if (options.scratch === undefined) await rm(scratch, { recursive: true, force: true });
  }
}

async function profileAsTable(path: string, base: Profile, scratch: string, options: ProfileOptions): Promise<Profile> {
  const source = await readSource(path, { scratch, name: options.name, ...(options.signal && { signal: options.signal }) });
  try {
    const { columns, facets } = await describeTable(source, options.dataset?.columns ?? []);
    if (source.rows === 0) return { ...base, format: source.format, media_type: source.media_type, columns, unreadable: `Cannot use "${options.name}": it has no rows. Give a file with data.` };
    const warnings = [...source.notes];
    const empty = columns.filter((column) => column.distinct === 0).map((column) => `"${column.name}"`);
    if (empty.length > 0) warnings.push(`Columns without any value: ${empty.slice(0, 10).join(', ')}.`);
    return {
      ...base,
      media_type: source.media_type,
      format: source.format,
      rows: source.rows,
      columns,
      type: { kind: 'source', facets: { ...facets, content: 'table', format: source.format, ...base.type.facets } },
      warnings,
    };
  } finally {
    source.database.close();
  }
}

async function profileAsGrid(path: string, base: Profile, options: ProfileOptions): Promise<Profile> {
  const { profileGrid } = await import('../grid/profile-grid.ts');
  return profileGrid(path, base, options);
}

function declaredFacets(dataset: Dataset | undefined): Profile['type']['facets'] {
  return dataset === undefined ? {} : { ...dataset.type.facets };
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
