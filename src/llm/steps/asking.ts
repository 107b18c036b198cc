import type { z } from 'zod';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Usage } from '../../schemas/model.ts';
import { ask, type Asked, type AskOptions } from '../ask.ts';
import type { Model } from '../model.ts';
import { type Checked, type Repaired, repairLoop } from '../repair-loop.ts';
import { addUsage, NO_USAGE } from '../usage.ts';

/** How often an answer of a model step that fails its checks is asked for again. */
export const MOST_ROUNDS = 2;

/** What a model step asked: every call for the record, what it cost, and how its answers fared. */
export interface Asking {
  calls: Asked<null>[];
  usage: Usage;
  /** Answers beyond the first of each request. */
  repairs: number;
  failed_checks: number;
}

export const newAsking = (): Asking => ({ calls: [], usage: NO_USAGE, repairs: 0, failed_checks: 0 });

/** One request in a generate → check → repair loop; calls, cost and counts are added to `asking`. */
export async function askChecked<A, V>(
  model: Model,
  asking: Asking,
  format: { name: string; schema: z.ZodType<A>; max_output_tokens: number },
  prompt: (issues: readonly string[]) => { system: string; user: string },
  check: (answer: A) => Checked<V>,
  options: AskOptions,
): Promise<Repaired<A, V>> {
  const repaired = await repairLoop<A, V>({
    most: MOST_ROUNDS,
    generate: async ({ feedback, round }) => {
      options.signal.throwIfAborted();
      const asked = await ask(model, 'narrator', format, prompt(feedback), { ...options, repair: round > 0 });
      asking.calls.push({ ...asked, value: null });
      asking.usage = addUsage(asking.usage, asked.call.usage);
      return asked.value;
    },
    check,
  });
  asking.repairs += repaired.rounds - 1;
  asking.failed_checks += repaired.failed_checks;
  return repaired;
}

/** The model of a step that cannot do without one. */
export function needModel(model: Model | null, operation: string): Model {
  if (model !== null) return model;
  throw new PlanwrightError('Model.NotConfigured', `Cannot run "${operation}": it needs a model and none is configured. Set PLANWRIGHT_MODEL and its key, or leave the step out of the plan.`);
}
