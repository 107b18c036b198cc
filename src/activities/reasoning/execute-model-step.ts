import { modelTools } from '../../llm/model-tools.ts';
import type { Model } from '../../llm/model.ts';
import type { ModelRole } from '../../schemas/model.ts';
import type { Plan } from '../../schemas/plan.ts';
import type { ReasoningActivities } from '../contract.ts';
import type { ReasoningPorts } from '../ports.ts';
import { callsOfActivity } from '../record-model-call.ts';
import { runStep } from '../run-step.ts';
import { recordedCalls } from './recorded-calls.ts';
import { modelOfRun } from './run-model.ts';

/**
 * A model step in quarantine: the same seal, labels, budget and ledger as any step; declared data in, checked data out, no tools. Its model
 * calls are in the record before its outcome is, which they are a cause of.
 */
export function executeModelStep(ports: ReasoningPorts): ReasoningActivities['executeStep'] {
  return async (call) => {
    const { workflow_id } = call;
    const plan = await ports.runStore.get<Plan>(workflow_id, 'plan', String(call.revision));
    const complexity = plan?.nodes.find((task) => task.task_id === call.task_id)?.estimated_complexity ?? null;
    const narrator = await modelOfRun(ports, workflow_id, 'narrator', complexity);
    const models = new Map<ModelRole, Model | null>([['narrator', narrator === null ? null : recordedCalls(narrator, ports, workflow_id)]]);
    const tools = modelTools({ modelFor: (role) => models.get(role) ?? null, readRows: ports.readRows, writeRows: ports.writeRows });
    return await runStep(ports, { ...ports.execution, tools }, 'reasoning', call, () => callsOfActivity(ports, workflow_id));
  };
}
