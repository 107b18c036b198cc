import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompileResult, compileGoal } from '../../src/plan/compile.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { contained, prefixOf } from '../../src/plan/links.ts';
import type { FormWant } from '../../src/schemas/goal-form.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { profileFile } from '../../src/tools/profile/profile-file.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { FREE } from './fixtures/goals.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const now = '2026-01-01T00:00:00.000Z';
const rows = (count: number, row: (at: number) => string): string => Array.from({ length: count }, (_, at) => row(at)).join('\n');
const FILES: { [name: string]: string } = {
  'sales.csv': `order_id,shop_code,day,revenue,units,item\n${rows(24, (at) => `${1000 + at},S${at % 4},2024-01-${String(1 + (at % 12)).padStart(2, '0')},${10 + at}.5,${1 + (at % 5)},P${at % 6}`)}\n`,
  'shops.csv': 'code,region,town,floor_area\nS0,north,Oslo,120\nS1,north,Bergen,80\nS2,south,Rome,70\nS3,south,Bari,95\n',
  'items.csv': `sku,price,category\n${rows(6, (at) => `P${at},${2 + at}.25,${at % 2 === 0 ? 'food' : 'toys'}`)}\n`,
  'weather.csv': `date,rain\n${rows(12, (at) => `2024-01-${String(1 + at).padStart(2, '0')},${at}.5`)}\n`,
  'flights.csv': `flight,origin,destination,delay\n${rows(20, (at) => `F${at},A${at % 4},A${(at + 1) % 4},${at}`)}\n`,
  'airports.csv': 'iata,town\nA0,Oslo\nA1,Rome\nA2,Bari\nA3,Bergen\n',
  'scores.csv': `player,points\n${rows(12, (at) => `p${at},${1 + (at % 3)}`)}\n`,
  'levels.csv': 'id,label\n1,low\n2,middle\n3,high\n',
};
let directory = '';
let profiled = new Map<string, Profile>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'planwright-linked-'));
  profiled = new Map(await Promise.all(Object.entries(FILES).map(async ([name, text]) => {
    const path = join(directory, name);
    await writeFile(path, text);
    return [name, await profileFile(path, { name, mediaType: 'text/csv' })] as const;
  })));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

type Facets = NonNullable<FormWant['facets']>;

function compiled(names: string[], want: { kind: string; facets: Facets; data?: string[] }): CompileResult {
  const profiles = names.flatMap((name) => profiled.get(name) ?? []);
  const reading = formGoal('a goal', { wants: [{ id: 'w', ...want }] }, { registry: shippedRegistry(), profiles, constraints: FREE });
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const { givens } = reading.typed_goal;
  const columns = Object.fromEntries(givens.flatMap((given) => {
    const { source } = given;
    const profile = profiles.find((one) => source.kind === 'attachment' && one.source.sha256 === source.sha256);
    return profile === undefined ? [] : [[given.id, profile.columns]];
  }));
  const result = compileGoal(reading.typed_goal, shippedRegistry(), { now, columns });
  if (result.result === 'plan') {
    const { plan } = linkPlan(result.plan, shippedRegistry());
    const { checks_failed: failed } = validatePlan(plan, { registry: shippedRegistry(), policy: SHIPPED_POLICY, givens, questions: [], secrets: [], now });
    expect(failed.filter((one) => one.severity === 'error')).toEqual([]);
  }
  return result;
}

function planned(names: string[], kind: string, facets: Facets, data?: string[]): Plan {
  const result = compiled(names, { kind, facets, ...(data && { data }) });
  if (result.result !== 'plan') throw new Error(result.message);
  return result.plan;
}
const operations = (plan: Plan): string[] => plan.nodes.map((task) => task.operation ?? '').filter((name) => name !== 'table.load');
const links = (plan: Plan): unknown[] => plan.nodes.flatMap((task) => (task.parameters ?? []).filter((one) => one.name === 'link').map((one) => (one.binding.kind === 'literal' ? (one.binding.value as { args: unknown[] }).args.slice(0, 2) : null)));
const message = (names: string[], facets: Facets): string => {
  const result = compiled(names, { kind: 'table', facets });
  return result.result === 'plan' ? operations(result.plan).join(' ') : result.message;
};

describe('columns of two files whose keys are called differently', () => {
  it.each<[string, string[], string, Facets, string[], unknown[]]>([
    ['to group by', ['sales.csv', 'shops.csv'], 'table', { keys: 'region', measures: 'statistic(revenue, sum)' }, ['table.attach', 'table.statistic'], [['shop_code', 'code']]],
    ['to draw', ['sales.csv', 'shops.csv'], 'chart', { mark: 'bar', keys: 'town', measures: 'statistic(revenue, max)' }, ['table.attach', 'table.statistic', 'chart.bar'], [['shop_code', 'code']]],
    ['to filter by', ['sales.csv', 'shops.csv'], 'table', { filters: ['region = north', 'revenue > 12'], order: 'desc(revenue)', limit: 5 }, ['table.attach', 'table.filter', 'table.rank'], [['shop_code', 'code']]],
    ['to keep the rows without a partner', ['sales.csv', 'shops.csv'], 'table', { filters: 'missing(town)', measures: 'revenue' }, ['table.attach', 'table.filter'], [['shop_code', 'code']]],
    ['to weigh', ['sales.csv', 'shops.csv'], 'table', { keys: 'shop_code', measures: 'score([max(statistic(revenue, sum), 0.6), min(floor_area, 0.4)], minmax)' }, ['table.statistic', 'table.attach_grouped', 'decide.rank'], [['shop_code', 'code']]],
    ['for several measures per group', ['sales.csv', 'shops.csv'], 'table', { keys: 'shop_code', measures: ['statistic(revenue, sum)', 'computed(statistic(revenue, sum), over, floor_area)'] }, ['table.statistic', 'table.attach_grouped', 'table.calculate'], [['shop_code', 'code']]],
    ['for a count per group', ['sales.csv', 'shops.csv'], 'table', { keys: 'shop_code', measures: 'computed(count(rows), over, floor_area)' }, ['table.count', 'table.attach_grouped', 'table.compute'], [['shop_code', 'code']]],
    ['to show', ['sales.csv', 'shops.csv'], 'table', { columns: 'town', filters: 'revenue > 20' }, ['table.attach', 'table.filter'], [['shop_code', 'code']]],
    ['to compute with, row by row', ['sales.csv', 'items.csv'], 'table', { keys: 'category', measures: 'statistic(computed(units, times, price), sum)' }, ['table.attach', 'table.compute', 'table.statistic'], [['item', 'sku']]],
    ['to compute with, group by group', ['sales.csv', 'shops.csv'], 'table', { keys: 'shop_code', measures: 'computed(statistic(revenue, sum), over, floor_area)' }, ['table.statistic', 'table.attach_grouped', 'table.compute'], [['shop_code', 'code']]],
    ['over time', ['sales.csv', 'weather.csv'], 'summary', { analysis: 'correlation(revenue, rain, pearson)' }, ['table.attach', 'stats.correlation'], [['day', 'date']]],
  ])('are looked up %s', (_, names, kind, facets, steps, by) => {
    const plan = planned(names, kind, facets);
    expect(operations(plan)).toEqual(steps);
    expect(links(plan)).toEqual(by);
  });

  it('are looked up in several files, one after the other', () => {
    const plan = planned(['sales.csv', 'shops.csv', 'items.csv'], 'table', { keys: ['category', 'region'], measures: ['statistic(computed(units, times, price), sum)', 'count(rows)'] });
    expect(operations(plan)).toEqual(['table.attach', 'table.attach', 'table.compute', 'table.statistics']);
    expect(links(plan)).toEqual([['item', 'sku'], ['shop_code', 'code']]);
  });

  it('say at the task and at the edge why they belong together', () => {
    const plan = planned(['sales.csv', 'shops.csv'], 'table', { keys: 'region', measures: 'statistic(revenue, sum)' });
    const reason = 'all of the values of "shop_code" in "sales.csv" are in "code" of "shops.csv", each there once';
    const task = plan.nodes.find((one) => one.operation === 'table.attach');
    expect(task?.because).toContain(reason);
    expect((plan.edges ?? []).find((edge) => edge.to === task?.task_id && edge.to_port === 'other')?.detail).toContain(reason);
  });

  it('are named by what refers to them where two columns do, and asked for where the name leaves it open', () => {
    const files = ['flights.csv', 'airports.csv'];
    expect(message(files, { keys: 'town', measures: 'statistic(delay, mean)' })).toMatch(/^Cannot tell which "town" .* Write origin_town or destination_town\.$/);
    expect(links(planned(files, 'table', { keys: 'origin_town', measures: 'statistic(delay, mean)' }))).toEqual([['origin', 'iata']]);
    expect(links(planned(files, 'table', { keys: ['origin_town', 'destination_town'], measures: 'statistic(delay, mean)' }))).toEqual([['destination', 'iata'], ['origin', 'iata']]);
  });

  it('are not taken for each other where only small whole numbers agree', () => {
    expect(message(['scores.csv', 'levels.csv'], { keys: 'label', measures: 'count(rows)', filters: 'player = p1' })).toMatch(/^Cannot/);
  });

  it('are not added up once per row that they stand beside', () => {
    expect(message(['sales.csv', 'shops.csv'], { keys: 'item', measures: ['statistic(revenue, sum)', 'statistic(floor_area, sum)'] })).toMatch(/^Cannot/);
  });
});

describe('values of two columns', () => {
  it('are compared exactly while all of them are known', () => {
    expect(contained([1, 2, 3], [1, 2, 3, 4])).toEqual({ share: 1, common: 3 });
    expect(contained([1, 2, 3, 9], [1, 2, 3, 4])).toEqual({ share: 0.75, common: 3 });
  });

  it('are compared as far as both are known where one has many', () => {
    const many = Array.from({ length: 256 }, (_, at) => at * 2);
    expect(contained([0, 2, 4, 5_000], many)).toEqual({ share: 1, common: 3 });
  });

  it.each([['branch_id', 'branch'], ['home_branch_id', 'home_branch'], ['shopCode', 'shop'], ['origin', 'origin'], ['id', 'id']])('give names below %s the prefix %s', (column, prefix) => {
    expect(prefixOf(column)).toBe(prefix);
  });
});

describe('what a group is compared with', () => {
  const over = (filter: string): string[] => operations(planned(['sales.csv', 'shops.csv'], 'table', { keys: 'shop_code', measures: 'statistic(revenue, sum)', filters: filter }));

  it('is looked up after the rows of the group are combined', () => {
    expect(over('statistic(revenue, sum) > floor_area')).toEqual(['table.statistic', 'table.attach_grouped', 'table.having']);
    expect(over('statistic(revenue, mean) <= floor_area').at(-2)).toBe('table.attach_grouped');
    expect(over('computed(statistic(revenue, sum), over, floor_area) > 2')).toEqual(['table.statistic', 'table.attach_grouped', 'table.calculate', 'table.having']);
  });
});

describe('rows counted by what only another file has', () => {
  it.each<[Facets, string[]]>([
    [{ keys: 'shop_region', measures: 'count(rows)' }, ['table.attach', 'table.count']],
    [{ keys: 'shop_town', measures: 'count(rows)', order: 'desc(count(rows))', limit: 1 }, ['table.attach', 'table.count', 'table.rank']],
  ])('are those of the one file that leads there: %j', (facets, expected) => {
    expect(operations(planned(['sales.csv', 'shops.csv'], 'table', facets))).toEqual(expected);
  });
});
