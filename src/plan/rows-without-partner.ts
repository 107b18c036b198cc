import type { FormWant } from '../schemas/goal-form.ts';
import type { Given, Profile } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { COLUMN_FACETS, firstNames } from './form-columns.ts';
import { FormFault } from './form-fault.ts';
import { type Link, findLinks } from './links.ts';
import { readTerm } from './read-term.ts';
import { spelledOut } from './written-dimensions.ts';

/**
 * Wants of two files whose conditions ask for rows of one that have a row in the other, or none (`missing(client)`, where `client` is a column of the other): said of the file whose rows they are.
 * Where that one refers to the other the column is looked up there; where the other refers to it, rows are kept by what the other has. Refused where no column refers to anything, so that the
 * other file is never left out.
 */
export function withPartners(wants: readonly FormWant[], givens: readonly Given[], profiles: readonly Profile[], named: (name: string) => Given): FormWant[] {
  if (!wants.some((want) => (want.data ?? []).length > 1 && want.facets?.['filters'] !== undefined)) return [...wants];
  const columns = Object.fromEntries(givens.flatMap(({ id, source }) => {
    const profile = source.kind === 'attachment' ? profiles.find((one) => one.source.sha256 === source.sha256) : undefined;
    return profile === undefined ? [] : [[id, profile.columns]];
  }));
  const has = (given: Given, name: string): boolean => columns[given.id]?.some((one) => one.name === name) === true;
  let links: Link[] | null = null;
  return wants.flatMap((want): FormWant[] => {
    const data = (want.data ?? []).length < 2 || want.after !== undefined ? [] : (want.data ?? []).map(named);
    if (data.length < 2 || data.some((one) => columns[one.id] === undefined) || want.facets?.['dataset'] !== undefined) return [want];
    const written = want.facets?.['filters'];
    const filters = (Array.isArray(written) ? written : [written]).filter((one) => one !== undefined);
    const at = filters.findIndex((one) => typeof one === 'string' && partnered(one) !== null && data.filter((given) => has(given, partnered(one)?.column ?? '')).length === 1);
    const asked = partnered(String(filters[at] ?? ''));
    if (at < 0 || asked === null) return [want];
    const other = data.find((given) => has(given, asked.column));
    const names = [...COLUMN_FACETS, 'columns'].flatMap((facet) => (facet === 'filters' ? filters.filter((_, index) => index !== at) : [want.facets?.[facet] ?? []].flat())).flatMap((one) => namesIn(one)).filter((name) => data.some((given) => has(given, name)));
    // What is said of nothing but the other file is about its own empty cells.
    if (other === undefined || (names.length > 0 && names.every((name) => has(other, name) && !data.some((given) => given !== other && has(given, name))))) return [want];
    const own = data.filter((given) => given !== other);
    const [base] = own.toSorted((a, b) => names.filter((name) => has(b, name)).length - names.filter((name) => has(a, name)).length);
    const dataset = base?.type.facets['dataset'];
    if (base === undefined || typeof dataset !== 'string') return [want];
    links ??= findLinks(givens, columns, { operations: [] }).links;
    const of = (link: Link, from: Given, to: Given): boolean => link.from.facets['dataset'] === from.type.facets['dataset'] && link.to.facets['dataset'] === to.type.facets['dataset'];
    if (links.some((link) => of(link, base, other)) || (own.length > 1 && links.some((link) => link.from.facets['dataset'] === dataset))) return [{ ...want, facets: { ...want.facets, dataset } }];
    const back = links.filter((link) => of(link, other, base));
    // Rows of the file that refers to the other are meant where the want names what only they have: their own empty cells.
    if (back.length > 0 && names.some((name) => has(other, name) && !has(base, name))) return [want];
    const empty = columns[other.id]?.find((one) => one.name === asked.column)?.missing ?? 0;
    if (back.length > 0 && names.length === 0 && empty > 0) throw new FormFault(`Cannot tell what ${asked.fn}(${asked.column}) of want "${want.id}" is about: ${empty} rows of "${other.title}" have no ${asked.column}, and rows of "${base.title}" may have none in "${other.title}". For the first name "${other.title}" alone in data; for the second want the rows of "${other.title}" and keep those of "${base.title}" by not_among(id, column, "column there").`);
    const [link] = back;
    if (link === undefined || back.length > 1) throw new FormFault(`Cannot tell which rows of "${base.title}" have one in "${other.title}" (${asked.fn}(${asked.column}) of want "${want.id}"): ${link === undefined ? 'no column of one refers to rows of the other' : 'several columns refer to them'}. Want the rows of "${other.title}" first, and keep those of "${base.title}" by not_among(id, column, "column there").`);
    const id = `${want.id}-partners`.slice(0, 64);
    const kept = `${asked.fn === 'missing' ? 'not_among' : 'among'}(${id}, ${quoted(link.key)}, ${quoted(link.column)})`;
    const alone = names.every((name) => has(base, name));
    const data2 = alone ? [base.title] : (want.data ?? []);
    return [{ id, kind: 'table', data: [other.title], facets: {} }, { ...want, data: data2, facets: { ...want.facets, filters: filters.map((one, index) => (index === at ? kept : one)) as string[] } }];
  });
}

function partnered(written: string): { fn: string; column: string } | null {
  const read = readTerm(written);
  if (!read.ok || !isTerm(read.value) || (read.value.fn !== 'missing' && read.value.fn !== 'present')) return null;
  const [column] = read.value.args;
  return typeof column === 'string' ? { fn: read.value.fn, column } : null;
}

function namesIn(written: string | number | boolean): string[] {
  const read = typeof written === 'string' ? readTerm(written) : null;
  const names = (value: FacetValue): string[] => (typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(names) : isTerm(value) ? [...firstNames(value), ...value.args.flatMap(names)] : []);
  return read === null || !read.ok ? [] : names(spelledOut(read.value));
}

const quoted = (name: string): string => `"${name.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`;
