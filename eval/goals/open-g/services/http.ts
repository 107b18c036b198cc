// A JSON service on the loopback address: operations declare themselves, requests are checked against them, answered from memory and logged.
import { createServer } from 'node:http';

export interface Logged { service: string; method: string; path: string; query: { [name: string]: string }; body: unknown }
export interface Answer { status: number; body: unknown }
export type Schema = { readonly [key: string]: unknown };
export interface Parameter { name: string; in: 'query' | 'path'; description: string; required: boolean; schema: Schema }
export interface Given { at: (name: string) => string; ask: (name: string) => string | undefined; number: (name: string, otherwise: number) => number; body: { [name: string]: unknown } }
export interface Operation<State> {
  verb: 'get' | 'post' | 'patch' | 'delete';
  path: string;
  id: string;
  tag: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  body?: string;
  answers: { [status: string]: { description: string; schema?: Schema } };
  run: (state: State, given: Given) => Answer;
}
export interface Definition<State> { name: string; title: string; version: string; description: string; schemas: { [name: string]: Schema }; operations: Operation<State>[]; seed: () => State }
export interface Service { url: string; openapi: object; requests: Logged[]; close: () => Promise<void>; reset: () => void }

// ---------------------------------------------------------------- words to declare operations with

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (name: string): Schema => ({ type: 'array', items: ref(name) });
export const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more });
export const day = (description: string): Schema => ({ type: 'string', format: 'date', description });
export const clock = (description: string): Schema => ({ type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description });
export const whole = (description: string, more: Schema = {}): Schema => ({ type: 'integer', description, ...more });
export const decimal = (description: string, more: Schema = {}): Schema => ({ type: 'number', description, ...more });
export const orNull = (schema: Schema): Schema => ({ ...schema, type: [schema['type'], 'null'] });
/** An object schema; all fields are required unless others are named. */
export const record = (description: string, properties: { [name: string]: Schema }, required: string[] = Object.keys(properties)): Schema => ({ type: 'object', description, required, properties });
/** The same for a body: unknown fields are refused. */
export const bodyOf = (description: string, properties: { [name: string]: Schema }, required: string[]): Schema => ({ ...record(description, properties, required), additionalProperties: false });
export const query = (name: string, description: string, schema: Schema = { type: 'string' }): Parameter => ({ name, in: 'query', description, required: false, schema });
export const segment = (name: string, description: string, example: string): Parameter => ({ name, in: 'path', description, required: true, schema: { type: 'string', examples: [example] } });

export const ok = (body: unknown, status = 200): Answer => ({ status, body });
export const unknownThing = (what: string): Answer => ({ status: 404, body: { code: 'not_found', message: `There is no such ${what}.` } });
export const conflict = (message: string): Answer => ({ status: 409, body: { code: 'conflict', message } });
export const invalid = (field: string, message: string): Answer => ({ status: 422, body: { code: 'invalid', problems: [{ field, message }] } });
export const maybeUnknown = { 404: { description: 'There is no such thing.', schema: ref('Problem') } };
export const maybeConflict = { 409: { description: 'It cannot be done in the present state.', schema: ref('Problem') } };

const problemSchemas: { [name: string]: Schema } = {
  Problem: record('Why a request was not answered.', { code: text('Short code.'), message: text('A sentence for people.') }),
  Invalid: record('What is wrong with a request.', { code: text('Always "invalid".'), problems: { type: 'array', items: record('One problem.', { field: text('Field or parameter.'), message: text('What is wrong with it.') }) } }),
};

/** A small repeatable source of whole numbers below a bound. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor(((state >>> 4) / 2 ** 28) * below);
  };
}

export const daysAfter = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

// ---------------------------------------------------------------- checking what comes in

interface Problem { field: string; message: string }
type Schemas = { [name: string]: Schema };

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}

function problemsOf(value: unknown, declared: Schema, field: string, schemas: Schemas): Problem[] {
  const name = declared['$ref'];
  const schema = typeof name === 'string' ? (schemas[name.slice(name.lastIndexOf('/') + 1)] ?? {}) : declared;
  const types = [schema['type']].flat().filter((one) => one !== undefined).map(String);
  const type = typeName(value);
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number'))) return [{ field, message: `must be ${types.join(' or ')}` }];
  const found: Problem[] = [];
  const tell = (wrong: boolean, message: string): void => { if (wrong) found.push({ field, message }); };
  const { enum: choice, pattern, format, minLength, minimum, maximum, minItems, items, properties, required, additionalProperties, minProperties } = schema;
  if (Array.isArray(choice) && value !== null) tell(!choice.includes(value), `must be one of ${choice.join(', ')}`);
  if (typeof value === 'string') {
    tell(typeof pattern === 'string' && !new RegExp(pattern).test(value), `must match ${String(pattern)}`);
    tell(format === 'date' && (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value))), 'must be a date such as 2026-03-18');
    tell(typeof minLength === 'number' && value.trim().length < minLength, 'must not be empty');
  }
  if (typeof value === 'number') {
    tell(typeof minimum === 'number' && value < minimum, `must be at least ${String(minimum)}`);
    tell(typeof maximum === 'number' && value > maximum, `must be at most ${String(maximum)}`);
  }
  if (Array.isArray(value)) {
    tell(typeof minItems === 'number' && value.length < minItems, `must have at least ${String(minItems)} entries`);
    value.forEach((one, index) => found.push(...problemsOf(one, (items ?? {}) as Schema, `${field}[${index}]`, schemas)));
  }
  if (type === 'object') {
    const fields = (properties ?? {}) as Schemas;
    const given = value as { [name: string]: unknown };
    for (const one of (required ?? []) as string[]) if (given[one] === undefined) found.push({ field: one, message: 'is required' });
    tell(typeof minProperties === 'number' && Object.keys(given).length < minProperties, 'must have at least one field');
    for (const [one, inner] of Object.entries(given)) {
      const known = fields[one];
      if (known !== undefined) found.push(...problemsOf(inner, known, one, schemas));
      else if (additionalProperties === false) found.push({ field: one, message: 'is not a known field' });
    }
  }
  return found;
}

function typed(value: string, schema: Schema): unknown {
  if ((schema['type'] === 'integer' || schema['type'] === 'number') && value.trim() !== '') return Number(value);
  return schema['type'] === 'boolean' && /^(true|false)$/.test(value) ? value === 'true' : value;
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

export function answer<State>(definition: Definition<State>, state: State, request: Omit<Logged, 'service'>): Answer {
  const parts = partsOf(request.path).map((part) => decodeURIComponent(part));
  const here = definition.operations.filter((one) => {
    const pattern = partsOf(one.path);
    return pattern.length === parts.length && pattern.every((part, index) => part.startsWith('{') || part === parts[index]);
  });
  const operation = here.find((one) => one.verb === request.method.toLowerCase());
  if (operation === undefined) return here.length > 0 ? { status: 405, body: { code: 'not_allowed', message: `${request.method} is not possible here.` } } : unknownThing('address');
  const segments = new Map(partsOf(operation.path).flatMap((part, index) => (part.startsWith('{') ? [[part.slice(1, -1), parts[index] ?? ''] as const] : [])));
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(request.query)) {
    const parameter = operation.parameters?.find((one) => one.in === 'query' && one.name === name);
    if (parameter === undefined) problems.push({ field: name, message: 'is not a known parameter' });
    else problems.push(...problemsOf(typed(value, parameter.schema), parameter.schema, name, definition.schemas));
  }
  if (operation.body !== undefined) problems.push(...problemsOf(request.body ?? null, ref(operation.body), 'body', definition.schemas));
  if (problems.length > 0) return { status: 422, body: { code: 'invalid', problems } };
  return operation.run(state, {
    at: (name) => segments.get(name) ?? '',
    ask: (name) => request.query[name],
    number: (name, otherwise) => (request.query[name] === undefined ? otherwise : Number(request.query[name])),
    body: (request.body ?? {}) as { [name: string]: unknown },
  });
}

// ---------------------------------------------------------------- the document and the server

export function openApi<State>(definition: Definition<State>, url: string): object {
  const paths: { [path: string]: { [verb: string]: object } } = {};
  for (const operation of definition.operations) {
    const checked = operation.body !== undefined || (operation.parameters ?? []).some((one) => one.in === 'query');
    const answers: Operation<State>['answers'] = { ...operation.answers, ...(checked ? { 422: { description: 'A parameter or a field is wrong.', schema: ref('Invalid') } } : {}) };
    const responses = Object.fromEntries(Object.entries(answers).map(([status, { description, schema }]) => [status, { description, ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }) }]));
    (paths[operation.path] ??= {})[operation.verb] = {
      operationId: operation.id,
      tags: [operation.tag],
      summary: operation.summary,
      ...(operation.description === undefined ? {} : { description: operation.description }),
      ...(operation.parameters === undefined ? {} : { parameters: operation.parameters }),
      ...(operation.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: ref(operation.body) } } } }),
      responses,
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: definition.title, version: definition.version, description: definition.description },
    servers: [{ url }],
    tags: [...new Set(definition.operations.map((one) => one.tag))].map((name) => ({ name })),
    paths,
    components: { schemas: { ...definition.schemas, ...problemSchemas } },
  };
}

export async function serve<State>(definition: Definition<State>): Promise<Service> {
  let state = definition.seed();
  let url = '';
  const requests: Logged[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const target = new URL(incoming.url ?? '/', url);
      const raw = Buffer.concat(chunks).toString('utf8');
      const method = incoming.method ?? 'GET';
      let reply: Answer;
      if (method === 'GET' && target.pathname === '/openapi.json') reply = ok(openApi(definition, url));
      else {
        let body: unknown = null;
        let readable = true;
        try { body = raw === '' ? null : JSON.parse(raw); } catch { body = raw; readable = false; }
        const request: Logged = { service: definition.name, method, path: target.pathname, query: Object.fromEntries(target.searchParams), body };
        requests.push(request);
        reply = readable ? answer(definition, state, request) : { status: 400, body: { code: 'not_json', message: 'The body is not JSON.' } };
      }
      const out = reply.body === undefined ? '' : JSON.stringify(reply.body);
      outgoing.writeHead(reply.status, out === '' ? {} : { 'content-type': 'application/json' });
      outgoing.end(out);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url,
    openapi: openApi(definition, url),
    requests,
    close: () => new Promise<void>((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
    reset: () => {
      state = definition.seed();
      requests.length = 0;
    },
  };
}
