import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

/** Thirty shocks of 0.0, 0.2, … 5.8. */
const SHOCKS = `id,mag\n${Array.from({ length: 30 }, (_, at) => `${at},${(at / 5).toFixed(1)}`).join('\n')}\n`;
const strong = { id: 'strong', kind: 'table', facets: { filters: 'mag >= varied(minimum)' }, until: { value: 'rows', op: '<=', than: 10, limit: 9, vary: { name: 'minimum', from: 1, by: 0.5 } } };
const run = async (wants: object[], files: { [name: string]: string } = { 'shocks.csv': SHOCKS }, more: Partial<GoalForm> = {}) => runForm({ wants, ...more } as GoalForm, files);
const numbers = (done: Awaited<ReturnType<typeof run>>): { [name: string]: unknown } => Object.fromEntries(done.result.artifacts.flatMap((one) => (one.kind === 'summary' ? (one.numbers ?? []) : [])).map(({ name, value }) => [name, value]));

describe('a value that steps until enough is reached', () => {
  it('is the first for which the test holds, and stands in the result beside the rows', async () => {
    const done = await run([strong]);
    expect(done.result).toMatchObject({ outcome: 'completed', reason: null });
    expect(rowsOf(done, 'table').map((row) => row['mag'])).toEqual([4, 4.2, 4.4, 4.6, 4.8, 5, 5.2, 5.4, 5.6, 5.8]);
    expect(numbers(done)).toEqual({ minimum: 4, rounds: 7, rows: 10 });
  });

  it('lists every round with its value', async () => {
    const done = await run([strong, { id: 'rounds', kind: 'table', facets: { rounds: 'strong' } }]);
    expect(rowsOf(done, 'table', 1).slice(-2)).toEqual([{ round: 6, minimum: 3.5, rows: 12 }, { round: 7, minimum: 4, rows: 10 }]);
  });

  it('is not told as reached where no round passes', async () => {
    const done = await run([{ ...strong, until: { ...strong.until, limit: 3 } }]);
    expect(numbers(done)).toEqual({ last_minimum: 2, rounds: 3, rows: 20 });
    expect(done.result.artifacts.find((one) => one.kind === 'summary')?.title).toBe('Not reached in 3 rounds: rows <= 10');
  });
});
