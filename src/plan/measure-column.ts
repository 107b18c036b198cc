import type { FacetValue } from '../schemas/operation.ts';

/**
 * The name of the column that holds a measure term: a plain measure is its own column; a derived one is named after the term,
 * `growth(population, percent)` → `population_growth_percent`. Planner and tools both call this, so that they agree.
 */
export function measureColumn(term: FacetValue): string {
  if (typeof term !== 'object') return String(term);
  // Lists inside terms are sets: numbers name a column in their own order, whatever order they come in.
  if (Array.isArray(term)) return (term.every((one) => typeof one === 'number') ? term.toSorted((a, b) => a - b) : term).map(measureColumn).join('_');
  const [subject, ...rest] = term.args;
  const parts = [...(subject === undefined ? [] : [measureColumn(subject)]), term.fn, ...rest.map(measureColumn)];
  return parts.join('_');
}

/** The plain columns that a measure term is computed from. */
export function measureSource(term: FacetValue): string {
  if (typeof term !== 'object') return String(term);
  const first = Array.isArray(term) ? term[0] : term.args[0];
  return first === undefined ? '' : measureSource(first);
}
