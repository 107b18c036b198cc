import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';

export type JsonObject = { [key: string]: Json };
export type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete';
const METHODS: readonly Method[] = ['get', 'head', 'post', 'put', 'patch', 'delete'];

export interface ServiceParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: JsonObject;
  title: string;
  description: string;
}

/** One method of one path, whatever version of the standard described it. */
export interface ServiceOperation {
  method: Method;
  path: string;
  id: string | null;
  summary: string;
  description: string;
  deprecated: boolean;
  parameters: ServiceParameter[];
  body: { required: boolean; schema: JsonObject } | null;
  /** The answer of the first status of the 200s, where it is JSON. */
  response: { status: number; schema: JsonObject | null; example: Json | undefined };
  secured: boolean;
}

export interface ServiceDocument {
  title: string;
  description: string;
  version: string;
  servers: string[];
  operations: ServiceOperation[];
  /** How the service wants to be shown who calls, where it does. */
  auth: { in: 'header' | 'query'; name: string; prefix: string } | null;
  /** The whole document, for references. */
  root: JsonObject;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** One step of a JSON pointer; what is not well escaped is taken as it stands. */
export function pointerKey(part: string): string {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * Reads an OpenAPI 3.0, 3.1 or Swagger 2.0 document (JSON) into one form. Errors: `Tool.Invalid` where it is none of them or has no
 * operation. Servers stay as written, with variables at their defaults.
 */
export function readDocument(value: unknown, name = 'document'): ServiceDocument {
  const root = objectOf(value);
  const two = textOf(root['swagger']).startsWith('2.');
  if (!two && !/^3\.[01]/.test(textOf(root['openapi']))) throw invalid(name, 'it says neither "openapi": "3.0" or "3.1" nor "swagger": "2.0"');
  const info = objectOf(root['info']);
  const operations: ServiceOperation[] = [];
  for (const [path, at] of Object.entries(objectOf(root['paths']))) {
    const item = objectOf(deref(root, at));
    for (const method of METHODS) {
      if (isObject(item[method])) operations.push(readOperation(root, path, method, item, item[method], two));
    }
  }
  if (operations.length === 0) throw invalid(name, 'it describes no operation');
  return {
    title: textOf(info['title']) || 'service',
    description: textOf(info['description']),
    version: textOf(info['version']) || '0',
    servers: two ? serversOfTwo(root) : serversOf(root),
    operations,
    auth: authOf(root, two),
    root,
  };
}

/** Whether JSON looks like a description of a service. */
export function isServiceDocument(value: unknown): boolean {
  return isObject(value) && (typeof value['openapi'] === 'string' || value['swagger'] === '2.0') && isObject(value['paths']);
}

const RESERVED = new Set([
  'accept', 'accept-encoding', 'authorization', 'connection', 'content-encoding', 'content-length', 'content-type', 'cookie', 'expect', 'forwarded', 'host', 'idempotency-key', 'keep-alive', 'origin', 'referer', 'te', 'trailer',
  'transfer-encoding', 'upgrade', 'user-agent', 'via', 'x-http-method', 'x-http-method-override', 'x-method-override', 'x-original-url', 'x-real-ip', 'x-rewrite-url',
]);

/** Whether a header belongs to the transport or decides what a request is, who sends it or where it goes: no description may ask for it. */
export function isReservedHeader(name: string): boolean {
  const header = name.trim().toLowerCase();
  return RESERVED.has(header) || /^(proxy-|x-forwarded|sec-)/.test(header) || !/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(header);
}

/** What a local reference leads to, followed through further references; anything else as it is. Unknown references are empty. */
export function deref(root: JsonObject, value: unknown): Json | undefined {
  let current = value as Json | undefined;
  for (let hops = 0; hops < 20; hops += 1) {
    const ref = isObject(current) ? current['$ref'] : undefined;
    if (typeof ref !== 'string') return current;
    current = pointed(root, ref);
  }
  return undefined;
}

function pointed(root: JsonObject, ref: string): Json | undefined {
  if (!ref.startsWith('#/')) return undefined;
  let current: Json | undefined = root;
  for (const part of ref.slice(2).split('/')) {
    const key = pointerKey(part);
    current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  return current;
}

function readOperation(root: JsonObject, path: string, method: Method, item: JsonObject, raw: JsonObject, two: boolean): ServiceOperation {
  const parameters = new Map<string, JsonObject>();
  for (const list of [item['parameters'], raw['parameters']]) {
    for (const one of Array.isArray(list) ? list : []) {
      const parameter = objectOf(deref(root, one));
      parameters.set(`${textOf(parameter['in'])} ${textOf(parameter['name'])}`, parameter);
    }
  }
  const all = [...parameters.values()];
  return {
    method,
    path,
    id: textOf(raw['operationId']) || null,
    summary: textOf(raw['summary']),
    description: textOf(raw['description']) || textOf(item['description']),
    deprecated: raw['deprecated'] === true,
    parameters: all.flatMap((one): ServiceParameter[] => {
      const place = one['in'];
      if (place !== 'path' && place !== 'query' && place !== 'header') return [];
      const schema = two ? one : contentSchema(root, one['content']) ?? objectOf(one['schema']);
      const flat = objectOf(deref(root, schema));
      // some documents write the word instead of the value
      const required = place === 'path' || one['required'] === true || one['required'] === 'true';
      return [{ name: textOf(one['name']), in: place, required, schema, title: textOf(flat['title']), description: textOf(one['description']) || textOf(flat['description']) }];
    }),
    body: two ? bodyOfTwo(all) : bodyOf(root, raw['requestBody']),
    response: responseOf(root, objectOf(raw['responses']), two),
    secured: Array.isArray(raw['security']) ? raw['security'].length > 0 : Array.isArray(root['security']) && root['security'].length > 0,
  };
}

function bodyOf(root: JsonObject, raw: Json | undefined): ServiceOperation['body'] {
  const body = objectOf(deref(root, raw));
  const schema = contentSchema(root, body['content']);
  return schema === null ? null : { required: body['required'] === true, schema };
}

function bodyOfTwo(parameters: readonly JsonObject[]): ServiceOperation['body'] {
  const body = parameters.find((one) => one['in'] === 'body');
  if (body !== undefined) return { required: body['required'] === true, schema: objectOf(body['schema']) };
  const form = parameters.filter((one) => one['in'] === 'formData');
  if (form.length === 0) return null;
  return {
    required: form.some((one) => one['required'] === true),
    schema: { type: 'object', properties: Object.fromEntries(form.map((one) => [textOf(one['name']), one])), required: form.filter((one) => one['required'] === true).map((one) => textOf(one['name'])) },
  };
}

function responseOf(root: JsonObject, responses: JsonObject, two: boolean): ServiceOperation['response'] {
  const statuses = Object.keys(responses).filter((one) => one.startsWith('2')).toSorted();
  const status = statuses.find((one) => jsonOf(root, responses[one], two) !== null) ?? statuses[0];
  const found = status === undefined ? null : jsonOf(root, responses[status], two);
  return { status: status === undefined || !/^\d+$/.test(status) ? 200 : Number(status), schema: found?.schema ?? null, example: found?.example };
}

function jsonOf(root: JsonObject, raw: Json | undefined, two: boolean): { schema: JsonObject; example: Json | undefined } | null {
  const response = objectOf(deref(root, raw));
  if (two) return isObject(response['schema']) ? { schema: response['schema'], example: objectOf(response['examples'])['application/json'] } : null;
  const media = jsonMedia(root, response['content']);
  if (media === null) return null;
  const first = Object.values(objectOf(media['examples']))[0];
  return { schema: objectOf(media['schema']), example: media['example'] ?? objectOf(deref(root, first))['value'] };
}

function jsonMedia(root: JsonObject, content: Json | undefined): JsonObject | null {
  const entry = Object.entries(objectOf(content)).find(([type]) => /^application\/([\w.+-]+\+)?json\b|^\*\/\*$/.test(type));
  return entry === undefined ? null : objectOf(deref(root, entry[1]));
}

function contentSchema(root: JsonObject, content: Json | undefined): JsonObject | null {
  const media = jsonMedia(root, content);
  return media === null ? null : objectOf(media['schema']);
}

function serversOf(root: JsonObject): string[] {
  return (Array.isArray(root['servers']) ? root['servers'] : []).flatMap((one) => {
    const server = objectOf(one);
    const variables = objectOf(server['variables']);
    const url = textOf(server['url']).replaceAll(/\{([^}]+)\}/g, (_, key: string) => textOf(objectOf(variables[key])['default']));
    return url === '' ? [] : [url];
  });
}

function serversOfTwo(root: JsonObject): string[] {
  const host = textOf(root['host']);
  const schemes = Array.isArray(root['schemes']) ? root['schemes'].map(textOf) : ['https'];
  const scheme = schemes.includes('https') ? 'https' : (schemes[0] ?? 'https');
  return host === '' ? [textOf(root['basePath']) || '/'] : [`${scheme}://${host}${textOf(root['basePath'])}`];
}

function authOf(root: JsonObject, two: boolean): ServiceDocument['auth'] {
  for (const raw of Object.values(objectOf(two ? root['securityDefinitions'] : objectOf(root['components'])['securitySchemes']))) {
    const scheme = objectOf(deref(root, raw));
    if (scheme['type'] === 'apiKey' && (scheme['in'] === 'query' || (scheme['in'] === 'header' && (textOf(scheme['name']).toLowerCase() === 'authorization' || !isReservedHeader(textOf(scheme['name'])))))) return { in: scheme['in'], name: textOf(scheme['name']), prefix: '' };
    if ((scheme['type'] === 'http' && textOf(scheme['scheme']).toLowerCase() === 'bearer') || scheme['type'] === 'oauth2') return { in: 'header', name: 'authorization', prefix: 'Bearer ' };
  }
  return null;
}

function invalid(name: string, reason: string): PlanwrightError {
  return new PlanwrightError('Tool.Invalid', `Cannot import service "${name}": ${reason}. Give an OpenAPI document as JSON.`);
}
