import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { stats } from '../../../src/tools/stats/tool.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (csv: string, facets: Artifact['facets'] = {}): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('t.csv', csv, { facets: { content: 'table', ...facets } }) });
const column = async (artifact: Artifact, name: string) => (await bench.rows(artifact)).map((row) => row[name]);
const valuesOf = (artifact: Artifact) => new Map((artifact.data as { values: { name: string; value: number | null }[] }).values.map(({ name, value }) => [name, value]));

describe('conditions', () => {
  it('keep rows beyond a number of standard deviations from the mean, or within', async () => {
    const input = await load('v\n2\n3\n3\n4\n4\n5\n13\n');
    const kept = async (fn: string, n: number) => column(await bench.run(table, 'filter', { table: input }, { predicates: [{ fn, args: ['v', 'sd', n] }] }), 'v');
    expect(await kept('outlier', 2)).toEqual([13]);
    expect(await kept('inlier', 2)).toEqual([2, 3, 3, 4, 4, 5]);
    expect(await kept('outlier', 3)).toEqual([]);
    const found = await bench.run(stats, 'outliers_beyond', { table: input }, { measure: 'v', rule: 'sd', deviations: 2 });
    const [mean, sd] = [34 / 7, Math.sqrt([2, 3, 3, 4, 4, 5, 13].reduce((sum, value) => sum + (value - 34 / 7) ** 2, 0) / 6)];
    expect(valuesOf(found).get('outliers')).toBe(1);
    expect(valuesOf(found).get('upper_fence')).toBeCloseTo(mean + 2 * sd, 10);
    expect(found.facets['analysis']).toEqual({ fn: 'outliers', args: ['v', 'sd', 2] });
    await expect(bench.run(table, 'filter', { table: input }, { predicates: [{ fn: 'outlier', args: ['v', 'sd'] }] })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it('keep rows without a value, or with one', async () => {
    const input = await load('k,v,w\na,1,x\nb,,y\nc,3,\n');
    const kept = async (fn: string, name: string) => column(await bench.run(table, 'filter', { table: input }, { predicates: [{ fn, args: [name] }] }), 'k');
    expect(await kept('missing', 'v')).toEqual(['b']);
    expect(await kept('present', 'v')).toEqual(['a', 'c']);
    expect(await kept('missing', 'w')).toEqual(['c']);
  });

  it('are on columns that were made', async () => {
    const input = await load('k,v\na,1\na,2\nb,5\n', { keys: ['k'], measures: ['v'] });
    const sums = await bench.run(table, 'statistics', { table: input }, { by: ['k'], terms: [{ fn: 'statistic', args: ['v', 'sum'] }, { fn: 'statistic', args: ['v', 'max'] }, { fn: 'count', args: ['rows'] }] });
    expect(await bench.rows(sums)).toEqual([{ k: 'a', v_statistic_sum: 3, v_statistic_max: 2, rows_count: 2 }, { k: 'b', v_statistic_sum: 5, v_statistic_max: 5, rows_count: 1 }]);
    const measure = { fn: 'statistic', args: ['v', 'sum'] };
    const kept = await bench.run(table, 'having', { table: sums }, { measures: [measure], predicates: [{ fn: '>', args: [measure, 4] }] });
    expect(await column(kept, 'k')).toEqual(['b']);
    expect(kept.facets['having']).toEqual({ fn: 'having', args: [[measure], [{ fn: '>', args: [measure, 4] }]] });
  });
});

describe('units named row by row', () => {
  it('become one unit, and rows without a unit have no value', async () => {
    const input = await load('t,u\n50,degF\n10,degC\n283.15,K\n7,\n');
    const made = await bench.run(table, 'convert_each', { table: input }, { measure: 't', unit_column: 'u', unit: 'degC' });
    const [a, b, c, d] = (await column(made, 't_in_u_degC')) as (number | null)[];
    for (const value of [a, b, c]) expect(value).toBeCloseTo(10, 8);
    expect(d).toBeNull();
    expect((made.data as { notes: string[] }).notes.join(' ')).toContain('1 rows name no unit');
    await expect(bench.run(table, 'convert_each', { table: await load('t,u\n1,kg\n') }, { measure: 't', unit_column: 'u', unit: 'degC' })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('differences from a base period', () => {
  it('subtract the mean of the period per key', async () => {
    const input = await load('k,year,v\na,2000,1\na,2001,3\na,2002,9\nb,2000,10\nb,2001,20\nb,2002,\n', { keys: ['k'], time: 'year', measures: ['v'] });
    const made = await bench.run(table, 'anomaly', { table: input }, { measure: 'v', keys: ['k'], time: 'year', from: 2000, to: 2001 });
    expect(await column(made, 'v_anomaly_2000_2001')).toEqual([-1, 1, 7, -5, 5, null]);
    expect(made.facets['values']).toBe('derived');
  });

  it('subtract the mean of the same month', async () => {
    const input = await load('month,v\n2000-01-01,1\n2000-07-01,20\n2001-01-01,3\n2001-07-01,22\n2002-01-01,5\n2002-07-01,30\n', { keys: [], time: 'month', measures: ['v'] });
    const made = await bench.run(table, 'anomaly_by_month', { table: input }, { measure: 'v', keys: [], time: 'month', from: '2000', to: '2001' });
    expect(await column(made, 'v_anomaly_by_month_2000_2001')).toEqual([-1, -1, 1, 1, 3, 9]);
  });
});

describe('stats.area_mean', () => {
  it('weights places by the cosine of latitude', async () => {
    const input = await bench.run(table, 'load', { source: await bench.source('t.csv', 'lat,lon,v\n0,0,10\n60,0,40\n-60,0,\n', { facets: { content: 'table', position: 'latlon' } }) });
    const placed: Artifact = { ...input, columns: (input.columns ?? []).map((one) => (one.name === 'lat' ? { ...one, role: 'latitude' } : one)) };
    const values = valuesOf(await bench.run(stats, 'area_mean', { table: placed }, { measure: 'v' }));
    expect(values.get('value')).toBeCloseTo((10 + 0.5 * 40) / 1.5, 10);
    expect(values.get('unweighted')).toBe(25);
    expect(values.get('covered')).toBeCloseTo(75, 10);
    expect([values.get('n'), values.get('missing')]).toEqual([2, 1]);
  });
});
