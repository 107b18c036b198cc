import { round } from './figures.ts';
import { runPlan } from './run-shape.ts';
import { shapeNamed } from './shapes.ts';
import type { Stack } from './stack.ts';

/** What one size cost, or what kept it from being reached. */
export type Grown =
  | { ms_per_step: number; cpu_ms_per_step: number; whole_run_ms: number; before_execution_ms: { [activity: string]: number }; events_per_step: number; bytes_per_step: number; transactions_per_step: number | null }
  | { not_reached: string };

/** Layered plans of growing size, each once, and each with a time limit; adds to `grown` what it has. */
export async function measureGrowth(stack: Stack, sizes: readonly number[], limitMs: number, grown: { [size: string]: unknown }, progress: (message: string) => void): Promise<void> {
  for (const size of sizes) {
    progress(`growth: ${size} tasks, at most ${limitMs / 1_000} s`);
    grown[String(size)] = { not_reached: 'ended before it was done' };
    const found = await grow(stack, size, limitMs);
    grown[String(size)] = found;
    if ('not_reached' in found) break;
  }
}

async function grow(stack: Stack, size: number, limitMs: number): Promise<Grown> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`not done after ${limitMs / 1_000} s`)), limitMs);
  try {
    const ran = await Promise.race([runPlan(stack, shapeNamed(`layered-${size}`), 0), timeout.promise]);
    return {
      ms_per_step: round(ran.ms_per_step),
      cpu_ms_per_step: round(Object.values(ran.cpu).reduce((sum, ms) => sum + ms, 0)),
      whole_run_ms: round(ran.whole_ms),
      before_execution_ms: Object.fromEntries(Object.entries(ran.before).map(([name, ms]) => [name, round(ms)])),
      events_per_step: round(ran.execution.events / size),
      bytes_per_step: round(ran.execution.bytes / size),
      transactions_per_step: ran.commits_per_step === null ? null : round(ran.commits_per_step),
    };
  } catch (error) {
    return { not_reached: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
