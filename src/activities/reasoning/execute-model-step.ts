import { modelTools } from '../../llm/model-tools.ts';
import type { Model } from '../../llm/model.ts';
import type { ModelRole } from '../../schemas/model.ts';
import type { Tool } from '../../tools/tool.ts';
import type { ReasoningActivities } from '../contract.ts';
import type { ReasoningPorts } from '../ports.ts';
import { callsOfActivity, recordModelCall } from '../record-model-call.ts';
import { runStep } from '../run-step.ts';
import { modelOfRun } from './run-model.ts';

/**
 * A model step in quarantine: the same seal, labels, budget and ledger as any step; declared data in, checked data out, no tools. Its model
 * calls are in the record before its outcome is, which they are a cause of.
 */
export function executeModelStep(ports: ReasoningPorts): ReasoningActivities['executeStep'] {
  return async (call) => {
    const { workflow_id } = call;
    const models = new Map<ModelRole, Model | null>([['narrator', await modelOfRun(ports, workflow_id, 'narrator')]]);
    const tools = modelTools({ modelFor: (role) => models.get(role) ?? null, readRows: ports.readRows, writeRows: ports.writeRows }).map((tool) => recordingCalls(tool, ports, workflow_id));
    return await runStep(ports, { ...ports.execution, tools }, 'reasoning', call, () => callsOfActivity(ports, workflow_id));
  };
}

/** The tool, with every model call that it reports written into the record. */
function recordingCalls(tool: Tool, ports: ReasoningPorts, workflowId: string): Tool {
  return {
    ...tool,
    load: async (operation) => {
      const run = await tool.load(operation);
      return async (request, context) => {
        const result = await run(request, context);
        for (const asked of result.model_calls ?? []) await recordModelCall(ports, workflowId, asked, []);
        return result;
      };
    },
  };
}
