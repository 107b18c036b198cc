import type { FormWant } from '../schemas/goal-form.ts';
import type { Given } from '../schemas/goal.ts';
import type { DataSource } from './typed-goal-data.ts';

/** Facets that look for words in documents or read them. */
const OF_WORDS = ['query', 'mentions', 'extracted', 'items'];
/** Facets by which a want is of something else than the text of documents. */
const OF_OTHERS = ['entity', 'rounds', 'service', 'classified', 'reviewed'];
const MADE_OF_DATA: ReadonlySet<string> = new Set(['table', 'chart', 'map', 'summary', 'quotes']);

/**
 * Wants that name no data though several documents are attached are made of all of these that have what they name: never of one of them that happens to serve. A
 * want of words is made of all documents; one of columns of those that hold these columns, together with other files that have some of them.
 */
export function withDocumentsMeant(wants: readonly FormWant[], givens: readonly Given[], sources: readonly DataSource[]): FormWant[] {
  const list = givens.find((given) => given.source.kind === 'attachments' && given.type.facets['content'] === 'document');
  if (list === undefined || list.source.kind !== 'attachments') return [...wants];
  const attached = sources.filter((source) => source.attached && source.given.source.kind === 'attachment');
  const documents = attached.filter(({ given }) => given.type.facets['content'] === 'document');
  const tables = attached.filter(({ given }) => given.type.facets['content'] === 'table');
  return wants.map((want) => {
    const facets = want.facets ?? {};
    if (want.data !== undefined || want.after !== undefined || want.parts !== undefined || (want.effect ?? null) !== null || !MADE_OF_DATA.has(want.kind) || OF_OTHERS.some((facet) => facets[facet] !== undefined)) return want;
    if (OF_WORDS.some((facet) => facets[facet] !== undefined) || want.kind === 'quotes') return { ...want, data: [list.id] };
    const words = JSON.stringify(facets).replaceAll('\\"', '"').toLowerCase();
    const named = (columns: readonly string[]): string[] => columns.filter((name) => says(words, name.toLowerCase()));
    const own = new Set(documents.flatMap((source) => named(source.held ?? [])));
    if (own.size === 0 || tables.some((source) => [...own].every((name) => source.columns.some((column) => column.name === name)))) return want;
    const holding = documents.filter((source) => [...own].every((name) => source.held?.includes(name) === true));
    if (holding.length === 0) return want;
    const beside = tables.filter((source) => named(source.columns.map((column) => column.name)).some((name) => !own.has(name)));
    return { ...want, data: [...(holding.length === documents.length && holding.length > 1 ? [list.id] : holding.map((source) => source.given.id)), ...beside.map((source) => source.given.id)] };
  });
}

/** Whether a name stands in a text as words of its own. */
export function says(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\p{L}\p{N}_]/u.test(text[at - 1] ?? '') && !/[\p{L}\p{N}_]/u.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}
