import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionsOf, statusOf } from '../../src/library/decide.ts';
import { result } from '../../src/library/result.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import { BEHAVIOURS } from '../support/behaviours.ts';
import { until } from '../support/follow.ts';
import type { History } from '../../src/embedded/history-json.ts';
import { dataset, planTask, port, writePlanFile } from '../support/plan-file.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

let environment: RunEnvironment;
beforeAll(async () => {
  environment = await openRunEnvironment({ maxCachedWorkflows: 0 });
});
afterAll(() => environment.close());

const KIB = 1024;

/** Bytes of every payload in a history, by the kind of event that carries it. */
function payloadsOf(history: History): { event: string; bytes: number }[] {
  return (history.events ?? []).flatMap((event) => {
    const found: { event: string; bytes: number }[] = [];
    const visit = (value: unknown, name: string): void => {
      if (value instanceof Uint8Array) found.push({ event: name, bytes: value.byteLength });
      else if (Array.isArray(value)) for (const one of value) visit(one, name);
      else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) visit(one, key.endsWith('EventAttributes') ? key : name);
    };
    visit(event, '');
    return found;
  });
}

const longest = (payloads: { bytes: number }[]): number => Math.max(...payloads.map((one) => one.bytes));

describe('histories', () => {
  it('a run goes from question to report when every workflow task replays from the start', async () => {
    const id = await BEHAVIOURS['completed']?.drive(environment) ?? '';
    expect((await statusOf(environment.connection, id)).status).toBe('completed');
    expect((await decisionsOf(environment.connection, id)).map((decision) => decision.accepted)).toEqual([false, true, false, true]);
  }, 180_000);

  it('of a plan of 40 tasks hold no payload over 256 KiB and no outcome over 64 KiB (TI-8)', async () => {
    const { connection } = environment;
    const saves = Array.from({ length: 39 }, (_, at) => planTask(`save-${at}`, 'file.write', { content: port('load', 'table') }, { name: 'file', kind: 'file' }, { path: `quakes-${at}.parquet` }));
    const planFile = await writePlanFile(await mkdtemp(join(tmpdir(), 'planwright-history-')), 'forty', [planTask('load', 'table.load', { source: dataset('earthquakes') }, { name: 'table', kind: 'table' }), ...saves]);
    const { workflow_id: id } = await startGoal(connection, '', { planFile, yes: true, packs: ['data-analysis'] });
    const status = await result(connection, id);
    expect(status.status).toBe('completed');
    expect(status.tasks).toHaveLength(40);
    const payloads = payloadsOf(await connection.run(id).fetchHistory());
    expect(longest(payloads)).toBeLessThan(256 * KIB);
    expect(longest(payloads.filter((one) => one.event === 'activityTaskCompletedEventAttributes'))).toBeLessThan(64 * KIB);
  }, 120_000);

  it('signals that cannot be read, are huge, or hold strange bytes become refused entries, and the run goes on (AP-5)', async () => {
    const { connection } = environment;
    const { workflow_id: id } = await startGoal(connection, 'Map the earthquakes above magnitude 4.5 and report the strongest', { packs: ['data-analysis'], inputs: { limit: 5 } });
    const waiting = await until(connection, id, ['awaiting_approval', 'clarifying']);
    if (waiting.status === 'clarifying') await connection.run(id).signal('answer', { answers: {}, use_defaults: true });
    const { plan_digest } = await until(connection, id, ['awaiting_approval']);
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const raw = (payload: { metadata: { encoding: Uint8Array }; data: Uint8Array }): Promise<unknown> =>
      connection.temporal.workflowService.signalWorkflowExecution({ namespace: connection.namespace, workflowExecution: { workflowId: id }, signalName: 'approve', input: { payloads: [payload] } });
    await raw({ metadata: { encoding: encode('binary/nobody-knows') }, data: encode('x') });
    await raw({ metadata: { encoding: encode('json/plain') }, data: encode('{"plan_digest": ') });
    await connection.run(id).signal('approve');
    await connection.run(id).signal('approve', { plan_digest, ['x'.repeat(1_000_000)]: true });
    await connection.run(id).signal('approve', { plan_digest, decision_id: 'y'.repeat(500_000) });
    await connection.run(id).signal('approve', { plan_digest: 'b'.repeat(64), comment: '\u0000\ud800', decision_id: 'approve-7' });
    await raw({ metadata: { encoding: encode('json/plain') }, data: encode(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) });
    await connection.run(id).signal('approve', { plan_digest });
    const status = await result(connection, id);
    expect(status).toMatchObject({ status: 'completed', error: null });
    const decisions = (await decisionsOf(connection, id)).filter((decision) => decision.kind === 'approve');
    expect(decisions.map((decision) => decision.accepted)).toEqual([false, false, false, false, false, false, false, true]);
    expect(new Set(decisions.map((decision) => decision.decision_id)).size).toBe(8);
    const recorded = await connection.provenance.read(id, { kinds: ['decision'] });
    expect(recorded.filter((event) => (event.body as { kind: string }).kind === 'approve')).toHaveLength(8);
    expect(await connection.provenance.verify(id)).toBeNull();
    // What was sent is in the history as it came; what the run made of it is small.
    const payloads = payloadsOf(await connection.run(id).fetchHistory()).filter((one) => one.event === 'activityTaskScheduledEventAttributes');
    expect(longest(payloads)).toBeLessThan(256 * KIB);
  }, 120_000);
});
