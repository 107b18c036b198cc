import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolContext, ToolRequest, ToolResult } from '../tool.ts';

export type RecordValue = { [field: string]: Json };

/** Larger records are in the blob alone: `data` of an artifact goes into histories. */
const DATA_CHARACTERS = 16_000;
/** Records of one list, at most. */
export const MOST_RECORDS = 1_000;

/**
 * The records behind artifacts of kind `record`: each artifact holds one, or, as the index of a list, all of them. Errors: `Tool.Invalid` where the bytes are
 * no record.
 */
export async function readRecords(artifacts: readonly Artifact[], context: Pick<ToolContext, 'blobs'>): Promise<RecordValue[]> {
  const records: RecordValue[] = [];
  for (const artifact of artifacts) {
    const value = isRecord(artifact.data) && artifact.data['records'] === undefined ? artifact.data : (JSON.parse(Buffer.from(await context.blobs.get(artifact.sha256)).toString('utf8')) as Json);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (!isRecord(one)) throw new PlanwrightError('Tool.Invalid', `Cannot read record "${artifact.name}": expected an object, got ${Array.isArray(one) ? 'a list' : typeof one}. Bind the output of a service.`);
      records.push(one);
    }
  }
  return records;
}

/** The elements of the list at a port; none where an empty list is bound. Errors: `Tool.MissingInput` where nothing is. */
export function listAt(request: ToolRequest, port: string, operation: string): Artifact[] {
  const bound = Object.hasOwn(request.inputs, port) ? request.inputs[port] : undefined;
  return bound !== undefined && bound.length === 0 ? [] : inputsAt(request, port, operation);
}

export interface RecordArtifact {
  name: string;
  title: string;
  facets: { [name: string]: FacetValue };
  labels: Artifact['labels'];
  sources: Artifact['sources'];
}

/** One record as an artifact. */
export async function recordArtifact(record: RecordValue, about: RecordArtifact, context: Pick<ToolContext, 'blobs'>): Promise<Artifact> {
  const text = JSON.stringify(record);
  const blob = await context.blobs.put(Buffer.from(text));
  return { kind: 'record', ...about, name: `${about.name}.json`, ...blob, media_type: 'application/json', ...(text.length > DATA_CHARACTERS ? {} : { data: record }) };
}

/** A list of records: an index that holds all, and an artifact for each. */
export async function recordList(records: readonly RecordValue[], about: RecordArtifact, context: Pick<ToolContext, 'blobs'>): Promise<Pick<ToolResult, 'output' | 'elements'> & { elements: Artifact[] }> {
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(records)));
  const elements: Artifact[] = [];
  for (const [at, record] of records.entries()) elements.push(await recordArtifact(record, { ...about, name: `${about.name}-${at + 1}`, title: titleOf(record) ?? `${about.title} ${at + 1}` }, context));
  return { output: { kind: 'record', ...about, name: `${about.name}.json`, ...blob, media_type: 'application/json', data: { records: records.length } }, elements };
}

/** What people call a record. */
export function titleOf(record: RecordValue): string | null {
  for (const field of ['title', 'name', 'full_name', 'label', 'subject', 'summary', 'key', 'login', 'username', 'id']) {
    const value = record[field];
    if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number') return String(value).slice(0, 120);
  }
  return null;
}

/** The value at a dotted path of a record; undefined where there is none. `*` takes the first element of a list. */
export function fieldOf(record: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = record;
  for (const key of path) {
    if (key === '*') current = Array.isArray(current) ? current[0] : undefined;
    else current = isRecord(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  return current;
}

/** The value of a field as people name it: with dots, or with the names of nested objects and their fields joined as a table of the records joins them (`position_lat`). */
export function namedField(record: RecordValue, name: string): Json | undefined {
  const own = Object.hasOwn(record, name) ? record[name] : fieldOf(record, name.split('.'));
  if (own !== undefined) return own;
  for (const [outer, inner] of Object.entries(record)) {
    const found = isRecord(inner) && name.startsWith(`${outer}_`) ? namedField(inner, name.slice(outer.length + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isRecord(value: unknown): value is RecordValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a result made of artifacts carries on: labels and sources, each once. */
export function carried(artifacts: readonly Artifact[]): Pick<RecordArtifact, 'labels' | 'sources'> {
  const sources = new Map(artifacts.flatMap((one) => one.sources).map((source) => [JSON.stringify(source), source]));
  return { labels: [...new Set(artifacts.flatMap((one) => one.labels))].toSorted(), sources: [...sources.values()] };
}
