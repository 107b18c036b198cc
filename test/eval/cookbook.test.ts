import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cookbookModule } from '../../eval/goals/write-cookbook.ts';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { readTerm } from '../../src/plan/read-term.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { readTextFacet } from '../../src/plan/text-facets.ts';
import { type GoalForm, GoalFormSchema } from '../../src/schemas/goal-form.ts';
import { tools } from '../../src/tools/index.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'eval', 'goals', 'README.md'), 'utf8');
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
const registry = { ...buildRegistry(Object.values(packs), tools, digestOf), datasets: [] };

it('is what models are told (node eval/goals/write-cookbook.ts writes it)', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', 'src', 'llm', 'prompts', 'cookbook.ts'), 'utf8')).toBe(cookbookModule(text));
});

it('has examples of every family', () => {
  expect(examples.length).toBeGreaterThan(50);
  for (const word of ['condition', 'until', 'after', 'chosen', 'threshold', 'effect', 'quotes', 'simulation', 'score', 'pivot', '"cardinality"']) expect(examples.some((one) => one.includes(word)), word).toBe(true);
});

it.each(examples)('reads as a form: %s', (example) => {
  const form = GoalFormSchema.parse(JSON.parse(example)) as GoalForm;
  for (const want of form.wants) {
    expect(registry.kinds.map((kind) => kind.name)).toContain(want.kind);
    for (const [name, value] of [...Object.entries(want.facets ?? {}), ...Object.entries(want.after?.facets ?? {})]) {
      expect(registry.facets.map((facet) => facet.name)).toContain(name);
      for (const one of Array.isArray(value) ? value : [value]) if (typeof one === 'string' && readTextFacet(name, one) === null) expect(readTerm(one)).toMatchObject({ ok: true });
    }
  }
});

/** Examples that need nothing but tables: each of them plans over data that has all of its columns. */
const simple = examples.filter((one) => !/entity|effect":"(?!save)|"data"|quotes|mentions/.test(one));

it.each(simple)('plans: %s', (example) => {
  const form = JSON.parse(example) as GoalForm;
  const source = (id: string, keys: string[], time: string, measures: string[], more = {}) => ({
    id, title: id, named: true, spans: [], source: { kind: 'attachment' as const, sha256: 'a'.repeat(64), name: id, media_type: 'text/csv' },
    type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: id, keys, columns: keys, time, measures, ...more } },
  });
  const givens = [
    source('rows', ['bike', 'code', 'country', 'district', 'house', 'region', 'station', 'sensor', 'product', 'plant', 'unit'], 'day', ['value', 'cost', 'deaths', 'distance_km', 'fee_eur', 'heat', 'kwh', 'level', 'life_expect', 'mag', 'minutes', 'output', 'population', 'price', 'quality', 'rain', 'reading', 'sales', 'temp', 'income', 'life', 'started'], { position: 'latlon' }),
    source('options', ['option'], 'none', ['price', 'quality']),
  ];
  // the time column of the example, whatever it calls it
  for (const want of form.wants) if (want.facets?.['time'] !== undefined && want.facets['time'] !== 'none') want.facets['time'] = 'day';
  const reading = formGoal('a goal', form, { registry, profiles: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } });
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const compiled = compileGoal({ ...reading.typed_goal, givens: [...givens, ...reading.typed_goal.givens] }, registry, { now: '2026-01-01T00:00:00.000Z' });
  expect(compiled.result === 'plan' ? '' : compiled.message).toBe('');
});
