import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../src/schemas/json.ts';
import type { FacetValue } from '../../../src/schemas/operation.ts';
import { type Artifact, ArtifactSchema } from '../../../src/schemas/outcome.ts';
import type { BlobStore } from '../../../src/tools/blob.ts';
import type { Cell } from '../../../src/tools/table/open-database.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';
import type { Tool, ToolContext, ToolResult } from '../../../src/tools/tool.ts';

/** Runs operations on real files in a directory of its own; a blob store of one file per digest. */
export interface Workbench {
  /** Bytes as a source artifact. */
  source(name: string, content: string | Uint8Array, more?: Partial<Artifact>): Promise<Artifact>;
  run(tool: Tool, operation: string, inputs: { [port: string]: Artifact | Artifact[] }, parameters?: { [name: string]: Json }): Promise<Artifact>;
  /** The elements of an operation whose output is a list. */
  elements(tool: Tool, operation: string, inputs: { [port: string]: Artifact | Artifact[] }, parameters?: { [name: string]: Json }): Promise<Artifact[]>;
  rows(artifact: Artifact): Promise<Record<string, Cell>[]>;
  text(sha256: string): Promise<string>;
  path(artifact: Artifact): Promise<string>;
  directory: string;
  close(): Promise<void>;
}

export async function openWorkbench(): Promise<Workbench> {
  const directory = await mkdtemp(join(tmpdir(), 'planwright-test-'));
  const blobDirectory = join(directory, 'blobs');
  await mkdir(blobDirectory);
  const blobs: BlobStore = {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await writeFile(join(blobDirectory, sha256), bytes);
      return { sha256, bytes: bytes.length };
    },
    async putFile(path) {
      return blobs.put(await readFile(path));
    },
    get: async (sha256) => readFile(join(blobDirectory, sha256)),
    path: (sha256) => Promise.resolve(join(blobDirectory, sha256)),
    has: () => Promise.resolve(true),
  };
  let steps = 0;
  async function runOperation(tool: Tool, operation: string, inputs: { [port: string]: Artifact | Artifact[] }, parameters: { [name: string]: Json }): Promise<ToolResult> {
    const run = await tool.load(operation);
    const scratch = join(directory, `step-${(steps += 1)}`);
    await mkdir(scratch);
    const context: ToolContext = {
      blobs, scratch, outputRoot: directory, signal: new AbortController().signal, idempotencyKey: 'test', progress: () => undefined,
      datasetPath: () => Promise.reject(new Error('no dataset')), now: '2026-01-01T00:00:00.000Z',
    };
    const lists = Object.fromEntries(Object.entries(inputs).map(([port, value]) => [port, Array.isArray(value) ? value : [value]]));
    return run({ inputs: lists, parameters }, context);
  }
  return {
    directory,
    async source(name, content, more = {}) {
      const blob = await blobs.put(typeof content === 'string' ? Buffer.from(content) : content);
      const facets: { [name: string]: FacetValue } = { content: 'table', dataset: `attachment-${blob.sha256.slice(0, 12)}` };
      return {
        kind: 'source', name, title: name, facets, ...blob, media_type: 'application/octet-stream', labels: ['untrusted'],
        sources: [{ title: name, citation: `Citation of ${name}`, licence: 'CC0', caveats: ['Made for a test.'] }], ...more,
      };
    },
    run: async (tool, operation, inputs, parameters = {}) => ArtifactSchema.parse((await runOperation(tool, operation, inputs, parameters)).output),
    elements: async (tool, operation, inputs, parameters = {}) => ((await runOperation(tool, operation, inputs, parameters)).elements ?? []).map((one) => ArtifactSchema.parse(one)),
    rows: async (artifact) => readRows(await blobs.path(artifact.sha256), { limit: 100_000 }),
    text: async (sha256) => readFile(join(blobDirectory, sha256), 'utf8'),
    path: (artifact) => blobs.path(artifact.sha256),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Real data of the package `vega-datasets`. */
export function vegaPath(name: string): string {
  return new URL(`../../../node_modules/vega-datasets/data/${name}`, import.meta.url).pathname;
}
