import type { GoalRunInput } from '../schemas/run.ts';
import type { StorePorts } from './ports.ts';

/** A run and those that it lies within, from the inside out. */
async function payers(stores: Pick<StorePorts, 'runStore'>, workflowId: string): Promise<string[]> {
  const found = [workflowId];
  for (let at: string | undefined = workflowId; at !== undefined; ) {
    const input: GoalRunInput | null = await stores.runStore.get<GoalRunInput>(at, 'input', 'input');
    at = input?.nested?.workflow_id;
    if (at === undefined || found.includes(at)) break;
    found.push(at);
  }
  return found;
}

/** Charges a run, and every run that it lies within, with US dollars; the same key is charged once. */
export async function charge(stores: Pick<StorePorts, 'runStore'>, workflowId: string, key: string, usd: number): Promise<void> {
  for (const payer of await payers(stores, workflowId)) await stores.runStore.spend(payer, payer === workflowId ? key : `${workflowId}/${key}`, usd);
}

/** The run whose budget is spent, among this one (with its `budget`) and those that it lies within; null where all have something left. */
export async function spentUp(stores: Pick<StorePorts, 'runStore'>, workflowId: string, budget: number | null): Promise<{ run: string; spent: number; budget: number } | null> {
  for (const run of await payers(stores, workflowId)) {
    const limit = run === workflowId ? budget : ((await stores.runStore.get<{ budget_usd: number | null }>(run, 'constraints', 'constraints'))?.budget_usd ?? null);
    if (limit === null) continue;
    const spent = await stores.runStore.spend(run, 'budget-check', 0);
    if (spent >= limit) return { run, spent, budget: limit };
  }
  return null;
}
