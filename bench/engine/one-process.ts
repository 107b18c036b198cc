import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createExecutionActivities } from '../../src/activities/execution.ts';
import { createOrchestrationActivities } from '../../src/activities/orchestration.ts';
import { readConfig } from '../../src/config/config.ts';
import type { ProvenanceStore } from '../../src/provenance/store.ts';
import { executorPorts } from '../../src/roles/executor.ts';
import { openStores } from '../../src/roles/stores.ts';
import { QUEUES } from '../../src/workflows/messages.ts';

/** Orchestration and execution in one process with one database connection each: what the separation of roles costs. Model steps do not occur here. */
const config = readConfig();
Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error } });
const connection = await NativeConnection.connect(config.temporal.connection);
const privateKeyPem = await readFile(config.signingKeyFile ?? '', 'utf8');
const [orchestration, execution] = await Promise.all([openStores(config, 'orchestration'), openStores(config, 'execution')]);
const stores = process.env['BENCH_UNRECORDED'] === '1' ? { ...execution.stores, provenance: withoutSteps(execution.stores.provenance) } : execution.stores;
const workers = await Promise.all([
  Worker.create({
    connection,
    taskQueue: QUEUES.orchestration,
    maxHeartbeatThrottleInterval: '2s',
    activities: createOrchestrationActivities({
      ...orchestration.stores,
      privateKeyPem,
      publicKeyPem: createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString(),
      defaultModel: null,
      runsDirectory: join(config.home, 'runs'),
    }),
    workflowBundle: { codePath: config.workflowBundle ?? '' },
  }),
  Worker.create({ connection, taskQueue: QUEUES.execution, maxHeartbeatThrottleInterval: '2s', activities: createExecutionActivities({ ...stores, execution: await executorPorts(config, stores, { children: false }) }) }),
]);

process.once('disconnect', () => {
  for (const worker of workers) worker.shutdown();
});
const finished = Promise.all(workers.map((worker) => worker.run()));
process.send?.('ready');
await finished;
await Promise.all([orchestration.close(), execution.close()]);
await connection.close();
process.exit(0);

/** The record without what steps write into it; everything else stays, or nothing would be approved. */
function withoutSteps(record: ProvenanceStore): ProvenanceStore {
  return {
    append: (workflowId, event) => record.append(workflowId, event),
    // only what steps leave is appended several events at a time
    appendAll: () => Promise.resolve(),
    read: (workflowId, options) => record.read(workflowId, options),
    idsOf: (workflowId, keys) => record.idsOf(workflowId, keys),
    head: (workflowId) => record.head(workflowId),
    verify: (workflowId, anchor) => record.verify(workflowId, anchor),
  };
}
