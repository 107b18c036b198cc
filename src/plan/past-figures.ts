import type { Performance, TaskPerformance } from './calibration.ts';
import type { DecompositionMeasure } from './measure-decomposition.ts';

/** What is kept of how the steps of one plan were proposed. */
export interface KeptDecomposition {
  planned_by: string;
  steps: number;
  atomic: number;
  split: number;
  merged: number;
  changes: { kind: 'split' | 'merge'; task_id: string; description: string }[];
}

/** The part of a run's analysis that says how its estimates held. */
export interface KeptAnalysis {
  tasks?: readonly Pick<TaskPerformance, 'duration_ms' | 'estimate_ms' | 'within_estimate'>[];
  calibration?: Performance['calibration'] | null;
}

export interface DecompositionFigures {
  plans: number;
  steps: number;
  atomic: number;
  split: number;
  merged: number;
  /** Shares of proposed steps; null where there are none. */
  atomic_share: number | null;
  under_decomposed: number | null;
  over_decomposed: number | null;
}

export interface PastFigures {
  /** Tasks and whole runs that took what their range said; `below` and `above` count the tasks outside. `share` is to be `aim`. */
  estimates: { aim: number; tasks: { within: number; of: number; below: number; above: number; share: number | null }; runs: { within: number; of: number; share: number | null } };
  decomposition: DecompositionFigures & { by_planner: { [planner: string]: DecompositionFigures }; last_changes: KeptDecomposition['changes'] };
}

/** Most reasons that are told, newest first. */
const REASONS = 10;
const AIM = 0.8;

/** What the store keeps of a measured decomposition. */
export function keptDecomposition(measure: DecompositionMeasure, plannedBy: string | undefined): KeptDecomposition {
  const changes = [...measure.split, ...measure.merged].map(({ kind, task_id, description }) => ({ kind, task_id, description }));
  return { planned_by: plannedBy ?? 'file', steps: measure.steps, atomic: measure.atomic, split: measure.split.length, merged: measure.merged.length, changes: changes.slice(0, REASONS) };
}

/** Estimate against actual, and over- and under-decomposition, over past runs (newest first). Counts and shares, nothing weighted. */
export function pastFigures(analyses: readonly KeptAnalysis[], decompositions: readonly KeptDecomposition[]): PastFigures {
  const tasks = { within: 0, of: 0, below: 0, above: 0 };
  const runs = { within: 0, of: 0 };
  for (const { tasks: own = [], calibration } of analyses) {
    for (const task of own) {
      if (task.within_estimate === null || task.estimate_ms === null) continue;
      tasks.of += 1;
      if (task.within_estimate) tasks.within += 1;
      else if (task.duration_ms < task.estimate_ms.low) tasks.below += 1;
      else tasks.above += 1;
    }
    runs.within += calibration?.runs.within ?? 0;
    runs.of += calibration?.runs.of ?? 0;
  }
  const planners = Map.groupBy(decompositions, (one) => one.planned_by);
  return {
    estimates: { aim: AIM, tasks: { ...tasks, share: share(tasks.within, tasks.of) }, runs: { ...runs, share: share(runs.within, runs.of) } },
    decomposition: {
      ...added(decompositions),
      by_planner: Object.fromEntries([...planners].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([planner, own]) => [planner, added(own)])),
      last_changes: decompositions.flatMap((one) => one.changes).slice(0, REASONS),
    },
  };
}

function added(all: readonly KeptDecomposition[]): DecompositionFigures {
  const sum = (of: (one: KeptDecomposition) => number): number => all.reduce((total, one) => total + of(one), 0);
  const [steps, atomic, split, merged] = [sum((one) => one.steps), sum((one) => one.atomic), sum((one) => one.split), sum((one) => one.merged)];
  return { plans: all.length, steps, atomic, split, merged, atomic_share: share(atomic, steps), under_decomposed: share(split, steps), over_decomposed: share(merged, steps) };
}

function share(count: number, of: number): number | null {
  return of === 0 ? null : count / of;
}
