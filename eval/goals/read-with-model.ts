import { interpretGoal } from '../../src/llm/interpret-goal.ts';
import type { Model } from '../../src/llm/model.ts';
import { faultOfReading } from '../../src/plan/fault-of-reading.ts';
import { allGivens } from '../../src/plan/givens.ts';
import { readingFromInterpretation } from '../../src/plan/reading-from-interpretation.ts';
import type { ModelReading } from '../../src/plan/model-reading.ts';
import type { ReadContext } from '../../src/plan/typed-goal.ts';
import type { Reading } from '../../src/schemas/goal.ts';
import { PlanwrightError } from '../../src/schemas/failure.ts';

/** A goal's words read by a model as in a run: a reading that can lead to no plan goes back once, with the reason. Throws `Model.NotRecorded` where an answer is not there yet. */
export async function readWithModel(goal: string, context: ReadContext, model: Model): Promise<Reading> {
  const { registry, profiles, constraints } = context;
  const { givens } = allGivens(registry, profiles);
  const faults: { reason: string; reading: ModelReading }[] = [];
  for (;;) {
    try {
      const { value } = await interpretGoal(model, { goal, registry, givens, profiles, constraints, answers: context.answers ?? {}, feedback: [], faults }, { signal: new AbortController().signal });
      const reading = readingFromInterpretation(value, { ...context, goal });
      const fault = faultOfReading(reading, registry, value.not_possible !== null);
      if (fault === null || faults.length > 0) return reading;
      faults.push({ reason: fault, reading: value });
    } catch (error) {
      if (error instanceof PlanwrightError && error.type === 'Model.InvalidOutput') return { result: 'unreadable', message: error.message, nearest: [] };
      throw error;
    }
  }
}
