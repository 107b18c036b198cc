import type { Span } from '../schemas/goal.ts';
import type { ColumnMatch } from './lexical-columns.ts';
import type { Days } from './lexical-times.ts';

/** How values are combined: sum, mean, median, min, max, count, count_distinct, std or a percentile such as p90. */
export type Combining = string;

export interface SaidColumn {
  match: ColumnMatch;
  spans: Span[];
  first: number;
}

export interface SaidMeasure {
  /** Null: rows are counted. */
  of: SaidColumn | null;
  how: Combining | null;
  spans: Span[];
  /** "Sold the most units", "how many units": amounts that are added up. */
  amount: boolean;
}

export type Derived =
  | { fn: 'moving'; how: string; size: number; unit: string | null; spans: Span[] }
  | { fn: 'cumulative'; how: string; spans: Span[] }
  | { fn: 'change'; how: 'percent' | 'difference' | null; steps: number; per: string | null; spans: Span[] }
  | { fn: 'share'; how: 'percent' | 'fraction'; spans: Span[] }
  | { fn: 'growth'; mode: string | null; spans: Span[] }
  | { fn: 'in'; unit: string; spans: Span[] };

export interface SaidCondition {
  column: SaidColumn | null;
  op: string;
  value: number;
  /** Unit that stands with the number, as it is written. */
  unit: string | null;
  spans: Span[];
  /** Whether it is about combined values ("stores with more than 100 units in total"). */
  combined: boolean;
}

export interface SaidValue {
  text: string;
  column: SaidColumn | null;
  /** Known to be a name by capital or quotation marks; other words may also be something unknown. */
  sure: boolean;
  spans: Span[];
  without: boolean;
}

/** What the words of a goal ask for, part by part, before columns and open points are decided. */
export interface Request {
  measures: SaidMeasure[];
  keys: SaidColumn[];
  interval: { value: string; spans: Span[] } | null;
  derived: Derived[];
  conditions: SaidCondition[];
  days: { days: Days; spans: Span[] }[];
  values: SaidValue[];
  order: { direction: 'asc' | 'desc'; by: SaidColumn | null; spans: Span[] } | null;
  /** Rows that are wanted: a number, 0 for all; null where nothing was said. */
  limit: { value: number; spans: Span[] } | null;
  /** Columns that were mentioned without a part of their own. */
  loose: SaidColumn[];
  /** The rows themselves were spoken of: "orders" of orders.csv. */
  entity: Span[];
  kinds: { kind: string; mark: string | null; spans: Span[] }[];
  save: { spans: Span[] } | null;
  summary: { spans: Span[] } | null;
  unique: { spans: Span[] } | null;
  /** A statistic of whole columns: correlation, trend, outliers. */
  analysis: { fn: 'correlation' | 'trend' | 'outliers'; method: string; listed: boolean; spans: Span[] } | null;
  /** Each group on its own ("the highest for each station"). */
  perKey: boolean;
  /** Words that stand for a choice that the goal leaves open, such as "best". */
  vague: { word: string; spans: Span[] }[];
}

export function emptyRequest(): Request {
  return { measures: [], keys: [], interval: null, derived: [], conditions: [], days: [], values: [], order: null, limit: null, loose: [], entity: [], kinds: [], save: null, summary: null, unique: null, analysis: null, perKey: false, vague: [] };
}
