import type { Plan, Task } from '../schemas/plan.ts';
import { digestOf } from './digest.ts';

/**
 * The shape of a plan: which operations follow which, without names, data or values. Two goals that are solved the same way share it, so
 * that experience with one speaks for the other.
 */
export function planShape(plan: Plan): string {
  const operations = new Map(plan.nodes.map((task) => [task.task_id, `${task.operation ?? ''}${constructs(task)}`]));
  return digestOf({
    operations: [...operations.values()].toSorted(),
    edges: (plan.edges ?? []).map((edge) => `${operations.get(edge.from) ?? ''} ${operations.get(edge.to) ?? ''}`).toSorted(),
  });
}

/** Constructs are part of the shape; a plan without any has the shape that it always had. */
function constructs(task: Task): string {
  const parts = [task.for_each && 'for_each', task.when && 'when', task.repeat && 'repeat', task.type === 'plan' && 'plan', task.type === 'user_interaction' && 'person'];
  return parts.flatMap((part) => (typeof part === 'string' ? [` ${part}`] : [])).join('');
}
