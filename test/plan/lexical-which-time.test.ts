import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import { tools } from '../../src/tools/index.ts';

const registry = buildRegistry(Object.values(packs), tools, digestOf);
const column = (name: string, type: 'text' | 'date' | 'integer', role: 'dimension' | 'time' | 'text' | 'measure', distinct: number) => ({ name, type, role, unit: null, title: name, aggregation: null, missing: 0, distinct, values: [] });
const LOANS = {
  source: { sha256: 'b'.repeat(64), name: 'loans.csv', media_type: 'text/csv', dataset: null }, kind: 'table', rows: 40, unreadable: null,
  type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'attachment-bbbbbbbbbbbb', keys: ['branch'], columns: ['branch'], time: 'lent', measures: ['books'] } },
  columns: [column('branch', 'text', 'dimension', 4), column('lent', 'date', 'time', 30), column('returned', 'date', 'text', 28), column('books', 'integer', 'measure', 9)],
} as unknown as Profile;

const read = (goal: string, answers: { [id: string]: string } = {}) => readGoal(goal, { registry, profiles: [LOANS], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, answers });
const timeOf = (goal: string, answers?: { [id: string]: string }): unknown => {
  const reading = read(goal, answers);
  return reading.result === 'typed' ? reading.typed_goal.wants[0]?.type.facets['time'] : reading.result;
};

describe('data with several dates', () => {
  it('is asked about where the goal names none of them', () => {
    const reading = read('Total books per month');
    expect(reading.result === 'questions' && reading.questions[0]).toMatchObject({ title: 'Which date is meant?', options: [{ value: 'lent' }, { value: 'returned' }] });
    expect(timeOf('Total books per month', { time: 'returned' })).toBe('returned');
  });

  it('goes by the date that the goal names', () => {
    expect(timeOf('Total books lent per month')).toBe('lent');
  });
});
