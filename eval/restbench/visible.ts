import { type JsonObject, deref, isObject, objectOf } from '../../src/tools/openapi/document.ts';

/**
 * What a reader sees of an operation: entities that it asks for by name, and words that it answers with. Written apart from the importer on purpose, with
 * nothing but names: no examples, no properties in common, no descriptions.
 */
export interface Visible {
  /** Entities that the names of its identifiers name: `{movie_id}`, `/albums/{id}`, `ids` below `/me/tracks`. */
  asks: string[];
  /** Words of its path and of the names of schemas and properties in its answer, singular. */
  offers: Set<string>;
}

const words = (text: string): string[] => text.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z\d]+/).filter((one) => one !== '');
const one = (word: string): string => (/[^aeiou]ies$/.test(word) && word !== 'movies' && word !== 'series' ? `${word.slice(0, -3)}y` : /[^su]s$/.test(word) && word !== 'series' ? word.slice(0, -1) : word);

export function visible(root: JsonObject, method: string, path: string): Visible {
  const item = objectOf(objectOf(root['paths'])[path]);
  const operation = objectOf(item[method.toLowerCase()]);
  const segments = path.split('/').filter((part) => part !== '');
  const fixed = segments.filter((part) => !part.startsWith('{'));
  const asks = new Set<string>();
  for (const [at, part] of segments.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) continue;
    const parts = words(name);
    if (parts.at(-1) !== 'id') continue;
    const entity = parts.length > 1 ? parts.slice(0, -1).join('-') : words(segments[at - 1] ?? '').map(one).at(-1);
    if (entity !== undefined) asks.add(entity);
  }
  for (const raw of [...list(item['parameters']), ...list(operation['parameters'])]) {
    const parameter = objectOf(deref(root, raw));
    const name = typeof parameter['name'] === 'string' ? parameter['name'] : '';
    const required = parameter['required'] === true || parameter['required'] === 'true';
    const last = one(words(name).at(-1) ?? '');
    if (parameter['in'] !== 'query' || !required || (last !== 'id' && last !== 'uri')) continue;
    const title = objectOf(deref(root, parameter['schema']))['title'];
    const named = words(name).slice(0, -1).map(one).at(-1) ?? words(typeof title === 'string' ? title : '').map(one).find((word) => fixed.some((part) => words(part).map(one).includes(word)));
    const entity = named ?? words(fixed.at(-1) ?? '').map(one).at(-1);
    if (entity !== undefined) asks.add(entity);
  }
  const offers = new Set(fixed.flatMap(words).map(one));
  for (const [status, raw] of Object.entries(objectOf(operation['responses']))) {
    if (!status.startsWith('2')) continue;
    for (const media of Object.values(objectOf(objectOf(deref(root, raw))['content']))) gather(root, objectOf(media)['schema'], offers, 0);
  }
  return { asks: [...asks], offers };
}

function gather(root: JsonObject, value: unknown, found: Set<string>, depth: number): void {
  if (!isObject(value) || depth > 6) return;
  if (typeof value['$ref'] === 'string') {
    for (const word of words(value['$ref'].split('/').at(-1) ?? '')) found.add(one(word));
    gather(root, deref(root, value), found, depth + 1);
  }
  for (const [name, property] of Object.entries(objectOf(value['properties']))) {
    for (const word of words(name)) found.add(one(word));
    gather(root, property, found, depth + 1);
  }
  gather(root, value['items'], found, depth + 1);
  for (const key of ['allOf', 'oneOf', 'anyOf']) for (const part of list(value[key])) gather(root, part, found, depth + 1);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
