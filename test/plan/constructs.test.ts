import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { digestOf, taskDigest } from '../../src/plan/digest.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { previewPlan } from '../../src/plan/preview.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { planShape } from '../../src/plan/shape.ts';
import type { Given, TypedGoal, ValueTest, Want } from '../../src/schemas/goal.ts';
import type { ArtifactType, FacetValue, Operation, Registry } from '../../src/schemas/operation.ts';
import { type Plan, PlanSchema, type Task } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { attachment, dataset, goalOf, want } from './fixtures/goals.ts';
import { operation } from './fixtures/operations.ts';
import { registry as small } from './fixtures/registry.ts';

const now = '2026-01-01T00:00:00.000Z';
const through = (name: string, kind: string, from: string): Operation['output'] => ({ name, kind, facets: {}, inherit: { from } });
const EXTRA: Operation[] = [
  operation('table.append', { inputs: [{ name: 'tables', kinds: ['table'], facets: {}, cardinality: 'list' }], output: through('table', 'table', 'tables'), stage: 'process' }),
  operation('table.split', { inputs: [{ name: 'table', kinds: ['table'], facets: { keys: { atLeast: [{ var: 'k' }] } } }], output: { name: 'tables', kind: 'table', cardinality: 'list', facets: { split: { var: 'k' } }, inherit: { from: 'table' } }, bind: { by: { var: 'k' } }, stage: 'process' }),
  operation('job.start', { inputs: [{ name: 'table', kinds: ['table'], facets: {} }], output: { name: 'job', kind: 'job', facets: {} }, stage: 'process' }),
  operation('job.status', { inputs: [{ name: 'job', kinds: ['job'], facets: {} }], output: { name: 'record', kind: 'record', facets: { entity: 'status' } }, effect: 'read', stage: 'process' }),
  operation('send.mail', { inputs: [{ name: 'table', kinds: ['table'], facets: {} }], output: { name: 'record', kind: 'record', facets: { entity: 'mail' } }, effect: 'write', effect_name: 'send', stage: 'export' }),
  { ...operation('person.enter', { inputs: [], output: { name: 'value', kind: 'value', facets: { name: { var: 'name' } } }, bind: { name: { var: 'name' } } }), runs_on: 'person' },
  { ...operation('person.choose', { inputs: [{ name: 'options', kinds: ['table'], facets: {} }], output: { name: 'choice', kind: 'choice', facets: { of: 'table' } } }), runs_on: 'person' },
  { ...operation('person.review', { inputs: [{ name: 'about', kinds: ['table', 'chart', 'report'], facets: {} }], output: { name: 'verdict', kind: 'verdict', facets: { by: 'person' } } }), runs_on: 'person' },
  operation('search.rows', { inputs: [{ name: 'table', kinds: ['table'], facets: {} }, { name: 'query', kinds: ['value'], facets: { name: 'query' } }], output: { name: 'found', kind: 'record', cardinality: 'list', facets: { entity: 'row' } } }),
];
const registry: Registry = { ...small, operations: [...small.operations, ...EXTRA], facets: [...small.facets, { name: 'split', match: 'equal', default: 'none', description: '' }] };
const shipped = buildRegistry(Object.values(packs), tools, digestOf);

const files = (count: number, facets: { [name: string]: FacetValue } = { keys: ['region'], time: 'year', measures: ['people'] }): Given => ({
  id: 'files', type: { kind: 'source', cardinality: 'list', facets: { content: 'table', format: 'csv', ...facets } }, title: 'The files',
  source: { kind: 'attachments', items: Array.from({ length: count }, (_, index) => ({ sha256: `${index}`.padStart(64, 'a'), name: `part-${index}.csv`, media_type: 'text/csv' })) }, named: true, spans: [],
});
const regions = attachment('regions.csv', { keys: ['region'], time: 'year', measures: ['people'], position: 'none' });
const list = (kind: string, facets: { [name: string]: FacetValue } = {}, effect: string | null = null): Want => ({ ...want(kind, facets, effect), type: { kind, facets, cardinality: 'list' } });
const named = (id: string, one: Want): Want => ({ ...one, id });
const test = (of: ValueTest['of'], value: string | null, op: ValueTest['op'], than: ValueTest['than']): ValueTest => ({ of, value, op, than, spans: [] });
const summaryOf = (measure: string): ArtifactType => ({ kind: 'summary', facets: { analysis: { fn: 'summary', args: [measure] } } });

function compiled(goal: TypedGoal, over: Registry = registry): Plan {
  const result = compileGoal(goal, over, { now });
  if (result.result !== 'plan') throw new Error(result.message);
  PlanSchema.parse(result.plan);
  const plan = linkPlan({ ...result.plan, decompositions: result.plan.nodes.filter((task) => task.type !== 'plan').map((task) => decomposeTask(task, result.plan, over, [])) }, over).plan;
  const check = () => validatePlan(plan, { registry: over, policy: SHIPPED_POLICY, givens: goal.givens, wants: goal.wants, questions: [], secrets: [], now, decomposed: true });
  const errors = check().checks_failed.filter((one) => one.severity === 'error' && one.rule !== 'semantic.atomic' && one.rule !== 'safety.flows').map((one) => `${one.rule}: ${one.message}`);
  expect(errors).toEqual([]);
  expect(plan.edges).toEqual(expect.arrayContaining(result.plan.edges ?? []));
  return plan;
}
const operations = (plan: Plan): string[] => plan.nodes.map((task) => `${task.operation ?? task.type}${task.for_each === undefined ? '' : ` each ${task.for_each.port}`}${task.when === undefined ? '' : ' when'}`);
const taskOf = (plan: Plan, name: string): Task => {
  const found = plan.nodes.find((task) => task.operation === name || task.type === name);
  if (found === undefined) throw new Error(`no ${name} in ${operations(plan).join(', ')}`);
  return found;
};
const refusal = (goal: TypedGoal): string => {
  const result = compileGoal(goal, registry, { now });
  return result.result === 'dead-end' ? result.message : `a plan: ${operations(result.plan).join(', ')}`;
};

describe('lists', () => {
  it('run an operation for each element where one is needed and a list is there', () => {
    const plan = compiled(goalOf([list('chart')], [files(3)]));
    expect(operations(plan)).toEqual(['table.load each source', 'chart.line each table']);
    expect(taskOf(plan, 'table.load')).toMatchObject({ for_each: { port: 'source', limit: 3 }, inputs: [{ name: 'source', bindings: [{ name: 'part-0.csv' }, { name: 'part-1.csv' }, { name: 'part-2.csv' }] }], outputs: [{ type: { kind: 'table', cardinality: 'list' } }] });
    expect(plan.decompositions?.[1]?.steps[0]?.tool_intent.required_inputs['table']).toEqual({ kind: 'port', task: 'load-each', port: 'table' });
  });

  it('are taken as they are by what takes a list, and by a collection as its parts', () => {
    const plan = compiled(goalOf([want('chart', { measures: ['people'] }), want('report')], [files(3)]));
    expect(operations(plan)).toEqual(['table.load each source', 'table.append', 'chart.line', 'report.compose']);
    expect(operations(compiled(goalOf([list('chart'), want('report')], [files(2)])))).toEqual(['table.load each source', 'chart.line each table', 'report.compose']);
  });

  it('come from operations that make them, and every element goes through what follows', () => {
    const plan = compiled(goalOf([list('summary', { split: 'region', analysis: { fn: 'summary', args: ['people'] } })], [regions]));
    expect(operations(plan)).toEqual(['table.load', 'table.split', 'stats.summary each table']);
    expect(taskOf(plan, 'stats.summary').for_each).toEqual({ port: 'table', limit: 1_000 });
  });

  it('have effects done for each', () => {
    const plan = compiled(goalOf([list('record', { entity: 'mail' }, 'send')], [files(2)]));
    expect(operations(plan)).toEqual(['table.load each source', 'send.mail each table']);
    expect(taskOf(plan, 'send.mail').effect).toBe('write');
  });

  it('do not stand where one is needed, and one does not stand for a list', () => {
    expect(refusal(goalOf([want('summary', { analysis: { fn: 'summary', args: ['people'] } })], [files(2)], { constraints: { ...goalOf([], []).constraints, allowed_tools: ['stats', 'table.load'] } }))).toMatch(/list/);
    expect(refusal(goalOf([list('chart')], [regions], { constraints: { ...goalOf([], []).constraints, allowed_tools: ['table.load', 'chart'] } }))).toMatch(/list/);
  });

  it('are made of the shipped operations', () => {
    const plan = compiled(goalOf([list('chart', { measures: ['people'] })], [files(3, { keys: ['region'], time: 'year', measures: ['people'], subject: [] })]), shipped);
    expect(operations(plan)).toEqual(['table.load each source', 'chart.line each table']);
  });
});

describe('conditions', () => {
  const high = test({ type: summaryOf('people') }, 'mean', '>', 100);
  const charted: Want = { ...want('chart', { measures: ['people'] }), condition: { test: high, otherwise: false } };

  it('are tested on an artifact that is made for it, and decide about what serves nothing else', () => {
    const plan = compiled(goalOf([charted], [regions]));
    expect(operations(plan)).toEqual(['table.load', 'stats.summary', 'chart.line when']);
    const chart = taskOf(plan, 'chart.line');
    expect(chart.when).toEqual({ path: 'inputs.condition.data.values.mean.value', op: '>', value: 100 });
    expect(chart.inputs?.find((input) => input.name === 'condition')?.bindings).toEqual([{ kind: 'port', task: 'summary-people', port: 'summary' }]);
    expect(plan.edges).toContainEqual(expect.objectContaining({ from: 'summary-people', to: chart.task_id, to_port: 'condition', reason: 'data', detail: expect.stringContaining('only where mean > 100') as unknown }));
    expect(plan.decompositions?.find((one) => one.task_id === chart.task_id)?.steps[0]?.tool_intent.required_inputs).not.toHaveProperty('condition');
  });

  it('share what is tested with a want, and give alternatives the opposite', () => {
    const at: ValueTest = test({ want: 'numbers' }, null, '>=', 3);
    const plan = compiled(goalOf([
      named('numbers', want('summary', summaryOf('people').facets)),
      { ...named('picture', want('chart', { measures: ['people'] })), condition: { test: at, otherwise: false } },
      { ...named('rows', want('table', { order: { fn: 'desc', args: ['people'] } })), condition: { test: at, otherwise: true } },
    ], [regions]));
    expect(operations(plan).toSorted()).toEqual(['chart.line when', 'stats.summary', 'table.load', 'table.rank when']);
    expect(taskOf(plan, 'table.rank').when).toEqual({ not: { path: 'inputs.condition.data.values.0.value', op: '>=', value: 3 } });
  });

  it('leave collections as they are: they take the parts that there are', () => {
    const plan = compiled(goalOf([charted, want('summary', summaryOf('people').facets), want('report')], [regions]));
    expect(operations(plan).toSorted()).toEqual(['chart.line when', 'report.compose', 'stats.summary', 'table.load']);
  });

  it('cover everything that only leads to the conditional result', () => {
    const growth = { fn: 'growth', args: ['people', 'percent'] };
    const plan = compiled(goalOf([{ ...want('chart', { measures: [growth], keys: ['region'] }), condition: { test: test({ type: { kind: 'verdict', facets: {} } }, null, '=', true), otherwise: false } }], [regions]));
    expect(operations(plan)).toEqual(['table.load', 'verify.coverage', 'table.growth when', 'chart.bar when']);
    expect(taskOf(plan, 'table.growth').when).toEqual({ path: 'inputs.condition.data.held', op: '=', value: true });
  });

  it('are refused where nothing could test them', () => {
    expect(refusal(goalOf([{ ...charted, condition: { test: test({ type: { kind: 'chart', facets: {} } }, null, '>', 1), otherwise: false } }], [regions]))).toBe('Cannot test the condition of "The chart": a chart has no value that could be compared. Test a number of a summary, whether a verdict held, a field of a record, or a value.');
    expect(refusal(goalOf([{ ...charted, condition: { test: test({ want: 'nobody' }, null, '>', 1), otherwise: false } }], [regions]))).toMatch(/no other wanted result "nobody"/);
  });

  it('are refused with the condition where what is tested cannot be made', () => {
    expect(refusal(goalOf([{ ...charted, condition: { test: test({ type: summaryOf('gdp') }, 'mean', '>', 1), otherwise: false } }], [regions]))).toMatch(/^Cannot test the condition of "The chart": .*gdp/);
  });

  it('are made of the shipped operations', () => {
    const facets = { dataset: 'global-temp', measures: ['Mean'] };
    const given = shipped.datasets.find((one) => one.id === 'global-temp');
    const measure = Array.isArray(given?.type.facets['measures']) ? given.type.facets['measures'][0] : 'Mean';
    const plan = compiled(goalOf([{ ...want('chart', { ...facets, measures: [measure ?? 'Mean'] }), condition: { test: test({ type: { kind: 'summary', facets: { analysis: { fn: 'summary', args: [measure ?? 'Mean'] } } } }, 'maximum', '>', 1), otherwise: false } }], [dataset('global-temp')]), shipped);
    expect(operations(plan)).toContain('chart.line when');
    expect(operations(plan)).toContain('stats.summary');
  });
});

describe('repetition', () => {
  const until = (value: string | null, op: ValueTest['op'], than: ValueTest['than'], limit = 10): NonNullable<Want['until']> => ({ test: test({ want: 'record-1' }, value, op, than), limit, wait_ms: 2_000 });

  it('repeats the task that makes the wanted result until its own value fits', () => {
    const plan = compiled(goalOf([{ ...want('record', { entity: 'status' }), until: until('state', '=', 'done') }], [regions]));
    expect(operations(plan)).toEqual(['table.load', 'job.start', 'job.status']);
    expect(taskOf(plan, 'job.status').repeat).toEqual({ until: { path: 'outputs.record.data.state', op: '=', value: 'done' }, limit: 10, wait_ms: 2_000 });
    expect(plan.nodes.filter((task) => task.repeat !== undefined)).toHaveLength(1);
  });

  it('reads summaries and verdicts as well', () => {
    const one: Want = { ...want('summary', summaryOf('people').facets), until: { test: test({ type: summaryOf('people') }, 'mean', '>', 4), limit: 3, wait_ms: 0 } };
    expect(taskOf(compiled(goalOf([one], [regions])), 'stats.summary').repeat).toEqual({ until: { path: 'outputs.summary.data.values.mean.value', op: '>', value: 4 }, limit: 3 });
    const verdict: Want = { ...want('verdict'), until: { test: test({ want: 'verdict-1' }, null, '=', true), limit: 2, wait_ms: 0 } };
    expect(taskOf(compiled(goalOf([verdict], [regions])), 'verify.coverage').repeat?.until).toEqual({ path: 'outputs.verdict.data.held', op: '=', value: true });
  });

  it('is refused where the test reads something else, or where nothing makes what should be repeated', () => {
    expect(refusal(goalOf([{ ...want('record', { entity: 'status' }), until: { ...until('state', '=', 'done'), test: test({ type: summaryOf('people') }, null, '>', 1) } }], [regions]))).toMatch(/Cannot repeat until .*has to read the repeated result itself/);
    const there: Given = { id: 'v', type: { kind: 'value', facets: { name: 'x' } }, title: 'x', source: { kind: 'value', value: 4 }, named: true, spans: [] };
    expect(refusal(goalOf([{ ...want('value', { name: 'x' }), until: { test: test({ want: 'value-1' }, null, '>', 1), limit: 2, wait_ms: 0 } }], [there]))).toMatch(/there already/);
  });

  it('never repeats a change: what gives back the wanted record by changing something serves only the want of that change', () => {
    const mailed: Want = { ...want('record', { entity: 'mail' }), until: until('state', '=', 'done') };
    expect(refusal(goalOf([mailed], [regions]))).toMatch(/Cannot reach/);
    const asked: Want = { ...want('record', { entity: 'mail' }, 'send'), id: 'sent' };
    expect(refusal(goalOf([asked, mailed], [regions]))).toMatch(/Cannot reach/);
  });

  it('repeats a change only where the want of this very change says until when and how often, and says so before approval', () => {
    const again = (limit: number): Want => ({ ...want('record', { entity: 'mail' }, 'send'), id: 'sent', until: { test: test({ want: 'sent' }, 'state', '=', 'read'), limit, wait_ms: 0 } });
    const plan = compiled(goalOf([again(8)], [regions]));
    expect(taskOf(plan, 'send.mail').repeat).toEqual({ until: { path: 'outputs.record.data.state', op: '=', value: 'read' }, limit: 8, changes: 'asked' });
    const preview = previewPlan(plan, registry, {});
    expect(preview.effects).toMatchObject([{ effect: 'write', description: expect.stringContaining('(up to 8 times, each time anew)') as unknown }]);
    const asking = { ...registry, operations: registry.operations.map((one) => (one.effect_name === 'send' ? { ...one, always_ask: true } : one)) };
    expect(previewPlan(plan, asking, {}).waits.map((wait) => wait.title)).toEqual([expect.stringContaining('up to 8 times')]);
    expect(refusal(goalOf([again(51)], [regions]))).toMatch(/51 rounds are more than one approval may cover \(50\)/);
    expect(refusal(goalOf([{ ...again(8), type: { ...again(8).type, cardinality: 'list' } }], [regions]))).toMatch(/each round would change each of several/);
    const wiping = { ...registry, operations: registry.operations.map((one) => (one.effect_name === 'send' ? { ...one, effect: 'destructive' as const } : one)) };
    const refused = compileGoal(goalOf([again(8)], [regions]), wiping, { now });
    expect(refused.result === 'dead-end' ? refused.message : '').toMatch(/cannot be destroyed again/);
  });

  it('lists what each round gave as a table of its own', () => {
    const polled: Want = { ...want('record', { entity: 'status' }), until: until('state', '=', 'done') };
    const plan = compiled(goalOf([polled, named('rounds', want('table', { rounds: 'record-1' }))], [regions]), { ...registry, operations: [...registry.operations, ...shipped.operations.filter((one) => one.operation === 'rounds')], facets: [...registry.facets, { name: 'rounds', match: 'equal', default: 'none', description: '' }] });
    expect(taskOf(plan, 'record.rounds').inputs).toEqual([{ name: 'rounds', bindings: [{ kind: 'port', task: taskOf(plan, 'job.status').task_id, port: 'rounds' }] }]);
  });

  it('is made of the shipped operations', () => {
    const one: Want = { ...want('summary', summaryOf('people').facets), until: { test: test({ want: 'summary-1' }, 'mean', '>', 4), limit: 3, wait_ms: 0 } };
    expect(taskOf(compiled(goalOf([one], [regions]), shipped), 'stats.summary').repeat?.limit).toBe(3);
  });
});

describe('nested plans', () => {
  const unseen = (kind: string, data: ArtifactType, words = 'show what is in it'): Want => ({ ...want(kind), after: { data, words } });

  it('shows before approval that what is planned later changes something, and asks for it', () => {
    const mailed: Want = { ...want('record', { entity: 'mail' }, 'send'), id: 'mailed', after: { data: { kind: 'table', facets: {} }, words: 'send the largest region' } };
    const plan = compiled(goalOf([mailed], [regions]));
    const nested = plan.nodes.find((task) => task.type === 'plan');
    expect(nested?.effect).toBe('write');
    const preview = previewPlan(plan, registry, {});
    expect(preview.effects).toMatchObject([{ task_id: nested?.task_id, effect: 'write' }]);
    expect(preview.waits.map((wait) => wait.task_id)).toContain(nested?.task_id);
  });

  it('wait for their data and carry what is wanted of it', () => {
    const plan = compiled(goalOf([unseen('chart', { kind: 'table', facets: {} })], [regions]));
    expect(operations(plan)).toEqual(['table.load', 'plan']);
    const nested = taskOf(plan, 'plan');
    expect(nested.plan).toMatchObject({ words: 'show what is in it', wants: [{ id: 'chart-1', type: { kind: 'chart' } }], budget_usd: null });
    expect(nested.plan?.wants[0]).not.toHaveProperty('after');
    expect(nested.inputs).toEqual([{ name: 'data', bindings: [{ kind: 'port', task: 'load-regions', port: 'table' }] }]);
    expect(nested.operation).toBeUndefined();
  });

  it('give their result to a report', () => {
    const plan = compiled(goalOf([unseen('chart', { kind: 'table', facets: {} }), want('report')], [regions]));
    expect(operations(plan)).toEqual(['table.load', 'plan', 'report.compose']);
    expect(taskOf(plan, 'report.compose').dependencies).toEqual([taskOf(plan, 'plan').task_id]);
  });

  it('take given data as it is, depend on conditions, and serve nothing but their own want', () => {
    const bound = taskOf(compiled(goalOf([unseen('table', { kind: 'source', facets: {} })], [regions])), 'plan');
    expect(bound.inputs?.[0]?.bindings[0]).toMatchObject({ kind: 'artifact', name: 'regions.csv' });
    const plan = compiled(goalOf([{ ...unseen('chart', { kind: 'table', facets: {} }), condition: { test: test({ type: summaryOf('people') }, 'mean', '>', 1), otherwise: false } }, named('other', want('chart', { measures: ['people'] }))], [regions]));
    expect(operations(plan).toSorted()).toEqual(['chart.line', 'plan when', 'stats.summary', 'table.load']);
  });

  it('are made of the shipped operations', () => {
    expect(operations(compiled(goalOf([unseen('report', { kind: 'table', facets: {} })], [regions]), shipped))).toEqual(['table.load', 'plan']);
  });
});

describe('people', () => {
  it('are asked where only a person can supply an input', () => {
    const plan = compiled(goalOf([list('record', { entity: 'row' })], [regions]));
    expect(operations(plan).toSorted()).toEqual(['person.enter', 'search.rows', 'table.load']);
    expect(taskOf(plan, 'person.enter')).toMatchObject({ type: 'user_interaction', parameters: [{ name: 'name', binding: { kind: 'literal', value: 'query' } }] });
  });

  it('are not asked for what the goal states', () => {
    const query: Given = { id: 'query', type: { kind: 'value', facets: { name: 'query' } }, title: 'The name', source: { kind: 'value', value: 'Ada' }, named: true, spans: [] };
    const plan = compiled(goalOf([list('record', { entity: 'row' })], [regions, query]));
    expect(operations(plan)).toEqual(['table.load', 'search.rows']);
    expect(taskOf(plan, 'search.rows').inputs?.[1]).toEqual({ name: 'query', bindings: [{ kind: 'literal', value: 'Ada' }] });
  });

  it('are named where only they could give what is missing, and nobody may ask them', () => {
    expect(refusal(goalOf([list('record', { entity: 'row' })], [regions], { constraints: { ...goalOf([], []).constraints, allowed_tools: ['table', 'search'] } }))).toMatch(/input "query" of search\.rows needs .* a person could give it, and no operation asks one/);
  });

  it('choose and review where that is wanted, and do not where a machine can', () => {
    expect(operations(compiled(goalOf([want('choice', { of: 'table' })], [regions])))).toEqual(['table.load', 'person.choose']);
    expect(operations(compiled(goalOf([want('verdict', { by: 'person' })], [regions])))).toEqual(['table.load', 'person.review']);
    expect(operations(compiled(goalOf([want('verdict')], [regions])))).toEqual(['table.load', 'verify.coverage']);
  });
});

describe('what a plan with constructs is', () => {
  it('has a digest that covers them, and a shape that tells them apart', () => {
    const base = compiled(goalOf([want('chart', { measures: ['people'] })], [regions]));
    const chart = taskOf(base, 'chart.line');
    const variants: Task[] = [
      { ...chart, when: { path: 'inputs.condition.rows', op: '>', value: 1 } },
      { ...chart, for_each: { port: 'table', limit: 3 } },
      { ...chart, for_each: { port: 'table', limit: 4 } },
      { ...chart, repeat: { until: { path: 'outputs.chart.bytes', op: '>', value: 1 }, limit: 2 } },
      { ...chart, type: 'plan', plan: { words: 'x', wants: [want('chart')], budget_usd: null } },
      { ...chart, type: 'user_interaction' },
    ];
    expect(new Set([chart, ...variants].map((task) => taskDigest(task, null))).size).toBe(7);
    expect(new Set([chart, ...variants].map((task) => planShape({ ...base, nodes: base.nodes.map((one) => (one === chart ? task : one)) }))).size).toBe(6);
  });
});
