import type { FacetValue } from '../../schemas/operation.ts';
import { EMPTY_STORE, type Match, type Store, canonical, groundValue, relate, withVariables } from '../unify.ts';
import type { PreparedOperation, Problem } from './problem.ts';
import type { State } from './state.ts';

/** Operations of which every plan has at least one, if it has what the landmark is about. */
interface Landmark {
  operations: ReadonlySet<PreparedOperation>;
  least: number;
}

/**
 * A lower bound from what cannot be avoided: a kind that is not given has to be made once by an operation that does not itself need it; a facet value
 * that nothing given has, and that silence does not mean, has to be set by some operation. Landmarks without a common operation add up.
 */
export class Landmarks {
  readonly #problem: Problem;
  readonly #kinds = new Map<string, Landmark[]>();
  readonly #facets = new Map<string, Landmark[]>();

  constructor(problem: Problem) {
    this.#problem = problem;
  }

  /** What the open needs of a state still cost at least. */
  bound(state: State): number {
    const found = new Set<Landmark>();
    for (const index of state.open) {
      const need = state.needs[index];
      if (need === undefined) continue;
      const kind = need.kinds[0];
      if (need.kinds.length === 1 && kind !== undefined) for (const landmark of this.#ofKind(kind)) found.add(landmark);
      for (const requirement of need.requirements) {
        const value = groundValue(state.store, requirement.term);
        if (value !== null) for (const landmark of this.#ofFacet(requirement.facet, requirement.match, value)) found.add(landmark);
      }
    }
    const open = [...found].filter((landmark) => !state.nodes.some((node) => landmark.operations.has(node.operation)));
    const used = new Set<PreparedOperation>();
    let sum = 0;
    for (const landmark of open.toSorted((a, b) => a.operations.size - b.operations.size || b.least - a.least)) {
      let free = true;
      for (const operation of landmark.operations) if (used.has(operation)) free = false;
      if (!free) continue;
      for (const operation of landmark.operations) used.add(operation);
      sum += landmark.least;
    }
    return sum;
  }

  /** The first makers of a kind, and of every kind that all of them need. */
  #ofKind(kind: string): Landmark[] {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const results: Landmark[] = [];
    this.#kinds.set(kind, results);
    if (this.#problem.givens.some((given) => given.type.kind === kind)) return results;
    const makers = (this.#problem.byKind.get(kind) ?? []).filter((operation) => !operation.ports.some((port) => port.kinds.length === 1 && port.kinds[0] === kind));
    results.push(landmarkOf(makers));
    for (const landmark of this.#neededBy(makers, kind)) if (!results.includes(landmark)) results.push(landmark);
    return results;
  }

  /** The landmarks of every kind that all of the operations need. */
  #neededBy(makers: readonly PreparedOperation[], kind: string | null): Landmark[] {
    const [first, ...others] = makers.map((operation) => new Set(operation.ports.flatMap((port) => (port.kinds.length === 1 ? port.kinds : []))));
    return [...(first ?? [])].filter((needed) => needed !== kind && others.every((one) => one.has(needed))).flatMap((needed) => this.#ofKind(needed));
  }

  #ofFacet(facet: string, match: Match, value: FacetValue): Landmark[] {
    const key = `${facet} ${match} ${canonical(value)}`;
    const known = this.#facets.get(key);
    if (known !== undefined) return known;
    const meets = (offered: FacetValue | undefined): boolean => offered !== undefined && relate(EMPTY_STORE, match, offered, value).length > 0;
    const silent = this.#problem.facets.get(facet)?.default;
    const there = meets(silent) || this.#problem.givens.some((given) => meets(given.type.facets[facet]));
    const makers = there ? [] : this.#problem.operations.filter((operation) => operation.missing === true || sets(operation, facet, match, value));
    const landmarks = there ? [] : [landmarkOf(makers), ...this.#neededBy(makers, null)];
    this.#facets.set(key, landmarks);
    return landmarks;
  }
}

function landmarkOf(operations: readonly PreparedOperation[]): Landmark {
  return { operations: new Set(operations), least: operations.reduce((least, operation) => Math.min(least, operation.cost), Number.POSITIVE_INFINITY) };
}

/** Whether the operation gives the facet the value without asking for it at an input, where it would have to be there before. */
function sets(operation: PreparedOperation, facet: string, match: Match, value: FacetValue): boolean {
  const term = operation.output.get(facet);
  if (term === undefined) return false;
  return relate(withVariables(EMPTY_STORE, 0, operation.variables, operation.excluded), match, term(0), value).some((store) => !asksFor(operation, store, facet, match, value));
}

function asksFor(operation: PreparedOperation, store: Store, facet: string, match: Match, value: FacetValue): boolean {
  return operation.ports.some((port) =>
    port.facets.some((asked) => {
      const needed = asked.facet === facet && (asked.match === 'equal' || asked.match === match) ? groundValue(store, asked.at(0)) : null;
      return needed !== null && relate(EMPTY_STORE, match, needed, value).length > 0;
    }),
  );
}
