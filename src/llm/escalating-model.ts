import { PlanwrightError } from '../schemas/failure.ts';
import type { Model } from './model.ts';

/**
 * The small model first; the usual one where the small one gives no whole answer that fits its format, or where the checks of a step refused what it
 * gave. So a cheaper model costs at most one round, never the contract.
 */
export function escalatingModel(small: Model, usual: Model): Model {
  return {
    provider: small.provider,
    name: small.name,
    async generate(request, options) {
      if (request.repair === true) return await usual.generate(request, options);
      try {
        return await small.generate(request, options);
      } catch (error) {
        if (error instanceof PlanwrightError && (error.type === 'Model.InvalidOutput' || error.type === 'Model.Truncated')) return await usual.generate(request, options);
        throw error;
      }
    },
  };
}
