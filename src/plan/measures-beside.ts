import type { FacetTerm, FacetValue, Operation } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { canonical } from './unify.ts';

/** Measures that one step adds to a table whose rows and other measures stay. */
const ADDED: ReadonlySet<string> = new Set(['share', 'cumulative', 'change', 'moving']);

/**
 * Operations that add one measure, for exactly what stands beside it: `count(rows)` and its share are one table without a join of the table with itself. Several are added one after
 * the other. None where only one measure is wanted, or where one of them is made of another such.
 */
export function besideOthers(operations: readonly Operation[], wanted: readonly FacetValue[]): Operation[] {
  const measures = distinct(wanted);
  const added = measures.filter((one) => isTerm(one) && ADDED.has(one.fn)).toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  if (added.length === 0 || measures.length < 2) return [];
  const sources = added.flatMap((one) => (isTerm(one) ? one.args.slice(0, 1) : []));
  if (sources.some((one) => isTerm(one) && ADDED.has(one.fn))) return [];
  let from = distinct([...measures.filter((one) => !added.includes(one)), ...sources]);
  return added.flatMap((measure) => {
    const before = from;
    from = [...from, measure];
    return operations.flatMap((operation) => grounded(operation, measure, before));
  });
}

function grounded(operation: Operation, measure: FacetValue, before: readonly FacetValue[]): Operation[] {
  const [made, more] = listed(operation.output.facets['measures']);
  const [port, other] = operation.inputs;
  if (made === undefined || more !== undefined || port === undefined || other !== undefined || !isTerm(measure) || !isModel(made) || made.fn !== measure.fn || made.args.length !== measure.args.length) return [];
  if (JSON.stringify(port.facets['measures']) !== JSON.stringify(made.args.slice(0, 1)) || operation.output.inherit?.from !== port.name) return [];
  const values = new Map<string, FacetValue>();
  for (const [at, arg] of made.args.entries()) {
    const value = measure.args[at];
    if (value === undefined) return [];
    if (isVariable(arg)) values.set(arg.var, value);
    else if (JSON.stringify(arg) !== JSON.stringify(value)) return [];
  }
  const bind = Object.fromEntries(Object.entries(operation.bind).map(([parameter, term]) => [parameter, isVariable(term) ? (values.get(term.var) ?? term) : term]));
  return [{ ...operation, bind, inputs: [{ ...port, facets: { ...port.facets, measures: [...before] } }], output: { ...operation.output, facets: { ...operation.output.facets, measures: [...before, measure] } } }];
}

function listed(term: FacetTerm | undefined): FacetTerm[] {
  return Array.isArray(term) ? term : [];
}

function isModel(term: FacetTerm): term is { fn: string; args: FacetTerm[] } {
  return typeof term === 'object' && !Array.isArray(term) && 'fn' in term;
}

function isVariable(term: FacetTerm): term is { var: string } {
  return typeof term === 'object' && !Array.isArray(term) && 'var' in term;
}

function distinct(values: readonly FacetValue[]): FacetValue[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}
