import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { type Profile, type Reading, type TypedGoal, ReadingSchema } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import { REGIONS, RENAMED, profileOf } from './fixtures/profiles.ts';
import { registry } from './fixtures/registry.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const now = '2026-01-01T00:00:00.000Z';
const tools = [...new Set(registry.operations.map((operation) => operation.tool))];

const depth = registry.datasets.find((one) => one.id === 'earthquakes')?.columns?.find((column) => column.meaning === 'depth')?.name ?? '';

function read(goal: string, profiles: Profile[] = [], answers: { [id: string]: Json } = {}, inputs: { [id: string]: Json } = {}): Reading {
  const { constraints } = parseConstraints(goal, { now, tools });
  const reading = readGoal(goal, { registry, profiles, constraints, answers, inputs });
  ReadingSchema.parse(reading);
  return reading;
}

/** Reads with every question answered by its default. */
function readWithDefaults(goal: string, profiles: Profile[] = []): { typed: TypedGoal; asked: string[] } {
  const answers: { [id: string]: Json } = {};
  for (let round = 0; round < 4; round += 1) {
    const reading = read(goal, profiles, answers);
    if (reading.result === 'typed') {
      for (const span of [...reading.typed_goal.wants, ...reading.typed_goal.choices].flatMap((one) => one.spans)) expect(goal.slice(span.start, span.end)).toBe(span.text);
      return { typed: reading.typed_goal, asked: Object.keys(answers) };
    }
    if (reading.result === 'unreadable') throw new Error(reading.message);
    expect(reading.questions.length).toBeLessThanOrEqual(3);
    for (const question of reading.questions) answers[question.question_id] = question.default;
  }
  throw new Error('still asking');
}

function operations(typed: TypedGoal): string[] {
  const result = compileGoal(typed, registry, { now });
  if (result.result !== 'plan') throw new Error(result.message);
  return result.plan.nodes.map((task) => task.operation ?? '');
}

describe('readGoal', () => {
  it('maps the anomaly of a year without a question', () => {
    const { typed, asked } = readWithDefaults('Generate a temperature anomaly map for 2020');
    expect(asked).toEqual([]);
    expect(typed.unread).toEqual([]);
    expect(operations(typed)).toEqual(['http.download', 'grid.load', 'grid.mean', 'map.grid']);
  });

  it('charts a series and compares one year with the others, asking for the baseline', () => {
    const { typed, asked } = readWithDefaults('Chart the global temperature anomaly since 1880 and say how unusual 2020 was');
    expect(asked).toEqual(['baseline']);
    expect(operations(typed)).toEqual(['table.load', 'chart.line', 'stats.anomaly', 'report.compose']);
    expect(typed.wants[1]?.type.facets['analysis']).toEqual({ fn: 'anomaly', args: ['temp', '2020'] });
  });

  it('maps, filters and ranks, asking how many "the strongest" are', () => {
    const { typed, asked } = readWithDefaults('Map the earthquakes above magnitude 4.5 and report the strongest');
    expect(asked).toEqual(['limit']);
    expect(operations(typed)).toEqual(['table.load', 'table.filter', 'map.points', 'table.rank', 'report.compose']);
    expect(typed.wants[1]?.type.facets).toMatchObject({ filters: [{ fn: '>', args: ['mag', 4.5] }], order: { fn: 'desc', args: ['mag'] }, limit: 5 });
    expect(typed.wants[0]?.spans.map((span) => span.text)).toContain('above magnitude 4.5');
  });

  it.each([
    ['a file that no pack knows', REGIONS, 'region', 'population'],
    ['the same file with renamed columns', RENAMED, 'gebiet', 'einwohner'],
  ])('finds out which region grew fastest in %s, asking for the meaning of growth', (_, profile, key, measure) => {
    const { typed, asked } = readWithDefaults('Which region grew fastest?', [profile]);
    expect(asked).toEqual(['growth_mode']);
    expect(typed.wants[0]?.type.facets).toMatchObject({ keys: [key], measures: [{ fn: 'growth', args: [measure, 'percent'] }], limit: 0 });
    expect(operations(typed)).toEqual(['table.load', 'table.growth', 'table.rank', 'chart.bar', 'report.compose']);
  });

  it('asks which data is meant where the goal names a subject that nothing attached is called', () => {
    const reading = read('How many earthquakes were deeper than 100 km?', [REGIONS]);
    const data = reading.result === 'questions' ? reading.questions.find((one) => one.question_id === 'data') : undefined;
    expect(data).toMatchObject({ default: 'earthquakes' });
    expect(data?.options.map((option) => option.label)).toEqual([expect.stringContaining('earthquakes'), 'regions.csv']);
    expect(read('Chart the population', [REGIONS]).result).toBe('typed');
  });

  it('asks which measure and which column where several fit, at most three questions at a time', () => {
    const profile = profileOf('many.csv', [['country', 'dimension'], ['sector', 'dimension'], ['year', 'time'], ['output', 'measure'], ['jobs', 'measure']]);
    const reading = read('Which branch grew fastest?', [profile]);
    expect(reading.result === 'questions' ? reading.questions.map((question) => [question.question_id, question.default]) : reading).toEqual([
      ['growth_mode', 'percent'],
      ['measure', 'output'],
      ['keys', 'country'],
    ]);
  });

  it.each([
    ['Which region grew fastest in absolute numbers?', { mode: 'absolute' }],
    ['Which region grew fastest per year?', { mode: 'per_year' }],
  ])('takes the meaning of growth from the words of %j', (goal, choice) => {
    const { typed, asked } = readWithDefaults(goal, [REGIONS]);
    expect(asked).toEqual([]);
    expect(typed.choices).toContainEqual(expect.objectContaining({ name: 'mode', value: choice.mode, because: 'said' }));
  });

  it.each([
    ['Which region shrank fastest in percent?', 'asc'],
    ['Which region grew slowest in percent?', 'asc'],
    ['Which region shrank slowest in percent?', 'desc'],
    ['Which region grew most in percent?', 'desc'],
  ])('orders %j %s', (goal, direction) => {
    expect(readWithDefaults(goal, [REGIONS]).typed.wants[0]?.type.facets['order']).toMatchObject({ fn: direction });
  });

  it.each([
    ['List the earthquakes with a magnitude of at least 5', [{ fn: '>=', args: ['mag', 5] }]],
    ['List the earthquakes between magnitude 4 and 5', [{ fn: '>=', args: ['mag', 4] }, { fn: '<=', args: ['mag', 5] }]],
    ['List the earthquakes of magnitude 6 or more', [{ fn: '>=', args: ['mag', 6] }]],
    ['List earthquakes with mag > 4.5 and depth below 70', [{ fn: '>', args: ['mag', 4.5] }, { fn: '<', args: [depth, 70] }]],
    ['Table of deaths from disasters from 1990 to 2000', [{ fn: '>=', args: ['Year', 1990] }, { fn: '<=', args: ['Year', 2000] }]],
    ['Table of deaths from disasters before 1950', [{ fn: '<=', args: ['Year', 1949] }]],
    ['Table of deaths from disasters in 2010', [{ fn: '=', args: ['Year', 2010] }]],
  ])('reads the conditions of %j', (goal, filters) => {
    expect(readWithDefaults(goal).typed.wants[0]?.type.facets['filters']).toEqual(filters);
  });

  it.each([
    ['Show the 3 strongest earthquakes', 3, []],
    ['Show the top ten earthquakes by magnitude', 10, []],
    ['Show the strongest earthquake', 1, []],
    ['Show the strongest earthquakes', 5, ['limit']],
    ['Show the 7 earthquakes with the highest magnitude', 7, []],
  ])('reads how many %j means', (goal, limit, asked) => {
    const result = readWithDefaults(goal);
    expect(result.asked).toEqual(asked);
    expect(result.typed.wants[0]?.type.facets).toMatchObject({ limit, order: { fn: 'desc', args: ['mag'] } });
  });

  it('groups by a column that is finer or coarser than the grain', () => {
    const profile = profileOf('cities.csv', [['city', 'dimension'], ['region', 'dimension'], ['year', 'time'], ['population', 'measure']]);
    const { typed } = readWithDefaults('Which region grew fastest in percent?', [profile]);
    expect(operations(typed).slice(0, 4)).toEqual(['table.load', 'table.group', 'table.growth', 'table.rank']);
  });

  it('prefers attached data to what the packs have, and data that the goal names to other attached data', () => {
    const other = profileOf('other.csv', [['region', 'dimension'], ['year', 'time'], ['population', 'measure']], {}, 'cd');
    expect(readWithDefaults('Which region grew fastest in other.csv?', [REGIONS, other]).typed.givens[0]?.title).toBe('other.csv');
    const reading = read('Which region grew fastest?', [REGIONS, other]);
    expect(reading).toMatchObject({ result: 'questions', questions: [{ question_id: 'data', options: [{ label: 'regions.csv' }, { label: 'other.csv' }] }, { question_id: 'growth_mode' }] });
  });

  it('takes values given in advance and keeps asking where a value does not fit', () => {
    expect(read('Which region grew fastest?', [REGIONS], {}, { growth_mode: 'absolute' })).toMatchObject({ result: 'typed' });
    expect(read('Which region grew fastest?', [REGIONS], { growth_mode: 'sideways' })).toMatchObject({ result: 'questions', questions: [{ question_id: 'growth_mode', why: expect.stringMatching(/expected one of percent/) as string }] });
  });

  it('gives the interpretation in the order of the stages', () => {
    const reading = read('Generate a temperature anomaly map for 2020');
    expect(reading.result === 'typed' ? reading.interpretation.stages.map((stage) => stage.name) : reading).toEqual(['import', 'process', 'visualize']);
    expect(reading.result === 'typed' ? reading.interpretation.dependencies : null).toEqual({ import: [], process: ['import'], visualize: ['import', 'process'] });
  });

  it('knows the kinds that operations make by their names, whatever the packs list', () => {
    const bare = { ...registry, terms: registry.terms.filter((term) => term.means.part !== 'kind') };
    const goal = 'Generate a temperature anomaly map for 2020';
    const { constraints } = parseConstraints(goal, { now, tools });
    expect(readGoal(goal, { registry: bare, profiles: [], constraints })).toMatchObject({ result: 'typed', typed_goal: { wants: [{ type: { kind: 'map' } }] } });
  });

  it('lists the words that it could not read', () => {
    expect(readWithDefaults('Map the purple earthquakes above magnitude 4.5').typed.unread.map((span) => span.text)).toEqual(['purple']);
  });

  it.each([
    ['an empty goal', '   ', /empty/],
    ['a goal of a megabyte', 'map '.repeat(262_144), /more than 20000/],
    ['binary', 'PK\u0003\u0004\u0000\u0001 map of earthquakes', /not text/],
    ['Chinese', '生成2020年温度异常图', /Without a language model|Name a kind of result/],
    ['German', 'Welche Gegend ist am schnellsten gewachsen?', /Without a language model/],
    ['a recipe', 'Bake me a chocolate cake', /none of its words/],
    ['a file that is not attached', 'Chart sales.csv', /"sales.csv".*--attach/],
    ['a year that the data does not have', 'Generate a temperature anomaly map for 1800', /covers 1880 to 2025, not 1800/],
  ])('says what to do with %s', (_, goal, message) => {
    const started = performance.now();
    const reading = read(goal);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(reading).toMatchObject({ result: 'unreadable', message: expect.stringMatching(message) as string });
  });

  it('says which file could not be read', () => {
    const broken = profileOf('broken.csv', [], { unreadable: 'It has no columns.' });
    expect(read('Which region grew fastest?', [broken])).toMatchObject({ result: 'unreadable', message: expect.stringMatching(/broken\.csv.*no columns/) as string });
  });

  it('asks what is wanted where the goal only names data, and says what it could not read', () => {
    const reading = read('Make a video of the earthquakes');
    expect(reading).toMatchObject({ result: 'questions', questions: [{ question_id: 'kind', why: expect.stringContaining('"video"') as string }] });
  });
});

it('refuses the best of each group, instead of the best of all or the groups alone', () => {
  const column = (name: string, role: 'dimension' | 'measure' | 'time') => ({ name, role, type: role === 'measure' ? ('integer' as const) : role === 'time' ? ('date' as const) : ('text' as const), unit: null, aggregation: role === 'measure' ? ('sum' as const) : null, meaning: null, distinct: 4, missing: 0, minimum: null, maximum: null });
  const profile = {
    source: { name: 'orders.csv', sha256: 'b'.repeat(64), dataset: null }, media_type: 'text/csv', format: 'csv', rows: 12, warnings: [], unreadable: null,
    columns: [column('date', 'time'), column('store', 'dimension'), column('category', 'dimension'), column('units', 'measure')],
    type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'attachment-bbbbbbbbbbbb', keys: ['category', 'store'], time: 'date', measures: ['units'] } },
  };
  const read = (goal: string) => readGoal(goal, { registry: shippedRegistry(), profiles: [profile], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } });
  for (const goal of ['For each category the store with the most units', 'Which store sold the most units per category?']) {
    const reading = read(goal);
    expect(reading.result === 'unreadable' ? reading.message : reading.result, goal).toMatch(/asks for the most of each group, of "store" and "category"/);
  }
  expect(read('Total units per store and category, highest first').result).toBe('typed');
});
