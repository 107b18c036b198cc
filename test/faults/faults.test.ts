import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answer, approve, decisionsOf, RefusedDecision, revise, send, statusOf } from '../../src/library/decide.ts';
import { result } from '../../src/library/result.ts';
import { readPlan } from '../../src/library/run-documents.ts';
import { InvalidStart, startGoal, type StartOptions } from '../../src/library/start-goal.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import type { RunStatus } from '../../src/schemas/run.ts';
import { onlyWait, until, waitingDigest } from '../support/follow.ts';
import { openRunEnvironment, type RunEnvironment } from '../support/run-environment.ts';
import { hostileFiles } from './hostile-files.ts';
import { brokenPlans } from './plan-files.ts';

vi.setConfig({ testTimeout: 120_000 });

let environment: RunEnvironment;
let data: string;
let csv: string;
const growth = 'Which region grew fastest?';
const answers = { growth_mode: 'percent', limit: 1 };

beforeAll(async () => {
  environment = await openRunEnvironment();
  data = await mkdtemp(join(tmpdir(), 'planwright-faults-'));
  csv = join(data, 'regions.csv');
  await writeFile(csv, 'region,year,population\nNorth,2000,100\nNorth,2020,150\nSouth,2000,200\nSouth,2020,240\nWest,2000,50\nWest,2020,55\n');
});
afterAll(async () => {
  await environment.close();
  await rm(data, { recursive: true, force: true });
});

async function run(goal: string, options: StartOptions = {}): Promise<RunStatus> {
  const { workflow_id } = await startGoal(environment.connection, goal, { yes: true, ...options });
  return await result(environment.connection, workflow_id);
}

/** What a person reads of a run that failed: one message in the form of the house. */
function refusal(status: RunStatus): string {
  expect(status.status).toBe('failed');
  const message = status.error?.message ?? '';
  expect(message).toMatch(/^(Cannot|The) /);
  return message;
}

const start = (goal: string, options: StartOptions = {}): Promise<unknown> => startGoal(environment.connection, goal, options);

describe('goals', () => {
  it('refuses an empty, an over-long and a binary goal before a run begins', async () => {
    await expect(start('')).rejects.toThrow(/goal is empty\. State in a sentence/);
    await expect(start(' \n\t ')).rejects.toThrow(/goal is empty/);
    await expect(start('grow '.repeat(200_000))).rejects.toThrow(/1000000 characters, expected at most 20000\. .*--attach/);
    await expect(start('Chart \u0000\u0001\u0002 it')).rejects.toThrow(/not text.*--attach/);
    await expect(start(Buffer.from([0xff, 0xfe, 0x41]).toString('utf8'))).rejects.toThrow(/not text/);
    await expect(start(growth, { id: '../../x' })).rejects.toThrow(/an id is 1 to 200/);
  });

  it.each(['Welche Region ist am schnellsten gewachsen?', 'どの地域が最も成長しましたか', 'أي منطقة نمت أسرع؟'])('says that "%s" cannot be read offline, and what can', async (goal) => {
    const status = await run(goal, { attach: [csv], planOnly: true });
    if (status.status === 'completed') return expect(status.revision).toBe(1);
    expect(refusal(status)).toMatch(/Without a language model only English goals can be read/);
  });

  it('says which input of which operation is missing for a goal that no tool can serve, and offers what is near', async () => {
    const message = refusal(await run('Map the population by region', { packs: ['data-analysis'], attach: [csv] }));
    expect(message).toMatch(/input "\w+" of [\w.]+ needs .*which nothing supplies/);
    expect(message).toMatch(/regions\.csv|attachment-/);
    expect(refusal(await run('Book a flight to Lisbon for Tuesday'))).toMatch(/Nothing supplies the input "source" of [\w.]+: attach a file/);
    expect(refusal(await run('Book a flight to Lisbon for Tuesday', { attach: [csv] }))).toMatch(/regions\.csv has region, year, population/);
  });

  it.each([
    ['two budgets', `${growth} Spend at most $5. Budget: $7.`, /\$5.*\$7.*Keep one/],
    ['two deadlines', `${growth} Deadline: 2099-01-01, finish by 2098-01-01.`, /2099.*2098.*Keep one|Keep one/],
    ['a deadline that has passed', `${growth} Finish by 2001-01-01.`, /has passed\. Give a later one/],
    ['a tool that is both allowed and forbidden', `${growth} Only use table and chart. Do not use chart.`, /both allows and forbids/],
    ['only a tool that does not exist', `${growth} Use only the flurb tool.`, /"flurb".*none of that name/],
    ['a tool that is not enough', `${growth} Use only the chart tool.`, /tool|chart/],
  ])('refuses constraints that cannot be kept: %s', async (_name, goal, says) => {
    expect(refusal(await run(goal, { attach: [csv] }))).toMatch(says);
  });

  it('names what there is for an unknown pack, model and kind of result', async () => {
    expect(refusal(await run(growth, { packs: ['climte'] }))).toMatch(/Did you mean "climate"/);
    expect(refusal(await run(growth, { attach: [csv], wants: ['hologram'] }))).toMatch(/"hologram".*There are/);
  });

  it('asks again for an answer given in advance that is none', async () => {
    const { workflow_id } = await startGoal(environment.connection, growth, { attach: [csv], inputs: { growth_mode: 'sideways', limit: 1 } });
    const status = await until(environment.connection, workflow_id, ['clarifying', 'failed']).catch((error: unknown) => (error as Error).message);
    expect(JSON.stringify(status)).toMatch(/clarifying|growth_mode/);
    await environment.connection.run(workflow_id).cancel();
    await result(environment.connection, workflow_id);
  });
});

describe('attached files', () => {
  it('refuses files that are not there, empty or no files before a run begins', async () => {
    const empty = join(data, 'empty.csv');
    await writeFile(empty, '');
    await expect(start(growth, { attach: [join(data, 'nobody.csv')] })).rejects.toThrow(/no such file\. Check the path/);
    await expect(start(growth, { attach: [data] })).rejects.toThrow(/not a regular file/);
    await expect(start(growth, { attach: [empty] })).rejects.toThrow(/it is empty/);
    await expect(start(growth, { planFile: join(data, 'nobody.json') })).rejects.toThrow(InvalidStart);
    await expect(start(growth, { policyFile: data })).rejects.toThrow(/not a regular file/);
  });

  it('ends every run of a broken, huge or hostile file with an answer or a reason, and runs nothing that the file says', async () => {
    const files = await hostileFiles(join(data, 'hostile'));
    const ended = await Promise.all(files.map(async (file) => ({ file, status: await run(growth, { attach: [file.path], inputs: answers, planOnly: file.ends === 'planned' }) })));
    for (const { file, status } of ended) {
      const said = `${file.name}: ${status.status} ${status.error?.message ?? ''}`;
      expect(said).toContain(file.ends === 'failed' ? ': failed' : ': completed');
      if (status.status === 'failed') expect(said).toMatch(/Cannot|The /);
      if (file.says !== undefined) expect(said).toMatch(file.says);
    }
    await expect(stat('pwned')).rejects.toThrow();
  });
});

describe('plan files', () => {
  it('refuses every broken plan file with the fault and the way out, and runs none of it', async () => {
    const { connection } = environment;
    const planned = await startGoal(connection, growth, { attach: [csv], inputs: answers, planOnly: true });
    expect((await result(connection, planned.workflow_id)).status).toBe('completed');
    const valid = (await readPlan(connection, planned.workflow_id)) as Plan;
    const ended = await Promise.all(
      // `check` sees them all (test/cli); here those that get as far as a run, or could harm it.
      brokenPlans(valid).filter(({ name }) => /cycle|dangling|twice|case|__proto__|tool|tasks than/.test(name)).map(async (broken, at) => {
        const file = join(data, `plan-${at}.json`);
        await writeFile(file, broken.text);
        return { broken, status: await run('', { planFile: file }) };
      }),
    );
    for (const { broken, status } of ended) {
      expect(`${broken.name}: ${status.error?.type}`).toBe(`${broken.name}: Plan.Invalid`);
      expect(`${broken.name}: ${status.error?.message}`).toMatch(broken.says);
      expect(status.tasks.every((task) => task.status === 'pending')).toBe(true);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('runs a plan that was saved, with the data that it was made for', async () => {
    const { connection } = environment;
    const planned = await startGoal(connection, growth, { attach: [csv], inputs: answers, planOnly: true });
    await result(connection, planned.workflow_id);
    const file = join(data, 'saved.json');
    await writeFile(file, JSON.stringify(await readPlan(connection, planned.workflow_id)));
    const status = await run('', { planFile: file });
    expect(status.error).toBeNull();
    expect(status.status).toBe('completed');
    expect(status.goal).toBe(growth);
    const elsewhere = { ...connection, blobs: { ...connection.blobs, putFile: (path: string) => connection.blobs.putFile(path), path: (digest: string) => connection.blobs.path(digest), has: () => Promise.resolve(false) } };
    await expect(startGoal(elsewhere as typeof connection, '', { planFile: file })).rejects.toThrow(/"regions.csv".*Attach the same file/);
  });
});

describe('messages', () => {
  it('keeps waiting through stale, malformed and unasked messages, and records each with its reason', async () => {
    const { connection } = environment;
    const { workflow_id } = await startGoal(connection, growth, { attach: [csv] });
    await until(connection, workflow_id, ['clarifying']);
    const question = (await onlyWait(connection, workflow_id)).questions?.[0]?.question_id ?? '';
    await expect(answer(connection, workflow_id, { answers: { nobody_asked: 1 } })).rejects.toThrow(/"nobody_asked": that question was not asked\. Open: /);
    await expect(answer(connection, workflow_id, { answers: { [question]: { __proto__: 1 } } })).rejects.toThrow(RefusedDecision);
    await expect(approve(connection, workflow_id, { plan_digest: 'a'.repeat(64) })).rejects.toThrow(/Nothing waits for approval/);
    const handle = connection.run(workflow_id);
    const before = (await decisionsOf(connection, workflow_id)).length;
    const raw: unknown[] = ['approved: true', null, 7, [], {}, { plan_digest: 'short' }, { plan_digest: 'a'.repeat(64), extra: true }, { plan_digest: 'x'.repeat(100_000) }, JSON.parse('{"__proto__":{"plan_digest":"a"}}')];
    for (const payload of raw) await handle.signal('approve', payload);
    await handle.signal('approve');
    await handle.signal('answer', { answers: { nobody_asked: 1 } });
    await answer(connection, workflow_id, { answers: {}, use_defaults: true });
    const digest = await waitingDigest(connection, workflow_id);
    const decisions = (await decisionsOf(connection, workflow_id)).slice(before);
    expect(decisions.map((decision) => decision.accepted)).toEqual([...Array.from({ length: raw.length + 2 }, () => false), true]);
    expect(decisions.every((decision) => decision.accepted || decision.reason.length > 10)).toBe(true);

    const stale = digest.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    await expect(approve(connection, workflow_id, { plan_digest: stale })).rejects.toThrow(`the plan that waits is ${digest}`);
    await expect(revise(connection, workflow_id, { plan_digest: stale, feedback: 'other' })).rejects.toThrow(/Stale/);
    await expect(send(connection, workflow_id, 'decideAugmentation', { augmentation_id: 'nobody', plan_digest: digest, accept: true })).rejects.toThrow(/not open/);
    await expect(send(connection, workflow_id, 'resume', {})).rejects.toThrow(/not paused/);
    await handle.signal('approve', { plan_digest: stale });
    expect((await statusOf(connection, workflow_id)).status).toBe('awaiting_approval');
    await handle.signal('approve', { plan_digest: digest });
    expect((await result(connection, workflow_id)).status).toBe('completed');
    expect(await connection.provenance.verify(workflow_id)).toBeNull();
  });

  it('refuses to start a second run under the id of one that has ended', async () => {
    const id = `goal-ended-${Date.now()}`;
    await run('Book a flight to Lisbon', { id });
    await expect(start(growth, { id, attach: [csv] })).rejects.toThrow(/has ended already.*--id/);
  });
});
