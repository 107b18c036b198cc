import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { optimisePlan } from '../../src/plan/optimise/optimise-plan.ts';
import type { Given, TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { goalOf, want } from './fixtures/goals.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const now = '2026-01-01T00:00:00.000Z';
const term = (fn: string, ...args: FacetValue[]): FacetValue => ({ fn, args });
const TRIPS: Given = {
  id: 'trips', type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'trips', keys: ['bike', 'station'], columns: ['bike', 'station'], time: 'started', measures: ['fee', 'minutes'] } },
  title: 'trips', source: { kind: 'attachment', sha256: 'a'.repeat(64), name: 'trips.csv', media_type: 'text/csv' }, named: true, spans: [],
};
const byStation = { keys: ['station'], time: 'none', measures: [term('statistic', 'fee', 'sum')] };
const numbers: Want = { ...want('summary', { analysis: term('summary', 'minutes') }), id: 'numbers' };

/** A result, and something else that the search makes of the same. */
const PAIRS: { [name: string]: [Want, Want] } = {
  'a grouped table and a chart of it': [want('table', byStation), want('chart', { ...byStation, mark: 'bar' })],
  'a grouped table and the highest rows of it': [want('table', byStation), { ...want('table', { ...byStation, order: term('desc', term('statistic', 'fee', 'sum')), limit: 3 }), id: 'highest' }],
  'kept rows and a summary of them': [want('table', { filters: [term('>', 'fee', 3)] }), want('summary', { filters: [term('>', 'fee', 3)], analysis: term('summary', 'fee') })],
  'monthly sums and their running total': [want('table', { keys: [], interval: 'month', measures: [term('statistic', 'fee', 'sum')] }), { ...want('table', { keys: [], interval: 'month', measures: [term('cumulative', term('statistic', 'fee', 'sum'), 'sum')] }), id: 'running' }],
  'the same twice': [want('table', byStation), { ...want('table', byStation), id: 'again' }],
};

function compiled(wants: Want[]): { goal: TypedGoal; plan: Plan } {
  const goal = goalOf(wants, [TRIPS]);
  const result = compileGoal(goal, shippedRegistry(), { now });
  if (result.result !== 'plan') throw new Error(result.message);
  return { goal, plan: linkPlan(result.plan, shippedRegistry()).plan };
}

const conditional = (one: Want, otherwise: boolean): Want => ({ ...one, condition: { test: { of: { want: 'numbers' }, value: 'max', op: '>', than: 40, spans: [] }, otherwise } });
const check = (plan: Plan, { givens, wants }: TypedGoal) => validatePlan(plan, { registry: shippedRegistry(), policy: SHIPPED_POLICY, givens, wants, questions: [], secrets: [], now }).checks_failed.filter((one) => one.severity === 'error');

/** The task whose output is the result of a want: it serves the want, makes its kind, and nothing that serves it is made of it. */
function resultOf(plan: Plan, one: Want): Task {
  const serving = plan.nodes.filter((task) => task.serves?.includes(one.id) === true && task.outputs?.[0]?.type.kind === one.type.kind);
  const last = serving.filter((task) => !serving.some((other) => other.inputs?.some(({ name, bindings }) => name !== 'condition' && bindings.some((binding) => binding.kind === 'port' && binding.task === task.task_id)) === true));
  const [only] = last;
  if (only === undefined || last.length > 1) throw new Error(`${last.length} results of ${one.id}`);
  return only;
}

const runsUnder = (task: Task): string => (task.when === undefined ? 'always' : 'not' in task.when ? 'otherwise' : 'when');

describe.each(Object.entries(PAIRS))('the condition of one of %s', (_, pair) => {
  it.each([[0, false], [0, true], [1, false], [1, true]] as const)('decides about that one alone (place %i, otherwise %s)', (at, otherwise) => {
    for (const turned of [false, true]) {
      const wants = pair.map((one, place) => (place === at ? conditional(one, otherwise) : one));
      const { goal, plan } = compiled([numbers, ...(turned ? wants.toReversed() : wants)]);
      expect(check(plan, goal)).toEqual([]);
      for (const [place, one] of wants.entries()) {
        const made = resultOf(plan, one);
        expect(runsUnder(made), `${one.id} by ${made.task_id}`).toBe(place !== at ? 'always' : otherwise ? 'otherwise' : 'when');
      }
    }
  });

  it('has its opposite for the other, and both stay apart when steps that do the same are shared', () => {
    const wants = [conditional(pair[0], false), conditional(pair[1], true)];
    const { goal, plan } = compiled([numbers, ...wants]);
    const optimised = optimisePlan(plan, { registry: shippedRegistry() } as Parameters<typeof optimisePlan>[1]).plan;
    for (const one of [plan, optimised]) {
      expect(check(one, goal)).toEqual([]);
      expect(wants.map((each) => runsUnder(resultOf(one, each)))).toEqual(['when', 'otherwise']);
    }
  });
});

describe('a conditional result', () => {
  it('is refused where it cannot be made twice, or is there already', () => {
    const external = { ...shippedRegistry(), operations: shippedRegistry().operations.map((one) => (one.operation === 'statistic' ? { ...one, determinism: 'external' as const } : one)) };
    const wants = [numbers, conditional(want('table', byStation), false), want('chart', { ...byStation, mark: 'bar' })];
    expect(compileGoal(goalOf(wants, [TRIPS]), external, { now })).toMatchObject({ result: 'dead-end', message: 'Cannot make "The table" only under its condition: what is wanted in any case is made of it as well, and table.statistic cannot be run for each of the two. Give what is made of it the same condition, or leave the condition out.' });
    const limit: Given = { id: 'v', type: { kind: 'value', facets: { name: 'limit' } }, title: 'limit', source: { kind: 'value', value: 4 }, named: true, spans: [] };
    expect(compileGoal(goalOf([numbers, conditional(want('value', { name: 'limit' }), false)], [TRIPS, limit]), shippedRegistry(), { now })).toMatchObject({ result: 'dead-end', message: expect.stringMatching(/there already, whether the condition holds or not/) as unknown });
  });

  it('is refused in a plan that makes it always', () => {
    const one = conditional(want('table', byStation), false);
    const { goal, plan } = compiled([numbers, one]);
    const always: Plan = { ...plan, nodes: plan.nodes.map(({ when: _when, ...task }) => ({ ...task, inputs: (task.inputs ?? []).filter((input) => input.name !== 'condition') })) };
    expect(check(always, goal).map((failure) => failure.rule)).toContain('semantic.wanted-conditions');
    expect(check(always, { ...goal, wants: goal.wants.map(({ condition: _condition, ...rest }) => rest) }).map((failure) => failure.rule)).not.toContain('semantic.wanted-conditions');
  });
});
