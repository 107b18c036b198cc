import { expect, it } from 'vitest';
import type { FormWant, GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

const DAYS = 'post,day,warmest_c,rain_mm,flag\nA,2019-12-30,4,0,\nA,2019-12-31,5,0,S\nA,2020-01-01,7,3,\nA,2020-01-02,9,0,\nA,2020-10-01,,0,\nB,2019-12-30,1,2,\nB,2019-12-31,2,0,\nB,2020-01-01,3,0,\nB,2020-01-02,40,0,S\nB,2020-10-01,12,1,\n';

async function run(want: Partial<FormWant>, files: { [name: string]: string } = { 'days.csv': DAYS }): Promise<{ [column: string]: unknown }[]> {
  const form: GoalForm = { wants: [{ id: 'rows', kind: 'table', ...want }] };
  const ran = await runForm(form, files);
  expect(ran.result.reason).toBeNull();
  return rowsOf(ran, 'table');
}

it('keeps rows without a flag where a certain flag is left out', async () => {
  expect(await run({ facets: { filters: 'flag != S' } })).toHaveLength(8);
  expect(await run({ facets: { filters: 'flag not_in [S, X]' } })).toHaveLength(8);
  expect((await run({ facets: { keys: 'post', measures: 'statistic(warmest_c, max)', filters: 'flag != S' } })).map((row) => row['warmest_c_statistic_max'])).toEqual([9, 12]);
});

it('counts a December with the winter of the next year, and years from October or another month', async () => {
  expect((await run({ facets: { keys: 'part(day, season_year)', measures: 'statistic(rain_mm, sum)', filters: 'part(day, season) = DJF' } })).map((row) => [row['day_part_season_year'], row['rain_mm_statistic_sum']])).toEqual([[2020, 5]]);
  expect((await run({ facets: { keys: 'part(day, hydrological_year)', measures: 'count(rows)' } })).map((row) => [row['day_part_hydrological_year'], row['rows_count']])).toEqual([[2020, 8], [2021, 2]]);
  expect((await run({ facets: { keys: 'part(day, hydrological_year, 11)', measures: 'count(rows)' } })).map((row) => row['rows_count'])).toEqual([10]);
});

it('refuses a part of a time that there is not, and a season by another name than its own', async () => {
  const refused = async (facets: FormWant['facets']): Promise<string | null> => (await runForm({ wants: [{ id: 'rows', kind: 'table', ...(facets === undefined ? {} : { facets }) }] }, { 'days.csv': DAYS })).result.reason;
  expect(await refused({ keys: 'part(day, winter)', measures: 'count(rows)' })).toContain('no such part');
  expect(await refused({ filters: 'part(day, season) = winter' })).toContain('DJF, MAM, JJA, SON');
});

it('takes the longest spell of each key', async () => {
  expect((await run({ facets: { keys: 'post', measures: 'run(rain_mm < 1)', top: 'of(post, desc(run(rain_mm < 1)))' } })).map((row) => [row['post'], row['rain_mm_run_<_1']])).toEqual([['A', 2], ['B', 3]]);
});

it('goes on with groups that were kept by what was made of them', async () => {
  const counted = (facets: FormWant['facets'], after: FormWant['facets']): Promise<{ [column: string]: unknown }[]> => run({ ...(facets === undefined ? {} : { facets }), after: { kind: 'table', ...(after === undefined ? {} : { facets: after }), words: 'how many per post' } });
  expect((await counted({ keys: 'post', measures: 'count(rows)' }, { keys: 'post', measures: 'run(rain_mm < 1)', filters: 'run(rain_mm < 1) >= 2' })).map((row) => [row['post'], row['rows_count']])).toEqual([['A', 1], ['B', 1]]);
});

it('puts the next value beside each row', async () => {
  expect((await run({ facets: { measures: ['rain_mm', 'change(rain_mm, lag, -1)'], filters: 'post = A' } })).map((row) => row['rain_mm_change_lag_-1'])).toEqual([0, 3, 0, 0, null]);
});

const MONTHS = 'stn,month,rain_mm\n501,2020-01,10\n502,2020-01,30\n503,2020-01,20\n501,2020-02,40\n502,2020-02,5\n503,2020-02,60\n';
const SITES = 'site_no,site_name,basin,alert_mm\n501,Aspen,Upper,35\n502,Birch,Upper,35\n503,Cedar,Lower,50\n';

it('finds what numbers refer to by the column that numbers the other file, whatever both are called', async () => {
  const files = { 'months.csv': MONTHS, 'sites.csv': SITES };
  expect((await run({ facets: { keys: 'basin', measures: 'statistic(rain_mm, sum)' } }, files)).map((row) => [row['basin'], row['rain_mm_statistic_sum']])).toEqual([['Lower', 80], ['Upper', 85]]);
  expect((await run({ facets: { filters: 'rain_mm > alert_mm' } }, files)).map((row) => [row['stn'], row['rain_mm']])).toEqual([[501, 40], [503, 60]]);
});

it('takes endings of names as units beside words for what is measured', async () => {
  expect((await run({ facets: { measures: 'in(gust_ms, "km/h")' } }, { 'wind.csv': 'day,gust_ms\n2024-01-01,10\n2024-01-02,5\n' })).map((row) => row['gust_ms_in_km/h'])).toEqual([36, 18]);
});

it('draws a cycle over the months of a year or the hours of a day, a line per key', async () => {
  const chart = async (want: FormWant): Promise<{ [column: string]: unknown }[]> => {
    const ran = await runForm({ wants: [want] }, { 'days.csv': DAYS });
    expect(ran.result.reason).toBeNull();
    return rowsOf(ran, 'chart');
  };
  expect(await chart({ id: 'cycle', kind: 'chart', facets: { mark: 'line', keys: ['post', 'part(day, month)'], measures: 'statistic(rain_mm, sum)' } })).toHaveLength(6);
  expect((await chart({ id: 'cycle', kind: 'chart', facets: { mark: 'column', keys: 'part(day, month)', measures: 'statistic(rain_mm, sum)' } })).map((row) => [row['day_part_month'], row['rain_mm_statistic_sum']])).toEqual([[1, 3], [10, 1], [12, 2]]);
});

it('counts steps of time that fulfil a condition', async () => {
  expect((await run({ facets: { keys: 'post', measures: 'statistic(flag(per(statistic(rain_mm, sum), month) > 1), sum)' } })).map((row) => Object.entries(row).map(([name, value]) => (name === 'post' ? value : Number(value) * 10)))).toEqual([['A', 10], ['B', 10]]);
});
