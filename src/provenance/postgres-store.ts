import type { Database } from '../database/database.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import { EventKindSchema, type EventKind, type NewEvent, type ProvenanceEvent } from '../schemas/provenance.ts';
import { canonicalText, eventHash, eventId, GENESIS } from './hash.ts';
import { storable } from './storable.ts';
import type { Anchor, ProvenanceStore } from './store.ts';
import { together } from './together.ts';

type EventRow = {
  event_id: string;
  workflow_id: string;
  seq: number;
  kind: EventKind;
  subject: string;
  at: string;
  causes: string;
  body: string;
  previous: string;
  hash: string;
};

const COLUMNS = 'event_id, workflow_id, seq, kind, subject, at, causes, body, previous, hash';
const PAGE = 1_000;
/** How many callers one statement writes for at most. */
const MOST_ENTRIES = 100;

/** What one caller appends at once. */
interface Entry {
  workflowId: string;
  events: readonly NewEvent[];
}

/** The record in Postgres. The chain is computed by the database inside one call; this class recomputes it when it verifies. */
export class PostgresProvenanceStore implements ProvenanceStore {
  readonly #database: Database;
  readonly #write: (entry: Entry) => Promise<void>;

  constructor(database: Database) {
    this.#database = database;
    // an entry that the database refuses is no reason to refuse the others
    this.#write = together(MOST_ENTRIES, (entries) => this.#appendEntries(entries), (error) => !(error instanceof PlanwrightError));
  }

  async append(workflowId: string, event: NewEvent): Promise<{ event_id: string; seq: number; hash: string }> {
    check(workflowId, event);
    const [appended] = await this.#database.query<{ event_id: string; seq: number; hash: string }>(
      'SELECT event_id, seq, hash FROM planwright_append_event($1::text, $2::text, $3::text, $4::text, $5::text, $6::text)',
      [workflowId, storable(event.key), event.kind, storable(event.subject), canonicalText(event.causes), canonicalText(event.body)],
    );
    if (appended === undefined) throw new Error(`Cannot record event "${event.key}": the database returned nothing.`);
    return appended;
  }

  async appendAll(workflowId: string, events: readonly NewEvent[]): Promise<void> {
    for (const event of events) check(workflowId, event);
    if (events.length > 0) await this.#write({ workflowId, events });
  }

  async #appendEntries(entries: readonly Entry[]): Promise<void[]> {
    const all = entries.flatMap(({ workflowId, events }) => events.map((event) => ({ workflowId, event })));
    await this.#database.query('SELECT planwright_append_events($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])', [
      all.map(({ workflowId }) => workflowId),
      all.map(({ event }) => storable(event.key)),
      all.map(({ event }) => event.kind),
      all.map(({ event }) => storable(event.subject)),
      all.map(({ event }) => JSON.stringify(event.causes.map(storable))),
      all.map(({ event }) => canonicalText(event.body)),
    ]);
    return entries.map(() => undefined);
  }

  async read(workflowId: string, options: { after?: number; limit?: number; kinds?: string[] } = {}): Promise<ProvenanceEvent[]> {
    const events: ProvenanceEvent[] = [];
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    let after = options.after ?? 0;
    while (events.length < limit) {
      const page = Math.min(PAGE, limit - events.length);
      const rows = await this.#page(workflowId, after, page, options.kinds ?? null);
      events.push(...rows.map(eventOf));
      if (rows.length < page) break;
      after = rows.at(-1)?.seq ?? after;
    }
    return events;
  }

  async idsOf(workflowId: string, keys: readonly string[]): Promise<string[]> {
    if (keys.length === 0) return [];
    const rows = await this.#database.query<{ event_id: string; key: string }>(
      'SELECT event_id, key FROM provenance_events WHERE workflow_id = $1 AND key = ANY ($2::text[])',
      [workflowId, keys.map(storable)],
    );
    const ids = new Map(rows.map((row) => [row.key, row.event_id]));
    return [...new Set(keys.flatMap((key) => ids.get(storable(key)) ?? []))];
  }

  async head(workflowId: string): Promise<Anchor | null> {
    const [head] = await this.#database.query<{ seq: number; hash: string }>('SELECT seq, hash FROM provenance_heads WHERE workflow_id = $1', [workflowId]);
    return head ?? null;
  }

  async verify(workflowId: string, anchor?: Anchor): Promise<{ seq: number; reason: string } | null> {
    // One statement sees head and events at one moment, and an append moves both: nothing may stand beyond the head.
    const [head] = await this.#database.query<{ seq: number; hash: string; beyond: boolean }>(
      `SELECT h.seq, h.hash, EXISTS (SELECT 1 FROM provenance_events e WHERE e.workflow_id = h.workflow_id AND e.seq > h.seq) AS beyond
       FROM provenance_heads h WHERE h.workflow_id = $1`,
      [workflowId],
    );
    if (head === undefined) return this.#verifyAbsent(workflowId, anchor);
    if (head.beyond) return { seq: head.seq + 1, reason: 'there are events beyond the head' };
    let seq = 0;
    let previous = GENESIS;
    while (seq < head.seq) {
      // Events appended while this runs lie beyond the head that was read first.
      const rows = await this.#page(workflowId, seq, Math.min(PAGE, head.seq - seq), null);
      if (rows.length === 0) return { seq: seq + 1, reason: `the tail is missing (expected ${head.seq} events, got ${seq})` };
      for (const row of rows) {
        const reason = brokenLink(row, workflowId, seq + 1, previous);
        if (reason !== null) return { seq: seq + 1, reason };
        seq = row.seq;
        previous = row.hash;
        if (anchor?.seq === seq && anchor.hash !== row.hash) return { seq, reason: `the link differs from the one that was kept outside (expected ${anchor.hash}, got ${row.hash})` };
      }
    }
    if (previous !== head.hash) return { seq, reason: `the last link differs from the head (expected ${head.hash}, got ${previous})` };
    return behindAnchor(seq, anchor);
  }

  async #verifyAbsent(workflowId: string, anchor: Anchor | undefined): Promise<{ seq: number; reason: string } | null> {
    const [traces] = await this.#database.query<{ events: boolean; run: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM provenance_events WHERE workflow_id = $1) AS events,
              EXISTS (SELECT 1 FROM runs WHERE workflow_id = $1) OR EXISTS (SELECT 1 FROM run_documents WHERE workflow_id = $1) AS run`,
      [workflowId],
    );
    if (traces?.events === true) return { seq: 1, reason: 'the chain has no head' };
    if (anchor !== undefined) return behindAnchor(0, anchor);
    return traces?.run === true ? { seq: 1, reason: 'the run exists, but its chain does not' } : null;
  }

  #page(workflowId: string, after: number, limit: number, kinds: string[] | null): Promise<EventRow[]> {
    return this.#database.query<EventRow>(
      `SELECT ${COLUMNS} FROM provenance_events
       WHERE workflow_id = $1 AND seq > $2::integer AND ($4::text[] IS NULL OR kind = ANY ($4::text[])) ORDER BY seq LIMIT $3::integer`,
      [workflowId, after, limit, kinds],
    );
  }
}

function check(workflowId: string, event: NewEvent): void {
  if (workflowId === '' || /[\n\r]/.test(workflowId) || workflowId !== storable(workflowId)) {
    throw new PlanwrightError('Input.Invalid', `Cannot record event "${event.key}": the workflow id is empty or has line breaks. Use another id.`);
  }
  if (!EventKindSchema.safeParse(event.kind).success) {
    throw new PlanwrightError('Input.Invalid', `Cannot record event "${event.key}": unknown kind "${String(event.kind)}". Use one of ${EventKindSchema.options.join(', ')}.`);
  }
}

function behindAnchor(seq: number, anchor: Anchor | undefined): { seq: number; reason: string } | null {
  if (anchor === undefined || anchor.seq <= seq) return null;
  return { seq: seq + 1, reason: `the chain ends before the link that was kept outside (expected at least ${anchor.seq} events, got ${seq})` };
}

function brokenLink(row: EventRow, workflowId: string, seq: number, previous: string): string | null {
  if (row.workflow_id !== workflowId) return `the event belongs to run "${row.workflow_id}"`;
  if (row.seq !== seq) return `an event is missing (expected ${seq}, got ${row.seq})`;
  if (row.event_id !== eventId(seq)) return `the event id differs (expected ${eventId(seq)}, got ${row.event_id})`;
  if (row.previous !== previous) return `the link to the event before is broken (expected ${previous}, got ${row.previous})`;
  const expected = eventHash(row);
  return row.hash === expected ? null : `the content differs from its hash (expected ${expected}, got ${row.hash})`;
}

function eventOf(row: EventRow): ProvenanceEvent {
  return { ...row, causes: JSON.parse(row.causes) as string[], body: JSON.parse(row.body) as ProvenanceEvent['body'] };
}
