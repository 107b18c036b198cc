import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, pageSkeleton, planSkeleton } from '../../src/plan/skeleton.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { REGISTRY, decompositionsOf, plan, task, worldPlan } from './plans.ts';

const skeleton = (of: Plan) => planSkeleton(of, of.decompositions ?? [], REGISTRY);

describe('planSkeleton', () => {
  it('has the needs of the data edges, the queue and effect of the operation, and no values', () => {
    const tasks = skeleton(worldPlan());
    expect(tasks.find((one) => one.id === 'report')?.needs).toEqual([
      { task: 'chart', port: 'chart', optional: false, part: 'parts' },
      { task: 'narrate', port: 'text', optional: false, part: 'parts' },
    ]);
    expect(tasks.find((one) => one.id === 'narrate')?.steps[0]).toMatchObject({ queue: 'reasoning', effect: 'none', gated: false, timeout_ms: 10_000 });
    expect(tasks.find((one) => one.id === 'save')?.steps[0]).toMatchObject({ queue: 'execution', effect: 'write', gated: false });
    expect(JSON.stringify(tasks)).not.toContain('report.html');
  });

  it('gates destructive steps and those that may never be approved in advance, and leaves it to the ledger to send none twice', () => {
    const tasks = skeleton(plan([task('rm', 'file.remove', {}, { path: 'x' }), task('load', 'table.load', { source: 'dataset.world' }), task('send', 'mail.send', { body: 'load.table' }, { to: 'x' })]));
    expect(tasks.map((one) => one.steps.map((step) => step.gated))).toEqual([[true], [false], [true]]);
    // a lost attempt is met by a second one, which looks the effect up and never sends it again
    expect(tasks[0]?.steps[0]?.attempts).toBe(3);
  });

  it('has one step for a task that is planned when it is reached, which waits for nobody here', () => {
    const nested = { ...task('later', 'table.load', { source: 'dataset.world' }), operation: undefined, type: 'plan' as const, effect: 'write' as const, plan: { words: 'the rest', wants: [], budget_usd: null } };
    const [first] = skeleton({ ...plan([]), nodes: [nested as unknown as Plan['nodes'][number]], decompositions: [] });
    expect(first?.steps).toEqual([expect.objectContaining({ id: 'plan', queue: 'plan', effect: 'write', gated: false, attempts: 1 })]);
  });

  it('turns stage and effect order into needs that do not block, and declared order into needs that do', () => {
    const base = worldPlan();
    const order = (reason: 'stage' | 'declared', from: string) => ({ from, from_port: null, to: 'narrate', to_port: null, reason, detail: '' });
    const tasks = skeleton({ ...base, edges: [...(base.edges ?? []), order('stage', 'filter'), order('declared', 'chart')] });
    expect(tasks.find((one) => one.id === 'narrate')?.needs).toEqual([
      { task: 'load', port: 'table', optional: false, part: 'about' },
      { task: 'filter', port: null, optional: true },
      { task: 'chart', port: null, optional: false },
    ]);
  });

  it('takes a dependency that no edge explains as declared', () => {
    const tasks = [task('a', 'table.load', { source: 'dataset.world' }), { ...task('b', 'table.load', { source: 'dataset.world' }), dependencies: ['a'] }];
    expect(skeleton(plan(tasks, { edges: [] }))[1]?.needs).toEqual([{ task: 'a', port: null, optional: false }]);
  });

  it('refuses a task without decomposition', () => {
    expect(() => planSkeleton(worldPlan(), [], REGISTRY)).toThrow(/Decompose every task first/);
  });
});

describe('pageSkeleton', () => {
  it('cuts 10,000 tasks into pages of at most 256 KiB and loses none', () => {
    const tasks = Array.from({ length: 10_000 }, (_, index) => task(`task-${index}`, 'table.load', { source: 'dataset.world' }));
    const all = planSkeleton(plan(tasks), decompositionsOf(tasks), REGISTRY);
    const pages = pageSkeleton(all);
    expect(pages.flat()).toEqual(all);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(PAGE_BYTES);
    expect(pageSkeleton([])).toEqual([[]]);
  });
});
