import { createExecutionActivities } from '../activities/execution.ts';
import type { Config } from '../config/config.ts';
import { executorPorts } from './executor.ts';
import { type ComposedRole, openStores } from './stores.ts';

/** Execution: the tools and the public key; no model key, no model SDK. */
export async function composeExecution(config: Config): Promise<ComposedRole> {
  const { stores, close } = await openStores(config, 'execution');
  const execution = await executorPorts(config, stores, { children: true, secrets: true });
  return { activities: createExecutionActivities({ ...stores, execution }), close };
}
