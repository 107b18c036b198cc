import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf, planDigest } from '../../src/plan/digest.ts';
import { planMarks } from '../../src/plan/draw-marks.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { valueInRound } from '../../src/plan/rounds.ts';
import { planRound } from '../../src/plan/varied-rounds.ts';
import { filled, withReached } from '../../src/plan/varied-values.ts';
import type { Given, Vary, Want } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { type Plan, PlanSchema, type Task } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { attachment, goalOf, want } from './fixtures/goals.ts';
import { registry as services } from './service-world.ts';

const now = '2026-01-01T00:00:00.000Z';
const registry = buildRegistry(Object.values(packs), tools, digestOf);
const sales = attachment('sales.csv', { keys: ['shop'], time: 'day', measures: ['amount'], position: 'none' });
const varied = (name: string, ...args: number[]): FacetValue => ({ fn: 'varied', args: [name, ...args] });
const over = (limit: FacetValue): FacetValue => ({ fn: '>=', args: ['amount', limit] });
const least: Vary = { name: 'least', from: 100, by: 25 };
const until = (vary: Vary, more: object = {}): NonNullable<Want['until']> => ({ test: { of: { want: 'large' }, value: 'rows', op: '<=', than: 40, spans: [] }, limit: 20, wait_ms: 0, vary, ...more });
const large = (facets: { [name: string]: FacetValue } = { filters: [over(varied('least'))] }, vary: Vary = least, more: object = {}): Want => ({ ...want('table', facets), id: 'large', title: 'Large sales', until: until(vary, more) });
const compile = (wants: Want[], givens: Given[] = [sales]): ReturnType<typeof compileGoal> => compileGoal(goalOf(wants, givens), registry, { now });
const planned = (wants: Want[]): Plan => {
  const result = compile(wants);
  if (result.result !== 'plan') throw new Error(result.message);
  PlanSchema.parse(result.plan);
  expect(faults(result.plan)).toEqual([]);
  return result.plan;
};
const faults = (plan: Plan): string[] => validatePlan(plan, { registry, policy: SHIPPED_POLICY, givens: [sales], questions: [], secrets: [], now }).checks_failed.filter((one) => one.severity === 'error').map((one) => one.message);
const refusal = (wants: Want[]): string => {
  const result = compile(wants);
  return result.result === 'dead-end' ? result.message : 'a plan';
};
const stepping = (plan: Plan): Task => plan.nodes.find((task) => task.repeat?.vary !== undefined) ?? plan.nodes[0] as Task;

describe('a want whose rounds step a value', () => {
  it('is one nested plan over the same data, repeated with the next value', () => {
    const task = stepping(planned([large()]));
    expect(task).toMatchObject({ type: 'plan', effect: 'none', repeat: { until: { path: 'outputs.result.rows', op: '<=', value: 40 }, limit: 20, vary: least }, inputs: [{ name: 'data', bindings: [{ kind: 'artifact', name: 'sales.csv' }] }] });
    expect(task.plan).toMatchObject({ wants: [{ id: 'large', type: { facets: { filters: [over(varied('least'))] } } }], givens: [{ id: sales.id }] });
    expect(task.outputs?.[0]?.type.facets['filters']).toEqual([over(varied('least'))]);
  });

  it('is planned anew in each round with its own value, and drawn with the first of them', () => {
    const plan = planned([large()]);
    const round = (at: number): unknown => {
      const made = planRound(stepping(plan), at, { registry, profiles: [], constraints: goalOf([], []).constraints }, { now });
      return 'message' in made ? made.message : made.plan.nodes.flatMap((task) => (task.parameters ?? []).flatMap(({ name, binding }) => (name === 'predicates' && binding.kind === 'literal' ? [binding.value] : [])));
    };
    expect([round(1), round(3)]).toEqual([[[{ fn: '>=', args: ['amount', 100] }]], [[{ fn: '>=', args: ['amount', 150] }]]]);
    expect(planMarks(plan).get(stepping(plan).task_id)?.constructs).toContain('again with least 100, 125, 150, … until result.rows <= 40, at most 20 times');
    expect(stepping(plan).description).toMatch(/again with least 100, 125, 150, … until rows <= 40, at most 20 times$/);
  });

  it('is covered by the approval with its values', () => {
    const digest = (plan: Plan): string => planDigest(plan, { policyVersion: '1', registryDigests: {} });
    expect(digest(planned([large()]))).not.toBe(digest(planned([large(undefined, { ...least, by: 20 })])));
  });

  it('hands its last value to the wants that name it, after its rounds', () => {
    const plan = planned([large(), { ...want('summary', { analysis: { fn: 'summary', args: ['amount'] }, filters: [over(varied('least'))] }), id: 'numbers' }]);
    const waiting = plan.nodes.find((task) => task.type === 'plan' && task.repeat === undefined);
    const reached = plan.nodes.find((task) => task.operation === 'record.reached');
    expect(waiting?.dependencies).toEqual([reached?.task_id]);
    expect(reached?.inputs).toEqual([{ name: 'rounds', bindings: [{ kind: 'port', task: stepping(plan).task_id, port: 'rounds' }] }]);
  });

  it('tells the value that was reached in a result of its own, once', () => {
    const [first, told, ...more] = withReached([large()]);
    expect([first?.id, told, more]).toEqual(['large', expect.objectContaining({ id: 'large-reached', type: { kind: 'summary', facets: { rounds: 'large' } } }), []]);
    expect(withReached(withReached([large()]))).toHaveLength(2);
    expect(withReached([{ ...large(), until: { ...until(least), vary: undefined } as never }])).toHaveLength(1);
  });

  it('is made of what a service has, and of what the goal states', () => {
    const id: Given = { id: 'id', type: { kind: 'value', facets: { service: 'tracker', use: 'find', name: 'id', entity: 'issue' } }, title: 'id', source: { kind: 'value', value: 7 }, named: true, spans: [] };
    const latest = large({ entity: 'comment', order: { fn: 'desc', args: ['created_at'] }, limit: varied('least') }, { name: 'least', from: 5, by: 5 });
    const made = compileGoal(goalOf([latest], [id]), services, { now });
    if (made.result !== 'plan') throw new Error(made.message);
    expect(stepping(made.plan).inputs).toEqual([{ name: 'data', bindings: [{ kind: 'literal', value: 7 }] }]);
    const round = planRound(stepping(made.plan), 2, { registry: services, profiles: [], constraints: goalOf([], []).constraints }, { now });
    expect('plan' in round ? round.plan.nodes.map((task) => task.operation) : round.message).toEqual(['tracker.named-issue', 'tracker.list-comments', 'record.tabulate', 'table.rank']);
    expect('plan' in round ? round.plan.nodes.at(-1)?.parameters : []).toContainEqual({ name: 'limit', binding: { kind: 'literal', value: 10 } });
  });

  it.each<[string, Want[], RegExp]>([
    ['nothing of it says the value', [large({ filters: [over(5)] })], /nothing of it would change\. Say varied\(least\)/],
    ['it says another value', [large({ filters: [over(varied('least')), over(varied('most'))] })], /says varied\(most\), which its rounds do not vary/],
    ['nobody varies the value', [{ ...want('table', { filters: [over(varied('least'))] }), id: 'rows' }], /no want varies "least"/],
    ['two vary the same value', [large(), { ...large(), id: 'again' }], /"large" varies it already/],
    ['the value stays', [large(undefined, { ...least, by: 0 })], /the value stays the same/],
    ['it starts from words', [large(undefined, { ...least, from: 'low' })], /"low" is no day/],
    ['it waits for nothing to change', [large(undefined, least, { test: { of: { want: 'large' }, value: 'rows', op: '=', than: 'unchanged', spans: [] } })], /State the test/],
    ['each round starts from the one before', [large(undefined, least, { carry: true })], /Leave "carry" or "vary" out/],
    ['it changes something', [{ ...large(), type: { kind: 'file', facets: { filters: [over(varied('least'))] } }, effect: 'save' }], /each round/],
    ['its first round cannot be planned', [large({ filters: [over(varied('least'))], keys: ['colour'] })], /^Cannot repeat "Large sales" with another least in each round: with 100 /],
    ['its rows are those of another', [{ ...want('table', { keys: ['shop'] }), id: 'shops' }, large({ filters: [over(varied('least')), { fn: 'among', args: ['shops'] }] })], /taken from what another result finds/],
  ])('is refused where %s', (_, wants, message) => {
    expect(refusal(wants)).toMatch(message);
  });
});

describe('a plan whose task steps a value', () => {
  const altered = (change: (task: Task) => Partial<Task>): string[] => {
    const plan = planned([large()]);
    return faults({ ...plan, nodes: plan.nodes.map((task) => (task === stepping(plan) ? { ...task, ...change(task) } : task)) });
  };
  const repeat = (task: Task): NonNullable<Task['repeat']> => task.repeat ?? { until: { any: [] }, limit: 1 };

  it.each<[string, (task: Task) => Partial<Task>, RegExp]>([
    ['changes something', () => ({ effect: 'write' }), /each round would do so/],
    ['takes what is not bound to it', () => ({ inputs: [] }), /would take "sales.csv", which is not at one of its inputs/],
    ['has no place for the value', (task) => ({ repeat: { ...repeat(task), vary: { ...least, name: 'most' } } }), /says varied\(most\)/],
    ['leaves the numbers', (task) => ({ repeat: { ...repeat(task), vary: { ...least, how: 'times', by: 1e9 } } }), /cannot go from 100 by 1000000000/],
    ['carries its result on', (task) => ({ repeat: { ...repeat(task), carry: { from: 'result', to: 'data' } } }), /Leave for_each|start from the same data/],
    ['is no nested plan', (task) => ({ type: 'operation', plan: undefined, ...(task.plan && {}) }), /only a nested plan has a place/],
  ])('is invalid where it %s', (_, change, message) => {
    expect(altered(change).join('\n')).toMatch(message);
  });
});

describe('the value of a round', () => {
  it.each<[Vary, (number | string | null)[]]>([
    [least, [100, 125, 150]],
    [{ name: 'share', from: 0.1, by: 0.1 }, [0.1, 0.2, 0.3]],
    [{ name: 'down', from: 5, by: -2 }, [5, 3, 1]],
    [{ name: 'double', from: 3, by: 2, how: 'times' }, [3, 6, 12]],
    [{ name: 'start', from: '2024-03-10', by: -1, unit: 'week' }, ['2024-03-10', '2024-03-03', '2024-02-25']],
    [{ name: 'end', from: '2024-01-31', by: 1, unit: 'month' }, ['2024-01-31', '2024-02-29', '2024-03-31']],
    [{ name: 'year', from: '2024-02-29', by: 1, unit: 'year' }, ['2024-02-29', '2025-02-28', '2026-02-28']],
    [{ name: 'wrong', from: '2024-02-30', by: 1 }, [null, null, null]],
    [{ name: 'half', from: '2024-02-28', by: 0.5 }, [null, null, null]],
  ])('steps as %j says', (vary, values) => {
    expect([1, 2, 3].map((round) => valueInRound(vary, round))).toEqual(values);
  });

  it('is counted with where a number is added, and refused where a day is', () => {
    const band = [large({ filters: [{ fn: '>=', args: ['amount', varied('least', 500, -1)] }] })];
    expect(filled(band, { least: 120 })).toMatchObject([{ type: { facets: { filters: [{ fn: '>=', args: ['amount', 380] }] } } }]);
    expect(filled(band, { least: '2024-01-01' })).toMatchObject({ message: expect.stringContaining('takes varied(name, number, factor)') as unknown });
    expect(filled(band, {})).toMatchObject({ message: expect.stringContaining('no round met its test') as unknown });
  });
});
