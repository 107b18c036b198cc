import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Given, TypedGoal } from '../../src/schemas/goal.ts';
import type { ArtifactType, FacetValue } from '../../src/schemas/operation.ts';
import { PlanSchema } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';

const registry = buildRegistry(Object.values(packs), tools, digestOf);
const term = (fn: string, ...args: FacetValue[]): FacetValue => ({ fn, args });

/** A given file of a table with these facets. */
function given(id: string, facets: { [name: string]: FacetValue }, files = 1): Given {
  const type: ArtifactType = { kind: 'source', facets: { content: 'table', format: 'csv', dataset: id, keys: [], time: 'none', measures: [], ...facets } };
  const item = { sha256: 'a'.repeat(64), name: `${id}.csv`, media_type: 'text/csv' };
  return files === 1
    ? { id, type, title: id, source: { kind: 'attachment', ...item }, named: true, spans: [] }
    : { id, type: { ...type, cardinality: 'list' }, title: id, source: { kind: 'attachments', items: Array.from({ length: files }, () => item) }, named: true, spans: [] };
}

const WEATHER = given('weather', { keys: [], time: 'date', measures: ['rain', 'temp_max', 'temp_min'] });
const SALES = given('sales', { keys: ['product', 'region'], time: 'date', measures: ['price', 'quantity'] });
const COUNTRIES = given('countries', { keys: ['country'], measures: ['income', 'life', 'population'] });
const WIDE = given('wide', { keys: ['country'], measures: ['1960', '1961', '1962'] });
const FILES = given('files', { keys: ['site'], time: 'date', measures: ['flow'] }, 3);
const DEATHS = given('deaths', { keys: ['region'], time: 'year', measures: ['deaths'] });
const PEOPLE = given('people', { keys: ['region'], time: 'year', measures: ['population'] });

const CRITERIA: FacetValue[] = [term('max', 'income', 0.4), term('max', 'life', 0.6)];

function planned(givens: Given[], type: ArtifactType, choices: { [name: string]: FacetValue } = {}) {
  const goal: TypedGoal = {
    goal: 'A goal',
    wants: [{ id: 'w', type, effect: null, title: 'The result', spans: [] }],
    givens,
    choices: Object.entries(choices).map(([name, value]): TypedGoal['choices'][number] => ({ name, value, because: 'said', spans: [] })),
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
    unread: [],
    front_end: 'form',
  };
  const compiled = compileGoal(goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  PlanSchema.parse(compiled.plan);
  return {
    search: compiled.search,
    operations: compiled.plan.nodes.map((task) => task.operation ?? task.type),
    parameters(operation: string) {
      const task = compiled.plan.nodes.find((one) => one.operation === operation);
      return Object.fromEntries((task?.parameters ?? []).flatMap(({ name, binding }) => (binding.kind === 'literal' && name !== 'title' && name !== 'caveats' ? [[name, binding.value]] : [])));
    },
  };
}

type Example = [operation: string, givens: Given[], want: ArtifactType, parameters: { [name: string]: unknown }, operations: string[], choices?: { [name: string]: FacetValue }];

/** One typed goal per operation: how a front end has to say what it wants. */
const EXAMPLES: Example[] = [
  ['table.window', [WEATHER], { kind: 'chart', facets: { mark: 'line', measures: [term('moving', 'temp_max', 'mean', 7)] } }, { measure: 'temp_max', keys: [], time: 'date', how: 'mean', size: 7 }, ['table.load', 'table.window', 'chart.line']],
  ['table.window', [WEATHER], { kind: 'table', facets: { interval: 'month', keys: [], measures: [term('moving', 'temp_max', 'mean', 12)] } }, { measure: 'temp_max', keys: [], time: 'date', how: 'mean', size: 12 }, ['table.load', 'table.resample', 'table.window']],
  ['table.accumulate', [WEATHER], { kind: 'chart', facets: { measures: [term('cumulative', 'rain', 'sum')] } }, { measure: 'rain', keys: [], time: 'date', how: 'sum' }, ['table.load', 'table.accumulate', 'chart.line']],
  ['table.change', [SALES], { kind: 'table', facets: { keys: ['region'], interval: 'month', measures: [term('change', 'quantity', 'percent', 1)] } }, { measure: 'quantity', keys: ['region'], time: 'date', how: 'percent', steps: 1 }, ['table.load', 'table.resample', 'table.change']],
  ['table.share', [SALES], { kind: 'chart', facets: { mark: 'bar', keys: ['region'], time: 'none', measures: [term('share', 'quantity', 'percent')] } }, { measure: 'quantity', time: 'none', how: 'percent' }, ['table.load', 'table.aggregate', 'table.share', 'chart.bar']],
  ['table.compute', [SALES], { kind: 'table', facets: { keys: ['region'], time: 'none', values: 'grouped', measures: [term('computed', 'price', 'times', 'quantity')] } }, { left: 'price', op: 'times', right: 'quantity' }, ['table.load', 'table.compute', 'table.aggregate']],
  ['table.compute', [DEATHS, PEOPLE], { kind: 'chart', facets: { mark: 'line', measures: [term('computed', 'deaths', 'over', 'population')] } }, { left: 'deaths', op: 'over', right: 'population' }, ['table.load', 'table.load', 'table.join', 'table.compute', 'chart.line']],
  ['table.convert', [WEATHER], { kind: 'chart', facets: { measures: [term('in', 'temp_max', '[degF]')] } }, { measure: 'temp_max', unit: '[degF]' }, ['table.load', 'table.convert', 'chart.line']],
  ['table.statistic', [SALES], { kind: 'table', facets: { keys: ['region'], time: 'none', measures: [term('statistic', 'price', 'median')] } }, { by: ['region'], measure: 'price', how: 'median' }, ['table.load', 'table.statistic']],
  ['table.statistic_by_time', [WEATHER], { kind: 'table', facets: { keys: [], interval: 'year', measures: [term('statistic', 'temp_max', 'p90')] } }, { by: [], measure: 'temp_max', interval: 'year', how: 'p90' }, ['table.load', 'table.statistic_by_time']],
  ['table.count', [SALES], { kind: 'chart', facets: { mark: 'bar', keys: ['product'], measures: [term('count', 'rows')] } }, { by: ['product'], of: 'rows' }, ['table.load', 'table.count', 'chart.bar']],
  ['table.reshape', [WIDE], { kind: 'chart', facets: { mark: 'line', measures: [term('long', 'population', 'year')] } }, { value: 'population', time: 'year' }, ['table.load', 'table.reshape', 'chart.line']],
  ['table.pivot', [SALES], { kind: 'table', facets: { keys: ['region'], time: 'none', measures: [term('pivot', 'quantity', 'sum', 'product')] } }, { rows: ['region'], columns: 'product', measure: 'quantity', how: 'sum' }, ['table.load', 'table.pivot']],
  ['table.deduplicate', [SALES], { kind: 'table', facets: { unique: term('by', ['product'], 'last') } }, { unique: term('by', ['product'], 'last') }, ['table.load', 'table.deduplicate']],
  ['table.join', [DEATHS, PEOPLE], { kind: 'table', facets: { keys: ['region'], measures: ['deaths', 'population'] } }, { keys: ['region'], time: 'year' }, ['table.load', 'table.load', 'table.join']],
  ['table.append', [FILES], { kind: 'table', facets: { measures: ['flow'] } }, {}, ['table.load', 'table.append']],
  ['table.split', [SALES], { kind: 'table', cardinality: 'list', facets: { split: 'region' } }, { by: 'region' }, ['table.load', 'table.split']],
  ['stats.statistic', [SALES], { kind: 'summary', facets: { analysis: term('statistic', 'price', 'p90') } }, { measure: 'price', how: 'p90' }, ['table.load', 'stats.statistic']],
  ['stats.statistic', [WEATHER], { kind: 'summary', facets: { filters: [term('=', 'date', '2020')], analysis: term('statistic', 'rain', 'sum') } }, { measure: 'rain', how: 'sum' }, ['table.load', 'table.filter', 'stats.statistic']],
  ['stats.trend', [WEATHER], { kind: 'summary', facets: { analysis: term('trend', 'temp_max', 'ols') } }, { measure: 'temp_max', time: 'date', method: 'ols' }, ['table.load', 'stats.trend']],
  ['stats.trend', [WEATHER], { kind: 'summary', facets: { interval: 'year', values: 'grouped', analysis: term('trend', 'rain', 'theil_sen') } }, { measure: 'rain', time: 'date', method: 'theil_sen' }, ['table.load', 'table.resample', 'stats.trend']],
  ['stats.outliers', [COUNTRIES], { kind: 'summary', facets: { analysis: term('outliers', 'income', 'mad') } }, { measure: 'income', rule: 'mad' }, ['table.load', 'stats.outliers']],
  ['table.filter', [COUNTRIES], { kind: 'table', facets: { filters: [term('outlier', 'income', 'iqr')] } }, { predicates: [term('outlier', 'income', 'iqr')] }, ['table.load', 'table.filter']],
  ['stats.correlation', [COUNTRIES], { kind: 'summary', facets: { analysis: term('correlation', 'income', 'life', 'spearman') } }, { left: 'income', right: 'life', method: 'spearman' }, ['table.load', 'stats.correlation']],
  ['stats.correlation', [DEATHS, PEOPLE], { kind: 'summary', facets: { analysis: term('correlation', 'deaths', 'population', 'pearson') } }, { left: 'deaths', right: 'population' }, ['table.load', 'table.load', 'table.join', 'stats.correlation']],
  ['stats.bootstrap', [COUNTRIES], { kind: 'summary', facets: { analysis: term('bootstrap', 'income', 'median') } }, { measure: 'income', statistic: 'median', seed: 7 }, ['table.load', 'stats.bootstrap'], { seed: 7 }],
  ['stats.compare', [SALES], { kind: 'summary', facets: { analysis: term('compare', 'price', 'region', 'North', 'South', 'welch') } }, { measure: 'price', by: 'region', first: 'North', second: 'South', method: 'welch' }, ['table.load', 'stats.compare']],
  ['simulate.run', [], { kind: 'summary', facets: { analysis: term('simulation', 'price * demand', [term('normal', 'demand', 100, 15), term('uniform', 'price', 2, 3)]) } }, { expression: 'price * demand', inputs: [term('normal', 'demand', 100, 15), term('uniform', 'price', 2, 3)], threshold: 300 }, ['simulate.run'], { threshold: 300 }],
  ['simulate.sample', [WEATHER], { kind: 'summary', facets: { analysis: term('simulation_from', 'rain * 30', [term('empirical', 'rain', 'rain')], 'rain') } }, { expression: 'rain * 30', inputs: [term('empirical', 'rain', 'rain')], measure: 'rain' }, ['table.load', 'simulate.sample']],
  ['simulate.project', [WEATHER], { kind: 'chart', facets: { mark: 'line', interval: 'year', values: 'derived', measures: [term('projection', 'temp_max', 'linear', '2050')] } }, { measure: 'temp_max', time: 'date', method: 'linear', until: '2050' }, ['table.load', 'table.resample', 'simulate.project', 'chart.line']],
  ['simulate.outlook', [DEATHS], { kind: 'summary', facets: { keys: [], analysis: term('projection', 'deaths', 'exponential', 2050) } }, { measure: 'deaths', time: 'year', method: 'exponential', until: 2050 }, ['table.load', 'table.group', 'simulate.outlook']],
  ['decide.rank', [COUNTRIES], { kind: 'chart', facets: { mark: 'bar', measures: [term('score', CRITERIA, 'minmax')] } }, { keys: ['country'], criteria: CRITERIA, normalisation: 'minmax' }, ['table.load', 'decide.rank', 'chart.bar']],
  ['decide.rank', [COUNTRIES], { kind: 'table', facets: { order: term('desc', term('score', CRITERIA, 'zscore')), limit: 3, measures: [term('score', CRITERIA, 'zscore')] } }, { normalisation: 'zscore' }, ['table.load', 'decide.rank', 'table.rank']],
  ['decide.shares', [COUNTRIES], { kind: 'table', facets: { measures: [term('win_share', CRITERIA, 'minmax')] } }, { keys: ['country'], criteria: CRITERIA }, ['table.load', 'decide.shares']],
  ['decide.sensitivity', [COUNTRIES], { kind: 'summary', facets: { analysis: term('sensitivity', CRITERIA, 'minmax') } }, { keys: ['country'], criteria: CRITERIA, normalisation: 'minmax' }, ['table.load', 'decide.sensitivity']],
];

describe('a typed goal plans', () => {
  it.each(EXAMPLES)('%s', (operation, givens, want, parameters, operations, choices) => {
    const plan = planned(givens, want, choices);
    expect(plan.operations).toEqual(operations);
    expect(plan.parameters(operation)).toMatchObject(parameters);
    expect(plan.search.ended).toBe('complete');
    const declared = registry.operations.find((one) => `${one.tool}.${one.operation}` === operation);
    const validate = new Ajv2020({ strict: false }).compile(declared?.parameters ?? false);
    expect(validate(plan.parameters(operation)) ? [] : validate.errors).toEqual([]);
  });
});

describe('operations that nobody asked for', () => {
  it.each(registry.datasets.map((dataset) => dataset.id))('are in no plan and no alternative for %s', (id) => {
    const dataset = registry.datasets.find((one) => one.id === id);
    if (dataset === undefined) throw new Error(id);
    const source: Given = { id, type: dataset.type, title: dataset.title, source: { kind: 'dataset', dataset: id }, named: true, spans: [] };
    for (const kind of ['table', 'chart', 'map', 'summary', 'report']) {
      try {
        const { operations, search } = planned([source], { kind, facets: {} });
        const wished = new Set(EXAMPLES.map(([operation]) => operation).filter((one) => one !== 'table.filter'));
        for (const list of [operations, ...search.alternatives.map((one) => one.operations)]) expect(list.filter((one) => wished.has(one ?? '')), `${kind}: ${list.join(' ')}`).toEqual([]);
      } catch (error) {
        if (!(error instanceof Error) || !/^Cannot (plan|reach)/.test(error.message)) throw error;
      }
    }
  });
});
