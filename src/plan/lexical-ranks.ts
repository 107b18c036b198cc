import { canGroup, isNumber } from './lexical-columns.ts';
import { intervalOf } from './lexical-measures.ts';
import type { Request, SaidColumn } from './lexical-request.ts';
import type { Scan } from './lexical-scan.ts';

const DESC = new Set(['highest', 'largest', 'biggest', 'greatest', 'most', 'top', 'maximum', 'max', 'strongest', 'longest', 'high', 'large', 'big', 'more', 'many', 'best']);
const ASC = new Set(['lowest', 'smallest', 'least', 'fewest', 'bottom', 'minimum', 'min', 'weakest', 'shortest', 'low', 'small', 'fewer', 'few', 'worst']);
const DOWN = ['descending', 'desc', 'decreasing', 'descendingly'];
const UP = ['ascending', 'asc', 'increasing', 'ascendingly'];

function directionOf(word: string): 'asc' | 'desc' | null {
  return DESC.has(word) ? 'desc' : ASC.has(word) ? 'asc' : null;
}

/** Takes the order of rows: "sorted by units, descending", "from most to fewest units", "highest first". What it only repeats is taken as well. */
export function readOrder(scan: Scan, request: Request): void {
  const set = (direction: 'asc' | 'desc', by: SaidColumn | null, first: number, last: number): void => {
    const spans = [scan.take(first, last)];
    if (request.order === null) request.order = { direction, by, spans };
    else request.order = { direction: request.order.direction, by: request.order.by ?? by, spans: [...request.order.spans, ...spans] };
    request.limit ??= { value: 0, spans: [] };
  };
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    const from = scan.has(index, ['from', 'starting', 'beginning', 'with']) ? index : -1;
    const start = from >= 0 ? (scan.has(from + 1, ['with', 'from', 'the']) ? (scan.has(from + 2, 'the') ? from + 3 : from + 2) : from + 1) : index;
    const first = directionOf(scan.lower(start));
    const to = scan.has(start + 1, ['to', 'down', 'up'], 'to') ? start + 3 : scan.has(start + 1, 'to') ? start + 2 : -1;
    if (first !== null && to > 0 && scan.free(start) && directionOf(scan.lower(to)) !== null && directionOf(scan.lower(to)) !== first) {
      const match = scan.column(to + 1);
      set(first, match === null ? null : { match, spans: [], first: to + 1 }, index, match === null ? to : to + match.length);
    } else if (from >= 0 && scan.lower(from) !== 'from' && first !== null && scan.lower(from) !== 'with' && scan.free(start)) {
      const match = scan.column(start + 1);
      const last = match === null ? start : start + match.length;
      set(first, match === null ? null : { match, spans: [], first: start + 1 }, index, last);
    } else if (first !== null && scan.has(index + 1, ['first', 'values'])) set(first, null, index, scan.has(index + 1, 'values') && scan.has(index + 2, 'first') ? index + 2 : index + 1);
    else if (first !== null && readFirst(scan, index, first, set)) continue;
    else if (scan.has(index, 'in', [...DOWN, ...UP], 'order')) set(DOWN.includes(scan.lower(index + 1)) ? 'desc' : 'asc', null, index, index + 2);
    else if (scan.has(index, [...DOWN, ...UP]) && !scan.has(index - 1, ['is', 'are', 'was'])) set(DOWN.includes(scan.lower(index)) ? 'desc' : 'asc', null, index, scan.has(index + 1, 'order') ? index + 1 : index);
    else if (scan.has(index, ['sorted', 'sort', 'ordered', 'order', 'ranked', 'rank', 'ranking', 'sorting', 'arrange', 'arranged'])) readSort(scan, request, index);
  }
}

/** "biggest seller on top", "largest total first", "the warmest station at the top". */
function readFirst(scan: Scan, index: number, direction: 'asc' | 'desc', set: (direction: 'asc' | 'desc', by: SaidColumn | null, first: number, last: number) => void): boolean {
  for (let at = index + 1; at <= index + 3 && at < scan.words.length; at += 1) {
    if (!scan.free(at) || scan.clauseBreak(at)) return false;
    const top = scan.has(at, ['on', 'at'], 'top') ? at + 1 : scan.has(at, ['on', 'at'], 'the', 'top') ? at + 2 : scan.has(at, 'first') && !scan.has(at + 1, ['quarter', 'half', 'of', 'month', 'week']) ? at : -1;
    if (top < 0) continue;
    const match = at > index + 1 ? scan.column(index + 1) : null;
    set(direction, match !== null && match.columns.some(({ column }) => isNumber(column)) ? { match, spans: [], first: index + 1 } : null, scan.has(index - 1, 'the') ? index - 1 : index, top);
    return true;
  }
  return false;
}

function readSort(scan: Scan, request: Request, index: number): void {
  const by = scan.has(index + 1, ['by', 'on']) ? index + 1 : -1;
  const direction = DOWN.includes(scan.lower(index + 1)) ? 'desc' : UP.includes(scan.lower(index + 1)) ? 'asc' : null;
  if (by < 0) {
    // "Rank the stores by …": the order is told by what follows "by" later on.
    let later = -1;
    for (let at = index + 1; at < Math.min(scan.words.length, index + 8); at += 1) {
      if (scan.clauseBreak(at)) break;
      if (scan.has(at, 'by')) later = at;
    }
    const spans = [scan.take(index, index)];
    request.order ??= { direction: 'desc', by: null, spans };
    if (later >= 0) {
      scan.take(later, later);
      spans.push(scan.span(later, later));
    }
    request.limit ??= { value: 0, spans: [] };
    if (direction !== null) request.order = { ...request.order, direction };
    return;
  }
  let at = by + 1;
  while (scan.has(at, ['the', 'their', 'its', 'descending', 'ascending', 'decreasing', 'increasing'])) at += 1;
  const up = scan.has(by + 1, UP);
  const match = scan.column(at);
  const number = match?.columns.some(({ column }) => isNumber(column)) === true;
  const spans = [scan.take(index, by)];
  for (let one = by + 1; one < at; one += 1) spans.push(scan.take(one, one));
  const word = scan.lower(index);
  const ranked = word.startsWith('rank');
  // What "sort by the total" names is also a measure: it is left for whoever reads aggregations.
  request.order = { direction: request.order?.direction ?? (up ? 'asc' : ranked || !number ? 'desc' : 'desc'), by: number && match !== null ? { match, spans: [scan.span(at, at + match.length - 1)], first: at } : null, spans: [...(request.order?.spans ?? []), ...spans] };
  if (!number && match !== null && !ranked) request.vague.push({ word: scan.goal.slice(scan.words[at]?.start, scan.words[at]?.end), spans: [scan.span(at, at)] });
  request.limit ??= { value: 0, spans: [] };
}

/** Takes superlatives: "top 5", "the most units", "the 3 largest orders", "highest average price", "warmest station". */
export function readSuperlatives(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    const word = scan.words[index];
    if (word === undefined || !scan.free(index)) continue;
    const general = ['highest', 'largest', 'biggest', 'greatest', 'lowest', 'smallest', 'most', 'least', 'fewest', 'top', 'bottom', 'best', 'worst', 'longest', 'shortest'].includes(word.lower) || word.lower.startsWith('best-sell') ? (directionOf(word.lower) ?? 'desc') : null;
    const about = word.lower.endsWith('est') ? scan.lexicon.meantBy([word]) : [];
    const two = general !== null && ['most', 'least'].includes(word.lower) && scan.words[index + 1] !== undefined ? scan.lexicon.meantBy([scan.words[index + 1] as never]) : [];
    const meaning = scan.meanings(index).find((one) => one.part === 'analysis' && one.analysis === 'rank');
    const direction = general ?? (about.length > 0 && word.lower.endsWith('est') ? (meaning?.part === 'analysis' ? (meaning.direction ?? 'desc') : 'desc') : null);
    if (direction === null) continue;
    const before = countAt(scan, index - 1);
    const after = countAt(scan, index + 1);
    const count = before ?? after;
    let last = after === null || before !== null ? index : index + 1;
    let first = before === null ? index : index - 1;
    if (scan.has(first - 1, ['the', 'our', 'its'])) first -= 1;
    if (['best', 'worst'].includes(word.lower)) {
      request.vague.push({ word: word.lower, spans: [scan.span(index, index)] });
    }
    let by: SaidColumn | null = about.length > 0 && general === null ? { match: { length: 1, columns: about }, spans: [scan.span(index, index)], first: index } : null;
    if (two.length > 0 && isAdjective(scan, index + 1)) {
      by = { match: { length: 1, columns: two }, spans: [scan.span(index, index + 1)], first: index };
      last = index + 1;
    }
    const common = ['most', 'least'].includes(word.lower) && scan.has(index + 1, ['common', 'frequent', 'often', 'frequently']);
    if (common) {
      last = index + 1;
      request.measures.push({ of: null, how: 'count', spans: [scan.span(first, last)], amount: false });
    }
    let amount = false;
    if (by === null && !common) {
      // "the most units", "highest temperature": the column follows; with an aggregation in between that is read later.
      const at = scan.has(last + 1, ['of']) ? last + 2 : last + 1;
      const match = scan.column(at);
      if (match !== null && match.columns.some(({ column }) => isNumber(column) && column.role !== 'identifier' && column.role !== 'time') && !(word.lower === 'top' && count !== null && match.columns.every(({ column }) => canGroup(column) && column.role === 'dimension') && scan.has(at + match.length, ['by']))) {
        by = { match, spans: [scan.span(at, at + match.length - 1)], first: at };
        amount = ['most', 'fewest', 'least'].includes(word.lower);
        last = at + match.length - 1;
      } else if (scan.free(at) && entities.has(scan.words[at]?.stem ?? '') && ['most', 'fewest', 'least'].includes(word.lower)) {
        request.measures.push({ of: null, how: 'count', spans: [scan.span(index, at)], amount: false });
        last = at;
      }
    }
    const span = scan.take(first, last);
    request.order = { direction: request.order?.direction ?? direction, by: request.order?.by ?? by, spans: [...(request.order?.spans ?? []), span] };
    if (by !== null) request.measures.push({ of: { ...by, spans: [span] }, how: null, spans: [span], amount });
    if (count !== null) request.limit = request.limit === null || request.limit.value === 0 ? { value: count, spans: [span] } : request.limit;
    nounAfter(scan, request, last + 1, count !== null);
  }
}

/** "the 3 largest orders", "top 5 stores", "the warmest station", "the wettest month": what is ranked. */
function nounAfter(scan: Scan, request: Request, at: number, counted: boolean): void {
  if (scan.clauseBreak(at)) return;
  const match = scan.column(at);
  const interval = scan.free(at) ? intervalOf(scan.lower(at)) : null;
  const keys = match?.columns.filter(({ column }) => canGroup(column) && (!isNumber(column) || column.role === 'dimension')) ?? [];
  const word = scan.words[at];
  if (match !== null && keys.length > 0) {
    const last = scan.words[at + match.length - 1];
    request.keys.push({ match: { ...match, columns: keys }, spans: [scan.take(at, at + match.length - 1)], first: at });
    if (!counted) request.limit ??= { value: last !== undefined && last.lower !== last.stem ? 0 : 1, spans: [] };
  } else if (interval !== null && word !== undefined) {
    request.interval ??= { value: interval, spans: [scan.take(at, at)] };
    if (!counted) request.limit ??= { value: word.lower === word.stem ? 1 : 0, spans: [] };
  }
}

function isAdjective(scan: Scan, index: number): boolean {
  return scan.meanings(index).some((one) => one.part === 'column') && scan.column(index) === null;
}

function countAt(scan: Scan, index: number): number | null {
  const word = scan.words[index];
  if (word === undefined || !scan.free(index) || word.number === null) return null;
  return Number.isInteger(word.number) && word.number >= 1 && word.number <= 1000 ? word.number : null;
}
