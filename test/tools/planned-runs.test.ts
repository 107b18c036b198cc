import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { linkPlan } from '../../src/plan/link.ts';
import { measureColumn } from '../../src/plan/measure-column.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Given, TypedGoal } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import type { ArtifactType, FacetValue } from '../../src/schemas/operation.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import { tools } from '../../src/tools/index.ts';
import { profileFile } from '../../src/tools/profile/profile-file.ts';
import { SHIPPED_POLICY } from '../../src/validation/policy.ts';
import { validatePlan } from '../../src/validation/validate-plan.ts';
import { type Workbench, openWorkbench, vegaPath } from './table/context.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const registry = buildRegistry(Object.values(packs), tools, digestOf);
const term = (fn: string, ...args: FacetValue[]): FacetValue => ({ fn, args });
let bench: Workbench;
const sources = new Map<string, { given: Given; artifact: Artifact }>();

async function attach(name: string, content: string): Promise<void> {
  const artifact = await bench.source(`${name}.csv`, content);
  const profile = await profileFile(await bench.path(artifact), { name: `${name}.csv`, mediaType: 'text/csv' });
  const given: Given = { id: name, type: profile.type, title: name, source: { kind: 'attachment', sha256: artifact.sha256, name: `${name}.csv`, media_type: 'text/csv' }, named: true, spans: [] };
  sources.set(name, { given, artifact: { ...artifact, facets: profile.type.facets } });
}

beforeAll(async () => {
  bench = await openWorkbench();
  const regions = ['North', 'South'];
  const products = ['apple', 'pear'];
  const days = Array.from({ length: 24 }, (_, at) => `20${19 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`);
  await attach('sales', `day,region,product,price,quantity\n${days.flatMap((day, at) => regions.flatMap((region, r) => products.map((product, p) => `${day},${region},${product},${2 + p + (at % 5) / 10},${10 + at + 3 * r + 7 * p}`))).join('\n')}\n`);
  await attach('weather', readFileSync(vegaPath('seattle-weather.csv'), 'utf8'));
  await attach('wide', 'country,1960,1961,1962,1963\nAland,1,2,3,4\nBland,4,5,6,9\nCland,7,8,9,11\n');
  await attach('deaths', 'region,year,deaths\nN,2000,10\nN,2001,12\nS,2000,30\nS,2001,33\n');
  await attach('people', 'region,year,people\nN,2000,1000\nN,2001,1100\nS,2000,1500\nS,2001,1650\n');
  await attach('readings', 'sensor,value,unit\nA,50,degF\nB,10,degC\nC,,degC\nD,290,K\n');
  await attach('places', 'lat,lon,value\n10.5,0.5,1.5\n60.5,0.5,2.5\n-30.5,0.5,9.5\n-80.5,10.5,4.5\n');
  await attach('cars', 'model,power,consumption\nA,60,5.1\nB,90,6.2\nC,140,8.9\nD,75,5.0\nE,110,7.7\n');
});
afterAll(() => bench.close());

/** Compiles a typed goal and runs its plan task by task on the real tools, without an engine. Every artifact has to be of the type that the plan says. */
async function planAndRun(names: string[], type: ArtifactType, choices: { [name: string]: FacetValue } = {}): Promise<{ artifact: Artifact; operations: string[] }> {
  const goal: TypedGoal = {
    goal: 'A goal', wants: [{ id: 'w', type, effect: null, title: 'The result', spans: [] }], givens: names.flatMap((name) => sources.get(name)?.given ?? []),
    choices: Object.entries(choices).map(([name, value]) => ({ name, value, because: 'said' as const, spans: [] })),
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, unread: [], front_end: 'form',
  };
  const compiled = compileGoal(goal, registry, { now: NOW });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  const decomposed = linkPlan({ ...compiled.plan, decompositions: compiled.plan.nodes.map((task) => decomposeTask(task, compiled.plan, registry, [])) }, registry).plan;
  const { checks_failed: failed } = validatePlan(decomposed, { registry, policy: SHIPPED_POLICY, givens: goal.givens, questions: [], secrets: [], now: NOW, decomposed: true });
  expect(failed.map((one) => `${one.rule}: ${one.message}`)).toEqual([]);
  const made = new Map<string, Artifact>();
  let last: Artifact | undefined;
  for (const task of compiled.plan.nodes) {
    const [toolName, operation = ''] = (task.operation ?? '').split('.');
    const tool = tools.find((one) => one.name === toolName);
    if (tool === undefined) throw new Error(task.operation ?? task.task_id);
    const inputs = Object.fromEntries((task.inputs ?? []).map((port) => [port.name, port.bindings.flatMap((binding) => (binding.kind === 'port' ? (made.get(binding.task) ?? []) : binding.kind === 'artifact' ? ([...sources.values()].find((one) => one.artifact.sha256 === binding.sha256)?.artifact ?? []) : []))]));
    const parameters = Object.fromEntries((task.parameters ?? []).flatMap(({ name, binding }): [string, Json][] => (binding.kind === 'literal' ? [[name, binding.value]] : [])));
    last = await bench.run(tool, operation, inputs, parameters);
    made.set(task.task_id, last);
    const said = task.outputs?.[0]?.type.facets ?? {};
    if (last.kind !== 'table') continue;
    expect(last.facets['keys'], `keys of ${task.task_id}`).toEqual(said['keys']);
    expect(last.facets['time'] ?? 'none', `time of ${task.task_id}`).toEqual(said['time'] ?? 'none');
    for (const name of ['values', 'interval', 'position', 'filters', 'having', 'order', 'limit', 'unique', 'threshold']) {
      const silent = registry.facets.find((facet) => facet.name === name)?.default;
      expect(last.facets[name] ?? silent, `${name} of ${task.task_id}`).toEqual(said[name] ?? silent);
    }
    const measures = Array.isArray(said['measures']) ? said['measures'] : [];
    for (const measure of measures) {
      expect(last.columns?.map((column) => column.name), `columns of ${task.task_id}`).toContain(measureColumn(measure));
      expect(last.facets['measures'], `measures of ${task.task_id}`).toContainEqual(measure);
    }
  }
  if (last === undefined) throw new Error('no task');
  return { artifact: last, operations: compiled.plan.nodes.map((task) => task.operation ?? '') };
}

const SCORED: FacetValue[] = [term('max', 'power', 0.5), term('min', 'consumption', 0.5)];

describe('a compiled plan passes every check, runs on the real tools, and every artifact is of the type that the plan says', () => {
  it.each<[string, string[], ArtifactType, { [name: string]: FacetValue }?]>([
    ['regions of a large sum', ['sales'], { kind: 'table', facets: { keys: ['region'], time: 'none', measures: [term('statistic', 'quantity', 'sum')], filters: [term('>', term('statistic', 'quantity', 'sum'), 1000), term('=', 'product', 'pear')] } }],
    ['growth of yearly sums', ['sales'], { kind: 'table', facets: { keys: ['region'], interval: 'year', measures: [term('growth', term('statistic', 'quantity', 'sum'), 'percent')] } }],
    ['fast growth', ['sales'], { kind: 'chart', facets: { mark: 'bar', keys: ['region'], interval: 'year', measures: [term('growth', 'quantity', 'percent')], filters: [term('>', term('growth', 'quantity', 'percent'), 0)] } }, { aggregation: 'sum' }],
    ['monthly rain, added up', ['weather'], { kind: 'table', facets: { keys: [], interval: 'month', measures: [term('cumulative', 'precipitation', 'sum')] } }, { aggregation: 'sum' }],
    ['several statistics and a count', ['sales'], { kind: 'table', facets: { keys: ['region'], time: 'none', measures: [term('statistic', 'price', 'mean'), term('statistic', 'price', 'max'), term('count', 'rows')], order: term('desc', term('statistic', 'price', 'mean')) } }],
    ['several statistics per month', ['weather'], { kind: 'table', facets: { keys: [], interval: 'month', measures: [term('statistic', 'temp_max', 'max'), term('statistic', 'precipitation', 'sum')] } }],
    ['a ratio of a sum and a count', ['sales'], { kind: 'table', facets: { keys: ['region'], time: 'none', measures: [term('computed', term('statistic', 'quantity', 'sum'), 'over', term('count', 'rows'))] } }],
    ['statistics of two files', ['sales', 'deaths'], { kind: 'table', facets: { keys: ['region'], time: 'none', measures: [term('statistic', 'quantity', 'sum'), term('statistic', 'quantity', 'max'), term('statistic', 'deaths', 'mean')] } }],
    ['anomalies of yearly means', ['weather'], { kind: 'chart', facets: { mark: 'line', keys: [], interval: 'year', measures: [term('anomaly', term('statistic', 'temp_max', 'mean'), 2012, 2013)] } }],
    ['anomalies of months', ['weather'], { kind: 'table', facets: { keys: [], interval: 'month', measures: [term('anomaly_by_month', 'temp_max', '2012', '2013')] } }, { aggregation: 'mean' }],
    ['units of each row', ['readings'], { kind: 'table', facets: { measures: [term('in', 'value', 'unit', 'degC')], filters: [term('present', 'value')] } }],
    ['the mean of a hemisphere', ['places'], { kind: 'summary', facets: { filters: [term('>=', 'lat', 0)], analysis: term('area_mean', 'value') } }],
    ['values beyond two deviations', ['weather'], { kind: 'summary', facets: { analysis: term('outliers', 'wind', 'sd', 2) } }],
    ['rows beyond two deviations', ['weather'], { kind: 'table', facets: { filters: [term('outlier', 'wind', 'sd', 2)] } }],
    ['a chart of a moving average', ['weather'], { kind: 'chart', facets: { mark: 'line', keys: [], measures: [term('moving', 'temp_max', 'mean', 30)] } }],
    ['a moving average of monthly means', ['weather'], { kind: 'chart', facets: { mark: 'line', keys: [], interval: 'month', measures: [term('moving', 'temp_max', 'mean', 12)] } }, { aggregation: 'mean' }],
    ['cumulative rain', ['weather'], { kind: 'chart', facets: { mark: 'line', keys: [], measures: [term('cumulative', 'precipitation', 'sum')] } }],
    ['yearly changes per region', ['sales'], { kind: 'table', facets: { keys: ['region'], interval: 'year', measures: [term('change', 'quantity', 'percent', 1)] } }, { aggregation: 'sum' }],
    ['shares of regions', ['sales'], { kind: 'chart', facets: { mark: 'bar', keys: ['region'], time: 'none', measures: [term('share', 'quantity', 'percent')] } }, { aggregation: 'sum' }],
    ['revenue per product', ['sales'], { kind: 'chart', facets: { mark: 'bar', keys: ['product'], time: 'none', values: 'grouped', measures: [term('computed', 'price', 'times', 'quantity')] } }, { aggregation: 'sum' }],
    ['a rate from two files', ['deaths', 'people'], { kind: 'chart', facets: { mark: 'line', keys: ['region'], measures: [term('computed', 'deaths', 'over', 'people')] } }],
    ['the median per region', ['sales'], { kind: 'chart', facets: { mark: 'bar', keys: ['region'], time: 'none', measures: [term('statistic', 'price', 'median')] } }],
    ['the 90th percentile per quarter', ['sales'], { kind: 'table', facets: { keys: [], interval: 'quarter', measures: [term('statistic', 'price', 'p90')] } }],
    ['rows per product', ['sales'], { kind: 'chart', facets: { mark: 'bar', keys: ['product'], measures: [term('count', 'rows')] } }],
    ['a cross table', ['sales'], { kind: 'chart', facets: { mark: 'bar', keys: ['region'], measures: [term('pivot', 'quantity', 'sum', 'product')] } }],
    ['a wide file over time', ['wide'], { kind: 'chart', facets: { mark: 'line', measures: [term('long', 'population', 'year')] } }],
    ['growth in a wide file', ['wide'], { kind: 'chart', facets: { mark: 'bar', measures: [term('growth', term('long', 'population', 'year'), 'percent')] } }],
    ['the latest row of each region', ['sales'], { kind: 'table', facets: { unique: term('by', ['region'], 'last') } }],
    ['a warm trend of yearly maxima', ['weather'], { kind: 'summary', facets: { keys: [], interval: 'year', analysis: term('trend', term('statistic', 'temp_max', 'max'), 'ols') } }],
    ['the correlation of high and low', ['weather'], { kind: 'summary', facets: { analysis: term('correlation', 'temp_max', 'temp_min', 'spearman') } }],
    ['outliers of rain', ['weather'], { kind: 'summary', facets: { analysis: term('outliers', 'precipitation', 'iqr') } }],
    ['days without outliers', ['weather'], { kind: 'table', facets: { filters: [term('inlier', 'wind', 'iqr')] } }],
    ['groups of weather', ['weather'], { kind: 'summary', facets: { analysis: term('compare', 'temp_max', 'weather', 'sun', 'rain', 'welch') } }],
    ['the mean with its interval', ['cars'], { kind: 'summary', facets: { analysis: term('bootstrap', 'power', 'mean') } }, { seed: 3, draws: 200 }],
    ['one number after a filter', ['sales'], { kind: 'summary', facets: { filters: [term('=', 'region', 'North')], analysis: term('statistic', 'quantity', 'sum') } }],
    ['a projection', ['weather'], { kind: 'chart', facets: { mark: 'line', keys: [], interval: 'year', measures: [term('projection', 'temp_max', 'linear', '2020')] } }, { aggregation: 'mean' }],
    ['an outlook', ['sales'], { kind: 'summary', facets: { keys: [], values: 'grouped', analysis: term('projection', 'quantity', 'exponential', '2021') } }, { aggregation: 'sum' }],
    ['a simulation', [], { kind: 'summary', facets: { analysis: term('simulation', 'a * b', [term('normal', 'a', 1, 0.1), term('poisson', 'b', 4)]) } }, { draws: 1000, threshold: 5 }],
    ['a simulation from data', ['cars'], { kind: 'summary', facets: { analysis: term('simulation_from', 'x * 2', [term('empirical', 'x', 'power')], 'power') } }, { draws: 1000 }],
    ['a decision', ['cars'], { kind: 'chart', facets: { mark: 'bar', measures: [term('score', SCORED, 'minmax')] } }],
    ['its sensitivity', ['cars'], { kind: 'summary', facets: { analysis: term('sensitivity', SCORED, 'minmax') } }],
  ])('%s', async (_, names, type, choices) => {
    const { artifact } = await planAndRun(names, type, choices);
    expect(artifact.kind).toBe(type.kind);
    if (type.kind === 'summary') expect(artifact.facets['analysis']).toEqual(type.facets['analysis']);
  });
});
