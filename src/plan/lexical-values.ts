import type { ColumnMatch } from './lexical-columns.ts';
import { canGroup, isNumber } from './lexical-columns.ts';
import { isFunctionWord } from './lexical-function-words.ts';
import type { Request, SaidColumn, SaidValue } from './lexical-request.ts';
import type { Scan } from './lexical-scan.ts';

const INTRODUCES = new Set(['for', 'of', 'in', 'at', 'from', 'only', 'just', 'is', 'equals', 'named', 'called', 'where', 'on', 'by', 'to', 'with']);
const DENIES = new Set(['except', 'excluding', 'without', 'not', 'ignoring', 'omitting', 'no', 'besides', 'exclude', 'leave', 'leaving', 'other']);

const isText = (match: ColumnMatch | null): boolean => match !== null && match.columns.some(({ column }) => canGroup(column) && !isNumber(column) && column.type !== 'boolean');

/**
 * Takes what may be the value of a column: quoted words, names, and unknown words that stand where a value stands ("for chairs", "chair orders").
 * Which column holds it is seen when the plan runs; whatever no column holds stops the run.
 */
export function readNamedValues(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    const word = scan.words[index];
    if (word === undefined || !scan.free(index) || word.number !== null) continue;
    const quoted = quotedAt(scan, index);
    if (quoted === null && (isFunctionWord(word.lower) || scan.column(index) !== null)) continue;
    const capital = /^\p{Lu}/u.test(word.text) && !isStart(scan, index);
    let last = quoted ?? index;
    if (quoted === null && capital) while (nameGoesOn(scan, last + 1)) last += 1;
    const before = neighbour(scan, index, last, -1);
    const after = neighbour(scan, index, last, 1);
    const introduced = scan.free(index - 1) && INTRODUCES.has(scan.lower(index - 1)) && !scan.clauseBreak(index);
    const denied = scan.free(index - 1) && DENIES.has(scan.lower(index - 1)) && !scan.clauseBreak(index);
    // The noun behind a name often only says what it is ("the wind plants"): where the name stands is seen in the data.
    const column = before ?? after;
    const told = before;
    const doing = scan.has(index - 1, ['did', 'does', 'do']) && ['have', 'has', 'sell', 'make', 'produce', 'get', 'reach', 'generate', 'place', 'record'].includes(scan.lower(index + 1));
    const listed = joinsValue(scan, request, index);
    if (quoted === null && !capital && column === null && !introduced && !denied && listed === null && !doing && !describes(scan, last + 1, entities)) continue;
    if (quoted === null && !capital && /(?:ing|ed|ly)$/.test(word.lower)) continue;
    const without = denied || listed?.without === true;
    let first = index;
    while (scan.free(first - 1) && !scan.clauseBreak(first) && ['the', 'only', 'just', 'for', 'in', 'at', 'from', 'of', 'is', 'named', 'called', 'on', 'and', 'or', 'out'].includes(scan.lower(first - 1)) && first > index - 2) first -= 1;
    if (denied) {
      first = index - 1;
      if (scan.has(first - 1, ['leave', 'leaving', 'do'])) first -= 1;
    }
    let end = last;
    let spans = [scan.span(index, last)];
    if (column !== null) {
      const at = column.first;
      if (at < index) first = Math.min(first, at);
      else end = at + column.match.length - 1;
      spans = [scan.span(Math.min(at, index), end)];
    }
    const text = scan.goal.slice(word.start, scan.words[last]?.end ?? word.end);
    request.values.push({ text, column: told ?? listed?.column ?? null, sure: quoted !== null || capital, spans, without });
    scan.take(first, end);
    if (column !== null && column.first > index && request.keys.length === 0 && scan.words[end]?.lower !== scan.words[end]?.stem) request.loose.push({ ...column, spans });
  }
}

/** "Kiel and Aarhus": a further value of the same column. */
function joinsValue(scan: Scan, request: Request, index: number): SaidValue | null {
  const previous = request.values.at(-1);
  if (previous === undefined) return null;
  const end = Math.max(...previous.spans.map((span) => span.end));
  const between = scan.goal.slice(end, scan.words[index]?.start ?? end);
  return /^\s*(?:,|and|or|&|,\s*and|nor)\s*$/i.test(between) ? previous : null;
}

/** A column that stands right beside a value: "store Kiel", "the Kiel store", "where store is Kiel". */
function neighbour(scan: Scan, first: number, last: number, side: -1 | 1): SaidColumn | null {
  if (side === 1) {
    const at = last + 1;
    if (scan.clauseBreak(at)) return null;
    const match = scan.column(at);
    return match !== null && isText(match) ? { match: only(match), spans: [scan.span(at, at + match.length - 1)], first: at } : null;
  }
  let at = first - 1;
  if (scan.clauseBreak(first)) return null;
  while (scan.free(at) && ['is', '=', 'are', 'was', 'named', 'called', 'equals', 'the', 'of'].includes(scan.lower(at)) && !scan.clauseBreak(at) && at > first - 4) at -= 1;
  for (let start = Math.max(0, at - 2); start <= at; start += 1) {
    const match = scan.column(start);
    if (match === null || !isText(match) || start + match.length - 1 !== at) continue;
    const between = scan.goal.slice(scan.words[at]?.end ?? 0, scan.words[first]?.start ?? 0);
    const plural = scan.words[at];
    // "stores of Kiel" and "total per store of Kiel" tell nothing of the column.
    if (/\b(?:of|the)\b/.test(between) && plural !== undefined) return null;
    return { match: only(match), spans: [scan.span(start, at)], first: start };
  }
  return null;
}

const only = (match: ColumnMatch): ColumnMatch => ({ ...match, columns: match.columns.filter(({ column }) => canGroup(column) && !isNumber(column)) });

function isStart(scan: Scan, index: number): boolean {
  return index === 0 || /[.!?:;\n]\s*$/.test(scan.goal.slice(0, scan.words[index]?.start ?? 0));
}

function nameGoesOn(scan: Scan, index: number): boolean {
  const word = scan.words[index];
  return word !== undefined && scan.free(index) && !scan.clauseBreak(index) && /^\p{Lu}/u.test(word.text) && scan.column(index) === null && /^\s$|^-$/.test(scan.goal.slice(scan.words[index - 1]?.end ?? 0, word.start));
}

/** The last word of a quotation that begins right before this word. */
function quotedAt(scan: Scan, index: number): number | null {
  const start = scan.words[index]?.start ?? 0;
  const open = scan.goal[start - 1] ?? '';
  const close = { '"': '"', '“': '”', '«': '»', '`': '`', "'": "'", '‘': '’' }[open];
  if (close === undefined || (open === "'" && /\w/.test(scan.goal[start - 2] ?? ''))) return null;
  const end = scan.goal.indexOf(close, start);
  if (end < 0 || end - start > 100) return null;
  let last = index;
  while ((scan.words[last + 1]?.start ?? Number.POSITIVE_INFINITY) < end) last += 1;
  return last;
}

/** A noun right behind that an unknown word may describe: a measure or the rows themselves ("chair orders", "online revenue"). */
function describes(scan: Scan, index: number, entities: ReadonlySet<string>): boolean {
  if (!scan.free(index) || scan.clauseBreak(index)) return false;
  return entities.has(scan.words[index]?.stem ?? '') || scan.column(index) !== null;
}
