import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { firstNames } from './form-columns.ts';
import type { DataSource } from './typed-goal-data.ts';

const COMPARING: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** Measures that are computed row by row. */
const ROWWISE: ReadonlySet<string> = new Set(['computed', 'adjusted', 'in']);

/**
 * Conditions in which a number or a time is compared with a word that names a column of another table (`level > alert_level`): it is said to be a column, so that it is looked up. Beside a
 * text the word may be a text as well and stays as it is.
 */
export function withComparedColumns(filters: FacetValue | undefined, sources: readonly DataSource[]): FacetValue | undefined {
  if (!Array.isArray(filters)) return filters;
  const has = (source: DataSource, name: string): boolean => source.columns.some((column) => column.name === name);
  return filters.map((filter) => {
    const [subject, value, ...more] = isTerm(filter) && COMPARING.has(filter.fn) ? filter.args : [];
    const made = isTerm(subject) && ROWWISE.has(subject.fn) ? firstNames(subject) : [];
    const named = typeof subject === 'string' ? [subject] : made;
    if (named.length === 0 || subject === undefined || typeof value !== 'string' || more.length > 0 || !isTerm(filter)) return filter;
    const measured = sources.filter((source) => source.columns.some((column) => named.includes(column.name) && column.type !== 'text' && column.type !== null));
    // What is computed is a number: a word beside it can only be a column.
    if (made.length > 0 && measured.some((source) => has(source, value))) return { fn: filter.fn, args: [subject, { fn: 'column', args: [value] }] };
    if (measured.length === 0 || measured.some((source) => has(source, value)) || !sources.some((source) => has(source, value))) return filter;
    return { fn: filter.fn, args: [subject, { fn: 'column', args: [value] }] };
  });
}
