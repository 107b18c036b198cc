import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { Usage } from '../schemas/model.ts';
import type { Refusal } from '../activities/contract.ts';

/** What a failed activity means for the run. Unknown failures are permanent: they are never retried in the dark. */
export function refusalOf(error: unknown): Refusal {
  const cause = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : error;
  if (isCancellation(error)) return { type: 'Cancelled', message: 'Cancelled.', class: 'cancelled' };
  if (cause instanceof ApplicationFailure) {
    const [detail] = (cause.details ?? []) as [{ class?: Refusal['class'] }?];
    return { type: cause.type ?? 'Unexpected', message: cause.message, class: detail?.class ?? 'permanent' };
  }
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT') {
    return { type: 'Step.Lost', message: 'The process that ran the step was lost, each time that it was tried. Look at the logs of that role, then run the goal again.', class: 'transient' };
  }
  if (cause instanceof TimeoutFailure) return { type: 'Tool.Timeout', message: 'The step did not finish in the time that its operation declares.', class: 'transient' };
  return { type: 'Unexpected', message: cause instanceof Error ? cause.message : String(cause), class: 'permanent' };
}

/** What a failed activity had paid for models; null where it paid nothing. */
export function usageOfFailure(error: unknown): Usage | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return null;
  const [detail] = (cause.details ?? []) as [{ usage?: Usage }?];
  return detail?.usage ?? null;
}
