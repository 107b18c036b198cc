import type { FormWant } from '../schemas/goal-form.ts';
import type { Given, Want } from '../schemas/goal.ts';
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

function columnsOf(value: FacetValue): string[] {
  if (isTerm(value) && value.fn === 'count' && value.args[0] === 'rows') return [];
  if (isTerm(value) && value.fn === 'computed') return value.args.filter((_, at) => at !== 1).flatMap(columnsOf);
  const name = measureSource(value);
  return name === '' || typeof value === 'number' ? [] : [name];
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted((a, b) => (a < b ? -1 : 1));
}
