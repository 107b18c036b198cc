import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOrchestrationActivities } from '../activities/orchestration.ts';
import { stepModels } from '../llm/step-models.ts';
import type { Config } from '../config/config.ts';
import { type ComposedRole, openStores } from './stores.ts';

/** Orchestration: the sole reader of the signing key; no model keys, no tools. */
export async function composeOrchestration(config: Config): Promise<ComposedRole> {
  if (config.signingKeyFile === null) throw new Error('Cannot start the orchestration role: PLANWRIGHT_SIGNING_KEY_FILE is not set. `planwright up` makes the key; elsewhere name the file.');
  const privateKeyPem = await readFile(config.signingKeyFile, 'utf8');
  const { stores, close } = await openStores(config, 'orchestration');
  const activities = createOrchestrationActivities({
    ...stores,
    privateKeyPem,
    publicKeyPem: createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString(),
    // The planner reads goals: where it has a model of its own, goals are read by that one.
    defaultModel: config.models.roles.planner ?? config.models.default,
    stepModels: (choice) => stepModels(config.models, choice),
    runsDirectory: join(config.home, 'runs'),
  });
  return { activities, close };
}
