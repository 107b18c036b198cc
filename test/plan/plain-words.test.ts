import { describe, expect, it } from 'vitest';
import { withPlainWords } from '../../src/plan/plain-words.ts';
import { readTerm } from '../../src/plan/read-term.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';

const term = (text: string): FacetValue => {
  const read = readTerm(text);
  if (!read.ok) throw new Error(text);
  return read.value;
};

describe('words inside terms', () => {
  it.each([
    ['growth(population, difference)', 'growth(population, absolute)'],
    ['change(sales, absolute, 1)', 'change(sales, difference, 1)'],
    ['desc(statistic(price, Average))', 'desc(statistic(price, mean))'],
    ['trend(rain, linear)', 'trend(rain, ols)'],
    ['moving(temp, average, 7)', 'moving(temp, mean, 7)'],
    ['statistic(price, p90)', 'statistic(price, p90)'],
    ['statistic(average, max)', 'statistic(average, max)'],
  ])('are those of the vocabulary: %s', (written, read) => {
    expect(withPlainWords(term(written), 'w')).toEqual(term(read));
  });

  it('are refused where no rows can be combined so', () => {
    expect(() => withPlainWords(term('statistic(price, kurtosis)'), 'w')).toThrow('Cannot combine rows by "kurtosis"');
  });
});
