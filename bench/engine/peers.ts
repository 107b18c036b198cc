import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Ran } from './run-shape.ts';
import type { Shape } from './shapes.ts';
import { processorTime, usedSince } from './usage.ts';

/** Another system that runs the same graph durably on the same Postgres. */
export interface Peer {
  name: string;
  version: string;
  run(shape: Shape, stepMs: number): Promise<Ran>;
  stop(): Promise<void>;
}

export type MaybePeer = Peer | { name: string; missing: string };

export const PEERS = ['langgraph', 'dbos', 'mastra', 'restate'] as const;

/** How long a peer may take for one graph, and to get ready. */
const PATIENCE_MS = 180_000;

type Answer = { type: 'ready'; version: string } | { type: 'ran'; ms: number; nodes: number } | { type: 'failed'; message: string };

/** Starts a peer in a process of its own; says why where it cannot. */
export async function openPeer(name: (typeof PEERS)[number], databaseUrl: string): Promise<MaybePeer> {
  const module = fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url));
  if (!existsSync(module)) return { name, missing: 'no adapter for it is here' };
  if (!existsSync(fileURLToPath(new URL('../peers/node_modules', import.meta.url)))) return { name, missing: 'not installed: run npm ci --ignore-scripts in bench/peers' };
  const child = fork(module, [], { env: { ...process.env, BENCH_DATABASE_URL: databaseUrl }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-2_000)));
  const stop = (): Promise<void> => end(child);
  try {
    const answer = await next(child);
    if (answer.type !== 'ready') throw new Error(answer.type === 'failed' ? answer.message : 'it did not get ready');
    return { name, version: answer.version, stop, run: (shape, stepMs) => runOn(child, shape, stepMs) };
  } catch (error) {
    await stop();
    return { name, missing: `${error instanceof Error ? error.message : String(error)}${said === '' ? '' : `: ${said.trim().split('\n').slice(-3).join(' · ')}`}`.slice(0, 500) };
  }
}

async function runOn(child: ChildProcess, shape: Shape, stepMs: number): Promise<Ran> {
  const named = new Map([[child.pid ?? 0, 'peer']]);
  const before = processorTime(named);
  const answered = next(child);
  child.send({ nodes: shape.nodes, ms: stepMs });
  const answer = await answered;
  if (answer.type !== 'ran') throw new Error(answer.type === 'failed' ? answer.message : 'it gave no result');
  if (answer.nodes !== shape.nodes.length) throw new Error(`it ran ${answer.nodes} of ${shape.nodes.length} steps`);
  const used = usedSince(before, processorTime(named));
  const steps = shape.nodes.length;
  return {
    ms_per_step: answer.ms / steps,
    cpu: Object.fromEntries(Object.entries(used).map(([group, ms]) => [group, ms / steps])),
    execution: { ms: answer.ms, events: 0, bytes: 0 },
    whole_ms: answer.ms,
    before: {},
    commits_per_step: null,
  };
}

function next(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error(`it did not answer within ${PATIENCE_MS / 1_000} s`))), PATIENCE_MS);
    const message = (answer: Answer): void => settle(() => resolve(answer));
    const exit = (code: number | null): void => settle(() => reject(new Error(`it ended with ${code}`)));
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      child.off('message', message);
      child.off('exit', exit);
      done();
    };
    child.on('message', message);
    child.on('exit', exit);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}
