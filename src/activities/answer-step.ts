import { acceptAnswer, askPerson } from '../execution/interaction.ts';
import type { ExecutionPorts } from '../execution/ports.ts';
import { FAILURES, PlanwrightError } from '../schemas/failure.ts';
import type { FailureClass } from '../schemas/outcome.ts';
import type { AnswerCall, ExecutionActivities, StepCall, StepResult } from './contract.ts';
import { attemptOf, isInterrupted, withHeartbeat } from './heartbeat.ts';
import type { StorePorts } from './ports.ts';
import { eventKey } from './record.ts';
import { recordOutcome } from './record-outcome.ts';
import { conclude, failed, recordedAnswer, toResult } from './run-step.ts';

/** Makes the question of a step from its data. What no retry mends is a result. */
export async function askStep(stores: StorePorts, ports: ExecutionPorts, call: StepCall): ReturnType<ExecutionActivities['askPerson']> {
  return await withHeartbeat(async () => {
    try {
      const { question } = await askPerson({ ...call, now: attemptOf().now }, ports);
      return { question, error: null };
    } catch (error) {
      if (!isFinal(error)) throw error;
      await conclude(stores, call, failed(call, error, 0));
      return { question: null, error: { type: error.type, message: error.message, class: FAILURES[error.type].class as FailureClass } };
    }
  });
}

/** Takes a recorded answer as the outcome of the step that asked for it. */
export async function runAnswer(stores: StorePorts, ports: ExecutionPorts, { question_id, value, round, ...call }: AnswerCall): Promise<StepResult> {
  return await withHeartbeat(async () => {
    const key = eventKey.answer(round, question_id);
    try {
      const outcome = await acceptAnswer({ ...call, now: attemptOf().now }, value, await recordedAnswer(stores, call.workflow_id, key), ports);
      await recordOutcome(stores, call, outcome, [key]);
      return toResult(outcome);
    } catch (error) {
      if (!isFinal(error)) throw error;
      return await conclude(stores, call, failed(call, error, 0));
    }
  });
}

function isFinal(error: unknown): error is PlanwrightError {
  return error instanceof PlanwrightError && !FAILURES[error.type].retryable && !isInterrupted();
}
