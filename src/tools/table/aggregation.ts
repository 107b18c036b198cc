const NAMED = ['sum', 'mean', 'median', 'min', 'max', 'count', 'count_distinct', 'std'] as const;
/** How many values become one. A percentile is `p` and a whole number up to 100. */
export type Aggregation = (typeof NAMED)[number] | `p${number}`;

const FUNCTIONS: Record<string, string> = { sum: 'sum', mean: 'avg', median: 'median', min: 'min', max: 'max', count: 'count', std: 'stddev_samp' };
const WORDS: Record<string, string> = {
  sum: 'Sum', mean: 'Mean', median: 'Median', min: 'Smallest value', max: 'Largest value', count: 'Number of values', count_distinct: 'Number of different values', std: 'Standard deviation',
};
/** How the title of a count begins; what was counted follows. */
export const COUNT_TITLE = 'Number of values of ';

export function isAggregation(value: unknown): value is Aggregation {
  return typeof value === 'string' && (NAMED.some((name) => name === value) || /^p(100|[1-9]?\d)$/.test(value));
}

export function isCount(aggregation: Aggregation): boolean {
  return aggregation === 'count' || aggregation === 'count_distinct';
}

/**
 * SQL of an aggregation over an expression; missing values count in none. Percentiles interpolate linearly between order statistics (type 7 of
 * Hyndman and Fan, 1996: what R and NumPy do); `std` divides by n − 1.
 */
export function aggregationSql(aggregation: Aggregation, expression: string): string {
  if (aggregation === 'count_distinct') return `count(DISTINCT ${expression})`;
  if (aggregation.startsWith('p')) return `quantile_cont(${expression}, ${Number(aggregation.slice(1)) / 100})`;
  return `${FUNCTIONS[aggregation] ?? ''}(${expression})`;
}

/** An aggregation in words: "Mean", "90th percentile". */
export function aggregationWords(aggregation: Aggregation): string {
  if (!aggregation.startsWith('p')) return WORDS[aggregation] ?? aggregation;
  const rank = Number(aggregation.slice(1));
  const ending = rank % 100 >= 11 && rank % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending} percentile`;
}
