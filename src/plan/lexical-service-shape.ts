import type { Span } from '../schemas/goal.ts';
import type { ServiceScan } from './lexical-service-scan.ts';
import { nameWords } from './lexical-words.ts';
import type { ServiceField } from './service-nouns.ts';
import { type Asking, question } from './typed-goal-ask.ts';

export interface ServiceOrder {
  direction: 'asc' | 'desc';
  field: ServiceField | null;
  /** Values from lowest to highest, where the field has words that the description lists. */
  levels: string[] | null;
  /** Whether it orders all of them, as "newest first" does, and not only says which ones are wanted. */
  whole: boolean;
  spans: Span[];
}

const HIGH = new Set(['highest', 'largest', 'biggest', 'greatest', 'most', 'longest', 'heaviest', 'newest', 'latest']);
const LOW = new Set(['lowest', 'smallest', 'least', 'fewest', 'shortest', 'lightest', 'oldest', 'earliest']);
const NEW = new Set(['newest', 'latest', 'oldest', 'earliest']);
const HOW: { [word: string]: string } = { average: 'mean', mean: 'mean', median: 'median', total: 'sum', sum: 'sum', maximum: 'max', minimum: 'min' };

/** The field that one row of the result stands for: "per state", "by state" of a number, "for each state". */
export function readServiceGroup(scan: ServiceScan, fields: readonly ServiceField[], counts: boolean): { field: ServiceField; spans: Span[] } | null {
  for (let index = 0; index < scan.words.length; index += 1) {
    const word = scan.lower(index);
    if (!scan.free(index) || !(word === 'per' || word === 'each' || (word === 'by' && counts))) continue;
    const at = scan.fieldAt(index + 1, fields);
    if (at === null || at.field.type === 'number') continue;
    return { field: at.field, spans: [scan.read(index, index + at.length)] };
  }
  return null;
}

/** "average seats", "the total of hours": how a field of numbers is combined. */
export function readServiceMeasure(scan: ServiceScan, fields: readonly ServiceField[]): { field: ServiceField; how: string; spans: Span[] } | null {
  const numbers = fields.filter((field) => field.type === 'number');
  for (let index = 0; index < scan.words.length; index += 1) {
    const how = HOW[scan.lower(index)];
    if (how === undefined || !scan.free(index)) continue;
    let next = index + 1;
    while (['number', 'of', 'the', 'all', 'amount'].includes(scan.lower(next))) next += 1;
    const at = scan.fieldAt(next, numbers);
    if (at !== null) return { field: at.field, how, spans: [scan.read(index, next + at.length - 1)] };
  }
  return null;
}

/**
 * "most severe first", "highest priority first", "newest first", "sorted by seats", "the three rooms with the most seats". A field of words that the
 * description lists is ordered by that list, and which end of it comes first is asked for; by letters it would mean nothing.
 */
export function readServiceOrder(scan: ServiceScan, fields: readonly ServiceField[], asking: Asking): ServiceOrder | null {
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    const word = scan.lower(index);
    if (['sorted', 'ordered', 'ranked', 'sort', 'order', 'rank'].includes(word)) {
      const by = scan.lower(index + 1) === 'by' ? index + 2 : scan.lower(index + 2) === 'by' && scan.lower(index + 1) === 'them' ? index + 3 : null;
      const at = by === null ? null : scan.fieldAt(by, fields);
      if (by === null || at === null) continue;
      let last = by + at.length - 1;
      const after = scan.lower(last + 1);
      const down = ['descending', 'desc', 'downwards'].includes(after) || (HIGH.has(after) && scan.lower(last + 2) === 'first');
      const up = ['ascending', 'asc', 'upwards'].includes(after) || (LOW.has(after) && scan.lower(last + 2) === 'first');
      if (down || up) last += scan.lower(last + 2) === 'first' ? 2 : 1;
      const direction = down ? 'desc' : up ? 'asc' : word.startsWith('rank') ? 'desc' : 'asc';
      return withLevels({ direction, field: at.field, levels: null, whole: true, spans: [scan.read(index, last)] }, asking);
    }
    const ranked = word === 'top' ? topBy(scan, index, fields) : null;
    if (ranked !== null) return withLevels({ direction: 'desc', field: ranked.field, levels: null, whole: false, spans: [ranked.span] }, asking);
    if (!HIGH.has(word) && !LOW.has(word)) continue;
    const found = superlative(scan, index, fields, asking);
    if (found === null) continue;
    return withLevels({ direction: HIGH.has(word) ? 'desc' : 'asc', field: found.field, levels: null, whole: scan.lower(found.last) === 'first', spans: [scan.read(found.first, found.last)] }, asking);
  }
  return null;
}

/** "top 3 issues by votes": the field after the nearest "by". */
function topBy(scan: ServiceScan, index: number, fields: readonly ServiceField[]): { field: ServiceField; span: Span } | null {
  const by = scan.words.findIndex((word, at) => at > index && word.lower === 'by' && scan.free(at));
  const at = by < 0 ? null : scan.fieldAt(by + 1, fields);
  return at === null ? null : { field: at.field, span: scan.read(by, by + at.length) };
}

/** What a superlative is about: the field after it ("most seats", "highest priority first"), one that an adjective is made of ("most severe"), or a time ("newest"). */
function superlative(scan: ServiceScan, index: number, fields: readonly ServiceField[], asking: Asking): { field: ServiceField | null; first: number; last: number } | null {
  const word = scan.lower(index);
  const first = scan.lower(index - 1) === 'the' && scan.free(index - 1) ? index - 1 : index;
  const end = (last: number): number => (scan.lower(last + 1) === 'first' ? last + 1 : last);
  const at = scan.fieldAt(index + 1, fields);
  if (at !== null) return { field: at.field, first, last: end(index + at.length) };
  const next = scan.words[index + 1];
  if (['most', 'least'].includes(word) && next !== undefined && scan.free(index + 1)) {
    const made = fields.filter((field) => nameWords(field.name).some((part) => isMadeOf(next.lower, part)));
    if (word === 'most' && next.lower === 'recent') return timeField(scan, index, first, end(index + 1), fields, asking);
    return made.length === 1 && made[0] !== undefined ? { field: made[0], first, last: end(index + 1) } : null;
  }
  if (NEW.has(word)) return timeField(scan, index, first, end(index), fields, asking);
  const by = [1, 2, 3, 4].map((step) => index + step).find((place) => scan.lower(place) === 'by');
  const measured = by === undefined ? null : scan.fieldAt(by + 1, fields);
  if (by !== undefined && measured !== null) {
    scan.read(by, by + measured.length);
    return { field: measured.field, first, last: end(index) };
  }
  const numbers = fields.filter((field) => field.type === 'number');
  const answer = asking.ask(question('measure', `Which field is "${word}" measured by?`, 'The goal asks for an order and does not say of what.', { type: 'choice', options: numbers.map((field) => ({ value: field.name, label: field.name })), spans: [scan.read(index)] }));
  return numbers.length === 0 ? null : { field: numbers.find((field) => field.name === answer) ?? null, first, last: end(index) };
}

function timeField(scan: ServiceScan, index: number, first: number, last: number, fields: readonly ServiceField[], asking: Asking): { field: ServiceField | null; first: number; last: number } | null {
  const times = fields.filter((field) => field.type === 'time');
  if (times.length === 0) return null;
  if (times.length === 1) return { field: times[0] ?? null, first, last };
  const answer = asking.ask(question('time', `Which time makes the ${scan.lower(index)}?`, 'The records have several times.', { type: 'choice', options: times.map((field) => ({ value: field.name, label: field.name })), spans: [scan.read(index)] }));
  return { field: times.find((field) => field.name === answer) ?? null, first, last };
}

/** "severe" of "severity": long enough a beginning in common. */
function isMadeOf(adjective: string, noun: string): boolean {
  let common = 0;
  while (common < adjective.length && adjective[common] === noun[common]) common += 1;
  return common >= 5 && common >= adjective.length - 2;
}

function withLevels(order: ServiceOrder, asking: Asking): ServiceOrder {
  const values = order.field?.values ?? [];
  const [first, last] = [values[0], values.at(-1)];
  if (order.field === null || first === undefined || last === undefined || values.length < 2) return order;
  const answer = asking.ask(
    question(`order_${order.field.name}`.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 60), `Which ${order.field.name} is the highest?`, `${order.field.name} is a word, and the description of the service lists its values without saying which of them is more.`, {
      type: 'choice',
      options: [
        { value: last, label: `${last}: from ${values.join(' < ')}` },
        { value: first, label: `${first}: from ${values.toReversed().join(' < ')}` },
      ],
      spans: order.spans.slice(0, 1),
    }),
  );
  return { ...order, levels: answer === last ? [...values] : answer === first ? values.toReversed() : null };
}

/** "top 3", "the first 5", "3 largest open", "the three rooms with": how many are wanted, as said before the noun. */
export function readServiceLimit(scan: ServiceScan, noun: number): { limit: number; spans: Span[] } | null {
  for (let index = noun - 1; index >= 0; index -= 1) {
    const word = scan.words[index];
    if (word === undefined || word.afterBreak) return null;
    if (!scan.free(index)) continue;
    if (word.number === null || !Number.isInteger(word.number) || word.number < 1 || word.number > 1_000) return null;
    const first = ['top', 'first', 'the', 'last'].includes(scan.lower(index - 1)) && scan.free(index - 1) ? index - 1 : index;
    // the last ones of a list are nothing that an order by itself says
    return scan.lower(first) === 'last' ? null : { limit: word.number, spans: [scan.read(first, index)] };
  }
  return null;
}
