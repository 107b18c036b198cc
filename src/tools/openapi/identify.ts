import type { Json } from '../../schemas/json.ts';
import type { Artifact } from '../../schemas/outcome.ts';
import { type RecordValue, fieldOf } from '../record/records.ts';
import type { ImportedService } from './service.ts';

/**
 * The identifier that a record carries under a token: where the operation that made the record puts it, else by name (`person_id`, or `id` of a person).
 * Undefined where there is none.
 */
export function identify(service: ImportedService, artifact: Artifact, record: RecordValue, token: string): Json | undefined {
  const made = service.operations.find((one) => one.declaration.operation === artifact.facets['operation']);
  const path = made?.tokens.get(token);
  const found = path === undefined ? undefined : fieldOf(record, path);
  if (found !== undefined && found !== null) return found;
  const entity = token.slice(0, token.lastIndexOf('_'));
  const field = token.slice(token.lastIndexOf('_') + 1);
  for (const name of [token, ...(artifact.facets['entity'] === entity.replaceAll('_', '-') ? [field, 'id', 'name', 'key', 'slug'] : [])]) {
    const value = record[name];
    if (typeof value === 'string' || typeof value === 'number' || (name === token && Array.isArray(value))) return value;
  }
  return undefined;
}
