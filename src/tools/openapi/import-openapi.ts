import { PlanwrightError } from '../../schemas/failure.ts';
import { type Answer, type EntityChoice, answersOf } from './answers.ts';
import { nameCreated } from './created.ts';
import { declareOperation, partsOf } from './declare-operation.ts';
import { followersOf } from './followers.ts';
import { type ServiceDocument, type ServiceOperation, readDocument } from './document.ts';
import { Entities, segmentsOf, tokenOf } from './entities.ts';
import { epochsOf } from './instants.ts';
import { linesOf } from './lines.ts';
import { namedOf } from './named.ts';
import { isPlural, nounOf, singular, slugOf, wordsOf } from './names.ts';
import type { ImportedOperation, ImportedService } from './service.ts';
import { addressFault } from './service-target.ts';
import { shapeOf } from './shape.ts';
import { variantsOf } from './variants.ts';

export interface ImportOptions {
  /** Name of the tool; a slug of the title where absent. */
  name?: string;
  /** Address of the service, where the document names none or a relative one. */
  base?: string;
  /** Names of POST operations that only read: a person says so, never the description. */
  reads?: readonly string[];
}

/**
 * Reads a description of a service (OpenAPI 3.0, 3.1, Swagger 2.0) as typed operations. Records, and the identifiers that operations ask for and offer, are
 * inferred from names, schemas and examples alone (producer-consumer inference as in RESTler, Atlidakis et al. 2019, by entity instead of by field); nothing is
 * looked up. Equal documents give equal declarations. Errors: `Tool.Invalid` where it is no such document or has no address.
 */
export function importOpenApi(value: unknown, options: ImportOptions = {}): ImportedService {
  const document = readDocument(value, options.name);
  const name = slugOf(options.name ?? document.title, 40) || 'service';
  const base = baseOf(document, options.base, name);
  const entities = new Entities(document);
  const wanted = wantedTokens(document, entities);
  const used = new Set<string>();
  const operations: ImportedOperation[] = [];
  const scalars = new Map<ImportedOperation, string[]>();
  const reads = readsOf(document, options.reads ?? [], entities, name);
  for (const operation of document.operations.filter((one) => !one.deprecated)) {
    const answers = answersOf(document.root, operation, entities, wanted, choicesOf(document, operation, entities));
    const main: Answer = answers[0] ?? { entity: subjectOf(operation, entities), list: false, path: [], part: null, constant: null, scalars: new Map(), nested: new Map(), wholes: [], tokens: new Map(), refers: new Map(), inner: [] };
    for (const answer of answers.length === 0 ? [main] : answers) {
      for (const variant of variantsOf(document, operation, entities, answer)) {
        const id = unique(operationName(operation, entities, answer, variant.suffix), used);
        const imported: ImportedOperation = {
          ...declareOperation({ service: name, id, document, operation, entities, answer, variant, subject: subjectOf(operation, entities), reads: reads.has(operation) }),
          method: operation.method,
          path: operation.path,
          at: answer.path,
          types: new Map(partsOf(document, operation, entities).map((part) => [part.parameter.name, part.shape.type])),
          tokens: answer.tokens,
          entity: answer.entity,
          inner: answer.inner,
          epochs: epochsOf(answer),
          source: operation,
        };
        operations.push(imported);
        scalars.set(imported, [...answer.scalars.keys()]);
      }
    }
  }
  nameUndo(operations);
  nameCreated(operations, scalars);
  const followers = [...followersOf(name, operations, used), ...namedOf(name, operations, used)];
  return {
    name,
    title: document.title,
    document,
    base,
    entities: [...entities.names].toSorted(),
    operations,
    followers,
    lines: linesOf(name, operations, new Set([...used, ...followers.map((one) => one.declaration.operation)])),
    documents: operations.map((one) => describe(name, document, one)),
  };
}

/** Identifiers that any operation asks for: nothing else needs to be known of records. */
function wantedTokens(document: ServiceDocument, entities: Entities): Set<string> {
  const wanted = new Set<string>();
  for (const operation of document.operations) for (const part of partsOf(document, operation, entities)) if (part.identifier !== null) wanted.add(tokenOf(part.identifier));
  return wanted;
}

/** Entities that a required parameter lets the caller choose: `type` of `artists` or `tracks`. */
function choicesOf(document: ServiceDocument, operation: ServiceOperation, entities: Entities): EntityChoice[] {
  return operation.parameters.flatMap((parameter) => {
    if (!parameter.required || !/(^|_)(type|kind)s?$/.test(wordsOf(parameter.name).join('_'))) return [];
    const shape = shapeOf(document.root, { schema: parameter.schema, example: undefined });
    const values = shape.items === null ? shape.enum : shapeOf(document.root, shape.items).enum;
    return values.flatMap((one) => (typeof one === 'string' && entities.names.has(nounOf(one)) ? [{ parameter: parameter.name, value: one, entity: nounOf(one) }] : []));
  });
}

/** What an operation is about: the last collection or entity in its path. */
function subjectOf(operation: ServiceOperation, entities: Entities): string {
  const fixed = segmentsOf(operation.path).filter((one) => !one.parameter).map((one) => one.name);
  return fixed.toReversed().map((one) => nounOf(one)).find((one) => entities.names.has(one)) ?? (nounOf(fixed.at(-1) ?? '') || 'record');
}

function operationName(operation: ServiceOperation, entities: Entities, answer: Answer, suffix: string): string {
  const part = answer.part === null ? '' : `-${slugOf(answer.part, 20)}`;
  const rest = `${part}${suffix === '' ? '' : `-${suffix}`}`;
  const length = 62 - rest.length;
  const stem = [operation.id ?? '', derivedName(operation, entities, answer.list)].map((one) => slugOf(one, length)).find((one) => one !== '') ?? operation.method;
  return `${stem}${rest}`.slice(0, 62);
}

/** The operations that the person names as reading. Errors: `Tool.Invalid` where a name is not that of a POST. */
function readsOf(document: ServiceDocument, wanted: readonly string[], entities: Entities, service: string): Set<ServiceOperation> {
  const posts = new Map(document.operations.filter((one) => one.method === 'post' && !one.deprecated).map((one) => [slugOf(one.id ?? '', 62) || slugOf(derivedName(one, entities, false), 62), one]));
  return new Set(wanted.map((one) => {
    const found = posts.get(one);
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot import service "${service}": it has no POST "${one}", got ${[...posts.keys()].slice(0, 20).join(', ') || 'none'}. Name operations that only read with --reads.`);
    return found;
  }));
}

/** A name from method and path: `list-issue-comments`, `get-issue`, `create-issue`, `close-issue`. */
function derivedName({ method, path }: ServiceOperation, entities: Entities, list: boolean): string {
  const segments = segmentsOf(path);
  const last = segments.at(-1);
  const nouns = segments.flatMap((one, at) => (one.parameter ? [] : segments[at + 1]?.parameter === true ? [nounOf(one.name)] : [one.name]));
  if (method === 'get' || method === 'head') return list && last?.parameter !== true ? `list ${nouns.join(' ')}` : `get ${nouns.join(' ')}`;
  const verb = { post: 'create', put: 'replace', patch: 'update', delete: 'delete' }[method];
  const tail = nouns.at(-1) ?? '';
  const acts = method === 'post' && segments.length > 1 && segments.at(-2)?.parameter === true && !isPlural(wordsOf(tail).at(-1) ?? '') && !entities.names.has(tail);
  return acts ? `${tail} ${nouns.slice(0, -1).join(' ')}` : `${verb} ${[...nouns.slice(0, -1), singular(tail)].join(' ')}`;
}

/** The address of the service: https and a public name; one on this machine, over http as well, only where the person gave it. Errors: `Tool.Invalid`. */
function baseOf(document: ServiceDocument, given: string | undefined, name: string): string {
  const address = given ?? document.servers.find((one) => /^https?:/.test(one)) ?? document.servers[0] ?? '';
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new PlanwrightError('Tool.Invalid', `Cannot import service "${name}": it has no address, got ${JSON.stringify(address.slice(0, 100))} under "servers". Give the address with --base.`);
  }
  const url = new URL(address);
  const refused = addressFault(url, given !== undefined);
  if (refused !== null) throw new PlanwrightError('Tool.Invalid', `Cannot import service "${name}": its address ${JSON.stringify(`${url.protocol}//${url.host}`.slice(0, 100))} is refused, because ${refused}.`);
  url.search = '';
  url.hash = '';
  return url.href.replace(/\/+$/, '');
}

/** A create names the delete of the same collection as its undo; a change without one, or of something that was looked up, is asked for on its own. */
function nameUndo(operations: readonly ImportedOperation[]): void {
  for (const { declaration, method, path } of operations) {
    if (declaration.effect !== 'write') continue;
    const undo = operations.find((one) => one.method === 'delete' && ((method === 'post' && parentOf(one.path) === path) || (method === 'put' && one.path === path)));
    if (undo === undefined || declaration.inputs.some((port) => port.optional !== true && port.kinds.includes('record'))) declaration.always_ask = true;
    if (undo !== undefined) declaration.undo = { operation: undo.declaration.operation };
  }
}

function parentOf(path: string): string | null {
  const at = path.lastIndexOf('/');
  return /^\/\{[^}]+\}$/.test(path.slice(at)) ? path.slice(0, at) : null;
}

function describe(service: string, document: ServiceDocument, { declaration, method, path, parts, entity }: ImportedOperation): ImportedService['documents'][number] {
  const lines = parts.map((part) => {
    const from = 'constant' in part.from ? `always \`${String(part.from.constant)}\`` : 'token' in part.from ? `\`${part.from.token}\` of input \`${part.from.port}\`${part.from.parameter === undefined ? '' : `, or parameter \`${part.from.parameter}\``}` : 'parameter' in part.from ? `parameter \`${part.from.parameter}\`` : `value at input \`${part.from.port}\``;
    return `- \`${part.name}\` (${part.in}): ${from}.`;
  });
  const effect = { none: 'Changes nothing.', read: 'Reads only.', write: 'Changes data of the service.', destructive: 'Cannot be undone.' }[declaration.effect];
  const kind = declaration.output.cardinality === 'list' ? 'a list of records' : 'one record';
  return {
    doc_id: `${service}.${declaration.operation}`.slice(0, 64),
    version: declaration.version,
    title: `${service}.${declaration.operation}: ${declaration.title}`,
    source: `openapi:${document.title} ${document.version}`.slice(0, 200),
    operations: [`${service}.${declaration.operation}`],
    text: [`# ${service}.${declaration.operation}`, '', declaration.description, '', `\`${method.toUpperCase()} ${path}\` of ${document.title}. ${effect} Gives ${kind} "${entity}".`, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n'),
  };
}

function unique(name: string, used: Set<string>): string {
  let candidate = name === '' ? 'operation' : name;
  for (let count = 2; used.has(candidate); count += 1) candidate = `${name.slice(0, 59)}-${count}`;
  used.add(candidate);
  return candidate;
}
