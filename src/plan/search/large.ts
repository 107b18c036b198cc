import type { FacetTerm, FacetValue } from '../../schemas/operation.ts';
import { canonical } from '../unify.ts';
import { RelaxedCosts } from './bound.ts';
import { expand, lowerBound } from './expand.ts';
import { type FoundNode, type FoundPlan, extractPlan } from './extract.ts';
import { Frontier } from './frontier.ts';
import { Landmarks } from './landmarks.ts';
import type { PreparedOperation, Problem } from './problem.ts';
import { relevantProblem } from './relevant.ts';
import { type Source, type State, type WantedArtifact, startState } from './state.ts';

/** Partial plans that are looked at for one want. */
const PER_WANT = 2_000;

/** A plan of some of the wants, with sources that point into the givens of the whole. */
interface Part {
  plan: FoundPlan;
  expansions: number;
}

/**
 * A plan for many wants, found in parts: wants about the same data are planned one after another, sharing what is there by then; collections (a report) come
 * last. Wants that differ in names alone are planned once. Cheapest for each want by itself, not proven so for all of them together; null where some want has no plan.
 */
export function searchInParts(problem: Problem, wants: readonly WantedArtifact[], depth: number): { plan: FoundPlan; expansions: number } | null {
  const collectors = new Set(wants.flatMap((want, index) => (isCollection(problem, want) ? [index] : [])));
  const whole = new Merging();
  const sources: (Source | null)[] = wants.map(() => null);
  const solved = new Map<string, { part: Part; names: string[] }>();
  const reserved = namesOf(problem);
  let expansions = 0;
  for (const members of groupsOf(problem, wants, collectors)) {
    const givens = givensFor(problem, wants, members);
    const group = members.map((index) => wants[index]).filter((want) => want !== undefined);
    const { key, names } = skeleton(problem, group, givens, reserved);
    const known = solved.get(key);
    const renamed = known === undefined ? null : new Map(known.names.map((name, index) => [name, names[index] ?? name]));
    const part = known === undefined ? solve(problem, group, givens, depth) ?? solve(problem, group, problem.givens.map((_, index) => index), depth) : known.part;
    if (part === null) return null;
    if (known === undefined && part.plan.nodes.every((node) => node.inputs.every((input) => input.sources.every((source) => 'node' in source || givens.includes(source.given))))) solved.set(key, { part: local(part, givens), names });
    if (known === undefined) expansions += part.expansions;
    const placed = whole.add(part.plan, (given) => (known === undefined ? { given } : { given: givens[given] ?? -1 }), renamed);
    members.forEach((index, at) => (sources[index] = placed[at] ?? null));
  }
  if (collectors.size > 0) {
    const last = collect(problem, wants, sources, whole, depth, [...collectors]);
    if (last === null) return null;
    expansions += last.expansions;
    for (const index of collectors) sources[index] = last.sources[index] ?? null;
  }
  const ends = sources.flatMap((source) => source ?? []);
  return ends.length < wants.length ? null : { plan: { cost: whole.cost, nodes: whole.nodes, wants: ends, shape: 'parts' }, expansions };
}

/** Whether everything that makes a want takes any number of parts. */
function isCollection(problem: Problem, want: WantedArtifact): boolean {
  const makers = (problem.byKind.get(want.kind) ?? []).filter((operation) => (operation.operation.effect_name ?? null) === want.effect);
  return makers.length > 0 && makers.every((operation) => operation.ports.some((port) => port.variadic));
}

/** Facets that no operation sets: what has them has them from given data. */
function inherited(problem: Problem): string[] {
  const set = new Set(problem.operations.flatMap((operation) => [...operation.output.keys()]));
  return [...problem.facets.values()].filter((facet) => facet.match === 'equal' && facet.default === undefined && !set.has(facet.name)).map((facet) => facet.name).toSorted();
}

/** Wants by the data that they name, in the order of the wants. */
function groupsOf(problem: Problem, wants: readonly WantedArtifact[], collectors: ReadonlySet<number>): number[][] {
  const facets = new Set(inherited(problem));
  const groups = new Map<string, number[]>();
  for (const [index, want] of wants.entries()) {
    if (collectors.has(index)) continue;
    const key = want.requirements.filter((one) => facets.has(one.facet)).map((one) => `${one.facet}=${canonical(one.term)}`).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
}

/** Givens that have the data which the wants of a group name, values beside them; all, where they name none. */
function givensFor(problem: Problem, wants: readonly WantedArtifact[], members: readonly number[]): number[] {
  const facets = new Set(inherited(problem));
  const named = (wants[members[0] ?? -1]?.requirements ?? []).filter((one) => facets.has(one.facet));
  return problem.givens.flatMap(({ type }, index) => (named.every((one) => type.facets[one.facet] === undefined || canonical(type.facets[one.facet] ?? 0) === canonical(one.term)) ? [index] : []));
}

/** Plans the wants one after another, the last first; each takes what those before it made. */
function solve(problem: Problem, wants: readonly WantedArtifact[], givens: readonly number[], depth: number): Part | null {
  const part = relevantProblem({ ...problem, givens: givens.flatMap((index) => problem.givens[index] ?? []) }, wants);
  const grown = grow(part, { ...startState(wants), open: [] }, wants.map((_, index) => index).toReversed(), depth);
  const plan = grown === null ? null : extractPlan(part, grown.state, 'values');
  if (grown === null || plan === null) return null;
  const global = (source: Source): Source => ('given' in source ? { given: givens[source.given] ?? -1 } : source);
  return { expansions: grown.expansions, plan: { ...plan, wants: plan.wants.map(global), nodes: plan.nodes.map((node) => withSources(node, global)) } };
}

function grow(problem: Problem, start: State, wants: readonly number[], depth: number): { state: State; expansions: number } | null {
  const relaxed = new RelaxedCosts(problem);
  const landmarks = new Landmarks(problem);
  let current = start;
  let expansions = 0;
  for (const want of wants) {
    const frontier = new Frontier<{ state: State; bound: number; order: number }>((a, b) => a.bound < b.bound || (a.bound === b.bound && a.order < b.order));
    let order = 0;
    const push = (state: State): void => {
      const bound = lowerBound(relaxed, landmarks, state);
      if (bound < Number.POSITIVE_INFINITY) frontier.push({ state, bound: state.cost + bound, order: order++ });
    };
    push({ ...current, open: [want] });
    let next: State | null = null;
    for (let looked = 0; next === null && looked < PER_WANT; looked += 1) {
      const state = frontier.pop()?.state;
      if (state === undefined) return null;
      expansions += 1;
      if (state.open.length === 0) next = extractPlan(problem, { ...state, nodes: state.nodes }, 'values') === null ? null : state;
      else for (const one of expand(problem, state, depth)) push(one);
    }
    if (next === null) return null;
    current = next;
  }
  return { state: current, expansions };
}

/** Plans the collections over what all other wants have become. */
function collect(problem: Problem, wants: readonly WantedArtifact[], sources: readonly (Source | null)[], whole: Merging, depth: number, collectors: readonly number[]): { sources: Source[]; expansions: number } | null {
  const base = problem.givens.length;
  const made = sources.flatMap((source, index) => (source === null ? [] : [{ index, source }]));
  const types = made.map(({ source, index }) => ({ id: `want ${index}`, type: 'given' in source ? (problem.givens[source.given]?.type ?? { kind: '', facets: {} }) : (whole.nodes[source.node]?.type ?? { kind: '', facets: {} }) }));
  const part = relevantProblem({ ...problem, givens: [...problem.givens, ...types] }, collectors.flatMap((index) => wants[index] ?? []));
  const start = startState(wants);
  const needs = start.needs.map((need, index) => {
    const at = made.findIndex((one) => one.index === index);
    return at < 0 ? need : { ...need, source: { given: base + at } };
  });
  const grown = grow(part, { ...start, needs, open: [] }, collectors.toReversed(), depth);
  const plan = grown === null ? null : extractPlan(part, grown.state, 'values');
  if (grown === null || plan === null) return null;
  return { sources: whole.add(plan, (given) => (given < base ? { given } : (made[given - base]?.source ?? { given: -1 })), null), expansions: grown.expansions };
}

/** A plan with its givens counted within the group. */
function local(part: Part, givens: readonly number[]): Part {
  const place = (source: Source): Source => ('given' in source ? { given: givens.indexOf(source.given) } : source);
  return { ...part, plan: { ...part.plan, wants: part.plan.wants.map(place), nodes: part.plan.nodes.map((node) => withSources(node, place)) } };
}

function withSources(node: FoundNode, place: (source: Source) => Source): FoundNode {
  return { ...node, inputs: node.inputs.map((input) => ({ ...input, sources: input.sources.map(place) })) };
}

/** Plans put together: what two parts make of the same inputs with the same settings is made once. */
class Merging {
  readonly nodes: FoundNode[] = [];
  cost = 0;
  readonly #known = new Map<string, number>();

  /** Adds the nodes of a part, with names replaced; gives where its wants come from. */
  add(plan: FoundPlan, given: (index: number) => Source, names: ReadonlyMap<string, string> | null): Source[] {
    const at: number[] = [];
    const place = (source: Source): Source => ('given' in source ? given(source.given) : { node: at[source.node] ?? -1 });
    for (const node of plan.nodes) {
      const moved = rename(withSources(node, place), names);
      const text = `${moved.operation.name}*${moved.lift ?? ''} ${moved.parameters.map(({ name, value }) => `${name}:${canonical(value)}`).join(' ')} ${JSON.stringify(moved.inputs)} ${Object.entries(moved.type.facets).map(([name, value]) => `${name}=${canonical(value)}`).toSorted().join(' ')}`;
      const same = this.#known.get(text);
      at.push(same ?? this.nodes.length);
      if (same !== undefined && moved.operation.operation.effect_name === undefined) continue;
      at[at.length - 1] = this.nodes.length;
      this.#known.set(text, this.nodes.length);
      this.nodes.push(moved);
      this.cost += moved.operation.cost;
    }
    return plan.wants.map(place);
  }
}

function rename(node: FoundNode, names: ReadonlyMap<string, string> | null): FoundNode {
  if (names === null) return node;
  return {
    ...node,
    parameters: node.parameters.map(({ name, value }) => ({ name, value: renamed(value, names) })),
    type: { ...node.type, facets: Object.fromEntries(Object.entries(node.type.facets).map(([name, value]) => [name, renamed(value, names)])) },
  };
}

function renamed(value: FacetValue, names: ReadonlyMap<string, string>): FacetValue {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, names)).map((item) => ({ item, key: canonical(item) })).toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
  return typeof value === 'object' ? { fn: value.fn, args: value.args.map((item) => renamed(item, names)) } : value;
}

/** Texts that mean something to an operation or a facet: another name in their place would be another problem. */
function namesOf(problem: Problem): Set<string> {
  const names = new Set<string>();
  const read = (term: FacetTerm | undefined): void => {
    if (typeof term === 'string') names.add(term);
    else if (Array.isArray(term)) term.forEach(read);
    else if (typeof term === 'object' && 'atLeast' in term) read(term.atLeast);
    else if (typeof term === 'object' && 'args' in term) term.args.forEach(read);
    else if (typeof term === 'object' && 'var' in term) read(term.not);
  };
  const of = ({ operation }: PreparedOperation): void => {
    Object.values(operation.output.facets).forEach(read);
    Object.values(operation.bind).forEach(read);
    for (const port of operation.inputs) Object.values(port.facets).forEach(read);
  };
  problem.operations.forEach(of);
  for (const facet of problem.facets.values()) read(facet.default);
  return names;
}

/** Wants and givens with their own names replaced by numbers, in the order in which they occur; two groups with one skeleton have one plan, by other names. */
function skeleton(problem: Problem, wants: readonly WantedArtifact[], givens: readonly number[], reserved: ReadonlySet<string>): { key: string; names: string[] } {
  const numbers = new Map<string, number>();
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string' && !reserved.has(value)) {
      const number = numbers.get(value) ?? numbers.size;
      numbers.set(value, number);
      return { number };
    }
    if (Array.isArray(value)) return value.map(plain);
    return typeof value === 'object' && value !== null && 'fn' in value && 'args' in value ? { fn: value.fn, args: plain(value.args) } : value;
  };
  // A period says something by itself, and so do its facets' values.
  const facet = (name: string, value: unknown): unknown => [name, problem.facets.get(name)?.match === 'covers' ? value : plain(value)];
  const key = JSON.stringify([
    wants.map(({ kind, effect, cardinality, requirements, hidden, conditional, parts }) => [kind, effect, cardinality, requirements.map((one) => [one.match, facet(one.facet, one.term)]), hidden === true, conditional === true, parts ?? null]),
    givens.map((index) => problem.givens[index]?.type).map((type) => [type?.kind, type?.cardinality ?? 'one', Object.entries(type?.facets ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => facet(name, value))]),
  ]);
  return { key, names: [...numbers.keys()] };
}
