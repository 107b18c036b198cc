import { quantile } from '../stats/method/describe.ts';
import { quantileT } from '../stats/method/distributions.ts';
import type { Random } from '../stats/method/random.ts';
import { linearTrend } from '../stats/method/trend.ts';

export const PROJECTION_METHODS = ['linear', 'exponential', 'bootstrap'] as const;
export type ProjectionMethod = (typeof PROJECTION_METHODS)[number];

export interface Projected {
  value: number;
  /** 95 % range. */
  low: number;
  high: number;
}

/**
 * Goes on with a series of equal steps. `linear`: the least squares line with its 95 % prediction interval, fewer independent points counted where residuals are autocorrelated.
 * `exponential`: the compound growth rate from the first to the last value, from the last value on, with the range of `draws` random walks of past relative changes. `bootstrap`: the median and range
 * of random walks of past absolute changes, from the last value on. Undefined for fewer than four points, and for `exponential` where a value is not above zero.
 */
export function project(values: readonly number[], steps: number, method: ProjectionMethod, draws: number, random: Random): Projected[] | undefined {
  const n = values.length;
  if (n < 4) return undefined;
  if (method === 'linear') return projectLine(values, steps);
  const relative = method === 'exponential';
  if (relative && values.some((value) => value <= 0)) return undefined;
  const scaled = relative ? values.map(Math.log) : values;
  const changes = scaled.slice(1).map((value, at) => value - (scaled[at] ?? 0));
  const last = scaled[n - 1] ?? 0;
  const walks = Array.from({ length: steps }, () => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw += 1) {
    let level = last;
    for (const step of walks) {
      level += changes[random.below(changes.length)] ?? 0;
      step[draw] = level;
    }
  }
  const rate = (last - (scaled[0] ?? 0)) / (n - 1);
  const back = (value: number): number => (relative ? Math.exp(value) : value);
  return walks.map((step, at) => {
    const sorted = step.sort();
    return { value: back(relative ? last + rate * (at + 1) : quantile(sorted, 0.5)), low: back(quantile(sorted, 0.025)), high: back(quantile(sorted, 0.975)) };
  });
}

function projectLine(values: readonly number[], steps: number): Projected[] | undefined {
  const n = values.length;
  const line = linearTrend(values.map((y, x) => ({ x, y })));
  if (line === undefined) return undefined;
  const rss = values.reduce((sum, y, x) => sum + (y - line.intercept - line.slope * x) ** 2, 0);
  const freedom = line.effective - 2;
  const spread = Math.sqrt(rss / freedom);
  const sxx = (n * (n * n - 1)) / 12;
  const reach = quantileT(0.975, freedom);
  return Array.from({ length: steps }, (_, at) => {
    const x = n + at;
    const value = line.intercept + line.slope * x;
    const half = reach * spread * Math.sqrt(1 + 1 / line.effective + (x - (n - 1) / 2) ** 2 / sxx);
    return { value, low: value - half, high: value + half };
  });
}
