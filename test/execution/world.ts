import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionPorts, StepStore } from '../../src/execution/ports.ts';
import { createSandbox } from '../../src/execution/sandbox/sandbox.ts';
import { intentKey, signManifest } from '../../src/execution/seal.ts';
import type { StepInput } from '../../src/execution/execute-step.ts';
import { intentDigest, merkleRoot } from '../../src/plan/digest.ts';
import { FileBlobStore } from '../../src/provenance/file-blob-store.ts';
import type { LedgerEntry } from '../../src/provenance/run-store.ts';
import type { SealManifest } from '../../src/schemas/approval.ts';
import type { Binding, Decomposition, Step } from '../../src/schemas/decomposition.ts';
import type { Dataset } from '../../src/schemas/operation.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { toolDigests } from '../../src/tools/registry.ts';
import { tools as testTools } from './fixtures/tools.ts';

export const NOW = '2026-03-01T12:00:00.000Z';
export const keys = generateKeyPairSync('ed25519', { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });

/** The run store's contract in memory; `documents` and `ledger` are open to tampering. */
export function memoryStore(): StepStore & { documents: Map<string, unknown>; ledger: Map<string, LedgerEntry & { attempt?: number }>; durations: string[] } {
  const documents = new Map<string, unknown>();
  const ledger = new Map<string, LedgerEntry & { attempt?: number }>();
  const durations: string[] = [];
  const copy = <T>(value: T): T => structuredClone(value);
  return {
    documents,
    ledger,
    durations,
    put: (workflow, kind, key, body) => {
      documents.set(`${workflow}:${kind}:${key}`, copy(body));
      return Promise.resolve();
    },
    get: <T>(workflow: string, kind: string, key: string) => Promise.resolve(copy((documents.get(`${workflow}:${kind}:${key}`) ?? null) as T | null)),
    list: <T>(workflow: string, kind: string, under = '') => {
      const prefix = `${workflow}:${kind}:`;
      return Promise.resolve([...documents].filter(([key]) => key.startsWith(prefix + under)).map(([key, body]) => ({ key: key.slice(prefix.length), body: copy(body) as T })));
    },
    begin: (key, about) => {
      const known = ledger.get(key);
      if (known?.state === 'begun' && known.attempt === about.attempt) return Promise.resolve({ state: 'new' });
      if (known !== undefined) return Promise.resolve(copy(known));
      ledger.set(key, { state: 'begun', attempt: about.attempt });
      return Promise.resolve({ state: 'new' });
    },
    finish: (key, outcome: Outcome, step) => {
      ledger.set(key, { state: 'done', outcome: copy(outcome) });
      if (step !== undefined) {
        documents.set(`${step.workflow_id}:outcome:${step.key}`, copy(outcome));
        durations.push(step.operation);
      }
      return Promise.resolve();
    },
  };
}

export interface World extends Omit<ExecutionPorts, 'runStore'> {
  runStore: ReturnType<typeof memoryStore>;
  root: string;
  secretValues: Map<string, string>;
  datasetList: Dataset[];
  close(): Promise<void>;
}

export async function makeWorld(options: { tools?: Tool[]; spares?: number } = {}): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'planwright-test-'));
  const secretValues = new Map<string, string>();
  const datasetList: Dataset[] = [];
  const sandbox = createSandbox({ toolsModule: new URL('./fixtures/tools.ts', import.meta.url).href, spares: options.spares ?? 0 });
  return {
    root,
    secretValues,
    datasetList,
    runStore: memoryStore(),
    blobs: new FileBlobStore(join(root, 'blobs')),
    tools: options.tools ?? testTools,
    publicKeyPem: keys.publicKey,
    datasets: (id) => Promise.resolve(datasetList.find((one) => one.id === id) ?? null),
    secrets: { get: (name) => Promise.resolve(secretValues.get(name) ?? null) },
    network: { allowedHosts: [], mirror: null },
    homes: { scratch: join(root, 'scratch'), output: join(root, 'output') },
    sandbox,
    async close() {
      await sandbox.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function makeStep(operation: string, inputs: { [name: string]: Binding | Binding[] } = {}, over: Partial<Step> = {}, intent: Partial<Step['tool_intent']> = {}): Step {
  return {
    step_id: 's1',
    action: `Do ${operation}`,
    tool_intent: { tool_name: 'probe', operation, required_inputs: inputs, expected_outputs: { text: { kind: 'text' } }, validation_criteria: [], ...intent },
    documentation_references: [],
    preconditions: [],
    postconditions: [],
    rollback_strategy: 'none',
    ...over,
  };
}

export function manifestOf(world: Pick<World, 'tools'>, decompositions: Decomposition[], over: Partial<SealManifest> = {}): SealManifest {
  const version = (step: Step): string =>
    world.tools.find((one) => one.name === step.tool_intent.tool_name)?.operations.find((one) => one.operation === step.tool_intent.operation)?.version ?? '';
  const intents = Object.fromEntries(decompositions.flatMap((one) => one.steps.map((step) => [intentKey(one.task_id, step.step_id), intentDigest(step, version(step))])));
  return {
    workflow_id: 'goal-test',
    revision: 1,
    plan_digest: 'a'.repeat(64),
    root: merkleRoot(Object.values(intents)),
    intents,
    policy_version: '1',
    registry_digests: toolDigests(world.tools),
    receipts: ['receipt-1'],
    issued_at: '2026-03-01T11:00:00.000Z',
    expires_at: '2026-03-01T13:00:00.000Z',
    ...over,
  };
}

/** Stores and seals the tasks, as orchestration does after approval. */
export async function approve(world: World, tasks: { [task: string]: Step[] }, over: Partial<SealManifest> = {}): Promise<Decomposition[]> {
  const decompositions = Object.entries(tasks).map(([task_id, steps]) => ({ task_id, steps }));
  for (const one of decompositions) await world.runStore.put('goal-test', 'decomposition', `1/${one.task_id}`, one);
  await world.runStore.put('goal-test', 'seal', '1', signManifest(manifestOf(world, decompositions, over), keys.privateKey));
  return decompositions;
}

export function stepInput(over: Partial<StepInput> = {}): StepInput {
  return { workflow_id: 'goal-test', revision: 1, task_id: 't1', step_id: 's1', iteration: 0, generation: 0, attempt: 1, now: NOW, ...over };
}

export const quiet = { signal: new AbortController().signal, progress: (): void => undefined };

export async function content(world: World, outcome: Outcome, port = 'text'): Promise<string> {
  const artifact = outcome.outputs[port];
  if (artifact === undefined || Array.isArray(artifact)) throw new Error(`no artifact at ${port}`);
  return Buffer.from(await world.blobs.get(artifact.sha256)).toString('utf8');
}
