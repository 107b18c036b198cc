import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { OperationSchema } from '../../../src/schemas/operation.ts';
import { type Artifact, ArtifactSchema } from '../../../src/schemas/outcome.ts';
import { bar } from '../../../src/tools/chart/bar.ts';
import { documents, OPERATIONS } from '../../../src/tools/chart/declaration.ts';
import { box } from '../../../src/tools/chart/box.ts';
import { column } from '../../../src/tools/chart/column.ts';
import { binned, histogram } from '../../../src/tools/chart/histogram.ts';
import { scatter } from '../../../src/tools/chart/scatter.ts';
import { line } from '../../../src/tools/chart/line.ts';
import { renderVega } from '../../../src/tools/chart/render-vega.ts';
import { chart } from '../../../src/tools/chart/tool.ts';
import type { ToolContext, ToolResult } from '../../../src/tools/tool.ts';
import { openToolContext, tableArtifact } from '../../support/tool-context.ts';

const SOURCES = [{ title: 'Census', citation: 'Census Bureau & Sons', licence: 'Public domain', caveats: ['Counted every ten years'] }];
const COLUMNS = [
  { name: 'place', type: 'text', role: 'dimension' },
  { name: 'year', type: 'integer', role: 'time', title: 'Year' },
  { name: 'people', type: 'number', role: 'measure', unit: 'thousands', title: 'Population' },
] as const;

let context: ToolContext;
let dispose: () => Promise<void>;
beforeAll(async () => ({ context, dispose } = await openToolContext()));
afterAll(() => dispose());

const rows = (places: string[], years: number[]): Record<string, Json>[] => places.flatMap((place, p) => years.map((year, y) => ({ place, year, people: (p + 1) * 10 + y * 1.5 })));
const series = (places: string[], years: number[]) => tableArtifact(context, rows(places, years), COLUMNS, { keys: ['place'], time: 'year', measures: ['people'] }, SOURCES);
const ranked = (data: Record<string, Json>[], facets: Artifact['facets'] = {}) => tableArtifact(context, data, [COLUMNS[0], COLUMNS[2]], { keys: ['place'], time: 'none', measures: ['people'], ...facets }, SOURCES);
const svgOf = async (result: ToolResult): Promise<string> => new TextDecoder().decode(await context.blobs.get(result.output.sha256));
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '');

describe('chart.line', () => {
  it('puts title, axis titles with unit, names of series, source and caveat into the picture', async () => {
    const result = await line({ inputs: { table: [await series(['North', 'South'], [1990, 2000, 2010])] }, parameters: { measure: 'people', time: 'year' } }, context);
    const texts = textsOf(await svgOf(result));
    for (const expected of ['Population, 1990–2010', 'Population (thousands)', 'Year', 'North', 'South', '2000']) expect(texts).toContain(expected);
    expect(texts.join(' ')).toContain('Source: Census Bureau &amp; Sons. Licence: Public domain.');
    expect(texts.join(' ')).toContain('Note: Counted every ten years.');
  });

  it('returns an SVG with a PNG of twice the size and the specification beside it', async () => {
    const { output } = await line({ inputs: { table: [await series(['North'], [1990, 2000])] }, parameters: { measure: 'people', time: 'year' } }, context);
    expect(ArtifactSchema.safeParse(output).error).toBeUndefined();
    expect(output).toMatchObject({ kind: 'chart', media_type: 'image/svg+xml', facets: { mark: 'line', keys: ['place'] }, sources: SOURCES, labels: ['untrusted'] });
    const png = output.also?.find((entry) => entry.media_type === 'image/png');
    const bytes = await context.blobs.get(png?.sha256 ?? '');
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect([view.getUint32(16), view.getUint32(20)].every((size) => size > 800)).toBe(true);
    expect(view.getUint32(16)).toBe(2 * Number(/width="(\d+)"/.exec(new TextDecoder().decode(await context.blobs.get(output.sha256)))?.[1]));
    expect(output.also?.some((entry) => entry.media_type.includes('vegalite'))).toBe(true);
  });

  it('names the picture after its mark, so that two kinds of picture of one title have two names', async () => {
    const parameters = { measure: 'people', title: 'Big towns' };
    const drawn = await line({ inputs: { table: [await series(['North'], [1990, 2000])] }, parameters: { ...parameters, time: 'year' } }, context);
    const bars = await bar({ inputs: { table: [await ranked([{ place: 'A', people: 3 }, { place: 'B', people: 2 }])] }, parameters: { ...parameters, keys: ['place'] } }, context);
    const names = [drawn, bars].map(({ output }) => [output.name, ...(output.also ?? []).map((file) => file.name)]);
    expect(names).toEqual(['line', 'bar'].map((mark) => ['svg', 'png', 'vl.json'].map((ending) => `${mark}-big-towns.${ending}`)));
  });

  it('gives the same bytes for the same table and parameters', async () => {
    const table = await series(['North', 'South'], [1990, 2000, 2010]);
    const request = { inputs: { table: [table] }, parameters: { measure: 'people', time: 'year', highlight: '2000' } };
    const [first, second] = [await line(request, context), await line(request, context)];
    expect(second.output.sha256).toBe(first.output.sha256);
    expect(second.output.also).toEqual(first.output.also);
  });

  it('marks the wanted period and the highest value of a single line, and shades the reference period with its mean', async () => {
    const table = await series(['Only'], [1950, 1960, 1970, 1980]);
    const result = await line({ inputs: { table: [table] }, parameters: { measure: 'people', time: 'year', highlight: '1960', reference: '1950/1970' } }, context);
    const texts = textsOf(await svgOf(result));
    expect(texts).toContain('1960: 11.5 thousands');
    expect(texts).toContain('1980: 14.5 thousands (highest)');
    expect(texts).toContain('Mean of 1950–1970: 11.5 thousands');
    expect(texts).toContain('1950–1970');
  });

  it('names the eight largest of many series and says so', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `Place ${i + 1}`);
    const texts = textsOf(await svgOf(await line({ inputs: { table: [await series(names, [1990, 2000])] }, parameters: { measure: 'people', time: 'year' } }, context)));
    expect(texts.filter((text) => text.startsWith('Place '))).toHaveLength(8);
    expect(texts).toContain('Place 20');
    expect(texts.join(' ')).toContain('20 series; the 8 with the largest latest values are named');
  });

  it('keeps names at the ends of lines apart', async () => {
    const close = ['A', 'B', 'C', 'D'].flatMap((place, i) => [{ place, year: 1990, people: 1 }, { place, year: 2000, people: 100 + i * 0.01 }]);
    const table = await tableArtifact(context, close, COLUMNS, { keys: ['place'], time: 'year', measures: ['people'] });
    const svg = await svgOf(await line({ inputs: { table: [table] }, parameters: { measure: 'people', time: 'year' } }, context));
    const heights = [...svg.matchAll(/<text[^>]*transform="translate\(([\d.]+),\s*([\d.-]+)\)"[^>]*>[ABCD]<\/text>/g)].map((match) => Number(match[2])).sort((a, b) => a - b);
    expect(heights).toHaveLength(4);
    for (const [i, height] of heights.entries()) if (i > 0) expect(height - (heights[i - 1] ?? 0)).toBeGreaterThan(13);
  });

  it('averages series that are too long to see by month, and says so', async () => {
    const days = Array.from({ length: 2_500 }, (_, i) => ({ day: new Date(Date.UTC(2000, 0, 1 + i)).toISOString().slice(0, 10), people: i }));
    const table = await tableArtifact(context, days, [{ name: 'day', type: 'date', role: 'time' }, COLUMNS[2]], { keys: [], time: 'day', measures: ['people'] });
    const result = await line({ inputs: { table: [table] }, parameters: { measure: 'people', time: 'day' } }, context);
    expect(result.output.data).toMatchObject({ points: 83 });
    expect(textsOf(await svgOf(result)).join(' ')).toContain('monthly means');
  });

  it('leaves a gap where a value is missing', async () => {
    const gaps = [{ place: 'x', year: 1990, people: 1 }, { place: 'x', year: 2000, people: null }, { place: 'x', year: 2010, people: 3 }];
    const table = await tableArtifact(context, gaps, COLUMNS, { keys: ['place'], time: 'year', measures: ['people'] });
    const result = await line({ inputs: { table: [table] }, parameters: { measure: 'people', time: 'year' } }, context);
    expect((await svgOf(result)).includes('NaN')).toBe(false);
    expect(result.output.data).toMatchObject({ points: 3 });
  });

  it('refuses several rows of one key at one time', async () => {
    const twice = [...rows(['North'], [1990]), ...rows(['North'], [1990])];
    const table = await tableArtifact(context, twice, COLUMNS, { keys: ['place'], time: 'year', measures: ['people'] });
    await expect(line({ inputs: { table: [table] }, parameters: { measure: 'people', time: 'year' } }, context)).rejects.toMatchObject({ type: 'Tool.Invalid', message: /several rows of "North" at 1990/ });
  });

  it('refuses more series than a chart can show, an unknown column and an empty table', async () => {
    const many = await series(Array.from({ length: 201 }, (_, i) => `p${i}`), [1990]);
    await expect(line({ inputs: { table: [many] }, parameters: { measure: 'people', time: 'year' } }, context)).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
    await expect(line({ inputs: { table: [many] }, parameters: { measure: 'height', time: 'year' } }, context)).rejects.toMatchObject({ type: 'Tool.Invalid', message: /"height": expected one of place, year, people/ });
    await expect(line({ inputs: { table: [await series([], [])] }, parameters: { measure: 'people', time: 'year' } }, context)).rejects.toMatchObject({ type: 'Tool.Invalid', message: /no rows/ });
  });
});

describe('chart.bar', () => {
  it('sorts largest first and writes each value at its bar', async () => {
    const result = await bar({ inputs: { table: [await ranked([{ place: 'b', people: 2.5 }, { place: 'c', people: -1 }, { place: 'a', people: 7 }])] }, parameters: { measure: 'people' } }, context);
    const texts = textsOf(await svgOf(result));
    expect(texts).toContain('Population by place');
    expect(texts.filter((text) => ['a', 'b', 'c'].includes(text))).toEqual(['a', 'b', 'c']);
    for (const value of ['7.0', '2.5', '−1.0']) expect(texts).toContain(value);
  });

  it('sorts smallest first where the table is ordered so', async () => {
    const table = await ranked([{ place: 'b', people: 2 }, { place: 'a', people: 7 }], { order: { fn: 'asc', args: ['people'] } });
    const texts = textsOf(await svgOf(await bar({ inputs: { table: [table] }, parameters: { measure: 'people' } }, context)));
    expect(texts.filter((text) => ['a', 'b'].includes(text))).toEqual(['b', 'a']);
  });

  it('draws at most 30 bars and says how many there are', async () => {
    const table = await ranked(Array.from({ length: 45 }, (_, i) => ({ place: `p${i}`, people: i })));
    const result = await bar({ inputs: { table: [table] }, parameters: { measure: 'people' } }, context);
    expect(result.output.data).toMatchObject({ bars: 30, of: 45 });
    expect(textsOf(await svgOf(result)).join(' ')).toContain('30 of 45 shown');
  });

  it('shows names that look like code as they are, and cuts very long ones', async () => {
    const names = ['"]; datum.x', '${1+1}', '</svg><script>', `${'long '.repeat(30)}name`];
    const svg = await svgOf(await bar({ inputs: { table: [await ranked(names.map((place, i) => ({ place, people: 9 - i })))] }, parameters: { measure: 'people' } }, context));
    const texts = textsOf(svg);
    expect(texts).toContain('"]; datum.x');
    expect(texts).toContain('${1+1}');
    expect(texts.some((text) => text.startsWith('long long') && text.endsWith('…'))).toBe(true);
    expect(svg).not.toContain('<script');
  });

  it('says which times were compared where all rows compare the same', async () => {
    const columns = [COLUMNS[0], COLUMNS[2], { name: 'year_first', type: 'integer', role: 'text' }, { name: 'year_last', type: 'integer', role: 'text' }] as const;
    const draw = async (last: number) => {
      const table = await tableArtifact(context, [{ place: 'a', people: 1, year_first: 1990, year_last: 2020 }, { place: 'b', people: 2, year_first: 1990, year_last: last }], columns, { keys: ['place'], time: 'none' });
      return textsOf(await svgOf(await bar({ inputs: { table: [table] }, parameters: { measure: 'people' } }, context)));
    };
    expect(await draw(2020)).toContain('1990 to 2020');
    expect((await draw(2010)).join(' ')).not.toContain('1990 to');
  });

  it('draws a derived measure by the name of its column', async () => {
    const data = [{ place: 'a', people_growth_percent: 12.5 }];
    const table = await tableArtifact(context, data, [COLUMNS[0], { name: 'people_growth_percent', type: 'number', role: 'measure', unit: '%' }], { keys: ['place'], time: 'none' });
    const texts = textsOf(await svgOf(await bar({ inputs: { table: [table] }, parameters: { measure: { fn: 'growth', args: ['people', 'percent'] } } }, context)));
    expect(texts).toContain('12.5%');
  });
});

describe('the chart tool', () => {
  it('declares valid operations whose documents exist, and loads each', async () => {
    for (const operation of OPERATIONS) {
      expect(OperationSchema.safeParse(operation).error).toBeUndefined();
      expect(documents.map((document) => document.doc_id)).toEqual(expect.arrayContaining(operation.documents));
      expect(typeof (await chart.load(operation.operation))).toBe('function');
    }
    await expect(chart.load('pie')).rejects.toMatchObject({ type: 'Tool.Unknown' });
  });

  it('never lets a chart read a file or the network', async () => {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits += 1;
      response.end('[{"a":1}]');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const file = path.join(context.scratch, 'secret.json');
    await writeFile(file, '[{"a":1}]');
    for (const url of [`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.json`, pathToFileURL(file).href, file]) {
      const body = await renderVega({ data: { url, format: { type: 'json' } }, mark: 'point', encoding: { x: { field: 'a', type: 'quantitative' } } }).then((picture) => picture.body, () => '');
      expect(body).not.toContain('aria-roledescription="point"');
    }
    const drawn = await renderVega({ data: { values: [{ a: 1 }] }, mark: 'point', encoding: { x: { field: 'a', type: 'quantitative' } } });
    expect(drawn.body).toContain('aria-roledescription="point"');
    server.close();
    expect(hits).toBe(0);
  });
});

describe('charts of rows', () => {
  const visits = () => tableArtifact(context, [[1, 10], [2, 20], [4, 35], [null, 5]].map(([age, wait], at) => ({ ward: at < 2 ? 'A' : 'B', age: age ?? null, wait: wait ?? null })), [{ name: 'ward', type: 'text', role: 'dimension' }, { name: 'age', type: 'number', role: 'measure', unit: 'years', title: 'Age' }, { name: 'wait', type: 'number', role: 'measure', unit: 'min', title: 'Wait' }], { keys: ['ward'], time: 'none', measures: ['age', 'wait'] }, SOURCES);

  it('draw a point per row that has both measures, and count the others', async () => {
    const result = await scatter({ inputs: { table: [await visits()] }, parameters: { x: 'age', y: 'wait' } }, context);
    const texts = textsOf(await svgOf(result));
    for (const expected of ['Wait against age', 'Age (years)', 'Wait (min)']) expect(texts).toContain(expected);
    expect(texts.join(' ')).toContain('1 rows without both values left out');
    expect(result.output).toMatchObject({ facets: { mark: 'scatter' }, data: { points: 3, missing: 1 } });
  });

  it('count values into bins of round edges, the largest in the last one', async () => {
    expect(binned([0, 1, 5, 9, 10], 2)).toEqual([{ from: 0, to: 5, count: 2 }, { from: 5, to: 10, count: 3 }]);
    const result = await histogram({ inputs: { table: [await visits()] }, parameters: { measure: 'wait', bins: 4 } }, context);
    const { bins } = result.output.data as { bins: { count: number }[] };
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(4);
  });

  it('draw a box per group in the order of names', async () => {
    const result = await box({ inputs: { table: [await visits()] }, parameters: { measure: 'wait', by: 'ward' } }, context);
    const texts = textsOf(await svgOf(result));
    expect(texts.indexOf('A')).toBeLessThan(texts.indexOf('B'));
    expect(result.output).toMatchObject({ facets: { mark: 'box' }, data: { groups: 2, values: 4 } });
  });

  it('draw columns over time of one series only', async () => {
    const result = await column({ inputs: { table: [await series(['North'], [1990, 1991, 1992])] }, parameters: { measure: 'people', time: 'year' } }, context);
    expect(result.output).toMatchObject({ facets: { mark: 'column' }, data: { columns: 3, from: '1990–1992' } });
    await expect(column({ inputs: { table: [await series(['North', 'South'], [1990])] }, parameters: { measure: 'people', time: 'year' } }, context)).rejects.toThrow(/2 series, expected one/);
  });
});
