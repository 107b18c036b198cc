import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

const LOADERS: Record<string, () => Promise<ToolRun>> = {
  summary: async () => (await import('./operations/summary.ts')).summary,
  anomaly: async () => (await import('./operations/anomaly.ts')).anomaly,
  statistic: async () => (await import('./operations/statistic.ts')).statistic,
  trend: async () => (await import('./operations/trend.ts')).trend,
  outliers: async () => (await import('./operations/outliers.ts')).outliers,
  outliers_beyond: async () => (await import('./operations/outliers.ts')).outliersBeyond,
  area_mean: async () => (await import('./operations/area-mean.ts')).areaMean,
  correlation: async () => (await import('./operations/correlation.ts')).correlation,
  bootstrap: async () => (await import('./operations/bootstrap.ts')).bootstrap,
  compare: async () => (await import('./operations/compare.ts')).compare,
  regression: async () => (await import('./operations/regression.ts')).regression,
  differences: async () => (await import('./operations/groups.ts')).differences,
  independence: async () => (await import('./operations/groups.ts')).independence,
  paired: async () => (await import('./operations/groups.ts')).paired,
};

/** Named numbers about a table, with units. */
export const stats: Tool = {
  name: 'stats',
  version: VERSION,
  title: 'Statistics',
  operations,
  documents,
  load(operation) {
    const loader = Object.hasOwn(LOADERS, operation) ? LOADERS[operation] : undefined;
    return loader?.() ?? Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "stats.${operation}": expected one of ${Object.keys(LOADERS).join(', ')}. Correct the plan.`));
  },
};
