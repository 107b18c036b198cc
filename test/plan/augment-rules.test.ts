import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { applyAugmentation, augmentations } from '../../src/plan/augment.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { planGraph, topologicalOrder } from '../../src/plan/graph.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { FacetValue, Registry } from '../../src/schemas/operation.ts';
import { type Plan, PlanSchema } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';

const NOW = '2026-11-22T12:00:00.000Z';
const full = buildRegistry(Object.values(packs), tools, digestOf);
// the operations that these plans and rules are about, so that searching stays quick however many there are
const NAMES = new Set(['table.load', 'table.filter', 'table.group', 'table.growth', 'table.rank', 'stats.summary', 'stats.anomaly', 'chart.line', 'chart.bar', 'map.points', 'verify.coverage', 'narrate.describe', 'report.compose', 'file.write', 'file.remove', 'http.download', 'decide.rank', 'decide.sensitivity', 'simulate.run', 'stats.outliers']);
const registry: Registry = { ...full, operations: full.operations.filter((one) => NAMES.has(`${one.tool}.${one.operation}`)) };

/** A file with options to decide between. */
const OPTIONS = { title: 'options.csv', type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'options', keys: ['option'], measures: ['price', 'quality'] } } };
const ATTACHED = { kind: 'attachment' as const, sha256: 'a'.repeat(64), name: 'options.csv', media_type: 'text/csv' };
const CRITERIA = [{ fn: 'max', args: ['quality', 0.6] }, { fn: 'min', args: ['price', 0.4] }];
const SIMULATION = { analysis: { fn: 'simulation', args: ['demand * price', [{ fn: 'normal', args: ['demand', 100, 15] }, { fn: 'uniform', args: ['price', 2, 3] }]] } };

type Wanted = [kind: string, facets?: { [name: string]: FacetValue }, effect?: string];

function planFor(dataset: string, wants: Wanted[], constraints: Partial<TypedGoal['constraints']> = {}): { plan: Plan; goal: TypedGoal } {
  const found = registry.datasets.find((one) => one.id === dataset) ?? OPTIONS;
  const goal: TypedGoal = {
    goal: 'Say how it was in 2020',
    wants: wants.map(([kind, facets = {}, effect], at): Want => ({ id: `w${at}`, type: { kind, facets: kind === 'report' || kind === 'file' || facets['analysis'] === SIMULATION.analysis ? facets : { dataset, ...facets } }, effect: effect ?? null, title: `The ${kind}`, spans: [] })),
    givens: [{ id: dataset, type: found.type, title: found.title, source: found === OPTIONS ? ATTACHED : { kind: 'dataset', dataset }, named: true, spans: [] }],
    choices: [],
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [], ...constraints },
    unread: [],
    front_end: 'form',
  };
  const compiled = compileGoal(goal, registry, { now: NOW, limits: { plans: 1 } });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return { plan: { ...compiled.plan, goal: goal.goal, constraints: goal.constraints }, goal };
}

const ANOMALY = { analysis: { fn: 'anomaly', args: ['temp', '2020'] } };
const EARTHQUAKES = { filters: [{ fn: '>', args: ['mag', 4.5] }], measures: ['mag'] };
const PLANS: { [name: string]: () => { plan: Plan; goal: TypedGoal } } = {
  'a report of an anomaly': () => planFor('global-temp', [['summary', ANOMALY], ['chart', { mark: 'line' }], ['report']]),
  'a report of filtered data': () => planFor('earthquakes', [['map', EARTHQUAKES], ['report']]),
  'a chart without a report': () => planFor('global-temp', [['chart', { mark: 'line' }]]),
  'a saved report': () => planFor('earthquakes', [['map', EARTHQUAKES], ['report'], ['file', {}, 'save']]),
  'a decision': () => planFor('options', [['table', { keys: ['option'], measures: [{ fn: 'score', args: [CRITERIA, 'minmax'] }] }], ['report']]),
  'a simulation': () => planFor('options', [['summary', SIMULATION], ['report']]),
  'a ranking': () => planFor('gapminder', [['table', { order: { fn: 'desc', args: ['life_expect'] }, limit: 5, measures: ['life_expect'] }], ['report']]),
};

function faults(plan: Plan, goal: TypedGoal): string[] {
  const decomposed = linkPlan({ ...plan, decompositions: plan.nodes.map((task) => decomposeTask(task, plan, registry, [])) }, registry).plan;
  const { checks_failed: failed } = validatePlan(decomposed, { registry, policy: SHIPPED_POLICY, givens: goal.givens, questions: [], secrets: [], now: NOW, decomposed: true });
  return failed.filter((one) => one.severity === 'error').map((one) => `${one.rule}: ${one.message}`);
}

const rules = (plan: Plan, counts = {}) => augmentations(plan, registry, counts).map((one) => one.rule);

describe('the rules of suggestions', () => {
  it.each(Object.entries(PLANS))('for %s: any of the suggestions, with or without the others, keeps the plan valid and without cycles', (_name, make) => {
    const { plan, goal } = make();
    expect(faults(plan, goal)).toEqual([]);
    const suggested = augmentations(plan, registry, {});
    expect(suggested.length).toBeGreaterThan(0);
    const before: Plan = { ...plan, augmentations: suggested };
    for (let subset = 0; subset < 2 ** suggested.length; subset++) {
      const chosen = suggested.filter((_, at) => (subset & (1 << at)) !== 0);
      const after = chosen.reduce((plan_, one) => applyAugmentation(plan_, one.augmentation_id, true), before);
      const names = chosen.map((one) => one.augmentation_id).join(', ');
      expect(topologicalOrder(planGraph(after)).cycle, names).toBeNull();
      expect(new Set(after.nodes.map((task) => task.task_id)).size, names).toBe(plan.nodes.length + chosen.flatMap((one) => one.tasks).length);
      expect(PlanSchema.safeParse(after).success, names).toBe(true);
      expect(faults(after, goal), names).toEqual([]);
    }
  });

  it('compare with the standard normal where an anomaly is measured against all other times, and look at the data', () => {
    const { plan } = PLANS['a report of an anomaly']?.() ?? { plan: null };
    if (plan === null) throw new Error('no plan');
    const suggested = augmentations(plan, registry, {});
    expect(suggested.map((one) => one.rule)).toEqual(['verify', 'quality', 'outliers', 'narrate', 'baseline']);
    const other = suggested.find((one) => one.rule === 'baseline');
    expect(other?.description).toContain('1961 to 1990');
    expect(other?.tasks).toMatchObject([{ operation: 'stats.anomaly', parameters: expect.arrayContaining([{ name: 'reference', binding: { kind: 'literal', value: '1961/1990' } }]) as unknown }]);
    expect(other?.edges.some((edge) => edge.to === 'report')).toBe(true);
    const referenced = { ...plan, nodes: plan.nodes.map((task) => (task.operation === 'stats.anomaly' ? { ...task, parameters: [...(task.parameters ?? []), { name: 'reference', binding: { kind: 'literal' as const, value: '1951/1980' } }] } : task)) };
    const all = augmentations(referenced, registry, {}).find((one) => one.rule === 'baseline');
    expect(all?.description).toContain('all other times');
    expect(all?.tasks[0]?.parameters?.some((parameter) => parameter.name === 'reference')).toBe(false);
  });

  it('do the same with a moved threshold, down to the report', () => {
    const { plan } = PLANS['a report of filtered data']?.() ?? { plan: null };
    if (plan === null) throw new Error('no plan');
    const found = augmentations(plan, registry, {}).find((one) => one.rule === 'sensitivity');
    expect(found?.description).toContain('mag > 4.95 instead of 4.5');
    expect(found?.tasks.map((task) => task.operation)).toEqual(['table.filter', 'map.points']);
    expect(found?.tasks[0]?.outputs?.[0]?.type.facets['filters']).toEqual([{ fn: '>', args: ['mag', 4.95] }]);
    expect(found?.edges.filter((edge) => edge.to === 'report')).toHaveLength(1);
  });

  it('ask of a decision whether it hangs on its weights, and of a simulation how much of it is chance', () => {
    const decision = augmentations(PLANS['a decision']?.().plan as Plan, registry, {}).find((one) => one.rule === 'sensitivity');
    expect(decision?.tasks.map((task) => task.operation)).toEqual(['decide.sensitivity']);
    const simulation = augmentations(PLANS['a simulation']?.().plan as Plan, registry, {}).find((one) => one.rule === 'sensitivity');
    expect(simulation?.tasks[0]?.parameters).toContainEqual({ name: 'seed', binding: { kind: 'literal', value: 2 } });
    expect(simulation?.description).toContain('another seed (2)');
  });

  it('say nothing that is in the plan already', () => {
    for (const make of Object.values(PLANS)) {
      const { plan } = make();
      const after = augmentations(plan, registry, {}).reduce<Plan>((one, suggestion) => applyAugmentation(one, suggestion.augmentation_id, true), { ...plan, augmentations: augmentations(plan, registry, {}) });
      const again = augmentations(after, registry, {});
      const effects = new Set(after.nodes.map((task) => JSON.stringify([task.operation, task.inputs, task.parameters])));
      for (const task of again.flatMap((one) => one.tasks)) expect(effects.has(JSON.stringify([task.operation, task.inputs, task.parameters]))).toBe(false);
      expect(again.map((one) => one.rule)).not.toContain('verify');
      expect(again.map((one) => one.rule)).not.toContain('narrate');
    }
  });

  it('have a confidence only where people decided, and stand in its order, those without last', () => {
    const { plan } = PLANS['a report of an anomaly']?.() ?? { plan: null };
    if (plan === null) throw new Error('no plan');
    const counts = { baseline: { accepted: 9, dismissed: 1 }, narrate: { accepted: 1, dismissed: 3 }, verify: { accepted: 0, dismissed: 0 } };
    const found = augmentations(plan, registry, counts);
    expect(found.map((one) => [one.rule, one.confidence])).toEqual([['baseline', 0.9], ['narrate', 0.25], ['verify', null], ['quality', null], ['outliers', null]]);
    expect(found[0]?.counts).toEqual({ accepted: 9, dismissed: 1 });
    expect(rules(plan)).toEqual(rules(plan));
    expect(JSON.stringify(augmentations(plan, registry, counts))).toBe(JSON.stringify(found));
  });

  it('suggest nothing that the goal does not allow or has no money for', () => {
    expect(rules(planFor('global-temp', [['chart', { mark: 'line' }], ['report']], { allowed_tools: ['table', 'chart', 'report'] }).plan)).toEqual([]);
    const poor = planFor('global-temp', [['chart', { mark: 'line' }], ['report']], { budget_usd: 0.001 }).plan;
    expect(rules(poor)).not.toContain('narrate');
    expect(rules(poor)).toContain('verify');
  });

  it('leave alone what runs conditionally, several times or for each of a list', () => {
    const { plan } = PLANS['a report of filtered data']?.() ?? { plan: null };
    if (plan === null) throw new Error('no plan');
    for (const construct of [{ for_each: { port: 'table', limit: 5 } }, { when: { path: 'inputs.condition.data.held', op: '=' as const, value: true } }, { repeat: { until: { path: 'outputs.table.rows', op: '>' as const, value: 3 }, limit: 3 } }]) {
      const changed: Plan = { ...plan, nodes: plan.nodes.map((task) => ({ ...task, ...construct })) };
      expect(augmentations(changed, registry, {})).toEqual([]);
    }
  });

  it('are at most five, of different effect, and keep any plan they are given as it is', () => {
    const made = Object.values(PLANS).map((make) => make().plan);
    const count = fc.record({ accepted: fc.nat(20), dismissed: fc.nat(20) });
    fc.assert(
      fc.property(fc.constantFrom(...made), fc.dictionary(fc.constantFrom('verify', 'quality', 'narrate', 'sensitivity', 'baseline', 'outliers'), count), (plan, counts) => {
        const before = JSON.stringify(plan);
        const found = augmentations(plan, registry, counts);
        expect(JSON.stringify(plan)).toBe(before);
        expect(found.length).toBeLessThanOrEqual(5);
        expect(new Set(found.map((one) => one.augmentation_id)).size).toBe(found.length);
        const shares = found.map((one) => one.confidence ?? -1);
        expect(shares).toEqual(shares.toSorted((a, b) => b - a));
        for (const one of found) {
          const { accepted, dismissed } = one.counts;
          expect(one.confidence).toBe(accepted + dismissed === 0 ? null : accepted / (accepted + dismissed));
        }
      }),
      { numRuns: 50 },
    );
  });
});
