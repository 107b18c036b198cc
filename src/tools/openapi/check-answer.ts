import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../../schemas/json.ts';
import type { ImportedOperation, ImportedService } from './service.ts';

const compiled = new WeakMap<ImportedOperation, ValidateFunction | null>();

/** What an answer does not fit in the schema that its document gives; empty where it fits, null where the document's schema is itself none. */
export function answerFaults(service: ImportedService, operation: ImportedOperation, body: Json): string[] | null {
  let check = compiled.get(operation);
  if (check === undefined) {
    check = compile(service, operation);
    compiled.set(operation, check);
  }
  if (check === null) return null;
  return check(body) ? [] : (check.errors ?? []).slice(0, 3).map((fault) => `${fault.instancePath === '' ? 'it' : fault.instancePath.slice(1)} ${fault.message ?? 'does not fit'}`);
}

function compile(service: ImportedService, { source }: ImportedOperation): ValidateFunction | null {
  if (source.response.schema === null) return null;
  const { components, definitions } = service.document.root;
  const root = { ...source.response.schema, ...(components === undefined ? {} : { components }), ...(definitions === undefined ? {} : { definitions }) };
  try {
    return new Ajv2020({ strict: false, allErrors: false, validateFormats: false, logger: false, validateSchema: false }).compile(root);
  } catch {
    return null;
  }
}
