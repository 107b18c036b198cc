import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { answer, approve, revise, statusOf } from '../../src/library/decide.ts';
import { result } from '../../src/library/result.ts';
import { readPlan } from '../../src/library/run-documents.ts';
import { type StartOptions, startGoal } from '../../src/library/start-goal.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import { exampleInterpretation, exampleNarration, examplePlan } from '../llm/example-script.ts';
import { faults, type ProtocolRequest, type Reply } from '../llm/protocol-server.ts';
import { onlyWait, until, waitingDigest } from '../support/follow.ts';
import { GOALS, goalScript } from './goals.ts';
import { type ModelEnvironment, openModelEnvironment } from './model-environment.ts';

const value = (it: unknown): Reply => ({ kind: 'value', value: it });
const userOf = (request: ProtocolRequest): string => request.turns[0]?.text ?? '';

const question = {
  question_id: 'how_many', title: 'How many of the strongest?', why: 'The goal does not say.', type: 'choice', default_json: null, quote: 'the strongest',
  options: [{ value_json: '1', label: 'only the strongest' }, { value_json: '3', label: 'the first three' }],
};
const threeStrongest = { ...exampleInterpretation, wants: exampleInterpretation.wants.map((want) => (want.id === 'strongest' ? { ...want, limit: 3 } : want)) };
const rankThree = { ...examplePlan, nodes: examplePlan.nodes.map((node) => (node.task_id === 'strongest' ? { ...node, parameters: node.parameters.map((one) => (one.name === 'limit' ? { ...one, value_json: '3' } : one)) } : node)) };

/** Names of models that have a price, so that money can be counted. */
const script = (request: ProtocolRequest, nth: number): Reply => {
  const user = userOf(request);
  switch (`${request.model} ${request.format}`) {
    case 'gpt-4.1 interpretation':
      return value(user.includes('<<<answers') ? threeStrongest : { ...exampleInterpretation, questions: [question] });
    case 'gpt-4.1 plan_proposal':
      return value(rankThree);
    case 'gpt-4o interpretation':
      return value(user.includes('<<<feedback') ? threeStrongest : exampleInterpretation);
    case 'gpt-4o plan_proposal':
      return value(user.includes('<<<feedback') ? rankThree : examplePlan);
    case 'gpt-5-mini narration':
      // A first text with a number of its own, then a server that is busy, then a good text.
      return nth === 0 ? value({ sentences: [{ text: 'It grew by 77 percent.', cells: [] }] }) : nth === 1 ? faults.rateLimited({ 'retry-after-ms': '50' }) : value(exampleNarration(user));
    case 'gpt-4o-mini narration':
      return { kind: 'refusal', text: 'I do not narrate.' };
    default:
      return goalScript(request) as Reply;
  }
};

let environment: ModelEnvironment;
const asked = new Map<string, number>();

beforeAll(async () => {
  environment = await openModelEnvironment(
    (request) => {
      const key = `${request.model} ${request.format}`;
      const nth = asked.get(key) ?? 0;
      asked.set(key, nth + 1);
      return script(request, nth);
    },
    { defaultModel: 'openai:gpt-6-sol' },
  );
});
afterAll(() => environment.close());

const requestsOf = (model: string): ProtocolRequest[] => environment.server.requests.filter((request) => request.model === model);
const start = async (name: 'earthquakes' | 'growth', options: StartOptions): Promise<string> => {
  const { goal, options: own } = GOALS[name];
  return (await startGoal(environment.connection, goal, { ...own, packs: [...own.packs], ...('attach' in own ? { attach: [...own.attach] } : {}), ...options })).workflow_id;
};

describe("a model's question", () => {
  it('pauses the run, refuses a value that it did not offer, and its answer reaches the next reading', async () => {
    const { connection } = environment;
    const id = await start('earthquakes', { model: 'openai:gpt-4.1' });
    await until(connection, id, ['clarifying']);
    expect((await onlyWait(connection, id)).questions?.map((one) => one.question_id)).toEqual(['how_many']);
    await expect(answer(connection, id, { answers: { how_many: 17 } })).rejects.toThrow('how_many');
    expect((await statusOf(connection, id)).status).toBe('clarifying');
    await answer(connection, id, { answers: { how_many: 3 } });
    await waitingDigest(connection, id);
    const plan = await readPlan(connection, id);
    expect(plan?.nodes.find((node) => node.operation === 'table.rank')?.parameters).toContainEqual({ name: 'limit', binding: { kind: 'literal', value: 3 } });
    expect(requestsOf('gpt-4.1').map((request) => request.format)).toEqual(['interpretation', 'interpretation', 'plan_proposal']);
    await connection.run(id).cancel();
    await result(connection, id);
  });
});

describe('revise with a model', () => {
  it('makes a new revision from the words of the person, which the reading and the proposal both see', async () => {
    const { connection } = environment;
    const id = await start('earthquakes', { model: 'openai:gpt-4o' });
    const first = await waitingDigest(connection, id);
    await revise(connection, id, { plan_digest: first, feedback: 'show the three strongest' });
    for (let status = await statusOf(connection, id); status.revision < 2 || status.status !== 'awaiting_approval'; status = await statusOf(connection, id)) {
      if (status.phase === 'done') throw new Error(status.error?.message ?? 'ended');
    }
    const second = await waitingDigest(connection, id);
    expect(second).not.toBe(first);
    await expect(approve(connection, id, { plan_digest: first })).rejects.toThrow('Stale');
    const plan = await readPlan(connection, id);
    expect(plan).toMatchObject({ revision: 2, planned_by: 'model' });
    expect(JSON.stringify(plan?.nodes)).toContain('"value":3');
    const last = requestsOf('gpt-4o').slice(-2);
    expect(last.map((request) => [request.format, userOf(request).includes('show the three strongest')])).toEqual([['interpretation', true], ['plan_proposal', true]]);
    await connection.run(id).cancel();
    await result(connection, id);
  });
});

describe('a goal form, where a model is configured', () => {
  const facets = { keys: 'region', measures: 'population', values: 'grouped' };
  const form = (kind: string): string => JSON.stringify({ wants: [{ id: 'answer', kind, facets: kind === 'table' ? facets : { ...facets, mark: 'bar' } }] });
  const readBy = (model: string): string[] => requestsOf(model).map((request) => request.format).filter((format) => format === 'interpretation' || format === 'plan_proposal');

  it('stands for the words of the goal: no model reads them', async () => {
    const { connection } = environment;
    const id = await start('growth', { model: 'openai:gpt-4-turbo', wants: [form('table')] });
    await waitingDigest(connection, id);
    expect(await readPlan(connection, id)).toMatchObject({ planned_by: 'search' });
    expect(await connection.runStore.get(id, 'typed_goal', 'current')).toMatchObject({ front_end: 'form', wants: [{ id: 'answer', type: { kind: 'table' } }] });
    expect(readBy('gpt-4-turbo')).toEqual([]);
    await connection.run(id).cancel();
    await result(connection, id);
  });

  it('replaces the reading of the model when it revises the plan', async () => {
    const { connection } = environment;
    const id = await start('growth', { model: 'openai:o3' });
    const first = await waitingDigest(connection, id);
    expect(readBy('o3')).toEqual(['interpretation', 'plan_proposal']);
    await revise(connection, id, { plan_digest: first, feedback: form('chart') });
    for (let status = await statusOf(connection, id); status.revision < 2 || status.status !== 'awaiting_approval'; status = await statusOf(connection, id)) {
      if (status.phase === 'done') throw new Error(status.error?.message ?? 'ended');
    }
    expect(await readPlan(connection, id)).toMatchObject({ revision: 2, planned_by: 'search' });
    expect(await connection.runStore.get(id, 'typed_goal', 'current')).toMatchObject({ front_end: 'form', wants: [{ id: 'answer', type: { kind: 'chart' } }] });
    expect(readBy('o3')).toEqual(['interpretation', 'plan_proposal']);
    await connection.run(id).cancel();
    await result(connection, id);
  });
});

describe('a budget', () => {
  it('stops the run before the next paid call, with exit code 7 and what was spent', async () => {
    const { connection } = environment;
    const id = await start('earthquakes', { model: 'openai:gpt-5', budgetUsd: 0.001, yes: true });
    const status = await result(connection, id);
    expect(status.error).toMatchObject({ type: 'Model.BudgetReached', class: 'budget' });
    expect(status.error?.message).toContain('--budget');
    expect(exitCodeOf(status)).toBe(7);
    expect(requestsOf('gpt-5').map((request) => request.format)).toEqual(['interpretation']);
    expect(status.usage.usd).toBeGreaterThan(0.001);
    expect(await connection.runStore.spend(id, 'budget-check', 0)).toBeCloseTo(status.usage.usd, 9);
  });
});

describe('the choice of the model', () => {
  it('is the configured one where the run names none, and none with --model none', async () => {
    const { connection } = environment;
    const usual = await start('earthquakes', { planOnly: true, yes: true });
    const none = await start('earthquakes', { planOnly: true, yes: true, model: 'none' });
    expect((await result(connection, usual)).usage.llm_calls).toBe(2);
    expect((await result(connection, none)).usage.llm_calls).toBe(0);
    expect(await readPlan(connection, usual)).toMatchObject({ planned_by: 'model' });
    expect(await readPlan(connection, none)).toMatchObject({ planned_by: 'search' });
  });

  it('costs nothing where another run asked the same before: the answer is there', async () => {
    const { connection } = environment;
    const before = requestsOf('gpt-6-sol').length;
    const status = await result(connection, await start('earthquakes', { planOnly: true, yes: true }));
    expect(requestsOf('gpt-6-sol')).toHaveLength(before);
    expect(status.usage).toMatchObject({ llm_calls: 0, usd: 0 });
    expect(await connection.provenance.read(status.workflow_id, { kinds: ['model_call'] })).toHaveLength(2);
  });

  it('names the models that there are for one that is not known', async () => {
    const status = await result(environment.connection, await start('earthquakes', { planOnly: true, yes: true, model: 'nonsense:42' }));
    expect(status.error).toMatchObject({ type: 'Model.NotConfigured' });
    expect(status.error?.message).toContain('openai:<model>');
  });
});

describe('a model step', () => {
  it('that is tried again pays only for what it has not had, and counts what earlier attempts paid', async () => {
    const { connection } = environment;
    const id = await start('growth', { model: 'openai:gpt-5-mini', yes: true });
    const status = await result(connection, id);
    expect(status.error).toBeNull();
    const narrations = requestsOf('gpt-5-mini').filter((request) => request.format === 'narration');
    // The refused first text is not asked for again after the 429.
    expect(narrations).toHaveLength(3);
    expect(new Set(narrations.map(userOf)).size).toBe(2);
    const calls = (await connection.provenance.read(id, { kinds: ['model_call'] })).map((event) => event.body as unknown as { failed?: { type: string }; usage: { input_tokens: number; usd: number } });
    expect(calls.filter((call) => call.failed?.type === 'Model.RateLimited')).toHaveLength(1);
    expect(status.usage.input_tokens).toBe(calls.reduce((sum, call) => sum + call.usage.input_tokens, 0));
    expect(await connection.runStore.spend(id, 'budget-check', 0)).toBeCloseTo(status.usage.usd, 9);
    expect(await textOf(id)).not.toContain('77');
  });

  it('writes from the template where the model refuses, and the refusal is charged', async () => {
    const { connection } = environment;
    const id = await start('growth', { model: 'openai:gpt-4o-mini', yes: true });
    const status = await result(connection, id);
    expect(status.status).toBe('completed');
    const outcomes = await connection.runStore.list<Outcome>(id, 'outcome');
    const text = outcomes.flatMap(({ body }) => Object.values(body.outputs).flat()).find((artifact) => artifact.kind === 'text');
    expect(text?.data).toMatchObject({ written_by: 'template' });
    expect(JSON.stringify(text?.data)).toContain('I do not narrate');
    const calls = await connection.provenance.read(id, { kinds: ['model_call'] });
    expect(calls).toHaveLength(3);
    expect(await connection.runStore.spend(id, 'budget-check', 0)).toBeCloseTo(status.usage.usd, 9);
  });

  async function textOf(id: string): Promise<string> {
    const { connection } = environment;
    const outcomes = await connection.runStore.list<Outcome>(id, 'outcome');
    const texts = outcomes.flatMap(({ body }) => Object.values(body.outputs).flat()).filter((artifact) => artifact.kind === 'text');
    return (await Promise.all(texts.map(async (artifact) => Buffer.from(await connection.blobs.get(artifact.sha256)).toString('utf8')))).join('\n');
  }
});
