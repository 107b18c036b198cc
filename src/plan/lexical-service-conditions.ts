import type { Span } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { type ServiceScan, isName, plainValue } from './lexical-service-scan.ts';
import type { ServiceField } from './service-nouns.ts';
import { type Asking, question } from './typed-goal-ask.ts';

/** A condition on the records of a service, as a written term and as a value, with its words. */
export interface Condition {
  field: ServiceField;
  op: string;
  value: FacetValue;
  spans: Span[];
}

const COMPARISONS: { [words: string]: string } = {
  'more than': '>', 'greater than': '>', 'larger than': '>', 'higher than': '>', above: '>', over: '>', 'at least': '>=', 'no less than': '>=', 'less than': '<', 'fewer than': '<', 'smaller than': '<', 'lower than': '<',
  below: '<', under: '<', 'at most': '<=', 'no more than': '<=', 'up to': '<=', '>': '>', '>=': '>=', '<': '<', '<=': '<=', '≥': '>=', '≤': '<=', exactly: '=',
};
const TIMES: { [word: string]: string } = { after: '>', since: '>=', before: '<', until: '<=', on: '=', in: '=', during: '=' };
const DAY = /^\d{4}(?:-\d{2}){0,2}$/;
const NOT = new Set(['not', 'non', 'except', 'excluding']);

/** The conditions that the words state, each with the field it is about. What could be about several fields is asked for. */
export function readServiceConditions(scan: ServiceScan, fields: readonly ServiceField[], asking: Asking): Condition[] {
  const found = [...comparisons(scan, fields), ...times(scan, fields), ...stated(scan, fields), ...flags(scan, fields)];
  return [...found, ...listed(scan, fields, asking, found)];
}

/** A field that would have to have two values at once: nothing fits that, and it is not what was meant. */
export function contradiction(conditions: readonly Condition[]): string | null {
  const names = conditions.filter((one) => ['=', 'in'].includes(one.op)).map((one) => one.field.name);
  return names.find((name, at) => names.indexOf(name) !== at) ?? null;
}

/** "more than 10 seats", "seats above 10", "seats >= 10". */
function comparisons(scan: ServiceScan, fields: readonly ServiceField[]): Condition[] {
  const found: Condition[] = [];
  const numbers = fields.filter((field) => field.type === 'number');
  for (let index = 0; index < scan.words.length; index += 1) {
    const words = [3, 2, 1].find((length) => Object.hasOwn(COMPARISONS, phrase(scan, index, length)));
    if (words === undefined || !scan.free(index)) continue;
    const number = scan.words[index + words]?.number;
    if (typeof number !== 'number' || !scan.free(index + words)) continue;
    const op = COMPARISONS[phrase(scan, index, words)] ?? '=';
    const after = scan.fieldAt(index + words + 1, numbers);
    if (after !== null) {
      found.push({ field: after.field, op, value: number, spans: [scan.read(index, index + words + after.length)] });
      continue;
    }
    const before = fieldBefore(scan, index, numbers);
    if (before !== null) found.push({ field: before.field, op, value: number, spans: [scan.read(before.first, index + words)] });
  }
  return found;
}

/** "created after 2026-01-05", "on 2026-03-10", "in 2026": the one time that the records have, or the one that is named. */
function times(scan: ServiceScan, fields: readonly ServiceField[]): Condition[] {
  const found: Condition[] = [];
  const dated = fields.filter((field) => field.type === 'time');
  for (const [index, word] of scan.words.entries()) {
    if (!DAY.test(word.text) || !scan.free(index) || (word.text.length === 4 && !/^[12]/.test(word.text))) continue;
    const op = TIMES[scan.lower(index - 1)];
    if (op === undefined || !scan.free(index - 1)) continue;
    const named = fieldBefore(scan, index - 1, dated);
    const field = named?.field ?? (dated.length === 1 ? dated[0] : undefined);
    if (field !== undefined) found.push({ field, op, value: word.text, spans: [scan.read(named?.first ?? index - 1, index)] });
  }
  return found;
}

/** "building South", "state is open", "state = open", "South building", "priority 1". */
function stated(scan: ServiceScan, fields: readonly ServiceField[]): Condition[] {
  const found: Condition[] = [];
  for (let index = 0; index < scan.words.length; index += 1) {
    const at = scan.fieldAt(index, fields);
    if (at === null) continue;
    let next = index + at.length;
    let op = '=';
    let said = /[=:]/.test(scan.goal.slice(scan.words[next - 1]?.end, scan.words[next]?.start));
    if (['is', 'are', 'equals', 'was'].includes(scan.lower(next))) {
      said = true;
      next += 1;
      if (scan.lower(next) === 'not') {
        op = '!=';
        next += 1;
      }
    }
    const value = scan.words[next]?.afterBreak === true && !said ? null : scan.valueAt(next, at.field, said);
    if (value !== null) {
      found.push({ field: at.field, op, value: value.value, spans: [scan.read(index, value.last)] });
      index = value.last;
      continue;
    }
    const before = scan.words[index - 1];
    // "in South building", "a high severity": the name or listed value stands before the field
    if (before === undefined || !scan.free(index - 1) || scan.words[index]?.afterBreak === true || at.field.type !== 'text') continue;
    const listedBefore = at.field.values.find((one) => plainValue(one) === plainValue(before.lower));
    const named = at.field.values.length === 0 && index > 1 && isName(before) && !/^\d+$/.test(before.text) ? before.text : undefined;
    const own = listedBefore ?? named;
    if (own !== undefined) found.push({ field: at.field, op: '=', value: own, spans: [scan.read(index - 1, index + at.length - 1)] });
  }
  return found;
}

/** "with a projector", "without projector", "archived projects". */
function flags(scan: ServiceScan, fields: readonly ServiceField[]): Condition[] {
  const found: Condition[] = [];
  const booleans = fields.filter((field) => field.type === 'boolean');
  for (let index = 0; index < scan.words.length; index += 1) {
    const at = scan.fieldAt(index, booleans);
    if (at === null) continue;
    const article = ['a', 'an', 'the', 'any'].includes(scan.lower(index - 1)) ? 1 : 0;
    const word = scan.lower(index - 1 - article);
    const last = index + at.length - 1;
    const value = ['with', 'have', 'has', 'having'].includes(word) ? true : ['without', 'no'].includes(word) ? false : article === 0 && NOT.has(word) ? false : (article === 0 && ['are', 'is'].includes(word)) || (last + 1 < scan.words.length && !scan.free(last + 1)) ? true : null;
    const leads = ['with', 'without', 'have', 'has', 'having', 'no', 'are', 'is', ...NOT].includes(word);
    if (value !== null) found.push({ field: at.field, op: '=', value, spans: [scan.read(leads ? index - 1 - article : index, last)] });
  }
  return found;
}

/** Words that are among the values that the description lists for a field: "open issues". */
function listed(scan: ServiceScan, fields: readonly ServiceField[], asking: Asking, before: readonly Condition[]): Condition[] {
  const found: Condition[] = [];
  for (let index = 0; index < scan.words.length; index += 1) {
    if (!scan.free(index)) continue;
    const own = fields.flatMap((field) => field.values.map((value) => ({ field, value, length: lengthOf(scan, index, value) }))).filter((one) => one.length > 0);
    const longest = Math.max(0, ...own.map((one) => one.length));
    const fitting = own.filter((one) => one.length === longest);
    const [first] = fitting;
    if (first === undefined) continue;
    let chosen: (typeof fitting)[number] | undefined = first;
    const negated = NOT.has(scan.lower(index - 1)) && scan.free(index - 1);
    const span = scan.read(negated ? index - 1 : index, index + longest - 1);
    if (fitting.length > 1) {
      const answer = asking.ask(question(`field_${first.value}`.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 60), `What does "${span.text}" say about the records?`, 'Several fields can have this value.', { type: 'choice', options: fitting.map(({ field }) => ({ value: field.name, label: `${field.name} is ${first.value}` })), spans: [span] }));
      chosen = fitting.find((one) => one.field.name === answer);
    }
    if (chosen === undefined) continue;
    const value = chosen.value;
    const field = chosen.field;
    const same = [...before, ...found].find((one) => one.field === field && ['=', 'in'].includes(one.op) && !negated);
    // "open or reopened", "open and closed ones": either of them
    if (same !== undefined && ['or', 'and'].includes(scan.lower(index - 1))) {
      same.value = [...(Array.isArray(same.value) ? same.value : [same.value]), value];
      same.op = 'in';
      same.spans.push(span);
      scan.read(index - 1);
    } else found.push({ field, op: negated ? '!=' : '=', value, spans: [span] });
    index += longest - 1;
  }
  return found;
}

function lengthOf(scan: ServiceScan, index: number, value: string): number {
  for (let length = 1; length <= 4; length += 1) if (plainValue(scan.words.slice(index, index + length).map((one) => one.lower).join(' ')) === plainValue(value)) return length;
  return 0;
}

/** The field whose name ends before this word, where no more than "is" or "of" stands between. */
function fieldBefore(scan: ServiceScan, index: number, fields: readonly ServiceField[]): { field: ServiceField; first: number } | null {
  const end = ['is', 'are', 'of', 'was', 'were'].includes(scan.lower(index - 1)) ? index - 1 : index;
  for (let length = 3; length >= 1; length -= 1) {
    const at = scan.fieldAt(end - length, fields);
    if (at !== null && at.length === length) return { field: at.field, first: end - length };
  }
  return null;
}

function phrase(scan: ServiceScan, index: number, length: number): string {
  return scan.words.slice(index, index + length).map((word) => word.lower).join(' ');
}
