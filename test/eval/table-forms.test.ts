import { expect, it } from 'vitest';
import type { FormWant, GoalForm } from '../../src/schemas/goal-form.ts';
import type { GoalRun } from '../../eval/goals/run-goal.ts';
import { rowsOf, runForm } from './form-run.ts';

const VISITS = 'visitor,Town,visited,channels,score\n1,Kiel,2024-01-02,tram;bike,4\n2, KIEL,2024-01-05,bike,\n1,kiel ,2024-02-01,,9\n3,Ulm,2024-02-03,"tram; car",7\n3,Kiel,2024-02-09,car,2\n';

async function rowsFor(facets: FormWant['facets'], csv = VISITS): Promise<{ [column: string]: unknown }[]> {
  const run = await runForm({ wants: [{ id: 'rows', kind: 'table', ...(facets === undefined ? {} : { facets }) }] }, { 'visits.csv': csv });
  expect(run.result.reason).toBeNull();
  return rowsOf(run, 'table');
}

it('groups spellings that differ in case and spaces as one', async () => {
  expect(await rowsFor({ keys: 'clean(Town)', measures: 'count(rows)' })).toEqual([{ Town_clean: 'Kiel', rows_count: 4 }, { Town_clean: 'Ulm', rows_count: 1 }]);
  expect(await rowsFor({ filters: 'clean(Town) in [kiel]' })).toHaveLength(4);
  expect(await rowsFor({ unique: 'by([clean(Town)], first)' })).toHaveLength(2);
});

it('counts each of the values that one text lists', async () => {
  expect(await rowsFor({ keys: 'each(channels, ";")', measures: 'count(rows)' })).toEqual([{ 'channels_each_;': 'bike', rows_count: 2 }, { 'channels_each_;': 'car', rows_count: 2 }, { 'channels_each_;': 'tram', rows_count: 2 }]);
});

it('has the first and the last date of a group', async () => {
  expect(await rowsFor({ keys: 'visitor', measures: ['statistic(visited, min)', 'statistic(visited, max)'], order: 'asc(statistic(visited, max))', limit: 1 })).toEqual([{ visitor: 2, visited_statistic_max: '2024-01-05', visited_statistic_min: '2024-01-05' }]);
  expect((await rowsFor({ keys: 'visitor', measures: 'statistic(visited, min)' })).map((row) => row['visited_statistic_min'])).toEqual(['2024-01-02', '2024-01-05', '2024-02-03']);
});

it('counts rows with and without a value', async () => {
  expect(await rowsFor({ keys: 'visitor', measures: ['statistic(flag(missing(score)), sum)', 'count(rows)'] })).toEqual([{ visitor: 1, rows_count: 2, score_flag_missing_true_statistic_sum: 0 }, { visitor: 2, rows_count: 1, score_flag_missing_true_statistic_sum: 1 }, { visitor: 3, rows_count: 2, score_flag_missing_true_statistic_sum: 0 }]);
  expect((await rowsFor({ keys: [], measures: 'statistic(flag(contains(channels, tram)), mean)' }))[0]).toEqual({ channels_flag_contains_tram_statistic_mean: 0.5 });
});

it('compares rows with a statistic of those that are alike', async () => {
  expect((await rowsFor({ filters: 'score > overall(mean, visitor)' })).map((row) => row['score'])).toEqual([9, 7]);
});

it('takes the best of groups that are made', async () => {
  expect(await rowsFor({ keys: ['part(visited, year_month)', 'visitor'], measures: 'count(rows)', top: 'of(part(visited, year_month), desc(count(rows)))' })).toEqual([{ visited_part_year_month: '2024-01', visitor: 1, rows_count: 1 }, { visited_part_year_month: '2024-02', visitor: 3, rows_count: 2 }]);
});

it('spreads the number of rows over columns', async () => {
  expect(await rowsFor({ keys: 'visitor', measures: 'pivot(rows, count, part(visited, year_month))' })).toMatchObject([{ '2024-01': 1, '2024-02': 1 }, { '2024-01': 1, '2024-02': 0 }, { '2024-01': 0, '2024-02': 2 }]);
});

it('calls what stood in columns of years as the form does', async () => {
  expect(await rowsFor({ keys: 'land', measures: 'growth(long(exports, year), percent)' }, 'land,2020,2021\nA,10,15\nB,20,10\n')).toMatchObject([{ land: 'A', exports_long_year_growth_percent: 50 }, { land: 'B', exports_long_year_growth_percent: -50 }]);
});

it('has a statistic of a condition on text in a summary', async () => {
  const run = await runForm({ wants: [{ id: 'share', kind: 'summary', facets: { analysis: 'statistic(flag(channels = car), mean)' } }] }, { 'visits.csv': VISITS });
  expect(run.result.reason).toBeNull();
  expect(run.result.artifacts[0]?.numbers?.find((one) => one.name === 'value')?.value).toBe(0.25);
});

it('tests a statistic by its own name, and refuses a test of a number that is not there', async () => {
  const form = (value: string): GoalForm => ({ wants: [{ id: 'share', kind: 'summary', facets: { analysis: 'statistic(score, mean)' } }, { id: 'shown', kind: 'table', facets: { filters: 'score > 5' }, condition: { want: 'share', value, op: '>', than: 5 } }] });
  expect(rowsOf(await runForm(form('mean'), { 'visits.csv': VISITS }), 'table')).toHaveLength(2);
  const refused = await runForm(form('highest'), { 'visits.csv': VISITS });
  expect(refused.result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('no number "highest", it has value, n, missing') as string });
});

it('saves the columns that are asked for, in their order, under their names, rounded', async () => {
  const saved = async (parameters: FormWant['parameters']): Promise<GoalRun> => await runForm({ wants: [{ id: 'scores', kind: 'table', facets: { keys: 'visitor', measures: ['statistic(score, mean)', 'count(rows)'] } }, { id: 'file', kind: 'file', effect: 'save', parts: ['scores'], ...(parameters === undefined ? {} : { parameters }) }] }, { 'visits.csv': VISITS });
  const named = await saved({ path: 'scores.csv', columns: ['count(rows) as visits', 'statistic(score, mean) as "Mean score"', 'visitor'], decimals: 1 });
  expect(named.result.reason).toBeNull();
  expect(named.result.files[0]?.text).toBe('visits,Mean score,visitor\n2,6.5,1\n1,,2\n2,4.5,3\n');
  const json = await saved({ path: 'scores.json', columns: ['visitor', 'statistic(score, mean)'], names: ['who', 'score'] });
  expect(JSON.parse(json.result.files[0]?.text ?? '')).toEqual([{ who: 1, score: 6.5 }, { who: 2, score: null }, { who: 3, score: 4.5 }]);
  expect((await saved({ path: 'scores.csv', columns: ['visitor', 'town'] })).result.reason).toContain('Cannot write the column "town"');
  expect((await saved({ path: 'scores.xlsx' })).result.reason).toContain('expected .csv, .tsv, .json, .md or .parquet');
});

const BILLS = { 'bills.csv': 'bill,client,total\nB1,Ada,10\nB2,Bo,20\nB3,Ada,30\nB4,Cy,40\n', 'payments.csv': 'payment,bill_ref,paid\n1,B1,10\n2,B3,5\n3,B3,6\n4,B4,40\n5,B9,7\n' };

it('keeps the rows of one file that have none in the other, in both directions', async () => {
  const rows = async (data: string[], filters: string): Promise<unknown[]> => rowsOf(await runForm({ wants: [{ id: 'rows', kind: 'table', data, facets: { filters } }] }, BILLS), 'table', filters === 'missing(paid)' ? 1 : 0).map((row) => row['bill'] ?? row['payment']);
  expect(await rows(['payments.csv', 'bills.csv'], 'missing(client)')).toEqual([5]);
  expect(await rows(['bills.csv', 'payments.csv'], 'missing(paid)')).toEqual(['B2']);
});

it('refuses rows without a partner where nothing refers to the other file', async () => {
  const run = await runForm({ wants: [{ id: 'rows', kind: 'table', data: ['bills.csv', 'towns.csv'], facets: { filters: 'missing(size)' } }] }, { ...BILLS, 'towns.csv': 'town,size\nUlm,4\nKiel,\n' });
  expect(run.result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('no column of one refers to rows of the other') as string });
});

it('has what was paid of each bill, once per bill, also where nothing was', async () => {
  const run = await runForm({ wants: [{ id: 'open', kind: 'table', facets: { keys: 'bill', measures: ['total', 'statistic(paid, sum)', 'computed(total, minus, statistic(paid, sum))'] } }] }, BILLS);
  expect(run.result.reason).toBeNull();
  expect(rowsOf(run, 'table').map((row) => [row['bill'], row['total'], row['paid_statistic_sum'], row['total_computed_minus_paid_statistic_sum']])).toEqual([['B1', 10, 10, 0], ['B2', 20, 0, 20], ['B3', 30, 11, 19], ['B4', 40, 40, 0], ['B9', null, 7, null]]);
});

it('never adds up a column of another file once per row that refers to it', async () => {
  const run = await runForm({ wants: [{ id: 'both', kind: 'table', facets: { keys: 'bill', measures: ['total', 'statistic(paid, sum)'] } }] }, BILLS);
  expect(rowsOf(run, 'table').find((row) => row['bill'] === 'B3')?.['total']).toBe(30);
});

it('refuses steps of time without rows rather than finding none', async () => {
  const run = await runForm({ wants: [{ id: 'empty', kind: 'table', facets: { keys: [], interval: 'day', measures: 'count(rows)', filters: 'count(rows) = 0' } }] }, { 'visits.csv': VISITS });
  expect(run.result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('has only those with rows') as string });
});
