import { PlanwrightError } from '../../schemas/failure.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Column } from '../../schemas/outcome.ts';
import { secondsOf } from './read/durations.ts';
import { identifier, list, literal } from './sql.ts';
import { convertUnit, toUcum } from './units.ts';

/** Signs of comparisons as SQL writes them. */
export const COMPARISONS: Record<string, string> = { '=': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/** Conditions on a part of a text, whatever its case. */
export const WITHIN: Record<string, (text: string, part: string) => string> = {
  contains: (text, part) => `contains(${text}, ${part})`,
  lacks: (text, part) => `NOT contains(${text}, ${part})`,
  starts: (text, part) => `starts_with(${text}, ${part})`,
  ends: (text, part) => `ends_with(${text}, ${part})`,
};

/** A text of nothing but spaces is no value either. */
export function emptyAsNull(column: Column): string {
  const name = identifier(column.name);
  return column.type === 'text' ? `nullif(trim(${name}), '')` : name;
}

/** Comparisons of texts that a row without a text passes too: nothing is another text than any. */
export const NOT_THAT: ReadonlySet<string> = new Set(['!=', 'not_in', 'lacks']);

/** Whether a row without a value is decided by a condition: what asks for missing values, or says what a text is not. */
export function decidesMissing(column: Column, op: string): boolean {
  return op === 'missing' || op === 'present' || (column.type === 'text' && NOT_THAT.has(op));
}

/**
 * A comparison of a column with a value, or with a list of them (`in`, `not_in`), as SQL; unknown where the column has no value, except that no text is not a certain one (an empty
 * flag is not `S`). `term` is what a message names.
 */
export function compileComparison(column: Column, op: string, value: FacetValue, term: FacetValue): string {
  if (op === 'missing' || op === 'present') return `${emptyAsNull(column)} IS ${op === 'missing' ? '' : 'NOT '}NULL`;
  if (Object.hasOwn(WITHIN, op)) {
    if (column.type !== 'text' || (typeof value !== 'string' && typeof value !== 'number')) throw invalid(term, 'a column of text and a text');
    return orWithout(column, op, WITHIN[op]?.(`lower(${identifier(column.name)})`, literal(String(value).toLowerCase())) ?? 'FALSE');
  }
  if (op === 'in' || op === 'not_in') {
    if (!Array.isArray(value) || value.length === 0) throw invalid(term, 'a list of values after "in"');
    const sides = value.map((item) => compileSides(column, item, term));
    return orWithout(column, op, `${sides[0]?.left ?? ''} ${op === 'in' ? 'IN' : 'NOT IN'} (${list(sides.map((side) => side.right))})`);
  }
  const comparison = Object.hasOwn(COMPARISONS, op) ? COMPARISONS[op] : undefined;
  if (comparison === undefined) throw invalid(term, 'one of = != < <= > >= in not_in contains lacks starts ends missing present');
  const { left, right } = compileSides(column, value, term);
  return orWithout(column, op, `${left} ${comparison} ${right}`);
}

function orWithout(column: Column, op: string, condition: string): string {
  return column.type === 'text' && NOT_THAT.has(op) ? `(${identifier(column.name)} IS NULL OR ${condition})` : condition;
}

/** Both sides of a comparison: dates at the precision that is given, texts, numbers and truth values as the column holds them. */
export function compileSides(column: Column, value: FacetValue, term: FacetValue): { left: string; right: string } {
  const left = identifier(column.name);
  if (typeof value === 'object') throw invalid(term, 'a single value');
  if (column.type === 'date' || column.type === 'timestamp') {
    const text = String(value);
    if (/^\d{4}$/.test(text)) return { left: `year(${left})`, right: text };
    if (/^\d{4}-\d{2}$/.test(text)) return { left: `strftime(${left}, '%Y-%m')`, right: literal(text) };
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { left: `CAST(${left} AS DATE)`, right: `CAST(${literal(text)} AS DATE)` };
    if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/.test(text)) return { left, right: `CAST(${literal(text.replace('T', ' ').replace('Z', ''))} AS TIMESTAMP)` };
    throw invalid(term, 'a date such as 2020, 2020-05 or 2020-05-31');
  }
  if (column.type === 'boolean') {
    if (value === true || value === 'true') return { left, right: 'TRUE' };
    if (value === false || value === 'false') return { left, right: 'FALSE' };
    throw invalid(term, 'true or false');
  }
  if (column.type === 'text') return { left: /^\d{4}-\d{2}(-\d{2})?$/.test(String(value)) ? textAtPrecision(column, String(value)) : left, right: literal(String(value)) };
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.includes(':') ? duration(column, value) : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw invalid(term, `a number, as column "${column.name}" holds numbers`);
  return { left, right: literal(number) };
}

/** Texts that begin like a date, at the precision of the value they are compared with. Dates in another form cannot be compared as text: they end the step instead of being left out in silence. */
function textAtPrecision(column: Column, value: string): string {
  const left = identifier(column.name);
  const foreign = '[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}.*|[0-9]{4}[./][0-9]{1,2}.*|[0-9]{1,2}[.]? [A-Za-z]{3,9}[.,]? [0-9]{4}.*|[A-Za-z]{3,9}[.]? [0-9]{1,2},? [0-9]{4}.*';
  const message = `Cannot compare column "${column.name}" with ${value}: it holds dates as text in a form that is not read, such as `;
  return `CASE WHEN regexp_matches(${left}, '^[0-9]{4}-[0-9]{2}') THEN left(${left}, ${value.length}) WHEN regexp_full_match(trim(${left}), ${literal(foreign)}) THEN error(${literal(message)} || '"' || ${left} || '".') ELSE ${left} END`;
}

/** A duration such as `1:30:00` in the unit of its column, where that is one of time. */
function duration(column: Column, value: string): number {
  const seconds = secondsOf(value);
  const unit = column.unit === null ? null : toUcum(column.unit);
  if (seconds === null || unit === null || !['s', 'ms', 'min', 'h', 'd'].includes(unit)) return Number.NaN;
  const { factor } = convertUnit('s', unit);
  return seconds * factor;
}

function invalid(term: FacetValue, expected: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot compare by ${JSON.stringify(term).slice(0, 200)}: expected ${expected}. Correct the term.`);
}
