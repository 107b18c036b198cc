import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { meaningOf } from '../../src/plan/lexical-goal.ts';
import { readRevision } from '../../src/plan/read-revision.ts';
import type { TypedGoal } from '../../src/schemas/goal.ts';
import { profileOf } from './fixtures/profiles.ts';
import { registry } from './fixtures/registry.ts';

const base = profileOf('orders.csv', [['order_id', 'identifier', 'integer'], ['day', 'time', 'date'], ['store', 'dimension'], ['product', 'dimension'], ['units', 'dimension', 'integer'], ['price_eur', 'measure']], { rows: 240 });
const ORDERS = { ...base, type: { ...base.type, facets: { ...base.type.facets, coverage: '2024-01-01/2024-12-31' } } };
const GOAL = 'Top 5 products by total units in March 2024';
const { constraints } = parseConstraints(GOAL, { now: '2026-01-01T00:00:00.000Z', tools: [] });

function revise(...feedback: string[]): TypedGoal {
  const reading = readRevision(GOAL, feedback, { registry, profiles: [ORDERS], constraints });
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  return reading.typed_goal;
}

const facets = (typed: TypedGoal): TypedGoal['wants'][number]['type']['facets'] => typed.wants[0]?.type.facets ?? {};

describe('readRevision of a goal about an attached table', () => {
  it.each<[string, string, unknown]>([
    ['top 10 instead of 5', 'limit', 10],
    ['make it 3', 'limit', 3],
    ['lowest first', 'order', { fn: 'asc', args: ['units'] }],
    ['per store instead', 'keys', ['store']],
    ['also per store', 'keys', ['product', 'store']],
    ['in April 2024', 'filters', [{ fn: '=', args: ['day', '2024-04'] }]],
    ['only for Kiel', 'filters', [{ fn: '=', args: ['day', '2024-03'] }, { fn: 'called', args: [{ fn: 'any', args: ['store', 'product'] }, 'Kiel'] }]],
    ['without the filter', 'filters', undefined],
  ])('%s: changes %s', (change, facet, expected) => {
    const typed = revise(change);
    expect(facets(typed)[facet]).toEqual(expected);
    expect(typed.unread).toEqual([]);
  });

  it('changes the aggregation and the kind of result', () => {
    expect(revise('median instead of the total').choices).toContainEqual(expect.objectContaining({ name: 'aggregation', value: 'median' }));
    expect(revise('as a bar chart').wants[0]?.type).toMatchObject({ kind: 'chart', facets: { mark: 'bar', keys: ['product'] } });
  });

  it('takes changes in order, each as an edit of what was there', () => {
    expect(facets(revise('top 10', 'per store instead'))).toMatchObject({ limit: 10, keys: ['store'] });
  });

  it('takes a goal form as the new typed goal', () => {
    const form = JSON.stringify({ wants: [{ id: 'answer', kind: 'table', facets: { keys: 'store', measures: 'price_eur', values: 'grouped' } }] });
    expect(facets(revise('top 10', form))).toMatchObject({ keys: ['store'], measures: ['price_eur'] });
  });

  const words = ['make', 'it', 'nicer', 'purple', 'top', '7', 'per', 'store', 'only', 'in', 'May', '2024', 'median', 'price', 'units', 'above', '3', 'without', 'chart', 'as', 'a', 'line', 'and', 'quarterly', 'lowest', 'first', 'Kiel', 'share', 'sell'];
  it('either changes the typed goal, or says which words were not understood, or asks', () => {
    const before = meaningOf(revise());
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }), (list) => {
        const change = list.join(' ');
        const reading = readRevision(GOAL, [change], { registry, profiles: [ORDERS], constraints });
        if (reading.result === 'questions') return;
        if (reading.result !== 'typed') throw new Error(`${change}: ${JSON.stringify(reading)}`);
        const same = meaningOf(reading.typed_goal) === before;
        expect([change, same]).toEqual([change, reading.typed_goal.unread.length > 0]);
        for (const span of [...reading.typed_goal.unread, ...reading.typed_goal.wants.flatMap((want) => want.spans)]) expect(reading.typed_goal.goal.slice(span.start, span.end)).toBe(span.text);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
