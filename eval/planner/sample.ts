import { createHash } from 'node:crypto';
import { option } from './report.ts';

/**
 * As many cases as asked for, chosen by their id and a seed alone: the same on every machine and in whatever order the file is, and a larger
 * sample holds every smaller one. The cases keep their order.
 */
export function sampleCases<T extends { id: string }>(cases: readonly T[], count: number, seed: string): T[] {
  const key = ({ id }: T): string => createHash('sha256').update(`${seed}:${id}`).digest('hex');
  const chosen = new Set(cases.map((one) => ({ one, key: key(one) })).toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, count).map(({ one }) => one.id));
  return cases.filter((one) => chosen.has(one.id));
}

/** The cases that `--sample <n>` (with `--seed <text>`, by default 1) or `--cases <n>` (the first ones) leave; all without either. */
export function chosenCases<T extends { id: string }>(cases: readonly T[], most = Number.POSITIVE_INFINITY): T[] {
  const [sample, first] = [option('--sample'), option('--cases')];
  if (sample !== null) return sampleCases(cases, Number(sample), option('--seed') ?? '1');
  return cases.slice(0, first === null ? most : Number(first));
}
