import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FacetValue } from '../../../src/schemas/operation.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
let shops: Artifact;
beforeAll(async () => {
  bench = await openWorkbench();
  shops = await bench.run(table, 'load', { source: await bench.source('shops.csv', 'region,shop,manager,paid,billed,opened,closed\nnorth,A,Ada,5,4,2020-01-01,2021-01-01\nnorth,B,B,9,9,2020-01-01,2019-01-01\nnorth,C,Cy,9,12,2020-01-01,2020-01-01\nsouth,D,Di,1,2,2020-01-01,2020-02-01\nsouth,E,E,,3,2020-01-01,\n') });
});
afterAll(() => bench.close());
const shop = (rows: { [name: string]: unknown }[]): unknown[] => rows.map((row) => row['shop']);

describe('table.top', () => {
  it('keeps the highest rows of each group, leaves out rows without a value and says what was tied', async () => {
    const result = await bench.run(table, 'top', { table: shops }, { by: ['region'], direction: 'desc', measure: 'paid', count: 1 });
    expect(shop(await bench.rows(result))).toEqual(['B', 'D']);
    expect(JSON.stringify(result.data)).toContain('1 more rows have the same paid');
    expect(JSON.stringify(result.data)).toContain('1 rows have no value');
  });

  it('keeps the lowest as well, and more than one', async () => {
    expect(shop(await bench.rows(await bench.run(table, 'top', { table: shops }, { by: ['region'], direction: 'asc', measure: 'billed', count: 2 })))).toEqual(['A', 'B', 'D', 'E']);
  });

  it.each([
    [{ by: ['country'], direction: 'desc', measure: 'paid', count: 1 }, /no column "country"/],
    [{ by: ['region'], direction: 'up', measure: 'paid', count: 1 }, /one of desc, asc/],
    [{ by: ['region'], direction: 'desc', measure: 'paid', count: 0 }, /a whole number from 1/],
    [{ by: [], direction: 'desc', measure: 'paid', count: 1 }, /at least one column/],
  ])('refuses %j', async (parameters, message) => {
    await expect(bench.run(table, 'top', { table: shops }, parameters)).rejects.toThrow(message);
  });
});

describe('filters between two columns', () => {
  it.each<[string, { fn: string; args: FacetValue[] }, string[]]>([
    ['numbers', { fn: '<', args: ['paid', 'billed'] }, ['C', 'D']],
    ['dates', { fn: '<', args: ['closed', 'opened'] }, ['B']],
    ['texts', { fn: '=', args: ['manager', 'shop'] }, ['B', 'E']],
    ['texts, said to be columns', { fn: '!=', args: ['manager', { fn: 'column', args: ['shop'] }] }, ['A', 'C', 'D']],
  ])('compare %s row by row', async (_, predicate, rows) => {
    expect(shop(await bench.rows(await bench.run(table, 'filter', { table: shops }, { predicates: [predicate] })))).toEqual(rows);
  });

  it('take a text that a row has for that text', async () => {
    const named = await bench.run(table, 'load', { source: await bench.source('named.csv', 'shop,manager\nmanager,x\ny,y\n') });
    expect(shop(await bench.rows(await bench.run(table, 'filter', { table: named }, { predicates: [{ fn: '=', args: ['shop', 'manager'] }] })))).toEqual(['manager']);
  });

  it('refuse columns of different kinds', async () => {
    await expect(bench.run(table, 'filter', { table: shops }, { predicates: [{ fn: '<', args: ['paid', 'opened'] }] })).rejects.toThrow(/two columns of one kind/);
  });
});
