import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/schemas/json.ts';
import { type Artifact, ArtifactSchema } from '../../../src/schemas/outcome.ts';
import { dateOf } from '../../../src/tools/document/date-of.ts';
import { parseQuery } from '../../../src/tools/document/parse-query.ts';
import { type DocumentText, readDocument, tableLines } from '../../../src/tools/document/read-document.ts';
import { countMentions, searchDocuments } from '../../../src/tools/document/search-documents.ts';
import { stem } from '../../../src/tools/document/stem.ts';
import { document } from '../../../src/tools/document/tool.ts';
import type { ToolResult } from '../../../src/tools/tool.ts';
import { makeContext } from '../http/world.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';

const GARDEN = `# Garden handbook

Intro text about gardens.

## Watering

Water tomatoes **deeply** twice a week. Do not water at noon.

- Beans need little water.
- Cucumbers need much water, and they are watered daily.

## Soil

Compost improves soil. Composting takes months; a compost heap needs air.

| Plant | Spacing (cm) | Yield |
| --- | ---: | --- |
| Tomato | 60 | 4.5 |
| Bean | 15 | 1,200 |
`;
const NOTES = 'Field notes\r\n\r\nThe compost heap was turned on Monday.\r\nIt smelled of earth.\r\n\r\nNo watering today.\r\n';

let context: Awaited<ReturnType<typeof makeContext>>;
beforeAll(async () => {
  context = await makeContext(undefined);
});
afterAll(() => context.close());

async function source(name: string, text: string): Promise<Artifact> {
  const blob = await context.blobs.put(Buffer.from(text));
  return { kind: 'source', name, title: name, facets: { content: 'document', dataset: `attachment-${blob.sha256.slice(0, 12)}` }, ...blob, media_type: 'text/markdown', labels: ['untrusted'], sources: [] };
}

async function run(operation: string, inputs: { [port: string]: Artifact[] }, parameters: { [name: string]: Json } = {}): Promise<ToolResult> {
  const result = await (await document.load(operation))({ inputs, parameters }, { ...context, scratch: await mkdtemp(join(context.root, 'step-')) });
  for (const one of [result.output, ...(result.elements ?? [])]) ArtifactSchema.parse(one);
  return result;
}

const garden = readDocument('garden.md', GARDEN, 'markdown');
const notes = readDocument('notes.txt', NOTES, 'text');

describe('searching documents', () => {
  it('quotes word for word with heading and place', () => {
    const [best] = searchDocuments([garden, notes], 'composting takes how long', 5);
    expect(best).toMatchObject({ document: 'garden.md', heading: 'Garden handbook › Soil', quote: 'Compost improves soil. Composting takes months; a compost heap needs air.' });
    expect(GARDEN.slice(best?.start, best?.end)).toBe(best?.quote);
  });

  it('finds words by their stem, phrases as such, beginnings, and leaves out what is excluded', () => {
    const found = (query: string) => searchDocuments([garden, notes], query, 10).map((one) => one.quote.slice(0, 12));
    expect(found('watering')).toHaveLength(4);
    expect(found('"compost heap"')).toHaveLength(2);
    expect(found('"heap compost"')).toEqual([]);
    expect(found('cucum*')).toEqual(['Cucumbers ne']);
    expect(found('compost -Monday')).toEqual(['Compost impr']);
    expect(found('compost AND earth')).toEqual(['The compost ']);
    expect(found('zeppelin')).toEqual([]);
  });

  it('counts mentions', () => {
    expect(countMentions(garden, 'compost')).toBe(3);
    expect(countMentions(notes, 'water')).toBe(1);
  });

  it('quotes exactly, whatever the document and the query', () => {
    const words = fc.constantFrom('water', 'Wässer', 'é', 'naïve', 'the', '**bold**', '`code`', '👩‍🌾', '| a | b |', '\n', '\r\n', '\n\n', '# Title\n', '- item\n', '> quote\n', '"', 'end.', 'Was it? ', '\u2028', '&amp;', '<b>', '[link](http://x)', '1.5');
    const text = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, text, fc.constantFrom('markdown' as const, 'text' as const), fc.constantFrom('water', '"water the"', 'wasser AND water', 'na*', 'bold code -end', 'the'), (a, b, format, query) => {
        const documents = [readDocument('a', a, format), readDocument('b', b, format)];
        const quotes = searchDocuments(documents, query, 20);
        for (const quote of quotes) {
          const of = documents.find((one) => one.name === quote.document) as DocumentText;
          expect(of.text.slice(quote.start, quote.end)).toBe(quote.quote);
          expect(quote.quote.trim()).not.toBe('');
        }
        expect(searchDocuments(documents, query, 20)).toEqual(quotes);
        expect(quotes.map((one) => one.score)).toEqual(quotes.map((one) => one.score).toSorted((x, y) => y - x));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps long passages to the sentences that were found', () => {
    const text = `${'Filler words stand here again. '.repeat(40)}The beacon was lit. ${'More filler follows then. '.repeat(40)}`;
    const [quote] = searchDocuments([readDocument('long.txt', text, 'text')], 'beacon', 1);
    expect(quote?.quote).toBe('The beacon was lit.');
  });
});

describe('queries', () => {
  it('leave out words that say nothing, unless there are no others', () => {
    expect(parseQuery('What is the soil?').map((one) => one.stems)).toEqual([['soil']]);
    expect(parseQuery('who').map((one) => one.stems)).toEqual([['who']]);
  });
  it('stem as Porter published', () => {
    const pairs = { caresses: 'caress', ponies: 'poni', cats: 'cat', agreed: 'agre', plastered: 'plaster', motoring: 'motor', hopping: 'hop', hoping: 'hope', failing: 'fail', happy: 'happi', relational: 'relat', conditional: 'condit', vietnamization: 'vietnam', operator: 'oper', triplicate: 'triplic', hopeful: 'hope', goodness: 'good', revival: 'reviv', adjustable: 'adjust', replacement: 'replac', adoption: 'adopt', probate: 'probat', rate: 'rate', cease: 'ceas', controll: 'control', roll: 'roll', sky: 'sky', generalizations: 'gener' };
    expect(Object.fromEntries(Object.keys(pairs).map((word) => [word, stem(word)]))).toEqual(pairs);
  });
});

describe('the operations', () => {
  it('open several documents, search them, pass on that they are untrusted', async () => {
    const { elements = [] } = await run('open', { sources: [await source('garden.md', GARDEN), await source('notes.txt', NOTES)] });
    expect(elements.map((one) => one.title)).toEqual(['Garden handbook', 'Field notes']);
    const { output } = await run('search', { documents: elements }, { query: 'compost heap' });
    expect(output).toMatchObject({ kind: 'quotes', labels: ['untrusted'], facets: { query: 'compost heap' } });
    const data = output.data as { quotes: { document: string; quote: string; start: number; end: number }[] };
    const texts: { [name: string]: string } = { 'garden.md': GARDEN, 'notes.txt': NOTES };
    for (const quote of data.quotes) expect(texts[quote.document]?.slice(quote.start, quote.end)).toBe(quote.quote);
    const table = await run('tabulate', { quotes: [output] });
    expect(await readRows(await context.blobs.path(table.output.sha256), { limit: 10 })).toHaveLength(data.quotes.length);
  });

  it('tell two documents of one name apart', async () => {
    const { elements = [] } = await run('open', { sources: [await source('a.txt', 'One beacon here.'), await source('a.txt', 'Another beacon there.')] });
    const { output } = await run('search', { documents: elements }, { query: 'beacon' });
    expect((output.data as { quotes: { document: string }[] }).quotes.map((one) => one.document).toSorted()).toEqual(['a.txt', 'a.txt (2)']);
  });

  it('count mentions per document as a table', async () => {
    const { elements = [] } = await run('open', { sources: [await source('garden.md', GARDEN), await source('notes.txt', NOTES)] });
    const { output } = await run('count', { documents: elements }, { query: 'compost' });
    expect(await readRows(await context.blobs.path(output.sha256), { limit: 10 })).toEqual([{ document: 'garden.md', mentions: 3 }, { document: 'notes.txt', mentions: 1 }]);
  });

  it('read tables that a document holds', async () => {
    const { output } = await run('load', { source: [await source('garden.md', GARDEN)] });
    const { elements = [] } = await run('tables', { document: [output] });
    expect(elements).toHaveLength(1);
    expect(elements[0]?.title).toBe('Soil');
    expect(await readRows(await context.blobs.path(elements[0]?.sha256 ?? ''), { limit: 10 })).toMatchObject([{ Plant: 'Tomato', Yield: 4.5 }, { Plant: 'Bean', Yield: 1200 }]);
  });

  it('read the one table of a document, or the one under a heading', async () => {
    const { output: one } = await run('load', { source: [await source('garden.md', GARDEN)] });
    const { output: table } = await run('table', { document: [one] });
    expect(table).toMatchObject({ kind: 'table', title: 'Soil', rows: 2 });
    const { output: two } = await run('load', { source: [await source('two.md', `${GARDEN}\n## Tools\n\n| Tool | Price |\n|---|---|\n| Spade | 20 |\n`)] });
    await expect(run('table', { document: [two] })).rejects.toThrow('it holds 2, under "Soil", "Tools"');
    expect((await run('table', { document: [two] }, { heading: 'tools' })).output.title).toBe('Tools');
    await expect(run('table', { document: [two] }, { heading: 'prices' })).rejects.toThrow('none under "prices"');
  });

  it('give quotes as Markdown too, and say how many there are', async () => {
    const { output: one } = await run('load', { source: [await source('garden.md', GARDEN)] });
    const { output } = await run('search', { documents: [one] }, { query: 'noon' });
    expect(output.rows).toBe(1);
    expect(Buffer.from(await context.blobs.get(output.also?.[0]?.sha256 ?? '')).toString('utf8')).toContain('> Water tomatoes **deeply** twice a week. Do not water at noon.\n\n— garden.md, Garden handbook › Watering, characters');
    expect((await run('search', { documents: [one] }, { query: 'zebra' })).output.rows).toBe(0);
  });

  it('refuse bytes that are no text', async () => {
    const blob = await context.blobs.put(Buffer.from([0xff, 0xfe, 0xfd]));
    await expect(run('load', { source: [{ ...(await source('x.txt', 'x')), ...blob }] })).rejects.toMatchObject({ type: 'Tool.Invalid' });
  });

  it('know tables with pipes from other lines', () => {
    expect(tableLines('| a | b |\n|---|---|\n| 1 | 2 |')).not.toBeNull();
    expect(tableLines('a | b\nc | d')).toBeNull();
  });

  it('gives a table without rows where nothing was found', async () => {
    const { output } = await run('load', { source: [await source('garden.md', GARDEN)] });
    const found = await run('search', { documents: [output] }, { query: 'submarine' });
    const { output: table } = await run('tabulate', { quotes: [found.output] });
    expect(table).toMatchObject({ kind: 'table', rows: 0 });
    expect(table.columns?.map((column) => column.name)).toContain('quote');
  });

  it('dates quotes by what their documents say, orders by it, and takes the one in force', async () => {
    const files: [string, string][] = [['policy.md', '# Policy\n\nEffective 1 March 2025.\n\nStaff may claim 40 euros a day.\n'], ['policy-2023-05.md', '# Policy\n\nStaff may claim 30 euros a day.\n'], ['draft.txt', 'Date: 2024-02-29\n\nStaff may claim 35 euros a day.\n'], ['undated.txt', 'Staff may claim 1 euro a day.\n']];
    const documents = await Promise.all(files.map(async ([name, text]) => (await run('load', { source: [await source(name, text)] })).output));
    const found = await run('search', { documents }, { query: 'claim' });
    const dates = (artifact: Artifact): unknown[] => (artifact.data as { quotes: { document: string; date?: string }[] }).quotes.map((one) => one.date ?? null);
    const order = { fn: 'desc', args: ['date'] };
    expect(dates((await run('latest', { quotes: [found.output] }, { order })).output)).toEqual(['2025-03-01', '2024-02-29', '2023-05-01', null]);
    const { output } = await run('latest', { quotes: [found.output] }, { order, limit: 1 });
    expect(output.data).toMatchObject({ quotes: [{ document: 'policy.md', quote: 'Staff may claim 40 euros a day.' }] });
    const { output: table } = await run('tabulate', { quotes: [found.output] });
    expect(table.columns?.find((column) => column.name === 'date')?.type).toBe('date');
    const undated = await run('search', { documents: documents.slice(3) }, { query: 'claim' });
    await expect(run('latest', { quotes: [undated.output] }, { order })).rejects.toThrow(/none of their documents says one/);
  });

  it.each([
    ['a.md', '---\ntitle: x\ndate: 2025-01-02\n---\n', '2025-01-02'], ['a.md', '**Date:** March 3rd, 2024\n', '2024-03-03'], ['a.md', '**Effective date:** 2025-07-01\nDate: 2025-06-01\n', '2025-07-01'],
    ['minutes_20240611.txt', 'hello', '2024-06-11'], ['a-2025-13-40.txt', 'room 2024-12 of 3 May', null], ['a.txt', 'The date: unknown', null], ['a.txt', 'Effective from May 2022 all', '2022-05-01'],
  ])('reads the date of %s, %j', (name, text, date) => expect(dateOf(name, text)).toBe(date));

  it('takes the document that a person chose', async () => {
    const documents = await Promise.all(['a.md', 'b.md'].map(async (name) => (await run('load', { source: [await source(name, `# ${name}\n`)] })).output));
    const blob = await context.blobs.put(Buffer.from('{}'));
    const choice: Artifact = { kind: 'choice', name: 'choice', title: 'choice', facets: {}, ...blob, media_type: 'application/json', labels: ['trusted'], sources: [], data: documents[1]?.data ?? null };
    expect((await run('take', { documents, choice: [choice] })).output).toMatchObject({ sha256: documents[1]?.sha256 });
  });
});
