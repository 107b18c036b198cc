import { PlanwrightError } from '../../schemas/failure.ts';
import { measureColumn } from '../../plan/measure-column.ts';
import type { FacetValue } from '../../schemas/operation.ts';
import type { Column } from '../../schemas/outcome.ts';
import type { TableDatabase } from './open-database.ts';
import { singulars } from '../other-number.ts';
import { identifier, literal } from './sql.ts';

/** More values than that are not told in a message. */
const SHOWN = 12;

/**
 * Predicates `called` and `not_called` name values as people say them, without knowing which of several columns holds them or how they are written:
 * `{fn:"called",args:[{fn:"any",args:["store","product"]},"chairs"]}`. Each becomes a plain comparison with the values that are there: equal but for case,
 * else in the other number (chair, chairs), else the one value that has the words in it. Fails where no column has the name, or several have. Other comparisons with a text stay as they are, unless only the case of its letters differs.
 */
export async function resolveNames(predicates: readonly FacetValue[], database: Pick<TableDatabase, 'rows'>, view: string, columns: readonly Column[]): Promise<FacetValue[]> {
  return await Promise.all(predicates.map(async (term) => {
    if (typeof term !== 'object' || Array.isArray(term)) return term;
    return term.fn === 'called' || term.fn === 'not_called' ? await resolve(term, database, view, columns) : await asWritten(term, database, view, columns);
  }));
}

/** A comparison with a text that no row has just so, but some have in other letters (north, North): with what these have. */
async function asWritten(term: { fn: string; args: FacetValue[] }, database: Pick<TableDatabase, 'rows'>, view: string, columns: readonly Column[]): Promise<FacetValue> {
  const [subject = '', value] = term.args;
  const column = columns.find((one) => one.name === measureColumn(subject));
  if (column?.type !== 'text' || typeof value !== 'string' || !['=', '!='].includes(term.fn) || columns.some((one) => one.name === value)) return term;
  const name = identifier(column.name);
  const found = await database.rows(`SELECT DISTINCT ${name} FROM ${view} WHERE lower(trim(${name})) = lower(trim(${literal(value)})) ORDER BY 1 LIMIT 50`);
  const values = found.map(([one]) => String(one));
  return values.length === 0 || values.includes(value) ? term : { fn: term.fn === '=' ? 'in' : 'not_in', args: [subject, values] };
}

async function resolve(term: { fn: string; args: FacetValue[] }, database: Pick<TableDatabase, 'rows'>, view: string, columns: readonly Column[]): Promise<FacetValue> {
  const [subject = '', value = ''] = term.args;
  const wanted = typeof subject === 'object' && !Array.isArray(subject) && subject.fn === 'any' ? subject.args.map(measureColumn) : [measureColumn(subject)];
  const held = columns.filter((column) => wanted.includes(column.name) && column.type === 'text');
  const names = (Array.isArray(value) ? value : [value]).map(String);
  const found = new Map<string, string[]>();
  for (const name of names) {
    const places: { column: string; values: string[] }[] = [];
    for (const column of held) {
      const values = await valuesOf(name, column.name, database, view);
      if (values.length > 0) places.push({ column: column.name, values });
    }
    const [place] = places;
    if (place === undefined) throw cannot(name, `no row has it in ${wanted.join(', ')}`, await examples(held, database, view));
    if (places.length > 1) throw cannot(name, `it is in ${places.map((one) => one.column).join(' and in ')}`, 'Say which column is meant.');
    found.set(place.column, [...(found.get(place.column) ?? []), ...place.values]);
  }
  const [[column, values] = ['', []], ...more] = [...found.entries()];
  if (more.length > 0) throw cannot(names.join('", "'), `they are in ${[...found.keys()].join(' and ')}`, 'Name values of one column together.');
  return { fn: term.fn === 'called' ? 'in' : 'not_in', args: [column, [...new Set(values)]] };
}

/** The values of a column that a name says: at the first of the three ways in which there is one. */
async function valuesOf(name: string, column: string, database: Pick<TableDatabase, 'rows'>, view: string): Promise<string[]> {
  const quoted = identifier(column);
  const forms = [...new Set([name, ...singulars(name), `${name}s`, `${name}es`, name.replace(/y$/i, 'ies')])].map((form) => literal(form.toLowerCase()));
  const query = async (condition: string): Promise<string[]> => (await database.rows(`SELECT DISTINCT ${quoted} FROM ${view} WHERE ${condition} ORDER BY 1 LIMIT 50`)).map(([value]) => String(value));
  const same = await query(`lower(trim(${quoted})) = ${literal(name.toLowerCase())}`);
  if (same.length > 0) return same;
  const other = await query(`lower(trim(${quoted})) IN (${forms.join(', ')}) OR replace(replace(lower(trim(${quoted})), '-', ' '), '_', ' ') = replace(replace(${literal(name.toLowerCase())}, '-', ' '), '_', ' ')`);
  if (other.length > 0) return other;
  const within = await query(`regexp_matches(${quoted}, '(?i)(^|[^\\p{L}\\p{N}])' || regexp_escape(${literal(name)}) || '($|[^\\p{L}\\p{N}])')`);
  return within.length === 1 ? within : [];
}

async function examples(columns: readonly Column[], database: Pick<TableDatabase, 'rows'>, view: string): Promise<string> {
  const parts: string[] = [];
  for (const column of columns.slice(0, 3)) {
    const values = await database.rows(`SELECT DISTINCT ${identifier(column.name)} FROM ${view} WHERE ${identifier(column.name)} IS NOT NULL ORDER BY 1 LIMIT ${SHOWN + 1}`);
    parts.push(`${column.name}: ${values.slice(0, SHOWN).map(([value]) => String(value)).join(', ')}${values.length > SHOWN ? ', …' : ''}`);
  }
  return `There are ${parts.join('; ')}.`;
}

function cannot(name: string, reason: string, remedy: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot find "${name}" in the table: ${reason}. ${remedy}`);
}
