import { type Store, EMPTY_STORE, groundValue, relate, withVariables } from '../unify.ts';
import { type PreparedOperation, type Problem, fitsCardinality } from './problem.ts';
import { type Need, type State, meetWith } from './state.ts';

/** What tells records of one kind of thing from others. */
const RECORDS_BY: ReadonlySet<string> = new Set(['entity', 'service', 'operation', 'fields', 'refers']);
/** A choice from anything else than what the person wants to see is that much dearer than the choice from it: it is only made where that leads to no plan. */
const INSTEAD = 3;

/**
 * Uses of an operation on what the goal wants shown before: a person chooses from exactly the list or table that is wanted, and the chosen one is taken out of it.
 * `instead` is what a use on something else costs beside. Nothing for other operations, and where nothing that is wanted before fits.
 */
export function offeredFrom(problem: Problem, state: State, index: number, operation: PreparedOperation, own: number): { states: State[]; instead: number }[] {
  const need = state.needs[index];
  if (need === undefined || !fitsCardinality(operation.operation.output.cardinality, need.cardinality)) return [];
  const chooses = operation.operation.runs_on === 'person' && operation.operation.output.kind === 'choice';
  if (!chooses && !operation.ports.some((port) => port.kinds.includes('choice'))) return lastSeen(problem, state, index, operation, own);
  // A choice is offered from either kind of what is shown; which operation it takes depends on that kind alone.
  const others = chooses ? (problem.byKind.get('choice') ?? []).filter((one) => one.operation.runs_on === 'person') : [operation];
  const uses = others.flatMap((one) => {
    const port = one.ports.findIndex(({ kinds, cardinality }) => !kinds.includes('choice') && (chooses || cardinality === 'list'));
    return wantedBefore(state, own, one, port).toReversed().flatMap((over) => {
      const states = meetWith(problem, state, index, one, [], -1, over, port).flatMap((next) => agreed(problem, next, over));
      return states.length === 0 ? [] : [{ operation: one, states }];
    });
  });
  if (uses.length === 0) return [];
  const instead = chooses ? INSTEAD * operation.cost : 0;
  const mine = uses.filter((one) => one.operation === operation);
  return mine.length === 0 ? [{ states: [], instead }] : mine.slice(0, 1).map(({ states }) => ({ states, instead }));
}

/**
 * After a change and a repeated look at what it changed, what a record says is taken from that look: not from what the change gave back. Changes themselves go by
 * what they name.
 */
function lastSeen(problem: Problem, state: State, index: number, prepared: PreparedOperation, own: number): { states: State[]; instead: number }[] {
  if (!state.needs.some((need) => need.want >= 0 && need.effect !== null) || !state.needs.some((need) => need.repeated === true)) return [];
  const { operation } = prepared;
  if (operation.effect_name !== undefined || (operation.effect !== 'none' && operation.effect !== 'read') || operation.output.kind !== 'record') return [];
  const port = prepared.ports.findIndex(({ kinds, cardinality }) => kinds.includes('record') && cardinality === 'one');
  const looks = wantedBefore(state, own, prepared, port).filter((over) => state.needs[over]?.repeated === true);
  const states = looks.toReversed().flatMap((over) => meetWith(problem, state, index, prepared, [], -1, over, port).flatMap((next) => agreed(problem, next, over)));
  return states.length === 0 ? [] : [{ states, instead: INSTEAD * prepared.cost }];
}

/** Wants before `own` that could stand at a port, by kind and cardinality. */
function wantedBefore(state: State, own: number, operation: PreparedOperation, at: number): number[] {
  const port = operation.ports[at];
  if (port === undefined) return [];
  return state.needs.flatMap((need, index) => (need.want >= 0 && need.want < own && !need.hidden && need.effect === null && need.cardinality !== 'any' && fitsCardinality(need.cardinality, port.cardinality) && need.kinds.some((kind) => port.kinds.includes(kind)) ? [index] : []));
}

/** The state with what several ask of one need made equal, where that can be, and where something makes what has it all. */
function agreed(problem: Problem, state: State, index: number): State[] {
  const need = state.needs[index];
  if (need === undefined) return [];
  let stores: Store[] = [state.store];
  for (const [at, one] of need.requirements.entries()) {
    for (const other of need.requirements.slice(0, at)) {
      if (one.facet === other.facet && one.match === 'equal' && other.match === 'equal') stores = stores.flatMap((store) => relate(store, 'equal', one.term, other.term));
    }
  }
  return stores.map((store) => ({ ...state, store })).filter((next) => isMakeable(problem, next, need));
}

/** Whether one operation that makes something of another kind, or something given, could have every facet that is asked for by value. */
function isMakeable(problem: Problem, state: State, need: Need): boolean {
  const asked = need.requirements.flatMap(({ facet, match, term }) => {
    const value = groundValue(state.store, term);
    return value === null ? [] : [{ facet, match, value }];
  });
  if (problem.givens.some((given) => need.kinds.includes(given.type.kind))) return true;
  return need.kinds.flatMap((kind) => problem.byKind.get(kind) ?? []).some((operation) => {
    const from = operation.inherit === null ? undefined : operation.ports[operation.inherit.port];
    if (from?.kinds.some((kind) => need.kinds.includes(kind)) === true) return false;
    const store = withVariables(EMPTY_STORE, 0, operation.variables, operation.excluded);
    return asked.filter(({ facet }) => RECORDS_BY.has(facet)).every(({ facet, match, value }) => {
      const term = operation.output.get(facet);
      return term === undefined ? from !== undefined || problem.facets.get(facet)?.default !== undefined : relate(store, match, term(0), value).length > 0;
    });
  });
}
