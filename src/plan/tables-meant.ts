import type { FormWant } from '../schemas/goal-form.ts';
import type { Given, Profile } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { says } from './documents-meant.ts';
import { type DataSource, attachmentId } from './typed-goal-data.ts';

type HeldTable = NonNullable<Profile['tables']>[number];

/** Facets by which a want is made of the words of documents, and not of their tables. */
const OF_WORDS = ['query', 'mentions', 'extracted', 'items', 'entity', 'rounds'];

/** A table that is meant of a document of which wants mean others too: a given of its own. */
interface TableMeant {
  id: string;
  of: string;
  table: HeldTable;
}

/**
 * Which table of documents that hold several different ones each want is made of: the one under the heading that it names, else the only one that has all columns which it names, and
 * then its heading is a parameter of the want. A document of which one table is meant has its columns; of several, each is a given of its own and named as the data of its wants.
 * `shaOf` gives the digest of the file that a name of data stands for, null of a list.
 */
export function withTablesMeant(wants: readonly FormWant[], profiles: readonly Profile[], shaOf: (name: string) => string | null): { wants: FormWant[]; profiles: Profile[]; tables: TableMeant[] } {
  const holding = profiles.filter((profile) => profile.tables !== undefined);
  if (holding.length === 0) return { wants: [...wants], profiles: [...profiles], tables: [] };
  const found = wants.map((want) => {
    if (want.after !== undefined || OF_WORDS.some((facet) => want.facets?.[facet] !== undefined)) return [];
    const words = wordsOf(want);
    const lists = want.data?.some((name) => shaOf(name) === null) === true;
    return holding.filter((profile) => want.data === undefined || lists || want.data.some((name) => shaOf(name) === profile.source.sha256)).flatMap((profile) => {
      const table = tableFor(want, words, profile.tables ?? []);
      return table === null ? [] : [{ profile, table }];
    });
  });
  const meant = (profile: Profile): HeldTable[] => [...new Set(found.flat().flatMap((one) => (one.profile === profile ? [one.table] : [])))];
  const tables: TableMeant[] = [];
  const idOf = (profile: Profile, table: HeldTable): string => {
    const of = attachmentId(profile.source.sha256);
    const several = meant(profile);
    const id = several.length < 2 ? of : `${of}-${several.indexOf(table) + 1}`;
    if (id !== of && !tables.some((one) => one.id === id)) tables.push({ id, of, table });
    return id;
  };
  const settled = wants.map((want, at) => {
    const [first, ...others] = found[at] ?? [];
    if (first === undefined || [first, ...others].some(({ table }) => table.heading !== first.table.heading)) return want;
    const headed: FormWant = want.parameters?.['heading'] === undefined ? { ...want, parameters: { ...want.parameters, heading: first.table.heading } } : want;
    if (others.length > 0) return headed;
    if (want.data !== undefined) return { ...headed, data: want.data.map((name) => (shaOf(name) === first.profile.source.sha256 ? idOf(first.profile, first.table) : name)) };
    const elsewhere = profiles.some((profile) => profile !== first.profile && profile.columns.some(({ name }) => says(wordsOf(want), name.toLowerCase()) && !first.table.columns.some((column) => column.name === name)));
    return elsewhere ? headed : { ...headed, data: [idOf(first.profile, first.table)] };
  });
  const several = new Set(tables.map((one) => one.of));
  return { wants: settled, tables, profiles: profiles.map((profile) => (several.has(attachmentId(profile.source.sha256)) ? profile : withColumns(profile, meant(profile)))) };
}

/** The givens and sources with one more for each table that is meant beside others of its document. */
export function withTableGivens({ givens, sources }: { givens: Given[]; sources: DataSource[] }, tables: readonly TableMeant[]): { givens: Given[]; sources: DataSource[] } {
  const made = tables.flatMap(({ id, of, table }): DataSource[] => {
    const source = sources.find((one) => one.id === of);
    if (source === undefined) return [];
    const { keys = [], measures = [], columns = [], time = 'none' } = table.facets;
    const given = { ...source.given, id, title: `${source.title}: ${table.heading}`, type: { ...source.given.type, facets: { ...source.given.type.facets, keys, measures, columns, time, dataset: id } } };
    return [{ ...source, id, title: given.title, given, held: table.columns.map((column) => column.name) }];
  });
  return { givens: [...givens, ...made.map((source) => source.given)], sources: [...sources, ...made] };
}

function wordsOf({ facets = {} }: FormWant): string {
  return JSON.stringify(facets).replaceAll('\\"', '"').toLowerCase();
}

function tableFor(want: FormWant, words: string, tables: readonly HeldTable[]): HeldTable | null {
  const heading = want.parameters?.['heading'];
  const below = typeof heading === 'string' ? tables.filter((one) => one.heading.toLowerCase().includes(heading.trim().toLowerCase())) : tables;
  const every = new Set(tables.flatMap((one) => one.columns.map((column) => column.name)).filter((name) => says(words, name.toLowerCase())));
  const fitting = typeof heading === 'string' ? below : every.size === 0 ? [] : below.filter((one) => [...every].every((name) => one.columns.some((column) => column.name === name)));
  const [only, ...others] = fitting;
  // a heading that two tables stand under names neither
  return only === undefined || others.length > 0 || (heading === undefined && tables.some((one) => one !== only && one.heading.toLowerCase().includes(only.heading.toLowerCase()))) ? null : only;
}

function withColumns(profile: Profile, tables: readonly HeldTable[]): Profile {
  const [first, ...others] = tables;
  if (first === undefined) return profile;
  const columns = tables.flatMap((one) => one.columns).filter((column, at, all) => all.findIndex((other) => other.name === column.name) === at);
  const union = (facet: string): FacetValue[] => [...new Set(tables.flatMap(({ facets }) => (Array.isArray(facets[facet]) ? (facets[facet] as FacetValue[]) : [])))].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const time = others.every((one) => one.facets['time'] === first.facets['time']) ? (first.facets['time'] ?? 'none') : 'none';
  return { ...profile, columns, type: { ...profile.type, facets: { ...profile.type.facets, keys: union('keys'), measures: union('measures'), columns: union('columns'), time } } };
}
