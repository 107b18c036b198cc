import type { Task } from '../schemas/plan.ts';

export type Complexity = Task['estimated_complexity'];

/** Most steps that a task of a complexity is broken into, and how deep a plan may be nested below it. Beyond that it is several tasks. */
const CAPS: { readonly [complexity in Complexity]: { steps: number; depth: number } } = {
  low: { steps: 3, depth: 1 },
  medium: { steps: 8, depth: 2 },
  high: { steps: 20, depth: 3 },
};

/** Most steps of a task by its complexity; far below the hard limit of a plan (50). */
export function stepCap(complexity: Complexity): number {
  return CAPS[complexity].steps;
}

/** How many plans may be nested below a task by its complexity. */
export function nestingCap(complexity: Complexity): number {
  return CAPS[complexity].depth;
}

/**
 * How much work a task is, where no planner said: by what its operation takes (milliseconds) and how much stands at its inputs. Open tasks, which still have to be
 * broken down, are at least medium.
 */
export function estimateComplexity(about: { duration_ms: number | null; inputs: number; parameters: number }): Complexity {
  if (about.duration_ms === null) return about.inputs + about.parameters > 8 ? 'high' : 'medium';
  if (about.duration_ms >= 15_000 || about.inputs > 12) return 'high';
  return about.duration_ms >= 1_000 || about.inputs > 5 || about.parameters > 8 ? 'medium' : 'low';
}

/** Whether a small model does for a call about a task of this complexity. */
export function isSmall(complexity: Complexity | null): boolean {
  return complexity === 'low';
}
