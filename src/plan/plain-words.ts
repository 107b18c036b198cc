import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { FormFault } from './form-fault.ts';

const STATISTICS: { readonly [word: string]: string } = {
  average: 'mean', avg: 'mean', maximum: 'max', highest: 'max', largest: 'max', minimum: 'min', lowest: 'min', smallest: 'min', total: 'sum', sd: 'std', stddev: 'std', stdev: 'std', standard_deviation: 'std', distinct: 'count_distinct', n: 'count',
};
const PERCENT = { percentage: 'percent', pct: 'percent', relative: 'percent' };

/** Words for what a term already has a word for, by term and the place of the word in it. Only what is plainly the same. */
const SAME: { readonly [fn: string]: { readonly at: number; readonly words: { readonly [word: string]: string } } } = {
  statistic: { at: 1, words: STATISTICS },
  pivot: { at: 1, words: STATISTICS },
  moving: { at: 1, words: STATISTICS },
  cumulative: { at: 1, words: STATISTICS },
  overall: { at: 0, words: STATISTICS },
  growth: { at: 1, words: { ...PERCENT, difference: 'absolute', annual: 'per_year', yearly: 'per_year' } },
  change: { at: 1, words: { ...PERCENT, absolute: 'difference', diff: 'difference' } },
  share: { at: 1, words: { ...PERCENT } },
  filled: { at: 1, words: { interpolated: 'linear', interpolate: 'linear', forward: 'previous', ffill: 'previous', last: 'previous' } },
  trend: { at: 1, words: { linear: 'ols', least_squares: 'ols', sen: 'theil_sen', 'theil-sen': 'theil_sen', theilsen: 'theil_sen', sens_slope: 'theil_sen' } },
  differences: { at: 2, words: { kruskal_wallis: 'kruskal', 'kruskal-wallis': 'kruskal' } },
};

/** How the rows of a group are combined, in terms whose operation only finds out when it runs. */
const COMBINING: ReadonlySet<string> = new Set(['statistic', 'pivot']);
const KNOWN = /^(sum|mean|median|min|max|count|count_distinct|std|p(100|[1-9]?\d))$/;

/** A facet with the words of the vocabulary where another plain word for the same was written (`statistic(price, average)`). Fails where nobody can combine rows as a word says. */
export function withPlainWords(value: FacetValue, want: string): FacetValue {
  if (Array.isArray(value)) return value.map((one) => withPlainWords(one, want));
  if (!isTerm(value)) return value;
  const args = value.args.map((one) => withPlainWords(one, want));
  const { at, words } = SAME[value.fn] ?? { at: -1, words: {} };
  const word = args[at];
  if (typeof word === 'string' && Object.hasOwn(words, word.toLowerCase()) && !(value.fn === 'pivot' && args.length < 3)) args[at] = words[word.toLowerCase()] ?? word;
  const how = args[1];
  if (COMBINING.has(value.fn) && args.length === (value.fn === 'pivot' ? 3 : 2) && typeof how === 'string' && !KNOWN.test(how)) {
    throw new FormFault(`Cannot combine rows by "${how}" in want "${want}": expected one of sum, mean, median, min, max, count, count_distinct, std or a percentile such as p90.`, ['sum', 'mean', 'median', 'min', 'max', 'count', 'count_distinct', 'std', 'p90']);
  }
  return { fn: value.fn, args };
}
