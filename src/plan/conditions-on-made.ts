import type { ArtifactType, FacetValue } from '../schemas/operation.ts';
import { measureColumn } from './measure-column.ts';
import { TOGETHER } from './measures-together.ts';
import { canonical } from './unify.ts';

type Term = Extract<FacetValue, { fn: string }>;

export function isTerm(value: FacetValue | undefined): value is Term {
  return typeof value === 'object' && !Array.isArray(value);
}

/**
 * The type with conditions on what is made (grouped or derived measures) under `having`, so that they are placed after the step that makes it; conditions on columns
 * that the data itself has stay under `filters`. A made measure is named by its term or by its column. A period (a condition on one of the columns `times`) holds for what is
 * made of earlier rows or of a base period (changes, moving means, anomalies, indices), not for the rows that these are made of.
 */
export function withConditionsOnMade(type: ArtifactType, times: ReadonlySet<string> = new Set()): ArtifactType {
  const { filters, ...facets } = type.facets;
  if (!Array.isArray(filters) || facets['having'] !== undefined) return type;
  const made = madeColumns(type);
  const plain: FacetValue[] = [];
  const later: FacetValue[] = [];
  const measures = new Map<string, FacetValue>();
  const [lookingBack] = [...made.values()].filter((measure) => isTerm(measure) && LOOKING_BACK.has(measure.fn));
  for (const filter of filters) {
    const [subject] = isTerm(filter) ? filter.args : [];
    const period = lookingBack !== undefined && typeof subject === 'string' && times.has(subject);
    const owners = period ? [lookingBack] : conditionOwners(filter, made);
    if (owners.length === 0) plain.push(filter);
    else later.push(filter);
    for (const owner of owners) measures.set(canonical(owner), owner);
  }
  if (later.length === 0) return type;
  const inOrder = [...measures.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, measure]) => measure);
  return { ...type, facets: { ...facets, ...(plain.length === 0 ? {} : { filters: plain }), having: { fn: 'having', args: [inOrder, later] } } };
}

/** The columns that the measures, the order and the analysis of a type make, with the measure that each is made with. */
export function madeColumns(type: ArtifactType): Map<string, FacetValue> {
  const made = new Map<string, FacetValue>();
  const add = (value: FacetValue | undefined): void => {
    if (Array.isArray(value)) return value.forEach(add);
    if (!isTerm(value)) return;
    made.set(measureColumn(value), value);
    const [called, time] = value.args;
    // The name of what stood in columns of years is new.
    if (value.fn === 'long' && typeof called === 'string') made.set(called, value);
    // What tells the rows of these apart is made with them.
    if ((value.fn === 'long' || value.fn === TOGETHER) && typeof time === 'string') made.set(time, value);
    value.args.forEach(add);
  };
  for (const measure of listOf(type.facets['measures'])) add(measure);
  for (const within of [type.facets['order'], type.facets['analysis'], type.facets['top']]) if (isTerm(within)) within.args.forEach(add);
  for (const filter of listOf(type.facets['filters'])) {
    const [subject] = isTerm(filter) ? filter.args : [];
    if (isTerm(subject) && !SEEN_IN_DATA.has(subject.fn)) add(subject);
  }
  return made;
}

/** Measures of a row that other rows go into, those before it or those of a base period. */
const LOOKING_BACK: ReadonlySet<string> = new Set(['change', 'moving', 'anomaly', 'anomaly_by_month', 'index', 'filled']);

/** Subjects of conditions that each row of the data itself answers: one of several columns, a part of a time, a band of a number; or all rows of it together. */
const SEEN_IN_DATA: ReadonlySet<string> = new Set(['any', 'part', 'band', 'meets', 'clean', 'each', 'overall']);
/** Conditions whose right side may be another column or measure. */
const COMPARING: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** The made measures that a condition is about, on its left and, where two are compared, on its right. */
function conditionOwners(filter: FacetValue, made: ReadonlyMap<string, FacetValue>): FacetValue[] {
  const [subject, value] = isTerm(filter) ? filter.args : [];
  const owner = (side: FacetValue | undefined): FacetValue | null => {
    if (side === undefined || Array.isArray(side)) return null;
    if (isTerm(side)) return SEEN_IN_DATA.has(side.fn) ? null : side.fn === 'column' ? owner(side.args[0]) : side;
    return made.get(measureColumn(side)) ?? null;
  };
  const compared = isTerm(filter) && COMPARING.has(filter.fn) ? owner(value) : null;
  return [owner(subject), compared].filter((one) => one !== null);
}

/** The columns that a condition is about. */
export function conditionColumns(filter: FacetValue): string[] {
  const subject = isTerm(filter) ? filter.args[0] : undefined;
  if (subject === undefined) return [];
  const value = isTerm(filter) && COMPARING.has(filter.fn) ? filter.args[1] : undefined;
  const beside = isTerm(value) && !SEEN_IN_DATA.has(value.fn) ? [measureColumn(value.fn === 'column' ? (value.args[0] ?? '') : value)] : [];
  if (!isTerm(subject) || !SEEN_IN_DATA.has(subject.fn)) return [measureColumn(subject), ...beside];
  return (subject.fn === 'any' ? subject.args : subject.args.slice(0, 1)).map(measureColumn);
}

export function listOf(value: FacetValue | undefined): FacetValue[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
