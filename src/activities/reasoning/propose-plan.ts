import { proposePlan as ask } from '../../llm/propose-plan.ts';
import type { Interpretation } from '../../schemas/goal.ts';
import type { ReasoningActivities } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { ReasoningPorts } from '../ports.ts';
import { eventKey } from '../record.ts';
import { recordModelCall, usageOfActivity } from '../record-model-call.ts';
import { runContext } from '../run-context.ts';
import { modelOfRun } from './run-model.ts';
import { isUselessAnswer } from './useless-answer.ts';

/** The reading that the proposal is for; a goal may be read several times. */
const TYPED_GOALS = Array.from({ length: 50 }, (_, at) => eventKey.typedGoal(at + 1));

/**
 * Keeps a model's DAG as what it is: a proposal beside the plan, which code links, repairs and checks. An answer that nothing can be made of
 * is no proposal: the search plans then, and `note` says why. A goal that a person gave as a form is planned by the search alone, as it is offline.
 */
export function proposePlan(ports: ReasoningPorts): ReasoningActivities['proposePlan'] {
  return ({ workflow_id, revision, feedback }) =>
    withHeartbeat(async ({ signal, heartbeat }) => {
      const model = await modelOfRun(ports, workflow_id, 'planner');
      if (model === null) return { usage: null, proposed: false, note: null };
      const context = runContext(ports, workflow_id);
      const [input, registry, constraints, profiles, typedGoal] = await Promise.all([context.input(), context.registry(), context.constraints(), context.profiles(), context.typedGoal()]);
      if (typedGoal.front_end === 'form') return { usage: null, proposed: false, note: null };
      const interpretations = await ports.runStore.list<Interpretation>(workflow_id, 'interpretation');
      const interpretation = interpretations.toSorted((a, b) => Number(a.key) - Number(b.key)).at(-1)?.body ?? { intent: '', stages: [], dependencies: {}, clarifications_needed: [] };
      const asked = await ask(
        model,
        { goal: input.goal, dag_id: workflow_id, now: new Date().toISOString(), registry, givens: typedGoal.givens, profiles, constraints, interpretation, typed_goal: typedGoal, feedback },
        { signal, heartbeat },
      ).catch((error: unknown) => {
        if (isUselessAnswer(error)) return error;
        throw error;
      });
      if (asked instanceof Error) return { usage: await usageOfActivity(ports, workflow_id), proposed: false, note: asked.message };
      await recordModelCall(ports, workflow_id, asked, TYPED_GOALS);
      await ports.runStore.put(workflow_id, 'plan', `${revision}/proposal`, asked.value);
      return { usage: await usageOfActivity(ports, workflow_id), proposed: true, note: null };
    });
}
