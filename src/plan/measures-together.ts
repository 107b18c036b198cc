import type { FacetValue } from '../schemas/operation.ts';
import { canonical } from './unify.ts';

/** The measures of several columns as one, told apart by a column of their names: `together([a, b], series)`. */
export const TOGETHER = 'together';
/** What the column of the names is called. */
export const SERIES = 'series';
/** Charts in which several measures are drawn as series of one. */
const SERIES_MARKS: ReadonlySet<string> = new Set(['line', 'bar']);

/** Facets of a chart in which several measures are one. */
export function withSeries(kind: string, facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const { mark, measures } = facets;
  if (kind !== 'chart' || typeof mark !== 'string' || !SERIES_MARKS.has(mark) || !Array.isArray(measures) || measures.length < 2) return facets;
  const { keys } = facets;
  const told: { [name: string]: FacetValue } = keys === undefined ? {} : { keys: { fn: 'with_series', args: [keys] } };
  return { ...facets, ...told, measures: [{ fn: TOGETHER, args: [measures.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1)), SERIES] }] };
}
