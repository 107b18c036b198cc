import { predictDuration } from '../plan/estimate.ts';
import type { StepModels } from '../llm/step-models.ts';
import type { EstimateContext, PastRuns } from '../plan/preview.ts';
import type { Policy } from '../schemas/approval.ts';
import type { Estimate } from '../schemas/plan.ts';
import type { Registry } from '../schemas/operation.ts';
import type { GoalRunInput } from '../schemas/run.ts';
import type { RunStore } from '../provenance/run-store.ts';

/** What past runs say of the registry's operations: the runs themselves, and the range that they make for an input of any size. */
export async function pastRuns(runStore: RunStore, registry: Registry): Promise<PastRuns> {
  const found = await runStore.pastRuns(registry.operations.map((operation) => `${operation.tool}.${operation.operation}`));
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, samples]) => {
      const predicted = predictDuration(samples);
      if (predicted === null) return [];
      const costs = samples.map((run) => run.usd).toSorted((a, b) => a - b);
      const cost = (p: number): number => costs[Math.round(p * (costs.length - 1))] ?? 0;
      return [[name, { low_ms: predicted.low_ms, high_ms: predicted.high_ms, low_usd: cost(0.1), high_usd: cost(0.9), runs: samples.length, samples }]];
    }),
  );
}

/** What a run knows beside that: how big its files are, which model answers, what the policy says of workers and rates, and how well estimates held. */
export async function estimateContext(runStore: RunStore, input: GoalRunInput, policy: Policy, defaultModel: string | null, models: StepModels | null = null): Promise<EstimateContext> {
  const calibration = await runStore.calibration();
  return {
    bytes: Object.fromEntries(input.attachments.map((file) => [file.sha256, file.bytes])),
    model: models?.usual ?? input.model ?? defaultModel,
    ...(models?.small ? { small: models.small } : {}),
    ...(policy.capacity ? { capacity: policy.capacity } : {}),
    ...(calibration.tasks.of > 0 ? { calibration } : {}),
  };
}

/** The same as estimates; operations without a past run are left out, so that the declared default shows as what it is. */
export function estimatesOf(past: PastRuns): { [operation: string]: Estimate } {
  return Object.fromEntries(
    Object.entries(past)
      .filter(([, known]) => known.runs > 0)
      .map(([name, known]) => [name, { duration_ms: { low: known.low_ms, high: known.high_ms }, usd: { low: known.low_usd, high: known.high_usd }, runs: known.runs }]),
  );
}
