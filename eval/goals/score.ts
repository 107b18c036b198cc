import type { Plan } from '../../src/schemas/plan.ts';
import { wilson } from '../statistics.ts';
import type { GoalRun, Mode } from './run-goal.ts';
import type { CorpusGoal } from './corpus.ts';

/** A share of counted cases with its 95 % interval; not a number where there are none. */
export interface Share {
  n: number;
  of: number;
  share: number;
  low: number;
  high: number;
}

function shareOf(n: number, of: number): Share {
  const { value, low, high } = wilson(n, of);
  return { n, of, share: of === 0 ? Number.NaN : value, low, high };
}

export interface Scores {
  mode: Mode;
  /** Servable and ambiguous goals with a right result, after questions that the answer sheet answers. */
  right: Share;
  /** Those whose plan has no construct, and those whose plan has one (scored on the reference interpreter alone); without a plan by the goal's label. */
  right_plain: Share;
  right_constructs: Share;
  /** Completed with a wrong result: the worst that can happen. Of all goals, servable or not. */
  wrong_completed: Share;
  /** Asked or refused where the result was not right. */
  abstained: Share;
  /** Unservable goals that were refused with a reason, or asked about and then refused. */
  refused: Share;
  /** Ambiguous goals that were asked about before anything ran. */
  asked_ambiguous: Share;
  questions_per_goal: number;
  tasks_per_plan: number;
  /** Tasks against the smallest plan that any mode found right for the same goal; 1 is as small. */
  size_ratio: number;
  median_ms: number;
}

/** Scores of one mode. `best` has, per goal, the fewest tasks of a right plan. */
export function score(mode: Mode, runs: readonly GoalRun[], goals: ReadonlyMap<string, CorpusGoal>, best: ReadonlyMap<string, number>): Scores {
  const own = runs.filter((run) => run.mode === mode && run.missing === null);
  const kind = (run: GoalRun): CorpusGoal['kind'] | undefined => goals.get(run.id)?.kind;
  const servable = own.filter((run) => kind(run) !== 'unservable');
  const unservable = own.filter((run) => kind(run) === 'unservable');
  const count = (list: readonly GoalRun[], test: (run: GoalRun) => boolean): Share => shareOf(list.filter(test).length, list.length);
  const isRight = (run: GoalRun): boolean => run.verdict.right;
  const planned = own.filter((run) => run.tasks > 0);
  const ratios = servable.filter((run) => run.verdict.right && best.has(run.id)).map((run) => run.tasks / (best.get(run.id) ?? run.tasks));
  const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length);
  const times = own.map((run) => run.ms).toSorted((a, b) => a - b);
  return {
    mode,
    right: count(servable, isRight),
    right_plain: count(servable.filter((run) => !usesConstruct(run, goals)), isRight),
    right_constructs: count(servable.filter((run) => usesConstruct(run, goals)), isRight),
    wrong_completed: count(own, (run) => run.result.outcome === 'completed' && !run.verdict.right),
    abstained: count(servable.filter((run) => !run.verdict.right), (run) => run.result.outcome !== 'completed'),
    refused: count(unservable, isRight),
    asked_ambiguous: count(own.filter((run) => kind(run) === 'ambiguous'), (run) => run.asked > 0),
    questions_per_goal: mean(own.map((run) => run.asked)),
    tasks_per_plan: mean(planned.map((run) => run.tasks)),
    size_ratio: mean(ratios),
    median_ms: times[Math.floor(times.length / 2)] ?? 0,
  };
}

/** Whether a plan needs more than tasks that each run once: a condition, a repetition, a task per element, a nested plan or a person's part. */
export function hasConstruct(plan: Plan): boolean {
  return plan.nodes.some((task) => task.when !== undefined || task.for_each !== undefined || task.repeat !== undefined || task.type === 'plan' || task.type === 'user_interaction');
}

function usesConstruct(run: GoalRun, goals: ReadonlyMap<string, CorpusGoal>): boolean {
  return run.plan === null ? (goals.get(run.id)?.construct ?? null) !== null : hasConstruct(run.plan);
}

export function percent(share: Share): string {
  return share.of === 0 ? '–' : `${(share.share * 100).toFixed(1)} % (${share.n}/${share.of}; ${(share.low * 100).toFixed(1)}–${(share.high * 100).toFixed(1)})`;
}
