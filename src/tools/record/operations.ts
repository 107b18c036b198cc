import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../tool.ts';
import { isOtherNumber } from '../other-number.ts';
import { equal, fits } from './fits.ts';
import { type RecordValue, carried, isRecord, listAt, namedField, readRecords, recordArtifact, recordList, titleOf } from './records.ts';

async function listed(request: ToolRequest, context: ToolContext, operation: string): Promise<{ artifacts: Artifact[]; records: RecordValue[]; facets: Artifact['facets']; title: string }> {
  const artifacts = listAt(request, 'records', operation);
  const { ranked: _, ...facets } = artifacts[0]?.facets ?? {};
  return { artifacts, records: await readRecords(artifacts, context), facets, title: artifacts[0]?.title ?? 'Records' };
}

function one(record: RecordValue, from: { artifacts: Artifact[]; facets: Artifact['facets']; title: string }, context: ToolContext): Promise<Artifact> {
  return recordArtifact(record, { name: nounOf(from.facets), title: titleOf(record) ?? from.title, facets: from.facets, ...carried(from.artifacts) }, context);
}

function nounOf(facets: Artifact['facets']): string {
  const { entity } = facets;
  return typeof entity === 'string' ? entity : 'record';
}

function none(operation: string, reason: string): PlanwrightError {
  return new PlanwrightError('Tool.MissingInput', `Cannot run "${operation}": ${reason}. Ask for other records, or name another value.`);
}

/** record.first and record.top: the first of an ordered list. */
export const first: ToolRun = async (request, context) => {
  const from = await listed(request, context, 'record.first');
  const [record] = from.records;
  if (record === undefined) throw none('record.first', 'the list is empty');
  return { output: await one(record, from, context) };
};

/** Field that stands for whatever names a record, and what names them, the surest first. */
const ANY_NAME = 'any';
const NAMING = ['id', 'key', 'code', 'number', 'serial', 'login', 'username', 'email', 'name', 'full_name', 'title', 'label'];

/** Fields that tell records of a thing apart where they have no `id`: `unitId` or `unit_id` of a unit, what a service looks them up by (`sku`). */
function identifiersOf({ facets, records }: { facets: Artifact['facets']; records: readonly RecordValue[] }): string[] {
  const noun = nounOf(facets).replaceAll('-', '_');
  const tokens = Array.isArray(facets['fields']) ? facets['fields'].flatMap((one) => (typeof one === 'string' && one.startsWith(`${noun}_`) ? [one, one.slice(noun.length + 1)] : [])) : [];
  const plain = (name: string): string => name.replaceAll('_', '').toLowerCase();
  const names = [...new Set(records.slice(0, 20).flatMap((record) => Object.keys(record)))];
  return [`${noun}_id`, ...tokens, ...(noun.includes('_') ? [`${noun.slice(noun.lastIndexOf('_') + 1)}_id`] : [])].flatMap((wanted) => names.filter((name) => plain(name) === plain(wanted)));
}

/** record.pick: the one record whose field has a value, else the one that has it in the other number (country loaves: Country loaf); `any` looks at its identifier, then its names. `position` counts from 1. */
export const pick: ToolRun = async (request, context) => {
  const from = await listed(request, context, 'record.pick');
  const { field } = request.parameters;
  if (typeof field !== 'string' || field === '') throw new PlanwrightError('Tool.Invalid', 'Cannot run "record.pick": "field" is missing. Name a field.');
  const wanted = await valueAt(request, context, 'value');
  if (field === 'position') {
    const record = from.records[Number(wanted) - 1];
    if (record === undefined) throw none('record.pick', `there is no record at position ${JSON.stringify(wanted)} of ${from.records.length}`);
    return { output: await one(record, from, context) };
  }
  const fields = field === ANY_NAME ? [...identifiersOf(from), ...NAMING] : field === 'id' && !from.records.some((record) => Object.hasOwn(record, 'id')) ? identifiersOf(from) : [field];
  // The first kind of name that fits decides: an identifier before a name, a name before a title.
  const by = (same: (value: Json, other: Json) => boolean): RecordValue[] => fields.map((one) => from.records.filter((record) => same(namedField(record, one) ?? null, wanted))).find((list) => list.length > 0) ?? [];
  const exact = by(equal);
  const found = exact.length > 0 ? exact : by(isOtherNumber);
  const [record] = found;
  if (record !== undefined && found.length === 1) return { output: await one(record, from, context) };
  const known = [...new Set(from.records.map((other) => (field === ANY_NAME ? titleOf(other) : namedField(other, field))).filter((value) => value !== undefined && value !== null))].slice(0, 8).map((value) => JSON.stringify(value));
  const shown = field === ANY_NAME ? 'an identifier, name or title' : field;
  throw none('record.pick', found.length > 1 ? `${found.length} records have ${shown} = ${JSON.stringify(wanted)}` : `no record has ${shown} = ${JSON.stringify(wanted)} (there are ${known.join(', ') || 'none'})`);
};

/** record.take: the record that a person chose, by its identifier, or by all that a chosen row shows of it. */
export const take: ToolRun = async (request, context) => {
  const from = await listed(request, context, 'record.take');
  const chosen = await valueAt(request, context, 'choice');
  const key = isRecord(chosen) ? (chosen['id'] ?? null) : chosen;
  const found = isRecord(chosen) && key === null ? from.records.filter((other) => agrees(other, chosen)) : from.records.filter((other) => equal(other['id'] ?? titleOf(other), key)).slice(0, 1);
  const [record] = found;
  if (record === undefined || found.length > 1) throw none('record.take', `the choice ${JSON.stringify(chosen).slice(0, 100)} names ${found.length === 0 ? 'none' : `${found.length}`} of ${from.records.length} records`);
  return { output: await one(record, from, context) };
};

/** Whether a record has every value that a row shows under the name of one of its fields, at least one. */
function agrees(record: RecordValue, row: RecordValue): boolean {
  const shared = Object.entries(row).filter(([name, value]) => record[name] !== undefined && typeof record[name] !== 'object' && typeof value !== 'object');
  return shared.length > 0 && shared.every(([name, value]) => equal(record[name] ?? null, value)) || equal(record, row);
}

/** record.filter: the records for which all predicates hold. */
export const filter: ToolRun = async (request, context) => {
  const { artifacts, records, title } = await listed(request, context, 'record.filter');
  const predicates = request.parameters['predicates'];
  if (!Array.isArray(predicates)) throw new PlanwrightError('Tool.Invalid', 'Cannot run "record.filter": "predicates" is missing. Give conditions.');
  const kept = records.filter((record) => predicates.every((predicate) => fits(record, predicate)));
  return recordList(kept, { name: nounOf(artifacts[0]?.facets ?? {}), title, facets: { ...artifacts[0]?.facets, filters: predicates as never }, ...carried(artifacts) }, context);
};

/** record.only: the one record for which all predicates hold. Errors: `Tool.MissingInput` where none or several do. */
export const only: ToolRun = async (request, context) => {
  const from = await listed(request, context, 'record.only');
  const predicates = request.parameters['predicates'];
  if (!Array.isArray(predicates)) throw new PlanwrightError('Tool.Invalid', 'Cannot run "record.only": "predicates" is missing. Give conditions.');
  const kept = from.records.filter((record) => predicates.every((predicate) => fits(record, predicate)));
  const [record] = kept;
  if (record === undefined || kept.length > 1) throw none('record.only', record === undefined ? `none of ${from.records.length} records fits` : `${kept.length} records fit (${kept.slice(0, 5).map((other) => JSON.stringify(titleOf(other) ?? other['id'] ?? null)).join(', ')}), and one is wanted`);
  return { output: await one(record, { ...from, facets: { ...from.facets, filters: predicates as never } }, context) };
};

/** The records by a field, those without a value last, equal ones in their order. Errors: `Tool.Invalid` for what is no order. */
function ordered(records: readonly RecordValue[], order: Json | undefined, operation: string): { records: RecordValue[]; valued: number } {
  const field = isRecord(order ?? null) ? ((order as RecordValue)['args'] as Json[] | undefined)?.[0] : undefined;
  const fn = isRecord(order ?? null) ? (order as RecordValue)['fn'] : undefined;
  if (typeof field !== 'string' || (fn !== 'desc' && fn !== 'asc')) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": expected {"fn":"desc","args":["field"]}, got ${JSON.stringify(order ?? null).slice(0, 200)}. Correct the order.`);
  const valued = records.flatMap((record) => {
    const value = namedField(record, field);
    return value === undefined || value === null || typeof value === 'object' ? [] : [{ record, value }];
  });
  const sign = fn === 'desc' ? -1 : 1;
  const sorted = valued.toSorted((a, b) => sign * compareValues(a.value, b.value)).map((one) => one.record);
  return { records: [...sorted, ...records.filter((record) => !valued.some((one) => one.record === record))], valued: valued.length };
}

function compareValues(a: string | number | boolean, b: string | number | boolean): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** record.order: the records by a field, the first ones where there is a limit. */
export const order: ToolRun = async (request, context) => {
  const { artifacts, records, title, facets } = await listed(request, context, 'record.order');
  const { records: sorted } = ordered(records, request.parameters['order'], 'record.order');
  const limit = request.parameters['limit'];
  const kept = typeof limit === 'number' && limit > 0 ? sorted.slice(0, limit) : sorted;
  return recordList(kept, { name: nounOf(facets), title, facets: { ...facets, order: request.parameters['order'] as never, ...(typeof limit === 'number' ? { limit } : {}) }, ...carried(artifacts) }, context);
};

/** record.best: the record whose field is largest or smallest. */
export const best: ToolRun = async (request, context) => {
  const from = await listed(request, context, 'record.best');
  const { records: sorted, valued } = ordered(from.records, request.parameters['order'], 'record.best');
  const [record] = sorted;
  if (record === undefined || valued === 0) throw none('record.best', from.records.length === 0 ? 'the list is empty' : 'no record has a value in this field');
  return { output: await one(record, { ...from, facets: { ...from.facets, order: request.parameters['order'] as never } }, context) };
};

/** record.count: how many records there are. */
export const count: ToolRun = async (request, context) => {
  const from = await listed(request, context, 'record.count');
  const title = typeof from.facets['entity'] === 'string' ? `Number of ${from.facets['entity']} records` : 'Number of records';
  return summary(context, from, { fn: 'count', args: [] }, title, [{ name: 'count', title, value: from.records.length, unit: null, decimals: 0 }]);
};

/** record.values: numbers and short texts of one record. */
export const values: ToolRun = async (request, context) => {
  const artifacts = inputsAt(request, 'record', 'record.values');
  const [record] = await readRecords(artifacts, context);
  if (record === undefined) throw none('record.values', 'there is no record');
  const shown = Object.entries(record).flatMap(([name, value]): Json[] =>
    typeof value === 'number' || (typeof value === 'string' && value.length <= 200) ? [{ name, title: name.replaceAll('_', ' '), value, unit: null, decimals: typeof value === 'number' ? Math.min(6, (String(value).split('.')[1] ?? '').length) : 0 }] : [],
  );
  return summary(context, { artifacts, facets: artifacts[0]?.facets ?? {} }, { fn: 'values', args: [] }, titleOf(record) ?? artifacts[0]?.title ?? 'Record', shown.slice(0, 60));
};

async function summary(context: ToolContext, from: { artifacts: Artifact[]; facets: Artifact['facets'] }, analysis: Artifact['facets'][string], title: string, list: Json[]): Promise<ToolResult> {
  const data: Json = { values: list, notes: [] };
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
  return { output: { kind: 'summary', name: 'summary.json', title, facets: { ...from.facets, analysis }, ...blob, media_type: 'application/json', data, ...carried(from.artifacts) } };
}

/** The scalar or choice at a port: what is given is wrapped as `{value}`. */
export async function valueAt(request: ToolRequest, context: Pick<ToolContext, 'blobs'>, port: string): Promise<Json> {
  const [artifact] = inputsAt(request, port, 'record');
  const data = artifact?.data ?? (JSON.parse(Buffer.from(await context.blobs.get(artifact?.sha256 ?? '')).toString('utf8')) as Json);
  return isRecord(data) && Object.keys(data).length === 1 && data['value'] !== undefined ? data['value'] : data;
}
