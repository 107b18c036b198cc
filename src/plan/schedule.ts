import { type Graph, topologicalOrder } from './graph.ts';

/** A task as the schedule sees it. */
export interface Job {
  id: string;
  /** Whose workers run it; `person` never waits for a worker. */
  role: 'execution' | 'reasoning' | 'person';
  /** Calls of each tool, made when the task starts. */
  calls: { readonly [tool: string]: number };
  /** Runs alone. */
  exclusive: boolean;
}

/** What a schedule has to respect. Absent: no limit. */
export interface Capacity {
  /** Tasks at once for each role. */
  workers?: { readonly [role: string]: number };
  /** Calls of a tool within each span of `per_ms` milliseconds. */
  rates?: { readonly [tool: string]: { calls: number; per_ms: number } };
}

export interface Schedule {
  /** Milliseconds from the first start to the last end. */
  makespan: number;
  start: Map<string, number>;
  end: Map<string, number>;
  /** For each task what its start waited for last: a task it needs, or the one whose worker or turn it got; null: nothing. */
  waited: Map<string, string | null>;
  /** What kept a task from starting when all it needs was there: workers of its role, the rate of a tool, or a task that runs alone. */
  held: Map<string, Held>;
}

export type Held = { by: 'workers'; of: string } | { by: 'rate'; of: string } | { by: 'alone' };

/**
 * Simulates a plan: each task starts as soon as what it needs has ended, a worker of its role is free and the rates of its tools allow;
 * of several, the one with the longest chain of work behind it (list scheduling by critical path, Graham 1969). Pure and deterministic.
 */
export function schedule(jobs: readonly Job[], graph: Graph, duration: (id: string) => number, capacity: Capacity = {}): Schedule {
  const ahead = tails(graph, duration);
  const left = new Map(jobs.map((job) => [job.id, [...(graph.get(job.id) ?? [])].filter((need) => graph.has(need) && need !== job.id).length]));
  const users = new Map<string, string[]>();
  for (const [id, needs] of graph) for (const need of needs) if (need !== id) append(users, need, id);
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const state: State = { start: new Map(), end: new Map(), waited: new Map(jobs.map((job) => [job.id, null])), running: [], busy: new Map(), calls: new Map(), alone: false, held: new Map() };
  const urgency = (a: string, b: string): number => (ahead.get(b) ?? 0) - (ahead.get(a) ?? 0);
  let ready = jobs.filter((job) => left.get(job.id) === 0).map((job) => job.id).toSorted(urgency);
  for (let now = 0; ready.length > 0 || state.running.length > 0; ) {
    let next = Number.POSITIVE_INFINITY;
    ready = ready.filter((id) => {
      const job = byId.get(id);
      const at = job ? possible(job, now, state, capacity) : now;
      if (at > now) next = Math.min(next, at);
      else if (job) begin(job, now, duration(id), state);
      return at > now;
    });
    const first = state.running[0];
    now = Math.min(next, first === undefined ? Number.POSITIVE_INFINITY : (state.end.get(first) ?? 0));
    if (!Number.isFinite(now)) break;
    const opened: string[] = [];
    while (state.running[0] !== undefined && (state.end.get(state.running[0]) ?? 0) <= now) {
      const done = state.running.shift() ?? '';
      const job = byId.get(done);
      if (job) state.busy.set(job.role, (state.busy.get(job.role) ?? 1) - 1);
      if (job?.exclusive) state.alone = false;
      // What was ready all the while waits for this worker, or its turn.
      for (const id of ready) state.waited.set(id, done);
      for (const user of users.get(done) ?? []) {
        left.set(user, (left.get(user) ?? 1) - 1);
        if (left.get(user) !== 0) continue;
        state.waited.set(user, done);
        opened.push(user);
      }
    }
    if (opened.length > 0) ready = [...ready, ...opened].toSorted(urgency);
  }
  return { makespan: Math.max(0, ...state.end.values()), start: state.start, end: state.end, waited: state.waited, held: state.held };
}

interface State {
  start: Map<string, number>;
  end: Map<string, number>;
  waited: Map<string, string | null>;
  /** By end, first to end first. */
  running: string[];
  /** Running tasks by role. */
  busy: Map<string, number>;
  /** Times of the calls of each tool with a rate. */
  calls: Map<string, number[]>;
  alone: boolean;
  held: Map<string, Held>;
}

/** The earliest time from `now` at which a task may start as far as is known; infinite: not before something ends. */
function possible(job: Job, now: number, state: State, { workers, rates }: Capacity): number {
  if (state.alone || (job.exclusive && state.running.length > 0)) {
    state.held.set(job.id, { by: 'alone' });
    return Number.POSITIVE_INFINITY;
  }
  const limit = job.role === 'person' ? undefined : workers?.[job.role];
  if (limit !== undefined && (state.busy.get(job.role) ?? 0) >= Math.max(1, limit)) {
    state.held.set(job.id, { by: 'workers', of: job.role });
    return Number.POSITIVE_INFINITY;
  }
  let at = now;
  for (const [tool, count] of Object.entries(job.calls)) {
    const rate = rates !== undefined && Object.hasOwn(rates, tool) ? rates[tool] : undefined;
    if (!rate) continue;
    const made = state.calls.get(tool) ?? [];
    // With these calls no span of per_ms holds more than the rate allows; one task with more calls than that waits for an empty span.
    const over = made.length + Math.min(count, rate.calls) - rate.calls;
    const free = over > 0 ? (made[over - 1] ?? 0) + rate.per_ms : now;
    if (free <= at) continue;
    at = free;
    state.held.set(job.id, { by: 'rate', of: tool });
  }
  return at;
}

function begin(job: Job, now: number, duration: number, state: State): void {
  const end = now + Math.max(0, duration);
  state.start.set(job.id, now);
  state.end.set(job.id, end);
  if (job.exclusive) state.alone = true;
  state.busy.set(job.role, (state.busy.get(job.role) ?? 0) + 1);
  let at = state.running.length;
  while (at > 0 && (state.end.get(state.running[at - 1] ?? '') ?? 0) > end) at -= 1;
  state.running.splice(at, 0, job.id);
  for (const [tool, count] of Object.entries(job.calls)) {
    for (let call = 0; call < count; call += 1) append(state.calls, tool, now);
  }
}

/** Longest chain of work from the start of each task to the end of the plan. */
export function tails(graph: Graph, duration: (id: string) => number): Map<string, number> {
  const longest = new Map<string, number>();
  const { order } = topologicalOrder(graph);
  for (const id of order.toReversed()) {
    const own = (longest.get(id) ?? 0) + duration(id);
    longest.set(id, own);
    for (const need of graph.get(id) ?? []) longest.set(need, Math.max(longest.get(need) ?? 0, own));
  }
  return longest;
}

/** The chain that decided when the schedule ended, first task first. */
export function decidingPath({ end, waited }: Schedule): string[] {
  let last: string | null = null;
  for (const [id, at] of end) if (last === null || at > (end.get(last) ?? 0)) last = id;
  const path: string[] = [];
  for (let at = last; at !== null && !path.includes(at); at = waited.get(at) ?? null) path.push(at);
  return path.toReversed();
}

/** How many tasks run at once from each point in time on; equal neighbours are one step. */
export function widthOverTime({ start, end }: Pick<Schedule, 'start' | 'end'>): { at_ms: number; running: number }[] {
  const changes = new Map<number, number>();
  for (const [id, from] of start) {
    const to = end.get(id) ?? from;
    if (to <= from) continue;
    changes.set(from, (changes.get(from) ?? 0) + 1);
    changes.set(to, (changes.get(to) ?? 0) - 1);
  }
  const steps: { at_ms: number; running: number }[] = [];
  let running = 0;
  for (const [at_ms, change] of [...changes].toSorted((a, b) => a[0] - b[0])) {
    running += change;
    if (change !== 0) steps.push({ at_ms, running });
  }
  return steps;
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
