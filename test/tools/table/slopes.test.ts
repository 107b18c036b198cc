import { afterAll, beforeAll, expect, it } from 'vitest';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

it('fits a slope per group, and none where there is one place only', async () => {
  const loaded = await bench.run(table, 'load', { source: await bench.source('t.csv', 'site,year,km,temp\na,2001,1,1\na,2002,2,3\na,2003,3,5\nb,2001,1,9\nb,2002,2,8\nb,2003,3,\nc,2001,1,4\n') }, {});
  const slopes = await bench.run(table, 'slopes', { table: loaded }, { by: ['site'], measure: 'temp', over: 'year' });
  expect(await bench.rows(slopes)).toEqual([{ site: 'a', temp_slope_year: 2 }, { site: 'b', temp_slope_year: -1 }, { site: 'c', temp_slope_year: null }]);
  expect((slopes.data as { notes: string[] }).notes.join(' ')).toContain('1 groups have no slope');
});

it('is per year over dates', async () => {
  const loaded = await bench.run(table, 'load', { source: await bench.source('t.csv', 'day,temp\n2001-01-01,1\n2011-01-01,2\n2021-01-01,3\n') }, {});
  const [row] = await bench.rows(await bench.run(table, 'slopes', { table: loaded }, { by: [], measure: 'temp', over: 'day' }));
  expect(Number(row?.['temp_slope_day'])).toBeCloseTo(0.1, 4);
});
