import type { PastRun } from '../plan/estimate.ts';
import type { Outcome } from '../schemas/outcome.ts';
import type { Preview } from '../schemas/plan.ts';

/** Kinds of JSON documents that a run keeps beside its chain; the chain holds their digests. */
export type RunDocumentKind =
  | 'input' | 'registry' | 'policy' | 'constraints' | 'profile' | 'interpretation' | 'typed_goal' | 'plan' | 'decomposition' | 'validation'
  | 'receipt' | 'seal' | 'opening' | 'interaction' | 'outcome' | 'artifact' | 'analysis' | 'answer' | 'measure';

/** How often estimates held. */
export type Calibration = NonNullable<Preview['calibration']>;

/** Where the outcome of a step is kept, and what it took. */
export interface FinishedStep {
  workflow_id: string;
  /** Of the document. */
  key: string;
  operation: string;
  duration_ms: number;
  usd: number;
  bytes_in: number;
  model: string | null;
}

/** What is known of an effect: nothing yet, begun and not acknowledged, or done with its outcome. */
export type LedgerEntry = { state: 'new' } | { state: 'begun'; attempt: number } | { state: 'done'; outcome: Outcome };

/**
 * The working state of runs in Postgres. Every method is one statement; `put` is an idempotent upsert and refuses a different body for a
 * key that may not change (`input`, `policy`, `receipt`, `seal`, `outcome`) with `Store.Conflict` semantics (PlanwrightError `Plan.Invalid`).
 */
export interface RunStore {
  put(workflowId: string, kind: RunDocumentKind, key: string, body: unknown): Promise<void>;
  get<T>(workflowId: string, kind: RunDocumentKind, key: string): Promise<T | null>;
  /** `under`: only keys that begin so. */
  list<T>(workflowId: string, kind: RunDocumentKind, under?: string): Promise<{ key: string; body: T }[]>;

  /** The last documents of a kind over all runs, newest first. */
  newest<T>(kind: RunDocumentKind, limit: number): Promise<T[]>;

  /** Index of runs for `ls` and `inbox`; `waits` is the number of open waits. */
  upsertRun(run: { workflow_id: string; run_id: string; goal: string; status: string; waits: number; ended_at: string | null }): Promise<void>;
  runs(): Promise<{ workflow_id: string; run_id: string; goal: string; status: string; waits: number; created_at: string; ended_at: string | null }[]>;

  /** Claims an effect or step before it runs. The same attempt may claim again; a later attempt sees `begun` or `done`. */
  begin(key: string, about: { workflow_id: string; task_id: string; step_id: string; attempt: number }): Promise<LedgerEntry>;
  /** With `step`, what becomes of a step is kept by the same statement: its outcome as a document under `put`'s rules, and how long it took. */
  finish(key: string, outcome: Outcome, step?: FinishedStep): Promise<void>;

  /** Durations and costs of finished steps, and the 10th to 90th percentile of the last 50 per operation. */
  recordDuration(operation: string, durationMs: number, usd: number, about?: { bytes_in: number; model: string | null }): Promise<void>;
  estimates(operations: readonly string[]): Promise<{ [operation: string]: { low_ms: number; high_ms: number; low_usd: number; high_usd: number; runs: number } }>;
  /** The last 100 runs of each operation themselves, oldest first; operations that never ran are left out. */
  pastRuns(operations: readonly string[]): Promise<{ [operation: string]: PastRun[] }>;
  /** Of the last 200 analysed runs: tasks, and whole runs, whose estimate had a past behind it, and how many of them stayed in their range. */
  calibration(): Promise<Calibration>;

  /** Plans by shape (digest of the sorted operations and edges), with how often they succeeded and failed. */
  recordSkeleton(shape: string, goalKinds: string[], succeeded: boolean): Promise<void>;
  skeleton(shape: string): Promise<{ succeeded: number; failed: number }>;
  recordAugmentation(rule: string, accepted: boolean): Promise<void>;
  augmentationCounts(): Promise<{ [rule: string]: { accepted: number; dismissed: number } }>;

  /** Null where nothing is stored. */
  cachedAnswer(requestDigest: string): Promise<unknown>;
  cacheAnswer(requestDigest: string, answer: unknown): Promise<void>;
  /** Spending of a run against its budget, in US dollars; adds `usd` and returns the new total. */
  spend(workflowId: string, key: string, usd: number): Promise<number>;
}
