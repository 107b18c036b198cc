import { FROM_RECORD, KEPT_RECORD } from '../../plan/own-fields.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { FacetTerm, FacetValue, Operation } from '../../schemas/operation.ts';
import { type RecordValue, fieldOf, isRecord, readRecords, recordArtifact, recordList, titleOf } from '../record/records.ts';
import { valueAt } from '../record/operations.ts';
import { ownValue } from '../record/own-value.ts';
import { inputsAt } from '../table/table-io.ts';
import type { ToolContext, ToolRequest, ToolRun } from '../tool.ts';
import { type Call, type CallResult, openCaller } from './call.ts';
import { answerFaults } from './check-answer.ts';
import { identify } from './identify.ts';
import { withInstants } from './instants.ts';
import { withOwners } from './owner-fields.ts';
import { pages } from './pages.ts';
import type { ImportedOperation, ImportedService, RequestPart } from './service.ts';

/**
 * Runs an imported operation: builds the request from records, values and parameters, calls the service, checks the answer against the document, follows pages
 * up to 120 or 1,000 records; a list that is longer is refused, unless a search ordered it by how well it fits. Nothing but what the document names is sent. Failures are classed by status: 400, 409 and 422 invalid with the service's own
 * words, 404 permanent, 401 and 403 denied, 429 and 5xx transient with the wait that was asked for.
 */
export function runnerOf(service: ImportedService, operation: ImportedOperation): ToolRun {
  const { declaration } = operation;
  return async (request, context) => {
    const name = `${service.name}.${declaration.operation}`;
    if (context.network === undefined) throw new PlanwrightError('Tool.Denied', `Cannot run "${name}": this operation has no network.`);
    const effect = declaration.effect === 'write' || declaration.effect === 'destructive';
    const call = await callOf(service, operation, request, context, effect);
    const caller = openCaller(context.network, context.signal);
    const resources = { calls: 0, bytes_in: 0 };
    const counted = async (one: Call): Promise<CallResult> => {
      resources.calls += 1;
      const answer = await caller.call(one);
      resources.bytes_in += answer.bytes;
      return answer;
    };
    try {
      const first = await counted(call);
      const unlike = answerFaults(service, operation, first.body) ?? [];
      // what has happened has happened: only a look-up is refused for its answer
      if (unlike.length > 0 && !effect) throw new PlanwrightError('Contract.Output', `Cannot use the answer to "${name}": ${unlike.join('; ')}, unlike its description. Import a description that fits the service.`);
      const list = declaration.output.cardinality === 'list';
      const records = (list ? await withOwners(service, operation, await pages(service, operation, call, first, counted, (said) => context.progress(said)), request, context) : [single(operation, first)]).map((record) => withInstants(record, operation.epochs));
      const about = {
        name: declaration.operation, title: list ? declaration.title : (titleOf(records[0] ?? {}) ?? declaration.title), facets: concrete(declaration, request),
        labels: ['untrusted' as const],
        sources: [{ title: service.title, citation: `${service.title}, ${operation.method.toUpperCase()} ${operation.path}, ${context.now.slice(0, 10)}.`, licence: 'see the service', caveats: unlike.map((fault) => `The answer of the service is unlike its description: ${fault}.`) }],
      };
      const made = list ? await recordList(records, about, context) : { output: await recordArtifact(records[0] ?? {}, about, context) };
      return {
        ...made,
        ...(effect ? { sideEffects: [{ effect: declaration.effect_name ?? declaration.effect, description: `${operation.method.toUpperCase()} ${new URL(call.address).pathname} of ${service.title}`, undo: declaration.undo?.operation ?? null }] } : {}),
        resources,
      };
    } finally {
      await caller.close();
    }
  };
}

async function callOf(service: ImportedService, operation: ImportedOperation, request: ToolRequest, context: ToolContext, effect: boolean): Promise<Call> {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers: { [name: string]: string } = {};
  const body: { [name: string]: Json } = {};
  const own = await ownValues(service, operation, request, context);
  for (const part of operation.parts) {
    const value = Object.hasOwn(own, part.name) ? own[part.name] : await valueOf(service, operation, part, request, context);
    if (value === undefined) continue;
    if (part.in === 'path') path = path.replaceAll(`{${part.name}}`, encodeSegment(value, part.name));
    else if (part.in === 'query') query.append(part.name, Array.isArray(value) ? value.map(plain).join(',') : plain(value));
    else if (part.in === 'header') headers[part.name.toLowerCase()] = plain(value).replaceAll(/[\r\n]/g, ' ');
    else body[part.name] = part.list && !Array.isArray(value) ? [value] : value;
  }
  const secret = request.parameters['authorization'];
  const { auth } = service.document;
  if (typeof secret === 'string' && auth !== null) {
    if (auth.in === 'header') headers[auth.name.toLowerCase()] = `${auth.prefix}${secret}`;
    else query.append(auth.name, secret);
  }
  // last, so that nothing a description names can stand in for it
  if (effect) headers['idempotency-key'] = context.idempotencyKey;
  const search = query.toString();
  const writes = operation.method === 'post' || operation.method === 'put' || operation.method === 'patch' || Object.keys(body).length > 0;
  return {
    method: operation.method.toUpperCase(),
    address: `${service.base}${path}${search === '' ? '' : `?${search}`}`,
    headers,
    body: writes && operation.source.body !== null ? body : undefined,
    effect,
  };
}

async function valueOf(service: ImportedService, operation: ImportedOperation, part: RequestPart, request: ToolRequest, context: ToolContext): Promise<Json | undefined> {
  const { from } = part;
  if ('constant' in from) return from.constant;
  if (!('port' in from)) return request.parameters[from.parameter];
  if ('token' in from && from.parameter !== undefined && (request.inputs[from.port] ?? []).length === 0) return request.parameters[from.parameter];
  if (!('token' in from)) return typed(operation, part, await valueAt(request, context, from.port));
  const artifacts = inputsAt(request, from.port, service.name);
  const found: Json[] = [];
  for (const artifact of artifacts) {
    for (const record of await readRecords([artifact], context)) {
      const value = identify(service, artifact, record, from.token);
      if (value === undefined) throw new PlanwrightError('Tool.MissingInput', `Cannot call "${service.name}": record "${artifact.title}" carries no ${from.token}. Bind a record that does.`);
      // several that were stated together
      if (Array.isArray(value)) found.push(...value);
      else found.push(value);
    }
  }
  if (!part.list && found.length > 1) throw new PlanwrightError('Tool.Invalid', `Cannot call "${service.name}": "${part.name}" takes one ${from.token}, got ${found.length}. Ask for it once for each of them.`);
  return part.list ? found : found[0];
}

/** The values of a request that are made of fields of the record at an input, as the service takes them. */
async function ownValues(service: ImportedService, operation: ImportedOperation, request: ToolRequest, context: ToolContext): Promise<{ [name: string]: Json }> {
  const asked = request.parameters[FROM_RECORD];
  if (!isRecord(asked) || !isRecord(asked['fields'])) return {};
  const port = typeof asked['port'] === 'string' ? asked['port'] : '';
  const [found] = await readRecords(inputsAt(request, port, service.name), context);
  const record = asked['kept'] === true ? found?.[KEPT_RECORD] : found;
  if (!isRecord(record)) throw new PlanwrightError('Tool.MissingInput', `Cannot call "${service.name}": there is no record at input "${port}" to take values from. Bind one.`);
  return Object.fromEntries(Object.entries(asked['fields']).map(([name, term]) => {
    const part = operation.parts.find((one) => one.name === name);
    if (part === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot call "${service.name}": the request has no "${name}". Correct the plan.`);
    const value = ownValue(term, record);
    const type = operation.types.get(name);
    if (type === 'integer' && typeof value === 'number' && !Number.isInteger(value)) throw new PlanwrightError('Tool.Invalid', `Cannot call "${service.name}": "${name}" takes whole numbers, got ${value}. Say rounded(…, 0).`);
    return [name, type === 'string' && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : typed(operation, part, value)];
  }));
}

/** What a person types is text: where the service wants a number or a truth value, the text of one is taken for it. */
function typed({ types }: ImportedOperation, part: RequestPart, value: Json): Json {
  if (typeof value !== 'string') return value;
  const type = types.get(part.name);
  const text = value.trim();
  if (type === 'object' || (type === 'array' && text.startsWith('['))) return parsed(part, text, type);
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return type === 'boolean' && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : value;
}

function parsed({ name }: RequestPart, text: string, type: 'object' | 'array'): Json {
  try {
    const value = JSON.parse(text) as Json;
    if (type === 'array' ? Array.isArray(value) : isRecord(value)) return value;
  } catch {
    // told below
  }
  throw new PlanwrightError('Tool.Invalid', `Cannot call the service: "${name}" has to be ${type === 'array' ? 'a list' : 'an object with named fields'}, got ${JSON.stringify(text.slice(0, 80))}. Write it as JSON.`);
}

/** One segment of a path: nothing in a value may lead elsewhere. */
function encodeSegment(value: Json, name: string): string {
  const text = plain(Array.isArray(value) ? (value[0] ?? '') : value);
  if (text === '' || text === '.' || text === '..') throw new PlanwrightError('Tool.Invalid', `Cannot call the service: path parameter "${name}" is ${JSON.stringify(text)}. Give a value.`);
  return encodeURIComponent(text);
}

function plain(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function single(operation: ImportedOperation, { body, status }: CallResult): RecordValue {
  const at = fieldOf(body, operation.at);
  return isRecord(at) ? at : { status, ...(at === undefined || at === null ? {} : { value: at }) };
}

/** The declared facets with the values that this call bound: filters of a variant. */
function concrete({ output }: Operation, request: ToolRequest): { [facet: string]: FacetValue } {
  const value = (term: FacetTerm): FacetValue => {
    if (typeof term !== 'object') return term;
    if (Array.isArray(term)) return term.map(value);
    if ('fn' in term) {
      const [field] = term.args;
      return { fn: term.fn, args: term.args.map((one, at) => (at > 0 && typeof one === 'object' && 'var' in one && typeof field === 'string' ? ((request.parameters[field] ?? '') as FacetValue) : value(one))) };
    }
    return '';
  };
  return Object.fromEntries(Object.entries(output.facets).map(([name, term]) => [name, value(term)]));
}
