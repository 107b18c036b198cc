import { canGroup, isNumber } from './lexical-columns.ts';
import { intervalOf } from './lexical-measures.ts';
import type { Request } from './lexical-request.ts';
import type { Scan } from './lexical-scan.ts';

const EVERY: { [word: string]: string } = { decadal: 'decade', daily: 'day', weekly: 'week', monthly: 'month', quarterly: 'quarter', yearly: 'year', annual: 'year', annually: 'year' };
const INTO = new Set(['per', 'by', 'each', 'every', 'across', 'between', 'among']);
const BEFORE = new Set(['for', 'in', 'of', 'at', 'within', 'grouped', 'broken', 'down', 'split', 'breakdown', 'separately', 'and', 'on', 'between', 'across', 'compare', 'compared', 'comparing']);

/** Takes what rows are to be told apart by: "per store and month", "for each product", "by region", "monthly". */
export function readGroups(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    const every = EVERY[scan.lower(index)];
    if (every !== undefined && scan.column(index)?.columns.some(({ column }) => isNumber(column) && column.name.toLowerCase().includes(scan.lower(index))) !== true) {
      setInterval(scan, request, every, index, index);
      continue;
    }
    if (!INTO.has(scan.lower(index))) continue;
    if (scan.has(index, 'every') && scan.words[index + 1]?.number !== null && scan.words[index + 1] !== undefined) continue;
    let at = index + 1;
    const each = ['each', 'every', 'per'].includes(scan.lower(index)) || scan.lower(index) === 'across';
    while (scan.has(at, ['each', 'every', 'the', 'all', 'single', 'calendar', 'of', 'different', 'individual', 'our', 'combination', 'combinations', 'pair', 'pairs', 'kind', 'type', 'of'])) {
      if (scan.lower(at) === 'calendar') break;
      at += 1;
    }
    if (scan.free(at) && entities.has(scan.words[at]?.stem ?? '') && scan.column(at) === null) {
      // "minutes per trip": each row is one.
      request.entity.push(scan.take(index, at));
      continue;
    }
    const number = scan.column(at);
    if (scan.has(index, 'by') && request.order !== null && request.order.by === null && number !== null && number.columns.every(({ column }) => isNumber(column) && column.role === 'measure')) {
      const by = { match: number, spans: [scan.take(index, at + number.length - 1)], first: at };
      request.order = { ...request.order, by };
      continue;
    }
    const last = readList(scan, request, at);
    if (last === null) continue;
    if (each || scan.lower(index + 1) === 'each') request.perKey = true;
    let first = index;
    while (scan.free(first - 1) && BEFORE.has(scan.lower(first - 1)) && !scan.clauseBreak(first) && scan.lower(first - 1) !== 'and') first -= 1;
    scan.take(first, index);
    for (let between = index + 1; between < at; between += 1) if (scan.free(between)) scan.take(between, between);
  }
}

/** "store, product and month" from an index on: the last word taken, null where none of it is a column or a step of time. */
function readList(scan: Scan, request: Request, start: number): number | null {
  let at = start;
  let last: number | null = null;
  for (let count = 0; count < 4; count += 1) {
    const match = scan.column(at);
    const interval = scan.free(at) ? intervalOf(scan.lower(at)) : null;
    const time = match !== null && match.columns.every(({ column }) => column.role === 'time');
    const same = match !== null && !time && match.columns.some(({ column }) => canGroup(column) && column.name.toLowerCase() === scan.lower(at));
    const named = match !== null && match.length > 1 && !time;
    if (interval !== null && !same && !named) {
      // "per quarter" of data with a column quarter_name may mean either.
      if (scan.lexicon.isPartOfKey(scan.words[at]?.stem ?? '')) request.vague.push({ word: scan.lower(at), spans: [scan.span(at, at)] });
      setInterval(scan, request, interval, at, at);
      last = at;
      at += 1;
    } else if (match !== null && !time && match.columns.some(({ column }) => canGroup(column))) {
      const columns = match.columns.filter(({ column }) => canGroup(column));
      const spans = [scan.take(at, at + match.length - 1)];
      request.keys.push({ match: { ...match, columns }, spans, first: at });
      last = at + match.length - 1;
      at = last + 1;
    } else break;
    const comma = scan.free(at) && scan.clauseBreak(at) && /^\s*,\s*$/.test(scan.after(at - 1));
    const and = scan.has(at, ['and', 'per', 'by']) ? at + 1 : comma && scan.lower(at) === 'and' ? at + 1 : comma ? at : -1;
    if (and < 0) break;
    const next = scan.has(and, ['each', 'per', 'by', 'the', 'every', 'for']) ? and + 1 : and;
    const follows = scan.column(next);
    const isKey = (follows !== null && follows.columns.some(({ column }) => canGroup(column) && (!isNumber(column) || column.role === 'dimension'))) || (scan.free(next) && intervalOf(scan.lower(next)) !== null);
    // "by store and the average price": what follows is a measure of its own.
    if (!isKey) break;
    for (let one = at; one < next; one += 1) scan.take(one, one);
    at = next;
  }
  return last;
}

function setInterval(scan: Scan, request: Request, value: string, first: number, last: number): void {
  const spans = [scan.take(first, last)];
  if (request.interval === null) request.interval = { value, spans };
  else if (request.interval.value === value) request.interval.spans.push(...spans);
  else request.vague.push({ word: scan.goal.slice(spans[0]?.start, spans[0]?.end), spans });
}

/** "which store", "what products", "on which day": what the answer names. */
export function readAsked(scan: Scan, request: Request): boolean {
  let asked = false;
  for (let index = 0; index < scan.words.length; index += 1) {
    // "the year with the lowest balance", "the day on which it rained most"
    const interval = scan.free(index) ? intervalOf(scan.lower(index)) : null;
    if (interval === null || scan.words[index]?.lower !== scan.words[index]?.stem) continue;
    const which = scan.has(index + 1, ['with', 'that', 'when', 'where', 'which']) ? index + 1 : scan.has(index + 1, ['in', 'on', 'for', 'during'], 'which') ? index + 2 : -1;
    if (which < 0) continue;
    request.interval ??= { value: interval, spans: [scan.take(index, which)] };
    asked = true;
  }
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.has(index, ['which', 'what']) && !(scan.has(index, 'in', ['which', 'what'])) && !scan.has(index, 'when')) continue;
    if (scan.has(index, 'when')) {
      if (index > 0 && !scan.clauseBreak(index)) continue;
      scan.take(index, index);
      asked = true;
      continue;
    }
    const at = scan.has(index, 'in') ? index + 2 : scan.has(index + 1, ['single', 'kind', 'type'], 'of') ? index + 3 : scan.has(index + 1, ['single', 'of']) ? index + (scan.has(index + 2, ['the', 'our']) ? 3 : 2) : index + 1;
    const number = scan.words[at]?.number;
    const noun = number !== null && number !== undefined && number > 1 && number <= 100 && scan.free(at) ? at + 1 : at;
    const match = scan.column(noun);
    const interval = scan.free(noun) ? intervalOf(scan.lower(noun)) : null;
    const key = match?.columns.filter(({ column }) => canGroup(column)) ?? [];
    if (match !== null && key.length > 0 && (interval === null || key.some(({ column }) => column.name.toLowerCase() === scan.lower(noun)))) {
      request.keys.push({ match: { ...match, columns: key }, spans: [scan.take(index, noun + match.length - 1)], first: noun });
      const plural = scan.words[noun + match.length - 1];
      if (noun > at) request.limit ??= { value: number ?? 1, spans: [scan.span(at, at)] };
      else if (plural !== undefined && plural.lower !== plural.stem) request.limit ??= { value: 0, spans: [] };
      asked = true;
    } else if (interval !== null) {
      request.interval ??= { value: interval, spans: [scan.take(index, noun)] };
      if (noun > at) request.limit ??= { value: number ?? 1, spans: [scan.span(at, at)] };
      asked = true;
    }
  }
  return asked;
}
