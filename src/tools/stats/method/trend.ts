import { mean, median } from './describe.ts';
import { cumulativeNormal, probabilityT, quantileNormal, quantileT } from './distributions.ts';

export interface Point {
  /** Time in the unit in which the slope is wanted. */
  x: number;
  y: number;
}

export interface Trend {
  slope: number;
  intercept: number;
  /** 95 % interval of the slope. */
  low: number;
  high: number;
  p: number;
  n: number;
}

export interface LinearTrend extends Trend {
  /** Share of the variance that the line accounts for. */
  r2: number;
  /** Correlation of a residual with the one before. */
  autocorrelation: number;
  /** How many independent values the series is worth: n where residuals are independent. */
  effective: number;
}

/**
 * Least squares line with a 95 % interval of its slope. Where residuals of neighbouring points are alike, n is replaced by the effective sample size
 * n (1 − r₁) / (1 + r₁) in the variance and the degrees of freedom (Santer et al., 2000, J. Geophys. Res. 105, 7337–7356, equation 6); negative r₁ counts
 * as none. Points must be in the order of time; fewer than three, or a time that never changes, give undefined.
 */
export function linearTrend(points: readonly Point[]): LinearTrend | undefined {
  const n = points.length;
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const sxx = points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  const sxy = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  const syy = points.reduce((sum, { y }) => sum + (y - my) ** 2, 0);
  if (n < 3 || sxx === 0) return undefined;
  const slope = sxy / sxx;
  const intercept = my - slope * mx;
  const residuals = points.map(({ x, y }) => y - intercept - slope * x);
  const rss = residuals.reduce((sum, one) => sum + one * one, 0);
  const lagged = residuals.slice(1).reduce((sum, one, at) => sum + one * (residuals[at] ?? 0), 0);
  const exact = rss <= 1e-24 * Math.max(syy, Number.MIN_VALUE);
  const autocorrelation = exact ? 0 : lagged / rss;
  const effective = Math.max(2.1, Math.min(n, (n * (1 - Math.max(0, autocorrelation))) / (1 + Math.max(0, autocorrelation))));
  const error = exact ? 0 : Math.sqrt(rss / (effective - 2) / sxx);
  const reach = error === 0 ? 0 : quantileT(0.975, effective - 2) * error;
  return {
    slope, intercept, low: slope - reach, high: slope + reach, p: error === 0 ? (slope === 0 ? 1 : 0) : probabilityT(slope / error, effective - 2), n,
    r2: syy === 0 ? 0 : 1 - rss / syy, autocorrelation, effective,
  };
}

/**
 * Median of the slopes between all pairs of points (Theil, 1950; Sen, 1968, J. Am. Stat. Assoc. 63, 1379–1389) with Sen's 95 % interval and the p-value of the Mann–Kendall
 * test, ties corrected and with continuity correction (Gilbert, 1987, chapter 16). At most 5000 points. Robust against outliers; assumes independent points.
 */
export function robustTrend(points: readonly Point[]): (Trend & { s: number }) | undefined {
  const n = points.length;
  if (n < 3) return undefined;
  const slopes: number[] = [];
  let s = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) {
      const [a, b] = [points[i], points[j]];
      if (a === undefined || b === undefined || a.x === b.x) continue;
      slopes.push((b.y - a.y) / (b.x - a.x));
      s += Math.sign((b.y - a.y) * (b.x - a.x));
    }
  }
  if (slopes.length === 0) return undefined;
  const sorted = Float64Array.from(slopes).sort();
  const ties = (values: number[]): number[] => [...values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<number, number>()).values()];
  const variance = (n * (n - 1) * (2 * n + 5) - ties(points.map(({ y }) => y)).reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)) / 18;
  const z = s === 0 || variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  const reach = quantileNormal(0.975) * Math.sqrt(Math.max(0, variance));
  const at = (rank: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, Math.round(rank) - 1))] ?? 0;
  const slope = median(sorted);
  return { slope, intercept: median(points.map(({ x, y }) => y - slope * x)), low: at((sorted.length - reach) / 2), high: at((sorted.length + reach) / 2 + 1), p: 2 * cumulativeNormal(-Math.abs(z)), n, s };
}
