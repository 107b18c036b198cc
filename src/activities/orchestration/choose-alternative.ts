import { augmentations } from '../../plan/augment.ts';
import type { Plan } from '../../schemas/plan.ts';
import { listAlternatives, storeAlternatives } from '../../provenance/alternatives.ts';
import type { CompileResult, OrchestrationActivities } from '../contract.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { eventKey, record } from '../record.ts';
import { runContext } from '../run-context.ts';

/**
 * The alternative that a person chose becomes the next revision, to be decomposed, checked and approved like any other; what was the plan,
 * and the others, are its alternatives, so that the choice can be taken back.
 */
export function chooseAlternative(ports: OrchestrationPorts): OrchestrationActivities['chooseAlternative'] {
  return async ({ workflow_id, revision, next_revision, alternative, decision_id }): Promise<CompileResult> => {
    const context = runContext(ports, workflow_id);
    const [before, registry, found] = await Promise.all([context.plan(revision), context.registry(), listAlternatives(ports.runStore, workflow_id, revision)]);
    const chosen = found.find((one) => one.number === alternative);
    if (chosen === undefined) {
      return { result: 'refused', refusal: { type: 'Input.Invalid', message: `Cannot choose alternative ${alternative}: revision ${revision} has ${found.length}. Look at them with \`plan show --alternatives\`.`, class: 'permanent' } };
    }
    const { plan_digest, ...made } = chosen.plan;
    const plan: Plan = { ...made, revision: next_revision, augmentations: augmentations(made, registry, await ports.runStore.augmentationCounts()) };
    const { plan_digest: _digest, decompositions: _steps, ...was } = before;
    const others = [{ ...was, decompositions: [], augmentations: [] }, ...found.filter((one) => one !== chosen).map((one) => one.plan)];
    await storeAlternatives(ports.runStore, workflow_id, next_revision, others.map((one) => ({ ...one, revision: next_revision })));
    await ports.runStore.put(workflow_id, 'plan', String(next_revision), plan);
    await record(ports.provenance, workflow_id, {
      key: eventKey.search(next_revision),
      kind: 'search',
      subject: String(next_revision),
      causes: [eventKey.decision(decision_id), `${eventKey.plan(revision)}/${before.plan_digest ?? ''}`],
      body: { chosen_alternative: alternative, of_revision: revision, plan_digest: plan_digest ?? null, instead_of: before.plan_digest ?? null },
    });
    return { result: 'plan', revision: next_revision, tasks: plan.nodes.flatMap((task) => (task.type === 'plan' ? [] : [task.task_id])), planned_by: plan.planned_by === 'model' ? 'model' : 'search' };
  };
}
