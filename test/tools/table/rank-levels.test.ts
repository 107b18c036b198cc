import { afterAll, beforeAll, expect, it } from 'vitest';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

it('ranks words by their levels and not by letters, those without a level last', async () => {
  const loaded = await bench.run(table, 'load', { source: await bench.source('issues.csv', Buffer.from('id,severity\n1,low\n2,critical\n3,odd\n4,high\n5,\n6,critical\n')) });
  const order = { fn: 'desc', args: ['severity'] };
  const ranked = await bench.run(table, 'rank', { table: loaded }, { order, levels: ['low', 'high', 'critical'] });
  expect((await bench.rows(ranked)).map((row) => row['id'])).toEqual([2, 6, 4, 1, 3, 5]);
  await expect(bench.run(table, 'rank', { table: loaded }, { order, levels: [1] })).rejects.toMatchObject({ type: 'Input.Invalid' });
});
