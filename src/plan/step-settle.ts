import type { TaskState } from '../schemas/run.ts';
import { makeReady } from './step-ready.ts';
import { type StepCommand, type StepState, type TaskRun, isSettled } from './step-state.ts';

/** All needs of the task are settled. */
export function provided(state: StepState, at: number, run: TaskRun, commands: StepCommand[]): void {
  const ends = endsAs(state, at, run);
  if (ends === null) makeReady(state, at, run, commands);
  else settle(state, at, ends, commands);
}

/** What becomes of a task without running, once all needs are settled; null where it runs. */
function endsAs(state: StepState, at: number, run: TaskRun): TaskState | null {
  const task = state.tasks[at];
  if (run.lack !== null) return run.lack;
  if (task?.steps.length === 0) return 'succeeded';
  const parts = new Map<string, boolean>();
  for (const need of task?.needs ?? []) {
    if (need.part === undefined) continue;
    const skipped = state.runs[state.index.get(need.task) ?? -1]?.status === 'skipped';
    parts.set(need.part, (parts.get(need.part) ?? true) && skipped);
  }
  return [...parts.values()].includes(true) ? 'skipped' : null;
}

/** Settles a task that failed by its policy. */
export function settleFailed(state: StepState, at: number, commands: StepCommand[]): void {
  const policy = state.tasks[at]?.on_failure;
  if (policy !== 'rollback') return settle(state, at, policy === 'skip' ? 'skipped' : 'failed', commands);
  state.stopping ??= 'rollback';
  settle(state, at, 'failed', commands);
}

/** Settles a task and everything that this decides, without recursion: chains are up to a thousand tasks deep. */
export function settle(state: StepState, first: number, status: TaskState, commands: StepCommand[]): void {
  const queue: { at: number; status: TaskState }[] = [{ at: first, status }];
  for (let taken = 0; taken < queue.length; taken += 1) {
    const next = queue[taken] ?? { at: first, status };
    const run = state.runs[next.at];
    if (!run || isSettled(run.status)) continue;
    endWaits(state, run);
    run.status = next.status;
    state.unsettled -= 1;
    if (next.status === 'failed' || next.status === 'blocked') state.failures += 1;
    for (const link of state.dependents[next.at] ?? []) {
      const dependent = state.runs[link.task];
      if (!dependent || dependent.status !== 'pending') continue;
      dependent.left -= 1;
      const lack = lackOf(state, link, run);
      if (lack === 'blocked' || dependent.lack === null) dependent.lack = lack ?? dependent.lack;
      if (dependent.left > 0 || state.stopping !== null) continue;
      const ends = endsAs(state, link.task, dependent);
      if (ends === null) makeReady(state, link.task, dependent, commands);
      else queue.push({ at: link.task, status: ends });
    }
  }
}

function endWaits(state: StepState, run: TaskRun): void {
  state.waits -= run.resting + (run.waiting === null ? 0 : 1);
  run.resting = 0;
  run.waiting = null;
  run.startable = [];
  run.opening = 'none';
}

function lackOf(state: StepState, link: { task: number; need: number }, run: TaskRun): 'blocked' | 'skipped' | null {
  const need = state.tasks[link.task]?.needs[link.need];
  if (!need || need.optional || run.status === 'succeeded') return null;
  if (run.status === 'skipped') return need.port === null || need.part !== undefined || need.spare === true ? null : 'skipped';
  if (run.status === 'partial' && (need.port === null || (run.unmet !== null && !run.unmet.includes(need.port)))) return null;
  return 'blocked';
}
