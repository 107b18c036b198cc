import { EMPTY_STORE, groundValue, isDecided, relate, withVariables } from '../unify.ts';
import { type RelaxedCosts, cheapestOf, kindKey } from './bound.ts';
import type { Landmarks } from './landmarks.ts';
import { offeredFrom } from './offered.ts';
import { type PreparedOperation, type Problem, fitsCardinality } from './problem.ts';
import { type Need, type State, cardinalityOf, decidedNothing, feeds, meetFrom, meetWith, repeatsAncestor } from './state.ts';

/** What a partial plan still costs at least. */
export function lowerBound(relaxed: RelaxedCosts, landmarks: Landmarks, state: State): number {
  const unavoidable = landmarks.bound(state);
  if (unavoidable === Number.POSITIVE_INFINITY) return unavoidable;
  const costs = relaxed.costs(new Set(state.nodes.map((node) => kindKey(node.operation.operation.output.kind, cardinalityOf(node)))));
  let dearest = unavoidable;
  for (const index of state.open) {
    const need = state.needs[index];
    if (need !== undefined) dearest = Math.max(dearest, cheapestOf(costs, need.kinds, need.cardinality));
  }
  return dearest;
}

/** Every way of meeting the newest open need of a partial plan. */
export function expand(problem: Problem, state: State, depth: number): State[] {
  const index = state.open.at(-1);
  const need = index === undefined ? undefined : state.needs[index];
  if (index === undefined || need === undefined) return [];
  const results: State[] = [];
  // What passes its facets on decides what the other open needs could share.
  const final = state.open.length === 1 || need.consumer < 0 || state.nodes[need.consumer]?.operation.inherit?.port !== need.port;
  if (need.effect === null) {
    for (const [given, { type }] of problem.givens.entries()) {
      if (!need.kinds.includes(type.kind) || !fitsCardinality(type.cardinality, need.cardinality)) continue;
      for (const next of meetFrom(problem, state, index, { given })) {
        if (final && decidedNothing(state, next, index)) return [next];
        results.push(next);
      }
    }
    for (const [node, made] of need.hidden ? [...state.nodes.entries()].toReversed() : state.nodes.entries()) {
      const { operation } = made.operation;
      if (state.needs[made.serves]?.conditional === true) continue;
      if (need.repeated === true && changes(made.operation)) continue;
      if (isMereIdentifier(made.operation) && isToBeSeen(need)) continue;
      // What a wanted change gives back (the record of what was just created) may be gone on with; other named steps serve their want alone.
      if ((operation.effect_name !== undefined && operation.effect === 'none') || !need.kinds.includes(operation.output.kind) || !fitsCardinality(cardinalityOf(made), need.cardinality)) continue;
      if (consumersOf(state, index).some((consumer) => feeds(state, consumer, node))) continue;
      for (const next of meetFrom(problem, state, index, { node })) {
        if (final && decidedNothing(state, next, index)) return [next];
        results.push(next);
      }
    }
  }
  if (need.depth >= depth || repeatsAncestor(state, index)) return results;
  for (const kind of need.kinds) {
    for (const operation of problem.byKind.get(kind) ?? []) results.push(...useOperation(problem, state, index, operation));
  }
  return results;
}

/** The nodes that take what meets a need: the one that it was made for, or every collection that a want is part of. */
function consumersOf(state: State, index: number): number[] {
  const need = state.needs[index];
  if (need === undefined || need.want < 0) return need === undefined ? [] : [need.consumer];
  return state.nodes.flatMap((node, at) => (node.inputs.some((parts) => parts.includes(index)) ? [at] : []));
}

/** Whether an operation changes something, so that running it again is not the same as looking again. */
function changes({ operation }: PreparedOperation): boolean {
  return operation.effect === 'write' || operation.effect === 'destructive';
}

/** Whether an operation only says which record is meant (`named-room`, `author-of`): for others to look it up, and nothing that anybody wants to see. */
function isMereIdentifier({ operation: { effect, output } }: PreparedOperation): boolean {
  const { fields, service } = output.facets;
  return output.kind === 'record' && effect === 'none' && service !== undefined && Array.isArray(fields) && fields.length === 1;
}

/** Whether somebody wants to see what meets the need: what asks for an identifier itself (a port that a link is missing for, a named operation) goes on with it. */
function isToBeSeen({ want, requirements }: Need): boolean {
  return want >= 0 && !requirements.some(({ facet }) => facet === 'operation' || facet === 'fields');
}

function useOperation(problem: Problem, state: State, index: number, operation: PreparedOperation): State[] {
  const need = state.needs[index];
  if (need !== undefined && isMereIdentifier(operation) && isToBeSeen(need)) return [];
  if (need === undefined || (operation.operation.effect_name ?? null) !== need.effect || (need.repeated === true && need.effect === null && changes(operation))) return [];
  if (operation.outputOnly.some((facet) => !need.requirements.some((one) => one.facet === facet) && !isAskedFor(state, index, facet, operation))) return [];
  if (operation.combines && state.nodes.filter((node) => node.operation.combines).length >= problem.combinations * state.needs.filter((one) => one.want >= 0).length) return [];
  if (operation.ports.some((port) => port.resultOf !== null)) return useResult(problem, state, index, operation);
  const variadic = operation.ports.find((port) => port.variadic);
  const parts = variadic === undefined || need.want < 0 ? [] : collected(state, need, variadic.kinds);
  const base = state.store.bindings.length;
  const leads = (next: State): boolean =>
    operation.wishes.every((wish) => isDecided(next.store, base + wish.slot) || mayBeWished(next, operation, base, wish)) && operation.brings.every((slots) => slots.some((slot) => isDecided(next.store, base + slot)));
  const once = fitsCardinality(operation.operation.output.cardinality, need.cardinality) ? meetWith(problem, state, index, operation, parts, -1).filter(leads) : [];
  const offered = offeredFrom(problem, state, index, operation, wantAbove(state, index)).map((one) => ({ ...one, states: one.states.filter(leads) }));
  once.push(...byFound(problem, state, index, operation).filter(leads), ...ofFound(problem, state, index, operation).filter(leads));
  if (offered.length > 0) return [...offered.flatMap((one) => one.states), ...once.map((next) => ({ ...next, cost: next.cost + Math.max(...offered.map((one) => one.instead)) }))];
  if (need.cardinality === 'one') return once;
  const named = [...operation.flat, ...operation.lifts].flatMap((port) => otherLists(state, index, operation.ports[port]?.kinds ?? []).flatMap((over) => meetWith(problem, state, index, operation, parts, port, over).filter(leads)));
  return [...once, ...named, ...[...operation.unnamed, ...operation.everywhere].flatMap((port) => meetWith(problem, state, index, operation, parts, port).filter(leads))];
}

/** Uses of an operation that goes on with what another want found: that want's own result goes in, whatever makes it. */
function useResult(problem: Problem, state: State, index: number, operation: PreparedOperation): State[] {
  const need = state.needs[index];
  const port = operation.ports.find((one) => one.resultOf !== null);
  if (need === undefined || port === undefined || !fitsCardinality(operation.operation.output.cardinality, need.cardinality)) return [];
  const ids = need.requirements.flatMap(({ facet, match, term }) => {
    const offered = operation.output.get(facet)?.(0);
    const asked = groundValue(state.store, term);
    if (offered === undefined || asked === null || port.resultOf === null) return [];
    const variable = { variable: port.resultOf };
    return relate(withVariables(EMPTY_STORE, 0, operation.variables, operation.excluded), match, offered, asked).flatMap((store) => groundValue(store, variable) ?? []);
  });
  const over = state.needs.findIndex((one) => one.want >= 0 && !one.hidden && one.id !== undefined && ids.includes(one.id) && (!port.rounds || one.repeated === true) && one.kinds.some((kind) => port.kinds.includes(kind)));
  if (over < 0 || over === index) return [];
  const source = state.needs[over]?.source ?? null;
  // What is found must not be made of what is kept by it.
  return meetWith(problem, state, index, operation, [over], -1).filter((next) => source === null || !('node' in source) || !feeds(next, next.nodes.length - 1, source.node));
}

/** Uses of a change on the very record that an earlier want asks for: what was found is changed, and nobody has to choose it. */
function byFound(problem: Problem, state: State, index: number, operation: PreparedOperation): State[] {
  const need = state.needs[index];
  if (need === undefined || need.effect === null || need.want < 0 || !changes(operation) || !fitsCardinality(operation.operation.output.cardinality, need.cardinality)) return [];
  return operation.ports.flatMap((port, at) =>
    port.cardinality !== 'one' || !port.kinds.includes('record') ? [] : state.needs.flatMap((other, over) => {
      const found = other.want >= 0 && other.want < need.want && !other.hidden && other.effect === null && other.cardinality === 'one' && other.repeated !== true && other.kinds.some((kind) => port.kinds.includes(kind)) && other.requirements.some(({ facet }) => facet === 'among' || facet === 'filters' || facet === 'order');
      const made = need.takes?.includes(other.want) === true && other.effect !== null;
      return found || made ? meetWith(problem, state, index, operation, [], -1, over, at) : [];
    }),
  );
}

/** Uses of an operation that lists what belongs to one record on the very record that an earlier want finds: the notes of the largest room. */
function ofFound(problem: Problem, state: State, index: number, operation: PreparedOperation): State[] {
  const need = state.needs[index];
  if (need === undefined || need.effect !== null || operation.flat.length === 0 || !fitsCardinality(operation.operation.output.cardinality, need.cardinality)) return [];
  const own = wantAbove(state, index);
  return operation.flat.flatMap((port) => state.needs.flatMap((other, over) => {
    const found = other.want >= 0 && other.want < own && !other.hidden && other.effect === null && other.cardinality === 'one' && other.repeated !== true && other.kinds.some((kind) => operation.ports[port]?.kinds.includes(kind)) && other.requirements.some(({ facet }) => facet === 'among' || facet === 'filters' || facet === 'order');
    return found ? meetWith(problem, state, index, operation, [], -1, over, port) : [];
  }));
}

/** Lists of one of the kinds that are wanted before the want that the need serves: what is made for each element is made of a list that the person named. */
function otherLists(state: State, index: number, kinds: readonly string[]): number[] {
  const own = wantAbove(state, index);
  return state.needs.flatMap((need, at) => (need.want >= 0 && need.want < own && !need.hidden && need.effect === null && need.cardinality === 'list' && need.kinds.some((kind) => kinds.includes(kind)) ? [at] : []));
}

/** The want that a need serves in the end. */
function wantAbove(state: State, index: number): number {
  let root = index;
  for (let consumer = state.needs[root]?.consumer ?? -1; consumer >= 0; consumer = state.needs[root]?.consumer ?? -1) root = state.nodes[consumer]?.serves ?? root;
  return state.needs[root]?.want ?? -1;
}

/** Whether another open need, which could share what is made here, asks for the facet. */
function isAskedFor(state: State, met: number, facet: string, { operation: { output }, lifts }: PreparedOperation): boolean {
  const could = (need: Need): boolean => need.kinds.includes(output.kind) && (fitsCardinality(output.cardinality, need.cardinality) || lifts.length > 0);
  return state.open.some((index) => {
    const need = state.needs[index];
    return index !== met && need !== undefined && could(need) && need.requirements.some((one) => one.facet === facet);
  });
}

/** Whether another open need could share what is made here, and decide about the setting by what it asks for. */
function mayBeWished(state: State, operation: PreparedOperation, base: number, wish: PreparedOperation['wishes'][number]): boolean {
  return state.open.some((index) =>
    state.needs[index]?.requirements.some((one) => {
      const offered = wish.facets.includes(one.facet) ? operation.output.get(one.facet) : undefined;
      return offered !== undefined && relate(state.store, one.match, offered(base), one.term).some((store) => isDecided(store, base + wish.slot));
    }) === true,
  );
}

/** A wanted collection (a report, a description) takes in every want before it that it accepts. */
function collected(state: State, { want, parts }: Need, kinds: readonly string[]): number[] {
  return state.needs.flatMap((need, index) => (need.want >= 0 && !need.hidden && need.want < want && (parts?.includes(need.want) ?? true) && need.kinds.every((kind) => kinds.includes(kind)) ? [index] : []));
}
