import { describe, expect, it } from 'vitest';
import { estimateComplexity, isSmall, operationComplexity, stepCap } from '../../src/plan/complexity.ts';
import { describeDecomposition, measureDecomposition } from '../../src/plan/measure-decomposition.ts';
import type { Binding, Step } from '../../src/schemas/decomposition.ts';
import { type Operation, OperationSchema } from '../../src/schemas/operation.ts';
import { PLAN_LIMITS, type Plan } from '../../src/schemas/plan.ts';
import { operations as table } from '../../src/tools/table/declaration.ts';
import { OPERATIONS as chart } from '../../src/tools/chart/declaration.ts';

const registry = { operations: [...table, ...chart] as Operation[] };
const literal = (value: unknown): Binding => ({ kind: 'literal', value: value as never });
const from = (step: string, port = 'table'): Binding => ({ kind: 'step', step, port });
const SOURCE: Binding = { kind: 'dataset', dataset: 'earthquakes' };
const MAG = { fn: '>', args: ['mag', 4.5] };
const DEPTH = { fn: '<', args: ['depth', 100] };

function step(step_id: string, operation: string, required_inputs: { [name: string]: Binding }, over: Partial<Step> = {}, outputs: { [name: string]: { kind: string } } = { table: { kind: 'table' } }): Step {
  const [tool_name = '', ...rest] = operation.split('.');
  return { step_id, action: `Do ${operation}`, tool_intent: { tool_name, operation: rest.join('.'), required_inputs, expected_outputs: outputs, validation_criteria: [] }, documentation_references: [], preconditions: [], postconditions: [], rollback_strategy: 'nothing to undo', ...over };
}

const planOf = (...steps: Step[]): Plan => ({ dag_id: 'd', nodes: [], metadata: { planning_timestamp: '2026-01-01T00:00:00Z', confidence_score: null, alternative_approaches: [] }, decompositions: [{ task_id: 't', steps }] });
const measure = (...steps: Step[]) => {
  const measured = measureDecomposition(planOf(...steps), registry);
  return { ...measured, after: measured.plan.decompositions?.[0]?.steps ?? [], told: describeDecomposition(measured) };
};
const operationsOf = (steps: readonly Step[]): string[] => steps.map((one) => `${one.tool_intent.tool_name}.${one.tool_intent.operation}`);

describe('steps that are atomic', () => {
  it('are left as they are, and counted', () => {
    const plan = planOf(step('load', 'table.load', { source: SOURCE }), step('filter', 'table.filter', { table: from('load'), predicates: literal([MAG]) }));
    const measured = measureDecomposition(plan, registry);
    expect(measured.plan).toBe(plan);
    expect(measured).toMatchObject({ steps: 2, atomic: 2, atomic_share: 1, split: [], merged: [], under_decomposed: 0, over_decomposed: 0 });
    expect(describeDecomposition(measured)).toEqual([]);
  });

  it('have no share where there are none', () => {
    expect(measureDecomposition({ ...planOf(), decompositions: [] }, registry)).toMatchObject({ steps: 0, atomic_share: null, under_decomposed: null });
  });
});

describe('steps that are too coarse', () => {
  it.each(['table.load, filter', 'table.load then filter', 'table.load_and_filter', 'table.load-then-filter', 'table.load;filter', 'table.load -> filter'])('are one step for each operation: %s', (name) => {
    const { after, split, atomic_share, told } = measure(step('do', name, { source: SOURCE, predicates: literal([MAG]) }));
    expect(operationsOf(after)).toEqual(['table.load', 'table.filter']);
    expect(after[0]?.tool_intent.required_inputs).toEqual({ source: SOURCE });
    expect(after[1]?.tool_intent.required_inputs).toEqual({ table: from('do-load'), predicates: literal([MAG]) });
    expect(after.at(-1)?.step_id).toBe('do');
    expect(split).toHaveLength(1);
    expect(atomic_share).toBe(0);
    expect(told.map((one) => one.kind)).toEqual(['split', 'steps']);
    expect(told[0]?.description).toContain('a step runs one operation');
  });

  it('keep preconditions at the first, criteria at the last, and references of later steps', () => {
    const condition = { path: 'inputs.source', op: 'exists' as const };
    const criterion = { path: 'outputs.table.rows', op: '>' as const, value: 0 };
    const coarse = step('do', 'table.load, filter, rank', { source: SOURCE, predicates: literal([MAG]), order: literal({ fn: 'desc', args: ['mag'] }) }, { preconditions: [condition], postconditions: [criterion] });
    const { after } = measure(coarse, step('draw', 'chart.bar', { table: from('do') }, {}, { chart: { kind: 'chart' } }));
    expect(operationsOf(after)).toEqual(['table.load', 'table.filter', 'table.rank', 'chart.bar']);
    expect(after.map((one) => [one.preconditions.length, one.postconditions.length])).toEqual([[1, 0], [0, 0], [0, 1], [0, 0]]);
    expect(after[3]?.tool_intent.required_inputs['table']).toEqual(from('do'));
  });

  it('never become a step with an effect', () => {
    const remove: Operation = { ...(table[0] as Operation), tool: 'table', operation: 'remove', effect: 'destructive', inputs: [{ name: 'table', kinds: ['table'], facets: {} }] };
    const measured = measureDecomposition(planOf(step('do', 'table.load_and_remove', { source: SOURCE })), { operations: [...registry.operations, remove] });
    expect([measured.split, measured.plan.decompositions?.[0]?.steps.length]).toEqual([[], 1]);
  });

  it('stay as they are where they expect more than their operation makes, for the checks to refuse', () => {
    const { after, split, atomic_share } = measure(step('load', 'table.load', { source: SOURCE }, {}, { table: { kind: 'table' }, chart: { kind: 'chart' } }));
    expect(Object.keys(after[0]?.tool_intent.expected_outputs ?? {})).toEqual(['table', 'chart']);
    expect([split.length, atomic_share]).toEqual([0, 0]);
  });

  it.each([
    ['an operation is not known', 'table.load, invent', { source: SOURCE }],
    ['what comes out does not go in', 'table.load, load', { source: SOURCE }],
    ['an input belongs to none of them', 'table.load, filter', { source: SOURCE, predicates: literal([MAG]), nothing: literal(1) }],
  ])('stay as they are where %s, for the checks to refuse', (_why, name, inputs) => {
    const { after, split, atomic_share } = measure(step('do', name, inputs));
    expect([after.length, split.length, atomic_share]).toEqual([1, 0, 0]);
  });
});

describe('steps that are too fine', () => {
  it('are one where their conditions add up', () => {
    const { after, merged, told } = measure(step('load', 'table.load', { source: SOURCE }), step('a', 'table.filter', { table: from('load'), predicates: literal([MAG]) }), step('b', 'table.filter', { table: from('a'), predicates: literal([DEPTH, MAG]) }));
    expect(after.map((one) => one.step_id)).toEqual(['load', 'b']);
    expect(after[1]?.tool_intent.required_inputs).toEqual({ table: from('load'), predicates: literal([MAG, DEPTH]) });
    expect(merged[0]?.description).toContain('their conditions hold together');
    expect(told.map((one) => one.kind)).toEqual(['merge', 'steps']);
  });

  it('are left out where they do nothing, and what read them reads what they read', () => {
    const { after, merged } = measure(step('load', 'table.load', { source: SOURCE }), step('none', 'table.filter', { table: from('load'), predicates: literal([]) }), step('draw', 'chart.bar', { table: from('none') }, {}, { chart: { kind: 'chart' } }));
    expect(after.map((one) => one.step_id)).toEqual(['load', 'draw']);
    expect(after[1]?.tool_intent.required_inputs['table']).toEqual(from('load'));
    expect(merged).toHaveLength(1);
  });

  it('are left out where they repeat another', () => {
    const { after } = measure(step('a', 'table.load', { source: SOURCE }), step('b', 'table.load', { source: SOURCE }), step('f', 'table.filter', { table: from('b'), predicates: literal([MAG]) }));
    expect(after.map((one) => one.step_id)).toEqual(['a', 'f']);
    expect(after[1]?.tool_intent.required_inputs['table']).toEqual(from('a'));
  });

  it.each<[string, Step[]]>([
    ['somebody else reads the first', [step('load', 'table.load', { source: SOURCE }), step('a', 'table.filter', { table: from('load'), predicates: literal([MAG]) }), step('b', 'table.filter', { table: from('a'), predicates: literal([DEPTH]) }), step('c', 'chart.bar', { table: from('a') }, {}, { chart: { kind: 'chart' } })]],
    ['a condition is only known when it runs', [step('load', 'table.load', { source: SOURCE }), step('a', 'table.filter', { table: from('load'), predicates: { kind: 'answer', question_id: 'q' } }), step('b', 'table.filter', { table: from('a'), predicates: literal([DEPTH]) })]],
    ['something is checked between them', [step('load', 'table.load', { source: SOURCE }), step('a', 'table.filter', { table: from('load'), predicates: literal([MAG]) }, { postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }] }), step('b', 'table.filter', { table: from('a'), predicates: literal([DEPTH]) })]],
    ['they are of different operations', [step('load', 'table.load', { source: SOURCE }), step('a', 'table.filter', { table: from('load'), predicates: literal([MAG]) }), step('b', 'table.rank', { table: from('a'), order: literal({ fn: 'asc', args: ['mag'] }), limit: literal(0) })]],
    ['it is the last one that does nothing', [step('load', 'table.load', { source: SOURCE }), step('none', 'table.filter', { table: from('load'), predicates: literal([]) })]],
  ])('stay apart where %s', (_why, steps) => {
    const { after, merged } = measure(...steps);
    expect(after).toEqual(steps);
    expect(merged).toEqual([]);
  });

  it('never touch an effect', () => {
    const save: Operation = { ...(table[0] as Operation), tool: 'file', operation: 'save', effect: 'write' };
    OperationSchema.parse(save);
    const steps = [step('a', 'file.save', { source: SOURCE }), step('b', 'file.save', { source: SOURCE }), step('c', 'table.load', { source: SOURCE })];
    expect(measureDecomposition(planOf(...steps), { operations: [...registry.operations, save] }).merged).toEqual([]);
  });
});

describe('complexity', () => {
  it('decides how many steps a task may have, always far below the hard limit', () => {
    expect((['low', 'medium', 'high'] as const).map(stepCap)).toEqual([3, 8, 20]);
    expect(stepCap('high')).toBeLessThan(PLAN_LIMITS.steps_per_task);
  });

  it('of a task with an operation grows with what it takes and how much goes in', () => {
    const [load] = table;
    if (load === undefined) throw new Error('no operation');
    const slow = { ...load, cost: { ...load.cost, duration_ms: 20_000 } };
    expect([operationComplexity(load, 1), operationComplexity(load, 6), operationComplexity(load, 13), operationComplexity(slow, 1)]).toEqual(['low', 'medium', 'high', 'high']);
  });

  it('is estimated from duration, inputs and what is open', () => {
    expect(estimateComplexity({ duration_ms: 100, inputs: 1, parameters: 2 })).toBe('low');
    expect(estimateComplexity({ duration_ms: 100, inputs: 6, parameters: 2 })).toBe('medium');
    expect(estimateComplexity({ duration_ms: 20_000, inputs: 1, parameters: 0 })).toBe('high');
    expect(estimateComplexity({ duration_ms: null, inputs: 1, parameters: 0 })).toBe('medium');
    expect(estimateComplexity({ duration_ms: null, inputs: 9, parameters: 0 })).toBe('high');
    expect([isSmall('low'), isSmall('medium'), isSmall('high'), isSmall(null)]).toEqual([true, false, false, false]);
  });
});
