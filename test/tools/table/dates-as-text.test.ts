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
const september = async (loaded: Artifact): Promise<unknown[]> =>
  (await bench.rows(await bench.run(table, 'filter', { table: loaded }, { predicates: [{ fn: '=', args: ['at', '2025-09'] }] }))).map((row) => row['n']);

describe('dates and times in text', () => {
  it.each(['2025-09-01T08:15Z', '2025-09-01 08:15', '2025-09-01T10:15+02:00', '2025-09-01T08:15', '2025-09-01 08:15:00Z'])('reads %s as a time, without its seconds too', async (text) => {
    const loaded = await load(`n,at\na,${text}\nb,2025-10-01${text.slice(10)}\n`);
    expect(loaded.columns?.[1]?.type).toBe('timestamp');
    expect((await bench.rows(loaded))[0]?.['at']).toBe('2025-09-01 08:15:00');
    expect(await september(loaded)).toEqual(['a']);
  });

  it('compares texts that begin like a date at the precision of the value', async () => {
    expect(await september(await load('n,at\na,2025-09-01 early\nb,2025-10-02\nc,unknown\nd,2025-09-30\n'))).toEqual(['a', 'd']);
  });

  it('ends with the reason where dates stand in a form that is not read', async () => {
    await expect(september(await load('n,at\na,1 September 2025\nb,unknown\n'))).rejects.toThrow(/Cannot compare column "at" with 2025-09/);
  });
});
