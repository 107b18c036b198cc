import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { type RecordValue, isRecord, namedField } from './records.ts';

/**
 * Whether a record fulfils a condition `{fn, args: [field, value]}` in the vocabulary of filters on tables, and `contains`. Texts are equal without regard to
 * case; numbers may be written as text. A field that is missing or null fulfils nothing but `!=` and `missing`. Errors: `Tool.Invalid` for what is no condition.
 */
export function fits(record: RecordValue, predicate: Json): boolean {
  if (!isRecord(predicate) || typeof predicate['fn'] !== 'string' || !Array.isArray(predicate['args']) || typeof predicate['args'][0] !== 'string') {
    throw new PlanwrightError('Tool.Invalid', `Cannot filter records: expected {"fn":"=","args":["field",value]}, got ${JSON.stringify(predicate).slice(0, 200)}. Correct the condition.`);
  }
  const [field, ...rest] = predicate['args'];
  const wanted = rest[0] ?? null;
  const value = atPrecision(namedField(record, String(field)) ?? null, wanted);
  switch (predicate['fn']) {
    case '=':
      return equal(value, wanted);
    case '!=':
      return !equal(value, wanted);
    case 'in':
      return (Array.isArray(wanted) && rest.length === 1 ? wanted : rest).some((one) => equal(value, one));
    case 'not_in':
      return value !== null && !(Array.isArray(wanted) && rest.length === 1 ? wanted : rest).some((one) => equal(value, one));
    case 'missing':
      return isEmpty(value);
    case 'present':
      return !isEmpty(value);
    case 'lacks':
      return value !== null && !fits(record, { fn: 'contains', args: [field, wanted] });
    case 'starts':
      return typeof value === 'string' && fold(value).startsWith(fold(textOf(wanted)));
    case 'ends':
      return typeof value === 'string' && fold(value).endsWith(fold(textOf(wanted)));
    case 'contains':
      return Array.isArray(value) ? value.some((one) => equal(one, wanted) || (isRecord(one) && equal(one['name'] ?? null, wanted))) : typeof value === 'string' && fold(value).includes(fold(textOf(wanted)));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compares(value, wanted, predicate['fn']);
    default:
      throw new PlanwrightError('Tool.Invalid', `Cannot filter records: "${predicate['fn']}" is no comparison. Use = != < <= > >= in not_in contains lacks starts ends missing or present.`);
  }
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function textOf(wanted: Json): string {
  return typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
}

/** A date or moment as far as it is asked about: compared with 2025 it is its year, with 2025-10 its month. */
function atPrecision(value: Json, wanted: Json): Json {
  const asked = typeof wanted === 'number' ? String(wanted) : wanted;
  if (typeof value !== 'string' || typeof asked !== 'string' || !/^\d{4}(-\d{2}){0,2}$/.test(asked) || !/^\d{4}-\d{2}(-\d{2})?([T ]\d|$)/.test(value)) return value;
  return value.slice(0, asked.length);
}

/** Equal as people mean it: text without regard to case and outer spaces, a number whatever its notation. */
export function equal(a: Json, b: Json): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a === 'number' || typeof b === 'number') return typeof a !== 'boolean' && typeof b !== 'boolean' && a !== '' && b !== '' && Number(a) === Number(b);
  if (typeof a === 'boolean' || typeof b === 'boolean') return JSON.stringify(a) === JSON.stringify(b) || (typeof a === 'string' && a === JSON.stringify(b)) || (typeof b === 'string' && b === JSON.stringify(a));
  return typeof a === 'string' && typeof b === 'string' ? fold(a) === fold(b) : JSON.stringify(a) === JSON.stringify(b);
}

function compares(value: Json, wanted: Json, op: '<' | '<=' | '>' | '>='): boolean {
  if (value === null || wanted === null || typeof value === 'object' || typeof wanted === 'object') return false;
  const numbers = [Number(value), Number(wanted)] as const;
  const [a, b] = numbers.some((one) => Number.isNaN(one)) ? [String(value), String(wanted)] : numbers;
  return op === '<' ? a < b : op === '<=' ? a <= b : op === '>' ? a > b : a >= b;
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
