import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { OperationSchema } from '../../../src/schemas/operation.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { chart } from '../../../src/tools/chart/tool.ts';
import { documents, operations } from '../../../src/tools/decide/declaration.ts';
import { normalise, scores, weightRange, winShares, winnerOf } from '../../../src/tools/decide/score.ts';
import { decide } from '../../../src/tools/decide/tool.ts';
import { seeded } from '../../../src/tools/stats/method/random.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from '../table/context.ts';

let bench: Workbench;
let input: Artifact;
const term = (fn: string, ...args: Json[]): Json => ({ fn, args });
const CRITERIA: Json = [term('max', 'quality', 3), term('min', 'price', 1)];
const SCORE = 'quality_max_3_price_min_1_score_minmax';
const parameters = { keys: ['name'], criteria: CRITERIA, normalisation: 'minmax' };
beforeAll(async () => {
  bench = await openWorkbench();
  input = await bench.run(table, 'load', { source: await bench.source('t.csv', 'name,quality,price\ncheap,2,10\ngood,8,30\nbest,10,50\nodd,,20\n') });
});
afterAll(() => bench.close());
const valuesOf = (artifact: Artifact): Map<string, unknown> => new Map((artifact.data as { values: { name: string; value: unknown }[] }).values.map(({ name, value }) => [name, value]));

describe('decide.rank', () => {
  it('scores as by hand, with contributions that add up, and keeps what cannot be scored last', async () => {
    const ranked = await bench.run(decide, 'rank', { table: input }, parameters);
    const rows = await bench.rows(ranked);
    // Weights 0.75 and 0.25; qualities 0, 0.75, 1; prices (less is better) 1, 0.5, 0.
    expect(rows.map((row) => [row['name'], row[SCORE], row['place']])).toEqual([['best', 0.75, 1], ['good', 0.6875, 2], ['cheap', 0.25, 3], ['odd', null, null]]);
    for (const row of rows.slice(0, 3)) expect(Number(row['contribution_quality']) + Number(row['contribution_price'])).toBeCloseTo(Number(row[SCORE]), 12);
    expect(JSON.stringify(ranked.data)).toContain('1 rows have no value of one of the criteria');
    const drawn = await bench.run(chart, 'bar', { table: ranked }, { measure: { fn: 'score', args: [CRITERIA, 'minmax'] } });
    expect(drawn.data).toMatchObject({ bars: 3 });
  });

  it('makes values comparable as standard deviations, the sign turned where less is better', () => {
    expect(normalise([1, 2, 3], 'min', 'zscore')).toEqual([1, 0, -1]);
    expect(normalise([5, 5], 'max', 'minmax')).toEqual([0, 0]);
  });

  it.each<[Json]>([[[]], [[term('most', 'quality', 1)]], [[term('max', 'quality', -1)]], [[term('max', 'quality', 0)]], [[term('max', 'quality', 1), term('min', 'quality', 1)]], ['quality']])('refuses the criteria %j', async (criteria) => {
    await expect(bench.run(decide, 'rank', { table: input }, { ...parameters, criteria })).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});

describe('decide.sensitivity', () => {
  it('finds the weight at which the first place changes, as trying all weights does', () => {
    const random = seeded(21);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const parts = Array.from({ length: 5 }, () => [random.uniform(), random.uniform(), random.uniform()]);
      const raw = [random.uniform(), random.uniform(), random.uniform()];
      const weights = raw.map((weight) => weight / raw.reduce((sum, one) => sum + one, 0));
      for (const criterion of [0, 1, 2]) {
        const own = weights[criterion] ?? 0;
        const first = winnerOf(scores(parts, weights));
        const at = (weight: number): number => winnerOf(scores(parts, weights.map((one, index) => (index === criterion ? weight : (one * (1 - weight)) / (1 - own)))));
        const { low, high } = weightRange(parts, weights, criterion);
        let [down, up] = [own, own];
        while (down >= 0 && at(down) === first) down -= 0.001;
        while (up <= 1 && at(up) === first) up += 0.001;
        if (low === null) expect(down).toBeLessThan(0);
        else expect(Math.abs(low - down)).toBeLessThan(0.0011);
        if (high === null) expect(up).toBeGreaterThan(1);
        else expect(Math.abs(high - up)).toBeLessThan(0.0011);
      }
    }
  });

  it('says who wins under random weights: with two criteria the part of the weights on either side of the crossing', () => {
    // Option 0 is first where the weight of the first criterion is above 0.3.
    const wins = winShares([[0.7, 0], [0, 0.3]], 2, 20_000, seeded(5));
    expect(wins[0]).toBeCloseTo(0.7, 1);
    expect(winShares([[0.7, 0], [0, 0.3]], 2, 500, seeded(5))).toEqual(winShares([[0.7, 0], [0, 0.3]], 2, 500, seeded(5)));
    expect((wins[0] ?? 0) + (wins[1] ?? 0)).toBeCloseTo(1, 12);
  });

  it('reports first, second, margin, ranges and shares with names', async () => {
    const found = valuesOf(await bench.run(decide, 'sensitivity', { table: input }, parameters));
    expect([found.get('first'), found.get('second'), found.get('options'), found.get('missing')]).toEqual(['best', 'good', 3, 1]);
    expect(found.get('margin')).toBeCloseTo(0.0625, 12);
    // best: w, good: 0.75 w + 0.5 (1 − w): equal at w = 2/3.
    expect(found.get('low_quality')).toBeCloseTo(200 / 3, 9);
    expect(found.get('high_quality')).toBeNull();
    expect(found.get('smallest_change')).toBeCloseTo(75 - 200 / 3, 9);
    expect(Number(found.get('wins'))).toBeGreaterThan(28);
    expect(Number(found.get('wins'))).toBeLessThan(39);
  });

  it('gives the shares as a table', async () => {
    const rows = await bench.rows(await bench.run(decide, 'shares', { table: input }, { ...parameters, seed: 2 }));
    const total = rows.reduce((sum, row) => sum + Number(row['quality_max_3_price_min_1_win_share_minmax'] ?? 0), 0);
    expect(total).toBeCloseTo(100, 9);
  });
});

describe('declarations of decide', () => {
  it('fit the schema, have an implementation each, and documents for every operation', async () => {
    for (const operation of operations) {
      expect(() => OperationSchema.parse(operation)).not.toThrow();
      expect(typeof (await decide.load(operation.operation))).toBe('function');
      for (const id of operation.documents) expect(documents.find((document) => document.doc_id === id)?.operations).toContain(`decide.${operation.operation}`);
    }
  });
});
