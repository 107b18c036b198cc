import type { Policy } from '../../schemas/approval.ts';

/** What one unit of each counts for: a second, a US dollar, an irreversible effect that something could still fail beside, a wait for a person. */
export interface ObjectiveWeights {
  time: number;
  money: number;
  risk: number;
  waits: number;
}

const BASE: ObjectiveWeights = { time: 1, money: 100, risk: 30, waits: 30 };

/** The weights of an objective: what it names counts ten times as much as usual. A policy's own weights stand instead of both. */
export function objectiveWeights(objective: Policy['objective'] | undefined, own?: Policy['weights']): ObjectiveWeights {
  if (own) return own;
  return objective === undefined ? BASE : { ...BASE, [objective]: 10 * BASE[objective] };
}
