import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { measureColumn } from './measure-column.ts';
import { SERIES, TOGETHER } from './measures-together.ts';

/** Terms that name a column to group by, made of another one. */
const DIMENSIONS: ReadonlySet<string> = new Set(['part', 'band', 'meets', 'clean', 'each']);
/** Terms about one comparison, written `flag(wait > 30)`. */
const COMPARING: ReadonlySet<string> = new Set(['flag', 'run', 'meets']);
/** Conditions on a column alone. */
const OF_ONE: ReadonlySet<string> = new Set(['missing', 'present']);
/** Facets in which a column may be named by the term that makes it; conditions are answered row by row and make none. */
const NAMING = ['keys', 'split', 'chosen', 'measures', 'order', 'analysis', 'top', 'unique'];

/** How a number is computed with, where it stands on the left. */
const TURNED: { readonly [op: string]: string } = { plus: 'plus', times: 'times', minus: 'from', over: 'into' };

/**
 * What is written for short, in full: comparisons inside terms are plain arguments (`flag(wait > 30)` is `flag(wait, >, 30)`, `where(sales, year = 2024)` is `where(sales, year, =, 2024)`), and a computation with a number is
 * one of its own (`computed(100, minus, discount)` is `adjusted(discount, from, 100)`).
 */
export function spelledOut(value: FacetValue): FacetValue {
  if (Array.isArray(value)) return value.map(spelledOut);
  if (!isTerm(value)) return value;
  const args = value.args.map(spelledOut);
  const [only, op, right] = args;
  if (value.fn === 'computed' && args.length === 3 && only !== undefined && right !== undefined && typeof op === 'string' && typeof only !== typeof right) {
    if (typeof right === 'number') return { fn: 'adjusted', args: [only, op, right] };
    if (typeof only === 'number' && TURNED[op] !== undefined) return { fn: 'adjusted', args: [right, TURNED[op], only] };
  }
  // Rows are counted by the column that they are spread over.
  const [, , across] = args;
  if (value.fn === 'pivot' && across !== undefined && (only === 'rows' || (isTerm(only) && only.fn === 'count' && only.args[0] === 'rows'))) return { fn: 'pivot', args: [isTerm(across) ? (across.args[0] ?? across) : across, 'count', across] };
  if (value.fn === TOGETHER && args.length === 1) return { fn: TOGETHER, args: [...args, SERIES] };
  // Steps of time that fulfil a condition are marked before they are combined.
  if (value.fn === 'flag' && args.length === 1 && isTerm(only) && isTerm(only.args[0]) && only.args[0].fn === 'per' && only.args.length === 2) {
    const [per] = only.args;
    return { fn: 'per', args: [{ fn: 'flag', args: [per.args[0] ?? '', only.fn, only.args[1] ?? ''] }, ...per.args.slice(1)] };
  }
  const last = args.at(-1);
  if (value.fn === 'where' && args.length === 2 && isTerm(last) && OF_ONE.has(last.fn) && last.args.length === 1) return { fn: 'where', args: [args[0] ?? '', last.args[0] ?? '', last.fn, true] };
  if (COMPARING.has(value.fn) && args.length === 1 && isTerm(only) && OF_ONE.has(only.fn) && only.args.length === 1) return { fn: value.fn, args: [only.args[0] ?? '', only.fn, true] };
  if (value.fn === 'where' && args.length === 2 && last !== undefined && isTerm(last) && last.args.length === 2) return { fn: 'where', args: [args[0] ?? '', last.args[0] ?? '', last.fn, last.args[1] ?? ''] };
  return COMPARING.has(value.fn) && args.length === 1 && isTerm(only) && only.args.length === 2 ? { fn: value.fn, args: [only.args[0] ?? '', only.fn, only.args[1] ?? ''] } : { fn: value.fn, args };
}

/** Places of measures in terms that may be made of a part of a time. */
const MEASURED: { readonly [fn: string]: readonly number[] } = {
  statistic: [0], summary: [0], trend: [0], bootstrap: [0], outliers: [0], differences: [0], compare: [0], adjusted: [0], computed: [0, 2], regression: [0, 1], correlation: [0, 1], paired: [0, 1], slope: [0, 1],
};
const NUMBERED: ReadonlySet<string> = new Set(['year', 'decade', 'season_year', 'hydrological_year', 'quarter', 'month', 'week', 'day', 'day_of_year', 'hour']);

function isNumberedPart(value: FacetValue): boolean {
  return isTerm(value) && value.fn === 'part' && typeof value.args[1] === 'string' && NUMBERED.has(value.args[1]);
}

/**
 * Facets in which columns to group by have names: where one is written as a term (`part(date, month)`, `band(age, [18, 65])`, `meets(rain > 0)`), it becomes
 * the name of the column that it makes, and is itself said by the facet `dimensions`.
 */
export function withDimensions(facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const made = new Map<string, FacetValue>();
  const named = (value: FacetValue): FacetValue => {
    if (Array.isArray(value)) return value.map(named);
    if (!isTerm(value)) return value;
    if (!DIMENSIONS.has(value.fn)) return { fn: value.fn, args: value.args.map(named) };
    made.set(measureColumn(value), value);
    return measureColumn(value);
  };
  const grouped = new Set([facets['keys'] ?? [], facets['split'] ?? []].flat().map(measureColumn));
  const measures = new Set([facets['measures'] ?? []].flat().flatMap((one) => (isNumberedPart(one) ? [measureColumn(one)] : [])));
  const isMeasure = (value: FacetValue): boolean => isNumberedPart(value) && !grouped.has(measureColumn(value));
  // A part of a time that is computed with is a measure; elsewhere it names a column to group by.
  const within = (value: FacetValue, place: boolean): FacetValue => {
    if (Array.isArray(value)) return value.map((one) => within(one, place));
    if (!isTerm(value)) return value;
    if (isMeasure(value) && (place || measures.has(measureColumn(value)))) return value;
    if (DIMENSIONS.has(value.fn)) return named(value);
    return { fn: value.fn, args: value.args.map((one, at) => within(one, MEASURED[value.fn]?.includes(at) === true)) };
  };
  const read = (name: string, value: FacetValue): FacetValue => (!NAMING.includes(name) ? value : ['measures', 'analysis', 'order'].includes(name) ? within(value, name === 'measures') : named(value));
  const plain = Object.fromEntries(Object.entries(facets).map(([name, value]) => [name, read(name, value)]));
  if (made.size === 0) return facets;
  const names = [...made.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  return { ...plain, dimensions: { fn: 'dimensions', args: [names, names.map((name) => made.get(name) ?? name)] } };
}

/** Facets into whose terms values were filled in since: computations with numbers are spelled out, and columns to group by are called as they are made now. */
export function withFilledNames(facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const spelled = Object.fromEntries(Object.entries(facets).map(([name, value]) => [name, spelledOut(value)]));
  const { dimensions, ...others } = spelled;
  const [names, terms] = dimensions !== undefined && isTerm(dimensions) ? dimensions.args : [];
  if (!Array.isArray(names) || !Array.isArray(terms)) return spelled;
  const made = new Map<FacetValue, FacetValue>(names.map((name, at) => [name, terms[at] ?? name]));
  const asTerms = (value: FacetValue): FacetValue => (Array.isArray(value) ? value.map(asTerms) : isTerm(value) ? { fn: value.fn, args: value.args.map(asTerms) } : (made.get(value) ?? value));
  const named = withDimensions(Object.fromEntries(Object.entries(others).map(([name, value]) => [name, NAMING.includes(name) ? asTerms(value) : value])));
  const { keys } = named;
  return Array.isArray(keys) ? { ...named, keys: keys.map(String).toSorted((a, b) => (a < b ? -1 : 1)) } : named;
}

/** A scatter plot of two measures draws the second against the first. */
export function withPair(facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const { mark, measures } = facets;
  if (mark !== 'scatter' || !Array.isArray(measures) || measures.length !== 2) return facets;
  const [x = '', y = ''] = measures;
  return { ...facets, measures: [{ fn: 'against', args: [y, x] }] };
}

/** The columns that the dimensions of facets are made of, and those that they make. */
export function dimensionColumns(facets: { [name: string]: FacetValue }): { of: string[]; made: string[] } {
  const { dimensions } = facets;
  const [names, terms] = dimensions !== undefined && isTerm(dimensions) ? dimensions.args : [];
  return {
    of: (Array.isArray(terms) ? terms : []).flatMap((term) => (isTerm(term) && typeof term.args[0] === 'string' ? [term.args[0]] : [])),
    made: (Array.isArray(names) ? names : []).map(String),
  };
}
