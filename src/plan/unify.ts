import type { FacetTerm, FacetValue } from '../schemas/operation.ts';
import { coversPeriod } from './period.ts';

/** A facet value in which logic variables may stand. Lists are sets. */
export type Term = string | number | boolean | Term[] | { fn: string; args: Term[] } | Variable;
export interface Variable {
  variable: number;
}
/** How a wanted value compares with an offered one. */
export type Match = 'equal' | 'includes' | 'covers';

interface Relation {
  match: Match;
  offered: Term;
  wanted: Term;
}

/** Bindings, excluded values and relations that wait for a value. Never changed: every step returns a new one. */
export interface Store {
  bindings: readonly (Term | undefined)[];
  excluded: readonly (readonly FacetValue[] | undefined)[];
  pending: readonly Relation[];
}

export const EMPTY_STORE: Store = { bindings: [], excluded: [], pending: [] };

export function isVariable(term: Term): term is Variable {
  return typeof term === 'object' && 'variable' in term;
}

/** The term `union(a, b, …)` is not data: it stands for the set of everything in its arguments, as soon as these are known. */
export const UNION = 'union';

function walk(store: Store, term: Term): Term {
  let current = term;
  while (isVariable(current)) {
    const next: Term | undefined = store.bindings[current.variable];
    if (next === undefined) return current;
    current = next;
  }
  return isUnion(current) ? (unite(store, current.args) ?? current) : current;
}

function isUnion(term: Term): term is { fn: typeof UNION; args: Term[] } {
  return typeof term === 'object' && 'fn' in term && term.fn === UNION;
}

/** Whether a variable has a value, even one with variables inside, or a relation that still waits may give it one. */
export function isDecided(store: Store, variable: number): boolean {
  const value = walk(store, { variable });
  return !isVariable(value) || store.pending.some((relation) => occurs(store, value.variable, relation.offered) || occurs(store, value.variable, relation.wanted));
}

/** All elements of the sets; null while one of them is not known. */
function unite(store: Store, sets: readonly Term[]): Term[] | null {
  const elements: Term[] = [];
  for (const set of sets) {
    const value = walk(store, set);
    if (isVariable(value) || isUnion(value)) return null;
    elements.push(...(Array.isArray(value) ? value : [value]));
  }
  return elements;
}

/** Whether nothing can be said about the term yet. */
function isOpen(term: Term): boolean {
  return isVariable(term) || isUnion(term);
}

/** The term with every bound variable replaced. */
export function resolve(store: Store, term: Term): Term {
  const value = walk(store, term);
  if (typeof value !== 'object' || isVariable(value)) return value;
  if (Array.isArray(value)) return value.map((item) => resolve(store, item));
  return { fn: value.fn, args: value.args.map((item) => resolve(store, item)) };
}

/** One text for equal values: sets are sorted and without duplicates; the arguments of a term keep their order. */
export function canonical(term: Term): string {
  if (typeof term !== 'object') return JSON.stringify(term);
  if (Array.isArray(term)) return `[${[...new Set(term.map(canonical))].toSorted().join(',')}]`;
  if (isVariable(term)) return `?${term.variable}`;
  const known = TEXTS.get(term);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(term.fn)}(${term.args.map(canonical).join(',')})`;
  TEXTS.set(term, text);
  return text;
}

/** Terms are never changed once they are made, and the same ones are compared again and again. */
const TEXTS = new WeakMap<object, string>();

/** The value of a term without variables, sets sorted; null where a variable is left. */
export function groundValue(store: Store, term: Term): FacetValue | null {
  const value = walk(store, term);
  if (typeof value !== 'object') return value;
  if (isVariable(value)) return null;
  if (Array.isArray(value)) {
    const items = new Map<string, FacetValue>();
    for (const item of value) {
      const ground = groundValue(store, item);
      if (ground === null) return null;
      items.set(canonical(ground), ground);
    }
    return [...items.entries()].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
  }
  if (isUnion(value)) return null;
  const args: FacetValue[] = [];
  for (const item of value.args) {
    const ground = groundValue(store, item);
    if (ground === null) return null;
    args.push(ground);
  }
  return { fn: value.fn, args };
}

/** A declared term with the variables of one use of its operation. `slot` gives the index of a variable's name. */
export function instantiate(term: FacetTerm, base: number, slot: (name: string) => number): Term {
  if (typeof term !== 'object') return term;
  if (Array.isArray(term)) return term.map((item) => instantiate(item, base, slot));
  if ('var' in term) return { variable: base + slot(term.var) };
  if ('atLeast' in term) return instantiate(term.atLeast, base, slot);
  return { fn: term.fn, args: term.args.map((item) => instantiate(item, base, slot)) };
}

/** The store with `count` new variables, some of which may not take certain values. */
export function withVariables(store: Store, base: number, count: number, excluded: readonly { slot: number; value: FacetValue }[]): Store {
  if (count === 0) return store;
  const bindings = store.bindings.slice();
  bindings.length = base + count;
  if (excluded.length === 0) return { ...store, bindings };
  const exclusions = store.excluded.slice();
  exclusions.length = base + count;
  for (const { slot, value } of excluded) exclusions[base + slot] = [...(exclusions[base + slot] ?? []), value];
  return { ...store, bindings, excluded: exclusions };
}

/** Every way in which `offered` can meet `wanted`; the same store, where nothing had to be decided for it. */
export function relate(store: Store, match: Match, offered: Term, wanted: Term): Store[] {
  if (match === 'equal') return unify(store, offered, wanted);
  const left = walk(store, offered);
  const right = walk(store, wanted);
  if (isOpen(left) || isOpen(right)) {
    if (isVariable(left) && isVariable(right) && left.variable === right.variable) return [store];
    if (match === 'includes' && Array.isArray(right) && right.length === 0) return [store];
    return wait(store, match, left, right);
  }
  if (match === 'covers') {
    if (typeof left === 'object' || typeof right === 'object') return unify(store, left, right);
    return coversPeriod(String(left), String(right)) ? [store] : [];
  }
  return includeAll(store, Array.isArray(left) ? left : [left], Array.isArray(right) ? right : [right]);
}

/** The relation is looked at again when more is known. */
function wait(store: Store, match: Match, offered: Term, wanted: Term): Store[] {
  const known = canonical(resolve(store, offered)) + canonical(resolve(store, wanted));
  if (store.pending.some((one) => one.match === match && canonical(resolve(store, one.offered)) + canonical(resolve(store, one.wanted)) === known)) return [store];
  return [{ ...store, pending: [...store.pending, { match, offered, wanted }] }];
}

function includeAll(store: Store, offered: readonly Term[], wanted: readonly Term[]): Store[] {
  let branches: Store[] = [store];
  for (const item of wanted) {
    const next: Store[] = [];
    for (const branch of branches) {
      const found = offered.flatMap((candidate) => unify(branch, candidate, item));
      // An element that is there without deciding anything makes the other ways pointless.
      const free = found.find((one) => one === branch);
      next.push(...(free === undefined ? found : [free]));
    }
    branches = next;
    if (branches.length === 0) return branches;
  }
  return branches;
}

function unify(store: Store, first: Term, second: Term): Store[] {
  const a = walk(store, first);
  const b = walk(store, second);
  if (isVariable(a)) return isVariable(b) && a.variable === b.variable ? [store] : bind(store, a.variable, b);
  if (isVariable(b)) return bind(store, b.variable, a);
  if (isUnion(a) || isUnion(b)) return wait(store, 'equal', a, b);
  if (typeof a !== 'object' || typeof b !== 'object') return a === b ? [store] : [];
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) ? unifySets(store, a, b) : [];
  if (a.fn !== b.fn || a.args.length !== b.args.length) return [];
  let branches: Store[] = [store];
  for (const [index, item] of a.args.entries()) {
    const other = b.args[index];
    branches = other === undefined ? [] : branches.flatMap((branch) => unify(branch, item, other));
  }
  return branches;
}

function unifySets(store: Store, a: readonly Term[], b: readonly Term[]): Store[] {
  const left = groundValue(store, [...a]);
  const right = groundValue(store, [...b]);
  if (left !== null && right !== null) return canonical(left) === canonical(right) ? [store] : [];
  const forth = includeAll(store, a, b);
  const results = forth.flatMap((branch) => includeAll(branch, b, a));
  return results;
}

/** Whether the term has the variable in it: no value could be its own part. */
function occurs(store: Store, variable: number, term: Term): boolean {
  if (typeof term !== 'object') return false;
  if (isVariable(term)) {
    if (term.variable === variable) return true;
    const bound = store.bindings[term.variable];
    return bound !== undefined && occurs(store, variable, bound);
  }
  return (Array.isArray(term) ? term : term.args).some((item) => occurs(store, variable, item));
}

function bind(store: Store, variable: number, term: Term): Store[] {
  if (!isVariable(term) && occurs(store, variable, term)) return [];
  const bindings = store.bindings.slice();
  bindings[variable] = term;
  let excluded = store.excluded;
  const forbidden = excluded[variable];
  let next: Store = { ...store, bindings };
  if (forbidden !== undefined) {
    const target = walk(next, term);
    if (isVariable(target)) {
      const merged = excluded.slice();
      merged[target.variable] = [...(merged[target.variable] ?? []), ...forbidden];
      excluded = merged;
      next = { ...next, excluded };
    } else {
      const value = groundValue(next, target);
      if (value !== null && forbidden.some((one) => canonical(one) === canonical(value))) return [];
    }
  }
  return next.pending.length === 0 ? [next] : settle(next);
}

/** Looks again at the relations that waited for a value. */
function settle(store: Store): Store[] {
  const waiting = store.pending;
  let branches: Store[] = [{ ...store, pending: [] }];
  for (const relation of waiting) branches = branches.flatMap((branch) => relate(branch, relation.match, relation.offered, relation.wanted));
  return branches;
}

/**
 * Gives the variables that only waiting relations hold a value: a set that is asked to be part of known sets takes all that they share;
 * one that has to contain known sets takes just those; a period likewise.
 */
export function label(store: Store): Store[] {
  const relation = store.pending.find((one) => isOpen(walk(store, one.offered)) !== isOpen(walk(store, one.wanted))) ?? store.pending[0];
  if (relation === undefined) return [store];
  const offered = walk(store, relation.offered);
  const wanted = walk(store, relation.wanted);
  const free = isVariable(wanted) ? wanted : offered;
  const partners = store.pending
    .filter((one) => one.match === relation.match && sameVariable(walk(store, free === wanted ? one.wanted : one.offered), free))
    .map((one) => walk(store, free === wanted ? one.offered : one.wanted))
    .filter((one) => !isVariable(one));
  const first = partners[0];
  if (!isVariable(free)) return [];
  if (first === undefined) return unify(store, offered, wanted).flatMap(label);
  return bind(store, free.variable, relation.match === 'covers' ? first : combine(store, partners, free === wanted)).flatMap(label);
}

function sameVariable(term: Term, other: Term): boolean {
  return isVariable(term) && isVariable(other) && term.variable === other.variable;
}

function combine(store: Store, sets: readonly Term[], shared: boolean): Term[] {
  const lists = sets.map((set) => (Array.isArray(set) ? set : [set]).map((item) => resolve(store, item)));
  const all = new Map(lists.flat().map((item) => [canonical(item), item]));
  const keep = [...all.entries()].filter(([key]) => !shared || lists.every((list) => list.some((item) => canonical(item) === key)));
  return keep.map(([, item]) => item);
}
