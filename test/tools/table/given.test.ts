import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const CSV = 'house,month,kwh,code\nAmber,2024-01,10,01\nAmber,2024-02,12.5,01\n"O\'Hara",2024-01,7,02\n"O\'Hara",2024-02,,02\n';
const load = async (csv: string, name = 't.csv'): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source(name, csv) });
const supplied = async (kind: 'choice' | 'value', data: Json): Promise<Artifact> => ({ ...(await bench.source(`${kind}.json`, JSON.stringify(data))), kind, facets: { name: 'limit' }, data });

describe('table.keep', () => {
  it('keeps the rows that agree with what was chosen, whatever stands in the value', async () => {
    const kept = await bench.run(table, 'keep', { table: await load(CSV), choice: await supplied('choice', { house: "O'Hara", kwh: 7 }) }, { columns: ['house'] });
    expect((await bench.rows(kept)).map((row) => [row['house'], row['kwh']])).toEqual([["O'Hara", 7], ["O'Hara", null]]);
    expect(kept.facets['chosen']).toEqual(['house']);
  });

  it('compares numbers as numbers and text with leading zeros as text', async () => {
    const of = async (choice: Json, columns: string[]): Promise<number> => (await bench.rows(await bench.run(table, 'keep', { table: await load(CSV), choice: await supplied('choice', choice) }, { columns }))).length;
    expect(await of({ kwh: 12.5 }, ['kwh'])).toBe(1);
    expect(await of({ kwh: 10 }, ['kwh'])).toBe(1);
    expect(await of({ code: '01' }, ['code'])).toBe(2);
    expect(await of({ code: '1' }, ['code'])).toBe(0);
  });

  it('refuses a choice without the column', async () => {
    await expect(bench.run(table, 'keep', { table: await load(CSV), choice: await supplied('choice', { month: '2024-01' }) }, { columns: ['house'] })).rejects.toThrow('the chosen row has no house');
  });
});

describe('table.among', () => {
  const of = async (found: string, parameters: { [name: string]: Json }): Promise<unknown[]> => (await bench.rows(await bench.run(table, 'among', { table: await load(CSV), found: await load(found, 'f.csv') }, { kept: 'among', ...parameters }))).map((row) => `${String(row['house'])} ${String(row['month'])}`);

  it('keeps rows by one or several columns, and those that agree with nothing', async () => {
    expect(await of("house\nO'Hara\nElm\n", { columns: ['house'] })).toEqual(["O'Hara 2024-01-01", "O'Hara 2024-02-01"]);
    expect(await of('name,amount\nAmber,12.50\nAmber,7\n', { columns: ['house', 'kwh'], found_columns: { fn: 'columns', args: ['name', 'amount'] } })).toEqual(['Amber 2024-02-01']);
    expect(await of('kwh\n10\n', { columns: ['kwh'], kept: 'not_among' })).toEqual(['Amber 2024-02-01', "O'Hara 2024-01-01", "O'Hara 2024-02-01"]);
  });

  it('compares text with leading zeros as text, and keeps nothing where nothing was found', async () => {
    expect(await of('code\n1\n', { columns: ['code'] })).toEqual([]);
    expect(await of('house\nElm\n', { columns: ['house'] })).toEqual([]);
    await expect(of('place\nElm\n', { columns: ['house'] })).rejects.toThrow(/house/);
  });
});

describe('table.threshold', () => {
  it('compares with a value that was entered, also as text; rows without one never pass', async () => {
    const of = async (value: Json, op: string): Promise<unknown[]> => (await bench.rows(await bench.run(table, 'threshold', { table: await load(CSV), value: await supplied('value', { value }) }, { measure: 'kwh', op }))).map((row) => row['kwh']);
    expect(await of(10, 'above')).toEqual([12.5]);
    expect(await of('10', 'at_least')).toEqual([10, 12.5]);
    expect(await of(10, 'below')).toEqual([7]);
    expect(await of(7, 'at_most')).toEqual([7]);
    expect(await of(7, 'equal')).toEqual([7]);
  });

  it('refuses what is no number', async () => {
    await expect(bench.run(table, 'threshold', { table: await load(CSV), value: await supplied('value', { value: 'much' }) }, { measure: 'kwh', op: 'above' })).rejects.toThrow('expected a number');
  });
});

describe('table.stack', () => {
  it('tells rows of each table apart by its name, which is a key', async () => {
    const tables = [await load('day,level\n2024-01-01,1\n', 'alder.csv'), await load('day,level\n2024-01-02,4\n', 'dove.csv')];
    const stacked = await bench.run(table, 'stack', { tables });
    expect((await bench.rows(stacked)).map((row) => row['level'])).toEqual([1, 4]);
    expect(stacked.facets['keys']).toEqual(['source']);
  });
});

describe('table.group', () => {
  it('needs no word on how values combine where every group is one row', async () => {
    const series = await load('glacier,year,balance\nZongo,2001,-310\nZongo,2002,-290\nZongo,2003,-305\nZongo,2004,-200\nZongo,2005,-250\nRhone,2001,-700\n');
    const one = await bench.run(table, 'filter', { table: series }, { predicates: [{ fn: '=', args: ['glacier', 'Zongo'] }] });
    const grouped = await bench.run(table, 'group', { table: one }, { by: [], measure: 'balance' });
    expect((await bench.rows(grouped)).map((row) => row['balance'])).toEqual([-310, -290, -305, -200, -250]);
    expect(grouped.title).not.toMatch(/sum|total/i);
    await expect(bench.run(table, 'group', { table: series }, { by: [], measure: 'balance' })).rejects.toThrow('it is not known whether its values add up');
  });
});

describe('table.split', () => {
  it('writes as many tables as there are values', async () => {
    const elements = await bench.elements(table, 'split', { table: await load(CSV) }, { by: 'house' });
    expect(await Promise.all(elements.map(async (one) => (await bench.rows(one)).length))).toEqual([2, 2]);
  });
});
