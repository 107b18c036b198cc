import { mean, variance } from './describe.ts';
import { probabilityChiSquare, probabilityF, probabilityT, quantileT } from './distributions.ts';

export interface Line {
  slope: number;
  intercept: number;
  low: number;
  high: number;
  r2: number;
  residual: number;
  p: number;
}

/** Least squares line of y on x with the 95 % interval of its slope. Undefined for fewer than three points or where x does not vary. */
export function fitLine(x: readonly number[], y: readonly number[]): Line | undefined {
  const n = x.length;
  if (n < 3) return undefined;
  const [mx, my] = [mean(x), mean(y)];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (const [at, value] of x.entries()) {
    const [dx, dy] = [value - mx, (y[at] ?? 0) - my];
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  if (sxx === 0) return undefined;
  const slope = sxy / sxx;
  const left = Math.max(0, syy - slope * sxy);
  const error = Math.sqrt(left / (n - 2) / sxx);
  const reach = quantileT(0.975, n - 2) * error;
  return { slope, intercept: my - slope * mx, low: slope - reach, high: slope + reach, r2: syy === 0 ? 1 : 1 - left / syy, residual: Math.sqrt(left / (n - 2)), p: error === 0 ? 0 : probabilityT(slope / error, n - 2) };
}

/** One-way analysis of variance (Fisher 1925). Undefined for fewer than two groups or without any spread inside groups. */
export function analyseVariance(groups: readonly (readonly number[])[]): { f: number; between: number; within: number; p: number; eta2: number } | undefined {
  const filled = groups.filter((group) => group.length > 0);
  const all = filled.flat();
  const [between, within] = [filled.length - 1, all.length - filled.length];
  if (between < 1 || within < 1) return undefined;
  const centre = mean(all);
  const explained = filled.reduce((sum, group) => sum + group.length * (mean(group) - centre) ** 2, 0);
  const rest = filled.reduce((sum, group) => sum + (group.length < 2 ? 0 : variance(group) * (group.length - 1)), 0);
  if (rest === 0) return undefined;
  const f = explained / between / (rest / within);
  return { f, between, within, p: probabilityF(f, between, within), eta2: explained / (explained + rest) };
}

/** Whether groups come from one distribution, by ranks, corrected for ties (Kruskal & Wallis 1952). */
export function kruskalWallis(groups: readonly (readonly number[])[]): { h: number; freedom: number; p: number } | undefined {
  const filled = groups.filter((group) => group.length > 0);
  const all = filled.flatMap((group, at) => group.map((value) => ({ value, at }))).toSorted((a, b) => a.value - b.value);
  const n = all.length;
  if (filled.length < 2 || n <= filled.length) return undefined;
  const sums = filled.map(() => 0);
  let ties = 0;
  for (let from = 0; from < n; ) {
    let to = from;
    while (to + 1 < n && all[to + 1]?.value === all[from]?.value) to += 1;
    const count = to - from + 1;
    ties += count ** 3 - count;
    for (let at = from; at <= to; at += 1) {
      const { at: group = 0 } = all[at] ?? {};
      sums[group] = (sums[group] ?? 0) + (from + to) / 2 + 1;
    }
    from = to + 1;
  }
  const correction = 1 - ties / (n ** 3 - n);
  if (correction === 0) return undefined;
  const h = ((12 / (n * (n + 1))) * sums.reduce((sum, ranks, at) => sum + ranks ** 2 / (filled[at]?.length ?? 1), 0) - 3 * (n + 1)) / correction;
  return { h, freedom: filled.length - 1, p: probabilityChiSquare(h, filled.length - 1) };
}

/** Pearson's test of independence of a table of counts, with Cramér's V; `least` is the smallest expected count. Undefined where a row or column alone is left. */
export function testIndependence(counts: readonly (readonly number[])[]): { chi2: number; freedom: number; p: number; v: number; least: number } | undefined {
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = (counts[0] ?? []).map((_count, at) => counts.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (rows.length < 2 || columns.length < 2 || rows.includes(0) || columns.includes(0)) return undefined;
  let [chi2, least] = [0, Infinity];
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      const expected = ((rows[i] ?? 0) * (columns[j] ?? 0)) / total;
      least = Math.min(least, expected);
      chi2 += (count - expected) ** 2 / expected;
    }
  }
  const freedom = (rows.length - 1) * (columns.length - 1);
  return { chi2, freedom, p: probabilityChiSquare(chi2, freedom), v: Math.sqrt(chi2 / (total * Math.min(rows.length - 1, columns.length - 1))), least };
}

/** Mean difference of pairs with its 95 % interval (Student 1908). Undefined for fewer than two pairs or where all differences are equal. */
export function pairedDifference(a: readonly number[], b: readonly number[]): { difference: number; low: number; high: number; p: number; freedom: number } | undefined {
  const differences = a.map((value, at) => value - (b[at] ?? 0));
  if (differences.length < 2) return undefined;
  const error = Math.sqrt(variance(differences) / differences.length);
  if (error === 0) return undefined;
  const [difference, freedom] = [mean(differences), differences.length - 1];
  const reach = quantileT(0.975, freedom) * error;
  return { difference, low: difference - reach, high: difference + reach, p: probabilityT(difference / error, freedom), freedom };
}
