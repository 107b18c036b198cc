import { PlanwrightError } from '../../schemas/failure.ts';
import { measureColumn } from '../../plan/measure-column.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Column } from '../../schemas/outcome.ts';
import { compileComparison, decidesMissing } from './comparison.ts';
import { identifier, literal } from './sql.ts';
import { columnTitle, lowerTitle } from './table-io.ts';

/** A column that sorts rows into groups, made of one other: SQL that gives its value in a row. */
export interface Dimension {
  sql: string;
  column: Column;
}

const MAKERS: { [fn: string]: (source: Column, args: readonly FacetValue[], term: FacetValue) => Pick<Dimension, 'sql'> & { type: Column['type']; title: string } } = {
  part: partOf,
  band: bandOf,
  meets: meetsOf,
  clean: cleanOf,
  each: eachOf,
};

/** Whether a term makes a dimension: `part(time, unit)`, `band(number, edges)` or `meets(column, op, value)`. */
export function isDimension(term: FacetValue | undefined): term is { fn: string; args: FacetValue[] } {
  return typeof term === 'object' && !Array.isArray(term) && Object.hasOwn(MAKERS, term.fn);
}

/**
 * The dimension that a term names:
 *
 * - `part(time, unit)`: `year quarter month week day day_of_year hour` as numbers (weeks of ISO 8601), `weekday` by its name, `weekend` (weekend or weekday), `season` as DJF, MAM, JJA, SON, `decade` by its first year, `year_month` as 2024-05;
 *   `season_year` where December belongs to the winter of the next year; `hydrological_year` from October, named after the year in which it ends; `part(time, hydrological_year, 11)` from another month
 * - `band(number, [18, 65])`: "below 18", "18 to 65" (with 18, without 65), "65 and more"
 * - `meets(column, op, value)`: "yes" or "no"
 * - `clean(text)`: spellings that differ in case and spaces only as one, the most common of them
 * - `each(text, ";")`: the values that one text lists; a row stands there once for each of them, and not where it has none
 *
 * A row whose column has no value has none, but where `meets` asks for missing values or for a text that is not a certain one. Fails where the column is not there or holds something else.
 */
export function dimensionOf(term: FacetValue, columns: readonly Column[]): Dimension {
  const [subject, ...args] = isDimension(term) ? term.args : [];
  if (!isDimension(term) || subject === undefined) throw invalid(term, 'part(time, unit), band(number, edges), meets(column, op, value), clean(text) or each(text, sign)');
  const name = measureColumn(subject);
  const source = columns.find((column) => column.name === name);
  if (source === undefined) throw invalid(term, `a column of the table (${columns.slice(0, 30).map((column) => `"${column.name}"`).join(', ')})`);
  const made = MAKERS[term.fn]?.(source, args, term);
  if (made === undefined) throw invalid(term, 'a dimension');
  return { sql: made.sql, column: { name: measureColumn(term), type: made.type, role: 'dimension', unit: null, title: made.title } };
}

/** Whether rows stand there once for each value of a dimension. */
export function isRepeating(term: FacetValue): boolean {
  return typeof term === 'object' && !Array.isArray(term) && term.fn === 'each';
}

const NUMBERED: { [unit: string]: { sql: (value: string) => string; words: string; clock?: true } } = {
  year: { sql: (value) => `year(${value})`, words: 'Year' },
  decade: { sql: (value) => `CAST(floor(year(${value}) / 10) * 10 AS INTEGER)`, words: 'Decade' },
  season_year: { sql: (value) => `CAST(year(${value}) + (month(${value}) = 12)::INTEGER AS INTEGER)`, words: 'Year of the season (December with the next year)' },
  hydrological_year: { sql: (value) => `CAST(year(${value}) + (month(${value}) >= 10)::INTEGER AS INTEGER)`, words: 'Hydrological year (October to September, named after its end)' },
  quarter: { sql: (value) => `quarter(${value})`, words: 'Quarter' },
  month: { sql: (value) => `month(${value})`, words: 'Month (1 to 12)' },
  week: { sql: (value) => `weekofyear(${value})`, words: 'Week (ISO 8601)' },
  day: { sql: (value) => `day(${value})`, words: 'Day of the month' },
  day_of_year: { sql: (value) => `dayofyear(${value})`, words: 'Day of the year' },
  hour: { sql: (value) => `hour(${value})`, words: 'Hour', clock: true },
};
const NAMED: { [unit: string]: { sql: (value: string) => string; words: string } } = {
  weekday: { sql: (value) => `dayname(${value})`, words: 'Weekday' },
  weekend: { sql: (value) => `CASE WHEN isodow(${value}) >= 6 THEN 'weekend' ELSE 'weekday' END`, words: 'Weekend or weekday' },
  date: { sql: (value) => `strftime(${value}, '%Y-%m-%d')`, words: 'Day' },
  year_quarter: { sql: (value) => `year(${value}) || '-Q' || quarter(${value})`, words: 'Quarter' },
  year_week: { sql: (value) => `strftime(${value}, '%G-W%V')`, words: 'Week (ISO 8601)' },
  year_month: { sql: (value) => `strftime(${value}, '%Y-%m')`, words: 'Month' },
  season: { sql: (value) => `CASE WHEN month(${value}) IN (12, 1, 2) THEN 'DJF' WHEN month(${value}) <= 5 THEN 'MAM' WHEN month(${value}) <= 8 THEN 'JJA' ELSE 'SON' END`, words: 'Season' },
};
const HYDROLOGICAL = 'hydrological_year';
/** Units that a part may have. */
export const PARTS: readonly string[] = [...Object.keys(NUMBERED), ...Object.keys(NAMED)];

function partOf(source: Column, [unit, ...more]: readonly FacetValue[], term: FacetValue): ReturnType<(typeof MAKERS)['part'] & {}> {
  const value = identifier(source.name);
  const [start] = more;
  if (typeof unit !== 'string' || !PARTS.includes(unit)) throw invalid(term, `one of ${PARTS.join(', ')}`);
  if (more.length > (unit === HYDROLOGICAL ? 1 : 0) || (start !== undefined && (typeof start !== 'number' || !Number.isInteger(start) || start < 2 || start > 12))) throw invalid(term, unit === HYDROLOGICAL ? 'the month in which the year starts, 2 to 12' : 'a column and a unit');
  const title = (words: string): string => `${words} of ${lowerTitle(columnTitle(source))}`;
  if (source.type === 'integer' && (unit === 'decade' || unit === 'year')) return { sql: unit === 'year' ? value : `CAST(floor(${value} / 10) * 10 AS INTEGER)`, type: 'integer', title: title(unit === 'year' ? 'Year' : 'Decade') };
  const numbered = NUMBERED[unit];
  if ((source.type !== 'date' && source.type !== 'timestamp') || (numbered?.clock === true && source.type !== 'timestamp')) throw invalid(term, `a column of ${numbered?.clock === true ? 'dates with times of day' : 'dates'} ("${source.name}" holds ${source.type})`);
  if (unit === HYDROLOGICAL && start !== undefined) return { sql: `CAST(year(${value}) + (month(${value}) >= ${Number(start)})::INTEGER AS INTEGER)`, type: 'integer', title: title(`Year from month ${Number(start)} on, named after its end,`) };
  if (numbered !== undefined) return { sql: numbered.sql(value), type: 'integer', title: title(numbered.words) };
  const named = NAMED[unit];
  if (named === undefined) throw invalid(term, `one of ${PARTS.join(', ')}`);
  return { sql: `CASE WHEN ${value} IS NOT NULL THEN ${named.sql(value)} END`, type: 'text', title: title(named.words) };
}

function bandOf(source: Column, [edges, ...more]: readonly FacetValue[], term: FacetValue): ReturnType<(typeof MAKERS)['band'] & {}> {
  const numbers = (Array.isArray(edges) ? edges : [edges]).filter((edge): edge is number => typeof edge === 'number').toSorted((a, b) => a - b);
  if (numbers.length === 0 || more.length > 0 || numbers.length !== (Array.isArray(edges) ? new Set(edges).size : 1)) throw invalid(term, 'a list of different numbers, the edges of the bands');
  if (source.type !== 'integer' && source.type !== 'number') throw invalid(term, `a column of numbers ("${source.name}" holds ${source.type})`);
  const value = identifier(source.name);
  const unit = source.unit === null ? '' : ` ${source.unit}`;
  const arms = numbers.map((edge, at) => `WHEN ${value} < ${literal(edge)} THEN ${literal(at === 0 ? `below ${String(edge)}${unit}` : `${String(numbers[at - 1] ?? 0)} to ${String(edge)}${unit}`)}`);
  return { sql: `CASE WHEN ${value} IS NULL THEN NULL ${arms.join(' ')} ELSE ${literal(`${String(numbers.at(-1) ?? 0)}${unit} and more`)} END`, type: 'text', title: `Band of ${lowerTitle(columnTitle(source))}` };
}

function meetsOf(source: Column, [op, value, ...more]: readonly FacetValue[], term: FacetValue): ReturnType<(typeof MAKERS)['meets'] & {}> {
  if (typeof op !== 'string' || value === undefined || more.length > 0) throw invalid(term, 'a comparison with a value');
  return { sql: `CASE ${decidesMissing(source, op) ? '' : `WHEN ${identifier(source.name)} IS NULL THEN NULL `}WHEN ${compileComparison(source, op, value, term)} THEN 'yes' ELSE 'no' END`, type: 'text', title: comparisonWords(source, op, value) };
}

/** A text without spaces around it and with single ones inside. */
const SQUEEZED = (name: string): string => `nullif(trim(regexp_replace(${name}, '\\s+', ' ', 'g')), '')`;

/** What of several spellings of one text is the same: whatever its case and its spaces. */
export function plainSpelling(name: string): string {
  return `lower(${SQUEEZED(name)})`;
}

function cleanOf(source: Column, more: readonly FacetValue[], term: FacetValue): ReturnType<(typeof MAKERS)['clean'] & {}> {
  if (more.length > 0) throw invalid(term, 'one column');
  if (source.type !== 'text') throw invalid(term, `a column of text ("${source.name}" holds ${source.type})`);
  const text = SQUEEZED(identifier(source.name));
  // Of the spellings of one text the most common is shown, of equally common ones that with capitals and small letters.
  const order = `(${text} = upper(${text}) OR ${text} = lower(${text})), ${text}`;
  return { sql: `mode(${text}) OVER (PARTITION BY lower(${text}) ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`, type: 'text', title: columnTitle(source) };
}

function eachOf(source: Column, [separator = ';', ...more]: readonly FacetValue[], term: FacetValue): ReturnType<(typeof MAKERS)['each'] & {}> {
  if (more.length > 0 || typeof separator !== 'string' || separator === '') throw invalid(term, 'a column and the sign between its values');
  if (source.type !== 'text') throw invalid(term, `a column of text ("${source.name}" holds ${source.type})`);
  return { sql: `unnest(list_distinct(list_filter(list_transform(string_split(${identifier(source.name)}, ${literal(separator)}), lambda pw_x: trim(pw_x)), lambda pw_x: pw_x <> '')))`, type: 'text', title: `Each of ${lowerTitle(columnTitle(source))}` };
}

/** A comparison for people: `Wait > 30 min`. */
export function comparisonWords(source: Column, op: string, value: FacetValue): string {
  if (op === 'missing' || op === 'present') return `${columnTitle(source)} ${op}`;
  const said = (Array.isArray(value) ? value : [value]).map(measureColumn).join(', ');
  return `${columnTitle(source)} ${op === 'not_in' ? 'not in' : op} ${said}`;
}

function invalid(term: FacetValue, expected: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot read ${JSON.stringify(term).slice(0, 200)}: expected ${expected}. Correct the term.`);
}
