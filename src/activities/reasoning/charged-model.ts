import { ModelFailure } from '../../llm/model-failure.ts';
import type { Model } from '../../llm/model.ts';
import { promptDigest, requestDigest } from '../../llm/request-digest.ts';
import { usageOf } from '../../llm/usage.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import { charge, spentUp } from '../charge.ts';
import type { StorePorts } from '../ports.ts';
import { eventKey } from '../record.ts';
import { recordFailedCall } from '../record-model-call.ts';

/**
 * A model whose every paid request is charged to the run: nothing is sent once the budget is reached, and what a failed request cost is
 * charged and recorded like an answer. Stands below the request cache, so that an answer that is there already stays free.
 */
export function chargedModel(model: Model, stores: StorePorts, workflowId: string, budget: number | null): Model {
  const { provider, name } = model;
  return {
    provider,
    name,
    async generate(request, options) {
      const over = await spentUp(stores, workflowId, budget);
      if (over !== null) {
        throw new PlanwrightError('Model.BudgetReached', `Cannot call a model for run "${workflowId}": ${over.spent.toFixed(4)} of ${over.budget} US dollars ${over.run === workflowId ? '' : `of run "${over.run}", which it belongs to, `}are spent. Start again with a higher --budget, or with --model none.`);
      }
      try {
        const answer = await model.generate(request, options);
        await charge(stores, workflowId, eventKey.modelCall(answer.request_digest), answer.usage.usd);
        return answer;
      } catch (error) {
        if (error instanceof ModelFailure) {
          const { role, format, system, user } = request;
          const usage = usageOf(provider, name, error.tokens, error.requests);
          const call = { provider, model: name, role, format: format.name, request_digest: requestDigest(model, request), prompt_digest: promptDigest(request), usage };
          await recordFailedCall(stores, workflowId, { call, prompt: `${system}\n\n${user}`, failure: { type: error.type, message: error.message } });
        }
        throw error;
      }
    },
  };
}
