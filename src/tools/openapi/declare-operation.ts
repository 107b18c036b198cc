import { FROM_RECORD, RECORD_PORT } from '../../plan/own-fields.ts';
import type { Json } from '../../schemas/json.ts';
import type { FacetTerm, Operation, OperationPort } from '../../schemas/operation.ts';
import { type Answer, columnOf, isEpoch, isTimeField } from './answers.ts';
import { type JsonObject, type ServiceDocument, type ServiceOperation, type ServiceParameter, isReservedHeader } from './document.ts';
import { type Entities, type Identifier, segmentsOf, tokenOf } from './entities.ts';
import { isPlural, nounOf, singular, slugOf, wordsOf } from './names.ts';
import { ownerFields } from './owner-fields.ts';
import { isPagingParameter, pagingOf } from './pages.ts';
import type { ImportedOperation, RequestPart } from './service.ts';
import { type Shape, isScalar, shapeOf } from './shape.ts';
import { SEARCH, type Variant } from './variants.ts';

const VERSION = '1.0.0';
const MOST_FIELDS = 40;

/** One value of a request as the document describes it, and what it identifies. */
export interface Part {
  parameter: Omit<ServiceParameter, 'in'> & { in: RequestPart['in'] };
  identifier: Identifier | null;
  shape: Shape;
  list: boolean;
}

/** Everything that goes into a request, each value once: what is in the query and in the body as well is taken from the query. */
export function partsOf(document: ServiceDocument, operation: ServiceOperation, entities: Entities): Part[] {
  const parts: Part[] = [];
  const add = (parameter: Part['parameter']): void => {
    if (parts.some((one) => one.parameter.name === parameter.name)) return;
    const shape = shapeOf(document.root, { schema: parameter.schema, example: undefined });
    const list = shape.items !== null;
    const identifier = parameter.in === 'header' ? null : entities.identified(parameter as Parameters<Entities['identified']>[0], operation);
    parts.push({ parameter, identifier, shape, list: list || (identifier !== null && parameter.name.endsWith('s') && parameter.in !== 'path') });
  };
  for (const parameter of operation.parameters) if (parameter.in !== 'header' || !isReservedHeader(parameter.name)) add(parameter);
  if (operation.body !== null) {
    const body = shapeOf(document.root, { schema: operation.body.schema, example: undefined });
    for (const [name, place] of body.properties) {
      if (place.schema['readOnly'] === true) continue;
      const shape = shapeOf(document.root, place);
      add({ name, in: 'body', required: body.required.has(name), schema: place.schema, title: shape.title, description: shape.description });
    }
  }
  // A write on a collection that takes identifiers of its members needs them, even where the document calls each of its two ways of giving them optional.
  const subject = segmentsOf(operation.path).findLast((one) => !one.parameter);
  if (operation.method !== 'get' && operation.method !== 'head' && subject !== undefined && isPlural(wordsOf(subject.name).at(-1) ?? '')) {
    const members = parts.filter((one) => one.identifier?.entity === nounOf(subject.name) && one.parameter.in !== 'path');
    if (members.length > 0 && !members.some((one) => one.parameter.required)) for (const one of members.slice(0, 1)) one.parameter = { ...one.parameter, required: true };
  }
  return parts;
}

export interface DeclareInput {
  service: string;
  id: string;
  document: ServiceDocument;
  operation: ServiceOperation;
  entities: Entities;
  answer: Answer;
  variant: Variant;
  subject: string;
  /** Whether the person said that it only reads, whatever its method. */
  reads: boolean;
}

/** The declaration of an operation, the parts of its requests and how it pages. */
export function declareOperation(input: DeclareInput): Pick<ImportedOperation, 'declaration' | 'parts' | 'paging'> {
  const { service, id, document, operation, entities, answer, variant, subject } = input;
  const reads = operation.method === 'get' || operation.method === 'head' || input.reads;
  const inputs: OperationPort[] = [];
  const parts: RequestPart[] = [];
  const properties: { [name: string]: Json } = {};
  const bind: { [name: string]: FacetTerm } = {};
  const filters: FacetTerm[] = [];
  const paging = pagingOf(operation, answer);
  const owners: string[] = [];
  const named: string[] = [];
  for (const { parameter, identifier, shape, list } of partsOf(document, operation, entities)) {
    const { name } = parameter;
    if (answer.constant?.parameter === name) {
      parts.push({ name, in: parameter.in, from: { constant: answer.constant.value }, list });
      continue;
    }
    const fixed = parameter.in === 'header' && parameter.required ? (shape.schemaDefault ?? (shape.enum.length === 1 ? shape.enum[0] : undefined)) : undefined;
    if (typeof fixed === 'string' || typeof fixed === 'number' || typeof fixed === 'boolean') {
      parts.push({ name, in: 'header', from: { constant: String(fixed) }, list: false });
      continue;
    }
    const chosen = variant.needs?.name === name && variant.needs.in === parameter.in;
    const needed = parameter.required || chosen;
    if (needed && identifier !== null && variant.as !== 'filter') {
      const port = portName(roleOf(name, identifier) ?? (slugOf(identifier.entity, 40) || 'record'), inputs);
      const token = tokenOf(identifier);
      inputs.push({ name: port, kinds: ['record'], facets: { service, fields: [token] }, ...(reads && answer.list ? { each: true } : {}) });
      parts.push({ name, in: parameter.in, from: { port, token }, list });
      owners.push(identifier.entity);
      if (reads && answer.list) named.push(...ownerFields(identifier, answer, entities));
    } else if (chosen && variant.as === 'filter') {
      properties[name] = schemaOf(shape, parameter);
      bind[name] = { var: 'value' };
      filters.push({ fn: '=', args: [name, { var: 'value' }] });
      parts.push({ name, in: parameter.in, from: { parameter: name }, list });
    } else if (needed && shape.schemaDefault === undefined && isSayable(shape, parameter, document)) {
      const port = portName(slugOf(name, 40) || 'value', inputs);
      const key = reads && SEARCH.test(wordsOf(name).join('_')) ? 'query' : name;
      inputs.push({ name: port, kinds: ['value'], facets: { service, entity: above(operation, parameter) ?? (reads ? answer.entity : subject), name: key, use: reads || parameter.in === 'path' ? 'find' : 'set' }, ...(shape.enum.length === 0 && (shape.type === 'number' || shape.type === 'integer') ? { takes: shape.type } : {}) });
      parts.push({ name, in: parameter.in, from: { port }, list });
    } else if (!reads && identifier !== null && !needed) {
      // what it refers to can be looked up, or its identifier be stated
      const port = portName(roleOf(name, identifier) ?? (slugOf(identifier.entity, 40) || 'record'), inputs);
      const token = tokenOf(identifier);
      inputs.push({ name: port, kinds: ['record'], facets: { service, fields: [token] }, optional: true });
      properties[name] = schemaOf(shape, parameter);
      parts.push({ name, in: parameter.in, from: { port, token, parameter: name }, list });
    } else if (!isPagingParameter(paging, name) && isSayable(shape, parameter, document)) {
      properties[name] = isScalarOrList(shape, document) ? schemaOf(shape, parameter) : nestedSchema(document, parameter);
      parts.push({ name, in: parameter.in, from: { parameter: name }, list });
    }
  }
  if (operation.secured && document.auth !== null) properties['authorization'] = { type: 'string', maxLength: 4000, writeOnly: true, description: 'Secret that shows who calls; takes the secret of the service by name and no text.' };
  const ranked = rankOf(document, operation, answer, variant);
  const title = operation.summary || id.replaceAll('-', ' ');
  const own = [...answer.tokens.keys()].filter((token) => isOwn(token, answer.entity));
  const refers = [...answer.tokens.keys()].filter((token) => !isOwn(token, answer.entity)).toSorted();
  // What a record refers to is followed by a step of its own, so it is no field that would make it that other thing.
  const fields: FacetTerm = [...new Set([...own, ...named.filter((name) => !answer.tokens.has(name)), ...[...answer.scalars.keys(), ...answer.wholes].filter((name) => !refers.includes(name))])].slice(0, MOST_FIELDS).toSorted();
  if (!reads && !Object.hasOwn(properties, FROM_RECORD) && !inputs.some((one) => one.name === RECORD_PORT) && parts.length > 0) {
    properties[FROM_RECORD] = { type: 'object', description: 'Values of the request that are made of fields of the record at one of the inputs: {"port","fields":{name: term}}.', properties: { port: { type: 'string', maxLength: 64 }, kept: { type: 'boolean' }, fields: { type: 'object' } }, required: ['port', 'fields'], additionalProperties: false };
    inputs.push({ name: RECORD_PORT, kinds: ['record'], facets: {}, optional: true });
  }
  const declaration: Operation = {
    tool: service,
    operation: id,
    version: VERSION,
    title: title.slice(0, 120),
    description: [sentence(title), operation.description.slice(0, 1000)].filter((one) => one !== '').join(' '),
    stage: reads ? 'import' : 'export',
    capabilities: [...new Set([...wordsOf(id), answer.entity])].slice(0, 12),
    inputs,
    output: {
      name: 'record',
      kind: 'record',
      facets: {
        service,
        entity: answer.entity,
        operation: id,
        fields,
        ...(refers.length === 0 ? {} : { refers }),
        ...(reads && answer.list ? tableFacets(answer, named) : {}),
        ...(ranked === null ? {} : { ranked }),
        ...(owners.length === 1 && owners[0] !== answer.entity ? { of: owners[0] as string } : {}),
        ...(filters.length === 0 ? {} : { filters }),
      },
      ...(answer.list ? { cardinality: 'list' as const } : {}),
      ...(reads ? { columns: columnsOf(answer) } : {}),
    },
    parameters: { type: 'object', properties, additionalProperties: false, ...(Object.keys(bind).length === 0 ? {} : { required: Object.keys(bind) }) },
    bind,
    effect: reads ? 'read' : operation.method === 'delete' ? 'destructive' : 'write',
    determinism: 'external',
    runs_on: 'execution',
    isolation: 'inline',
    outbound: true,
    // the newest or a random one is a choice, like the top of a list: it has to be meant; who the caller is need not be
    cost: { duration_ms: answer.list ? 500 : 300, usd: 0, ...(reads && !answer.list && inputs.length === 0 && own.length > 0 && !isCaller(operation) ? { preference: 5 } : {}) },
    limits: { timeout_ms: 60_000 },
    ...(reads ? {} : { effect_name: id }),
    postconditions: [{ path: 'outputs.record', op: 'exists' }],
    documents: [`${service}.${id}`.slice(0, 64)],
  };
  return { declaration, parts, paging };
}

/** What something is for an operation, where its parameter says more than what it is: `assignee` of `assignee_id`, a person; null for `person_id`. */
function roleOf(name: string, { entity, field }: Identifier): string | null {
  const words = wordsOf(name);
  const stem = words.at(-1) === field || singular(words.at(-1) ?? '') === field ? words.slice(0, -1) : words;
  const role = nounOf(stem.join(' '));
  return role === '' || role === entity || entity.endsWith(`-${role}`) ? null : slugOf(role, 40) || null;
}

/** Whether an identifier is that of the record itself. */
export function isOwn(token: string, entity: string): boolean {
  return token.startsWith(`${entity.replaceAll('-', '_')}_`);
}

/** What a value in a path counts or names: `/season/{season_number}` → season. */
function above({ path }: ServiceOperation, { name, in: place }: Part['parameter']): string | null {
  if (place !== 'path') return null;
  const segments = segmentsOf(path);
  const before = segments[segments.findIndex((one) => one.parameter && one.name === name) - 1];
  return before === undefined || before.parameter ? null : nounOf(before.name);
}

/** Facets that the table of a list has: numbers as measures, words as keys, the first date as time. */
function tableFacets(answer: Answer, owners: readonly string[]): { [facet: string]: FacetTerm } {
  const measures: string[] = [];
  const keys: string[] = [];
  let time = 'none';
  for (const [name, shape] of [...answer.scalars, ...answer.nested]) {
    const last = wordsOf(name).at(-1) ?? '';
    if (['uuid', 'guid', 'url', 'uri', 'href', 'path'].includes(last) || name === last && last === 'id') continue;
    if (last === 'id') {
      // what a row belongs to is what rows are grouped by
      keys.push(name);
      continue;
    }
    if (answer.refers.has(name)) keys.push(name);
    else if (isEpoch(name, shape)) time = time === 'none' ? name : time;
    else if (shape.type === 'integer' || shape.type === 'number') measures.push(name);
    else if (isTimeField(name, shape)) time = time === 'none' ? name : time;
    else if (shape.type === 'string' || shape.type === 'boolean') keys.push(name);
  }
  return { measures: measures.slice(0, 20).toSorted(), keys: [...new Set([...owners, ...keys])].slice(0, 12).toSorted(), time };
}

/** The fields of records with their types, and the values that the description lists. */
function columnsOf(answer: Answer): NonNullable<Operation['output']['columns']> {
  return [...answer.scalars, ...answer.nested].slice(0, MOST_FIELDS).map(([name, shape]) => columnOf(name, shape, answer.refers.get(name)));
}

/** By what a list is ordered, where its name tells: then its first record means something. */
function rankOf(document: ServiceDocument, operation: ServiceOperation, answer: Answer, variant: Variant): string | null {
  if (!answer.list) return null;
  if (variant.as === 'search') return 'relevance';
  // a search that nothing is looked for in gives its list in any order
  const body = operation.body === null ? [] : [...shapeOf(document.root, { schema: operation.body.schema, example: undefined }).required].map((name) => ({ name, in: 'body' as const, required: true }));
  const needed = [...operation.parameters, ...body].filter((one) => one.required && one.in !== 'header');
  if (needed.some((one) => SEARCH.test(wordsOf(one.name).join('_'))) || (nameWords(operation).has('search') && needed.some((one) => one.in !== 'path'))) return 'relevance';
  return rankWord(operation);
}

/** Whether an operation is about who calls: `/me`, `/user`. */
function isCaller(operation: ServiceOperation): boolean {
  const words = nameWords(operation);
  return ['me', 'self', 'whoami', 'current', 'myself', 'profile'].some((one) => words.has(one));
}

function rankWord(operation: ServiceOperation): string | null {
  const words = nameWords(operation);
  for (const [rank, names] of [['popularity', ['popular', 'top', 'trending', 'best', 'hot', 'random', 'featured']], ['time', ['latest', 'newest', 'recent', 'recently', 'upcoming', 'history']]] as const) {
    if (names.some((one) => words.has(one))) return rank;
  }
  return null;
}

function nameWords(operation: ServiceOperation): Set<string> {
  return new Set([...wordsOf(operation.path.replaceAll(/\{[^}]*\}/g, ' ')), ...wordsOf(operation.id ?? ''), ...wordsOf(operation.summary)]);
}

function isScalarOrList(shape: Shape, document: ServiceDocument): boolean {
  return isScalar(shape) || (shape.items !== null && isScalar(shapeOf(document.root, shape.items)));
}

/** Whether a value can be stated: a single one, a list of them, and in a body also objects and lists of objects. */
function isSayable(shape: Shape, { in: place }: Pick<Part['parameter'], 'in'>, document: ServiceDocument): boolean {
  return isScalarOrList(shape, document) || place === 'body';
}

/** The schema of an object, or of a list of objects, in a body: names, types and what is needed, three levels deep. */
function nestedSchema(document: ServiceDocument, parameter: { schema: JsonObject; title: string; description: string }, depth = 0): JsonObject {
  const shape = shapeOf(document.root, { schema: parameter.schema, example: undefined });
  const words = (parameter.description || parameter.title || shape.description).slice(0, 300);
  const said: JsonObject = words === '' ? {} : { description: words };
  const inside = (schema: JsonObject): JsonObject => nestedSchema(document, { schema, title: '', description: '' }, depth + 1);
  if (shape.items !== null) return { type: 'array', maxItems: 200, ...(depth < 3 ? { items: inside(shape.items.schema) } : {}), ...said };
  if (shape.properties.size === 0) return isScalar(shape) && shape.enum.length > 0 ? { enum: shape.enum.slice(0, 100), ...said } : shape.type === 'unknown' ? said : { type: shape.type, ...said };
  const properties = depth < 3 ? Object.fromEntries([...shape.properties].slice(0, MOST_FIELDS).filter(([, place]) => place.schema['readOnly'] !== true).map(([name, place]) => [name, inside(place.schema)])) : {};
  return { type: 'object', ...(depth < 3 ? { properties, required: [...shape.required].filter((name) => Object.hasOwn(properties, name)) } : {}), ...said };
}

function schemaOf(shape: Shape, { title, description }: { title: string; description: string }): Json {
  const words = (description || title).slice(0, 300);
  const said: JsonObject = words === '' ? {} : { description: words };
  if (shape.items !== null) return { type: 'array', maxItems: 200, ...said };
  if (shape.enum.length > 0) return { enum: shape.enum.slice(0, 100), ...said };
  return shape.type === 'unknown' ? { type: ['string', 'number', 'boolean'], ...said } : { type: shape.type, ...said };
}

function portName(wanted: string, inputs: readonly OperationPort[]): string {
  let name = wanted;
  for (let count = 2; inputs.some((one) => one.name === name); count += 1) name = `${wanted}-${count}`;
  return name;
}

function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

