import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, reject, statusOf } from '../../src/library/decide.ts';
import { result } from '../../src/library/result.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import { onlyWait, until } from '../support/follow.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

let environment: RunEnvironment;
let directory: string;

beforeAll(async () => {
  environment = await openRunEnvironment();
  directory = await mkdtemp(join(tmpdir(), 'planwright-data-'));
});
afterAll(() => environment.close());

async function csv(name: string, rows: string[]): Promise<string> {
  const path = join(directory, `${name}.csv`);
  await writeFile(path, `${rows.join('\n')}\n`);
  return path;
}

/** Runs a form over files to its end, and gives its status with what each task made, by operation. */
async function runForm(form: unknown, files: string[]) {
  const { connection } = environment;
  const { workflow_id } = await startGoal(connection, 'what the form says', { attach: files, wants: [JSON.stringify(form)], yes: true });
  const status = await result(connection, workflow_id);
  const outcomes = (await connection.runStore.list<Outcome>(workflow_id, 'outcome')).map(({ key, body }) => ({ key, made: Object.values(body.outputs).flat() }));
  return { workflow_id, status, outcomes, states: Object.fromEntries(status.tasks.map((task) => [task.task_id, task.status])) };
}

describe('a person in a run', () => {
  const levels = ['house,day,heat', 'A,2024-05-01,10', 'A,2024-05-02,12', 'B,2024-05-01,5', 'B,2024-05-02,7'];
  const start = async (form: unknown, name: string) => {
    const { workflow_id } = await startGoal(environment.connection, 'what the form says', { attach: [await csv(name, levels)], wants: [JSON.stringify(form)], yes: true });
    await until(environment.connection, workflow_id, ['waiting']);
    return { workflow_id, wait: await onlyWait(environment.connection, workflow_id) };
  };
  const made = async (workflow_id: string) => (await environment.connection.runStore.list<Outcome>(workflow_id, 'outcome')).flatMap(({ body }) => Object.values(body.outputs).flat());

  it('chooses one of the rows that the run found, and what is chosen decides what follows', async () => {
    const form = { wants: [{ id: 'totals', kind: 'table', facets: { keys: 'house', measures: 'statistic(heat, sum)' } }, { id: 'rows', kind: 'table', facets: { chosen: ['house'], measures: 'heat' } }] };
    const { workflow_id, wait } = await start(form, 'choose');
    const [question] = wait.questions ?? [];
    expect(question?.options.map((option) => option.label)).toEqual(['A · 22', 'B · 12']);
    const id = question?.question_id ?? '';
    expect((await environment.connection.runStore.runs()).find((one) => one.workflow_id === workflow_id)).toMatchObject({ status: 'waiting', waits: 1 });
    await expect(answer(environment.connection, workflow_id, { answers: { [id]: 'C' } })).rejects.toThrow('expected one of');
    await answer(environment.connection, workflow_id, { answers: { [id]: 'B · 12' } });
    const status = await result(environment.connection, workflow_id);
    expect(status.error).toBeNull();
    expect((await made(workflow_id)).filter((artifact) => artifact.kind === 'table').map((artifact) => artifact.rows)).toContain(2);
    const recorded = await environment.connection.provenance.read(workflow_id, { kinds: ['answer'] });
    expect(recorded.map((event) => (event.body as { value: unknown }).value)).toContain(2);
    expect(await environment.connection.provenance.verify(workflow_id)).toBeNull();
  });

  it('enters a number that decides what is kept', async () => {
    const { workflow_id, wait } = await start({ wants: [{ id: 'days', kind: 'table', facets: { threshold: 'beyond(heat, above, limit)' } }] }, 'enter');
    const [question] = wait.questions ?? [];
    expect(question).toMatchObject({ type: 'number', title: expect.stringContaining('limit') as string });
    await answer(environment.connection, workflow_id, { answers: { [question?.question_id ?? '']: 6 } });
    const status = await result(environment.connection, workflow_id);
    expect(status.error).toBeNull();
    expect((await made(workflow_id)).filter((artifact) => artifact.kind === 'table').at(-1)?.rows).toBe(3);
  });

  it('ends without what was to follow where the person declines', async () => {
    const { workflow_id, wait } = await start({ wants: [{ id: 'days', kind: 'table', facets: { threshold: 'beyond(heat, above, limit)' } }] }, 'decline');
    await reject(environment.connection, workflow_id, { plan_digest: wait.plan_digest ?? '', task_id: wait.task_id ?? '', reason: 'not known' });
    const status = await result(environment.connection, workflow_id);
    expect(status.status).toBe('failed');
    expect(status.error?.message).toContain('declined (not known)');
    expect((await statusOf(environment.connection, workflow_id)).tasks.map((task) => task.status)).not.toContain('running');
  });
});

describe('constructs in a run', () => {
  it('makes one result for every element of a list that only the data knows', async () => {
    const file = await csv('stations', ['station,day,level', 'A,2024-05-01,10', 'A,2024-05-02,12', 'B,2024-05-01,5', 'B,2024-05-02,7', 'C,2024-05-01,1', 'C,2024-05-02,4']);
    const { status, outcomes, workflow_id } = await runForm({ wants: [{ id: 'each', kind: 'chart', cardinality: 'list', facets: { split: 'station', mark: 'line', measures: 'level' } }] }, [file]);
    expect(status.error).toBeNull();
    expect(status.status).toBe('completed');
    const charts = outcomes.filter(({ made }) => made.some((artifact) => artifact.kind === 'chart'));
    expect(charts.map(({ key }) => key.replace(/^.*\//, ''))).toEqual(['0', '1', '2']);
    const openings = await environment.connection.provenance.read(workflow_id, { kinds: ['opening'] });
    expect(openings.map((event) => (event.body as { elements: number }).elements)).toEqual([3]);
    expect(await environment.connection.provenance.verify(workflow_id)).toBeNull();
  });

  it('does what its condition allows, skips the other branch, and says what it read', async () => {
    const rows = (peak: number): string[] => ['day,level', '2024-05-01,100', `2024-05-02,${peak}`, '2024-05-03,90'];
    const form = {
      wants: [
        { id: 'peak', kind: 'summary', facets: { analysis: 'summary(level)' } },
        { id: 'chart', kind: 'chart', facets: { mark: 'line', measures: 'level' }, condition: { want: 'peak', value: 'max', op: '>', than: 250 } },
      ],
    };
    const high = await runForm(form, [await csv('high', rows(300))]);
    expect(high.status.error).toBeNull();
    expect(Object.values(high.states)).not.toContain('skipped');
    const low = await runForm(form, [await csv('low', rows(200))]);
    expect(low.status.status).toBe('completed');
    const skipped = low.status.tasks.filter((task) => task.status === 'skipped');
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped.map((task) => task.note ?? '').join(' ')).toContain('200');
    expect(low.outcomes.flatMap(({ made }) => made.map((artifact) => artifact.kind))).not.toContain('chart');
  });

  it('repeats until nothing changes, each round from the one before', async () => {
    const values = [10, 11, 9, 10, 12, 8, 11, 10, 9, 10, 60, 500];
    const file = await csv('incomes', ['income', ...values.map(String)]);
    const { status, outcomes } = await runForm({ wants: [{ id: 'kept', kind: 'table', facets: { filters: 'inlier(income, sd, 2)' }, until: { value: 'rows', op: '=', than: 'unchanged', limit: 10, carry: true } }] }, [file]);
    expect(status.error).toBeNull();
    const rounds = outcomes.filter(({ key }) => Number(key.replace(/^.*\//, '')) > 0);
    expect(rounds.length).toBeGreaterThanOrEqual(2);
    expect(rounds.at(-1)?.made[0]?.rows).toBe(10);
  });
});
