import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { slug } from './compile-name.ts';
import type { LinkChange } from './link-change.ts';
import { type ProduceContext, produce } from './link-produce.ts';
import { orderWants } from './order-wants.ts';
import { readsTask } from './link-references.ts';
import { type PortTypes, boundAt } from './link-types.ts';
import { operationsByName } from './operations.ts';
import { EMPTY_STORE, canonical, relate } from './unify.ts';

/** Every want is made by a task; what the model forgot is searched for, from what is there. */
export function serveWants(plan: Plan, registry: Registry, goal: TypedGoal, changes: LinkChange[]): { plan: Plan; problem: string | null } {
  const operations = operationsByName(registry.operations);
  const context: ProduceContext = { registry, goal, taken: new Set(plan.nodes.map((task) => task.task_id)) };
  let nodes = plan.nodes;
  for (const want of goal.wants) {
    const makers = nodes.filter((task) => serves(task, want, operations, registry));
    const least = Math.min(...makers.map((task) => unasked(task, want, registry)));
    const plain = makers.filter((task) => unasked(task, want, registry) === least);
    const maker = plain.findLast((task) => (task.serves ?? []).length === 0) ?? plain.at(-1);
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

/**
 * A wanted collection (a report, a description) takes in every other want that its input for any number accepts, as in a plan of the
 * search; unless that want is made from the collection.
 */
export function collectWants(plan: Plan, types: PortTypes, changes: LinkChange[]): Plan {
  const wants = orderWants(types.goal.wants, types.registry).filter((want) => want.effect === null);
  const maker = (want: Want, nodes: readonly Task[]): Task | undefined => nodes.find((task) => task.serves?.includes(want.id));
  let nodes = plan.nodes;
  for (const task of nodes) if (task.outputs?.[0] && !types.made.has(task.task_id)) types.made.set(task.task_id, task.outputs[0].type);
  for (const [at, want] of wants.entries()) {
    const collector = maker(want, nodes);
    const operation = collector && types.operationOf(collector);
    const port = operation?.inputs.find((one) => one.variadic === true && one.optional !== true);
    if (!collector || !operation || !port) continue;
    let taking: Task = collector;
    for (const part of wants.slice(0, at)) {
      const made = maker(part, nodes);
      if (!made || made.task_id === collector.task_id || readsTask(taking, made.task_id) || reaches(nodes, collector.task_id, made.task_id)) continue;
      const placed = types.place(taking, port, [...boundAt(taking, port.name), { kind: 'port', task: made.task_id, port: made.outputs?.[0]?.name ?? 'out' }], operation);
      if (!placed) continue;
      taking = placed;
      changes.push({ kind: 'input bound', task_id: collector.task_id, description: `${collector.task_id}: "${port.name}" takes ${made.task_id} as well: the goal wants both` });
    }
    nodes = nodes.map((task) => (task.task_id === collector.task_id ? taking : task));
  }
  return { ...plan, nodes };
}

/** Whether one task comes before another through what is bound. */
function reaches(nodes: readonly Task[], from: string, to: string): boolean {
  const open = [to];
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === from) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    const task = nodes.find((one) => one.task_id === id);
    if (task) open.push(...nodes.filter((one) => readsTask(task, one.task_id)).map((one) => one.task_id));
  }
  return false;
}

/** How many facets a task sets that the want is silent about, such as filters: where nobody asks for one, none is wanted. */
function unasked(task: Task, want: Want, registry: Registry): number {
  const made = task.outputs?.[0]?.type.facets ?? {};
  return registry.facets.filter(({ name, default: silent }) => silent !== undefined && !Object.hasOwn(want.type.facets, name) && Object.hasOwn(made, name) && canonical(made[name] ?? silent) !== canonical(silent)).length;
}

/** Whether a task makes what is wanted: the kind, the effect, and no facet that says otherwise. */
export function serves(task: Task, want: Want, operations: ReadonlyMap<string, Operation>, registry: Registry): boolean {
  const operation = operations.get(task.operation ?? '');
  if (operation?.output.kind !== want.type.kind || (operation.effect_name ?? null) !== want.effect) return false;
  const made = task.outputs?.[0]?.type.facets ?? {};
  return Object.entries(want.type.facets).every(([facet, wanted]) => {
    const definition = registry.facets.find((one) => one.name === facet);
    const offered = Object.hasOwn(made, facet) ? made[facet] : definition?.default;
    return offered === undefined || relate(EMPTY_STORE, definition?.match ?? 'equal', offered, wanted).length > 0;
  });
}
