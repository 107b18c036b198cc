import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StorePorts } from '../../src/activities/ports.ts';
import { readConfig } from '../../src/config/config.ts';
import type { ExecutionPorts } from '../../src/execution/ports.ts';
import { runOperation } from '../../src/execution/run-operation.ts';
import { executorPorts } from '../../src/roles/executor.ts';
import { FileBlobStore } from '../../src/provenance/file-blob-store.ts';
import { serviceTool } from '../../src/tools/index.ts';
import type { Tool, ToolContext } from '../../src/tools/tool.ts';
import { trackerDocument } from '../tools/openapi/tracker.ts';

let home: string;
let ports: ExecutionPorts;
const tracker = serviceTool(trackerDocument('https://tracker.example/v1'), { name: 'tracker' });
const dataset = { id: 'a', access: { url: 'https://data.example/a.csv' } };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'planwright-hosts-'));
  const key = join(home, 'public.pem');
  await writeFile(key, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
  const config = readConfig({ environment: { PLANWRIGHT_HOME: home, PLANWRIGHT_PUBLIC_KEY_FILE: key } });
  const stores = { blobs: new FileBlobStore(join(home, 'blobs')), tools: [tracker], packs: { a: { datasets: [dataset] } } } as unknown as StorePorts;
  ports = await executorPorts(config, stores, { children: false });
});
afterAll(async () => {
  await ports.sandbox.close();
  await rm(home, { recursive: true, force: true });
});

/** The hosts that an operation may reach, as it is told when it runs. */
async function hostsSeenBy(of: Pick<Tool, 'name' | 'hosts'>, forbids?: string[]): Promise<readonly string[] | undefined> {
  const [operation] = tracker.operations;
  if (operation === undefined) throw new Error('no operation');
  let seen: ToolContext['network'];
  const tool: Tool = { ...tracker, name: of.name, ...(of.hosts === undefined ? {} : { hosts: of.hosts }), load: () => Promise.resolve((_, context) => { seen = context.network; throw new Error('seen'); }) };
  if (of.hosts === undefined) delete tool.hosts;
  const network = { ...ports.network, ...(forbids === undefined ? {} : { forbids }) };
  const call = { workflow_id: 'w', tool, operation: { ...operation, tool: of.name }, request: { inputs: {}, parameters: {} }, idempotencyKey: 'k', now: '2026-01-01T00:00:00.000Z' };
  await expect(runOperation(call, { ...ports, network }, { signal: new AbortController().signal, progress: () => undefined })).rejects.toThrow('seen');
  return seen?.allowedHosts;
}

describe('hosts of an imported service', () => {
  it('are all that its operations reach, and no other operation reaches them', async () => {
    expect(await hostsSeenBy(tracker)).toEqual(['tracker.example']);
    expect(await hostsSeenBy({ name: 'http' })).toEqual(['data.example']);
    expect(await hostsSeenBy({ name: 'other', hosts: ['other.example'] })).toEqual(['other.example']);
  });

  it('are out of reach where the policy forbids them, on whatever port', async () => {
    expect(await hostsSeenBy({ name: 'other', hosts: ['other.example:8443'] }, ['other.example'])).toEqual([]);
  });
});
