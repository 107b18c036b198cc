import { describe, expect, it } from 'vitest';
import { coverageOf, DISTRIBUTIONS, wholePlanCoverage } from '../../eval/estimates/measure.ts';
import { performanceOf } from '../../src/plan/calibration.ts';
import { type PastRun, normalQuantile, predictDuration } from '../../src/plan/estimate.ts';
import { planJobs, previewPlan, withEstimates } from '../../src/plan/preview.ts';
import { REGISTRY, plan, task, worldPlan } from './plans.ts';

const past = (durations: readonly number[], more: Partial<PastRun> = {}): PastRun[] => durations.map((duration_ms) => ({ duration_ms, usd: 0, bytes_in: null, model: null, ...more }));

describe('predictDuration', () => {
  it.each(Object.keys(DISTRIBUTIONS))('holds 75 to 85 %% of 200 runs that are %s, each predicted from those before it', (name) => {
    const draw = DISTRIBUTIONS[name];
    if (!draw) throw new Error('missing');
    const { inside, of } = coverageOf(draw, 1);
    expect(of).toBe(199);
    expect(inside / of).toBeGreaterThanOrEqual(0.75);
    expect(inside / of).toBeLessThanOrEqual(0.85);
  });

  it('makes a range of a whole plan that holds about as often', () => {
    const { inside, of } = wholePlanCoverage(1, 0);
    expect(inside / of).toBeGreaterThanOrEqual(0.75);
    expect(inside / of).toBeLessThanOrEqual(0.87);
  });

  it('uses the size of the input where it says something, and nothing where it does not', () => {
    const grows = DISTRIBUTIONS['size (duration grows with bytes)'];
    if (!grows) throw new Error('missing');
    const [sized, blind] = [coverageOf(grows, 1), coverageOf(grows, 1, false)];
    expect(blind.width / sized.width).toBeGreaterThan(20);
    const runs = Array.from({ length: 30 }, (_, at) => ({ duration_ms: 100 + at, usd: 0, bytes_in: 1000 * (at + 1), model: null }));
    const [small, large] = [predictDuration(runs, 2_000), predictDuration(runs, 30_000)];
    expect(small?.basis).toBe('size');
    expect((small?.high_ms ?? 0) <= (large?.high_ms ?? 0)).toBe(true);
    const noise = runs.map((run, at) => ({ ...run, duration_ms: 100 + ((at * 37) % 30) }));
    expect(predictDuration(noise, 2_000)?.basis).toBe('runs');
  });

  it('is wide on one run, narrows with more, and says how many there are', () => {
    expect(predictDuration([])).toBeNull();
    const widths = [1, 3, 8, 30].map((count) => {
      const one = predictDuration(past(Array.from({ length: count }, (_, at) => 1000 + at)));
      expect(one?.runs).toBe(count);
      return (one?.high_ms ?? 0) / (one?.low_ms ?? 1);
    });
    expect(widths[0]).toBeGreaterThan(3);
    expect(widths.toSorted((a, b) => b - a)).toEqual(widths);
  });

  it('follows an operation that gets slower', () => {
    const slower = predictDuration(past(Array.from({ length: 60 }, (_, at) => (at < 30 ? 100 : 400) + (at % 7))));
    expect(slower?.low_ms).toBeGreaterThan(90);
    expect(slower?.high_ms).toBeGreaterThan(400);
  });

  it('knows the normal distribution', () => {
    for (const [p, z] of [[0.5, 0], [0.9, 1.2816], [0.1, -1.2816], [0.975, 1.96]] as const) expect(normalQuantile(p)).toBeCloseTo(z, 2);
  });
});

describe('estimates of a plan', () => {
  it('counts a plan that is made later as some seconds and its budget, not as nothing', () => {
    const { operation: _, ...bare } = task('later', 'table.load');
    const nested = { ...bare, type: 'plan' as const, plan: { words: 'what is wanted then', wants: [], budget_usd: 0.5 } };
    const [estimated] = withEstimates(plan([nested]), REGISTRY, {}).nodes;
    expect(estimated?.estimate).toEqual({ duration_ms: { low: 1_000, high: 10_000 }, usd: { low: 0, high: 0.5 }, runs: 0 });
  });

  const runs = (durations: readonly number[], model: string | null = null) => ({ low_ms: 0, high_ms: 0, low_usd: 0, high_usd: 0, runs: durations.length, samples: past(durations, { model, usd: 0.02 }) });

  it('are of the model that will answer, where it ever did', () => {
    const samples = [...past([100, 110, 120], { model: 'a:small' }), ...past([9000, 9100], { model: 'b:large' })];
    const known = { 'narrate.describe': { low_ms: 0, high_ms: 0, low_usd: 0, high_usd: 0, runs: 5, samples } };
    const of = (model: string | null) => withEstimates(worldPlan(), REGISTRY, known, { model }).nodes.find((one) => one.task_id === 'narrate')?.estimate;
    expect(of('b:large')?.runs).toBe(2);
    expect(of('b:large')?.duration_ms.low).toBeGreaterThan(2000);
    expect(of('a:small')?.duration_ms.high).toBeLessThan(1000);
    expect(of('c:unknown')?.runs).toBe(5);
  });

  it('count a list by its files, and a list that is not there yet up to its limit', () => {
    const known = { 'table.load': runs([100, 100, 100, 100, 100, 100, 100, 100, 100, 100]) };
    const files = (count: number) => Array.from({ length: count }, (_, at) => ({ kind: 'artifact' as const, sha256: `${at}`.repeat(64), name: `${at}.csv`, media_type: 'text/csv' }));
    const load = { ...task('load', 'table.load'), for_each: { port: 'source', limit: 9 } };
    const listed = withEstimates(plan([{ ...load, inputs: [{ name: 'source', bindings: files(3) }] }]), REGISTRY, known).nodes[0]?.estimate;
    expect(listed?.duration_ms.low).toBeCloseTo(300, -1);
    const open = withEstimates(plan([{ ...load, inputs: [{ name: 'source', bindings: [{ kind: 'port', task: 'x', port: 'list' }] }] }]), REGISTRY, known).nodes[0]?.estimate;
    expect(open?.duration_ms.low).toBeCloseTo(100, -1);
    expect(open?.duration_ms.high).toBeCloseTo(900, -2);
  });

  it('of the whole are narrower than the sum of the ranges, the same every time, and within what is likely', () => {
    const spread = Array.from({ length: 40 }, (_, at) => 60 + 7 * ((at * 13) % 40));
    const known = { 'table.load': runs(spread), 'table.filter': runs(spread), 'chart.line': runs(spread), 'narrate.describe': runs(spread), 'report.compose': runs(spread), 'file.write': runs(spread) };
    const preview = previewPlan(worldPlan(), REGISTRY, known);
    const tasks = withEstimates(worldPlan(), REGISTRY, known).nodes.filter((one) => ['load', 'filter', 'chart', 'report', 'save'].includes(one.task_id));
    const sum = tasks.reduce((total, one) => total + (one.estimate?.duration_ms.high ?? 0), 0);
    expect(preview.duration_ms.high).toBeLessThan(sum);
    expect(preview.duration_ms.low).toBeGreaterThan(5 * 60);
    expect(preview.critical_share).toBeGreaterThan(0.3);
    expect(previewPlan(worldPlan(), REGISTRY, known)).toEqual(preview);
  });
});

describe('performanceOf', () => {
  const known = { 'table.load': { low_ms: 80, high_ms: 140, low_usd: 0, high_usd: 0, runs: 4 } };
  const estimated = withEstimates(plan([task('a', 'table.load'), task('b', 'table.load', { source: 'a.table' }), task('c', 'chart.line', { table: 'b.table' })]), REGISTRY, known);
  const shown = { ...estimated, preview: previewPlan(estimated, REGISTRY, known) };
  const actual = new Map([['a', { duration_ms: 100, usd: 0 }], ['b', { duration_ms: 200, usd: 0.5 }], ['c', { duration_ms: 500, usd: 0 }]]);

  it('compares each task and the whole with what the plan said', () => {
    const { tasks, run, calibration } = performanceOf(shown, actual, planJobs(shown, REGISTRY), 1_000);
    expect(tasks.map((one) => one.within_estimate)).toEqual([true, false, null]);
    expect(run).toMatchObject({ work_ms: 800, elapsed_ms: 1_000, usd: 0.5, within_estimate: null });
    expect(calibration).toEqual({ tasks: { within: 1, of: 2 }, runs: { within: 0, of: 0 } });
  });

  it('counts a whole run only where all of it ran and all of it was estimated', () => {
    const all = { ...known, 'chart.line': { low_ms: 400, high_ms: 600, low_usd: 0, high_usd: 0, runs: 2 } };
    const whole = withEstimates(shown, REGISTRY, all);
    const previewed = { ...whole, preview: previewPlan(whole, REGISTRY, all) };
    expect(performanceOf(previewed, actual, planJobs(previewed, REGISTRY), null).calibration.runs.of).toBe(1);
    expect(performanceOf(previewed, new Map([...actual].slice(0, 2)), planJobs(previewed, REGISTRY), null).calibration.runs.of).toBe(0);
  });
});
