import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { constructsOf } from '../../src/execution/construct.ts';
import { criterionHolds } from '../../src/execution/criterion-holds.ts';
import { executeStep, type StepInput } from '../../src/execution/execute-step.ts';
import { openTask } from '../../src/execution/open-task.ts';
import type { Construct } from '../../src/schemas/plan.ts';
import type { Predicate } from '../../src/schemas/predicate.ts';
import { approve, content, makeStep, makeWorld, quiet, stepInput, type World } from './world.ts';

const literal = (value: string) => ({ kind: 'literal' as const, value });
const port = (task: string, name = 'text') => ({ kind: 'port' as const, task, port: name });
const never: Predicate = { path: 'outputs.text.kind', op: '=', value: 'never' };

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const run = (over: Partial<StepInput> = {}) => executeStep(stepInput(over), 'execution', world, quiet);
const open = (task_id = 't1') => openTask(stepInput({ task_id }), world);
const failure = async (made: Promise<unknown>): Promise<unknown> => made.then(() => null, (error: unknown) => error);

/** Three tasks that each make a text, and `t1` with the construct, bound to all of them at `data`. */
async function list(construct: Construct): Promise<void> {
  const parts = ['a', 'b', 'c'];
  await approve(
    world,
    { ...Object.fromEntries(parts.map((id) => [id, [makeStep('echo', { text: literal(id) })]])), t1: [makeStep('echo', { data: parts.map((id) => port(id)) })], t2: [makeStep('echo', { data: [port('t1')] })] },
    { constructs: { t1: construct } },
  );
  for (const id of parts) await run({ task_id: id });
}

describe('a task for every element of a list', () => {
  it('takes one element in each iteration, and gives what they made in their order', async () => {
    await list({ for_each: { port: 'data', limit: 5 } });
    expect((await open()).elements).toBe(3);
    for (const iteration of [2, 0, 1]) await run({ iteration });
    expect(await content(world, await run({ task_id: 't2' }))).toBe('{}|{}|{"text":"a"}|{}|{"text":"b"}|{}|{"text":"c"}');
  });

  it('refuses a list that is longer than was approved', async () => {
    await list({ for_each: { port: 'data', limit: 2 } });
    expect(await failure(open())).toMatchObject({ type: 'Input.Invalid', message: expect.stringContaining('3 elements and 2 were approved') as string });
  });

  it('runs no element before the list was read, none that it does not have, and no more than were approved', async () => {
    await list({ for_each: { port: 'data', limit: 5 } });
    expect(await failure(run())).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('never read') as string });
    await open();
    expect(await failure(run({ iteration: 3 }))).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('no element 4') as string });
    expect(await failure(run({ iteration: 5 }))).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('at most 5') as string });
    expect(await failure(run({ task_id: 'a', iteration: 1 }))).toMatchObject({ type: 'Seal.NotApproved' });
  });
});

describe('a task with a condition', () => {
  const when: Predicate = { path: 'inputs.condition.data.content', op: '=', value: '{"text":"a"}' };

  it('runs where it holds of what was made, and the record has what it read', async () => {
    await list({ when, condition: [port('a')] });
    expect(await open()).toMatchObject({ holds: true, condition: { read: { 'inputs.condition.data.content': '{"text":"a"}' } } });
    expect((await run()).execution_status).toBe('success');
  });

  it('does not run where it does not hold, whoever asks for it', async () => {
    await list({ when, condition: [port('b')] });
    expect(await open()).toMatchObject({ holds: false });
    expect(await failure(run())).toMatchObject({ type: 'Seal.NotApproved', message: expect.stringContaining('does not hold') as string });
  });

  it('leaves out the part of a skipped task where an input takes several', async () => {
    await approve(world, { a: [makeStep('echo', { text: literal('a') })], t1: [makeStep('echo', { data: [port('a'), port('skipped')] })], skipped: [makeStep('echo', { text: literal('s') })] });
    await run({ task_id: 'a' });
    expect(await content(world, await run())).toBe('{}|{"text":"a"}');
  });
});

describe('a repeated task', () => {
  const repeat = { until: never, limit: 3, carry: { from: 'text', to: 'data' } };

  it('takes what the round before gave, and gives its last round', async () => {
    await approve(world, { a: [makeStep('echo', { text: literal('a') })], t1: [makeStep('echo', { data: [port('a')] })], t2: [makeStep('echo', { data: [port('t1')] })] }, { constructs: { t1: { repeat } } });
    await run({ task_id: 'a' });
    for (const iteration of [0, 1, 2]) await run({ iteration });
    expect(await content(world, await run({ task_id: 't2' }))).toBe('{}|{}|{}|{}|{"text":"a"}');
    expect(await failure(run({ iteration: 3 }))).toMatchObject({ type: 'Seal.NotApproved' });
  });

  it('gives all its rounds where they are asked for', async () => {
    await approve(world, { t1: [makeStep('echo', { text: literal('x') })], t2: [makeStep('echo', { data: [port('t1', 'rounds')] })] }, { constructs: { t1: { repeat: { until: never, limit: 2 } } } });
    for (const iteration of [0, 1]) await run({ iteration });
    expect(await content(world, await run({ task_id: 't2' }))).toBe('{}|{"text":"x"}|{"text":"x"}');
  });

  it('ends where its criterion holds, or where its value stays the same', async () => {
    await approve(world, { t1: [makeStep('echo', { text: literal('x') })] }, { constructs: { t1: { repeat: { until: never, limit: 5 } } } });
    const construct = (until: Predicate, settles?: string): Construct => ({ repeat: { until, limit: 5, ...(settles === undefined ? {} : { settles }) } });
    const first = await run();
    const second = await run({ iteration: 1 });
    const place = { ...stepInput(), iteration: 0 };
    expect(await criterionHolds(place, construct(never), first, world)).toBe(false);
    expect(await criterionHolds(place, construct({ path: 'outputs.text.kind', op: '=', value: 'text' }), first, world)).toBe(true);
    expect(await criterionHolds(place, construct(never, 'outputs.text.sha256'), first, world)).toBe(false);
    expect(await criterionHolds({ ...place, iteration: 1 }, construct(never, 'outputs.text.sha256'), second, world)).toBe(true);
  });
});

describe('constructsOf', () => {
  it('seals what decides whether, for what and how often steps run, and nothing for plain tasks', () => {
    const base = { description: '', dependencies: [], parallelizable: true, estimated_complexity: 'low' as const, required_capabilities: [] };
    expect(constructsOf({ nodes: [{ ...base, task_id: 'plain' }] })).toEqual({});
    const when: Predicate = { path: 'inputs.condition.data.held', op: '=', value: true };
    expect(constructsOf({ nodes: [{ ...base, task_id: 'one', when, inputs: [{ name: 'condition', bindings: [port('a')] }] }] })).toEqual({ constructs: { one: { when, condition: [port('a')] } } });
  });
});
