import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

const LOADERS: Record<string, () => Promise<ToolRun>> = {
  rank: async () => (await import('./operations/rank.ts')).rank,
  shares: async () => (await import('./operations/rank.ts')).shares,
  sensitivity: async () => (await import('./operations/sensitivity.ts')).sensitivity,
};

/** Choices between options: weighted criteria, and how sure the first place is. */
export const decide: Tool = {
  name: 'decide',
  version: VERSION,
  title: 'Decisions',
  operations,
  documents,
  load(operation) {
    const loader = Object.hasOwn(LOADERS, operation) ? LOADERS[operation] : undefined;
    return loader?.() ?? Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "decide.${operation}": expected one of ${Object.keys(LOADERS).join(', ')}. Correct the plan.`));
  },
};
