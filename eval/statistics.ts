import { randomFrom } from '../src/plan/simulate.ts';

/** Numbers in [0, 1) from a 32-bit seed, the same sequence everywhere. */
export const randomOf = randomFrom;

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** A share with its 95 % Wilson interval; (0, 0, 1) where there are no cases. */
export function wilson(held: number, of: number): Interval {
  if (of === 0) return { value: 0, low: 0, high: 1 };
  const z = 1.959964;
  const share = held / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** A statistic of a sample of rows with its 95 % percentile bootstrap interval; rows are drawn with a fixed seed. */
export function bootstrap<Row>(rows: readonly Row[], statistic: (sample: readonly Row[]) => number, rounds = 1000, seed = 1): Interval {
  const random = randomOf(seed);
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const sample = rows.map(() => rows[Math.floor(random() * rows.length)]).filter((row) => row !== undefined);
    drawn.push(statistic(sample));
  }
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? 0;
  return { value: statistic(rows), low: at(0.025), high: at(0.975) };
}

/** `0.123 [0.100, 0.150]`. */
export function sayInterval({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
