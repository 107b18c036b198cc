import type { FailureClass } from '../schemas/outcome.ts';
import type { SkeletonStep, SkeletonTask, TaskState } from '../schemas/run.ts';
import type { StepQueue } from './step-queue.ts';

/** What happens to a run, in the order in which the workflow learns of it. Events that come too late or twice change nothing. */
export type StepEvent =
  | { type: 'start'; tasks: readonly SkeletonTask[] }
  /** A task with a construct was opened: whether its condition holds, and how many elements its list has (null: it has no `for_each`). */
  | { type: 'task-opened'; task: string; holds: boolean; elements: number | null }
  /** A task with a construct could not be opened. */
  | { type: 'opening-failed'; task: string; failure: FailureClass }
  | {
      type: 'step-finished';
      task: string;
      step: string;
      /** Which element of a `for_each`, from 0; 0 where there is none. */
      lane: number;
      status: 'success' | 'partial' | 'failure';
      /** Output ports that a partial outcome does not provide. */
      unmet_ports?: readonly string[];
      failure?: FailureClass;
      /** Last step of a round of a `repeat`: whether its criterion holds. */
      until?: boolean;
    }
  /** The pause between two rounds of a `repeat` is over. */
  | { type: 'rested'; task: string; lane: number }
  | { type: 'task-skipped'; task: string }
  | { type: 'approval-given'; task: string }
  | { type: 'approval-refused'; task: string }
  | { type: 'input-given'; task: string }
  | { type: 'input-refused'; task: string }
  | { type: 'cancel-requested' }
  | { type: 'pause-requested' }
  | { type: 'resume-requested' }
  /** Place of runtime modification and rollback: accepted by the types, answered with no command until the engine handles them. */
  | { type: 'modified'; tasks: readonly SkeletonTask[]; removed: readonly string[] }
  | { type: 'rollback-requested'; from_task: string | null };

/** What the workflow has to do next. Commands of one event are in the order in which they should be carried out. */
export type StepCommand =
  /** Evaluate the condition of the task and count the elements of its list. */
  | { type: 'open-task'; task: string; priority: number }
  /** `iteration`: one number for element and round, the same in every replay. */
  | { type: 'run-step'; task: string; step: SkeletonStep; lane: number; iteration: number; attempt: number; priority: number }
  | { type: 'cancel-step'; task: string; step: string; lane: number }
  /** Send `rested` after so many milliseconds. */
  | { type: 'rest'; task: string; lane: number; ms: number }
  | { type: 'ask-approval'; task: string; step: string }
  | { type: 'ask-input'; task: string; step: string }
  /** The last command of a run. `rollback`: a task with `on_failure: rollback` failed. */
  | { type: 'finish'; status: 'completed' | 'failed' | 'cancelled'; rollback: boolean };

/** One element of a `for_each` as it runs; every other task has one lane. */
export interface Lane {
  /** Index of the step that runs or comes next. */
  step: number;
  /** Round of a `repeat`, from 0. */
  round: number;
  /** `held`: its next step waits for the task's approval or input. */
  state: 'ready' | 'held' | 'running' | 'resting' | 'done';
}

/** One task as it runs. */
export interface TaskRun {
  status: TaskState;
  /** How often the task was begun: 1 for the first run, one more for each answer that runs a step again. */
  attempts: number;
  lanes: Lane[];
  /** Lanes that may start, in the order in which they will. */
  startable: number[];
  /** A task with a construct: whether its condition and list are known. Every other task is open from the beginning. */
  opening: 'none' | 'due' | 'asked';
  /** Calls in flight: running lanes, or the opening. */
  busy: number;
  resting: number;
  /** Lanes that are not done. */
  open: number;
  /** Whether the task stands in the queue of tasks that may start something. */
  queued: boolean;
  /** Needs that are not settled yet. */
  left: number;
  /** What becomes of the task once all needs are settled, if one of them did not provide. */
  lack: 'blocked' | 'skipped' | null;
  waiting: 'approval' | 'input' | null;
  approved: boolean;
  /** How often a person was asked for input. */
  asks: number;
  /** Whether a lane ended partial. */
  partial: boolean;
  /** Ports that a partial task does not provide; null: none of its ports is there. */
  unmet: readonly string[] | null;
  failure: FailureClass | null;
  /** A skip arrived while a step was running; it takes effect when that step ends. */
  skip: boolean;
}

/**
 * The state of a run. Plain data, owned by one caller: `step` changes it in place, so that an event costs what it changes and not the
 * size of the plan. Use `structuredClone` to keep an older state.
 */
export interface StepState {
  tasks: readonly SkeletonTask[];
  runs: TaskRun[];
  index: Map<string, number>;
  /** For each task, who needs it: index of the dependent and of its need. */
  dependents: { task: number; need: number }[][];
  ready: StepQueue;
  /** Tasks with a call in flight. */
  running: Set<number>;
  /** Calls in flight, at most `MOST_IN_FLIGHT`. */
  inFlight: number;
  /** The exclusive task that is running, if any. */
  alone: number | null;
  /** Tasks that wait for a person, and lanes that rest. */
  waits: number;
  unsettled: number;
  failures: number;
  paused: boolean;
  stopping: 'cancel' | 'rollback' | null;
  finished: boolean;
}

/** A run that has not begun. */
export function newState(): StepState {
  return {
    tasks: [],
    runs: [],
    index: new Map(),
    dependents: [],
    ready: [],
    running: new Set(),
    inFlight: 0,
    alone: null,
    waits: 0,
    unsettled: 0,
    failures: 0,
    paused: false,
    stopping: null,
    finished: false,
  };
}

/** A task that has not begun. */
export function newRun(task: SkeletonTask): TaskRun {
  return {
    status: 'pending', attempts: 0, lanes: [], startable: [], opening: task.opens === true ? 'due' : 'none', busy: 0, resting: 0, open: 0, queued: false,
    left: 0, lack: null, waiting: null, approved: false, asks: 0, partial: false, unmet: [], failure: null, skip: false,
  };
}

const SETTLED: { readonly [status in TaskState]: boolean } = {
  pending: false,
  ready: false,
  running: false,
  waiting: false,
  succeeded: true,
  partial: true,
  failed: true,
  blocked: true,
  skipped: true,
  cancelled: true,
};

/** Whether a task with this status will not change any more. */
export function isSettled(status: TaskState): boolean {
  return SETTLED[status];
}

/** Status and attempts by task id, in the order of the plan. */
export function taskStates(state: StepState): { task: string; status: TaskState; attempts: number }[] {
  return state.tasks.map((task, at) => {
    const run = state.runs[at];
    return { task: task.id, status: run?.status ?? 'pending', attempts: run?.attempts ?? 0 };
  });
}
