import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';

/** What is looked for or read in documents before there are rows. */
const OF_DOCUMENTS = ['mentions', 'query', 'extracted', 'items'];

/**
 * The facets of a table that is made of documents, with what a want means that says nothing of its rows: mentions are counted for each document, those of names for
 * each name, and passages or fields are rows as they were found, whatever another want makes of them.
 */
export function withRowsOfDocuments(kind: string, facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const { keys, measures, values, interval, mentions } = facets;
  if ((kind !== 'table' && kind !== 'chart') || keys !== undefined || values !== undefined || interval !== undefined) return facets;
  if (Array.isArray(measures) && measures.some((measure) => isTerm(measure))) return facets;
  if (mentions !== undefined && mentions !== 'none') {
    const [column] = isTerm(mentions) && mentions.fn === 'each' ? mentions.args : ['document'];
    return typeof column === 'string' ? { ...facets, keys: [column] } : facets;
  }
  return kind === 'table' && OF_DOCUMENTS.some((facet) => facets[facet] !== undefined) ? { ...facets, values: 'observed' } : facets;
}
