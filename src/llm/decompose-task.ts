import type { z } from 'zod';
import { stepCap } from '../plan/complexity.ts';
import type { Decomposition } from '../schemas/decomposition.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import { ask, type Asked, type AskOptions } from './ask.ts';
import { DecompositionFormat, toDecomposition } from './formats/decomposition.ts';
import type { Model } from './model.ts';
import { type DecompositionInput, decompositionPrompt } from './prompts/decomposition.ts';
import { toReferences } from './prompts/given-data.ts';
import { repairLoop } from './repair-loop.ts';

/**
 * Asks for the steps of one task, grounded in the passages that were retrieved for it. More steps than a task of its complexity may have are sent back
 * once; then `Model.InvalidOutput`.
 */
export async function decomposeTask(model: Model, input: DecompositionInput, options: AskOptions): Promise<Asked<Decomposition>> {
  const format = { name: 'decomposition', schema: DecompositionFormat, max_output_tokens: 12_000 };
  const most = stepCap(input.task.estimated_complexity);
  const repaired = await repairLoop<Asked<z.infer<typeof DecompositionFormat>>, null>({
    most: 1,
    generate: async ({ feedback }) => {
      const issues = feedback.map((message) => ({ check_type: 'semantic' as const, severity: 'error' as const, rule: 'steps', message, suggested_fix: 'Put what belongs together into one step, or leave out what the task does not ask for.' }));
      return await ask(model, 'decomposer', format, decompositionPrompt({ ...input, issues: [...input.issues, ...issues] }), options);
    },
    check: ({ value }) => (value.steps.length <= most ? { ok: true, value: null } : { ok: false, issues: [`Task "${input.task.task_id}" has ${value.steps.length} steps and its complexity is ${input.task.estimated_complexity}: at most ${most}.`] }),
  });
  if (!repaired.held) throw new PlanwrightError('Model.InvalidOutput', `Cannot use the model's steps: ${repaired.unmet[0] ?? ''} Plan it as several tasks.`);
  return { ...repaired.last, value: toDecomposition(repaired.last.value, input.task.task_id, input.upstream, toReferences(input.givens, input.registry)) };
}
