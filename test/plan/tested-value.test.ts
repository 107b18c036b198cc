import { describe, expect, it } from 'vitest';
import { withTestedNames } from '../../src/plan/tested-value.ts';
import type { Want } from '../../src/schemas/goal.ts';

const summary: Want = { id: 's', type: { kind: 'summary', facets: { analysis: { fn: 'summary', args: ['offset_mm'] } } }, effect: null, title: 'offsets', spans: [] };
const tested = (value: string): string | null | undefined => {
  const table: Want = { id: 't', type: { kind: 'table', facets: {} }, effect: null, title: 'rows', spans: [], condition: { test: { of: { want: 's' }, value, op: '>', than: 5, spans: [] }, otherwise: false } };
  return withTestedNames([summary, table])[1]?.condition?.test.value;
};

describe('tests of a summary', () => {
  it('name one of its numbers, also by usual names', () => {
    expect([tested('mean'), tested('maximum'), tested('p25')]).toEqual(['mean', 'max', 'q1']);
  });

  it('are faults where it has no such number, with those that it has', () => {
    for (const value of ['banana', 'abs(offset_mm)']) expect(() => tested(value)).toThrow(`has no number "${value}", it has n, missing, mean, sd, min, q1, median, q3, max`);
  });
});
