import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { showCredentials, withoutCredential } from '../../src/plan/credential.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { registry } from './service-world.ts';

const constraints = { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };
function planned(): Plan {
  const reading = readGoal('Create an issue titled "Login fails" in project 2', { registry, profiles: [], constraints });
  const compiled = reading.result === 'typed' ? compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' }) : null;
  if (compiled?.result !== 'plan') throw new Error(JSON.stringify(reading));
  return compiled.plan;
}
const shown = (plan: Plan): unknown => plan.nodes.find((task) => task.operation === 'tracker.create-issue')?.parameters?.find((one) => one.name === 'authorization')?.binding;

describe('a service that wants to know who calls', () => {
  it('is named where a plan shows it nothing', () => {
    expect(withoutCredential(planned(), registry.operations)).toEqual([{ task: expect.stringContaining('create-issue') as string, service: 'tracker', parameter: 'authorization' }]);
  });

  it('is shown its own secret, by name, where the run was started with it, and no other', () => {
    const plan = planned();
    expect(showCredentials(plan, registry.operations, { 'secret.lab': true, 'secret.tracker': 'yes' })).toBe(plan);
    const with_ = showCredentials(plan, registry.operations, { 'secret.tracker': true });
    expect(shown(with_)).toEqual({ kind: 'secret', name: 'tracker' });
    expect(withoutCredential(with_, registry.operations)).toEqual([]);
  });
});
