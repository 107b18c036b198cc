import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../../src/plan/compile.ts';
import type { Given, Want } from '../../../src/schemas/goal.ts';
import type { FacetValue } from '../../../src/schemas/operation.ts';
import type { Plan } from '../../../src/schemas/plan.ts';
import { SHIPPED_POLICY } from '../../../src/validation/policy.ts';
import { validatePlan } from '../../../src/validation/validate-plan.ts';
import { attachment, goalOf, want } from '../fixtures/goals.ts';
import { registry } from '../fixtures/registry.ts';

const now = '2026-01-01T00:00:00.000Z';
const file = (id: string, measure: string): Given => ({ ...attachment(`${id}.csv`, { keys: ['region'], time: 'year', measures: [measure, 'people'], position: 'none', dataset: id }), id, source: { kind: 'attachment', sha256: id.repeat(64), name: `${id}.csv`, media_type: 'text/csv' } });
const growth = (measure: string): FacetValue => ({ fn: 'growth', args: [measure, 'percent'] });
/** Five wants about one file; growth is needed three times. */
const about = (id: string, measure: string): Want[] =>
  [
    want('table', { dataset: id, keys: ['region'], measures: [growth(measure)] }),
    want('table', { dataset: id, keys: ['region'], measures: [growth(measure)], order: { fn: 'desc', args: [growth(measure)] }, limit: 3 }),
    want('chart', { dataset: id, keys: ['region'], measures: [growth(measure)] }),
    want('chart', { dataset: id, measures: [measure], mark: 'line' }),
    want('summary', { dataset: id, analysis: { fn: 'summary', args: [measure] } }),
  ].map((one, index) => ({ ...one, id: `${id}-${index}` }));
const files: [string, string][] = [['a', 'apples'], ['b', 'pears'], ['c', 'nuts'], ['d', 'growth']];

function compiled(wants: Want[], givens: Given[]): { plan: Plan; cost: number; ended: string } {
  const goal = goalOf(wants, givens);
  const result = compileGoal(goal, registry, { now });
  if (result.result !== 'plan') throw new Error(result.message);
  const failed = validatePlan(result.plan, { registry, policy: SHIPPED_POLICY, givens: goal.givens, questions: [], secrets: [], now }).checks_failed;
  expect(failed.filter((one) => one.severity === 'error').map((one) => one.message)).toEqual([]);
  return { plan: result.plan, cost: result.search.cost, ended: result.search.ended };
}

describe('goals with many wants', () => {
  it('are planned in parts that share what they can, as cheaply as each part by itself', () => {
    const whole = compiled(files.flatMap(([id, measure]) => about(id, measure)), files.map(([id, measure]) => file(id, measure)));
    expect(whole.ended).toBe('parts');
    const each = files.map(([id, measure]) => compiled(about(id, measure), [file(id, measure)]));
    expect(each.every((one) => one.ended === 'complete')).toBe(true);
    expect(whole.cost).toBe(each.reduce((sum, one) => sum + one.cost, 0));
    const sorted = (plans: Plan[]): string[] => plans.flatMap((one) => one.nodes.map((task) => task.operation ?? '')).toSorted((a, b) => (a < b ? -1 : 1));
    expect(sorted([whole.plan])).toEqual(sorted(each.map((one) => one.plan)));
  });

  it('keep the names of each part where parts differ in nothing else', () => {
    const { plan } = compiled(files.flatMap(([id, measure]) => about(id, measure)), files.map(([id, measure]) => file(id, measure)));
    const measures = plan.nodes.filter((task) => task.operation === 'table.growth').map((task) => task.parameters?.find((one) => one.name === 'measure')?.binding);
    expect(measures).toEqual(files.map(([, measure]) => ({ kind: 'literal', value: measure })));
    for (const [id] of files) expect(plan.nodes.filter((task) => task.inputs?.some((input) => input.bindings.some((one) => one.kind === 'artifact' && one.name === `${id}.csv`)))).toHaveLength(1);
  });

  it('end in one report of everything', () => {
    const wants = [...files.flatMap(([id, measure]) => about(id, measure)), want('report')];
    const { plan } = compiled(wants, files.map(([id, measure]) => file(id, measure)));
    const report = plan.nodes.find((task) => task.operation === 'report.compose');
    expect(report?.inputs?.[0]?.bindings).toHaveLength(20);
    expect(plan.nodes.at(-1)).toBe(report);
  });

  it('have no plan where one want has none', () => {
    const wants = [...files.flatMap(([id, measure]) => about(id, measure)), { ...want('chart', { dataset: 'a', measures: ['gdp'] }), id: 'none' }];
    expect(compileGoal(goalOf(wants, files.map(([id, measure]) => file(id, measure))), registry, { now }).result).toBe('dead-end');
  });
});
