import { expect, it } from 'vitest';
import { faultOfReading } from '../../src/plan/fault-of-reading.ts';
import type { TypedGoal } from '../../src/schemas/goal.ts';
import { dataset, goalOf, want } from './fixtures/goals.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const typed = (goal: TypedGoal): Parameters<typeof faultOfReading>[0] => ({ result: 'typed', typed_goal: goal, interpretation: { intent: '', stages: [], dependencies: {}, clarifications_needed: [] } });

it('finds no fault with a reading that can be planned', () => {
  expect(faultOfReading(typed(goalOf([want('table', { dataset: 'gapminder' })], [dataset('gapminder')])), shippedRegistry(), false)).toBeNull();
});

it('tells the reader what nothing reaches, and which name does not exist', () => {
  expect(faultOfReading(typed(goalOf([want('map', { dataset: 'gapminder' })], [dataset('gapminder')])), shippedRegistry(), false)).toContain('Cannot reach');
  expect(faultOfReading({ result: 'unreadable', message: 'Cannot plan for a "tabel".', nearest: [] }, shippedRegistry(), false)).toContain('tabel');
});

it('does not argue with a reader that says that nothing serves the goal', () => {
  expect(faultOfReading({ result: 'unreadable', message: 'There is no telephone.', nearest: [] }, shippedRegistry(), true)).toBeNull();
});
