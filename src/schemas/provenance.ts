import { z } from 'zod';
import { DigestSchema, InstantSchema, JsonSchema } from './json.ts';

export const EventKindSchema = z.enum([
  'goal', 'constraints', 'attachment', 'profile', 'interpretation', 'question', 'answer', 'typed_goal', 'model_call', 'document',
  'plan', 'search', 'link', 'augmentation', 'decomposition', 'validation', 'wait', 'decision', 'receipt', 'seal', 'execution_started',
  'opening', 'execution', 'artifact', 'modification', 'analysis', 'archive', 'status',
]);
export type EventKind = z.infer<typeof EventKindSchema>;

/**
 * One link of a run's chain. `hash` = SHA-256 over `previous`, `workflow_id`, `seq`, `kind`, `subject`, `at`, the causes and the
 * body's digest, newline separated (src/provenance/hash.ts). `causes` are event ids of the same run.
 */
export const EventSchema = z.strictObject({
  event_id: z.string(),
  workflow_id: z.string(),
  seq: z.number().int().positive(),
  kind: EventKindSchema,
  /** What the event is about: a task, step (`task/step`), artifact digest, decision id, question id … */
  subject: z.string(),
  at: InstantSchema,
  causes: z.array(z.string()),
  body: JsonSchema,
  previous: DigestSchema,
  hash: DigestSchema,
});
export type ProvenanceEvent = z.infer<typeof EventSchema>;

/** What a caller hands to the store; `key` makes the append idempotent (an activity retry writes nothing twice). */
export interface NewEvent {
  key: string;
  kind: EventKind;
  subject: string;
  causes: string[];
  body: unknown;
}
