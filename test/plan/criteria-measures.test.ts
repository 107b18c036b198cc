import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { readTerm } from '../../src/plan/read-term.ts';
import type { FormWant } from '../../src/schemas/goal-form.ts';
import type { Given } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { FREE, attachment, goalOf, want } from './fixtures/goals.ts';
import { profileOf } from './fixtures/profiles.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const now = '2026-01-01T00:00:00.000Z';
const SHOPS: Given = attachment('shops.csv', { keys: ['shop'], columns: ['shop'], measures: ['area', 'rent', 'staff'] });
const SALES: Given = attachment('sales.csv', { keys: ['order', 'shop'], columns: ['order', 'shop'], time: 'day', measures: ['billed', 'paid'] });

function read(value: string): FacetValue {
  const term = readTerm(value);
  if (!term.ok) throw new Error(term.reason);
  return term.value;
}

function compiled(given: Given, kind: string, facets: { [name: string]: string | string[] }): string {
  const typed = Object.fromEntries(Object.entries(facets).map(([name, value]) => [name, Array.isArray(value) ? value.map(read) : read(value)]));
  const result = compileGoal(goalOf([want(kind, typed)], [given]), shippedRegistry(), { now });
  if (result.result !== 'plan') return result.message;
  const { checks_failed: failed } = validatePlan(result.plan, { registry: shippedRegistry(), policy: SHIPPED_POLICY, givens: [given], questions: [], secrets: [], now });
  expect(failed.filter((one) => one.severity === 'error')).toEqual([]);
  return result.plan.nodes.map((task) => task.operation).join(' ');
}

describe('criteria', () => {
  it.each<[string, Given, string, { [name: string]: string | string[] }, string]>([
    ['columns', SHOPS, 'table', { keys: ['shop'], measures: ['score([max(area, 0.6), min(rent, 0.4)], minmax)'] }, 'table.load decide.rank'],
    ['a computed measure beside a column', SHOPS, 'table', { keys: ['shop'], measures: ['score([max(computed(area, over, staff), 0.6), min(rent, 0.4)], minmax)'] }, 'table.load table.calculate decide.rank'],
    ['statistics of groups', SALES, 'table', { keys: ['shop'], time: 'none', measures: ['score([max(statistic(paid, sum), 0.6), min(statistic(billed, mean), 0.4)], minmax)'] }, 'table.load table.statistics decide.rank'],
    ['statistics and counts, drawn', SALES, 'chart', { mark: 'bar', keys: ['shop'], time: 'none', measures: ['win_share([max(statistic(paid, sum), 0.6), max(count(rows), 0.4)], minmax)'] }, 'table.load table.statistics decide.shares chart.bar'],
    ['ratios of statistics', SALES, 'table', { keys: ['shop'], time: 'none', measures: ['score([max(computed(statistic(paid, sum), over, statistic(billed, sum)), 0.6), min(count(rows), 0.4)], minmax)'] }, 'table.load table.statistics table.calculate decide.rank'],
    ['statistics, in a sensitivity', SALES, 'summary', { keys: ['shop'], analysis: 'sensitivity([max(statistic(paid, sum), 0.6), min(statistic(billed, mean), 0.4)], zscore)' }, 'table.load table.statistics decide.sensitivity'],
  ])('are made first where they are %s', (_, given, kind, facets, operations) => {
    expect(compiled(given, kind, facets)).toBe(operations);
  });

  it('that are not in the data are refused', () => {
    expect(compiled(SHOPS, 'table', { keys: ['shop'], measures: ['score([max(area, 0.6), min(noise, 0.4)], minmax)'] })).toMatch(/^Cannot reach what is wanted/);
  });
});

describe('the one column by which wants tell rows apart', () => {
  const profile = profileOf('shops.csv', [['shop', 'dimension'], ['town', 'dimension'], ['area', 'measure']], { rows: 8 });
  const keysOf = (wants: FormWant[], of = profile): unknown => {
    const reading = formGoal('a goal', { wants }, { registry: { ...shippedRegistry(), datasets: [] }, profiles: [of], constraints: FREE });
    return reading.result === 'typed' ? reading.typed_goal.givens[0]?.type.facets['keys'] : reading;
  };

  it('is the key of the data where each of its values is there once', () => {
    expect(keysOf([{ id: 'w', kind: 'table', facets: { keys: 'shop', measures: 'area' } }])).toEqual(['shop']);
  });

  it('stands beside the others where values come again, or another want names others', () => {
    expect(keysOf([{ id: 'w', kind: 'table', facets: { keys: 'shop', measures: 'area' } }], { ...profile, rows: 40 })).toEqual(['shop', 'town']);
    expect(keysOf([{ id: 'w', kind: 'table', facets: { keys: 'shop', measures: 'area' } }, { id: 'v', kind: 'table', facets: { keys: 'town', measures: 'area' } }])).toEqual(['shop', 'town']);
  });
});
