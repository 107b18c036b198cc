import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

/** One far value hides the next: each round drops one, until none is beyond two standard deviations. */
const LOADS = `load\n${[10, 11, 9, 10, 12, 8, 10, 11, 9, 10, 10, 11, 40, 160].join('\n')}\n`;
const kept = { id: 'kept', kind: 'table', facets: { filters: 'inlier(load, sd, 2)' } };
const run = async (wants: object[]) => runForm({ wants } as GoalForm, { 'loads.csv': LOADS });

describe('a result that is made again from itself', () => {
  it('ends as soon as nothing changes, and every round is listed', async () => {
    const done = await run([{ ...kept, until: { value: 'rows', op: '=', than: 'unchanged', limit: 9, carry: true } }, { id: 'rounds', kind: 'table', facets: { rounds: 'kept' } }]);
    expect(done.result).toMatchObject({ outcome: 'completed', reason: null });
    expect(rowsOf(done, 'table').map((row) => row['load'])).toEqual([10, 11, 9, 10, 12, 8, 10, 11, 9, 10, 10, 11]);
    expect(rowsOf(done, 'table', 1)).toEqual([{ round: 1, rows: 13 }, { round: 2, rows: 12 }, { round: 3, rows: 12 }]);
    expect(done.plan?.nodes.find((task) => task.repeat !== undefined)?.repeat).toEqual({ until: { any: [] }, limit: 9, settles: 'outputs.table.rows', carry: { from: 'table', to: 'table' } });
  });

  it('starts from the same data each round without that, and ends at its limit', async () => {
    const done = await run([{ ...kept, until: { value: 'rows', op: '<', than: 5, limit: 3 } }, { id: 'rounds', kind: 'table', facets: { rounds: 'kept' } }]);
    expect(rowsOf(done, 'table', 1).map((row) => row['rows'])).toEqual([13, 13, 13]);
  });

  it('is refused where nothing takes in again what a round gave', async () => {
    const done = await run([{ id: 'numbers', kind: 'summary', facets: { analysis: 'summary(load)' }, until: { value: 'mean', op: '<', than: 5, limit: 3, carry: true } }]);
    expect(done.result.reason).toMatch(/stats\.summary makes it, and has no input that its own result fits into/);
  });
});
