import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { checkNestedNote } from './checks/index.ts';
import { decisionsQuery, MESSAGES, type MessageName, nestedSignal, outerPauseSignal, planQuery, signalOf, statusQuery, updateOf, usageQuery, waitsQuery } from './messages.ts';
import { examine, receive } from './receive.ts';
import type { RunState } from './run-state.ts';

/** Registers every signal, update and query, before the first await. Handlers record; the story acts. */
export function registerMessages(run: RunState): void {
  for (const name of Object.keys(MESSAGES) as MessageName[]) {
    const { signal, description } = MESSAGES[name];
    if (signal) setHandler(signalOf(name), (payload) => void receive(run, name, payload, 'signal'), { description });
    setHandler(updateOf(name), (payload) => receive(run, name, payload, 'update'), {
      description,
      // The validator answers a bad message at once and leaves no event; what it lets through is examined again when it is handled.
      validator: (payload) => {
        const reason = examine(run, name, payload);
        if (reason !== null) throw ApplicationFailure.nonRetryable(reason, 'Refused');
      },
    });
  }
  setHandler(nestedSignal, (payload) => (checkNestedNote(payload) === null ? run.hear(payload) : undefined), { description: 'Of runs within this one: what they wait for.' });
  setHandler(outerPauseSignal, (payload: { paused?: unknown } | null) => (typeof payload?.paused === 'boolean' ? run.pauseWithOuter(payload.paused) : undefined), { description: 'Of the run around this one: it pauses or goes on.' });
  setHandler(statusQuery, () => run.snapshot(), { description: 'Status, phase, tasks, usage and error of the run.' });
  setHandler(waitsQuery, () => run.shownWaits(), { description: 'What the run waits for, each with the actions that are allowed.' });
  setHandler(planQuery, () => run.planView(), { description: 'Skeleton and digest of the current plan.' });
  setHandler(decisionsQuery, () => run.decisions, { description: 'Every decision that arrived, accepted or refused with the reason.' });
  setHandler(usageQuery, () => run.usage, { description: 'Model calls, tokens and US dollars so far.' });
}
