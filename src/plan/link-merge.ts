import type { Operation } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { bindTask } from './graph.ts';
import type { LinkChange } from './link-change.ts';

/**
 * Tasks that run the same operation on the same inputs with the same parameters become one, until none are left; those who read the second
 * read the first. Effects, questions to people and what is repeated stay: doing them twice is not doing them once.
 */
export function mergeDuplicates(plan: Plan, operations: ReadonlyMap<string, Operation>, changes: LinkChange[]): Plan {
  let nodes = plan.nodes;
  for (;;) {
    const first = new Map<string, Task>();
    const instead = new Map<string, string>();
    for (const task of nodes) {
      const operation = operations.get(task.operation ?? '');
      if (!operation || operation.runs_on === 'person' || (operation.effect !== 'none' && operation.effect !== 'read') || task.repeat !== undefined) continue;
      const key = sameWork(task);
      const known = first.get(key);
      if (known === undefined) first.set(key, task);
      else {
        instead.set(task.task_id, known.task_id);
        changes.push({ kind: 'task merged', task_id: known.task_id, description: `${task.task_id} is ${known.task_id}: both run ${task.operation ?? ''} on the same inputs with the same parameters` });
      }
    }
    if (instead.size === 0) return { ...plan, nodes };
    const rename = (id: string): string => instead.get(id) ?? id;
    const kept = new Map<string, Task>();
    for (const task of nodes) {
      const into = kept.get(rename(task.task_id));
      if (into && instead.has(task.task_id)) {
        const serves = [...new Set([...(into.serves ?? []), ...(task.serves ?? [])])];
        kept.set(into.task_id, { ...into, dependencies: [...new Set([...into.dependencies, ...task.dependencies])], ...(serves.length > 0 && { serves }) });
      } else kept.set(task.task_id, task);
    }
    nodes = [...kept.values()].map((task) => {
      const bound = bindTask(task, (binding) => (binding.kind === 'port' ? { ...binding, task: rename(binding.task) } : binding));
      return { ...bound, dependencies: [...new Set(bound.dependencies.map(rename))].filter((id) => id !== task.task_id) };
    });
  }
}

function sameWork({ operation, inputs, parameters, when, for_each: each, type, plan }: Task): string {
  const named = <One extends { name: string }>(list: readonly One[] | undefined): One[] => (list ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify([operation, named(inputs).filter((input) => input.bindings.length > 0), named(parameters), when, each, type, plan]);
}
