import { describe, expect, it } from 'vitest';
import { hasData } from '../../../eval/planner/data.ts';
import { pooledF1, type Scored } from '../../../eval/planner/score.ts';
import { measure } from '../../../eval/linker/llm-plans.ts';
import { isHard } from '../../../eval/linker/plan-faults.ts';
import { harm } from '../../../eval/linker/harm.ts';
import { taskbenchGold } from '../../../eval/linker/gold-plans.ts';
import { ownGold } from '../../../eval/linker/own-plans.ts';
import { FAULTS } from '../../../eval/linker/seed-faults.ts';

function expectNoHarm(trials: ReturnType<typeof harm>): void {
  for (const fault of FAULTS) {
    const of = trials.filter((trial) => trial.fault === fault);
    expect(of.length, fault).toBeGreaterThan(0);
    const side = (at: 'before' | 'after'): Scored[] => of.map((trial) => ({ gold: trial.gold, predicted: trial[at] }));
    for (const part of ['node', 'edge'] as const) expect(pooledF1(side('after'), part), `${part} F1 of "${fault}"`).toBeGreaterThanOrEqual(pooledF1(side('before'), part) - 1e-9);
  }
  expect(trials.filter((trial) => trial.fault === 'none' && pooledF1([{ gold: trial.gold, predicted: trial.after }], 'edge') < 1)).toEqual([]);
}

describe('repair of plans with seeded faults', () => {
  it('harms no class of plans over the shipped registry', () => {
    const { plans, left_out } = ownGold(8, 3);
    expect(plans.length).toBe(8);
    expect(left_out).toBe(0);
    expectNoHarm(harm(plans, 25));
  });

  it.runIf(hasData('taskbench', ['gold_sample.dev.jsonl']))('harms no class of TaskBench plans (dev)', () => {
    const { plans } = taskbenchGold();
    expect(plans.length).toBeGreaterThan(40);
    expectNoHarm(harm(plans, 120));
  });
});

describe.runIf(hasData('llm_plans', ['plans.dev.jsonl']) && hasData('taskbench', ['gold_sample.dev.jsonl']))('plans of real models (llm_plans, dev)', () => {
  it('are valid far more often after linking, never with a hard fault, and else refused with a reason', () => {
    const { rows } = measure();
    expect(rows.length).toBe(1260);
    const valid = (side: 'before' | 'after'): number => rows.filter((row) => row[side] !== null && !isHard(row[side]) && !row[side].resource_type).length / rows.length;
    expect(valid('before')).toBeLessThan(0.5);
    expect(valid('after')).toBeGreaterThan(0.75);
    expect(rows.filter((row) => row.after !== null && isHard(row.after))).toEqual([]);
    for (const { refused } of rows) if (refused !== null) expect(refused).toMatch(/^Cannot link the proposed plan: .+\. The search plans instead\.$/);
  });
});
