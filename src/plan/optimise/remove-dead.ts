import type { Operation } from '../../schemas/operation.ts';
import type { Plan } from '../../schemas/plan.ts';
import { eachReference, taskBindings } from '../graph.ts';
import type { Optimisation, Pass } from './change.ts';

/**
 * Tasks go that serve no want, that nothing reads, and that change nothing: the planner says of each task which wants it serves, and only a
 * task that says "none" goes. Chains go as a whole.
 */
export function removeDead(plan: Plan, operations: ReadonlyMap<string, readonly Operation[]>): Pass {
  const changes: Optimisation[] = [];
  let nodes = plan.nodes;
  for (;;) {
    const left = new Set(nodes.map((task) => task.task_id));
    const used = new Set<string>();
    for (const task of nodes) for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => used.add(reference.task));
    for (const one of plan.decompositions ?? []) {
      if (!left.has(one.task_id)) continue;
      for (const step of one.steps) for (const binding of Object.values(step.tool_intent.required_inputs).flat()) eachReference(binding, (reference) => used.add(reference.task));
    }
    const dead = nodes.filter((task) => {
      const own = operations.get(task.task_id) ?? [];
      return task.serves?.length === 0 && !used.has(task.task_id) && (task.type ?? 'operation') === 'operation' && own.length > 0 && own.every((one) => one.effect === 'none' || one.effect === 'read');
    });
    if (dead.length === 0) break;
    for (const task of dead) changes.push({ kind: 'task removed', description: `${task.task_id} is left out: nothing that is wanted uses it`, gain: { tasks: 1 } });
    nodes = nodes.filter((task) => !dead.includes(task));
  }
  if (changes.length === 0) return { plan, changes };
  const left = new Set(nodes.map((task) => task.task_id));
  return {
    changes,
    plan: {
      ...plan,
      nodes: nodes.map((task) => (task.dependencies.every((from) => left.has(from)) ? task : { ...task, dependencies: task.dependencies.filter((from) => left.has(from)) })),
      ...(plan.edges && { edges: plan.edges.filter((edge) => left.has(edge.from) && left.has(edge.to)) }),
      ...(plan.decompositions && { decompositions: plan.decompositions.filter((one) => left.has(one.task_id)) }),
    },
  };
}
