import type { Operation } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { bindTask, eachReference, taskBindings } from './graph.ts';
import type { LinkChange } from './link-change.ts';
import { nearestOperations } from './link-operation.ts';
import { editDistance } from './nearest.ts';
import { plain } from './nearest-words.ts';
import { operationName } from './operations.ts';

/** How near a reference must come to the name of an operation before a task is made of it. */
const NAMES_OPERATION = 0.9;

/**
 * References to tasks that do not exist: to the task whose id they misspell; or to a task that is added, where they name an operation. The
 * rest stays for the binder, except plain waiting for nothing, which goes.
 */
export function resolveReferences(plan: Plan, operations: ReadonlyMap<string, Operation>, changes: LinkChange[]): Plan {
  const ids = plan.nodes.map((task) => task.task_id);
  const known = new Set(ids);
  const meant = new Map<string, string>();
  const added: Task[] = [];
  const users = danglingReferences(plan, known);
  for (const [id, by] of users) {
    const near = nearestId(id, ids.filter((one) => !by.has(one)));
    if (near !== null) {
      meant.set(id, near);
      changes.push({ kind: 'reference resolved', task_id: [...by][0] ?? null, description: `"${id}" is read as "${near}": no task has that id, and this one differs by a letter or two` });
      continue;
    }
    // A task that nobody reads is not missed.
    const [operation] = nearestOperations(id, [...operations.values()].filter((one) => one.effect_name === undefined));
    if (by.size === 0 || operation === undefined || operation.score < NAMES_OPERATION) continue;
    const dependencies = (plan.edges ?? []).flatMap((edge) => (edge.to === id ? [meant.get(edge.from) ?? edge.from] : []));
    added.push({
      task_id: id, description: operation.item.title, dependencies, parallelizable: true, estimated_complexity: 'low', required_capabilities: operation.item.capabilities, operation: operationName(operation.item),
    });
    changes.push({ kind: 'producer inserted', task_id: id, description: `${id} (${operationName(operation.item)}) is inserted: ${[...by].join(', ')} read it, and no task had that id` });
  }
  for (const one of added) known.add(one.task_id);
  const rename = (id: string): string => meant.get(id) ?? id;
  const nodes = plan.nodes.map((task) => {
    const bound = meant.size === 0 ? task : bindTask(task, (binding) => (binding.kind === 'port' ? { ...binding, task: rename(binding.task) } : binding));
    const dependencies = [...new Set(bound.dependencies.map(rename))].filter((id) => {
      if (known.has(id) && id !== task.task_id) return true;
      const why = id === task.task_id ? 'a task cannot wait for itself' : 'there is no such task';
      changes.push({ kind: 'edge removed', task_id: task.task_id, description: `${task.task_id} does not wait for "${id}": ${why}` });
      return false;
    });
    return { ...bound, dependencies };
  });
  const edges = plan.edges?.map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) })).filter((edge) => known.has(edge.from) && known.has(edge.to));
  const first = new Map(added.map((one) => [one.task_id, nodes.findIndex((task) => task.dependencies.includes(one.task_id) || readsTask(task, one.task_id))]));
  const all = nodes.flatMap((task, at) => [...added.filter((one) => first.get(one.task_id) === at), task]);
  return { ...plan, nodes: [...added.filter((one) => (first.get(one.task_id) ?? -1) < 0), ...all], ...(edges && { edges }) };
}

/** Ids that are referred to and do not exist, each with the tasks that use them. */
function danglingReferences(plan: Plan, known: ReadonlySet<string>): Map<string, Set<string>> {
  const users = new Map<string, Set<string>>();
  const see = (id: string, by: string | null): void => {
    if (known.has(id)) return;
    const set = users.get(id) ?? new Set<string>();
    if (by !== null) set.add(by);
    users.set(id, set);
  };
  for (const task of plan.nodes) {
    for (const id of task.dependencies) see(id, task.task_id);
    for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => see(reference.task, task.task_id));
  }
  for (const edge of plan.edges ?? []) {
    see(edge.from, known.has(edge.to) ? edge.to : null);
    see(edge.to, null);
  }
  return users;
}

/** Whether a binding of the task reads the output of another. */
export function readsTask(task: Task, id: string): boolean {
  let found = false;
  for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => (found ||= reference.task === id));
  return found;
}

/** The one id that differs only by case, separators or a letter or two; null where none or several do. Ids that only differ in a number are different tasks. */
function nearestId(id: string, ids: readonly string[]): string | null {
  const same = ids.filter((one) => plain(one) === plain(id));
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  const digits = (text: string): string => text.replace(/\D+/g, '.');
  const limit = Math.min(2, Math.floor(id.length / 5));
  const near = ids.filter((one) => digits(one) === digits(id) && editDistance(one.toLowerCase().slice(0, 64), id.toLowerCase().slice(0, 64)) <= limit);
  return near.length === 1 ? (near[0] ?? null) : null;
}
