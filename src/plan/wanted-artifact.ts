import type { Want } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue } from '../schemas/operation.ts';
import { nestedEffect } from './compile-constructs.ts';
import { withConditionsOnMade } from './conditions-on-made.ts';
import type { Problem } from './search/problem.ts';
import type { WantedArtifact } from './search/state.ts';
import { canonical } from './unify.ts';

/** A want that is planned later is made by its own nested plan, whatever it says of its result. */
export function nestedWanted(want: Want): WantedArtifact {
  return { kind: want.type.kind, effect: nestedEffect(want), cardinality: want.type.cardinality ?? 'one', requirements: [] };
}

/** What a want asks for. Where it is silent about filters, order or limit it wants none, even if a neighbour that it could share with has some. */
export function toWanted(want: Pick<Want, 'type' | 'effect'>, problem: Problem): WantedArtifact {
  const facets = { ...(want.type.kind === 'record' ? want.type : withConditionsOnMade(want.type, timesOf(problem))).facets };
  for (const name of wishedFacets(problem)) facets[name] ??= problem.facets.get(name)?.default ?? 0;
  return {
    kind: want.type.kind,
    effect: want.effect,
    cardinality: want.type.cardinality ?? 'one',
    requirements: Object.entries(facets)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([facet, term]) => ({ facet, match: problem.facets.get(facet)?.match ?? 'equal', term })),
  };
}

/** The time columns of the data. */
function timesOf(problem: Problem): ReadonlySet<string> {
  return new Set(problem.givens.flatMap(({ type: { facets } }) => (typeof facets['time'] === 'string' && facets['time'] !== 'none' ? [facets['time']] : [])));
}

/** Facets with a meaning of silence that an operation only sets because someone wishes it: filters, order, limit. */
function wishedFacets(problem: Problem): readonly string[] {
  const known = WISHED.get(problem) ?? readWished(problem);
  WISHED.set(problem, known);
  return known;
}

const WISHED = new WeakMap<Problem, readonly string[]>();

function readWished(problem: Problem): string[] {
  const names = new Set(problem.operations.flatMap((operation) => operation.outputOnly));
  // Also what operations only set to something else than silence means, and always expect as silence means it.
  for (const [name, { default: silent }] of problem.facets) if (silent !== undefined && onlyWished(problem, name, silent)) names.add(name);
  return [...names].filter((name) => problem.facets.get(name)?.default !== undefined).toSorted();
}

function onlyWished(problem: Problem, name: string, silent: FacetValue): boolean {
  const plain = canonical(silent);
  const sets = problem.operations.flatMap(({ operation }) => operation.output.facets[name] ?? []);
  const asks = problem.operations.flatMap(({ operation }) => operation.inputs.flatMap((port) => port.facets[name] ?? []));
  const wished = (term: FacetTerm): boolean => typeof term === 'object' && !Array.isArray(term) && ('fn' in term || ('var' in term && term.not !== undefined && canonical(term.not) === plain));
  return sets.length > 0 && sets.every(wished) && asks.every((term) => JSON.stringify(term) === JSON.stringify(silent));
}

/** Places of the wants that a collection takes in. */
export function partsOf(want: Want, wants: readonly Want[], hidden: number): { parts?: number[] } {
  return want.parts === undefined ? {} : { parts: want.parts.flatMap((id) => wants.flatMap((one, index) => (one.id === id ? [hidden + index] : []))) };
}
