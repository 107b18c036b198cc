import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { OperationSchema } from '../../../src/schemas/operation.ts';
import { documents, operations } from '../../../src/tools/stats/declaration.ts';
import { stats } from '../../../src/tools/stats/tool.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench, vegaPath } from '../table/context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (csv: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('t.csv', csv) });
const shipped = async (name: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source(name, readFileSync(vegaPath(name))) });
const valuesOf = (artifact: Artifact): Map<string, unknown> => new Map((artifact.data as { values: { name: string; value: unknown }[] }).values.map(({ name, value }) => [name, value]));
const notes = (artifact: Artifact): string => (artifact.data as { notes: string[] }).notes.join(' ');

describe('stats.trend', () => {
  it('finds the warming of the global mean as the normal equations do, per year and per decade', async () => {
    const points = readFileSync(vegaPath('global-temp.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map(Number)).map(([x = 0, y = 0]) => ({ x, y }));
    const [n, sx, sy, sxy, sxx] = [points.length, ...['x', 'y', 'xy', 'xx'].map((what) => points.reduce((sum, { x, y }) => sum + { x: x - 1950, y, xy: (x - 1950) * y, xx: (x - 1950) ** 2 }[what as 'x'], 0))];
    const slope = ((n ?? 0) * (sxy ?? 0) - (sx ?? 0) * (sy ?? 0)) / ((n ?? 0) * (sxx ?? 0) - (sx ?? 0) ** 2);
    const found = await bench.run(stats, 'trend', { table: await shipped('global-temp.csv') }, { measure: 'temp', time: 'year', method: 'ols' });
    const values = valuesOf(found);
    expect(values.get('slope')).toBeCloseTo(slope, 12);
    expect(values.get('decade')).toBeCloseTo(10 * slope, 11);
    expect(values.get('direction')).toBe('rising');
    expect(Number(values.get('effective_n'))).toBeLessThan(30);
    expect(values.get('n')).toBe(points.length);
    expect(notes(found)).toContain('independent points instead of');
    const robust = valuesOf(await bench.run(stats, 'trend', { table: await shipped('global-temp.csv') }, { measure: 'temp', time: 'year', method: 'theil_sen' }));
    expect(Math.abs(Number(robust.get('slope')) - slope)).toBeLessThan(0.001);
  });

  it('reckons in years where time is dates, counts what is missing and refuses too short a series', async () => {
    const found = valuesOf(await bench.run(stats, 'trend', { table: await load('d,v\n2000-01-01,0\n2001-01-01,10\n2002-01-01,20\n2003-01-01,30\n2004-01-01,\n2005-01-01,50\n') }, { measure: 'v', time: 'd', method: 'ols' }));
    expect(Number(found.get('slope'))).toBeCloseTo(10, 1);
    expect([found.get('n'), found.get('missing')]).toEqual([5, 1]);
    await expect(bench.run(stats, 'trend', { table: await load('t,v\n1,2\n2,3\n') }, { measure: 'v', time: 't', method: 'ols' })).rejects.toThrow(/expected at least 3/);
  });
});

describe('stats.outliers', () => {
  it('finds the fences of Tukey and of the median deviation as by hand', async () => {
    const input = await load(`v\n${[2, 4, 4, 5, 6, 7, 8, 9, 30].join('\n')}\n`);
    const tukey = valuesOf(await bench.run(stats, 'outliers', { table: input }, { measure: 'v', rule: 'iqr' }));
    expect([tukey.get('lower_fence'), tukey.get('upper_fence'), tukey.get('outliers'), tukey.get('above')]).toEqual([4 - 6, 8 + 6, 1, 1]);
    const robust = valuesOf(await bench.run(stats, 'outliers', { table: input }, { measure: 'v', rule: 'mad' }));
    // Median 6, absolute deviations 4 2 2 1 0 1 2 3 24: their median 2.
    expect(robust.get('upper_fence')).toBeCloseTo(6 + (3.5 / 0.6745) * 2, 10);
    expect([robust.get('outliers'), robust.get('n')]).toEqual([1, 9]);
  });
});

describe('stats.correlation, stats.compare, stats.bootstrap and stats.statistic', () => {
  it('use the rows that have both values and count the others', async () => {
    const found = await bench.run(stats, 'correlation', { table: await load('a,b\n1,2\n2,1\n3,4\n4,3\n5,\n,6\n6,7\n') }, { left: 'a', right: 'b', method: 'pearson' });
    expect(valuesOf(found).get('n')).toBe(5);
    expect(valuesOf(found).get('missing')).toBe(2);
    expect(found.facets['analysis']).toEqual({ fn: 'correlation', args: ['a', 'b', 'pearson'] });
  });

  it('compare two groups by name, and name those that are there', async () => {
    const input = await load('g,v\nx,1\nx,2\nx,3\ny,11\ny,12\ny,\n');
    const values = valuesOf(await bench.run(stats, 'compare', { table: input }, { measure: 'v', by: 'g', first: 'y', second: 'x', method: 'welch' }));
    expect([values.get('difference'), values.get('clear'), values.get('n_first'), values.get('n_second'), values.get('missing')]).toEqual([9.5, 'y', 2, 3, 1]);
    await expect(bench.run(stats, 'compare', { table: input }, { measure: 'v', by: 'g', first: 'z', second: 'x', method: 'welch' })).rejects.toThrow(/there are "x", "y"/);
    const resampled = valuesOf(await bench.run(stats, 'compare', { table: input }, { measure: 'v', by: 'g', first: 'y', second: 'x', method: 'bootstrap_median', seed: 5 }));
    expect(resampled.get('difference')).toBe(9.5);
  });

  it('are the same bytes for the same seed', async () => {
    const input = await shipped('seattle-weather.csv');
    const run = async (seed: number) => bench.run(stats, 'bootstrap', { table: input }, { measure: 'precipitation', statistic: 'mean', draws: 200, seed });
    expect((await run(3)).sha256).toBe((await run(3)).sha256);
    expect((await run(3)).sha256).not.toBe((await run(4)).sha256);
    await expect(bench.run(stats, 'bootstrap', { table: input }, { measure: 'precipitation', statistic: 'mean', draws: 100_000 })).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
  });

  it('give single numbers with their unit and counts', async () => {
    const input = await load('price (USD)\n1\n2\n3.5\n\n10\n');
    const name = input.columns?.[0]?.name ?? '';
    const value = async (how: string) => valuesOf(await bench.run(stats, 'statistic', { table: input }, { measure: name, how })).get('value');
    expect(await value('sum')).toBe(16.5);
    expect(await value('median')).toBe(2.75);
    expect(await value('count')).toBe(4);
    expect(await value('p25')).toBe(1.75);
    await expect(value('variance')).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it('add percentiles to a summary where they are asked for', async () => {
    const found = valuesOf(await bench.run(stats, 'summary', { table: await load('v\n1\n2\n3\n4\n5\n') }, { measure: 'v', percentiles: [10, 90] }));
    expect([found.get('p10'), found.get('p90')]).toEqual([1.4, 4.6]);
    await expect(bench.run(stats, 'summary', { table: await load('v\n1\n2\n') }, { measure: 'v', percentiles: [101] })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('declarations of stats', () => {
  it('fit the schema, have an implementation each, and documents for every operation', async () => {
    for (const operation of operations) {
      expect(() => OperationSchema.parse(operation)).not.toThrow();
      expect(typeof (await stats.load(operation.operation))).toBe('function');
      for (const id of operation.documents) expect(documents.find((document) => document.doc_id === id)?.operations).toContain(`stats.${operation.operation}`);
    }
  });
});
