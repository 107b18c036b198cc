import { describe, expect, it } from 'vitest';
import type { ModelReading, ModelWant } from '../../src/plan/model-reading.ts';
import { readingFromInterpretation } from '../../src/plan/reading-from-interpretation.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { ReadingSchema } from '../../src/schemas/goal.ts';
import { FREE } from './fixtures/goals.ts';
import { REGIONS, profileOf } from './fixtures/profiles.ts';
import { registry } from './fixtures/registry.ts';

const wanted = (more: Partial<ModelWant>): ModelWant => ({
  id: 'w1', kind: 'chart', title: 'Result', quotes: [], effect: null, data: null, analysis: 'none', measure: null, mode: null, aggregation: null, keys: [], filters: [], order: null, limit: null, period: null, facets: [], typed: null, ...more,
});
const reading = (wants: ModelWant[], more: Partial<ModelReading> = {}): ModelReading => ({ interpretation: { intent: 'x', stages: [], dependencies: {}, clarifications_needed: [] }, wants, values: [], questions: [], not_possible: null, ...more });

function read(model: ModelReading, goal = 'Map the earthquakes above magnitude 4.5 and report the strongest', profiles = [] as (typeof REGIONS)[], answers = {}) {
  const result = readingFromInterpretation(model, { goal, registry, profiles, constraints: FREE, answers, inputs: {} });
  ReadingSchema.parse(result);
  return result;
}
const filter = { column: 'magnitude', op: '>' as const, value_json: '4.5', quote: 'above magnitude 4.5' };

describe('readingFromInterpretation', () => {
  it('makes the same typed goal that the words make', () => {
    const result = read(
      reading([
        wanted({ kind: 'map', data: 'earthquakes', measure: 'magnitude', filters: [filter], quotes: ['Map the earthquakes'] }),
        wanted({ kind: 'table', data: 'earthquakes', analysis: 'rank', measure: 'mag', filters: [filter], order: 'desc', limit: 5, quotes: ['the strongest', 'never said'] }),
        wanted({ kind: 'report', title: 'Earthquakes', quotes: ['report'] }),
      ]),
    );
    if (result.result !== 'typed') throw new Error(JSON.stringify(result));
    const compiled = compileGoal(result.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' });
    expect(compiled.result === 'plan' ? compiled.plan.nodes.map((task) => task.operation) : compiled).toEqual(['table.load', 'table.filter', 'map.points', 'table.rank', 'report.compose']);
    expect(result.typed_goal.wants[1]?.spans.map((span) => span.text)).toEqual(['above magnitude 4.5', 'the strongest']);
    expect(result.typed_goal.front_end).toBe('model');
  });

  it('asks only what a model asks that wants nothing before', () => {
    const question = { question_id: 'what', title: 'By what?', why: '', type: 'text' as const, options: [], allow_other: true, default: null, spans: [] };
    expect(read(reading([], { questions: [question] }), 'Rank them', [REGIONS])).toMatchObject({ result: 'questions', questions: [{ question_id: 'what' }] });
    expect(read(reading([], { questions: [question] }), 'Rank them', [REGIONS], { what: 'growth' })).toMatchObject({ result: 'unreadable' });
  });

  it('asks for the meaning of growth where the model did not find one', () => {
    const result = read(reading([wanted({ kind: 'table', analysis: 'growth', measure: 'population', keys: ['region'], order: 'desc', limit: 0 })]), 'Which region grew fastest?', [REGIONS]);
    expect(result).toMatchObject({ result: 'questions', questions: [{ question_id: 'growth_mode', default: 'percent' }] });
  });

  it.each([
    ['an unknown kind', wanted({ kind: 'hologram' }), /no such kind/],
    ['an unknown effect', wanted({ kind: 'file', effect: 'send-money' }), /no operation has it/],
  ])('refuses %s', (_, want, message) => {
    expect(read(reading([want]))).toMatchObject({ result: 'unreadable', message: expect.stringMatching(message) as string });
  });

  it('asks instead of believing data or columns that are not there', () => {
    expect(read(reading([wanted({ data: 'eartquakes', measure: 'mag' })]))).toMatchObject({ result: 'questions', questions: [{ question_id: 'data', default: 'earthquakes' }] });
    const profile = profileOf('one.csv', [['region', 'dimension'], ['year', 'time'], ['population', 'measure']]);
    expect(read(reading([wanted({ measure: 'gdp' })]), 'Chart the gdp', [profile])).toMatchObject({ result: 'questions', questions: [{ question_id: 'measure', why: expect.stringContaining('no measure "gdp"') as string }] });
  });

  it('passes on what the model asks, until it is answered', () => {
    const asked = { question_id: 'colour', title: 'Which colour?', why: '', type: 'text' as const, options: [], allow_other: true, default: 'blue', spans: [] };
    const model = reading([wanted({ kind: 'map', data: 'earthquakes', measure: 'mag' })], { questions: [asked] });
    expect(read(model)).toMatchObject({ result: 'questions', questions: [{ question_id: 'colour' }] });
    expect(read(model, undefined, [], { colour: 'red' })).toMatchObject({ result: 'typed' });
  });

  it('says why a goal cannot be served', () => {
    expect(read(reading([], { not_possible: 'There is no tool for phone calls.' }))).toMatchObject({ result: 'unreadable', message: expect.stringContaining('phone calls') as string });
    expect(read(reading([wanted({ kind: 'map', data: 'earthquakes', measure: 'magnitude' })], { not_possible: 'There is no tool for phone calls.' }))).toMatchObject({ result: 'unreadable', message: expect.stringContaining('phone calls') as string });
    expect(read(reading([wanted({ kind: 'map', data: 'earthquakes', measure: 'magnitude' })], { not_possible: 'None.' })).result).toBe('typed');
  });
});
