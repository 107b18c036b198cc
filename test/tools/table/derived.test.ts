import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { OperationSchema } from '../../../src/schemas/operation.ts';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { documents, operations } from '../../../src/tools/table/declaration.ts';
import { derivedOperations } from '../../../src/tools/table/declaration-derived.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (csv: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('t.csv', csv) });
const rows = async (artifact: Artifact) => await readRows(await bench.path(artifact), { limit: 100 });
const column = async (artifact: Artifact, name: string): Promise<(Json | undefined)[]> => (await rows(artifact)).map((row) => row[name]);
const notes = (artifact: Artifact): string => (artifact.data as { notes: string[] }).notes.join(' ');

const DAYS = 'day,rain\n2024-02-28,0\n2024-02-29,3\n2024-03-01,\n2024-03-02,7\n2024-12-31,2\n';

describe('table.dimensions', () => {
  it('names weekdays, seasons and weekends of dates, numbers their months, and leaves rows without a date without', async () => {
    const terms = ['weekday', 'weekend', 'season', 'month', 'decade', 'day_of_year'].map((unit) => ({ fn: 'part', args: ['day', unit] }));
    const made = await bench.run(table, 'dimensions', { table: await load(`${DAYS},4\n`) }, { terms });
    expect(await column(made, 'day_part_weekday')).toEqual(['Wednesday', 'Thursday', 'Friday', 'Saturday', 'Tuesday', null]);
    expect(await column(made, 'day_part_weekend')).toEqual(['weekday', 'weekday', 'weekday', 'weekend', 'weekday', null]);
    expect(await column(made, 'day_part_season')).toEqual(['DJF', 'DJF', 'MAM', 'MAM', 'DJF', null]);
    expect(await column(made, 'day_part_month')).toEqual([2, 2, 3, 3, 12, null]);
    expect(await column(made, 'day_part_decade')).toEqual([2020, 2020, 2020, 2020, 2020, null]);
    expect(await column(made, 'day_part_day_of_year')).toEqual([59, 60, 61, 62, 366, null]);
    expect(notes(made)).toContain('1 rows have no weekday');
  });

  it('sorts numbers into bands that hold their lower edge', async () => {
    const made = await bench.run(table, 'dimensions', { table: await load('name,age\na,17\nb,18\nc,64\nd,65\ne,\n') }, { terms: [{ fn: 'band', args: ['age', [65, 18]] }] });
    expect((await column(made, 'age_band_18_65')).map((value) => (typeof value === 'string' ? value.replace(' years', '') : value))).toEqual(['below 18', '18 to 65', '18 to 65', '65 and more', null]);
  });

  it('refuses parts that a column does not have', async () => {
    for (const [term, expected] of [[{ fn: 'part', args: ['day', 'hour'] }, /dates with times of day/], [{ fn: 'part', args: ['rain', 'month'] }, /column of dates/], [{ fn: 'band', args: ['day', [1]] }, /column of numbers/], [{ fn: 'part', args: ['day', 'moon'] }, /one of year/]] as const)
      await expect(bench.run(table, 'dimensions', { table: await load(DAYS) }, { terms: [term as unknown as Json] })).rejects.toThrow(expected);
  });

  it('lets filters ask for a part of a time', async () => {
    const kept = await bench.run(table, 'filter', { table: await load(DAYS) }, { predicates: [{ fn: 'in', args: [{ fn: 'part', args: ['day', 'month'] }, [2, 12]] }] });
    expect(await column(kept, 'rain')).toEqual([0, 3, 2]);
  });
});

describe('table.filter', () => {
  it('finds parts of texts whatever their case', async () => {
    const input = await load("item\nZinc hinge\nhinge 5' steel\nbracket\n\n");
    const of = async (fn: string, text: string): Promise<number> => (await bench.run(table, 'filter', { table: input }, { predicates: [{ fn, args: ['item', text] }] })).rows ?? -1;
    expect([await of('contains', 'HINGE'), await of('lacks', 'hinge'), await of('starts', 'zinc'), await of('ends', "5' STEEL"), await of('contains', "' OR 1=1 --")]).toEqual([2, 1, 1, 1, 0]);
  });
});

describe('conditions of table.filter', () => {
  it('compare with a statistic over the rows that fulfil the other conditions', async () => {
    const input = await load('g,v\na,1\na,2\na,9\nb,100\n');
    const of = async (...predicates: Json[]): Promise<unknown> => await column(await bench.run(table, 'filter', { table: input }, { predicates }), 'v');
    expect(await of({ fn: '>', args: ['v', { fn: 'overall', args: ['mean'] }] })).toEqual([100]);
    expect(await of({ fn: '>', args: ['v', { fn: 'overall', args: ['mean'] }] }, { fn: '=', args: ['g', 'a'] })).toEqual([9]);
  });

  it('find a text in other letters only where no row has it as it is written', async () => {
    const of = async (csv: string): Promise<unknown> => await column(await bench.run(table, 'filter', { table: await load(csv) }, { predicates: [{ fn: '=', args: ['g', 'north'] }] }), 'v');
    expect([await of('g,v\nNorth,1\nNORTH,2\nsouth,3\n'), await of('g,v\nNorth,1\nnorth,2\n')]).toEqual([[1, 2], [2]]);
  });
});

describe('table.flag', () => {
  it('has the share of rows as its mean, without rows that have no value', async () => {
    const made = await bench.run(table, 'flag', { table: await load('shop,paid\na,card\na,cash\nb,card\nb,\n') }, { column: 'paid', op: '=', value: 'card' });
    expect(await column(made, 'paid_flag_=_card')).toEqual([1, 0, 1, null]);
    const share = await bench.run(table, 'statistic', { table: made }, { by: ['shop'], measure: { fn: 'flag', args: ['paid', '=', 'card'] }, how: 'mean' });
    expect(await column(share, 'paid_flag_=_card_statistic_mean')).toEqual([0.5, 1]);
  });
});

describe('table.where', () => {
  it('is the measure of some rows, also of a year or of several names', async () => {
    const input = await load('day,shop,v\n2023-05-01,a,1\n2024-05-01,b,2\n2024-06-01,c,4\n');
    const of = async (name: string, op: string, value: Json): Promise<unknown> => {
      const made = await bench.run(table, 'where', { table: input }, { measure: 'v', column: name, op, value });
      return (await rows(made)).map((row) => Object.entries(row).find(([key]) => key.startsWith('v_where'))?.[1]);
    };
    expect(await of('day', '=', '2024')).toEqual([null, 2, 4]);
    expect(await of('day', '<', '2024-06')).toEqual([1, 2, null]);
    expect(await of('shop', 'in', ['a', 'c'])).toEqual([1, null, 4]);
  });
});

describe('table.runs', () => {
  it('finds spells per key with their ends, which a missing value or a gap in time ends', async () => {
    const input = await load('site,day,rain\na,2024-01-01,0\na,2024-01-02,0\na,2024-01-03,5\na,2024-01-04,0\na,2024-01-05,\na,2024-01-06,0\nb,2024-01-01,0\nb,2024-01-02,0\nb,2024-01-03,0\nb,2024-01-09,0\n');
    const found = await bench.run(table, 'runs', { table: input }, { measure: 'rain', keys: ['site'], time: 'day', op: '=', value: 0 });
    expect((await rows(found)).map((row) => [row['site'], String(row['day']).slice(0, 10), String(row['last']).slice(0, 10), row['rain_run_=_0']])).toEqual([
      ['a', '2024-01-01', '2024-01-02', 2], ['a', '2024-01-04', '2024-01-04', 1], ['a', '2024-01-06', '2024-01-06', 1], ['b', '2024-01-01', '2024-01-03', 3], ['b', '2024-01-09', '2024-01-09', 1],
    ]);
    expect(notes(found)).toContain('each ends a spell');
    await expect(bench.run(table, 'runs', { table: input }, { measure: 'rain', keys: [], time: 'day', op: '=', value: 0 })).rejects.toThrow(/tell rows of one time apart/);
  });
});

describe('table.index, table.fill and table.adjust', () => {
  it('make 100 of the base per key', async () => {
    const found = await bench.run(table, 'index', { table: await load('c,year,v\na,2000,50\na,2001,75\nb,2000,4\nb,2001,2\n') }, { measure: 'v', keys: ['c'], time: 'year', base: 2000 });
    expect(await column(found, 'v_index_2000')).toEqual([100, 150, 100, 50]);
  });

  it('fill gaps by straight lines in time or with the value before, and leave the ends open', async () => {
    const input = await load('day,v\n2024-01-01,\n2024-01-02,10\n2024-01-03,\n2024-01-06,50\n2024-01-07,\n');
    const lines = await bench.run(table, 'fill', { table: input }, { measure: 'v', keys: [], time: 'day', how: 'linear' });
    expect(await column(lines, 'v_filled_linear')).toEqual([null, 10, 20, 50, null]);
    expect(await column(await bench.run(table, 'fill', { table: input }, { measure: 'v', keys: [], time: 'day', how: 'previous' }), 'v_filled_previous')).toEqual([null, 10, 10, 50, 50]);
  });

  it('compute with a number on either side', async () => {
    const input = await load('v\n4\n0\n');
    const of = async (op: string, number: number): Promise<unknown> => await column(await bench.run(table, 'adjust', { table: input }, { measure: 'v', op, number }), `v_adjusted_${op}_${number}`);
    expect([await of('times', 3), await of('from', 10), await of('into', 8), await of('over', 2)]).toEqual([[12, 0], [6, 10], [2, null], [2, 0]]);
    await expect(bench.run(table, 'adjust', { table: input }, { measure: 'v', op: 'over', number: 0 })).rejects.toThrow(/other than 0/);
  });
});

describe('table.together', () => {
  it('puts measures below each other with their names, and says where units differ', async () => {
    const made = await bench.run(table, 'together', { table: await load('day,a_mm,b_mm,c_kg\n2024-01-01,1,2,3\n2024-01-02,4,,6\n') }, { measures: ['a_mm', 'b_mm', 'c_kg'], as: 'series' });
    expect(await column(made, 'a_mm_b_mm_c_kg_together_series')).toEqual([1, 4, 2, null, 3, 6]);
    expect(new Set(await column(made, 'series')).size).toBe(3);
    expect(notes(made)).toContain('different units');
  });
});

describe('table.statistic_of', () => {
  it('averages totals of years, which is not the mean of the rows', async () => {
    const years = await bench.run(table, 'statistic_by_time', { table: await load('d,v\n2020-01-01,1\n2020-06-01,3\n2021-01-01,10\n') }, { by: [], measure: 'v', interval: 'year', how: 'sum' });
    const mean = await bench.run(table, 'statistic_of', { table: years }, { by: [], measure: { fn: 'statistic', args: ['v', 'sum'] }, interval: 'year', how: 'mean' });
    expect(await column(mean, 'v_statistic_sum_per_year_statistic_mean')).toEqual([7]);
  });
});

describe('declarations', () => {
  it('are operations with a document each', () => {
    for (const operation of derivedOperations) {
      expect(OperationSchema.safeParse(operation).error).toBeUndefined();
      expect(operations).toContain(operation);
      expect(documents.some((one) => one.operations.includes(`table.${operation.operation}`))).toBe(true);
    }
  });
});

describe('table.compute', () => {
  it('gives days between dates and hours between times', async () => {
    const of = async (csv: string): Promise<unknown> => {
      const made = await bench.run(table, 'compute', { table: await load(csv) }, { left: 'b', op: 'minus', right: 'a' });
      return [await column(made, 'b_computed_minus_a'), made.columns?.at(-1)?.unit];
    };
    expect(await of('a,b\n2024-02-27,2024-03-01\n2024-02-27,\n')).toEqual([[3, null], 'd']);
    expect(await of('a,b\n2024-02-27 22:00,2024-02-28 01:30\n2024-02-28 00:00,2024-02-28 00:30\n')).toEqual([[3.5, 0.5], 'h']);
    expect(await of('a,b\n09:00,14:05\n23:30,22:00\n')).toEqual([[5 + 5 / 60, -1.5], 'h']);
    await expect(bench.run(table, 'compute', { table: await load('a,b\nx,y\n') }, { left: 'b', op: 'minus', right: 'a' })).rejects.toThrow(/no row has a time of day/);
    await expect(bench.run(table, 'compute', { table: await load('a,b\n2024-02-27,2\n') }, { left: 'b', op: 'minus', right: 'a' })).rejects.toThrow(/column of numbers/);
  });
});

describe('table.calculate', () => {
  it('makes terms of terms in order, keeps what they are made of, and says which rows have no value', async () => {
    const price = { fn: 'computed', args: ['a', 'times', 'b'] };
    const made = await bench.run(table, 'calculate', { table: await load('a,b\n2,3\n4,\n') }, { terms: ['a', { fn: 'adjusted', args: [price, 'minus', 1] }, { fn: 'flag', args: ['a', '>', 3] }] });
    expect(await column(made, 'a_computed_times_b_adjusted_minus_1')).toEqual([5, null]);
    expect([await column(made, 'a_computed_times_b'), await column(made, 'a_flag_>_3'), await column(made, 'a')]).toEqual([[6, null], [0, 1], [2, 4]]);
    expect(notes(made)).toContain('1 of 2 rows have no a times b');
    await expect(bench.run(table, 'calculate', { table: await load('a,b\n2,3\n') }, { terms: ['a'] })).rejects.toThrow(/does not have yet/);
  });
});

describe('table.join', () => {
  it('refuses tables whose keys tell the rows of neither apart', async () => {
    const [left, right] = [await load('k,a\nx,1\nx,2\n'), await load('k,b\nx,3\nx,4\n')];
    await expect(bench.run(table, 'join', { left, right }, { keys: ['k'] })).rejects.toThrow(/tells the rows of neither apart/);
    expect((await bench.run(table, 'join', { left, right }, { on: ['k'] })).rows).toBe(4);
  });
});
