import type { Database } from '../database/database.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Outcome } from '../schemas/outcome.ts';
import { canonicalText, sha256 } from './hash.ts';
import type { Calibration, FinishedStep, LedgerEntry, RunDocumentKind, RunStore } from './run-store.ts';
import { storable } from './storable.ts';
import { together } from './together.ts';

/** Documents that prove something, or that a run was started with: once written they stay as they are. */
const FIXED: readonly RunDocumentKind[] = ['input', 'policy', 'receipt', 'seal', 'outcome'];
/** How many of the last runs of an operation an estimate looks at. */
const SAMPLE = 50;
/** How many runs of an operation are handed out one by one. */
const PAST_RUNS = 100;
/** How many analysed runs say how well estimates hold. */
const CALIBRATED = 200;
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

type Run = Awaited<ReturnType<RunStore['runs']>>[number];

/** How many documents one statement reads at most. */
const MOST_AT_ONCE = 200;

/** The working state of runs in Postgres: one statement per method, safe to repeat. Documents that are asked for at the same time are read together. */
export class PostgresRunStore implements RunStore {
  readonly #database: Database;
  readonly #read: (place: readonly [workflowId: string, kind: RunDocumentKind, key: string]) => Promise<string | null>;

  constructor(database: Database) {
    this.#database = database;
    this.#read = together(MOST_AT_ONCE, (places) => this.#bodies(places));
  }

  async put(workflowId: string, kind: RunDocumentKind, key: string, body: unknown): Promise<void> {
    const digest = sha256(canonicalText(body));
    const written = await this.#database.query(
      `INSERT INTO run_documents AS d (workflow_id, kind, key, body, sha256) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (workflow_id, kind, key) DO UPDATE SET body = excluded.body, sha256 = excluded.sha256, written_at = now()
       WHERE d.sha256 = excluded.sha256 OR NOT d.kind = ANY ($6::text[]) RETURNING d.key`,
      [workflowId, kind, storable(key), JSON.stringify(body ?? null), digest, [...FIXED]],
    );
    if (written.length === 0) throw fixed(workflowId, kind, key, digest);
  }

  async get<T>(workflowId: string, kind: RunDocumentKind, key: string): Promise<T | null> {
    const body = await this.#read([workflowId, kind, storable(key)]);
    return body === null ? null : (JSON.parse(body) as T);
  }

  async #bodies(places: readonly (readonly [string, RunDocumentKind, string])[]): Promise<(string | null)[]> {
    // a large document that many ask for at once is sent once
    const keys = places.map((place) => JSON.stringify(place));
    const asked = [...new Map(places.map((place, at) => [keys[at] ?? '', place])).entries()];
    const rows = await this.#database.query<{ at: number; body: string }>(
      `SELECT asked.at::integer AS at, d.body FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (workflow_id, kind, key, at)
       JOIN run_documents d ON d.workflow_id = asked.workflow_id AND d.kind = asked.kind AND d.key = asked.key`,
      [asked.map(([, [workflowId]]) => workflowId), asked.map(([, [, kind]]) => kind), asked.map(([, [, , key]]) => key)],
    );
    const bodies = new Map(rows.map((row) => [asked[row.at - 1]?.[0], row.body]));
    return keys.map((key) => bodies.get(key) ?? null);
  }

  async list<T>(workflowId: string, kind: RunDocumentKind, under = ''): Promise<{ key: string; body: T }[]> {
    const rows = await this.#database.query<{ key: string; body: string }>(
      'SELECT key, body FROM run_documents WHERE workflow_id = $1 AND kind = $2 AND starts_with(key, $3) ORDER BY key COLLATE "C"', [workflowId, kind, storable(under)]);
    return rows.map((row) => ({ key: row.key, body: JSON.parse(row.body) as T }));
  }

  async newest<T>(kind: RunDocumentKind, limit: number): Promise<T[]> {
    const rows = await this.#database.query<{ body: string }>(
      'SELECT body FROM run_documents WHERE kind = $1 ORDER BY written_at DESC, workflow_id, key LIMIT $2::integer', [kind, limit]);
    return rows.map((row) => JSON.parse(row.body) as T);
  }

  async upsertRun(run: Omit<Run, 'created_at'>): Promise<void> {
    await this.#database.query(
      `INSERT INTO runs (workflow_id, run_id, goal, status, waits, ended_at) VALUES ($1, $2, $3, $4, $5::integer, $6::timestamptz)
       ON CONFLICT (workflow_id) DO UPDATE SET run_id = excluded.run_id, goal = excluded.goal, status = excluded.status,
         waits = excluded.waits, ended_at = excluded.ended_at`,
      [run.workflow_id, run.run_id, storable(run.goal), run.status, run.waits, run.ended_at],
    );
  }

  async runs(): Promise<Run[]> {
    return this.#database.query<Run>(
      `SELECT workflow_id, run_id, goal, status, waits, to_char(created_at AT TIME ZONE 'UTC', ${INSTANT}) AS created_at,
              to_char(ended_at AT TIME ZONE 'UTC', ${INSTANT}) AS ended_at
       FROM runs ORDER BY runs.created_at DESC, workflow_id`,
    );
  }

  async begin(key: string, about: { workflow_id: string; task_id: string; step_id: string; attempt: number }): Promise<LedgerEntry> {
    const [row] = await this.#database.query<{ attempt: number; outcome: string | null }>(
      `INSERT INTO effect_ledger AS l (key, workflow_id, task_id, step_id, attempt) VALUES ($1, $2, $3, $4, $5::integer)
       ON CONFLICT (key) DO UPDATE SET attempt = l.attempt RETURNING l.attempt, l.outcome`,
      [key, about.workflow_id, about.task_id, about.step_id, about.attempt],
    );
    if (row === undefined) throw new Error(`Cannot begin effect "${key}": the database returned nothing.`);
    if (row.outcome !== null) return { state: 'done', outcome: JSON.parse(row.outcome) as Outcome };
    return row.attempt === about.attempt ? { state: 'new' } : { state: 'begun', attempt: row.attempt };
  }

  /** The first outcome of an effect stays: a second one, of an attempt that was thought dead, changes nothing. */
  async finish(key: string, outcome: Outcome, step?: FinishedStep): Promise<void> {
    if (step !== undefined) return await this.#finishStep(key, outcome, step);
    const rows = await this.#database.query(
      `UPDATE effect_ledger SET outcome = coalesce(outcome, $2::text), finished_at = coalesce(finished_at, clock_timestamp()) WHERE key = $1 RETURNING key`,
      [key, JSON.stringify(outcome)],
    );
    if (rows.length === 0) throw notBegun(key);
  }

  async #finishStep(key: string, outcome: Outcome, step: FinishedStep): Promise<void> {
    const digest = sha256(canonicalText(outcome));
    const [done] = await this.#database.query<{ finished: boolean; kept: boolean }>(
      `WITH finished AS (
         UPDATE effect_ledger SET outcome = coalesce(outcome, $2::text), finished_at = coalesce(finished_at, clock_timestamp()) WHERE key = $1 RETURNING key
       ), kept AS (
         INSERT INTO run_documents AS d (workflow_id, kind, key, body, sha256) SELECT $3, 'outcome', $4, $2::text, $5 FROM finished
         ON CONFLICT (workflow_id, kind, key) DO UPDATE SET written_at = now() WHERE d.sha256 = excluded.sha256 RETURNING d.key
       ), past AS (
         INSERT INTO operation_durations (operation, duration_ms, usd, bytes_in, model) SELECT $6, $7::float8, $8::float8, $9::float8, $10 FROM finished RETURNING id
       )
       SELECT EXISTS (SELECT 1 FROM finished) AS finished, EXISTS (SELECT 1 FROM kept) AS kept`,
      [key, JSON.stringify(outcome), step.workflow_id, storable(step.key), digest, step.operation, step.duration_ms, step.usd, step.bytes_in, step.model === null ? null : storable(step.model)],
    );
    if (done?.finished !== true) throw notBegun(key);
    if (!done.kept) throw fixed(step.workflow_id, 'outcome', step.key, digest);
  }

  async recordDuration(operation: string, durationMs: number, usd: number, about?: { bytes_in: number; model: string | null }): Promise<void> {
    await this.#database.query(
      'INSERT INTO operation_durations (operation, duration_ms, usd, bytes_in, model) VALUES ($1, $2::float8, $3::float8, $4::float8, $5)',
      [operation, durationMs, usd, about?.bytes_in ?? null, typeof about?.model === 'string' ? storable(about.model) : null],
    );
  }

  async pastRuns(operations: readonly string[]): ReturnType<RunStore['pastRuns']> {
    const rows = await this.#database.query<{ operation: string; duration_ms: number; usd: number; bytes_in: number | null; model: string | null }>(
      `SELECT wanted.operation, d.duration_ms, d.usd, d.bytes_in, d.model
       FROM unnest($1::text[]) AS wanted (operation)
       CROSS JOIN LATERAL (SELECT id, duration_ms, usd, bytes_in, model FROM operation_durations o WHERE o.operation = wanted.operation ORDER BY id DESC LIMIT ${PAST_RUNS}) AS d
       ORDER BY wanted.operation, d.id`,
      [[...new Set(operations)]],
    );
    return Object.fromEntries([...Map.groupBy(rows, (row) => row.operation)].map(([operation, own]) => [operation, own.map(({ operation: _operation, ...run }) => run)]));
  }

  async calibration(): Promise<Calibration> {
    const rows = await this.#database.query<{ calibration: string | null }>(
      `SELECT (body::json -> 'calibration')::text AS calibration FROM (SELECT body FROM run_documents WHERE kind = 'analysis' ORDER BY written_at DESC LIMIT ${CALIBRATED}) AS newest`);
    const total: Calibration = { tasks: { within: 0, of: 0 }, runs: { within: 0, of: 0 } };
    for (const row of rows) {
      const one = row.calibration === null ? null : (JSON.parse(row.calibration) as Calibration | null);
      if (one === null) continue;
      for (const part of ['tasks', 'runs'] as const) {
        total[part].within += one[part].within;
        total[part].of += one[part].of;
      }
    }
    return total;
  }

  async estimates(operations: readonly string[]): ReturnType<RunStore['estimates']> {
    const rows = await this.#database.query<{ operation: string; low_ms: number; high_ms: number; low_usd: number; high_usd: number; runs: number }>(
      `SELECT wanted.operation, count(*)::integer AS runs,
         percentile_cont(0.1) WITHIN GROUP (ORDER BY d.duration_ms) AS low_ms, percentile_cont(0.9) WITHIN GROUP (ORDER BY d.duration_ms) AS high_ms,
         percentile_cont(0.1) WITHIN GROUP (ORDER BY d.usd) AS low_usd, percentile_cont(0.9) WITHIN GROUP (ORDER BY d.usd) AS high_usd
       FROM unnest($1::text[]) AS wanted (operation)
       CROSS JOIN LATERAL (SELECT duration_ms, usd FROM operation_durations o WHERE o.operation = wanted.operation ORDER BY id DESC LIMIT ${SAMPLE}) AS d
       GROUP BY wanted.operation ORDER BY wanted.operation`,
      [[...new Set(operations)]],
    );
    return Object.fromEntries(rows.map(({ operation, ...estimate }) => [operation, estimate]));
  }

  async recordSkeleton(shape: string, goalKinds: string[], succeeded: boolean): Promise<void> {
    await this.#database.query(
      `INSERT INTO plan_skeletons AS s (shape, goal_kinds, succeeded, failed) VALUES ($1, $2, $3::integer, $4::integer)
       ON CONFLICT (shape) DO UPDATE SET succeeded = s.succeeded + excluded.succeeded, failed = s.failed + excluded.failed,
         goal_kinds = excluded.goal_kinds, last_at = clock_timestamp()`,
      [shape, canonicalText(goalKinds.toSorted()), succeeded ? 1 : 0, succeeded ? 0 : 1],
    );
  }

  async skeleton(shape: string): Promise<{ succeeded: number; failed: number }> {
    const [known] = await this.#database.query<{ succeeded: number; failed: number }>('SELECT succeeded, failed FROM plan_skeletons WHERE shape = $1', [shape]);
    return known ?? { succeeded: 0, failed: 0 };
  }

  async recordAugmentation(rule: string, accepted: boolean): Promise<void> {
    await this.#database.query(
      `INSERT INTO augmentation_counts AS a (rule, accepted, dismissed) VALUES ($1, $2::integer, $3::integer)
       ON CONFLICT (rule) DO UPDATE SET accepted = a.accepted + excluded.accepted, dismissed = a.dismissed + excluded.dismissed`,
      [rule, accepted ? 1 : 0, accepted ? 0 : 1],
    );
  }

  async augmentationCounts(): ReturnType<RunStore['augmentationCounts']> {
    const rows = await this.#database.query<{ rule: string; accepted: number; dismissed: number }>(
      'SELECT rule, accepted, dismissed FROM augmentation_counts ORDER BY rule COLLATE "C"');
    return Object.fromEntries(rows.map(({ rule, ...counts }) => [rule, counts]));
  }

  async cachedAnswer(requestDigest: string): Promise<unknown> {
    const [row] = await this.#database.query<{ body: string }>('SELECT body FROM model_answers WHERE request_digest = $1', [requestDigest]);
    return row === undefined ? null : (JSON.parse(row.body) as unknown);
  }

  async cacheAnswer(requestDigest: string, answer: unknown): Promise<void> {
    await this.#database.query('INSERT INTO model_answers (request_digest, body) VALUES ($1, $2) ON CONFLICT DO NOTHING', [requestDigest, JSON.stringify(answer ?? null)]);
  }

  async spend(workflowId: string, key: string, usd: number): Promise<number> {
    const [row] = await this.#database.query<{ total: number }>('SELECT planwright_spend($1::text, $2::text, $3::float8) AS total', [workflowId, storable(key), usd]);
    return row?.total ?? 0;
  }
}

function fixed(workflowId: string, kind: RunDocumentKind, key: string, digest: string): PlanwrightError {
  return new PlanwrightError(
    'Plan.Invalid',
    `Cannot change ${kind} "${key}" of run "${workflowId}": it was written before with another content, and the new digest is ${digest}. Write it under a key of its own.`,
  );
}

function notBegun(key: string): PlanwrightError {
  return new PlanwrightError('Plan.Invalid', `Cannot finish effect "${key}": it was never begun. Begin an effect before it runs.`);
}
