import type { Span } from '../schemas/goal.ts';
import { canGroup, isNumber } from './lexical-columns.ts';
import type { Phrases } from './lexical-phrases.ts';
import type { Request } from './lexical-request.ts';

/** What a change puts in the place of something ("top 10 instead of 5"): only the new words say what is wanted. */
const INSTEAD = /\s*,?\s*\b(?:instead of|rather than|and not|not)\b[^,.;]*/gi;
const DROPS = /^\s*(?:please\s+)?(?:without|drop|remove|no|leave out|skip|omit|forget)\s+(?:the\s+|any\s+)?([a-z]+)\s*[.!]?\s*$/i;
const ADDS = /\b(?:also|too|as well|in addition|additionally|add)\b/i;
const LEADS = /^\s*(?:please\s+)?(?:make it|change (?:it|that) to|do it|show it|give (?:me|it)|use|take|switch to|now|but|just)\s+/i;

/** The words of a change as a goal of their own. */
export function changeWords(text: string): string {
  return text.replace(INSTEAD, (cut) => ' '.repeat(cut.length)).replace(LEADS, (cut) => ' '.repeat(cut.length)).replace(/\b(?:also|too|as well|in addition|additionally|add|instead)\b/gi, (cut) => ' '.repeat(cut.length));
}

/** A request with one part dropped ("without the chart", "drop the filter"); null where the words ask for nothing of the kind, or there is no such part. */
export function dropPart(base: Request, text: string): Request | null {
  const word = DROPS.exec(text)?.[1]?.toLowerCase().replace(/s$/, '');
  if (word === undefined) return null;
  const filtered = base.conditions.length + base.values.length + base.days.length > 0;
  if (['chart', 'plot', 'graph', 'picture', 'diagram'].includes(word) && base.kinds.length > 0) return { ...base, kinds: [] };
  if (['filter', 'condition', 'restriction'].includes(word) && filtered) return { ...base, conditions: [], values: [], days: [] };
  if (['period', 'date', 'time', 'year', 'month'].includes(word) && base.days.length > 0) return { ...base, days: [] };
  if (['limit'].includes(word) && base.limit !== null && base.limit.value > 0) return { ...base, limit: { value: 0, spans: [] } };
  if (['order', 'sorting', 'ranking', 'sort'].includes(word) && base.order !== null) return { ...base, order: null, limit: null };
  if (['grouping', 'group'].includes(word) && base.keys.length > 0) return { ...base, keys: [] };
  if (['saving', 'file', 'export'].includes(word) && base.save !== null) return { ...base, save: null };
  return null;
}

/**
 * A request with a change put in: another period replaces the one before, another aggregation, measure, grouping, chart, order or number of rows the
 * one that was there; a condition on the same column is replaced, another is added. Null where nothing would be different.
 */
export function revised(base: Request, change: Phrases, text: string): Request | null {
  const { request } = change;
  const adds = ADDS.test(text);
  const next: Request = { ...base };
  const numbers = request.loose.filter((one) => one.match.columns.some(({ column }) => isNumber(column)));
  const texts = request.loose.filter((one) => !numbers.includes(one) && one.match.columns.some(({ column }) => canGroup(column)));
  const named = [...request.measures.filter((one) => one.of !== null || one.how === 'count'), ...numbers.map((of) => ({ of, how: null, spans: of.spans, amount: false }))];
  const hows = request.measures.filter((one) => one.of === null && one.how !== null && one.how !== 'count');
  if (named.length > 0 && !(request.order !== null && request.limit !== null && base.measures.length > 0)) {
    const kept = base.measures.find((one) => one.how !== null)?.how ?? null;
    next.measures = adds ? [...base.measures, ...named] : named.map((one) => ({ ...one, how: one.how ?? (one.of !== null && kept !== 'count' && kept !== 'sum' ? kept : null) }));
    if (!adds) next.loose = base.loose.filter((one) => one.match.columns.every(({ column }) => !isNumber(column)));
    if (!adds && base.order !== null) next.order = { ...base.order, by: null };
  }
  if (hows.length > 0) {
    const of = base.measures.length > 0 ? base.measures : base.loose.filter((one) => one.match.columns.some(({ column }) => isNumber(column))).map((one) => ({ of: one, how: null, spans: one.spans, amount: false }));
    next.measures = hows.flatMap((how) => of.map((one) => ({ ...one, how: how.how, amount: false, spans: [...one.spans, ...how.spans] })));
  }
  const keys = [...request.keys, ...texts];
  if (keys.length > 0) next.keys = adds ? [...base.keys, ...keys] : keys;
  if (request.interval !== null) next.interval = request.interval;
  if (request.derived.length > 0) next.derived = request.derived;
  const about = (one: Request['conditions'][number]): string => one.column?.match.columns.map(({ column }) => column.name).join() ?? '';
  if (request.conditions.length > 0) next.conditions = [...base.conditions.filter((one) => adds || !request.conditions.some((other) => about(other) === about(one))), ...request.conditions];
  if (request.days.length > 0) next.days = request.days;
  if (request.values.length > 0) next.values = adds ? [...base.values, ...request.values] : request.values;
  if (request.order !== null) next.order = { direction: request.order.direction, by: request.order.by ?? base.order?.by ?? null, spans: request.order.spans };
  if (request.limit !== null && (request.limit.spans.length > 0 || base.limit === null)) next.limit = request.limit;
  if (request.kinds.length > 0) next.kinds = adds ? [...base.kinds, ...request.kinds] : request.kinds;
  if (request.save !== null) next.save = request.save;
  if (request.summary !== null) next.summary = request.summary;
  if (request.unique !== null) next.unique = request.unique;
  if (request.vague.length > 0) next.vague = request.vague;
  return Object.keys(next).some((part) => next[part as keyof Request] !== base[part as keyof Request]) ? next : null;
}

/** The spans of a part of a goal, moved to where that part stands in the whole. */
export function moved<Part>(part: Part, by: number, whole: string): Part {
  if (Array.isArray(part)) return part.map((one: unknown) => moved(one, by, whole)) as Part;
  if (typeof part !== 'object' || part === null) return part;
  if (isSpan(part)) return { start: part.start + by, end: part.end + by, text: whole.slice(part.start + by, part.end + by) } as Part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, name === 'match' ? value : moved(value as unknown, by, whole)])) as Part;
}

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value && 'text' in value && typeof value.start === 'number';
}
