import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { convertUnit } from '../../../src/tools/table/units.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (text: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source('meters.csv', text) });
const convert = async (text: string, measure: string, unit: string): Promise<Artifact> => bench.run(table, 'convert', { table: await load(text) }, { measure, unit });
const values = async (artifact: Artifact): Promise<unknown[]> => (await bench.rows(artifact)).map((row) => Object.values(row).at(-1));

describe('table.convert of a column without a unit', () => {
  it('takes the unit of each row from the one column that holds nothing but units of that kind', async () => {
    const result = await convert('meter,energy,unit,note\nA,1.5,MWh,x\nB,20,kWh,y\nC,3.6,MJ,x\nD,7,,z\n', 'energy', 'kWh');
    expect(await values(result)).toEqual([1500, 20, expect.closeTo(1, 9), null]);
    expect(JSON.stringify(result.data)).toContain('in the unit that its unit names (MJ, MWh, kWh)');
    expect(JSON.stringify(result.data)).toContain('1 rows name no unit');
  });

  it('knows C and F beside temperatures', async () => {
    expect(await values(await convert('day,tmax,scale\n1,30,C\n2,86,F\n', 'tmax', 'Cel'))).toEqual([30, expect.closeTo(30, 9)]);
  });

  it('takes a column that is called after units, though all its rows name one', async () => {
    expect(await values(await convert('day,distance,unit_of_distance\n1,2,mi\n2,1,mi\n', 'distance', 'km'))).toEqual([expect.closeTo(3.218688, 6), expect.closeTo(1.609344, 6)]);
  });

  it.each([
    ['no column has units', 'meter,energy,kind\nA,1,large\nB,2,small\n', 'energy', 'kWh', /the unit of "energy", whose column states none/],
    ['a column of letters is no unit', 'person,height,sex\nA,1.8,m\nB,1.7,f\n', 'height', 'cm', /whose column states none/],
    ['units of other things do not help', 'meter,energy,unit\nA,1,kg\nB,2,km\n', 'energy', 'kWh', /whose column states none/],
    ['two columns have units', 'meter,energy,unit_in,unit_out\nA,1,kWh,MWh\nB,2,MWh,kWh\n', 'energy', 'kWh', /both "unit_in" and "unit_out" hold units\. Say which: in\(energy, unit_in, kWh\)/],
  ])('is refused where %s', async (_, text, measure, unit, message) => {
    await expect(convert(text, measure, unit)).rejects.toThrow(message);
  });
});

describe('convertUnit', () => {
  it.each([['C', 'F', 1.8, 32], ['F', 'K', 5 / 9, 255.372222222222], ['K', 'C', 1, -273.15]])('reads %s and %s as temperatures beside each other', (from, to, factor, offset) => {
    expect(convertUnit(from, to)).toEqual({ factor: expect.closeTo(factor, 9), offset: expect.closeTo(offset, 6) });
  });

  it('keeps C a charge beside a charge', () => {
    expect(convertUnit('mC', 'C').factor).toBeCloseTo(0.001, 12);
  });
});
