import { sealPlan as seal } from '../../execution/seal-plan.ts';
import { canonical, planDigest, taskDigest } from '../../plan/digest.ts';
import { operationsByName, stepOperation } from '../../plan/operations.ts';
import { taskOperations } from '../../plan/preview.ts';
import { isGated } from '../../plan/skeleton.ts';
import type { Decision, Policy, Receipt, SealManifest } from '../../schemas/approval.ts';
import type { Decomposition } from '../../schemas/decomposition.ts';
import type { EffectClass, Operation, Registry } from '../../schemas/operation.ts';
import type { Plan, Task } from '../../schemas/plan.ts';
import { approvalNeeded } from '../../validation/policy.ts';
import type { ApprovalResult, OrchestrationActivities, Refusal } from '../contract.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { eventKey, record } from '../record.ts';
import { runContext } from '../run-context.ts';
import type { GoalRunInput } from '../../schemas/run.ts';

/** How long a seal is good for: a run may wait for people for days. */
const LIFETIME_MS = 30 * 86_400_000;

interface Parts {
  plan: Plan;
  registry: Registry;
  decompositions: Map<string, Decomposition>;
  operations: Map<string, Operation>;
}

async function partsOf(ports: OrchestrationPorts, workflowId: string, revision: number): Promise<Parts> {
  const context = runContext(ports, workflowId);
  const [plan, registry] = await Promise.all([context.plan(revision), context.registry()]);
  const decompositions = new Map((plan.decompositions ?? []).map((decomposition) => [decomposition.task_id, decomposition]));
  return { plan, registry, decompositions, operations: operationsByName(registry.operations) };
}

function operationsOfTask(task: Task, parts: Parts): Operation[] {
  return (parts.decompositions.get(task.task_id)?.steps ?? []).flatMap((step) => parts.operations.get(stepOperation(step)) ?? []);
}

/** A task that a person is asked for on its own: destructive, always asked for, or beyond what was approved in advance. */
function asksAlone(task: Task, parts: Parts, effects: readonly EffectClass[] | null): boolean {
  const operations = operationsOfTask(task, parts);
  return operations.some((operation) => isGated(operation) || (effects !== null && !effects.includes(operation.effect)));
}

/** Whether exactly this decision stands in the record, as an accepted approval: the argument of an activity proves nothing. */
async function wasMade(ports: OrchestrationPorts, workflowId: string, decision: Decision): Promise<boolean> {
  if (!decision.accepted || decision.kind !== 'approve') return false;
  const events = await ports.provenance.read(workflowId, { kinds: ['decision'] });
  return events.some((event) => event.subject === decision.decision_id && canonical(event.body) === canonical(decision));
}

/** Effect classes that an approval given in advance covers, from the goal as it was recorded; null: it was not given in advance, or the policy itself approves. */
async function effectsOf(ports: OrchestrationPorts, workflowId: string, decision: Decision, parts: Parts, policy: Policy): Promise<EffectClass[] | null> {
  if (decision.via !== 'advance') return null;
  if (approvalNeeded(parts.plan, { policy, registry: parts.registry }).every((need) => need.when === 'when-reached')) return null;
  const [goal] = await ports.provenance.read(workflowId, { kinds: ['goal'], limit: 1 });
  return (goal?.body as Pick<GoalRunInput, 'advance'> | undefined)?.advance?.effects ?? [];
}

/**
 * Turns a decision into a receipt over task digests. An approval of the plan covers what needs no question of its own; an approval of one
 * task covers that task. The decision has to stand in the record, and the plan is read from the store and digested again: what was decided
 * on is what is there.
 */
export function recordApproval(ports: OrchestrationPorts): OrchestrationActivities['recordApproval'] {
  return async ({ workflow_id, revision, decision }): Promise<ApprovalResult> => {
    const parts = await partsOf(ports, workflow_id, revision);
    const { plan } = parts;
    const policy = await runContext(ports, workflow_id).policy();
    const digest = planDigest(plan, { policyVersion: policy.version, registryDigests: parts.registry.digests });
    if (plan.plan_digest !== digest || decision.plan_digest !== digest) return { result: 'refused', refusal: stale(digest, decision.plan_digest) };
    if (!(await wasMade(ports, workflow_id, decision))) return { result: 'refused', refusal: notMade(decision.decision_id) };
    const effects = await effectsOf(ports, workflow_id, decision, parts, policy);
    const covers = decision.task_id === null ? plan.nodes.filter((task) => !asksAlone(task, parts, effects)) : plan.nodes.filter((task) => task.task_id === decision.task_id);
    const receipt: Receipt = {
      receipt_id: `receipt-${decision.decision_id}`,
      workflow_id,
      revision,
      plan_digest: digest,
      task_digests: Object.fromEntries(covers.map((task) => [task.task_id, taskDigest(task, parts.decompositions.get(task.task_id))])),
      policy_version: policy.version,
      registry_digests: plan.registry_digests ?? {},
      budget_usd: plan.constraints?.budget_usd ?? null,
      decision,
      effects,
    };
    await ports.runStore.put(workflow_id, 'receipt', receipt.receipt_id, receipt);
    await record(ports.provenance, workflow_id, {
      key: eventKey.receipt(receipt.receipt_id),
      kind: 'receipt',
      subject: receipt.receipt_id,
      causes: [eventKey.decision(decision.decision_id), `${eventKey.plan(revision)}/${digest}`, eventKey.validation(revision, digest)],
      body: receipt,
    });
    return { result: 'recorded', receipt_id: receipt.receipt_id, gated: plan.nodes.filter((task) => !covers.includes(task)).map((task) => task.task_id) };
  };
}

function stale(expected: string, got: string | null): Refusal {
  return { type: 'Seal.NotApproved', message: `Cannot record the approval: the plan is ${expected}, the decision was on ${got ?? 'none'}. Approve the plan as it is now.`, class: 'denied' };
}

function notMade(decisionId: string): Refusal {
  return { type: 'Seal.NotApproved', message: `Cannot record the approval: decision "${decisionId}" is not in the record as an accepted approval of this. Approve the plan.`, class: 'denied' };
}

/** The receipts whose row says what the record says: a receipt that stands only in the table is none. */
async function recordedReceipts(ports: OrchestrationPorts, workflowId: string): Promise<Receipt[]> {
  const [stored, events] = await Promise.all([ports.runStore.list<Receipt>(workflowId, 'receipt'), ports.provenance.read(workflowId, { kinds: ['receipt'] })]);
  const recorded = new Set(events.map((event) => canonical(event.body)));
  return stored.flatMap(({ body }) => (recorded.has(canonical(body)) ? [body] : []));
}

/**
 * Seals a revision. Trusts none of its arguments: plan, decompositions, receipts and policy are read from the store again, and receipts count
 * as they stand in the record. Tasks that are asked for on their own are left out until a receipt covers them; the executor refuses what is
 * left out.
 */
export function sealPlan(ports: OrchestrationPorts): OrchestrationActivities['sealPlan'] {
  return async ({ workflow_id, revision, task_id }) => {
    const { plan } = await partsOf(ports, workflow_id, revision);
    const context = runContext(ports, workflow_id);
    const [policy, registry, receipts] = await Promise.all([context.policy(), context.registry(), recordedReceipts(ports, workflow_id)]);
    if (plan.plan_digest === undefined) return notSealed(`Cannot seal revision ${revision}: its plan was not checked. Plan again.`);
    const result = seal({
      plan,
      decompositions: plan.decompositions ?? [],
      receipts,
      policy,
      registryDigests: registry.digests,
      operations: registry.operations,
      workflowId: workflow_id,
      revision,
      now: new Date().toISOString(),
      privateKeyPem: ports.privateKeyPem,
      lifetimeMs: LIFETIME_MS,
      partial: true,
    });
    if ('refused' in result) return notSealed(result.refused[0]?.message ?? `Cannot seal revision ${revision}.`);
    const { manifest } = result.sealed;
    const sealed = Object.keys(manifest.intents);
    // Where every task is asked for when it is reached there is nothing to seal yet, and without a seal nothing runs.
    if (sealed.length === 0 && task_id === undefined && allGated(plan, registry)) return { result: 'sealed', expires_at: manifest.expires_at };
    if (sealed.length === 0 || (task_id !== undefined && result.uncovered.includes(task_id))) {
      return notSealed(`Cannot seal ${task_id === undefined ? `revision ${revision}` : `task "${task_id}"`}: no approval covers it as it is now. Approve it.`);
    }
    const key = await nextSealKey(ports, workflow_id, revision, manifest.root);
    if (key !== null) {
      await ports.runStore.put(workflow_id, 'seal', key, result.sealed);
      await record(ports.provenance, workflow_id, {
        key: `seal/${key}`,
        kind: 'seal',
        subject: String(revision),
        causes: manifest.receipts.map((receipt) => eventKey.receipt(receipt)),
        body: { revision, root: manifest.root, intents: sealed, expires_at: manifest.expires_at, not_yet: result.uncovered },
      });
    }
    return { result: 'sealed', expires_at: manifest.expires_at };
  };
}

function allGated(plan: Plan, registry: Registry): boolean {
  const operations = taskOperations(plan, registry);
  return plan.nodes.every((task) => (operations.get(task.task_id) ?? []).some(isGated));
}

function notSealed(message: string): { result: 'refused'; refusal: Refusal } {
  return { result: 'refused', refusal: { type: 'Seal.NotApproved', message, class: 'denied' } };
}

/** `<revision>`, then `<revision>.<n>` for what is approved later; null when a retried activity finds its own seal. */
async function nextSealKey(ports: OrchestrationPorts, workflowId: string, revision: number, root: string): Promise<string | null> {
  const seals = (await ports.runStore.list<{ manifest: SealManifest }>(workflowId, 'seal')).filter((entry) => entry.body.manifest.revision === revision);
  // Renewed only in the last tenth of its life: a retried activity, and a second approval of the same tasks, find the seal that is there.
  const lasts = Date.now() + LIFETIME_MS / 10;
  if (seals.some((entry) => entry.body.manifest.root === root && Date.parse(entry.body.manifest.expires_at) > lasts)) return null;
  return seals.length === 0 ? String(revision) : `${revision}.${seals.length}`;
}
