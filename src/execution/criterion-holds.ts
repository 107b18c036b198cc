import { canonical } from '../plan/digest.ts';
import type { Json } from '../schemas/json.ts';
import { type Outcome, OutcomeSchema } from '../schemas/outcome.ts';
import type { Construct } from '../schemas/plan.ts';
import { evaluatePredicate, readPath } from '../validation/predicates.ts';
import type { StepPlace } from './approved-step.ts';
import { outcomeKey } from './binding.ts';
import { roundOf } from './construct.ts';
import type { ExecutionPorts } from './ports.ts';

/** Whether a round of a repeated task is its last by the sealed criterion: it holds of the outcome, or the value to settle is the one of the round before. */
export async function criterionHolds(place: StepPlace & { iteration: number }, construct: Construct, outcome: Outcome, ports: { runStore: Pick<ExecutionPorts['runStore'], 'get'> }): Promise<boolean> {
  const { repeat } = construct;
  if (repeat === undefined) return true;
  const view = { outputs: outputsOf(outcome) };
  if (evaluatePredicate(repeat.until, view)) return true;
  if (repeat.settles === undefined || roundOf(construct, place.iteration).round === 0) return false;
  const stored = await ports.runStore.get<unknown>(place.workflow_id, 'outcome', outcomeKey(place.task_id, place.step_id, place.iteration - 1));
  const before = OutcomeSchema.safeParse(stored);
  const value = readPath(view, repeat.settles);
  return before.success && value !== null && canonical(value) === canonical(readPath({ outputs: outputsOf(before.data) }, repeat.settles));
}

function outputsOf({ outputs }: Outcome): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(outputs).map(([name, made]) => [name, (Array.isArray(made) && made.length === 1 ? made[0] : made) as Json]));
}
