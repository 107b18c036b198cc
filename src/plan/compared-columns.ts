import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import type { DataSource } from './typed-goal-data.ts';

const COMPARING: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/**
 * Conditions in which a number or a time is compared with a word that names a column of another table (`level > alert_level`): it is said to be a column, so that it is looked up. Beside a
 * text the word may be a text as well and stays as it is.
 */
export function withComparedColumns(filters: FacetValue | undefined, sources: readonly DataSource[]): FacetValue | undefined {
  if (!Array.isArray(filters)) return filters;
  const has = (source: DataSource, name: string): boolean => source.columns.some((column) => column.name === name);
  return filters.map((filter) => {
    const [subject, value, ...more] = isTerm(filter) && COMPARING.has(filter.fn) ? filter.args : [];
    if (typeof subject !== 'string' || typeof value !== 'string' || more.length > 0 || !isTerm(filter)) return filter;
    const measured = sources.filter((source) => source.columns.some((column) => column.name === subject && column.type !== 'text' && column.type !== null));
    if (measured.length === 0 || measured.some((source) => has(source, value)) || !sources.some((source) => has(source, value))) return filter;
    return { fn: filter.fn, args: [subject, { fn: 'column', args: [value] }] };
  });
}
