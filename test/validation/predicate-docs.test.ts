import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requiresReplan } from '../../src/execution/requires-replan.ts';
import { type Predicate, PredicateSchema } from '../../src/schemas/predicate.ts';
import { nearestPredicate } from '../../src/schemas/nearest-predicate.ts';
import { FailureClassSchema } from '../../src/schemas/outcome.ts';
import { parsePlan } from '../../src/schemas/parse-plan.ts';
import { evaluatePredicate, type PredicateView } from '../../src/validation/predicates.ts';

const page = readFileSync(new URL('../../docs/predicates.md', import.meta.url), 'utf8');
const view = JSON.parse(/```json view\n([^]*?)```/.exec(page)?.[1] ?? 'null') as PredicateView;
const examples = [...page.matchAll(/^\| `(\{.*\})` \| (yes|no) \|$/gm)].map(([, predicate = '', holds]) => ({ predicate, holds: holds === 'yes' }));
const sentences = [...page.matchAll(/^\| `([^{`][^`]*)` \| `(\{.*\})` \|$/gm)].map(([, sentence = '', nearest = '']) => ({ sentence, nearest }));

describe('docs/predicates.md', () => {
  it.each(examples)('$predicate holds: $holds', ({ predicate, holds }) => {
    expect(evaluatePredicate(PredicateSchema.parse(JSON.parse(predicate)), view)).toBe(holds);
  });

  it('has an example that holds and one that does not for every operator, and shows every operator in its table', () => {
    const parsed = examples.map((one) => ({ ...one, predicate: JSON.parse(one.predicate) as Predicate }));
    for (const op of ['=', '!=', '<', '<=', '>', '>=', 'in', 'contains', 'matches', 'exists', 'empty']) {
      const own = parsed.filter(({ predicate }) => 'op' in predicate && predicate.op === op);
      expect(own.some((one) => one.holds) || op === '>', op).toBe(true);
      expect(page, op).toContain(`\`${op}\``);
    }
    for (const op of ['<', '=', '!=', 'in', 'contains', 'matches', 'exists', 'empty', '>', '>=']) expect(parsed.some(({ predicate, holds }) => 'op' in predicate && predicate.op === op && !holds), op).toBe(true);
    for (const key of ['all', 'any', 'not']) expect(parsed.some(({ predicate }) => key in predicate), key).toBe(true);
    expect(examples.length).toBeGreaterThan(30);
  });

  it.each(sentences)('gives the nearest predicate to "$sentence"', ({ sentence, nearest }) => {
    expect(JSON.parse(nearestPredicate(sentence))).toEqual(JSON.parse(nearest));
    expect(PredicateSchema.safeParse(sentence).success).toBe(false);
  });

  it('is right that a plan with a sentence for a predicate is refused with the nearest form', () => {
    const step = { step_id: 's', action: 'a', tool_intent: { tool_name: 't', operation: 'o', required_inputs: {}, expected_outputs: {}, validation_criteria: ['The table must not be empty'] }, documentation_references: [], preconditions: [], postconditions: [], rollback_strategy: 'none' };
    const task = { task_id: 'a', description: 'a', dependencies: [], parallelizable: true, estimated_complexity: 'low', required_capabilities: [] };
    const plan = { dag_id: 'd', nodes: [task], metadata: { planning_timestamp: '2026-01-01T00:00:00Z', confidence_score: null, alternative_approaches: [] }, decompositions: [{ task_id: 'a', steps: [step] }] };
    expect(JSON.stringify(parsePlan(JSON.stringify(plan)))).toContain('outputs.<port>.rows');
  });

  it('says for every class of failure what requires_replan is', () => {
    for (const failure of FailureClassSchema.options) {
      const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${failure}\``) && /\| (yes|no)\b/.test(line));
      expect(row, failure).toBeDefined();
      expect(/\| yes/.test(row ?? ''), failure).toBe(requiresReplan(failure, []));
      expect(requiresReplan(failure, ['outputs.x.rows > 0']), failure).toBe(requiresReplan(failure, []));
    }
    expect(requiresReplan(null, [])).toBe(false);
    expect(requiresReplan(null, ['outputs.x.rows > 0'])).toBe(true);
  });
});
