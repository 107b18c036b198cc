import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { canonical } from './unify.ts';

/** What one step can compute row by row: the measures that it needs, and those that are there afterwards. */
export interface RowStep {
  from: FacetValue[];
  made: FacetValue[];
}

/** Terms that each row answers by itself, with the places of what they are made of. */
const OPERANDS: { readonly [fn: string]: readonly number[] } = { computed: [0, 2], adjusted: [0], flag: [0], where: [0], part: [0] };
const GROUPED: ReadonlySet<string> = new Set(['statistic', 'count']);
/** Analyses of two measures. */
const PAIRS: ReadonlySet<string> = new Set(['regression', 'correlation', 'paired', 'slope']);

type Term = Extract<FacetValue, { fn: string }>;

/**
 * The steps that compute several measures of one table at once: before rows are combined, and after. Only where one term alone would not do: where several are made, or
 * others are wanted beside the one, so that nothing has to be put together again afterwards by keys that may repeat.
 */
export function rowSteps(wanted: readonly FacetValue[]): RowStep[] {
  const terms = distinct(wanted.flatMap(rowTerms));
  const plain = terms.filter((term) => leavesOf(term).every((leaf) => typeof leaf === 'string'));
  const combined = (leaf: FacetValue): boolean => isTerm(leaf) && GROUPED.has(leaf.fn);
  // A column beside what was combined stands beside the groups.
  const grouped = terms.filter((term) => leavesOf(term).some(combined) && leavesOf(term).every((leaf) => typeof leaf === 'string' || combined(leaf)));
  const beside = distinct(wanted.filter((measure) => isTerm(measure) && GROUPED.has(measure.fn)));
  return [stepOf(plain, distinct(wanted.flatMap(plainOperands))), stepOf(grouped, beside)].filter((step) => step !== null);
}

function stepOf(terms: readonly Term[], beside: readonly FacetValue[]): RowStep | null {
  const nodes = distinct(terms.flatMap(nodesOf));
  const leaves = distinct(terms.flatMap(leavesOf));
  const others = beside.filter((measure) => !leaves.some((leaf) => canonical(leaf) === canonical(measure)));
  const shown = beside.length > others.length;
  // No operation makes a part of a time alone a measure.
  if (nodes.length === 0 || (nodes.length === 1 && others.length === 0 && !shown && nodes[0]?.fn !== 'part')) return null;
  const from = distinct([...leaves, ...others]);
  return { from, made: distinct([...from, ...nodes]) };
}

/** The outermost terms of a measure that are computed row by row, also those inside what other terms are made of. */
function rowTerms(measure: FacetValue): Term[] {
  if (Array.isArray(measure)) return measure.flatMap(rowTerms);
  if (!isTerm(measure)) return [];
  if (OPERANDS[measure.fn] === undefined) return measure.args.slice(0, PAIRS.has(measure.fn) ? 2 : 1).flatMap(rowTerms);
  return [measure, ...leavesOf(measure).flatMap(rowTerms)];
}

/** Columns that are wanted as they are, or that something other than a computation is made of. */
function plainOperands(measure: FacetValue): FacetValue[] {
  if (typeof measure === 'string') return [measure];
  if (Array.isArray(measure)) return measure.flatMap(plainOperands);
  if (!isTerm(measure) || (measure.fn === 'count' && measure.args[0] === 'rows')) return [];
  return OPERANDS[measure.fn] === undefined ? measure.args.slice(0, PAIRS.has(measure.fn) ? 2 : 1).flatMap(plainOperands) : leavesOf(measure).filter(isTerm).flatMap(plainOperands);
}

function operandsOf(term: Term): FacetValue[] {
  return (OPERANDS[term.fn] ?? []).flatMap((at) => term.args[at] ?? []);
}

function leavesOf(term: Term): FacetValue[] {
  return operandsOf(term).flatMap((operand) => (isTerm(operand) && OPERANDS[operand.fn] !== undefined ? leavesOf(operand) : [operand]));
}

function nodesOf(term: Term): Term[] {
  return [term, ...operandsOf(term).flatMap((operand) => (isTerm(operand) && OPERANDS[operand.fn] !== undefined ? nodesOf(operand) : []))];
}

function distinct<Value extends FacetValue>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [canonical(value), value])).values()];
}
