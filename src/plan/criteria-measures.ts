import type { Want } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue, Operation } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { canonical } from './unify.ts';

/** The parameter by whose terms an operation weighs measures against each other. */
const CRITERIA = 'criteria';

/**
 * Operations that weigh measures by criteria, for exactly the criteria that the wants name: each asks for a table that has these measures, so that those are made first (grouped,
 * computed, converted). Where no want names criteria the operations stay as they are.
 */
export function forCriteria(operations: readonly Operation[], wants: readonly Want[]): Operation[] {
  const named = distinct(wants.flatMap(({ type: { facets } }) => termsIn([...listOf(facets['measures']), ...listOf(facets['analysis']), ...listOf(facets['order']), ...listOf(facets['filters'])])));
  return operations.flatMap((operation) => {
    const fn = criteriaTerm(operation);
    const terms = fn === null ? [] : named.filter((term) => term.fn === fn && listOf(term.args[0]).every(isTerm));
    return terms.length === 0 ? [operation] : terms.map((term) => withCriteria(operation, term));
  });
}

/** The name of the term that an operation makes of criteria. */
function criteriaTerm({ bind, output }: Operation): string | null {
  const criteria = bind[CRITERIA];
  if (!isVariable(criteria)) return null;
  const made = [output.facets['measures'], output.facets['analysis']].flatMap((term): (FacetTerm | undefined)[] => (Array.isArray(term) ? term : [term]));
  const term = made.find((one) => typeof one === 'object' && !Array.isArray(one) && 'fn' in one && one.args.some((arg) => isVariable(arg) && arg.var === criteria.var));
  return term !== undefined && typeof term === 'object' && 'fn' in term ? term.fn : null;
}

function withCriteria(operation: Operation, term: Extract<FacetValue, { fn: string }>): Operation {
  const variable = operation.bind[CRITERIA];
  const criteria = listOf(term.args[0]);
  const measures = distinct(criteria.flatMap((one) => (isTerm(one) ? one.args.slice(0, 1) : [])));
  const fill = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one: unknown) => fill(one)) as T;
    if ('var' in value) return isVariable(variable) && value.var === variable.var ? (criteria as T) : value;
    return Object.fromEntries(Object.entries(value).map(([name, one]: [string, unknown]) => [name, fill(one)])) as T;
  };
  return {
    ...operation,
    inputs: operation.inputs.map((port, at) => (at === 0 ? { ...port, facets: { ...port.facets, measures } } : port)),
    output: { ...operation.output, facets: fill(operation.output.facets) },
    bind: fill(operation.bind),
  };
}

function termsIn(values: readonly FacetValue[]): Extract<FacetValue, { fn: string }>[] {
  return values.flatMap((value) => (isTerm(value) ? [value, ...termsIn(value.args)] : Array.isArray(value) ? termsIn(value) : []));
}

function isVariable(term: FacetTerm | undefined): term is { var: string } {
  return typeof term === 'object' && !Array.isArray(term) && 'var' in term;
}

function distinct<Value extends FacetValue>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}
