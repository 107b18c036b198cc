import type { Checker, GoalResult } from './checker.ts';

/** Results that a checker is to take for right, and for wrong. */
export interface CheckedResults {
  right: GoalResult[];
  wrong: GoalResult[];
  /** What the person answered. */
  answers?: unknown;
}

/** Checks the checkers: each has a right result and two wrong ones at least, and tells them apart. Throws with every fault; prints how many held. */
export function checkCheckers(checkers: { [id: string]: Checker }, cases: { [id: string]: CheckedResults }): void {
  const faults: string[] = [];
  for (const [id, check] of Object.entries(checkers)) {
    const one = cases[id];
    if (one === undefined || one.right.length === 0 || one.wrong.length < 2) {
      faults.push(`${id}: one right and two wrong results are needed`);
      continue;
    }
    const given = { answers: one.answers };
    for (const [at, result] of one.right.entries()) {
      const verdict = check(result, given);
      if (!verdict.right) faults.push(`${id}: right result ${at} is taken for wrong: ${verdict.why}`);
    }
    for (const [at, result] of one.wrong.entries()) {
      const verdict = check(result, given);
      if (verdict.right) faults.push(`${id}: wrong result ${at} is taken for right: ${verdict.why}`);
    }
  }
  for (const id of Object.keys(cases)) if (checkers[id] === undefined) faults.push(`${id}: there is no checker`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  process.stdout.write(`${Object.keys(checkers).length} checkers tell right results from wrong ones\n`);
}
