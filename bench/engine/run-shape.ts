import { setTimeout as sleep } from 'node:timers/promises';
import { startGoal } from '../../src/library/start-goal.ts';
import { result } from '../../src/library/result.ts';
import { type Part, readHistory } from './history.ts';
import { writePlan } from './plan-of-shape.ts';
import type { Shape } from './shapes.ts';
import type { Stack } from './stack.ts';
import { processorTime, type Usage, usedSince } from './usage.ts';

/** One run of one shape by one system. */
export interface Ran {
  ms_per_step: number;
  /** Processor time per step of everything that took part, by group, in milliseconds. */
  cpu: Usage;
  execution: Part;
  /** Of a plan: the whole run from the goal on, and the time of each activity before the execution. */
  whole_ms: number;
  before: { [activity: string]: number };
  /** Transactions of the database per step, over the whole run; null where it does not tell. */
  commits_per_step: number | null;
}

let count = 0;
const nextId = (name: string): string => `bench-${name}-${(count += 1)}`;

/** A plan of this shape through the product: given as a file, checked on all levels, approved in advance, sealed, run, analysed. */
export async function runPlan(stack: Stack, shape: Shape, stepMs: number): Promise<Ran> {
  const file = await writePlan(stack.directory, shape, stepMs);
  const [before, commits] = [processorTime(stack.processes), await commitsOf(stack)];
  const { workflow_id } = await startGoal(stack.connection, '', { id: nextId(`plan-${shape.name}`), planFile: file, packs: ['bench'], yes: true });
  const status = await result(stack.connection, workflow_id);
  if (status.status !== 'completed') throw new Error(`Cannot measure "${shape.name}": the run ended ${status.status} (${status.error?.message ?? 'no reason'}).`);
  const after = processorTime(stack.processes);
  const history = await readHistory(stack.connection.run(workflow_id));
  if (history.execution === null) throw new Error(`Cannot measure "${shape.name}": its history has no execution.`);
  const ended = await commitsOf(stack);
  const steps = shape.nodes.length;
  return {
    ms_per_step: history.execution.ms / steps,
    cpu: perStep(usedSince(before, after), steps),
    execution: history.execution,
    whole_ms: history.whole.ms,
    before: history.before,
    commits_per_step: commits === null || ended === null ? null : (ended - commits) / steps,
  };
}

/** The same graph by the plain workflow, its activities on `activityQueue`. */
export async function runHandWritten(stack: Stack, shape: Shape, stepMs: number, queues: { workflow: string; activity: string }): Promise<Ran> {
  const before = processorTime(stack.processes);
  const handle = await stack.connection.temporal.workflow.start('handWritten', {
    workflowId: nextId(`hand-${shape.name}`),
    taskQueue: queues.workflow,
    args: [{ nodes: shape.nodes, ms: stepMs, queue: queues.activity }],
  });
  const done = (await handle.result()) as number;
  if (done !== shape.nodes.length) throw new Error(`Cannot measure "${shape.name}": the plain workflow ran ${done} of ${shape.nodes.length} steps.`);
  const after = processorTime(stack.processes);
  const { whole } = await readHistory(handle);
  return { ms_per_step: whole.ms / done, cpu: perStep(usedSince(before, after), done), execution: whole, whole_ms: whole.ms, before: {}, commits_per_step: null };
}

/** Many plans at once: from the first start to the last end, in plans per second. */
export async function runManyPlans(stack: Stack, shape: Shape, stepMs: number, plans: number): Promise<{ seconds: number; plans_per_second: number; cpu_ms_per_plan: number }> {
  const file = await writePlan(stack.directory, shape, stepMs);
  const before = processorTime(stack.processes);
  const started = performance.now();
  const runs = await Promise.all(Array.from({ length: plans }, () => startGoal(stack.connection, '', { id: nextId(`many-${shape.name}`), planFile: file, packs: ['bench'], yes: true })));
  const ended = await Promise.all(runs.map(({ workflow_id }) => result(stack.connection, workflow_id)));
  const seconds = (performance.now() - started) / 1_000;
  const bad = ended.find((one) => one.status !== 'completed');
  if (bad !== undefined) throw new Error(`Cannot measure ${plans} plans at once: one ended ${bad.status} (${bad.error?.message ?? 'no reason'}).`);
  const cpu = Object.values(usedSince(before, processorTime(stack.processes))).reduce((sum, ms) => sum + ms, 0);
  return { seconds, plans_per_second: plans / seconds, cpu_ms_per_plan: cpu / plans };
}

function perStep(usage: Usage, steps: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([group, ms]) => [group, ms / steps]));
}

async function commitsOf({ connection }: Stack): Promise<number | null> {
  try {
    // what a session did shows in the views when it has been idle for a moment
    await sleep(1_100);
    const [row] = await connection.database.query<{ commits: string | number }>(`SELECT sum(xact_commit) AS commits FROM pg_stat_database`);
    return row === undefined ? null : Number(row.commits);
  } catch {
    return null;
  }
}
