/** What the checks said of one answer. `usable` is the part of it that holds on its own, where there is one. */
export type Checked<V> = { ok: true; value: V } | { ok: false; issues: string[]; usable?: V };

export interface RepairRound<A> {
  /** From 0. */
  round: number;
  /** Why the answer before was refused; empty in the first round. */
  feedback: readonly string[];
  last: A | null;
}

/** How a loop ended. `value` is the accepted answer, else the usable part of the one with the fewest failed checks, or null. */
export interface Repaired<A, V> {
  held: boolean;
  value: V | null;
  last: A;
  /** Answers that were generated. */
  rounds: number;
  /** Failed checks over all rounds. */
  failed_checks: number;
  /** What still does not hold of `value`; empty where it was accepted. */
  unmet: string[];
}

/**
 * Generates, checks, and where checks fail generates again with the reasons, at most `most` further times (generate → check → repair). Decides
 * nothing else and keeps nothing: what `generate` throws goes through.
 */
export async function repairLoop<A, V>(loop: { most: number; generate: (round: RepairRound<A>) => Promise<A>; check: (answer: A) => Checked<V> }): Promise<Repaired<A, V>> {
  let feedback: string[] = [];
  let last: A | null = null;
  let failed = 0;
  let best: { value: V | null; unmet: string[] } | null = null;
  for (let round = 0; ; round++) {
    const answer: A = await loop.generate({ round, feedback, last });
    const checked = loop.check(answer);
    if (checked.ok) return { held: true, value: checked.value, last: answer, rounds: round + 1, failed_checks: failed, unmet: [] };
    failed += checked.issues.length;
    if (best === null || checked.issues.length < best.unmet.length) best = { value: checked.usable ?? null, unmet: checked.issues };
    if (round >= loop.most) return { held: false, ...best, last: answer, rounds: round + 1, failed_checks: failed };
    last = answer;
    feedback = checked.issues;
  }
}
