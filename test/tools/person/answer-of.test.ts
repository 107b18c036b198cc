import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { answerOf, answerSchema } from '../../../src/tools/person/answer-of.ts';
import { person } from '../../../src/tools/person/tool.ts';

const options: Json[] = [{ id: 1, name: 'Alpha' }, { id: 2, name: 'Beta' }];

describe('answers of a person', () => {
  it('choose one of the options, by place or as it stands', () => {
    expect(answerOf({ operation: 'choose' }, {}, options, { index: 1 })).toEqual({ ok: true, data: options[1] });
    expect(answerOf({ operation: 'choose' }, {}, options, options[0] ?? null)).toEqual({ ok: true, data: options[0] });
    const wrongs: Json[] = [{ index: 2 }, { index: -1 }, { index: 0.5 }, { id: 3, name: 'Gamma' }, null, 'Alpha'];
    for (const wrong of wrongs) expect(answerOf({ operation: 'choose' }, {}, options, wrong).ok, JSON.stringify(wrong)).toBe(false);
    expect(answerOf({ operation: 'choose' }, {}, [], { index: 0 })).toMatchObject({ ok: false, reason: 'there is nothing to choose from' });
  });

  it('enter a value of the declared type and within its bounds', () => {
    const number = { name: 'budget', type: 'number', minimum: 1, maximum: 10 };
    expect(answerOf({ operation: 'enter' }, number, [], '7')).toEqual({ ok: true, data: { value: 7 } });
    for (const wrong of ['', 'seven', 0, 11, null, true, {}]) expect(answerOf({ operation: 'enter' }, number, [], wrong).ok, JSON.stringify(wrong)).toBe(false);
    expect(answerOf({ operation: 'enter' }, { name: 'title' }, [], '  Broken door ')).toEqual({ ok: true, data: { value: 'Broken door' } });
    expect(answerOf({ operation: 'enter' }, { name: 'title' }, [], ' ')).toMatchObject({ ok: false });
  });

  it('enter a number with words or a unit behind it, which is converted or refused', () => {
    const enter = (answer: Json, unit?: string): unknown => answerOf({ operation: 'enter' }, { name: 'n', type: 'number', ...(unit === undefined ? {} : { unit }) }, [], answer);
    const value = (one: number): unknown => ({ ok: true, data: { value: one } });
    expect(enter('48 points')).toEqual(value(48));
    expect(enter('14 percent', '%')).toEqual(value(14));
    expect(enter('2,5 kg', 'kg')).toEqual(value(2.5));
    expect(enter('2500 g', 'kg')).toEqual(value(2.5));
    expect(enter('1 200')).toEqual(value(1200));
    for (const wrong of ['5 or 6', '5-6', '2 million', '1,000', 'about 5', '2024-05-01']) expect(enter(wrong), wrong).toMatchObject({ ok: false });
    expect(enter('3 km', 'kg')).toMatchObject({ ok: false, reason: 'expected a number in kg, and "km" measures something else' });
    expect(enter('3 boxes', 'kg')).toMatchObject({ ok: false, reason: 'expected a number in kg, got "boxes"' });
  });

  it('review with a verdict, never by silence', () => {
    expect(answerOf({ operation: 'review' }, {}, [], { held: false, comment: 'too low' })).toMatchObject({ ok: true, data: { held: false, checks: [{ held: false, detail: 'too low' }] } });
    expect(answerOf({ operation: 'review' }, {}, [], null)).toMatchObject({ ok: false });
  });

  it('accept what their schema accepts', () => {
    const cases: [string, { [name: string]: Json }, Json[]][] = [['choose', {}, options], ['enter', { name: 'n', type: 'number', minimum: 0, maximum: 5 }, []], ['enter', { name: 'n', type: 'boolean' }, []], ['review', {}, []]];
    const answers = fc.oneof(fc.record({ index: fc.integer({ min: -2, max: 4 }) }), fc.record({ held: fc.boolean() }), fc.integer({ min: -3, max: 8 }), fc.boolean());
    fc.assert(fc.property(fc.constantFrom(...cases), answers, ([operation, parameters, given], answer) => {
      if (new Ajv2020().validate(answerSchema({ operation }, parameters, given.length), answer)) expect(answerOf({ operation }, parameters, given, answer).ok).toBe(true);
    }));
  });

  it('are never given by the tool', async () => {
    await expect(person.load('choose')).rejects.toMatchObject({ type: 'Tool.Denied' });
    expect(person.operations.every((one) => one.runs_on === 'person')).toBe(true);
  });
});
