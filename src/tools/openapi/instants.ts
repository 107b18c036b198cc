import type { Json } from '../../schemas/json.ts';
import { type RecordValue, isRecord } from '../record/records.ts';
import { type Answer, isEpoch } from './answers.ts';

/** Paths of the fields of records that count the time since 1970, also one level deeper. */
export function epochsOf({ scalars, nested }: Pick<Answer, 'scalars' | 'nested'>): string[][] {
  return [...[...scalars].flatMap(([name, shape]) => (isEpoch(name, shape) ? [[name]] : [])), ...[...nested].flatMap(([name, shape]) => (isEpoch(name, shape) ? [name.split('_')] : []))];
}

/** The record with these fields as instants in UTC (RFC 3339); what is no count of seconds or milliseconds between 1973 and 5138 stays as it is. */
export function withInstants(record: RecordValue, epochs: readonly (readonly string[])[]): RecordValue {
  return epochs.reduce<RecordValue>((made, path) => replaced(made, path), record);
}

function replaced(record: RecordValue, path: readonly string[]): RecordValue {
  for (const [name, value] of Object.entries(record)) {
    if (name === path.join('_')) return { ...record, [name]: instant(value) };
    if (isRecord(value) && path.length > 1 && path.join('_').startsWith(`${name}_`)) return { ...record, [name]: replaced(value, path.join('_').slice(name.length + 1).split('_')) };
  }
  return record;
}

function instant(value: Json): Json {
  if (typeof value !== 'number' || value < 1e8 || value >= 1e14) return value;
  return new Date(value < 1e11 ? value * 1000 : value).toISOString();
}
