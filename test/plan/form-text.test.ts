import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateGoalForm } from '../../scripts/generate-checks.ts';
import { parseForm } from '../../src/cli/run-options.ts';
import { checkForm } from '../../src/plan/check-form.ts';
import { formIn } from '../../src/plan/form-text.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { readGoal } from '../../src/plan/read-goal.ts';
import { readRevision } from '../../src/plan/read-revision.ts';
import { type GoalForm, GoalFormSchema } from '../../src/schemas/goal-form.ts';
import { ReadingSchema, type Reading } from '../../src/schemas/goal.ts';
import { REGIONS } from './fixtures/profiles.ts';
import { registry } from './fixtures/registry.ts';

const context = { registry, profiles: [REGIONS], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } };
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const want = (fields: object): object => ({ wants: [{ id: 'w', kind: 'table', ...fields }] });

/** The same form by every way that a form can come: as a typed value, as a want, and as a revision. */
const everyWay = (form: unknown): Reading[] => [
  formGoal('Population by region', form as GoalForm, context),
  readGoal('Population by region', { ...context, wants: [JSON.stringify(form)] }),
  readRevision('Population by region', [JSON.stringify(form)], context),
];

describe('a malformed goal form', () => {
  it.each<[object, string]>([
    [want({ data: 5 }), 'wants.0.data: expected a list of names, got 5'],
    [want({ data: [5] }), 'wants.0.data.0: expected a text, got 5'],
    [want({ quotes: 5 }), 'wants.0.quotes: expected a list of texts, got 5'],
    [want({ parts: 5 }), 'wants.0.parts: expected a list of ids of wants, got 5'],
    [want({ parts: [] }), 'wants.0.parts: expected at least 1 entries, got 0'],
    [want({ condition: 5 }), 'wants.0.condition: expected an object, got 5'],
    [{ ...want({}), values: 5 }, 'values: expected a list of values, got 5'],
    [want({ facets: { measures: null } }), 'wants.0.facets.measures: expected a text, a number, true or false, or a list of those, got null'],
    [want({ facets: { measures: { x: 1 } } }), 'wants.0.facets.measures: expected a text, a number, true or false, or a list of those, got an object'],
    [want({ facets: { measures: 'x'.repeat(1001) } }), 'wants.0.facets.measures: expected at most 1000 characters, got 1001'],
    [want({ until: { value: null, op: '>', than: 1, limit: 1e9 } }), 'wants.0.until.limit: expected at most 1000, got 1000000000'],
    [want({ until: { value: null, op: '~', than: 1, limit: 3 } }), 'wants.0.until.op: expected one of "=", "!=", "<", "<=", ">", ">=", got "~"'],
    [want({ id: 'no id' }), 'wants.0.id: expected'],
    [want({ colour: 'red' }), 'wants.0.colour: there is no such field'],
    [{ wants: [{ id: 'w' }] }, 'wants.0.kind: missing'],
    [{ wants: [] }, 'wants: expected at least 1 entries, got 0'],
    [{ wants: 'all' }, 'wants: expected a list of wants, got "all"'],
    [{ values: [] }, 'wants: missing'],
  ])('is refused with the place (%#)', (form, message) => {
    for (const reading of everyWay(form)) {
      expect(reading).toMatchObject({ result: 'unreadable', nearest: [] });
      expect(reading.result === 'unreadable' ? reading.message : '').toMatch(/^Cannot read the goal form: .*\. Write /);
      expect(reading.result === 'unreadable' ? reading.message : '').toContain(message);
    }
    expect(parseForm(JSON.stringify(form))).toMatchObject({ ok: false, reason: expect.stringContaining(message) as string });
  });

  it('is refused where a value is nested more than 20 levels deep', () => {
    const text = `{"wants":[{"id":"w","kind":"table","parameters":{"limit":${nested(20_000)}}}]}`;
    for (const reading of [readGoal('a', { ...context, wants: [text] }), readRevision('a', [text], context)]) expect(reading).toMatchObject({ result: 'unreadable', message: expect.stringContaining('wants.0.parameters.limit') as string });
    expect(parseForm(text)).toMatchObject({ ok: false, reason: expect.stringContaining('20 levels') as string });
    expect(checkForm(JSON.parse(text.replace(nested(20_000), nested(20))))).toBeNull();
    expect(parseForm(`{"wants":${nested(20_000)}}`)).toMatchObject({ ok: false });
  });

  it('that is not whole JSON is a form all the same, and no words', () => {
    expect(formIn('{"wants": [{"id": "w"')).toEqual({ ok: false, message: expect.stringContaining('it is not JSON') as string });
  });

  it.each(['only Europe', '{region}', '{"region": "Europe"}', '[1]', '', '5'])('is told from words: %j', (text) => expect(formIn(text)).toBeNull());

  it('among several wants is refused before they are put together', () => {
    expect(readGoal('a', { ...context, wants: ['chart', '{"wants": 5}'] })).toMatchObject({ result: 'unreadable', message: expect.stringContaining('wants: expected a list of wants') as string });
  });
});

describe('the check of forms', () => {
  it('is what the schema generates', async () => {
    expect(await readFile(new URL('../../src/plan/checks/goal-form.ts', import.meta.url), 'utf8')).toBe(generateGoalForm());
  });

  const RUNS = Number(process.env['PLANWRIGHT_PROPERTY_RUNS'] ?? 300);
  const junk = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(5, null, true, '', 'region', 'sum(population)', 'desc(', [], {}, ['region'], [[1]], 1e9, -1) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) });
  /** Mostly what belongs there, now and then anything. */
  const or = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 40, arbitrary }, { weight: 1, arbitrary: junk });
  const rarely = (arbitrary: fc.Arbitrary<object>): fc.Arbitrary<object> => fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, { weight: 1, arbitrary });
  const test = { op: fc.constantFrom('>', '='), value: fc.constantFrom(null, 'total'), than: fc.constantFrom(1, 'a', false) };
  const facets = fc.dictionary(fc.constantFrom('keys', 'measures', 'filters', 'order', 'values', 'limit', '__proto__'), or(fc.constantFrom('region', 'population', ['region', 'population'], 'population > 3')), { maxKeys: 2 });
  const wantOf = fc
    .tuple(
      fc.record({ id: or(fc.constantFrom('a', 'b', 'c')), kind: or(fc.constantFrom('table', 'chart', 'report')) }),
      fc.record({ title: or(fc.string()), quotes: or(fc.array(fc.string(), { maxLength: 2 })), effect: or(fc.constant(null)), cardinality: or(fc.constantFrom('one', 'list')), facets: or(facets) }, { requiredKeys: [] }),
      rarely(fc.record({ data: or(fc.constantFrom(['regions.csv'], ['Regions'])), parts: or(fc.constant(['a'])), parameters: or(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 })) }, { requiredKeys: [] })),
      rarely(fc.record({ condition: or(fc.record({ want: fc.constantFrom('a', 'b'), ...test })), until: or(fc.record({ ...test, limit: or(fc.constant(3)) })), after: or(fc.record({ kind: fc.constant('table'), words: fc.string(), facets })) }, { requiredKeys: [] })),
    )
    .map((fields) => Object.assign({}, ...fields) as object);
  const valueOf = fc.record({ name: fc.constant('title'), value: fc.jsonValue({ maxDepth: 2 }), facets: or(facets) }, { requiredKeys: ['name', 'value'] });
  const form = fc.oneof(
    { weight: 8, arbitrary: fc.record({ wants: or(fc.array(or(wantOf), { minLength: 1, maxLength: 2 })), values: or(fc.array(or(valueOf), { maxLength: 1 })) }, { requiredKeys: ['wants'] }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );

  it('agrees with the schema on any JSON, and no JSON as a form throws', () => {
    let good = 0;
    let typed = 0;
    fc.assert(
      fc.property(form.map((one) => JSON.parse(JSON.stringify(one)) as unknown), (one) => {
        const fault = checkForm(one);
        if (!JSON.stringify(one).includes('__proto__')) expect(fault === null, fault ?? '').toBe(GoalFormSchema.safeParse(one).success);
        if (fault === null) good += 1;
        for (const reading of everyWay(one)) {
          ReadingSchema.parse(reading);
          if (reading.result === 'unreadable') expect(reading.message).toMatch(/^Cannot /);
          if (reading.result === 'typed') typed += 1;
        }
      }),
      { numRuns: RUNS, seed: 20260105 },
    );
    expect(good).toBeGreaterThan(RUNS / 4);
    expect(typed).toBeGreaterThan(RUNS / 4);
  });
});
