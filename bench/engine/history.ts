import type { WorkflowHandle } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What the history of a run says of one part of it. */
export interface Part {
  ms: number;
  events: number;
  bytes: number;
}

/** A whole run, and its execution alone: from the sealed plan to the analysis of the run. */
export interface RunHistory {
  whole: Part;
  /** Null where the run did not come so far. */
  execution: Part | null;
  /** Milliseconds of the activities before the execution, by name. */
  before: { [activity: string]: number };
}

/** Reads the history of a run that has ended; times are those of the server. */
export async function readHistory(handle: WorkflowHandle): Promise<RunHistory> {
  const events = (await handle.fetchHistory()).events ?? [];
  const names = new Map<string, string>();
  const scheduled = new Map<string, HistoryEvent>();
  for (const event of events) {
    const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (name === undefined || name === null) continue;
    names.set(String(event.eventId), name);
    scheduled.set(String(event.eventId), event);
  }
  const completes = (event: HistoryEvent): string => String(event.activityTaskCompletedEventAttributes?.scheduledEventId ?? '');
  const sealed = events.findIndex((event) => names.get(completes(event)) === 'sealPlan');
  const analysed = events.findIndex((event) => names.get(String(event.eventId)) === 'analyseRun');
  const before: { [activity: string]: number } = {};
  for (const event of sealed < 0 ? events : events.slice(0, sealed + 1)) {
    const name = names.get(completes(event));
    const start = scheduled.get(completes(event));
    if (name !== undefined && start !== undefined) before[name] = (before[name] ?? 0) + timeOf(event) - timeOf(start);
  }
  return { whole: part(events), execution: sealed < 0 || analysed < 0 ? null : part(events.slice(sealed, analysed)), before };
}

function part(events: readonly HistoryEvent[]): Part {
  const [first] = events;
  const last = events.at(-1);
  return {
    ms: first === undefined || last === undefined ? 0 : timeOf(last) - timeOf(first),
    events: events.length,
    bytes: events.reduce((sum, event) => sum + proto.temporal.api.history.v1.HistoryEvent.encode(event).finish().length, 0),
  };
}

function timeOf(event: HistoryEvent): number {
  return Number(event.eventTime?.seconds ?? 0) * 1_000 + (event.eventTime?.nanos ?? 0) / 1e6;
}
