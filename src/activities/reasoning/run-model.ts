import { cachedModel } from '../../llm/cached-model.ts';
import type { Model } from '../../llm/model.ts';
import type { Complexity } from '../../plan/complexity.ts';
import type { ModelRole } from '../../schemas/model.ts';
import type { ReasoningPorts } from '../ports.ts';
import { payerOf } from '../record-model-call.ts';
import { runContext } from '../run-context.ts';
import { chargedModel } from './charged-model.ts';

/** The run's model for a role and a task of that complexity, behind the request cache and within the budget; null where the run works offline. */
export async function modelOfRun(ports: ReasoningPorts, workflowId: string, role: ModelRole, complexity: Complexity | null = null): Promise<Model | null> {
  const context = runContext(ports, workflowId);
  const [input, constraints] = await Promise.all([context.input(), context.constraints()]);
  const model = input.model === 'none' ? null : ports.modelFor(role, input.model, complexity);
  if (model === null) return null;
  const answers = { get: async (digest: string) => textOrNull(await ports.runStore.cachedAnswer(digest)), put: (digest: string, answer: string) => ports.runStore.cacheAnswer(digest, answer) };
  return cachedModel(chargedModel(model, ports, workflowId, constraints.budget_usd), answers, payerOf(workflowId));
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
