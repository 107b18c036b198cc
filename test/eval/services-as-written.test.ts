import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runServices } from './form-run.ts';

const run = async (wants: GoalForm['wants'], values: GoalForm['values'] = [], attach: string[] = []) => {
  const done = await runServices({ wants, values }, ['workshop'], { attach });
  expect(done.result.reason).toBe(null);
  return done;
};
type Done = Awaited<ReturnType<typeof run>>;
const changes = (done: Done): unknown[] => done.result.requests.filter((one) => one.method !== 'GET').map((one) => [one.path, one.body]);
const number = (done: Done): unknown => done.result.artifacts.find((one) => one.kind === 'summary')?.numbers?.[0]?.value;

describe('a service as its authors wrote it', () => {
  it('gives all there is of a thing that it lists for each of another alone, with the header that every call needs', async () => {
    const done = await run([{ id: 'n', kind: 'summary', facets: { entity: 'machine', analysis: 'count()', filters: 'state = busy' } }]);
    expect(number(done)).toBe(3);
    const perHall = await run([{ id: 't', kind: 'table', facets: { entity: 'machine', keys: 'hall_name', measures: 'statistic(watts, sum)' } }]);
    expect(rowsOf(perHall, 'table')).toEqual([{ hall_name: 'Paint hall', watts_statistic_sum: 900 }, { hall_name: 'Press hall', watts_statistic_sum: 600 }]);
  });

  it('finds a thing by an identifier in the words of the request, and never filters by what a change writes', async () => {
    const done = await run([{ id: 'c', kind: 'record', effect: 'change-machine', parameters: { state: 'idle' } }], [{ name: 'machineId', value: 'M5', facets: { entity: 'machine' } }]);
    expect(changes(done)).toEqual([['/halls/H2/machines/M5', { state: 'idle' }]]);
    expect(done.result.requests.every((one) => one.query['state'] === undefined)).toBe(true);
  });

  it('reads every page where nothing says how many there are, and counts of time as times', async () => {
    const all = await run([{ id: 'n', kind: 'summary', facets: { entity: 'job', analysis: 'count()' } }]);
    expect(number(all)).toBe(25);
    const months = await run([{ id: 't', kind: 'table', facets: { entity: 'job', keys: [], time: 'ts', interval: 'month', measures: 'count(rows)' } }]);
    expect(rowsOf(months, 'table').map((row) => row['rows_count'])).toEqual([10, 15]);
  });

  it('takes a record out of the envelope around it, also for a field that is an object', async () => {
    const done = await run([{ id: 'r', kind: 'record', facets: { entity: 'job', fields: ['outcome'] } }], [{ name: 'id', value: 3, facets: { entity: 'job' } }]);
    expect(rowsOf(done, 'record').find((row) => row['outcome'] !== undefined)).toMatchObject({ id: 3, outcome: { weight: 2 } });
  });

  it('knows things by a key of their own: looked up by it, and told by `id`', async () => {
    const used = await run([{ id: 't', kind: 'table', facets: { entity: 'job-use', keys: 'title', measures: 'statistic(qty, sum)' } }]);
    expect(rowsOf(used, 'table')).toEqual([{ title: 'Washer', qty_statistic_sum: 18 }, { title: 'Wedge', qty_statistic_sum: 16 }, { title: 'Wheel', qty_statistic_sum: 16 }]);
    const changed = await run([{ id: 'c', kind: 'record', effect: 'change-part', parameters: { price: 9 } }], [{ name: 'id', value: 'W-3', facets: { entity: 'part' } }]);
    expect(changes(changed)).toEqual([['/parts/W-3', { price: 9 }]]);
  });

  it('looks up what is wanted of it: never its mere identifier, and what belongs to the very record that was found', async () => {
    const named = await run([{ id: 'x', kind: 'record', facets: { entity: 'part' } }], [{ name: 'id', value: 'W-2', facets: { entity: 'part' } }]);
    expect(rowsOf(named, 'record')).toContainEqual({ sku: 'W-2', title: 'Wheel', price: 25 });
    const found = await run([{ id: 'h', kind: 'record', facets: { entity: 'hall', order: 'desc(name)' } }, { id: 't', kind: 'table', facets: { entity: 'machine', of: 'hall' } }]);
    expect(rowsOf(found, 'table').map((row) => row['machineId'])).toEqual(['M1', 'M2', 'M3']);
  });

  it('is grouped by parts of its times', async () => {
    const done = await run([{ id: 't', kind: 'table', facets: { entity: 'job', keys: 'part(ts, year_month)', measures: 'count(rows)' } }]);
    expect(rowsOf(done, 'table').map((row) => row['rows_count'])).toEqual([10, 15]);
  });

  it('sends several stated identifiers at once where it takes several', async () => {
    const done = await run([{ id: 'c', kind: 'record', effect: 'retire-parts' }], [{ name: 'skus', value: ['W-1', 'W-2'] }]);
    expect(changes(done)).toEqual([['/parts/retire', { skus: ['W-1', 'W-2'] }]]);
  });

  it('is brought together with a file by a key that is called otherwise there', async () => {
    const done = await run([{ id: 't', kind: 'table', facets: { entity: 'part', keys: 'title', measures: 'computed(list_price, minus, price)' } }], [], ['services/prices.csv']);
    const rows = rowsOf(done, 'table').map((row) => [row['title'], Object.entries(row).find(([name]) => name.startsWith('list_price_computed'))?.[1]]);
    expect(new Map(rows as [string, number][])).toEqual(new Map([['Washer', 2], ['Wheel', 5], ['Wedge', -1]]));
  });
});
