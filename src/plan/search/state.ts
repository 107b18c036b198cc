import { type Match, type Store, type Term, EMPTY_STORE, canonical, isVariable, relate, resolve, withVariables } from '../unify.ts';
import { type Asked, type Cardinality, EXPECTED_ELEMENTS, type PreparedOperation, type Problem } from './problem.ts';

/** Where a need is met from. */
export type Source = { given: number } | { node: number };

export interface Requirement {
  facet: string;
  match: Match;
  term: Term;
}

/** An artifact that something asks for. `want` is the index of the goal's want at the root, otherwise -1. */
export interface Need {
  kinds: readonly string[];
  cardinality: Asked;
  effect: string | null;
  requirements: readonly Requirement[];
  consumer: number;
  port: number;
  want: number;
  /** Only a test asks for it: collections do not take it in, and what it shares is as near to the data as can be. */
  hidden: boolean;
  /** A change that is only wanted under a condition: nothing else may be made of what it gives back. */
  conditional: boolean;
  /** Made again until a test holds: only by what changes nothing, or by the change that is asked for. */
  repeated?: boolean;
  /** Of a collection: the wants that it takes in; null for all that it accepts. */
  parts: readonly number[] | null;
  /** Id of the want, where another may be made of what it found. */
  id?: string;
  takes?: readonly number[];
  depth: number;
  source: Source | null;
}

/** An operation in a partial plan. `serves` is the need that it was added for. */
export interface Node {
  operation: PreparedOperation;
  base: number;
  inputs: readonly number[][];
  serves: number;
  depth: number;
  /** The port over whose list the operation runs element by element; -1 where it runs once. */
  lift: number;
}

/** Whether a node makes one artifact or a list of them. */
export function cardinalityOf(node: Node): Cardinality {
  return node.lift >= 0 ? 'list' : (node.operation.operation.output.cardinality ?? 'one');
}

/** A partial plan. Never changed: every step makes a new one that shares what did not change. */
export interface State {
  store: Store;
  nodes: readonly Node[];
  needs: readonly Need[];
  open: readonly number[];
  cost: number;
}

export interface WantedArtifact {
  kind: string;
  effect: string | null;
  cardinality: Cardinality;
  requirements: Requirement[];
  hidden?: boolean;
  conditional?: boolean;
  repeated?: boolean;
  parts?: readonly number[];
  id?: string;
  /** Of a change: places of the wanted changes before it whose result it is made to. */
  takes?: readonly number[];
}

/** The empty plan: every want is open. Wants are met in reverse order of the list, so variadic collectors come last in it. */
export function startState(wants: readonly WantedArtifact[]): State {
  const needs = wants.map((want, index): Need => ({
    kinds: [want.kind],
    cardinality: want.cardinality,
    effect: want.effect,
    requirements: want.requirements,
    consumer: -1,
    port: -1,
    want: index,
    hidden: want.hidden === true,
    conditional: want.conditional === true,
    repeated: want.repeated === true,
    parts: want.parts ?? null,
    ...(want.id !== undefined && { id: want.id }),
    ...(want.takes !== undefined && { takes: want.takes }),
    depth: 0,
    source: null,
  }));
  return { store: EMPTY_STORE, nodes: [], needs, open: needs.map((_, index) => index), cost: 0 };
}

/** Every way in which the artifact at `source` can be made to fulfil one more requirement. */
function impose(problem: Problem, state: State, source: Source, requirement: Requirement): State[] {
  const withStores = (stores: Store[]): State[] => stores.map((store) => (store === state.store ? state : { ...state, store }));
  const silent = problem.facets.get(requirement.facet)?.default;
  if ('given' in source) {
    const offered = problem.givens[source.given]?.type.facets[requirement.facet] ?? silent;
    return offered === undefined ? [] : withStores(relate(state.store, requirement.match, offered, requirement.term));
  }
  const node = state.nodes[source.node];
  if (node === undefined) return [];
  if (node.operation.missing === true) return [state];
  const named = node.operation.output.get(requirement.facet);
  if (named !== undefined) return withStores(relate(state.store, requirement.match, named(node.base), requirement.term));
  const inherit = node.operation.inherit;
  if (inherit === null || inherit.except.has(requirement.facet)) return silent === undefined ? [] : withStores(relate(state.store, requirement.match, silent, requirement.term));
  const index = node.inputs[inherit.port]?.[0];
  return index === undefined ? [] : askMore(problem, state, index, requirement);
}

/** Every way in which one more requirement can hold for what meets a need, or will. */
function askMore(problem: Problem, state: State, index: number, requirement: Requirement): State[] {
  const need = state.needs[index];
  if (need === undefined) return [];
  if (need.source !== null) return impose(problem, state, need.source, requirement);
  if (need.requirements.some((one) => sameRequirement(state.store, one, requirement))) return [state];
  const needs = state.needs.slice();
  needs[index] = { ...need, requirements: [...need.requirements, requirement] };
  return [{ ...state, needs }];
}

function sameRequirement(store: Store, a: Requirement, b: Requirement): boolean {
  return a.facet === b.facet && a.match === b.match && canonical(resolve(store, a.term)) === canonical(resolve(store, b.term));
}

/** Every way of meeting the need from something that is there already: a given, or an operation of the plan. */
export function meetFrom(problem: Problem, state: State, needIndex: number, source: Source): State[] {
  const need = state.needs[needIndex];
  if (need === undefined) return [];
  let branches: State[] = [state];
  for (const requirement of need.requirements) {
    branches = branches.flatMap((branch) => impose(problem, branch, source, requirement));
    if (branches.length === 0) return [];
  }
  return branches.map((branch) => settleNeed(branch, needIndex, source));
}

/** Whether meeting the need decided nothing else: then no other way can be better. */
export function decidedNothing(before: State, after: State, needIndex: number): boolean {
  return after.store === before.store && after.needs.every((need, index) => index === needIndex || need === before.needs[index]);
}

function settleNeed(state: State, needIndex: number, source: Source): State {
  const needs = state.needs.slice();
  const need = needs[needIndex];
  if (need !== undefined) needs[needIndex] = { ...need, source };
  return { ...state, needs, open: state.open.filter((one) => one !== needIndex) };
}

/**
 * Every way of meeting the need with a new use of the operation: once, or for each element of a list at port `lift`. What meets the need `over` goes in at port `at`,
 * where one is given.
 */
export function meetWith(problem: Problem, state: State, needIndex: number, operation: PreparedOperation, parts: readonly number[], lift: number, over = -1, at = lift): State[] {
  const need = state.needs[needIndex];
  if (need === undefined) return [];
  const base = state.store.bindings.length;
  const store = withVariables(state.store, base, operation.variables, operation.excluded);
  const index = state.nodes.length;
  const needs = state.needs.slice();
  const open = state.open.filter((one) => one !== needIndex);
  const inputs = operation.ports.map((port, portIndex) => {
    if (port.variadic && parts.length > 0 && portIndex !== lift) return [...parts];
    if (portIndex === at && over >= 0) return [over];
    needs.push({
      kinds: port.kinds,
      cardinality: portIndex === lift ? 'list' : port.cardinality,
      effect: null,
      requirements: port.facets.map((facet) => ({ facet: facet.facet, match: facet.match, term: facet.at(base) })),
      consumer: index,
      port: portIndex,
      want: -1,
      hidden: need.hidden,
      conditional: false,
      parts: null,
      depth: need.depth + 1,
      source: null,
    });
    open.push(needs.length - 1);
    return [needs.length - 1];
  });
  needs[needIndex] = { ...need, source: { node: index } };
  const added: State = { store, needs, open, nodes: [...state.nodes, { operation, base, inputs, serves: needIndex, depth: need.depth + 1, lift }], cost: state.cost + operation.cost * (lift >= 0 ? EXPECTED_ELEMENTS : 1) };
  let branches: State[] = [added];
  for (const facet of over < 0 ? [] : (operation.ports[at]?.facets ?? [])) branches = branches.flatMap((branch) => askMore(problem, branch, over, { facet: facet.facet, match: facet.match, term: facet.at(base) }));
  for (const requirement of need.requirements) {
    branches = branches.flatMap((branch) => impose(problem, branch, { node: index }, requirement));
    if (branches.length === 0) return [];
  }
  return branches;
}

/** Whether the output of `from` goes, directly or not, into `to`; then `to` cannot be an input of `from`. */
export function feeds(state: State, from: number, to: number): boolean {
  const seen = new Set<number>();
  const stack = [to];
  while (stack.length > 0) {
    const current = stack.pop();
    if (current === undefined || seen.has(current)) continue;
    if (current === from) return true;
    seen.add(current);
    for (const ports of state.nodes[current]?.inputs ?? []) {
      for (const index of ports) {
        const source = state.needs[index]?.source;
        if (source !== null && source !== undefined && 'node' in source) stack.push(source.node);
      }
    }
  }
  return false;
}

/**
 * Whether a need asks for at least all that one of the needs above it asks for. Then whatever meets it would have met the other one
 * without the operations between: such a plan is never best.
 */
export function repeatsAncestor(state: State, needIndex: number): boolean {
  const need = state.needs[needIndex];
  if (need === undefined || need.consumer < 0) return false;
  let asked: Set<string> | null = null;
  let current = state.nodes[need.consumer];
  while (current !== undefined) {
    const above = state.needs[current.serves];
    if (above === undefined) return false;
    if (above.effect === null && (above.cardinality === 'any' || above.cardinality === need.cardinality) && need.kinds.every((kind) => above.kinds.includes(kind))) {
      asked ??= new Set(demands(state, need));
      const known = asked;
      if (demands(state, above).every((one) => known.has(one))) return true;
    }
    current = above.consumer < 0 ? undefined : state.nodes[above.consumer];
  }
  return false;
}

/** The requirements of a need as texts. A variable that concerns nobody else has no name in it; a wanted set that waits for a value shows what it must contain. */
function demands(state: State, need: Need): string[] {
  const results: string[] = [];
  for (const requirement of need.requirements) {
    const term = resolve(state.store, requirement.term);
    results.push(`${requirement.facet} ${requirement.match} ${textOf(state, term)}`);
    if (requirement.match !== 'includes' || !isVariable(term)) continue;
    for (const relation of state.store.pending) {
      const offered = resolve(state.store, relation.offered);
      if (relation.match === 'includes' && isVariable(offered) && offered.variable === term.variable) {
        results.push(`${requirement.facet} includes ${textOf(state, resolve(state.store, relation.wanted))}`);
      }
    }
  }
  return results;
}

function textOf(state: State, term: Term): string {
  if (typeof term !== 'object') return canonical(term);
  if (Array.isArray(term)) return `[${term.map((item) => textOf(state, item)).toSorted().join(',')}]`;
  if (!isVariable(term)) return `${term.fn}(${term.args.map((item) => textOf(state, item)).join(',')})`;
  const owner = state.nodes.find((node) => term.variable >= node.base && term.variable < node.base + node.operation.variables);
  const local = owner?.operation.local[term.variable - owner.base] === true;
  const excluded = state.store.excluded[term.variable];
  return `${local ? '_' : `?${term.variable}`}${excluded === undefined ? '' : ` not ${excluded.map(canonical).join(' ')}`}`;
}
