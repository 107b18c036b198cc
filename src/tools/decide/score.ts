import type { Random } from '../stats/method/random.ts';

export const NORMALISATIONS = ['minmax', 'zscore'] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

export interface Criterion {
  /** Column of the measure. */
  column: string;
  direction: 'max' | 'min';
  /** Not below zero; they are scaled to add up to one. */
  weight: number;
}

/**
 * Values of one criterion made comparable: from 0 (worst) to 1 (best), or standard deviations from the mean (sample, n − 1), the sign turned where less is better.
 * Where all options are alike nobody gains: 0 for all.
 */
export function normalise(values: readonly number[], direction: Criterion['direction'], method: Normalisation): number[] {
  if (method === 'minmax') {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (most === least ? 0 : direction === 'max' ? (value - least) / (most - least) : (most - value) / (most - least)));
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return values.map((value) => (sd === 0 ? 0 : (direction === 'max' ? value - mean : mean - value) / sd));
}

/** Weighted sums (simple additive weighting; Fishburn, 1967): `parts[option][criterion]` times the weights. */
export function scores(parts: readonly (readonly number[])[], weights: readonly number[]): number[] {
  return parts.map((row) => row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
}

/** Index of the highest score; of equal ones the first. */
export function winnerOf(all: readonly number[]): number {
  return all.reduce((best, score, at) => (score > (all[best] ?? Number.NEGATIVE_INFINITY) ? at : best), 0);
}

export interface WeightRange {
  /** Within these weights of the criterion (others in proportion) the first place stays; null where it stays down to 0 or up to 1. */
  low: number | null;
  high: number | null;
  /** Who takes over beyond. */
  below: number | null;
  above: number | null;
}

/**
 * How far the weight of one criterion can move before the first place changes, the others keeping their proportions to each other. Each score is linear in that weight,
 * so the crossings are exact (one-at-a-time weight sensitivity; Triantaphyllou and Sánchez, 1997, Decision Sciences 28, 151–194).
 */
export function weightRange(parts: readonly (readonly number[])[], weights: readonly number[], criterion: number): WeightRange {
  const own = weights[criterion] ?? 0;
  const others = 1 - own;
  const rest = weights.length - 1;
  // Where the criterion has all the weight, the others share what it gives up equally.
  const share = weights.map((weight, at) => (at === criterion ? 0 : others > 0 ? weight / others : 1 / rest));
  const lines = parts.map((row) => ({ own: row[criterion] ?? 0, rest: row.reduce((sum, value, at) => sum + value * (share[at] ?? 0), 0) }));
  const first = winnerOf(scores(parts, weights));
  const best = lines[first] ?? { own: 0, rest: 0 };
  const range: WeightRange = { low: null, high: null, below: null, above: null };
  for (const [at, line] of lines.entries()) {
    if (at === first) continue;
    // difference(t) = t · a + (1 − t) · b, at least 0 at the present weight.
    const [a, b] = [best.own - line.own, best.rest - line.rest];
    if (a === b) continue;
    const crossing = b / (b - a);
    if (crossing < 0 || crossing > 1) continue;
    if (a < b && (range.high === null || crossing < range.high)) [range.high, range.above] = [crossing, at];
    if (a > b && (range.low === null || crossing > range.low)) [range.low, range.below] = [crossing, at];
  }
  return range;
}

/** In which share of random weights each option is first: weights uniform over all that add up to one (Dirichlet with ones; stochastic multicriteria acceptability, Lahdelma et al., 1998). */
export function winShares(parts: readonly (readonly number[])[], criteria: number, draws: number, random: Random): number[] {
  const wins = parts.map(() => 0);
  for (let draw = 0; draw < draws; draw += 1) {
    const raw = Array.from({ length: criteria }, () => -Math.log(1 - random.uniform()));
    const total = raw.reduce((sum, value) => sum + value, 0);
    const first = winnerOf(scores(parts, raw.map((value) => value / total)));
    wins[first] = (wins[first] ?? 0) + 1;
  }
  return wins.map((count) => count / draws);
}
