import { mean } from './describe.ts';
import { probabilityT, quantileNormal } from './distributions.ts';

export interface Correlation {
  r: number;
  low: number;
  high: number;
  p: number;
  n: number;
}

/**
 * Pearson's correlation with a 95 % interval by Fisher's z (1921). With `ranks`, Spearman's: Pearson's of the mean ranks, and the interval with the variance
 * (1 + r²/2) / (n − 3) of Bonett and Wright (2000, Psychometrika 65, 23–28). Undefined for fewer than four pairs or where one side never changes.
 */
export function correlate(a: readonly number[], b: readonly number[], method: 'pearson' | 'spearman'): Correlation | undefined {
  const [x, y] = method === 'spearman' ? [ranks(a), ranks(b)] : [a, b];
  const n = x.length;
  const [mx, my] = [mean(x), mean(y)];
  let [sxy, sxx, syy] = [0, 0, 0];
  for (let at = 0; at < n; at += 1) {
    const [dx, dy] = [(x[at] ?? 0) - mx, (y[at] ?? 0) - my];
    sxy += dx * dy;
    sxx += dx * dx;
    syy += dy * dy;
  }
  if (n < 4 || sxx === 0 || syy === 0) return undefined;
  const r = Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy)));
  if (Math.abs(r) >= 1 - 1e-15) return { r, low: r, high: r, p: 0, n };
  const reach = quantileNormal(0.975) * Math.sqrt((method === 'spearman' ? 1 + (r * r) / 2 : 1) / (n - 3));
  return { r, low: Math.tanh(Math.atanh(r) - reach), high: Math.tanh(Math.atanh(r) + reach), p: probabilityT(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2), n };
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).toSorted((p, q) => p.value - q.value);
  const result = Array.from<number>({ length: values.length });
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && order[last + 1]?.value === order[first]?.value) last += 1;
    for (let at = first; at <= last; at += 1) result[order[at]?.at ?? 0] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return result;
}
