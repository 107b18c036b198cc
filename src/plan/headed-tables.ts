import type { FormWant } from '../schemas/goal-form.ts';
import type { Given, Profile, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { measureSource } from './measure-column.ts';

/** Column beside the rows of each document, and the one of its own headings. */
const BESIDE: ReadonlySet<string> = new Set(['document', 'heading', 'date']);

/**
 * A document that holds several tables, of which wants name one by its heading: its columns are those that these wants name, and are seen when it is read. Any other
 * given as it is. `of` tells whether a want is made of it.
 */
export function withHeadedColumns(given: Given, forms: readonly FormWant[], wants: readonly Want[], of: (form: FormWant) => boolean): Given {
  const { facets } = given.type;
  if (facets['content'] !== 'document' || facets['keys'] !== undefined || facets['holds'] !== undefined) return given;
  const headed = forms.filter((form) => form.after === undefined && typeof form.parameters?.['heading'] === 'string' && of(form)).flatMap((form) => wants.find((want) => want.id === form.id) ?? []);
  const named = (want: Want, ...names: string[]): string[] => names.flatMap((name) => listOf(want.type.facets[name]).flatMap(columnsOf)).filter((name) => !BESIDE.has(name));
  const measures = sorted(headed.flatMap((want) => named(want, 'measures', 'analysis')));
  const keys = sorted(headed.flatMap((want) => named(want, 'keys', 'split', 'chosen'))).filter((name) => !measures.includes(name));
  if (keys.length === 0 && measures.length === 0) return given;
  return { ...given, type: { ...given.type, facets: { ...facets, keys, measures, columns: keys, time: 'none' } } };
}

/** A document whose table, or whose head, has columns by which wants group: they tell its rows apart beside the true key, as columns of other files do. */
export function widenedDocument({ type }: Pick<Given, 'type'>, wants: readonly Want[]): Given['type'] {
  const { keys, columns } = type.facets;
  if (!Array.isArray(keys) || keys.length === 0 || !Array.isArray(columns)) return type;
  // what is measured elsewhere is not grouped here: this is looked up or joined by its own key
  const own = Array.isArray(type.facets['measures']) ? type.facets['measures'] : [];
  const here = wants.filter((want) => want.type.facets['measures'] === undefined || /"count"/.test(JSON.stringify(want.type.facets['measures'])) || own.some((name) => JSON.stringify(want.type.facets['measures']).includes(JSON.stringify(name))));
  const named = here.flatMap((want) => ['keys', 'split', 'chosen'].flatMap((facet) => listOf(want.type.facets[facet]))).filter((name) => typeof name === 'string' && columns.includes(name));
  return named.length === 0 ? type : { ...type, facets: { ...type.facets, keys: sorted([...keys, ...named].filter((name): name is string => typeof name === 'string')) } };
}

/**
 * Why columns that a want names of its documents cannot be looked up: these hold several tables, or none. Null where a heading says which is meant, where the columns are made by
 * looking for words or reading fields, or where some are known.
 */
export function unseenColumnsFault(want: Want, files: readonly Given[], profiles: readonly Profile[], made: ReadonlySet<string>): string | null {
  const { facets } = want.type;
  if (want.after !== undefined || files.length === 0 || OTHERWISE.some((facet) => facets[facet] !== undefined) || files.some(({ type }) => type.facets['content'] !== 'document' || type.facets['keys'] !== undefined || type.cardinality === 'list')) return null;
  const names = ['keys', 'measures'].flatMap((facet) => listOf(facets[facet]).flatMap(columnsOf)).concat(listOf(facets['filters']).flatMap(columnsOf));
  const [first] = names.filter((name) => !made.has(name));
  if (first === undefined) return null;
  const holds = files.map(({ title, source }) => {
    const warning = profiles.find((profile) => source.kind === 'attachment' && profile.source.sha256 === source.sha256)?.warnings.find((one) => one.startsWith('It holds '));
    return `"${title}" holds ${warning === undefined ? 'no table' : warning.slice('It holds '.length).replace(/\.$/, '')}`;
  });
  return `Cannot look up the column "${first}" of want "${want.id}": ${holds.join('; ')}. Name one with the parameter "heading", or give a document with one table.`;
}

/** Facets by which a table is made of the words of documents. */
const OTHERWISE = ['query', 'mentions', 'extracted', 'items', 'entity', 'rounds'];

function columnsOf(value: FacetValue): string[] {
  if (isTerm(value) && value.fn === 'count' && value.args[0] === 'rows') return [];
  if (isTerm(value) && value.fn === 'computed') return value.args.filter((_, at) => at !== 1).flatMap(columnsOf);
  const name = measureSource(value);
  return name === '' || typeof value === 'number' ? [] : [name];
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted((a, b) => (a < b ? -1 : 1));
}
