import type { Given, Profile } from '../schemas/goal.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import { canonical } from './digest.ts';
import { indexTerms } from './lexical-terms.ts';
import { type DataSource, dataSources, setFacet } from './typed-goal-data.ts';

/** Content of sources that can only be used file by file; several of one content are also given as one list. */
const LISTED = ['table', 'document'];

/**
 * All that a goal may be made from: attachments, what packs ship, and attachments of one type together as a list. Tables count as one type where
 * they have the same columns.
 */
export function allGivens(registry: Pick<Registry, 'datasets' | 'terms'>, profiles: readonly Profile[]): { givens: Given[]; sources: DataSource[] } {
  const sources = dataSources(registry, profiles, indexTerms(registry.terms));
  return { givens: [...sources.map((source) => source.given), ...listGivens(sources)], sources };
}

/** Attachments of one type as a given of cardinality `list`, in the order in which they were attached. Facets are those that all share. */
export function listGivens(sources: readonly DataSource[]): Given[] {
  const groups = new Map<string, DataSource[]>();
  for (const source of sources) {
    const { content } = source.given.type.facets;
    if (!source.attached || source.given.source.kind !== 'attachment' || typeof content !== 'string' || !LISTED.includes(content)) continue;
    const key = canonical({ content, columns: content === 'table' ? source.columns.map((column) => column.name) : [] });
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  return [...groups.values()].filter((group) => group.length > 1).flatMap((group, index): Given[] => {
    const [first] = group;
    if (first === undefined) return [];
    const shared = Object.entries(first.given.type.facets).filter(([facet, value]) => group.every((one) => canonical(one.given.type.facets[facet] ?? null) === canonical(value)));
    const facets = { ...Object.fromEntries(shared), ...fieldsTogether(group) };
    const items = group.flatMap(({ given: { source } }) => (source.kind === 'attachment' ? [{ sha256: source.sha256, name: source.name, media_type: source.media_type }] : []));
    return [{
      id: `files-${index + 1}`,
      type: { kind: first.given.type.kind, facets, cardinality: 'list' },
      title: `${items.length} files: ${items.map((item) => item.name).join(', ')}`.slice(0, 200),
      source: { kind: 'attachments', items },
      named: true,
      spans: [],
    }];
  });
}

/**
 * Fields of documents that all have some: what one gives as a number is one unless another gives it as words; "none" is a number where others are.
 * Whether that holds is seen when they are read.
 */
function fieldsTogether(group: readonly DataSource[]): { measures?: FacetValue; columns?: FacetValue } {
  if (group.some((one) => one.given.type.facets['holds'] !== 'fields')) return {};
  const all = (facet: string): string[] => [...new Set(group.flatMap((one) => setFacet(one, facet)))].toSorted();
  const measures = all('measures');
  return { measures, columns: all('columns').filter((name) => !measures.includes(name)) };
}
