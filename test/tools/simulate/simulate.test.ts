import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { OperationSchema } from '../../../src/schemas/operation.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { chart } from '../../../src/tools/chart/tool.ts';
import { documents, operations } from '../../../src/tools/simulate/declaration.ts';
import { project } from '../../../src/tools/simulate/project.ts';
import { stepsUntil } from '../../../src/tools/simulate/steps.ts';
import { simulate } from '../../../src/tools/simulate/tool.ts';
import { seeded } from '../../../src/tools/stats/method/random.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench, vegaPath } from '../table/context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const term = (fn: string, ...args: Json[]): Json => ({ fn, args });
const load = async (csv: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('t.csv', csv) });
const valuesOf = (artifact: Artifact): Map<string, number> => new Map((artifact.data as { values: { name: string; value: number }[] }).values.map(({ name, value }) => [name, value]));
const run = async (expression: string, inputs: Json[], more: { [name: string]: Json } = {}) => valuesOf(await bench.run(simulate, 'run', {}, { expression, inputs, draws: 40_000, ...more }));

describe('simulate.run', () => {
  // Means and variances in closed form.
  it.each<[Json, number, number]>([
    [term('normal', 'x', 10, 2), 10, 4], [term('lognormal', 'x', 0.5, 0.4), Math.exp(0.5 + 0.08), (Math.exp(0.16) - 1) * Math.exp(1 + 0.16)], [term('uniform', 'x', 2, 8), 5, 3],
    [term('triangular', 'x', 0, 2, 7), 3, (0 + 4 + 49 - 0 - 0 - 14) / 18], [term('poisson', 'x', 6), 6, 6], [term('binomial', 'x', 20, 0.3), 6, 4.2],
  ])('draws %j with its mean and variance', async (input, mean, variance) => {
    const found = await run('x', [input]);
    expect(Math.abs((found.get('mean') ?? 0) - mean)).toBeLessThan(4 * (found.get('error') ?? 0));
    expect((found.get('sd') ?? 0) ** 2 / variance).toBeCloseTo(1, 1);
    expect(found.get('error')).toBeCloseTo((found.get('sd') ?? 0) / Math.sqrt(40_000), 10);
  });

  it('finds the mean of a product, and the probability above a threshold with its own error', async () => {
    const product = await run('price * demand - 20', [term('uniform', 'price', 2, 4), term('normal', 'demand', 100, 10), term('constant', 'unused', 1)]);
    expect(Math.abs((product.get('mean') ?? 0) - 280)).toBeLessThan(4 * (product.get('error') ?? 0));
    const sum = await run('a + b', [term('normal', 'a', 100, 15), term('normal', 'b', 50, 20)], { threshold: 175 });
    expect(Math.abs((sum.get('exceeds') ?? 0) - 15.8655)).toBeLessThan(4 * (sum.get('exceeds_error') ?? 0));
    expect(sum.get('median')).toBeCloseTo(150, 0);
  });

  it('gives the same bytes for the same seed whatever the order of the inputs, and others for another seed', async () => {
    const inputs = [term('normal', 'a', 0, 1), term('poisson', 'b', 3)];
    const of = async (order: Json[], seed: number) => (await bench.run(simulate, 'run', {}, { expression: 'a * b', inputs: order, draws: 1_000, seed })).data as { values: Json };
    expect((await of(inputs, 5)).values).toEqual((await of(inputs.toReversed(), 5)).values);
    expect((await of(inputs, 5)).values).not.toEqual((await of(inputs, 6)).values);
  });

  it('counts draws without a number and says so', async () => {
    const found = await bench.run(simulate, 'run', {}, { expression: '1 / x', inputs: [term('binomial', 'x', 1, 0.5)], draws: 10_000 });
    expect(valuesOf(found).get('invalid')).toBeGreaterThan(4_700);
    expect(JSON.stringify(found.data)).toContain('gave no number');
  });

  it.each<[string, Json]>([
    ['x', [term('normal', 'x', 1, -1)]], ['x', [term('cauchy', 'x', 1, 1)]], ['x', [term('uniform', 'x', 3, 1)]], ['x', [term('triangular', 'x', 1, 5, 2)]], ['x', [term('normal', 'x', 1)]], ['x', [term('binomial', 'x', 2.5, 0.5)]],
    ['x', [term('normal', 'x', 1, 1), term('normal', 'x', 2, 1)]], ['y', [term('normal', 'x', 1, 1)]], ['x', []], ['process.exit()', [term('normal', 'x', 1, 1)]], ['x', [term('empirical', 'x', 'column')]], ['x', [term('normal', 'x y', 1, 1)]],
  ])('refuses %j of %j', async (expression, inputs) => {
    await expect(bench.run(simulate, 'run', {}, { expression, inputs })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });

  it('refuses more than a million draws', async () => {
    await expect(bench.run(simulate, 'run', {}, { expression: 'x', inputs: [term('normal', 'x', 1, 1)], draws: 1_000_001 })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('simulate.sample', () => {
  it('draws from what was observed', async () => {
    const found = await bench.run(simulate, 'sample', { table: await load('v\n1\n1\n1\n5\n\n') }, { expression: 'x', inputs: [term('empirical', 'x', 'v')], measure: 'v', draws: 20_000 });
    expect(Math.abs((valuesOf(found).get('mean') ?? 0) - 2)).toBeLessThan(4 * (valuesOf(found).get('error') ?? 0));
    expect(valuesOf(found).get('max')).toBe(5);
    expect(found.sources).toHaveLength(1);
  });
});

describe('projections', () => {
  it('go on exactly where the past is exactly a line or constant growth', () => {
    expect(project([1, 3, 5, 7, 9], 3, 'linear', 100, seeded(1))).toEqual([11, 13, 15].map((value) => ({ value: expect.closeTo(value, 9), low: expect.closeTo(value, 9), high: expect.closeTo(value, 9) })));
    const grown = project([100, 110, 121, 133.1], 2, 'exponential', 200, seeded(1));
    expect(grown?.map((one) => one.value)).toEqual([expect.closeTo(146.41, 8), expect.closeTo(161.051, 8)]);
    expect(grown?.[1]?.low).toBeCloseTo(161.051, 8);
    expect(project([1, 2, 0, 4], 1, 'exponential', 100, seeded(1))).toBeUndefined();
    expect(project([1, 2, 3], 1, 'linear', 100, seeded(1))).toBeUndefined();
  });

  it('have prediction intervals that cover the next value as often as they say', () => {
    const random = seeded(9);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    let covered = 0;
    for (let attempt = 0; attempt < 500; attempt += 1) {
      const values = Array.from({ length: 41 }, (_, at) => 3 * at + 10 * normal());
      const next = project(values.slice(0, 40), 1, 'linear', 100, random)?.[0];
      if (next !== undefined && next.low <= (values[40] ?? 0) && next.high >= (values[40] ?? 0)) covered += 1;
    }
    expect(covered / 500).toBeGreaterThan(0.92);
    expect(covered / 500).toBeLessThan(0.99);
  });

  it('widen with every step of a random walk, as the square root of the steps', () => {
    const random = seeded(4);
    const values = Array.from({ length: 400 }, () => random.uniform() - 0.5).reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) + step], []);
    const found = project(values, 16, 'bootstrap', 3_000, seeded(2)) ?? [];
    const width = (at: number): number => (found[at]?.high ?? 0) - (found[at]?.low ?? 0);
    expect(width(15) / width(3)).toBeGreaterThan(1.7);
    expect(width(15) / width(3)).toBeLessThan(2.3);
  });

  it('step by the calendar', () => {
    expect(stepsUntil(['2020-01-31', '2020-02-29', '2020-03-31'], true, '2020-06', 'x').times).toEqual(['2020-04-30', '2020-05-31', '2020-06-30']);
    expect(stepsUntil(['2000-01-01', '2001-01-01', '2002-01-01'], true, '2004', 'x').times).toEqual(['2003-01-01', '2004-01-01']);
    expect(stepsUntil(['2020-01-01', '2020-01-02', '2020-01-04'], true, '2020-01-06', 'x')).toMatchObject({ unit: 'day', size: 2, gaps: 0 });
    expect(stepsUntil(['1955', '1960', '1965'], false, '1980', 'x').times).toEqual(['1970', '1975', '1980']);
    expect(() => stepsUntil(['2000', '2001'], false, '2001', 'x')).toThrow(/not after the last time/);
    expect(() => stepsUntil(['2000', '2001'], false, '9999', 'x')).toThrow(/more than 1000 steps/);
    expect(() => stepsUntil(['2020-01-01', '2020-01-02'], true, 'soon', 'x')).toThrow(/expected a date/);
  });

  it('are a table that a line chart draws, and a summary of the end', async () => {
    const input = await bench.run(table, 'load', { source: await bench.source('global-temp.csv', readFileSync(vegaPath('global-temp.csv'))) });
    const parameters = { measure: 'temp', time: 'year', method: 'linear', until: 2030, seed: 3 };
    const projected = await bench.run(simulate, 'project', { table: input }, parameters);
    const rows = await bench.rows(projected);
    expect(rows).toHaveLength(144 + 7);
    expect(rows.at(-1)).toMatchObject({ year: 2030, kind: 'projected' });
    const made = { fn: 'projection', args: ['temp', 'linear', 2030] };
    const drawn = await bench.run(chart, 'line', { table: projected }, { measure: made, time: 'year' });
    expect(drawn.data).toMatchObject({ series: 1, points: 151 });
    const outlook = await bench.run(simulate, 'outlook', { table: input }, parameters);
    expect(valuesOf(outlook).get('value')).toBeCloseTo(Number(rows.at(-1)?.['temp_projection_linear_2030']), 12);
    expect(valuesOf(outlook).get('steps')).toBe(7);
    expect(outlook.facets['analysis']).toEqual(made);
  });

  it('refuse a series with several rows at one time', async () => {
    await expect(bench.run(simulate, 'project', { table: await load('t,v\n1,1\n1,2\n2,3\n3,4\n') }, { measure: 'v', time: 't', method: 'linear', until: 9 })).rejects.toThrow(/several rows have the same t/);
  });
});

describe('declarations of simulate', () => {
  it('fit the schema, have an implementation each, and documents for every operation', async () => {
    for (const operation of operations) {
      expect(() => OperationSchema.parse(operation)).not.toThrow();
      expect(typeof (await simulate.load(operation.operation))).toBe('function');
      for (const id of operation.documents) expect(documents.find((document) => document.doc_id === id)?.operations).toContain(`simulate.${operation.operation}`);
    }
  });
});
