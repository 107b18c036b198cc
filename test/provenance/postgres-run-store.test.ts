import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresRunStore } from '../../src/provenance/postgres-run-store.ts';
import type { Outcome } from '../../src/schemas/outcome.ts';
import { describeStores, type TestServer } from '../database/stores.ts';
import { WITHOUT_POSTGRES } from '../support/postgres.ts';

function outcome(step: string): Outcome {
  return {
    step_id: step, execution_status: 'success', outputs: {}, errors: [], side_effects: [], requires_replan: false,
    performance_metrics: { duration_ms: 5, resources_used: { bytes_in: 0, bytes_out: 0, calls: 0, input_tokens: 0, output_tokens: 0, usd: 0, cpu_ms: null, max_rss_bytes: null } },
  };
}

describeStores('the run store', (start) => {
  let server: TestServer | null;
  let store: PostgresRunStore;
  beforeAll(async () => {
    server = await start();
    if (server !== null) store = new PostgresRunStore(await server.connect());
  });
  afterAll(async () => server?.stop());

  it('keeps documents by run, kind and key, and replaces what may change', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    expect(await store.get('w', 'plan', '1')).toBeNull();
    await store.put('w', 'plan', '1', { b: 1, a: '\u0000 and “ü”' });
    await store.put('w', 'plan', '1', { b: 2, a: null });
    await store.put('w', 'plan', '0', []);
    await store.put('v', 'plan', '1', 'other');
    expect(JSON.stringify(await store.get('w', 'plan', '1'))).toBe('{"b":2,"a":null}');
    expect(await store.list('w', 'plan')).toEqual([{ key: '0', body: [] }, { key: '1', body: { b: 2, a: null } }]);
    expect(await store.list('w', 'artifact')).toEqual([]);
  });

  it('refuses another content for a receipt, a seal or an outcome, and takes the same again', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    for (const kind of ['receipt', 'seal', 'outcome'] as const) {
      await store.put('w', kind, 'k', { x: 1, y: 2 });
      await store.put('w', kind, 'k', { y: 2, x: 1 });
      await expect(store.put('w', kind, 'k', { x: 2 })).rejects.toMatchObject({ type: 'Plan.Invalid' });
      expect(await store.get('w', kind, 'k')).toEqual({ x: 1, y: 2 });
    }
  });

  it('lists runs, the newest first, and keeps when they began', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const run = { workflow_id: 'goal-a', run_id: 'r1', goal: 'Map it', status: 'running', waits: 0, ended_at: null };
    await store.upsertRun(run);
    await store.upsertRun({ ...run, workflow_id: 'goal-b' });
    const began = (await store.runs()).find((one) => one.workflow_id === 'goal-a')?.created_at;
    await store.upsertRun({ ...run, status: 'completed', waits: 2, ended_at: '2026-01-02T03:04:05.678Z' });
    const runs = await store.runs();
    expect(runs.map((one) => one.workflow_id)).toEqual(['goal-b', 'goal-a']);
    expect(runs[1]).toEqual({ ...run, status: 'completed', waits: 2, ended_at: '2026-01-02T03:04:05.678Z', created_at: began });
    expect(began).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('finishes a step, keeps its outcome and its duration at once, and refuses another outcome for the same step', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const step = { workflow_id: 'finished', key: 't/s/0', operation: 'bench.finished', duration_ms: 7, usd: 0.5, bytes_in: 3, model: null };
    await expect(store.finish('never-begun', outcome('s'), step)).rejects.toThrow('never begun');
    expect(await store.get('finished', 'outcome', 't/s/0')).toBeNull();
    for (const key of ['one', 'two']) await store.begin(key, { workflow_id: 'finished', task_id: 't', step_id: 's', attempt: 1 });
    await store.finish('one', outcome('s'), step);
    await store.finish('one', outcome('s'), step);
    expect(await store.get('finished', 'outcome', 't/s/0')).toEqual(outcome('s'));
    expect(await store.begin('one', { workflow_id: 'finished', task_id: 't', step_id: 's', attempt: 2 })).toEqual({ state: 'done', outcome: outcome('s') });
    await expect(store.finish('two', outcome('other'), step)).rejects.toMatchObject({ type: 'Plan.Invalid' });
    expect(await store.get('finished', 'outcome', 't/s/0')).toEqual(outcome('s'));
    expect((await store.pastRuns(['bench.finished']))['bench.finished']?.[0]).toEqual({ duration_ms: 7, usd: 0.5, bytes_in: 3, model: null });
  });

  it('lets the same attempt claim an effect again, tells a later one, and keeps the first outcome', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const about = { workflow_id: 'w', task_id: 't', step_id: 's', attempt: 1 };
    expect(await store.begin('effect', about)).toEqual({ state: 'new' });
    expect(await store.begin('effect', about)).toEqual({ state: 'new' });
    expect(await store.begin('effect', { ...about, attempt: 2 })).toEqual({ state: 'begun', attempt: 1 });
    await store.finish('effect', outcome('first'));
    await store.finish('effect', outcome('second'));
    expect(await store.begin('effect', { ...about, attempt: 3 })).toEqual({ state: 'done', outcome: outcome('first') });
    await expect(store.finish('never begun', outcome('x'))).rejects.toMatchObject({ type: 'Plan.Invalid' });
  });

  it('gives an effect to one of many attempts that claim it at once', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    const stores = await Promise.all(Array.from({ length: 8 }, async () => new PostgresRunStore(await server!.connect())));
    const claims = await Promise.all(stores.map((one, n) => one.begin('contended', { workflow_id: 'w', task_id: 't', step_id: 's', attempt: n + 1 })));
    expect(claims.filter((claim) => claim.state === 'new')).toHaveLength(1);
    expect(claims.filter((claim) => claim.state === 'begun')).toHaveLength(7);
  });

  it('estimates from the 10th to the 90th percentile of the last 50 runs', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    for (let n = 0; n < 20; n += 1) await store.recordDuration('table.load', 1_000_000, 9);
    for (let n = 0; n <= 49; n += 1) await store.recordDuration('table.load', n * 10, 0.5);
    await store.recordDuration('chart.line', 7, 0);
    const estimates = await store.estimates(['table.load', 'chart.line', 'never.run', 'chart.line']);
    expect(Object.keys(estimates)).toEqual(['chart.line', 'table.load']);
    expect(estimates['table.load']).toMatchObject({ low_usd: 0.5, high_usd: 0.5, runs: 50 });
    expect(estimates['table.load']!.low_ms).toBeCloseTo(49, 6);
    expect(estimates['table.load']!.high_ms).toBeCloseTo(441, 6);
    expect(estimates['chart.line']).toEqual({ low_ms: 7, high_ms: 7, low_usd: 0, high_usd: 0, runs: 1 });
    expect(await store.estimates([])).toEqual({});
  });

  it('hands out the last 100 runs of an operation, oldest first, with what was read and which model answered', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    for (let n = 0; n < 103; n += 1) await store.recordDuration('grid.load', n, 0, { bytes_in: 10 * n, model: null });
    await store.recordDuration('narrate.past', 5, 0.1, { bytes_in: 7, model: 'openai:gpt' });
    await store.recordDuration('narrate.past', 6, 0.2);
    const past = await store.pastRuns(['grid.load', 'narrate.past', 'never.run']);
    expect(Object.keys(past)).toEqual(['grid.load', 'narrate.past']);
    expect(past['grid.load']).toHaveLength(100);
    expect(past['grid.load']?.[0]).toEqual({ duration_ms: 3, usd: 0, bytes_in: 30, model: null });
    expect(past['narrate.past']).toEqual([{ duration_ms: 5, usd: 0.1, bytes_in: 7, model: 'openai:gpt' }, { duration_ms: 6, usd: 0.2, bytes_in: null, model: null }]);
  });

  it('adds up how many estimates held over the analyses of runs', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    expect(await store.calibration()).toEqual({ tasks: { within: 0, of: 0 }, runs: { within: 0, of: 0 } });
    await store.put('calibrated-1', 'analysis', 'analysis', { calibration: { tasks: { within: 3, of: 4 }, runs: { within: 1, of: 1 } } });
    await store.put('calibrated-2', 'analysis', 'analysis', { calibration: { tasks: { within: 1, of: 2 }, runs: { within: 0, of: 1 } } });
    await store.put('calibrated-3', 'analysis', 'analysis', { calibration: null });
    await store.put('calibrated-4', 'analysis', 'analysis', { status: 'written before there was any' });
    expect(await store.calibration()).toEqual({ tasks: { within: 4, of: 6 }, runs: { within: 1, of: 2 } });
  });

  it('gives the last documents of a kind over all runs, newest first', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    expect(await store.newest('measure', 5)).toEqual([]);
    for (const [run, steps] of [['measured-1', 1], ['measured-2', 2], ['measured-3', 3]] as const) {
      await store.put(run, 'measure', '1', { steps });
      // PGlite's clock has milliseconds.
      await setTimeout(5);
    }
    expect(await store.newest('measure', 2)).toEqual([{ steps: 3 }, { steps: 2 }]);
  });

  it('counts augmentations and skeletons, and keeps model answers', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    await store.recordAugmentation('verify', true);
    await store.recordAugmentation('verify', true);
    await store.recordAugmentation('verify', false);
    expect(await store.augmentationCounts()).toEqual({ verify: { accepted: 2, dismissed: 1 } });
    await store.recordSkeleton('shape', ['map', 'chart'], true);
    await store.recordSkeleton('shape', ['chart', 'map'], false);
    expect(await store.cachedAnswer('digest')).toBeNull();
    await store.cacheAnswer('digest', { text: 'paid once' });
    await store.cacheAnswer('digest', { text: 'paid twice' });
    expect(await store.cachedAnswer('digest')).toEqual({ text: 'paid once' });
  });

  it('adds what is spent once per key, exactly, also from many at once', async (context) => {
    if (server === null) return context.skip(WITHOUT_POSTGRES);
    expect(await store.spend('w', 'a', 0.1)).toBe(0.1);
    expect(await store.spend('w', 'b', 0.2)).toBe(0.3);
    expect(await store.spend('w', 'b', 0.2)).toBe(0.3);
    const stores = await Promise.all(Array.from({ length: 8 }, async () => new PostgresRunStore(await server!.connect())));
    const totals = await Promise.all(stores.flatMap((one, n) => [0, 1, 2].map((k) => one.spend('many', `${n}-${k}`, 0.01))));
    expect(Math.max(...totals)).toBe(0.24);
    expect(new Set(totals).size).toBe(24);
  });
});
