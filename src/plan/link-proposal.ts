import type { TypedGoal } from '../schemas/goal.ts';
import type { Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { planGraph } from './graph.ts';
import { bindAll } from './link-bind.ts';
import type { LinkChange } from './link-change.ts';
import { cutCycles, dropImpossible } from './link-cycles.ts';
import { linkPlan } from './link-edges.ts';
import { fitTask } from './link-fit.ts';
import { mergeDuplicates } from './link-merge.ts';
import { chooseOperation } from './link-operation.ts';
import { readsTask, resolveReferences } from './link-references.ts';
import { PortTypes } from './link-types.ts';
import { collectWants, serveWants } from './link-wants.ts';
import { sayGoalAndCaveats } from './link-words.ts';
import { operationName } from './operations.ts';

/** A proposal that became a linked plan, or why it cannot. */
export type LinkedProposal = { result: 'linked'; plan: Plan; changes: LinkChange[] } | { result: 'refused'; message: string; changes: LinkChange[] };

/**
 * Turns a model's DAG into a plan: references that lead somewhere, operations that exist, inputs that are bound to what fits, producers
 * that are missing inserted by the search, duplicates merged, effects only where the goal names them, every want served, and every edge
 * derived from the bindings. Each change is listed with its reason; what cannot be mended with confidence is refused with the reason, so
 * that the search can plan instead: a valid plan that is not the one that was meant is worse than none.
 */
export function linkProposal(proposal: Plan, registry: Registry, goal: TypedGoal): LinkedProposal {
  const changes: LinkChange[] = [];
  if (proposal.nodes.length === 0) return refused('it has no tasks', changes);
  const unique = mergeSameIds(proposal, changes);
  if ('twice' in unique) return refused(`two tasks have the id "${unique.twice}"`, changes);
  const types = new PortTypes(registry, goal);
  const { operations } = types;
  const resolved = resolveReferences(unique.plan, operations, changes);
  const wantedEffects = new Set(goal.wants.flatMap((want) => want.effect ?? []));
  const nodes: Task[] = [];
  for (const task of resolved.nodes) {
    if (task.type === 'plan') {
      nodes.push(task);
      continue;
    }
    const { operation, reason } = chooseOperation(task, resolved, operations, goal.givens);
    if (operation === null) return refused(`task "${task.task_id}" has no operation: ${reason}`, changes);
    if (reason !== null) changes.push({ kind: 'operation replaced', task_id: task.task_id, description: `${task.task_id} runs ${operationName(operation)}: ${reason}` });
    if (operation.effect_name !== undefined && !wantedEffects.has(operation.effect_name)) {
      if (resolved.nodes.some((other) => readsTask(other, task.task_id))) return refused(`task "${task.task_id}" would ${operation.effect_name}, which the goal does not ask for, and others build on it`, changes);
      changes.push({ kind: 'task removed', task_id: task.task_id, description: `${task.task_id} (${operationName(operation)}) is left out: the goal does not ask to ${operation.effect_name} anything` });
      continue;
    }
    nodes.push(fitTask(task, operation, changes));
  }
  const ids = new Set(nodes.map((task) => task.task_id));
  const fitted: Plan = {
    ...resolved,
    nodes: nodes.map((task) => ({ ...task, dependencies: task.dependencies.filter((id) => ids.has(id)) })),
    ...(resolved.edges && { edges: resolved.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) }),
  };
  const cut = cutCycles(dropImpossible(fitted, operations, changes), changes);
  if (cut.cycle !== null) return refused(`its tasks depend on each other in a circle: ${cut.cycle.join(', ')}`, changes);
  const bound = bindAll(cut.plan, types, planGraph(fitted), changes);
  if (bound.problem !== null) return refused(bound.problem, changes);
  const served = serveWants(mergeDuplicates(bound.plan, operations, changes), registry, goal, changes);
  if (served.problem !== null) return refused(served.problem, changes);
  const collected = collectWants(served.plan, types, changes);
  const linked = linkPlan(sayGoalAndCaveats(collected, registry, goal), registry);
  return { result: 'linked', plan: linked.plan, changes: [...changes, ...linked.changes] };
}

function refused(reason: string, changes: LinkChange[]): LinkedProposal {
  return { result: 'refused', message: `Cannot link the proposed plan: ${reason}. The search plans instead.`, changes };
}

/** A task that is listed twice, word for word, is one; two different tasks of one id are not told apart. */
function mergeSameIds(plan: Plan, changes: LinkChange[]): { plan: Plan } | { twice: string } {
  const byId = new Map<string, string>();
  const nodes: Task[] = [];
  for (const task of plan.nodes) {
    const { operation, inputs, parameters } = task;
    const work = JSON.stringify([operation, inputs ?? [], parameters ?? []]);
    const known = byId.get(task.task_id);
    if (known === undefined) {
      byId.set(task.task_id, work);
      nodes.push(task);
    } else if (known === work) changes.push({ kind: 'task merged', task_id: task.task_id, description: `${task.task_id} is listed twice with the same operation, inputs and parameters` });
    else return { twice: task.task_id };
  }
  return { plan: { ...plan, nodes } };
}
