import type { Span } from '../schemas/goal.ts';
import type { Scan } from './lexical-scan.ts';
import { MONTHS } from './lexical-words.ts';

/** Days from first to last, both included, as far as they are said; `year` null: the year was left out ("in March"). */
export interface Days {
  from: string | null;
  to: string | null;
  /** The period as written where it is one: `2024`, `2024-03` or `2024-03-05`. */
  whole: string | null;
  /** Month by number, where no year was said. */
  openYear: boolean;
}

interface Point {
  year: number | null;
  from: [month: number, day: number];
  to: [month: number, day: number];
  whole: string | null;
  last: number;
}

const SHORT = new Map(Object.entries(MONTHS).flatMap(([name, number]) => [[name, Number(number)], [name.slice(0, 3), Number(number)]] as [string, number][]));
SHORT.set('sept', 9);
const QUARTERS: { [word: string]: number } = { q1: 1, q2: 2, q3: 3, q4: 4, first: 1, second: 2, third: 3, fourth: 4, '1st': 1, '2nd': 2, '3rd': 3, '4th': 4, last: 4 };

export function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const two = (value: number): string => String(value).padStart(2, '0');

function monthAt(scan: Scan, index: number): number | null {
  const word = scan.words[index];
  if (word === undefined || !scan.free(index)) return null;
  const month = SHORT.get(word.lower) ?? null;
  // "may" and "march" are other words as well: a month has a capital.
  return month !== null && (/^\p{Lu}/u.test(word.text) || !['may', 'march', 'mar', 'sep', 'dec', 'jan', 'oct'].includes(word.lower)) ? month : null;
}

function yearAt(scan: Scan, index: number): number | null {
  const word = scan.words[index];
  return word !== undefined && scan.free(index) && /^(?:1[5-9]|20|21)\d\d$/.test(word.text) ? Number(word.text) : null;
}

function dayAt(scan: Scan, index: number): number | null {
  const match = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(scan.lower(index));
  const day = match === null || !scan.free(index) ? Number.NaN : Number(match[1]);
  return day >= 1 && day <= 31 ? day : null;
}

/** A point or stretch of time that begins at a word: a day, month, quarter, half, year or decade. */
function pointAt(scan: Scan, start: number): Point | null {
  let index = start;
  if (scan.has(index, 'the')) index += 1;
  const word = scan.words[index];
  if (word === undefined || !scan.free(index)) return null;
  const iso = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(word.text);
  if (iso !== null) {
    const [year, month] = [Number(iso[1]), Number(iso[2])];
    if (month < 1 || month > 12) return null;
    return iso[3] === undefined ? { year, from: [month, 1], to: [month, lastDay(year, month)], whole: word.text, last: index } : { year, from: [month, Number(iso[3])], to: [month, Number(iso[3])], whole: word.text, last: index };
  }
  const decade = /^(\d{3}0)['’]?s$/.exec(word.lower);
  if (decade !== null) return { year: Number(decade[1]), from: [1, 1], to: [12, 31], whole: 'decade', last: index };
  const quarter = QUARTERS[word.lower];
  if (quarter !== undefined) {
    const named = /^q\d$/.test(word.lower) ? index : scan.has(index + 1, ['quarter', 'half']) ? index + 1 : -1;
    if (named >= 0) {
      const half = scan.lower(named) === 'half';
      if (half && quarter > 2 && word.lower !== 'last') return null;
      const at = scan.has(named + 1, ['of', 'in']) ? named + 2 : named + 1;
      const year = yearAt(scan, at);
      const months: [number, number] = half ? (quarter === 1 ? [1, 6] : [7, 12]) : [quarter * 3 - 2, quarter * 3];
      if (year === null && (word.lower === 'last' || word.lower === 'first') && !scan.has(named)) return null;
      return { year, from: [months[0], 1], to: [months[1], lastDay(year ?? 2000, months[1])], whole: null, last: year === null ? named : at };
    }
  }
  const month = monthAt(scan, index);
  if (month !== null) {
    const day = dayAt(scan, index + 1);
    if (day !== null && !scan.clauseBreak(index + 1)) {
      const year = yearAt(scan, index + 2);
      return { year, from: [month, day], to: [month, day], whole: year === null ? null : `${year}-${two(month)}-${two(day)}`, last: year === null ? index + 1 : index + 2 };
    }
    const at = scan.has(index + 1, 'of') ? index + 2 : index + 1;
    const year = scan.clauseBreak(at) ? null : yearAt(scan, at);
    return { year, from: [month, 1], to: [month, lastDay(year ?? 2000, month)], whole: year === null ? null : `${year}-${two(month)}`, last: year === null ? index : at };
  }
  const day = dayAt(scan, index);
  if (day !== null) {
    const at = scan.has(index + 1, 'of') ? index + 2 : index + 1;
    const named = monthAt(scan, at);
    if (named === null) return null;
    const year = scan.clauseBreak(at + 1) ? null : yearAt(scan, at + 1);
    return { year, from: [named, day], to: [named, day], whole: year === null ? null : `${year}-${two(named)}-${two(day)}`, last: year === null ? at : at + 1 };
  }
  const year = yearAt(scan, index);
  return year === null ? null : { year, from: [1, 1], to: [12, 31], whole: String(year), last: index };
}

/** "between 1 and 30 September 2024": the month of the first day stands with the second. */
function openDay(scan: Scan, index: number): Point | null {
  const day = dayAt(scan, index);
  if (day === null || !scan.free(index - 1) || !['from', 'between'].includes(scan.lower(index - 1)) || !scan.has(index + 1, ['and', 'to', 'until'])) return null;
  const second = pointAt(scan, index + 2);
  return second === null || second.whole?.length !== 10 ? null : { ...second, from: [second.from[0], day], to: [second.from[0], day], whole: null, last: index };
}

const RANGE = /^(\d{4})[-–](\d{4})$/;
const WITHIN = new Set(['in', 'during', 'for', 'on', 'within', 'of', 'over', 'throughout', 'only']);
const SINCE = new Set(['since', 'from', 'starting', 'beginning']);
const UNTIL = new Set(['until', 'till', 'through', 'to', 'by']);
const JOINS = ['to', 'until', 'till', 'through', 'and', 'up'];

/** Takes stretches of time out of the words: "in March 2024", "from April to June 2024", "since 1990", "before 5 May 2024", "Q2 2023", "in the 1990s". */
export function readTimes(scan: Scan): { days: Days; spans: Span[] }[] {
  const found: { days: Days; spans: Span[] }[] = [];
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    const range = RANGE.exec(scan.words[index]?.text ?? '');
    if (range !== null) {
      const first = introduction(scan, index);
      found.push({ days: { from: `${range[1]}-01-01`, to: `${range[2]}-12-31`, whole: null, openYear: false }, spans: [scan.take(first, index)] });
      continue;
    }
    const point = pointAt(scan, index) ?? openDay(scan, index);
    if (point === null) continue;
    const before = scan.free(index - 1) && !scan.clauseBreak(index) ? scan.lower(index - 1) : '';
    const open = openEnd(scan, point.last);
    if (before === 'after' || before === 'before') {
      const at = edges(point, null);
      const days: Days = before === 'after' ? { from: nextDay(at.to), to: null, whole: null, openYear: point.year === null } : { from: null, to: previousDay(at.from), whole: null, openYear: point.year === null };
      found.push({ days, spans: [scan.take(index - 1, point.last)] });
    } else if (open !== null) {
      const at = edges(point, null);
      const first = SINCE.has(before) || WITHIN.has(before) ? index - 1 : index;
      found.push({ days: open.since ? { from: at.from, to: null, whole: null, openYear: point.year === null } : { from: null, to: at.to, whole: null, openYear: point.year === null }, spans: [scan.take(first, open.last)] });
    } else {
      const second = joined(scan, point, before);
      if (second !== null) {
        const year = point.year ?? second.year;
        const [a, b] = [edges(point, year), edges(second, second.year ?? year)];
        const first = ['from', 'between'].includes(before) || WITHIN.has(before) ? index - 1 : index;
        found.push({ days: { from: a.from, to: b.to, whole: null, openYear: year === null }, spans: [scan.take(first, second.last)] });
      } else if (SINCE.has(before)) found.push({ days: { from: edges(point, null).from, to: null, whole: null, openYear: point.year === null }, spans: [scan.take(index - (scan.lower(index - 2) === 'starting' ? 2 : 1), point.last)] });
      else if (UNTIL.has(before)) {
        const first = before === 'to' && scan.has(index - 2, 'up') ? index - 2 : index - 1;
        found.push({ days: { from: null, to: edges(point, null).to, whole: null, openYear: point.year === null }, spans: [scan.take(first, point.last)] });
      } else {
        const at = edges(point, null);
        found.push({ days: { from: at.from, to: at.to, whole: point.whole === 'decade' ? null : point.whole, openYear: point.year === null }, spans: [scan.take(introduction(scan, index), point.last)] });
      }
    }
  }
  return found;
}

function introduction(scan: Scan, index: number): number {
  let first = index;
  if (scan.free(first - 1) && ['year', 'years', 'month', 'the'].includes(scan.lower(first - 1)) && !scan.clauseBreak(first)) first -= 1;
  if (scan.free(first - 1) && scan.lower(first - 1) === 'the' && !scan.clauseBreak(first)) first -= 1;
  if (scan.free(first - 1) && WITHIN.has(scan.lower(first - 1)) && !scan.clauseBreak(first)) first -= 1;
  return first;
}

function joined(scan: Scan, point: Point, before: string): Point | null {
  const join = scan.lower(point.last + 1);
  if (!scan.free(point.last + 1) || !JOINS.includes(join)) {
    // "January–March 2024" is written without blanks.
    return /^\s*[–-]\s*$/.test(scan.after(point.last)) ? pointAt(scan, point.last + 1) : null;
  }
  if (join === 'and' && before !== 'between') return null;
  const at = join === 'up' && scan.lower(point.last + 2) === 'to' ? point.last + 3 : point.last + 2;
  return pointAt(scan, at);
}

function openEnd(scan: Scan, last: number): { since: boolean; last: number } | null {
  if (scan.has(last + 1, ['onward', 'onwards'])) return { since: true, last: last + 1 };
  if (scan.has(last + 1, 'on') && ['from'].includes(scan.lower(last - 1))) return { since: true, last: last + 1 };
  if (scan.has(last + 1, ['and', 'or'], ['later', 'after', 'newer', 'onward', 'onwards', 'on', 'afterwards'])) return { since: true, last: last + 2 };
  if (scan.has(last + 1, ['and', 'or'], ['earlier', 'before', 'older'])) return { since: false, last: last + 2 };
  return null;
}

/** First and last day; a year that was left out is written as `????`. */
function edges(point: Point, year: number | null): { from: string; to: string } {
  const shown = point.year ?? year;
  const text = shown === null ? '????' : String(shown);
  const end = point.whole === 'decade' && shown !== null ? String(shown + 9) : text;
  const last = point.to[0] === 2 && point.to[1] >= 28 && shown !== null && point.from[1] === 1 ? lastDay(shown, 2) : point.to[1];
  return { from: `${text}-${two(point.from[0])}-${two(point.from[1])}`, to: `${end}-${two(point.to[0])}-${two(last)}` };
}

function nextDay(day: string): string {
  return shifted(day, 1);
}

function previousDay(day: string): string {
  return shifted(day, -1);
}

function shifted(day: string, by: number): string {
  const open = day.startsWith('????');
  const time = Date.parse(`${open ? day.replace('????', '2001') : day}T00:00:00Z`);
  const moved = new Date(time + by * 86_400_000).toISOString().slice(0, 10);
  return open ? `????${moved.slice(4)}` : moved;
}
