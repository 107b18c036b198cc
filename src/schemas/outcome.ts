import { z } from 'zod';
import { DigestSchema, IdSchema, InstantSchema, JsonSchema } from './json.ts';
import { FacetValueSchema } from './operation.ts';

export const LabelSchema = z.enum(['trusted', 'untrusted', 'secret']);
export type Label = z.infer<typeof LabelSchema>;

/** A column of a table artifact, as later operations and reports need it. */
export const ColumnSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['integer', 'number', 'text', 'date', 'timestamp', 'boolean']),
  role: z.string(),
  unit: z.string().nullable(),
  title: z.string().optional(),
  meaning: z.string().nullable().optional(),
  /** How values combine over a dimension, where known. */
  aggregation: z.enum(['sum', 'mean', 'none']).nullable().optional(),
});
export type Column = z.infer<typeof ColumnSchema>;

/**
 * A value at a port: bytes by digest, and what is known of them. `data` carries small JSON results (at most 16 KiB) such as a summary
 * or a verdict; everything else is read from the blob store.
 */
export const ArtifactSchema = z.strictObject({
  kind: IdSchema,
  name: z.string(),
  title: z.string(),
  facets: z.record(z.string(), FacetValueSchema),
  sha256: DigestSchema,
  media_type: z.string(),
  bytes: z.number().int().nonnegative(),
  labels: z.array(LabelSchema),
  columns: z.array(ColumnSchema).optional(),
  rows: z.number().int().nonnegative().optional(),
  /** Where the data came from and what a reader must know. Passed along by every operation. */
  sources: z.array(z.strictObject({ title: z.string(), citation: z.string(), licence: z.string(), caveats: z.array(z.string()) })),
  /** Other renderings of the same artifact, e.g. the PNG beside the SVG. */
  also: z.array(z.strictObject({ name: z.string(), sha256: DigestSchema, media_type: z.string(), bytes: z.number().int() })).optional(),
  data: JsonSchema.optional(),
});
export type Artifact = z.infer<typeof ArtifactSchema>;

/** How a failure is sorted (design, section 3). */
export const FailureClassSchema = z.enum(['transient', 'invalid', 'missing_input', 'permanent', 'denied', 'budget', 'cancelled', 'unknown_effect']);
export type FailureClass = z.infer<typeof FailureClassSchema>;

export const OutcomeErrorSchema = z.strictObject({ type: z.string(), message: z.string(), class: FailureClassSchema });

export const ResourcesUsedSchema = z.strictObject({
  bytes_in: z.number().int().nonnegative(),
  bytes_out: z.number().int().nonnegative(),
  calls: z.number().int().nonnegative(),
  input_tokens: z.number().int().nonnegative(),
  output_tokens: z.number().int().nonnegative(),
  usd: z.number().nonnegative(),
  /** Null unless the step had a child process of its own. */
  cpu_ms: z.number().nonnegative().nullable(),
  max_rss_bytes: z.number().int().nonnegative().nullable(),
});

/** The seed's execution feedback, to the field; additions after `requires_replan`. */
export const OutcomeSchema = z.strictObject({
  step_id: z.string(),
  execution_status: z.enum(['success', 'failure', 'partial']),
  outputs: z.record(z.string(), z.union([ArtifactSchema, z.array(ArtifactSchema)])),
  errors: z.array(OutcomeErrorSchema),
  performance_metrics: z.strictObject({ duration_ms: z.number().int().nonnegative(), resources_used: ResourcesUsedSchema }),
  side_effects: z.array(z.strictObject({ effect: z.string(), description: z.string(), undo: z.string().nullable(), at: InstantSchema })),
  requires_replan: z.boolean(),
  /** Criteria and postconditions that did not hold, where the status is partial. */
  unmet: z.array(z.string()).optional(),
  /** Output ports that what is unmet speaks of; dependents of other ports go on. */
  unmet_ports: z.array(z.string()).optional(),
  /** Safer parameters that were used after a failure, in order, and what the failure said. */
  fallbacks: z.array(z.strictObject({ parameter: z.string(), from: JsonSchema.nullable(), to: JsonSchema, because: z.string() })).optional(),
  task_id: z.string().optional(),
  intent_digest: DigestSchema.optional(),
  idempotency_key: DigestSchema.optional(),
  /** Of a nested plan: the run that it became. */
  nested: z.strictObject({ workflow_id: z.string(), revision: z.number().int().nonnegative(), plan_digest: DigestSchema.nullable() }).optional(),
});
export type Outcome = z.infer<typeof OutcomeSchema>;
