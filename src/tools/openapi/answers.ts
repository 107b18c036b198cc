import type { Operation } from '../../schemas/operation.ts';
import type { JsonObject, ServiceOperation } from './document.ts';
import { type Entities, segmentsOf, tokenOf } from './entities.ts';
import { isPlural, nounOf, singular, wordsOf } from './names.ts';
import { type Place, type Shape, isPaging, isRecord, isScalar, shapeOf } from './shape.ts';

/** One kind of records that an operation answers with. */
export interface Answer {
  entity: string;
  list: boolean;
  /** Where the record or the list stands in the answer: keys from the top. */
  path: string[];
  /** Of several lists in one answer: the name of this one. */
  part: string | null;
  /** A parameter that has to have this value, so that the answer is about this entity. */
  constant: { parameter: string; value: string } | null;
  /** Names of the scalar fields with their shapes. */
  scalars: Map<string, Shape>;
  /** Scalar fields of nested objects by both names: `position_lat`. */
  nested: Map<string, Shape>;
  /** Names of the fields that hold objects or lists. */
  wholes: string[];
  /** Identifier token → where it stands in a record; `*` is the first element of a list. */
  tokens: Map<string, string[]>;
  /** Scalar fields that hold an identifier of something else, by what they hold: `owner_id` → `customer_id`. */
  refers: Map<string, string>;
  /** Lists of objects inside a record. */
  inner: Inner[];
}

/** A list of objects inside records, such as the lines of an order. */
export interface Inner {
  property: string;
  /** What one of them is called: `line`. */
  noun: string;
  columns: NonNullable<Operation['output']['columns']>;
  /** What they refer to: `product_id`. */
  tokens: string[];
}

/**
 * What an operation answers with, by entity: a record, a list (also inside a paged envelope), or several lists. `wanted` are the tokens that any operation
 * of the service asks for. `choices` are entities that a parameter lets the caller choose (`type=artist`): one answer for each.
 */
export function answersOf(root: JsonObject, operation: ServiceOperation, entities: Entities, wanted: ReadonlySet<string>, choices: readonly EntityChoice[]): Answer[] {
  if (operation.response.schema === null) return [];
  const top: Place = { schema: operation.response.schema, example: operation.response.example };
  const shape = shapeOf(root, top);
  const finish = (place: Place, list: boolean, path: string[], part: string | null): Answer[] => {
    const element = shapeOf(root, place);
    const found = entityOf(root, element, part, path, operation, entities, list);
    const nested = new Map<string, Shape>();
    const scalars = new Map([...element.properties].map(([name, one]) => [name, shapeOf(root, one)] as const).filter(([, one]) => isScalar(one)));
    // a nested object holds its fields under both names, as a table of the records does
    for (const [name, one] of [...element.properties].map(([field, at]) => [field, shapeOf(root, at)] as const)) {
      if (one.items !== null || one.variants.length > 0) continue;
      for (const [inner, at] of one.properties) {
        const shape = shapeOf(root, at);
        if (isScalar(shape) && !scalars.has(`${name}_${inner}`)) nested.set(`${name}_${inner}`, shape);
      }
    }
    const answer = (entity: string, choice: EntityChoice | null): Answer => {
      const tokens = new Map<string, string[]>();
      if (choice !== null && wanted.has(`${entity}_id`)) tokens.set(`${entity}_id`, ['id']);
      collect(root, element, [], entity, entities, wanted, tokens, 0);
      const refers = new Map([...scalars].flatMap(([field, one]) => {
        const token = referenceOf(field, entity, entities, one);
        if (token !== null) return [[field, token] as const];
        const itself = field === 'id' ? undefined : [...tokens].find(([one, at]) => one.startsWith(`${entity.replaceAll('-', '_')}_`) && at.length === 1 && at[0] === field);
        return itself === undefined ? [] : [[field, itself[0]] as const];
      }));
      return { entity, list, path, inner: innerOf(root, element, entity, entities, wanted), refers, nested, wholes: [...element.properties.keys()].filter((name) => !scalars.has(name)), part: part ?? choice?.value ?? null, constant: choice === null ? null : { parameter: choice.parameter, value: choice.value }, scalars, tokens };
    };
    if (part !== null) return [answer(found, choices.find((one) => one.entity === found) ?? null)];
    return list && choices.length > 0 ? choices.map((one) => answer(one.entity, one)) : [answer(found, null)];
  };
  if (shape.type === 'array' && shape.items !== null) return finish(shape.items, true, [], null);
  const lists = listsIn(root, shape);
  const own = [...shape.properties].filter(([name, one]) => isScalar(shapeOf(root, one)) && !isPaging(name)).map(([name]) => name);
  const detail = own.length >= 3 || own.includes('name') || own.includes('title');
  const [only] = lists;
  if (!detail && lists.length === 1 && only !== undefined) return finish(only.place, true, only.path, null);
  if (!detail && lists.length > 1) return lists.flatMap((one) => finish(one.place, true, one.path, one.part));
  const inside = detail ? null : envelopeOf(root, shape, entities);
  return inside === null ? finish(top, false, [], null) : finish(inside.place, false, [inside.name], null);
}

/** The one object of an answer that holds nothing else but where pages stand: `{data: {…}, meta}`, `{job: {…}}`. */
function envelopeOf(root: JsonObject, shape: Shape, entities: Entities): { name: string; place: Place } | null {
  const objects = [...shape.properties].filter(([name]) => !isPaging(name) || name === 'object').map(([name, place]) => ({ name, place, inside: shapeOf(root, place) }));
  const [only] = objects;
  if (only === undefined || objects.length > 1 || only.inside.items !== null || only.inside.properties.size === 0) return null;
  return ENVELOPES.test(only.name) || only.name === 'result' || entities.names.has(nounOf(only.name)) ? { name: only.name, place: only.place } : null;
}

/** The lists of objects inside a record; those of things that have a description and identifier of their own are not. */
function innerOf(root: JsonObject, element: Shape, entity: string, entities: Entities, wanted: ReadonlySet<string>): Inner[] {
  return [...element.properties].flatMap(([property, place]): Inner[] => {
    const { items } = shapeOf(root, place);
    const one = items === null ? null : shapeOf(root, items);
    if (one === null || one.properties.size === 0) return [];
    const shapes = [...one.properties].map(([name, at]) => [name, shapeOf(root, at)] as const).filter(([, shape]) => isScalar(shape));
    const nested = [...one.properties].flatMap(([name, at]) => {
      const shape = shapeOf(root, at);
      return shape.items !== null ? [] : [...shape.properties].map(([inner, where]) => [`${name}_${inner}`, shapeOf(root, where)] as const).filter(([, scalar]) => isScalar(scalar));
    });
    const refers = (name: string, shape: Shape): string | null => referenceOf(name, entity, entities, shape);
    const columns = [...shapes, ...nested].slice(0, 30).map(([name, shape]) => columnOf(name, shape, refers(name, shape) ?? undefined));
    const tokens = new Map<string, string[]>();
    collect(root, one, [], null, entities, wanted, tokens, 2);
    return columns.length === 0 ? [] : [{ property, noun: nounOf(property) || 'element', columns, tokens: [...tokens.keys()] }];
  });
}

/** A field with its type, the values that the description lists, and what it refers to. */
export function columnOf(name: string, shape: Shape, refers: string | undefined): NonNullable<Operation['output']['columns']>[number] {
  const values = shape.enum.filter((one) => typeof one === 'string').slice(0, 40);
  const type = isEpoch(name, shape) ? 'time' : shape.type === 'integer' || shape.type === 'number' ? 'number' : shape.type === 'boolean' ? 'boolean' : isTimeField(name, shape) ? 'time' : 'text';
  return { name: name.slice(0, 200), type, ...(values.length === 0 ? {} : { values }), ...(refers === undefined ? {} : { refers }) };
}

/** Whether a field holds a date or an instant, by its format or its name. */
export function isTimeField(name: string, shape: Shape): boolean {
  return shape.format.startsWith('date') || /(^|_)(at|date|time|on)$/.test(wordsOf(name).join('_'));
}

/** Whether a whole number counts the time since 1970, in seconds or milliseconds, by its format, its description or its name. */
export function isEpoch(name: string, shape: Shape): boolean {
  if (shape.type !== 'integer' && shape.type !== 'number') return false;
  return /unix|epoch|timestamp/i.test(`${shape.format} ${shape.description.slice(0, 200)}`) || /(^|_)(ts|timestamp|epoch|at|at_ms|ts_ms)$/.test(wordsOf(name).join('_'));
}

/** An entity that a parameter lets the caller choose, and the value that chooses it. */
export interface EntityChoice {
  parameter: string;
  value: string;
  entity: string;
}

interface FoundList {
  part: string;
  path: string[];
  place: Place;
}

/** Lists of objects in an answer, also one level deeper in pages: `{artists: {items: […], total}}`. */
function listsIn(root: JsonObject, shape: Shape): FoundList[] {
  const found: FoundList[] = [];
  for (const [name, place] of shape.properties) {
    const inside = shapeOf(root, place);
    if (inside.items !== null) {
      if (isRecord(root, shapeOf(root, inside.items))) found.push({ part: name, path: [name], place: inside.items });
      continue;
    }
    const inner = [...inside.properties].filter(([, one]) => shapeOf(root, one).items !== null);
    const [only] = inner;
    if (inner.length !== 1 || only === undefined || ![...inside.properties.keys()].every((one) => one === only[0] || isPaging(one))) continue;
    const { items } = shapeOf(root, only[1]);
    if (items !== null && isRecord(root, shapeOf(root, items))) found.push({ part: name, path: [name, only[0]], place: items });
  }
  return found;
}

/** The entity of a record: by the name of its schema, of its list, by its properties, by the path. */
function entityOf(root: JsonObject, element: Shape, part: string | null, path: readonly string[], operation: ServiceOperation, entities: Entities, list: boolean): string {
  const segments = segmentsOf(operation.path);
  const last = segments.at(-1);
  const before = segments.at(-2);
  const bySchema = entities.bySchema(element);
  if (bySchema !== null) return bySchema;
  // GET /movies/{id} answers with a movie, whatever else is inside
  if (!list && last?.parameter === true && before !== undefined && !before.parameter) return nounOf(before.name);
  if (part !== null) {
    const byPart = entities.in(part);
    if (byPart !== null) return byPart;
  }
  const variant = element.variants.map((one) => entities.bySchema(shapeOf(root, one))).find((one) => one !== null && one !== undefined);
  if (variant !== undefined && variant !== null) return variant;
  const fixed = segments.filter((one) => !one.parameter).map((one) => one.name);
  const tail = fixed.at(-1) ?? '';
  const exact = entities.names.has(nounOf(tail)) ? nounOf(tail) : null;
  const byProperties = element.properties.has('id') ? entities.byProperties(element) : null;
  const listName = path.at(-1) ?? '';
  if (list && part === null && isPlural(wordsOf(listName).at(-1) ?? '') && !ENVELOPES.test(listName)) return entities.in(listName) ?? nounOf(listName);
  if (exact !== null && (byProperties === null || part === null)) return exact;
  if (byProperties !== null) return byProperties;
  if (part !== null) return singular(wordsOf(part).at(-1) ?? part);
  if (list && isPlural(wordsOf(tail).at(-1) ?? '')) return nounOf(tail);
  const named = list ? fixed.toReversed().map((one) => entities.in(one)).find((one) => one !== null) : null;
  return named ?? (nounOf(tail) === '' ? 'record' : nounOf(tail));
}

const ENVELOPES = /^(results?|items|data|entries|records|values|objects|rows|list|contents?|elements|hits|docs|matches|nodes|edges)$/i;
const OWN_IDS = ['id', '_id', 'uuid', 'guid'];

/** Which identifiers a record carries, and where: its own, references by name, and those of nested objects and lists. Shallow places win. */
function collect(
  root: JsonObject, shape: Shape, path: string[], entity: string | null, entities: Entities, wanted: ReadonlySet<string>, tokens: Map<string, string[]>, depth: number,
): void {
  const put = (token: string, at: string[]): void => {
    if (wanted.has(token) && !tokens.has(token)) tokens.set(token, [...path, ...at]);
  };
  const nested: { name: string; place: Place; many: boolean }[] = [];
  for (const [name, place] of shape.properties) {
    const inside = shapeOf(root, place);
    const words = wordsOf(name);
    const last = singular(words.at(-1) ?? '');
    if (inside.items === null && isScalar(inside)) {
      if (entity !== null) {
        put(tokenOf({ entity, field: OWN_IDS.includes(name) ? 'id' : words.join('_') }), [name]);
        if (words.length > 1 && (nounOf(words.slice(0, -1).join(' ')) === entity || entity.endsWith(`-${nounOf(words.slice(0, -1).join(' '))}`))) put(tokenOf({ entity, field: last }), [name]);
        // a path may call by the entity's own name what the record calls its name or key
        if (['name', 'slug', 'key', 'id'].includes(name)) put(tokenOf({ entity, field: entity.replaceAll('-', '_') }), [name]);
      }
      const called = entity === null ? null : entities.called(name, entity, inside);
      if (called !== null) put(tokenOf(called), [name]);
      if (words.length > 1) put(...reference(words, last, entities, inside, [name]));
    } else if (inside.items !== null && isScalar(shapeOf(root, inside.items))) {
      if (words.length > 1) put(...reference(words, last, entities, inside, [name, '*']));
    } else nested.push({ name, place: inside.items ?? place, many: inside.items !== null });
  }
  if (depth >= 3) return;
  for (const { name, place, many } of nested) {
    const inner = shapeOf(root, place);
    const own = entities.bySchema(inner) ?? entities.in(name) ?? entities.byRole(singular(wordsOf(name).at(-1) ?? '')) ?? (inner.properties.has('id') ? entities.byProperties(inner) : null);
    // one of several entities stands there: which one, only the answer tells
    const variants = inner.variants.map((one) => shapeOf(root, one)).map((one) => ({ one, of: entities.bySchema(one) }));
    if (new Set(variants.flatMap(({ of }) => (of !== null && wanted.has(`${of}_id`) ? [of] : []))).size > 1) continue;
    // a page inside a record: its own fields say nothing, what it lists does
    collect(root, inner, [...path, name, ...(many ? ['*'] : [])], own, entities, wanted, tokens, depth + 1);
    for (const { one, of } of variants) collect(root, one, [...path, name, ...(many ? ['*'] : [])], of ?? own, entities, wanted, tokens, depth + 1);
  }
  if (depth === 0) for (const variant of shape.variants) {
    const one = shapeOf(root, variant);
    const of = entities.bySchema(one);
    if (entity !== null && of !== null && of !== entity && entities.names.has(entity)) continue;
    collect(root, one, path, of ?? entity, entities, wanted, tokens, depth + 1);
  }
}

/** What else a scalar field identifies by its name (`owner_id` of a bike: a customer) or by its description ("Code of a region."); null where nothing. */
function referenceOf(name: string, own: string, entities: Entities, shape: Shape): string | null {
  const words = wordsOf(name);
  const last = singular(words.at(-1) ?? '');
  const told = /\b(id|identifier|code|key|number|serial|slug)s? of (?:a|an|the|its|his|her|their) ([a-z]+)\b/i.exec(shape.description.slice(0, 200));
  if (told !== null && told[1] !== undefined && told[2] !== undefined) {
    const noun = singular(told[2].toLowerCase());
    const field = told[1].toLowerCase() === 'identifier' ? 'id' : told[1].toLowerCase();
    const naming = words.includes('reference') || words.includes('ref') || last === 'nr' || last === 'no';
    if (noun !== own && words.length > 0 && (words.includes(noun) || last === field || naming)) return `${noun.replaceAll('-', '_')}_${field}`;
  }
  const called = entities.called(name, own, shape);
  if (called !== null) return tokenOf(called);
  if (words.length < 2 || !OWN_IDS.includes(last)) return null;
  const [token] = reference(words, last, entities, shape, [name]);
  return token === '' || token === tokenOf({ entity: own, field: last }) ? null : token;
}

function reference(words: string[], last: string, entities: Entities, shape: Shape, at: string[]): [string, string[]] {
  const stem = words.slice(0, -1);
  const entity = entities.in(stem.join(' ')) ?? entities.byRole(stem.at(-1) ?? '') ?? entities.in(`${shape.title} ${shape.description.slice(0, 100)}`);
  return entity === null ? ['', at] : [tokenOf({ entity, field: last }), at];
}
