import type { ValueTest, Want } from '../schemas/goal.ts';
import type { ArtifactType, EffectClass, FacetTerm, Operation, Registry } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import type { Predicate } from '../schemas/predicate.ts';
import { withConditionsOnMade } from './conditions-on-made.ts';
import { MOST_CHANGES } from './rounds.ts';
import { describeType } from './compile-describe.ts';
import { canonical } from './unify.ts';

/** The tool that nested plans are searched with; no such tool can be installed, because it exists inside the search only. */
export const NESTED = 'plan';

/** What a want's condition or end is tested at: another want (by its place in the list of wants), or an artifact that is made for the test. */
export interface TestedAt {
  want: number;
  hidden: number;
}

/** What the search is asked for beside the wants themselves. */
export interface Constructs {
  /** Artifacts that only tests need; they stand before the wants in the search. */
  hidden: ArtifactType[];
  /** Per want where its condition is tested; null without one. */
  tested: (TestedAt | null)[];
  /** One operation for each want that is planned when its data is there. */
  nested: Operation[];
}

/**
 * What conditions, ends and nested plans of the wants ask of the search, or the reason why one of them cannot be planned. A test of a type
 * is an artifact of its own, made once however many wants it decides about.
 */
export function readConstructs(wants: readonly Want[], registry: Pick<Registry, 'operations'>): Constructs | { message: string } {
  const hidden: ArtifactType[] = [];
  const places = new Map<string, number>();
  const tested: (TestedAt | null)[] = [];
  for (const want of wants) {
    const fault = want.until === undefined ? null : untilFault(want, registry);
    if (fault !== null) return { message: fault };
    if (want.condition === undefined) {
      tested.push(null);
      continue;
    }
    const { of } = want.condition.test;
    const other = 'want' in of ? wants.findIndex((one) => one.id === of.want) : -1;
    if ('want' in of && (other < 0 || wants[other] === want)) return { message: `Cannot test the condition of "${want.title}": there is no other wanted result "${of.want}". Test one that is wanted, or a type.` };
    const type = 'type' in of ? of.type : wants[other]?.type;
    const reason = type === undefined ? 'it is not known what it reads' : whyNotTestable(type, want.condition.test.value);
    if (reason !== null) return { message: `Cannot test the condition of "${want.title}": ${reason}. Test a number of a summary, whether a verdict held, a field of a record, or a value.` };
    if ('want' in of) {
      tested.push({ want: other, hidden: -1 });
      continue;
    }
    const key = typeKey(of.type);
    const place = places.get(key) ?? hidden.push(of.type) - 1;
    places.set(key, place);
    tested.push({ want: -1, hidden: place });
  }
  return { hidden, tested, nested: wants.flatMap((want) => (want.after === undefined ? [] : [nestedOperation(want, want.after, registry)])) };
}

/** The effect by which the search knows the nested plan of a want, so that it serves nothing else. */
export function nestedEffect(want: Want): string {
  return `plan:${want.id}`;
}

function nestedOperation(want: Want, after: NonNullable<Want['after']>, registry: Pick<Registry, 'operations'>): Operation {
  return {
    tool: NESTED, operation: want.id, version: '1.0.0', title: want.title, description: after.words, capabilities: [],
    // Rounds that vary a value are made of what the goal has, as the first of them was.
    inputs: want.until?.vary !== undefined ? [] : [{ name: 'data', kinds: [after.data.kind], facets: (after.data.kind === 'record' ? after.data : withConditionsOnMade(after.data)).facets as { [name: string]: FacetTerm }, ...(after.data.cardinality && { cardinality: after.data.cardinality }) }],
    output: { name: 'result', kind: want.type.kind, facets: want.type.facets as { [name: string]: FacetTerm }, ...(want.type.cardinality && { cardinality: want.type.cardinality }) },
    parameters: { type: 'object', properties: {}, additionalProperties: false }, bind: {}, effect: effectOf(want, registry), determinism: 'external', runs_on: 'execution', isolation: 'inline',
    effect_name: nestedEffect(want), cost: { duration_ms: 10_000, usd: 0 }, limits: { timeout_ms: 86_400_000 }, documents: [],
  };
}

/** What a nested plan may do at most: the worst that an operation of the wanted effect does. */
function effectOf(want: Want, registry: Pick<Registry, 'operations'>): EffectClass {
  const classes = want.effect === null ? [] : registry.operations.flatMap((operation) => (operation.effect_name === want.effect ? [operation.effect] : []));
  return classes.includes('destructive') ? 'destructive' : classes.includes('write') ? 'write' : 'none';
}

/** The registry's operations with those that stand for nested plans. */
export function withNested(registry: Registry, nested: readonly Operation[]): Registry {
  return nested.length === 0 ? registry : { ...registry, operations: [...registry.operations, ...nested] };
}

/** The predicate of a test, read below `root`: the path of the value in an artifact of the kind, compared as the test says. */
export function predicateOf(test: ValueTest, kind: string, root: string, otherwise = false): Predicate {
  const predicate: Predicate = { path: `${root}.${valuePath(kind, test.value) ?? 'data'}`, op: test.op, value: test.than };
  return otherwise ? { not: predicate } : predicate;
}

/** Kinds whose values are counts and numbers, so that no value of theirs is the text "unchanged". */
const NUMBERS = ['table', 'quotes', 'summary'];

/** Whether a test asks that a number is the same as in the round before. */
export function isSettling(test: ValueTest, kind: string): boolean {
  return test.op === '=' && test.than === 'unchanged' && NUMBERS.includes(kind);
}

/** The repetition of a task that makes the wanted artifact of a kind at `port`. */
export function repetitionOf(until: NonNullable<Want['until']>, kind: string, port: string): NonNullable<Task['repeat']> {
  const settling = isSettling(until.test, kind);
  return {
    until: settling ? { any: [] } : predicateOf(until.test, kind, `outputs.${port}`),
    limit: until.limit,
    ...(until.wait_ms > 0 && { wait_ms: until.wait_ms }),
    ...(until.vary !== undefined && { vary: until.vary }),
    ...(settling && { settles: `outputs.${port}.${valuePath(kind, until.test.value) ?? 'data'}` }),
  };
}

/** The input of an operation that what a round gave can go into: the only one that takes one artifact of its kind; null where there is none or several. */
export function carriedInto(operation: Operation): string | null {
  const ports = operation.inputs.filter((one) => one.kinds.includes(operation.output.kind) && one.variadic !== true && (one.cardinality ?? 'one') === (operation.output.cardinality ?? 'one') && one.result_of === undefined);
  return ports.length === 1 ? (ports[0]?.name ?? null) : null;
}

/**
 * Where an artifact of a kind has a value that can be tested; null where it has none. Lists inside are read by the names of their elements,
 * or by position where the test names none.
 */
export function valuePath(kind: string, value: string | null): string | null {
  if (value !== null && !isKey(value)) return null;
  switch (kind) {
    case 'summary':
      return `data.values.${value ?? '0'}.value`;
    case 'verdict':
      return value === null || value === 'held' ? 'data.held' : `data.checks.${value}.held`;
    case 'table':
    case 'quotes':
      return value === null || value === 'rows' ? 'rows' : null;
    case 'value':
    case 'choice':
      return `data.${value ?? 'value'}`;
    case 'record':
      return value === null ? null : `data.${value}`;
    default:
      return null;
  }
}

function isKey(value: string): boolean {
  return /^[^.]{1,100}$/.test(value) && value !== '__proto__';
}

function whyNotTestable(type: ArtifactType, value: string | null): string | null {
  if (type.cardinality === 'list') return `it reads a list of ${type.kind}, which has no single value`;
  if (valuePath(type.kind, value) !== null) return null;
  return value === null ? `a ${type.kind} has no value that could be compared` : `a ${type.kind} has no value "${value}" that could be compared`;
}

function untilFault(want: Want, registry: Pick<Registry, 'operations'>): string | null {
  const test = want.until?.test;
  if (test === undefined) return null;
  if (want.effect !== null) {
    const again = `Cannot repeat "${want.title}": it changes something ("${want.effect}"), and`;
    if (registry.operations.some((operation) => operation.effect_name === want.effect && operation.effect === 'destructive')) return `${again} what it destroys cannot be destroyed again. Want it once.`;
    if (want.type.cardinality === 'list') return `${again} each round would change each of several. Want the change of one, or once for each.`;
    if ((want.until?.limit ?? 0) > MOST_CHANGES) return `${again} ${want.until?.limit ?? 0} rounds are more than one approval may cover (${MOST_CHANGES}). State a lower limit.`;
  }
  if (want.until?.carry === true && want.effect !== null) return `Cannot repeat "${want.title}": it changes something, and what a change gave back cannot be changed on. Leave out that each round starts from the one before.`;
  const own = 'want' in test.of ? test.of.want === want.id : test.of.type.kind === want.type.kind;
  if (!own) return `Cannot repeat until "${want.title}" is done: the test reads ${'want' in test.of ? `"${test.of.want}"` : describeType(test.of.type)}, and it has to read the repeated result itself.`;
  const reason = whyNotTestable(want.type, test.value);
  return reason === null ? null : `Cannot repeat until "${want.title}" is done: ${reason}.`;
}

/**
 * Why a repeated change cannot go through a list that is wanted before it, where none of its inputs is stated: each round changes the same thing, and which of the list it is
 * nobody says. Null where nothing stands against it.
 */
export function throughListFault(wants: readonly Want[], registry: Pick<Registry, 'operations'>, stated: ReadonlySet<string>): string | null {
  for (const [at, want] of wants.entries()) {
    if (want.until === undefined || want.effect === null) continue;
    const taken = registry.operations.filter((operation) => operation.effect_name === want.effect).flatMap((operation) => operation.inputs.flatMap((port) => {
      const [token] = port.optional !== true && Array.isArray(port.facets['fields']) ? port.facets['fields'] : [];
      return typeof token === 'string' ? [token.slice(0, token.lastIndexOf('_')).replaceAll('_', '-')] : [];
    }));
    const list = wants.slice(0, at).find(({ type, effect }) => effect === null && type.kind === 'record' && type.cardinality === 'list' && typeof type.facets['entity'] === 'string' && taken.includes(type.facets['entity']) && !stated.has(type.facets['entity']));
    if (list !== undefined) return `Cannot repeat "${want.title}" for one of "${list.id}" after the other: each round of a repeated change is made to the same thing. Name the one that it is made to, let a person choose it, or want the change for each of the list.`;
  }
  return null;
}

function typeKey(type: ArtifactType): string {
  return `${type.kind} ${type.cardinality ?? 'one'} ${Object.keys(type.facets).toSorted().map((name) => `${name}=${canonical(type.facets[name] ?? 0)}`).join(' ')}`;
}
