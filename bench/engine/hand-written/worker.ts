import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { work } from '../work.ts';

/** The worker of the comparison, with the options of a role of the product; `BENCH_PART` says whether it serves workflows, activities or both. */
const part = process.env['BENCH_PART'];
Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error } });
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: process.env['BENCH_QUEUE'] ?? '',
  maxHeartbeatThrottleInterval: '2s',
  shutdownGraceTime: '5s',
  shutdownForceTime: '10s',
  ...(part === 'workflows' ? {} : { activities: { work } }),
  ...(part === 'activities' ? {} : { workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)) }),
});
process.once('disconnect', () => {
  if (worker.getState() === 'RUNNING') worker.shutdown();
});
const finished = worker.run();
process.send?.('ready');
await finished;
await connection.close();
process.exit(0);
