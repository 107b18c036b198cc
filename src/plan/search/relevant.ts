import type { ArtifactType } from '../../schemas/operation.ts';
import { EMPTY_STORE, type Match, type Term, UNION, canonical, groundValue, isVariable, relate, withVariables } from '../unify.ts';
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

/** The problem without operations that make a term, `moving(m, how, n)`, of whose settings nothing that is asked for could speak, because nothing names such a term. */
export function namedProblem(problem: Problem, wants: readonly WantedArtifact[]): Problem {
  const { operations } = problem;
  const words = new Set<string>();
  for (const want of wants) for (const { term } of want.requirements) for (const one of termsIn(term)) words.add(one.fn);
  for (const operation of operations) for (const port of operation.ports) for (const asked of port.facets) for (const one of termsIn(asked.at(0))) words.add(one.fn);
  return withOperations(problem, operations.filter((operation) => {
    const wishes = new Set(operation.wishes.map((wish) => wish.slot));
    return [...operation.output.values()].every((output) => termsIn(output(0)).every((term) => words.has(term.fn) || !term.args.some((arg) => isVariable(arg) && wishes.has(arg.variable))));
  }));
}

function termsIn(term: Term): { fn: string; args: Term[] }[] {
  if (typeof term !== 'object' || isVariable(term)) return [];
  return Array.isArray(term) ? term.flatMap(termsIn) : [term, ...term.args.flatMap(termsIn)];
}

/**
 * A column among the wanted keys or measures that no given and no operation names. What brings columns that only a want names (a pivot) leaves everything open;
 * null where there is none. Expects a problem that `namedProblem` made.
 */
export function unheardName(problem: Problem, wants: readonly WantedArtifact[]): { facet: string; name: string } | null {
  let heard: Set<string> | null = null;
  for (const facet of ['keys', 'measures']) {
    if (problem.operations.some((operation) => operation.missing === true || invents(operation, facet))) continue;
    for (const want of wants) {
      for (const { facet: asked, term } of want.requirements) {
        if (asked !== facet || !Array.isArray(term)) continue;
        for (const name of term) {
          if (typeof name !== 'string') continue;
          heard ??= namesIn(problem);
          if (!heard.has(name)) return { facet, name };
        }
      }
    }
  }
  return null;
}

/** Whether an operation takes the whole value of a facet, or one element of it, from nothing but what is wanted. */
function invents(operation: PreparedOperation, facet: string): boolean {
  const output = operation.output.get(facet)?.(0);
  const asked = new Set(operation.ports.flatMap((port) => port.facets.flatMap((one) => variablesIn(one.at(0)))));
  return output !== undefined && variablesIn(output, false).some((variable) => !asked.has(variable));
}

function variablesIn(term: Term, inside = true): number[] {
  if (typeof term !== 'object') return [];
  if (isVariable(term)) return [term.variable];
  if (Array.isArray(term)) return term.flatMap((item) => variablesIn(item, inside));
  return inside || term.fn === UNION ? term.args.flatMap((item) => variablesIn(item, inside)) : [];
}

function namesIn(problem: Problem): Set<string> {
  const names = new Set<string>();
  const add = (term: Term): void => {
    if (typeof term === 'string') names.add(term);
    else if (typeof term === 'object' && !isVariable(term)) for (const item of Array.isArray(term) ? term : term.args) add(item);
  };
  for (const { type } of problem.givens) for (const value of Object.values(type.facets)) add(value);
  for (const { default: silent } of problem.facets.values()) if (silent !== undefined) add(silent);
  for (const operation of problem.operations) {
    for (const output of operation.output.values()) add(output(0));
    for (const port of operation.ports) for (const asked of port.facets) add(asked.at(0));
  }
  return names;
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
