import type { Operation } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';

export type Complexity = Task['estimated_complexity'];

/** Most steps that a task of a complexity is broken into, one after the other. Beyond that it is several tasks. */
const STEPS: { readonly [complexity in Complexity]: number } = { low: 3, medium: 8, high: 20 };

/** Most steps of a task by its complexity; far below the hard limit of a plan (50). */
export function stepCap(complexity: Complexity): number {
  return STEPS[complexity];
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

/** Labels and fields up to which a question is easy, and above which it is hard; artifacts likewise. */
const EASY = { choose: 12, find: 8, inputs: 3 } as const;
const HARD = { choose: 60, find: 24, inputs: 12 } as const;

/**
 * How hard the question of a model step is: choosing one of few declared labels, and finding few declared values that stand in the text, is easy, because
 * what comes back can be checked value by value; writing a text, and what does not say what it asks for, never is. `asked`: how many labels or fields.
 */
export function questionComplexity({ asks }: Pick<Operation, 'asks'>, about: { inputs: number; asked: number }): Complexity {
  if (about.inputs > HARD.inputs) return 'high';
  if (asks === undefined || asks === 'write') return 'medium';
  if (about.asked > HARD[asks]) return 'high';
  return about.asked <= EASY[asks] && about.inputs <= EASY.inputs ? 'low' : 'medium';
}

/** The complexity of a task that runs one operation of the registry on so many artifacts; `asked` is the length of the longest list among its parameters. */
export function operationComplexity(operation: Operation, inputs: number, asked = 0): Complexity {
  if (operation.runs_on === 'reasoning') return questionComplexity(operation, { inputs, asked });
  return estimateComplexity({ duration_ms: operation.cost.duration_ms, inputs, parameters: Object.keys(operation.bind).length });
}

/** Whether a small model does for a call about a task of this complexity. */
export function isSmall(complexity: Complexity | null): boolean {
  return complexity === 'low';
}
