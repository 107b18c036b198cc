import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { result } from '../../src/library/result.ts';
import { listArtifacts } from '../../src/library/run-documents.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

/** Single events, as a person's own table often has them: no value of every product on every day. */
const SALES: readonly [date: string, product: string, store: string, units: number, revenue: number][] = [
  ['2024-01-03', 'Tea', 'Berlin', 12, 48.5],
  ['2024-01-03', 'Coffee', 'Berlin', 30, 150],
  ['2024-02-10', 'Tea', 'Paris', 7, 31.5],
  ['2024-02-11', 'Coffee', 'Paris', 22, 121],
  ['2024-03-05', 'Tea', 'Berlin', 15, 60],
  ['2024-03-06', 'Cocoa', 'Paris', 4, 26],
  ['2024-03-20', 'Coffee', 'Berlin', 41, 205],
];

let environment: RunEnvironment;
let file: string;
beforeAll(async () => {
  environment = await openRunEnvironment();
  file = join(await mkdtemp(join(tmpdir(), 'planwright-data-')), 'sales.csv');
  await writeFile(file, `date,product,store,units,revenue_eur\n${SALES.map((row) => row.join(',')).join('\n')}\n`);
});
afterAll(() => environment.close());

async function report(goal: string): Promise<string> {
  const { connection } = environment;
  const { workflow_id } = await startGoal(connection, goal, { attach: [file], yes: true });
  const status = await result(connection, workflow_id);
  expect(status.error).toBeNull();
  const made = (await listArtifacts(connection, workflow_id)).find((artifact) => artifact.media_type === 'text/markdown');
  return Buffer.from(await connection.blobs.get(made?.sha256 ?? '')).toString('utf8');
}

const total = (store: string, column: 3 | 4): number => SALES.filter((row) => row[2] === store).reduce((sum, row) => sum + row[column], 0);

describe('a table of single events', () => {
  it('is added up over all its days, and a column called "store" saves nothing', async () => {
    const text = await report('Which store sold the most units?');
    expect(text).toContain(`**Berlin** has the highest units: ${total('Berlin', 3)}.`);
    expect(text).toContain('by store');
  });

  it('is grouped by the column that the goal names, whichever columns tell its rows apart', async () => {
    expect(await report('What is the total revenue per store?')).toContain(`${total('Berlin', 4)} EUR`);
  });

  it('finds the column that a name stands in when the run reads the data', async () => {
    const text = await report('Show the top 2 products by revenue in Berlin');
    const revenue = (product: string): number => SALES.filter((row) => row[1] === product && row[2] === 'Berlin').reduce((sum, row) => sum + row[4], 0);
    const rows = text.split('\n').filter((line) => /^\| (Tea|Coffee|Cocoa) /.test(line));
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(['Coffee', 'Tea']);
    expect(rows[0]).toContain(String(revenue('Coffee')));
  });
});
