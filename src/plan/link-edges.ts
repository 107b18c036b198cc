import type { Binding, Decomposition } from '../schemas/decomposition.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Edge, Plan, Task } from '../schemas/plan.ts';
import { type PortReference, bindTask, eachReference, planGraph, taskBindings, topologicalOrder } from './graph.ts';
import type { LinkChange } from './link-change.ts';
import { operationsByName } from './operations.ts';
import { taskOperations } from './preview.ts';
import { ROUNDS } from './rounds.ts';
import { touchedTargets } from './touched-targets.ts';

/**
 * Derives every edge again from what steps and tasks really use, each with its reason:
 *
 * - `data`: an input is bound to the output of another task;
 * - `effect`: two tasks touch the same target and one of them writes; they keep the order in which they can run;
 * - `declared`: somebody wrote it down: an edge that says so, a dependency of a plan file, or what stands before an effect.
 *
 * A dependency without a reason goes, and is listed as an optimisation: this is how a chain becomes parallel. Nothing else is touched,
 * but for ports that are misnamed where there is only one.
 */
export function linkPlan(plan: Plan, registry: Registry): { plan: Plan; changes: LinkChange[] } {
  const changes: LinkChange[] = [];
  const named = nameports(plan, registry, changes);
  const tasks = new Map(named.nodes.map((task) => [task.task_id, task]));
  const operations = taskOperations(named, registry);
  const edges = dataEdges(named, tasks);
  const reached = new Set(edges.map((edge) => `${edge.from} ${edge.to}`));
  edges.push(...declaredEdges(named, tasks, operations, reached, changes));
  const ordered: Plan = { ...named, edges, nodes: named.nodes.map((task) => ({ ...task, dependencies: [] })) };
  edges.push(...effectEdges(ordered, operations, plan.edges ?? [], changes));
  const into = Map.groupBy(edges, (edge) => edge.to);
  const nodes = named.nodes.map((task) => ({ ...task, dependencies: [...new Set((into.get(task.task_id) ?? []).map((edge) => edge.from))] }));
  return { plan: { ...named, nodes, edges }, changes };
}

/** A reference to the one output of a task by another name means that output. */
function nameports(plan: Plan, registry: Registry, changes: LinkChange[]): Plan {
  const all = operationsByName(registry.operations);
  const outputs = new Map<string, string>();
  const repeated = new Set(plan.nodes.flatMap((task) => (task.repeat === undefined ? [] : [task.task_id])));
  const decomposed = new Map(plan.decompositions?.map((one) => [one.task_id, one]));
  for (const task of plan.nodes) {
    const last = decomposed.get(task.task_id)?.steps.at(-1);
    const named = last ? Object.keys(last.tool_intent.expected_outputs) : [];
    const operation = last ? all.get(`${last.tool_intent.tool_name}.${last.tool_intent.operation}`) : all.get(task.operation ?? '');
    const only = named.length === 1 ? named[0] : named.length === 0 ? operation?.output.name : undefined;
    if (only !== undefined) outputs.set(task.task_id, only);
  }
  const rename = (owner: string, binding: Binding): Binding => {
    if (binding.kind === 'concat') return { ...binding, parts: binding.parts.map((part) => rename(owner, part)) };
    if (binding.kind !== 'port') return binding;
    const port = outputs.get(binding.task);
    if (port === undefined || port === binding.port || (binding.port === ROUNDS && repeated.has(binding.task))) return binding;
    changes.push({ kind: 'port renamed', task_id: owner, description: `${owner} reads "${port}" of ${binding.task}, its only output, where it said "${binding.port}"` });
    return { ...binding, port };
  };
  return {
    ...plan,
    nodes: plan.nodes.map((task) => bindTask(task, (binding) => rename(task.task_id, binding))),
    ...(plan.decompositions && { decompositions: plan.decompositions.map((one) => bindSteps(one, (binding) => rename(one.task_id, binding))) }),
  };
}

function bindSteps(decomposition: Decomposition, replace: (binding: Binding) => Binding): Decomposition {
  return {
    ...decomposition,
    steps: decomposition.steps.map((step) => ({
      ...step,
      tool_intent: {
        ...step.tool_intent,
        required_inputs: Object.fromEntries(Object.entries(step.tool_intent.required_inputs).map(([name, given]) => [name, Array.isArray(given) ? given.map(replace) : replace(given)])),
      },
    })),
  };
}

/** What a task uses of others: the bindings of its steps, or its own where it has none yet. */
function references(plan: Plan): Map<string, { input: string; reference: PortReference }[]> {
  const found = new Map<string, { input: string; reference: PortReference }[]>();
  const steps = new Map(plan.decompositions?.map((one) => [one.task_id, one.steps]));
  for (const task of plan.nodes) {
    const list: { input: string; reference: PortReference }[] = [];
    const own = steps.get(task.task_id);
    const bindings = own
      ? [
          ...own.flatMap((step) => Object.entries(step.tool_intent.required_inputs).flatMap(([name, given]) => [given].flat().map((binding) => ({ name, binding })))),
          // What decides whether a task runs is no input of its steps.
          ...(task.when === undefined ? [] : taskBindings(task).filter(({ name }) => name === 'condition')),
        ]
      : taskBindings(task);
    for (const { name, binding } of bindings) eachReference(binding, (reference) => list.push({ input: name, reference }));
    found.set(task.task_id, list);
  }
  return found;
}

function dataEdges(plan: Plan, tasks: ReadonlyMap<string, Task>): Edge[] {
  const details = new Map((plan.edges ?? []).filter((edge) => edge.reason === 'data').map((edge) => [edgeKey(edge), edge.detail]));
  const edges = new Map<string, Edge>();
  for (const [to, uses] of references(plan)) {
    for (const { input, reference } of uses) {
      const kind = tasks.get(reference.task)?.outputs?.find((port) => port.name === reference.port)?.type.kind ?? reference.port;
      const edge: Edge = { from: reference.task, from_port: reference.port, to, to_port: input, reason: 'data', detail: '' };
      edge.detail = details.get(edgeKey(edge)) ?? `${to} reads the ${kind} of ${reference.task}`;
      edges.set(edgeKey(edge), edge);
    }
  }
  return [...edges.values()];
}

function edgeKey(edge: Edge): string {
  return `${edge.from}\n${edge.from_port}\n${edge.to}\n${edge.to_port}`;
}

/** Orders that somebody wrote down stay; those that a planner left behind without a use go. */
function declaredEdges(plan: Plan, tasks: ReadonlyMap<string, Task>, operations: ReadonlyMap<string, Operation[]>, reached: Set<string>, changes: LinkChange[]): Edge[] {
  const written = new Map((plan.edges ?? []).filter((edge) => edge.reason === 'declared').map((edge) => [`${edge.from} ${edge.to}`, edge]));
  const kept: Edge[] = [...written.values()].filter((edge) => tasks.has(edge.from) && tasks.has(edge.to));
  const keepsOrder = plan.planned_by === 'file' || plan.planned_by === 'form' || plan.planned_by === undefined;
  const derived = new Set((plan.edges ?? []).filter((edge) => edge.reason === 'effect' || edge.reason === 'stage').map((edge) => `${edge.from} ${edge.to}`));
  const before = [
    ...plan.nodes.flatMap((task) => task.dependencies.map((from) => ({ from, to: task.task_id }))),
    ...(plan.edges ?? []).filter((edge) => edge.reason === 'data').map(({ from, to }) => ({ from, to })),
  ];
  const seen = new Set<string>();
  for (const { from, to } of before) {
    const key = `${from} ${to}`;
    if (reached.has(key) || written.has(key) || derived.has(key) || seen.has(key) || !tasks.has(to)) continue;
    seen.add(key);
    const effect = (operations.get(to) ?? []).some((operation) => operation.effect === 'write' || operation.effect === 'destructive');
    const open = (operations.get(to) ?? []).length === 0;
    if (!tasks.has(from) || keepsOrder || effect || open) {
      const why = effect ? 'it changes something, and was planned after' : 'the plan says so';
      kept.push({ from, from_port: null, to, to_port: null, reason: 'declared', detail: `${to} waits for ${from}: ${why}` });
    } else changes.push({ kind: 'edge removed', task_id: to, description: `${to} no longer waits for ${from}: it uses nothing of it` });
  }
  for (const edge of kept) reached.add(`${edge.from} ${edge.to}`);
  return kept;
}

/** Tasks of one tool that touch the same target, one of them writing, run in the order in which they can. */
function effectEdges(plan: Plan, operations: ReadonlyMap<string, Operation[]>, before: readonly Edge[], changes: LinkChange[]): Edge[] {
  const { order, cycle } = topologicalOrder(planGraph(plan));
  if (cycle) return [];
  const tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
  const steps = new Map(plan.decompositions?.map((one) => [one.task_id, one.steps]));
  const last = new Map<string, { writer: string | null; readers: string[] }>();
  const edges = new Map<string, Edge>();
  const announced = new Set(before.map((edge) => `${edge.from} ${edge.to}`));
  const known = new Set((plan.edges ?? []).map((edge) => `${edge.from} ${edge.to}`));
  const add = (from: string, to: string, target: string): void => {
    const key = `${from} ${to}`;
    if (from === to || known.has(key) || edges.has(key)) return;
    edges.set(key, { from, from_port: null, to, to_port: null, reason: 'effect', detail: `both touch ${target}` });
    if (!announced.has(key)) changes.push({ kind: 'edge added', task_id: to, description: `${to} waits for ${from}: both touch ${target}` });
  };
  for (const id of order) {
    const task = tasks.get(id);
    for (const operation of operations.get(id) ?? []) {
      if (!task || operation.effect === 'none') continue;
      for (const target of touchedTargets(task, steps.get(id), operation)) {
        const place = last.get(target.key) ?? { writer: null, readers: [] };
        if (place.writer !== null) add(place.writer, id, target.shown);
        if (operation.effect === 'read') place.readers.push(id);
        else {
          for (const reader of place.readers) add(reader, id, target.shown);
          last.set(target.key, { writer: id, readers: [] });
          continue;
        }
        last.set(target.key, place);
      }
    }
  }
  return [...edges.values()];
}
