import { PlanwrightError } from '../../schemas/failure.ts';
import type { Tool, ToolRun } from '../tool.ts';
import { VERSION, documents, operations } from './declaration.ts';

const LOADERS: Record<string, () => Promise<ToolRun>> = {
  load: async () => (await import('./operations/load.ts')).load,
  filter: async () => (await import('./operations/filter.ts')).filter,
  having: async () => (await import('./operations/filter.ts')).having,
  group: async () => (await import('./operations/group.ts')).group,
  aggregate: async () => (await import('./operations/group.ts')).aggregate,
  resample: async () => (await import('./operations/group.ts')).resample,
  growth: async () => (await import('./operations/growth.ts')).growth,
  top: async () => (await import('./operations/top.ts')).top,
  rank: async () => (await import('./operations/rank.ts')).rank,
  select: async () => (await import('./operations/select.ts')).select,
  window: async () => (await import('./operations/window.ts')).window,
  accumulate: async () => (await import('./operations/window.ts')).accumulate,
  change: async () => (await import('./operations/window.ts')).change,
  anomaly: async () => (await import('./operations/anomaly.ts')).anomaly,
  anomaly_by_month: async () => (await import('./operations/anomaly.ts')).anomalyByMonth,
  convert_each: async () => (await import('./operations/convert-each.ts')).convertEach,
  dimensions: async () => (await import('./operations/dimensions.ts')).dimensions,
  flag: async () => (await import('./operations/compute.ts')).flag,
  runs: async () => (await import('./operations/runs.ts')).runs,
  index: async () => (await import('./operations/index-to.ts')).indexTo,
  fill: async () => (await import('./operations/fill.ts')).fill,
  share: async () => (await import('./operations/share.ts')).share,
  where: async () => (await import('./operations/compute.ts')).where,
  calculate: async () => (await import('./operations/compute.ts')).calculate,
  compute: async () => (await import('./operations/compute.ts')).compute,
  convert: async () => (await import('./operations/convert.ts')).convert,
  statistic: async () => (await import('./operations/group.ts')).statistic,
  statistic_by_time: async () => (await import('./operations/group.ts')).statisticByTime,
  statistic_of: async () => (await import('./operations/group.ts')).statisticOf,
  together: async () => (await import('./operations/together.ts')).together,
  adjust: async () => (await import('./operations/compute.ts')).adjust,
  statistics: async () => (await import('./operations/statistics.ts')).statistics,
  statistics_by_time: async () => (await import('./operations/statistics.ts')).statisticsByTime,
  count: async () => (await import('./operations/count.ts')).count,
  reshape: async () => (await import('./operations/reshape.ts')).reshape,
  pivot: async () => (await import('./operations/pivot.ts')).pivot,
  deduplicate: async () => (await import('./operations/deduplicate.ts')).deduplicate,
  append: async () => (await import('./operations/append.ts')).append,
  stack: async () => (await import('./operations/append.ts')).stack,
  keep: async () => (await import('./operations/keep.ts')).keep,
  among: async () => (await import('./operations/among.ts')).among,
  threshold: async () => (await import('./operations/threshold.ts')).threshold,
  split: async () => (await import('./operations/split.ts')).split,
  derive: async () => (await import('./operations/derive.ts')).derive,
  attach: async () => (await import('./operations/attach.ts')).attach,
  attach_grouped: async () => (await import('./operations/attach.ts')).attachGrouped,
  lookup_dated: async () => (await import('./operations/lookup.ts')).lookup,
  lookup: async () => (await import('./operations/lookup.ts')).lookup,
  join: async () => (await import('./operations/join.ts')).join,
  sql: async () => (await import('./operations/sql.ts')).sql,
};

/** Tables on a locked-down DuckDB: typed operations compiled to SQL, so that nobody has to write it. */
export const table: Tool = {
  name: 'table',
  version: VERSION,
  title: 'Tables',
  operations,
  documents,
  load(operation) {
    const loader = Object.hasOwn(LOADERS, operation) ? LOADERS[operation] : undefined;
    return loader?.() ?? Promise.reject(new PlanwrightError('Tool.Unknown', `Cannot load operation "table.${operation}": expected one of ${Object.keys(LOADERS).join(', ')}. Correct the plan.`));
  },
};
