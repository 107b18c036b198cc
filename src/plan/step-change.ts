import type { Operation } from '../schemas/operation.ts';

/** What became of steps, and why: shown with the plan before it is approved. */
export interface StepChange {
  kind: 'split' | 'merge';
  task_id: string;
  /** Ids of the steps that there are now. */
  steps: string[];
  description: string;
}

/** Names of an operation's ports and parameters. */
export function declaredNames(operation: Operation): string[] {
  const properties = operation.parameters['properties'];
  const parameters = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? Object.keys(properties) : [];
  return [...operation.inputs.map((port) => port.name), ...parameters];
}
