import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (name: string, text: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source(name, text) });
const SALES = 'order_id,shop,revenue\n1,S1,10\n2,S2,20\n3,S1,30\n4,S9,40\n';

describe('table.lookup', () => {
  it('puts the columns of the other table beside each row, in order, and repeats none', async () => {
    const result = await bench.run(table, 'lookup', { table: await load('sales.csv', SALES), other: await load('shops.csv', 'shop,region,size\nS1,north,5\nS2,south,6\n') }, { on: ['shop'] });
    expect(await bench.rows(result)).toEqual([
      { order_id: 1, shop: 'S1', revenue: 10, region: 'north', size: 5 },
      { order_id: 2, shop: 'S2', revenue: 20, region: 'south', size: 6 },
      { order_id: 3, shop: 'S1', revenue: 30, region: 'north', size: 5 },
      { order_id: 4, shop: 'S9', revenue: 40, region: null, size: null },
    ]);
    expect(result.facets).toMatchObject({ keys: ['order_id', 'region', 'shop'], measures: ['revenue'] });
    expect(JSON.stringify(result.data)).toContain('1 of 4 rows');
    const grouped = await bench.run(table, 'group', { table: result }, { by: ['region'], measure: 'revenue', aggregation: 'sum' });
    expect((await bench.rows(grouped)).filter((row) => row['region'] !== null)).toEqual(expect.arrayContaining([{ region: 'north', revenue: 40 }, { region: 'south', revenue: 20 }]));
  });

  it('refuses where rows would be repeated, or where the columns hold other things', async () => {
    await expect(bench.run(table, 'lookup', { table: await load('sales.csv', SALES), other: await load('twice.csv', 'shop,region\nS1,north\nS1,south\n') }, { on: ['shop'] })).rejects.toThrow(/more than once, so rows would be repeated/);
    await expect(bench.run(table, 'lookup', { table: await load('sales.csv', SALES), other: await load('numbers.csv', 'shop,region\n1,north\n2,south\n') }, { on: ['shop'] })).rejects.toThrow(/holds text in .* and integer/);
  });
});
