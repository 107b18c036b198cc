import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { fits } from '../../../src/tools/record/fits.ts';
import { record } from '../../../src/tools/record/tool.ts';
import type { ToolResult } from '../../../src/tools/tool.ts';
import { makeContext } from '../http/world.ts';

let context: Awaited<ReturnType<typeof makeContext>>;
beforeAll(async () => {
  context = await makeContext({ allowedHosts: [], mirror: null });
});
afterAll(() => context.close());

async function run(operation: string, list: Json[], parameters: { [name: string]: Json }): Promise<ToolResult> {
  const records = await Promise.all(list.map(async (data): Promise<Artifact> => {
    const blob = await context.blobs.put(Buffer.from(JSON.stringify(data)));
    return { kind: 'record', name: 'room', title: 'Room', facets: { entity: 'room' }, ...blob, media_type: 'application/json', labels: ['untrusted'], sources: [], data };
  }));
  return (await record.load(operation))({ inputs: { records }, parameters }, context);
}
const ROOMS: Json[] = [{ id: 1, seats: 9, at: { floor: 2 } }, { id: 2, at: { floor: 10 } }, { id: 3, seats: 24, at: { floor: 1 } }, { id: 4, seats: 9, at: { floor: 1 } }];
const ids = ({ elements = [] }: ToolResult): unknown[] => elements.map((one) => (one.data as { id: number }).id);
const by = (fn: string, field: string): Json => ({ fn, args: [field] });

it('orders by numbers as numbers, records without a value last, equal ones as they stood', async () => {
  expect(ids(await run('order', ROOMS, { order: by('desc', 'seats') }))).toEqual([3, 1, 4, 2]);
  expect(ids(await run('order', ROOMS, { order: by('asc', 'seats'), limit: 2 }))).toEqual([1, 4]);
  expect(ids(await run('order', ROOMS, { order: by('desc', 'at.floor') }))).toEqual([2, 1, 3, 4]);
});

it('takes the one with the largest or smallest value, and none where nothing has one', async () => {
  expect((await run('best', ROOMS, { order: by('asc', 'at.floor') })).output.data).toMatchObject({ id: 3 });
  await expect(run('best', ROOMS, { order: by('desc', 'price') })).rejects.toThrow('no record has a value');
  await expect(run('best', [], { order: by('desc', 'price') })).rejects.toThrow();
  await expect(run('order', ROOMS, { order: 'seats' })).rejects.toThrow('expected {"fn":"desc"');
});

it('compares dates at the precision of the condition', () => {
  const of = (fn: string, value: Json): boolean => fits({ night: '2025-10-03' }, { fn, args: ['night', value] });
  expect([of('=', '2025-10'), of('=', 2025), of('=', '2025-10-03'), of('=', '2025-11'), of('>', '2025-10'), of('<=', '2025-10'), of('>=', '2025-10-03')]).toEqual([true, true, true, false, false, true, true]);
});

it('takes an empty list for a list: its table has no rows, its count is 0, and nothing of it is left over', async () => {
  expect((await run('tabulate', [], {})).output).toMatchObject({ kind: 'table', rows: 0 });
  expect((await run('count', [], {})).output.data).toMatchObject({ values: [{ name: 'count', value: 0 }] });
  expect((await run('filter', [], { predicates: [] })).elements).toEqual([]);
  expect((await run('order', [], { order: by('asc', 'seats') })).elements).toEqual([]);
  await expect(run('first', [], {})).rejects.toThrow(/the list is empty/);
});
