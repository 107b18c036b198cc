import type { ColumnProfile, Given, Profile, Span } from '../schemas/goal.ts';
import type { Dataset, FacetValue, Registry } from '../schemas/operation.ts';
import { describeValue } from './compile-describe.ts';
import { type TermIndex, meaningsOf } from './lexical-terms.ts';
import { nameWords } from './lexical-words.ts';

export interface Column {
  name: string;
  title: string;
  role: ColumnProfile['role'];
  type: ColumnProfile['type'] | null;
  unit: string | null;
  aggregation: ColumnProfile['aggregation'];
  /** What it measures or names, in words of the packs; from its declaration or its name. */
  meanings: string[];
  distinct: number | null;
  /** Rows without a value, where profiling counted them. */
  missing: number | null;
  /** How values combine over time, and all values of a column with few: where a pack declares it. */
  overTime: 'sum' | 'mean' | 'last' | null;
  values: string[];
  /** How it is computed from others, where the goal defines it. */
  term?: FacetValue;
}

/** Something that a goal may be about: an attached file or a dataset of a pack. */
export interface DataSource {
  id: string;
  title: string;
  given: Given;
  columns: Column[];
  attached: boolean;
  preference: number;
  /** Rows of the data, where profiling counted them. */
  rows: number | null;
  /** Columns of the table that a document holds, and the date of a document that says one: there once it is read. */
  held?: string[];
  /** The tables that it puts together, the one with the rows first. */
  parts?: DataSource[];
}

/** Whether a column of one source is one of another: the same, or a part of it. */
export function belongsTo(one: DataSource, source: DataSource): boolean {
  return one.id === source.id || source.parts?.some((part) => part.id === one.id) === true;
}

const ROLES: readonly string[] = ['dimension', 'time', 'measure', 'latitude', 'longitude', 'identifier', 'text'];

/** Everything readable that is attached or shipped, attachments first. */
export function dataSources(registry: Pick<Registry, 'datasets'>, profiles: readonly Profile[], terms: TermIndex): DataSource[] {
  const attached = profiles.filter((profile) => profile.source.dataset === null && profile.unreadable === null).map((profile) => fromProfile(profile, terms));
  const shipped = registry.datasets.map((dataset) => fromDataset(dataset, profiles.find((profile) => profile.source.dataset === dataset.id && profile.unreadable === null), terms));
  return [...attached, ...shipped];
}

/** The id under which an attached file goes as a dataset. */
export function attachmentId(sha256: string): string {
  return `attachment-${sha256.slice(0, 12)}`;
}

function fromProfile(profile: Profile, terms: TermIndex): DataSource {
  const id = attachmentId(profile.source.sha256);
  const type = { ...profile.type, facets: { ...profile.type.facets, dataset: profile.type.facets['dataset'] ?? id } };
  return {
    id,
    title: profile.source.name,
    given: { id, type, title: profile.source.name, source: { kind: 'attachment', sha256: profile.source.sha256, name: profile.source.name, media_type: profile.media_type }, named: true, spans: [] },
    // Columns of a table inside a document are not what the words of a goal mean by themselves; forms name them.
    columns: profile.type.facets['content'] === 'document' ? [] : profile.columns.map((column) => ({ name: column.name, title: column.name, role: column.role, type: column.type, unit: column.unit, aggregation: column.aggregation, distinct: column.distinct, missing: column.missing, overTime: null, values: [], meanings: meanings(column.name, column.meaning, column.role, terms) })),
    attached: true,
    preference: 0,
    rows: profile.rows,
    ...(profile.type.facets['content'] === 'document' && profile.columns.length > 0 ? { held: [...profile.columns.map((column) => column.name), ...(profile.type.facets['dated'] === 'yes' ? ['date'] : [])] } : {}),
  };
}

function fromDataset(dataset: Dataset, profile: Profile | undefined, terms: TermIndex): DataSource {
  const known = new Map(profile?.columns.map((column) => [column.name, column]));
  const measures = dataset.type.facets['measures'];
  const declared = dataset.columns ?? (Array.isArray(measures) ? measures.map((name) => ({ name: describeValue(name), role: 'measure' })) : []);
  const columns = declared.map((column: NonNullable<Dataset['columns']>[number]): Column => {
    const seen = known.get(column.name);
    const role = ROLES.includes(column.role ?? '') ? (column.role as Column['role']) : (seen?.role ?? 'text');
    const aggregation = column.aggregation === 'sum' || column.aggregation === 'mean' || column.aggregation === 'none' ? column.aggregation : (seen?.aggregation ?? null);
    return { name: column.name, title: column.title ?? column.name, role, type: seen?.type ?? null, unit: column.unit ?? seen?.unit ?? null, aggregation, distinct: seen?.distinct ?? null, missing: seen?.missing ?? null, overTime: column.over_time ?? null, values: column.values ?? [], meanings: meanings(column.name, column.meaning ?? seen?.meaning ?? null, role, terms) };
  });
  return {
    id: dataset.id,
    title: dataset.title,
    given: { id: dataset.id, type: dataset.type, title: dataset.title, source: { kind: 'dataset', dataset: dataset.id }, named: false, spans: [] },
    columns,
    attached: false,
    preference: dataset.preference ?? 0,
    rows: profile?.rows ?? null,
  };
}

function meanings(name: string, declared: string | null, role: Column['role'], terms: TermIndex): string[] {
  const words = nameWords(name);
  const named = [...words, words.join(' ')].flatMap((word) => meaningsOf(terms, word)).flatMap((meaning) => (meaning.part === 'column' ? [meaning.meaning] : []));
  return [...new Set([...(declared === null ? [] : [declared]), ...(role === 'time' ? ['time'] : []), ...(declared === null ? named : [])])];
}

/** A facet that is a set of names, e.g. `keys`. */
export function setFacet(source: DataSource, facet: string): string[] {
  const value: FacetValue | undefined = source.given.type.facets[facet];
  return Array.isArray(value) ? value.map(describeValue) : [];
}

export function textFacet(source: DataSource, facet: string): string | null {
  const value = source.given.type.facets[facet];
  return typeof value === 'string' ? value : null;
}

/** The time column of the data, if it has one. */
export function timeColumn(source: DataSource): Column | null {
  const name = textFacet(source, 'time');
  return name === null || name === 'none' ? null : (source.columns.find((column) => column.name === name) ?? { name, title: name, role: 'time', type: null, unit: null, aggregation: null, meanings: ['time'], distinct: null, missing: null, overTime: null, values: [] });
}

export function measureColumns(source: DataSource): Column[] {
  return source.columns.filter((column) => column.role === 'measure');
}

export function dimensionColumns(source: DataSource): Column[] {
  const keys = setFacet(source, 'keys');
  return source.columns.filter((column) => column.role === 'dimension' || (column.role === 'identifier' && keys.includes(column.name)));
}

export type Spanned<Value> = { value: Value; spans: Span[] };
