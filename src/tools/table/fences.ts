import { identifier } from './sql.ts';

export const OUTLIER_RULES = ['iqr', 'mad'] as const;
/** `sd`: further from the mean than a number of standard deviations (n − 1), which is said with it. */
export const DEVIATION_RULE = 'sd';
export type OutlierRule = (typeof OUTLIER_RULES)[number];

/**
 * SQL of the values between which a column has no outliers, over all rows of `view`. `iqr`: 1.5 quartile distances outside the quartiles (Tukey, 1977, Exploratory Data
 * Analysis); `mad`: robust z-score of 3.5, that is |x − median| × 0.6745 / MAD (Iglewicz and Hoaglin, 1993, How to Detect and Handle Outliers).
 */
export function fenceSql(column: string, view: string, rule: OutlierRule | { deviations: number }): { low: string; high: string } {
  const value = `CAST(${identifier(column)} AS DOUBLE)`;
  if (typeof rule === 'object') {
    const at = (sign: string): string => `(SELECT avg(${value}) ${sign} ${rule.deviations} * stddev_samp(${value}) FROM ${view})`;
    return { low: at('-'), high: at('+') };
  }
  if (rule === 'iqr') {
    const at = (own: number, other: number): string => `(SELECT ${1 + 1.5} * quantile_cont(${value}, ${own}) - 1.5 * quantile_cont(${value}, ${other}) FROM ${view})`;
    return { low: at(0.25, 0.75), high: at(0.75, 0.25) };
  }
  const middle = `(SELECT median(${value}) FROM ${view})`;
  const reach = `(SELECT 3.5 / 0.6745 * median(abs(${value} - ${middle})) FROM ${view})`;
  return { low: `(${middle} - ${reach})`, high: `(${middle} + ${reach})` };
}
