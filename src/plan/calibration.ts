import type { Plan, Preview } from '../schemas/plan.ts';
import { planGraph } from './graph.ts';
import type { Job } from './schedule.ts';
import { type Capacity, schedule } from './schedule.ts';

/** What a task took, against its estimate. `within_estimate` is null where no past run stood behind the estimate. */
export interface TaskPerformance {
  task_id: string;
  duration_ms: number;
  usd: number;
  estimate_ms: { low: number; high: number } | null;
  within_estimate: boolean | null;
}

/** What a whole run took, against its preview. Times are of its steps, scheduled as the plan says; `elapsed_ms` is by the clock, with all waits. */
export interface RunPerformance {
  work_ms: number;
  estimate_ms: { low: number; high: number };
  elapsed_ms: number | null;
  usd: number;
  estimate_usd: { low: number; high: number };
  within_estimate: boolean | null;
}

export interface Performance {
  tasks: TaskPerformance[];
  run: RunPerformance | null;
  calibration: NonNullable<Preview['calibration']>;
}

/** What a task really took and cost; tasks that did not run to their end are left out. */
export interface Actual {
  duration_ms: number;
  usd: number;
}

/**
 * Estimate against actual. A whole run counts for the calibration only where every task ran and every estimate had past runs behind it:
 * a part of a plan, or a declared default, says nothing about ranges.
 */
export function performanceOf(plan: Plan, actual: ReadonlyMap<string, Actual>, jobs: readonly Job[], elapsedMs: number | null, capacity?: Capacity): Performance {
  const tasks = plan.nodes.flatMap((task): TaskPerformance[] => {
    const own = actual.get(task.task_id);
    if (!own) return [];
    const known = task.estimate !== undefined && task.estimate.runs > 0 ? task.estimate.duration_ms : null;
    return [{ task_id: task.task_id, ...own, estimate_ms: known, within_estimate: known === null ? null : inside(own.duration_ms, known) }];
  });
  const work = schedule(jobs, planGraph(plan), (id) => actual.get(id)?.duration_ms ?? 0, capacity).makespan;
  const counts = tasks.length === plan.nodes.length && tasks.every((task) => task.within_estimate !== null);
  const run = plan.preview === undefined || tasks.length === 0 ? null : {
    work_ms: Math.round(work),
    estimate_ms: plan.preview.duration_ms,
    elapsed_ms: elapsedMs,
    usd: tasks.reduce((sum, task) => sum + task.usd, 0),
    estimate_usd: plan.preview.usd,
    within_estimate: counts ? inside(work, plan.preview.duration_ms) : null,
  };
  const share = (all: readonly (boolean | null)[]): { within: number; of: number } => ({ within: all.filter((one) => one === true).length, of: all.filter((one) => one !== null).length });
  return { tasks, run, calibration: { tasks: share(tasks.map((task) => task.within_estimate)), runs: share(run === null ? [] : [run.within_estimate]) } };
}

/** Durations are measured in whole milliseconds, so the ends of a range count to the millisecond. */
function inside(value: number, { low, high }: { low: number; high: number }): boolean {
  return value >= Math.floor(low) && value <= Math.ceil(high);
}
