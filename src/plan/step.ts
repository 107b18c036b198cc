import { failOpening, finishOpening, finishStep, rested } from './step-lanes.ts';
import { begin, mayStart, unhold } from './step-ready.ts';
import { dequeue, keyOf } from './step-queue.ts';
import { provided, settle, settleFailed } from './step-settle.ts';
import { type StepCommand, type StepEvent, type StepState, type TaskRun, isSettled, newRun } from './step-state.ts';

export { type StepCommand, type StepEvent, type StepState, type TaskRun, isSettled, newState, taskStates } from './step-state.ts';
export { INPUT_ASKS } from './step-lanes.ts';

/** Calls that a run has in flight at most: Temporal refuses more than 2,000 open activities of one workflow. */
export const MOST_IN_FLIGHT = 1_000;

/**
 * The interpreter: what a run does next when something happens. Deterministic and total. It consumes `state` (changed in place and
 * returned) and costs O(what the event changes · log n).
 *
 * - A task is ready when all it needs is settled and provided; ready tasks start by priority, then in the order of the plan. An
 *   `exclusive` task runs alone, one lane at a time: nothing overtakes it while it waits for the others to end.
 * - A task with a condition or a list is opened first: it is skipped where the condition does not hold, and has a lane for each element
 *   otherwise. Lanes run side by side; the steps of a lane in order, and again for each round of a `repeat` until its criterion holds.
 *   A repetition that ends without it is partial and provides its last result.
 * - Succeeded provides everything; partial all but its unmet ports; skipped, failed, blocked and cancelled provide nothing.
 * - A need for a port that is not provided blocks (after a skip: skips) the task. An optional need never does. A need without a port
 *   is an order: with `optional` (effect and stage order) a failed predecessor lets the task go on, without it (declared order) not.
 * - A gated step asks for approval when it is reached; the approval covers the gated steps of that task, in all its lanes and rounds.
 * - A lane that fails lets the others that run end, starts no more, and fails the task.
 * - The only lane of a task that misses an input asks for it, at most `INPUT_ASKS` times. `on_failure: skip` turns a failure into a
 *   skip, `rollback` stops the run and says so in `finish`.
 * - Every run ends: what can never become ready (a cycle, a task that does not exist) ends as blocked.
 */
export function step(state: StepState, event: StepEvent): { state: StepState; commands: StepCommand[] } {
  const commands: StepCommand[] = [];
  if (!state.finished) {
    const going = state.stopping === null;
    apply(state, event, commands);
    if (going && state.stopping === 'rollback') cancelRest(state, commands);
    if (state.index.size > 0 || event.type === 'start') conclude(state, commands);
  }
  return { state, commands };
}

function apply(state: StepState, event: StepEvent, commands: StepCommand[]): void {
  switch (event.type) {
    case 'start':
      return start(state, event.tasks, commands);
    case 'task-opened':
      return finishOpening(state, event, commands);
    case 'opening-failed':
      return failOpening(state, event, commands);
    case 'step-finished':
      return finishStep(state, event, commands);
    case 'rested':
      return rested(state, event, commands);
    case 'task-skipped':
      return skip(state, event.task, commands);
    case 'approval-given':
      return approve(state, event.task);
    case 'approval-refused':
      return refuse(state, event.task, 'approval', commands);
    case 'input-given':
      return giveInput(state, event.task);
    case 'input-refused':
      return refuse(state, event.task, 'input', commands);
    case 'cancel-requested':
      return cancel(state, commands);
    case 'pause-requested':
      state.paused = true;
      return;
    case 'resume-requested':
      state.paused = false;
      return;
    case 'modified':
    case 'rollback-requested':
      return;
  }
}

function start(state: StepState, tasks: Extract<StepEvent, { type: 'start' }>['tasks'], commands: StepCommand[]): void {
  if (state.index.size > 0) return;
  const kept: typeof tasks[number][] = [];
  for (const task of tasks) {
    if (state.index.has(task.id)) continue;
    state.index.set(task.id, kept.length);
    kept.push(task);
  }
  state.tasks = kept;
  state.dependents = kept.map(() => []);
  state.unsettled = kept.length;
  state.runs = kept.map((task, at) => {
    const run = newRun(task);
    task.needs.forEach((need, index) => {
      const from = state.index.get(need.task);
      if (from === undefined) run.lack = need.optional ? run.lack : 'blocked';
      else {
        run.left += 1;
        state.dependents[from]?.push({ task: at, need: index });
      }
    });
    return run;
  });
  if (state.stopping !== null) return cancelRest(state, commands);
  state.runs.forEach((run, at) => {
    if (run.left === 0 && run.status === 'pending') provided(state, at, run, commands);
  });
}

function find(state: StepState, id: string): { at: number; run: TaskRun } | null {
  const at = state.index.get(id);
  const run = at === undefined ? undefined : state.runs[at];
  return at === undefined || !run || isSettled(run.status) ? null : { at, run };
}

function skip(state: StepState, id: string, commands: StepCommand[]): void {
  const found = find(state, id);
  if (!found || found.run.skip) return;
  if (found.run.busy === 0) return settle(state, found.at, 'skipped', commands);
  found.run.skip = true;
  cancelLanes(state, found.at, commands);
}

function approve(state: StepState, id: string): void {
  const found = find(state, id);
  if (!found) return;
  found.run.approved = true;
  if (found.run.waiting === 'approval' && !found.run.skip) unhold(state, found.at, found.run);
}

function giveInput(state: StepState, id: string): void {
  const found = find(state, id);
  if (found?.run.waiting !== 'input') return;
  found.run.attempts += 1;
  unhold(state, found.at, found.run);
}

function refuse(state: StepState, id: string, waiting: 'approval' | 'input', commands: StepCommand[]): void {
  const found = find(state, id);
  if (found?.run.waiting !== waiting) return;
  if (waiting === 'input') settleFailed(state, found.at, commands);
  else skip(state, id, commands);
}

function cancelLanes(state: StepState, at: number, commands: StepCommand[]): void {
  const task = state.tasks[at];
  for (const [lane, one] of (state.runs[at]?.lanes ?? []).entries()) {
    const running = one.state === 'running' ? task?.steps[one.step] : undefined;
    if (task && running) commands.push({ type: 'cancel-step', task: task.id, step: running.id, lane });
  }
}

/** Nothing new starts; steps that run are told to end, and how they end still counts. */
function cancel(state: StepState, commands: StepCommand[]): void {
  const first = state.stopping === null;
  state.stopping = 'cancel';
  if (first) cancelRest(state, commands);
}

function cancelRest(state: StepState, commands: StepCommand[]): void {
  state.runs.forEach((run, at) => {
    if (isSettled(run.status)) return;
    if (run.busy === 0) settle(state, at, 'cancelled', commands);
    else if (!run.skip) cancelLanes(state, at, commands);
  });
}

/** Starts what may start, and ends the run when nothing is left to do. */
function conclude(state: StepState, commands: StepCommand[]): void {
  while (!state.paused && state.stopping === null && state.ready.length > 0 && state.alone === null && state.inFlight < MOST_IN_FLIGHT) {
    const at = keyOf(state.ready[0] ?? 0);
    const run = state.runs[at];
    if (run && mayStart(run)) {
      if (state.tasks[at]?.exclusive && state.running.size > 0) break;
      begin(state, at, run, commands);
    }
    if (run && mayStart(run)) continue;
    dequeue(state.ready);
    if (run) run.queued = false;
  }
  const idle = state.inFlight === 0 && state.waits === 0 && state.ready.length === 0 && !state.paused;
  if (state.unsettled > 0 && idle) blockRest(state);
  if (state.unsettled > 0) return;
  state.finished = true;
  const status = state.stopping === 'cancel' ? 'cancelled' : state.failures > 0 ? 'failed' : 'completed';
  commands.push({ type: 'finish', status, rollback: state.stopping === 'rollback' });
}

/** Nothing can happen any more and tasks are open: they wait for each other. All at once, so that none profits from another's end. */
function blockRest(state: StepState): void {
  for (const run of state.runs) if (!isSettled(run.status)) run.status = 'blocked';
  state.failures += state.unsettled;
  state.unsettled = 0;
}
