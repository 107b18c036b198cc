import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

const SALES = 'shop,day,units,price,pay\nnorth,2023-05-01,2,10,card\nnorth,2024-05-06,4,10,cash\nsouth,2023-05-02,6,5,card\nsouth,2024-05-07,3,5,card\nsouth,2024-06-03,3,6,cash\n';
const table = async (facets: object): Promise<{ [column: string]: unknown }[]> => {
  const done = await runForm({ wants: [{ id: 'w', kind: 'table', facets }] } as GoalForm, { 'sales.csv': SALES });
  expect(done.result).toMatchObject({ outcome: 'completed', reason: null });
  return rowsOf(done, 'table');
};
const values = (rows: readonly { [column: string]: unknown }[]): unknown[][] => rows.map((row) => Object.values(row));

describe('everyday questions', () => {
  it('put a total and its share beside each other, in order', async () => {
    const rows = await table({ keys: 'shop', measures: ['statistic(units, sum)', 'share(statistic(units, sum), percent)'], order: 'desc(statistic(units, sum))' });
    expect(rows.map((row) => [row['shop'], row['units_statistic_sum'], Math.round(Number(row['units_statistic_sum_share_percent']))])).toEqual([['south', 12, 67], ['north', 6, 33]]);
  });

  it('compute a formula per row, then per group, and a ratio of the totals', async () => {
    const revenue = 'statistic(computed(units, times, price), sum)';
    const rows = await table({ keys: 'shop', measures: [revenue, `computed(${revenue}, over, statistic(units, sum))`] });
    expect(values(rows).map((row) => row.slice(1))).toEqual([[60, 6, 10], [63, 12, 5.25]]);
  });

  it('set one year beside another, and the share of rows of a kind', async () => {
    const rows = await table({ keys: 'shop', measures: ['computed(statistic(where(units, day = 2024), sum), minus, statistic(where(units, day = 2023), sum))', 'statistic(flag(pay = card), mean)'] });
    expect(rows.map((row) => Object.entries(row).filter(([name]) => name.includes('minus') || name.includes('flag')).map(([, value]) => Math.round(Number(value) * 100) / 100))).toEqual([[0.5, 2], [0.67, 0]]);
  });

  it('group by parts of a date, and keep what lies above the average', async () => {
    expect(values(await table({ keys: 'part(day, weekday)', measures: 'count(rows)' }))).toEqual([['Monday', 3], ['Tuesday', 2]]);
    expect(values(await table({ keys: 'shop', measures: 'statistic(units, sum)', filters: 'statistic(units, sum) > overall(mean)' }))).toEqual([['south', 12]]);
  });

  it('say the part that each result of a list is of', async () => {
    const done = await runForm({ wants: [{ id: 'w', kind: 'summary', cardinality: 'list', facets: { split: 'shop', analysis: 'statistic(units, sum)' } }] } as GoalForm, { 'sales.csv': SALES });
    expect(done.result.artifacts.map((one) => one.title)).toEqual(['Sum of units: north', 'Sum of units: south']);
  });
});
