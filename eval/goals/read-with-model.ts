import { interpretGoal } from '../../src/llm/interpret-goal.ts';
import type { Model } from '../../src/llm/model.ts';
import { allGivens } from '../../src/plan/givens.ts';
import { readInRounds } from '../../src/plan/reading-rounds.ts';
import type { ReadContext } from '../../src/plan/typed-goal.ts';
import type { Reading } from '../../src/schemas/goal.ts';
import { PlanwrightError } from '../../src/schemas/failure.ts';

/** A goal's words read by a model as in a run: what can lead to no plan goes back with its faults, what leaves words uncovered to be confirmed. Throws `Model.NotRecorded` where an answer is not there yet. */
export async function readWithModel(goal: string, context: ReadContext, model: Model): Promise<Reading> {
  const { registry, profiles, constraints } = context;
  const { givens } = allGivens(registry, profiles);
  const isInvalid = (error: unknown): boolean => error instanceof PlanwrightError && error.type === 'Model.InvalidOutput';
  try {
    return await readInRounds({
      context: { ...context, goal },
      gives_up: isInvalid,
      ask: async (earlier) => (await interpretGoal(model, { goal, registry, givens, profiles, constraints, answers: context.answers ?? {}, feedback: [], earlier }, { signal: new AbortController().signal })).value,
    });
  } catch (error) {
    if (isInvalid(error)) return { result: 'unreadable', message: (error as PlanwrightError).message, nearest: [] };
    throw error;
  }
}
