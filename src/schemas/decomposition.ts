import { z } from 'zod';
import { type Json, DigestSchema, IdSchema, JsonSchema } from './json.ts';
import { SaferWhenSchema } from './operation.ts';
import { PredicateSchema } from './predicate.ts';

/**
 * Where the value of an input comes from. The executor resolves references; a model only ever writes them. `port` names the output
 * port of another task (`task`) or of an earlier step of the same task (`step`); `path` reads inside a small JSON value.
 */
export type Binding =
  | { kind: 'literal'; value: Json }
  | { kind: 'port'; task: string; port: string; path?: string }
  | { kind: 'step'; step: string; port: string; path?: string }
  | { kind: 'answer'; question_id: string }
  | { kind: 'secret'; name: string }
  | { kind: 'artifact'; sha256: string; name: string; media_type: string }
  | { kind: 'dataset'; dataset: string }
  | { kind: 'concat'; parts: Binding[] };

export const BindingSchema: z.ZodType<Binding> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('literal'), value: JsonSchema }),
    z.strictObject({ kind: z.literal('port'), task: IdSchema, port: IdSchema, path: z.string().optional() }),
    z.strictObject({ kind: z.literal('step'), step: IdSchema, port: IdSchema, path: z.string().optional() }),
    z.strictObject({ kind: z.literal('answer'), question_id: IdSchema }),
    z.strictObject({ kind: z.literal('secret'), name: IdSchema }),
    z.strictObject({ kind: z.literal('artifact'), sha256: DigestSchema, name: z.string(), media_type: z.string() }),
    z.strictObject({ kind: z.literal('dataset'), dataset: IdSchema }),
    z.strictObject({ kind: z.literal('concat'), parts: z.array(BindingSchema).max(50) }),
  ]),
);

/** A declarative request to run one operation of one tool: the seed's fields. `required_inputs` maps a name to a binding or a list of them. */
export const ToolIntentSchema = z.strictObject({
  tool_name: IdSchema,
  operation: IdSchema,
  required_inputs: z.record(z.string(), z.union([BindingSchema, z.array(BindingSchema)])),
  expected_outputs: z.record(z.string(), z.strictObject({ kind: IdSchema, description: z.string().optional() })),
  validation_criteria: z.array(PredicateSchema),
  /** Flows that the person approves with the intent: an untrusted value at this parameter of an effect, or a secret at this input of an outbound operation. */
  flows: z.array(z.strictObject({ input: z.string(), label: z.enum(['untrusted', 'secret']) })).optional(),
  /** Safer parameters that the operation declares, tried in order where it fails so; approved and sealed with the intent. */
  fallbacks: z.array(z.strictObject({ parameter: z.string(), value: JsonSchema, when: SaferWhenSchema })).max(10).optional(),
});
export type ToolIntent = z.infer<typeof ToolIntentSchema>;

export const StepSchema = z.strictObject({
  step_id: IdSchema,
  action: z.string(),
  tool_intent: ToolIntentSchema,
  documentation_references: z.array(z.string()),
  preconditions: z.array(PredicateSchema),
  postconditions: z.array(PredicateSchema),
  rollback_strategy: z.string(),
});
export type Step = z.infer<typeof StepSchema>;

/** The steps of one task, in order; the last step produces the task's output port. */
export const DecompositionSchema = z.strictObject({ task_id: IdSchema, steps: z.array(StepSchema) });
export type Decomposition = z.infer<typeof DecompositionSchema>;
