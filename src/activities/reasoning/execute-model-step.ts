import { escalatingModel } from '../../llm/escalating-model.ts';
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
    const task = plan?.nodes.find((one) => one.task_id === call.task_id);
    const usual = await modelOfRun(ports, workflow_id, 'narrator');
    const small = task?.model === 'small' ? await modelOfRun(ports, workflow_id, 'narrator', 'low') : null;
    const narrator = usual !== null && small !== null && (small.provider !== usual.provider || small.name !== usual.name) ? escalatingModel(small, usual) : usual;
    const models = new Map<ModelRole, Model | null>([['narrator', narrator === null ? null : recordedCalls(narrator, ports, workflow_id)]]);
    const tools = modelTools({ modelFor: (role) => models.get(role) ?? null, readRows: ports.readRows, writeRows: ports.writeRows });
    return await runStep(ports, { ...ports.execution, tools }, 'reasoning', call, () => callsOfActivity(ports, workflow_id));
  };
}
