import { z } from 'zod';
import { DigestSchema, IdSchema, InstantSchema, JsonSchema } from './json.ts';
import { AttachmentSchema, ClarificationSchema } from './goal.ts';
import { EffectClassSchema } from './operation.ts';
import { FailureClassSchema } from './outcome.ts';
import { UsageSchema } from './model.ts';

export const NestedSchema = z.strictObject({
  workflow_id: z.string(),
  revision: z.number().int().positive(),
  task_id: IdSchema,
  iteration: z.number().int().nonnegative(),
  /** How many runs it lies within. */
  depth: z.number().int().positive(),
  /** Those of its attachments that are the data of the task itself; the others were given to the run around it. */
  own: z.array(DigestSchema),
  /** What a person entered, by the names that the wants ask for. */
  answers: z.record(z.string(), JsonSchema),
  /** Values that rounds reached, by their names. */
  varied: z.record(z.string(), z.union([z.number(), z.string()])),
});

/** What starts a run. Everything big is by digest; the workflow never sees file contents. */
export const GoalRunInputSchema = z.strictObject({
  goal: z.string(),
  packs: z.array(IdSchema),
  attachments: z.array(AttachmentSchema),
  /** Values given in advance: answers by question id, or parameters by name (`--input name=value`). */
  inputs: z.record(z.string(), JsonSchema),
  /** Types given by `--want`. */
  wants: z.array(z.string()),
  budget_usd: z.number().nonnegative().nullable(),
  deadline: InstantSchema.nullable(),
  /** `provider:model`, or null for what the reasoning role is configured with; `none`: offline front end. */
  model: z.string().nullable(),
  /** Digest of a plan file in the blob store; null: the run plans for itself. */
  plan_sha256: DigestSchema.nullable(),
  policy_sha256: DigestSchema.nullable(),
  objective: z.enum(['time', 'money', 'risk', 'waits']).nullable(),
  /** The person's own approval given in advance (`--yes`): effect classes, and clarifications answered with their defaults. */
  advance: z.strictObject({ approver: z.string(), effects: z.array(EffectClassSchema), defaults: z.boolean() }).nullable(),
  approver: z.string(),
  /** Plans, checks and ends; nothing is approved or run. */
  plan_only: z.boolean().optional(),
  /** A run for a task of type `plan` of another run: which one, and what there was when it was reached. */
  nested: NestedSchema.optional(),
});
export type GoalRunInput = z.infer<typeof GoalRunInputSchema>;

export const RunStatusNameSchema = z.enum([
  'clarifying', 'planning', 'awaiting_approval', 'running', 'waiting', 'paused', 'rolling_back', 'completed', 'failed', 'rejected', 'cancelled',
]);
export type RunStatusName = z.infer<typeof RunStatusNameSchema>;

export const TaskStateSchema = z.enum(['pending', 'ready', 'running', 'succeeded', 'partial', 'failed', 'blocked', 'skipped', 'cancelled', 'waiting']);
export type TaskState = z.infer<typeof TaskStateSchema>;

export const TaskStatusSchema = z.strictObject({
  task_id: IdSchema,
  description: z.string(),
  status: TaskStateSchema,
  attempts: z.number().int().nonnegative(),
  started_at: InstantSchema.nullable(),
  ended_at: InstantSchema.nullable(),
  note: z.string().nullable(),
});
export type TaskStatus = z.infer<typeof TaskStatusSchema>;

/** Every wait has this one shape, whoever is asked for whatever. */
export const WaitSchema = z.strictObject({
  wait_id: z.string(),
  kind: z.enum(['clarification', 'approval', 'task_approval', 'input', 'decision']),
  title: z.string(),
  markdown: z.string(),
  allowed_actions: z.array(z.string()),
  /** JSON Schema of what may be sent. */
  schema: JsonSchema,
  default: JsonSchema.nullable(),
  expires_at: InstantSchema.nullable(),
  questions: z.array(ClarificationSchema).optional(),
  plan_digest: DigestSchema.optional(),
  task_id: IdSchema.optional(),
});
export type Wait = z.infer<typeof WaitSchema>;

export const RunErrorSchema = z.strictObject({ type: z.string(), message: z.string(), class: FailureClassSchema.nullable(), task_id: z.string().nullable() });

/** What the query `status` and the workflow's result return. */
export const RunStatusSchema = z.strictObject({
  workflow_id: z.string(),
  run_id: z.string(),
  goal: z.string(),
  status: RunStatusNameSchema,
  phase: z.enum(['ingest', 'plan', 'decompose', 'verify', 'execute', 'analyse', 'done']),
  phase_detail: z.string(),
  revision: z.number().int().nonnegative(),
  plan_digest: DigestSchema.nullable(),
  tasks: z.array(TaskStatusSchema),
  usage: UsageSchema,
  error: RunErrorSchema.nullable(),
  /** Effects that remain in the world (also after a cancel or failure). */
  effects: z.array(z.strictObject({ task_id: z.string(), description: z.string(), undo: z.string().nullable() })),
});
export type RunStatus = z.infer<typeof RunStatusSchema>;

/** The workflow's own view of a plan: ids, edges and flags, never texts or values (Temporal rules). */
export const SkeletonStepSchema = z.strictObject({
  id: IdSchema,
  /** `person`: nothing runs, somebody is asked; `plan`: it is planned and run as a run of its own. */
  queue: z.enum(['execution', 'reasoning', 'person', 'plan']),
  effect: EffectClassSchema,
  title: z.string(),
  timeout_ms: z.number().int().positive(),
  attempts: z.number().int().positive(),
  /** Asked for again when reached, whatever was approved in advance. */
  gated: z.boolean(),
  /** What a gated step runs, with its arguments: what a person is shown who is asked for it. */
  runs: z.string().optional(),
});
export type SkeletonStep = z.infer<typeof SkeletonStepSchema>;

export const SkeletonTaskSchema = z.strictObject({
  id: IdSchema,
  title: z.string(),
  /** Tasks that must be settled first; `port` null: order only (effect, stage, declared). */
  needs: z.array(z.strictObject({ task: IdSchema, port: IdSchema.nullable(), optional: z.boolean(),
    /** The input takes several, of which this is one: it goes on with the rest where one was skipped, and is skipped where all were. */
    part: IdSchema.optional(),
    /** The input may stay empty: a skip does not matter to it. */
    spare: z.boolean().optional(),
  })),
  steps: z.array(SkeletonStepSchema),
  exclusive: z.boolean(),
  priority: z.number().int(),
  /** Has a `when` or a `for_each`: both are evaluated on its inputs before it begins. */
  opens: z.boolean().optional(),
  /** Rounds at most, and the pause between two of them. */
  repeat: z.strictObject({ limit: z.number().int().positive(), wait_ms: z.number().int().nonnegative() }).optional(),
  on_failure: z.enum(['block', 'skip', 'rollback']),
  estimate_ms: z.number().nonnegative(),
});
export type SkeletonTask = z.infer<typeof SkeletonTaskSchema>;

export const SkeletonSchema = z.strictObject({
  revision: z.number().int().positive(),
  plan_digest: DigestSchema,
  tasks: z.array(SkeletonTaskSchema),
  budget_usd: z.number().nullable(),
  next_page: z.number().int().nullable(),
});
export type Skeleton = z.infer<typeof SkeletonSchema>;
