import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Given, TypedGoal } from '../../src/schemas/goal.ts';
import type { ArtifactType, FacetValue } from '../../src/schemas/operation.ts';
import { tools } from '../../src/tools/index.ts';

const registry = buildRegistry(Object.values(packs), tools, digestOf);
const term = (fn: string, ...args: FacetValue[]): FacetValue => ({ fn, args });

function given(id: string, facets: { [name: string]: FacetValue }): Given {
  const type: ArtifactType = { kind: 'source', facets: { content: 'table', format: 'csv', dataset: id, keys: [], columns: [], time: 'none', measures: [], ...facets } };
  return { id, type, title: id, source: { kind: 'attachment', sha256: 'a'.repeat(64), name: `${id}.csv`, media_type: 'text/csv' }, named: true, spans: [] };
}

function compiled(givens: Given[], type: ArtifactType, columns: { [given: string]: string[] } = {}) {
  const goal: TypedGoal = {
    goal: 'A goal', wants: [{ id: 'w', type, effect: null, title: 'The result', spans: [] }], givens, choices: [],
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, unread: [], front_end: 'form',
  };
  const named = Object.fromEntries(Object.entries(columns).map(([id, names]) => [id, names.map((name) => ({ name, aggregation: null }))]));
  const result = compileGoal(goal, registry, { now: '2026-01-01T00:00:00.000Z', columns: named });
  if (result.result !== 'plan') throw new Error(result.message);
  return result.plan.nodes.map((task): string => task.operation ?? task.type ?? '');
}

const TRIPS = given('trips', { keys: ['bike', 'station'], columns: ['bike', 'station'], time: 'started', measures: ['fee', 'minutes'] });
const WEATHER = given('weather', { keys: ['station'], columns: ['station'], time: 'date', measures: ['rain', 'temp'] });
const statistic = (measure: FacetValue, how: string): FacetValue => term('statistic', measure, how);
const perStation = (...measures: FacetValue[]): ArtifactType => ({ kind: 'table', facets: { keys: ['station'], time: 'none', measures } });

describe('several measures of one table', () => {
  it.each<[string, Given[], FacetValue[], string[]]>([
    ['statistics and a count of one file in one step', [TRIPS], [statistic('fee', 'mean'), statistic('fee', 'max'), term('count', 'rows')], ['table.load', 'table.statistics']],
    ['a ratio of two statistics', [TRIPS], [term('computed', statistic('fee', 'sum'), 'over', term('count', 'rows'))], ['table.load', 'table.statistics', 'table.compute']],
    ['a statistic of a long formula, in one step before', [TRIPS], [statistic(term('computed', term('computed', 'fee', 'over', 'minutes'), 'times', term('adjusted', 'fee', 'from', 1)), 'sum')], ['table.load', 'table.calculate', 'table.statistic']],
    ['a ratio beside what it is made of', [TRIPS], [statistic('fee', 'sum'), term('computed', statistic('fee', 'sum'), 'over', term('count', 'rows'))], ['table.load', 'table.statistics', 'table.calculate']],
    ['statistics of two files, each by the shared key', [TRIPS, WEATHER], [statistic('minutes', 'sum'), statistic('rain', 'max')], ['table.load', 'table.statistic', 'table.load', 'table.statistic', 'table.join']],
    ['several statistics of two files', [TRIPS, WEATHER], [statistic('minutes', 'sum'), statistic('fee', 'max'), statistic('rain', 'max')], ['table.load', 'table.statistics', 'table.load', 'table.statistic', 'table.join']],
    ['a ratio over two files', [TRIPS, WEATHER], [term('computed', statistic('minutes', 'sum'), 'over', statistic('rain', 'max'))], ['table.load', 'table.statistic', 'table.load', 'table.statistic', 'table.join', 'table.compute']],
  ])('are %s', (_, givens, measures, operations) => {
    const inOrder = (names: readonly string[]): string[] => names.toSorted((a, b) => a.localeCompare(b));
    expect(inOrder(compiled(givens, perStation(...measures)))).toEqual(inOrder(operations));
  });

  it('are plain measures of three files', () => {
    const of = (id: string): Given => given(id, { keys: ['region'], time: 'year', measures: [id] });
    const operations = compiled([of('deaths'), of('people'), of('income')], { kind: 'table', facets: { keys: ['region'], measures: ['deaths', 'people', 'income'] } });
    expect(operations.filter((name) => name === 'table.join')).toHaveLength(2);
  });
});


describe('measures of rows', () => {
  it('are computed beside each other and never put together again by keys that may repeat', () => {
    const ratio = term('computed', 'fee', 'over', 'minutes');
    expect(compiled([TRIPS], { kind: 'table', facets: { measures: ['fee', ratio, term('flag', 'minutes', '>', 30)] } })).toEqual(['table.load', 'table.calculate']);
  });
});

describe('several measures of one chart', () => {
  it('are series of one, whether rows are grouped or not', () => {
    const series = (...measures: FacetValue[]): FacetValue[] => [term('together', measures, 'series')];
    expect(compiled([WEATHER], { kind: 'chart', facets: { mark: 'line', measures: series('rain', 'temp') } })).toEqual(['table.load', 'table.together', 'chart.line']);
    expect(compiled([WEATHER], { kind: 'table', facets: { keys: ['series'], time: 'none', measures: [statistic(term('together', ['rain', 'temp'], 'series'), 'max')] } })).toEqual(['table.load', 'table.together_by', 'table.statistic']);
    const monthly: ArtifactType = { kind: 'chart', facets: { mark: 'line', keys: term('with_series', []), interval: 'month', measures: series(statistic('rain', 'sum'), statistic('temp', 'mean')) } };
    expect(compiled([WEATHER], monthly)).toEqual(['table.load', 'table.statistics_by_time', 'table.together', 'chart.line']);
  });
});

describe('a table of things with a date', () => {
  const stations = given('stations', { keys: ['station'], columns: ['station', 'town'], time: 'opened', grain: 'keys', measures: ['seats'] });

  it('is looked up by what names the things', () => {
    const want: ArtifactType = { kind: 'table', facets: { keys: ['town'], time: 'none', measures: [statistic('minutes', 'sum')] } };
    expect(compiled([TRIPS, stations], want)).toContain('table.lookup_dated');
  });

  it('is joined by what names the things', () => {
    const operations = compiled([TRIPS, stations], perStation(statistic('minutes', 'sum'), statistic('seats', 'max')));
    expect(operations.filter((name) => name === 'table.statistic')).toHaveLength(2);
  });
});

describe('a goal that cannot be reached', () => {
  it.each<[string, ArtifactType]>([
    ['a key that no file has', { kind: 'table', facets: { keys: ['owner'], time: 'none', measures: [statistic('minutes', 'sum')] } }],
    ['a key that one of two files lacks', { kind: 'table', facets: { keys: ['bike'], time: 'none', measures: [statistic('minutes', 'sum'), statistic('rain', 'max')] } }],
    ['a chart of such a table', { kind: 'chart', facets: { mark: 'bar', keys: ['owner'], time: 'none', measures: [statistic('minutes', 'sum')], filters: [term('>', 'fee', 3)] } }],
  ])('is said so: %s', (_, type) => {
    expect(() => compiled([TRIPS, WEATHER], type)).toThrow(/^Cannot reach what is wanted/);
  });
});

describe('a measure and what is added to it', () => {
  const total = statistic('fee', 'sum');
  const count = term('count', 'rows');
  const monthly = (...measures: FacetValue[]): ArtifactType => ({ kind: 'table', facets: { keys: [], interval: 'month', measures } });

  it.each<[string, ArtifactType, string[]]>([
    ['a count and its share', perStation(count, term('share', count, 'percent')), ['table.load', 'table.count', 'table.share']],
    ['a sum, another, and a share', perStation(total, statistic('minutes', 'sum'), term('share', total, 'percent')), ['table.load', 'table.statistics', 'table.share']],
    ['two shares of two sums', perStation(total, statistic('minutes', 'sum'), term('share', total, 'percent'), term('share', statistic('minutes', 'sum'), 'percent')), ['table.load', 'table.statistics', 'table.share', 'table.share']],
    ['a running total beside what it sums', monthly(total, term('cumulative', total, 'sum')), ['table.load', 'table.statistic_by_time', 'table.accumulate']],
  ])('are made one after the other, and ordered and cut off after that: %s', (_, type, operations) => {
    expect(compiled([TRIPS], type)).toEqual(operations);
    const [first = ''] = Array.isArray(type.facets['measures']) ? type.facets['measures'] : [];
    expect(compiled([TRIPS], { ...type, facets: { ...type.facets, order: term('desc', first), limit: 2 } })).toEqual([...operations, 'table.rank']);
  });
});
