import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath } from '../../src/plan/critical-path.ts';
import type { Graph } from '../../src/plan/graph.ts';
import { type Capacity, type Job, decidingPath, schedule, widthOverTime } from '../../src/plan/schedule.ts';

const job = (id: string, more: Partial<Job> = {}): Job => ({ id, role: 'execution', calls: {}, exclusive: false, ...more });

interface Case {
  jobs: Job[];
  graph: Graph;
  durations: Map<string, number>;
}

const plans: fc.Arbitrary<Case> = fc.integer({ min: 1, max: 25 }).chain((count) =>
  fc.record({
    edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 2 * count }),
    durations: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: count, maxLength: count }),
    kinds: fc.array(fc.record({ http: fc.boolean(), reasoning: fc.boolean(), exclusive: fc.nat(9) }), { minLength: count, maxLength: count }),
  }).map(({ edges, durations, kinds }) => {
    const graph: Graph = new Map(durations.map((_, at) => [`t${at}`, new Set<string>()]));
    for (const [a, b] of edges) if (a !== b) graph.get(`t${Math.max(a, b)}`)?.add(`t${Math.min(a, b)}`);
    return {
      graph,
      jobs: kinds.map((kind, at) => job(`t${at}`, { role: kind.reasoning ? 'reasoning' : 'execution', calls: kind.http ? { http: 1 } : {}, exclusive: kind.exclusive === 0 })),
      durations: new Map(durations.map((ms, at) => [`t${at}`, ms])),
    };
  }),
);

const run = ({ jobs, graph, durations }: Case, capacity?: Capacity) => schedule(jobs, graph, (id) => durations.get(id) ?? 0, capacity);

describe('schedule', () => {
  it('takes as long as the critical path where nothing limits it', () => {
    fc.assert(fc.property(plans, (plan) => {
      const free = { ...plan, jobs: plan.jobs.map((one) => ({ ...one, exclusive: false })) };
      expect(run(free).makespan).toBe(criticalPath(plan.graph, (id) => plan.durations.get(id) ?? 0).length);
    }), { numRuns: 100, seed: 4 });
  });

  it('starts everything once, after what it needs, within workers, rates and exclusiveness', () => {
    const capacity: Capacity = { workers: { execution: 3, reasoning: 1 }, rates: { http: { calls: 2, per_ms: 40 } } };
    fc.assert(fc.property(plans, (plan) => {
      const { start, end, makespan } = run(plan, capacity);
      expect(start.size).toBe(plan.jobs.length);
      const at = (map: Map<string, number>, id: string): number => map.get(id) ?? Number.NaN;
      const faults: string[] = [];
      for (const [id, needs] of plan.graph) for (const need of needs) if (at(start, id) < at(end, need)) faults.push(`${id} before ${need}`);
      const overlap = (a: string, b: string): boolean => at(start, a) < at(end, b) && at(start, b) < at(end, a);
      for (const one of plan.jobs) {
        const beside = plan.jobs.filter((other) => other !== one && at(start, other.id) <= at(start, one.id) && overlap(one.id, other.id));
        if (one.exclusive && plan.jobs.some((other) => other !== one && overlap(one.id, other.id))) faults.push(`${one.id} is not alone`);
        if (beside.filter((other) => other.role === one.role).length >= (capacity.workers?.[one.role] ?? 0)) faults.push(`too many workers at ${one.id}`);
      }
      const calls = plan.jobs.filter((one) => one.calls['http'] === 1).map((one) => at(start, one.id)).toSorted((a, b) => a - b);
      for (const [index, time] of calls.entries()) if (index >= 2 && time - (calls[index - 2] ?? 0) < 40) faults.push('too many calls');
      expect(faults).toEqual([]);
      expect(makespan).toBe(Math.max(0, ...end.values()));
    }), { numRuns: 150, seed: 4 });
  });

  it('says which chain decided, also where it is a worker that was waited for', () => {
    const graph: Graph = new Map([['a', new Set<string>()], ['b', new Set<string>()], ['c', new Set(['b'])]]);
    const jobs = ['a', 'b', 'c'].map((id) => job(id));
    const ms = (id: string): number => ({ a: 10, b: 5, c: 4 })[id] ?? 0;
    expect(decidingPath(schedule(jobs, graph, ms))).toEqual(['a']);
    const one = schedule(jobs, graph, ms, { workers: { execution: 1 } });
    expect(one.makespan).toBe(19);
    expect(decidingPath(one)).toEqual(['a', 'b', 'c']);
  });

  it('counts width over time', () => {
    const graph: Graph = new Map([['a', new Set<string>()], ['b', new Set<string>()], ['c', new Set(['a', 'b'])]]);
    const done = schedule(['a', 'b', 'c'].map((id) => job(id)), graph, (id) => (id === 'b' ? 6 : 4));
    expect(widthOverTime(done)).toEqual([{ at_ms: 0, running: 2 }, { at_ms: 4, running: 1 }, { at_ms: 10, running: 0 }]);
  });

  it('ends on a cycle', () => {
    expect(schedule([job('a'), job('b')], new Map([['a', new Set(['b'])], ['b', new Set(['a'])]]), () => 1).start.size).toBe(0);
  });
});
