import type { ArtifactType } from '../../schemas/operation.ts';
import { EMPTY_STORE, type Match, type Term, canonical, groundValue, relate, withVariables } from '../unify.ts';
import { cheapestOf, RelaxedCosts } from './bound.ts';
import type { PreparedOperation, PreparedPort, Problem } from './problem.ts';
import type { WantedArtifact } from './state.ts';

/** A facet as somebody asks for it: a want, or an input of an operation. */
interface Demand {
  match: Match;
  term: Term;
  asker: PreparedOperation | null;
}

/**
 * The problem without operations that no plan for the wants can use: those that make kinds that lead nowhere, whose inputs nothing can make, and those whose settings
 * nobody asks for (a filter where all rows are wanted). Leaves out nothing that a plan could have.
 */
export function relevantProblem(problem: Problem, wants: readonly WantedArtifact[]): Problem {
  let current = withOperations(problem, leading(problem, wants));
  for (;;) {
    const makeable = reachable(current);
    const asked = wished(makeable, wants);
    const operations = leading(withOperations(problem, asked), wants);
    if (operations.length === current.operations.length) return current;
    current = withOperations(problem, operations);
  }
}

function withOperations(problem: Problem, operations: PreparedOperation[]): Problem {
  return { ...problem, operations, byKind: Map.groupBy(operations, (operation) => operation.operation.output.kind) };
}

/** Operations that make something that is wanted, or an input of such an operation, and so on. */
function leading(problem: Problem, wants: readonly WantedArtifact[]): PreparedOperation[] {
  const kinds = new Set<string>();
  const used = new Set<PreparedOperation>();
  const open: string[] = [];
  const ask = (kind: string): void => {
    if (!kinds.has(kind)) open.push(kind);
    kinds.add(kind);
  };
  const use = (operation: PreparedOperation): void => {
    if (used.has(operation)) return;
    used.add(operation);
    for (const port of operation.ports) port.kinds.forEach(ask);
  };
  for (const want of wants) {
    if (want.effect === null) ask(want.kind);
    else for (const operation of problem.byKind.get(want.kind) ?? []) if (operation.operation.effect_name === want.effect) use(operation);
  }
  for (let kind = open.pop(); kind !== undefined; kind = open.pop()) {
    for (const operation of problem.byKind.get(kind) ?? []) if (operation.operation.effect_name === undefined) use(operation);
  }
  return problem.operations.filter((operation) => used.has(operation));
}

/** Operations all of whose inputs can be had: by kind, and where only given data has the kind, by what it says of itself. */
function reachable(problem: Problem): PreparedOperation[] {
  const costs = new RelaxedCosts(problem).costs(new Set());
  return problem.operations.filter((operation) => {
    if (operation.ports.some((port) => port.kinds.every((kind) => !problem.byKind.has(kind)) && !problem.givens.some((given) => port.kinds.includes(given.type.kind) && suits(problem, given.type, port)))) return false;
    const missing = operation.ports.flatMap((port, index) => (cheapestOf(costs, port.kinds, port.cardinality) < Number.POSITIVE_INFINITY ? [] : [index]));
    if (missing.length === 0) return true;
    return missing.length === 1 && operation.lifts.includes(missing[0] ?? -1) && cheapestOf(costs, operation.ports[missing[0] ?? -1]?.kinds ?? [], 'list') < Number.POSITIVE_INFINITY;
  });
}

/** Whether a given has every facet that a port names outright. */
function suits(problem: Problem, type: ArtifactType, port: PreparedPort): boolean {
  return port.facets.every((asked) => {
    const wanted = groundValue(EMPTY_STORE, asked.at(0));
    const offered = type.facets[asked.facet] ?? problem.facets.get(asked.facet)?.default;
    return wanted === null || (offered !== undefined && relate(EMPTY_STORE, asked.match, offered, wanted).length > 0);
  });
}

/** Operations whose settings somebody else could ask for. */
function wished(operations: readonly PreparedOperation[], wants: readonly WantedArtifact[]): PreparedOperation[] {
  const demands = new Map<string, Map<string, Demand>>();
  const add = (facet: string, demand: Demand): void => {
    const known = demands.get(facet) ?? new Map<string, Demand>();
    known.set(`${demand.match} ${canonical(demand.term)} ${demand.asker?.name ?? ''}`, demand);
    demands.set(facet, known);
  };
  const concerned = new Set(operations.flatMap((operation) => operation.outputOnly));
  for (const want of wants) for (const { facet, match, term } of want.requirements) if (concerned.has(facet)) add(facet, { match, term, asker: null });
  for (const operation of operations) for (const port of operation.ports) for (const asked of port.facets) if (concerned.has(asked.facet)) add(asked.facet, { match: asked.match, term: asked.at(0), asker: operation });
  return operations.filter((operation) => operation.outputOnly.every((facet) => {
    const output = operation.output.get(facet);
    return output === undefined || [...(demands.get(facet)?.values() ?? [])].some((demand) => couldMeet(operation, output, demand));
  }));
}

function couldMeet(operation: PreparedOperation, output: (base: number) => Term, { match, term, asker }: Demand): boolean {
  if (asker === null) return relate(withVariables(EMPTY_STORE, 0, operation.variables, operation.excluded), match, output(0), term).length > 0;
  const store = withVariables(withVariables(EMPTY_STORE, 0, asker.variables, asker.excluded), asker.variables, operation.variables, operation.excluded);
  return relate(store, match, output(asker.variables), term).length > 0;
}
