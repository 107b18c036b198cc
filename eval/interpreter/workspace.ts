import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Model } from '../../src/llm/model.ts';
import { modelTools } from '../../src/llm/model-tools.ts';
import { narrateTool } from '../../src/llm/narrate-tool.ts';
import { canonical } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { packs } from '../../src/packs/index.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import type { Dataset, Pack, Registry } from '../../src/schemas/operation.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { BlobStore } from '../../src/tools/blob.ts';
import { tools } from '../../src/tools/index.ts';
import { profileFile } from '../../src/tools/profile/profile-file.ts';
import { readRows } from '../../src/tools/table/read-rows.ts';
import { writeRows } from '../../src/tools/table/write-rows.ts';
import type { Tool, ToolContext } from '../../src/tools/tool.ts';
import { datasetArtifact, shippedPath } from '../../src/execution/dataset.ts';

/** Files, tools and a registry in one process: what the reference interpreter and the corpus run in. */
export interface Workspace {
  registry: Registry;
  blobs: BlobStore;
  outputRoot: string;
  toolOf(name: string): Tool | undefined;
  /** Stores a file and profiles it, as attaching does. */
  attach(path: string, mediaType: string): Promise<Profile>;
  attachmentArtifact(file: { sha256: string; name: string; media_type: string }, profile: Profile | undefined): Promise<Artifact>;
  datasetArtifact(id: string): Promise<Artifact>;
  context(key: string, network: ToolContext['network']): Promise<ToolContext>;
  dispose(): Promise<void>;
}

const digestOf = (value: unknown): string => createHash('sha256').update(canonical(JSON.parse(JSON.stringify(value)))).digest('hex');

/** A fresh workspace with the shipped packs and tools, and those that are added. Model steps ask `model`; descriptions are written without one. */
export async function openWorkspace(added: { tools?: readonly Tool[]; packs?: readonly Pack[]; model?: Model | null } = {}): Promise<Workspace> {
  const home = await mkdtemp(join(tmpdir(), 'planwright-eval-'));
  const reasoning = [...modelTools({ modelFor: () => added.model ?? null, readRows, writeRows }).filter((tool) => tool.name !== 'narrate'), narrateTool(() => null, readRows)];
  const all = [...tools.map((tool) => reasoning.find((one) => one.name === tool.name) ?? tool), ...(added.tools ?? [])];
  const registry = buildRegistry([...Object.values(packs), ...(added.packs ?? [])], all, digestOf);
  const blobs = fileBlobs(join(home, 'blobs'));
  const outputRoot = join(home, 'output');
  await Promise.all([mkdir(join(home, 'blobs'), { recursive: true }), mkdir(outputRoot), mkdir(join(home, 'scratch'))]);
  const dataset = (id: string): Dataset | null => registry.datasets.find((one) => one.id === id) ?? null;
  return {
    registry,
    blobs,
    outputRoot,
    toolOf: (name) => all.find((tool) => tool.name === name),
    async attach(path, mediaType) {
      await blobs.putFile(path);
      return await profileFile(path, { name: basename(path), mediaType });
    },
    async attachmentArtifact(file, profile) {
      const { size } = await stat(await blobs.path(file.sha256));
      return {
        kind: profile?.type.kind ?? 'source', name: file.name, title: file.name, facets: profile?.type.facets ?? {}, sha256: file.sha256, media_type: file.media_type, bytes: size, labels: ['untrusted'],
        sources: [{ title: file.name, citation: file.name, licence: 'not stated', caveats: [] }],
        ...(profile === undefined || profile.columns.length === 0 ? {} : { columns: profile.columns.map(({ name, type, role, unit, meaning }) => ({ name, type, role, unit, meaning })) }),
      };
    },
    datasetArtifact: (id) => datasetArtifact(id, { datasets: (one) => Promise.resolve(dataset(one)), blobs }),
    async context(key, network) {
      return {
        blobs,
        scratch: await mkdtemp(join(home, 'scratch', 'step-')),
        outputRoot,
        signal: new AbortController().signal,
        idempotencyKey: digestOf(key),
        progress: () => undefined,
        ...(network === undefined ? {} : { network }),
        datasetPath: async (id) => {
          const found = dataset(id);
          if (found === null) throw new Error(`Cannot open dataset "${id}": no pack has it.`);
          return await shippedPath(found);
        },
        now: '2026-01-01T00:00:00.000Z',
      };
    },
    dispose: () => rm(home, { recursive: true, force: true }),
  };
}

/** Blobs by digest in a directory, without flushing: nothing of an evaluation outlives its process. */
function fileBlobs(directory: string): BlobStore {
  const place = (sha256: string): string => join(directory, sha256);
  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await writeFile(place(sha256), bytes);
      return { sha256, bytes: bytes.byteLength };
    },
    async putFile(source) {
      const bytes = await readFile(source);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await copyFile(source, place(sha256));
      return { sha256, bytes: bytes.byteLength };
    },
    get: async (sha256) => new Uint8Array(await readFile(place(sha256))),
    path: async (sha256) => {
      await access(place(sha256));
      return place(sha256);
    },
    has: (sha256) => access(place(sha256)).then(() => true, () => false),
  };
}
