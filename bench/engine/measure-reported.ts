import { round } from './figures.ts';
import { runHandWritten, runManyPlans, runPlan } from './run-shape.ts';
import { QUEUE } from './measure-shapes.ts';
import { shapeNamed } from './shapes.ts';
import { openStack, type Stack } from './stack.ts';

/** Plans at once: of 20 steps (never sliced, by rule) and of 40. */
export async function measureMany(stack: Stack, progress: (message: string) => void) {
  const rows: { [name: string]: unknown } = {};
  for (const steps of [20, 40]) {
    progress(`50 plans of ${steps} steps at once`);
    const { seconds, plans_per_second, cpu_ms_per_plan } = await runManyPlans(stack, shapeNamed(`layered-${steps}`), 0, 50);
    rows[`50x${steps}`] = { seconds: round(seconds), plans_per_second: round(plans_per_second), cpu_ms_per_plan: round(cpu_ms_per_plan) };
  }
  return rows;
}

/** Steps of one second: how much of a run is the engine when steps are as long as real ones. */
export async function measureLongSteps(stack: Stack, progress: (message: string) => void) {
  const shape = shapeNamed('layered-100');
  progress('layered-100 with 1 s steps');
  const [plan, hand] = [await runPlan(stack, shape, 1_000), await runHandWritten(stack, shape, 1_000, QUEUE)];
  const ideal = shape.depth * 1_000;
  return { ideal_makespan_ms: ideal, unsliced_to_ideal: round(plan.execution.ms / ideal), hand_written_to_ideal: round(hand.execution.ms / ideal) };
}

/** The same plan with parts of the product taken away, alternated; what has no seam is left out and said. */
export async function measureCosts(all: Stack, repetitions: number, progress: (message: string) => void) {
  const shape = shapeNamed('layered-100');
  const variants: { name: string; stack: Stack }[] = [{ name: 'everything_on', stack: all }];
  try {
    for (const [name, roles] of [['without_separation', 'one'], ['without_separation_and_record', 'unrecorded']] as const) {
      const stack = await openStack({ database: 'postgres', roles });
      if (stack !== null) variants.push({ name, stack });
    }
    const found = new Map(variants.map(({ name }) => [name, [] as { ms: number; cpu: number }[]]));
    for (let turn = -1; turn < repetitions; turn += 1) {
      for (const { name, stack } of variants) {
        progress(`cost of parts, ${turn < 0 ? 'warm-up' : `round ${turn + 1}`}: ${name}`);
        const ran = await runPlan(stack, shape, 0);
        if (turn >= 0) found.get(name)?.push({ ms: ran.ms_per_step, cpu: Object.values(ran.cpu).reduce((sum, ms) => sum + ms, 0) });
      }
    }
    const rows = [...found].map(([name, runs]) => [name, { ms_per_step: round(Math.min(...runs.map((one) => one.ms))), cpu_ms_per_step: round(Math.min(...runs.map((one) => one.cpu))), runs: runs.length }]);
    return {
      shape: shape.name,
      note: 'the smallest of the runs. Seals have no seam: the executor checks the seal of every step or runs none; a verified manifest is kept, so what remains per step is one digest of the intent and one of the tool',
      ...Object.fromEntries(rows),
    };
  } finally {
    for (const { stack } of variants) if (stack !== all) await stack.stop();
  }
}
