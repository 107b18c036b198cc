import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveRun } from '../../provenance/archive.ts';
import { type Actual, type Performance, performanceOf } from '../../plan/calibration.ts';
import { planJobs } from '../../plan/preview.ts';
import { planShape } from '../../plan/shape.ts';
import type { Artifact, Outcome } from '../../schemas/outcome.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { RunStatus } from '../../schemas/run.ts';
import { SHIPPED_POLICY } from '../../validation/policy.ts';
import type { OrchestrationActivities } from '../contract.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { eventKey, record } from '../record.ts';
import { runContext } from '../run-context.ts';
import { directoryName, fileName } from './file-name.ts';

/** A file that a run made, laid out for a person under a readable name. */
interface LaidOut {
  name: string;
  path: string;
  media_type: string;
  sha256: string;
  bytes: number;
  task_id: string;
}

/** Phase 6: performance against the estimate, experience for later plans, results laid out under readable names, archive. */
export function analyseRun(ports: OrchestrationPorts): OrchestrationActivities['analyseRun'] {
  return async ({ workflow_id, status, decisions }) => {
    const { runStore, provenance } = ports;
    const plan = status.revision === 0 ? null : await runStore.get<Plan>(workflow_id, 'plan', String(status.revision));
    const outcomes = (await runStore.list<Outcome>(workflow_id, 'outcome')).map((entry) => entry.body);
    const directory = join(ports.runsDirectory, directoryName(workflow_id));
    const artifacts = await layOut(ports, directory, plan, outcomes);
    const performance = plan === null ? null : await measured(ports, workflow_id, plan, outcomes, status);
    if (plan !== null && status.tasks.length > 0) await learn(ports, plan, status);
    const analysis = {
      status: status.status,
      error: status.error,
      duration_ms: performance?.tasks.reduce((sum, task) => sum + task.duration_ms, 0) ?? 0,
      tasks: performance?.tasks ?? [],
      within_estimate: performance?.calibration.tasks ?? { within: 0, of: 0 },
      estimate: performance?.run ?? null,
      calibration: performance?.calibration ?? null,
      usage: status.usage,
      decisions,
      artifacts,
    };
    await runStore.put(workflow_id, 'analysis', 'analysis', analysis);
    await record(provenance, workflow_id, {
      key: eventKey.analysis,
      kind: 'analysis',
      subject: workflow_id,
      causes: [eventKey.goal],
      body: { ...analysis, artifacts: artifacts.map(({ path: _path, ...rest }) => rest) },
    });
    await archiveRun(provenance, runStore, ports.blobs, workflow_id, join(directory, 'record'));
  };
}

/** Estimate against actual, of every task that ran to its end and of the whole. */
async function measured(ports: OrchestrationPorts, workflowId: string, plan: Plan, outcomes: readonly Outcome[], status: RunStatus): Promise<Performance> {
  const context = runContext(ports, workflowId);
  // The analysis is written on every way out, also where a policy was altered and the run refused because of it.
  const [registry, policy] = await Promise.all([context.registry(), context.policy().catch(() => SHIPPED_POLICY)]);
  const actual = new Map<string, Actual>();
  for (const [task, own] of Map.groupBy(outcomes, (outcome) => outcome.task_id ?? '')) {
    if (own.some((outcome) => outcome.execution_status === 'failure')) continue;
    actual.set(task, {
      duration_ms: own.reduce((sum, outcome) => sum + outcome.performance_metrics.duration_ms, 0),
      usd: own.reduce((sum, outcome) => sum + outcome.performance_metrics.resources_used.usd, 0),
    });
  }
  const times = status.tasks.flatMap((task) => (task.started_at === null || task.ended_at === null ? [] : [[Date.parse(task.started_at), Date.parse(task.ended_at)] as const]));
  const elapsed = times.length === 0 ? null : Math.max(...times.map(([, end]) => end)) - Math.min(...times.map(([start]) => start));
  return performanceOf(plan, actual, planJobs(plan, registry), elapsed, policy.capacity);
}

/** Skeletons by shape: which operations in which order, never for whom or with which values. */
async function learn(ports: OrchestrationPorts, plan: Plan, status: RunStatus): Promise<void> {
  const shape = planShape(plan);
  const kinds = [...new Set(plan.nodes.flatMap((task) => (task.serves !== undefined && task.serves.length > 0 ? (task.outputs ?? []).map((port) => port.type.kind) : [])))].toSorted();
  await ports.runStore.recordSkeleton(shape, kinds, status.status === 'completed');
}

const RANK: { readonly [kind: string]: number } = { report: 0, map: 1, chart: 2, file: 3, text: 4, summary: 5, verdict: 6, table: 7, grid: 8 };
/** A kind that a pack of somebody's own added. */
const OTHER = 3;
/** What was there before the run is no result of it. */
const GIVEN = ['remote', 'source'];

/** A list of records is one file, whatever its length: each by itself is nothing that a person opens. */
async function listFile({ blobs }: Pick<OrchestrationPorts, 'blobs'>, list: readonly Artifact[]): Promise<readonly Artifact[]> {
  const [first] = list;
  if (first === undefined || list.length < 2 || list.some((one) => one.kind !== 'record')) return list;
  const texts: string[] = [];
  for (const one of list) texts.push(Buffer.from(await blobs.get(one.sha256)).toString('utf8').trim());
  const blob = await blobs.put(Buffer.from(`[${texts.join(',\n')}]\n`));
  return [{ ...first, name: first.name.replace(/-\d+(\.json)$/, '$1'), ...blob }];
}

/** Copies every result under its own name into the run's directory, reports and pictures first. */
async function layOut(ports: OrchestrationPorts, directory: string, plan: Plan | null, outcomes: readonly Outcome[]): Promise<LaidOut[]> {
  await mkdir(directory, { recursive: true });
  const order = new Map((plan?.nodes ?? []).map((task, at) => [task.task_id, at]));
  const outputs = outcomes.flatMap((outcome) => Object.values(outcome.outputs).map((output) => ({ output, task: outcome.task_id ?? '' })));
  const flat: { artifact: Artifact; task: string }[] = [];
  for (const { output, task } of outputs) for (const artifact of Array.isArray(output) ? await listFile(ports, output) : [output]) flat.push({ artifact, task });
  const made = flat
    .filter(({ artifact }) => !GIVEN.includes(artifact.kind))
    .toSorted((a, b) => (RANK[a.artifact.kind] ?? OTHER) - (RANK[b.artifact.kind] ?? OTHER) || (order.get(a.task) ?? 0) - (order.get(b.task) ?? 0));
  // The archive lies beside the results, under this name.
  const taken = new Set<string>(['record']);
  const laidOut: LaidOut[] = [];
  for (const { artifact, task } of made) {
    for (const file of [artifact, ...(artifact.also ?? [])]) {
      const name = fileName(file.name, task, taken);
      const path = join(directory, name);
      await copyFile(await ports.blobs.path(file.sha256), path);
      laidOut.push({ name, path, media_type: file.media_type, sha256: file.sha256, bytes: file.bytes, task_id: task });
    }
  }
  return laidOut;
}
