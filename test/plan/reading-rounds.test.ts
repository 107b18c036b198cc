import { describe, expect, it } from 'vitest';
import { faultsOfReading } from '../../src/plan/faults-of-reading.ts';
import type { ModelReading, ModelWant } from '../../src/plan/model-reading.ts';
import { numbersInWords } from '../../src/plan/numbers-in-words.ts';
import { readingFromInterpretation } from '../../src/plan/reading-from-interpretation.ts';
import { type EarlierReading, readInRounds } from '../../src/plan/reading-rounds.ts';
import type { FormWant } from '../../src/schemas/goal-form.ts';
import { FREE } from './fixtures/goals.ts';
import { profileOf } from './fixtures/profiles.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const profiles = [profileOf('ferries.csv', [['ferry', 'dimension'], ['harbour', 'dimension'], ['sailed', 'time', 'date'], ['cars', 'measure']])];
const registry = shippedRegistry();
const contextOf = (goal: string) => ({ goal, registry, profiles, constraints: FREE, answers: {}, inputs: {} });

const typed = (form: FormWant): ModelWant => ({ id: form.id, kind: form.kind, title: '', quotes: [], effect: form.effect ?? null, data: null, analysis: 'none', measure: null, mode: null, aggregation: null, keys: [], filters: [], order: null, limit: null, period: null, facets: [], typed: form });
const reading = (...wants: FormWant[]): ModelReading => ({ interpretation: { intent: 'x', stages: [], dependencies: {}, clarifications_needed: [] }, wants: wants.map(typed), values: [], questions: [], not_possible: null });
const table = (facets: FormWant['facets'], id = 'most'): FormWant => ({ id, kind: 'table', facets: facets ?? {} });
const good = table({ keys: 'harbour', measures: 'statistic(cars, sum)', order: 'desc(statistic(cars, sum))', limit: 3 });
const bad = table({ keys: 'harbor', measures: 'statistic(cras, sum)' });

/** Reads with these answers one after the other, and keeps what each was told before. */
async function rounds(goal: string, answers: ModelReading[], more: { most?: number } = {}) {
  const told: (readonly EarlierReading[])[] = [];
  const result = await readInRounds({
    context: contextOf(goal),
    ...more,
    ask: (earlier) => {
      told.push([...earlier]);
      const answer = answers[told.length - 1];
      return answer === undefined ? Promise.reject(new Error('spent')) : Promise.resolve(answer);
    },
    gives_up: (error) => error instanceof Error && error.message === 'spent',
  });
  return { result, told };
}
const GOAL = 'Which 3 harbours have shipped the most cars?';

describe('faults of a reading', () => {
  const faults = (read: ModelReading, goal = GOAL) => faultsOfReading(readingFromInterpretation(read, contextOf(goal)), read, contextOf(goal));

  it('finds none in a reading that can be planned', () => {
    expect(faults(reading(good))).toEqual([]);
  });

  it('names all that does not exist, in every want, with the want, the facet, what it says and what is near', () => {
    const found = faults(reading(bad, { id: 'drawn', kind: 'chart', facets: { mark: 'bar', keys: 'ferri', measures: 'cars' } }));
    expect(found.map(({ want, facet }) => [want, facet])).toEqual([['most', 'keys'], ['most', 'measures'], ['drawn', 'keys']]);
    expect(found[0]?.reason).toContain('Did you mean harbour');
    expect(found[1]?.value).toBe('"statistic(cras, sum)"');
  });

  it('names the facet without which a want would be reached, and what makes it', () => {
    const found = faults(reading(good, table({ keys: 'harbour', measures: 'statistic(cars, sum)', mentions: 'by(x)' }, 'odd')));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ want: 'odd', facet: 'mentions' });
  });

  it('names a setting that its operation would refuse when it runs, with what it takes', () => {
    const found = faults(reading({ id: 's', kind: 'summary', facets: { analysis: 'statistic(cars, weighted)' } }));
    expect(found.map(({ reason }) => reason)).toEqual([expect.stringMatching(/"weighted".*sum, mean, median/)]);
  });

  it('tells the reader what nothing reaches, and does not argue with one that says that nothing serves the goal', () => {
    expect(faults(reading({ id: 'm', kind: 'map', facets: {} }))[0]?.reason).toContain('Cannot ');
    expect(faults({ ...reading(), not_possible: 'There is no telephone.' })).toEqual([]);
  });
});

describe('reading in rounds', () => {
  it('takes a reading that can be planned and covers the words as it is', async () => {
    const { result, told } = await rounds(GOAL, [reading(good)]);
    expect(result.result).toBe('typed');
    expect(told).toEqual([[]]);
  });

  it('gives a reading back with its faults until it can be planned', async () => {
    const { result, told } = await rounds(GOAL, [reading(bad), reading(table({ keys: 'harbour', measures: 'statistic(cras, sum)' })), reading(good)]);
    expect(result.result).toBe('typed');
    expect(told.at(-1)?.map(({ kind }) => kind)).toEqual(['fault', 'fault']);
    expect(told.at(-1)?.[1]?.reason).toContain('cras');
  });

  it('stops where the same faults come twice, and after as many repairs as are allowed', async () => {
    expect((await rounds(GOAL, [reading(bad), reading(bad), reading(good)])).told).toHaveLength(2);
    const others = [0, 1, 2, 3, 4].map((at) => reading(table({ keys: `harbor_of_${at}`, measures: 'cars' })));
    expect((await rounds(GOAL, others)).told).toHaveLength(4);
    expect((await rounds(GOAL, others, { most: 1 })).told).toHaveLength(2);
  });

  it('asks once whether what no part of the reading covers is meant, and takes what comes if it can be planned', async () => {
    const open = reading(table({ keys: 'harbour', measures: 'statistic(cars, sum)', order: 'desc(statistic(cars, sum))' }));
    const mended = await rounds(GOAL, [open, reading(good)]);
    expect(mended.told.at(-1)).toMatchObject([{ kind: 'doubt', reason: 'not covered: "3" (number)' }]);
    expect(mended.result).toMatchObject({ result: 'typed', typed_goal: { wants: [{ type: { facets: { limit: 3 } } }] } });
    // a reader that confirms is believed, and the person is shown what was not read
    const kept = await rounds(GOAL, [open, open]);
    expect(kept.told).toHaveLength(2);
    expect(kept.result.result === 'typed' && kept.result.typed_goal.unread.map((span) => span.text)).toContain('3');
  });

  it('needs no condition for a year in which the data begins', async () => {
    expect((await rounds('List the sailings since 1990.', [reading(table({}))])).told).toEqual([[]]);
  });

  it('never loses a reading that can be planned to a confirmation that fails', async () => {
    const open = reading(table({ keys: 'harbour', measures: 'statistic(cars, sum)' }));
    expect((await rounds(GOAL, [open, reading(bad)])).result.result).toBe('typed');
    expect((await rounds(GOAL, [open])).result.result).toBe('typed');
  });

  it.each([
    ['Chart the cars of each harbour.', table({ keys: 'harbour', measures: 'cars' }), '"Chart" (kind of result)'],
    ['What is the median of cars?', { id: 's', kind: 'summary', facets: { analysis: 'statistic(cars, mean)' } }, '"median" (statistic)'],
    ['List the sailings since 4 March 2012.', table({}), '"4 March 2012" (date)'],
    ['List the sailings and save them as "late ones".', table({}), '(name in quotes)'],
    ['List the sailings, newest first.', table({}), '"newest first" (order)'],
    ['Cars of each harbour, leave out the ferries without cars.', table({ keys: 'harbour', measures: 'statistic(cars, sum)' }), '"leave out" (what is left out)'],
    ['Cars of each harbour per month.', table({ keys: 'harbour', measures: 'statistic(cars, sum)' }), '"per month" (grain of time)'],
  ])('notices what is left out of: %s', async (goal, want, doubt) => {
    const { told } = await rounds(goal, [reading(want)]);
    expect(told.at(-1)?.[0]?.reason ?? '').toContain(doubt);
  });
});

describe('numbers in words', () => {
  const said = (text: string): string[] => numbersInWords(text).map(({ start, length }) => text.slice(start, start + length));

  it('are numbers, dates and times of day, and counts in words behind a bound', () => {
    expect(said('the top three of 1,200 boats above 4.5 m on 2 May 2021 at 14:30')).toEqual(['three', '1,200', '4.5', '2 May 2021', '14:30']);
  });

  it('are no digits inside names, no ordinals, and no words that count nothing', () => {
    expect(said('CO2 of r-12 and the two files on the 3rd floor may march on')).toEqual([]);
  });

  it('accept the same number in percent, in thousands and in smaller units', () => {
    expect(numbersInWords('2 hours')[0]?.accepted).toEqual(expect.arrayContaining(['2', '120', '7200', '0.02', '2000']));
    expect(numbersInWords('March 2024')[0]?.accepted).toEqual(expect.arrayContaining(['2024-03', '2024-03-31', '2024-04-01']));
  });
});
