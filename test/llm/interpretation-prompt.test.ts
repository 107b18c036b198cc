import { expect, it } from 'vitest';
import { InterpretationFormat, toModelReading } from '../../src/llm/formats/interpretation.ts';
import { EXAMPLE_TYPED, EXAMPLE_VALUE, EXAMPLE_WANT } from '../../src/llm/prompts/typed-wants.ts';
import { readTerm } from '../../src/plan/read-term.ts';
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

const answer = {
  intent: '', stages: [], dependencies: [], clarifications_needed: [], questions: [], values: [EXAMPLE_VALUE], not_possible: null,
  wants: [{ id: EXAMPLE_WANT.id, kind: EXAMPLE_WANT.kind, title: '', quotes: [], effect: null, data: null, analysis: 'none', measure: null, mode: null, aggregation: null, keys: [], filters: [], order: null, limit: null, period: null, facets: [], typed: EXAMPLE_TYPED }],
};

it('shows a form and the answer that says the same', () => {
  const reading = toModelReading(InterpretationFormat.parse(answer), 'Room r-12');
  const typed = reading.wants[0]?.typed;
  const termOf = (value: unknown): unknown => (Array.isArray(value) ? value.map(termOf) : typeof value === 'string' ? (readTerm(value) as { value: unknown }).value : value);
  const terms = (facets: object): object => Object.fromEntries(Object.entries(facets).map(([name, value]) => [name, termOf(value)]));
  expect({ ...typed, facets: terms(typed?.facets ?? {}) }).toEqual({ ...EXAMPLE_WANT, effect: null, quotes: [], facets: terms(EXAMPLE_WANT.facets) });
  expect(reading.values).toEqual([{ name: 'id', value: 'r-12', quote: 'r-12', facets: { entity: 'room' } }]);
});

it('sends a reading that failed back with the reason, and nothing where none failed', () => {
  const reading = toModelReading(InterpretationFormat.parse(answer), 'Room r-12');
  const { system, user } = interpretationPrompt({ ...input, faults: [{ reason: 'no data of it has a column "minuts"; nearest: minutes', reading }] });
  expect(system).toBe(interpretationPrompt(input).system);
  expect(user).toContain('<<<fault\nno data of it has a column "minuts"; nearest: minutes\n>>>fault');
  expect(user).toContain('"measures":"[statistic(minutes, sum)]"');
  expect(interpretationPrompt(input).user).not.toContain('earlier reading');
});

it('stays of a size that leaves room for the goal', () => {
  expect(interpretationPrompt(input).system.length).toBeLessThan(100_000);
});
