import { toModelCall } from '../../llm/ask.ts';
import type { Model } from '../../llm/model.ts';
import type { StorePorts } from '../ports.ts';
import { recordModelCall } from '../record-model-call.ts';

/** A model whose every answer is in the record before anything is made of it: also one that the checks of a step refuse in the end. */
export function recordedCalls(model: Model, stores: StorePorts, workflowId: string, causes: readonly string[] = []): Model {
  return {
    provider: model.provider,
    name: model.name,
    async generate(request, options) {
      const answer = await model.generate(request, options);
      await recordModelCall(stores, workflowId, { call: toModelCall(request, answer), prompt: `${request.system}\n\n${request.user}`, response: answer.text }, causes);
      return answer;
    },
  };
}
