import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { result } from '../../src/library/result.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
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
