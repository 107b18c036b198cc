import type { Want } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue, Operation, Registry } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { besideOthers } from './measures-beside.ts';
import { type RowStep, rowSteps } from './row-measures.ts';
import type { PreparedGiven } from './search/problem.ts';
import { canonical } from './unify.ts';

/** Terms that combine rows of a group into one value. */
const GROUPED = new Set(['statistic', 'count']);

/**
 * The registry with operations that make several measures at once for exactly what the wants name: several statistics of one table in one step, and measures of
 * several given tables joined side by side, each made from its own table. `split` says that some want needs tables to be joined.
 */
export function forSeveralMeasures(registry: Registry, wants: readonly Want[], givens: readonly PreparedGiven[]): { registry: Registry; split: boolean } {
  const several = registry.operations.filter((operation) => makesAnyMeasures(operation) && operation.output.facets['values'] !== undefined);
  const rowwise = registry.operations.filter((operation) => makesAnyMeasures(operation) && operation.output.facets['values'] === undefined);
  const joins = registry.operations.filter((operation) => joined(operation) !== null);
  const grounded = new Map<string, Operation>();
  const add = (operation: Operation): void => void grounded.set(JSON.stringify([operation.tool, operation.operation, operation.inputs, operation.output]), operation);
  const owners = ownersOf(givens);
  let split = false;
  let open = false;
  for (const want of wants) {
    const wanted = wantedMeasures(want);
    // Where look-ups bring columns together there is one table.
    const parts = (want.type.facets['linked'] ?? 'none') === 'none' ? partition(wanted, owners) : [wanted];
    const groups = unique(wanted.flatMap((measure) => groupedIn(measure)));
    for (const part of parts === null ? [groups] : parts.map((one) => unique(one.flatMap(groupedIn)))) {
      // Rows per step of time are counted by what makes several measures per step, also where there is only the count.
      const perTime = part.length === 1 && want.type.facets['interval'] !== undefined && part.every((one) => isTerm(one) && one.fn === 'count');
      for (const operation of several) if (part.length > 1 || (perTime && operation.output.facets['interval'] !== undefined)) add(withMeasures(operation, part));
    }
    for (const part of parts ?? [wanted]) for (const step of rowSteps(part)) for (const operation of rowwise) add(withRowStep(operation, step));
    if (parts === null || parts.length === 1) for (const operation of besideOthers(registry.operations, wanted)) add(operation);
    for (const of of unique(wanted.flatMap(countsPerStep))) for (const operation of several) if (operation.output.facets['interval'] !== undefined) add(withMeasures(operation, [of]));
    if (parts === null) open = true;
    else if (parts.length > 1) {
      split = true;
      for (const operation of joins) for (let at = 1; at < parts.length; at += 1) add(withSides(operation, parts.slice(0, at).flat(), parts[at] ?? []));
    }
  }
  const exact = split && !open;
  const kept = registry.operations.filter((operation) => !several.includes(operation) && !rowwise.includes(operation) && !(exact && joins.includes(operation)));
  return { registry: { ...registry, operations: [...kept, ...grounded.values()] }, split: exact && wants.length === 1 };
}

/** Whether which measures an operation makes is a setting of its own. */
function makesAnyMeasures({ inputs, output, bind }: Operation): boolean {
  const made = output.facets['measures'];
  if (!isVariable(made)) return false;
  return Object.values(bind).some((term) => isVariable(term) && term.var === made.var) && !JSON.stringify(inputs).includes(`{"var":"${made.var}"}`);
}

/** The two inputs of an operation that puts a measure of each beside the other. */
function joined({ inputs, output, effect_name: effect }: Operation): string[] | null {
  const made = output.facets['measures'];
  if (effect !== undefined || !Array.isArray(made) || made.length !== 2 || inputs.length !== 2) return null;
  const ports = made.map((term) => inputs.find((port) => JSON.stringify(port.facets['measures']) === JSON.stringify([term]))?.name);
  const [left, right] = ports;
  return left === undefined || right === undefined || left === right ? null : [left, right];
}

function withMeasures(operation: Operation, measures: readonly FacetValue[]): Operation {
  const made = operation.output.facets['measures'];
  const name = isVariable(made) ? made.var : '';
  const bind = Object.fromEntries(Object.entries(operation.bind).map(([parameter, term]) => [parameter, isVariable(term) && term.var === name ? [...measures] : term]));
  const sources = unique(measures.flatMap((measure) => (isTerm(measure) && measure.fn === 'count' ? [] : listOf(isTerm(measure) ? measure.args[0] : measure))));
  return {
    ...operation, bind, output: { ...operation.output, facets: { ...operation.output.facets, measures: [...measures] } },
    inputs: operation.inputs.map((port) => ({ ...port, facets: { ...port.facets, measures: sources } })),
  };
}

function withRowStep(operation: Operation, { from, made }: RowStep): Operation {
  const all = operation.output.facets['measures'];
  const bind = Object.fromEntries(Object.entries(operation.bind).map(([parameter, term]) => [parameter, isVariable(term) && isVariable(all) && term.var === all.var ? made : term]));
  return { ...operation, bind, output: { ...operation.output, facets: { ...operation.output.facets, measures: made } }, inputs: operation.inputs.map((port) => ({ ...port, facets: { ...port.facets, measures: from } })) };
}

function withSides(operation: Operation, left: readonly FacetValue[], right: readonly FacetValue[]): Operation {
  const [first] = joined(operation) ?? [];
  return {
    ...operation, output: { ...operation.output, facets: { ...operation.output.facets, measures: [...left, ...right] } },
    inputs: operation.inputs.map((port) => ({ ...port, facets: { ...port.facets, measures: port.name === first ? [...left] : [...right] } })),
  };
}

function isVariable(term: FacetTerm | undefined): term is { var: string } {
  return typeof term === 'object' && !Array.isArray(term) && 'var' in term;
}

function wantedMeasures({ type: { facets } }: Want): FacetValue[] {
  const within = [facets['order'], facets['analysis'], facets['top']].flatMap((term) => (isTerm(term) ? term.args : []));
  const having = listOf(facets['filters']).flatMap((term) => (isTerm(term) ? term.args.slice(0, 2).filter((one) => isTerm(one) && one.fn !== 'any' && one.fn !== 'column') : []));
  const named = [...listOf(facets['measures']), ...within, ...having].filter((one) => typeof one === 'string' || isTerm(one));
  return unique([...named, ...[...named, facets['analysis']].flatMap(criteriaIn)]);
}

/** The measures that are weighed by the criteria of a term: `score([max(quality, 0.6), min(price, 0.4)], minmax)`. */
function criteriaIn(measure: FacetValue | undefined): FacetValue[] {
  const [criteria] = isTerm(measure) ? measure.args : [];
  if (!Array.isArray(criteria) || !criteria.every((one) => isTerm(one) && (one.fn === 'max' || one.fn === 'min'))) return [];
  return criteria.flatMap((one) => (isTerm(one) ? one.args.slice(0, 1) : []));
}

function groupedIn(measure: FacetValue): FacetValue[] {
  if (Array.isArray(measure)) return measure.flatMap(groupedIn);
  if (!isTerm(measure) || overSteps(measure) !== null) return [];
  return GROUPED.has(measure.fn) ? [measure] : measure.args.flatMap(groupedIn);
}

/** What a statistic over steps of time is of: the count or statistic per step. */
function overSteps(measure: FacetValue): FacetValue | null {
  const [of] = isTerm(measure) && measure.fn === 'statistic' ? measure.args : [];
  return of !== undefined && isTerm(of) && of.fn === 'per' ? (of.args[0] ?? null) : null;
}

/** Counts per step of time that a measure is made of. */
function countsPerStep(measure: FacetValue): FacetValue[] {
  const of = overSteps(measure);
  if (of !== null && isTerm(of) && of.fn === 'count') return [of];
  return isTerm(measure) ? measure.args.flatMap(countsPerStep) : [];
}

/** What a measure is made of: the terms or columns that are looked for in the data. */
function operands(measure: FacetValue): FacetValue[] {
  if (!isTerm(measure)) return [];
  if (measure.fn === 'computed') return measure.args.filter((_, at) => at !== 1);
  const [first] = measure.args;
  return Array.isArray(first) ? first : measure.args.slice(0, 1);
}

/** Places of all givens, and of those that have a column of a name. */
interface Owners {
  all: readonly number[];
  of: ReadonlyMap<string, readonly number[]>;
}

/** Found once for all wants: plans may have a thousand of them over dozens of files. */
function ownersOf(givens: readonly PreparedGiven[]): Owners {
  const of = new Map<string, number[]>();
  for (const [at, { type, columns }] of givens.entries()) {
    const names = new Set([...listOf(type.facets['measures']), ...listOf(type.facets['columns']), ...listOf(type.facets['keys']), ...(columns ?? [])]);
    for (const name of names) if (typeof name === 'string') of.set(name, [...(of.get(name) ?? []), at]);
  }
  return { all: givens.map((_, at) => at), of };
}

/**
 * The measures by the given that each can be made from alone, those of one given together; one part where one given has them all, null where it is not clear which
 * given has a measure. What no given names (settings, the title of a new column) is left out.
 */
function partition(wanted: readonly FacetValue[], owners: Owners): FacetValue[][] | null {
  const hosts = (measure: FacetValue): readonly number[] => {
    const [first, ...others] = leaves(measure).map((leaf) => owners.of.get(leaf) ?? []);
    return first === undefined ? owners.all : others.reduce((both, one) => both.filter((at) => one.includes(at)), first);
  };
  const atoms = (measure: FacetValue): FacetValue[] => (leaves(measure).length === 0 || hosts(measure).length > 0 ? [measure] : operands(measure).flatMap(atoms));
  const found = unique(wanted.flatMap(atoms)).filter((atom) => isTerm(atom) || hosts(atom).length > 0);
  // Columns that no given has are those of one list of records.
  if (found.every((atom) => leaves(atom).length === 0)) return [[...wanted]];
  if (found.map(hosts).reduce((both, one) => both.filter((at) => one.includes(at)), owners.all).length > 0) return [found];
  const parts = new Map<number, FacetValue[]>();
  for (const atom of found) {
    const at = leaves(atom).length === 0 ? [] : hosts(atom);
    if (at.length > 1) return null;
    const [only] = at;
    if (only !== undefined) parts.set(only, [...(parts.get(only) ?? []), atom]);
  }
  // Rows can be counted of either: those of the first.
  const [first] = parts.values();
  for (const atom of found) if (leaves(atom).length === 0) first?.push(atom);
  return parts.size === 0 ? null : [...parts.values()];
}

function leaves(measure: FacetValue): string[] {
  if (typeof measure === 'string') return [measure];
  if (!isTerm(measure) || (measure.fn === 'count' && measure.args[0] === 'rows')) return [];
  return operands(measure).flatMap(leaves);
}

function unique(values: readonly FacetValue[]): FacetValue[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}
