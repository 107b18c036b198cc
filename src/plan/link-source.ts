import type { Binding } from '../schemas/decomposition.ts';
import type { Given, Want } from '../schemas/goal.ts';
import type { Operation, OperationPort } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import { givenBindings } from './given-bindings.ts';
import type { Linking } from './link-bind.ts';
import { produce } from './link-produce.ts';
import { produceMeant } from './produce-meant.ts';
import { readsTask } from './link-references.ts';
import { serves } from './link-wants.ts';
import { declaredParameters } from './link-parameters.ts';
import { contentWords, wordWeights } from './nearest-words.ts';
import { operationName } from './operations.ts';

/**
 * How much of an operation's own words the goal must speak of, beyond the words of the tasks that are there, before it is inserted among
 * several that would do; and by how much more than of the next one.
 */
const SPOKEN = { least: 0.6, margin: 0.15, certain: 0.99 } as const;

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
  if (port.variadic === true && waited.length > 0) return take(waited.map(bindingTo), 'it waits for them');
  // The nearest before it in the order in which the model wrote its tasks.
  const dependency = waited.at(-1);
  if (dependency) return take([bindingTo(dependency)], 'it waits for it');
  if (dangling) return makeProducer(task, port, operation, linking);
  if (port.optional === true) return null;
  const left = unused.at(-1);
  if (left) {
    const between = spokenBetween(left, port, linking);
    if (between !== null) return { ambiguous: `between ${left.task_id} and it the goal speaks of ${between}, which no task does` };
    return port.variadic === true ? take(unused.map(bindingTo), 'nobody else uses them') : take([bindingTo(left)], 'it fits, and nobody else uses it');
  }
  const given = nearestGiven(task, port, operation, linking);
  if (given?.named === true) return take(givenBindings(given), 'it is given');
  const chain = nearestAncestor(task, fitting, linking);
  if (chain) return take([bindingTo(chain)], 'it comes after it, and this is the nearest before it that fits');
  if (given) return take(givenBindings(given), 'it is given');
  const [only, second] = fitting;
  if (only && second) return { ambiguous: `${fitting.slice(0, 3).map((other) => other.task_id).join(', ')} would all fit` };
  return only ? take([bindingTo(only)], 'nothing else fits') : makeProducer(task, port, operation, linking);
}

/** The nearest task that fits among those that the model put before this one, also where it reads nothing of what lies between. */
function nearestAncestor(task: Task, fitting: readonly Task[], { said }: Linking): Task | undefined {
  const seen = new Set([task.task_id]);
  let level = [...(said.get(task.task_id) ?? [])];
  while (level.length > 0) {
    const found = fitting.findLast((other) => level.includes(other.task_id));
    if (found) return found;
    for (const id of level) seen.add(id);
    level = level.flatMap((id) => [...(said.get(id) ?? [])]).filter((id) => !seen.has(id));
  }
  return undefined;
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
  const context = { registry: types.registry, goal: types.goal, taken };
  const fits = (made: readonly Task[]): boolean => {
    const last = made.at(-1);
    if (!last) return false;
    for (const one of made) types.made.set(one.task_id, one.outputs?.[0]?.type ?? { kind: '', facets: {} });
    const placed = types.place(task, port, [{ kind: 'port', task: last.task_id, port: last.outputs?.[0]?.name ?? 'out' }], operation);
    for (const one of made) types.made.delete(one.task_id);
    return placed !== null;
  };
  // What the goal wants and no task makes is most likely what is missing here.
  for (const want of unmetWants(port, linking)) {
    const made = [...produce({ kinds: [want.type.kind], facets: want.type.facets, name: want.id }, done, types.made, { ...context, want })].find(fits);
    if (made) return inserting(made, made, `the goal wants ${want.title}, which no task made`);
  }
  // Several operations of a service give the same kind of record; words and earlier look-ups tell which is meant.
  if (port.kinds.includes('record')) {
    const used = new Set(done.flatMap((other) => (other.inputs ?? []).flatMap((input) => input.bindings.flatMap((binding) => (binding.kind === 'port' ? [binding.task] : [])))));
    const meant = produceMeant(port, done, types.made, context, new Set(done.filter((other) => !used.has(other.task_id)).map((other) => other.task_id)));
    if (meant !== null && fits(meant)) return inserting(meant, meant, 'this is the way to make it that the goal speaks of');
  }
  const ways = [...produce(port, done, types.made, context)].filter(fits);
  const cost = (way: readonly Task[]): number => way.reduce((sum, one) => sum + (types.operationOf(one)?.cost.duration_ms ?? 0) + 1_000 * (types.operationOf(one)?.cost.preference ?? 0), 0);
  // The search looks for one kind after the other; the input may take several.
  const [first] = ways.toSorted((a, b) => a.length - b.length || cost(a) - cost(b));
  if (!first) return null;
  const equal = distinct(ways.filter((way) => way.length === first.length && Math.abs(cost(way) - cost(first)) <= cost(first) * 0.001));
  const again = equal.find((way) => way.every((one) => runsAlready(one, linking)));
  if (again) return { ambiguous: `${again.map((one) => one.operation).join(' + ')} would make it, which the plan runs already for others` };
  const chosen = equal.length === 1 ? first : byWords(equal, linking);
  if (chosen === null) return { ambiguous: `${equal.map((way) => way.map((one) => one.operation).join(' + ')).slice(0, 3).join(', ')} could make it alike` };
  // What the producers read is bound again like everything else, so that they take what nobody uses before they take given data.
  const own = new Set(chosen.map((one) => one.task_id));
  const open = chosen.map((one) => ({ ...one, inputs: (one.inputs ?? []).filter((input) => input.bindings.every((binding) => binding.kind === 'port' && own.has(binding.task))) }));
  return inserting(chosen, open, equal.length === 1 ? 'this is the way to make it' : 'of the ways to make it the goal speaks of this one');
}

function inserting(made: readonly Task[], insert: Task[], why: string): Source {
  const last = made.at(-1);
  return { bindings: [{ kind: 'port', task: last?.task_id ?? '', port: last?.outputs?.[0]?.name ?? 'out' }], insert, why };
}

/** Wants that could stand at the port and that no task makes, as far as the types of the tasks are known. */
function unmetWants(port: OperationPort, { types, done, open }: Linking): Want[] {
  return types.goal.wants.filter(
    (want) =>
      want.effect === null && port.kinds.includes(want.type.kind) &&
      !done.some((task) => serves(task, want, types.operations, types.registry)) && !open.some((task) => types.operationOf(task)?.output.kind === want.type.kind),
  );
}

/** To make once more what a task makes already, under another name, would only hide that nobody knows what was meant. */
function runsAlready(made: Task, { done, open }: Linking): boolean {
  const work = ({ operation, parameters }: Task): string => JSON.stringify([operation, (parameters ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))]);
  return [...done, ...open].some((task) => work(task) === work(made));
}

function distinct(ways: readonly Task[][]): Task[][] {
  return [...new Map(ways.map((way) => [way.map((one) => one.operation).join(' '), way])).values()];
}

/** Of the ways, the one whose operations the goal speaks of, where it speaks of them clearly more than of the others. */
function byWords(ways: readonly Task[][], linking: Linking): Task[] | null {
  const ranked = spoken(ways.map((way) => ({ item: way, operations: way.flatMap((one) => linking.types.operationOf(one) ?? []) })), linking);
  const [best, next] = ranked;
  if (best === undefined || best.share < SPOKEN.least || (next !== undefined && best.share - next.share < SPOKEN.margin)) return null;
  return best.item;
}

/**
 * An operation that fits between an output and an input, that the goal speaks of and no task runs: to join the two directly would make a
 * valid plan of one that most likely lacks a step. Only those that need nothing but this output and what is given.
 */
function spokenBetween(left: Task, port: OperationPort, linking: Linking): string | null {
  const { types } = linking;
  const kind = types.made.get(left.task_id)?.kind ?? '';
  const given = new Set(types.goal.givens.map((one) => one.type.kind));
  const candidates = types.registry.operations.filter(
    (operation) =>
      operation.effect === 'none' && operation.effect_name === undefined && port.kinds.includes(operation.output.kind) &&
      operation.inputs.some((input) => input.kinds.includes(kind)) &&
      operation.inputs.every((input) => input.optional === true || input.kinds.includes(kind) || input.kinds.some((one) => given.has(one))) &&
      declaredParameters(operation).every((one) => !one.required || one.fallback !== undefined),
  );
  const [best] = spoken(candidates.map((operation) => ({ item: operation, operations: [operation] })), linking);
  return best === undefined || best.share < SPOKEN.certain ? null : operationName(best.item);
}

/**
 * How much of the words of each choice the goal speaks of, by the rarity of the words; words of the tasks that are there already and those
 * that every choice shares do not count. Best first.
 */
function spoken<Item>(choices: readonly { item: Item; operations: readonly Operation[] }[], { types, done, open }: Linking): { item: Item; share: number }[] {
  const present = [...done, ...open].flatMap((task) => types.operationOf(task) ?? []);
  const running = new Set(present.map(operationName));
  const explained = new Set(present.flatMap(nameWords));
  const goal = new Set(contentWords(types.goal.goal));
  const texts = types.registry.operations.map((operation) => new Set(contentWords(`${operation.operation} ${operation.title} ${operation.description}`)));
  const weigh = wordWeights(texts);
  // A word that many operations speak of ("generate") says nothing about one of them.
  const common = (word: string): boolean => texts.filter((text) => text.has(word)).length > Math.max(2, texts.length / 10);
  return choices
    .filter(({ operations }) => operations.some((operation) => !running.has(operationName(operation))))
    .map(({ item, operations }) => {
      const own = [...new Set(operations.flatMap(nameWords))].filter((word) => !explained.has(word) && !common(word));
      const total = own.reduce((sum, word) => sum + weigh(word), 0);
      return { item, share: total === 0 ? 0 : own.filter((word) => goal.has(word)).reduce((sum, word) => sum + weigh(word), 0) / total };
    })
    .toSorted((a, b) => b.share - a.share);
}

function nameWords(operation: Operation): string[] {
  return [...new Set(contentWords(`${operation.operation} ${operation.title}`))];
}
