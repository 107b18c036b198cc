import { expect, it } from 'vitest';
import { interpretationPrompt } from '../../src/llm/prompts/interpretation.ts';
import { shippedRegistry } from '../plan/fixtures/shipped.ts';

const input = { goal: 'How did the population grow?', registry: shippedRegistry(), givens: [], profiles: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, answers: {}, feedback: [] };

it('tells the model which kinds of results the person wants, and says nothing of kinds where none were named', () => {
  const plain = interpretationPrompt(input);
  const asked = interpretationPrompt({ ...input, kinds: ['chart', 'table'] });
  expect(asked.system).toBe(plain.system);
  expect(asked.user).toContain('<<<kinds\nchart, table\n>>>kinds');
  expect(interpretationPrompt({ ...input, kinds: [] })).toEqual(plain);
  expect(plain.user).not.toContain('kinds');
});
