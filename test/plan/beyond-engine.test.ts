import { describe, expect, it } from 'vitest';
import { beyondEngine, runnableFirst } from '../../src/plan/beyond-engine.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { registry } from './service-world.ts';

const constraints = { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };
function planned(entity: string): Plan {
  const reading = formGoal('a goal', { wants: [{ id: 'all', kind: 'table', facets: { service: 'tracker', entity } }] }, { registry, profiles: [], constraints });
  const compiled = reading.result === 'typed' ? compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' }) : null;
  if (compiled?.result !== 'plan') throw new Error(JSON.stringify(reading));
  return compiled.plan;
}

describe('tasks that this version does not execute', () => {
  it('are told once, with all of them and what to do', () => {
    const plan = planned('comment');
    const { checks_failed } = validatePlan(plan, { registry, policy: SHIPPED_POLICY, now: '2026-01-01T00:00:00.000Z' });
    const own = checks_failed.filter((failure) => failure.rule === 'semantic.supported');
    expect(own).toHaveLength(1);
    expect(own[0]?.message).toContain('waits for what a person decides or enters');
    expect(own[0]?.suggested_fix).toContain('plan show');
  });

  it('give way to an alternative without them, and only then', () => {
    const person = planned('comment');
    const plain = planned('issue');
    expect(person.nodes.some((task) => beyondEngine(task).length > 0)).toBe(true);
    expect(runnableFirst(person, [plain])).toEqual({ plan: plain, alternatives: [person], instead: true });
    expect(runnableFirst(plain, [person])).toEqual({ plan: plain, alternatives: [person], instead: false });
    expect(runnableFirst(person, [])).toEqual({ plan: person, alternatives: [], instead: false });
  });
});
