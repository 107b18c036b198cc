import { describe, expect, it } from 'vitest';
import { withDimensions } from '../../src/plan/written-dimensions.ts';
import { rowMeasure } from '../../src/tools/table/row-measure.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';

const term = (fn: string, ...args: FacetValue[]): FacetValue => ({ fn, args });
const DAY = term('part', 'seen', 'day_of_year');

describe('parts of a time', () => {
  it.each<[string, { [facet: string]: FacetValue }]>([
    ['in a statistic', { keys: ['species'], measures: [term('statistic', DAY, 'mean')], order: term('asc', term('statistic', DAY, 'mean')) }],
    ['by themselves', { measures: [DAY], order: term('asc', DAY) }],
    ['in a trend', { analysis: term('trend', DAY, 'ols') }],
    ['in a regression', { analysis: term('regression', DAY, term('part', 'seen', 'year')) }],
  ])('are measures %s', (_, facets) => {
    expect(withDimensions(facets)).toEqual(facets);
  });

  it('name columns to group by among the keys, in order by them, and where they are words', () => {
    expect(withDimensions({ keys: [DAY], order: term('asc', DAY) })).toMatchObject({ keys: ['seen_part_day_of_year'], order: term('asc', 'seen_part_day_of_year') });
    expect(withDimensions({ keys: ['a'], measures: [term('pivot', 'm', 'mean', DAY)] })).toMatchObject({ measures: [term('pivot', 'm', 'mean', 'seen_part_day_of_year')] });
  });

  it('are numbers row by row, and refused where they are words', () => {
    const columns = [{ name: 'seen', type: 'date' as const, role: 'time' as const, unit: null }];
    expect(rowMeasure(DAY, columns).column).toMatchObject({ name: 'seen_part_day_of_year', type: 'integer', role: 'measure' });
    expect(() => rowMeasure(term('part', 'seen', 'weekday'), columns)).toThrow('a part of a time that is a number');
  });
});
