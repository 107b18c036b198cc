import { describe, expect, it } from 'vitest';
import { measureDecomposition } from '../../src/plan/measure-decomposition.ts';
import { keptDecomposition, pastFigures } from '../../src/plan/past-figures.ts';
import { REGISTRY, decompositionsOf, plan, task } from './plans.ts';

const ran = (duration_ms: number, low: number | null) => ({ duration_ms, estimate_ms: low === null ? null : { low, high: low + 10 }, within_estimate: low === null ? null : duration_ms >= low && duration_ms <= low + 10 });

describe('figures of past runs', () => {
  it('say how many tasks and runs took what their range said, and on which side the others were', () => {
    const { estimates } = pastFigures([
      { tasks: [ran(5, 0), ran(3, 10), ran(99, 10), ran(7, null)], calibration: { tasks: { within: 1, of: 3 }, runs: { within: 1, of: 1 } } },
      { tasks: [ran(5, 0)], calibration: { tasks: { within: 1, of: 1 }, runs: { within: 0, of: 1 } } },
      { calibration: null }, {},
    ], []);
    expect(estimates).toEqual({ aim: 0.8, tasks: { within: 2, of: 4, below: 1, above: 1, share: 0.5 }, runs: { within: 1, of: 2, share: 0.5 } });
  });

  it('say how much was over- and under-decomposed, by planner, with the last reasons', () => {
    const load = task('load', 'table.load', { source: 'dataset.world' });
    const both = task('both', 'table.filter', { table: 'load.table' }, { column: 'a' });
    const proposed = plan([load, both]);
    const [first, second] = decompositionsOf(proposed.nodes);
    const [step] = second?.steps ?? [];
    if (!first || !second || !step) throw new Error('nothing was decomposed');
    const coarse = { ...second, steps: [{ ...step, tool_intent: { ...step.tool_intent, tool_name: 'table', operation: 'filter and filter' } }] };
    const measured = measureDecomposition({ ...proposed, decompositions: [first, coarse] }, REGISTRY);
    expect(measured.split).toHaveLength(1);
    const kept = keptDecomposition(measured, 'model');
    const { decomposition } = pastFigures([], [kept, { planned_by: 'search', steps: 6, atomic: 6, split: 0, merged: 0, changes: [] }]);
    expect(decomposition.by_planner['model']).toMatchObject({ plans: 1, steps: 2, atomic: 1, split: 1, atomic_share: 0.5, under_decomposed: 0.5 });
    expect(decomposition).toMatchObject({ plans: 2, steps: 8, under_decomposed: 1 / 8, last_changes: kept.changes });
    expect(decomposition.last_changes[0]?.description).toContain('a step runs one operation');
  });

  it('claim nothing where there is nothing', () => {
    const { estimates, decomposition } = pastFigures([], []);
    expect([estimates.tasks.share, estimates.runs.share, decomposition.atomic_share, decomposition.over_decomposed]).toEqual([null, null, null, null]);
  });
});
