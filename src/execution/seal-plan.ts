import { intentDigest, merkleRoot, planDigest, taskDigest } from '../plan/digest.ts';
import { NESTED_STEP } from '../plan/nested-step.ts';
import { operationName, operationsByName, stepOperation } from '../plan/operations.ts';
import type { Policy, Receipt, Seal } from '../schemas/approval.ts';
import { ReceiptSchema } from '../schemas/approval.ts';
import type { Decomposition, Step } from '../schemas/decomposition.ts';
import type { EffectClass, Operation } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { constructsOf } from './construct.ts';
import { intentKey, signManifest } from './seal.ts';

/** How long a seal is in force where the caller does not say: long enough for a day's run, short enough to matter. */
const LIFETIME_MS = 24 * 3_600_000;

export type SealRule =
  | 'receipt.malformed' | 'receipt.foreign' | 'receipt.policy' | 'receipt.registry' | 'receipt.budget' | 'receipt.refused'
  | 'task.uncovered' | 'task.undecomposed' | 'task.duplicate' | 'step.unknown-operation' | 'step.duplicate' | 'step.forbidden' | 'plan.empty' | 'plan.digest';

export interface SealRefusal {
  rule: SealRule;
  /** Task, `task/step` or receipt that it is about. */
  subject: string;
  message: string;
}

export interface SealRequest {
  plan: Plan;
  decompositions: readonly Decomposition[];
  receipts: readonly Receipt[];
  policy: Policy;
  registryDigests: { readonly [name: string]: string };
  operations: readonly Operation[];
  workflowId: string;
  revision: number;
  /** ISO 8601. */
  now: string;
  privateKeyPem: string;
  lifetimeMs?: number;
  /** Seal the tasks that are covered and list the others, instead of refusing: they are approved and sealed when they are reached. */
  partial?: boolean;
}

/**
 * Signs one manifest over the intents of a revision, if valid receipts cover every task as it is now. A receipt counts only with the policy version, the pack
 * and tool digests and the budget of this moment (G3). Given in advance (`effects` set) it covers no effect class outside, no destructive and no `always_ask`
 * operation. Pure but for the signature: the caller reads everything from the store.
 */
export function sealPlan(request: SealRequest): { sealed: Seal; uncovered: string[] } | { refused: SealRefusal[] } {
  const { plan } = request;
  const refused: SealRefusal[] = [];
  const refuse = (rule: SealRule, subject: string, message: string): void => void refused.push({ rule, subject, message });
  const digest = planDigest({ ...plan, decompositions: [...request.decompositions] }, { policyVersion: request.policy.version, registryDigests: request.registryDigests });
  if (plan.plan_digest !== undefined && plan.plan_digest !== digest) refuse('plan.digest', `revision ${request.revision}`, `Cannot seal revision ${request.revision}: the stored plan is not the one that was digested (expected ${plan.plan_digest.slice(0, 12)}…, got ${digest.slice(0, 12)}…). Plan again.`);

  const decompositions = new Map<string, Decomposition>();
  for (const one of request.decompositions) {
    if (decompositions.has(one.task_id)) refuse('task.duplicate', one.task_id, `Cannot seal task "${one.task_id}": it is decomposed twice. Keep one decomposition.`);
    decompositions.set(one.task_id, one);
  }
  const byName = operationsByName(request.operations);
  const counted = countedReceipts(request, refuse);
  const intents: { [key: string]: string } = {};
  const uncovered: string[] = [];
  const used = new Set<string>();
  const seen = new Set<string>();
  for (const task of plan.nodes) {
    if (seen.has(task.task_id)) refuse('task.duplicate', task.task_id, `Cannot seal task "${task.task_id}": the plan has it twice. Rename one.`);
    seen.add(task.task_id);
    const decomposition = decompositions.get(task.task_id) ?? null;
    const steps = stepsOf(task, decomposition, byName, request.policy, refuse);
    if (steps === null) continue;
    const receipt = counted.find((one) => covers(one, task, decomposition, steps));
    if (receipt === undefined) {
      uncovered.push(task.task_id);
      if (request.partial !== true) refuse('task.uncovered', task.task_id, `Cannot seal task "${task.task_id}": no approval covers it as it is now. Approve the plan, or the task.`);
      continue;
    }
    used.add(receipt.receipt_id);
    // What a nested plan does is sealed by its own run; here it is what is wanted of which data.
    if (task.type === 'plan') intents[intentKey(task.task_id, NESTED_STEP)] = taskDigest(task, null);
    for (const { step, operation } of steps) intents[intentKey(task.task_id, step.step_id)] = intentDigest(step, operation.version);
  }
  if (plan.nodes.length === 0) refuse('plan.empty', `revision ${request.revision}`, 'Cannot seal a plan without tasks. Plan something.');
  if (refused.length > 0) return { refused };
  const expires = new Date(Date.parse(request.now) + (request.lifetimeMs ?? LIFETIME_MS)).toISOString();
  const manifest = {
    workflow_id: request.workflowId,
    revision: request.revision,
    plan_digest: digest,
    root: merkleRoot(Object.values(intents)),
    intents,
    ...constructsOf(plan),
    policy_version: request.policy.version,
    registry_digests: { ...request.registryDigests },
    receipts: [...used].toSorted(),
    issued_at: new Date(Date.parse(request.now)).toISOString(),
    expires_at: expires,
  };
  return { sealed: signManifest(manifest, request.privateKeyPem), uncovered };
}

interface ResolvedStep {
  step: Step;
  operation: Operation;
}

/** The receipts that count now. One that does not is a reason to refuse only where nothing else covers its tasks, so it is left out here and explained. */
function countedReceipts(request: SealRequest, refuse: (rule: SealRule, subject: string, message: string) => void): Receipt[] {
  const budget = request.plan.constraints?.budget_usd ?? null;
  const counted: Receipt[] = [];
  const problems: { rule: SealRule; subject: string; message: string }[] = [];
  for (const receipt of request.receipts) {
    const parsed = ReceiptSchema.safeParse(receipt);
    const id = parsed.success ? parsed.data.receipt_id : 'unknown';
    const problem = (rule: SealRule, reason: string): void => void problems.push({ rule, subject: id, message: `Cannot count receipt "${id}": ${reason}. Approve again.` });
    if (!parsed.success) problem('receipt.malformed', 'it is not well-formed');
    else if (parsed.data.workflow_id !== request.workflowId) problem('receipt.foreign', `it belongs to run "${parsed.data.workflow_id}"`);
    else if (parsed.data.revision > request.revision) problem('receipt.foreign', `it belongs to the later revision ${parsed.data.revision}`);
    else if (!parsed.data.decision.accepted || parsed.data.decision.kind !== 'approve') problem('receipt.refused', 'its decision is no accepted approval');
    else if (parsed.data.policy_version !== request.policy.version) problem('receipt.policy', `it was given under policy ${parsed.data.policy_version}, now ${request.policy.version}`);
    else if (!sameDigests(parsed.data.registry_digests, request.registryDigests)) problem('receipt.registry', 'packs or tools are declared otherwise now');
    else if (parsed.data.budget_usd !== budget) problem('receipt.budget', `it was given for a budget of ${String(parsed.data.budget_usd)} USD, now ${String(budget)}`);
    else counted.push(parsed.data);
  }
  if (counted.length === 0) for (const one of problems) refuse(one.rule, one.subject, one.message);
  return counted;
}

function stepsOf(
  task: Task,
  decomposition: Decomposition | null,
  byName: Map<string, Operation>,
  policy: Policy,
  refuse: (rule: SealRule, subject: string, message: string) => void,
): ResolvedStep[] | null {
  if (task.type === 'plan') {
    if (decomposition === null) return [];
    refuse('task.undecomposed', task.task_id, `Cannot seal task "${task.task_id}": its plan is made when it is reached, and it has steps as well. Leave them out.`);
    return null;
  }
  if (decomposition === null || decomposition.steps.length === 0) {
    if (task.type === 'user_interaction') return [];
    refuse('task.undecomposed', task.task_id, `Cannot seal task "${task.task_id}": it has no steps. Decompose it.`);
    return null;
  }
  const ids = new Set<string>();
  const resolved: ResolvedStep[] = [];
  for (const step of decomposition.steps) {
    const key = intentKey(task.task_id, step.step_id);
    const operation = byName.get(stepOperation(step));
    if (ids.has(step.step_id)) refuse('step.duplicate', key, `Cannot seal step "${key}": the task has it twice. Rename one.`);
    ids.add(step.step_id);
    if (operation === undefined) refuse('step.unknown-operation', key, `Cannot seal step "${key}": there is no operation "${stepOperation(step)}". Use one of the registry.`);
    else if (policy.forbids.operations.includes(operationName(operation))) refuse('step.forbidden', key, `Cannot seal step "${key}": the policy forbids "${operationName(operation)}". Use another operation.`);
    else resolved.push({ step, operation });
  }
  return resolved.length === decomposition.steps.length ? resolved : null;
}

function covers(receipt: Receipt, task: Task, decomposition: Decomposition | null, steps: readonly ResolvedStep[]): boolean {
  if (!Object.hasOwn(receipt.task_digests, task.task_id) || receipt.task_digests[task.task_id] !== taskDigest(task, decomposition)) return false;
  if (receipt.effects === null) return true;
  const allowed = new Set<EffectClass>(receipt.effects.filter((effect) => effect !== 'destructive'));
  return steps.every(({ operation }) => allowed.has(operation.effect) && operation.always_ask !== true);
}

function sameDigests(a: { readonly [name: string]: string }, b: { readonly [name: string]: string }): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}
