import type { Policy, Receipt } from '../schemas/approval.ts';
import type { EffectClass, Operation, Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { taskDigest } from '../plan/digest.ts';
import { taskOperations } from '../plan/preview.ts';
import { isGated } from '../plan/skeleton.ts';

/** What holds where nobody gave a policy: nothing is approved without a person. */
export const SHIPPED_POLICY: Policy = {
  version: 'shipped-1',
  approves: { effects: [], operations: [] },
  forbids: { operations: [], hosts: [] },
  allowed_hosts: [],
  objective: 'time',
};

/** A task that a person still has to decide about: before anything runs, or (destructive, or always asked) when it is reached. */
export interface ApprovalNeed {
  task_id: string;
  when: 'before-start' | 'when-reached';
  reason: string;
}

/** Effect classes that an approval given in advance, or a policy, can cover. Destructive is never among them. */
const IN_ADVANCE: ReadonlySet<EffectClass> = new Set(['none', 'read', 'write']);

/**
 * The tasks that need a person, given the receipts there are. A receipt covers a task while its digest, the policy version, all pack and
 * tool digests and the budget are those that were approved (AP-1, AP-8, PV-13); what an approval given in advance or a policy may cover
 * ends at `write`. Gated tasks are asked for when reached, unless a receipt was given for that very task.
 */
export function approvalNeeded(plan: Plan, context: { policy: Policy; registry: Registry; receipts?: readonly Receipt[] }): ApprovalNeed[] {
  const operations = taskOperations(plan, context.registry);
  const steps = new Map(plan.decompositions?.map((one) => [one.task_id, one]));
  const receipts = (context.receipts ?? []).filter((receipt) => holds(receipt, plan, context));
  return plan.nodes.flatMap((task): ApprovalNeed[] => {
    const own = operations.get(task.task_id) ?? [];
    const about = receipts.filter((receipt) => Object.hasOwn(receipt.task_digests, task.task_id));
    const digest = about.length === 0 ? null : taskDigest(task, steps.get(task.task_id));
    const covering = about.filter((receipt) => receipt.task_digests[task.task_id] === digest);
    if (covering.some((receipt) => receipt.decision.task_id === task.task_id)) return [];
    const gated = own.find(isGated);
    if (gated) {
      const reason = gated.effect === 'destructive' ? 'it cannot be undone' : `"${gated.tool}.${gated.operation}" is always asked for`;
      return [{ task_id: task.task_id, when: 'when-reached', reason }];
    }
    if (covering.some((receipt) => coversEffects(receipt, own))) return [];
    if (own.length > 0 && own.every((operation) => isApprovedBy(context.policy, operation))) return [];
    return [{ task_id: task.task_id, when: 'before-start', reason: reasonOf(task, own, context.receipts ?? []) }];
  });
}

/** Whether a person decides before anything runs. A plan of which every task is asked for when it is reached is shown first as well: nothing of it could run before. */
export function asksFirst(plan: Plan, context: Parameters<typeof approvalNeeded>[1]): boolean {
  const needs = approvalNeeded(plan, context);
  return needs.some((need) => need.when === 'before-start') || (needs.length > 0 && needs.length === plan.nodes.length);
}

/** Whether the policy itself approves an operation. Never a destructive one, nor one that is always asked for. */
export function isApprovedBy(policy: Policy, operation: Operation): boolean {
  if (isGated(operation) || isForbidden(policy, operation)) return false;
  const name = `${operation.tool}.${operation.operation}`;
  return policy.approves.effects.includes(operation.effect) || policy.approves.operations.some((pattern) => matchesOperation(pattern, name));
}

/** Whether the policy forbids an operation, by name or as `tool.*`. */
export function isForbidden(policy: Policy, operation: Pick<Operation, 'tool' | 'operation'>): boolean {
  return policy.forbids.operations.some((pattern) => matchesOperation(pattern, `${operation.tool}.${operation.operation}`));
}

/** Whether a name of a policy or constraint (`tool`, `tool.*` or `tool.operation`) means an operation. */
export function matchesOperation(pattern: string, name: string): boolean {
  const tool = pattern.endsWith('.*') ? pattern.slice(0, -2) : pattern;
  return pattern === name || (!tool.includes('.') && name.startsWith(`${tool}.`));
}

function holds(receipt: Receipt, plan: Plan, context: { policy: Policy; registry: Registry }): boolean {
  const { decision } = receipt;
  if (!decision.accepted || decision.kind !== 'approve' || receipt.policy_version !== context.policy.version) return false;
  const now = Object.entries(context.registry.digests);
  if (now.length !== Object.keys(receipt.registry_digests).length) return false;
  if (now.some(([name, digest]) => !Object.hasOwn(receipt.registry_digests, name) || receipt.registry_digests[name] !== digest)) return false;
  const budget = plan.constraints?.budget_usd ?? null;
  return receipt.budget_usd === null || (budget !== null && budget <= receipt.budget_usd);
}

function coversEffects(receipt: Receipt, operations: readonly Operation[]): boolean {
  const { effects } = receipt;
  if (effects === null) return true;
  return operations.every((operation) => IN_ADVANCE.has(operation.effect) && effects.includes(operation.effect) && operation.always_ask !== true);
}

function reasonOf(task: Task, operations: readonly Operation[], receipts: readonly Receipt[]): string {
  if (receipts.some((receipt) => Object.hasOwn(receipt.task_digests, task.task_id))) return 'it, the policy, a tool or the budget changed after it was approved';
  const effect = operations.find((operation) => operation.effect === 'write')?.effect ?? operations.find((operation) => operation.effect === 'read')?.effect ?? 'none';
  return effect === 'write' ? 'it changes something' : 'nobody has approved it yet';
}
