import { bindTask } from '../../src/plan/graph.ts';
import { readsTask } from '../../src/plan/link-references.ts';
import { operationsByName } from '../../src/plan/operations.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import type { GoldPlan } from './gold-plans.ts';

export const FAULTS = ['none', 'drop edge', 'drop node', 'drop node, no trace', 'swap', 'invent', 'invent, alien', 'reverse'] as const;
export type Fault = (typeof FAULTS)[number];

export interface Seeded {
  fault: Fault;
  plan: Plan;
  /** What was done, for people. */
  what: string;
}

type Draw = () => number;

/**
 * Every way in which a fault of each class can be put into a plan, without duplicates:
 *
 * - `drop edge`: an input no longer names what it reads;
 * - `drop node`: a task is gone, those who read it still name its id (ids say nothing);
 * - `drop node, no trace`: a task is gone, and nobody names it;
 * - `swap`: two tasks exchange what they run, and the rest of them stays;
 * - `invent`: a task runs a tool of another name, as models misname them; `alien`: one that has nothing to do with it;
 * - `reverse`: the producer reads its consumer.
 */
export function seedFaults(gold: GoldPlan, random: Draw): Seeded[] {
  const { plan } = gold;
  const edges = plan.nodes.flatMap((task) => plan.nodes.filter((other) => readsTask(task, other.task_id)).map((other) => ({ from: other.task_id, to: task.task_id })));
  const seeded: Seeded[] = [{ fault: 'none', plan, what: '' }];
  for (const { from, to } of edges) {
    seeded.push({ fault: 'drop edge', plan: mapTask(plan, to, (task) => without(task, from)), what: `${from} → ${to}` });
    const reversed = reverse(plan, from, to);
    seeded.push({ fault: 'reverse', plan: reversed, what: `${from} → ${to}` });
  }
  for (const task of plan.nodes) {
    const rest = plan.nodes.filter((other) => other !== task);
    if (rest.length === 0) continue;
    const read = rest.some((other) => readsTask(other, task.task_id));
    if (read) seeded.push({ fault: 'drop node', plan: { ...plan, nodes: rest }, what: `${task.task_id} ${task.operation ?? ''}` });
    seeded.push({ fault: 'drop node, no trace', plan: { ...plan, nodes: rest.map((other) => without(other, task.task_id)) }, what: `${task.task_id} ${task.operation ?? ''}` });
  }
  for (const task of plan.nodes) {
    for (const name of inventedNames(gold, task, random)) seeded.push({ fault: 'invent', plan: mapTask(plan, task.task_id, (one) => ({ ...one, operation: name })), what: `${task.operation ?? ''} as ${name}` });
    const alien = ALIEN[Math.floor(random() * ALIEN.length)] ?? 'entangle-qubits';
    const tool = (task.operation ?? '').split('.')[0] ?? '';
    seeded.push({ fault: 'invent, alien', plan: mapTask(plan, task.task_id, (one) => ({ ...one, operation: `${tool}.${alien}` })), what: `${task.operation ?? ''} as ${alien}` });
  }
  for (const [at, a] of plan.nodes.entries()) {
    for (const b of plan.nodes.slice(at + 1)) {
      if (a.operation === b.operation) continue;
      const swapped = mapTask(mapTask(plan, a.task_id, (one) => runs(one, b)), b.task_id, (one) => runs(one, a));
      seeded.push({ fault: 'swap', plan: swapped, what: `${a.task_id} and ${b.task_id}` });
    }
  }
  return seeded;
}

const ALIEN = ['entangle-qubits', 'brew-espresso', 'launch-rocket', 'tune-piano', 'knead-dough', 'defrag-disk', 'milk-cow', 'juggle-torches'];

function mapTask(plan: Plan, id: string, change: (task: Task) => Task): Plan {
  return { ...plan, nodes: plan.nodes.map((task) => (task.task_id === id ? change(task) : task)) };
}

function runs(task: Task, other: Task): Task {
  return { ...task, operation: other.operation ?? '', parameters: other.parameters ?? [] };
}

function without(task: Task, id: string): Task {
  return {
    ...task,
    dependencies: task.dependencies.filter((one) => one !== id),
    inputs: (task.inputs ?? []).map((input) => ({ ...input, bindings: input.bindings.filter((binding) => binding.kind !== 'port' || binding.task !== id) })).filter((input) => input.bindings.length > 0),
  };
}

function reverse(plan: Plan, from: string, to: string): Plan {
  const consumer = plan.nodes.find((task) => task.task_id === to);
  const name = consumer?.inputs?.find((input) => input.bindings.some((binding) => binding.kind === 'port' && binding.task === from))?.name ?? 'input';
  const cut = mapTask(plan, to, (task) => without(task, from));
  return mapTask(cut, from, (task) => {
    const added = bindTask({ ...task, inputs: [{ name, bindings: [{ kind: 'port', task: to, port: 'out' }] }] }, (binding) => binding);
    const own = task.inputs?.find((input) => input.name === name);
    const inputs = own ? (task.inputs ?? []).map((input) => (input === own ? { ...input, bindings: [...input.bindings, ...(added.inputs?.[0]?.bindings ?? [])] } : input)) : [...(task.inputs ?? []), ...(added.inputs ?? [])];
    return { ...task, inputs, dependencies: [...task.dependencies, to] };
  });
}

/** Names as models misname tools: a typo, another spelling, words left out, added or turned round, or the title instead of the name. */
function inventedNames({ registry }: GoldPlan, task: Task, random: Draw): string[] {
  const operations = operationsByName(registry.operations);
  const operation = operations.get(task.operation ?? '');
  if (!operation) return [];
  const words = operation.operation.split(/[-_]/);
  const title = operation.title.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '');
  const said = operation.description.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word.length > 3);
  const name = operation.operation;
  const at = 1 + Math.floor(random() * Math.max(1, name.length - 2));
  const variants = [
    `${name.slice(0, at)}${name.slice(at + 1)}`,
    words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('_'),
    [...words].toReversed().join('-'),
    words.length > 1 ? words.filter((_, index) => index !== Math.floor(random() * words.length)).join('-') : `${name}-tool`,
    `${name}-${['tool', 'api', 'step', 'service', 'model'][Math.floor(random() * 5)] ?? 'tool'}`,
    title.join('-'),
    said.slice(0, 3).join('-'),
  ];
  return [...new Set(variants.map((variant) => `${operation.tool}.${variant}`))].filter((variant) => variant.length > operation.tool.length + 2 && !operations.has(variant));
}
