import { findSpan } from './check-extraction.ts';
import type { Field, FoundRow } from './check-extraction.ts';
import type { Passage } from './passages.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** A stretch that gave no row, and why, in a model's words. */
export interface LeftOut {
  passage: string;
  words: string;
  reason: string;
}

/** A stretch of which nobody said anything though others like it gave rows. */
export interface Unread {
  passage: string;
  kind: Stretch['kind'] | 'passage' | 'value';
  /** Its first words. */
  words: string;
}

interface Range {
  start: number;
  end: number;
}

/**
 * What an extraction passed over: every stretch whose like gave a row, every passage where others gave some, and every amount in the unit of a number that was read
 * elsewhere has to be among the quotes or in `leftOut`. With one row for each passage only whole passages count. Outermost stretches only, in the order of the text.
 */
export function checkCoverage(rows: readonly FoundRow[], leftOut: readonly LeftOut[], passages: readonly Passage[], fields: readonly Field[], each: boolean): Unread[] {
  if (rows.length === 0) return [];
  const byPassage = passages.map((passage) => {
    const quoted = rows.flatMap((row) => (row.mark === passage.mark ? Object.values(row.values).map(({ start, end }) => ({ start: start - passage.start, end: end - passage.start })) : []));
    const said = leftOut.filter((one) => one.passage === passage.mark);
    const stretches = each ? stretchesOf(passage.text) : [];
    return { passage, quoted, stretches, excused: excusedIn(passage.text, said, stretches), whole: said.some((one) => isWhole(one, passage)) };
  });
  const alike = new Set(byPassage.flatMap(({ stretches, quoted }) => stretches.filter((one) => quoted.some((range) => overlap(range, one))).map((one) => one.group)));
  const units = each ? unitsOf(rows, fields) : new Set<string>();
  const counted = fields.some((field) => field.type !== 'text' && field.type !== 'boolean');
  return byPassage.flatMap(({ passage, quoted, stretches, excused, whole }): Unread[] => {
    if (whole) return [];
    if (quoted.length === 0) return excused.length > 0 ? [] : [{ passage: passage.mark, kind: 'passage', words: wordsOf(passage.text.trim()) }];
    const silent = stretches.filter((one) => {
      if (!alike.has(one.group) || quoted.some((range) => overlap(range, one)) || excused.some((range) => overlap(range, one))) return false;
      const own = passage.text.slice(one.start, one.end);
      // prose beside what was read mostly explains; a number or day in it is what may be missing
      return own.trim() !== '' && (one.kind !== 'paragraph' || !counted || /\d/.test(own)) && (one.kind !== 'section' || passage.text.slice(one.headEnd, one.end).trim() !== '');
    });
    const outer = silent.filter((one) => !silent.some((other) => other !== one && other.start <= one.start && other.end >= one.end));
    const amounts = amountsIn(passage.text).filter(({ unit, ...range }) => units.has(unit) && ![...quoted, ...excused, ...outer].some((other) => overlap(other, range)));
    return [
      ...outer.map((one): Unread => ({ passage: passage.mark, kind: one.kind, words: wordsOf(passage.text.slice(one.start, one.end)) })),
      ...amounts.map(({ start, end }): Unread => ({ passage: passage.mark, kind: 'value', words: passage.text.slice(start, end) })),
    ];
  });
}

/** What a model is told of it, so that it can add the row or say why there is none. */
export function issueOf({ passage, kind, words }: Unread): string {
  const what = kind === 'passage' ? `nothing was read of ${passage} ("${words}")` : kind === 'value' ? `${passage} says "${words}", and no value was read of it` : `${passage}: nothing was read of the ${kind} "${words}", though of others like it`;
  return `${what}; add what it says, or put its words into left_out with the reason`;
}

/** The places in a text that left_out accounts for: words of a heading stand for the whole section. */
function excusedIn(text: string, said: readonly LeftOut[], stretches: readonly Stretch[]): Range[] {
  return said.flatMap(({ words }) => {
    const spans = spansOf(text, words);
    return spans.flatMap((span) => [span, ...stretches.filter((one) => one.kind === 'section' && overlap(span, { start: one.start, end: one.headEnd })), ...stretches.filter((one) => one.kind !== 'section' && overlap(span, one))]);
  });
}

/** Words at the very beginning stand for a passage of which nothing was read; so do none. */
function isWhole({ words }: LeftOut, passage: Passage): boolean {
  return words.trim() === '' || words.trim() === passage.mark || words.trim() === passage.title;
}

function spansOf(text: string, words: string): Range[] {
  const spans: Range[] = [];
  const clean = words.replace(/(…|\.\.\.)$/, '');
  for (let from = 0; spans.length < 50; ) {
    const span = findSpan(text.slice(from), clean);
    if (span === null) return spans;
    spans.push({ start: from + span.start, end: from + span.end });
    from += span.end;
  }
  return spans;
}

const AMOUNT = /(?<![\d.,])(?:([€$£]|EUR|USD|GBP)\s?)?(\d(?:[\d.,]*\d)?)(?:\s?(%|°C|[\p{L}µ]{1,20}))?/gu;

/** Units that stand beside numbers which were read, of fields with the same one each time. */
function unitsOf(rows: readonly FoundRow[], fields: readonly Field[]): Set<string> {
  const found = new Set<string>();
  for (const { name, type } of fields) {
    if (type !== 'number' && type !== 'integer') continue;
    const units = rows.flatMap((row) => (Object.hasOwn(row.values, name) ? [amountsIn(row.values[name]?.quote ?? '')] : [])).map((amounts) => amounts.map((one) => one.unit));
    const [first] = units[0] ?? [];
    // a single hit says little about how such values are written
    if (first !== undefined && units.length >= 2 && units.every((own) => own.length === 1 && own[0] === first)) found.add(first);
  }
  return found;
}

function amountsIn(text: string): { start: number; end: number; unit: string }[] {
  return [...text.matchAll(AMOUNT)].flatMap((match) => {
    const unit = (match[1] ?? match[3] ?? '').toLowerCase().replace(/(?<=\p{L}{2})s$/u, '');
    return unit === '' ? [] : [{ start: match.index, end: match.index + match[0].length, unit }];
  });
}

function overlap(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}

function wordsOf(text: string): string {
  const first = text.replaceAll(/\s+/g, ' ').trim();
  return first.length <= 80 ? first : first.slice(0, 80).replace(/\s\S*$/, '');
}
