import type { Operation } from '../../schemas/operation.ts';
import type { Edge, Plan, Task } from '../../schemas/plan.ts';
import { type Graph, eachReference, planGraph, taskBindings, topologicalOrder } from '../graph.ts';
import type { Optimisation, Pass } from './change.ts';

type Operations = ReadonlyMap<string, readonly Operation[]>;

const changesNothing = (operations: Operations, id: string): boolean => (operations.get(id) ?? []).length > 0 && (operations.get(id) ?? []).every((one) => one.effect === 'none' || one.effect === 'read');
const isIrreversible = (operations: Operations, id: string): boolean => (operations.get(id) ?? []).some((one) => one.effect === 'destructive' || (one.effect === 'write' && one.undo === undefined));

/** Pairs of tasks between which data flows, in the plan or in its steps. */
function dataPairs(plan: Plan): Set<string> {
  const pairs = new Set<string>();
  for (const task of plan.nodes) for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => pairs.add(`${reference.task} ${task.task_id}`));
  for (const one of plan.decompositions ?? []) for (const step of one.steps) for (const binding of Object.values(step.tool_intent.required_inputs).flat()) eachReference(binding, (reference) => pairs.add(`${reference.task} ${one.task_id}`));
  return pairs;
}

/** The plan without the dependencies between these pairs, given as `from to`. */
function without(plan: Plan, pairs: ReadonlySet<string>): Plan {
  return {
    ...plan,
    nodes: plan.nodes.map((task) => (task.dependencies.some((from) => pairs.has(`${from} ${task.task_id}`)) ? { ...task, dependencies: task.dependencies.filter((from) => !pairs.has(`${from} ${task.task_id}`)) } : task)),
    ...(plan.edges && { edges: plan.edges.filter((edge) => edge.reason === 'data' || !pairs.has(`${edge.from} ${edge.to}`)) }),
  };
}

/**
 * Orders between tasks that change nothing and hand nothing over go, and with them the wish to run alone: so independent work runs side by
 * side. Only for plans that a model or the search made; what a person wrote down stays.
 */
export function widen(plan: Plan, operations: Operations): Pass {
  const data = dataPairs(plan);
  const written = new Map((plan.edges ?? []).map((edge) => [`${edge.from} ${edge.to}`, edge]));
  const pairs = [...new Set([...plan.nodes.flatMap((task) => task.dependencies.map((from) => `${from} ${task.task_id}`)), ...(plan.edges ?? []).map((edge) => `${edge.from} ${edge.to}`)])];
  const needless = pairs.filter((pair) => {
    const [from = '', to = ''] = pair.split(' ');
    const reason = written.get(pair)?.reason ?? 'declared';
    return !data.has(pair) && reason !== 'effect' && changesNothing(operations, from) && changesNothing(operations, to);
  });
  const alone = plan.nodes.filter((task) => !task.parallelizable && changesNothing(operations, task.task_id));
  const changes: Optimisation[] = [
    ...needless.map((pair): Optimisation => {
      const [from = '', to = ''] = pair.split(' ');
      return { kind: 'made parallel', description: `${to} no longer waits for ${from}: it uses nothing of it, and neither changes anything` };
    }),
    ...alone.map((task): Optimisation => ({ kind: 'made parallel', description: `${task.task_id} no longer runs alone: it changes nothing` })),
  ];
  if (changes.length === 0) return { plan, changes };
  const freed = without(plan, new Set(needless));
  const shared = new Set(alone.map((task) => task.task_id));
  return { changes, plan: { ...freed, nodes: freed.nodes.map((task) => (shared.has(task.task_id) ? { ...task, parallelizable: true } : task)) } };
}

/**
 * What cannot be undone waits for everything that could still fail: for each such task an order edge with the reason `effect` from every
 * last task beside it. What comes after another irreversible task is left out, so that no circle arises.
 */
export function lateEffects(plan: Plan, operations: Operations): Pass {
  const graph = planGraph(plan);
  const { order, cycle } = topologicalOrder(graph);
  const final = order.filter((id) => isIrreversible(operations, id));
  if (cycle || final.length === 0) return { plan, changes: [] };
  const users = usersOf(graph);
  const after = new Set(final.flatMap((id) => [...reach(users, id)]));
  const beside = new Set(order.filter((id) => !after.has(id) && !final.includes(id)));
  // The last of them stand for all: whoever waits for them waits for what they needed.
  const last = [...beside].filter((id) => ![...(users.get(id) ?? [])].some((user) => beside.has(user)));
  const added: Edge[] = [];
  const changes: Optimisation[] = [];
  for (const id of final) {
    const before = reach(graph, id);
    const waits = last.filter((one) => !before.has(one));
    if (waits.length === 0) continue;
    added.push(...waits.map((from): Edge => ({ from, from_port: null, to: id, to_port: null, reason: 'effect', detail: `${id} cannot be undone, so it comes after ${from}, which may still fail` })));
    changes.push({ kind: 'effect late', description: `${id} cannot be undone: it waits for ${waits.join(', ')}, so that nothing fails after it that could have failed before` });
  }
  if (added.length === 0) return { plan, changes };
  const into = Map.groupBy(added, (edge) => edge.to);
  return {
    changes,
    plan: {
      ...plan,
      nodes: plan.nodes.map((task) => (into.has(task.task_id) ? { ...task, dependencies: [...new Set([...task.dependencies, ...(into.get(task.task_id) ?? []).map((edge) => edge.from)])] } : task)),
      edges: [...(plan.edges ?? []), ...added],
    },
  };
}

/** Priorities of what a person answers, and of what has to be there before they can be asked. */
const FIRST = 1;
const BEFORE = 2;

/** A person is asked as early as the data allows: their tasks wait for nothing that they do not read, and what they read goes first. */
export function earlyWaits(plan: Plan, operations: Operations): Pass {
  const people = plan.nodes.filter((task) => isPerson(task, operations));
  if (people.length === 0) return { plan, changes: [] };
  const data = dataPairs(plan);
  const written = new Map((plan.edges ?? []).map((edge) => [`${edge.from} ${edge.to}`, edge.reason]));
  const loose = new Set(people.flatMap((task) => task.dependencies.map((from) => `${from} ${task.task_id}`)).filter((pair) => !data.has(pair) && written.get(pair) !== 'effect' && changesNothing(operations, pair.split(' ')[0] ?? '')));
  const freed = loose.size === 0 ? plan : without(plan, loose);
  const graph = planGraph(freed);
  const ahead = new Set(people.flatMap((task) => [...reach(graph, task.task_id)]));
  const isAsked = new Set(people.map((task) => task.task_id));
  const changes: Optimisation[] = [];
  const nodes = freed.nodes.map((task): Task => {
    const priority = isAsked.has(task.task_id) ? FIRST : ahead.has(task.task_id) ? BEFORE : null;
    if (priority === null || (task.priority ?? 3) <= priority) return task;
    return { ...task, priority };
  });
  for (const task of people) {
    const own = [...loose].filter((pair) => pair.endsWith(` ${task.task_id}`)).map((pair) => pair.split(' ')[0] ?? '');
    const raised = (task.priority ?? 3) > FIRST;
    if (own.length === 0 && !raised) continue;
    changes.push({ kind: 'asked early', description: `${task.task_id} asks a person, and is reached as early as its data allows${own.length > 0 ? `: it no longer waits for ${own.join(', ')}` : ''}`, gain: { waits: 1 } });
  }
  return changes.length === 0 ? { plan, changes } : { plan: { ...freed, nodes }, changes };
}

function isPerson(task: Task, operations: Operations): boolean {
  return task.type === 'user_interaction' || (operations.get(task.task_id) ?? []).some((one) => one.runs_on === 'person');
}

function usersOf(graph: Graph): Graph {
  const users: Graph = new Map([...graph.keys()].map((id) => [id, new Set()]));
  for (const [id, needs] of graph) for (const need of needs) users.get(need)?.add(id);
  return users;
}

function reach(graph: Graph, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(graph.get(at) ?? []));
  }
  return seen;
}
