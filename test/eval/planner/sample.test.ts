import { describe, expect, it } from 'vitest';
import { sampleCases } from '../../../eval/planner/sample.ts';

const cases = Array.from({ length: 200 }, (_, at) => ({ id: `case-${at}` }));

describe('a sample of cases', () => {
  it('depends on ids and seed alone, and keeps the order of the cases', () => {
    const sample = sampleCases(cases, 40, '1');
    expect(sample).toHaveLength(40);
    expect(sampleCases(cases.toReversed(), 40, '1')).toEqual(sample.toReversed());
    expect(sampleCases(cases, 40, '2')).not.toEqual(sample);
    expect(sample.map(({ id }) => cases.findIndex((one) => one.id === id))).toEqual(sample.map(({ id }) => cases.findIndex((one) => one.id === id)).toSorted((a, b) => a - b));
  });

  it('grows without losing what a smaller one had', () => {
    const small = new Set(sampleCases(cases, 10, '1').map(({ id }) => id));
    const large = new Set(sampleCases(cases, 40, '1').map(({ id }) => id));
    expect([...small].every((id) => large.has(id))).toBe(true);
    expect(sampleCases(cases, 500, '1')).toEqual(cases);
  });
});
