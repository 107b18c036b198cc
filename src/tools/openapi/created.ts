import { isOwn } from './declare-operation.ts';
import { segmentsOf } from './entities.ts';
import { wordsOf } from './names.ts';
import type { ImportedOperation } from './service.ts';

const NAMING = new Set(['id', 'uuid', 'guid', 'key', 'token', 'reference', 'ref', 'handle']);

/**
 * Lets what a collection gives back when something is created in it name that thing, whatever it is called there: where `POST /imports` answers with one identifier that nothing else in the
 * service is looked up by (`task_id`), and `GET /imports/{import_id}` asks for one of the created things, it is that identifier. Nothing changes where the answer has the identifier under
 * a name that is known, or has several.
 */
export function nameCreated(operations: readonly ImportedOperation[], scalars: ReadonlyMap<ImportedOperation, readonly string[]>): void {
  const asked = new Set(operations.flatMap((one) => one.parts.flatMap((part) => ('token' in part.from ? [part.from.token] : []))));
  for (const operation of operations) {
    const { declaration, method, path, tokens } = operation;
    if (method !== 'post' || declaration.output.cardinality === 'list' || segmentsOf(path).at(-1)?.parameter !== false) continue;
    const looks = operations.filter((one) => one.method === 'get' && new RegExp(`^${escaped(path)}/\\{[^/}]+\\}$`, 'u').test(one.path) && one.declaration.output.cardinality !== 'list');
    const [token, ...others] = new Set(looks.flatMap((one) => one.parts.flatMap((part) => (part.in === 'path' && 'token' in part.from && one.path.endsWith(`{${part.name}}`) ? [part.from.token] : []))));
    if (token === undefined || others.length > 0 || tokens.has(token) || [...tokens.keys()].some((known) => asked.has(known) && isOwn(known, operation.entity))) continue;
    const naming = (scalars.get(operation) ?? []).filter((name) => NAMING.has(wordsOf(name).at(-1) ?? ''));
    const free = naming.filter((name) => ![...tokens].some(([known, place]) => asked.has(known) && place.join('.') === name));
    const [only, another] = free;
    if (only === undefined || another !== undefined) continue;
    operation.tokens = new Map([...tokens, [token, [only]]]);
    const known = declaration.output.facets['fields'];
    declaration.output.facets['fields'] = [...new Set([token, ...(Array.isArray(known) ? known : []).filter((one) => typeof one === 'string')])].toSorted();
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}
