import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

const HIVES = 'hive,day,weight\nmoor,2023-05-01,31\nmoor,2023-06-01,40\nfen,2023-05-01,22\nfen,2023-06-01,25\noak,2024-05-01,50\noak,2024-06-01,52\nmoor,2024-06-01,44\nfen,2024-07-01,28\n';
const run = async (form: object, files: { [name: string]: string } = { 'hives.csv': HIVES }) => runForm(form as GoalForm, files);

describe('what another result finds', () => {
  it('restricts later results to the keys of its rows, also a chart and a map of them', async () => {
    const done = await run({ wants: [
      { id: 'heaviest', kind: 'table', facets: { keys: 'hive', measures: 'statistic(weight, max)', order: 'desc(statistic(weight, max))', limit: 1 } },
      { id: 'rows', kind: 'table', facets: { filters: ['among(heaviest)', 'weight > 50'] } },
      { id: 'chart', kind: 'chart', facets: { mark: 'line', filters: 'among(heaviest)', measures: 'weight' } },
    ] });
    expect(done.result).toMatchObject({ outcome: 'completed', reason: null });
    expect(rowsOf(done, 'table').map((row) => row['hive'])).toEqual(['oak']);
    expect(rowsOf(done, 'table', 1).map((row) => [row['hive'], row['weight']])).toEqual([['oak', 52]]);
    expect(rowsOf(done, 'chart').map((row) => row['weight'])).toEqual([50, 52]);
    const keep = done.plan?.nodes.find((task) => task.operation === 'table.among');
    expect(keep?.parameters?.map(({ name, binding }) => [name, binding.kind === 'literal' ? binding.value : null])).toEqual([['columns', ['hive']], ['found_columns', 'same'], ['kept', 'among']]);
    expect(done.plan?.edges).toContainEqual(expect.objectContaining({ to: keep?.task_id, to_port: 'found', reason: 'data' }));
  });

  it('leaves out what was found, compares several results one after another, and names other columns', async () => {
    const done = await run({ wants: [
      { id: 'light', kind: 'table', data: ['hives.csv'], facets: { keys: 'hive', measures: 'statistic(weight, min)', filters: 'statistic(weight, min) < 30' } },
      { id: 'others', kind: 'table', data: ['hives.csv'], facets: { keys: 'hive', measures: 'count(rows)', filters: 'not_among(light)' } },
      { id: 'places', kind: 'table', data: ['places.csv'], facets: { filters: ['not_among(light, name, hive)', 'among(others, name, hive)'] } },
    ] }, { 'hives.csv': HIVES, 'places.csv': 'name,height\nmoor,310\nfen,120\noak,240\nelm,90\n' });
    expect(done.result.reason).toBe(null);
    expect(rowsOf(done, 'table', 1).map((row) => row['hive'])).toEqual(['moor', 'oak']);
    expect(rowsOf(done, 'table', 2).map((row) => row['name'])).toEqual(['moor', 'oak']);
  });

  it('compares times at the step of what was found: the days of a found month, the months of a found year', async () => {
    const done = await run({ wants: [
      { id: 'best', kind: 'table', facets: { keys: [], interval: 'year', measures: 'statistic(weight, sum)', order: 'desc(statistic(weight, sum))', limit: 1 } },
      { id: 'rows', kind: 'table', facets: { filters: 'among(best)', keys: [], interval: 'month', measures: 'statistic(weight, max)' } },
    ] });
    expect(done.result.reason).toBe(null);
    expect(rowsOf(done, 'table', 1).map((row) => row['weight_statistic_max'])).toEqual([50, 52, 28]);
  });

  it('is skipped with what it needs where that is not wanted after all, and works under a condition of its own', async () => {
    const done = await run({ wants: [
      { id: 'numbers', kind: 'summary', facets: { analysis: 'summary(weight)' } },
      { id: 'heaviest', kind: 'table', facets: { keys: 'hive', measures: 'statistic(weight, max)', order: 'desc(statistic(weight, max))', limit: 1 }, condition: { want: 'numbers', value: 'max', op: '>', than: 90 } },
      { id: 'rows', kind: 'table', facets: { filters: 'among(heaviest)' } },
      { id: 'lightest', kind: 'table', facets: { keys: 'hive', measures: 'statistic(weight, min)', order: 'asc(statistic(weight, min))', limit: 1 } },
      { id: 'chart', kind: 'chart', facets: { mark: 'line', filters: 'among(lightest)', measures: 'weight' }, condition: { want: 'numbers', value: 'max', op: '>', than: 50 } },
    ] });
    expect(done.result.reason).toBe(null);
    expect(done.result.artifacts.filter((one) => one.kind === 'table').map((one) => one.rows?.length)).toEqual([1]);
    expect(rowsOf(done, 'chart').map((row) => row['weight'])).toEqual([22, 25, 28]);
  });

  it('is made for each group of a list', async () => {
    const done = await run({ wants: [
      { id: 'heavy', kind: 'table', facets: { keys: 'hive', measures: 'statistic(weight, max)', order: 'desc(statistic(weight, max))', limit: 2 } },
      { id: 'charts', kind: 'chart', cardinality: 'list', facets: { mark: 'line', split: 'hive', filters: 'among(heavy)', measures: 'weight' } },
    ] });
    expect(done.result.reason).toBe(null);
    expect(done.result.artifacts.filter((one) => one.kind === 'chart').map((one) => one.rows?.length)).toEqual([3, 2]);
  });

  it('is refused where nothing of that name has rows, where no column is known, and where both wait for each other', async () => {
    const reason = async (...wants: object[]): Promise<string | null> => (await run({ wants })).result.reason;
    const rows = { id: 'rows', kind: 'table', facets: { filters: 'among(other)' } };
    expect(await reason(rows)).toMatch(/there is no other wanted result "other"/);
    expect(await reason({ id: 'other', kind: 'summary', facets: { analysis: 'summary(weight)' } }, rows)).toMatch(/"other" is a summary, which has no rows/);
    expect(await reason({ id: 'other', kind: 'table', facets: { order: 'desc(weight)', limit: 1 } }, rows)).toMatch(/Name it: among\(other, column\)/);
    expect(await reason({ id: 'other', kind: 'table', facets: { keys: 'hive', measures: 'count(rows)', filters: 'among(rows, hive)' } }, rows)).toMatch(/is itself taken from what/);
    expect(await reason({ id: 'other', kind: 'table', facets: { keys: 'hive', measures: 'count(rows)' } }, { ...rows, facets: { filters: 'among(other, hve)' } })).toMatch(/"hve".*hive/);
  });
});
