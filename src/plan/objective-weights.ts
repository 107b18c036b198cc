import type { Policy } from '../schemas/approval.ts';
import { DEFAULT_WEIGHTS, type Weights } from './search/problem.ts';

/** What a plan is to be good at: what is named counts ten times as much as usual. */
export type Objective = 'time' | 'money' | 'risk' | 'waits';

/** What a risk and a wait count for where nobody says otherwise: a policy's weights are measured against it. */
const USUAL = 30;

/** Weights for an objective: what it names counts ten times as much as usual. Risk counts effects through the declared preference. */
export function weightsFor(objective: Objective | undefined, own?: Policy['weights']): Weights {
  if (own) return { per_second: own.time, per_usd: own.money, per_preference: own.risk / USUAL, per_operation: DEFAULT_WEIGHTS.per_operation, per_wait: (DEFAULT_WEIGHTS.per_wait * own.waits) / USUAL };
  switch (objective) {
    case 'time':
      return { ...DEFAULT_WEIGHTS, per_second: 10 };
    case 'money':
      return { ...DEFAULT_WEIGHTS, per_usd: 1_000 };
    case 'risk':
      return { ...DEFAULT_WEIGHTS, per_preference: 10 };
    case 'waits':
      return { ...DEFAULT_WEIGHTS, per_operation: 0.5, per_wait: 100_000 };
    case undefined:
      return DEFAULT_WEIGHTS;
  }
}
