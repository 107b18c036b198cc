import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench, vegaPath } from './context.ts';

let bench: Workbench;
let weather: Artifact;
beforeAll(async () => {
  bench = await openWorkbench();
  weather = await bench.run(table, 'load', { source: await bench.source('seattle-weather.csv', readFileSync(vegaPath('seattle-weather.csv'))) });
});
afterAll(() => bench.close());

const load = async (csv: string, more: Partial<Artifact> = {}): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('t.csv', csv, more) });
const notes = (artifact: Artifact): string => (artifact.data as { notes: string[] }).notes.join(' ');
const days = readFileSync(vegaPath('seattle-weather.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')).map(([date = '', rain, high]) => ({ date, rain: Number(rain), high: Number(high) }));
const column = async (artifact: Artifact, name: string) => (await bench.rows(artifact)).map((row) => row[name]);
const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('table.window', () => {
  it('averages the last rows as a plain loop does, and has no value before the window is full', async () => {
    const moved = await bench.run(table, 'window', { table: weather }, { measure: 'temp_max', keys: [], time: 'date', how: 'mean', size: 7 });
    const values = await column(moved, 'temp_max_moving_mean_7');
    expect(values.slice(0, 6)).toEqual([null, null, null, null, null, null]);
    for (const at of [6, 100, 1460]) expect(values[at]).toBeCloseTo(average(days.slice(at - 6, at + 1).map((day) => day.high)), 10);
    expect(moved.columns?.find((one) => one.name === 'temp_max_moving_mean_7')?.unit).toBe(weather.columns?.find((one) => one.name === 'temp_max')?.unit ?? null);
    expect(notes(moved)).toContain('6 of 1461 rows have no moving mean');
  });

  it('centres the window, keeps keys apart and counts a window with a gap as not full', async () => {
    const input = await load('k,t,v\na,1,1\na,2,2\na,3,6\nb,1,10\nb,2,\nb,3,30\nb,4,50\nb,5,70\n', { facets: { content: 'table', keys: ['k'], time: 't', measures: ['v'] } });
    const moved = await bench.run(table, 'window', { table: input }, { measure: 'v', keys: ['k'], time: 't', how: 'sum', size: 3, align: 'centred' });
    expect(await column(moved, 'v_moving_sum_3')).toEqual([null, 9, null, null, null, null, 150, null]);
  });

  it.each([[{ how: 'mean', size: 1 }], [{ how: 'mean', size: 2.5 }], [{ how: 'mode', size: 3 }], [{ how: 'mean', size: 4, align: 'centred' }]])('refuses %j', async (parameters) => {
    await expect(bench.run(table, 'window', { table: weather }, { measure: 'temp_max', keys: [], time: 'date', ...parameters })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it('refuses several rows at one time and says where steps of time are not alike', async () => {
    const double = await load('t,v\n1,1\n1,2\n2,3\n');
    await expect(bench.run(table, 'window', { table: double }, { measure: 'v', keys: [], time: 't', how: 'mean', size: 2 })).rejects.toThrow(/more than one row/);
    const uneven = await bench.run(table, 'window', { table: await load('t,v\n1,1\n2,2\n3,3\n9,4\n') }, { measure: 'v', keys: [], time: 't', how: 'max', size: 2 });
    expect(notes(uneven)).toContain('At 1 places');
    expect(await column(uneven, 'v_moving_max_2')).toEqual([null, 2, 3, 4]);
  });
});

describe('table.accumulate and table.change', () => {
  it('adds up rain as a plain loop does', async () => {
    const values = await column(await bench.run(table, 'accumulate', { table: weather }, { measure: 'precipitation', keys: [], time: 'date', how: 'sum' }), 'precipitation_cumulative_sum');
    expect(values.at(-1)).toBeCloseTo(days.reduce((sum, day) => sum + day.rain, 0), 6);
    expect(values[364]).toBeCloseTo(days.slice(0, 365).reduce((sum, day) => sum + day.rain, 0), 6);
  });

  it('goes on after a missing value and starts again for each key', async () => {
    const input = await load('k,t,v\na,1,1\na,2,\na,3,5\nb,1,7\nb,2,8\n', { facets: { content: 'table', keys: ['k'], time: 't', measures: ['v'] } });
    const parameters = { measure: 'v', keys: ['k'], time: 't' };
    expect(await column(await bench.run(table, 'accumulate', { table: input }, { ...parameters, how: 'sum' }), 'v_cumulative_sum')).toEqual([1, null, 6, 7, 15]);
    expect(await column(await bench.run(table, 'change', { table: input }, { ...parameters, how: 'difference', steps: 1 }), 'v_change_difference_1')).toEqual([null, null, null, null, 1]);
    expect(await column(await bench.run(table, 'change', { table: input }, { ...parameters, how: 'lag', steps: 2 }), 'v_change_lag_2')).toEqual([null, null, 1, null, null]);
  });

  it('computes percent changes in %, and none against zero', async () => {
    const changed = await bench.run(table, 'change', { table: await load('t,v\n1,50\n2,60\n3,0\n4,10\n') }, { measure: 'v', keys: [], time: 't', how: 'percent', steps: 1 });
    expect(await column(changed, 'v_change_percent_1')).toEqual([null, 20, -100, null]);
    expect(changed.columns?.at(-1)?.unit).toBe('%');
  });
});

describe('table.share and table.count', () => {
  it('gives shares that add up to the whole at each time, and refuses values below zero', async () => {
    const shared = await bench.run(table, 'share', { table: await load('k,t,v\na,2000,1\nb,2000,3\na,2001,5\nb,2001,5\n') }, { measure: 'v', time: 't', how: 'percent' });
    expect(await column(shared, 'v_share_percent')).toEqual([25, 75, 50, 50]);
    await expect(bench.run(table, 'share', { table: await load('k,v\na,-1\nb,3\n') }, { measure: 'v', how: 'fraction' })).rejects.toThrow(/below zero/);
  });

  it('counts rows and different values per key, as counted by hand', async () => {
    const input = await load('shop,customer,v\nx,A,1\nx,B,2\nx,A,3\ny,,4\ny,C,5\n');
    expect(await bench.rows(await bench.run(table, 'count', { table: input }, { by: ['shop'], of: 'rows' }))).toEqual([{ shop: 'x', rows_count: 3 }, { shop: 'y', rows_count: 2 }]);
    const distinct = await bench.run(table, 'count', { table: input }, { by: ['shop'], of: 'customer' });
    expect(await bench.rows(distinct)).toEqual([{ shop: 'x', customer_count: 2 }, { shop: 'y', customer_count: 1 }]);
    expect(notes(distinct)).toContain('1 rows have no customer');
    expect(await bench.rows(await bench.run(table, 'count', { table: input }, { by: [], of: 'rows' }))).toEqual([{ rows_count: 5 }]);
  });
});

describe('statistics per group', () => {
  it('gives percentiles, standard deviation and distinct values as plain arithmetic does', async () => {
    const high = days.map((day) => day.high).toSorted((a, b) => a - b);
    const at = 0.9 * (high.length - 1);
    const p90 = (high[Math.floor(at)] ?? 0) + (at % 1) * ((high[Math.ceil(at)] ?? 0) - (high[Math.floor(at)] ?? 0));
    const mean = average(high);
    const value = async (how: string) => (await column(await bench.run(table, 'statistic', { table: weather }, { by: [], measure: 'temp_max', how }), `temp_max_statistic_${how}`))[0];
    expect(await value('p90')).toBeCloseTo(p90, 10);
    expect(await value('std')).toBeCloseTo(Math.sqrt(high.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (high.length - 1)), 10);
    expect(await value('count_distinct')).toBe(new Set(high).size);
    const grouped = await bench.run(table, 'aggregate', { table: weather }, { by: [], measure: 'temp_max', aggregation: 'p90' });
    expect((await column(grouped, 'temp_max'))[0]).toBeCloseTo(p90, 10);
    expect(grouped.columns?.at(-1)?.title).toMatch(/^90th percentile of /);
    await expect(value('p101')).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it.each(['day', 'week', 'month', 'quarter', 'year', 'decade'])('combines days per %s as the calendar says', async (interval) => {
    const keyOf = (date: string): string => {
      const at = new Date(date);
      if (interval === 'week') return new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
      if (interval === 'quarter') return `${date.slice(0, 4)}-${String(Math.floor(at.getUTCMonth() / 3) * 3 + 1).padStart(2, '0')}-01`;
      return interval === 'day' ? date.slice(0, 10) : interval === 'month' ? `${date.slice(0, 7)}-01` : interval === 'year' ? date.slice(0, 4) : `${date.slice(0, 3)}0`;
    };
    const highest = new Map<string, number>();
    for (const day of days) highest.set(keyOf(day.date.replaceAll('/', '-')), Math.max(day.high, highest.get(keyOf(day.date.replaceAll('/', '-'))) ?? -99));
    const found = await bench.run(table, 'statistic_by_time', { table: weather }, { by: [], measure: 'temp_max', interval, how: 'max' });
    expect((await bench.rows(found)).map((row) => [String(row['date']), row['temp_max_statistic_max']])).toEqual([...highest].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
});
