import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

const LOADERS: Record<string, () => Promise<ToolRun>> = {
  run: async () => (await import('./operations/run.ts')).run,
  sample: async () => (await import('./operations/run.ts')).sample,
  project: async () => (await import('./operations/project.ts')).project,
  outlook: async () => (await import('./operations/project.ts')).outlook,
};

/** What can happen: seeded Monte Carlo and projections with ranges. */
export const simulate: Tool = {
  name: 'simulate',
  version: VERSION,
  title: 'Simulation',
  operations,
  documents,
  load(operation) {
    const loader = Object.hasOwn(LOADERS, operation) ? LOADERS[operation] : undefined;
    return loader?.() ?? Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "simulate.${operation}": expected one of ${Object.keys(LOADERS).join(', ')}. Correct the plan.`));
  },
};
