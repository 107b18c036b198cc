import type { NewEvent, ProvenanceEvent } from '../schemas/provenance.ts';

/** A place in a chain, kept outside the database (an archive, a receipt), against which the chain is compared. */
export interface Anchor {
  seq: number;
  hash: string;
}

/**
 * The record of a run: an append-only hash chain. `append` is idempotent by `key` (a retried activity returns the event that is
 * already there), ordered, and atomic per call; the head row of the run is locked inside the statement.
 */
export interface ProvenanceStore {
  append(workflowId: string, event: NewEvent): Promise<{ event_id: string; seq: number; hash: string }>;
  /**
   * Appends events whose causes are named by key, in order and all at once; those that do not exist are left out. Idempotent like `append`. Events that
   * are given at the same time by several callers are written together.
   */
  appendAll(workflowId: string, events: readonly NewEvent[]): Promise<void>;
  /** Events of a run in order, from `after` (exclusive). */
  read(workflowId: string, options?: { after?: number; limit?: number; kinds?: string[] }): Promise<ProvenanceEvent[]>;
  /** The ids of the events with these keys that are there, in the order of the keys: how a writer names its causes. */
  idsOf(workflowId: string, keys: readonly string[]): Promise<string[]>;
  /** The last link of a run's chain, to be kept elsewhere and given to `verify`; null where there is no chain. */
  head(workflowId: string): Promise<Anchor | null>;
  /**
   * Recomputes the chain; returns the first broken link, or null. Compares the tail with the head row. With an anchor from outside, a
   * chain that was rewritten as a whole, dropped with its head, or restored from before the anchor is found too.
   */
  verify(workflowId: string, anchor?: Anchor): Promise<{ seq: number; reason: string } | null>;
}
