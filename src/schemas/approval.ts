import { z } from 'zod';
import { DigestSchema, IdSchema, InstantSchema } from './json.ts';
import { EffectClassSchema } from './operation.ts';
import { ConstructSchema } from './plan.ts';

/** What may be approved without asking, and what may never happen. The shipped policy approves nothing by itself. */
export const PolicySchema = z.strictObject({
  version: z.string(),
  approves: z.strictObject({ effects: z.array(EffectClassSchema), operations: z.array(z.string()) }),
  forbids: z.strictObject({ operations: z.array(z.string()), hosts: z.array(z.string()) }),
  /** Hosts that `http` may reach besides those of the packs' datasets. */
  allowed_hosts: z.array(z.string()),
  objective: z.enum(['time', 'money', 'risk', 'waits']),
  /** What one unit of each counts for, where the objective alone does not say it: a second, a US dollar, an effect, a wait for a person. */
  weights: z.strictObject({ time: z.number().nonnegative(), money: z.number().nonnegative(), risk: z.number().nonnegative(), waits: z.number().nonnegative() }).optional(),
  /** What schedules and estimates are to respect: tasks at once by role, calls of a tool within a span. */
  capacity: z.strictObject({
    workers: z.record(z.string(), z.number().int().positive()).optional(),
    rates: z.record(z.string(), z.strictObject({ calls: z.number().int().positive(), per_ms: z.number().positive() })).optional(),
  }).optional(),
});
export type Policy = z.infer<typeof PolicySchema>;

/** A decision as it arrived, accepted or refused. `claimed` identity is what the sender said and nobody checked. */
export const DecisionSchema = z.strictObject({
  decision_id: z.string(),
  kind: z.enum(['approve', 'reject', 'answer', 'revise', 'modify', 'decideAugmentation', 'pause', 'resume', 'rollback', 'replacePlan']),
  accepted: z.boolean(),
  reason: z.string(),
  at: InstantSchema,
  approver: z.strictObject({ name: z.string(), verified: z.boolean() }),
  via: z.enum(['signal', 'update', 'advance']),
  plan_digest: DigestSchema.nullable(),
  task_id: IdSchema.nullable(),
  comment: z.string().nullable(),
  /** Of a revision: the alternative that was chosen instead of planning anew. */
  alternative: z.number().int().optional(),
});
export type Decision = z.infer<typeof DecisionSchema>;

/** Durable proof of an approval: it covers task digests, policy, tool schemas and budget (G3). */
export const ReceiptSchema = z.strictObject({
  receipt_id: z.string(),
  workflow_id: z.string(),
  revision: z.number().int().positive(),
  plan_digest: DigestSchema,
  /** Task id → digest of the task with its decomposition. */
  task_digests: z.record(z.string(), DigestSchema),
  policy_version: z.string(),
  registry_digests: z.record(z.string(), DigestSchema),
  budget_usd: z.number().nullable(),
  decision: DecisionSchema,
  /** Effect classes that an advance approval (`--yes`) covers; null: everything in `task_digests`. */
  effects: z.array(EffectClassSchema).nullable(),
});
export type Receipt = z.infer<typeof ReceiptSchema>;

/** What is signed: one manifest per approved revision. `root` is the Merkle root over the sorted intent digests. */
export const SealManifestSchema = z.strictObject({
  workflow_id: z.string(),
  revision: z.number().int().positive(),
  plan_digest: DigestSchema,
  root: DigestSchema,
  /** `task/step` → digest of the intent (RFC 8785 JSON of the step with its resolved operation version). */
  intents: z.record(z.string(), DigestSchema),
  /** Every task of the plan that has one, approved already or not. */
  constructs: z.record(IdSchema, ConstructSchema).optional(),
  policy_version: z.string(),
  registry_digests: z.record(z.string(), DigestSchema),
  receipts: z.array(z.string()),
  issued_at: InstantSchema,
  expires_at: InstantSchema,
});
export type SealManifest = z.infer<typeof SealManifestSchema>;

/** A manifest and its Ed25519 signature over the RFC 8785 JSON of the manifest, base64. */
export const SealSchema = z.strictObject({ manifest: SealManifestSchema, signature: z.string(), key_id: z.string() });
export type Seal = z.infer<typeof SealSchema>;

/** Lets the executor profile exactly one file, without approval and without a network connection. */
export const ProfileSealSchema = z.strictObject({
  sha256: DigestSchema,
  workflow_id: z.string(),
  expires_at: InstantSchema,
  signature: z.string(),
  key_id: z.string(),
});
export type ProfileSeal = z.infer<typeof ProfileSealSchema>;
