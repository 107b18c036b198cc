import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTerm } from '../../src/plan/read-term.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';

describe('reads a facet value as people write it', () => {
  it.each<[string, FacetValue]>([
    ['revenue', 'revenue'],
    ['4.5', 4.5],
    ['-3e2', -300],
    ['true', true],
    ['net sales', 'net sales'],
    ['"a, b"', 'a, b'],
    ['"\\"depth of discharge\\" -test"', '"depth of discharge" -test'],
    ['growth(population, percent)', { fn: 'growth', args: ['population', 'percent'] }],
    ['desc(growth(population, percent))', { fn: 'desc', args: [{ fn: 'growth', args: ['population', 'percent'] }] }],
    ['mag >= 4.5', { fn: '>=', args: ['mag', 4.5] }],
    ['"net sales" != 0', { fn: '!=', args: ['net sales', 0] }],
    ['region in [north, south]', { fn: 'in', args: ['region', ['north', 'south']] }],
    ['[mag >= 4.5, place = "Old Town", region in [a, b]]', [{ fn: '>=', args: ['mag', 4.5] }, { fn: '=', args: ['place', 'Old Town'] }, { fn: 'in', args: ['region', ['a', 'b']] }]],
    ['[a, sum(b)]', ['a', { fn: 'sum', args: ['b'] }]],
    ['date >= 2020-01-31', { fn: '>=', args: ['date', '2020-01-31'] }],
    ['grid_summary()', { fn: 'grid_summary', args: [] }],
  ])('%s', (text, value) => {
    expect(readTerm(text)).toEqual({ ok: true, value });
  });

  it.each(['', 'sum(', 'sum(a', '"open', 'a >=', 'a, b', ')', 'f(a))'])('says what is wrong with %j', (text) => {
    const read = readTerm(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.reason).not.toBe('');
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => typeof readTerm(text).ok === 'boolean'), { numRuns: 500 });
    expect(readTerm('f('.repeat(400)).ok).toBe(false);
  });
});
