import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { replayHistory } from '../../src/embedded/replay-history.ts';
import { BEHAVIOURS } from '../support/behaviours.ts';
import { historyFromJson } from '../../src/embedded/history-json.ts';
import { testWorkflowBundle } from '../support/shared-services.ts';

const HISTORIES = join(import.meta.dirname, 'histories');

/** The parts of a stored history that this test looks at. */
interface Stored {
  events: { eventType: string; activityTaskScheduledEventAttributes?: { activityType: { name: string } }; userMetadata?: { summary?: unknown } }[];
}

let bundle: string;
beforeAll(async () => {
  Runtime.install({ logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } });
  bundle = await testWorkflowBundle();
});

const stored = (name: string): Stored => JSON.parse(readFileSync(join(HISTORIES, `${name}.json`), 'utf8')) as Stored;
const replay = (history: Stored, name: string): Promise<void> => Worker.runReplayHistory({ workflowBundle: { codePath: bundle } }, historyFromJson(history), name);

// A run of days goes on after an upgrade only if its history replays. Where one fails: keep the old way behind `patched`, or, before the first
// release that has open runs, record anew with `node scripts/record-histories.ts`.
describe('stored histories', () => {
  it('there is one for each behaviour', () => {
    expect(readdirSync(HISTORIES).toSorted()).toEqual(Object.keys(BEHAVIOURS).map((name) => `${name}.json`).toSorted());
  });

  it.each(Object.keys(BEHAVIOURS))('replays "%s" against the workflow as it is now', async (name) => {
    await replay(stored(name), name);
  });

  it.each(Object.keys(BEHAVIOURS))('has a summary on every activity of "%s"', (name) => {
    const scheduled = stored(name).events.filter((event) => event.activityTaskScheduledEventAttributes !== undefined);
    expect(scheduled.length).toBeGreaterThan(5);
    expect(scheduled.filter((event) => event.userMetadata?.summary === undefined).map((event) => event.activityTaskScheduledEventAttributes?.activityType.name)).toEqual([]);
  });

  it('refuses a history in which another activity was called (TI-7)', async () => {
    const altered = stored('completed');
    const first = altered.events.find((event) => event.activityTaskScheduledEventAttributes?.activityType.name === 'ingestGoal');
    if (first?.activityTaskScheduledEventAttributes === undefined) throw new Error('The stored history calls no ingestGoal.');
    first.activityTaskScheduledEventAttributes.activityType.name = 'readGoal';
    await expect(replay(altered, 'altered')).rejects.toThrow(DeterminismViolationError);
  });

  it('names the first event that the code would not have made', async () => {
    const altered = stored('completed');
    expect(await replayHistory(historyFromJson(stored('completed')), bundle, 'completed')).toBeNull();
    const scheduled = altered.events.filter((event) => event.activityTaskScheduledEventAttributes?.activityType.name === 'executeStep');
    const second = scheduled[1]?.activityTaskScheduledEventAttributes;
    if (second === undefined) throw new Error('The stored history runs fewer than two steps.');
    second.activityType.name = 'profileData';
    const divergence = await replayHistory(historyFromJson(altered), bundle, 'altered');
    expect(divergence).toMatchObject({ event_id: altered.events.indexOf(scheduled[1] as (typeof scheduled)[number]) + 1, event_type: 'ActivityTaskScheduled', about: expect.stringContaining('profileData') as string });
    expect(divergence?.reason).toContain("'executeStep'");
  });
});
