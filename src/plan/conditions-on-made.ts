import type { ArtifactType, FacetValue } from '../schemas/operation.ts';
import { measureColumn } from './measure-column.ts';
import { canonical } from './unify.ts';

type Term = Extract<FacetValue, { fn: string }>;

export function isTerm(value: FacetValue | undefined): value is Term {
  return typeof value === 'object' && !Array.isArray(value);
}

/**
 * The type with conditions on what is made (grouped or derived measures) under `having`, so that they are placed after the step that makes it; conditions on columns
 * that the data itself has stay under `filters`. A made measure is named by its term or by its column.
 */
export function withConditionsOnMade(type: ArtifactType): ArtifactType {
  const { filters, ...facets } = type.facets;
  if (!Array.isArray(filters) || facets['having'] !== undefined) return type;
  const made = madeColumns(type);
  const plain: FacetValue[] = [];
  const later: FacetValue[] = [];
  const measures = new Map<string, FacetValue>();
  for (const filter of filters) {
    const owner = conditionOwner(filter, made);
    if (owner === null) plain.push(filter);
    else {
      later.push(filter);
      measures.set(canonical(owner), owner);
    }
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
    const [, time] = value.args;
    if (value.fn === 'long' && typeof time === 'string') made.set(time, value);
    value.args.forEach(add);
  };
  for (const measure of listOf(type.facets['measures'])) add(measure);
  for (const within of [type.facets['order'], type.facets['analysis']]) if (isTerm(within)) within.args.forEach(add);
  return made;
}

/** Subjects of conditions that each row of the data itself answers: one of several columns, a part of a time, a band of a number. */
const SEEN_IN_DATA: ReadonlySet<string> = new Set(['any', 'part', 'band', 'meets']);

function conditionOwner(filter: FacetValue, made: ReadonlyMap<string, FacetValue>): FacetValue | null {
  const subject = isTerm(filter) ? filter.args[0] : undefined;
  if (subject === undefined) return null;
  if (isTerm(subject)) return SEEN_IN_DATA.has(subject.fn) ? null : subject;
  return made.get(measureColumn(subject)) ?? null;
}

/** The columns that a condition is about. */
export function conditionColumns(filter: FacetValue): string[] {
  const subject = isTerm(filter) ? filter.args[0] : undefined;
  if (subject === undefined) return [];
  if (!isTerm(subject) || !SEEN_IN_DATA.has(subject.fn)) return [measureColumn(subject)];
  return (subject.fn === 'any' ? subject.args : subject.args.slice(0, 1)).map(measureColumn);
}

export function listOf(value: FacetValue | undefined): FacetValue[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
