import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { planShape } from '../../src/plan/shape.ts';
import type { Given, TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { Registry } from '../../src/schemas/operation.ts';
import { tools } from '../../src/tools/index.ts';
import { attachment, goalOf, want } from './fixtures/goals.ts';

const now = '2026-01-01T00:00:00.000Z';
const RUNS = Number(process.env['PLANWRIGHT_PROPERTY_RUNS'] ?? 40);
/** Ten thousand take minutes. */
const TIMEOUT = 1_800_000;
const registry = buildRegistry(Object.values(packs), tools, digestOf);
const COLUMNS = ['region', 'shop', 'order_id', 'year', 'people', 'revenue'];
const data = (id: string, facets: Given['type']['facets']): Given => ({ ...attachment(`${id}.csv`, { position: 'none', dataset: id, ...facets }), id });
const sales = data('sales', { keys: ['order_id', 'shop'], columns: ['order_id', 'shop'], time: 'year', measures: ['people', 'revenue'] });
const shops = data('shops', { keys: ['shop'], columns: ['region', 'shop'], time: 'none', measures: [] });
const growth = { fn: 'growth', args: ['revenue', 'percent'] };
const charted: Want = { ...want('chart', { measures: ['revenue'], keys: ['shop'] }), condition: { test: { of: { type: { kind: 'summary', facets: { analysis: { fn: 'summary', args: ['revenue'] } } } }, value: 'mean', op: '>', than: 5, spans: [] }, otherwise: false } };
const choices: TypedGoal['choices'] = [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }];
const goals: TypedGoal[] = [
  goalOf([want('table', { measures: ['revenue'], keys: ['shop'], time: 'none', order: { fn: 'desc', args: ['revenue'] }, limit: 5 }), want('report')], [sales], { choices }),
  goalOf([want('chart', { measures: [growth], keys: ['shop'] }), want('table', { measures: [growth], keys: ['shop'], order: { fn: 'desc', args: [growth] } }), want('report')], [sales], { choices }),
  goalOf([want('table', { measures: ['revenue'], keys: ['region'], time: 'none' })], [sales, shops], { choices }),
  goalOf([want('map', { filters: [{ fn: '>', args: ['revenue', 3] }] }), want('text')], [data('places', { keys: ['shop'], time: 'none', measures: ['revenue'], position: 'latlon' })], { choices }),
  goalOf([charted, want('summary', { analysis: { fn: 'summary', args: ['people'] } }), want('report')], [sales], { choices }),
  goalOf([want('chart', { measures: ['gdp'] })], [sales], { choices }),
];

const outcome = (goal: TypedGoal, over: Registry): string => {
  const result = compileGoal(goal, over, { now });
  return result.result === 'plan' ? planShape(result.plan) : 'dead end';
};

/** What each goal becomes as it stands, found once. */
const plain = new Map(goals.map((goal) => [goal, outcome(goal, registry)]));

/** Every text that is the name of a column, a dataset or a given becomes another one, wherever it stands. */
function renamed<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') return (names.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, names)) as T;
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item as unknown, names)])) as T;
  return value;
}

/** Sets in another order; terms keep theirs. */
function shuffledSets<T>(value: T, shuffle: <Item>(items: readonly Item[]) => Item[]): T {
  if (Array.isArray(value)) return shuffle(value.map((item: unknown) => shuffledSets(item, shuffle))) as T;
  if (typeof value !== 'object' || value === null || 'fn' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shuffledSets(item as unknown, shuffle)])) as T;
}

/** An order that depends on nothing but the seed. */
function shuffler(seed: number): <Item>(items: readonly Item[]) => Item[] {
  let state = seed >>> 0 || 1;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
  return (items) => items.map((item) => ({ item, key: next() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

describe('the shape of a plan', () => {
  it('does not change with the names of columns, data and wants', { timeout: TIMEOUT }, () => {
    const letters = fc.stringMatching(/^[a-z]{3,9}$/);
    fc.assert(
      fc.property(fc.constantFrom(...goals), fc.uniqueArray(letters, { minLength: 12, maxLength: 12 }), (goal, fresh) => {
        const names = new Map([...COLUMNS, 'sales', 'shops', 'places', 'table-1', 'chart-1'].map((name, index) => [name, `${fresh[index] ?? ''}x`]));
        expect(outcome(renamed(goal, names), registry)).toBe(plain.get(goal));
      }),
      { numRuns: RUNS, seed: 20260201 },
    );
  });

  it('does not change with the order of the registry, of the given data and of columns', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...goals), fc.integer(), (goal, seed) => {
        const shuffle = shuffler(seed);
        const other: Registry = { ...registry, operations: shuffle(registry.operations), facets: shuffle(registry.facets), kinds: shuffle(registry.kinds), datasets: shuffle(registry.datasets) };
        const moved: TypedGoal = { ...goal, wants: goal.wants.map((one) => shuffledSets(one, shuffle)), givens: shuffle(goal.givens.map((one) => shuffledSets(one, shuffle))) };
        expect(outcome(moved, other)).toBe(plain.get(goal));
      }),
      { numRuns: RUNS, seed: 20260202 },
    );
  });
});
