import type { Decomposition } from '../schemas/decomposition.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Edge, Plan, Task } from '../schemas/plan.ts';
import type { SkeletonStep, SkeletonTask } from '../schemas/run.ts';
import { describeIntents } from './describe-intents.ts';
import { NESTED_STEP } from './nested-step.ts';
import { operationsByName, stepOperation } from './operations.ts';

/** Largest page of a skeleton, in bytes of its JSON. */
export const PAGE_BYTES = 256 * 1024;

const TITLE_LENGTH = 80;
/** Longest text of what a gated step runs; a query has its place in it. */
const RUNS_LENGTH = 4_000;

/**
 * The workflow's view of a checked plan: ids, needs and flags. Throws where a task has no decomposition or a step names an operation that
 * is not in the registry, because both are refused by validation before.
 */
export function planSkeleton(plan: Plan, decompositions: readonly Decomposition[], registry: Registry): SkeletonTask[] {
  const operations = operationsByName(registry.operations);
  const steps = new Map(decompositions.map((one) => [one.task_id, one.steps]));
  const incoming = edgesInto(plan);
  return plan.nodes.map((task) => {
    const own = task.type === 'plan' ? [] : steps.get(task.task_id);
    if (!own) throw new Error(`Cannot make the skeleton of task "${task.task_id}": it has no decomposition. Decompose every task first.`);
    const skeleton = task.type === 'plan' ? [nestedStep(task)] : own.map((step): SkeletonStep => {
      const operation = operations.get(stepOperation(step));
      if (!operation) throw new Error(`Cannot make the skeleton of task "${task.task_id}": operation "${stepOperation(step)}" is not in the registry.`);
      return {
        id: step.step_id,
        queue: operation.runs_on,
        effect: operation.effect,
        title: cut(own.length > 1 ? step.action : task.description),
        timeout_ms: task.timeout_ms ?? operation.limits.timeout_ms,
        attempts: task.retry?.attempts ?? ATTEMPTS[operation.effect],
        gated: isGated(operation),
        ...(isGated(operation) ? { runs: describeIntents({ task_id: task.task_id, steps: [step] }, RUNS_LENGTH) } : {}),
      };
    });
    const estimate = task.estimate?.duration_ms;
    return {
      id: task.task_id,
      title: cut(task.description),
      needs: needsOf(task, incoming.get(task.task_id) ?? [], operations.get(task.operation ?? '')),
      steps: skeleton,
      ...(task.when === undefined && task.for_each === undefined ? {} : { opens: true }),
      ...(task.repeat === undefined ? {} : { repeat: { limit: task.repeat.limit, wait_ms: task.repeat.wait_ms ?? 0 } }),
      exclusive: !task.parallelizable,
      priority: task.priority ?? 3,
      on_failure: task.on_failure ?? 'block',
      estimate_ms: estimate ? (estimate.low + estimate.high) / 2 : own.reduce((sum, step) => sum + (operations.get(stepOperation(step))?.cost.duration_ms ?? 0), 0),
    };
  });
}

/** What a nested plan does is asked for by the run that it becomes. */
function nestedStep(task: Task): SkeletonStep {
  return { id: NESTED_STEP, queue: 'plan', effect: task.effect ?? 'none', title: cut(task.description), timeout_ms: task.timeout_ms ?? NESTED_MS, attempts: 1, gated: false };
}

const NESTED_MS = 86_400_000;

/** Attempts at transient failures. An effect that was sent is never sent twice: the ledger decides that, not this number. */
const ATTEMPTS = { none: 5, read: 5, write: 3, destructive: 3 } as const;

/** Whether a step of this operation is asked for again when it is reached, whatever was approved in advance. */
export function isGated(operation: Pick<Operation, 'effect' | 'always_ask'>): boolean {
  return operation.effect === 'destructive' || operation.always_ask === true;
}

/** Cuts a skeleton into pages of at most `bytes` bytes of JSON each; a plan without tasks has one empty page. */
export function pageSkeleton(tasks: readonly SkeletonTask[], bytes = PAGE_BYTES): SkeletonTask[][] {
  const pages: SkeletonTask[][] = [[]];
  let used = 2;
  for (const task of tasks) {
    const size = utf8Length(JSON.stringify(task)) + 1;
    if (used + size > bytes && used > 2) {
      pages.push([]);
      used = 2;
    }
    pages.at(-1)?.push(task);
    used += size;
  }
  return pages;
}

function edgesInto(plan: Plan): Map<string, Edge[]> {
  const into = new Map<string, Edge[]>();
  for (const edge of plan.edges ?? []) {
    const list = into.get(edge.to);
    if (list) list.push(edge);
    else into.set(edge.to, [edge]);
  }
  return into;
}

/**
 * A dependency that no edge explains counts as declared. What is bound is needed, also at an optional input: the executor has no value to put
 * there instead. Data needs come before orders; each is listed once.
 */
function needsOf(task: Task, edges: readonly Edge[], operation: Operation | undefined): SkeletonTask['needs'] {
  const needs = new Map<string, SkeletonTask['needs'][number]>();
  const data = new Set<string>();
  for (const edge of edges) {
    if (edge.reason !== 'data') continue;
    data.add(edge.from);
    const key = `${edge.from} ${edge.from_port}`;
    const port = operation?.inputs.find((one) => one.name === edge.to_port);
    const lenient = port?.variadic === true ? { part: port.name } : port?.optional === true ? { spare: true } : {};
    const known = needs.get(key);
    // What is needed at two inputs is needed as the stricter of them says.
    if (known === undefined || (known.part === undefined && known.spare === undefined) || !('part' in lenient || 'spare' in lenient)) {
      if (known === undefined || !('part' in lenient || 'spare' in lenient)) needs.set(key, { task: edge.from, port: edge.from_port, optional: false, ...lenient });
    }
  }
  for (const edge of edges) {
    if (edge.reason === 'data') continue;
    const declared = edge.reason === 'declared';
    const key = `${edge.from} null`;
    if (declared || (!data.has(edge.from) && !needs.has(key))) needs.set(key, { task: edge.from, port: null, optional: !declared });
  }
  const explained = new Set(edges.map((edge) => edge.from));
  for (const from of task.dependencies) if (!explained.has(from)) needs.set(`${from} null`, { task: from, port: null, optional: false });
  return [...needs.values()];
}

function cut(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length <= TITLE_LENGTH ? plain : `${plain.slice(0, TITLE_LENGTH - 1)}…`;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
