import { describe, expect, it } from 'vitest';
import { parseConstraints } from '../../src/plan/constraints.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { meaningOf } from '../../src/plan/lexical-goal.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { readWants } from '../../src/plan/read-want.ts';
import { formOf, writeFacet } from '../../src/plan/write-form.ts';
import { readTerm } from '../../src/plan/read-term.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { profileOf } from './fixtures/profiles.ts';
import { registry } from './fixtures/registry.ts';

const SALES = profileOf('sales.csv', [['region', 'dimension'], ['day', 'time', 'date'], ['revenue', 'measure']]);
const { constraints } = parseConstraints('', { now: '2026-01-01T00:00:00.000Z', tools: [] });

describe('readWants', () => {
  it('leaves kinds alone to the words of the goal', () => {
    expect(readWants(['chart', 'table'])).toEqual({ ok: true, form: null, kinds: ['chart', 'table'] });
  });

  it('reads a measure, an id and facets as written terms', () => {
    expect(readWants(['chart:revenue', 'answer=table{keys=region; measures=statistic(revenue, sum); filters=[revenue > 5]}'])).toEqual({
      ok: true, kinds: [], form: { wants: [{ id: 'chart', kind: 'chart', facets: { measures: 'revenue' } }, { id: 'answer', kind: 'table', facets: { keys: 'region', measures: 'statistic(revenue, sum)', filters: '[revenue > 5]' } }] },
    });
  });

  it.each(['table{keys}', 'table{keys=region', '{broken', 'table{keys=a; keys=b}', '=x'])('says what is wrong with %j', (text) => {
    expect(readWants([text])).toMatchObject({ ok: false, message: expect.stringMatching(/Cannot read --want.*Write kind/s) as string });
  });

  it('makes the typed goal whatever the words are', () => {
    const reading = readGoal('whatever', { registry, profiles: [SALES], constraints, wants: ['answer=table{keys=region; measures=revenue; values=grouped; order=desc(revenue)}'] });
    expect(reading).toMatchObject({ result: 'typed', typed_goal: { wants: [{ id: 'answer', type: { facets: { keys: ['region'], order: { fn: 'desc', args: ['revenue'] } } } }] } });
  });
});

describe('formOf', () => {
  it('writes a typed goal as a form that reads back into the same', () => {
    const goal = 'Top 3 regions by total revenue in March 2010, highest first';
    const reading = readGoal(goal, { registry, profiles: [SALES], constraints });
    if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
    const again = formGoal(goal, formOf(reading.typed_goal), { registry, profiles: [SALES], constraints });
    if (again.result !== 'typed') throw new Error(JSON.stringify(again));
    expect(again.typed_goal.wants.map(({ type }) => type)).toEqual(reading.typed_goal.wants.map(({ type }) => type));
    expect(meaningOf({ ...again.typed_goal, choices: [] })).not.toBe('');
  });

  it.each<[FacetValue]>([['plain'], ['two words'], ['2024'], [{ fn: '>=', args: ['mag', 4.5] }], [{ fn: 'called', args: [{ fn: 'any', args: ['a', 'b c'] }, ['x', 'y z']] }], [{ fn: 'desc', args: [{ fn: 'growth', args: ['p', 'percent'] }] }]])('writes %j so that it is read as the same', (value) => {
    const written = writeFacet(value);
    expect(typeof written === 'string' ? readTerm(written) : written).toEqual({ ok: true, value });
  });
});
