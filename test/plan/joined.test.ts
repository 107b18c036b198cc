import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Given } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { profileFile } from '../../src/tools/profile/profile-file.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { goalOf, want } from './fixtures/goals.ts';

const now = '2026-01-01T00:00:00.000Z';
const registry = buildRegistry(Object.values(packs), tools, digestOf);
const SALES = ['order_id,shop,day,revenue', ...Array.from({ length: 12 }, (_, index) => `${1000 + index},S${index % 4},2024-01-${String(1 + (index % 3)).padStart(2, '0')},${10 + index}.5`)].join('\n');
const SHOPS = 'shop,region,city\nS0,north,Oslo\nS1,north,Bergen\nS2,south,Rome\nS3,south,Bari\n';
const PEOPLE = 'region,people\nnorth,5.5\nsouth,61.2\n';
let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'planwright-joined-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function given(name: string, text: string, digest: string): Promise<Given> {
  const path = join(directory, name);
  await writeFile(path, text);
  const profile = await profileFile(path, { name, mediaType: 'text/csv' });
  return { id: name.replace('.', '-'), type: profile.type, title: name, source: { kind: 'attachment', sha256: digest.repeat(64), name, media_type: 'text/csv' }, named: true, spans: [] };
}
const operations = (plan: Plan): string[] => plan.nodes.map((task) => task.operation ?? '');
function compiled(facets: { [name: string]: FacetValue }, givens: Given[]): Plan {
  const goal = goalOf([want('table', facets)], givens, { choices: [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }] });
  const result = compileGoal(goal, registry, { now });
  if (result.result !== 'plan') throw new Error(result.message);
  const { checks_failed: failed } = validatePlan(result.plan, { registry, policy: SHIPPED_POLICY, givens, questions: [], secrets: [], now });
  expect(failed.filter((one) => one.severity === 'error')).toEqual([]);
  return result.plan;
}

describe('goals over two files', () => {
  it('look up in one file what the other needs, by the columns that tell its rows apart', async () => {
    const plan = compiled({ measures: ['revenue'], keys: ['region'], time: 'none' }, [await given('sales.csv', SALES, 'a'), await given('shops.csv', SHOPS, 'b')]);
    expect(operations(plan)).toEqual(['table.load', 'table.load', 'table.lookup', 'table.aggregate']);
    const lookup = plan.nodes[2];
    expect(lookup?.parameters).toEqual([{ name: 'on', binding: { kind: 'literal', value: ['shop'] } }]);
    const from = (port: string): unknown => plan.nodes.find((task) => task.task_id === lookup?.inputs?.find((input) => input.name === port)?.bindings.flatMap((one) => (one.kind === 'port' ? [one.task] : []))[0])?.inputs?.[0]?.bindings[0];
    expect(from('table')).toMatchObject({ name: 'sales.csv' });
    expect(from('other')).toMatchObject({ name: 'shops.csv' });
  });

  it('do so whatever the order of the files', async () => {
    const files = [await given('sales.csv', SALES, 'a'), await given('shops.csv', SHOPS, 'b')];
    const names = (plan: Plan): string => JSON.stringify(plan.nodes.find((task) => task.operation === 'table.lookup')?.parameters);
    expect(names(compiled({ measures: ['revenue'], keys: ['region'], time: 'none' }, files.toReversed()))).toBe(names(compiled({ measures: ['revenue'], keys: ['region'], time: 'none' }, files)));
  });

  it('put measures of the same keys beside each other', async () => {
    const plan = compiled({ measures: ['revenue', 'people'], keys: ['region'], time: 'none' }, [await given('totals.csv', 'region,revenue\nnorth,12.5\nsouth,31.5\n', 'c'), await given('people.csv', PEOPLE, 'd')]);
    expect(operations(plan)).toEqual(['table.load', 'table.load', 'table.join']);
  });

  it('use one file where it has everything', async () => {
    const plan = compiled({ measures: ['revenue'], keys: ['shop'], time: 'none' }, [await given('sales.csv', SALES.replaceAll('order_id,', '').replaceAll(/^\d+,/gm, ''), 'a'), await given('shops.csv', SHOPS, 'b')]);
    expect(operations(plan)).toEqual(['table.load', 'table.aggregate']);
  });

  it('are refused where the files share no column', async () => {
    const goal = goalOf([want('table', { measures: ['revenue'], keys: ['region'], time: 'none' })], [await given('sales.csv', SALES, 'a'), await given('shops.csv', SHOPS.replace('shop', 'branch'), 'b')]);
    expect(compileGoal(goal, registry, { now }).result).toBe('dead-end');
  });
});
