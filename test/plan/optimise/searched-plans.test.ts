import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../../src/plan/compile.ts';
import { operationComplexity } from '../../../src/plan/complexity.ts';
import { planTable } from '../../../src/plan/draw.ts';
import { optimisePlan } from '../../../src/plan/optimise/optimise-plan.ts';
import { sharedWork } from '../../../src/plan/optimise/shared-work.ts';
import { previewPlan, withEstimates } from '../../../src/plan/preview.ts';
import type { Want } from '../../../src/schemas/goal.ts';
import type { Operation, Registry } from '../../../src/schemas/operation.ts';
import type { Plan } from '../../../src/schemas/plan.ts';
import { attachment, goalOf, want } from '../fixtures/goals.ts';
import { shippedRegistry } from '../fixtures/shipped.ts';

const registry = shippedRegistry();
const sold = attachment('sold.csv', { position: 'none', keys: ['order_id', 'shop'], columns: ['order_id', 'remark', 'shop'], time: 'year', measures: ['people', 'revenue'] });
const big = { fn: '>', args: ['revenue', 3] };
const models = { model: 'openai:gpt-6-sol', small: { name: 'openai:gpt-6-luna', price_ratio: 0.05 } };

function planned(wants: Want[], over: Registry = registry, more: Partial<Parameters<typeof compileGoal>[2]> = {}): Plan {
  const compiled = compileGoal(goalOf(wants, [sold], { choices: [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }] }), over, { now: '2026-01-01T00:00:00.000Z', ...more });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return { ...compiled.plan, planned_by: 'search' };
}

const named = (id: string, one: Want): Want => ({ ...one, id });
const classified = (labels: string[]): Want => want('table', { classified: { fn: 'class', args: ['remark', labels, 'mood'] } });
const text = want('text', { instruction: 'Say what customers complain of.' });

describe('a model step of a searched plan', () => {
  it('goes to the small model where it chooses among few declared labels, and says what that saves', () => {
    const plan = planned([classified(['praise', 'complaint', 'question'])]);
    const { plan: after, changes } = optimisePlan(plan, { registry, past: {}, estimates: models });
    const step = after.nodes.find((task) => task.operation === 'classify.rows');
    expect(step).toMatchObject({ model: 'small', estimated_complexity: 'low' });
    expect(changes.filter((change) => change.kind === 'cheaper model')).toEqual([
      { kind: 'cheaper model', description: `${step?.task_id} is answered by openai:gpt-6-luna instead of openai:gpt-6-sol: it chooses among 3 declared labels, and every answer is checked; what fails is asked of the usual model`, gain: { usd: 0.0095 } },
    ]);
    expect(previewPlan(after, registry, {}, [], models).usd.high).toBeCloseTo(0.0005, 6);
    expect(planTable(after)).toContain('{small model}');
    expect(optimisePlan(after, { registry, past: {}, estimates: models }).changes).toEqual([]);
  });

  it('stays with the usual model where it writes, has many labels, no small model is there, or risk is what counts', () => {
    const many = Array.from({ length: 30 }, (_, at) => `label-${at}`);
    for (const [wants, more] of [
      [[text], { estimates: models }], [[classified(many)], { estimates: models }], [[classified(['a', 'b'])], { estimates: { model: 'openai:gpt-6-sol' } }], [[classified(['a', 'b'])], { estimates: models, objective: 'risk' as const }],
    ] as const) {
      const { plan, changes } = optimisePlan(planned([...wants]), { registry, past: {}, ...more });
      expect(changes.filter((change) => change.kind === 'cheaper model')).toEqual([]);
      expect(plan.nodes.every((task) => task.model === undefined)).toBe(true);
    }
  });

  it('is estimated from past runs of its own model, else by price from those of the other', () => {
    const [step] = optimisePlan(planned([classified(['a', 'b'])]), { registry, past: {}, estimates: models }).plan.nodes.filter((task) => task.model === 'small');
    const run = (model: string, usd: number) => ({ duration_ms: 4_000, usd, bytes_in: null, model });
    const past = (model: string) => ({ 'classify.rows': { low_ms: 4_000, high_ms: 4_000, low_usd: 0.2, high_usd: 0.2, runs: 12, samples: Array.from({ length: 12 }, () => run(model, 0.2)) } });
    const plan = { ...planned([text]), nodes: [step ?? { ...planned([text]).nodes[0] }] } as Plan;
    expect(withEstimates(plan, registry, past('openai:gpt-6-sol'), models).nodes[0]?.estimate?.usd.high).toBeCloseTo(0.01, 6);
    expect(withEstimates(plan, registry, past('openai:gpt-6-luna'), models).nodes[0]?.estimate?.usd.high).toBeCloseTo(0.2, 6);
  });

  it('has a complexity by what it is asked for and never by how long it takes', () => {
    const of = (name: string): Operation => registry.operations.find((one) => `${one.tool}.${one.operation}` === name) as Operation;
    expect([operationComplexity(of('classify.rows'), 1, 5), operationComplexity(of('classify.rows'), 1, 40), operationComplexity(of('classify.rows'), 1, 80)]).toEqual(['low', 'medium', 'high']);
    expect([operationComplexity(of('extract.fields'), 2, 4), operationComplexity(of('extract.fields'), 5, 4), operationComplexity(of('extract.fields'), 40, 4)]).toEqual(['low', 'medium', 'high']);
    expect([operationComplexity(of('generate.text'), 1), operationComplexity(of('narrate.describe'), 20)]).toEqual(['medium', 'high']);
  });
});

describe('what two wants have in common', () => {
  const wants = [named('chart-1', want('chart', { measures: ['revenue'], keys: ['shop'], time: 'none', filters: [big] })), named('table-1', want('table', { measures: ['revenue'], keys: ['shop'], time: 'none', filters: [big], order: { fn: 'desc', args: ['revenue'] } })), named('summary-1', want('summary', { analysis: { fn: 'summary', args: ['people'] }, filters: [big] }))];

  it('runs once, and the plan says what that saves in seconds and work', () => {
    const plan = planned(wants);
    const operations = plan.nodes.map((task) => task.operation);
    expect(operations.filter((one) => one === 'table.load')).toHaveLength(1);
    expect(operations.filter((one) => one === 'table.filter')).toHaveLength(1);
    const [shared] = sharedWork(plan, { registry, past: {} });
    expect(shared?.kind).toBe('shared');
    expect(shared?.description).toMatch(/filter\S* \(\d uses\)/);
    const cost = (name: string): number => registry.operations.find((one) => `${one.tool}.${one.operation}` === name)?.cost.duration_ms ?? 0;
    // Loading and filtering for three, grouping for two: the chart and the ranked table.
    expect(shared?.gain).toEqual({ work_ms: 2 * cost('table.load') + 2 * cost('table.filter') + cost('table.aggregate'), tasks: 5 });
  });

  it('saves seconds until the end where workers are few, and nothing is claimed where nothing is shared', () => {
    const plan = planned(wants);
    const one = sharedWork(plan, { registry, past: {}, estimates: { capacity: { workers: { execution: 1 } } } })[0]?.gain;
    expect(one?.ms).toBe(one?.work_ms);
    expect(sharedWork(planned([wants[0] as Want]), { registry, past: {} })).toEqual([]);
  });
});

describe('an operation of the same contract', () => {
  const load = registry.operations.find((one) => one.tool === 'table' && one.operation === 'load') as Operation;
  const twin: Operation = { ...load, tool: 'columnar', cost: { ...load.cost, duration_ms: load.cost.duration_ms * 3 } };
  const both: Registry = { ...registry, operations: [...registry.operations, twin] };
  const wants = [want('table', { measures: ['revenue'], keys: ['shop'], time: 'none' })];

  it('takes over in a searched plan where past runs show that it is cheaper', () => {
    const plan = planned(wants, both);
    expect(plan.nodes[0]?.operation).toBe('table.load');
    const past = { 'table.load': { low_ms: 8_000, high_ms: 9_000, low_usd: 0, high_usd: 0, runs: 20 }, 'columnar.load': { low_ms: 400, high_ms: 600, low_usd: 0, high_usd: 0, runs: 20 } };
    const { plan: after, changes } = optimisePlan(plan, { registry: both, past });
    expect(after.nodes[0]?.operation).toBe('columnar.load');
    expect(changes).toEqual([{ kind: 'cheaper operation', description: `${plan.nodes[0]?.task_id} runs columnar.load instead of table.load: it promises the same and costs less`, gain: { ms: 8_000 } }]);
  });
});

describe('the schedule of a searched plan', () => {
  const charts = ['people', 'revenue'].flatMap((measure) => [named(`chart-${measure}`, want('chart', { measures: [measure], keys: ['shop'], time: 'none' })), named(`summary-${measure}`, want('summary', { analysis: { fn: 'summary', args: [measure] } }))]);
  const plan = planned(charts);

  it('starts tasks later and runs fewer at once where workers are few, and says what waits for which', () => {
    const [free, few] = [previewPlan(plan, registry, {}), previewPlan(plan, registry, {}, [], { capacity: { workers: { execution: 1 } } })];
    const most = ({ steps }: typeof free): number => Math.max(...(steps ?? []).map((step) => step.running));
    expect([most(free) > 1, most(few)]).toEqual([true, 1]);
    expect(free.held_up).toBeUndefined();
    expect(few.held_up?.every((one) => one.by === 'workers of execution' && one.ms > 0)).toBe(true);
    const starts = few.schedule?.map((one) => one.start_ms) ?? [];
    expect(new Set(starts).size).toBe(plan.nodes.length);
    expect(starts.reduce((sum, at) => sum + at, 0)).toBeGreaterThan((free.schedule ?? []).reduce((sum, one) => sum + one.start_ms, 0));
    expect(few.duration_ms.high).toBeGreaterThan(free.duration_ms.high);
  });

  it('keeps the rate of a tool', () => {
    const slow = previewPlan(plan, registry, {}, [], { capacity: { rates: { chart: { calls: 1, per_ms: 60_000 } } } });
    const starts = slow.schedule?.filter((one) => plan.nodes.find((task) => task.task_id === one.task_id)?.operation?.startsWith('chart.')).map((one) => one.start_ms) ?? [];
    expect(starts).toHaveLength(2);
    expect(Math.abs((starts[0] ?? 0) - (starts[1] ?? 0))).toBeGreaterThanOrEqual(60_000);
    expect(slow.held_up).toMatchObject([{ by: 'the rate of chart' }]);
  });
});
