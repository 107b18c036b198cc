import { describe, expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { augmentations } from '../../src/plan/augment.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import { PlanSchema } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { REGIONS, RENAMED } from './fixtures/profiles.ts';

const now = '2026-01-01T00:00:00.000Z';
const registry = buildRegistry(Object.values(packs), tools, () => '0'.repeat(64));
const toolNames = tools.map((tool) => tool.name);

function planned(goal: string, profiles: Profile[]) {
  const { constraints } = parseConstraints(goal, { now, tools: toolNames });
  const answers: { [id: string]: Json } = {};
  for (let round = 0; round < 4; round += 1) {
    const reading = readGoal(goal, { registry, profiles, constraints, answers });
    if (reading.result === 'unreadable') throw new Error(reading.message);
    if (reading.result === 'typed') {
      const compiled = compileGoal(reading.typed_goal, registry, { now });
      if (compiled.result !== 'plan') throw new Error(compiled.message);
      PlanSchema.parse(compiled.plan);
      expect(compiled.search.ended).toBe('complete');
      return { plan: compiled.plan, asked: Object.keys(answers), unread: reading.typed_goal.unread };
    }
    for (const question of reading.questions) answers[question.question_id] = question.default;
  }
  throw new Error('still asking');
}

describe('the example goals on the shipped packs and tools', () => {
  it.each<[string, Profile[], string[], string[]]>([
    ['Generate a temperature anomaly map for 2020', [], [], ['http.download', 'grid.load', 'grid.mean', 'map.grid']],
    ['Chart the global temperature anomaly since 1880 and say how unusual 2020 was', [], ['baseline'], ['table.load', 'chart.line', 'stats.anomaly', 'report.compose']],
    ['Map the earthquakes above magnitude 4.5 and report the strongest', [], ['limit'], ['table.load', 'table.filter', 'map.points', 'table.rank', 'report.compose']],
    ['Which region grew fastest?', [REGIONS], ['growth_mode'], ['table.load', 'table.growth', 'table.rank', 'chart.bar', 'report.compose']],
    ['Which region grew fastest?', [RENAMED], ['growth_mode'], ['table.load', 'table.growth', 'table.rank', 'chart.bar', 'report.compose']],
  ])('plans %j', (goal, profiles, asked, operations) => {
    const result = planned(goal, profiles);
    expect(result.asked).toEqual(asked);
    expect(result.unread).toEqual([]);
    expect(result.plan.nodes.map((task) => task.operation)).toEqual(operations);
    expect(augmentations(result.plan, registry, {}).length).toBeLessThanOrEqual(5);
    expect(augmentations(result.plan, registry, {}).map((one) => one.rule)).toContain('verify');
    for (const task of result.plan.nodes) expect(task.because?.length).toBeGreaterThan(10);
  });

  it('plans what every dataset and kind can do together, or says what is missing', () => {
    for (const dataset of registry.datasets) {
      for (const kind of ['map', 'chart', 'table', 'summary', 'report']) {
        const goal = `Make a ${kind} of "${dataset.id}"`;
        const { constraints } = parseConstraints(goal, { now, tools: toolNames });
        const answers: { [id: string]: Json } = {};
        let reading = readGoal(goal, { registry, profiles: [], constraints, answers });
        for (let round = 0; round < 3 && reading.result === 'questions'; round += 1) {
          for (const question of reading.questions) answers[question.question_id] = question.default;
          reading = readGoal(goal, { registry, profiles: [], constraints, answers });
        }
        if (reading.result !== 'typed') throw new Error(`${goal}: ${JSON.stringify(reading)}`);
        const compiled = compileGoal(reading.typed_goal, registry, { now });
        if (compiled.result === 'plan') PlanSchema.parse(compiled.plan);
        else expect(compiled.message, goal).toMatch(/input "\w+" of [\w.]+ needs/);
      }
    }
  });
});
