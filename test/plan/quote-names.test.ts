import { expect, it } from 'vitest';
import { quoteNames } from '../../src/plan/quote-names.ts';
import { readTerm } from '../../src/plan/read-term.ts';

it.each([
  ['Depth (cm)', '"Depth (cm)"'],
  ['desc(statistic(Depth (cm), mean))', 'desc(statistic("Depth (cm)", mean))'],
  ['Depth (cm) > 5', '"Depth (cm)" > 5'],
  ['[Depth (cm), "Depth (cm)", a/b]', '["Depth (cm)", "Depth (cm)", "a/b"]'],
])('puts quotation marks around names of columns: %s', (text, quoted) => {
  expect(quoteNames(text, ['Depth', 'Depth (cm)', 'a/b'])).toBe(quoted);
  expect(readTerm(quoted).ok).toBe(true);
});

it('leaves plain names, unknown ones and quoted text alone', () => {
  expect(quoteNames('desc(Depth)', ['Depth', 'Depth (cm)'])).toBeNull();
  expect(quoteNames('site = "near Depth (cm)"', ['Depth (cm)'])).toBeNull();
  expect(quoteNames('Width (cm)', ['Depth (cm)'])).toBeNull();
});
