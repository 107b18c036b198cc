import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (csv: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('t.csv', csv) }, {});
const columns = (artifact: Artifact): string[] => (artifact.columns ?? []).map(({ name, type, unit }) => `${name}: ${type}${unit === null || unit === undefined ? '' : ` ${unit}`}`);
const CSV = 'runner,net_time,lap,hours_worked,started,slot\nAda,1:23:45,2:05.31,38:30,08:15:00,14:05\nBo,58:07,1:59.80,7:45,09:40:00,9:30\nCy,,2:11.00,40:00,10:00:00,16:20\n';

describe('columns of durations', () => {
  it('are numbers of seconds, while times of day stay text', async () => {
    const loaded = await load(CSV);
    expect(columns(loaded)).toEqual(['runner: text', 'net_time: number s', 'lap: number s', 'hours_worked: number s', 'started: text', 'slot: text']);
    expect((await bench.rows(loaded)).map((row) => [row['net_time'], row['lap'], row['hours_worked']])).toEqual([[5025, 125.31, 138600], [3487, 119.8, 27900], [null, 131, 144000]]);
    expect((loaded.data as { notes: string[] }).notes.join(' ')).toContain('hours:minutes:seconds');
  });

  it('convert into minutes and compare with a duration as it is written', async () => {
    const loaded = await load(CSV);
    const minutes = await bench.run(table, 'convert', { table: loaded }, { measure: 'net_time', unit: 'min' });
    expect((await bench.rows(minutes))[0]?.['net_time_in_min']).toBeCloseTo(83.75, 9);
    const fast = await bench.run(table, 'filter', { table: loaded }, { predicates: [{ fn: '<', args: ['net_time', '1:00:00'] }] });
    expect((await bench.rows(fast)).map((row) => row['runner'])).toEqual(['Bo']);
  });

  it.each([
    ['departure', ['8:15:00', '9:40:00']],
    ['slot', ['14:05', '9:30']],
    ['score', ['3:1', '2:0']],
    ['ratio', ['16:70', '4:30']],
  ])('are not seen in %s', async (name, values) => {
    const loaded = await load(`n,${name}\n${values.map((value, at) => `r${at},${value}`).join('\n')}\n`);
    expect(columns(loaded)[1]).toBe(`${name}: text`);
  });
});
