import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact, Column } from '../../../src/schemas/outcome.ts';
import { readExpression } from '../../../src/tools/table/read-expression.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { combineUnits, convertUnit, printUnit, toUcum } from '../../../src/tools/table/units.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (csv: string, units: { [column: string]: string }): Promise<Artifact> => {
  const columns = Object.entries(units).map(([name, unit]): Column => ({ name, type: 'number', role: 'measure', unit }));
  return bench.run(table, 'load', { source: await bench.source('t.csv', csv, { columns }) });
};
const column = async (artifact: Artifact, name: string) => (await bench.rows(artifact)).map((row) => row[name]);

describe('units', () => {
  // Factors: NIST SP 811 (2008), appendix B.
  it.each<[string, string, number, number]>([
    ['°C', '[degF]', 100, 212], ['°C', '[degF]', -40, -40], ['°F', 'Cel', 212, 100], ['°F', 'K', 32, 273.15], ['K', '°C', 0, -273.15], ['in', 'mm', 1, 25.4], ['ft', 'm', 1, 0.3048], ['mi', 'km', 1, 1.609344],
    ['mph', 'm/s', 1, 0.44704], ['km/h', 'm/s', 36, 10], ['lb', 'kg', 1, 0.45359237], ['acre', 'm2', 1, 4046.872609874252], ['gal', 'L', 1, 3.785411784], ['psi', 'hPa', 1, 68.94757293168], ['thousand MWh', 'TWh', 1000, 1],
    ['years', 'd', 1, 365.25], ['%', '1', 50, 0.5], ['million people', 'people', 2, 2e6], ['USD/kg', '{USD}/[lb_av]', 1, 0.45359237],
  ])('converts %s into %s', (from, to, value, expected) => {
    const { factor, offset } = convertUnit(from, to);
    expect(value * factor + offset).toBeCloseTo(expected, 9);
  });

  it('refuses units that measure or count different things, that nobody knows, or that are no linear scale', () => {
    for (const [from, to] of [['m', 'kg'], ['USD', 'EUR'], ['people', 'deaths'], ['blorp', 'm'], ['[pH]', 'mol/L'], ['°C', 'mm']] as const) expect(() => convertUnit(from, to)).toThrow(/^Cannot convert .+\. \w/);
  });

  it('reads signs as people write them and prints codes as people read them', () => {
    expect(toUcum('ft')).toBe('[ft_i]');
    expect(toUcum('children per woman')).toBe('{children}/{woman}');
    expect(toUcum('no such unit at all')).toBeNull();
    for (const sign of ['°C', 'km²', 'm/s', 'kWh', 'ppm', 'thousand MWh', 'million people', 'mph']) expect(printUnit(toUcum(sign) ?? '')).toBe(sign);
    expect(combineUnits('{USD}/kg', 'kg', 1)).toBe('{USD}');
    expect(combineUnits('m2', 'm', -1)).toBe('m');
    expect(combineUnits('km', 'km', -1)).toBe('1');
  });
});

describe('table.convert', () => {
  it('converts temperatures with their offset and keeps the old column', async () => {
    const converted = await bench.run(table, 'convert', { table: await load('t,temp\n1,0\n2,37\n3,\n', { temp: '°C' }) }, { measure: 'temp', unit: '[degF]' });
    const values = await column(converted, 'temp_in_[degF]');
    expect(values[0]).toBe(32);
    expect(values[1]).toBeCloseTo(98.6, 10);
    expect(values[2]).toBeNull();
    expect(converted.columns?.at(-1)).toMatchObject({ unit: '°F', title: 'temp' });
    expect(await column(converted, 'temp')).toEqual([0, 37, null]);
  });

  it('asks for the unit where the column has none, and takes what the step says', async () => {
    const plain = await load('k,v\na,10\nb,20\n', {});
    await expect(bench.run(table, 'convert', { table: plain }, { measure: 'v', unit: 'm' })).rejects.toThrow(/column states none/);
    const converted = await bench.run(table, 'convert', { table: plain }, { measure: 'v', unit: 'm', from: 'ft' });
    expect((await column(converted, 'v_in_m'))[0]).toBeCloseTo(3.048, 12);
  });
});

describe('table.compute', () => {
  it('multiplies and divides with the units', async () => {
    const input = await load('price,mass,area\n2,10,5\n3,,4\n1,7,0\n', { price: 'USD/kg', mass: 'kg', area: 'km²' });
    const revenue = await bench.run(table, 'compute', { table: input }, { left: 'price', op: 'times', right: 'mass' });
    expect(await column(revenue, 'price_computed_times_mass')).toEqual([20, null, 7]);
    expect(revenue.columns?.at(-1)?.unit).toBe('USD');
    const density = await bench.run(table, 'compute', { table: input }, { left: 'mass', op: 'over', right: 'area' });
    expect(await column(density, 'mass_computed_over_area')).toEqual([2, null, null]);
    expect(density.columns?.at(-1)?.unit).toBe('kg/km²');
    expect((density.data as { notes: string[] }).notes.join(' ')).toContain('2 of 3 rows have no mass per area');
  });

  it('converts before it adds, and refuses what cannot be added or multiplied', async () => {
    const input = await load('a,b,temp,n\n1,500,20,3\n', { a: 'km', b: 'm', temp: '°C' });
    const sum = await bench.run(table, 'compute', { table: input }, { left: 'a', op: 'plus', right: 'b' });
    expect((await column(sum, 'a_computed_plus_b'))[0]).toBeCloseTo(1.5, 12);
    expect(sum.columns?.at(-1)?.unit).toBe('km');
    expect((await column(await bench.run(table, 'compute', { table: input }, { left: 'b', op: 'percent_of', right: 'a' }), 'b_computed_percent_of_a'))[0]).toBeCloseTo(50, 10);
    await expect(bench.run(table, 'compute', { table: input }, { left: 'a', op: 'plus', right: 'temp' })).rejects.toThrow(/Cannot convert/);
    await expect(bench.run(table, 'compute', { table: input }, { left: 'temp', op: 'times', right: 'n' })).rejects.toThrow(/zero °C is not nothing/);
  });
});

describe('expressions in words', () => {
  it('follow the rules of arithmetic', async () => {
    const input = await load('a,b,two words\n7,2,3\n', {});
    const value = async (expression: string) => (await column(await bench.run(table, 'derive', { table: input }, { name: 'r', expression }), 'r'))[0];
    expect(await value('a - b - 1')).toBe(4);
    expect(await value('a + b * 3')).toBe(13);
    expect(await value('(a + b) * -2')).toBe(-18);
    expect(await value('a / b / 2')).toBe(1.75);
    expect(await value('-a + 1.5e1 * "two words"')).toBe(38);
  });
  it.each(['', 'a +', '(a', 'a b', 'a; drop', 'sqrt(a)', 'a ** b', '1 = 1', `${'('.repeat(80)}1${')'.repeat(80)}`, 'a'.repeat(3000)])('refuse %j', (text) => {
    expect(() => readExpression(text)).toThrow(/Cannot read the expression/);
  });
});
