import { describe, expect, it } from 'vitest';
import { taskDigest } from '../../src/plan/digest.ts';
import type { Policy, Receipt } from '../../src/schemas/approval.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { SHIPPED_POLICY, approvalNeeded, asksFirst, isApprovedBy } from '../../src/validation/policy.ts';
import { REGISTRY, plan, task, worldPlan } from '../plan/plans.ts';

const constraints = { budget_usd: 1, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };
const withRemoval = (): Plan => plan([...worldPlan().nodes, task('rm', 'file.remove', {}, { path: 'old.html' }), task('send', 'mail.send', { body: 'narrate.text' }, { to: 'a@b' })], { constraints });

function receipt(of: Plan, more: Partial<Receipt> = {}): Receipt {
  return {
    receipt_id: 'r1', workflow_id: 'w', revision: 1, plan_digest: 'a'.repeat(64),
    task_digests: Object.fromEntries(of.nodes.map((one) => [one.task_id, taskDigest(one, of.decompositions?.find((other) => other.task_id === one.task_id))])),
    policy_version: SHIPPED_POLICY.version, registry_digests: REGISTRY.digests, budget_usd: of.constraints?.budget_usd ?? null,
    decision: {
      decision_id: 'd', kind: 'approve', accepted: true, reason: '', at: '2026-11-22T12:00:00.000Z', approver: { name: 'ann', verified: false }, via: 'signal', plan_digest: null, task_id: null, comment: null,
    },
    effects: null,
    ...more,
  };
}
const needs = (of: Plan, receipts: Receipt[], policy = SHIPPED_POLICY, registry = REGISTRY) => approvalNeeded(of, { policy, registry, receipts }).map((need) => `${need.task_id} ${need.when}`);

describe('approvalNeeded', () => {
  it('asks for everything under the shipped policy', () => {
    expect(needs(worldPlan(), [])).toEqual(['load', 'filter', 'chart', 'narrate', 'report', 'save'].map((id) => `${id} before-start`));
  });

  it('asks for nothing but gated tasks once a person approved the plan', () => {
    expect(needs(withRemoval(), [receipt(withRemoval())])).toEqual(['rm when-reached', 'send when-reached']);
  });

  it('lets an approval in advance cover none, read and write only, whatever it lists', () => {
    const advance = receipt(withRemoval(), { effects: ['none', 'read', 'write', 'destructive'] });
    expect(needs(withRemoval(), [advance])).toEqual(['rm when-reached', 'send when-reached']);
    expect(needs(withRemoval(), [receipt(withRemoval(), { effects: ['none'] })])).toContain('save before-start');
  });

  it('is asked before anything runs also where every task is asked for when it is reached', () => {
    const reads: Policy = { ...SHIPPED_POLICY, approves: { effects: ['none', 'read', 'write'], operations: [] } };
    const only = plan([task('rm', 'file.remove', {}, { path: 'old.html' })], { constraints });
    expect(needs(only, [], reads)).toEqual(['rm when-reached']);
    expect(asksFirst(only, { policy: reads, registry: REGISTRY })).toBe(true);
    expect(asksFirst(worldPlan(), { policy: reads, registry: REGISTRY })).toBe(false);
    expect(asksFirst(worldPlan(), { policy: SHIPPED_POLICY, registry: REGISTRY })).toBe(true);
  });

  it('is satisfied by a receipt for the very task', () => {
    const own = receipt(withRemoval());
    const [all, single] = [receipt(withRemoval()), { ...own, decision: { ...own.decision, task_id: 'rm' }, task_digests: { rm: own.task_digests.rm ?? '' } }];
    expect(needs(withRemoval(), [all, single])).toEqual(['send when-reached']);
  });

  it('asks again for exactly what changed (AP-1)', () => {
    const before = worldPlan();
    const after = { ...before, nodes: before.nodes.map((one) => (one.task_id === 'chart' ? { ...one, description: 'Another chart' } : one)) };
    expect(needs(after, [receipt(before)])).toEqual(['chart before-start']);
  });

  it('asks again when policy, a tool or the budget changed (AP-8, PV-13)', () => {
    const base = withRemoval();
    const all = base.nodes.length;
    expect(needs(base, [receipt(base)], { ...SHIPPED_POLICY, version: '2' })).toHaveLength(all);
    expect(needs(base, [receipt(base)], SHIPPED_POLICY, { ...REGISTRY, digests: { test: 'b'.repeat(64) } })).toHaveLength(all);
    expect(needs(base, [receipt(base)], SHIPPED_POLICY, { ...REGISTRY, digests: { ...REGISTRY.digests, more: 'b'.repeat(64) } })).toHaveLength(all);
    expect(needs({ ...base, constraints: { ...constraints, budget_usd: 2 } }, [receipt(base)])).toHaveLength(all);
    expect(needs({ ...base, constraints: { ...constraints, budget_usd: null } }, [receipt(base)])).toHaveLength(all);
    expect(needs({ ...base, constraints: { ...constraints, budget_usd: 0.5 } }, [receipt(base)])).toEqual(['rm when-reached', 'send when-reached']);
  });

  it('lets a partial approval cover what it names and nothing else (AP-9)', () => {
    const whole = receipt(worldPlan());
    const partial = { ...whole, task_digests: Object.fromEntries(Object.entries(whole.task_digests).slice(0, 3)) };
    expect(needs(worldPlan(), [partial])).toEqual(['narrate', 'report', 'save'].map((id) => `${id} before-start`));
  });

  it('does not take a refused decision, or a rejection, for an approval', () => {
    const base = receipt(worldPlan());
    expect(needs(worldPlan(), [{ ...base, decision: { ...base.decision, accepted: false } }, { ...base, decision: { ...base.decision, kind: 'reject' } }])).toHaveLength(6);
  });

  it('goes by what the registry says of effects, not by what the plan claims', () => {
    const lying = plan([{ ...task('rm', 'file.remove', {}, { path: 'x' }), effect: 'none' }]);
    expect(needs(lying, [receipt(lying, { effects: ['none', 'read', 'write'] })])).toEqual(['rm when-reached']);
  });

  it('lets a policy approve what it names, and never what is destructive, always asked or forbidden (PV-15)', () => {
    const policy: Policy = { ...SHIPPED_POLICY, approves: { effects: ['none', 'read', 'destructive'], operations: ['file', 'mail.send'] } };
    expect(needs(withRemoval(), [], policy)).toEqual(['rm when-reached', 'send when-reached']);
    const load = REGISTRY.operations.find((one) => one.operation === 'load');
    if (!load) throw new Error('no load');
    expect(isApprovedBy({ ...policy, forbids: { operations: ['table.*'], hosts: [] } }, load)).toBe(false);
  });
});
