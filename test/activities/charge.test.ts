import { afterAll, beforeAll, expect, it } from 'vitest';
import { charge, spentUp } from '../../src/activities/charge.ts';
import { PostgresRunStore } from '../../src/provenance/postgres-run-store.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let runStore: PostgresRunStore;

beforeAll(async () => {
  database = await openTestDatabase();
  runStore = new PostgresRunStore(database);
  for (const [run, outer, budget] of [['outer', null, 1], ['outer.a', 'outer', null], ['outer.b', 'outer', 0.8]] as const) {
    await runStore.put(run, 'input', 'input', outer === null ? {} : { nested: { workflow_id: outer } });
    await runStore.put(run, 'constraints', 'constraints', { budget_usd: budget });
  }
});
afterAll(() => database.close());

it('charges what a run within another pays to both, once, and stops it where either has nothing left', async () => {
  const left = (): Promise<unknown[]> => Promise.all([spentUp({ runStore }, 'outer.a', null), spentUp({ runStore }, 'outer.b', 0.8), spentUp({ runStore }, 'outer', 1)]);
  await charge({ runStore }, 'outer.a', 'model_call/1', 0.6);
  await charge({ runStore }, 'outer.a', 'model_call/1', 0.6);
  expect(await left()).toEqual([null, null, null]);
  await charge({ runStore }, 'outer.b', 'model_call/1', 0.5);
  const over = { run: 'outer', spent: 1.1, budget: 1 };
  expect(await left()).toEqual([over, over, over]);
  expect(await spentUp({ runStore }, 'outer.b', 0.4)).toEqual({ run: 'outer.b', spent: 0.5, budget: 0.4 });
});
