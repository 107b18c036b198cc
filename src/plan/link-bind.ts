import type { Binding } from '../schemas/decomposition.ts';
import type { Operation, OperationPort } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { eachReference, taskBindings } from './graph.ts';
import type { LinkChange } from './link-change.ts';
import { fitTask } from './link-fit.ts';
import { fillParameters } from './link-parameters.ts';
import { findSource } from './link-source.ts';
import { CONDITION, type PortTypes, boundAt, withInput } from './link-types.ts';
import { operationName } from './operations.ts';

/** Tasks that are inserted for one plan, at most; a model that leaves out more has not made a plan. */
const MOST_INSERTED = 50;

/** A plan on the way: tasks that are finished, in an order in which they can run, and those that are not. */
export interface Linking {
  types: PortTypes;
  changes: LinkChange[];
  done: Task[];
  open: Task[];
  taken: Set<string>;
  /** What the model put before each task, whether or not it reads anything of it. */
  said: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Every input of every task gets what fits: what the model bound, what it waits for, what is there, or a producer found by search. */
export function bindAll(plan: Plan, types: PortTypes, said: Linking['said'], changes: LinkChange[]): { plan: Plan; problem: string | null } {
  const linking: Linking = { types, changes, done: [], open: [...plan.nodes], taken: new Set(plan.nodes.map((task) => task.task_id)), said };
  let inserted = 0;
  for (let task = nextTask(linking); task !== null; task = nextTask(linking)) {
    const operation = types.operationOf(task);
    if (!operation) {
      // A nested plan or the like: what it makes is known only when it runs.
      finish(linking, task, task);
      for (const output of task.outputs ?? []) types.made.set(task.task_id, output.type);
      continue;
    }
    const bound = bindTaskInputs(task, operation, linking);
    if ('problem' in bound) return { plan, problem: bound.problem };
    if (bound.insert.length > 0) {
      inserted += bound.insert.length;
      if (inserted > MOST_INSERTED) return { plan, problem: `more than ${MOST_INSERTED} tasks are missing in it` };
      for (const one of bound.insert) linking.taken.add(one.task_id);
      const at = linking.open.indexOf(task);
      const fitted = bound.insert.map((one) => { const own = types.operationOf(one); return own ? fitTask(one, own, []) : one; });
      linking.open.splice(at, 1, ...fitted, bound.task);
      continue;
    }
    const forced = types.infer(bound.task, operation)?.parameters;
    const filled = fillParameters(bound.task, operation, types.goal, forced ?? new Map(), changes);
    finish(linking, task, types.finish(filled, operation));
  }
  return { plan: { ...plan, nodes: linking.done }, problem: null };
}

function finish(linking: Linking, before: Task, after: Task): void {
  linking.open = linking.open.filter((one) => one !== before);
  linking.done.push(after);
}

/** The first task whose needs are finished; those with an input that nothing is bound to come after the others, so that they can read them. */
function nextTask({ open, types }: Linking): Task | null {
  const waiting = new Set(open.map((task) => task.task_id));
  const ready = open.filter((task) => !needsOf(task).some((id) => waiting.has(id)));
  const complete = ready.find((task) => {
    const operation = types.operationOf(task);
    return !operation || operation.inputs.every((port) => port.optional === true || boundAt(task, port.name).length > 0 || task.dependencies.length > 0);
  });
  return complete ?? ready[0] ?? open[0] ?? null;
}

function needsOf(task: Task): string[] {
  const needs = [...task.dependencies];
  for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => needs.push(reference.task));
  return needs;
}

type Bound = { task: Task; insert: Task[] } | { problem: string };

function bindTaskInputs(listed: Task, operation: Operation, linking: Linking): Bound {
  const { types, changes } = linking;
  const ports = new Map(operation.inputs.map((port) => [port.name, port]));
  const exists = (binding: Binding): boolean => binding.kind !== 'port' || types.made.has(binding.task);
  // What the model bound somewhere else than where it fits is tried at the inputs that are still open.
  const loose: Binding[] = [];
  const gone = new Set<string>();
  let task: Task = { ...listed, inputs: [] };
  let danglingLoose = 0;
  for (const input of listed.inputs ?? []) {
    if (input.name === CONDITION && listed.when !== undefined && !ports.has(CONDITION)) {
      task = withInput(task, CONDITION, input.bindings);
      continue;
    }
    const port = ports.get(input.name);
    const real = input.bindings.filter(exists);
    if (real.length < input.bindings.length) {
      if (port) gone.add(port.name);
      else danglingLoose += input.bindings.length - real.length;
      const names = input.bindings.filter((binding) => !exists(binding)).map((binding) => (binding.kind === 'port' ? binding.task : ''));
      changes.push({ kind: 'input removed', task_id: task.task_id, description: `${task.task_id}: "${input.name}" cannot read ${names.map((name) => `"${name}"`).join(', ')}: there is no such task` });
    }
    const placed = port ? placeMost(task, port, real, operation, types) : null;
    if (placed) {
      task = placed.task;
      loose.push(...placed.rest);
    } else loose.push(...real);
  }
  const insert: Task[] = [];
  for (const port of operation.inputs) {
    const bound = boundAt(task, port.name);
    const rest = takeLoose(task, port, bound, loose, operation, types);
    if (rest !== null) {
      task = rest.task;
      for (const binding of rest.used) {
        loose.splice(loose.indexOf(binding), 1);
        changes.push({ kind: 'input bound', task_id: task.task_id, description: `${task.task_id}: "${port.name}" takes ${name(binding)}: the only input left that it fits` });
      }
    }
    if (boundAt(task, port.name).length > 0) continue;
    const dangling = gone.has(port.name) || danglingLoose > 0;
    const found = findSource(task, port, operation, linking, dangling);
    if (found === null) {
      if (port.optional === true && !dangling) continue;
      return { problem: `input "${port.name}" of task "${task.task_id}" needs a ${port.kinds.join(' or ')}, and ${dangling ? 'what it names does not exist' : 'nothing can make one that fits'}` };
    }
    if ('ambiguous' in found) return { problem: `input "${port.name}" of task "${task.task_id}" needs a ${port.kinds.join(' or ')}, and ${dangling ? 'what it names does not exist; ' : ''}${found.ambiguous}` };
    if (found.insert.length > 0) {
      insert.push(...found.insert);
      for (const one of found.insert) changes.push({ kind: 'producer inserted', task_id: one.task_id, description: `${one.task_id} (${one.operation ?? ''}) is inserted: ${task.task_id} needs a ${port.kinds.join(' or ')} for "${port.name}", and ${found.why}` });
      // The producer is bound first; then this task is looked at again.
      task = withInput(task, port.name, found.bindings);
      return { task: withInput({ ...listed, inputs: [...(task.inputs ?? []), ...unplaced(loose)] }, port.name, found.bindings), insert };
    }
    if (found.each) task = { ...task, for_each: found.each };
    changes.push({ kind: 'input bound', task_id: task.task_id, description: `${task.task_id}: "${port.name}" is bound to ${found.bindings.map(name).join(', ')}: ${found.why}` });
    task = withInput(task, port.name, found.bindings);
  }
  for (const binding of loose) {
    changes.push({ kind: 'input removed', task_id: task.task_id, description: `${task.task_id}: ${name(binding)} is not read: no input of ${operationName(operation)} that is left takes it` });
  }
  if (task.for_each !== undefined && listed.for_each === undefined) {
    changes.push({ kind: 'runs per element', task_id: task.task_id, description: `${task.task_id} runs once for each element at "${task.for_each.port}": a list stands there, and it takes one` });
  }
  return { task, insert };
}

/** Bindings that have no input yet, kept under a name that no operation has until the task is looked at again. */
function unplaced(loose: readonly Binding[]): { name: string; bindings: Binding[] }[] {
  return loose.length === 0 ? [] : [{ name: 'unplaced', bindings: [...loose] }];
}

/** As many of the bindings as fit at the port: all of them, or for an input of one thing the first that does. */
function placeMost(task: Task, port: OperationPort, bindings: readonly Binding[], operation: Operation, types: PortTypes): { task: Task; rest: Binding[] } | null {
  if (bindings.length === 0) return null;
  const all = types.place(task, port, bindings, operation);
  if (all) return { task: all, rest: [] };
  const kept: Binding[] = [];
  let placed: Task | null = null;
  for (const binding of bindings) {
    const next: Task | null = types.place(task, port, [...kept, binding], operation);
    if (next === null) continue;
    kept.push(binding);
    placed = next;
  }
  return placed === null ? null : { task: placed, rest: bindings.filter((binding) => !kept.includes(binding)) };
}

/** What is left over and fits at the port: everything for a variadic one, the first for one that is open. */
function takeLoose(task: Task, port: OperationPort, bound: readonly Binding[], loose: readonly Binding[], operation: Operation, types: PortTypes): { task: Task; used: Binding[] } | null {
  if (loose.length === 0 || (bound.length > 0 && port.variadic !== true)) return null;
  let current = task;
  const used: Binding[] = [];
  for (const binding of loose) {
    // What is not known to fit is not guessed at.
    if (types.at(binding) === null && bound.length + used.length > 0) continue;
    const placed = types.place(current, port, [...bound, ...used, binding], operation);
    if (!placed) continue;
    current = placed;
    used.push(binding);
    if (port.variadic !== true) break;
  }
  return used.length === 0 ? null : { task: current, used };
}

function name(binding: Binding): string {
  if (binding.kind === 'port') return binding.task;
  if (binding.kind === 'dataset') return `the data "${binding.dataset}"`;
  return binding.kind === 'artifact' ? `the file "${binding.name}"` : `a given ${binding.kind}`;
}
