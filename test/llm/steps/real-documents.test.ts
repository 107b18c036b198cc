import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src/schemas/outcome.ts';
import { document } from '../../../src/tools/document/tool.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';
import type { ToolContext } from '../../../src/tools/tool.ts';
import { openToolContext } from '../../support/tool-context.ts';
import type { ProtocolServer } from '../protocol-server.ts';
import { modelThat, runStep, textPart, value } from './world.ts';

const MARKDOWN = '# Bridges\n\n## Alder\n\nThe Alder bridge is 120 metres long.\n\n## Birch\n\nThe Birch bridge is 95 metres long.\n';
let context: ToolContext;
let dispose: () => Promise<void>;
let server: ProtocolServer | undefined;
beforeEach(async () => {
  ({ context, dispose } = await openToolContext());
});
afterEach(async () => {
  await server?.stop();
  await dispose();
});

async function run(operation: string, port: string, inputs: Artifact[], parameters: { [name: string]: string } = {}): Promise<Artifact> {
  return (await (await document.load(operation))({ inputs: { [port]: inputs }, parameters }, context)).output;
}

describe('extract.fields over what the document tool makes', () => {
  it.each(['document', 'quotes'] as const)('reads a %s, and its spans point into the text of the document', async (kind) => {
    const source = await textPart(context, MARKDOWN, { kind: 'source', name: 'bridges.md', facets: { content: 'document', format: 'markdown' } });
    const loaded = await run('load', 'source', [source]);
    const part = kind === 'document' ? loaded : await run('search', 'documents', [loaded], { query: 'Birch' });
    const world = await modelThat((user) => {
      const mark = /<<<passage (p\d+)\n[^]*?The Birch bridge is 95/.exec(user)?.[1] ?? 'none';
      return value({ rows: [{ passage: mark, values: [{ field: 'length', value: '95', quote: '95 metres' }] }] });
    });
    server = world.server;
    const { output } = await runStep('extract.fields', world.model, { parts: [part] }, { fields: [{ name: 'length', type: 'integer', unit: 'm' }] }, context);
    expect(await readRows(await context.blobs.path(output.sha256), { limit: 5 })).toMatchObject([{ length: 95, length_quote: '95 metres' }]);
    const [span] = JSON.parse(new TextDecoder().decode(await context.blobs.get(output.also?.[0]?.sha256 ?? ''))) as { start: number; end: number }[];
    const text = (JSON.parse(new TextDecoder().decode(await context.blobs.get(loaded.sha256))) as { text: string }).text;
    expect(text.slice(span?.start, span?.end)).toBe('95 metres');
  });
});
