import { cpus, loadavg, totalmem } from 'node:os';
import { measureGrowth } from './measure-growth.ts';
import { measurePlanning } from './measure-planning.ts';
import { measureCosts, measureLongSteps, measureMany } from './measure-reported.ts';
import { type Compared, type Effort, measureShape, QUEUE, SEPARATE, type ShapeReport } from './measure-shapes.ts';
import { openPeer, type Peer, PEERS } from './peers.ts';
import { runHandWritten, runPlan } from './run-shape.ts';
import { SLICES_OFF, WITHOUT_SLICES } from './slices.ts';
import { shapeNamed } from './shapes.ts';
import { openStack, type Stack } from './stack.ts';

/** `shapes`: the four with no-op steps; `sleep`: with 50 ms steps; the others are rows that are reported beside them. */
export const PARTS = ['shapes', 'sleep', 'growth', 'many', 'long', 'costs', 'planning'] as const;
export type Part = (typeof PARTS)[number];

export interface Wanted {
  quick: boolean;
  parts: readonly Part[];
  shapes: readonly string[];
  sizes: readonly number[];
  repetitions: number;
  peers: boolean;
  embedded: boolean;
  progress: (message: string) => void;
  /** Takes what was measured before somebody ended it. */
  interrupted: (document: object) => void;
}

/** What was measured so far. */
interface Document {
  shapes: { [shape: string]: ShapeReport };
  shapes_50_ms: { [shape: string]: ShapeReport };
  growth: { [size: string]: unknown };
  reported: { [name: string]: unknown };
  peers: object | null;
  notes: string[];
}

/** So long a single shape is repeated in a quick run, and a size of the growth may take in a full one. */
const QUICK_MS = 8_000;
const GROWTH_MS = 600_000;

/** Everything that was asked for, as one document. Null without a Postgres server. */
export async function measureAll(wanted: Wanted): Promise<object | null> {
  const began = performance.now();
  const loadBefore = loadavg();
  const document: Document = { shapes: {}, shapes_50_ms: {}, growth: {}, reported: {}, peers: null, notes: [] };
  const opened: { stop(): Promise<void> }[] = [];
  const open = async (options: Parameters<typeof openStack>[0]): Promise<Stack | null> => {
    const stack = await openStack(options);
    if (stack !== null) opened.push(stack);
    return stack;
  };
  // Temporal is a process group of its own and would outlive this one
  const interrupted = (): void => {
    wanted.interrupted({ ...finished(document, began, loadBefore), interrupted: true });
    void Promise.allSettled(opened.toReversed().map((one) => one.stop())).finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    wanted.progress('starting the servers and the roles');
    const unsliced = await open({ database: 'postgres' });
    if (unsliced === null) return null;
    const sliced = SLICES_OFF === null ? null : await open({ database: 'postgres', sliced: true });
    const embedded = wanted.embedded ? await open({ database: 'embedded' }) : null;
    await unsliced.startHandWritten(QUEUE.workflow, 'both');
    await unsliced.startHandWritten(SEPARATE.workflow, 'workflows');
    await unsliced.startHandWritten(SEPARATE.activity, 'activities');
    const { peers, missing } = wanted.peers ? await peersOf(unsliced, wanted.progress) : { peers: [], missing: {} };
    opened.push(...peers);
    const compared: Compared = { unsliced, sliced, embedded, peers };
    await warmUp(compared, wanted.progress);
    const effort: Effort = { repetitions: wanted.repetitions, budgetMs: wanted.quick ? QUICK_MS : Number.POSITIVE_INFINITY };
    const measure = async (stepMs: number, reports: { [shape: string]: ShapeReport }): Promise<void> => {
      for (const name of wanted.shapes) reports[name] = await measureShape(name, stepMs, compared, effort, wanted.progress);
    };
    const has = (part: Part): boolean => wanted.parts.includes(part);
    document.peers = { versions: Object.fromEntries(peers.map((peer) => [peer.name, peer.version])), missing };
    document.notes = [...(SLICES_OFF === null ? [WITHOUT_SLICES] : []), ...(embedded === null ? ['the embedded database was not measured'] : [])];
    if (has('shapes')) await measure(0, document.shapes);
    if (has('sleep')) await measure(50, document.shapes_50_ms);
    if (has('growth')) await measureGrowth(unsliced, wanted.sizes, GROWTH_MS, document.growth, wanted.progress);
    if (has('many')) document.reported['plans_at_once'] = await measureMany(unsliced, wanted.progress);
    if (has('long')) document.reported['steps_of_1_s'] = await measureLongSteps(unsliced, wanted.progress);
    if (has('costs')) document.reported['cost_of_parts'] = await measureCosts(unsliced, wanted.quick ? 1 : 3, wanted.progress);
    if (has('planning')) document.reported['planning'] = await measurePlanning(wanted.quick ? 1 : 3, wanted.progress);
    return finished(document, began, loadBefore);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    for (const one of opened.toReversed()) await one.stop();
  }
}

async function peersOf(stack: Stack, progress: (message: string) => void): Promise<{ peers: Peer[]; missing: { [name: string]: string } }> {
  const peers: Peer[] = [];
  const missing: { [name: string]: string } = {};
  for (const name of PEERS) {
    progress(`starting ${name}`);
    const peer = await openPeer(name, stack.databaseUrl);
    if ('missing' in peer) missing[name] = peer.missing;
    else peers.push(peer);
  }
  return { peers, missing };
}

/** Once through everything, so that nobody pays for what is loaded and compiled at the first run. */
async function warmUp({ unsliced, sliced, embedded, peers }: Compared, progress: (message: string) => void): Promise<void> {
  progress('warm-up');
  const shape = shapeNamed('layered-20');
  for (const queues of [QUEUE, SEPARATE]) await runHandWritten(unsliced, shape, 0, queues);
  for (const stack of [unsliced, sliced, embedded]) if (stack !== null) await runPlan(stack, shape, 0);
  for (const peer of peers) await peer.run(shape, 0).catch(() => undefined);
}

function column(shapes: { [shape: string]: ShapeReport }, name: 'events_per_step' | 'bytes_per_step'): { [shape: string]: unknown } {
  return Object.fromEntries(Object.entries(shapes).map(([shape, report]) => [shape, report[name]]));
}

function finished({ shapes, shapes_50_ms, growth, reported, peers, notes }: Document, began: number, loadBefore: number[]): object {
  return {
    shapes,
    shapes_50_ms,
    growth,
    events_per_step: column(shapes, 'events_per_step'),
    bytes_per_step: column(shapes, 'bytes_per_step'),
    reported,
    peers,
    notes,
    machine: { cores: cpus().length, model: cpus()[0]?.model ?? '', memory_gb: Math.round(totalmem() / 2 ** 30), node: process.version, load_before: loadBefore, load_after: loadavg() },
    seconds: Math.round((performance.now() - began) / 1_000),
  };
}
