import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { constructsOf } from '../../src/execution/construct.ts';
import { executeStep } from '../../src/execution/execute-step.ts';
import { nestedInputs } from '../../src/execution/nested-inputs.ts';
import { nestedResults } from '../../src/execution/nested-results.ts';
import { openTask } from '../../src/execution/open-task.ts';
import { merkleRoot, taskDigest } from '../../src/plan/digest.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { approve, content, makeStep, makeWorld, manifestOf, NOW, quiet, stepInput, type World } from './world.ts';

const literal = (value: string) => ({ kind: 'literal' as const, value });
const port = (task: string, name = 'text') => ({ kind: 'port' as const, task, port: name });
const bare = (task_id: string): Task => ({ task_id, description: task_id, dependencies: [], parallelizable: true, estimated_complexity: 'low', required_capabilities: [] });
const nested = (more: Partial<Task> = {}): Task => ({ ...bare('later'), type: 'plan', plan: { words: 'the rest', wants: [], budget_usd: null }, inputs: [{ name: 'data', bindings: [port('a'), port('b')] }], outputs: [{ name: 'result', type: { kind: 'text', facets: {} } }], ...more });

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const failure = async (made: Promise<unknown>): Promise<unknown> => made.then(() => null, (error: unknown) => error);
const store = async (task: Task): Promise<void> => world.runStore.put('goal-test', 'plan', '1', { nodes: [bare('a'), bare('b'), task] });
const at = (iteration = 0) => nestedInputs({ workflow_id: 'goal-test', revision: 1, task_id: 'later', iteration, now: NOW }, world);
const texts = async (iteration = 0): Promise<string[]> => Promise.all((await at(iteration)).data.map(async (artifact) => Buffer.from(await world.blobs.get(artifact.sha256)).toString('utf8')));
const open = () => openTask({ workflow_id: 'goal-test', revision: 1, task_id: 'later', step_id: 'plan', now: NOW }, world);

/** Two tasks that make a text, a nested plan of both, and a task that takes what that gives: stored and sealed. */
async function sealed(task: Task): Promise<void> {
  const steps = { a: [makeStep('echo', { text: literal('a') })], b: [makeStep('echo', { text: literal('b') })], after: [makeStep('echo', { data: [port('later', 'result')] })] };
  const { intents } = manifestOf(world, Object.entries(steps).map(([task_id, own]) => ({ task_id, steps: own })));
  const all = { ...intents, 'later/plan': taskDigest(task, null) };
  await approve(world, steps, { intents: all, root: merkleRoot(Object.values(all)), ...constructsOf({ nodes: [task] }) });
  await store(task);
  for (const task_id of ['a', 'b']) await executeStep(stepInput({ task_id }), 'execution', world, quiet);
}

const made = async (task: string, iteration = 0): Promise<Outcome> => (await world.runStore.get<Outcome>('goal-test', 'outcome', `${task}/s1/${iteration}`)) as Outcome;
const gave = async (task: string, iteration = 0): Promise<void> => {
  const outcome = await made(task);
  await world.runStore.put('goal-test', 'outcome', `later/plan/${iteration}`, { ...outcome, task_id: 'later', step_id: 'plan', outputs: { result: outcome.outputs['text'] } });
};

describe('the data of a nested plan', () => {
  it('is what the tasks before it made, as it was approved', async () => {
    await sealed(nested());
    expect(await texts()).toEqual(['{"text":"a"}', '{"text":"b"}']);
  });

  it('is refused where what is wanted, or of what, is no longer what was approved', async () => {
    await sealed(nested());
    for (const other of [nested({ plan: { words: 'everything else', wants: [], budget_usd: null } }), nested({ inputs: [{ name: 'data', bindings: [port('a')] }] })]) {
      await store(other);
      expect(await failure(at())).toMatchObject({ type: 'Seal.Invalid', message: expect.stringContaining('not the one that was approved') as string });
    }
    await store(bare('later'));
    expect(await failure(at())).toMatchObject({ type: 'Seal.Invalid' });
    expect(await failure(nestedInputs({ workflow_id: 'goal-test', revision: 1, task_id: 'a', iteration: 0, now: NOW }, world))).toMatchObject({ type: 'Seal.NotApproved' });
    expect(await failure(nestedInputs({ workflow_id: 'other', revision: 1, task_id: 'later', iteration: 0, now: NOW }, world))).toMatchObject({ type: 'Seal.Missing' });
  });

  it('is one element of its list in each iteration, once the list was read', async () => {
    await sealed(nested({ for_each: { port: 'data', limit: 5 } }));
    expect(await failure(at())).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('never read') as string });
    expect(await open()).toMatchObject({ holds: true, elements: 2 });
    expect([await texts(0), await texts(1)]).toEqual([['{"text":"a"}'], ['{"text":"b"}']]);
    expect(await failure(at(2))).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('no element 3') as string });
    await Promise.all([gave('a', 0), gave('b', 1)]);
    expect(await content(world, await executeStep(stepInput({ task_id: 'after' }), 'execution', world, quiet))).toBe('{}|{"text":"a"}|{"text":"b"}');
  });

  it('leaves out what its condition reads, and is not there where that does not hold', async () => {
    const inputs = [{ name: 'data', bindings: [port('a')] }, { name: 'condition', bindings: [port('b')] }];
    const when = (value: string): Task => nested({ inputs, when: { path: 'inputs.condition.data.content', op: '=', value } });
    await sealed(when('{"text":"b"}'));
    expect(await open()).toMatchObject({ holds: true });
    expect(await texts()).toEqual(['{"text":"a"}']);
    await sealed(when('something else'));
    expect(await open()).toMatchObject({ holds: false });
    expect(await failure(at())).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('does not hold') as string });
  });

  it('is what the round before gave where that is carried on, and never more rounds than were approved', async () => {
    await sealed(nested({ inputs: [{ name: 'data', bindings: [port('a')] }], repeat: { until: { path: 'outputs.result.kind', op: '=', value: 'never' }, limit: 2, carry: { from: 'result', to: 'data' } } }));
    expect(await texts(0)).toEqual(['{"text":"a"}']);
    await gave('b');
    expect(await texts(1)).toEqual(['{"text":"b"}']);
    expect(await failure(at(2))).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('at most 2') as string });
  });

  it('is never a secret', async () => {
    await sealed(nested());
    const outcome = await made('b');
    const [output] = Object.values(outcome.outputs).flat();
    await world.runStore.put('goal-test', 'outcome', 'b/s1/0', { ...outcome, outputs: { text: { ...output, labels: ['secret'] } } });
    expect(await failure(at())).toMatchObject({ type: 'Binding.Denied', message: expect.stringContaining('secret') as string });
  });
});

it('gives what nothing in its plan took, in the order of the plan, and of rounds the last', async () => {
  await sealed(nested());
  const outcome = await made('a');
  await world.runStore.put('goal-test', 'outcome', 'b/s1/1', { ...outcome, task_id: 'b' });
  const plan = { nodes: [{ ...bare('b'), repeat: { until: { any: [] }, limit: 3 } }, bare('a'), { ...bare('skipped'), dependencies: [] }], revision: 1 } as unknown as Plan;
  const results = await nestedResults('goal-test', plan, world);
  expect(results.map((artifact) => artifact.sha256)).toEqual([Object.values(outcome.outputs).flat()[0]?.sha256, Object.values(outcome.outputs).flat()[0]?.sha256]);
  expect(await nestedResults('goal-test', { ...plan, nodes: plan.nodes.map((task) => (task.task_id === 'b' ? { ...task, dependencies: ['a'] } : task)) }, world)).toHaveLength(1);
});
