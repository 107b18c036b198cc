import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { PlanSchema } from '../../src/schemas/plan.ts';
import type { Given, TypedGoal } from '../../src/schemas/goal.ts';
import { attachment, dataset, goalOf, want } from './fixtures/goals.ts';
import { registry } from './fixtures/registry.ts';

const now = '2026-01-01T00:00:00.000Z';
function compiled(goal: TypedGoal) {
  const result = compileGoal(goal, registry, { now });
  if (result.result !== 'plan') throw new Error(result.message);
  PlanSchema.parse(result.plan);
  return result;
}
const operations = (goal: TypedGoal): string[] => compiled(goal).plan.nodes.map((task) => task.operation ?? '');

describe('compileGoal', () => {
  it('plans from the map back to the file and shares what map and ranking both need', () => {
    const facets = { dataset: 'earthquakes', filters: [{ fn: '>', args: ['mag', 4.5] }], measures: ['mag'] };
    const { plan, search } = compiled(
      goalOf([want('report'), want('map', facets), want('table', { ...facets, order: { fn: 'desc', args: ['mag'] }, limit: 5 })], [dataset('earthquakes')]),
    );
    expect(plan.nodes.map((task) => [task.task_id, task.dependencies])).toEqual([
      ['load-earthquakes', []],
      ['filter-earthquakes', ['load-earthquakes']],
      ['map-earthquakes', ['filter-earthquakes']],
      ['rank-mag', ['filter-earthquakes']],
      ['report', ['map-earthquakes', 'rank-mag']],
    ]);
    expect(search.ended).toBe('complete');
    expect(plan.nodes[3]?.parameters).toEqual([
      { name: 'order', binding: { kind: 'literal', value: { fn: 'desc', args: ['mag'] } } },
      { name: 'limit', binding: { kind: 'literal', value: 5 } },
    ]);
    expect(plan.nodes[4]?.parameters?.find((one) => one.name === 'caveats')?.binding).toMatchObject({ kind: 'literal', value: [expect.stringContaining('One week'), expect.any(String)] });
  });

  it('downloads what is behind a URL and takes the mean of the wanted year', () => {
    expect(operations(goalOf([want('map', { dataset: 'gistemp-grid', period: '2020' })], [dataset('gistemp-grid')]))).toEqual(['http.download', 'grid.load', 'grid.mean', 'map.grid']);
  });

  it('computes growth per key, ranks it and draws it', () => {
    const growth = { fn: 'growth', args: ['people', 'percent'] };
    const facets = { measures: [growth], keys: ['region'], order: { fn: 'desc', args: [growth] }, limit: 0 };
    const given = attachment('regions.csv', { keys: ['region'], time: 'year', measures: ['people'] });
    expect(operations(goalOf([want('table', facets), want('chart', facets), want('report')], [given]))).toEqual(['table.load', 'table.growth', 'table.rank', 'chart.bar', 'report.compose']);
  });

  it('groups first where the data is finer than what is wanted', () => {
    const growth = { fn: 'growth', args: ['people', 'percent'] };
    const given = attachment('cities.csv', { keys: ['city', 'region'], time: 'year', measures: ['people'] });
    const goal = goalOf([want('table', { measures: [growth], keys: ['region'] })], [given], { choices: [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }] });
    expect(operations(goal)).toEqual(['table.load', 'table.group', 'table.growth']);
  });

  it('plans an effect only where it is wanted by name', () => {
    const facets = { dataset: 'earthquakes', measures: ['mag'] };
    expect(operations(goalOf([want('map', facets)], [dataset('earthquakes')]))).not.toContain('file.write');
    expect(operations(goalOf([want('map', facets), want('file', {}, 'save')], [dataset('earthquakes')])).at(-1)).toBe('file.write');
  });

  it('says of every task what else could have been there, and why this operation is', () => {
    const { search, plan } = compiled(goalOf([want('chart', { measures: ['people'] }), want('report')], [attachment('regions.csv', { keys: ['region'], time: 'year', measures: ['people'] })]));
    expect(search.choices.map((choice) => choice.task)).toEqual(plan.nodes.map((task) => task.task_id));
    const chart = search.choices.find((choice) => choice.operation === 'chart.line');
    expect(chart).toMatchObject({ need: 'a chart with measures people', because: expect.stringContaining('chart.bar') as unknown });
    expect(chart?.options.map((option) => [option.operation, option.fits])).toEqual([['chart.line', true], ['chart.bar', true]]);
    const load = search.choices[0];
    expect(load?.options[0]).toMatchObject({ operation: 'table.load', why: 'chosen' });
    expect(load?.options.some((option) => option.operation === 'table.growth' && !option.fits)).toBe(true);
  });

  it('gives alternatives that differ in operations or structure, not in settings', () => {
    const { alternatives, plan } = compiled(goalOf([want('chart', { measures: ['people'] }), want('report')], [attachment('regions.csv', { keys: ['city', 'region'], time: 'year', measures: ['people'] })], { choices: [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }] }));
    const structures = [plan, ...alternatives].map((one) => one.nodes.map((task) => `${task.operation ?? ''} ${task.dependencies.length}`).join(' '));
    expect(new Set(structures).size).toBe(structures.length);
  });

  it('names the input of the operation that is missing', () => {
    const result = compileGoal(goalOf([want('chart', { measures: ['gdp'] })], [dataset('earthquakes')]), registry, { now });
    expect(result.result).toBe('dead-end');
    if (result.result === 'dead-end') {
      expect(result.message).toMatch(/input "source" of table\.load needs a source with .*measures gdp/);
      expect(result.dead_end.nearest).toContain('earthquakes');
    }
  });

  it('says which kind nobody makes, and the nearest that can be made', () => {
    const result = compileGoal(goalOf([want('chrat')], [dataset('earthquakes')]), registry, { now });
    expect(result).toMatchObject({ result: 'dead-end', dead_end: { unknown_kinds: ['chrat'], nearest: ['chart'] } });
  });
});

describe('what the goal states and what it is made of', () => {
  it('refuses to plan without a value that the goal states and no step takes', () => {
    const stated: Given = { id: 'color', type: { kind: 'value', facets: { name: 'color' } }, title: 'color', source: { kind: 'value', value: 'red' }, named: true, spans: [] };
    const refused = compileGoal(goalOf([want('table', { dataset: 'gapminder' })], [dataset('gapminder'), stated]), registry, { now });
    expect(refused.result === 'dead-end' ? refused.message : '').toMatch(/Cannot use "color" = "red": no step/);
  });

  it('warns of the data that the plan uses, and of no other', () => {
    const both = goalOf([want('table', { dataset: 'gapminder' }), want('report')], [dataset('gapminder'), dataset('earthquakes')]);
    expect(compiled(both).plan.caveats).toEqual(registry.datasets.find((one) => one.id === 'gapminder')?.caveats);
  });
});
