import { NESTED_STEP } from '../plan/nested-step.ts';
import { type Artifact, type Outcome, OutcomeSchema } from '../schemas/outcome.ts';
import type { Plan } from '../schemas/plan.ts';
import { type SealPorts, storedDecomposition } from './approved-step.ts';
import { outcomesOf } from './binding.ts';
import { roundOf } from './construct.ts';

/** What a run gave whose plan was made within another: what its tasks made that nothing in its plan took, in the order of the plan; of a list every element, of rounds the last. */
export async function nestedResults(workflowId: string, plan: Plan, ports: Pick<SealPorts, 'runStore'>): Promise<Artifact[]> {
  const consumed = new Set(plan.nodes.flatMap((task) => task.dependencies));
  const made: Artifact[] = [];
  for (const task of plan.nodes) {
    if (consumed.has(task.task_id)) continue;
    const place = { workflow_id: workflowId, revision: plan.revision ?? 1 };
    const last = task.type === 'plan' ? NESTED_STEP : (await storedDecomposition(place, task.task_id, ports))?.steps.at(-1)?.step_id;
    if (last === undefined) continue;
    const byElement = new Map<number, Outcome>();
    for (const { iteration, outcome } of await outcomesOf(task.task_id, last, place, ports)) {
      const parsed = OutcomeSchema.safeParse(outcome);
      if (parsed.success && parsed.data.execution_status !== 'failure') byElement.set(roundOf(task, iteration).element, parsed.data);
    }
    for (const outcome of byElement.values()) made.push(...Object.values(outcome.outputs).flat());
  }
  return made;
}
