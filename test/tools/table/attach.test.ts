import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (name: string, text: string): Promise<Artifact> => bench.run(table, 'load', { source: await bench.source(name, text) });
const by = (column: string, key: string, prefix: string, names: [string, string][] = []) => ({ fn: 'by', args: [column, key, prefix, ...names.map((pair) => ({ fn: 'as', args: pair }))] });
const LOANS = 'id,branch_id,name\n1,B1,first\n2,B2,second\n3,B1,third\n4,B9,fourth\n';
const BRANCHES = 'id,name,district\nB1,Harbour,Old Port\nB2,Mill,Riverside\n';

describe('table.attach', () => {
  it('puts the columns of what a column refers to beside each row, under names of their own where they are taken', async () => {
    const result = await bench.run(table, 'attach', { table: await load('loans.csv', LOANS), other: await load('branches.csv', BRANCHES) }, { link: by('branch_id', 'id', 'branch'), names: ['branch_name'] });
    expect(await bench.rows(result)).toEqual([
      { id: 1, branch_id: 'B1', name: 'first', branch_name: 'Harbour', district: 'Old Port' },
      { id: 2, branch_id: 'B2', name: 'second', branch_name: 'Mill', district: 'Riverside' },
      { id: 3, branch_id: 'B1', name: 'third', branch_name: 'Harbour', district: 'Old Port' },
      { id: 4, branch_id: 'B9', name: 'fourth', branch_name: null, district: null },
    ]);
    expect(result.facets['keys']).toContain('branch_name');
    expect(JSON.stringify(result.data)).toContain('1 of 4 rows');
  });

  it('gives a column the name that is asked for', async () => {
    const result = await bench.run(table, 'attach', { table: await load('loans.csv', LOANS), other: await load('branches.csv', BRANCHES) }, { link: by('branch_id', 'id', 'branch', [['district', 'part_of_town']]) });
    expect((await bench.rows(result))[0]).toMatchObject({ part_of_town: 'Old Port', branch_name: 'Harbour' });
  });

  it('finds numbers that were read as text on one side', async () => {
    const result = await bench.run(table, 'attach', { table: await load('a.csv', 'item,units\n7,1\nx,2\n'), other: await load('b.csv', 'number,price\n7,2.5\n8,3.5\n') }, { link: by('item', 'number', 'item'), numbers: ['price'] });
    expect(await bench.rows(result)).toEqual([{ item: '7', units: 1, price: 2.5 }, { item: 'x', units: 2, price: null }]);
    expect(result.facets['measures']).toEqual(expect.arrayContaining(['price', 'units']));
  });

  it('stands beside groups as well', async () => {
    const grouped = await bench.run(table, 'count', { table: await load('loans.csv', LOANS) }, { by: ['branch_id'], of: 'rows' });
    const result = await bench.run(table, 'attach_grouped', { table: grouped, other: await load('sizes.csv', 'code,area\nB1,10\nB2,20\nB9,30\n') }, { link: by('branch_id', 'code', 'branch'), numbers: ['area'] });
    expect(await bench.rows(result)).toEqual([{ branch_id: 'B1', rows_count: 2, area: 10 }, { branch_id: 'B2', rows_count: 1, area: 20 }, { branch_id: 'B9', rows_count: 1, area: 30 }]);
  });

  it.each([
    ['rows would be repeated', 'id,name\nB1,Harbour\nB1,Port\n', by('branch_id', 'id', 'branch'), /more than once, so rows would be repeated/],
    ['nothing belongs together', 'id,name\nX1,Harbour\n', by('branch_id', 'id', 'branch'), /none of its values is a "id"/],
    ['there is no such column', BRANCHES, by('branch_id', 'id', 'branch', [['manager', 'manager']]), /no column "manager"/],
    ['the name is taken', BRANCHES, by('branch_id', 'id', 'branch', [['district', 'name']]), /has a column of that name/],
  ])('is refused where %s', async (_, other, link, message) => {
    await expect(bench.run(table, 'attach', { table: await load('loans.csv', LOANS), other: await load('other.csv', other) }, { link })).rejects.toThrow(message);
  });
});
