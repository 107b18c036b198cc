import { type JsonObject, type ServiceDocument, type ServiceOperation, type ServiceParameter, objectOf } from './document.ts';
import { entityIn, isPlural, nounOf, singular, tellingWords, wordsOf } from './names.ts';
import { type Place, type Shape, isScalar, shapeOf } from './shape.ts';

/** What identifies something: the field of an entity, e.g. `{entity: 'person', field: 'id'}`. */
export interface Identifier {
  entity: string;
  field: string;
}

/** The name by which operations ask for and offer an identifier: `person_id`. */
export function tokenOf({ entity, field }: Identifier): string {
  return `${entity.replaceAll('-', '_')}_${field}`;
}

const ID_WORDS = new Set(['id', 'uuid', 'guid', 'uri', 'ref']);
/** Identify only in a path directly below a collection: `/users/{username}`, `/issues/{number}`. */
const NAME_WORDS = new Set(['key', 'slug', 'number', 'code', 'sku', 'login', 'username', 'name', 'email', 'handle', 'sha', 'tag']);
/** Say nothing of whose name or number they are. */
const COMMON_NAMES = new Set(['name', 'key', 'slug', 'number', 'code', 'tag', 'username', 'login', 'email', 'handle', 'title', 'type', 'kind', 'status', 'date', 'year', 'version']);
/** People by what they do for a thing, where the service has one entity for people. */
const ROLES = new Set(['owner', 'author', 'creator', 'assignee', 'reporter', 'member', 'director', 'actor', 'editor', 'reviewer', 'requester', 'customer', 'manager', 'lead', 'supplier', 'sender', 'recipient', 'inspector', 'approver', 'technician']);
const PEOPLE = ['person', 'user', 'account', 'member', 'people', 'contact', 'profile', 'employee', 'customer', 'staff', 'technician', 'engineer', 'worker'];

export function segmentsOf(path: string): { name: string; parameter: boolean }[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      const name = /^\{([^}]+)\}$/.exec(part)?.[1];
      return name === undefined ? { name: part, parameter: false } : { name, parameter: true };
    });
}

/** The entities of a service: what has an identifier in a path, a schema with an identifier, or a parameter that names it. */
export class Entities {
  readonly names: ReadonlySet<string>;
  readonly #document: ServiceDocument;
  readonly #canonical = new Map<string, Set<string>>();
  readonly #weights = new Map<string, number>();
  /** What schemas say of a property, by its name, from the first that says something: a body often leaves out what the answer tells. */
  readonly #descriptions = new Map<string, string>();
  /** Identifiers by the names under which paths ask for them; null where two things are asked for by one name. */
  readonly #pathNames = new Map<string, Identifier | null>();

  constructor(document: ServiceDocument) {
    this.#document = document;
    const names = new Set<string>();
    for (const { path, parameters } of document.operations) {
      const segments = segmentsOf(path);
      for (const [at, segment] of segments.entries()) {
        const before = segments[at - 1];
        if (!segment.parameter || before === undefined || before.parameter) continue;
        const parameter = parameters.find((one) => one.in === 'path' && one.name === segment.name);
        if (parameter !== undefined && shapeOf(document.root, { schema: parameter.schema, example: undefined }).enum.length > 0) continue;
        const words = wordsOf(segment.name).map(singular);
        const last = words.at(-1) ?? '';
        const stem = words.slice(0, -1).join('-');
        if ((ID_WORDS.has(last) || NAME_WORDS.has(last)) && (stem === '' || nounOf(before.name).endsWith(stem) || stem.endsWith(nounOf(before.name)))) names.add(nounOf(before.name));
        else if (ID_WORDS.has(last) && stem !== '') names.add(stem);
        else if (isPlural(wordsOf(before.name).at(-1) ?? '')) names.add(nounOf(before.name));
      }
    }
    const schemas = objectOf(objectOf(document.root['components'])['schemas'] ?? document.root['definitions']);
    for (const [name, schema] of Object.entries(schemas)) {
      const words = tellingWords(name);
      if (words.length !== 1 || !shapeOf(document.root, { schema: objectOf(schema), example: undefined }).properties.has('id')) continue;
      names.add(nounOf(words.join(' ')));
    }
    this.names = names;
    this.#learn(schemas);
    for (const operation of document.operations) {
      for (const parameter of operation.parameters) {
        const words = wordsOf(parameter.name).map(singular);
        const identifier = parameter.in === 'path' && !(ID_WORDS.has(words.at(-1) ?? '') && (words.length < 2 || entityIn(words.slice(0, -1), names) !== null)) && !COMMON_NAMES.has(words.join('_')) ? this.identified(parameter, operation) : null;
        if (identifier === null || !names.has(identifier.entity)) continue;
        const known = this.#pathNames.get(words.join('_'));
        this.#pathNames.set(words.join('_'), known === undefined || known?.entity === identifier.entity ? identifier : null);
      }
    }
    for (const schema of Object.values(schemas)) {
      for (const [name, place] of shapeOf(document.root, { schema: objectOf(schema), example: undefined }).properties) {
        const { title, description } = shapeOf(document.root, place);
        const words = `${title} ${description}`.trim();
        if (words !== '' && !this.#descriptions.has(name)) this.#descriptions.set(name, words);
      }
    }
  }

  /** Whether records of the entity are known to have a field. */
  knows(entity: string, field: string): boolean {
    return this.#canonical.get(entity)?.has(field) === true;
  }

  /** The last entity that a name speaks of, or null. */
  in(name: string): string | null {
    return entityIn(wordsOf(name), this.names);
  }

  /** The entity of a schema by its names, else null. */
  bySchema(shape: Shape): string | null {
    for (const name of shape.names) {
      const found = entityIn(tellingWords(name), this.names) ?? this.in(name);
      if (found !== null) return found;
    }
    return shape.title === '' ? null : entityIn(tellingWords(shape.title).slice(0, 4), this.names);
  }

  /** People, by a word for what they do; null where the service has no entity for people. */
  byRole(word: string): string | null {
    return ROLES.has(word) ? (PEOPLE.find((one) => this.names.has(one)) ?? null) : null;
  }

  /**
   * The entity whose known properties an unnamed object shares most, weighted by how rare a property is among entities (as in instance-based schema
   * matching; Rahm and Bernstein 2001); null where none stands out.
   */
  byProperties(shape: Shape): string | null {
    const names = [...shape.properties.keys()];
    const scores = [...this.#canonical.entries()]
      // what has an identifier of its own and names another entity's beside it is not that entity
      .filter(([entity]) => !(shape.properties.has('id') && names.some((name) => wordsOf(name).join('-') === `${entity}-id`)))
      .map(([entity, known]) => ({ entity, score: names.reduce((sum, name) => sum + (known.has(name) ? (this.#weights.get(name) ?? 0) : 0), 0) }))
      .toSorted((a, b) => b.score - a.score || (a.entity < b.entity ? -1 : 1));
    const [best, second] = scores;
    if (best === undefined || best.score < 2.2) return null;
    return second === undefined || best.score >= 1.25 * second.score ? best.entity : null;
  }

  /**
   * What a field is the identifier of by its own name: `sku` or `barcode`, where one path alone asks for it by this name, or the name of another thing that has an
   * `id` and is a single value here (`shop: 3`). Null where nothing.
   */
  called(name: string, own: string | null, shape: Shape): Identifier | null {
    if (!isScalar(shape) || shape.type === 'boolean' || shape.enum.length > 0) return null;
    const words = wordsOf(name).map(singular);
    const noun = words.join('-');
    const found = this.#pathNames.get(words.join('_'));
    if (found !== undefined && found !== null) return found.entity === own ? null : found;
    return noun !== own && this.names.has(noun) && (shape.type === 'integer' || shape.format === 'uuid') && this.knows(noun, 'id') ? { entity: noun, field: 'id' } : null;
  }

  /** What a parameter or a property of a body identifies, or null where it is a plain value. */
  identified(parameter: Pick<ServiceParameter, 'name' | 'in' | 'schema' | 'title' | 'description'> | { name: string; in: 'body'; schema: JsonObject; title: string; description: string }, operation: ServiceOperation): Identifier | null {
    const shape = shapeOf(this.#document.root, { schema: parameter.schema, example: undefined });
    const item = shape.items === null ? shape : shapeOf(this.#document.root, shape.items);
    if (shape.enum.length > 0 || item.enum.length > 0 || !(isScalar(item) || shape.type === 'unknown')) return null;
    const words = wordsOf(parameter.name);
    const last = singular(words.at(-1) ?? '');
    const stem = words.slice(0, -1);
    const before = parameter.in === 'path' ? beforeOf(operation.path, parameter.name) : null;
    if (ID_WORDS.has(last) || NAME_WORDS.has(last)) {
      if (stem.length > 0 && ID_WORDS.has(last)) {
        const entity = entityIn(stem, this.names) ?? this.byRole(stem.at(-1) ?? '') ?? (parameter.in === 'path' ? this.#longer(stem, before) : (this.#pathNames.get([...stem, last].join('_'))?.entity ?? this.#told(parameter)));
        return entity === null ? null : { entity, field: last };
      }
      if (before !== null) {
        const entity = nounOf(before);
        const fits = stem.length === 0 || entity.endsWith(nounOf(stem.join(' ')));
        return fits && (ID_WORDS.has(last) || isPlural(wordsOf(before).at(-1) ?? '')) ? { entity, field: last } : null;
      }
      if (stem.length > 0 || !ID_WORDS.has(last)) return null;
      const entity = this.#told(parameter) ?? this.in(operation.path.replaceAll(/\{[^}]*\}/g, ' '));
      return entity === null ? null : { entity, field: last };
    }
    if (before !== null && isPlural(wordsOf(before).at(-1) ?? '') && this.names.has(nounOf(before))) return { entity: nounOf(before), field: words.join('_') };
    const called = parameter.in === 'path' || parameter.in === 'query' ? undefined : this.#pathNames.get([...words.slice(0, -1), last].join('_'));
    // what stands in the collection that it is posted to is a field of its own
    if (called !== undefined && called !== null) return nounOf(segmentsOf(operation.path).findLast((one) => !one.parameter)?.name ?? '') === called.entity ? null : called;
    const told = /\b(ID|URI)s?\b/.exec(`${parameter.title} ${parameter.description.slice(0, 200)}`);
    const entity = told === null || parameter.in === 'path' || !/(^|_)(seeds?|ids?)(_|$)/.test(words.join('_')) ? null : entityIn(words, this.names);
    return entity === null ? null : { entity, field: (told?.[1] ?? 'ID').toLowerCase() };
  }

  /** What a path means by the last words of the collection before it: `/maintenance-requests/{request_id}`. */
  #longer(stem: readonly string[], before: string | null): string {
    const noun = nounOf(stem.join(' '));
    return before !== null && nounOf(before).endsWith(`-${noun}`) && this.names.has(nounOf(before)) ? nounOf(before) : noun;
  }

  /** The entity that the title of a parameter names, or its description first. */
  #told(parameter: { name: string; title: string; description: string }): string | null {
    const byTitle = this.in(parameter.title);
    if (byTitle !== null) return byTitle;
    const description = `${parameter.title}${parameter.description}` === '' ? (this.#descriptions.get(parameter.name) ?? '') : parameter.description;
    for (const word of wordsOf(description.slice(0, 300).replaceAll(/\([^)]*\)|`[^`]*`/g, ' '))) {
      const noun = singular(word);
      if (this.names.has(noun)) return noun;
    }
    return null;
  }

  #learn(schemas: JsonObject): void {
    const { root } = this.#document;
    const add = (entity: string, shape: Shape): void => {
      const known = this.#canonical.get(entity) ?? new Set<string>();
      for (const name of shape.properties.keys()) known.add(name);
      if (known.size > 0) this.#canonical.set(entity, known);
    };
    for (const [name, schema] of Object.entries(schemas)) {
      const entity = entityIn(tellingWords(name), this.names);
      const shape = shapeOf(root, { schema: objectOf(schema), example: undefined });
      if (entity !== null && (shape.properties.has('id') || [...shape.properties.keys()].some((one) => wordsOf(one).join('-') === `${entity}-id`) && wordsOf(name).join('-') === entity)) add(entity, shape);
    }
    for (const operation of this.#document.operations) {
      const segments = segmentsOf(operation.path);
      const [before, last] = [segments.at(-2), segments.at(-1)];
      if (operation.method !== 'get' || operation.response.schema === null || last?.parameter !== true || before === undefined || before.parameter) continue;
      const entity = nounOf(before.name);
      if (this.names.has(entity)) add(entity, shapeOf(root, { schema: operation.response.schema, example: operation.response.example } satisfies Place));
    }
    const counts = new Map<string, number>();
    for (const known of this.#canonical.values()) for (const name of known) counts.set(name, (counts.get(name) ?? 0) + 1);
    const all = this.#canonical.size;
    for (const [name, count] of counts) this.#weights.set(name, Math.log((all + 1) / count));
  }
}

/** The name of the fixed segment before a parameter in a path, or null. */
function beforeOf(path: string, name: string): string | null {
  const segments = segmentsOf(path);
  const at = segments.findIndex((one) => one.parameter && one.name === name);
  const before = segments[at - 1];
  return before === undefined || before.parameter ? null : before.name;
}
