import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { result } from '../../src/library/result.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import type { Json } from '../../src/schemas/json.ts';
import { readRows } from '../../src/tools/table/read-rows.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

let environment: RunEnvironment;
let directory: string;

beforeAll(async () => {
  environment = await openRunEnvironment();
  directory = await mkdtemp(join(tmpdir(), 'planwright-nested-'));
});
afterAll(() => environment.close());

async function csv(name: string, rows: string[]): Promise<string> {
  const path = join(directory, `${name}.csv`);
  await writeFile(path, `${rows.join('\n')}\n`);
  return path;
}

const start = async (form: unknown, files: string[], options: { yes?: boolean } = { yes: true }) => (await startGoal(environment.connection, 'what the form says', { attach: files, wants: [JSON.stringify(form)], ...options })).workflow_id;
const outcomes = (workflow_id: string) => environment.connection.runStore.list<Outcome>(workflow_id, 'outcome');
/** Outcomes of tasks that became runs, in order of their rounds. */
const nested = async (workflow_id: string) => (await outcomes(workflow_id)).filter(({ body }) => body.nested !== undefined).toSorted((a, b) => Number(a.key.replace(/^.*\//, '')) - Number(b.key.replace(/^.*\//, '')));
async function rowsOf({ body }: { body: Outcome } = { body: { outputs: {} } as Outcome }): Promise<{ [column: string]: Json }[]> {
  const [made] = Object.values(body.outputs).flat();
  return made === undefined ? [] : ((await readRows(await environment.connection.blobs.path(made.sha256), { limit: 100 })) as { [column: string]: Json }[]);
}

const readings = ['day,sensor,reading', '2024-05-01,supply_temp,40', '2024-05-01,return_temp,30', '2024-05-02,supply_temp,44', '2024-05-02,return_temp,31', '2024-05-03,supply_temp,42', '2024-05-03,return_temp,33'];
const pivoted = { after: { kind: 'table', facets: { keys: 'day', measures: 'pivot(reading, mean, sensor)' }, words: 'The two days with the highest supply_temp' } };
const top = { wants: [{ id: 'top', kind: 'table', facets: { measures: 'supply_temp', order: 'desc(supply_temp)', limit: 2 }, ...pivoted }] };

describe('a plan within a plan', () => {
  it('is made of columns that are only known afterwards, in a run of its own', async () => {
    const workflow_id = await start(top, [await csv('readings', readings)]);
    const status = await result(environment.connection, workflow_id);
    expect(status.error).toBeNull();
    expect(status.status).toBe('completed');
    const [made] = await nested(workflow_id);
    expect((await rowsOf(made)).map((row) => row['supply_temp'])).toEqual([44, 42]);
    const child = made?.body.nested?.workflow_id ?? '';
    expect(status.tasks.map((task) => task.note ?? '').join(' ')).toContain(`Planned as run ${child}`);
    expect((await result(environment.connection, child)).status).toBe('completed');
    for (const id of [workflow_id, child]) expect(await environment.connection.provenance.verify(id)).toBeNull();
  });
});
