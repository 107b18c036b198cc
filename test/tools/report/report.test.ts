import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { report } from '../../../src/tools/report/tool.ts';
import { stats } from '../../../src/tools/stats/tool.ts';
import { table } from '../../../src/tools/table/tool.ts';
import { type Workbench, openWorkbench, vegaPath } from '../table/context.ts';

let bench: Workbench;
let ranked: Artifact;
let summary: Artifact;
beforeAll(async () => {
  bench = await openWorkbench();
  const gapminder = await bench.run(table, 'load', { source: await bench.source('gapminder.json', readFileSync(vegaPath('gapminder.json'))) });
  const growth = await bench.run(table, 'growth', { table: gapminder }, { keys: ['country'], measure: 'pop', time: 'year', mode: 'percent' });
  ranked = await bench.run(table, 'rank', { table: growth }, { order: { fn: 'desc', args: [{ fn: 'growth', args: ['pop', 'percent'] }] }, limit: 5 });
  const temperature = await bench.run(table, 'load', { source: await bench.source('global-temp.csv', readFileSync(vegaPath('global-temp.csv'))) });
  summary = await bench.run(stats, 'summary', { table: temperature }, { measure: 'temp' });
});
afterAll(() => bench.close());

const rows = JSON.parse(readFileSync(vegaPath('gapminder.json'), 'utf8')) as { country: string; year: number; pop: number }[];
const popIn = (country: string, year: number): number => rows.find((row) => row.country === country && row.year === year)?.pop ?? Number.NaN;
const growthOf = (country: string): number => (popIn(country, 2005) / popIn(country, 1955) - 1) * 100;
const fastest = [...new Set(rows.map((row) => row.country))].toSorted((a, b) => growthOf(b) - growthOf(a));

const text = async (words: string, data?: Artifact['data']): Promise<Artifact> => ({ ...(await bench.source('words.md', words)), kind: 'text', ...(data === undefined ? {} : { data }) });
const numbersOf = (artifact: Artifact) => (artifact.data as { numbers: { id: string; text: string; value: number; unit: string | null; from: { sha256: string; row?: number; column?: string; name?: string } }[] }).numbers;
const htmlOf = (artifact: Artifact): Promise<string> => bench.text(artifact.also?.find((other) => other.name === 'report.html')?.sha256 ?? '');

describe('report.compose', () => {
  it('prints a quote byte by byte, whatever marks it holds', async () => {
    const quote = 'Use `--force` **never**, \\* see [a](b).\n```sh\nrm -rf \uE0021\n```\n# 1 < 2 & 3';
    const quotes = { ...(await bench.source('quotes.json', '{}')), kind: 'quotes', data: { quotes: [{ document: 'a_b.md', heading: '', quote, start: 0, end: quote.length }] } };
    const made = await bench.run(report, 'compose', { parts: [quotes] }, { title: 'T' });
    expect(await bench.text(made.sha256)).toContain(`\`\`\`\`text\n${quote}\n\`\`\`\`\n`);
    expect(await htmlOf(made)).toContain('**never**, \\* see [a](b).\n```sh');
  });

  it('says which key grew fastest, with the figure that plain arithmetic gives and the cell that it stands for', async () => {
    const made = await bench.run(report, 'compose', { parts: [ranked] }, { title: 'Growth', goal: 'Which country grew fastest?', caveats: ['Few countries.'] });
    const markdown = await bench.text(made.sha256);
    const shown = growthOf(fastest[0] ?? '').toFixed(1);
    expect(markdown).toContain(`**${fastest[0]}** grew fastest: ${shown} % (1955 to 2005)`);
    expect(markdown).toContain('> Which country grew fastest?');
    for (const words of ['## Key findings', 'Few countries.', 'Made for a test.', 'Citation of gapminder.json', 'Licence: CC0', 'Ranked by pop_growth_percent', 'Growth of pop (%)']) expect(markdown).toContain(words);
    const number = numbersOf(made).find((one) => one.text === shown);
    expect(number).toMatchObject({ unit: '%', from: { sha256: ranked.sha256, row: 0, column: 'pop_growth_percent' } });
    expect(number?.value).toBeCloseTo(growthOf(fastest[0] ?? ''), 9);
  });

  it('says how many values were counted from the cell, and never counts the rows of the combined table', async () => {
    const quakes = await bench.run(table, 'load', { source: await bench.source('quakes.csv', 'place,depth,mag\na,120,1\nb,300,2\nc,50,3\na,101,4\n') });
    const deep = await bench.run(table, 'filter', { table: quakes }, { predicates: [{ fn: '>', args: ['depth', 100] }] });
    const count = await bench.run(table, 'aggregate', { table: deep }, { by: [], measure: 'depth', aggregation: 'count' });
    const markdown = await bench.text((await bench.run(report, 'compose', { parts: [count] }, { title: 'T' })).sha256);
    expect(markdown).toContain('**3** values of depth were counted, in rows with depth > 100.');
    expect(markdown).not.toMatch(/rows? ha(s|ve) |Grouped by nothing/);
    expect(markdown).toContain('Combined all rows: count of depth.');
    const mean = await bench.run(table, 'aggregate', { table: deep }, { by: [], measure: 'mag', aggregation: 'mean' });
    expect(await bench.text((await bench.run(report, 'compose', { parts: [mean] }, { title: 'T' })).sha256)).toContain('Mean of mag, in rows with depth > 100: 2.333.');
    const places = await bench.run(table, 'aggregate', { table: deep }, { by: ['place'], measure: 'depth', aggregation: 'count' });
    const grouped = await bench.text((await bench.run(report, 'compose', { parts: [places] }, { title: 'T' })).sha256);
    expect(grouped).not.toMatch(/rows? ha(s|ve) /);
    expect(grouped).toContain('**a** has the highest number of values of depth: 2');
    const rowsFound = await bench.text((await bench.run(report, 'compose', { parts: [deep] }, { title: 'T' })).sha256);
    expect(rowsFound).toContain('**3** rows have depth > 100.');
  });

  it('puts computed values in the place of tokens and registers each', async () => {
    const words = await text('The mean is {{0.mean|2|K}}. First comes {{1.0.country}} with {{1.0.pop_growth_percent|1}} and {{1.rows}} rows are shown.');
    const made = await bench.run(report, 'compose', { parts: [summary, ranked, words] }, { title: 'T', unverified: 'refuse' });
    const temperatures = readFileSync(vegaPath('global-temp.csv'), 'utf8').trim().split('\n').slice(1).map((line) => Number(line.split(',')[1]));
    const mean = temperatures.reduce((sum, value) => sum + value, 0) / temperatures.length;
    expect(await bench.text(made.sha256)).toContain(`The mean is ${mean.toFixed(2)} K. First comes ${fastest[0]} with ${growthOf(fastest[0] ?? '').toFixed(1)} % and 5 rows are shown.`);
    expect(numbersOf(made)).toEqual(expect.arrayContaining([expect.objectContaining({ text: mean.toFixed(2), from: { sha256: summary.sha256, name: 'mean' } })]));
  });

  it('takes tokens from the list that a narrative brings, whatever the order of the parts', async () => {
    const words = await text('It is {{0.mean|2}}.', { numbers: [{ token: '{{0.mean|2}}', value: 1.234, unit: null, decimals: 2, from: { sha256: 'a'.repeat(64), name: 'mean' } }] });
    const made = await bench.run(report, 'compose', { parts: [ranked, words] }, { title: 'T' });
    expect(await bench.text(made.sha256)).toContain('It is 1.23.');
    expect(numbersOf(made)).toEqual(expect.arrayContaining([expect.objectContaining({ value: 1.234, from: { sha256: 'a'.repeat(64), name: 'mean' } })]));
  });

  it('marks a number that stands for nothing computed, and keeps those of the goal and of cells', async () => {
    const words = await text(`It was 77.7 and {{0.nothing}} in 1848; ${growthOf(fastest[1] ?? '').toFixed(2)} came next since 1955. CO2 is a name.`);
    const made = await bench.run(report, 'compose', { parts: [summary, ranked, words] }, { title: 'T', goal: 'What happened in 1848?' });
    const markdown = await bench.text(made.sha256);
    expect(markdown).toContain('77.7 \\[unverified\\] and {{0.nothing}} \\[unverified\\] in 1848;');
    expect(markdown).toContain(`${growthOf(fastest[1] ?? '').toFixed(2)} came next since 1955. CO2 is a name.`);
    expect(made.data).toMatchObject({ unverified: 2 });
  });

  it('refuses a text with an unverified number where that is asked for', async () => {
    const words = await text('It was 77.7 degrees.');
    await expect(bench.run(report, 'compose', { parts: [summary, words] }, { title: 'T', unverified: 'refuse' })).rejects.toMatchObject({ type: 'Tool.Invalid', message: expect.stringContaining('77.7') });
  });

  it('shows hostile names and texts as words, never as markup or outside addresses (SB-12)', async () => {
    const csv = 'name,score\n"<script>alert(1)</script>",5\n"![x](http://evil.example/p.png)",4\n"=HYPERLINK(""http://evil.example"")",3\n"a|b\n# c",2\n';
    const loaded = await bench.run(table, 'load', { source: await bench.source('hostile.csv', csv) });
    const top = await bench.run(table, 'rank', { table: loaded }, { order: { fn: 'desc', args: ['score'] }, limit: 0 });
    const words = await text('Read <img src=x onerror=alert(1)> and [this](javascript:alert(1)) \uE000n1\uE001.');
    const made = await bench.run(report, 'compose', { parts: [top, words] }, { title: '</title><script>1</script>' });
    const html = await htmlOf(made);
    expect(html).not.toMatch(/<script|<img(?! src="data:)|href=|<a\b/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain("default-src 'none'");
    const markdown = await bench.text(made.sha256);
    expect(markdown).not.toMatch(/(?<!\\)<script|!\[x\]\(|(?<!\\)\]\(http/);
    expect(markdown.split('\n').filter((line) => line.startsWith('| ')).every((line) => line.match(/(?<!\\)\|/g)?.length === 3)).toBe(true);
  });

  it('embeds pictures in the HTML, links them in the Markdown, and gives the same bytes again', async () => {
    const picture: Artifact = { ...(await bench.source('map.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')), kind: 'map', media_type: 'image/svg+xml', title: 'A map' };
    const verdict: Artifact = { ...(await bench.source('v.json', '{}')), kind: 'verdict', title: 'Checks', data: { checks: [{ name: 'no gaps', held: false, detail: '3 missing', counts: {} }] } };
    const parts = [ranked, picture, verdict];
    const made = await bench.run(report, 'compose', { parts }, { title: 'T' });
    expect(await bench.text(made.sha256)).toContain('![A map](map.svg)');
    expect(await bench.text(made.sha256)).toContain('✗ **did not hold**');
    expect(await htmlOf(made)).toContain(`<img src="data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}" alt="A map">`);
    const again = await bench.run(report, 'compose', { parts }, { title: 'T' });
    expect([again.sha256, await htmlOf(again)]).toEqual([made.sha256, await htmlOf(made)]);
  });

  it('names every number of findings and tables with an id that the HTML carries once', async () => {
    const made = await bench.run(report, 'compose', { parts: [ranked, summary] }, { title: 'T' });
    const html = await htmlOf(made);
    const list = JSON.parse(await bench.text(made.also?.find((other) => other.name === 'report.numbers.json')?.sha256 ?? '')) as { id: string }[];
    for (const { id } of list) expect(html.split(`<data id="${id}"`).length).toBe(2);
    expect(Buffer.byteLength(JSON.stringify(made.data))).toBeLessThanOrEqual(16_384);
  });
});
