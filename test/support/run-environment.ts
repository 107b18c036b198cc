import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection as TemporalConnection, type HistoryAndWorkflowId } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { ExecutionActivities, OrchestrationActivities, ReasoningActivities } from '../../src/activities/contract.ts';
import { createExecutionActivities } from '../../src/activities/execution.ts';
import { createOrchestrationActivities } from '../../src/activities/orchestration.ts';
import type { StorePorts } from '../../src/activities/ports.ts';
import { createReasoningActivities } from '../../src/activities/reasoning.ts';
import { findPort } from '../../src/embedded/find-port.ts';
import { findTemporal } from '../../src/embedded/find-temporal.ts';
import { createHome } from '../../src/embedded/home.ts';
import { endProcess, identify } from '../../src/embedded/process-identity.ts';
import { checkTemporal } from '../../src/embedded/temporal-server.ts';
import type { ExecutionPorts } from '../../src/execution/ports.ts';
import { createSandbox } from '../../src/execution/sandbox/sandbox.ts';
import { PostgresKnowledge } from '../../src/knowledge/postgres-knowledge.ts';
import type { Connection } from '../../src/library/connection.ts';
import { loadInstalled } from '../../src/library/extensions.ts';
import type { Model } from '../../src/llm/model.ts';
import { FileBlobStore } from '../../src/provenance/file-blob-store.ts';
import { PostgresRunStore } from '../../src/provenance/postgres-run-store.ts';
import { PostgresProvenanceStore } from '../../src/provenance/postgres-store.ts';
import type { ModelRole } from '../../src/schemas/model.ts';
import type { Dataset } from '../../src/schemas/operation.ts';
import { toolsModule } from '../../src/roles/executor.ts';
import { readRows } from '../../src/tools/table/read-rows.ts';
import { writeRows } from '../../src/tools/table/write-rows.ts';
import { QUEUES } from '../../src/workflows/messages.ts';
import { openTestDatabase } from './database.ts';

export interface RunEnvironment {
  /** What a client of the library has. */
  connection: Connection;
  home: string;
  /** The activities of the three roles, as whoever can write to a task queue calls them. */
  activities: { orchestration: OrchestrationActivities; reasoning: ReasoningActivities; execution: ExecutionActivities };
  /** Replays every history of this environment against the bundle, then ends everything. */
  close(): Promise<void>;
}

export interface RunEnvironmentOptions {
  modelFor?: (role: ModelRole, choice: string | null, complexity?: 'low' | 'medium' | 'high' | null) => Model | null;
  defaultModel?: string | null;
  mirror?: string | null;
  /** Module with tools and packs of one's own. */
  extensions?: string;
  /** 0: every workflow task replays its history from the start. Default: the SDK's. */
  maxCachedWorkflows?: number;
  /** Path of the workflow bundle; for use outside of a test run, which has one to share. */
  bundle?: string;
}

/** Loaded when needed: it asks the test runner, which a script does not have. */
async function sharedBundle(): Promise<string> {
  return (await import('./shared-services.ts')).testWorkflowBundle();
}

let runtimeInstalled = false;

/**
 * The three roles as workers of this process on a Temporal dev server of its own, with PGlite: everything real but the separation of
 * processes, which has tests of its own.
 */
export async function openRunEnvironment(options: RunEnvironmentOptions = {}): Promise<RunEnvironment> {
  const root = await mkdtemp(join(tmpdir(), 'planwright-run-'));
  const { tools, packs } = await loadInstalled(options.extensions ?? null);
  const [server, database, bundle] = await Promise.all([startServer(root), openTestDatabase(), options.bundle ?? sharedBundle()]);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const blobs = new FileBlobStore(join(root, 'blobs'));
  const stores: StorePorts = { runStore: new PostgresRunStore(database), provenance: new PostgresProvenanceStore(database), knowledge: new PostgresKnowledge(database), blobs, packs, tools };
  const datasets = new Map<string, Dataset>(Object.values(packs).flatMap((pack) => pack.datasets.map((dataset) => [dataset.id, dataset])));
  const sandbox = createSandbox({ toolsModule: toolsModule(options.extensions ?? null), spares: 1 });
  const execution: ExecutionPorts = {
    runStore: stores.runStore,
    blobs,
    tools,
    publicKeyPem: publicKey,
    datasets: (id) => Promise.resolve(datasets.get(id) ?? null),
    secrets: { get: () => Promise.resolve(null) },
    network: { allowedHosts: ['data.giss.nasa.gov'], mirror: options.mirror ?? null },
    homes: { scratch: join(root, 'scratch'), output: join(root, 'output') },
    sandbox,
  };
  if (!runtimeInstalled) {
    Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error } });
    runtimeInstalled = true;
  }
  const native = await NativeConnection.connect({ address: server.address });
  const roles = {
    orchestration: createOrchestrationActivities({ ...stores, privateKeyPem: privateKey, publicKeyPem: publicKey, defaultModel: options.defaultModel ?? null, runsDirectory: join(root, 'runs') }),
    reasoning: createReasoningActivities({ ...stores, modelFor: options.modelFor ?? (() => null), execution, readRows, writeRows }),
    execution: createExecutionActivities({ ...stores, execution }),
  };
  const workers = await Promise.all(
    (Object.keys(roles) as (keyof typeof roles)[]).map((role) =>
      Worker.create({
        connection: native,
        taskQueue: QUEUES[role],
        activities: roles[role],
        maxHeartbeatThrottleInterval: '2s',
        ...(role === 'orchestration' ? { workflowBundle: { codePath: bundle } } : {}),
        ...(options.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.maxCachedWorkflows }),
      }),
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  const connection = await TemporalConnection.connect({ address: server.address });
  const temporal = new Client({ connection });
  return {
    home: root,
    activities: roles,
    connection: {
      temporal,
      address: server.address,
      namespace: 'default',
      home: root,
      database,
      runStore: stores.runStore,
      provenance: stores.provenance,
      blobs,
      approver: 'tester',
      run: (id) => temporal.workflow.getHandle(id),
      close: () => Promise.resolve(),
    },
    close: async () => {
      try {
        await replayAll(temporal, bundle);
      } finally {
        for (const worker of workers) worker.shutdown();
        await running;
        await sandbox.close();
        await connection.close();
        await native.close();
        await database.close();
        await server.stop();
        await rm(root, { recursive: true, force: true });
      }
    },
  };
}

/** Every history that a test made must replay: a difference is a determinism fault, wherever it came from. */
async function replayAll(temporal: Client, bundle: string): Promise<void> {
  async function* histories(): AsyncIterable<HistoryAndWorkflowId> {
    for await (const { workflowId, runId } of temporal.workflow.list()) yield { workflowId, history: await temporal.workflow.getHandle(workflowId, runId).fetchHistory() };
  }
  // One worker for all of them: the bundle is loaded once.
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath: bundle } }, histories())) if (error !== undefined) throw error;
}

async function startServer(root: string): Promise<{ address: string; stop(): Promise<void> }> {
  const home = createHome(join(root, 'home'));
  const binary = await findTemporal({ home, cliPath: process.env['TEMPORAL_CLI_PATH'] ?? null, environment: process.env });
  const port = await findPort([]);
  const child = spawn(
    binary.path,
    ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--dynamic-config-value', 'history.transferProcessorMaxPollRPS=2000', '--log-level', 'error'],
    { stdio: 'ignore' },
  );
  const owned = identify(child.pid ?? 0);
  const address = `127.0.0.1:${port}`;
  for (let attempt = 0; (await checkTemporal({ address }, 'default', 1_000)) !== null; attempt += 1) {
    if (attempt === 60 || child.exitCode !== null) throw new Error('Cannot start Temporal for a run environment.');
  }
  return { address, stop: () => endProcess(owned, 5_000) };
}
