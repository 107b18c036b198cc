import { mean, median, quantile, variance } from './describe.ts';
import { cumulativeNormal, quantileNormal } from './distributions.ts';
import type { Random } from './random.ts';

export type Statistic = 'mean' | 'median';
const COMPUTE: Record<Statistic, (values: ArrayLike<number>) => number> = { mean, median };

export interface Interval {
  estimate: number;
  low: number;
  high: number;
  /** Standard deviation of the statistic over the resamples. */
  error: number;
  method: 'bca' | 'percentile';
}

/**
 * 95 % bootstrap interval: bias-corrected and accelerated (Efron, 1987, J. Am. Stat. Assoc. 82, 171–185; acceleration by the jackknife) where it is defined, else the
 * percentile interval: where all resamples or all jackknife values are alike.
 */
export function bootstrap(values: readonly number[], statistic: Statistic, draws: number, random: Random): Interval {
  const compute = COMPUTE[statistic];
  const estimate = compute(values);
  const sample = new Float64Array(values.length);
  const results = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    for (let at = 0; at < sample.length; at += 1) sample[at] = values[random.below(values.length)] ?? 0;
    results[draw] = compute(sample);
  }
  return { estimate, ...corrected(results, estimate, jackknife(values, compute)) };
}

/** The same for the difference of a statistic of two samples, drawn independently of each other; percentile interval. */
export function bootstrapDifference(a: readonly number[], b: readonly number[], statistic: Statistic, draws: number, random: Random): Interval {
  const compute = COMPUTE[statistic];
  const results = new Float64Array(draws);
  const [first, second] = [new Float64Array(a.length), new Float64Array(b.length)];
  for (let draw = 0; draw < draws; draw += 1) {
    for (let at = 0; at < first.length; at += 1) first[at] = a[random.below(a.length)] ?? 0;
    for (let at = 0; at < second.length; at += 1) second[at] = b[random.below(b.length)] ?? 0;
    results[draw] = compute(first) - compute(second);
  }
  const sorted = results.sort();
  return { estimate: compute(a) - compute(b), low: quantile(sorted, 0.025), high: quantile(sorted, 0.975), error: Math.sqrt(variance(sorted)), method: 'percentile' };
}

function corrected(results: Float64Array, estimate: number, left: readonly number[]): Omit<Interval, 'estimate'> {
  const sorted = results.sort();
  const error = Math.sqrt(variance(sorted));
  const below = sorted.reduce((count, value) => count + (value < estimate ? 1 : value === estimate ? 0.5 : 0), 0) / sorted.length;
  const centre = mean(left);
  const squares = left.reduce((sum, value) => sum + (centre - value) ** 2, 0);
  if (below <= 0 || below >= 1 || squares === 0) return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975), error, method: 'percentile' };
  const bias = quantileNormal(below);
  const acceleration = left.reduce((sum, value) => sum + (centre - value) ** 3, 0) / (6 * squares ** 1.5);
  const level = (probability: number): number => {
    const z = bias + quantileNormal(probability);
    return cumulativeNormal(bias + z / (1 - acceleration * z));
  };
  return { low: quantile(sorted, level(0.025)), high: quantile(sorted, level(0.975)), error, method: 'bca' };
}

/** The statistic without each of the values in turn; of more than 2000 values, in as many blocks. */
function jackknife(values: readonly number[], compute: (values: ArrayLike<number>) => number): number[] {
  const blocks = Math.min(values.length, 2_000);
  return values.length < 2 ? [] : Array.from({ length: blocks }, (_, block) => compute(values.filter((_value, at) => at % blocks !== block)));
}
