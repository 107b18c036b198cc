import type { FormWant } from '../schemas/goal-form.ts';
import type { Given } from '../schemas/goal.ts';
import { listGivens } from './givens.ts';
import type { DataSource } from './typed-goal-data.ts';

/**
 * Lists of just those attached files that a want names, where they are several of one type and not all of it: three of seven documents. A want that
 * names nothing else is made of its list; of documents that is said by the list's own identity, also where the list is all of them and another want names one alone.
 */
export function namedLists(wants: readonly FormWant[], givenOf: (name: string) => Given, givens: readonly Given[], sources: readonly DataSource[]): { lists: Given[]; of: ReadonlyMap<string, Given> } {
  const alone = wants.some((want) => want.data?.length === 1 && want.data.every((name) => givenOf(name).source.kind === 'attachment'));
  const owned = (given: Given): boolean => alone && given.type.facets['content'] === 'document';
  const known = new Map(givens.flatMap((given) => (given.source.kind === 'attachments' && !owned(given) ? [[itemsOf(given), given] as const] : [])));
  const of = new Map<string, Given>();
  const lists: Given[] = [];
  for (const want of wants) {
    const named = [...new Set((want.data ?? []).map(givenOf))];
    const [only] = named;
    const whole = named.length === 1 && only?.source.kind === 'attachments' && owned(only) ? only : undefined;
    if (whole === undefined && (named.length < 2 || named.some((given) => given.source.kind !== 'attachment'))) continue;
    const [list, ...others] = whole === undefined ? listGivens(named.flatMap((given) => sources.find((source) => source.given.id === given.id) ?? [])) : [whole];
    if (list === undefined || others.length > 0 || list.source.kind !== 'attachments' || (whole === undefined && list.source.items.length < named.length)) continue;
    const same = known.get(itemsOf(list));
    if (same !== undefined) {
      of.set(want.id, same);
      continue;
    }
    const id = `files-${want.id}`;
    const made: Given = { ...list, id, type: { ...list.type, facets: { ...list.type.facets, ...(list.type.facets['content'] === 'document' ? { dataset: id } : {}) } } };
    known.set(itemsOf(list), made);
    lists.push(made);
    of.set(want.id, made);
  }
  return { lists, of };
}

function itemsOf({ source }: Given): string {
  return source.kind === 'attachments' ? source.items.map((item) => item.sha256).toSorted().join(' ') : '';
}
