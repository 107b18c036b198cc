import { describe, expect, it } from 'vitest';
import { readTerm } from '../../src/plan/read-term.ts';
import { dimensionColumns, spelledOut, withDimensions, withPair } from '../../src/plan/written-dimensions.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';

const term = (text: string): FacetValue => {
  const read = readTerm(text);
  if (!read.ok) throw new Error(read.reason);
  return spelledOut(read.value);
};

describe('spelledOut', () => {
  it('reads comparisons inside terms as their arguments', () => {
    expect(term('statistic(flag(wait > 30), mean)')).toEqual({ fn: 'statistic', args: [{ fn: 'flag', args: ['wait', '>', 30] }, 'mean'] });
    expect(term('where(sales, year = 2024)')).toEqual({ fn: 'where', args: ['sales', 'year', '=', 2024] });
    expect(term('meets(pay = "credit card")')).toEqual({ fn: 'meets', args: ['pay', '=', 'credit card'] });
  });

  it('reads computations with a number on either side, and leaves those of two columns', () => {
    expect(term('computed(100, minus, discount)')).toEqual({ fn: 'adjusted', args: ['discount', 'from', 100] });
    expect(term('computed(price, times, 1.2)')).toEqual({ fn: 'adjusted', args: ['price', 'times', 1.2] });
    expect(term('computed(a, over, b)')).toEqual({ fn: 'computed', args: ['a', 'over', 'b'] });
  });
});

describe('withDimensions', () => {
  it('names columns that keys, measures and analyses make, and says them once', () => {
    const facets = withDimensions({ keys: [term('part(day, month)'), 'site'], measures: [term('pivot(rain, sum, part(day, year))')], filters: [term('part(day, month) = 7')] });
    expect(facets['keys']).toEqual(['day_part_month', 'site']);
    expect(facets['measures']).toEqual([{ fn: 'pivot', args: ['rain', 'sum', 'day_part_year'] }]);
    expect(facets['filters']).toEqual([term('part(day, month) = 7')]);
    expect(dimensionColumns(facets)).toEqual({ of: ['day', 'day'], made: ['day_part_month', 'day_part_year'] });
  });

  it('leaves facets without dimensions as they are', () => {
    const facets = { keys: ['site'], measures: ['rain'] };
    expect(withDimensions(facets)).toBe(facets);
  });
});

describe('withPair', () => {
  it('draws the second of two measures against the first in a scatter plot only', () => {
    expect(withPair({ mark: 'scatter', measures: ['age', 'wait'] })['measures']).toEqual([{ fn: 'against', args: ['wait', 'age'] }]);
    expect(withPair({ mark: 'line', measures: ['age', 'wait'] })['measures']).toEqual(['age', 'wait']);
  });
});
