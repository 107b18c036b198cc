import type { Json } from '../../schemas/json.ts';
import { load } from '../table/operations/load.ts';
import { DURATION, isDurations } from '../table/read/durations.ts';
import type { ToolRun } from '../tool.ts';
import { emptyTable } from './empty-table.ts';
import { type RecordValue, carried, isRecord, listAt, readRecords } from './records.ts';

const MOST_COLUMNS = 100;

/**
 * record.tabulate: one row per record, read like a JSON file, so that roles and units are found the same way. Types are those that the service gives: what it sends as text
 * stays text (a phone number, a code of digits), unless it is a whole date or the field is one of time.
 */
export const tabulate: ToolRun = async (request, context) => {
  const artifacts = listAt(request, 'records', 'record.tabulate');
  const records = await readRecords(artifacts, context);
  if (records.length === 0) {
    const about = { name: 'records', title: 'No records', facets: { keys: ['id'], time: 'none' }, labels: [], sources: [], history: 'Made a table of an empty list: 0 rows.' };
    return { output: await emptyTable([{ name: 'id', type: 'text', role: 'key', unit: null }], about, context) };
  }
  const rows = records.map((one) => flat(one));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  const blob = await context.blobs.put(Buffer.from(JSON.stringify(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))))));
  const { service, entity, fields: _, refers: __, ranked: ___, ...facets } = artifacts[0]?.facets ?? {};
  const noun = typeof entity === 'string' ? entity : 'record';
  const title = artifacts.length === 1 ? (artifacts[0]?.title ?? 'Records') : `${noun} records`;
  const source = { kind: 'source', name: `${noun}.json`, title, facets: { ...facets, content: 'table', format: 'json' }, data: { columns: names.filter((name) => isText(name, rows, facets)).map((name) => ({ name, type: 'text' })) }, ...blob, media_type: 'application/json', ...carried(artifacts) };
  const made = await load({ inputs: { source: [source] }, parameters: {} }, context);
  return { ...made, output: { ...made.output, facets: { ...made.output.facets, ...(service === undefined ? {} : { service }), ...(entity === undefined ? {} : { entity }) } } };
};

const WHOLE_DATE = /^[12]\d{3}-\d{2}-\d{2}(?:[T ].*)?$/;
const WHOLE_DURATION = new RegExp(`^(?:${DURATION})$`);
const TIME_NAME = /(?:^|[_-])(?:at|on|date|datetime|time|timestamp|day|month)$|(?:At|On|Date|Time)$/;

/** Whether a field is text that only looks like something else: as numbers and truth values have types of their own, a text of digits is none. */
function isText(name: string, rows: readonly RecordValue[], { time, measures }: { readonly [facet: string]: unknown }): boolean {
  if (name === time || TIME_NAME.test(name) || (Array.isArray(measures) && measures.includes(name))) return false;
  const values = rows.flatMap((row) => row[name] ?? []);
  const texts = values.filter((value) => typeof value === 'string' && value !== '').map(String);
  if (texts.every((value) => WHOLE_DURATION.test(value)) && isDurations(name, texts)) return false;
  return values.length > 0 && values.every((value) => typeof value === 'string') && !values.every((value) => typeof value === 'string' && (value === '' || WHOLE_DATE.test(value)));
}

/** One level of names: nested objects by joined names, lists of single values as text, other lists as their length. */
function flat(record: RecordValue, prefix = '', depth = 0): RecordValue {
  const row: RecordValue = {};
  for (const [name, value] of Object.entries(record)) {
    const key = `${prefix}${name}`;
    if (isRecord(value)) {
      if (depth < 2) Object.assign(row, flat(value, `${key}_`, depth + 1));
    } else if (Array.isArray(value)) {
      row[key] = value.every((one): one is string | number | boolean => one !== null && typeof one !== 'object') ? value.join(', ') : named(value);
    } else row[key] = value;
  }
  return row;
}

/** Names of objects in a list, where all have one; else how many there are. */
function named(list: readonly Json[]): Json {
  const names = list.map((one) => (isRecord(one) && typeof one['name'] === 'string' ? one['name'] : null));
  return names.every((name) => name !== null) ? names.join(', ') : list.length;
}
