import type { Operation } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import type { Binding } from '../schemas/decomposition.ts';
import { planGraph, topologicalOrder } from './graph.ts';
import type { LinkChange } from './link-change.ts';
import { CONDITION } from './link-types.ts';
import { readsTask } from './link-references.ts';

/** Bindings to outputs that no input of the task could take go, each with its reason; so do bindings of a task to itself. */
export function dropImpossible(plan: Plan, operations: ReadonlyMap<string, Operation>, changes: LinkChange[]): Plan {
  const made = new Map(plan.nodes.flatMap((task) => { const operation = operations.get(task.operation ?? ''); return operation ? [[task.task_id, operation.output.kind] as const] : []; }));
  const nodes = plan.nodes.map((task) => {
    const operation = operations.get(task.operation ?? '');
    if (!operation) return task;
    const kinds = new Set(operation.inputs.flatMap((port) => port.kinds));
    const possible = (binding: Binding): boolean => {
      if (binding.kind !== 'port') return true;
      const kind = made.get(binding.task);
      if (binding.task !== task.task_id && (kind === undefined || kinds.has(kind))) return true;
      const why = binding.task === task.task_id ? 'a task cannot read its own output' : kinds.size === 0 ? 'it takes no input' : `it takes ${[...kinds].join(' or ')}, not ${kind ?? ''}`;
      changes.push({ kind: 'edge removed', task_id: task.task_id, description: `${task.task_id} does not read ${binding.task}: ${why}` });
      return false;
    };
    const inputs = task.inputs?.map((input) => (input.name === CONDITION && task.when !== undefined ? input : { ...input, bindings: input.bindings.filter(possible) })).filter((input) => input.bindings.length > 0);
    const kept = { ...task, ...(inputs && { inputs }) };
    // What it can neither read nor was going to change anything after is no order at all.
    const effect = operation.effect === 'write' || operation.effect === 'destructive';
    const dependencies = task.dependencies.filter((id) => readsTask(kept, id) || effect || made.get(id) === undefined || kinds.has(made.get(id) ?? '') || isEffect(operations, plan, id));
    for (const id of task.dependencies) {
      if (!dependencies.includes(id) && !readsTask(task, id)) changes.push({ kind: 'edge removed', task_id: task.task_id, description: `${task.task_id} does not wait for ${id}: it ${kinds.size === 0 ? 'takes no input' : `takes ${[...kinds].join(' or ')}, not ${made.get(id) ?? ''}`}` });
    }
    return { ...kept, dependencies };
  });
  return { ...plan, nodes };
}

function isEffect(operations: ReadonlyMap<string, Operation>, plan: Plan, id: string): boolean {
  const effect = operations.get(plan.nodes.find((task) => task.task_id === id)?.operation ?? '')?.effect;
  return effect === 'write' || effect === 'destructive';
}

/**
 * Cuts cycles where the model gave no reason for an edge: it only waits there and reads nothing. Returns the cycle that is left, where
 * each task reads the one before it.
 */
export function cutCycles(plan: Plan, changes: LinkChange[]): { plan: Plan; cycle: string[] | null } {
  let current = plan;
  for (let round = 0; round < plan.nodes.length; round += 1) {
    const { cycle } = topologicalOrder(planGraph(current));
    if (cycle === null) return { plan: current, cycle: null };
    const unjustified = cycle.flatMap((from, at) => {
      const to = cycle[(at + 1) % cycle.length] ?? '';
      const task = current.nodes.find((one) => one.task_id === to);
      return task && !readsTask(task, from) ? [{ from, to }] : [];
    });
    const place = new Map(current.nodes.map((task, at) => [task.task_id, at]));
    // Of several, the one that points back in the order in which the model wrote its tasks.
    const back = unjustified.filter(({ from, to }) => (place.get(from) ?? 0) > (place.get(to) ?? 0));
    const cut = back[0] ?? (unjustified.length === 1 ? unjustified[0] : undefined);
    if (cut === undefined || (back.length !== 1 && unjustified.length > 1)) return { plan: current, cycle };
    changes.push({ kind: 'edge removed', task_id: cut.to, description: `${cut.to} does not wait for ${cut.from}: it reads nothing of it, and they would wait for each other` });
    current = {
      ...current,
      nodes: current.nodes.map((task): Task => (task.task_id === cut.to ? { ...task, dependencies: task.dependencies.filter((id) => id !== cut.from) } : task)),
      ...(current.edges && { edges: current.edges.filter((edge) => edge.from !== cut.from || edge.to !== cut.to) }),
    };
  }
  return { plan: current, cycle: topologicalOrder(planGraph(current)).cycle };
}
