import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, approve, decisionsOf, RefusedDecision, reject, revise, send, statusOf, UnknownRun } from '../../src/library/decide.ts';
import { result } from '../../src/library/result.ts';
import { listAlternatives } from '../../src/provenance/alternatives.ts';
import { readPlan } from '../../src/library/run-documents.ts';
import { startGoal } from '../../src/library/start-goal.ts';
import { onlyWait, until, waitingDigest } from '../support/follow.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';

let environment: RunEnvironment;
let csv: string;
const stale = 'b'.repeat(64);
const growth = 'Which region grew fastest?';

beforeAll(async () => {
  environment = await openRunEnvironment();
  csv = join(await mkdtemp(join(tmpdir(), 'planwright-data-')), 'regions.csv');
  await writeFile(csv, 'region,year,population\nNorth,2000,100\nNorth,2020,150\nSouth,2000,200\nSouth,2020,240\nWest,2000,50\nWest,2020,55\n');
});
afterAll(() => environment.close());

const startGrowth = (options: Parameters<typeof startGoal>[2] = {}) => startGoal(environment.connection, growth, { attach: [csv], ...options });

describe('goal-run', () => {
  it('goes from a goal to a report on its own data with an approval given in advance', async () => {
    const { workflow_id } = await startGrowth({ yes: true });
    const status = await result(environment.connection, workflow_id);
    expect(status.error).toBeNull();
    expect(status.status).toBe('completed');
    expect(status.tasks.every((task) => task.status === 'succeeded')).toBe(true);
  });

  it('pauses for a question, takes an answer by signal, and goes on to the approval', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth();
    await until(connection, workflow_id, ['clarifying']);
    const wait = await onlyWait(connection, workflow_id);
    expect(wait.questions?.map((question) => question.question_id)).toContain('growth_mode');
    await connection.run(workflow_id).signal('answer', { answers: { growth_mode: 'sideways' } });
    await expect(answer(connection, workflow_id, { answers: { growth_mode: 'sideways' } })).rejects.toThrow(RefusedDecision);
    expect((await statusOf(connection, workflow_id)).status).toBe('clarifying');
    await connection.run(workflow_id).signal('answer', { answers: { growth_mode: 'absolute' }, use_defaults: true });
    await until(connection, workflow_id, ['awaiting_approval']);
    expect(JSON.stringify(await readPlan(connection, workflow_id))).toContain('absolute');
    const decisions = await decisionsOf(connection, workflow_id);
    expect(decisions.map((decision) => decision.accepted)).toEqual([false, true]);
  });

  it('waits for approval, refuses a stale digest, and goes on with nothing but a raw signal', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth({ inputs: { growth_mode: 'percent', limit: 1 } });
    const digest = await waitingDigest(connection, workflow_id);
    await expect(approve(connection, workflow_id, { plan_digest: stale })).rejects.toThrow(digest);
    await connection.run(workflow_id).signal('approve', { plan_digest: stale });
    await connection.run(workflow_id).signal('approve', 'approved: true');
    expect((await statusOf(connection, workflow_id)).status).toBe('awaiting_approval');
    await connection.run(workflow_id).signal('approve', { plan_digest: digest });
    const status = await result(connection, workflow_id);
    expect(status.status).toBe('completed');
    const decisions = await decisionsOf(connection, workflow_id);
    expect(decisions.map((decision) => [decision.via, decision.accepted])).toEqual([['signal', false], ['signal', false], ['signal', true]]);
    expect(await connection.provenance.verify(workflow_id)).toBeNull();
  });

  it('keeps the plan that waits where a change leads to none, and says why', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth({ inputs: { growth_mode: 'percent', limit: 1 } });
    const plan_digest = await waitingDigest(connection, workflow_id);
    const said = async (text: string): Promise<void> => {
      while (!(await until(connection, workflow_id, ['planning', 'awaiting_approval'])).phase_detail.includes(text)) await new Promise((resolve) => setTimeout(resolve, 50));
      await until(connection, workflow_id, ['awaiting_approval']);
    };
    await revise(connection, workflow_id, { plan_digest, feedback: '{"wants":[{"id":"x","kind":"nonsense"}]}' });
    await said('was not done');
    expect(await onlyWait(connection, workflow_id)).toMatchObject({ plan_digest, markdown: expect.stringContaining('nonsense') as string });
    expect((await statusOf(connection, workflow_id)).error).toBeNull();
    await revise(connection, workflow_id, { plan_digest, feedback: 'only the two best regions' });
    await said('waiting for approval');
    await approve(connection, workflow_id, { plan_digest: await waitingDigest(connection, workflow_id) });
    expect((await result(connection, workflow_id)).status).toBe('completed');
    expect(await connection.provenance.verify(workflow_id)).toBeNull();
  });

  it('ends rejected with the reason in the record, and runs nothing', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth({ inputs: { growth_mode: 'percent', limit: 1 } });
    const plan_digest = await waitingDigest(connection, workflow_id);
    await reject(connection, workflow_id, { plan_digest, reason: 'not today' });
    const status = await result(connection, workflow_id);
    expect(status).toMatchObject({ status: 'rejected', tasks: [] });
    const events = await connection.provenance.read(workflow_id, { kinds: ['decision', 'execution', 'seal'] });
    expect(events.map((event) => event.kind)).toEqual(['decision']);
    expect(JSON.stringify(events[0]?.body)).toContain('not today');
    await expect(approve(connection, workflow_id, { plan_digest })).rejects.toThrow('ended');
  });

  it('makes a new revision when a suggestion is accepted, and voids approvals of the old digest (AP-1)', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth({ inputs: { growth_mode: 'percent', limit: 1 } });
    const first = await waitingDigest(connection, workflow_id);
    const suggestion = (await readPlan(connection, workflow_id))?.augmentations?.[0];
    expect(suggestion?.stage).toBe('verify');
    await send(connection, workflow_id, 'decideAugmentation', { augmentation_id: suggestion?.augmentation_id ?? '', plan_digest: first, accept: true });
    const second = await (async () => {
      for (;;) {
        const status = await statusOf(connection, workflow_id);
        if (status.revision === 2 && status.status === 'awaiting_approval') return status.plan_digest ?? '';
      }
    })();
    expect(second).not.toBe(first);
    await expect(approve(connection, workflow_id, { plan_digest: first })).rejects.toThrow('Stale');
    await approve(connection, workflow_id, { plan_digest: second });
    const status = await result(connection, workflow_id);
    expect(status.status).toBe('completed');
    expect(status.tasks.map((task) => task.task_id).some((id) => id.includes('verify') || id.includes('check'))).toBe(true);
  });

  it('takes an alternative that a person chooses as the next revision, under its own digest, and keeps what was the plan', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGoal(connection, 'A chart of the regions', { attach: [csv], wants: ['chart'] });
    const first = await waitingDigest(connection, workflow_id);
    const before = await readPlan(connection, workflow_id);
    const [alternative] = await listAlternatives(connection.runStore, workflow_id, 1);
    expect(alternative?.plan.plan_digest).toMatch(/^[0-9a-f]{64}$/);
    expect(alternative?.plan.preview?.duration_ms.high).toBeGreaterThan(0);
    await expect(revise(connection, workflow_id, { plan_digest: first, feedback: 'no such', alternative: 9 })).rejects.toThrow('Cannot choose alternative 9');
    await revise(connection, workflow_id, { plan_digest: first, feedback: 'bars are easier to read', alternative: 1 });
    let status = await statusOf(connection, workflow_id);
    while (status.revision !== 2 || status.status !== 'awaiting_approval') status = await statusOf(connection, workflow_id);
    const operations = (plan: { nodes: { operation?: string }[] } | null | undefined) => plan?.nodes.map((task) => task.operation).toSorted();
    expect(operations(await readPlan(connection, workflow_id))).toEqual(operations(alternative?.plan));
    expect(operations((await listAlternatives(connection.runStore, workflow_id, 2))[0]?.plan)).toEqual(operations(before));
    await expect(approve(connection, workflow_id, { plan_digest: first })).rejects.toThrow('Stale');
    const chosen = (await decisionsOf(connection, workflow_id)).find((decision) => decision.alternative === 1 && decision.accepted);
    expect(chosen).toMatchObject({ kind: 'revise', comment: 'bars are easier to read', plan_digest: first });
    const events = await connection.provenance.read(workflow_id, { kinds: ['search', 'decision'] });
    const search = events.find((event) => (event.body as { chosen_alternative?: number }).chosen_alternative === 1);
    expect(search?.causes).toContain(events.find((event) => event.subject === chosen?.decision_id)?.event_id);
    await approve(connection, workflow_id, { plan_digest: status.plan_digest ?? '' });
    expect((await result(connection, workflow_id)).status).toBe('completed');
    const analysis = await connection.runStore.get<{ estimate: { work_ms: number; elapsed_ms: number } }>(workflow_id, 'analysis', 'analysis');
    expect(analysis?.estimate.elapsed_ms).toBeGreaterThanOrEqual(analysis?.estimate.work_ms ?? Number.POSITIVE_INFINITY);
  });

  it('plans anew when the person revises in words', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth({ inputs: { growth_mode: 'percent', limit: 1 } });
    const plan_digest = await waitingDigest(connection, workflow_id);
    await revise(connection, workflow_id, { plan_digest, feedback: 'only since 2005' });
    const status = await until(connection, workflow_id, ['awaiting_approval', 'clarifying']);
    expect(status.revision).toBeGreaterThanOrEqual(1);
    await connection.run(workflow_id).cancel();
    expect((await result(connection, workflow_id)).status).toBe('cancelled');
  });

  it('ends Canceled when it is cancelled while it waits', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth();
    await until(connection, workflow_id, ['clarifying']);
    await connection.run(workflow_id).cancel();
    expect((await result(connection, workflow_id)).status).toBe('cancelled');
    expect((await connection.run(workflow_id).describe()).status.name).toBe('CANCELLED');
  });

  it('fails with the nearest names for an unknown pack', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGoal(connection, 'Map the earthquakes', { packs: ['climte'], yes: true });
    const status = await result(connection, workflow_id);
    expect(status.error).toMatchObject({ type: 'Registry.UnknownPack' });
    expect(status.error?.message).toContain('climate');
  });

  it('says what is missing for a goal that no tool can serve', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGoal(connection, 'Book a flight to Lisbon for Tuesday', { yes: true });
    const status = await result(connection, workflow_id);
    expect(status.status).toBe('failed');
    expect(status.error?.type).toBe('Plan.Unservable');
    expect(status.error?.message.length).toBeGreaterThan(40);
  });

  it('refuses a goal whose constraints contradict each other', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGrowth({ deadline: '2001-01-01T00:00:00.000Z', yes: true });
    expect((await result(connection, workflow_id)).error?.message).toContain('deadline');
  });

  it('joins the run that has this id instead of starting a second one (TI-16)', async () => {
    const { connection } = environment;
    const id = `goal-twice-${Date.now()}`;
    const [first, second] = await Promise.all([startGrowth({ id }), startGrowth({ id })]);
    expect(first.run_id).toBe(second.run_id);
    await connection.run(id).cancel();
    await result(connection, id);
  });

  it('names an unknown run as such', async () => {
    await expect(statusOf(environment.connection, 'goal-nobody')).rejects.toThrow(UnknownRun);
  });
});
