import type { Binding } from '../schemas/decomposition.ts';
import type { Json } from '../schemas/json.ts';
import type { Given, TypedGoal, Want } from '../schemas/goal.ts';
import type { ArtifactType, FacetValue, Operation, OperationPort, Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { slug } from './compile-name.ts';
import { planGraph, topologicalOrder } from './graph.ts';
import { TypeInference } from './infer-type.ts';
import { type ProduceContext, produce } from './link-produce.ts';
import { type LinkChange, linkPlan } from './link-edges.ts';
import { sayGoalAndCaveats } from './link-words.ts';
import { nearestNames } from './nearest.ts';
import { operationName, operationsByName } from './operations.ts';
import { givenBindings } from './given-bindings.ts';
import { EMPTY_STORE, relate } from './unify.ts';

/** A proposal that became a linked plan, or why it cannot. */
export type LinkedProposal = { result: 'linked'; plan: Plan; changes: LinkChange[] } | { result: 'refused'; message: string; changes: LinkChange[] };

/** Rounds of inserting what is missing; an inserted task may itself need one. */
const ROUNDS = 3;

/**
 * Turns a model's DAG into a plan: operations that exist, inputs that are bound to what fits, producers that are missing inserted by the
 * search, effects only where the goal names them, every want served, and every edge derived from the bindings. Each change is listed;
 * what cannot be mended is refused with the reason, so that the search can plan instead.
 */
export function linkProposal(proposal: Plan, registry: Registry, goal: TypedGoal): LinkedProposal {
  const changes: LinkChange[] = [];
  const ids = new Set<string>();
  for (const task of proposal.nodes) {
    if (ids.has(task.task_id)) return refused(`two tasks have the id "${task.task_id}"`, changes);
    ids.add(task.task_id);
  }
  const wantedEffects = new Set(goal.wants.flatMap((want) => want.effect ?? []));
  const operations = operationsByName(registry.operations);
  const nodes: Task[] = [];
  for (const task of proposal.nodes) {
    const operation = chooseOperation(task, proposal, operations, changes);
    if (!operation) return refused(`task "${task.task_id}" runs "${task.operation ?? 'nothing'}", which does not exist, and nothing near it fits`, changes);
    if (operation.effect_name !== undefined && !wantedEffects.has(operation.effect_name)) {
      const used = proposal.nodes.some((other) => other.inputs?.some((input) => input.bindings.some((binding) => binding.kind === 'port' && binding.task === task.task_id)));
      if (used) return refused(`task "${task.task_id}" would ${operation.effect_name}, which the goal does not ask for, and others build on it`, changes);
      changes.push({ kind: 'task removed', task_id: task.task_id, description: `${task.task_id} (${operationName(operation)}) is left out: the goal does not ask to ${operation.effect_name} anything` });
      continue;
    }
    nodes.push(fitTask(task, operation, changes));
  }
  let plan: Plan = { ...proposal, nodes: nodes.map((task) => ({ ...task, dependencies: task.dependencies.filter((id) => nodes.some((other) => other.task_id === id)) })) };
  if (topologicalOrder(planGraph(plan)).cycle) return refused('its tasks depend on each other in a circle', changes);
  for (let round = 0; round < ROUNDS; round += 1) {
    const bound = bindAll(plan, registry, goal, changes);
    if (bound.problem !== null) return refused(bound.problem, changes);
    plan = bound.plan;
    if (bound.inserted === 0) break;
  }
  const served = serveWants(plan, registry, goal, changes);
  if (served.problem !== null) return refused(served.problem, changes);
  const linked = linkPlan(sayGoalAndCaveats(served.plan, registry, goal), registry);
  return { result: 'linked', plan: linked.plan, changes: [...changes, ...linked.changes] };
}

function refused(reason: string, changes: LinkChange[]): LinkedProposal {
  return { result: 'refused', message: `Cannot link the proposed plan: ${reason}. The search plans instead.`, changes };
}

/** The operation that the task names; otherwise the nearest whose output its users can take. */
function chooseOperation(task: Task, proposal: Plan, operations: ReadonlyMap<string, Operation>, changes: LinkChange[]): Operation | null {
  const exact = operations.get(task.operation ?? '');
  if (exact) return exact;
  const asked = task.operation ?? `${task.description.slice(0, 60)} ${task.required_capabilities.join(' ')}`;
  const users = proposal.nodes.flatMap((other) =>
    (other.inputs ?? []).filter((input) => input.bindings.some((binding) => binding.kind === 'port' && binding.task === task.task_id)).map((input) => ({ operation: operations.get(other.operation ?? ''), input: input.name })),
  );
  const inputs = new Set(task.inputs?.map((input) => input.name));
  const fits = (operation: Operation): boolean =>
    operation.effect_name === undefined &&
    users.every((use) => use.operation?.inputs.find((port) => port.name === use.input)?.kinds.includes(operation.output.kind) ?? true) &&
    operation.inputs.every((port) => port.optional || port.variadic || inputs.size === 0 || inputs.has(port.name) || operation.inputs.length === 1);
  const near = nearestNames(asked, [...operations.keys()], 8).flatMap((name) => operations.get(name) ?? []).find(fits);
  if (!near) return null;
  changes.push({ kind: 'operation replaced', task_id: task.task_id, description: `${task.task_id} runs ${operationName(near)}: "${task.operation ?? 'nothing'}" does not exist` });
  return near;
}

/** Inputs and parameters that the operation has, effect and output as it declares them. */
function fitTask(task: Task, operation: Operation, changes: LinkChange[]): Task {
  const ports = new Map(operation.inputs.map((port) => [port.name, port]));
  const parameters = new Set(declaredParameters(operation).map((one) => one.name));
  const open = operation.inputs.filter((port) => !task.inputs?.some((input) => input.name === port.name));
  const inputs = (task.inputs ?? []).flatMap((input) => {
    if (ports.has(input.name)) return [input];
    const [only, more] = open;
    if (only && !more) {
      changes.push({ kind: 'input bound', task_id: task.task_id, description: `${task.task_id}: input "${input.name}" is called "${only.name}"` });
      return [{ ...input, name: only.name }];
    }
    changes.push({ kind: 'input removed', task_id: task.task_id, description: `${task.task_id}: ${operationName(operation)} has no input "${input.name}"` });
    return [];
  });
  const kept = (task.parameters ?? []).filter(({ name }) => {
    if (parameters.has(name)) return true;
    changes.push({ kind: 'parameter removed', task_id: task.task_id, description: `${task.task_id}: ${operationName(operation)} has no parameter "${name}"` });
    return false;
  });
  const changesNothing = operation.effect === 'none' || operation.effect === 'read';
  if (!task.parallelizable && changesNothing) changes.push({ kind: 'made parallel', task_id: task.task_id, description: `${task.task_id} may run beside others: it changes nothing` });
  return {
    ...task,
    operation: operationName(operation),
    inputs,
    parameters: kept,
    outputs: [{ name: operation.output.name, type: { kind: operation.output.kind, facets: {} } }],
    effect: operation.effect,
    parallelizable: changesNothing,
    type: 'operation',
    ...(operation.stage !== undefined && { stage: operation.stage }),
  };
}

/** Gives every input of every task something that fits: what is bound, another task, given data, or a producer found by the search. */
function bindAll(plan: Plan, registry: Registry, goal: TypedGoal, changes: LinkChange[]): { plan: Plan; inserted: number; problem: string | null } {
  const operations = operationsByName(registry.operations);
  const inference = new TypeInference(registry);
  const context: ProduceContext = { registry, goal, taken: new Set(plan.nodes.map((task) => task.task_id)) };
  const types = new Map<string, ArtifactType>();
  const nodes: Task[] = [];
  const inserted: Task[] = [];
  const byId = new Map(plan.nodes.map((task) => [task.task_id, task]));
  for (const id of topologicalOrder(planGraph(plan)).order) {
    const listed = byId.get(id);
    const operation = operations.get(listed?.operation ?? '');
    if (!listed || !operation) continue;
    let task: Task = listed;
    for (const port of operation.inputs) {
      const bindings: Binding[] = task.inputs?.find((input) => input.name === port.name)?.bindings ?? [];
      if (bindings.length === 0 && port.optional) continue;
      const good = bindings.filter((binding) => port.kinds.includes(typeAt(binding, types, goal.givens, registry)?.kind ?? port.kinds[0] ?? ''));
      const candidate = good.length > 0 ? withInput(task, port, good) : null;
      if (candidate && infers(inference, candidate, operation, types, goal.givens, registry)) {
        task = candidate;
        continue;
      }
      const found = findSource(task, port, operation, { types, nodes, inference, goal, registry, context });
      if (!found) return { plan, inserted: 0, problem: `input "${port.name}" of task "${id}" needs a ${port.kinds.join(' or ')} and nothing can make one that fits` };
      for (const made of found.inserted) {
        nodes.push(made);
        inserted.push(made);
        types.set(made.task_id, made.outputs?.[0]?.type ?? { kind: 'file', facets: {} });
        changes.push({ kind: 'producer inserted', task_id: made.task_id, description: `${made.task_id} (${made.operation ?? ''}) is inserted: ${id} needs a ${port.kinds.join(' or ')} that fits "${port.name}"` });
      }
      if (found.inserted.length === 0) changes.push({ kind: 'input bound', task_id: id, description: `${id}: "${port.name}" is bound to ${found.words}` });
      task = withInput(task, port, found.bindings);
    }
    const forced = inferred(inference, task, operation, types, goal.givens, registry)?.parameters;
    const filled = fillParameters(task, operation, goal, forced ?? new Map(), changes);
    const type = inferred(inference, filled, operation, types, goal.givens, registry)?.type ?? { kind: operation.output.kind, facets: {} };
    types.set(id, type);
    nodes.push({ ...filled, outputs: [{ name: operation.output.name, type: { kind: type.kind, facets: { ...type.facets } } }] });
  }
  return { plan: { ...plan, nodes }, inserted: inserted.length, problem: null };
}

interface SourceSearch {
  types: ReadonlyMap<string, ArtifactType>;
  nodes: readonly Task[];
  inference: TypeInference;
  goal: TypedGoal;
  registry: Registry;
  context: ProduceContext;
}

/** What can stand at a port: what the task already depends on, given data, any earlier task, or new producers, in this order. */
function findSource(task: Task, port: OperationPort, operation: Operation, search: SourceSearch): { bindings: Binding[]; inserted: Task[]; words: string } | null {
  const { types, nodes, inference, goal, registry } = search;
  const fits = (binding: Binding, more: ReadonlyMap<string, ArtifactType>): boolean => infers(inference, withInput(task, port, [binding]), operation, more, goal.givens, registry);
  const earlier = nodes.filter((other) => port.kinds.includes(types.get(other.task_id)?.kind ?? ''));
  const named = earlier.filter((other) => task.dependencies.includes(other.task_id));
  const bindingTo = (other: Task): Binding => ({ kind: 'port', task: other.task_id, port: other.outputs?.[0]?.name ?? 'out' });
  if (port.variadic) {
    const all = named.length > 0 ? named : earlier.filter((other) => !nodes.some((user) => user.inputs?.some((input) => input.bindings.some((binding) => binding.kind === 'port' && binding.task === other.task_id))));
    if (all.length > 0) return { bindings: all.map(bindingTo), inserted: [], words: all.map((other) => other.task_id).join(', ') };
  }
  const dependency = named.find((other) => fits(bindingTo(other), types));
  if (dependency) return { bindings: [bindingTo(dependency)], inserted: [], words: dependency.task_id };
  const given = goal.givens.find((one) => port.kinds.includes(one.type.kind) && givenBindings(one).every((binding) => fits(binding, types)));
  if (given) return { bindings: givenBindings(given), inserted: [], words: given.title };
  const other = earlier.toReversed().find((one) => fits(bindingTo(one), types));
  if (other) return { bindings: [bindingTo(other)], inserted: [], words: other.task_id };
  for (const made of produce(port, nodes, types, search.context)) {
    const more = new Map([...types, ...made.map((one) => [one.task_id, one.outputs?.[0]?.type ?? { kind: '', facets: {} }] as const)]);
    const last = made.at(-1);
    if (last && fits(bindingTo(last), more)) {
      for (const one of made) search.context.taken.add(one.task_id);
      return { bindings: [bindingTo(last)], inserted: made, words: last.task_id };
    }
  }
  return null;
}

function withInput(task: Task, port: OperationPort, bindings: Binding[]): Task {
  return { ...task, inputs: [...(task.inputs ?? []).filter((input) => input.name !== port.name), { name: port.name, bindings }] };
}

function typeAt(binding: Binding, types: ReadonlyMap<string, ArtifactType>, givens: readonly Given[], registry: Registry): ArtifactType | null {
  if (binding.kind === 'port') return types.get(binding.task) ?? { kind: '', facets: {} };
  if (binding.kind === 'dataset') return (givens.find((one) => one.source.kind === 'dataset' && one.source.dataset === binding.dataset) ?? registry.datasets.find((one) => one.id === binding.dataset))?.type ?? { kind: '', facets: {} };
  if (binding.kind === 'artifact') return givens.find((one) => one.source.kind === 'attachment' && one.source.sha256 === binding.sha256)?.type ?? null;
  return null;
}

function inferred(inference: TypeInference, task: Task, operation: Operation, types: ReadonlyMap<string, ArtifactType>, givens: readonly Given[], registry: Registry) {
  const inputs = new Map((task.inputs ?? []).map((input) => [input.name, input.bindings.map((binding) => typeAt(binding, types, givens, registry))]));
  const parameters = new Map<string, Json>((task.parameters ?? []).flatMap(({ name, binding }) => (binding.kind === 'literal' ? [[name, binding.value] as const] : [])));
  return inference.infer(operationName(operation), inputs, parameters);
}

function infers(inference: TypeInference, task: Task, operation: Operation, types: ReadonlyMap<string, ArtifactType>, givens: readonly Given[], registry: Registry): boolean {
  return inferred(inference, task, operation, types, givens, registry)?.fault === null;
}

/** Required parameters that the model left out: as the goal says, as the inputs leave no choice, or as the operation declares. */
function fillParameters(task: Task, operation: Operation, goal: TypedGoal, forced: ReadonlyMap<string, FacetValue>, changes: LinkChange[]): Task {
  const declared = declaredParameters(operation);
  const missing = declared.filter((one) => one.required && !task.parameters?.some((other) => other.name === one.name));
  const added = missing.flatMap(({ name, fallback }) => {
    const choice = goal.choices.find((one) => one.name === `${operationName(operation)}.${name}`) ?? goal.choices.find((one) => one.name === name);
    const title = name === 'title' ? (goal.wants.find((want) => want.type.kind === operation.output.kind)?.title ?? task.description) : undefined;
    const [value, why] = choice ? [choice.value, 'as the goal says'] : forced.has(name) ? [forced.get(name), 'the only one that fits'] : [title ?? fallback, 'as declared'];
    if (value === undefined) return [];
    changes.push({ kind: 'parameter added', task_id: task.task_id, description: `${task.task_id}: "${name}" is ${JSON.stringify(value)}, ${why}` });
    return [{ name, binding: { kind: 'literal' as const, value: value as Json } }];
  });
  return added.length === 0 ? task : { ...task, parameters: [...(task.parameters ?? []), ...added] };
}

function declaredParameters(operation: Operation): { name: string; required: boolean; fallback: Json | undefined }[] {
  const { properties, required } = operation.parameters;
  const names = Array.isArray(required) ? required : [];
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return [];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: names.includes(name),
    fallback: typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? schema['default'] : undefined,
  }));
}

/** Every want is made by a task; what the model forgot is searched for, from what is there. */
function serveWants(plan: Plan, registry: Registry, goal: TypedGoal, changes: LinkChange[]): { plan: Plan; problem: string | null } {
  const operations = operationsByName(registry.operations);
  const context: ProduceContext = { registry, goal, taken: new Set(plan.nodes.map((task) => task.task_id)) };
  let nodes = plan.nodes;
  for (const want of goal.wants) {
    const makers = nodes.filter((task) => serves(task, want, operations, registry));
    const maker = makers.findLast((task) => (task.serves ?? []).length === 0) ?? makers.at(-1);
    if (maker) {
      nodes = nodes.map((task) => (task === maker ? { ...task, serves: [...new Set([...(task.serves ?? []), want.id])] } : task));
      continue;
    }
    const types = new Map(nodes.flatMap((task) => (task.outputs?.[0] ? [[task.task_id, task.outputs[0].type] as const] : [])));
    const [made] = produce({ kinds: [want.type.kind], facets: want.type.facets, name: slug(want.title) }, nodes, types, { ...context, want });
    if (!made) return { plan, problem: `nothing in it makes what is wanted ("${want.title}"), and it cannot be added` };
    for (const one of made) {
      context.taken.add(one.task_id);
      changes.push({ kind: 'producer inserted', task_id: one.task_id, description: `${one.task_id} (${one.operation ?? ''}) is inserted: the goal wants ${want.title}` });
    }
    nodes = [...nodes, ...made.map((one, at) => (at === made.length - 1 ? { ...one, serves: [want.id] } : one))];
  }
  return { plan: { ...plan, nodes }, problem: null };
}

/** Whether a task makes what is wanted: the kind, the effect, and no facet that says otherwise. */
function serves(task: Task, want: Want, operations: ReadonlyMap<string, Operation>, registry: Registry): boolean {
  const operation = operations.get(task.operation ?? '');
  if (operation?.output.kind !== want.type.kind || (operation.effect_name ?? null) !== want.effect) return false;
  const made = task.outputs?.[0]?.type.facets ?? {};
  return Object.entries(want.type.facets).every(([facet, wanted]) => {
    const definition = registry.facets.find((one) => one.name === facet);
    const offered = Object.hasOwn(made, facet) ? made[facet] : definition?.default;
    return offered === undefined || relate(EMPTY_STORE, definition?.match ?? 'equal', offered, wanted).length > 0;
  });
}
