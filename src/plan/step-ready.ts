import { enqueue, queueKey } from './step-queue.ts';
import type { Lane, StepCommand, StepState, TaskRun } from './step-state.ts';

/** All that the task needs is there: it may be opened, or its first step may start. */
export function makeReady(state: StepState, at: number, run: TaskRun, commands: StepCommand[]): void {
  if (run.opening === 'none') return makeLanes(state, at, run, 1, commands);
  run.status = 'ready';
  queue(state, at, run);
}

/** Whether the task has something to start. */
export function mayStart(run: TaskRun): boolean {
  return run.opening === 'due' ? run.status === 'ready' : run.startable.length > 0;
}

/** Starts the next thing that the task may start. */
export function begin(state: StepState, at: number, run: TaskRun, commands: StepCommand[]): void {
  const task = state.tasks[at];
  if (!task) return;
  if (run.opening === 'due') {
    run.opening = 'asked';
    occupy(state, at, run);
    commands.push({ type: 'open-task', task: task.id, priority: task.priority });
    return;
  }
  const lane = run.startable.shift();
  if (lane !== undefined) runLane(state, at, run, lane, commands);
}

/** Gives the task its lanes, one for each element. */
export function makeLanes(state: StepState, at: number, run: TaskRun, count: number, commands: StepCommand[]): void {
  run.lanes = Array.from({ length: count }, () => ({ step: 0, round: 0, state: 'ready' }));
  run.open = count;
  for (const [lane, one] of run.lanes.entries()) reach(state, at, run, one, lane, commands);
  show(run);
}

/** A lane comes to a step: it may start, or waits for the approval of the task. */
export function reach(state: StepState, at: number, run: TaskRun, lane: Lane, index: number, commands: StepCommand[]): void {
  const task = state.tasks[at];
  const next = task?.steps[lane.step];
  if (!task || !next) return;
  if (next.gated && !run.approved) {
    lane.state = 'held';
    if (run.waiting !== null) return;
    wait(state, run, 'approval');
    commands.push({ type: 'ask-approval', task: task.id, step: next.id });
    return;
  }
  lane.state = 'ready';
  run.startable.push(index);
  queue(state, at, run);
}

/** Starts the step at which the lane stands. */
export function runLane(state: StepState, at: number, run: TaskRun, index: number, commands: StepCommand[]): void {
  const task = state.tasks[at];
  const lane = run.lanes[index];
  const next = lane === undefined ? undefined : task?.steps[lane.step];
  if (!task || !lane || !next) return;
  lane.state = 'running';
  if (run.attempts === 0) run.attempts = 1;
  occupy(state, at, run);
  const iteration = index * (task.repeat?.limit ?? 1) + lane.round;
  commands.push({ type: 'run-step', task: task.id, step: next, lane: index, iteration, attempt: run.attempts, priority: task.priority });
}

function occupy(state: StepState, at: number, run: TaskRun): void {
  run.busy += 1;
  run.status = 'running';
  state.inFlight += 1;
  state.running.add(at);
  if (state.tasks[at]?.exclusive) state.alone = at;
}

/** A call of the task ended. */
export function release(state: StepState, at: number, run: TaskRun): void {
  run.busy -= 1;
  state.inFlight -= 1;
  if (run.busy > 0) return;
  state.running.delete(at);
  if (state.alone === at) state.alone = null;
}

/** Lanes that waited for an approval or an input may start. */
export function unhold(state: StepState, at: number, run: TaskRun): void {
  run.waiting = null;
  state.waits -= 1;
  if (halted(state, run)) return show(run);
  for (const [index, lane] of run.lanes.entries()) {
    if (lane.state !== 'held') continue;
    lane.state = 'ready';
    run.startable.push(index);
  }
  queue(state, at, run);
  show(run);
}

/** The task waits for a person. */
export function wait(state: StepState, run: TaskRun, waiting: 'approval' | 'input'): void {
  run.waiting = waiting;
  state.waits += 1;
  show(run);
}

/** The task stands in line. */
export function queue(state: StepState, at: number, run: TaskRun): void {
  if (run.queued) return;
  run.queued = true;
  enqueue(state.ready, queueKey(state.tasks[at]?.priority ?? 3, at));
}

/** Whether nothing of the task may start any more. */
export const halted = (state: StepState, run: TaskRun): boolean => state.stopping !== null || run.skip || run.failure !== null;

/** The status that people see. */
export function show(run: TaskRun): void {
  run.status = run.busy > 0 || run.resting > 0 ? 'running' : run.waiting !== null ? 'waiting' : 'ready';
}
