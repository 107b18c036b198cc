import { describe, expect, it } from 'vitest';
import { applyAugmentation, augmentations } from '../../src/plan/augment.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { PlanSchema } from '../../src/schemas/plan.ts';
import { dataset, goalOf, want } from './fixtures/goals.ts';
import { registry } from './fixtures/registry.ts';

function plan() {
  const facets = { dataset: 'earthquakes', filters: [{ fn: '>', args: ['mag', 4.5] }], measures: ['mag'] };
  const result = compileGoal(goalOf([want('map', facets), want('table', { ...facets, order: { fn: 'desc', args: ['mag'] }, limit: 5 }), want('report')], [dataset('earthquakes')]), registry, { now: '2026-01-01T00:00:00.000Z' });
  if (result.result !== 'plan') throw new Error(result.message);
  return { ...result.plan, augmentations: augmentations(result.plan, registry, { verify: { accepted: 3, dismissed: 1 } }) };
}

describe('augmentations', () => {
  it('suggests to check the observed data behind the results, with the share of past acceptances', () => {
    const [suggestion] = plan().augmentations;
    expect(suggestion).toMatchObject({ rule: 'verify', confidence: 0.75, state: 'suggested', tasks: [{ operation: 'verify.coverage', dependencies: ['filter-earthquakes'] }] });
    expect(augmentations(plan(), registry, {})[0]?.confidence).toBeNull();
  });

  it('adds the check and its verdict to the report when accepted, and nothing when dismissed', () => {
    const before = plan();
    const after = applyAugmentation(before, 'verify', true);
    PlanSchema.parse(after);
    const ids = after.nodes.map((task) => task.task_id);
    expect(ids.indexOf('verify-earthquakes')).toBeLessThan(ids.indexOf('report'));
    const report = after.nodes.find((task) => task.task_id === 'report');
    expect(report?.dependencies).toContain('verify-earthquakes');
    expect(report?.inputs?.[0]?.bindings).toContainEqual({ kind: 'port', task: 'verify-earthquakes', port: 'verdict' });
    expect(augmentations(after, registry, {}).map((one) => one.rule)).not.toContain('verify');
    const dismissed = applyAugmentation(before, 'verify', false);
    expect(dismissed.nodes).toEqual(before.nodes);
    expect(dismissed.augmentations?.[0]?.state).toBe('dismissed');
    expect(applyAugmentation(dismissed, 'verify', true)).toBe(dismissed);
  });
});
