import { halted, makeLanes, queue, reach, release, runLane, show, wait } from './step-ready.ts';
import { settle, settleFailed } from './step-settle.ts';
import type { Lane, StepCommand, StepEvent, StepState, TaskRun } from './step-state.ts';

/** How often a person is asked for the input of one task before it fails. Bounds every run. */
export const INPUT_ASKS = 3;

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

/** A lane ended or stands still: the task ends once no other lane runs, where it was stopped, skipped or failed. */
function endLane(state: StepState, at: number, run: TaskRun, commands: StepCommand[]): void {
  if (halted(state, run)) run.startable = [];
  if (run.busy > 0 || !halted(state, run)) return show(run);
  if (state.stopping !== null) settle(state, at, 'cancelled', commands);
  else if (run.skip) settle(state, at, 'skipped', commands);
  else settleFailed(state, at, commands);
}

