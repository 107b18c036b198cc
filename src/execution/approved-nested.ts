import { NESTED_STEP } from '../plan/nested-step.ts';
import { taskDigest } from '../plan/digest.ts';
import type { SealManifest } from '../schemas/approval.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import { type Task, TaskSchema } from '../schemas/plan.ts';
import { type SealPorts, type StepPlace, manifestInForce } from './approved-step.ts';
import { intentKey } from './seal.ts';

/** A task whose plan is made when it is reached, as it was approved. */
export interface ApprovedNested {
  task: Task & { plan: NonNullable<Task['plan']> };
  manifest: SealManifest;
}

/**
 * The stored task of type `plan`, if a seal in force covers exactly it: what is wanted, of which data, and how often. Everything else is a
 * `Seal.*` failure. What the plan will do is approved when there is one.
 */
export async function approvedNested(place: Omit<StepPlace, 'step_id'>, ports: SealPorts): Promise<ApprovedNested> {
  const key = intentKey(place.task_id, NESTED_STEP);
  const refused = (type: 'Seal.NotApproved' | 'Seal.Invalid', reason: string): PlanwrightError => new PlanwrightError(type, `Cannot plan task "${place.task_id}": ${reason}. Approve the plan as it is now.`);
  const manifest = await manifestInForce({ ...place, step_id: NESTED_STEP }, ports);
  const approved = Object.hasOwn(manifest.intents, key) ? manifest.intents[key] : undefined;
  if (approved === undefined) throw refused('Seal.NotApproved', 'no approval covers it');
  const stored = await ports.runStore.get<{ nodes?: { task_id?: unknown }[] }>(place.workflow_id, 'plan', String(place.revision));
  const task = TaskSchema.safeParse(stored?.nodes?.find((one) => one.task_id === place.task_id));
  if (!task.success || task.data.type !== 'plan' || task.data.plan === undefined) throw refused('Seal.Invalid', 'it is not stored as a nested plan');
  if (taskDigest(task.data, null) !== approved) throw refused('Seal.Invalid', 'it is not the one that was approved');
  return { task: { ...task.data, plan: task.data.plan }, manifest };
}
