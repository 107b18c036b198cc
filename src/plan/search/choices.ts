import { EMPTY_STORE, canonical, relate, withVariables } from '../unify.ts';
import { describeType, describeValue } from '../compile-describe.ts';
import { RelaxedCosts, cheapestOf } from './bound.ts';
import type { FoundNode, FoundPlan } from './extract.ts';
import { EXPECTED_ELEMENTS, type PreparedOperation, type Problem } from './problem.ts';
import { relevantProblem } from './relevant.ts';
import type { WantedArtifact } from './state.ts';

/** Why an operation stands in a plan, beside what else makes such an artifact. */
export interface Choice {
  operation: string;
  /** What was needed there. */
  need: string;
  because: string;
  /** Operations that make the kind, the chosen one first, then those that fit; `cost` is the least that it could cost with its inputs, null where they cannot be had. */
  options: { operation: string; fits: boolean; cost: number | null; why: string }[];
}

/** Larger plans repeat the same choices; they are not explained one by one. */
const MOST_EXPLAINED = 200;
const MOST_OPTIONS = 12;

/** For each node of a plan which operations could have been there, what they would cost at least, and why this one is. */
export function explainChoices(whole: Problem, wants: readonly WantedArtifact[], plan: FoundPlan): Choice[] {
  if (plan.nodes.length > MOST_EXPLAINED) return [];
  const problem = relevantProblem(whole, wants);
  const costs = new RelaxedCosts(problem).costs(new Set());
  return plan.nodes.map((node) => {
    const { kind } = node.type;
    const named = node.operation.operation.effect_name;
    const options = (problem.byKind.get(kind) ?? [])
      .filter((operation) => operation.operation.effect_name === named)
      .map((operation) => {
        const conflict = conflictOf(operation, node);
        const least = leastCost(operation, node, costs);
        const fits = conflict === null && least !== null;
        return { operation: operation.name, fits, cost: least, why: conflict ?? (least === null ? 'its inputs cannot be had from what is given' : operation === node.operation ? 'chosen' : 'fits, and leads to a dearer plan or to none') };
      })
      .toSorted((a, b) => rank(a, node) - rank(b, node) || (a.cost ?? Number.POSITIVE_INFINITY) - (b.cost ?? Number.POSITIVE_INFINITY) || (a.operation < b.operation ? -1 : 1));
    const fitting = options.filter((option) => option.fits && option.operation !== node.operation.name);
    const type = { ...node.type, facets: Object.fromEntries(node.asked.filter(({ facet, value }) => canonical(value) !== canonical(problem.facets.get(facet)?.default ?? '')).map(({ facet, value }) => [facet, value])) };
    return { operation: node.operation.name, need: describeType(type), because: becauseOf(node, fitting.map((option) => option.operation)), options: options.slice(0, MOST_OPTIONS) };
  });
}

function rank(option: { operation: string; fits: boolean }, node: FoundNode): number {
  return option.operation === node.operation.name ? 0 : option.fits ? 1 : 2;
}

function becauseOf(node: FoundNode, others: readonly string[]): string {
  if (others.length === 0) return `nothing else makes such a ${node.type.kind}`;
  return `of ${others.length + 1} operations that could make such a ${node.type.kind} it is in the cheapest plan; also possible: ${others.slice(0, 3).join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}`;
}

/** What an operation sets otherwise than asked for; null where nothing stands against it. */
function conflictOf(operation: PreparedOperation, node: FoundNode): string | null {
  const silent = operation.outputOnly.find((facet) => !node.asked.some((one) => one.facet === facet));
  if (silent !== undefined) return `nobody asks for its ${silent}`;
  const store = withVariables(EMPTY_STORE, 0, operation.variables, operation.excluded);
  for (const { facet, match, value } of node.asked) {
    const term = operation.output.get(facet);
    if (term === undefined || relate(store, match, term(0), value).length > 0) continue;
    const made = operation.operation.output.facets[facet];
    return `it makes ${facet} ${typeof made === 'object' ? 'of another form' : JSON.stringify(made)}, and ${canonical(value) === '[]' ? 'none' : describeValue(value)} is needed`;
  }
  return null;
}

function leastCost(operation: PreparedOperation, node: FoundNode, costs: ReadonlyMap<string, number>): number | null {
  const lifted = node.type.cardinality === 'list' && operation.operation.output.cardinality !== 'list';
  let inputs = 0;
  for (const port of operation.ports) inputs = Math.max(inputs, Math.min(cheapestOf(costs, port.kinds, port.cardinality), lifted ? cheapestOf(costs, port.kinds, 'list') : Number.POSITIVE_INFINITY));
  return inputs === Number.POSITIVE_INFINITY ? null : inputs + operation.cost * (lifted ? EXPECTED_ELEMENTS : 1);
}
