import { CONDITION } from '../plan/condition.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { SealManifest } from '../schemas/approval.ts';
import type { Construct, Plan } from '../schemas/plan.ts';

/** The constructs of a plan as they are sealed; nothing where no task has one. */
export function constructsOf(plan: Pick<Plan, 'nodes'>): Pick<SealManifest, 'constructs'> {
  const found = plan.nodes.flatMap(({ task_id, type, when, for_each, repeat, inputs }): [string, Construct][] => {
    if (type !== 'plan' && when === undefined && for_each === undefined && repeat === undefined) return [];
    const condition = inputs?.find((input) => input.name === CONDITION)?.bindings;
    return [[task_id, {
      ...(when === undefined ? {} : { when }),
      ...(for_each === undefined ? {} : { for_each }),
      ...(repeat === undefined ? {} : { repeat }),
      ...(when === undefined || condition === undefined ? {} : { condition }),
      ...(type === 'plan' ? { nested: true } : {}),
    }]];
  });
  return found.length === 0 ? {} : { constructs: Object.fromEntries(found) };
}

/** The sealed construct of a task; an empty one where it has none. */
export function constructOf(manifest: SealManifest, task: string): Construct {
  const { constructs = {} } = manifest;
  return (Object.hasOwn(constructs, task) ? constructs[task] : undefined) ?? {};
}

/** Which element and which round (both from 0) an iteration of a step is: the one numbering that interpreter and executor share. */
export function roundOf({ for_each, repeat }: Construct, iteration: number): { element: number; round: number } {
  const rounds = repeat?.limit ?? 1;
  const element = Math.floor(iteration / rounds);
  if (!Number.isSafeInteger(iteration) || iteration < 0 || element >= (for_each?.limit ?? 1)) {
    throw new PlanwrightError('Seal.NotApproved', `Cannot run iteration ${iteration}: the plan was approved for at most ${(for_each?.limit ?? 1) * rounds}. Plan it again to run it more often.`);
  }
  return { element, round: iteration % rounds };
}
