import type { Plan, Task } from '../schemas/plan.ts';

/** What a task needs that the engine of this version does not run yet, in words a person knows; empty where it runs. */
export function beyondEngine(task: Pick<Task, 'type' | 'for_each' | 'when' | 'repeat'>): string[] {
  return [
    ...(task.type === 'plan' ? ['is planned only when its data is there'] : []),
    ...(task.repeat?.vary === undefined ? [] : ['is planned again with another value until something holds']),
  ];
}

/** The plan, or the first of its alternatives that this engine runs where the plan itself cannot be run; the rest are the alternatives. */
export function runnableFirst<P extends Pick<Plan, 'nodes'>>(plan: P, alternatives: readonly P[]): { plan: P; alternatives: P[]; instead: boolean } {
  const runs = (one: P): boolean => one.nodes.every((task) => beyondEngine(task).length === 0);
  const other = runs(plan) ? undefined : alternatives.find(runs);
  if (other === undefined) return { plan, alternatives: [...alternatives], instead: false };
  return { plan: other, alternatives: [plan, ...alternatives.filter((one) => one !== other)], instead: true };
}
