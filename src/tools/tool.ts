import type { Json } from '../schemas/json.ts';
import type { ModelCall } from '../schemas/model.ts';
import type { Document, Operation } from '../schemas/operation.ts';
import type { Artifact } from '../schemas/outcome.ts';
import type { BlobStore } from './blob.ts';

/** An input as an operation receives it: resolved, labelled, verified by digest. */
export interface ToolRequest {
  /** By port name; a list for variadic ports and ports of cardinality `list`. */
  inputs: { [port: string]: Artifact[] };
  parameters: { [name: string]: Json };
}

/** What an operation may use. Nothing else is reachable: no environment, no other files, no model. */
export interface ToolContext {
  blobs: BlobStore;
  /** An empty directory of this step's own, removed afterwards. */
  scratch: string;
  /** The run's output root; only `file` operations write there. */
  outputRoot: string;
  signal: AbortSignal;
  /** Stable across retries of the same effect (G6). */
  idempotencyKey: string;
  /** Reports that the operation is alive; also what `watch` shows. */
  progress(message: string): void;
  /** Network settings; absent for operations that run in a child process of their own. */
  network?: { allowedHosts: readonly string[]; mirror: string | null };
  /** Shipped data by dataset id, for `source` inputs that come from a pack. */
  datasetPath(dataset: string): Promise<string>;
  /** Time as the workflow sees it (start of the activity), ISO 8601; for `time_dependent` operations only. */
  now: string;
}

export interface ToolResult {
  /** The value at the operation's output port. */
  output: Artifact;
  /** The elements, where the port's cardinality is `list`; `output` is then their index, a small JSON document. */
  elements?: Artifact[];
  sideEffects?: { effect: string; description: string; undo: string | null }[];
  resources?: { calls?: number; bytes_in?: number; bytes_out?: number; input_tokens?: number; output_tokens?: number; usd?: number };
  /** Requests that a model step made, with the texts that the record keeps by digest. */
  model_calls?: { call: ModelCall; prompt: string; response: string }[];
}

/**
 * The implementation of one operation. Refusals and faults are thrown as `PlanwrightError` with a `Tool.*` type, which decides whether
 * Temporal retries. It must not keep state between calls.
 */
export type ToolRun = (request: ToolRequest, context: ToolContext) => Promise<ToolResult>;

/** Declarations are data and may be imported anywhere; `load` brings the implementation and is only called by the executor. */
export interface Tool {
  name: string;
  version: string;
  title: string;
  operations: Operation[];
  /** What the operations' `documents` refer to. */
  documents?: Document[];
  /** Hosts (`host` or `host:port`) that the operations reach; whoever installs the tool allows them. */
  hosts?: readonly string[];
  load(operation: string): Promise<ToolRun>;
}
