import type { Plan, Preview } from '../../schemas/plan.ts';
import { type Graph, eachReference, planGraph, taskBindings, topologicalOrder } from '../graph.ts';
import { planDraws, planJobs, taskOperations } from '../preview.ts';
import { type Draw, takenByHalf } from '../simulate.ts';
import { type Job, schedule } from '../schedule.ts';
import type { OptimiseContext } from './optimise-plan.ts';

/** Shared tasks that are named; more are counted. */
const NAMED = 5;
/** Copies up to which the plan without sharing is scheduled; beyond that only its work is added up. */
const SCHEDULED = 2_000;

/**
 * What sharing saves in a plan as it stands: tasks that several others read run once, where each reader could have had its own, with everything
 * before it. Search and linking share as they plan, so this is told of the finished plan: seconds until the end (with the workers and rates
 * there are), seconds of work, money, runs of tasks. Nothing that changes anything, and nobody's answer, is counted.
 */
export function sharedWork(plan: Plan, context: OptimiseContext): Preview['optimisations'] {
  const graph = planGraph(plan);
  const { order, cycle } = topologicalOrder(graph);
  if (cycle !== null) return [];
  const operations = taskOperations(plan, context.registry);
  const readers = readersOf(plan);
  const repeatable = new Set(plan.nodes.filter((task) => (task.type ?? 'operation') === 'operation' && (operations.get(task.task_id) ?? []).length > 0 && (operations.get(task.task_id) ?? []).every((one) => one.effect === 'none' || one.effect === 'read')).map((task) => task.task_id));
  const uses = new Map<string, number>();
  for (const id of order.toReversed()) uses.set(id, repeatable.has(id) ? Math.max(1, [...(readers.get(id) ?? [])].reduce((sum, reader) => sum + (uses.get(reader) ?? 1), 0)) : 1);
  const shared = order.filter((id) => (uses.get(id) ?? 1) > 1);
  if (shared.length === 0) return [];
  const draws = planDraws(plan, context.past, operations, context.estimates ?? {});
  const jobs = planJobs(plan, context.registry, operations);
  const more = (id: string): number => (uses.get(id) ?? 1) - 1;
  const saved = shared.reduce((sum, id) => {
    const one = takenByHalf(draws.get(id));
    return { ms: sum.ms + more(id) * one.ms, usd: sum.usd + more(id) * one.usd, runs: sum.runs + more(id) };
  }, { ms: 0, usd: 0, runs: 0 });
  const apart = sooner({ jobs, graph, readers, uses, draws, capacity: context.estimates?.capacity });
  // Each chain is named by its last task: what is before it is shared with it.
  const ends = shared.filter((id) => [...(readers.get(id) ?? [])].every((reader) => more(reader) === 0 || (readers.get(id)?.size ?? 0) > 1));
  const named = ends.slice(0, NAMED).map((id) => `${id} (${uses.get(id)} uses)`);
  const usd = Math.round(saved.usd * 1e6) / 1e6;
  return [{
    kind: 'shared',
    description: `${named.join(', ')}${ends.length > NAMED ? ` and ${ends.length - NAMED} more` : ''} ${shared.length === 1 ? 'runs once for all that read it' : `run once for all that read them, with what comes before: ${shared.length} tasks`}`,
    gain: { ...(apart > 0 ? { ms: Math.round(apart) } : {}), work_ms: Math.round(saved.ms), ...(usd > 0 ? { usd } : {}), tasks: saved.runs },
  }];
}

function readersOf(plan: Plan): Map<string, Set<string>> {
  const readers = new Map<string, Set<string>>();
  const read = (from: string, by: string): void => {
    const known = readers.get(from) ?? new Set<string>();
    readers.set(from, known.add(by));
  };
  for (const task of plan.nodes) for (const { binding } of taskBindings(task)) eachReference(binding, (reference) => read(reference.task, task.task_id));
  for (const one of plan.decompositions ?? []) for (const step of one.steps) for (const binding of Object.values(step.tool_intent.required_inputs).flat()) eachReference(binding, (reference) => read(reference.task, one.task_id));
  for (const [id, own] of readers) own.delete(id);
  return readers;
}

interface Whole {
  jobs: readonly Job[];
  graph: Graph;
  readers: ReadonlyMap<string, ReadonlySet<string>>;
  uses: ReadonlyMap<string, number>;
  draws: ReadonlyMap<string, Draw>;
  capacity: NonNullable<OptimiseContext['estimates']>['capacity'];
}

/** How much earlier the plan ends than one in which every reader has its own copy of what it reads. */
function sooner({ jobs, graph, readers, uses, draws, capacity }: Whole): number {
  const total = [...uses.values()].reduce((sum, count) => sum + count, 0);
  if (total > SCHEDULED) return 0;
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const copies: Job[] = [];
  const needs: Graph = new Map();
  const origin = new Map<string, string>();
  /** Copies of each task, in the order of who reads them. */
  const made = new Map<string, string[]>();
  for (const id of topologicalOrder(graph).order.toReversed()) {
    const job = byId.get(id);
    if (!job) continue;
    const count = uses.get(id) ?? 1;
    const names = Array.from({ length: count }, (_, at) => (at === 0 ? id : `${id} ${at + 1}`));
    made.set(id, names);
    for (const name of names) {
      copies.push({ ...job, id: name });
      origin.set(name, id);
      needs.set(name, new Set());
    }
    const takers = [...(readers.get(id) ?? [])].flatMap((reader) => made.get(reader) ?? []);
    for (const [at, taker] of takers.entries()) needs.get(taker)?.add(names[Math.min(at, count - 1)] ?? id);
  }
  // Orders without data stay orders between the first copies.
  for (const [id, before] of graph) for (const need of before) if (!(readers.get(need)?.has(id) ?? false)) needs.get(id)?.add(need);
  const middle = (id: string): number => takenByHalf(draws.get(origin.get(id) ?? id)).ms;
  return schedule(copies, needs, middle, capacity).makespan - schedule(jobs, graph, middle, capacity).makespan;
}
