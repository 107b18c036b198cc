import type { FormWant } from '../schemas/goal-form.ts';
import type { Clarification, Interpretation } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';

/** One result or effect that a model says is wanted. Names are the model's words for kinds, data and columns; nothing in it is believed. */
export interface ModelWant {
  id: string;
  kind: string;
  title: string;
  /** The person's own words; a quote that is not in the goal is dropped. */
  quotes: string[];
  effect: string | null;
  data: string | null;
  analysis: 'none' | 'growth' | 'rank' | 'anomaly' | 'summary' | 'group' | 'grid_summary';
  measure: string | null;
  mode: 'percent' | 'absolute' | 'per_year' | null;
  aggregation: 'sum' | 'mean' | 'min' | 'max' | 'count' | null;
  keys: string[];
  filters: { column: string; op: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in'; value_json: string; quote: string }[];
  order: 'asc' | 'desc' | null;
  limit: number | null;
  period: string | null;
  facets: { name: string; value_json: string }[];
  /** Replaces data, analysis and everything below it, where those cannot say what is wanted. */
  typed: FormWant | null;
}

/** A model's reading of a goal, in the shape that the model adapters produce. */
export interface ModelReading {
  interpretation: Interpretation;
  wants: ModelWant[];
  /** Values that the goal states and that an operation takes as an input. */
  values: { name: string; value: Json; quote: string; facets: { [name: string]: string } }[];
  questions: Clarification[];
  /** Why nothing in the catalogue can serve the goal, as far as the model can tell. */
  not_possible: string | null;
}
