import jstat from 'jstat';

/** Quantile of Student's t distribution; `freedom` may be a fraction. Absolute error below 1e-7. */
export function quantileT(probability: number, freedom: number): number {
  return freedom > 1e6 ? quantileNormal(probability) : jstat.jStat.studentt.inv(probability, freedom);
}

/** Two-sided p-value of a t statistic. */
export function probabilityT(statistic: number, freedom: number): number {
  return Math.min(1, 2 * jstat.jStat.studentt.cdf(-Math.abs(statistic), freedom));
}

export function quantileNormal(probability: number): number {
  return jstat.jStat.normal.inv(probability, 0, 1);
}

export function cumulativeNormal(value: number): number {
  return jstat.jStat.normal.cdf(value, 0, 1);
}

/** Chance of an F statistic at least as large (upper tail). */
export function probabilityF(statistic: number, between: number, within: number): number {
  return Math.max(0, 1 - jstat.jStat.centralF.cdf(statistic, between, within));
}

/** Chance of a χ² statistic at least as large (upper tail). */
export function probabilityChiSquare(statistic: number, freedom: number): number {
  return Math.max(0, 1 - jstat.jStat.chisquare.cdf(statistic, freedom));
}
