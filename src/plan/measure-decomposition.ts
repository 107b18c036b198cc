import type { Plan, Preview } from '../schemas/plan.ts';
import type { Registry } from '../schemas/operation.ts';
import { checkAtomic } from './decompose.ts';
import { mergeSteps } from './merge-steps.ts';
import { operationsByName, stepOperation } from './operations.ts';
import { splitSteps } from './split-steps.ts';
import type { StepChange } from './step-change.ts';

export interface DecompositionMeasure {
  /** The plan with its steps split and merged. */
  plan: Plan;
  /** Steps as they were proposed, and those of them that are atomic: one operation, one effect, one undo, one output. */
  steps: number;
  atomic: number;
  /** Share of proposed steps that are atomic; null where there are none. */
  atomic_share: number | null;
  split: StepChange[];
  merged: StepChange[];
  /** Share of proposed steps that were taken apart (too coarse) and taken together (too fine); null where there are none. */
  under_decomposed: number | null;
  over_decomposed: number | null;
}

/** Splits what is too coarse, merges what is too fine, and says how much of either there was. Pure; the plan is not changed but copied. */
export function measureDecomposition(plan: Plan, registry: Pick<Registry, 'operations'>): DecompositionMeasure {
  const operations = operationsByName(registry.operations);
  const split: StepChange[] = [];
  const merged: StepChange[] = [];
  let steps = 0;
  let atomic = 0;
  const decompositions = plan.decompositions?.map((proposed) => {
    for (const step of proposed.steps) {
      steps += 1;
      const operation = operations.get(stepOperation(step));
      if (operation !== undefined && checkAtomic(step, operation).length === 0) atomic += 1;
    }
    const apart = splitSteps(proposed, registry);
    const together = mergeSteps(apart.decomposition, registry);
    split.push(...apart.changes.map((change) => ({ ...change, task_id: proposed.task_id })));
    merged.push(...together.changes);
    return together.decomposition;
  });
  const share = (count: number): number | null => (steps === 0 ? null : count / steps);
  return {
    plan: decompositions === undefined || split.length + merged.length === 0 ? plan : { ...plan, decompositions },
    steps,
    atomic,
    atomic_share: share(atomic),
    split,
    merged,
    under_decomposed: share(split.length),
    over_decomposed: share(merged.length),
  };
}

/** What a person reads of it in the preview: every change with its reason, and the shares where there was one. */
export function describeDecomposition(measure: DecompositionMeasure): Preview['optimisations'] {
  const changes = [...measure.split, ...measure.merged].map(({ kind, description }) => ({ kind, description }));
  if (changes.length === 0) return [];
  return [...changes, { kind: 'steps', description: `${measure.atomic} of ${measure.steps} proposed steps were atomic; ${measure.split.length} split, ${measure.merged.length} merged` }];
}
