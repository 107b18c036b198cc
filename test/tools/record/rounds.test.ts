import { expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { record } from '../../../src/tools/record/tool.ts';
import { openWorkbench } from '../table/context.ts';

it('lists the single values of each round, numbered from 1', async () => {
  const bench = await openWorkbench();
  try {
    const artifact = async (kind: string, data: Json, more: Partial<Artifact> = {}): Promise<Artifact> => ({ ...(await bench.source('round.json', JSON.stringify(data))), kind, data, facets: {}, ...more });
    const rows = async (...list: Artifact[]): Promise<unknown> => bench.rows(await bench.run(record, 'rounds', { rounds: list }, { of: 'job' }));
    expect(await rows(await artifact('record', { state: 'waiting', round: 7, parts: [1] }), await artifact('record', { state: 'done', round: 8, parts: [] }))).toEqual([{ round: 1, state: 'waiting', its_round: 7 }, { round: 2, state: 'done', its_round: 8 }]);
    expect(await rows(await artifact('summary', { values: [{ name: 'mean', value: 2.5 }, { name: 'n', value: 9 }], notes: [] }))).toEqual([{ round: 1, mean: 2.5, n: 9 }]);
    expect(await rows(await artifact('table', {}, { rows: 12 }), await artifact('table', {}, { rows: 12 }))).toEqual([{ round: 1, rows: 12 }, { round: 2, rows: 12 }]);
  } finally {
    await bench.close();
  }
});
