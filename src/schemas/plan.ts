import { z } from 'zod';
import { DigestSchema, IdSchema, InstantSchema } from './json.ts';
import { ChoiceSchema, ConstraintsSchema, GivenSchema, SpanSchema, VarySchema, WantSchema } from './goal.ts';
import { ArtifactTypeSchema, CardinalitySchema, EffectClassSchema } from './operation.ts';
import { PredicateSchema } from './predicate.ts';
import { BindingSchema, DecompositionSchema } from './decomposition.ts';

/** Hard limits of a plan (G7). A plan exactly at a limit runs; one over it is refused. */
export const PLAN_LIMITS = { tasks: 10_000, depth: 1_000, fan_out: 2_000, edges: 50_000, steps_per_task: 50, bytes: 10_000_000 } as const;

/** Why a dependency exists, and what would have to change for it to go. */
export const EdgeSchema = z.strictObject({
  from: IdSchema,
  from_port: IdSchema.nullable(),
  to: IdSchema,
  to_port: IdSchema.nullable(),
  reason: z.enum(['data', 'effect', 'stage', 'declared']),
  detail: z.string(),
});
export type Edge = z.infer<typeof EdgeSchema>;

export const TaskPortSchema = z.strictObject({
  name: IdSchema,
  type: ArtifactTypeSchema,
  cardinality: CardinalitySchema.optional(),
});

/** An estimate from past runs; `runs` is how many there are behind it, and 0 means the declared default. */
export const EstimateSchema = z.strictObject({
  duration_ms: z.strictObject({ low: z.number(), high: z.number() }),
  usd: z.strictObject({ low: z.number(), high: z.number() }),
  runs: z.number().int().nonnegative(),
});
export type Estimate = z.infer<typeof EstimateSchema>;

/** A node of the plan: the seed's fields, and beside them what linking, checking and running need. */
export const TaskSchema = z.strictObject({
  task_id: IdSchema,
  description: z.string(),
  dependencies: z.array(IdSchema),
  parallelizable: z.boolean(),
  estimated_complexity: z.enum(['low', 'medium', 'high']),
  required_capabilities: z.array(z.string()),
  stage: z.string().optional(),
  /** `tool.operation` that the planner chose; absent where a decomposer decides. */
  operation: z.string().optional(),
  inputs: z.array(z.strictObject({ name: IdSchema, bindings: z.array(BindingSchema) })).optional(),
  parameters: z.array(z.strictObject({ name: z.string(), binding: BindingSchema })).optional(),
  outputs: z.array(TaskPortSchema).optional(),
  effect: EffectClassSchema.optional(),
  /** The want that this task finally serves, and the person's words behind it. */
  serves: z.array(IdSchema).optional(),
  spans: z.array(SpanSchema).optional(),
  /** Why this task is here, in one sentence. */
  because: z.string().optional(),
  type: z.enum(['operation', 'user_interaction', 'plan']).optional(),
  /** Runs only where this holds; otherwise the task is skipped. Reads below `inputs`, e.g. `inputs.condition.data.held`. */
  when: PredicateSchema.optional(),
  /** Runs once for each element of the list at `port`, at most `limit`; the output port is the list of results in the same order. */
  for_each: z.strictObject({ port: IdSchema, limit: z.number().int().positive().max(PLAN_LIMITS.fan_out) }).optional(),
  /** Runs again until the predicate (below `outputs`) holds, at most `limit` times; with `carry` the output of one round is an input of the next. */
  repeat: z.strictObject({
    until: PredicateSchema,
    limit: z.number().int().positive().max(1000),
    wait_ms: z.number().int().nonnegative().optional(),
    /** Ends as well as soon as the value at this path (below `outputs`) is the same as in the round before. */
    settles: z.string().min(1).max(200).optional(),
    carry: z.strictObject({ from: IdSchema, to: IdSchema }).optional(),
    /** Of a nested plan: each round is planned anew with the next value in place of `varied(name)`; nothing in it changes anything. */
    vary: VarySchema.optional(),
    /** Each round changes something anew, because the goal itself asks for this change up to `limit` times; without it a change is never repeated. */
    changes: z.literal('asked').optional(),
  }).optional(),
  /**
   * Of a task of type `plan`: what is wanted of the data at its inputs; planned, checked and approved when that data is there. Of one whose
   * rounds vary a value also what each round is made of, and how: the same in all of them.
   */
  plan: z.strictObject({ words: z.string(), wants: z.array(WantSchema), budget_usd: z.number().nonnegative().nullable(), givens: z.array(GivenSchema).optional(), choices: z.array(ChoiceSchema).optional() }).optional(),
  retry: z.strictObject({ attempts: z.number().int().positive().max(20), initial_ms: z.number().int().positive() }).optional(),
  timeout_ms: z.number().int().positive().optional(),
  priority: z.number().int().min(1).max(5).optional(),
  on_failure: z.enum(['block', 'skip', 'rollback']).optional(),
  estimate: EstimateSchema.optional(),
  /** Of a task that runs a model step: the small of the two configured models answers; absent: the usual one. */
  model: z.literal('small').optional(),
});
export type Task = z.infer<typeof TaskSchema>;

/** What of a task decides whether, for what and how often its steps run: sealed with them, so that the executor need not believe the stored plan. */
export const ConstructSchema = TaskSchema.pick({ when: true, for_each: true, repeat: true }).extend({
  /** What `when` reads below `inputs`, where it is no input of the steps. */
  condition: z.array(BindingSchema).optional(),
  /** It has no steps: it is planned, approved and run as a run of its own. */
  nested: z.literal(true).optional(),
});
export type Construct = z.infer<typeof ConstructSchema>;

export const AugmentationSchema = z.strictObject({
  stage: z.string(),
  description: z.string(),
  /** Share of past suggestions of this rule that people accepted; null until there are any (see `counts`). */
  confidence: z.number().min(0).max(1).nullable(),
  augmentation_id: IdSchema,
  rule: z.string(),
  counts: z.strictObject({ accepted: z.number().int(), dismissed: z.number().int() }),
  state: z.enum(['suggested', 'accepted', 'dismissed']),
  tasks: z.array(TaskSchema),
  edges: z.array(EdgeSchema),
});
export type Augmentation = z.infer<typeof AugmentationSchema>;

/** What a person is shown before approving: all of it computed from the plan, none of it by a model. */
export const PreviewSchema = z.strictObject({
  critical_path: z.array(IdSchema),
  width: z.number().int().nonnegative(),
  depth: z.number().int().nonnegative(),
  /** 10th to 90th percentile of simulated runs; people are taken to answer at once. */
  duration_ms: z.strictObject({ low: z.number(), high: z.number() }),
  usd: z.strictObject({ low: z.number(), high: z.number() }),
  /** Share of simulated runs in which exactly this critical path decided. */
  critical_share: z.number().min(0).max(1).optional(),
  /** Other tasks that decided in simulated runs, with their share, most often first. */
  critical_others: z.array(z.strictObject({ task_id: IdSchema, share: z.number().min(0).max(1) })).optional(),
  /** How many tasks are expected to run at once from when on. */
  steps: z.array(z.strictObject({ at_ms: z.number(), running: z.number().int().nonnegative() })).optional(),
  /** When each task is expected to start and end, in milliseconds from the start, with the workers and rates that there are; left out of large plans. */
  schedule: z.array(z.strictObject({ task_id: IdSchema, start_ms: z.number().nonnegative(), end_ms: z.number().nonnegative() })).optional(),
  /** Tasks that could have started earlier with more workers or higher rates, and by how many milliseconds. */
  held_up: z.array(z.strictObject({ task_id: IdSchema, by: z.string(), ms: z.number().nonnegative() })).optional(),
  /** Tasks whose estimate rests on no past run. */
  without_estimate: z.array(IdSchema),
  model_calls: z.number().int().nonnegative(),
  /** `touches`: the files, addresses and the like that its parameters name. */
  effects: z.array(z.strictObject({ task_id: IdSchema, effect: EffectClassSchema, description: z.string(), undo: z.string().nullable(), touches: z.array(z.string()).optional() })),
  /** `slack_ms`: the answer may take so long before the plan ends later; 0 where it is on the critical path. */
  waits: z.array(z.strictObject({ task_id: IdSchema, title: z.string(), kind: z.enum(['approval', 'answer']).optional(), slack_ms: z.number().nonnegative().optional() })),
  /** What the linker and the optimiser changed, each with its reason and, where it can be counted, its gain. */
  optimisations: z.array(
    z.strictObject({
      kind: z.string(),
      description: z.string(),
      /** Expected milliseconds until the end, milliseconds of work and US dollars saved, tasks that need not run, waits that begin earlier or go. */
      gain: z.strictObject({ ms: z.number().optional(), work_ms: z.number().optional(), usd: z.number().optional(), tasks: z.number().int().optional(), waits: z.number().int().optional() }).optional(),
    }),
  ),
  /** Earlier estimates against what happened: tasks and whole runs that stayed in their range, which four of five should. */
  calibration: z.strictObject({ tasks: z.strictObject({ within: z.number().int(), of: z.number().int() }), runs: z.strictObject({ within: z.number().int(), of: z.number().int() }) }).optional(),
});
export type Preview = z.infer<typeof PreviewSchema>;

/** The seed's DAG, with a revision. `plan_digest` covers what approval must cover and nothing else (design, section 3). */
export const PlanSchema = z.strictObject({
  dag_id: z.string(),
  nodes: z.array(TaskSchema),
  metadata: z.strictObject({
    planning_timestamp: InstantSchema,
    confidence_score: z.number().min(0).max(1).nullable(),
    alternative_approaches: z.array(z.unknown()),
    /** How plans of this shape ended before; what `confidence_score` is computed from. */
    earlier_runs: z.strictObject({ succeeded: z.number().int().nonnegative(), failed: z.number().int().nonnegative() }).optional(),
  }),
  edges: z.array(EdgeSchema).optional(),
  revision: z.number().int().positive().optional(),
  goal: z.string().optional(),
  constraints: ConstraintsSchema.optional(),
  decompositions: z.array(DecompositionSchema).optional(),
  augmentations: z.array(AugmentationSchema).optional(),
  preview: PreviewSchema.optional(),
  plan_digest: DigestSchema.optional(),
  policy_version: z.string().optional(),
  registry_digests: z.record(z.string(), DigestSchema).optional(),
  planned_by: z.enum(['search', 'model', 'form', 'file']).optional(),
  caveats: z.array(z.string()).optional(),
});
export type Plan = z.infer<typeof PlanSchema>;

export const ModificationActionSchema = z.enum(['insert_node', 'remove_node', 'replace_node', 'retry_node', 'skip_node', 'rewire']);

/** The seed's modification of a running plan. Executed by the engine issue; the shape is fixed here. */
export const ModificationSchema = z.looseObject({ action: ModificationActionSchema });
