import { describe, expect, it } from 'vitest';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { explainReading } from '../../src/plan/explain-reading.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import type { Reading } from '../../src/schemas/goal.ts';
import { profileOf } from './fixtures/profiles.ts';
import { registry } from './fixtures/registry.ts';

const ORDERS = profileOf('orders.csv', [['order_id', 'identifier', 'integer'], ['day', 'time', 'date'], ['store', 'dimension'], ['product', 'dimension'], ['units', 'dimension', 'integer'], ['price_eur', 'measure']], { rows: 240 });

function read(goal: string): Reading {
  const { constraints } = parseConstraints(goal, { now: '2026-01-01T00:00:00.000Z', tools: [] });
  return readGoal(goal, { registry, profiles: [ORDERS], constraints });
}

describe('explainReading', () => {
  it('says for each phrase of the goal what it became, in the order of the goal', () => {
    const reading = read('Rank the stores by total units sold with a price above 20, highest first');
    if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
    expect(explainReading(reading.typed_goal)).toEqual([
      '"Rank" → in the order desc(units)',
      '"stores" → one row per store',
      '"by" → in the order desc(units)',
      '"total units" → measure units, combined by sum',
      '"with a price above 20" → only rows with price_eur > 20',
      '"highest first" → in the order desc(units)',
    ]);
  });

  it('lists what was not read', () => {
    const reading = read('Total units per store');
    if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
    const unread = [{ start: 0, end: 5, text: 'Total' }];
    expect(explainReading({ ...reading.typed_goal, unread }).at(-1)).toBe('not read: "Total"');
  });
});

it('says of a form that it stands for the words', () => {
  const reading = read('Rank the stores by total units sold');
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const [first] = explainReading({ ...reading.typed_goal, front_end: 'form' });
  expect(first).toBe('the words of the goal were not read: what was filled in stands for them');
  expect(explainReading(reading.typed_goal)).not.toContain(first);
});
