import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { openPglite } from '../../src/database/open-pglite.ts';
import { executeStep } from '../../src/execution/execute-step.ts';
import type { StepStore } from '../../src/execution/ports.ts';
import { signManifest } from '../../src/execution/seal.ts';
import { PostgresRunStore } from '../../src/provenance/postgres-run-store.ts';
import type { PlanwrightError } from '../../src/schemas/failure.ts';
import { ran } from './fixtures/tools.ts';
import { type World, keys, makeStep, makeWorld, manifestOf, quiet, stepInput } from './world.ts';

let world: World;
let ports: Omit<World, 'runStore'> & { runStore: PostgresRunStore };
let close: () => Promise<void>;

beforeAll(async () => {
  const database = openPglite(await PGlite.create());
  await migrate(database);
  world = await makeWorld();
  ports = { ...world, runStore: new PostgresRunStore(database) };
  close = async () => {
    await world.close();
    await database.close();
  };
});
afterAll(() => close());

async function approved(workflow_id: string, operation: string): Promise<Parameters<typeof executeStep>[0]> {
  const decomposition = { task_id: 't1', steps: [makeStep(operation, { text: { kind: 'literal', value: workflow_id } })] };
  await ports.runStore.put(workflow_id, 'decomposition', '1/t1', decomposition);
  await ports.runStore.put(workflow_id, 'seal', '1', signManifest(manifestOf(world, [decomposition], { workflow_id }), keys.privateKey));
  return stepInput({ workflow_id });
}

const times = (text: string): number => ran.filter((one) => one === text).length;

describe('an effect, with the ledger in Postgres', () => {
  it('happens once where ten attempts come at once, of one attempt number or of many (TI-2)', async () => {
    for (const numbers of ['same', 'different']) {
      const id = `race-${numbers}`;
      const input = await approved(id, 'send');
      const results = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => executeStep({ ...input, attempt: numbers === 'same' ? 1 : i + 1 }, 'execution', ports, quiet)));
      expect(times(id)).toBe(1);
      const refused = results.flatMap((one) => (one.status === 'rejected' ? [(one.reason as PlanwrightError).type] : []));
      expect(new Set(refused).size === 0 || (new Set(refused).size === 1 && refused[0] === 'Effect.Unknown')).toBe(true);
      expect(results.filter((one) => one.status === 'fulfilled').length).toBeGreaterThan(0);
    }
  });

  it('is not repeated by a reset that counts attempts from one again (TI-13)', async () => {
    const input = await approved('reset', 'send');
    const { runStore } = ports;
    const dying: StepStore = {
      get: (...about) => runStore.get(...about),
      list: (...about) => runStore.list(...about),
      put: (...about) => runStore.put(...about),
      begin: (...about) => runStore.begin(...about),
      finish: () => Promise.reject(new Error('the worker died')),
    };
    const lost = { ...ports, runStore: dying };
    await expect(executeStep(input, 'execution', lost, quiet)).rejects.toMatchObject({ name: 'PlanwrightError' });
    await expect(executeStep(input, 'execution', ports, quiet)).rejects.toMatchObject({ type: 'Effect.Unknown' });
    expect(times('reset')).toBe(1);
  });

  it('gives all who ask the one outcome that was recorded first', async () => {
    const input = await approved('read-race', 'fetch');
    const outcomes = await Promise.all(Array.from({ length: 5 }, (_, i) => executeStep({ ...input, attempt: i + 1 }, 'execution', ports, quiet)));
    const stored = await ports.runStore.get('read-race', 'outcome', 't1/s1/0');
    expect(outcomes).toContainEqual(stored);
    expect(await executeStep({ ...input, attempt: 9 }, 'execution', ports, quiet)).toEqual(stored);
  });
});
