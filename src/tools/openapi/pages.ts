import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { MOST_RECORDS, type RecordValue, fieldOf, isRecord } from '../record/records.ts';
import type { ToolContext } from '../tool.ts';
import type { Answer } from './answers.ts';
import type { Call, CallResult } from './call.ts';
import type { ServiceOperation } from './document.ts';
import { wordsOf } from './names.ts';
import type { ImportedOperation, ImportedService, Paging } from './service.ts';

/** Pages of one list, at most. */
const MOST_PAGES = 120;
const PAGE_SIZE = /^(limit|count|size|per[_-]?page|page[_-]?size)$/i;

/** How an operation that lists something is asked for further pages, as far as its parameters tell. */
export function pagingOf(operation: ServiceOperation, answer: Pick<Answer, 'list'>): Paging | null {
  if (operation.method !== 'get' || !answer.list) return null;
  const named = (pattern: RegExp): string | null => operation.parameters.find((one) => one.in === 'query' && !one.required && pattern.test(wordsOf(one.name).join('_')))?.name ?? null;
  const page = named(/^(page|page_number|page_no|p)$/);
  if (page !== null) return { by: 'page', parameter: page };
  const offset = named(/^(offset|skip|start)$/);
  if (offset !== null) return { by: 'offset', parameter: offset, size: named(/^(limit|count|per_page|page_size)$/) };
  const cursor = named(/^(cursor|after|page_token|next_token|starting_after|continuation)$/);
  return cursor === null ? { by: 'next' } : { by: 'cursor', parameter: cursor };
}

/** Whether a parameter says which page is wanted: paging sets it. */
export function isPagingParameter(paging: Paging | null, name: string): boolean {
  return paging !== null && 'parameter' in paging && paging.parameter === name;
}

/** Further pages, as far as the document makes them recognisable. Errors: `Tool.ResourceLimit` where a list goes on beyond what is read, unless a search ordered it. */
export async function pages(service: ImportedService, operation: ImportedOperation, first: Call, answer: CallResult, call: (call: Call) => Promise<CallResult>, progress: ToolContext['progress']): Promise<RecordValue[]> {
  const records = recordsIn(operation, answer.body);
  let last = answer;
  let lastCount = records.length;
  for (let page = 2; ; page += 1) {
    const next = nextAddress(service, operation, first.address, last, { page, read: records.length, lastCount });
    if (next === null) return records.slice(0, MOST_RECORDS);
    if (page > MOST_PAGES || records.length >= MOST_RECORDS) break;
    progress(`page ${page}, ${records.length} records so far`);
    const before = last;
    try {
      last = await call({ ...first, address: next.address });
    } catch (error) {
      // beyond the last page some services have nothing: only where nothing had said that there is one more
      if (!next.sure && error instanceof PlanwrightError && (error.type === 'Tool.Permanent' || error.type === 'Tool.Invalid')) return records.slice(0, MOST_RECORDS);
      throw error;
    }
    const more = recordsIn(operation, last.body);
    lastCount = more.length;
    // a service that does not know the parameter gives the same page again
    if (more.length === 0 || JSON.stringify(more) === JSON.stringify(recordsIn(operation, before.body))) return records.slice(0, MOST_RECORDS);
    records.push(...more);
  }
  // What is counted or added up of a part of a list is wrong without anybody seeing it; the best matches of a search are at its beginning.
  if (operation.declaration.output.facets['ranked'] === undefined) {
    throw new PlanwrightError('Tool.ResourceLimit', `Cannot use the list of "${service.name}.${operation.declaration.operation}": it goes on after ${records.length} records, and a part of it would give wrong results. Ask for fewer, with a filter that the service knows.`);
  }
  return records.slice(0, MOST_RECORDS);
}

/** The address of the page after the last: a link of the answer to the same service, a cursor, or the next number or offset as long as there are more. */
function nextAddress(service: ImportedService, { paging, source }: ImportedOperation, first: string, { body, link }: CallResult, at: { page: number; read: number; lastCount: number }): { address: string; sure: boolean } | null {
  const top = isRecord(body) ? body : {};
  const around = [top, ...['meta', 'paging', 'pagination', 'page', 'page_info', 'pageInfo', 'links', '_links', 'cursors'].flatMap((name) => [fieldOf(top, [name]), fieldOf(top, ['meta', name])])].filter((one): one is RecordValue => isRecord(one));
  const said = (names: readonly string[]): Json[] => around.flatMap((one) => names.flatMap((name) => one[name] ?? []));
  const linked = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(link)?.[1] ?? said(['next', 'next_page_url', 'next_url', 'nextLink']).map((one) => (isRecord(one) ? one['href'] : one)).find((one) => typeof one === 'string' && (one.includes('/') || one.startsWith('?')));
  if (typeof linked === 'string' && linked !== '' && URL.canParse(linked, first)) {
    const next = new URL(linked, first);
    // a service may only lead on to itself
    if (next.origin === new URL(service.base).origin && (linked.includes('/') || linked.startsWith('?'))) return { address: next.href, sure: true };
  }
  if (paging === null || paging.by === 'next') return null;
  const url = new URL(first);
  if (paging.by === 'cursor') {
    const cursor = said(['next_cursor', 'nextCursor', 'next_page_token', 'nextPageToken', 'next_token', 'nextToken', 'end_cursor', 'endCursor', 'after', 'cursor', 'next']).find((one): one is string | number => (typeof one === 'string' && one !== '') || typeof one === 'number');
    if (cursor === undefined || said(['has_more', 'hasMore', 'has_next', 'hasNext', 'has_next_page', 'hasNextPage']).includes(false)) return null;
    url.searchParams.set(paging.parameter, String(cursor));
    return { address: url.href, sure: true };
  }
  const count = (names: readonly string[]): number | null => said(names).find((one): one is number => typeof one === 'number') ?? null;
  const total = count(['total', 'total_results', 'total_count', 'totalCount', 'total_items', 'totalItems', 'total_elements', 'totalElements', 'total_records']) ?? count(['count']);
  const lastPage = count(['total_pages', 'pages', 'last_page', 'totalPages', 'page_count', 'pageCount']);
  const flag = said(['has_more', 'hasMore', 'has_next', 'hasNext', 'has_next_page', 'hasNextPage']).find((one) => typeof one === 'boolean');
  const ended = link !== '' || around.some((one) => one['next'] === null || one['next_page_url'] === null);
  const told = lastPage !== null ? at.page <= lastPage : total !== null && total !== at.lastCount ? at.read < total : typeof flag === 'boolean' ? flag : ended ? false : null;
  // Where nothing tells, the last page is the one that is shorter than a page is, or gives nothing more.
  if (told === false || (told === null && (at.lastCount === 0 || at.lastCount < usualSize(source, url)))) return null;
  const first0 = source.parameters.find((one) => one.name === paging.parameter)?.schema['default'] === 0;
  url.searchParams.set(paging.parameter, String(paging.by === 'offset' ? at.read : first0 ? at.page - 1 : at.page));
  return { address: url.href, sure: told === true };
}

/** How many records a page has as far as the request or the description says; 1 where neither does. */
function usualSize({ parameters }: ImportedOperation['source'], url: URL): number {
  const size = parameters.find((one) => one.in === 'query' && PAGE_SIZE.test(one.name));
  const value = size === undefined ? undefined : (url.searchParams.get(size.name) ?? size.schema['default']);
  return Math.max(1, Number(value ?? 1) || 1);
}

function recordsIn(operation: ImportedOperation, body: Json): RecordValue[] {
  const at = fieldOf(body, operation.at);
  return (Array.isArray(at) ? at : []).filter(isRecord);
}
