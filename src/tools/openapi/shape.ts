import type { Json } from '../../schemas/json.ts';
import { type JsonObject, deref, isObject, objectOf, pointerKey, textOf } from './document.ts';
import { wordsOf } from './names.ts';

/** A place in an answer: what the document says of it, and the example it gives, which fills what the schema leaves out. */
export interface Place {
  schema: JsonObject;
  example: Json | undefined;
}

/** One level of a schema: references followed, `allOf` merged, alternatives kept apart. */
export interface Shape {
  /** Names of the schemas that were followed to get here, nearest first. */
  names: string[];
  type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'unknown';
  properties: Map<string, Place>;
  required: Set<string>;
  items: Place | null;
  variants: Place[];
  enum: Json[];
  /** Value that the service takes where none is given. */
  schemaDefault: Json | undefined;
  format: string;
  title: string;
  description: string;
}

/** Reads one level of a schema. Deeper levels are read when they are asked for, so documents may refer to themselves. */
export function shapeOf(root: JsonObject, place: Place): Shape {
  const shape: Shape = { names: [], type: 'unknown', properties: new Map(), required: new Set(), items: null, variants: [], enum: [], schemaDefault: undefined, format: '', title: '', description: '' };
  take(root, place.schema, place.example, shape, 0);
  const { example } = place;
  if (Array.isArray(example)) {
    if (shape.type === 'unknown' && shape.properties.size === 0) shape.type = 'array';
    if (shape.type === 'array') shape.items = { schema: shape.items?.schema ?? {}, example: shape.items?.example ?? mergedExample(example) };
  } else if (isObject(example) && (shape.type === 'unknown' || shape.type === 'object') && shape.items === null) {
    shape.type = 'object';
    for (const [name, value] of Object.entries(example)) if (!shape.properties.has(name)) shape.properties.set(name, { schema: {}, example: value });
  } else if (shape.type === 'unknown' && example !== undefined && example !== null && typeof example !== 'object') {
    shape.type = typeof example === 'number' ? (Number.isInteger(example) ? 'integer' : 'number') : typeof example === 'boolean' ? 'boolean' : 'string';
  }
  shape.properties.delete('');
  if (shape.type === 'unknown' && shape.properties.size > 0) shape.type = 'object';
  return shape;
}

function take(root: JsonObject, schema: JsonObject, example: Json | undefined, shape: Shape, depth: number): void {
  if (depth > 12) return;
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    shape.names.push(ref.split('/').at(-1) ?? '');
    take(root, objectOf(deref(root, stepped(root, ref))), example, shape, depth + 1);
  }
  const { type } = schema;
  const named = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  if (typeof named === 'string' && ['object', 'array', 'string', 'number', 'integer', 'boolean'].includes(named)) shape.type = named as Shape['type'];
  shape.title ||= textOf(schema['title']);
  shape.description ||= textOf(schema['description']);
  shape.format ||= textOf(schema['format']);
  if (Array.isArray(schema['enum'])) shape.enum = schema['enum'];
  shape.schemaDefault ??= schema['default'];
  for (const [name, property] of Object.entries(objectOf(schema['properties']))) {
    const inside = isObject(example) ? example[name] : undefined;
    shape.properties.set(name, { schema: objectOf(property), example: inside ?? objectOf(property)['example'] });
  }
  for (const name of Array.isArray(schema['required']) ? schema['required'] : []) if (typeof name === 'string') shape.required.add(name);
  if (isObject(schema['items'])) {
    if (shape.type === 'unknown') shape.type = 'array';
    shape.items = { schema: schema['items'], example: Array.isArray(example) ? mergedExample(example) : undefined };
  }
  for (const part of Array.isArray(schema['allOf']) ? schema['allOf'] : []) take(root, objectOf(part), example, shape, depth + 1);
  for (const key of ['oneOf', 'anyOf']) {
    const list = schema[key];
    const parts = (Array.isArray(list) ? list : []).filter((one) => objectOf(one)['type'] !== 'null').map(objectOf);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) take(root, only, example, shape, depth + 1);
    else shape.variants.push(...parts.map((one) => ({ schema: one, example: undefined })));
  }
}

/** One reference at a time, so that every name on the way is seen. */
function stepped(root: JsonObject, ref: string): Json | undefined {
  let current: Json | undefined = root;
  if (!ref.startsWith('#/')) return undefined;
  for (const part of ref.slice(2).split('/')) {
    const key = pointerKey(part);
    current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  return current;
}

/** All keys that any of the first elements of an example list has. */
function mergedExample(list: readonly Json[]): Json | undefined {
  const objects = list.slice(0, 10).filter(isObject);
  return objects.length === 0 ? list[0] : Object.assign({}, ...objects.toReversed()) as JsonObject;
}

export function isScalar(shape: Shape): boolean {
  return shape.type === 'string' || shape.type === 'number' || shape.type === 'integer' || shape.type === 'boolean' || (shape.type === 'unknown' && shape.properties.size === 0 && shape.variants.length === 0);
}

/** An object with properties, or alternatives of which one is. */
export function isRecord(root: JsonObject, shape: Shape): boolean {
  return shape.properties.size > 0 || shape.variants.some((one) => shapeOf(root, one).properties.size > 0);
}

const PAGING = new Set([
  'page', 'pages', 'per', 'total', 'count', 'limit', 'offset', 'next', 'previous', 'prev', 'first', 'last', 'cursor', 'cursors', 'size', 'has', 'more', 'token', 'href', 'url', 'links', 'link', 'meta',
  'results', 'items', 'number', 'self', 'skip', 'start', 'end', 'dates', 'success', 'status', 'code', 'message', 'object', 'kind', 'etag', 'current', 'after', 'before', 'seeds',
]);

/** Whether a name only says where a page stands: `total_pages`, `next`, `hasMore`. */
export function isPaging(name: string): boolean {
  return wordsOf(name).every((word) => PAGING.has(word));
}
