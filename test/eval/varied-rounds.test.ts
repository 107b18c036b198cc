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

  it('goes into what is made with it afterwards, and only where it was reached', async () => {
    const numbersBelow = { id: 'below', kind: 'summary', facets: { analysis: 'summary(mag)', filters: 'mag < varied(minimum)' } };
    const done = await run([strong, numbersBelow, { id: 'report', kind: 'report' }]);
    expect(done.result).toMatchObject({ outcome: 'completed', reason: null });
    expect(numbers(done)).toMatchObject({ minimum: 4, n: 20, max: 3.8 });
    expect(done.result.artifacts.find((one) => one.kind === 'report')?.text).toMatch(/minimum 4 \(round 7\)/);
    const never = await run([{ ...strong, until: { ...strong.until, limit: 3 } }, numbersBelow]);
    expect(never.result).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('no round met its test') as unknown });
  });

  it('may be the width of a window, a number of rows or a day, going up, down or doubling', async () => {
    const DAYS = `day,temp\n${Array.from({ length: 31 }, (_, at) => `2024-01-${String(at + 1).padStart(2, '0')},${(10 + at * 0.3 + (at % 3) * 1.5).toFixed(1)}`).join('\n')}\n`;
    const until = (value: string, op: string, than: number, vary: object): object => ({ value, op, than, limit: 9, vary });
    const window = await run([{ id: 'smooth', kind: 'summary', facets: { analysis: 'summary(change(moving(temp, mean, varied(window)), difference, 1))' }, until: until('min', '>=', 0.29, { name: 'window', from: 2, by: 1 }) }], { 'days.csv': DAYS });
    expect(numbers(window)).toMatchObject({ window: 3, rounds: 2 });
    const back = await run([{ id: 'late', kind: 'table', facets: { filters: 'day >= varied(start)' }, until: until('rows', '>=', 20, { name: 'start', from: '2024-01-31', by: -1, unit: 'week' }) }], { 'days.csv': DAYS });
    expect(numbers(back)).toMatchObject({ start: '2024-01-10', rounds: 4, rows: 22 });
    const more = await run([{ id: 'warmest', kind: 'table', facets: { order: 'desc(temp)', limit: 'varied(taken)' }, until: until('rows', '>=', 20, { name: 'taken', from: 5, by: 2, how: 'times' }) }], { 'days.csv': DAYS });
    expect(numbers(more)).toMatchObject({ taken: 20, rounds: 3 });
  });

  it('names bands alike however their edges sort as texts', async () => {
    const done = await run([{ id: 'bands', kind: 'table', facets: { keys: 'band(mag, [1, 2, 10])', measures: 'count(rows)' } }]);
    expect(rowsOf(done, 'table')).toEqual([{ mag_band_1_2_10: '1 to 2', rows_count: 5 }, { mag_band_1_2_10: '2 to 10', rows_count: 20 }, { mag_band_1_2_10: 'below 1', rows_count: 5 }]);
  });

  it('may be an edge of what is grouped by, or what is computed with', async () => {
    const upTo = await run([{ id: 'bands', kind: 'table', facets: { keys: 'band(mag, [0, varied(edge)])', measures: 'count(rows)', filters: ['count(rows) > 5', 'mag < varied(edge)'] }, until: { value: 'rows', op: '>=', than: 1, limit: 9, vary: { name: 'edge', from: 0.5, by: 0.5 } } }]);
    expect(upTo.result.reason).toBe(null);
    expect(numbers(upTo)).toMatchObject({ edge: 1.5, rounds: 3 });
    const dearer = await run([{ id: 'sum', kind: 'summary', facets: { analysis: 'summary(computed(mag, times, varied(factor)))' }, until: { value: 'max', op: '>', than: 10, limit: 9, vary: { name: 'factor', from: 1.2, by: 0.2 } } }]);
    expect(numbers(dearer)).toMatchObject({ factor: 1.8, max: 10.44 });
  });
});
