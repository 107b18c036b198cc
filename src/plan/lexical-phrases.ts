import { ColumnLexicon, canGroup, isNumber } from './lexical-columns.ts';
import { readComparisons } from './lexical-comparisons.ts';
import { readComputed } from './lexical-computed.ts';
import { isFunctionWord } from './lexical-function-words.ts';
import { readAsked, readGroups } from './lexical-groups.ts';
import { readDerived, readMeasures } from './lexical-measures.ts';
import { readOutputs } from './lexical-outputs.ts';
import { readOrder, readSuperlatives } from './lexical-ranks.ts';
import { type Request, emptyRequest } from './lexical-request.ts';
import { stepOf } from './lexical-shape.ts';
import { Scan } from './lexical-scan.ts';
import type { TermIndex } from './lexical-terms.ts';
import { readTimes } from './lexical-times.ts';
import { readNamedValues } from './lexical-values.ts';
import { nameWords, stem, wordsOf } from './lexical-words.ts';
import type { Span } from '../schemas/goal.ts';
import type { DataSource } from './typed-goal-data.ts';

export interface Phrases {
  request: Request;
  asked: boolean;
  /** Words that could change the result and that no part of the reading accounts for. */
  unread: Span[];
}

/**
 * Reads a goal about attached tables phrase by phrase: each kind of phrase takes its words out, and what is left at the end and is no function word
 * is unread. Nothing is decided here.
 */
export function readPhrases(goal: string, sources: readonly DataSource[], terms: TermIndex, reserved: readonly Span[], margin?: number): Phrases {
  const words = wordsOf(goal);
  const scan = new Scan(goal, words, new ColumnLexicon(sources, terms, margin), terms);
  for (const [index, word] of words.entries()) if (reserved.some((span) => word.start < span.end && span.start < word.end)) scan.take(index, index);
  const entities = entityWords(sources);
  const request = emptyRequest();
  readComputed(scan);
  readOutputs(scan, request);
  readDerived(scan, request);
  request.conditions = readComparisons(scan, entities);
  request.days = readTimes(scan);
  readOrder(scan, request);
  const asked = readAsked(scan, request);
  readMeasuresAndGroups(scan, request, entities);
  readLoose(scan, request, entities);
  readEntities(scan, request, entities);
  readNamedValues(scan, request, entities);
  const unread = words.flatMap((word, index) => (scan.free(index) && (word.number !== null || /\d/.test(word.text) || !isFunctionWord(word.lower) || isMeaningful(scan, index)) ? [scan.span(index, index)] : []));
  return { request, asked, unread };
}

function readMeasuresAndGroups(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  readSuperlatives(scan, request, entities);
  readMeasures(scan, request, entities);
  readGroups(scan, request, entities);
  readLimits(scan, request, entities);
}

/** "the 5 trips with the largest distance": the number stands with what is ranked. */
function readLimits(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  if (request.order === null) return;
  for (const [index, word] of scan.words.entries()) {
    if (!scan.free(index) || word.number === null || !Number.isInteger(word.number) || word.number < 1 || word.number > 1000 || scan.clauseBreak(index + 1)) continue;
    const noun = scan.words[index + 1];
    const named = noun !== undefined && scan.free(index + 1) && (entities.has(noun.stem) || scan.column(index + 1)?.columns.some(({ column }) => canGroup(column) && !isNumber(column)) === true || ['rows', 'records', 'entries'].includes(noun.lower));
    if (named) request.limit = { value: word.number, spans: [scan.take(index, index)] };
  }
}

/** Numbers always matter, whatever they are next to. */
function isMeaningful(scan: Scan, index: number): boolean {
  return scan.words[index]?.number !== null;
}

/** What the rows are called: the name of the file, and identifiers without their ending ("order_id"). */
function entityWords(sources: readonly DataSource[]): Set<string> {
  const words = new Set<string>();
  for (const source of sources) {
    const file = nameWords(source.title.replace(/\.[^.]*$/, ''));
    const last = file.at(-1);
    if (last !== undefined && !/^\d+$/.test(last)) words.add(last);
    for (const column of source.columns) {
      const parts = nameWords(column.name);
      const step = stepOf(source);
      if (column.role === 'time' && step !== null && column.distinct === source.rows) words.add(step);
      if (parts.length > 1 && parts.at(-1) === 'id' && (column.role === 'identifier' || column.distinct === source.rows)) for (const part of parts.slice(0, -1)) words.add(stem(part));
    }
  }
  return words;
}

/** Columns that are spoken of without more: "units and price of the orders". */
function readLoose(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  for (let index = 0; index < scan.words.length; index += 1) {
    const match = scan.column(index);
    if (match === null) continue;
    const first = match.columns[0]?.column;
    if (first?.role === 'time') {
      // "over the years", "the daily course": rows have their times anyway. Anything else about times is a part of the reading or unread.
      const before = [scan.lower(index - 1), scan.lower(index - 2)];
      const passing = request.days.length > 0 || scan.lower(index).endsWith('ed') || before.some((word) => ['over', 'through', 'across', 'throughout', 'against', 'versus', 'vs', 'and'].includes(word)) || request.interval !== null || request.kinds.some((one) => one.kind === 'chart');
      if (passing || (request.order === null && request.measures.length === 0)) scan.take(index, index + match.length - 1);
      continue;
    }
    // Text that stands before a name ("store Kiel") goes with that name.
    const next = scan.words[index + match.length];
    const beside = next !== undefined && !next.afterBreak && scan.free(index + match.length) && next.number === null && !isFunctionWord(next.lower) && !entities.has(next.stem) && scan.column(index + match.length) === null;
    const before = scan.words[index - 1];
    const named = before !== undefined && scan.free(index - 1) && scan.words[index]?.afterBreak !== true && !isFunctionWord(before.lower) && scan.column(index - 1) === null;
    const link = scan.has(index + match.length, ['is', 'named', 'called', 'equals', 'are']);
    if (match.columns.every(({ column }) => canGroup(column) && !isNumber(column)) && (beside || named || link)) {
      index += match.length - 1;
      continue;
    }
    request.loose.push({ match, spans: [scan.take(index, index + match.length - 1)], first: index });
    index += match.length - 1;
  }
}

function readEntities(scan: Scan, request: Request, entities: ReadonlySet<string>): void {
  const describesRows = (index: number): boolean => {
    const before = scan.words[index - 1];
    return before !== undefined && scan.free(index - 1) && scan.words[index]?.afterBreak !== true && !isFunctionWord(before.lower);
  };
  for (const [index, word] of scan.words.entries()) if (scan.free(index) && entities.has(word.stem) && !describesRows(index)) request.entity.push(scan.take(index, index));
  // "chair orders": the word before is a value; the noun is taken after it.
  for (const [index, word] of scan.words.entries()) if (scan.free(index) && entities.has(word.stem) && describesRows(index)) request.entity.push(scan.span(index, index));
}
