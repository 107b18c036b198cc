import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../../src/schemas/goal.ts';
import { profileFile } from '../../../src/tools/profile/profile-file.ts';
import { trackerDocument } from '../openapi/tracker.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'planwright-text-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function profile(name: string, text: string): Promise<Profile> {
  const path = join(directory, name);
  await writeFile(path, text);
  return profileFile(path, { name, mediaType: 'application/octet-stream' });
}

describe('files of text', () => {
  it('are documents where they are Markdown, also with a table inside or a brace at the start', async () => {
    for (const text of ['# Title\n\nWords.', '| a | b |\n|---|---|\n| 1 | 2 |\n', '{curly} words\n']) {
      expect(await profile('notes.md', text)).toMatchObject({ unreadable: null, format: 'markdown', type: { kind: 'source', facets: { content: 'document', format: 'markdown' } } });
    }
  });
  it('are documents where plain text is written in sentences, tables where it is written in columns', async () => {
    expect((await profile('notes.txt', 'One, two, three.\nThen another line.\nAnd more, at last.')).type.facets).toMatchObject({ content: 'document', format: 'text' });
    expect((await profile('data.txt', 'year\tvalue\n2001\t5\n2002\t6\n')).type.facets).toMatchObject({ content: 'table' });
  });
  it('describe a service where they are OpenAPI', async () => {
    expect(await profile('api.json', JSON.stringify(trackerDocument('https://tracker.example')))).toMatchObject({ unreadable: null, format: 'openapi', type: { facets: { content: 'service', service: 'issue-tracker' } } });
    expect((await profile('rows.json', '[{"openapi":"3.0","value":1},{"openapi":"3.1","value":2}]')).type.facets).toMatchObject({ content: 'table' });
  });
  it('need words', async () => {
    expect(await profile('empty.md', '\n\n')).toMatchObject({ unreadable: expect.stringContaining('empty') as string });
    expect(await profile('heading.md', '# Only a title\n')).toMatchObject({ unreadable: expect.stringContaining('no text') as string });
  });
});
