import { z } from 'zod';
import { DigestSchema, IdSchema, InstantSchema, JsonSchema } from './json.ts';
import { ArtifactTypeSchema, FacetValueSchema } from './operation.ts';

/** A stretch of the person's own words: character offsets into the goal, end exclusive. */
export const SpanSchema = z.strictObject({ start: z.number().int().nonnegative(), end: z.number().int().nonnegative(), text: z.string() });
export type Span = z.infer<typeof SpanSchema>;

/** Data that the person gave: copied by digest before anything reads it. */
export const AttachmentSchema = z.strictObject({
  name: z.string().min(1).max(200),
  sha256: DigestSchema,
  bytes: z.number().int().nonnegative(),
  media_type: z.string(),
  /** Declared type from `--given type=file`, if any. */
  declared_kind: IdSchema.optional(),
});
export type Attachment = z.infer<typeof AttachmentSchema>;

export const ConstraintsSchema = z.strictObject({
  /** US dollars for the whole run; null: no ceiling given. */
  budget_usd: z.number().nonnegative().nullable(),
  deadline: InstantSchema.nullable(),
  /** Tool or `tool.operation` names that may be used; null: all of the registry. */
  allowed_tools: z.array(z.string()).nullable(),
  /** Datasets or files that the goal names. */
  named_data: z.array(z.string()),
  output_format: z.string().nullable(),
  spans: z.array(z.strictObject({ constraint: z.string(), span: SpanSchema })),
});
export type Constraints = z.infer<typeof ConstraintsSchema>;

/** The seed's interpretation, to the field. Kept whatever front end made it. */
export const InterpretationSchema = z.strictObject({
  intent: z.string(),
  stages: z.array(
    z.strictObject({ name: z.string(), description: z.string(), inputs: z.array(z.string()), outputs: z.array(z.string()) }),
  ),
  dependencies: z.record(z.string(), z.array(z.string())),
  clarifications_needed: z.array(z.string()),
});
export type Interpretation = z.infer<typeof InterpretationSchema>;

export const ColumnProfileSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['integer', 'number', 'text', 'date', 'timestamp', 'boolean']),
  /** What the column is for: part of the key (`dimension`), time, something measured, a position, or an identifier. */
  role: z.enum(['dimension', 'time', 'measure', 'latitude', 'longitude', 'identifier', 'text']),
  unit: z.string().nullable(),
  /** How values of the measure combine over a dimension, where known. */
  aggregation: z.enum(['sum', 'mean', 'none']).nullable(),
  /** What it measures, in the words of a pack (`magnitude`), where known. */
  meaning: z.string().nullable(),
  distinct: z.number().int().nonnegative(),
  missing: z.number().int().nonnegative(),
  minimum: z.union([z.number(), z.string()]).nullable(),
  maximum: z.union([z.number(), z.string()]).nullable(),
  /** Which values occur, as hashes: the smallest ones (bottom-k sketch; Beyer et al. 2007), to see whether a column refers to another. Whether each value is there once. */
  sketch: z.strictObject({ unique: z.boolean(), hashes: z.array(z.number().int().nonnegative()).max(256) }).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfileSchema>;

/** What profiling found in an attached or shipped file. Names and ranges only; values never reach a planning model. */
export const ProfileSchema = z.strictObject({
  source: z.strictObject({ name: z.string(), sha256: DigestSchema, dataset: z.string().nullable() }),
  media_type: z.string(),
  format: z.string(),
  rows: z.number().int().nonnegative().nullable(),
  columns: z.array(ColumnProfileSchema),
  /** The type of the source as a given of the search: kind `source`, with the facets of its content. */
  type: ArtifactTypeSchema,
  /** The tables of a document that holds several different ones, each with the heading that names it. */
  tables: z.array(z.strictObject({ heading: z.string(), columns: z.array(ColumnProfileSchema), facets: z.record(z.string(), FacetValueSchema) })).max(40).optional(),
  warnings: z.array(z.string()),
  /** Set when the file cannot be read; the run then asks for another. */
  unreadable: z.string().nullable(),
});
export type Profile = z.infer<typeof ProfileSchema>;

/** A test of a value that is only known when the plan runs: the number `value` of a summary, a verdict's `held`, a field of a record. */
export const ValueTestSchema = z.strictObject({
  /** The artifact that has the value: another want, or a type that the search produces for the test alone. */
  of: z.union([z.strictObject({ want: IdSchema }), z.strictObject({ type: ArtifactTypeSchema })]),
  /** Name of the value inside the artifact; null: its only or first one. */
  value: z.string().nullable(),
  op: z.enum(['=', '!=', '<', '<=', '>', '>=']),
  than: z.union([z.number(), z.string(), z.boolean()]),
  spans: z.array(SpanSchema),
});
export type ValueTest = z.infer<typeof ValueTestSchema>;

/**
 * A value that steps from round to round: `from`, then `by` more (or, `how: times`, so many times as much) in each round. A date steps by so many of `unit`, days where
 * none is named. Facets say `varied(name)` where it stands.
 */
export const VarySchema = z.strictObject({
  name: IdSchema,
  from: z.union([z.number(), z.string().max(10)]),
  by: z.number(),
  how: z.enum(['plus', 'times']).optional(),
  unit: z.enum(['day', 'week', 'month', 'year']).optional(),
});
export type Vary = z.infer<typeof VarySchema>;

/** Something that is wanted: an artifact of a type, or a named effect on one. */
export const WantSchema = z.strictObject({
  id: IdSchema,
  type: ArtifactTypeSchema,
  effect: z.string().nullable(),
  title: z.string(),
  spans: z.array(SpanSchema),
  /** Only wanted where the test holds (or, `otherwise`, where it does not): becomes `when` on the tasks that serve nothing else. */
  condition: z.strictObject({ test: ValueTestSchema, otherwise: z.boolean() }).optional(),
  /**
   * Produce it again until the test of its own value holds, at most `limit` times: becomes `repeat`. With `carry` each round starts from what the one before gave; a
   * number that is tested for `= unchanged` is compared with the round before. With `vary` each round is planned anew with the next value in place of `varied(name)`.
   */
  until: z.strictObject({ test: ValueTestSchema, limit: z.number().int().positive().max(1000), wait_ms: z.number().int().nonnegative(), carry: z.boolean().optional(), vary: VarySchema.optional() }).optional(),
  /** Of a collection (a report, saved files): ids of the wanted results that it takes in; without it all that it accepts. */
  parts: z.array(IdSchema).min(1).max(40).optional(),
  /** What is wanted of data whose columns nobody has seen yet, in the person's words: becomes a nested plan, made when the data is there. */
  after: z.strictObject({ data: ArtifactTypeSchema, words: z.string() }).optional(),
  /** Digests of the attached files that it is made of, where it names them and is planned later: then there is no list of what was named any more. */
  data: z.array(DigestSchema).min(1).optional(),
});
export type Want = z.infer<typeof WantSchema>;

/** Something that is there: an attachment, a dataset of a pack, or the product of an earlier run. */
export const GivenSchema = z.strictObject({
  id: IdSchema,
  type: ArtifactTypeSchema,
  title: z.string(),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('attachment'), sha256: DigestSchema, name: z.string(), media_type: z.string() }),
    z.strictObject({ kind: z.literal('dataset'), dataset: IdSchema }),
    /** Several attachments of one type, in the order given: a given of cardinality `list`. */
    z.strictObject({ kind: z.literal('attachments'), items: z.array(z.strictObject({ sha256: DigestSchema, name: z.string(), media_type: z.string() })).min(1) }),
    /** A value that the goal itself states, such as a name to search for. */
    z.strictObject({ kind: z.literal('value'), value: JsonSchema }),
  ]),
  /** The person attached or named it; such data is preferred to what a pack could offer. */
  named: z.boolean(),
  spans: z.array(SpanSchema),
});
export type Given = z.infer<typeof GivenSchema>;

/** Parameters that the goal itself decided, e.g. the mode of growth; `operation` null: wherever the name occurs. */
export const ChoiceSchema = z.strictObject({
  name: z.string(),
  value: FacetValueSchema,
  because: z.enum(['said', 'answered', 'default', 'only-choice', 'profile', 'model']),
  spans: z.array(SpanSchema),
  /** Only for tasks that serve this want. */
  want: IdSchema.optional(),
});

export const TypedGoalSchema = z.strictObject({
  goal: z.string(),
  wants: z.array(WantSchema),
  givens: z.array(GivenSchema),
  choices: z.array(ChoiceSchema),
  constraints: ConstraintsSchema,
  /** Words of the goal that no part of the reading accounts for. Shown with the plan. */
  unread: z.array(SpanSchema),
  front_end: z.enum(['lexical', 'model', 'form']),
});
export type TypedGoal = z.infer<typeof TypedGoalSchema>;

export const QuestionOptionSchema = z.strictObject({ value: JsonSchema, label: z.string(), why: z.string().optional() });

/** A typed question to a person. At most three are asked at a time; a bad answer asks again and changes nothing. */
export const ClarificationSchema = z.strictObject({
  question_id: IdSchema,
  title: z.string(),
  why: z.string(),
  type: z.enum(['choice', 'text', 'number', 'period', 'file', 'confirm']),
  options: z.array(QuestionOptionSchema),
  allow_other: z.boolean(),
  default: JsonSchema.nullable(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  spans: z.array(SpanSchema),
});
export type Clarification = z.infer<typeof ClarificationSchema>;

/** What a front end returns: a typed goal, questions that stand before it, or the reason why it cannot be read or served. */
export const ReadingSchema = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('typed'), typed_goal: TypedGoalSchema, interpretation: InterpretationSchema }),
  z.strictObject({ result: z.literal('questions'), questions: z.array(ClarificationSchema), interpretation: InterpretationSchema }),
  z.strictObject({ result: z.literal('unreadable'), message: z.string(), nearest: z.array(z.string()) }),
]);
export type Reading = z.infer<typeof ReadingSchema>;
