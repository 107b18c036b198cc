import { z } from 'zod';
import { type Json, IdSchema, JsonSchema } from './json.ts';
import { type Predicate, PredicateSchema } from './predicate.ts';

/** The value of a facet: a literal, a set (sorted, without duplicates) or a term such as `growth(population, percent)`. */
export type FacetValue = string | number | boolean | FacetValue[] | { fn: string; args: FacetValue[] };

/**
 * A facet in the declaration of an operation. `var` unifies with any value and is shared between the ports and parameters of that
 * operation (`not` excludes one value); `atLeast` on an input asks for a superset of a set.
 */
export type FacetTerm =
  | string
  | number
  | boolean
  | FacetTerm[]
  | { fn: string; args: FacetTerm[] }
  | { var: string; not?: FacetValue }
  | { atLeast: FacetTerm };

export const FacetValueSchema: z.ZodType<FacetValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(FacetValueSchema),
    z.strictObject({ fn: z.string(), args: z.array(FacetValueSchema) }),
  ]),
);

export const FacetTermSchema: z.ZodType<FacetTerm> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(FacetTermSchema),
    z.strictObject({ fn: z.string(), args: z.array(FacetTermSchema) }),
    z.strictObject({ var: z.string(), not: FacetValueSchema.optional() }),
    z.strictObject({ atLeast: FacetTermSchema }),
  ]),
);

export const CardinalitySchema = z.enum(['one', 'list']);

/** The type of an artifact, as far as it is known: kind and facets. */
export const ArtifactTypeSchema = z.strictObject({
  kind: IdSchema,
  facets: z.record(z.string(), FacetValueSchema),
  cardinality: CardinalitySchema.optional(),
});
export type ArtifactType = z.infer<typeof ArtifactTypeSchema>;

/** How a facet that is wanted compares with the one that is offered, and what an offer that does not name it means. */
export const FacetDefinitionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  /** `equal`; `includes`: the offered set contains the wanted one; `covers`: the offered period contains the wanted one. */
  match: z.enum(['equal', 'includes', 'covers']),
  default: FacetValueSchema.optional(),
});
export type FacetDefinition = z.infer<typeof FacetDefinitionSchema>;

export const KindDefinitionSchema = z.strictObject({
  name: IdSchema,
  title: z.string(),
  description: z.string(),
  media_types: z.array(z.string()).optional(),
});
export type KindDefinition = z.infer<typeof KindDefinitionSchema>;

export const EffectClassSchema = z.enum(['none', 'read', 'write', 'destructive']);
export type EffectClass = z.infer<typeof EffectClassSchema>;

export const DeterminismSchema = z.enum(['deterministic', 'seeded', 'time_dependent', 'external']);
/** `person`: nobody but a person can supply the output; the task becomes a user interaction. */
export const RunsOnSchema = z.enum(['execution', 'reasoning', 'person']);

export const OperationPortSchema = z.strictObject({
  name: IdSchema,
  /** One or more kinds; more than one only where `variadic`. */
  kinds: z.array(IdSchema).min(1),
  facets: z.record(z.string(), FacetTermSchema),
  cardinality: CardinalitySchema.optional(),
  /** Accepts any number of artifacts of any of `kinds`; the planner binds what the goal wants shown. */
  variadic: z.boolean().optional(),
  optional: z.boolean().optional(),
  /** Of an operation that makes a list: it may run for each element of another list that is wanted, and what it makes of all of them is one list. */
  each: z.boolean().optional(),
  /** Takes the result of another want, and nothing else: the variable that stands for the id of that want. */
  result_of: z.string().min(1).max(64).optional(),
  /** With `result_of`: takes what each round of that repeated want gave, in order, and not only its last. */
  rounds: z.boolean().optional(),
  /** Of a value: it has to be a number. */
  takes: z.enum(['number', 'integer']).optional(),
});
export type OperationPort = z.infer<typeof OperationPortSchema>;

/** After which failure a safer parameter is tried: the operation refused its input, or a limit of memory, rows or bytes was reached. */
export const SaferWhenSchema = z.enum(['invalid', 'resource_limit']);

/** Everything the planner, the validator and the executor know about an operation. Data only: no code. */
export const OperationSchema = z.strictObject({
  tool: IdSchema,
  operation: IdSchema,
  version: z.string(),
  title: z.string(),
  description: z.string(),
  stage: z.string().optional(),
  capabilities: z.array(z.string()),
  inputs: z.array(OperationPortSchema),
  output: z.strictObject({
    name: IdSchema,
    kind: IdSchema,
    facets: z.record(z.string(), FacetTermSchema),
    cardinality: CardinalitySchema.optional(),
    /** JSON Schema (draft 2020-12) of the artifact's small `data`, where the operation promises one. */
    data: z.record(z.string(), JsonSchema).optional(),
    /** Fields of the records that it gives, as the description of the service tells them; `values` where only these occur. */
    columns: z.array(z.strictObject({ name: z.string(), type: z.enum(['text', 'number', 'boolean', 'time']), values: z.array(z.string()).optional(), /** The identifier of something else that it holds: `customer_id`. */ refers: z.string().optional() })).max(60).optional(),
    /** Facets that the output does not name pass through from this input port, except those listed. */
    inherit: z.strictObject({ from: IdSchema, except: z.array(z.string()).optional() }).optional(),
    /** Facets that are sets to which it adds: what was there stays. */
    keeps: z.array(z.string()).optional(),
  }),
  /** JSON Schema (draft 2020-12, an object without additional properties) of the parameters. */
  parameters: z.record(z.string(), JsonSchema),
  /** Parameters that the planner fills in from facet variables. */
  bind: z.record(z.string(), FacetTermSchema),
  effect: EffectClassSchema,
  determinism: DeterminismSchema,
  runs_on: RunsOnSchema,
  /** `process`: runs in a child process of its own (blocking work); `inline`: in the worker. */
  isolation: z.enum(['process', 'inline']),
  /** Of a model step, what the model is asked for: one of declared labels, values that stand in the text, or a text. The first two can be checked value by value. */
  asks: z.enum(['choose', 'find', 'write']).optional(),
  /** Sends data out of this machine: secrets and untrusted values need a declared flow. */
  outbound: z.boolean().optional(),
  /** May never be approved by `--yes` or a policy; a person decides. */
  always_ask: z.boolean().optional(),
  /** Only planned when an effect of this name is wanted. */
  effect_name: z.string().optional(),
  cost: z.strictObject({ duration_ms: z.number().nonnegative(), usd: z.number().nonnegative(), preference: z.number().optional() }),
  limits: z.strictObject({ timeout_ms: z.number().int().positive(), max_rss_bytes: z.number().int().positive().optional() }),
  undo: z.strictObject({ operation: IdSchema, window_s: z.number().positive().optional() }).optional(),
  probe: IdSchema.optional(),
  preconditions: z.array(PredicateSchema).optional(),
  postconditions: z.array(PredicateSchema).optional(),
  /** Values that make the operation easier to run: `to` in place of `from` (null: of whatever stands there). Only where it changes nothing outside the run. */
  safer: z.array(z.strictObject({ parameter: z.string(), from: JsonSchema.nullable(), to: JsonSchema, when: SaferWhenSchema })).max(10).optional(),
  documents: z.array(z.string()),
});
export type Operation = Omit<z.infer<typeof OperationSchema>, 'parameters' | 'preconditions' | 'postconditions'> & {
  parameters: { [key: string]: Json };
  preconditions?: Predicate[];
  postconditions?: Predicate[];
};

/** The name by which an operation is addressed everywhere: `tool.operation`. */
export type OperationName = `${string}.${string}`;

/** Where a dataset of a pack comes from: a file shipped in an npm package, or a URL. */
export const DatasetSchema = z.strictObject({
  id: IdSchema,
  title: z.string(),
  description: z.string(),
  /** The type of the *source* before it is loaded: kind `source` (shipped) or `remote` (URL), with the facets of its content. */
  type: ArtifactTypeSchema,
  access: z.union([
    z.strictObject({ package: z.string(), path: z.string() }),
    z.strictObject({ url: z.string() }),
  ]),
  media_type: z.string(),
  licence: z.string(),
  citation: z.string(),
  /** What a reader must know before trusting a result made from it; printed in reports. */
  caveats: z.array(z.string()),
  /** What the pack knows of the columns beyond what profiling can see. */
  columns: z
    .array(z.strictObject({
        name: z.string(), role: z.string().optional(), unit: z.string().optional(), title: z.string().optional(), aggregation: z.string().optional(), meaning: z.string().optional(),
        /** How values combine over time: amounts add up, levels are averaged, stocks (inhabitants) count at their last time. */
        over_time: z.enum(['sum', 'mean', 'last']).optional(),
        /** All values of a column with few of them, where goals speak of them. */
        values: z.array(z.string()).optional(),
      }))
    .optional(),
  preference: z.number().optional(),
});
export type Dataset = z.infer<typeof DatasetSchema>;

/**
 * A word or phrase of the domain and what it means to the lexical front end. One to two words only: a pack knows words, never
 * sentences. `means` is a partial typed goal: what kind of artifact, which facet value, which analytic operation.
 */
export const TermSchema = z.strictObject({
  words: z.array(z.string()).min(1),
  means: z.discriminatedUnion('part', [
    z.strictObject({ part: z.literal('kind'), kind: IdSchema }),
    z.strictObject({ part: z.literal('facet'), facet: z.string(), value: FacetValueSchema }),
    /** Names a column by its role or meaning, e.g. "strong" speaks of the measure whose meaning is `magnitude`. */
    z.strictObject({ part: z.literal('column'), meaning: z.string() }),
    /** An analytic verb or adjective: growth, rank (with direction), anomaly, summary, compare, group, filter. */
    z.strictObject({ part: z.literal('analysis'), analysis: z.string(), direction: z.enum(['asc', 'desc']).optional() }),
    z.strictObject({ part: z.literal('effect'), effect: z.string() }),
    z.strictObject({ part: z.literal('ignore') }),
  ]),
});
export type Term = z.infer<typeof TermSchema>;

export const DocumentSchema = z.strictObject({
  doc_id: IdSchema,
  version: z.string(),
  title: z.string(),
  source: z.string(),
  text: z.string(),
  /** Operations (`tool.operation`) that the document describes. */
  operations: z.array(z.string()),
  deprecated: z.boolean().optional(),
});
export type Document = z.infer<typeof DocumentSchema>;

/** A domain: artifact types, words, data, documents, examples, rules and stage order. Never a plan for a goal. */
export const PackSchema = z.strictObject({
  name: IdSchema,
  version: z.string(),
  title: z.string(),
  description: z.string(),
  facets: z.array(FacetDefinitionSchema),
  kinds: z.array(KindDefinitionSchema),
  operations: z.array(z.string()),
  stages: z.array(z.string()),
  terms: z.array(TermSchema),
  datasets: z.array(DatasetSchema),
  documents: z.array(DocumentSchema),
  examples: z.array(z.string()),
});
export type Pack = z.infer<typeof PackSchema>;

/** What a run plans with: the union of its packs and the declarations of the installed tools, frozen by digest. */
export interface Registry {
  facets: FacetDefinition[];
  kinds: KindDefinition[];
  operations: Operation[];
  stages: string[];
  terms: Term[];
  datasets: Dataset[];
  documents: Document[];
  /** Digest of each pack and tool, for plan digests and seals. */
  digests: { [name: string]: string };
  /** Hosts (`host` or `host:port`) that the operations of a tool reach by themselves, for the tools that say so. */
  hosts?: { [tool: string]: string[] };
}
