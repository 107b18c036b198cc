import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, approve, reject, send, statusOf } from '../../src/library/decide.ts';
import { result } from '../../src/library/result.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import { describeEvent } from '../../src/provenance/describe-event.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import type { Json } from '../../src/schemas/json.ts';
import { readRows } from '../../src/tools/table/read-rows.ts';
import { onlyWait, until, waitingDigest } from '../support/follow.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

let environment: RunEnvironment;
let directory: string;

beforeAll(async () => {
  environment = await openRunEnvironment({ extensions: join(import.meta.dirname, 'fixtures', 'shelf-tool.ts') });
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
    const described = (await environment.connection.provenance.read(workflow_id, { kinds: ['execution'] })).flatMap((event) => describeEvent(event).notes);
    expect(described.join(' ')).toContain(`planwright why ${child}`);
    for (const id of [workflow_id, child]) expect(await environment.connection.provenance.verify(id)).toBeNull();
  });

  it('gives only what its own run made of the plan that was sealed there, whoever says otherwise', async () => {
    const { connection, activities } = environment;
    const workflow_id = await start(top, [await csv('forged', readings)]);
    await result(connection, workflow_id);
    const [made] = await nested(workflow_id);
    const [task_id = ''] = made?.key.split('/') ?? [];
    const child = made?.body.nested?.workflow_id ?? '';
    const call = { workflow_id, revision: 1, task_id, step_id: 'plan', iteration: 0, generation: 0 };
    const run = <Given, Made>(activity: (given: Given) => Promise<Made>, given: Given): Promise<Made> => new MockActivityEnvironment({ attempt: 1, currentAttemptScheduledTimestampMs: Date.now() }).run(activity, given);
    const accept = (other: string) => run((given: Parameters<typeof activities.orchestration.acceptNested>[0]) => activities.orchestration.acceptNested(given), { ...call, child: other, ended: null });
    expect(await accept(child)).toMatchObject({ status: 'success', error: null });
    expect(await accept(workflow_id)).toMatchObject({ status: 'failure', error: { type: 'Tool.Denied', message: expect.stringContaining('was not started for this task') as string } });
    expect(await run((given: typeof call) => activities.orchestration.prepareNested(given), { ...call, generation: 1 })).toMatchObject({ result: 'refused', step: { error: { type: 'Seal.NotApproved' } } });
    const plan = await connection.runStore.get<Plan>(child, 'plan', '1');
    await connection.runStore.put(child, 'plan', '1', { ...plan, nodes: plan?.nodes.slice(0, 1) });
    expect(await accept(child)).toMatchObject({ status: 'failure', error: { message: expect.stringContaining('no plan that was approved') as string } });
  });

  it('runs only where its condition holds', async () => {
    const form = (than: number) => ({ wants: [{ id: 'size', kind: 'summary', facets: { analysis: 'summary(reading)' } }, { ...top.wants[0], condition: { want: 'size', value: 'max', op: '>', than } }] });
    const file = await csv('conditioned', readings);
    const [high, low] = await Promise.all([start(form(43), [file]), start(form(44), [file])]);
    expect((await result(environment.connection, high)).error).toBeNull();
    expect((await rowsOf((await nested(high))[0])).map((row) => row['supply_temp'])).toEqual([44, 42]);
    const status = await result(environment.connection, low);
    expect(status.status).toBe('completed');
    expect(status.tasks.find((task) => task.task_id.startsWith('plan-'))?.status).toBe('skipped');
    expect(await nested(low)).toEqual([]);
  });

  it('takes what a person entered in its place', async () => {
    const workflow_id = await start({ wants: [{ id: 'all', kind: 'table', facets: { keys: 'day', measures: 'statistic(reading, mean)' } }, { id: 'kept', kind: 'table', facets: { filters: 'reading > asked(limit)' } }] }, [await csv('asked', readings)]);
    await until(environment.connection, workflow_id, ['waiting']);
    const [question] = (await onlyWait(environment.connection, workflow_id)).questions ?? [];
    await answer(environment.connection, workflow_id, { answers: { [question?.question_id ?? '']: '41' } });
    expect((await result(environment.connection, workflow_id)).error).toBeNull();
    expect((await rowsOf((await nested(workflow_id))[0])).map((row) => Number(row['reading'])).toSorted((a, b) => a - b)).toEqual([42, 44]);
  });

  it('is made anew in each round with the next value, until something holds, and the value is there for what follows', async () => {
    const varying = { filters: 'reading >= varied(minimum)' };
    const form = { wants: [{ id: 'strong', kind: 'table', facets: varying, until: { value: 'rows', op: '<=', than: 3, limit: 20, vary: { name: 'minimum', from: 30, by: 5 } } }, { id: 'kept', kind: 'table', facets: { ...varying, order: 'asc(reading)' } }] };
    const workflow_id = await start(form, [await csv('varied', readings)]);
    const status = await result(environment.connection, workflow_id);
    expect(status.error).toBeNull();
    const made = await nested(workflow_id);
    const [task] = made.at(-1)?.key.split('/') ?? [];
    const rounds = made.filter(({ key }) => key.startsWith(`${task ?? ''}/`));
    expect(rounds.map(({ body }) => Object.values(body.outputs).flat()[0]?.rows)).toEqual([6, 3]);
    const after = made.find(({ key }) => !key.startsWith(`${task ?? ''}/`));
    expect((await rowsOf(after)).map((row) => row['reading'])).toEqual([40, 42, 44]);
  });
});

describe('approval of a plan within a plan', () => {
  const saved = { wants: [{ id: 'shelved', kind: 'file', effect: 'shelve', facets: { subject: 'shelf' }, ...pivoted }] };
  /** A run whose outer plan was approved and whose nested plan waits for its own approval. */
  async function reached(name: string) {
    const { connection } = environment;
    const workflow_id = await start(saved, [await csv(name, readings)], {});
    await approve(connection, workflow_id, { plan_digest: await waitingDigest(connection, workflow_id) });
    const status = await until(connection, workflow_id, ['waiting']);
    const task = status.tasks.find((one) => one.status === 'waiting');
    const child = /planwright show (\S+)/.exec(task?.note ?? '')?.[1] ?? '';
    return { workflow_id, child, digest: await waitingDigest(connection, child) };
  }

  it('is asked for in its own run, where nothing was approved in advance, and the run around it says where', async () => {
    const { connection } = environment;
    const { workflow_id, child, digest } = await reached('saving');
    expect((await connection.runStore.runs()).find((run) => run.workflow_id === child)).toMatchObject({ status: 'awaiting_approval', waits: 1 });
    await approve(connection, child, { plan_digest: digest });
    const status = await result(connection, workflow_id);
    expect(status.error).toBeNull();
    expect(status.effects).toHaveLength(1);
    const [made] = await nested(workflow_id);
    expect(Object.values(made?.body.outputs ?? {}).flat().map((artifact) => artifact.kind)).toEqual(['file']);
    expect(made?.body.nested?.plan_digest).toBe(digest);
  });

  it('fails the task with the reason where it is rejected, and nothing was changed', async () => {
    const { connection } = environment;
    const { workflow_id, child, digest } = await reached('rejected');
    await reject(connection, child, { plan_digest: digest, reason: 'not this file' });
    const status = await result(connection, workflow_id);
    expect(status.status).toBe('failed');
    expect(status.error?.message).toContain(`Run "${child}", which this task became, was rejected (not this file)`);
    expect(status.effects).toEqual([]);
  });

  it('is no longer waited for where the run around it is cancelled', async () => {
    const { connection } = environment;
    const { workflow_id, child } = await reached('cancelled');
    await connection.run(workflow_id).cancel();
    await connection.run(workflow_id).result().catch(() => undefined);
    expect((await statusOf(connection, workflow_id)).status).toBe('cancelled');
    expect((await statusOf(connection, child)).status).toBe('cancelled');
  });

  it('begins nothing while the run around it is paused, and goes on with it', async () => {
    const { connection } = environment;
    const { workflow_id, child, digest } = await reached('paused');
    await send(connection, workflow_id, 'pause', { reason: 'a moment' });
    await until(connection, workflow_id, ['paused']);
    await approve(connection, child, { plan_digest: digest });
    await until(connection, child, ['paused']);
    expect((await outcomes(child)).map(({ key }) => key)).toEqual([]);
    await send(connection, workflow_id, 'resume', {});
    expect((await result(connection, workflow_id)).status).toBe('completed');
    expect((await connection.provenance.read(child, { kinds: ['decision'] })).map((event) => (event.body as { kind: string }).kind)).toEqual(expect.arrayContaining(['pause', 'resume']));
  });

  it('says why there is none, and in which run', async () => {
    const form = { wants: [{ ...top.wants[0], facets: { measures: 'nothing_temp', order: 'desc(nothing_temp)', limit: 2 } }] };
    const workflow_id = await start(form, [await csv('none', readings)]);
    const status = await result(environment.connection, workflow_id);
    expect(status.status).toBe('failed');
    expect(status.error?.message).toContain('nothing_temp');
    expect(status.error?.message).toMatch(/planwright show \S+\.plan-/);
  });
});
