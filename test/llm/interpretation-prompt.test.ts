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

it('sends a reading that failed back with the reason and the nearest example, and nothing where none failed', () => {
  const reading = toModelReading(InterpretationFormat.parse(answer), 'Room r-12');
  const fault = { want: EXAMPLE_WANT.id, facet: 'order', value: 'desc(statistic(minutes, sum))', reason: 'no such column', made_by: [] };
  const { system, user } = interpretationPrompt({ ...input, earlier: [{ kind: 'fault', reason: 'no data of it has a column "minuts"; nearest: minutes', faults: [fault], reading }] });
  expect(system).toBe(interpretationPrompt(input).system);
  expect(user).toContain('<<<fault\nno data of it has a column "minuts"; nearest: minutes\n>>>fault');
  expect(user).toContain('"measures":"[statistic(minutes, sum)]"');
  expect(user).toMatch(/Nearest examples of the cookbook:\n\{.*"order":"desc\(statistic\(/);
  expect(interpretationPrompt(input).user).not.toContain('earlier reading');
});

it('asks to confirm or mend what a reading leaves uncovered, and keeps many rounds short', () => {
  const reading = toModelReading(InterpretationFormat.parse(answer), 'Room r-12');
  const fault = { kind: 'fault' as const, reason: `x${'y'.repeat(20_000)}`, faults: [], reading };
  const { user } = interpretationPrompt({ ...input, earlier: [fault, fault, { kind: 'doubt', reason: 'not covered: "3" (number)', faults: [], reading }] });
  expect(user).toContain('<<<doubt\nnot covered: "3" (number)\n>>>doubt');
  expect(user).toContain('leave it');
  expect(user.length).toBeLessThan(8_000);
});

it('stays of a size that leaves room for the goal', () => {
  expect(interpretationPrompt(input).system.length).toBeLessThan(100_000);
});
