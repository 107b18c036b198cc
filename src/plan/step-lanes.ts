import { enqueue, queueKey } from './step-queue.ts';
import { settle, settleFailed } from './step-settle.ts';
import type { Lane, StepCommand, StepEvent, StepState, TaskRun } from './step-state.ts';

/** How often a person is asked for the input of one task before it fails. Bounds every run. */
export const INPUT_ASKS = 3;

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

/** The condition and the list of a task are known. */
export function finishOpening(state: StepState, event: Extract<StepEvent, { type: 'task-opened' }>, commands: StepCommand[]): void {
  const opened = endOpening(state, event.task);
  if (opened === null) return;
  const { at, run } = opened;
  if (state.stopping !== null) return settle(state, at, 'cancelled', commands);
  if (run.skip || !event.holds) return settle(state, at, 'skipped', commands);
  if (event.elements === 0) return settle(state, at, 'succeeded', commands);
  makeLanes(state, at, run, event.elements ?? 1, commands);
}

/** The condition or the list of a task could not be read. */
export function failOpening(state: StepState, event: Extract<StepEvent, { type: 'opening-failed' }>, commands: StepCommand[]): void {
  const opened = endOpening(state, event.task);
  if (opened === null) return;
  opened.run.failure = event.failure;
  endLane(state, opened.at, opened.run, commands);
}

function endOpening(state: StepState, id: string): { at: number; run: TaskRun } | null {
  const at = state.index.get(id);
  const run = at === undefined ? undefined : state.runs[at];
  if (at === undefined || run?.opening !== 'asked') return null;
  run.opening = 'none';
  release(state, at, run);
  return { at, run };
}

function makeLanes(state: StepState, at: number, run: TaskRun, count: number, commands: StepCommand[]): void {
  run.lanes = Array.from({ length: count }, () => ({ step: 0, round: 0, state: 'ready' }));
  run.open = count;
  for (const [lane, one] of run.lanes.entries()) reach(state, at, run, one, lane, commands);
  show(run);
}

/** A lane comes to a step: it may start, or waits for the approval of the task. */
function reach(state: StepState, at: number, run: TaskRun, lane: Lane, index: number, commands: StepCommand[]): void {
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

function runLane(state: StepState, at: number, run: TaskRun, index: number, commands: StepCommand[]): void {
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

function release(state: StepState, at: number, run: TaskRun): void {
  run.busy -= 1;
  state.inFlight -= 1;
  if (run.busy > 0) return;
  state.running.delete(at);
  if (state.alone === at) state.alone = null;
}

/** How a step ended, and what its lane does next. */
export function finishStep(state: StepState, event: Extract<StepEvent, { type: 'step-finished' }>, commands: StepCommand[]): void {
  const at = state.index.get(event.task);
  const run = at === undefined ? undefined : state.runs[at];
  const task = at === undefined ? undefined : state.tasks[at];
  const lane = run?.lanes[event.lane];
  if (at === undefined || !run || !task || lane?.state !== 'running' || task.steps[lane.step]?.id !== event.step) return;
  release(state, at, run);
  lane.state = 'held';
  if (event.status === 'failure') return failLane(state, at, run, event, commands);
  const unmet = event.status === 'partial' ? (event.unmet_ports ?? []) : [];
  const last = lane.step === task.steps.length - 1;
  if (last && task.repeat !== undefined && event.until === false && unmet.length === 0) return nextRound(state, at, run, { lane, index: event.lane }, commands);
  if (last || unmet.length > 0) {
    if (event.status === 'partial') run.partial = true;
    // Where a later step of the lane builds on the port that is missing, the lane ends without its output.
    if (!last) run.unmet = null;
    else if (run.unmet !== null) run.unmet = [...run.unmet, ...unmet];
    return finishLane(state, at, run, lane, commands);
  }
  lane.step += 1;
  if (halted(state, run)) return endLane(state, at, run, commands);
  const gated = task.steps[lane.step]?.gated === true && !run.approved;
  if (gated || state.paused) {
    reach(state, at, run, lane, event.lane, commands);
    show(run);
  } else runLane(state, at, run, event.lane, commands);
}

function nextRound(state: StepState, at: number, run: TaskRun, { lane, index }: { lane: Lane; index: number }, commands: StepCommand[]): void {
  const task = state.tasks[at];
  const repeat = task?.repeat;
  if (!task || repeat === undefined) return;
  if (lane.round + 1 >= repeat.limit) {
    run.partial = true;
    return finishLane(state, at, run, lane, commands);
  }
  lane.round += 1;
  lane.step = 0;
  if (halted(state, run)) return endLane(state, at, run, commands);
  if (repeat.wait_ms > 0) {
    lane.state = 'resting';
    run.resting += 1;
    state.waits += 1;
    commands.push({ type: 'rest', task: task.id, lane: index, ms: repeat.wait_ms });
  } else reach(state, at, run, lane, index, commands);
  show(run);
}

/** The pause between two rounds is over. */
export function rested(state: StepState, event: Extract<StepEvent, { type: 'rested' }>, commands: StepCommand[]): void {
  const at = state.index.get(event.task);
  const run = at === undefined ? undefined : state.runs[at];
  const lane = run?.lanes[event.lane];
  if (at === undefined || !run || lane?.state !== 'resting' || run.resting === 0) return;
  run.resting -= 1;
  state.waits -= 1;
  lane.state = halted(state, run) ? 'held' : 'ready';
  if (lane.state === 'held') return endLane(state, at, run, commands);
  run.startable.push(event.lane);
  queue(state, at, run);
  show(run);
}

function failLane(state: StepState, at: number, run: TaskRun, event: Extract<StepEvent, { type: 'step-finished' }>, commands: StepCommand[]): void {
  const failure = event.failure ?? 'permanent';
  if (failure === 'missing_input' && run.lanes.length === 1 && run.asks < INPUT_ASKS && !halted(state, run)) {
    run.asks += 1;
    wait(state, run, 'input');
    commands.push({ type: 'ask-input', task: event.task, step: event.step });
    return;
  }
  run.failure = failure;
  endLane(state, at, run, commands);
}

function finishLane(state: StepState, at: number, run: TaskRun, lane: Lane, commands: StepCommand[]): void {
  lane.state = 'done';
  run.open -= 1;
  if (run.open === 0) settle(state, at, run.partial ? 'partial' : 'succeeded', commands);
  else endLane(state, at, run, commands);
}

const halted = (state: StepState, run: TaskRun): boolean => state.stopping !== null || run.skip || run.failure !== null;

/** A lane ended or stands still: the task ends once no other lane runs, where it was stopped, skipped or failed. */
function endLane(state: StepState, at: number, run: TaskRun, commands: StepCommand[]): void {
  if (halted(state, run)) run.startable = [];
  if (run.busy > 0 || !halted(state, run)) return show(run);
  if (state.stopping !== null) settle(state, at, 'cancelled', commands);
  else if (run.skip) settle(state, at, 'skipped', commands);
  else settleFailed(state, at, commands);
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

function wait(state: StepState, run: TaskRun, waiting: 'approval' | 'input'): void {
  run.waiting = waiting;
  state.waits += 1;
  show(run);
}

function queue(state: StepState, at: number, run: TaskRun): void {
  if (run.queued) return;
  run.queued = true;
  enqueue(state.ready, queueKey(state.tasks[at]?.priority ?? 3, at));
}

function show(run: TaskRun): void {
  run.status = run.busy > 0 || run.resting > 0 ? 'running' : run.waiting !== null ? 'waiting' : 'ready';
}
