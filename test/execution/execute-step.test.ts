import { chmod, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executeStep } from '../../src/execution/execute-step.ts';
import { signManifest } from '../../src/execution/seal.ts';
import type { PlanwrightError } from '../../src/schemas/failure.ts';
import type { Json } from '../../src/schemas/json.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import { OutcomeSchema } from '../../src/schemas/outcome.ts';
import { probe, ran, world as outside } from './fixtures/tools.ts';
import { type World, NOW, approve, content, keys, makeStep, makeWorld, manifestOf, quiet, stepInput } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const run = (over: Parameters<typeof stepInput>[0] = {}, queue: 'execution' | 'reasoning' = 'execution'): Promise<Outcome> => executeStep(stepInput(over), queue, world, quiet);
const literal = (value: Json) => ({ kind: 'literal' as const, value });
const failure = async (promise: Promise<unknown>): Promise<PlanwrightError> => {
  try {
    await promise;
  } catch (error) {
    expect((error as PlanwrightError).name).toBe('PlanwrightError');
    return error as PlanwrightError;
  }
  throw new Error('it did not fail');
};

describe('an approved step', () => {
  it('runs and leaves an outcome in the seed shape, in the store and in the ledger', async () => {
    await approve(world, { t1: [makeStep('echo', { text: literal('hello') })] });
    const outcome = await run();
    expect(OutcomeSchema.parse(outcome)).toEqual(outcome);
    expect(outcome).toMatchObject({ step_id: 's1', execution_status: 'success', errors: [], side_effects: [], requires_replan: false, task_id: 't1' });
    expect(outcome.performance_metrics.resources_used).toMatchObject({ cpu_ms: null, max_rss_bytes: null });
    expect(await content(world, outcome)).toBe('{"text":"hello"}');
    expect(await world.runStore.get('goal-test', 'outcome', 't1/s1/0')).toEqual(outcome);
    expect([...world.runStore.ledger.values()]).toEqual([{ state: 'done', outcome }]);
    expect(world.runStore.durations).toEqual(['probe.echo']);
  });

  it('passes literals on byte for byte (G2)', async () => {
    const value = { 'é\u0000': [1e21, -0.5, '\u2028', { b: 1, a: [] }], __proto: null };
    await approve(world, { t1: [makeStep('echo', { any: literal(value) })] });
    expect(await content(world, await run())).toBe(JSON.stringify({ any: value }));
  });

  it('clears away what steps of killed processes left, and nothing else', async () => {
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of ['step-abcdef', 'step-fresh1', 'keep-abcdef']) await mkdir(join(world.homes.scratch, name), { recursive: true });
    for (const name of ['step-abcdef', 'keep-abcdef']) await utimes(join(world.homes.scratch, name), old, old);
    await approve(world, { t1: [makeStep('echo')] });
    await run();
    expect((await readdir(world.homes.scratch)).toSorted()).toEqual(['keep-abcdef', 'step-fresh1']);
  });

  it('reports progress while it runs', async () => {
    await approve(world, { t1: [makeStep('echo')] });
    const messages: string[] = [];
    await executeStep(stepInput(), 'execution', world, { signal: quiet.signal, progress: (message) => messages.push(message) });
    expect(messages).toEqual(['echoing']);
  });

  it('is partial, naming what does not hold, where a criterion fails', async () => {
    const criterion = { path: 'outputs.text.bytes', op: '>' as const, value: 1000 };
    await approve(world, { t1: [makeStep('echo', {}, { postconditions: [{ path: 'outputs.text.kind', op: '=', value: 'text' }] }, { validation_criteria: [criterion] })] });
    const outcome = await run();
    expect(outcome).toMatchObject({ execution_status: 'partial', requires_replan: true, unmet: ['outputs.text.bytes > 1000'] });
  });

  it('does not run where a precondition does not hold of the materialised inputs', async () => {
    await approve(world, { t1: [makeStep('echo', { text: literal('never run') }, { preconditions: [{ path: 'inputs.text', op: '=', value: 'other' }] })] });
    expect((await failure(run())).type).toBe('Contract.Precondition');
    expect(ran).not.toContain('never run');
  });

  it('lists an effect that the operation does not report itself, with its undo', async () => {
    await approve(world, { t1: [makeStep('save', { text: literal('x') })] });
    expect((await run()).side_effects).toEqual([{ effect: 'save', description: 'Test operation save', undo: null, at: NOW }]);
  });

  it('runs only on the queue that its operation names', async () => {
    await approve(world, { t1: [makeStep('narrate')] });
    expect((await failure(run())).type).toBe('Tool.Denied');
    expect((await run({}, 'reasoning')).outputs['text']).toMatchObject({ labels: ['untrusted'] });
  });
});

describe('a step that nobody approved', () => {
  it('is refused where the revision is not sealed', async () => {
    const step = makeStep('echo');
    await world.runStore.put('goal-test', 'decomposition', '1/t1', { task_id: 't1', steps: [step] });
    expect((await failure(run())).type).toBe('Seal.Missing');
  });

  it('is refused where the manifest does not have it, also if its task is stored (AP-9)', async () => {
    await approve(world, { t1: [makeStep('echo')] });
    await world.runStore.put('goal-test', 'decomposition', '1/t2', { task_id: 't2', steps: [makeStep('echo')] });
    expect((await failure(run({ task_id: 't2' }))).type).toBe('Seal.NotApproved');
  });

  it.each([
    ['another value', makeStep('echo', { text: literal('b') })],
    ['another operation', makeStep('count', { text: literal('a') })],
    ['one more input', makeStep('echo', { text: literal('a'), other: literal('b') })],
    ['another criterion', makeStep('echo', { text: literal('a') }, {}, { validation_criteria: [{ path: 'outputs', op: 'exists' }] })],
    ['a declared flow', makeStep('echo', { text: literal('a') }, {}, { flows: [{ input: 'text', label: 'secret' }] })],
  ])('is refused where the stored intent has %s than the approved one', async (_what, altered) => {
    await approve(world, { t1: [makeStep('echo', { text: literal('a') })] });
    await world.runStore.put('goal-test', 'decomposition', '1/t1', { task_id: 't1', steps: [altered] });
    expect((await failure(run())).type).toBe('Seal.Invalid');
  });

  it('is refused with the seal of another run or revision (AP-2)', async () => {
    await approve(world, { t1: [makeStep('echo')] }, { workflow_id: 'goal-other' });
    expect((await failure(run())).message).toContain('belongs to run "goal-other"');
    await approve(world, { t1: [makeStep('echo')] }, { revision: 2 });
    expect((await failure(run())).message).toContain('belongs to revision 2');
  });

  it('is refused after the seal has expired, until it is renewed (AP-4, TI-6)', async () => {
    const decompositions = await approve(world, { t1: [makeStep('echo')] });
    expect((await failure(run({ now: '2026-03-01T13:00:00.000Z' }))).type).toBe('Seal.Expired');
    expect((await failure(run({ now: '2026-03-01T09:00:00.000Z' }))).type).toBe('Seal.Invalid');
    const renewed = manifestOf(world, decompositions, { issued_at: '2026-03-01T13:00:00.000Z', expires_at: '2026-03-01T15:00:00.000Z' });
    await world.runStore.put('goal-test', 'seal', '1.1', signManifest(renewed, keys.privateKey));
    expect((await run({ now: '2026-03-01T13:00:01.000Z' })).execution_status).toBe('success');
  });

  it('is refused where a tool is declared otherwise than when it was approved (AP-8, TI-18)', async () => {
    await approve(world, { t1: [makeStep('echo')] });
    world.tools = [{ ...probe, version: '2' }];
    expect((await failure(run())).type).toBe('Seal.Invalid');
    world.tools = [];
    expect((await failure(run())).type).toBe('Tool.Unknown');
  });
});

describe('bindings', () => {
  it('read the output of another task\'s last step, and of an earlier step of the own task', async () => {
    await approve(world, {
      t0: [makeStep('echo', { text: literal('first') }, { step_id: 'a' }), makeStep('echo', { data: { kind: 'step', step: 'a', port: 'text' }, text: literal('last') }, { step_id: 'b' })],
      t1: [makeStep('echo', { data: [{ kind: 'port', task: 't0', port: 'text' }] })],
    });
    await run({ task_id: 't0', step_id: 'a' });
    await run({ task_id: 't0', step_id: 'b' });
    expect(await content(world, await run())).toBe('{}|{"text":"last"}|{"text":"first"}');
  });

  it('read a value by path, answers, and put texts together', async () => {
    await approve(world, {
      t0: [makeStep('echo', { text: literal('x') })],
      t1: [makeStep('echo', { text: { kind: 'concat', parts: [literal('<'), { kind: 'port', task: 't0', port: 'text', path: 'content' }, { kind: 'answer', question_id: 'q1' }] } })],
    });
    await world.runStore.put('goal-test', 'answer', 'q1', { value: 5 });
    await run({ task_id: 't0' });
    expect(await content(world, await run())).toBe(JSON.stringify({ text: '<{"text":"x"}5' }));
  });

  it.each([
    ['a task without outcome', { text: { kind: 'port' as const, task: 't0', port: 'text', path: 'content' } }, 'Binding.Unresolved'],
    ['a task that is not there', { data: { kind: 'port' as const, task: 'gone', port: 'text' } }, 'Binding.Unresolved'],
    ['its own task', { data: { kind: 'port' as const, task: 't1', port: 'text' } }, 'Binding.Unresolved'],
    ['a later step', { data: { kind: 'step' as const, step: 's1', port: 'text' } }, 'Binding.Unresolved'],
    ['a question without answer', { text: { kind: 'answer' as const, question_id: 'q9' } }, 'Binding.Unresolved'],
    ['a secret that is not set', { text: { kind: 'secret' as const, name: 'none' } }, 'Binding.Denied'],
    ['a file that is not stored', { data: { kind: 'artifact' as const, sha256: 'b'.repeat(64), name: 'x', media_type: 'text/plain' } }, 'Binding.Unresolved'],
    ['a dataset that no pack has', { data: { kind: 'dataset' as const, dataset: 'none' } }, 'Tool.MissingInput'],
    ['a bare value at a port', { data: literal('x') }, 'Input.Invalid'],
    ['a value of the wrong type', { number: literal('5') }, 'Input.Invalid'],
    ['a parameter that is not declared', { surprise: literal(1) }, 'Input.Invalid'],
  ])('to %s fail before anything runs', async (_what, inputs, type) => {
    await approve(world, { t0: [makeStep('echo')], t1: [makeStep('echo', inputs)] });
    expect((await failure(run())).type).toBe(type);
    expect(world.runStore.ledger.size).toBe(0);
  });

  it('refuse an artifact whose bytes changed after they were recorded (AU-6)', async () => {
    await approve(world, { t0: [makeStep('echo', { text: literal('x') })], t1: [makeStep('echo', { data: { kind: 'port', task: 't0', port: 'text' } })] });
    const outcome = await run({ task_id: 't0' });
    const artifact = outcome.outputs['text'] as { sha256: string };
    const path = await world.blobs.path(artifact.sha256);
    await chmod(path, 0o600);
    await writeFile(path, 'changed');
    expect((await failure(run())).type).toBe('Binding.Unresolved');
  });
});

describe('labels', () => {
  it('stop an untrusted value at an effect, unless the approved intent declares the flow (LM-5)', async () => {
    const inputs = { text: { kind: 'port' as const, task: 't0', port: 'text', path: 'content' } };
    const steps = { t0: [makeStep('fetch', { text: literal('x') })] };
    await approve(world, { ...steps, t1: [makeStep('save', inputs)] });
    await run({ task_id: 't0' });
    expect((await failure(run())).type).toBe('Binding.Denied');
    await approve(world, { ...steps, t1: [makeStep('save', inputs, {}, { flows: [{ input: 'text', label: 'untrusted' }] })] });
    expect((await run()).execution_status).toBe('success');
  });

  it('pass from inputs to outputs', async () => {
    await approve(world, { t0: [makeStep('fetch')], t1: [makeStep('echo', { data: { kind: 'port', task: 't0', port: 'text' } })], t2: [makeStep('echo')] });
    expect((await run({ task_id: 't0' })).outputs['text']).toMatchObject({ labels: ['untrusted'] });
    expect((await run()).outputs['text']).toMatchObject({ labels: ['untrusted'] });
    expect((await run({ task_id: 't2' })).outputs['text']).toMatchObject({ labels: ['trusted'] });
  });

  it('stop a secret at an outbound operation without an approved flow (G5)', async () => {
    world.secretValues.set('token', 'hunter2-hunter2');
    await approve(world, { t1: [makeStep('secretly', { text: { kind: 'secret', name: 'token' } })] });
    const error = await failure(run());
    expect(error.type).toBe('Binding.Denied');
    expect(error.message).not.toContain('hunter2');
  });
});

describe('the ledger', () => {
  it('returns the recorded outcome of a finished step without running it again (TI-13)', async () => {
    await approve(world, { t1: [makeStep('send', { text: literal('once') })] });
    const first = await run();
    world.runStore.documents.delete('goal-test:outcome:t1/s1/0');
    expect(await run({ attempt: 2 })).toEqual(first);
    expect(ran.filter((one) => one === 'once')).toHaveLength(1);
    expect(await world.runStore.get('goal-test', 'outcome', 't1/s1/0')).toEqual(first);
  });

  it('reports an effect that began and did not report as unknown, and never sends it twice (G6)', async () => {
    await approve(world, { t1: [makeStep('send', { text: literal('maybe') })] });
    const broken = { ...world.runStore, finish: () => Promise.reject(new Error('the database went away')) };
    await failure(executeStep(stepInput(), 'execution', { ...world, runStore: broken }, quiet));
    expect((await failure(run({ attempt: 2 }))).type).toBe('Effect.Unknown');
    expect((await failure(run({ attempt: 1 }))).type).toBe('Effect.Unknown');
    expect(ran.filter((one) => one === 'maybe')).toHaveLength(1);
    expect((await run({ generation: 1 })).execution_status).toBe('success');
  });

  it('asks the probe of an operation what became of its effect: done, absent or unknown', async () => {
    for (const state of ['done', 'absent', 'unknown'] as const) {
      await approve(world, { t1: [makeStep('post', { text: { kind: 'literal', value: `post ${state}` } })] });
      const broken = { ...world.runStore, finish: () => Promise.reject(new Error('the database went away')) };
      await failure(executeStep(stepInput(), 'execution', { ...world, runStore: broken }, quiet));
      outside.set(`post ${state}`, state);
      world.runStore.documents.delete('goal-test:outcome:t1/s1/0');
      if (state === 'unknown') expect((await failure(run({ attempt: 2 }))).type).toBe('Effect.Unknown');
      else expect(await content(world, await run({ attempt: 2 }))).toBe(state === 'done' ? 'found' : '{"text":"post absent"}');
      expect(ran.filter((one) => one === `post ${state}`)).toHaveLength(state === 'absent' ? 2 : 1);
    }
  });

  it('runs a step again that has no effect, or one that is the same twice as once', async () => {
    for (const operation of ['fetch', 'save']) {
      await approve(world, { t1: [makeStep(operation, { text: literal(`again ${operation}`) })] });
      const broken = { ...world.runStore, finish: () => Promise.reject(new Error('the database went away')) };
      await failure(executeStep(stepInput(), 'execution', { ...world, runStore: broken }, quiet));
      expect((await run({ attempt: 2 })).execution_status).toBe('success');
      expect(ran.filter((one) => one === `again ${operation}`)).toHaveLength(2);
    }
  });

  it('gives each iteration and generation a key of its own, and the same key whatever the attempt, revision or time', async () => {
    const constructs = { t1: { repeat: { until: { path: 'outputs.text.kind', op: '=' as const, value: 'never' }, limit: 3 } } };
    const decompositions = await approve(world, { t1: [makeStep('echo', { text: literal('k') })] }, { constructs });
    await run();
    await run({ iteration: 1 });
    expect(world.runStore.ledger.size).toBe(2);
    await world.runStore.put('goal-test', 'decomposition', '2/t1', decompositions[0]);
    await world.runStore.put('goal-test', 'seal', '2', signManifest(manifestOf(world, decompositions, { revision: 2 }), keys.privateKey));
    await run({ revision: 2, attempt: 4, now: '2026-03-01T12:30:00.000Z' });
    expect(world.runStore.ledger.size).toBe(2);
  });

  it('takes a rotated secret for the same effect, and keeps the secret out of store and ledger', async () => {
    world.secretValues.set('token', 'canary-1-canary');
    await approve(world, { t1: [makeStep('send', { other: { kind: 'secret', name: 'token' } }, {}, { flows: [{ input: 'other', label: 'secret' }] })] });
    const first = await run();
    expect(first.outputs['text']).toMatchObject({ labels: ['secret', 'untrusted'] });
    const kept = JSON.stringify([[...world.runStore.documents], [...world.runStore.ledger], first]);
    for (const form of ['canary', Buffer.from('canary-1-canary').toString('base64').slice(0, 12)]) expect(kept).not.toContain(form);
    world.secretValues.set('token', 'canary-2-canary');
    expect((await run()).idempotency_key).toBe(first.idempotency_key);
  });
});

describe('failures', () => {
  it.each([
    ['a typed failure', { throw: 'typed', message: 'busy' }, 'Tool.Transient', 'busy'],
    ['a foreign error', { throw: 'error', message: 'odd' }, 'Tool.Permanent', 'odd'],
    ['a circular object', { throw: 'circular' }, 'Tool.Permanent', 'object was thrown'],
    ['nothing', { throw: 'nothing' }, 'Tool.Permanent', 'undefined was thrown'],
  ])('of a tool that throws %s are typed (TI-10)', async (_what, how, type, text) => {
    await approve(world, { t1: [makeStep('fail', { any: literal(how) })] });
    const error = await failure(run());
    expect(error.type).toBe(type);
    expect(error.message).toContain(text);
  });

  it('keep how long the other side asked to wait (TI-12)', async () => {
    await approve(world, { t1: [makeStep('fail', { any: literal({ throw: 'typed', message: 'busy' }) })] });
    expect((await failure(run())).retryAfterMs).toBe(1234);
  });

  it('are cut to 2,000 characters and hold no secret in any spelling (TI-10)', async () => {
    const secret = 'p@ss "word"/canary';
    world.secretValues.set('token', secret);
    const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString('base64')];
    const message = `${'y'.repeat(1990)}${spellings.join(' ')}${'x'.repeat(1_000_000)}`;
    await approve(world, { t1: [makeStep('fail', { any: literal({ throw: 'typed', message }), other: { kind: 'secret', name: 'token' } }, {}, { flows: [{ input: 'other', label: 'secret' }] })] });
    const error = await failure(run());
    expect(error.message.length).toBeLessThanOrEqual(2000);
    for (const part of ['p@ss', 'p%40ss', 'canary', Buffer.from(secret).toString('base64').slice(0, 8)]) expect(error.message).not.toContain(part);
  });

  it('of the kind of the output, or of an output that acts, are contract failures (SB-4)', async () => {
    for (const operation of ['wrong', 'tricky']) {
      await approve(world, { t1: [makeStep(operation)] });
      expect((await failure(run())).type).toBe('Contract.Output');
    }
  });

  it('of an output whose bytes are not stored, have another size or are somebody else\'s are contract failures', async () => {
    const other = await world.blobs.put(Buffer.from('other'));
    const claims: Json[] = [{ sha256: 'd'.repeat(64) }, { bytes: 7 }, { sha256: other.sha256, bytes: 5 }, { also: [{ name: 'x', sha256: other.sha256, media_type: 'text/plain', bytes: 5 }] }];
    for (const claim of claims) {
      await approve(world, { t1: [makeStep('claims', { any: literal(claim) })] });
      expect((await failure(run())).type).toBe('Contract.Output');
    }
    await approve(world, { t1: [makeStep('steals', { text: literal(other.sha256) })] });
    expect((await failure(run())).type).toBe('Tool.Denied');
  });

  it('of an operation that never answers come after its time limit (TI-11)', async () => {
    await approve(world, { t1: [makeStep('never')] });
    expect((await failure(run())).type).toBe('Tool.Timeout');
  });

  it('by cancellation are typed as such', async () => {
    await approve(world, { t1: [makeStep('never')] });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    expect((await failure(executeStep(stepInput(), 'execution', world, { signal: abort.signal, progress: () => undefined }))).type).toBe('Step.Cancelled');
  });
});
