import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Binding } from '../../../src/schemas/decomposition.ts';
import type { Registry } from '../../../src/schemas/operation.ts';
import type { Plan, Task } from '../../../src/schemas/plan.ts';
import { canonical } from '../../../src/plan/digest.ts';
import { planGraph, topologicalOrder } from '../../../src/plan/graph.ts';
import { weightsFor } from '../../../src/plan/objective-weights.ts';
import { linkPlan } from '../../../src/plan/link.ts';
import { optimisePlan, orderPlan } from '../../../src/plan/optimise/optimise-plan.ts';
import { objectiveWeights } from '../../../src/plan/optimise/weights.ts';
import { previewPlan } from '../../../src/plan/preview.ts';
import { PolicySchema } from '../../../src/schemas/approval.ts';
import { SHIPPED_POLICY } from '../../../src/validation/policy.ts';
import { validatePlan } from '../../../src/validation/validate-plan.ts';
import { REGISTRY, decompositionsOf, operation, plan, task } from '../plans.ts';

const context = { registry: REGISTRY, past: {} };
/** Not decomposed yet, made by the search: as the optimiser meets plans. */
const searched = (tasks: Task[], more: Partial<Plan> = {}): Plan => ({ ...plan(tasks, more), decompositions: [] });

/** Everything behind a task's output, to the parameter: operation, parameters and inputs, names left out. */
function behind(all: Plan, id: string, seen = new Map<string, string>()): string {
  const known = seen.get(id);
  if (known !== undefined) return known;
  const one = all.nodes.find((node) => node.task_id === id);
  const show = (binding: Binding): unknown => (binding.kind === 'port' ? [behind(all, binding.task, seen), binding.port] : binding.kind === 'concat' ? binding.parts.map(show) : binding);
  const text = canonical({
    operation: one?.operation ?? null,
    inputs: Object.fromEntries((one?.inputs ?? []).map((input) => [input.name, input.bindings.map(show)])),
    parameters: Object.fromEntries((one?.parameters ?? []).map((parameter) => [parameter.name, show(parameter.binding)])),
  } as never);
  seen.set(id, text);
  return text;
}

/** What is behind each want, and behind each effect. */
function promises(all: Plan): string[] {
  const wanted = all.nodes.flatMap((one) => (one.serves ?? []).map((want) => `${want} ${behind(all, one.task_id)}`));
  const effects = all.nodes.filter((one) => one.effect === 'write' || one.effect === 'destructive').map((one) => behind(all, one.task_id));
  return [...new Set(wanted)].toSorted().concat(effects.toSorted());
}

/** Random valid plans with repeated work, dead work, chains, writes, and effects that cannot be undone. */
const plans: fc.Arbitrary<Plan> = fc.array(fc.record({ kind: fc.nat(8), from: fc.nat(30), also: fc.nat(30), value: fc.nat(1), order: fc.option(fc.nat(30)), wanted: fc.boolean(), alone: fc.nat(5) }), { minLength: 1, maxLength: 22 }).map((drawn) => {
  const tasks: Task[] = [task('load0', 'table.load', { source: 'dataset.world' })];
  const of = (kind: string, at: number): string => {
    const made = tasks.filter((one) => one.outputs?.[0]?.type.kind === kind);
    const chosen = made[at % made.length];
    return chosen ? `${chosen.task_id}.${chosen.outputs?.[0]?.name}` : '';
  };
  for (const [index, { kind, from, also, value, order, wanted, alone }] of drawn.entries()) {
    const id = `t${index}`;
    const tables = of('table', from);
    const report = of('report', from);
    const made: Task =
      kind === 0 ? task(id, 'table.load', { source: 'dataset.world' })
      : kind === 1 || kind === 2 ? task(id, 'table.filter', { table: tables }, { column: 'population', minimum: value, mode: 'keep' })
      : kind === 3 ? task(id, 'table.join', { left: tables, right: of('table', also) })
      : kind === 4 ? task(id, 'chart.line', { table: tables })
      : kind === 5 ? task(id, 'narrate.describe', { about: [tables] })
      : kind === 6 || report === '' ? task(id, 'report.compose', { parts: [tables] }, { title: `T${value}` })
      : kind === 7 ? task(id, 'file.write', { content: report }, { path: `${id}.html` })
      : task(id, 'file.remove', {}, { path: `old-${id}` });
    const before = order === null ? undefined : tasks[order % tasks.length]?.task_id;
    tasks.push({ ...made, serves: wanted ? [`w${index}`] : [], parallelizable: alone !== 0, dependencies: [...new Set([...made.dependencies, ...(before === undefined ? [] : [before])])] });
  }
  const extra = tasks.flatMap((one) => one.dependencies.filter((from) => !JSON.stringify(one.inputs).includes(`"${from}"`)).map((from) => ({ from, from_port: null, to: one.task_id, to_port: null, reason: 'declared' as const, detail: 'a model says so' })));
  const first = searched([{ ...(tasks[0] as Task), serves: [] }, ...tasks.slice(1)], { planned_by: 'model' });
  return { ...first, edges: [...(first.edges ?? []), ...extra] };
});

const valid = (one: Plan): string[] => validatePlan({ ...one, decompositions: decompositionsOf(one.nodes) }, { registry: REGISTRY, policy: SHIPPED_POLICY, now: '2026-11-22T12:00:00.000Z' }).checks_failed.filter((failure) => failure.severity === 'error').map((failure) => failure.message);

describe('optimisePlan', () => {
  it('keeps everything that is behind a want and every effect, and what is valid stays valid on five levels', () => {
    fc.assert(fc.property(plans, (before) => {
      const { plan: after } = optimisePlan(before, context);
      expect(promises(after)).toEqual(promises(before));
      expect(topologicalOrder(planGraph(after)).cycle).toBeNull();
      const faults = valid(before);
      expect(valid(after).filter((fault) => !faults.includes(fault))).toEqual([]);
    }), { numRuns: 120, seed: 4 });
  });

  it('is idempotent, deterministic, and leaves what comes in alone', () => {
    fc.assert(fc.property(plans, (before) => {
      const copy = structuredClone(before);
      const once = optimisePlan(before, context);
      expect(before).toEqual(copy);
      const twice = optimisePlan(once.plan, context);
      expect(twice.changes).toEqual([]);
      expect(twice.plan).toEqual(once.plan);
      expect(optimisePlan(before, context)).toEqual(once);
    }), { numRuns: 80, seed: 4 });
  });

  it('is done again in the same way after linking, which derives edges anew', () => {
    fc.assert(fc.property(plans, (before) => {
      const once = optimisePlan(before, context).plan;
      const relinked = orderPlan(linkPlan({ ...once, decompositions: decompositionsOf(once.nodes) }, REGISTRY).plan, context).plan;
      const again = orderPlan(linkPlan(relinked, REGISTRY).plan, context).plan;
      expect(again).toEqual(relinked);
    }), { numRuns: 60, seed: 4 });
  });

  it('never takes longer, but for what has to wait because it cannot be undone', () => {
    fc.assert(fc.property(plans, (before) => {
      const reversible = { ...before, nodes: before.nodes.filter((one) => one.effect !== 'destructive'), edges: (before.edges ?? []).filter((edge) => ![edge.from, edge.to].some((id) => before.nodes.some((one) => one.task_id === id && one.effect === 'destructive'))) };
      const kept = { ...reversible, nodes: reversible.nodes.map((one) => ({ ...one, dependencies: one.dependencies.filter((id) => reversible.nodes.some((other) => other.task_id === id)) })) };
      const after = optimisePlan(kept, context).plan;
      expect(previewPlan(after, REGISTRY, {}).duration_ms.high).toBeLessThanOrEqual(previewPlan(kept, REGISTRY, {}).duration_ms.high);
    }), { numRuns: 60, seed: 4 });
  });
});

describe('each optimisation', () => {
  const load = task('load', 'table.load', { source: 'dataset.world' });

  it('runs repeated sub-plans once and says what that saves', () => {
    const before = searched([
      load, task('load-2', 'table.load', { source: 'dataset.world' }),
      task('big', 'table.filter', { table: 'load.table' }, { column: 'a' }), task('big-2', 'table.filter', { table: 'load-2.table' }, { column: 'a' }), task('other', 'table.filter', { table: 'load-2.table' }, { column: 'b' }),
      { ...task('chart', 'chart.line', { table: 'big.table' }), serves: ['w1'] }, { ...task('text', 'narrate.describe', { about: ['big-2.table'] }), serves: ['w2'] }, { ...task('both', 'table.join', { left: 'big-2.table', right: 'other.table' }), serves: ['w3'] },
    ]);
    const { plan: after, changes } = optimisePlan(before, context);
    expect(after.nodes.map((one) => one.task_id)).toEqual(['load', 'big', 'other', 'chart', 'text', 'both']);
    expect(after.nodes.find((one) => one.task_id === 'both')?.dependencies).toEqual(['big', 'other']);
    expect(changes.filter((change) => change.kind === 'task shared').map((change) => change.gain?.tasks)).toEqual([1, 1]);
    expect(after.edges?.every((edge) => !edge.detail.includes('-2'))).toBe(true);
  });

  it('does not share what changes something, what a person answers, or what other conditions hold for', () => {
    const write = (id: string) => task(id, 'file.write', { content: 'load.table' }, { path: 'x.csv' });
    const when = { path: 'inputs.condition.data.held', op: '=' as const, value: true };
    const before = searched([load, write('one'), write('two'), { ...task('yes', 'chart.line', { table: 'load.table' }), when, serves: ['a'] }, { ...task('always', 'chart.line', { table: 'load.table' }), serves: ['b'] }]);
    expect(optimisePlan(before, context).changes.filter((change) => change.kind === 'task shared')).toEqual([]);
  });

  it('leaves out what serves nothing, whole chains of it, and keeps what does not say', () => {
    const dead = (one: Task): Task => ({ ...one, serves: [] });
    const before = searched([
      { ...load, serves: ['w'] }, { ...task('chart', 'chart.line', { table: 'load.table' }), serves: ['w'] },
      dead(task('a', 'table.filter', { table: 'load.table' }, { column: 'a' })), dead(task('b', 'table.filter', { table: 'a.table' }, { column: 'a' })), task('unsaid', 'table.filter', { table: 'load.table' }, { column: 'b' }), dead(task('rm', 'file.remove', {}, { path: 'x' })),
    ]);
    const { plan: after, changes } = optimisePlan(before, context);
    expect(after.nodes.map((one) => one.task_id)).toEqual(['load', 'chart', 'unsaid', 'rm']);
    expect(changes.filter((change) => change.kind === 'task removed')).toHaveLength(2);
  });

  it('makes a chain parallel and says how much time that saves', () => {
    const after = (one: Task, id: string): Task => ({ ...one, dependencies: [...one.dependencies, id] });
    const chain = searched([load, task('c1', 'chart.line', { table: 'load.table' }), after(task('c2', 'chart.line', { table: 'load.table' }, {}), 'c1'), after(task('n', 'narrate.describe', { about: ['load.table'] }), 'c2')].map((one, at) => ({ ...one, serves: [`w${at}`], parameters: at === 2 ? [{ name: 'title', binding: { kind: 'literal' as const, value: 'second' } }] : [] })), { planned_by: 'model' });
    const { plan: wide, changes } = optimisePlan(chain, context);
    expect(wide.nodes.map((one) => one.dependencies)).toEqual([[], ['load'], ['load'], ['load']]);
    expect(changes.find((change) => change.kind === 'made parallel')?.gain).toEqual({ ms: 1000 });
    const file = optimisePlan({ ...chain, planned_by: 'file' }, context);
    expect(file.changes).toEqual([]);
  });

  it('lets what cannot be undone wait for everything else that may fail, with an order edge and its reason', () => {
    const before = searched([load, { ...task('chart', 'chart.line', { table: 'load.table' }), serves: ['w'] }, task('rm', 'file.remove', {}, { path: 'old' }), { ...task('after', 'table.filter', { table: 'load.table' }, { column: 'a' }), serves: ['v'] }]);
    const { plan: after, changes } = optimisePlan(before, context);
    expect(after.nodes.find((one) => one.task_id === 'rm')?.dependencies.toSorted()).toEqual(['after', 'chart']);
    expect(after.edges?.filter((edge) => edge.to === 'rm').map((edge) => [edge.from, edge.reason])).toEqual([['chart', 'effect'], ['after', 'effect']]);
    expect(after.edges?.find((edge) => edge.to === 'rm')?.detail).toBe('rm cannot be undone, so it comes after chart, which may still fail');
    expect(changes.find((change) => change.kind === 'effect late')?.description).toContain('waits for chart, after');
    expect(optimisePlan(before, { ...context, weights: { time: 1, money: 1, risk: 0, waits: 1 } }).changes.map((change) => change.kind)).not.toContain('effect late');
  });

  it('makes no circle of two effects that cannot be undone', () => {
    const two = (id: string, more: Partial<Task> = {}): Task => ({ ...task(id, 'file.remove', {}, { path: id }), ...more });
    const then = (id: string, first: string): Task => ({ ...task(id, 'table.filter', { table: 'load.table' }, { column: id }), dependencies: ['load', first], serves: [id] });
    const { plan: after } = optimisePlan(searched([load, two('rm1'), two('rm2'), then('a', 'rm1'), then('b', 'rm2')]), context);
    expect(topologicalOrder(planGraph(after)).cycle).toBeNull();
  });

  it('asks people early: their tasks wait for nothing that they do not read, and what they read goes first', () => {
    const registry: Registry = { ...REGISTRY, operations: [...REGISTRY.operations, operation({ tool: 'person', operation: 'enter', runs_on: 'person', inputs: [{ name: 'about', kinds: ['table'], facets: {}, optional: true }], output: { name: 'value', kind: 'summary', facets: {} } })] };
    const ask: Task = { ...task('ask', 'person.enter', { about: 'load.table' }), type: 'user_interaction', dependencies: ['load', 'slow'], serves: ['w'], outputs: [{ name: 'value', type: { kind: 'summary', facets: {} } }] };
    const slow = { ...task('slow', 'narrate.describe', { about: ['load.table'] }), serves: ['x'] };
    const before = searched([load, slow, ask], { planned_by: 'file' });
    const { plan: after, changes } = optimisePlan(before, { registry, past: {} });
    const of = (id: string) => after.nodes.find((one) => one.task_id === id);
    expect(of('ask')).toMatchObject({ dependencies: ['load'], priority: 1 });
    expect(of('load')?.priority).toBe(2);
    expect(of('slow')?.priority).toBeUndefined();
    expect(changes).toEqual([expect.objectContaining({ kind: 'asked early', gain: { waits: 1 } })]);
  });

  it('takes the cheaper operation of the same contract, by the objective and by past runs', () => {
    const narrate = REGISTRY.operations.find((one) => one.operation === 'describe');
    if (!narrate) throw new Error('missing');
    const local = { ...narrate, tool: 'local', cost: { duration_ms: 9_000, usd: 0 } };
    const sloppy = { ...narrate, tool: 'sloppy', cost: { duration_ms: 1, usd: 0, preference: 5 } };
    const other = { ...narrate, operation: 'summarise', cost: { duration_ms: 1, usd: 0 } };
    const narrower = { ...narrate, tool: 'narrower', cost: { duration_ms: 1, usd: 0 }, output: { ...narrate.output, facets: { subject: 'only this' } } };
    const registry = { ...REGISTRY, operations: [...REGISTRY.operations, local, sloppy, narrower, other] };
    const before = searched([load, { ...task('text', 'narrate.describe', { about: ['load.table'] }), serves: ['w'] }]);
    const chosen = (more: Partial<Parameters<typeof optimisePlan>[1]>) => optimisePlan(before, { registry, past: {}, ...more });
    const money = chosen({ objective: 'money' });
    expect(money.plan.nodes[1]?.operation).toBe('local.describe');
    expect(money.changes[0]).toEqual({ kind: 'cheaper operation', description: 'text runs local.describe instead of narrate.describe: it promises the same and costs less', gain: { ms: -5000, usd: 0.01 } });
    expect(chosen({ objective: 'time' }).changes).toEqual([]);
    const fast = { 'local.describe': { low_ms: 100, high_ms: 120, low_usd: 0, high_usd: 0, runs: 12 } };
    expect(chosen({ objective: 'time', past: fast }).plan.nodes[1]?.operation).toBe('local.describe');
    const constrained = { ...before, constraints: { budget_usd: null, deadline: null, allowed_tools: ['narrate', 'table'], named_data: [], output_format: null, spans: [] } };
    expect(optimisePlan(constrained, { registry, past: fast }).changes).toEqual([]);
  });
});

describe('objectiveWeights', () => {
  it('counts what the objective names ten times, and takes a policy at its word', () => {
    expect(objectiveWeights('money').money).toBe(10 * objectiveWeights(undefined).money);
    expect(objectiveWeights('time', { time: 1, money: 2, risk: 3, waits: 4 })).toEqual({ time: 1, money: 2, risk: 3, waits: 4 });
  });
});

describe('the weights of a policy', () => {
  it('also choose among the plans that the search finds', () => {
    expect(weightsFor('money', { time: 5, money: 7, risk: 60, waits: 1 })).toMatchObject({ per_second: 5, per_usd: 7, per_preference: 2 });
    const known = { ...SHIPPED_POLICY, weights: { time: 1, money: 100, risk: 0, waits: 30 }, capacity: { workers: { execution: 4 }, rates: { http: { calls: 10, per_ms: 1000 } } } };
    expect(PolicySchema.parse(known)).toEqual(known);
  });
});
