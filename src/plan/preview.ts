import type { Operation, Registry } from '../schemas/operation.ts';
import type { Estimate, Plan, Preview, Task } from '../schemas/plan.ts';
import { describeIntents } from './describe-intents.ts';
import { type PastRun, predictDuration } from './estimate.ts';
import { type Graph, depths, planGraph } from './graph.ts';
import { operationsByName, stepOperation } from './operations.ts';
import type { Capacity, Job } from './schedule.ts';
import { type Draw, type Simulation, simulatePlan } from './simulate.ts';
import { isGated } from './skeleton.ts';
import { touchedTargets } from './touched-targets.ts';

/**
 * Past runs by operation, as the run store gives them: 10th to 90th percentile of duration (milliseconds) and cost (US dollars), and where
 * the runs themselves are known, those, oldest first.
 */
export interface PastRuns {
  [operation: string]: { low_ms: number; high_ms: number; low_usd: number; high_usd: number; runs: number; samples?: readonly PastRun[] };
}

/** What estimates may know beside past runs. */
export interface EstimateContext {
  /** Bytes of the files that the run was given, by digest. */
  bytes?: { readonly [sha256: string]: number };
  /** `provider:model` of model steps. */
  model?: string | null;
  /** The one that answers those marked so, and what it costs as a share of what `model` costs. */
  small?: { name: string; price_ratio: number };
  capacity?: Capacity;
  calibration?: Preview['calibration'];
}

/** The operations that each task runs: those of its decomposition, or before that the one that the planner chose. */
export function taskOperations(plan: Plan, registry: Registry): Map<string, Operation[]> {
  const operations = operationsByName(registry.operations);
  const decomposed = new Map(plan.decompositions?.map((one) => [one.task_id, one.steps.map(stepOperation)]));
  return new Map(
    plan.nodes.map((task) => {
      const names = decomposed.get(task.task_id) ?? (task.operation === undefined ? [] : [task.operation]);
      return [task.task_id, names.flatMap((name) => operations.get(name) ?? [])];
    }),
  );
}

/** Range of duration and cost of operations in sequence. `runs` is that of the least known one; 0 means a declared default is inside. */
export function estimateOperations(operations: readonly Operation[], past: PastRuns, context: TaskContext = {}, bytes: number | null = null): Estimate {
  const total: Estimate = { duration_ms: { low: 0, high: 0 }, usd: { low: 0, high: 0 }, runs: operations.length === 0 ? 0 : Number.POSITIVE_INFINITY };
  for (const operation of operations) {
    const { ms, usd, runs } = knownOf(operation, past, context, bytes);
    total.duration_ms.low += ms(LOW);
    total.duration_ms.high += ms(HIGH);
    total.usd.low += usd(LOW);
    total.usd.high += usd(HIGH);
    total.runs = Math.min(total.runs, runs);
  }
  return total;
}

const [LOW, HIGH] = [0.1, 0.9];

/** What is known where one task is estimated: also what its model costs as a share of what past runs or the declaration say. */
interface TaskContext extends EstimateContext {
  price_ratio?: number;
}

function contextOf(task: Task, context: EstimateContext): TaskContext {
  return task.model === 'small' && context.small ? { ...context, model: context.small.name, price_ratio: context.small.price_ratio } : context;
}

interface Known {
  ms: (p: number) => number;
  usd: (p: number) => number;
  runs: number;
}

const KNOWN = new WeakMap<PastRuns, Map<string, Known>>();

/** The same for the same past, found once: big plans use few operations many times. */
function knownOf(operation: Operation, past: PastRuns, context: TaskContext, bytes: number | null): Known {
  const cache = KNOWN.get(past) ?? new Map<string, Known>();
  KNOWN.set(past, cache);
  const key = [operation.tool, operation.operation, operation.cost.duration_ms, operation.cost.usd, context.model, context.price_ratio, bytes].join('\n');
  const found = cache.get(key) ?? known(operation, past, context, bytes);
  cache.set(key, found);
  return found;
}

/** What is known of one operation; the declared cost, without spread, where it never ran. */
function known(operation: Operation, past: PastRuns, { model, price_ratio = 1 }: TaskContext, bytes: number | null): Known {
  const name = `${operation.tool}.${operation.operation}`;
  const before = Object.hasOwn(past, name) ? past[name] : undefined;
  if (!before || before.runs === 0) return { ms: () => operation.cost.duration_ms, usd: () => operation.cost.usd * price_ratio, runs: 0 };
  const between = (low: number, high: number, p: number): number => Math.max(0, low + ((high - low) * (p - LOW)) / (HIGH - LOW));
  const ofModel = model ? before.samples?.filter((run) => run.model === model) : undefined;
  const own = ofModel !== undefined && ofModel.length > 0;
  const samples = own ? ofModel : before.samples;
  // Of a model that never answered yet only its price is known, against that of the one that did.
  const rate = own ? 1 : price_ratio;
  const predicted = samples && predictDuration(samples, bytes);
  if (!samples || !predicted) return { ms: (p) => between(before.low_ms, before.high_ms, p), usd: (p) => rate * between(before.low_usd, before.high_usd, p), runs: before.runs };
  const costs = samples.map((run) => run.usd).toSorted((a, b) => a - b);
  return {
    // The ends are the range itself, which also counts how often it missed; inside, the ranks.
    ms: (p) => (p === LOW ? predicted.low_ms : p === HIGH ? predicted.high_ms : predicted.quantile(p)),
    usd: (p) => rate * (costs[Math.min(costs.length - 1, Math.floor(p * costs.length))] ?? 0),
    runs: predicted.runs,
  };
}

/** Bytes that a task reads, where all of its inputs are files that were given. */
function bytesOf(task: Task, { bytes }: EstimateContext): number | null {
  const bindings = (task.inputs ?? []).flatMap((input) => input.bindings);
  if (!bytes || bindings.length === 0) return null;
  let sum = 0;
  for (const binding of bindings) {
    if (binding.kind !== 'artifact' || !Object.hasOwn(bytes, binding.sha256)) return null;
    sum += bytes[binding.sha256] ?? 0;
  }
  return sum;
}

/** How often a task runs: as long as its list where that is there, up to its limit where it is not. */
function timesOf(task: Task): { low: number; high: number } {
  const list = task.for_each && task.inputs?.find((input) => input.name === task.for_each?.port);
  const known = list && list.bindings.length > 1 && list.bindings.every((binding) => binding.kind === 'artifact') ? list.bindings.length : null;
  const each = !task.for_each ? { low: 1, high: 1 } : known === null ? { low: 1, high: task.for_each.limit } : { low: known, high: known };
  return { low: each.low, high: each.high * (task.repeat?.limit ?? 1) };
}

/** A plan that is not made yet takes some seconds, whatever it will hold, and what it may spend at most. */
function estimateNested(task: Task): Estimate {
  return { duration_ms: { low: 1_000, high: 10_000 }, usd: { low: 0, high: task.plan?.budget_usd ?? 0 }, runs: 0 };
}

/** The plan with an estimate for every task: of all its runs where it runs for each element or repeats. */
export function withEstimates(plan: Plan, registry: Registry, past: PastRuns, context: EstimateContext = {}): Plan {
  const operations = taskOperations(plan, registry);
  return {
    ...plan,
    nodes: plan.nodes.map((task) => {
      const each = task.for_each && bytesOf(task, context);
      const own = operations.get(task.task_id) ?? [];
      const one = task.type === 'plan' && own.length === 0 ? estimateNested(task) : estimateOperations(own, past, contextOf(task, context), each ? each / timesOf(task).low : bytesOf(task, context));
      const { low, high } = timesOf(task);
      const pause = (task.repeat?.wait_ms ?? 0) * Math.max(0, (task.repeat?.limit ?? 1) - 1);
      return {
        ...task,
        estimate: { duration_ms: { low: low * one.duration_ms.low, high: high * one.duration_ms.high + pause }, usd: { low: low * one.usd.low, high: high * one.usd.high }, runs: one.runs },
      };
    }),
  };
}

/** Longest description of an effect before approval. */
const EFFECT_LENGTH = 600;

/** A task says of itself what a planner wrote; of an effect a person reads what runs. */
function described(task: Task, operation: Operation, plan: Plan): string {
  if (operation.effect !== 'write' && operation.effect !== 'destructive') return task.description;
  const runs = describeIntents(plan.decompositions?.find((one) => one.task_id === task.task_id), EFFECT_LENGTH);
  return runs === '' ? task.description : `${runs}: ${task.description}`;
}

/** How often a change happens where each round of its task is a change of its own. */
function timesSaid(task: Task, operation: Operation): string {
  return task.repeat === undefined || (operation.effect !== 'write' && operation.effect !== 'destructive') ? '' : ` (up to ${task.repeat.limit} times, each time anew)`;
}

/** Tasks of a plan as the schedule sees them. */
export function planJobs(plan: Plan, registry: Registry, operations: ReadonlyMap<string, readonly Operation[]> = taskOperations(plan, registry)): Job[] {
  return plan.nodes.map((task) => {
    const own = operations.get(task.task_id) ?? [];
    const calls: { [tool: string]: number } = {};
    for (const { tool } of own) calls[tool] = (calls[tool] ?? 0) + 1;
    return { id: task.task_id, role: task.type === 'user_interaction' ? 'person' : (own.at(-1)?.runs_on ?? 'execution'), calls, exclusive: !task.parallelizable };
  });
}

/** What each task of a plan may take, for simulation. */
export function planDraws(plan: Plan, past: PastRuns, operations: ReadonlyMap<string, readonly Operation[]>, context: EstimateContext): Map<string, Draw> {
  return new Map(plan.nodes.map((task) => {
    const bytes = bytesOf(task, context);
    const parts = task.type === 'user_interaction' ? [] : (operations.get(task.task_id) ?? []).map((operation) => knownOf(operation, past, contextOf(task, context), bytes));
    const sum = (value: (part: Known) => number): number => parts.reduce((total, part) => total + value(part), 0);
    return [task.task_id, { ms: (p) => sum((part) => part.ms(p)), usd: (p) => sum((part) => part.usd(p)), times: timesOf(task), pause_ms: task.repeat?.wait_ms ?? 0 } satisfies Draw];
  }));
}

/** Most steps of width over time, the least share with which another task counts as critical too, most tasks with their times, most tasks that are held up. */
const SHOWN = { steps: 40, share: 0.1, scheduled: 200, held: 20 } as const;

/** What a person is shown before approving: computed from the plan and from past runs, never by a model. */
export function previewPlan(plan: Plan, registry: Registry, past: PastRuns, optimisations: Preview['optimisations'] = [], context: EstimateContext = {}): Preview {
  const operations = taskOperations(plan, registry);
  const estimated = withEstimates(plan, registry, past, context);
  const graph = planGraph(plan);
  const levels = new Map<number, number>();
  for (const level of depths(graph).values()) levels.set(level, (levels.get(level) ?? 0) + 1);
  const simulated = simulatePlan(planJobs(plan, registry, operations), graph, planDraws(plan, past, operations, context), context.capacity);
  const onPath = new Set(simulated.critical_path);
  const others = [...simulated.shares].filter(([id, share]) => !onPath.has(id) && share >= SHOWN.share).toSorted((a, b) => b[1] - a[1]);
  const preview: Preview = {
    critical_path: simulated.critical_path,
    width: Math.max(0, ...levels.values()),
    depth: Math.max(0, ...levels.keys()),
    duration_ms: { low: Math.round(simulated.duration_ms.low), high: Math.round(simulated.duration_ms.high) },
    usd: { low: micros(simulated.usd.low), high: micros(simulated.usd.high) },
    critical_share: simulated.critical_share,
    critical_others: others.map(([task_id, share]) => ({ task_id, share })),
    ...(simulated.steps.length <= SHOWN.steps ? { steps: simulated.steps.map((step) => ({ ...step, at_ms: Math.round(step.at_ms) })) } : {}),
    ...(plan.nodes.length <= SHOWN.scheduled ? { schedule: plan.nodes.map(({ task_id }) => ({ task_id, start_ms: Math.round(simulated.expected.start.get(task_id) ?? 0), end_ms: Math.round(simulated.expected.end.get(task_id) ?? 0) })) } : {}),
    ...heldUp(simulated.expected, graph),
    without_estimate: [],
    model_calls: 0,
    effects: [],
    waits: [],
    optimisations: [...optimisations],
    ...(context.calibration ? { calibration: context.calibration } : {}),
  };
  const steps = new Map(plan.decompositions?.map((one) => [one.task_id, one.steps]));
  for (const task of estimated.nodes) {
    const own = operations.get(task.task_id) ?? [];
    const person = task.type === 'user_interaction' || own.some((operation) => operation.runs_on === 'person');
    if (task.estimate?.runs === 0 && !person) preview.without_estimate.push(task.task_id);
    preview.model_calls += own.filter((operation) => operation.runs_on === 'reasoning').length;
    for (const operation of own) {
      if (operation.effect === 'none') continue;
      const touches = touchedTargets(task, steps.get(task.task_id), operation).map((target) => target.shown);
      preview.effects.push({ task_id: task.task_id, effect: operation.effect, description: `${described(task, operation, plan)}${timesSaid(task, operation)}`, undo: operation.undo?.operation ?? null, ...(touches.length > 0 ? { touches } : {}) });
    }
    const nested = task.type === 'plan' && task.effect !== undefined && task.effect !== 'none' && task.effect !== 'read';
    if (nested) preview.effects.push({ task_id: task.task_id, effect: task.effect ?? 'write', description: `${task.plan?.words ?? task.description} (planned, and asked for, when its data is there)`, undo: null });
    if (person || nested || own.some(isGated)) preview.waits.push({ task_id: task.task_id, title: `${task.description}${own.map((operation) => timesSaid(task, operation)).find((said) => said !== '') ?? ''}`, kind: person ? 'answer' : 'approval', slack_ms: Math.round(simulated.slack.get(task.task_id) ?? 0) });
  }
  return preview;
}

/** Tasks that are ready and have to wait for a worker, a turn, or one that runs alone; those that wait longest. */
function heldUp({ start, end, held }: Simulation['expected'], graph: Graph): Pick<Preview, 'held_up'> {
  const late = [...held].flatMap(([task_id, why]) => {
    const ready = Math.max(0, ...[...(graph.get(task_id) ?? [])].map((need) => end.get(need) ?? 0));
    const ms = Math.round((start.get(task_id) ?? 0) - ready);
    return ms <= 0 ? [] : [{ task_id, by: why.by === 'alone' ? 'a task that runs alone' : why.by === 'rate' ? `the rate of ${why.of}` : `workers of ${why.of}`, ms }];
  });
  return late.length === 0 ? {} : { held_up: late.toSorted((a, b) => b.ms - a.ms || (a.task_id < b.task_id ? -1 : 1)).slice(0, SHOWN.held) };
}

/** US dollars to the millionth, so that sums do not show how they were added up. */
function micros(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
