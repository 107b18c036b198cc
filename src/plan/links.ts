import type { ColumnProfile, Given } from '../schemas/goal.ts';
import type { FacetValue, Operation, Registry } from '../schemas/operation.ts';
import { listOf } from './conditions-on-made.ts';
import { nameWords } from './lexical-words.ts';

/** A table that a goal may be about: a given file, or the records of one kind of thing of a service. */
export interface LinkedTable {
  /** What tells it apart in the search. */
  facets: { [facet: string]: FacetValue };
  title: string;
  columns: string[];
  /** Keys, columns and measures of its type, where there is one table only. */
  known?: { [facet: string]: FacetValue };
}

/** A column of one table that says which row of another is meant. */
export interface Link {
  from: LinkedTable;
  column: string;
  to: LinkedTable;
  key: string;
  /** By what its columns are called where their own names are taken: `branch` of `branch_id`. */
  prefix: string;
  /** Why it refers to it, in words. */
  because: string;
}

type KnownColumn = Pick<ColumnProfile, 'name'> & Partial<Pick<ColumnProfile, 'type' | 'role' | 'sketch' | 'minimum' | 'maximum'>>;

const ID_WORDS = new Set(['id', 'ids', 'uuid', 'guid', 'key', 'code', 'no', 'nr', 'number', 'ref', 'name', 'fk']);
/** Fields that name one thing wherever they occur. */
const NAMING_FIELDS = new Set(['serial', 'code', 'sku', 'isbn', 'iban', 'vin', 'uuid', 'guid', 'email', 'slug', 'barcode', 'number', 'plate']);
/** Of the values of a column, as many at least have to be in the other. */
const MOSTLY = 0.8;
/** Fewer values in common than that are chance, where there are as many. */
const FEW = 3;

/** Tables and what refers to what among them: given files by their values and names, records of services by their identifiers. */
export function findLinks(givens: readonly Given[], columns: { [given: string]: readonly KnownColumn[] }, registry: Pick<Registry, 'operations'>): { tables: LinkedTable[]; links: Link[] } {
  const files = givens.flatMap((given) => {
    const known = columns[given.source.kind === 'dataset' ? given.source.dataset : given.id];
    const { dataset, content, keys, columns: telling, measures } = given.type.facets;
    return known === undefined || content !== 'table' || dataset === undefined || given.type.cardinality === 'list' ? [] : [{ table: { facets: { dataset }, title: given.title, columns: known.map((one) => one.name), known: { k: keys ?? [], c: telling ?? [], m: measures ?? [] } }, known }];
  });
  const between = files.flatMap((from) => files.flatMap((to) => (from === to ? [] : fileLinks(from, to))));
  const records = recordTables(registry.operations);
  return { tables: [...files.map((one) => one.table), ...records.map((one) => one.table)], links: [...between, ...records.flatMap((from) => records.flatMap((to) => recordLinks(from, to)))] };
}

interface File {
  table: LinkedTable;
  known: readonly KnownColumn[];
}

function fileLinks(from: File, to: File): Link[] {
  return from.known.flatMap((column) => to.known.flatMap((key): Link[] => {
    const [a, b] = [column.sketch, key.sketch];
    if (a === undefined || b?.unique !== true || !comparable(column, key)) return [];
    const { share, common } = contained(a.hashes, b.hashes);
    const same = column.name.toLowerCase() === key.name.toLowerCase();
    const few = common < Math.min(FEW, a.hashes.length) || (common < FEW && !same && !named(column.name, key.name, to.table.title));
    if (few || share < (same || named(column.name, key.name, to.table.title) ? 0.5 : MOSTLY)) return [];
    // Small whole numbers and dates are alike everywhere: their names have to say that they mean the same. Long ones are no chance where they tell the rows there apart.
    const telling = key.type === 'text' || (share === 1 && key === to.known[0] && isNumbered(column, key, from.known[0]));
    if (!same && !telling && !named(column.name, key.name, to.table.title) && !(column.role === 'time' && key.role === 'time')) return [];
    const because = `${share === 1 ? 'all' : `${Math.floor(share * 100)} %`} of the values of "${column.name}" in "${from.table.title}" are in "${key.name}" of "${to.table.title}", each there once`;
    return [{ from: from.table, column: column.name, to: to.table, key: key.name, prefix: prefixOf(column.name), because }];
  }));
}

/** Whether whole numbers of a column may be those by which things are numbered in another: called so there, too large to be counted from one, and no years. */
function isNumbered(column: KnownColumn, key: KnownColumn, first: KnownColumn | undefined): boolean {
  const least = Number(column.minimum ?? 0);
  const years = least >= 1700 && Number(column.maximum ?? 0) <= 2200;
  return key.type === 'integer' && (column.role !== 'measure' || column === first) && !years && least >= 100 && ID_WORDS.has(nameWords(key.name).at(-1) ?? '');
}

function comparable(column: KnownColumn, key: KnownColumn): boolean {
  const whole = (one: KnownColumn): string => (one.type === 'timestamp' ? 'date' : (one.type ?? 'text'));
  return whole(column) === whole(key) && !['number', 'boolean'].includes(whole(key)) && key.role !== 'latitude' && key.role !== 'longitude';
}

/** Which share of the values behind one sketch are behind the other as well (exact where both are whole), and how many were compared. */
export function contained(a: readonly number[], b: readonly number[]): { share: number; common: number } {
  const whole = 256;
  const end = (hashes: readonly number[]): number => (hashes.length < whole ? Number.POSITIVE_INFINITY : (hashes.at(-1) ?? 0));
  const limit = Math.min(end(a), end(b));
  const known = new Set(b);
  const seen = a.filter((hash) => hash <= limit);
  const common = seen.filter((hash) => known.has(hash)).length;
  return { share: seen.length === 0 ? 0 : common / seen.length, common };
}

/** Whether a column's name says that it means the key or the things of the other table. */
function named(column: string, key: string, title: string): boolean {
  const telling = (text: string): string[] => nameWords(text.replace(/\.[a-z0-9]+$/i, '')).map(singular).filter((word) => !ID_WORDS.has(word));
  const words = telling(column);
  const other = new Set([...telling(key), ...telling(title)]);
  return words.some((word) => other.has(word));
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?<=(?:ss|x|ch|sh))es$/, '').replace(/(?<!s)s$/, '');
}

/** `branch` of `branch_id`, `home_branch` of `home_branch_id`, `origin` of `origin`. */
export function prefixOf(column: string): string {
  const cut = column.replace(/[_\s-]*(id|uuid|guid|key|code|no|nr|ref)$/iu, '');
  return cut === '' ? column : cut;
}

interface Records {
  table: LinkedTable;
  service: string;
  entity: string;
  fields: Set<string>;
  refers: Set<string>;
  /** What else the service has: a word for one of these means no thing of another service. */
  things: ReadonlySet<string>;
  /** Columns that hold the identifier of something else under another name: `owner_id` → `customer_id`. */
  named: Map<string, string>;
}

/** Per thing of a service what can be listed of it: without asking for anything, or where that cannot be for each of another thing. */
function recordTables(operations: readonly Operation[]): Records[] {
  const lists = Map.groupBy(
    operations.filter(({ output, effect }) => output.kind === 'record' && output.cardinality === 'list' && effect !== 'write' && effect !== 'destructive' && typeof output.facets['service'] === 'string' && typeof output.facets['entity'] === 'string' && output.facets['filters'] === undefined && output.facets['ranked'] === undefined),
    ({ output }) => JSON.stringify([output.facets['service'], output.facets['entity']]),
  );
  const things = new Map<string, Set<string>>();
  for (const { output } of operations) {
    const { service, entity } = output.facets;
    if (typeof service === 'string' && typeof entity === 'string') things.set(service, (things.get(service) ?? new Set()).add(entity));
  }
  return [...lists.values()].flatMap((all): Records[] => {
    const plain = all.filter((one) => one.inputs.every((port) => port.optional === true));
    const used = plain.length > 0 ? plain : all;
    const texts = (facet: string): string[] => used.flatMap(({ output }) => listOf(output.facets[facet] as FacetValue | undefined).filter((one) => typeof one === 'string'));
    const { service, entity } = used[0]?.output.facets ?? {};
    if (typeof service !== 'string' || typeof entity !== 'string') return [];
    const own = (name: string): boolean => name.startsWith(`${entity.replaceAll('-', '_')}_`);
    const { keys, measures } = (used.length === 1 ? used[0]?.output.facets : undefined) ?? {};
    const columns = [...texts('keys'), ...texts('measures'), ...texts('time').filter((name) => name !== 'none'), ...texts('fields').filter((name) => !own(name)), ...used.flatMap(({ output }) => (output.columns ?? []).map((one) => one.name))];
    return [{
      table: { facets: { service, entity }, title: `${entity} records of ${service}`, columns: [...new Set(columns)], ...(keys === undefined || measures === undefined ? {} : { known: { k: keys as FacetValue, m: measures as FacetValue, c: [] } }) },
      service, entity, things: things.get(service) ?? new Set(), fields: new Set([...texts('fields'), ...texts('keys')]), refers: new Set(texts('refers')),
      named: new Map(used.flatMap(({ output }) => (output.columns ?? []).flatMap((one) => (one.refers === undefined ? [] : [[one.name, one.refers] as const])))),
    }];
  });
}

function recordLinks(from: Records, to: Records): Link[] {
  if (from === to) return [];
  const noun = to.entity.replaceAll('-', '_');
  // its identifier stands in a field of its name (`id` of `unit_id`), or in one that is called otherwise (`unitId`)
  const keyOf = (token: string): string | undefined => (!token.startsWith(`${noun}_`) ? undefined : [token.slice(noun.length + 1), ...[...to.named].flatMap(([column, said]) => (said === token ? [column] : []))].find((one) => to.table.columns.includes(one)));
  const tokens = from.service !== to.service ? [] : [...to.fields].filter((field) => keyOf(field) !== undefined);
  return from.table.columns.flatMap((column): Link[] => {
    const said = from.service === to.service || !from.things.has(to.entity) ? from.named.get(column) : undefined;
    const told = said !== undefined && keyOf(said) !== undefined ? said : undefined;
    const token = told ?? tokens.find((one) => (column === one || column.endsWith(`_${one}`)) && (from.refers.has(one) || from.fields.has(one)));
    const key = token === undefined ? undefined : keyOf(token);
    if (token !== undefined && key !== undefined) return [{ from: from.table, column, to: to.table, key, prefix: prefixOf(column), because: `the description of ${from.service} says that "${column}" of a ${from.entity} is the "${key}" of a ${to.entity}` }];
    const last = nameWords(column).at(-1) ?? '';
    if (!NAMING_FIELDS.has(last) || column === last || !to.table.columns.includes(last)) return [];
    return [{ from: from.table, column, to: to.table, key: last, prefix: prefixOf(column).replace(new RegExp(`_?${last}$`, 'u'), '') || to.entity, because: `"${column}" of a ${from.entity} (${from.service}) is by its name the "${last}" of a ${to.entity} (${to.service})` }];
  });
}
