import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { chart } from '../../../src/tools/chart/tool.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench, vegaPath } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (csv: string, more: Partial<Artifact> = {}, name = 't.csv'): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source(name, csv, more) });
const notes = (artifact: Artifact): string => (artifact.data as { notes: string[] }).notes.join(' ');

describe('table.reshape', () => {
  const WIDE = 'country,code,1960,1961,1962\nA,a,1,2,3\nB,b,4,,6.5\n';

  it('turns columns of years into rows that a line chart draws', async () => {
    const long = await bench.run(table, 'reshape', { table: await load(WIDE) }, { value: 'population', time: 'year', unit: 'people' });
    expect((await bench.rows(long)).map((row) => [row['country'], row['year'], row['population_long_year']])).toEqual([['A', 1960, 1], ['A', 1961, 2], ['A', 1962, 3], ['B', 1960, 4], ['B', 1961, null], ['B', 1962, 6.5]]);
    expect(long.facets).toMatchObject({ time: 'year', measures: [{ fn: 'long', args: ['population', 'year'] }], coverage: '1960/1962' });
    expect(long.columns?.at(-1)).toMatchObject({ unit: 'people', title: 'Population' });
    expect(notes(long)).toContain('1 of 6 cells have no value');
    const drawn = await bench.run(chart, 'line', { table: long }, { measure: { fn: 'long', args: ['population', 'year'] }, time: 'year' });
    expect(drawn.data).toMatchObject({ series: 2 });
  });

  it('finds years among other words, months, and the larger group of alike names; reads what is listed', async () => {
    const bank = await bench.run(table, 'reshape', { table: await load('Country,1960 [YR1960],1961 [YR1961]\nA,1,..\nB,3,4\n') }, { value: 'gdp', time: 'year' });
    expect((await bench.rows(bank)).map((row) => [row['Country'], row['year'], row['gdp_long_year']])).toEqual([['A', 1960, 1], ['A', 1961, null], ['B', 1960, 3], ['B', 1961, 4]]);
    const monthly = await bench.run(table, 'reshape', { table: await load('site,2001-01,2001-02\nx,1,2\n') }, { value: 'flow', time: 'month' });
    expect((await bench.rows(monthly)).map((row) => [row['month'], row['flow_long_month']])).toEqual([['2001-01-01', 1], ['2001-02-01', 2]]);
    const prefixed = await bench.run(table, 'reshape', { table: await load('k,pop_2000,pop_2001,area_2000\na,1,2,9\n') }, { value: 'pop', time: 'year' });
    expect(await bench.rows(prefixed)).toEqual([{ k: 'a', area_2000: 9, year: 2000, pop_long_year: 1 }, { k: 'a', area_2000: 9, year: 2001, pop_long_year: 2 }]);
    const named = await bench.run(table, 'reshape', { table: await load('k,north,south\na,1,2\n') }, { value: 'sales', time: 'region', columns: ['north', 'south'] });
    expect((await bench.rows(named)).map((row) => [row['region'], row['sales_long_region']])).toEqual([['north', 1], ['south', 2]]);
    expect(named.facets).toMatchObject({ time: 'none' });
  });

  it('refuses a table that is not wide, and a name that is taken', async () => {
    await expect(bench.run(table, 'reshape', { table: await load('k,v\na,1\n') }, { value: 'v', time: 'year' })).rejects.toThrow(/0 of its columns are named after years/);
    await expect(bench.run(table, 'reshape', { table: await load('year,1960,1961\na,1,2\n') }, { value: 'v', time: 'year' })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('table.pivot', () => {
  it('makes a cross table as plain loops do, and comes back to the long one', async () => {
    const rows = readFileSync(vegaPath('iowa-electricity.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    const loaded = await load(readFileSync(vegaPath('iowa-electricity.csv'), 'utf8'));
    const crossed = await bench.run(table, 'pivot', { table: loaded }, { rows: ['year'], columns: 'source', measure: 'net_generation', how: 'sum' });
    const found = await bench.rows(crossed);
    expect(found).toHaveLength(17);
    for (const [date = '', source = '', value] of rows) {
      const row = found.find((one) => String(one['year']).startsWith(date.slice(0, 4)));
      expect(row?.[source]).toBe(Number(value));
    }
    const first = rows.filter(([date = '']) => date.startsWith('2001')).reduce((sum, [, , value]) => sum + Number(value), 0);
    expect(found[0]?.['net_generation_pivot_sum_source']).toBe(first);
    const drawn = await bench.run(chart, 'bar', { table: crossed }, { measure: { fn: 'pivot', args: ['net_generation', 'sum', 'source'] } });
    expect(drawn.data).toMatchObject({ bars: 17 });
  });

  it('leaves combinations without rows empty, counts cells of several rows and refuses too many columns', async () => {
    const crossed = await bench.run(table, 'pivot', { table: await load('r,c,v\nA,x,1\nA,x,3\nB,y,5\nB,,7\n') }, { rows: ['r'], columns: 'c', measure: 'v', how: 'mean' });
    expect(await bench.rows(crossed)).toEqual([{ r: 'A', x: 2, y: null, v_pivot_mean_c: 2 }, { r: 'B', x: null, y: 5, v_pivot_mean_c: 6 }]);
    expect(notes(crossed)).toContain('1 cells combine several rows');
    expect(notes(crossed)).toContain('1 rows have no c');
    const many = await load(`r,c,v\n${Array.from({ length: 201 }, (_, at) => `A,c${at},1`).join('\n')}\n`);
    await expect(bench.run(table, 'pivot', { table: many }, { rows: ['r'], columns: 'c', measure: 'v', how: 'sum' })).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
  });
});

describe('table.deduplicate', () => {
  it('drops equal rows and says how many', async () => {
    const input = await load('a,b\n1,x\n2,y\n1,x\n1,z\n1,x\n');
    const kept = await bench.run(table, 'deduplicate', { table: input }, { unique: 'rows' });
    expect(await bench.rows(kept)).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'y' }, { a: 1, b: 'z' }]);
    expect(kept.data).toMatchObject({ dropped: 2, of: 5 });
    expect(kept.facets['unique']).toBe('rows');
    expect(notes(await bench.run(table, 'deduplicate', { table: kept }, { unique: 'rows' }))).toContain('There were no rows');
  });

  it('keeps the last or first by time, missing times being earliest', async () => {
    const input = await load('id,day,v\n1,2020-01-02,b\n1,2020-01-01,a\n2,,c\n2,2020-01-05,d\n', { facets: { content: 'table', keys: ['id'], time: 'day', measures: [] } });
    const values = async (keep: string) => (await bench.rows(await bench.run(table, 'deduplicate', { table: input }, { unique: { fn: 'by', args: [['id'], keep] } }))).map((row) => row['v']);
    expect(await values('last')).toEqual(['b', 'd']);
    expect(await values('first')).toEqual(['a', 'c']);
    await expect(values('newest')).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('table.append and table.split', () => {
  it('puts tables below each other whatever the order of their columns, with the table that each row is from', async () => {
    const [a, b] = [await load('site,v\nx,1\n', {}, 'jan.csv'), await load('v,site\n2.5,x\n3,y\n', {}, 'feb.csv')];
    const all = await bench.run(table, 'append', { tables: [a, b] });
    expect(await bench.rows(all)).toEqual([{ source: 'jan', site: 'x', v: 1 }, { source: 'feb', site: 'x', v: 2.5 }, { source: 'feb', site: 'y', v: 3 }]);
    expect(all.sources).toHaveLength(2);
    expect(all.facets['keys']).toEqual(['site', 'source']);
  });

  it('refuses tables whose columns, types or units differ, and says where', async () => {
    const a = await load('site,v\nx,1\n');
    await expect(bench.run(table, 'append', { tables: [a, await load('site,w\nx,1\n', {}, 'other.csv')] })).rejects.toThrow(/"other": it has the columns site, w, expected site, v/);
    await expect(bench.run(table, 'append', { tables: [a, await load('site,v\nx,yes please\n')] })).rejects.toThrow(/holds text, expected integer/);
    const metres = await load('site,v\nx,1\n', { columns: [{ name: 'v', type: 'integer', role: 'measure', unit: 'm' }] });
    await expect(bench.run(table, 'append', { tables: [a, metres] })).rejects.toThrow(/is in m, expected no unit/);
  });

  it('splits into one table per value that append puts together again', async () => {
    const input = await load('k,v\nb,1\na,2\nb,3\n,4\n');
    const parts = await bench.elements(table, 'split', { table: input }, { by: 'k' });
    expect(await Promise.all(parts.map((part) => bench.rows(part)))).toEqual([[{ k: 'a', v: 2 }], [{ k: 'b', v: 1 }, { k: 'b', v: 3 }]]);
    expect((await bench.run(table, 'split', { table: input }, { by: 'k' })).data).toMatchObject({ elements: 2, without_value: 1 });
    expect((await bench.rows(await bench.run(table, 'append', { tables: parts }))).map((row) => row['v'])).toEqual([2, 1, 3]);
    await expect(bench.elements(table, 'split', { table: input }, { by: 'k', most: 1 })).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
  });
});

describe('filters of outliers', () => {
  it('keep the values beyond the fences, or those within', async () => {
    const input = await load(`k,v\n${[10, 11, 12, 13, 14, 15, 90].map((value, at) => `r${at},${value}`).join('\n')}\nlast,\n`);
    for (const rule of ['iqr', 'mad']) {
      const values = async (fn: string) => (await bench.rows(await bench.run(table, 'filter', { table: input }, { predicates: [{ fn, args: ['v', rule] }] }))).map((row) => row['v']);
      expect(await values('outlier')).toEqual([90]);
      expect(await values('inlier')).toEqual([10, 11, 12, 13, 14, 15]);
    }
    await expect(bench.run(table, 'filter', { table: input }, { predicates: [{ fn: 'outlier', args: ['v', 'magic'] }] })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('joins of measures', () => {
  it('put rows with the same keys and time together and keep derived measures', async () => {
    const facets = (measure: string): Partial<Artifact> => ({ facets: { content: 'table', keys: ['k'], time: 'year', measures: [measure] } });
    const joined = await bench.run(table, 'join', { left: await load('k,year,deaths\na,2000,1\na,2001,2\nb,2000,3\n', facets('deaths')), right: await load('k,year,people\na,2000,10\na,2001,20\nb,2001,30\n', facets('people')) }, { keys: ['k'], time: 'year' });
    expect(await bench.rows(joined)).toEqual([{ k: 'a', year: 2000, deaths: 1, people: 10 }, { k: 'a', year: 2001, deaths: 2, people: 20 }]);
    expect(joined.facets['measures']).toEqual(['deaths', 'people']);
    expect(notes(joined)).toContain('1 of 3 rows');
  });
});
