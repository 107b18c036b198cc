import { PlanwrightError } from '../../schemas/failure.ts';
import { measureColumn } from '../../plan/measure-column.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Column } from '../../schemas/outcome.ts';
import { dimensionOf, isDimension, plainSpelling } from './dimension.ts';
import { aggregationSql, isAggregation, isCount } from './aggregation.ts';
import { COMPARISONS, WITHIN, compileComparison, emptyAsNull } from './comparison.ts';
import { DEVIATION_RULE, OUTLIER_RULES, fenceSql } from './fences.ts';
import { identifier, literal } from './sql.ts';

const WORDS: Record<string, string> = { called: 'called', not_called: 'not called', not_in: 'not in' };
/**
 * SQL condition for filter terms such as `{fn: ">", args: ["mag", 4.5]}`; all must hold. Columns are named by measure terms. Dates are
 * compared at the precision that is given: `2020` with the year, `2020-05` with the month. The value may be another column or measure of the row, or `overall(mean)`: the
 * mean (median, p90, …) of the same column over all rows that fulfil the other conditions. A row without a value never passes, except one without a text where it should not be a certain one. `view` is where
 * the rows are from: `named` looks there for an exact name before it takes names that are part of a text.
 */
export function compilePredicates(terms: readonly FacetValue[], columns: readonly Column[], view: string | null = null): string {
  if (terms.length === 0) return 'TRUE';
  const [relative, plain] = [terms.filter(isRelative), terms.filter((term) => !isRelative(term))];
  const kept = plain.map((term) => compileTerm(term, columns, view));
  const rows = view === null || relative.length === 0 ? null : kept.length === 0 ? view : `(SELECT * FROM ${view} WHERE ${kept.join(' AND ')})`;
  return [...kept, ...relative.map((term) => compileTerm(term, columns, rows))].join(' AND ');
}

/** Whether a condition compares with a statistic over all rows: `> overall(mean)`. */
function isRelative(term: FacetValue): boolean {
  const value = typeof term === 'object' && !Array.isArray(term) ? term.args[1] : undefined;
  return typeof value === 'object' && !Array.isArray(value) && value.fn === 'overall';
}

function compileTerm(term: FacetValue, columns: readonly Column[], view: string | null): string {
  if (typeof term !== 'object' || Array.isArray(term)) throw invalid(term, 'a term such as {"fn":">","args":["mag",4.5]}');
  const [subject, value, count] = term.args;
  const single = term.fn === 'missing' || term.fn === 'present';
  const deviations = (term.fn === 'outlier' || term.fn === 'inlier') && value === DEVIATION_RULE;
  if (subject === undefined || term.args.length !== (single ? 1 : deviations ? 3 : 2)) throw invalid(term, single ? 'one argument, a column' : deviations ? 'a column, "sd" and a number of standard deviations' : 'two arguments, a column and a value');
  if (isDimension(subject)) {
    if (subject.fn === 'each') throw invalid(term, 'contains(column, value) where a text lists several values');
    if (subject.fn === 'clean' && !single) return compileClean(term, subject, columns);
    const { sql, column: made } = dimensionOf(subject, columns);
    return `(SELECT ${compileTerm({ fn: term.fn, args: [made.name, ...term.args.slice(1)] }, [made], null)} FROM (SELECT ${sql} AS ${identifier(made.name)}))`;
  }
  const name = measureColumn(subject);
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw invalid(term, `a column of the table (${columns.slice(0, 30).map((candidate) => `"${candidate.name}"`).join(', ')})`);
  if (single) return `${emptyAsNull(column)} IS ${term.fn === 'missing' ? '' : 'NOT '}NULL`;
  if (value === undefined) throw invalid(term, 'a value');
  if (term.fn === 'in' || term.fn === 'not_in') return compileComparison(column, term.fn, value, term);
  if (term.fn === 'outlier' || term.fn === 'inlier') return compileOutlier(column, value, count, term, view);
  if (Object.hasOwn(WITHIN, term.fn)) return compileComparison(column, term.fn, value, term);
  if (term.fn === 'named') return `(${(Array.isArray(value) ? value : [value]).map((item) => compileName(column, item, term, view)).join(' OR ')})`;
  const comparison = Object.hasOwn(COMPARISONS, term.fn) ? COMPARISONS[term.fn] : undefined;
  if (comparison === undefined) throw invalid(term, 'one of = != < <= > >= in not_in named contains lacks starts ends outlier inlier missing present');
  if (isRelative(term) && typeof value === 'object' && !Array.isArray(value)) return compileOverall(column, comparison, value, term, view, columns);
  const beside = besideColumn(value, columns);
  if (beside !== null && beside.name !== column.name) return compileBeside(column, beside, comparison, value, term, view);
  return compileComparison(column, term.fn, value, term);
}

/** A text beside others, whatever the case and the spaces of both. */
function compileClean(term: { fn: string; args: FacetValue[] }, subject: { args: FacetValue[] }, columns: readonly Column[]): string {
  const name = measureColumn(subject.args[0] ?? '');
  const column = columns.find((one) => one.name === name);
  if (column?.type !== 'text') throw invalid(term, `a column of text where it says "${name}"`);
  const plain = (value: FacetValue): FacetValue => (Array.isArray(value) ? value.map(plain) : typeof value === 'string' ? value.trim().replaceAll(/\s+/g, ' ').toLowerCase() : value);
  const made = { ...column, name: 'pw_plain' };
  return `(SELECT ${compileTerm({ fn: term.fn, args: [made.name, ...term.args.slice(1).map(plain)] }, [made], null)} FROM (SELECT ${plainSpelling(identifier(name))} AS ${identifier(made.name)}))`;
}

/** A column beside a statistic of itself over all rows of the table, or over those that are alike in some columns. */
function compileOverall(column: Column, comparison: string, value: { args: FacetValue[] }, term: FacetValue, view: string | null, columns: readonly Column[]): string {
  const [how, of, ...more] = value.args;
  const groups = of === undefined ? [] : (Array.isArray(of) ? of : [of]).map(measureColumn);
  const strange = groups.find((name) => !columns.some((one) => one.name === name));
  if (strange !== undefined) throw invalid(term, `a column of the table where it says "${strange}"`);
  if (!isAggregation(how) || isCount(how) || more.length > 0 || view === null || (column.type !== 'integer' && column.type !== 'number')) throw invalid(term, 'a column of numbers and overall(mean), or overall(mean, column) of the rows that are alike in a column, with mean, median, min, max, std or a percentile such as p90');
  if (groups.length > 0) {
    const alike = groups.map((name, at) => `pw_group${at} IS NOT DISTINCT FROM ${identifier(name)}`).join(' AND ');
    const made = groups.map((name, at) => `${identifier(name)} AS pw_group${at}`).join(', ');
    return `${identifier(column.name)} ${comparison} (SELECT pw_all FROM (SELECT ${made}, ${aggregationSql(how, identifier(column.name))} AS pw_all FROM ${view} GROUP BY ALL) WHERE ${alike})`;
  }
  return `${identifier(column.name)} ${comparison} (SELECT ${aggregationSql(how, `pw_all.${identifier(column.name)}`)} FROM ${view} AS pw_all)`;
}

/** The column that a value names: said to be one by `column(name)`, a measure by its term, or the name of one. */
function besideColumn(value: FacetValue, columns: readonly Column[]): Column | null {
  if (typeof value === 'number' || typeof value === 'boolean' || Array.isArray(value)) return null;
  const said = typeof value === 'object' && value.fn === 'column' ? value.args[0] : value;
  return columns.find((candidate) => said !== undefined && candidate.name === measureColumn(said)) ?? null;
}

/** Two columns of a row beside each other. A text that some row has as its value is that text, and no name of a column, unless it is said to be one. */
function compileBeside(column: Column, beside: Column, comparison: string, value: FacetValue, term: FacetValue, view: string | null): string {
  const kind = (one: Column): string => (one.type === 'integer' ? 'number' : one.type === 'timestamp' ? 'date' : one.type);
  if (kind(column) !== kind(beside)) throw invalid(term, `two columns of one kind: "${column.name}" holds ${column.type} and "${beside.name}" ${beside.type}`);
  if (column.unit !== null && beside.unit !== null && column.unit !== beside.unit) throw invalid(term, `two columns in one unit: "${column.name}" is in ${column.unit} and "${beside.name}" in ${beside.unit}. Convert one of them first`);
  const [left, right] = [identifier(column.name), identifier(beside.name)];
  if (typeof value !== 'string' || column.type !== 'text' || view === null) return `${left} ${comparison} ${right}`;
  return `CASE WHEN EXISTS (SELECT 1 FROM ${view} AS pw_all WHERE pw_all.${left} = ${literal(value)}) THEN ${left} ${comparison} ${literal(value)} ELSE ${left} ${comparison} ${right} END`;
}

/** A name as people write it: the rows with just that value, whatever its case; where there are none, rows whose text has the name in it as whole words. */
function compileName(column: Column, value: FacetValue, term: FacetValue, view: string | null): string {
  if (column.type !== 'text' || typeof value !== 'string' || value === '') throw invalid(term, 'a column of text and a name');
  const name = identifier(column.name);
  const wanted = literal(value);
  const same = (text: string): string => `lower(${text}) = lower(${wanted})`;
  if (view === null) return same(name);
  const within = `regexp_matches(${name}, '(?i)(^|[^\\p{L}\\p{N}])' || regexp_escape(${wanted}) || '($|[^\\p{L}\\p{N}])')`;
  return `CASE WHEN EXISTS (SELECT 1 FROM ${view} AS pw_all WHERE ${same(`pw_all.${name}`)}) THEN ${same(name)} ELSE ${within} END`;
}

/** Rows beyond the fences of a rule over all rows of the table, or within them. */
function compileOutlier(column: Column, value: FacetValue, count: FacetValue | undefined, term: FacetValue, view: string | null): string {
  const rule = value === DEVIATION_RULE && typeof count === 'number' && count > 0 ? { deviations: count } : OUTLIER_RULES.find((one) => one === value);
  if (rule === undefined || view === null || (column.type !== 'integer' && column.type !== 'number')) throw invalid(term, `a column of numbers and one of ${OUTLIER_RULES.join(', ')}, or sd and a number`);
  const { low, high } = fenceSql(column.name, view, rule);
  const within = `(${identifier(column.name)} BETWEEN ${low} AND ${high})`;
  return typeof term === 'object' && 'fn' in term && term.fn === 'inlier' ? within : `NOT ${within}`;
}

function invalid(term: FacetValue, expected: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot filter by ${JSON.stringify(term).slice(0, 200)}: expected ${expected}. Correct the predicate.`);
}

/** A filter term in words: `mag > 4.5`. */
export function describePredicate(term: FacetValue): string {
  if (typeof term !== 'object' || Array.isArray(term)) return measureColumn(term);
  const [subject, value = '', count] = term.args;
  const about = typeof subject === 'object' && !Array.isArray(subject) && subject.fn === 'any' ? subject.args.map(measureColumn).join(' or ') : subject === undefined ? '' : measureColumn(subject);
  if (term.fn === 'missing' || term.fn === 'present') return `${about} ${term.fn === 'missing' ? 'without a value' : 'with a value'}`;
  if (value === DEVIATION_RULE && count !== undefined) return `${about} ${term.fn === 'inlier' ? 'within' : 'beyond'} ${measureColumn(count)} standard deviations`;
  const shown = Array.isArray(value) ? value.map(measureColumn).join(', ') : measureColumn(value);
  return `${about} ${WORDS[term.fn] ?? term.fn} ${shown}`;
}
