import type { Binding } from '../../schemas/decomposition.ts';
import type { Operation } from '../../schemas/operation.ts';
import type { Plan, Task } from '../../schemas/plan.ts';
import { canonical } from '../digest.ts';
import { bindTask, eachReference, planGraph, taskBindings, topologicalOrder } from '../graph.ts';
import type { Optimisation, Pass } from './change.ts';

/**
 * Tasks that would do exactly the same (operation, parameters, inputs, conditions) run once, and everyone reads that one: whole repeated
 * sub-plans fold from their beginnings. Nothing that changes anything outside is shared, nor what a person or a nested plan answers.
 */
export function shareRepeated(plan: Plan, operations: ReadonlyMap<string, readonly Operation[]>): Pass {
  const { order, cycle } = topologicalOrder(planGraph(plan));
  if (cycle) return { plan, changes: [] };
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const decomposed = new Set(plan.decompositions?.map((one) => one.task_id));
  const instead = new Map<string, string>();
  const first = new Map<string, string[]>();
  const merged = new Map<string, Task>();
  const changes: Optimisation[] = [];
  const moved = (binding: Binding): Binding => {
    if (binding.kind === 'concat') return { ...binding, parts: binding.parts.map(moved) };
    return binding.kind === 'port' ? { ...binding, task: instead.get(binding.task) ?? binding.task } : binding;
  };
  for (const id of order) {
    const task = tasks.get(id);
    if (!task) continue;
    const own = operations.get(id) ?? [];
    const shareable = task.operation !== undefined && !decomposed.has(id) && own.length > 0 && (task.type ?? 'operation') === 'operation' && own.every((one) => one.effect === 'none' || one.effect === 'read');
    if (!shareable) continue;
    const signature = signatureOf(bindTask(task, moved));
    const known = first.get(signature) ?? [];
    const orders = ordersOf(task, operations);
    // What waits for an effect may see what that effect did: it is only the same as another that waits for it too.
    const same = known.find((one) => orders.every((from) => tasks.get(one)?.dependencies.includes(from)));
    if (same === undefined) {
      first.set(signature, [...known, id]);
      continue;
    }
    instead.set(id, same);
    merged.set(same, together(merged.get(same) ?? tasks.get(same) ?? task, task));
    changes.push({ kind: 'task shared', description: `${id} does the same as ${same}, with the same data and parameters: it runs once for both`, gain: { tasks: 1 } });
  }
  if (instead.size === 0) return { plan, changes: [] };
  return { plan: replaced(plan, instead, merged, moved), changes };
}

/** Tasks with an effect that a task waits for without reading what they make. */
function ordersOf(task: Task, operations: ReadonlyMap<string, readonly Operation[]>): string[] {
  const read = new Set<string>();
  for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => read.add(reference.task));
  return task.dependencies.filter((from) => !read.has(from) && !(operations.get(from) ?? []).every((one) => one.effect === 'none' || one.effect === 'read'));
}

/** What makes two tasks the same: all that decides what comes out, with orders and names left out. */
function signatureOf(task: Task): string {
  const bound = <T extends { name: string }>(list: readonly T[] | undefined): T[] => (list ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return canonical({
    operation: task.operation, inputs: bound(task.inputs), parameters: bound(task.parameters), when: task.when ?? null, for_each: task.for_each ?? null, repeat: task.repeat ?? null, retry: task.retry ?? null,
    timeout_ms: task.timeout_ms ?? null, on_failure: task.on_failure ?? null,
  });
}

function together(kept: Task, gone: Task): Task {
  const priority = Math.min(kept.priority ?? 3, gone.priority ?? 3);
  return {
    ...kept,
    ...(kept.serves || gone.serves ? { serves: [...new Set([...(kept.serves ?? []), ...(gone.serves ?? [])])] } : {}),
    ...(kept.spans || gone.spans ? { spans: [...(kept.spans ?? []), ...(gone.spans ?? [])].filter((span, at, all) => all.findIndex((one) => one.start === span.start && one.end === span.end) === at) } : {}),
    ...(kept.priority !== undefined || gone.priority !== undefined ? { priority } : {}),
  };
}

function replaced(plan: Plan, instead: ReadonlyMap<string, string>, merged: ReadonlyMap<string, Task>, moved: (binding: Binding) => Binding): Plan {
  const of = (id: string): string => instead.get(id) ?? id;
  const seen = new Set<string>();
  const edges = (plan.edges ?? []).flatMap((edge) => {
    // Data comes in the same way; other orders of a task that goes had no effect behind them, or stand at the other one too.
    if (instead.has(edge.to) && edge.reason !== 'data') return [];
    const next = { ...edge, from: of(edge.from), to: of(edge.to) };
    if (next.from !== edge.from || next.to !== edge.to) next.detail = edge.detail.replaceAll(edge.from, next.from).replaceAll(edge.to, next.to);
    const key = [next.from, next.from_port, next.to, next.to_port, next.reason].join('\n');
    if (next.from === next.to || seen.has(key)) return [];
    seen.add(key);
    return [next];
  });
  return {
    ...plan,
    nodes: plan.nodes.flatMap((task) => {
      if (instead.has(task.task_id)) return [];
      const next = bindTask(merged.get(task.task_id) ?? task, moved);
      return [{ ...next, dependencies: [...new Set(next.dependencies.map(of))].filter((from) => from !== task.task_id) }];
    }),
    ...(plan.edges && { edges }),
    ...(plan.decompositions && { decompositions: plan.decompositions.map((one) => ({
      ...one,
      steps: one.steps.map((step) => ({ ...step, tool_intent: { ...step.tool_intent, required_inputs: Object.fromEntries(Object.entries(step.tool_intent.required_inputs).map(([name, given]) => [name, Array.isArray(given) ? given.map(moved) : moved(given)])) } })),
    })) }),
  };
}
