import type { Binding } from '../schemas/decomposition.ts';
import type { Given } from '../schemas/goal.ts';
import type { Operation, OperationPort } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import { givenBindings } from './given-bindings.ts';
import type { Linking } from './link-bind.ts';
import { produce } from './link-produce.ts';
import { readsTask } from './link-references.ts';
import { serves } from './link-wants.ts';
import { rankByWords } from './nearest-words.ts';

/** Of several producers that cost the same, one is taken only where the words of the goal speak for it by this much. */
const WORDS_DECIDE = { least: 0.15, margin: 0.05 } as const;

export type Source = { bindings: Binding[]; insert: Task[]; why: string; each?: NonNullable<Task['for_each']> } | { ambiguous: string };

/**
 * What can stand at an input that nothing is bound to: what the model says the task waits for, an output that nobody uses, given data, any
 * earlier output, or new producers, in this order. Where the model named something that does not exist, only a producer is searched for:
 * to read something else instead would make a valid plan that is not the one that was meant.
 */
export function findSource(task: Task, port: OperationPort, operation: Operation, linking: Linking, dangling: boolean): Source | null {
  const { types, done } = linking;
  const bindingTo = (other: Task): Binding => ({ kind: 'port', task: other.task_id, port: other.outputs?.[0]?.name ?? 'out' });
  const place = (bindings: Binding[]): Task | null => types.place(task, port, bindings, operation);
  const take = (bindings: Binding[], why: string): Source | null => {
    const placed = place(bindings);
    if (!placed) return null;
    return { bindings, insert: [], why, ...(placed.for_each && !task.for_each && { each: placed.for_each }) };
  };
  const fitting = done.filter((other) => types.acceptsKind(port, bindingTo(other)) && place([bindingTo(other)]) !== null);
  const waited = fitting.filter((other) => task.dependencies.includes(other.task_id) && !readsTask(task, other.task_id));
  const unused = fitting.filter((other) => isUnused(other, linking));
  if (port.variadic === true) {
    const parts = waited.length > 0 ? waited : dangling ? [] : unused;
    if (parts.length > 0) return take(parts.map(bindingTo), waited.length > 0 ? 'it waits for them' : 'nobody else uses them');
  }
  // The nearest before it in the order in which the model wrote its tasks.
  const dependency = waited.at(-1);
  if (dependency) return take([bindingTo(dependency)], 'it waits for it');
  if (dangling) return makeProducer(task, port, operation, linking);
  const left = unused.at(-1);
  if (left && port.optional !== true) return take([bindingTo(left)], 'it fits, and nobody else uses it');
  if (port.optional === true) return null;
  const given = nearestGiven(task, port, operation, linking);
  if (given) return take(givenBindings(given), `it is given`);
  const other = fitting.at(-1);
  if (other) return take([bindingTo(other)], 'it is the last that fits');
  return makeProducer(task, port, operation, linking);
}

/** An output that no task reads and no want is for: most likely what an open input was meant to take. */
function isUnused(other: Task, { open, done, types }: Linking): boolean {
  if ([...open, ...done].some((user) => readsTask(user, other.task_id))) return false;
  return !types.goal.wants.some((want) => serves(other, want, types.operations, types.registry));
}

function nearestGiven(task: Task, port: OperationPort, operation: Operation, { types, done }: Linking): Given | undefined {
  const fits = types.goal.givens.filter((given) => port.kinds.includes(given.type.kind) && types.place(task, port, givenBindings(given), operation) !== null);
  const used = (given: Given): boolean => done.some((other) => (other.inputs ?? []).some((input) => JSON.stringify(input.bindings) === JSON.stringify(givenBindings(given))));
  return fits.find((given) => given.named && !used(given)) ?? fits.find((given) => given.named) ?? fits[0];
}

/** Tasks that make what the port needs: the cheapest way, or where several cost the same the one that the goal's words speak of. */
function makeProducer(task: Task, port: OperationPort, operation: Operation, linking: Linking): Source | null {
  const { types, done, taken } = linking;
  const ways: Task[][] = [];
  for (const made of produce(port, done, types.made, { registry: types.registry, goal: types.goal, taken })) {
    const last = made.at(-1);
    if (!last) continue;
    for (const one of made) types.made.set(one.task_id, one.outputs?.[0]?.type ?? { kind: '', facets: {} });
    const binding: Binding = { kind: 'port', task: last.task_id, port: last.outputs?.[0]?.name ?? 'out' };
    const fits = types.place(task, port, [binding], operation) !== null;
    for (const one of made) types.made.delete(one.task_id);
    if (fits) ways.push(made);
  }
  const [first] = ways;
  if (!first) return null;
  const cost = (way: readonly Task[]): number => way.reduce((sum, one) => sum + (types.operationOf(one)?.cost.duration_ms ?? 0) + 1_000 * (types.operationOf(one)?.cost.preference ?? 0), 0);
  const equal = distinct(ways.filter((way) => way.length === first.length && cost(way) <= cost(first) * 1.001));
  const chosen = equal.length === 1 ? first : byWords(equal, linking);
  if (chosen === null) return { ambiguous: `${equal.map((way) => way.map((one) => one.operation).join(' + ')).slice(0, 3).join(', ')} could make it alike` };
  const last = chosen.at(-1);
  // What the producers read is bound again like everything else, so that they take what nobody uses before they take given data.
  const own = new Set(chosen.map((one) => one.task_id));
  const insert = chosen.map((one) => ({ ...one, inputs: (one.inputs ?? []).filter((input) => input.bindings.every((binding) => binding.kind === 'port' && own.has(binding.task))) }));
  return { bindings: [{ kind: 'port', task: last?.task_id ?? '', port: last?.outputs?.[0]?.name ?? 'out' }], insert, why: equal.length === 1 ? 'this is the way to make it' : 'of the ways to make it the goal speaks of this one' };
}

function distinct(ways: readonly Task[][]): Task[][] {
  return [...new Map(ways.map((way) => [way.map((one) => one.operation).join(' '), way])).values()];
}

function byWords(ways: readonly Task[][], { types, done, open }: Linking): Task[] | null {
  const covered = new Set([...done, ...open].map((one) => one.operation));
  const fresh = ways.filter((way) => way.some((one) => !covered.has(one.operation)));
  const ranked = rankByWords(types.goal.goal, fresh, (way) => {
    const operations = way.flatMap((one) => types.operationOf(one) ?? []);
    return { name: operations.map((one) => `${one.operation} ${one.title}`).join(' '), text: operations.map((one) => one.description).join(' ') };
  });
  const [best, next] = ranked;
  if (best === undefined || best.score < WORDS_DECIDE.least || (next !== undefined && best.score - next.score < WORDS_DECIDE.margin)) return null;
  return best.item;
}

