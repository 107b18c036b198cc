import { describe, expect, it } from 'vitest';
import { withBestOfEach } from '../../src/plan/best-of-each.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { readTerm } from '../../src/plan/read-term.ts';
import type { Given } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { attachment, goalOf, want } from './fixtures/goals.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const now = '2026-01-01T00:00:00.000Z';
const SALES: Given = attachment('sales.csv', { keys: ['order', 'region', 'shop'], columns: ['order', 'region', 'shop'], time: 'day', measures: ['billed', 'paid'] });
const COLUMNS = ['order', 'region', 'shop', 'day', 'billed', 'paid'];

function read(value: string): FacetValue {
  const term = readTerm(value);
  if (!term.ok) throw new Error(term.reason);
  return term.value;
}

function compiled(kind: string, facets: { [name: string]: string | string[] }): string {
  const typed = Object.fromEntries(Object.entries(facets).map(([name, value]) => [name, Array.isArray(value) ? value.map(read) : read(value)]));
  const result = compileGoal(goalOf([want(kind, typed)], [SALES]), shippedRegistry(), { now, columns: { [SALES.id]: COLUMNS.map((name) => ({ name, aggregation: null })) } });
  if (result.result !== 'plan') return result.message;
  const { checks_failed: failed } = validatePlan(result.plan, { registry: shippedRegistry(), policy: SHIPPED_POLICY, givens: [SALES], questions: [], secrets: [], now });
  expect(failed.filter((one) => one.severity === 'error')).toEqual([]);
  return result.plan.nodes.map((task) => task.operation).join(' ');
}

describe('the best rows of each group', () => {
  it.each<[string, string, { [name: string]: string | string[] }, string]>([
    ['rows as they are', 'table', { top: 'of(region, desc(paid), 2)' }, 'table.load table.top'],
    ['rows that filters leave, in an order', 'table', { top: 'of(region, desc(paid), 2)', filters: ['billed > 20'], order: 'desc(paid)' }, 'table.load table.filter table.top table.rank'],
    ['what was made of two columns', 'table', { top: 'of([region, shop], asc(computed(paid, minus, billed)))' }, 'table.load table.compute table.top'],
    ['groups of groups', 'table', { keys: ['region', 'shop'], time: 'none', measures: ['statistic(paid, sum)'], top: 'of(region, desc(statistic(paid, sum)))' }, 'table.load table.statistic table.top'],
    ['groups, drawn', 'chart', { mark: 'bar', keys: ['region', 'shop'], time: 'none', measures: ['statistic(paid, sum)'], top: 'of(region, desc(statistic(paid, sum)))' }, 'table.load table.statistic table.top chart.bar'],
    ['steps of time', 'table', { keys: ['shop'], interval: 'month', measures: ['statistic(paid, sum)'], top: 'of(day, desc(statistic(paid, sum)))' }, 'table.load table.statistic_by_time table.top'],
    ['one measure by another', 'table', { keys: ['region', 'shop'], time: 'none', measures: ['statistic(paid, sum)', 'statistic(billed, max)'], top: 'of(region, desc(statistic(billed, max)))' }, 'table.load table.statistics table.top'],
  ])('are those of %s', (_, kind, facets, operations) => {
    expect(compiled(kind, facets)).toBe(operations);
  });

  it('are refused where the table has no such column, or the top is none', () => {
    expect(compiled('table', { top: 'of(country, desc(paid), 2)' })).toMatch(/^Cannot keep rows by "country"/);
    expect(compiled('table', { top: 'desc(paid)' })).toMatch(/^Cannot read the top of "table-1": expected of\(columns, desc\(measure\), number\)/);
    expect(compiled('table', { top: 'of(region, desc(paid), 0)' })).toMatch(/^Cannot read the top/);
  });

  it('are read the same however often', () => {
    const once = withBestOfEach(goalOf([want('table', { top: read('of([shop, region], desc(paid))') })], [SALES]));
    if ('message' in once) throw new Error(once.message);
    expect(once.wants[0]?.type.facets['top']).toEqual({ fn: 'best', args: [['region', 'shop'], 'desc', 'paid', 1] });
    expect(withBestOfEach(once)).toEqual(once);
  });
});

describe('conditions between two columns', () => {
  it.each<[string, { [name: string]: string | string[] }, string]>([
    ['of the data', { filters: ['paid < billed'] }, 'table.load table.filter'],
    ['that are named as such', { filters: ['region = column(shop)'] }, 'table.load table.filter'],
    ['with a difference over a bound', { filters: ['computed(billed, minus, paid) > 3'] }, 'table.load table.compute table.having'],
    ['that were grouped', { keys: ['shop'], time: 'none', measures: ['statistic(paid, sum)', 'statistic(billed, sum)'], filters: ['statistic(paid, sum) < statistic(billed, sum)'] }, 'table.load table.statistics table.having'],
    ['of which only one is shown', { keys: ['shop'], time: 'none', measures: ['statistic(paid, sum)'], filters: ['statistic(paid, sum) < statistic(billed, sum)'] }, 'table.load table.statistics table.having'],
  ])('are kept %s', (_, facets, operations) => {
    expect(compiled('table', facets)).toBe(operations);
  });
});
