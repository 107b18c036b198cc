import { planDigest } from '../plan/digest.ts';
import type { Plan } from '../schemas/plan.ts';
import type { RunStore } from './run-store.ts';

const keyOf = (revision: number, number: number): string => `${revision}/alternative/${number}`;

/** The alternatives of a revision with their numbers, which begin at 1. */
export async function listAlternatives(runStore: Pick<RunStore, 'list'>, workflowId: string, revision: number): Promise<{ number: number; plan: Plan }[]> {
  const prefix = `${revision}/alternative/`;
  return (await runStore.list<Plan>(workflowId, 'plan'))
    .filter((entry) => entry.key.startsWith(prefix))
    .map((entry) => ({ number: Number(entry.key.slice(prefix.length)), plan: entry.body }))
    .toSorted((a, b) => a.number - b.number);
}

/**
 * Keeps alternatives beside a revision, each under a digest of its own: that of the plan before its tasks have steps, so another one than
 * the digest that is approved once it was chosen.
 */
export async function storeAlternatives(runStore: Pick<RunStore, 'put'>, workflowId: string, revision: number, plans: readonly Plan[]): Promise<void> {
  for (const [at, plan] of plans.entries()) {
    const plan_digest = planDigest(plan, { policyVersion: plan.policy_version ?? '', registryDigests: plan.registry_digests ?? {} });
    await runStore.put(workflowId, 'plan', keyOf(revision, at + 1), { ...plan, plan_digest });
  }
}
