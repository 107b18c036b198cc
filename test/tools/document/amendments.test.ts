import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/tools/document/read-document.ts';
import { countMentions, searchDocuments } from '../../../src/tools/document/search-documents.ts';

const CODE = '# Dance hall code\n\nIn force from 1 May 2020.\n\n## 2 Hours\n\nThe hall closes at 23:00.\n\n## 3 Noise\n\n3.1 Music is kept below 85 dB.\n\n3.2 Doors stay shut.\n';
const md = (name: string, text: string) => readDocument(name, text, 'markdown');
const said = (texts: { [name: string]: string }, query: string, limit = 10) => searchDocuments(Object.entries(texts).map(([name, text]) => md(name, text)), query, limit).map((one) => [one.quote, one.amends ?? null, one.amended_by?.map((by) => by.document) ?? null]);

describe('a passage that another one changes', () => {
  it('is quoted with the change, in the same document', () => {
    const text = `${CODE}\n## Amendment\n\nDated 2 June 2021. Section 2 is replaced: nobody is let in after midnight.\n`;
    expect(said({ 'code.md': text }, 'closes')).toEqual([['The hall closes at 23:00.', null, ['code.md']], ['Dated 2 June 2021. Section 2 is replaced: nobody is let in after midnight.', ['2'], null]]);
  });

  it('is quoted with the change of a later document that names it, and of no other', () => {
    const notice = (about: string, date: string): string => `# Notice\n\nIn force from ${date}.\n\nRule 3.1 of the ${about} is withdrawn.\n`;
    expect(said({ 'code.md': CODE, 'notice.md': notice('dance hall code', '1 July 2022') }, 'music')[0]?.[2]).toEqual(['notice.md']);
    expect(said({ 'code.md': CODE, 'notice.md': notice('dance hall code', '1 July 2022') }, 'doors')[0]?.[2]).toBeNull();
    expect(said({ 'code.md': CODE, 'notice.md': notice('swimming rules', '1 July 2022') }, 'music')).toHaveLength(1);
    expect(said({ 'code.md': CODE, 'notice.md': notice('dance hall code', '1 July 2019') }, 'music')).toHaveLength(1);
  });

  it('is quoted with all changes, the latest first, whatever the limit', () => {
    const text = `${CODE}\n## First change\n\nFrom 2021-01-01 section 2 reads: it closes at 22:00.\n\n## Second change\n\nFrom 2022-01-01 section 2 reads: it closes at 21:00.\n`;
    expect(said({ 'code.md': text }, 'hall', 1).map(([quote]) => quote)).toEqual(['The hall closes at 23:00.', 'From 2022-01-01 section 2 reads: it closes at 21:00.', 'From 2021-01-01 section 2 reads: it closes at 22:00.']);
  });

  it('is none where a section is only mentioned', () => {
    expect(said({ 'code.md': `${CODE}\n## See also\n\nSection 2 is on the poster at the door.\n` }, 'closes')).toHaveLength(1);
  });
});

describe('rows of tables, headings and lines of logs', () => {
  const TABLE = '# Pumps\n\n## Limits\n\n| Harbour | Speed (kn) |\n|---|---|\n| Eastport | 4 |\n| Westport | 6 |\n';

  it('finds a row by what stands in it and in the head of its column, and quotes it whole with its columns', () => {
    const [row, ...others] = searchDocuments([md('pumps.md', TABLE)], 'speed AND Eastport', 10);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ quote: '| Eastport | 4 |', columns: ['Harbour', 'Speed (kn)'], heading: 'Pumps › Limits' });
  });

  it('counts words in headings too', () => {
    expect(countMentions(md('pumps.md', TABLE), 'limits')).toBe(1);
    expect(countMentions(md('pumps.md', TABLE), 'pumps')).toBe(1);
  });

  it('reads a log or a list in plain text line by line, and titles as headings', () => {
    const log = readDocument('gate.txt', 'Gate log\n\n2024-01-02 08:10 gate open\n2024-01-02 08:50 gate shut\n  by hand\n\n2 Rules\n\n- close it\n- lock it\n\nDone by Ann.\n', 'text');
    expect(log.passages.map(({ start, end, headings }) => [log.text.slice(start, end), headings.at(-1)])).toEqual([
      ['Gate log', 'Gate log'], ['2024-01-02 08:10 gate open', 'Gate log'], ['2024-01-02 08:50 gate shut\n  by hand', 'Gate log'], ['2 Rules', '2 Rules'], ['- close it', '2 Rules'], ['- lock it', '2 Rules'], ['Done by Ann.', '2 Rules'],
    ]);
  });
});
