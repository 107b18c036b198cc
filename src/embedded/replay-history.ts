import { DeterminismViolationError } from '@temporalio/workflow';
import type { History } from './history-json.ts';

/** Where a history and the current code part. */
export interface Divergence {
  /** The first event that the code would not have made. */
  event_id: number;
  event_type: string;
  /** What the event was about: the activity and its summary; null for other events. */
  about: string | null;
  reason: string;
}

type Event = NonNullable<History['events']>[number];

/**
 * The first divergence of a history from the bundled workflow code; null where it replays. The place is found by replaying shorter and shorter
 * beginnings of the history, each up to a workflow task, because the error alone does not always name the event. Nothing is executed.
 */
export async function replayHistory(history: History, bundle: string, workflowId: string): Promise<Divergence | null> {
  await silence();
  const events = history.events ?? [];
  const failed = await replayed(history, bundle, workflowId);
  if (failed === null) return null;
  const ends = [...events.flatMap((event, at) => (event.workflowTaskStartedEventAttributes ? [at + 1] : [])), events.length];
  let [low, high] = [0, ends.length - 1];
  let reason = failed;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const error = await replayed({ ...history, events: events.slice(0, ends[middle]) }, bundle, workflowId);
    if (error === null) low = middle + 1;
    else {
      high = middle;
      reason = error;
    }
  }
  const from = events.slice(0, ends[low]).findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  const made = events.slice(from + 1, ends[low]);
  const first = made.find((event) => isNamed(event, reason)) ?? made[0] ?? events[0];
  return { event_id: Number(first?.eventId ?? 0), event_type: typeOf(first), about: aboutOf(first), reason };
}

/** Why a history does not replay; null where it does. Anything else that goes wrong is thrown. */
async function replayed(history: History, bundle: string, workflowId: string): Promise<string | null> {
  const { Worker } = await import('@temporalio/worker');
  try {
    await Worker.runReplayHistory({ workflowBundle: { codePath: bundle } }, history, workflowId);
    return null;
  } catch (error) {
    if (!(error instanceof DeterminismViolationError)) throw error;
    return /Nondeterminism error: (.*?)(?:", source:|$)/s.exec(error.message)?.[1]?.slice(0, 1_000) ?? error.message.slice(0, 1_000);
  }
}

/** A divergence is the result here, and not worth a log beside it. */
async function silence(): Promise<void> {
  const { Runtime } = await import('@temporalio/worker');
  const none = (): void => undefined;
  try {
    Runtime.install({ logger: { log: none, trace: none, debug: none, info: none, warn: none, error: none }, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });
  } catch {
    // This process has its runtime already, with a logger of its own.
  }
}

function isNamed(event: Event, reason: string): boolean {
  const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
  return typeof activity === 'string' ? reason.includes(`'${activity}'`) : event.timerStartedEventAttributes ? reason.includes('imer') : false;
}

function typeOf(event: Event | undefined): string {
  const attributes = Object.entries(event ?? {}).find(([name, value]) => name.endsWith('EventAttributes') && value !== null && value !== undefined)?.[0] ?? 'unknown';
  const name = attributes.replace(/EventAttributes$/, '');
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function aboutOf(event: Event | undefined): string | null {
  const summary = event?.userMetadata?.summary?.data;
  const activity = event?.activityTaskScheduledEventAttributes?.activityType?.name;
  const said = summary === undefined || summary === null ? null : Buffer.from(summary).toString('utf8');
  return [activity, said].filter((one) => typeof one === 'string').join(' ') || null;
}
