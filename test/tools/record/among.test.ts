import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { record } from '../../../src/tools/record/tool.ts';
import type { ToolResult } from '../../../src/tools/tool.ts';
import { makeContext } from '../http/world.ts';

let context: Awaited<ReturnType<typeof makeContext>>;
beforeAll(async () => {
  context = await makeContext({ allowedHosts: [], mirror: null });
});
afterAll(() => context.close());

const artifacts = async (list: Json[]): Promise<Artifact[]> => Promise.all(list.map(async (data): Promise<Artifact> => ({ kind: 'record', name: 'boat', title: 'Boat', facets: { entity: 'boat' }, ...(await context.blobs.put(Buffer.from(JSON.stringify(data)))), media_type: 'application/json', labels: ['untrusted'], sources: [], data })));
const BOATS: Json[] = [{ id: 1, pier: 'East', crew: { size: 3 } }, { id: 2, pier: 'West', crew: { size: 3 } }, { id: 3, pier: 'east ' }, { id: 4 }];
const run = async (operation: string, found: Json[], parameters: { [name: string]: Json }): Promise<ToolResult> => (await record.load(operation))({ inputs: { records: await artifacts(BOATS), found: await artifacts(found) }, parameters }, context);
const ids = ({ elements = [] }: ToolResult): unknown[] => elements.map((one) => (one.data as { id: number }).id);

it('keeps the records that agree with what was found, and those that do not; what has no value agrees with nothing', async () => {
  expect(ids(await run('among', [{ pier: 'East' }], { columns: ['pier'], kept: 'among' }))).toEqual([1, 3]);
  expect(ids(await run('among', [{ pier: 'East' }], { columns: ['pier'], kept: 'not_among' }))).toEqual([2, 4]);
  expect(ids(await run('among', [{ at: 'West', n: 3 }, { at: 'East', n: 9 }], { columns: ['crew.size', 'pier'], found_columns: { fn: 'columns', args: ['n', 'at'] }, kept: 'among' }))).toEqual([2]);
});

it('takes the one record that agrees, and tells where none or several do', async () => {
  expect((await run('matching', [{ pier: 'West' }], { columns: ['pier'], kept: 'among' })).output.data).toMatchObject({ id: 2 });
  await expect(run('matching', [{ pier: 'East' }], { columns: ['pier'], kept: 'among' })).rejects.toThrow('2 records agree');
  await expect(run('matching', [{ pier: 'North' }], { columns: ['pier'], kept: 'among' })).rejects.toThrow('no record agrees');
  await expect(run('among', [{ dock: 'North' }], { columns: ['pier'], kept: 'among' })).rejects.toThrow('has no "pier"; it has dock');
});

it('takes the one record for which all conditions hold, also of nested fields, and tells where none or several do', async () => {
  const only = async (predicates: Json[]): Promise<ToolResult> => (await record.load('only'))({ inputs: { records: await artifacts(BOATS) }, parameters: { predicates } }, context);
  expect((await only([{ fn: '=', args: ['crew_size', 3] }, { fn: '=', args: ['pier', 'west'] }])).output.data).toMatchObject({ id: 2 });
  await expect(only([{ fn: '=', args: ['crew_size', 3] }])).rejects.toThrow('2 records fit ("1", "2"), and one is wanted');
  await expect(only([{ fn: '=', args: ['pier', 'North'] }])).rejects.toThrow('none of 4 records fits');
});
