import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../../src/plan/compile.ts';
import type { Want } from '../../../src/schemas/goal.ts';
import { attachment, goalOf, want } from '../fixtures/goals.ts';
import { shippedRegistry } from '../fixtures/shipped.ts';

const given = { ...attachment('sold.csv', { position: 'none', dataset: 'sold', keys: ['id', 'shop'], columns: ['id', 'shop'], time: 'year', measures: ['a', 'b', 'c'] }), id: 'sold' };

/** Charts, rankings, numbers and tables of three measures under two conditions. */
function wants(count: number): Want[] {
  return Array.from({ length: count }, (_, at): Want => {
    const measure = ['a', 'b', 'c'][at % 3] ?? 'a';
    const filters = [{ fn: '>', args: ['a', 3 + (at % 2)] }];
    const base = { dataset: 'sold', measures: [measure], keys: ['shop'], time: 'none', filters };
    const made = [() => want('chart', base), () => want('table', { ...base, order: { fn: 'desc', args: [measure] }, limit: 1 + at }), () => want('summary', { dataset: 'sold', analysis: { fn: 'summary', args: [measure] }, filters }), () => want('table', base)][at % 4];
    return { ...(made?.() ?? want('table', base)), id: `want-${at}` };
  });
}

const compile = (count: number) => {
  const compiled = compileGoal(goalOf(wants(count), [given], { choices: [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }] }), shippedRegistry(), { now: '2026-01-01T00:00:00.000Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return compiled;
};

describe('a goal of several wants', () => {
  it('has the cheapest plan, with what the wants share made once, also where that cannot be proven in time', () => {
    for (const count of [5, 9, 12]) {
      const { plan, search } = compile(count);
      expect([count, search.expansions < 4_000]).toEqual([count, true]);
      expect(plan.nodes.filter((task) => task.operation === 'table.load')).toHaveLength(1);
      expect(plan.nodes.filter((task) => task.operation === 'table.filter')).toHaveLength(2);
      const signatures = plan.nodes.map((task) => JSON.stringify([task.operation, task.inputs, task.parameters]));
      expect(new Set(signatures).size).toBe(signatures.length);
    }
    expect(compile(5).search.ended).toBe('complete');
    expect(compile(9).search.ended).toBe('expansions');
  });
});
