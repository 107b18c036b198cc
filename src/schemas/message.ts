import { z } from 'zod';
import { DigestSchema, IdSchema, JsonSchema } from './json.ts';
import { ModificationSchema } from './plan.ts';

const sender = {
  decision_id: z.string().max(200).optional(),
  wait_id: z.string().max(200).optional(),
  approver: z.string().max(200).optional(),
  token: z.string().max(10_000).optional(),
};

export const ApproveSchema = z.strictObject({ plan_digest: DigestSchema, task_id: IdSchema.optional(), comment: z.string().max(10_000).optional(), ...sender });
export const RejectSchema = z.strictObject({ plan_digest: DigestSchema, reason: z.string().min(1).max(10_000), task_id: IdSchema.optional(), ...sender });
export const AnswerSchema = z.strictObject({ answers: z.record(z.string(), JsonSchema), use_defaults: z.boolean().optional(), ...sender });
export const ModifySchema = z.strictObject({
  base_digest: DigestSchema,
  dag_modification: z.union([ModificationSchema, z.array(ModificationSchema)]),
  reason: z.string().max(10_000),
  check_only: z.boolean().optional(),
  ...sender,
});
export const DecideAugmentationSchema = z.strictObject({ augmentation_id: IdSchema, plan_digest: DigestSchema, accept: z.boolean(), ...sender });
export const PauseSchema = z.strictObject({ reason: z.string().max(10_000).optional(), ...sender });
export const RollbackSchema = z.strictObject({ reason: z.string().max(10_000).optional(), from_task: IdSchema.optional(), ...sender });
/** `alternative`: takes that one of the alternatives found with the plan, instead of planning anew; `feedback` says why. */
export const ReviseSchema = z.strictObject({ feedback: z.string().min(1).max(100_000), plan_digest: DigestSchema, alternative: z.int().min(1).optional(), ...sender });
/** `edit`: a plan changed by hand, by digest in the blob store. */
export const ReplacePlanSchema = z.strictObject({ plan_sha256: DigestSchema, base_digest: DigestSchema, ...sender });

/** What a run within another tells the one around it: what a person is asked for there, in which run; null: nothing any more. */
export const NestedNoteSchema = z.strictObject({ child: z.string().max(1000), waiting: z.strictObject({ run: z.string().max(1000), title: z.string().max(500) }).nullable() });

export type NestedNote = z.infer<typeof NestedNoteSchema>;
export type Approve = z.infer<typeof ApproveSchema>;
export type Reject = z.infer<typeof RejectSchema>;
export type Answer = z.infer<typeof AnswerSchema>;
export type Modify = z.infer<typeof ModifySchema>;
export type DecideAugmentation = z.infer<typeof DecideAugmentationSchema>;
export type Pause = z.infer<typeof PauseSchema>;
export type Rollback = z.infer<typeof RollbackSchema>;
export type Revise = z.infer<typeof ReviseSchema>;
export type ReplacePlan = z.infer<typeof ReplacePlanSchema>;
