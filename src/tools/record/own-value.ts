import { valueInRound } from '../../plan/rounds.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { type RecordValue, isRecord, namedField } from './records.ts';

/** Digits that sums and products of decimals are right to. */
const DIGITS = 12;

/**
 * What is made of the fields of one record: `column(f)`, `adjusted(a, op, n)`, `computed(a, op, b)`, `rounded(a, digits)`, `later(day, n, unit)` and `text(…parts)` as
 * `{fn, args}`, also inside objects and lists. Anything else stands for itself. Errors: `Tool.MissingInput` where the record has no such field or an empty one, `Tool.Invalid`
 * where a field is no number or day, or the result is none.
 */
export function ownValue(term: Json, record: RecordValue): Json {
  if (Array.isArray(term)) return term.map((one) => ownValue(one, record));
  if (!isRecord(term)) return term;
  if (!isTerm(term)) return Object.fromEntries(Object.entries(term).map(([name, value]) => [name, ownValue(value, record)]));
  const [first = null, second = null, third = null] = term.args;
  switch (term.fn) {
    case 'column':
      return fieldValue(first, record);
    case 'text':
      return term.args.map((part) => shown(ownValue(part, record))).join('');
    case 'adjusted':
      return calculated(numberOf(first, record), second, third, second === 'from' || second === 'into');
    case 'computed': {
      const [a, b] = [operand(first, record), operand(third, record)];
      if (second === 'minus' && typeof a === 'string' && typeof b === 'string' && isDay(a) && isDay(b)) return (Date.parse(a.slice(0, 10)) - Date.parse(b.slice(0, 10))) / 86_400_000;
      return calculated(asNumber(a, first), second, asNumber(b, third), false);
    }
    case 'rounded':
      return typeof second === 'number' && Number.isInteger(second) && second >= 0 && second <= 10 ? rounded(numberOf(first, record), second) : invalid(`rounded() takes 0 to 10 digits, got ${JSON.stringify(second)}`);
    case 'later':
      return later(operand(first, record), second, third ?? 'day');
    default:
      return invalid(`"${term.fn}" is none of column, adjusted, computed, rounded, later, text`);
  }
}

function isTerm(value: RecordValue): value is { fn: string; args: Json[] } {
  return typeof value['fn'] === 'string' && Array.isArray(value['args']) && Object.keys(value).length === 2;
}

function fieldValue(name: Json, record: RecordValue): Json {
  const value = typeof name === 'string' ? namedField(record, name) : undefined;
  if (value === undefined || value === null || value === '') throw new PlanwrightError('Tool.MissingInput', `Cannot take "${shown(name)}" of the record: it has ${value === undefined ? `no such field, but ${Object.keys(record).slice(0, 12).join(', ')}` : 'no value there'}. Keep only records that have one.`);
  return value;
}

/** The names of fields stand for themselves inside a computation. */
function operand(term: Json, record: RecordValue): Json {
  return typeof term === 'string' ? fieldValue(term, record) : ownValue(term, record);
}

function numberOf(term: Json, record: RecordValue): number {
  return asNumber(operand(term, record), term);
}

function asNumber(value: Json, term: Json): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : invalid(`${JSON.stringify(term)} is ${JSON.stringify(value).slice(0, 80)}, which is no number`);
}

function calculated(a: number, op: Json, b: Json, swapped: boolean): number {
  if (typeof b !== 'number') return invalid(`${JSON.stringify(b)} is no number`);
  const [left, right] = swapped ? [b, a] : [a, b];
  const result = op === 'plus' ? left + right : op === 'minus' || op === 'from' ? left - right : op === 'times' ? left * right : op === 'over' || op === 'into' ? left / right : op === 'percent_of' ? (100 * left) / right : invalid(`"${shown(op)}" is none of plus, minus, times, over, percent_of, from, into`);
  return Number.isFinite(result) ? Number(result.toPrecision(DIGITS)) : invalid('the result is no number');
}

/** Half away from zero, as prices are rounded, by the decimal digits that are written. */
function rounded(value: number, digits: number): number {
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential(DIGITS - 1).split('e');
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
  const [whole = '0', power = '0'] = String(shifted).split('e');
  return Math.sign(value) * Number(`${whole}e${Number(power) - digits}`);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(text);
}

/** A day or moment so many days, weeks, months or years on; the time of day stays. */
function later(day: Json, by: Json, unit: Json): Json {
  if (typeof day !== 'string' || !isDay(day) || typeof by !== 'number' || (unit !== 'day' && unit !== 'week' && unit !== 'month' && unit !== 'year')) return invalid(`later() takes a day, a whole number and day, week, month or year, got ${JSON.stringify([day, by, unit]).slice(0, 100)}`);
  const moved = valueInRound({ name: 'day', from: day.slice(0, 10), by, unit }, 2);
  return typeof moved === 'string' ? `${moved}${day.slice(10)}` : invalid(`${JSON.stringify(day)} is no day that can be moved by ${by}`);
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function invalid(reason: string): never {
  throw new PlanwrightError('Tool.Invalid', `Cannot make a value of a record: ${reason}. Correct the value that the change takes.`);
}
