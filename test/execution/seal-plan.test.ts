import { describe, expect, it } from 'vitest';
import { type SealRequest, sealPlan } from '../../src/execution/seal-plan.ts';
import { verifySeal } from '../../src/execution/seal.ts';
import { intentDigest, planDigest, taskDigest } from '../../src/plan/digest.ts';
import type { Policy, Receipt } from '../../src/schemas/approval.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { toolDigests } from '../../src/tools/registry.ts';
import { declare, operations, tools } from './fixtures/tools.ts';
import { NOW, keys, makeStep } from './world.ts';

const policy: Policy = { version: '1', approves: { effects: [], operations: [] }, forbids: { operations: [], hosts: [] }, allowed_hosts: [], objective: 'time' };
const task = (task_id: string): Task => ({ task_id, description: task_id, dependencies: [], parallelizable: true, estimated_complexity: 'low', required_capabilities: [] });
const plan: Plan = { dag_id: 'd', nodes: ['t1', 't2', 't3'].map(task), edges: [], metadata: { planning_timestamp: NOW, confidence_score: null, alternative_approaches: [] } };
const decompositions = [
  { task_id: 't1', steps: [makeStep('echo')] },
  { task_id: 't2', steps: [makeStep('fetch'), makeStep('echo', {}, { step_id: 's2' })] },
  { task_id: 't3', steps: [makeStep('save')] },
];
const registryDigests = toolDigests(tools);

function receipt(over: Partial<Receipt> = {}, tasks = ['t1', 't2', 't3']): Receipt {
  return {
    receipt_id: 'receipt-1',
    workflow_id: 'goal-test',
    revision: 1,
    plan_digest: planDigest({ ...plan, decompositions }, { policyVersion: '1', registryDigests }),
    task_digests: Object.fromEntries(tasks.map((id) => [id, taskDigest(task(id), decompositions.find((one) => one.task_id === id))])),
    policy_version: '1',
    registry_digests: registryDigests,
    budget_usd: null,
    decision: { decision_id: 'd1', kind: 'approve', accepted: true, reason: '', at: NOW, approver: { name: 'ann', verified: false }, via: 'update', plan_digest: null, task_id: null, comment: null },
    effects: null,
    ...over,
  };
}

const request = (over: Partial<SealRequest> = {}): SealRequest => ({
  plan, decompositions, receipts: [receipt()], policy, registryDigests, operations, workflowId: 'goal-test', revision: 1, now: NOW, privateKeyPem: keys.privateKey, ...over,
});
const rules = (over: Partial<SealRequest>): string[] => {
  const result = sealPlan(request(over));
  return 'refused' in result ? result.refused.map((one) => `${one.rule} ${one.subject}`) : ['sealed'];
};

describe('sealing a plan', () => {
  it('signs the digest of every intent that receipts cover', () => {
    const result = sealPlan(request());
    if ('refused' in result) throw new Error(JSON.stringify(result.refused));
    expect(verifySeal(result.sealed, keys.publicKey, NOW)).toEqual({ valid: true });
    expect(Object.keys(result.sealed.manifest.intents)).toEqual(['t1/s1', 't2/s1', 't2/s2', 't3/s1']);
    expect(result.sealed.manifest.intents['t1/s1']).toBe(intentDigest(makeStep('echo'), '1'));
    expect(result.sealed.manifest).toMatchObject({ receipts: ['receipt-1'], expires_at: '2026-03-02T12:00:00.000Z', revision: 1, policy_version: '1' });
    expect(result.uncovered).toEqual([]);
  });

  it('counts receipts of earlier revisions for tasks that are as they were (AP-1)', () => {
    expect(rules({ revision: 2, receipts: [receipt({}, ['t1', 't2']), receipt({ receipt_id: 'receipt-2', revision: 2 }, ['t3'])] })).toEqual(['sealed']);
    const changed = decompositions.map((one) => (one.task_id === 't2' ? { ...one, steps: [makeStep('echo')] } : one));
    expect(rules({ revision: 2, decompositions: changed })).toEqual(['task.uncovered t2']);
    expect(rules({ plan: { ...plan, nodes: plan.nodes.map((one) => (one.task_id === 't1' ? { ...one, timeout_ms: 5 } : one)) } })).toEqual(['task.uncovered t1']);
  });

  it('refuses what receipts do not cover, or leaves it out where it is asked for later (AP-9)', () => {
    expect(rules({ receipts: [receipt({}, ['t1'])] })).toEqual(['task.uncovered t2', 'task.uncovered t3']);
    const partial = sealPlan(request({ receipts: [receipt({}, ['t1'])], partial: true }));
    if ('refused' in partial) throw new Error('refused');
    expect(partial.uncovered).toEqual(['t2', 't3']);
    expect(Object.keys(partial.sealed.manifest.intents)).toEqual(['t1/s1']);
    expect(rules({ receipts: [] })).toHaveLength(3);
  });

  it.each<[string, Partial<Receipt>, string]>([
    ['of another run (AP-2)', { workflow_id: 'goal-other' }, 'receipt.foreign'],
    ['of a later revision', { revision: 2 }, 'receipt.foreign'],
    ['under another policy', { policy_version: '0' }, 'receipt.policy'],
    ['for other packs or tools (AP-8)', { registry_digests: { 'tool:probe': 'f'.repeat(64) } }, 'receipt.registry'],
    ['for another budget (PV-13)', { budget_usd: 5 }, 'receipt.budget'],
    ['of a refused decision', { decision: { ...receipt().decision, accepted: false } }, 'receipt.refused'],
    ['of a rejection', { decision: { ...receipt().decision, kind: 'reject' } }, 'receipt.refused'],
    ['that is not well-formed', { task_digests: { t1: 'x' } }, 'receipt.malformed'],
  ])('does not count a receipt %s', (_what, over, rule) => {
    const found = rules({ receipts: [receipt(over)] });
    expect(found).toContainEqual(expect.stringContaining(rule));
    expect(found).toContain('task.uncovered t1');
  });

  it('takes an approval in advance for the effect classes it names, never for destructive or always asked operations', () => {
    expect(rules({ receipts: [receipt({ effects: ['none', 'read', 'write'] })] })).toEqual(['sealed']);
    expect(rules({ receipts: [receipt({ effects: ['none', 'read'] })] })).toEqual(['task.uncovered t3']);
    const ops = [...operations.filter((one) => one.operation !== 'save' && one.operation !== 'fetch'), declare('save', { effect: 'destructive' }), declare('fetch', { always_ask: true, effect: 'read' })];
    expect(rules({ operations: ops, receipts: [receipt({ effects: ['none', 'read', 'write', 'destructive'] })] })).toEqual(['task.uncovered t2', 'task.uncovered t3']);
    expect(rules({ operations: ops })).toEqual(['sealed']);
  });

  it('seals what is wanted of a nested plan, and of which data, in place of steps', () => {
    const nested: Task = { ...task('t4'), type: 'plan', plan: { words: 'the rest', wants: [], budget_usd: 1 } };
    const with4 = (one: Task): Partial<SealRequest> => ({ plan: { ...plan, nodes: [...plan.nodes, one] }, receipts: [receipt({ task_digests: { ...receipt().task_digests, t4: taskDigest(nested, null) } })] });
    const sealed = sealPlan(request(with4(nested)));
    if ('refused' in sealed) throw new Error(JSON.stringify(sealed.refused));
    expect(sealed.sealed.manifest.intents['t4/plan']).toBe(taskDigest(nested, null));
    expect(sealed.sealed.manifest.constructs).toEqual({ t4: { nested: true } });
    expect(rules(with4({ ...nested, plan: { words: 'something else', wants: [], budget_usd: 1 } }))).toEqual(['task.uncovered t4']);
    expect(rules({ ...with4(nested), decompositions: [...decompositions, { task_id: 't4', steps: [makeStep('echo')] }] })).toContain('task.undecomposed t4');
  });

  it('does not believe a task about its own effect', () => {
    const nodes = plan.nodes.map((one) => ({ ...one, effect: 'none' as const }));
    const digests = Object.fromEntries(nodes.map((one) => [one.task_id, taskDigest(one, decompositions.find((other) => other.task_id === one.task_id))]));
    expect(rules({ plan: { ...plan, nodes }, receipts: [receipt({ effects: ['none', 'read'], task_digests: digests })] })).toEqual(['task.uncovered t3']);
  });

  it('refuses what cannot be sealed at all', () => {
    expect(rules({ decompositions: decompositions.slice(1) })).toContain('task.undecomposed t1');
    expect(rules({ decompositions: [...decompositions, { task_id: 't1', steps: [makeStep('echo')] }] })).toContain('task.duplicate t1');
    expect(rules({ operations: [] })).toContain('step.unknown-operation t1/s1');
    expect(rules({ policy: { ...policy, forbids: { operations: ['probe.save'], hosts: [] } } })).toContain('step.forbidden t3/s1');
    expect(rules({ plan: { ...plan, nodes: [] } })).toContain('plan.empty revision 1');
    expect(rules({ plan: { ...plan, plan_digest: 'f'.repeat(64) } })).toContain('plan.digest revision 1');
  });
});
