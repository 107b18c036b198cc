import type { Given } from '../schemas/goal.ts';
import type { Operation, OperationPort } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { editDistance } from './nearest.ts';
import { plain, type Ranked, rankByWords } from './nearest-words.ts';
import { operationName } from './operations.ts';

/** Below this likeness of name and words an invented operation is refused; and it must be nearer than the next one by the margin. */
export const OPERATION_LIKENESS = { least: 0.4, margin: 0.04 } as const;

/** The operation that a task means, with the reason where it is not the one that it names. */
export type Chosen = { operation: Operation; reason: string | null } | { operation: null; reason: string };

/**
 * The operation that the task names; otherwise the nearest by name, title and description that unifies with what the task is bound to and
 * with those who use it. Where none is near, or two are as near, there is none.
 */
export function chooseOperation(task: Task, proposal: Plan, operations: ReadonlyMap<string, Operation>, givens: readonly Given[] = []): Chosen {
  const exact = operations.get(task.operation ?? '');
  if (exact) return { operation: exact, reason: null };
  const asked = task.operation ?? '';
  const neighbours = [...neighboursOf(task, proposal, operations), ...givensOf(task, givens)];
  const converts = conversionOf(asked, operations);
  const candidates = [...operations.values()].filter((operation) => operation.effect_name === undefined && (misspells(asked, operation) || (converts(operation) && neighbours.every(({ fits, bound }) => !bound || fits(operation)))));
  const said = asked === '' ? `${task.description.slice(0, 200)} ${task.required_capabilities.join(' ')}` : asked;
  const ranked = nearestOperations(said, candidates).map(({ item, score }) => ({ item, score: score - 0.1 * neighbours.filter(({ fits, bound }) => !bound && !fits(item)).length }));
  const [best, next] = ranked.toSorted((a, b) => b.score - a.score);
  const named = asked === '' ? 'it names no operation' : `"${asked}" does not exist`;
  // The tool that was named has one operation that takes what is bound and makes what is used: types leave no other.
  const own = candidates.filter((operation) => operation.tool === asked.split('.')[0] && neighbours.every(({ fits }) => fits(operation)));
  if (own.length === 1 && own[0] !== undefined && neighbours.some(({ bound }) => bound) && (best?.item === own[0] || best === undefined || best.score < OPERATION_LIKENESS.least)) return { operation: own[0], reason: `${named}, and no other operation of "${own[0].tool}" takes what it is given` };
  if (best === undefined || best.score < OPERATION_LIKENESS.least) return { operation: null, reason: `${named}, and nothing near it fits` };
  if (next !== undefined && best.score < 0.95 && best.score - next.score < OPERATION_LIKENESS.margin) {
    return { operation: null, reason: `${named}, and ${operationName(best.item)} and ${operationName(next.item)} are equally near` };
  }
  return { operation: best.item, reason: named };
}

/** Whether the name is that of the operation but for a letter or two: then what stands around it does not matter. */
function misspells(asked: string, operation: Operation): boolean {
  return spelling(asked, operationName(operation)) >= MISSPELT && spelling(asked.slice(asked.indexOf('.') + 1), operation.operation) >= MISSPELT;
}
const MISSPELT = 0.85;

/** A name such as `audio-to-text` says what it takes and makes, where these are kinds of the registry. */
function conversionOf(asked: string, operations: ReadonlyMap<string, Operation>): (operation: Operation) => boolean {
  const [, from = '', to = ''] = /([a-z0-9]+)[-_ ]+to[-_ ]+([a-z0-9]+)/i.exec(asked.slice(asked.indexOf('.') + 1)) ?? [];
  const kinds = new Set([...operations.values()].flatMap((operation) => [operation.output.kind, ...operation.inputs.flatMap((port) => port.kinds)]));
  const [source, target] = [from.toLowerCase(), to.toLowerCase()];
  return (operation) => (!kinds.has(target) || operation.output.kind === target) && (!kinds.has(source) || !kinds.has(target) || operation.inputs.some((port) => port.kinds.includes(source)));
}

/** Operations by how near their name, title and description are to a name that somebody made up, best first. */
export function nearestOperations(asked: string, operations: readonly Operation[]): Ranked<Operation>[] {
  const [tool = '', ...rest] = asked.split('.');
  const own = operations.some((operation) => operation.tool === tool) ? rest.join('.') : null;
  const said = own ?? asked;
  return rankByWords(said, operations, (operation) => ({ name: `${operation.tool} ${operation.operation}`, text: `${operation.title} ${operation.description} ${operation.capabilities.join(' ')}` }))
    .map(({ item, score }) => {
      const near = Math.max(speaksOf(item, said) ? SPEAKS_OF : 0, spelling(said, own === null ? `${item.tool}${item.operation}` : item.operation), spelling(said, item.operation), spelling(said, item.title));
      // Another tool of that name is a weaker claim than the tool that was named.
      return { item, score: Math.max(score, near) * (own !== null && item.tool !== tool ? 0.8 : 1) };
    })
    .toSorted((a, b) => b.score - a.score);
}

/** How near an operation is whose description speaks of the name word for word ("such as named entity recognition"). */
const SPEAKS_OF = 0.7;

function speaksOf({ description }: Operation, said: string): boolean {
  const words = (text: string): string => ` ${text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').join(' ')} `;
  const phrase = words(said);
  return (phrase.trim().includes(' ') || /^\p{Lu}{2,6}$/u.test(said) || said.length <= 5) && phrase.trim().length >= 3 && words(description).includes(phrase);
}

/** Likeness of two names as they are spelled, 0 where they differ in more than a third of their letters. */
function spelling(a: string, b: string): number {
  const [left, right] = [plain(a).slice(0, 64), plain(b).slice(0, 64)];
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  if (short.length === 0) return 0;
  if (short === long) return 1;
  const alike = 1 - editDistance(left, right) / long.length;
  return alike >= 0.67 ? alike * 0.95 : short.length >= 4 && long.startsWith(short) ? 0.6 : 0;
}

interface Neighbour {
  fits: (operation: Operation) => boolean;
  /** The model bound it; otherwise it only says that one waits for the other. */
  bound: boolean;
}

/** What given data that a task is bound to asks of its operation: an input that takes that kind, with that content. */
function givensOf(task: Task, givens: readonly Given[]): Neighbour[] {
  return (task.inputs ?? []).flatMap((input) => input.bindings).flatMap((binding): Neighbour[] => {
    const given = givens.find(({ source }) => (binding.kind === 'dataset' && source.kind === 'dataset' && source.dataset === binding.dataset) || (binding.kind === 'artifact' && source.kind === 'attachment' && source.sha256 === binding.sha256));
    if (given === undefined) return [];
    const { kind, facets } = given.type;
    const takes = (port: OperationPort): boolean => port.kinds.includes(kind) && (typeof port.facets['content'] !== 'string' || facets['content'] === undefined || port.facets['content'] === facets['content']);
    return [{ bound: true, fits: (operation) => operation.inputs.some(takes) }];
  });
}

/** What the tasks around it ask of the operation of a task: those that it reads, and those that read it. */
function neighboursOf(task: Task, proposal: Plan, operations: ReadonlyMap<string, Operation>): Neighbour[] {
  const byId = new Map(proposal.nodes.map((one) => [one.task_id, operations.get(one.operation ?? '')]));
  const found: Neighbour[] = [];
  const reads = new Set<string>();
  for (const input of task.inputs ?? []) {
    for (const binding of input.bindings) {
      const producer = binding.kind === 'port' ? byId.get(binding.task) : undefined;
      if (binding.kind === 'port') reads.add(binding.task);
      if (producer) found.push({ bound: true, fits: (operation) => operation.inputs.some((port) => port.kinds.includes(producer.output.kind)) });
    }
  }
  for (const id of task.dependencies) {
    const producer = byId.get(id);
    // A model that binds nothing says with its order alone what flows.
    if (producer && !reads.has(id)) found.push({ bound: reads.size === 0 && (task.inputs ?? []).length === 0, fits: (operation) => operation.inputs.some((port) => port.kinds.includes(producer.output.kind)) });
  }
  for (const other of proposal.nodes) {
    const user = byId.get(other.task_id);
    if (!user) continue;
    const uses = (other.inputs ?? []).filter((input) => input.bindings.some((binding) => binding.kind === 'port' && binding.task === task.task_id));
    for (const use of uses) {
      const named = user.inputs.find((port) => port.name === use.name);
      found.push({ bound: true, fits: (operation) => (named ? [named] : user.inputs).some((port) => port.kinds.includes(operation.output.kind)) });
    }
    if (uses.length === 0 && other.dependencies.includes(task.task_id)) found.push({ bound: (other.inputs ?? []).length === 0, fits: (operation) => user.inputs.some((port) => port.kinds.includes(operation.output.kind)) });
  }
  return found;
}
