import { createReasoningActivities } from '../activities/reasoning.ts';
import type { Config } from '../config/config.ts';
import { createModels } from '../llm/choose-model.ts';
import { readRows } from '../tools/table/read-rows.ts';
import { writeRows } from '../tools/table/write-rows.ts';
import { executorPorts } from './executor.ts';
import { type ComposedRole, openStores } from './stores.ts';

/** Reasoning: model keys and the public key; no tools. */
export async function composeReasoning(config: Config): Promise<ComposedRole> {
  const { stores, close } = await openStores(config, 'reasoning');
  const execution = await executorPorts(config, stores, { children: false });
  const models = createModels({ default: config.models.default, roles: config.models.roles, small: config.models.small, openai: config.models.openai, anthropic: config.models.anthropic, gemini: { ...config.models.gemini, baseUrl: null }, recordings: config.models.recordings, recordTo: null });
  const activities = createReasoningActivities({ ...stores, modelFor: (role, choice, complexity) => models(role, choice, complexity), execution, readRows, writeRows });
  return { activities, close };
}
