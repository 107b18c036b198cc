import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { withConditionsOnMade } from '../../src/plan/conditions-on-made.ts';
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
  return result.result === 'plan' ? result.plan.nodes.map((task) => task.operation ?? task.type) : result.message;
}

const PLANTS = given('plants', { keys: ['owner', 'plant'], columns: ['owner', 'plant'], measures: ['cost', 'mwh'] });
const PLANT_COLUMNS = { plants: ['plant', 'owner', 'cost', 'mwh', 'opened'] };
const DAYS = given('days', { time: 'date', measures: ['rain', 'temp'] });
const RATIO = term('computed', 'cost', 'over', 'mwh');

describe('conditions on measures that are made', () => {
  it.each<[string, Given[], ArtifactType, string[]]>([
    ['a computed measure, by its term', [PLANTS], { kind: 'table', facets: { measures: [RATIO], filters: [term('>', RATIO, 3)] } }, ['table.load', 'table.compute', 'table.having']],
    ['a computed measure, by its column', [PLANTS], { kind: 'table', facets: { measures: [RATIO], filters: [term('>', 'cost_computed_over_mwh', 3)], order: term('desc', RATIO), limit: 3 } }, ['table.load', 'table.compute', 'table.having', 'table.rank']],
    ['a statistic per group', [PLANTS], { kind: 'chart', facets: { mark: 'bar', keys: ['owner'], time: 'none', measures: [term('statistic', 'cost', 'sum')], filters: [term('>', 'mwh', 1), term('>', term('statistic', 'cost', 'sum'), 3)] } }, ['table.load', 'table.filter', 'table.statistic', 'table.having', 'chart.bar']],
    ['a count of rows', [PLANTS], { kind: 'table', facets: { keys: ['owner'], time: 'none', measures: [term('count', 'rows')], filters: [term('>=', term('count', 'rows'), 2)] } }, ['table.load', 'table.count', 'table.having']],
    ['a moving mean', [DAYS], { kind: 'table', facets: { measures: [term('moving', 'temp', 'mean', 7)], filters: [term('>', term('moving', 'temp', 'mean', 7), 20), term('=', 'date', '2020')] } }, ['table.load', 'table.window', 'table.having']],
    ['the years of a wide file', [given('wide', { keys: ['country'], columns: ['country'], measures: ['1960', '1961'] })], { kind: 'chart', facets: { mark: 'line', measures: [term('long', 'people', 'year')], filters: [term('>', 'year', 1960)] } }, ['table.load', 'table.reshape', 'table.having', 'chart.line']],
  ])('come after the step that makes %s', (_, givens, type, operations) => {
    expect(compiled(givens, type, { ...PLANT_COLUMNS, days: ['date', 'rain', 'temp'], wide: ['country', '1960', '1961'] })).toEqual(operations);
  });

  it('leave conditions on columns of the data where they are', () => {
    const type: ArtifactType = { kind: 'table', facets: { measures: ['cost'], filters: [term('>', 'cost', 3)] } };
    expect(withConditionsOnMade(type)).toBe(type);
  });
});

describe('a period', () => {
  const years = given('years', { keys: [], time: 'year', measures: ['temp'] });
  const since = term('>=', 'year', 2000);

  it.each<[string, FacetValue, string[]]>([
    ['is that of the differences from a base period, whose rows are needed', term('anomaly', 'temp', 1961, 1990), ['table.load', 'table.anomaly', 'table.having']],
    ['is that of the changes, whose first needs the row before', term('change', 'temp', 'difference', 1), ['table.load', 'table.change', 'table.having']],
    ['is that of the rows for plain measures', 'temp', ['table.load', 'table.filter']],
    ['is that of the rows for running totals, which begin with it', term('cumulative', 'temp', 'sum'), ['table.load', 'table.filter', 'table.accumulate']],
  ])('%s', (_, measure, operations) => {
    expect(compiled([years], { kind: 'table', facets: { measures: [measure], filters: [since] } })).toEqual(operations);
  });

  it('is that of what is combined afterwards', () => {
    const decades: ArtifactType = { kind: 'table', facets: { keys: [], interval: 'decade', measures: [term('statistic', term('anomaly', 'temp', 1961, 1990), 'mean')], filters: [since] } };
    expect(compiled([years], decades)).toEqual(['table.load', 'table.anomaly', 'table.having', 'table.statistic_by_time']);
  });
});

describe('conditions on columns that are not there', () => {
  it('are refused with the nearest columns', () => {
    const message = compiled([PLANTS], { kind: 'table', facets: { measures: ['cost'], filters: [term('>', 'cost_per_mwh', 3)] } }, PLANT_COLUMNS);
    expect(message).toMatch(/^Cannot keep rows by "cost_per_mwh": the table has no such column\. The nearest are .*cost/);
  });

  it('are allowed on columns without a role', () => {
    expect(compiled([PLANTS], { kind: 'table', facets: { measures: ['cost'], filters: [term('>', 'opened', '2000')] } }, PLANT_COLUMNS)).toEqual(['table.load', 'table.filter']);
  });

  it('come after the columns of another table were added', () => {
    const owners = given('owners', { keys: ['owner'], columns: ['owner', 'country'] });
    const type: ArtifactType = { kind: 'table', facets: { keys: ['country'], time: 'none', measures: [term('statistic', 'cost', 'sum')], filters: [term('=', 'country', 'X')] } };
    expect(compiled([PLANTS, owners], type, { ...PLANT_COLUMNS, owners: ['owner', 'country'] })).toEqual(['table.load', 'table.load', 'table.lookup', 'table.filter', 'table.statistic']);
  });
});
