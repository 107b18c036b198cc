import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { openDatabase } from '../../../src/tools/table/open-database.ts';
import { literal } from '../../../src/tools/table/sql.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench, vegaPath } from './context.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const load = async (name: string, content: string | Uint8Array, parameters = {}, more: Partial<Artifact> = {}): Promise<Artifact> =>
  bench.run(table, 'load', { source: await bench.source(name, content, more) }, parameters);
const types = (artifact: Artifact): string[] => (artifact.columns ?? []).map((column) => `${column.name}: ${column.type}`);
const notes = (artifact: Artifact): string => (artifact.data as { notes: string[] }).notes.join(' ');

describe('table.load', () => {
  it.each([
    ['commas', 'a,b\n1,x\n2,"y,""z"""\n'],
    ['semicolons and a byte order mark', '\uFEFFa;b\r\n1;x\r\n2;"y,""z"""\r\n'],
    ['tabs and no last line end', 'a\tb\n1\tx\n2\t"y,""z"""'],
    ['pipes and old line ends', 'a|b\r1|x\r2|"y,""z"""\r'],
  ])('reads CSV with %s', async (_, csv) => {
    expect(await bench.rows(await load('a.csv', csv))).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'y,"z"' }]);
  });

  it('reads UTF-16, Windows-1252 and gzip', async () => {
    const rows = [{ ort: 'Zürich', grad: 5 }];
    expect(await bench.rows(await load('u16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('ort,grad\nZürich,5\n', 'utf16le')])))).toEqual(rows);
    const latin = await load('latin.csv', Buffer.from('ort,grad\nZürich,5\n', 'latin1'));
    expect(await bench.rows(latin)).toEqual(rows);
    expect(notes(latin)).toContain('windows-1252');
    expect(await bench.rows(await load('a.csv.gz', gzipSync('ort,grad\nZürich,5\n')))).toEqual(rows);
  });

  it('skips a title above the header and takes stars as missing, as in the files of NASA', async () => {
    const csv = 'Land-Ocean: Global Means\nYear,Jan,Feb,J-D\n1880,-.19,-.25,-.17\n1881,-.20,-.15,-.09\n2026,1.10,***,***\n';
    const loaded = await load('GLB.Ts+dSST.csv', csv);
    expect(types(loaded)).toEqual(['Year: integer', 'Jan: number', 'Feb: number', 'J-D: number']);
    expect((await bench.rows(loaded))[2]).toEqual({ Year: 2026, Jan: 1.1, Feb: null, 'J-D': null });
    expect(notes(loaded)).toContain('1 line before the header was skipped');
    expect(loaded.facets).toMatchObject({ time: 'Year', keys: [], coverage: '1880/2026' });
  });

  it('keeps columns with leading zeros or mixed signs as text, also where they look like dates', async () => {
    const loaded = await load('t.csv', 'phone,plot,mixed,when,month\n0431-1,0431-12-01,"1,5",2024-01-05,2024-01\n0431-2,0812-11-02,1.5,2024-1-6,2024-02\n');
    expect((loaded.columns ?? []).map(({ name, type }) => [name, type])).toEqual([['phone', 'text'], ['plot', 'text'], ['mixed', 'text'], ['when', 'date'], ['month', 'date']]);
  });

  it('reads dates, times, percent, thousands, decimal commas and declared missing values by what all values are', async () => {
    const loaded = await load('t.csv', 'day;at;share;big;small;code;note\n31.12.2020;2020-12-31T23:30:00+01:00;12.5%;1,234,567;1,5;00501;NA\n01.01.2021;2021-01-01 00:00:00Z;3%;2,000;-9;00502;yes\n', { missing: ['-9'] });
    expect(types(loaded)).toEqual(['day: date', 'at: timestamp', 'share: number', 'big: number', 'small: number', 'code: text', 'note: text']);
    expect(await bench.rows(loaded)).toEqual([
      { day: '2020-12-31', at: '2020-12-31 22:30:00', share: 12.5, big: 1234567, small: 1.5, code: '00501', note: 'NA' },
      { day: '2021-01-01', at: '2021-01-01 00:00:00', share: 3, big: 2000, small: null, code: '00502', note: 'yes' },
    ]);
    expect(loaded.columns?.find((column) => column.name === 'share')?.unit).toBe('%');
  });

  it('keeps every digit of huge integers', async () => {
    const loaded = await load('huge.csv', 'id,n\n123456789012345678901234567890,9007199254740993\n2,1\n');
    expect(types(loaded)).toEqual(['id: text', 'n: integer']);
    expect(await bench.rows(loaded)).toEqual([{ id: '123456789012345678901234567890', n: '9007199254740993' }, { id: '2', n: 1 }]);
  });

  it('keeps ragged rows and counts them', async () => {
    const loaded = await load('ragged.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10,11,12\n');
    expect(await bench.rows(loaded)).toEqual([{ a: 1, b: 2, c: 3 }, { a: 4, b: 5, c: null }, { a: 6, b: 7, c: 8 }, { a: 10, b: 11, c: 12 }]);
    expect(notes(loaded)).toContain('1 row has fewer fields');
    expect(notes(loaded)).toContain('1 row has more fields');
  });

  it('reads JSON arrays, lines, columns, nested objects and GeoJSON', async () => {
    const rows = [{ a: 1, b_c: 'x' }, { a: 2, b_c: null }];
    expect(await bench.rows(await load('a.json', '[{"a":1,"b":{"c":"x"}},{"a":2}]'))).toEqual(rows);
    expect(await bench.rows(await load('a.ndjson', '{"a":1,"b":{"c":"x"}}\n{"a":2}\n'))).toEqual(rows);
    expect(await bench.rows(await load('a.json', '{"meta":1,"data":[{"a":1,"b":{"c":"x"}},{"a":2}]}'))).toEqual(rows);
    expect(await bench.rows(await load('a.json', '{"a":[1,2],"b_c":["x",null]}'))).toEqual(rows);
    const point = await load('p.geojson', '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"mag":5},"geometry":{"type":"Point","coordinates":[10,-20,30]}}]}');
    expect(await bench.rows(point)).toEqual([{ mag: 5, longitude: 10, latitude: -20, coordinate_z: 30 }]);
    expect(point.facets['position']).toBe('latlon');
  });

  it('reads Parquet back as it was written', async () => {
    const first = await load('g.json', readFileSync(vegaPath('gapminder.json')));
    const again = await load('g.parquet', readFileSync(await bench.path(first)));
    expect(await bench.rows(again)).toEqual(await bench.rows(first));
    expect(again.facets).toMatchObject({ keys: ['country'], time: 'year' });
  });

  it('takes roles, units and titles from what the source declares', async () => {
    const declared = { data: { columns: [{ name: 'v', role: 'measure', unit: 'km', title: 'Distance', aggregation: 'sum', meaning: 'distance' }] }, facets: { content: 'table', format: 'csv', dataset: 'd', keys: ['k'], time: 'none', measures: ['v'] } };
    const loaded = await load('d.csv', 'k,v\n1,2\n2,3\n', {}, declared);
    expect(loaded.columns?.find((column) => column.name === 'v')).toMatchObject({ role: 'measure', unit: 'km', title: 'Distance', aggregation: 'sum', meaning: 'distance' });
    expect(loaded.columns?.find((column) => column.name === 'k')?.role).toBe('dimension');
    expect(loaded.facets).toEqual({ dataset: 'd', keys: ['k'], columns: ['k'], time: 'none', measures: ['v'], position: 'none' });
  });

  it('keeps CSV formulas and markup as plain text and cleans names of columns (SB-12)', async () => {
    const loaded = await load('f.csv', 'a\u202Eb\u0007,__proto__,x,x\n"=cmd|\' /C calc\'!A0",1,2,3\n"<script>",4,5,6\n');
    expect(types(loaded).map((name) => name.split(':')[0])).toEqual(['a b', 'proto_column', 'x', 'x_2']);
    expect((await bench.rows(loaded)).map((row) => row['a b'])).toEqual(["=cmd|' /C calc'!A0", '<script>']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    ['a header only', 'a,b,c\n', 'has no rows'],
    ['an HTML page', '<!doctype html><p>404</p>', 'HTML'],
    ['a picture that is called CSV', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'a PNG picture'],
    ['a ZIP archive', Buffer.from('504b0304140000000800', 'hex'), 'ZIP'],
    ['binary noise', Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 256)), 'binary data'],
    ['broken gzip', gzipSync('a,b\n1,2\n'.repeat(5000)).subarray(0, 60), 'damaged'],
    ['cut JSON', '[{"a":1},', 'Cannot read the JSON file'],
    ['JSON that is no table', '{"a":{"b":{"c":1}}}', 'expected an array of objects'],
    ['JSON nested a hundred thousand deep', '['.repeat(100_000), 'Cannot read'],
    ['a cut Parquet file', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(200)]), 'cut off'],
    ['a broken Parquet file', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(200), Buffer.from('PAR1')]), 'Cannot'],
  ])('refuses %s with a reason and a remedy', async (_, content, reason) => {
    await expect(load('bad.csv', content)).rejects.toMatchObject({ name: 'PlanwrightError', type: expect.stringMatching(/^Tool\.(Invalid|ResourceLimit|Denied)$/), message: expect.stringContaining(reason) });
  });

  it('refuses a hundred thousand columns and a line without end', async () => {
    await expect(load('wide.csv', `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',')}\n`.repeat(2))).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
    await expect(load('wide.json', JSON.stringify([Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`c${at}`, at]))]))).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
    await expect(load('line.csv', `a,b\n1,${'x'.repeat(3_000_000)}\n`)).rejects.toMatchObject({ name: 'PlanwrightError' });
  });

  it('stops a gzip file that grows beyond the limit (SB-7)', async () => {
    await expect(load('bomb.csv.gz', gzipSync(Buffer.alloc(201_000_000, 'a,b\n1,2\n')))).rejects.toMatchObject({ type: 'Tool.ResourceLimit', message: expect.stringContaining('200 MB') });
  });

  it('refuses a Parquet file that claims more rows than a table may have', async () => {
    const path = join(bench.directory, 'bomb.parquet');
    const database = await openDatabase({ allowed: [path] });
    await database.run(`COPY (SELECT 1 AS a FROM range(21000000)) TO ${literal(path)} (FORMAT parquet)`);
    database.close();
    await expect(load('bomb.parquet', readFileSync(path))).rejects.toMatchObject({ type: 'Tool.ResourceLimit', message: expect.stringContaining('21000000 rows') });
    await writeFile(path, '');
  });
});
