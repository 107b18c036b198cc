import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sha256Hex } from '../plan/digest.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Operation } from '../schemas/operation.ts';
import type { Artifact } from '../schemas/outcome.ts';
import type { Tool, ToolContext, ToolRequest, ToolResult } from '../tools/tool.ts';
import { matchesHost } from '../validation/safety.ts';
import { clearScratch } from './clear-scratch.ts';
import { shippedPath } from './dataset.ts';
import type { ExecutionPorts } from './ports.ts';
import { type ScopedBlobs, scopeBlobs } from './scoped-blobs.ts';
import type { Usage } from './sandbox/protocol.ts';

export interface OperationCall {
  workflow_id: string;
  tool: Tool;
  operation: Operation;
  request: ToolRequest;
  idempotencyKey: string;
  now: string;
}

/** What an operation gave, unchecked, and the blobs it could see. */
export interface Ran {
  result: ToolResult;
  /** Null where it ran in this process. */
  usage: Usage | null;
  blobs: ScopedBlobs;
}

/** The output root of a run below `base`: its id where that is a plain name, else a digest of it. */
export function outputDirectory(base: string, workflowId: string): string {
  return join(base, /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(workflowId) ? workflowId : `run-${sha256Hex(workflowId).slice(0, 32)}`);
}

/**
 * Runs one operation, inline or in a child as it declares, within its time limit. The result is as the tool gave it, unchecked. Inputs are
 * compared with their digests first (AU-6). Scratch is gone afterwards.
 */
export async function runOperation(
  call: OperationCall,
  ports: ExecutionPorts,
  options: { signal: AbortSignal; progress: (message: string) => void },
): Promise<Ran> {
  const artifacts = Object.values(call.request.inputs).flat();
  const blobs = scopeBlobs(ports.blobs, artifacts);
  await Promise.all(artifacts.map((artifact) => checkBytes(artifact, ports)));
  const outputRoot = outputDirectory(ports.homes.output, call.workflow_id);
  await Promise.all([mkdir(ports.homes.scratch, { recursive: true }), mkdir(outputRoot, { recursive: true })]);
  await clearScratch(ports.homes.scratch);
  const scratch = await mkdtemp(join(ports.homes.scratch, 'step-'));
  try {
    if (call.operation.isolation === 'process') return { ...(await inChild(call, blobs, { scratch, outputRoot }, ports, options)), blobs };
    return { result: await inline(call, { scratch, outputRoot, blobs }, ports, options), usage: null, blobs };
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
  }
}

/** The beginning of 1970: what an operation sees as the time that may not depend on it. */
const NO_TIME = '1970-01-01T00:00:00.000Z';

/** Time of the run for operations whose result may change with it; the same instant for all others, so that asking cannot make a difference. */
function timeFor({ determinism }: Operation, now: string): string {
  return determinism === 'time_dependent' || determinism === 'external' ? now : NO_TIME;
}

async function inChild(
  call: OperationCall,
  blobs: ScopedBlobs,
  place: { scratch: string; outputRoot: string },
  ports: ExecutionPorts,
  options: { signal: AbortSignal; progress: (message: string) => void },
): Promise<{ result: ToolResult; usage: Usage }> {
  const { operation, request, idempotencyKey } = call;
  const now = timeFor(operation, call.now);
  const { value, usage } = await ports.sandbox.run(
    {
      job: { kind: 'operation', tool: operation.tool, operation: operation.operation, request, context: { outputRoot: place.outputRoot, idempotencyKey, now } },
      title: `${operation.tool}.${operation.operation}`,
      scratch: place.scratch,
      limits: operation.limits,
      blobs,
      datasetPath: (dataset) => pathOfDataset(dataset, ports),
    },
    options,
  );
  return { result: value as ToolResult, usage };
}

async function inline(
  call: OperationCall,
  place: { scratch: string; outputRoot: string; blobs: ScopedBlobs },
  ports: ExecutionPorts,
  options: { signal: AbortSignal; progress: (message: string) => void },
): Promise<ToolResult> {
  const { operation } = call;
  const name = `${operation.tool}.${operation.operation}`;
  const own = new AbortController();
  const signal = AbortSignal.any([options.signal, own.signal]);
  const context: ToolContext = {
    ...place,
    signal,
    idempotencyKey: call.idempotencyKey,
    now: timeFor(operation, call.now),
    progress: options.progress,
    // what promises to depend on its inputs alone has nothing to ask
    ...(operation.determinism === 'external' ? { network: { allowedHosts: hostsFor(call, ports.network), mirror: ports.network.mirror } } : {}),
    datasetPath: (dataset) => pathOfDataset(dataset, ports),
  };
  const run = await call.tool.load(operation.operation);
  // an operation that never answers must not hold the step (TI-11)
  return await new Promise<ToolResult>((resolve, reject) => {
    const timeout = setTimeout(() => {
      own.abort();
      reject(new PlanwrightError('Tool.Timeout', `Cannot finish "${name}": it did not end within ${operation.limits.timeout_ms} ms. Try again, or give it less data.`));
    }, operation.limits.timeout_ms);
    const aborted = (): void => reject(new PlanwrightError('Step.Cancelled', `"${name}" was cancelled.`));
    if (options.signal.aborted) aborted();
    options.signal.addEventListener('abort', aborted, { once: true });
    const settled = (): void => {
      clearTimeout(timeout);
      options.signal.removeEventListener('abort', aborted);
    };
    // a copy, so that what was approved stays as it is whatever the operation does with it
    Promise.resolve()
      .then(() => run(structuredClone(call.request), context))
      .then(resolve, reject)
      .finally(settled)
      .catch(() => undefined);
  });
}

/** A tool that names its hosts reaches those and no others, and nothing else reaches them. What the policy forbids stays forbidden. */
function hostsFor({ tool, request }: OperationCall, { allowedHosts, forbids = [] }: ExecutionPorts['network']): string[] {
  const hosts = tool.hosts ?? [...allowedHosts, ...boundHosts(Object.values(request.inputs).flat())];
  return hosts.filter((host) => !forbids.some((pattern) => matchesHost(pattern, host)));
}

/** Hosts of the datasets that the approved intent itself names: approving it approves reading them. */
function boundHosts(artifacts: Artifact[]): string[] {
  return artifacts.flatMap(({ kind, labels, data }) => {
    if (kind !== 'remote' || !labels.includes('trusted') || data === null || typeof data !== 'object' || Array.isArray(data)) return [];
    const url = typeof data?.['url'] === 'string' && URL.canParse(data['url']) ? new URL(data['url']) : null;
    return url === null ? [] : [url.host];
  });
}

async function pathOfDataset(id: string, ports: ExecutionPorts): Promise<string> {
  const dataset = await ports.datasets(id);
  if (dataset === null) throw new PlanwrightError('Tool.MissingInput', `Cannot open dataset "${id}": no pack of this run has it. Give another file in its place.`);
  return shippedPath(dataset);
}

async function checkBytes(artifact: Artifact, ports: ExecutionPorts): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(await ports.blobs.path(artifact.sha256)), hash);
  if (hash.digest('hex') !== artifact.sha256) {
    throw new PlanwrightError('Binding.Unresolved', `Cannot use artifact "${artifact.name}": its stored bytes are not those that were recorded (${artifact.sha256.slice(0, 12)}…). Make it again.`);
  }
}
