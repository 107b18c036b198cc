import type { Dataset } from '../schemas/operation.ts';
import type { RunStore } from '../provenance/run-store.ts';
import type { BlobStore } from '../tools/blob.ts';
import type { Tool } from '../tools/tool.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** Secrets by name. The executor alone resolves them; a value is never logged, stored or hashed. */
export interface Secrets {
  get(name: string): Promise<string | null>;
}

/** What the executor keeps of a run: documents in, outcomes and the ledger of effects out. */
export type StepStore = Pick<RunStore, 'get' | 'list' | 'put' | 'begin' | 'finish'>;

export interface ExecutionPorts {
  runStore: StepStore;
  blobs: BlobStore;
  /** The tools of this role: `tools` of src/tools for execution, the model steps for reasoning. */
  tools: readonly Tool[];
  /** SPKI PEM of the orchestration role's signing key; the private half never comes here. */
  publicKeyPem: string;
  /** The dataset of that id in the run's frozen registry, or null. */
  datasets(id: string): Promise<Dataset | null>;
  secrets: Secrets;
  /** Hosts for operations of tools that name none of their own, and hosts that the policy forbids to all. */
  network: { allowedHosts: readonly string[]; mirror: string | null; forbids?: readonly string[] };
  /** `scratch`: where steps get their directories; `output`: below it each run has an output root of its own. */
  homes: { scratch: string; output: string };
  /** Children for operations that run in a process of their own. */
  sandbox: Sandbox;
}
