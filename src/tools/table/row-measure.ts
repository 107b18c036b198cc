import { measureColumn } from '../../plan/measure-column.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Column } from '../../schemas/outcome.ts';
import { compileComparison, decidesMissing } from './comparison.ts';
import { comparisonWords, dimensionOf } from './dimension.ts';
import { identifier, literal } from './sql.ts';
import { columnTitle, lowerTitle } from './table-io.ts';
import { combineUnits, convertUnit, hasOffset, printUnit, toUcum } from './units.ts';

/** A measure made row by row from columns of the same row: SQL for its value, its column, and what a reader must know. */
export interface RowMeasure {
  sql: string;
  column: Column;
  /** What was done, for the history of a table. */
  said: string;
  notes: string[];
  /** Why a row may have no value; null where that is what is meant. */
  why: string | null;
  /** What no row having a value means: then there is no result at all. */
  must?: string;
}

const OPERATORS = ['plus', 'minus', 'times', 'over', 'percent_of'] as const;
type Operator = (typeof OPERATORS)[number];
const WORDS: Record<Operator, string> = { plus: 'plus', minus: 'minus', times: 'times', over: 'per', percent_of: 'in percent of' };

/**
 * The measure that a term names, made of these columns: `computed(a, op, b)` of two measures, `adjusted(m, op, n)` of one and a number, `flag(c, op, v)` of a condition,
 * `where(m, c, op, v)`: the measure in rows that fulfil a condition, nothing in others.
 * The difference of two times is in days or hours, also of times of day. Sums and differences need units of the same kind, and the right one is converted to the left one's; products and quotients get the product or quotient of the units.
 */
export function rowMeasure(term: FacetValue, columns: readonly Column[]): RowMeasure {
  if (typeof term !== 'object' || Array.isArray(term)) throw invalid(term, EXPECTED);
  if (term.fn === 'where') {
    const [measure, column, op, value] = term.args;
    if (measure === undefined || column === undefined || typeof op !== 'string' || value === undefined) throw invalid(term, 'a measure, a column, a comparison and a value');
    return within(term, numberColumn(measure, columns, term), columnNamed(column, columns, term), op, value);
  }
  if (term.fn === 'part') return partOfTime(term, columns);
  const [subject, op, value] = term.args;
  if (subject === undefined || typeof op !== 'string' || value === undefined || term.args.length !== 3) throw invalid(term, 'three arguments');
  if (term.fn === 'computed') {
    const [left, right] = [columnNamed(subject, columns, term), columnNamed(value, columns, term)];
    if (op === 'minus' && left.type === 'text' && right.type === 'text') return clockDifference(term, left, right);
    return op === 'minus' && isDated(left) && isDated(right) ? elapsed(term, left, right) : computed(term, numberColumn(subject, columns, term), op, numberColumn(value, columns, term), [subject, value]);
  }
  if (term.fn === 'adjusted') return adjusted(term, numberColumn(subject, columns, term), op, value);
  if (term.fn === 'flag') return flagged(term, columnNamed(subject, columns, term), op, value);
  throw invalid(term, EXPECTED);
}

/** A part of a time as a number: the day of the year on which something was. */
function partOfTime(term: FacetValue, columns: readonly Column[]): RowMeasure {
  const { sql, column } = dimensionOf(term, columns);
  if (column.type !== 'integer' && column.type !== 'number') throw invalid(term, 'a part of a time that is a number, such as day_of_year or hour');
  return { sql, column: { ...column, role: 'measure', aggregation: 'mean' }, said: `Took the ${lowerTitle(columnTitle(column))}.`, notes: [], why: 'the time is missing' };
}

const EXPECTED = 'computed(a, op, b), adjusted(m, op, number), flag(column, op, value) or where(m, column, op, value)';

function isDated({ type }: Column): boolean {
  return type === 'date' || type === 'timestamp';
}

/** The time from the right column to the left one: days between dates, hours where one of them has a time of day. */
function elapsed(term: FacetValue, left: Column, right: Column): RowMeasure {
  const [unit, seconds] = left.type === 'date' && right.type === 'date' ? ['d', 86_400] : ['h', 3_600];
  const at = (column: Column): string => `epoch(CAST(${identifier(column.name)} AS TIMESTAMP))`;
  return {
    sql: `(${at(left)} - ${at(right)}) / ${seconds}`,
    column: { name: measureColumn(term), type: 'number', role: 'measure', unit, title: `Time from ${lowerTitle(columnTitle(right))} to ${lowerTitle(columnTitle(left))}`, aggregation: 'mean' },
    said: `Computed the ${unit === 'd' ? 'days' : 'hours'} from ${right.name} to ${left.name}.`,
    notes: [],
    why: 'one of the times is missing',
  };
}

/** The hours from one time of day to another of the same day: 14:05, 14:05:30. */
function clockDifference(term: FacetValue, left: Column, right: Column): RowMeasure {
  const at = (column: Column): string => `epoch(TRY_CAST(CASE WHEN regexp_full_match(trim(${identifier(column.name)}), '[0-2]?[0-9]:[0-5][0-9](:[0-5][0-9])?') THEN trim(${identifier(column.name)}) END AS TIME))`;
  return {
    sql: `(${at(left)} - ${at(right)}) / 3600`,
    column: { name: measureColumn(term), type: 'number', role: 'measure', unit: 'h', title: `Time from ${lowerTitle(columnTitle(right))} to ${lowerTitle(columnTitle(left))}`, aggregation: 'mean' },
    said: `Computed the hours from ${right.name} to ${left.name}, both of one day.`,
    notes: [],
    why: 'one of the times of day is missing',
    must: `"${left.name}" and "${right.name}" hold text, and no row has a time of day such as 14:05 in both`,
  };
}

/** Whether a measure is 1 or 0: multiplying by it keeps some values and leaves zero of the others, in any unit. */
function isMask(term: FacetValue): boolean {
  return typeof term === 'object' && !Array.isArray(term) && (term.fn === 'flag' || (term.fn === 'computed' && term.args[1] === 'times' && [term.args[0], term.args[2]].every((one) => one !== undefined && isMask(one))));
}

/** Whether a measure is a distance from a value rather than a level: degrees above 10 °C can be multiplied and added up (degree days), degrees cannot. */
function isDistance(term: FacetValue): boolean {
  if (typeof term !== 'object' || Array.isArray(term)) return false;
  const [subject, op] = term.args;
  if (op === 'minus' || op === 'from') return term.fn === 'adjusted' || term.fn === 'computed';
  return subject !== undefined && (term.fn === 'where' || ((term.fn === 'adjusted' || term.fn === 'computed') && (op === 'times' || op === 'over'))) && isDistance(subject);
}

function computed(term: FacetValue, left: Column, written: string, right: Column, made: readonly [FacetValue, FacetValue]): RowMeasure {
  const op = OPERATORS.find((one) => one === written);
  if (op === undefined) throw invalid(term, `one of ${OPERATORS.join(', ')}`);
  const { unit, factor, offset, notes } = resultUnit(left, op, right, made);
  const [a, plain] = [`CAST(${identifier(left.name)} AS DOUBLE)`, `CAST(${identifier(right.name)} AS DOUBLE)`];
  const b = factor === 1 && offset === 0 ? plain : `(${plain} * CAST('${factor}' AS DOUBLE) + CAST('${offset}' AS DOUBLE))`;
  const sql = { plus: `${a} + ${b}`, minus: `${a} - ${b}`, times: `${a} * ${b}`, over: `${a} / nullif(${b}, 0)`, percent_of: `100.0 * ${a} / nullif(${b}, 0)` }[op];
  const divides = op === 'over' || op === 'percent_of';
  return {
    sql: `CASE WHEN isfinite(${sql}) THEN ${sql} END`,
    column: {
      name: measureColumn(term), type: 'number', role: 'measure', unit, title: `${columnTitle(left)} ${WORDS[op]} ${lowerTitle(columnTitle(right))}`,
      aggregation: op === 'times' ? 'sum' : divides ? 'mean' : (left.aggregation ?? null),
    },
    said: `Computed ${left.name} ${WORDS[op]} ${right.name} row by row${unit === null ? '' : `, in ${unit}`}.`,
    notes,
    why: `a value is missing${divides ? ' or the divisor is zero' : ''}`,
  };
}

const WITH_NUMBER = ['plus', 'minus', 'times', 'over', 'from', 'into'] as const;

function adjusted(term: FacetValue, measure: Column, written: string, number: FacetValue): RowMeasure {
  const op = WITH_NUMBER.find((one) => one === written);
  if (op === undefined) throw invalid(term, `one of ${WITH_NUMBER.join(', ')}`);
  if (typeof number !== 'number' || !Number.isFinite(number) || (op === 'over' && number === 0)) throw invalid(term, op === 'over' ? 'a number other than 0' : 'a number');
  const [value, constant] = [`CAST(${identifier(measure.name)} AS DOUBLE)`, literal(number)];
  const title = columnTitle(measure);
  const { sql, words } = {
    plus: { sql: `${value} + ${constant}`, words: `${title} plus ${number}` },
    minus: { sql: `${value} - ${constant}`, words: `${title} minus ${number}` },
    times: { sql: `${value} * ${constant}`, words: `${title} times ${number}` },
    over: { sql: `${value} / ${constant}`, words: `${title} by ${number}` },
    from: { sql: `${constant} - ${value}`, words: `${number} minus ${lowerTitle(title)}` },
    into: { sql: `${constant} / nullif(${value}, 0)`, words: `${number} by ${lowerTitle(title)}` },
  }[op];
  const into = measure.unit === null ? null : `1/${measure.unit}`;
  return {
    sql: `CASE WHEN isfinite(${sql}) THEN ${sql} END`,
    column: {
      name: measureColumn(term), type: 'number', role: 'measure', unit: op === 'into' ? into : measure.unit, title: words,
      aggregation: op === 'times' || op === 'over' ? (measure.aggregation ?? null) : op === 'into' || measure.aggregation === 'mean' ? 'mean' : null,
    },
    said: `Computed ${lowerTitle(words)}.`,
    notes: [],
    why: `a value is missing${op === 'into' ? ' or zero' : ''}`,
  };
}

function flagged(term: FacetValue, column: Column, op: string, value: FacetValue): RowMeasure {
  const words = comparisonWords(column, op, value);
  return {
    sql: `CASE ${decidesMissing(column, op) ? '' : `WHEN ${identifier(column.name)} IS NULL THEN NULL `}WHEN ${compileComparison(column, op, value, term)} THEN 1 ELSE 0 END`,
    column: { name: measureColumn(term), type: 'integer', role: 'measure', unit: null, title: words, aggregation: 'sum' },
    said: `Marked rows with ${words}.`,
    notes: [],
    why: `there is no ${lowerTitle(columnTitle(column))}`,
  };
}

function within(term: FacetValue, measure: Column, column: Column, op: string, value: FacetValue): RowMeasure {
  const words = comparisonWords(column, op, value);
  return {
    sql: `CASE WHEN ${compileComparison(column, op, value, term)} THEN ${identifier(measure.name)} END`,
    column: { ...measure, name: measureColumn(term), role: 'measure', title: `${columnTitle(measure)} where ${lowerTitle(words)}` },
    said: `Took ${measure.name} of rows with ${words}.`,
    notes: [],
    why: null,
  };
}

/** The unit of the result, and how the right operand becomes comparable with the left one. */
function resultUnit(left: Column, op: Operator, right: Column, made: readonly [FacetValue, FacetValue]): { unit: string | null; factor: number; offset: number; notes: string[] } {
  const plain = { factor: 1, offset: 0 };
  const [a, b] = [left.unit === null ? null : toUcum(left.unit), right.unit === null ? null : toUcum(right.unit)];
  if (op === 'times' || op === 'over') {
    const masked = op === 'times' && made.some(isMask);
    for (const [column, code, term] of [[left, a, made[0]], [right, b, made[1]]] as const) {
      if (masked || isDistance(term)) continue;
      if (code !== null && hasOffset(code)) throw new PlanwrightError('Input.Invalid', `Cannot compute ${left.name} ${op} ${right.name}: zero ${column.unit ?? ''} is not nothing, so "${column.name}" cannot be multiplied or divided. Convert it to K first.`);
    }
    if (a !== null && b !== null) return { ...plain, unit: printUnit(combineUnits(a, b, op === 'times' ? 1 : -1)), notes: [] };
    if (left.unit === null && right.unit === null) return { ...plain, unit: null, notes: [] };
    // A plain number beside a unit: quantities, rates. The unit stays where it is.
    if (right.unit === null) return { ...plain, unit: left.unit, notes: [] };
    if (left.unit === null) return { ...plain, unit: op === 'times' ? right.unit : `1/${right.unit}`, notes: [] };
    return { ...plain, unit: `${left.unit}${op === 'times' ? '·' : '/'}${right.unit}`, notes: [] };
  }
  const unit = op === 'percent_of' ? '%' : left.unit;
  if (left.unit === right.unit) return { ...plain, unit, notes: [] };
  if (left.unit === null || right.unit === null) {
    const silent = left.unit === null ? left : right;
    return { ...plain, unit: op === 'percent_of' ? '%' : (left.unit ?? right.unit), notes: [`The unit of ${columnTitle(silent)} is not known; it is taken to be that of the other measure.`] };
  }
  const { factor, offset } = convertUnit(right.unit, left.unit);
  return { unit, factor, offset, notes: [`${columnTitle(right)} was converted from ${right.unit} to ${left.unit}.`] };
}

function columnNamed(term: FacetValue, columns: readonly Column[], whole: FacetValue): Column {
  const name = measureColumn(term);
  const column = columns.find((one) => one.name === name);
  if (column === undefined) throw invalid(whole, `a column of the table (${columns.slice(0, 30).map((one) => `"${one.name}"`).join(', ')}) where it says "${name}"`);
  return column;
}

function numberColumn(term: FacetValue, columns: readonly Column[], whole: FacetValue): Column {
  const column = columnNamed(term, columns, whole);
  if (column.type !== 'integer' && column.type !== 'number') throw invalid(whole, `a column of numbers ("${column.name}" holds ${column.type})`);
  return column;
}

function invalid(term: FacetValue, expected: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot compute ${JSON.stringify(term).slice(0, 200)}: expected ${expected}. Correct the term.`);
}
