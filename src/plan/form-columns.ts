import type { FacetValue, Registry } from '../schemas/operation.ts';
import { madeColumns as ownColumns } from './conditions-on-made.ts';
import { unknown } from './form-fault.ts';
import { amongColumns } from './found-rows.ts';
import { isFoundValue } from './found-values.ts';
import { prefixOf } from './links.ts';
import type { DataSource } from './typed-goal-data.ts';
import { dimensionColumns } from './written-dimensions.ts';

/** Facets whose values name columns of the data. */
export const COLUMN_FACETS = ['keys', 'measures', 'filters', 'order', 'top'];

/** Columns that no data of the want has; derived measures are looked into. */
export function checkColumns(facets: { [name: string]: FacetValue }, want: string, sources: readonly DataSource[], registry: Registry): void {
  const columns = new Set([...sources.flatMap((source) => [...source.columns.map((column) => column.name), ...(source.held ?? [])]), ...readColumns({ ...facets, classified: 'none' })]);
  if (columns.size === 0) return;
  // A label is one more column of what is there, and says nothing of the others.
  for (const label of readColumns(facets)) columns.add(label);
  const { of, made } = dimensionColumns(facets);
  // records have the fields that their operations say
  const fields = new Set(facets['entity'] === undefined ? [] : madeColumns(registry));
  for (const name of of) if (!columns.has(name) && !fields.has(name)) throw unknown(`Cannot read the keys of want "${want}"`, `no data of it has a column "${name}"`, name, [...columns]);
  for (const name of [...madeColumns(registry), ...made, ...ownColumns({ kind: 'table', facets }).keys()]) columns.add(name);
  const prefixes = [...columns].map(prefixOf);
  for (const facet of COLUMN_FACETS) {
    for (const name of firstNames(facets[facet])) {
      // `origin_city`: the city of what `origin` refers to.
      if (prefixes.some((prefix) => name.startsWith(`${prefix}_`) && columns.has(name.slice(prefix.length + 1)))) continue;
      if (!columns.has(name)) throw unknown(`Cannot read facet "${facet}" of want "${want}"`, `no data of it has a column "${name}"`, name, [...columns]);
    }
  }
}

/** Columns that a model is to read out of text or to add: the fields of `extracted`, each with its words, and the label of `classified`. */
function readColumns(facets: { [name: string]: FacetValue }): string[] {
  const { extracted, classified } = facets;
  const named = (value: FacetValue | undefined, at: number): string[] => (typeof value === 'object' && !Array.isArray(value) && typeof value.args[at] === 'string' ? [value.args[at]] : []);
  return [...(Array.isArray(extracted) ? extracted.flatMap((field) => named(field, 0)).flatMap((name) => [name, `${name}_quote`]).concat('document', 'document_date') : []), ...named(classified, 2)];
}

/** Columns that operations themselves make: fields of records, and what their outputs name as keys or measures. */
export function madeColumns({ operations }: Registry): string[] {
  const named = (term: unknown): string[] => (typeof term === 'string' ? [term] : Array.isArray(term) ? term.flatMap(named) : isObject(term) && 'fn' in term && term['fn'] === 'union' ? named(term['args']) : []);
  return operations.flatMap(({ output }) => [...['fields', 'keys', 'measures', 'columns'].flatMap((facet) => named(output.facets[facet])), ...(output.columns ?? []).map((one) => one.name)]);
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names that a facet value is about: itself, or the first argument inside its terms. */
export function firstNames(value: FacetValue | undefined): string[] {
  if (value === undefined || value === 'none' || typeof value === 'number' || typeof value === 'boolean') return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(firstNames);
  // Rows are counted, whatever their columns; which column holds a name is seen in the data.
  if (value.fn === 'count' && value.args[0] === 'rows') return [];
  if (value.fn === 'among' || value.fn === 'not_among') return amongColumns(value);
  if (isFoundValue(value)) return [];
  if (value.fn === 'any') return value.args.flatMap(firstNames);
  if (value.fn === 'of') return value.args.slice(0, 2).flatMap(firstNames);
  if (value.fn === 'where') return value.args.slice(0, 2).flatMap(firstNames);
  if (value.fn === 'slope') return value.args.slice(0, 2).flatMap(firstNames);
  if (value.fn === 'computed' || value.fn === 'against') return value.args.filter((_, index) => value.fn !== 'computed' || index !== 1).flatMap(firstNames);
  return firstNames(value.args[0]);
}

/** The columns that an analysis computes with row by row: of conditions, computations and parts of a measure. */
export function computedColumns(value: FacetValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(computedColumns);
  if (typeof value !== 'object') return [];
  return ['flag', 'where', 'computed', 'adjusted', 'part'].includes(value.fn) ? firstNames(value) : value.args.flatMap(computedColumns);
}

/** The measure by which the best rows of groups are the best. */
export function measureOfTop(top: FacetValue | undefined): FacetValue | undefined {
  return isObject(top) && Array.isArray(top['args']) ? (top['args'] as FacetValue[])[1] : undefined;
}
