import { type Graph, topologicalOrder } from './graph.ts';
import { type Capacity, type Job, type Schedule, decidingPath, schedule, tails, widthOverTime } from './schedule.ts';

/** What a task may take: its duration and cost at a share `p` of runs that stay below. */
export interface Draw {
  ms(p: number): number;
  usd(p: number): number;
  /** How often it runs, where that is not known yet: between these. */
  times: { low: number; high: number };
  /** Milliseconds that pass between two rounds. */
  pause_ms: number;
}

export interface Simulation {
  /** 10th to 90th percentile of the simulated runs. */
  duration_ms: { low: number; high: number };
  usd: { low: number; high: number };
  /** The chain that decides with middle durations, and the share of simulated runs in which exactly it did. */
  critical_path: string[];
  critical_share: number;
  /** Share of simulated runs in which a task was on the chain that decided. */
  shares: Map<string, number>;
  /** With middle durations: how many run at once from when on. */
  steps: { at_ms: number; running: number }[];
  /** With middle durations: when each task starts and ends, and what holds it up although all it needs is there. */
  expected: Pick<Schedule, 'start' | 'end' | 'held'>;
  /** With middle durations: how much longer each task may take before the plan ends later. */
  slack: Map<string, number>;
}

/** Simulated runs of a small plan, and tasks that are simulated altogether at most: big plans get fewer runs, never below the least. */
const RUNS = { most: 250, least: 16, tasks: 16_000 } as const;
const SEED = 0x9e3779b9;

/**
 * Runs the schedule many times with durations and costs drawn from past runs, each task by itself. Seeded: the same plan and past give the
 * same figures. Conditions are taken to hold, and people to answer at once.
 */
export function simulatePlan(jobs: readonly Job[], graph: Graph, draws: ReadonlyMap<string, Draw>, capacity: Capacity = {}): Simulation {
  const middle = (id: string): number => taken(draws.get(id), 0.5, 0.5).ms;
  const expected = schedule(jobs, graph, middle, capacity);
  const path = decidingPath(expected);
  const varies = [...draws.values()].some((draw) => draw.ms(0.1) !== draw.ms(0.9) || draw.usd(0.1) !== draw.usd(0.9) || draw.times.low !== draw.times.high);
  const runs = varies ? Math.min(RUNS.most, Math.max(RUNS.least, Math.floor(RUNS.tasks / Math.max(1, jobs.length)))) : 1;
  const random = randomFrom(SEED);
  const [durations, costs, met]: [number[], number[], Map<string, number>] = [[], [], new Map()];
  let same = 0;
  for (let run = 0; run < runs; run += 1) {
    const drawn = new Map(jobs.map((job) => [job.id, varies ? taken(draws.get(job.id), random(), random()) : taken(draws.get(job.id), 0.5, 0.5)]));
    const done: Schedule = schedule(jobs, graph, (id) => drawn.get(id)?.ms ?? 0, capacity);
    durations.push(done.makespan);
    costs.push([...drawn.values()].reduce((sum, one) => sum + one.usd, 0));
    const decided = decidingPath(done);
    for (const id of decided) met.set(id, (met.get(id) ?? 0) + 1);
    if (decided.length === path.length && decided.every((id, at) => id === path[at])) same += 1;
  }
  return {
    duration_ms: { low: percentile(durations, 0.1), high: percentile(durations, 0.9) },
    usd: { low: percentile(costs, 0.1), high: percentile(costs, 0.9) },
    critical_path: path,
    critical_share: same / runs,
    shares: new Map([...met].map(([id, count]) => [id, count / runs])),
    steps: widthOverTime(expected),
    expected,
    slack: slackOf(graph, middle),
  };
}

/** Mulberry32: small, seeded, the same everywhere. Numbers from 0 to below 1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a task takes and costs where everything goes as half of the runs did. */
export function takenByHalf(draw: Draw | undefined): { ms: number; usd: number } {
  return taken(draw, 0.5, 0.5);
}

function taken(draw: Draw | undefined, p: number, rounds: number): { ms: number; usd: number } {
  if (!draw) return { ms: 0, usd: 0 };
  // The ends of a distribution that few runs speak for are kept out.
  const share = 0.01 + 0.98 * p;
  const times = Math.round(draw.times.low * (draw.times.high / Math.max(1, draw.times.low)) ** rounds);
  return { ms: times * draw.ms(share) + Math.max(0, times - 1) * draw.pause_ms, usd: times * draw.usd(share) };
}

function slackOf(graph: Graph, duration: (id: string) => number): Map<string, number> {
  const ahead = tails(graph, duration);
  const total = Math.max(0, ...ahead.values());
  const from = new Map<string, number>();
  for (const id of topologicalOrder(graph).order) from.set(id, Math.max(0, ...[...(graph.get(id) ?? [])].map((need) => (from.get(need) ?? 0) + (from.has(need) ? duration(need) : 0))));
  return new Map([...from].map(([id, start]) => [id, Math.max(0, total - start - (ahead.get(id) ?? 0))]));
}

function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = p * (sorted.length - 1);
  const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below + (above - below) * (rank - Math.floor(rank));
}
