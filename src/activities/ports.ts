import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Model } from '../llm/model.ts';
import type { StepModels } from '../llm/step-models.ts';
import type { WriteRows } from '../llm/model-tools.ts';
import type { Complexity } from '../plan/complexity.ts';
import type { ReadRows } from '../llm/narrate-tool.ts';
import type { ExecutionPorts } from '../execution/ports.ts';
import type { ProvenanceStore } from '../provenance/store.ts';
import type { RunStore } from '../provenance/run-store.ts';
import type { ModelRole } from '../schemas/model.ts';
import type { Pack } from '../schemas/operation.ts';
import type { BlobStore } from '../tools/blob.ts';
import type { Tool } from '../tools/tool.ts';

/** Stores and declarations that every role has. */
export interface StorePorts {
  runStore: RunStore;
  provenance: ProvenanceStore;
  knowledge: Knowledge;
  blobs: BlobStore;
  packs: { readonly [name: string]: Pack };
  /** Declarations of every tool; only the execution role may load an implementation. */
  tools: readonly Tool[];
}

export interface OrchestrationPorts extends StorePorts {
  /** The only copy of the signing key (PKCS #8 PEM) that any role reads. */
  privateKeyPem: string;
  publicKeyPem: string;
  /** `provider:model` that the reasoning role is configured with, or null; a name, never a key. */
  defaultModel: string | null;
  /** Names of the models that answer model steps, by the run's choice; null: none, or nothing is known of them. */
  stepModels?(choice: string | null): StepModels | null;
  /** Where finished runs and their artifacts are laid out for people: one directory per run. */
  runsDirectory: string;
}

export interface ReasoningPorts extends StorePorts {
  /** The model for a role, by the run's choice or the configured one, and for a task of that complexity; null: none, work offline. */
  modelFor(role: ModelRole, choice: string | null, complexity?: Complexity | null): Model | null;
  /** For model steps: the same executor, with the model tools of this role. */
  execution: ExecutionPorts;
  /** Rows of a table artifact, for model steps. */
  readRows: ReadRows;
  /** A table of what a model step read or labelled. */
  writeRows: WriteRows;
}

export interface ExecutionRolePorts extends StorePorts {
  execution: ExecutionPorts;
}
