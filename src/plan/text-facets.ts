import type { FacetValue } from '../schemas/operation.ts';

/** Facets that are a text of their own and no term: what is looked for in documents, and what is to be written. */
const TEXT_FACETS: ReadonlySet<string> = new Set(['query', 'mentions', 'instruction']);

/**
 * A text facet as it stands: `"depth of discharge" AND limit` keeps its quotation marks. One with a backslash is a quoted term, as names that are no plain
 * words are written, and `each(column)` and `asked(name)` are terms; null for these and for all other facets.
 */
export function readTextFacet(facet: string, written: string): string | null {
  return TEXT_FACETS.has(facet) && !written.includes('\\') && !/^\s*(?:each|asked)\(.*\)\s*$/.test(written) ? written : null;
}

export function isTextFacet(facet: string): boolean {
  return TEXT_FACETS.has(facet);
}

/** A text facet as `readTextFacet` reads it back; null where it has to be written as a term. */
export function writeTextFacet(facet: string, value: FacetValue): string | null {
  return typeof value === 'string' && readTextFacet(facet, value) !== null ? value : null;
}
