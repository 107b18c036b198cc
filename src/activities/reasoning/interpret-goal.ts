import { interpretGoal as ask } from '../../llm/interpret-goal.ts';
import { declaredFault } from '../../plan/declared-kinds.ts';
import { formIn } from '../../plan/form-text.ts';
import { allGivens } from '../../plan/givens.ts';
import { readRevision } from '../../plan/read-revision.ts';
import { readWants } from '../../plan/read-want.ts';
import { readInRounds } from '../../plan/reading-rounds.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { ReasoningActivities } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { ReasoningPorts } from '../ports.ts';
import { recordModelCall, usageOfActivity } from '../record-model-call.ts';
import { recordReading } from '../record-reading.ts';
import { runContext } from '../run-context.ts';
import { modelOfRun } from './run-model.ts';

/**
 * The model front end. What the model reads is checked against the registry and the profiles, and becomes the same typed goal. A reading that
 * can lead to no plan goes back to the model with all its faults, at most three times; one that leaves words uncovered once, to be confirmed. A change that is a goal form replaces the typed goal as it stands; no model is asked.
 */
export function interpretGoal(ports: ReasoningPorts): ReasoningActivities['interpretGoal'] {
  return ({ workflow_id, round, answers: given, feedback }) =>
    withHeartbeat(async ({ signal, heartbeat }) => {
      const context = runContext(ports, workflow_id);
      const [input, registry, constraints, profiles] = await Promise.all([context.input(), context.registry(), context.constraints(), context.profiles()]);
      const answers = { ...input.nested?.answers, ...given };
      if (formIn(feedback.at(-1) ?? '') !== null) {
        const reading = readRevision(input.goal, feedback, { registry, profiles, constraints, inputs: input.inputs, answers });
        return await recordReading(ports, { workflow_id, round, reading, usage: null, causes: [] });
      }
      const declared = declaredFault(input.attachments, profiles);
      if (declared !== null) return await recordReading(ports, { workflow_id, round, reading: { result: 'unreadable', message: declared, nearest: [] }, usage: null, causes: [] });
      const model = await modelOfRun(ports, workflow_id, 'planner');
      if (model === null) throw new PlanwrightError('Model.NotConfigured', 'Cannot interpret the goal with a model: none is configured in the reasoning role. Set PLANWRIGHT_MODEL and its key, or run with --model none.');
      const { givens } = allGivens(registry, profiles);
      const wanted = readWants(input.wants);
      const causes: string[] = [];
      const reading = await readInRounds({
        context: { goal: input.goal, registry, profiles, constraints, inputs: input.inputs, answers },
        gives_up: (error) => error instanceof PlanwrightError && ['Model.BudgetReached', 'Model.InvalidOutput', 'Model.NotRecorded'].includes(error.type),
        ask: async (earlier) => {
          const asked = await ask(model, { goal: input.goal, registry, givens, profiles, constraints, answers, feedback, earlier, kinds: wanted.ok ? wanted.kinds : [] }, { signal, heartbeat });
          causes.push(await recordModelCall(ports, workflow_id, asked, [...causes]));
          return asked.value;
        },
      });
      return await recordReading(ports, { workflow_id, round, reading, usage: await usageOfActivity(ports, workflow_id), causes });
    });
}
