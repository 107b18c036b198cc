import { type Asked, type Cardinality, EXPECTED_ELEMENTS, type PreparedOperation, type PreparedPort, type Problem } from './problem.ts';

/** A kind and whether one or a list of it is meant, as one text. */
export function kindKey(kind: string, cardinality: Cardinality | undefined): string {
  return cardinality === 'list' ? `${kind}*` : kind;
}

/** What the cheapest of the kinds costs, in the cardinality that is asked for. */
export function cheapestOf(costs: ReadonlyMap<string, number>, kinds: readonly string[], asked: Asked): number {
  let cheapest = Number.POSITIVE_INFINITY;
  for (const kind of kinds) {
    if (asked !== 'list') cheapest = Math.min(cheapest, costs.get(kind) ?? Number.POSITIVE_INFINITY);
    if (asked !== 'one') cheapest = Math.min(cheapest, costs.get(`${kind}*`) ?? Number.POSITIVE_INFINITY);
  }
  return cheapest;
}

/**
 * A lower bound on what it costs to have an artifact of a kind, or a list of them, by kinds alone: an operation costs itself and the dearest of
 * its inputs (Knuth's generalisation of Dijkstra; h_max of classical planning). Facets only make things dearer, so the bound never exceeds the truth.
 */
export class RelaxedCosts {
  readonly #problem: Problem;
  readonly #known = new Map<string, ReadonlyMap<string, number>>();
  readonly #consumers = new Map<string, number[]>();
  readonly #base: ReadonlyMap<string, number>;

  constructor(problem: Problem) {
    this.#problem = problem;
    for (const [index, operation] of problem.operations.entries()) {
      for (const kind of new Set(operation.ports.flatMap((port) => port.kinds))) {
        const consumers = this.#consumers.get(kind);
        if (consumers === undefined) this.#consumers.set(kind, [index]);
        else consumers.push(index);
      }
    }
    const costs = new Map(problem.givens.map((given) => [kindKey(given.type.kind, given.type.cardinality), 0]));
    this.#spread(costs, problem.operations.keys());
    this.#base = costs;
  }

  /** Costs by kind where artifacts of `present` (see `kindKey`) are there for nothing; a kind that is missing cannot be had at all. */
  costs(present: ReadonlySet<string>): ReadonlyMap<string, number> {
    const key = [...present].toSorted().join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // More that is there only makes things cheaper: begin with what is known and follow what changes.
    const costs = new Map(this.#base);
    const changed = [...present].filter((kind) => costs.get(kind) !== 0);
    for (const kind of changed) costs.set(kind, 0);
    this.#spread(costs, changed.flatMap((kind) => this.#consumers.get(kind.replace(/\*$/, '')) ?? []));
    this.#known.set(key, costs);
    return costs;
  }

  #spread(costs: Map<string, number>, first: Iterable<number>): void {
    let wave = new Set(first);
    while (wave.size > 0) {
      const next = new Set<number>();
      for (const index of wave) {
        const operation = this.#problem.operations[index];
        if (operation === undefined) continue;
        const { kind, cardinality } = operation.operation.output;
        this.#offer(costs, kindKey(kind, cardinality), operation.cost + dearest(costs, operation, -1), next);
        for (const lift of [...operation.lifts, ...operation.flat]) {
          const list = cheapestOf(costs, operation.ports[lift]?.kinds ?? [], 'list');
          if (list < Number.POSITIVE_INFINITY) this.#offer(costs, `${kind}*`, EXPECTED_ELEMENTS * operation.cost + Math.max(list, dearest(costs, operation, lift)), next);
        }
      }
      wave = next;
    }
  }

  #offer(costs: Map<string, number>, key: string, cost: number, next: Set<number>): void {
    if (cost >= (costs.get(key) ?? Number.POSITIVE_INFINITY)) return;
    costs.set(key, cost);
    for (const consumer of this.#consumers.get(key.replace(/\*$/, '')) ?? []) next.add(consumer);
  }
}

/** The dearest input of an operation, but for the port that is given as `except`. */
function dearest(costs: ReadonlyMap<string, number>, operation: PreparedOperation, except: number): number {
  return operation.ports.reduce((most: number, port: PreparedPort, index) => (index === except ? most : Math.max(most, cheapestOf(costs, port.kinds, port.cardinality))), 0);
}
