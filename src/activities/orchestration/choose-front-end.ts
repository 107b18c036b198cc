import { readWants } from '../../plan/read-want.ts';
import type { GoalRunInput } from '../../schemas/run.ts';

/**
 * What reads the goal of a run: nothing where a plan is given, the model that the run names or that is configured, or the offline reader. A form or a want
 * that says more than its kind stands for the words, so no model reads them, and one that cannot be read is refused before a model is asked.
 */
export function chooseFrontEnd(input: Pick<GoalRunInput, 'wants' | 'model' | 'plan_sha256'>, configured: string | null): 'plan' | 'lexical' | 'model' {
  if (input.plan_sha256 !== null) return 'plan';
  const wanted = readWants(input.wants);
  if (!wanted.ok || wanted.form !== null) return 'lexical';
  const model = input.model ?? configured;
  return model === null || model === 'none' ? 'lexical' : 'model';
}
