import type { ArtifactType, FacetValue } from '../schemas/operation.ts';
import { conditionColumns, isTerm, listOf, madeColumns } from './conditions-on-made.ts';

/** A column that a want names, and what for. */
export interface Mention {
  name: string;
  place: 'key' | 'measure' | 'filter';
  /** A measure as it is, in one term with others that are grouped: `computed(statistic(sales, sum), over, area)`. */
  beside: boolean;
  /** Whether it may be repeated beside many rows: not where it would be added up once per row. */
  addable: boolean;
}

/** Terms that combine rows of a group. */
const GROUPED = new Set(['statistic', 'count', 'pivot']);
/** Statistics that do not change where a value stands beside several rows. */
const ONCE = new Set(['min', 'max', 'count_distinct']);
/** Arguments that are columns, of terms whose first is not the only one. */
const COLUMNS: { [fn: string]: readonly number[] } = { computed: [0, 2], correlation: [0, 1], compare: [0, 1], regression: [0, 1], paired: [0, 1], slope: [0, 1] };

/** The columns that a want names in its keys, measures, order, analysis and conditions; those that it makes itself are none of them. */
export function mentionsOf(type: ArtifactType): Mention[] {
  const found = new Map<string, Mention>();
  const made = madeColumns(type);
  const add = (mention: Mention): void => {
    if (made.has(mention.name) || mention.name === 'rows' || mention.name === 'none') return;
    const key = `${mention.place} ${mention.name}`;
    const known = found.get(key);
    found.set(key, known === undefined ? mention : { ...known, beside: known.beside || mention.beside, addable: known.addable && mention.addable });
  };
  for (const facet of ['keys', 'split', 'chosen', 'columns']) for (const name of listOf(type.facets[facet])) if (typeof name === 'string') add({ name, place: 'key', beside: false, addable: true });
  const { top } = type.facets;
  for (const name of isTerm(top) ? listOf(top.args[0]) : []) if (typeof name === 'string') add({ name, place: 'key', beside: false, addable: true });
  const grouping = type.facets['values'] === 'grouped';
  const terms = [...listOf(type.facets['measures']), ...[type.facets['order'], type.facets['analysis']].flatMap((term) => (isTerm(term) ? term.args : [])), ...(isTerm(top) ? top.args.slice(2, 3) : [])];
  // A column as it is, beside what is combined per group, stands beside the groups.
  const besides = terms.some(hasGrouped) && (type.kind === 'table' || type.kind === 'chart');
  for (const term of terms) measure(term, { add, whole: hasGrouped(term) || (besides && typeof term === 'string'), inside: null, mixed: false, grouping });
  for (const name of listOf(type.facets['filters']).flatMap(besideGroups)) add({ name, place: 'measure', beside: true, addable: true });
  for (const side of listOf(type.facets['filters']).flatMap((filter) => (isTerm(filter) ? filter.args : []))) if (isTerm(side) && side.fn === 'computed' && hasGrouped(side)) measure(side, { add, whole: true, inside: null, mixed: false, grouping });
  for (const filter of listOf(type.facets['filters'])) if (besideGroups(filter).length === 0) for (const name of conditionColumns(filter)) if (!made.has(name)) add({ name, place: 'filter', beside: false, addable: true });
  return [...found.values()];
}

interface Within {
  add(mention: Mention): void;
  /** Whether something in the whole term is grouped. */
  whole: boolean;
  /** How the rows of a group are combined around it. */
  inside: string | null;
  /** Whether it stands in a sum or product row by row with others. */
  mixed: boolean;
  grouping: boolean;
}

function measure(term: FacetValue, within: Within): void {
  if (typeof term === 'string') {
    const { inside, mixed, whole, grouping } = within;
    within.add({ name: term, place: 'measure', beside: whole && inside === null, addable: inside === null ? !grouping : mixed || ONCE.has(inside) });
    return;
  }
  if (Array.isArray(term)) return term.forEach((one) => measure(one, within));
  if (!isTerm(term)) return;
  const [subject, how, third] = term.args;
  if (term.fn === 'count') {
    if (typeof subject === 'string' && subject !== 'rows') within.add({ name: subject, place: 'filter', beside: false, addable: true });
    return;
  }
  if (term.fn === 'pivot' && typeof third === 'string') within.add({ name: third, place: 'key', beside: false, addable: true });
  // The condition of a measure in some rows is one on rows, wherever its columns are.
  if (term.fn === 'where' && typeof how === 'string') within.add({ name: how, place: 'filter', beside: false, addable: true });
  if (term.fn === 'in' && typeof how === 'string' && third !== undefined) within.add({ name: how, place: 'filter', beside: false, addable: true });
  const inside = GROUPED.has(term.fn) && typeof how === 'string' ? how : within.inside;
  const next = { ...within, inside, mixed: within.mixed || (term.fn === 'computed' && inside !== null) };
  for (const at of COLUMNS[term.fn] ?? [0]) {
    const arg = term.args[at];
    if (arg !== undefined) measure(arg, next);
  }
}

/** The columns that a condition compares with what is combined from the rows of a group: they stand beside the groups. */
function besideGroups(filter: FacetValue): string[] {
  if (!isTerm(filter) || filter.args.length !== 2 || !filter.args.some(hasGrouped)) return [];
  return filter.args.flatMap((side) => (typeof side === 'string' ? [side] : isTerm(side) && side.fn === 'column' ? side.args.filter((one) => typeof one === 'string') : []));
}

function hasGrouped(term: FacetValue): boolean {
  if (Array.isArray(term)) return term.some(hasGrouped);
  return isTerm(term) && (GROUPED.has(term.fn) || term.args.some(hasGrouped));
}
