import { type Figure, figure, ratio, round } from './figures.ts';
import type { Peer } from './peers.ts';
import { type Ran, runHandWritten, runPlan } from './run-shape.ts';
import { SLICES_OFF, WITHOUT_SLICES } from './slices.ts';
import { type Shape, shapeNamed } from './shapes.ts';
import type { Stack } from './stack.ts';

/** The stacks that are compared, all on one machine at the same time; what is null cannot be had here or is not measured. */
export interface Compared {
  unsliced: Stack;
  sliced: Stack | null;
  embedded: Stack | null;
  peers: readonly Peer[];
}

export interface Effort {
  repetitions: number;
  /** Stop repeating a shape after so long; it is measured once in any case. */
  budgetMs: number;
}

export const QUEUE = { workflow: 'bench-plain', activity: 'bench-plain' };
export const SEPARATE = { workflow: 'bench-plain-workflows', activity: 'bench-plain-activities' };

/** The comparison of one shape, alternated: the systems take turns, so that a busy moment of the machine meets all of them. */
export async function measureShape(name: string, stepMs: number, compared: Compared, effort: Effort, progress: (message: string) => void) {
  const shape = shapeNamed(name);
  const systems = systemsOf(compared, shape, stepMs);
  const runs = new Map<string, Ran[]>(systems.map(({ name: system }) => [system, []]));
  const faults: { [system: string]: string } = {};
  const began = performance.now();
  for (let round_ = 0; round_ < effort.repetitions; round_ += 1) {
    if (round_ > 0 && performance.now() - began > effort.budgetMs) break;
    // every other round backwards, so that nobody always follows the same one
    for (const system of round_ % 2 === 0 ? systems : systems.toReversed()) {
      if (faults[system.name] !== undefined) continue;
      progress(`${name}, ${stepMs} ms steps, round ${round_ + 1}: ${system.name}`);
      try {
        runs.get(system.name)?.push(await system.run());
      } catch (error) {
        if (!system.mayFail) throw error;
        faults[system.name] = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return report(shape, stepMs, runs, faults, compared);
}

export type ShapeReport = Awaited<ReturnType<typeof measureShape>>;

function systemsOf({ unsliced, sliced, embedded, peers }: Compared, shape: Shape, stepMs: number): { name: string; mayFail?: boolean; run(): Promise<Ran> }[] {
  return [
    { name: 'hand_written', run: () => runHandWritten(unsliced, shape, stepMs, QUEUE) },
    { name: 'unsliced', run: () => runPlan(unsliced, shape, stepMs) },
    ...(sliced === null ? [] : [{ name: 'sliced', run: () => runPlan(sliced, shape, stepMs) }]),
    { name: 'hand_written_two_processes', run: () => runHandWritten(unsliced, shape, stepMs, SEPARATE) },
    ...(embedded === null ? [] : [{ name: 'embedded', run: () => runPlan(embedded, shape, stepMs) }]),
    ...peers.map((peer) => ({ name: peer.name, mayFail: true, run: () => peer.run(shape, stepMs) })),
  ];
}

function report({ nodes, depth }: Shape, stepMs: number, runs: ReadonlyMap<string, readonly Ran[]>, faults: { [system: string]: string }, { peers }: Compared) {
  const of = (system: string): Figure | null => figure((runs.get(system) ?? []).map((one) => one.ms_per_step));
  const middle = (system: string): number | null => of(system)?.median ?? null;
  const cpu = (system: string) => processor(runs.get(system) ?? []);
  const per = (system: string, what: 'events' | 'bytes') => figure((runs.get(system) ?? []).map(({ execution }) => execution[what] / nodes.length))?.median ?? null;
  const named = peers.map(({ name }) => name);
  const own = ['unsliced', 'hand_written', 'hand_written_two_processes', ...(SLICES_OFF === null ? [] : ['sliced'])];
  const ideal = depth * stepMs;
  return {
    sliced_ms_per_step: middle('sliced'),
    ...(SLICES_OFF === null ? { sliced_note: WITHOUT_SLICES } : {}),
    unsliced_ms_per_step: middle('unsliced'),
    hand_written_ms_per_step: middle('hand_written'),
    hand_written_two_processes_ms_per_step: middle('hand_written_two_processes'),
    embedded_ms_per_step: middle('embedded'),
    peers: Object.fromEntries(named.map((name) => [name, middle(name)])),
    unsliced_to_hand_written: ratio(of('unsliced'), of('hand_written')),
    unsliced_to_two_processes: ratio(of('unsliced'), of('hand_written_two_processes')),
    ...(ideal === 0
      ? {}
      : {
          ideal_makespan_ms: ideal,
          makespan_to_ideal: Object.fromEntries([...own, 'embedded', ...named].flatMap((system) => (middle(system) === null ? [] : [[system, Number((((middle(system) ?? 0) * nodes.length) / ideal).toFixed(2))]]))),
        }),
    spread: Object.fromEntries([...runs.keys()].map((system) => [system, of(system)])),
    cpu_ms_per_step: Object.fromEntries([...runs.keys()].flatMap((system) => (cpu(system) === null ? [] : [[system, cpu(system)]]))),
    unsliced_to_hand_written_cpu: cpuRatio(cpu('unsliced'), cpu('hand_written')),
    whole_run_ms: figure((runs.get('unsliced') ?? []).map((one) => one.whole_ms)),
    before_execution_ms: meanOf((runs.get('unsliced') ?? []).map((one) => one.before)),
    transactions_per_step: figure((runs.get('unsliced') ?? []).flatMap((one) => one.commits_per_step ?? []))?.median ?? null,
    events_per_step: Object.fromEntries(own.map((system) => [system, per(system, 'events')])),
    bytes_per_step: Object.fromEntries(own.map((system) => [system, per(system, 'bytes')])),
    ...(Object.keys(faults).length === 0 ? {} : { faults }),
  };
}

/** Processor time by group, and in all. */
function processor(runs: readonly Ran[]): { [group: string]: number } | null {
  const mean = meanOf(runs.map((one) => one.cpu));
  if (Object.keys(mean).length === 0) return null;
  return { ...mean, all: round(Object.values(mean).reduce((sum, ms) => sum + ms, 0)) };
}

function cpuRatio(above: { [group: string]: number } | null, below: { [group: string]: number } | null): number | null {
  return above === null || below === null ? null : Number(((above['all'] ?? 0) / (below['all'] ?? 1)).toFixed(2));
}

function meanOf(records: readonly { [name: string]: number }[]): { [name: string]: number } {
  const names = new Set(records.flatMap((one) => Object.keys(one)));
  return Object.fromEntries([...names].flatMap((name) => {
    const mean = records.reduce((sum, one) => sum + (one[name] ?? 0), 0) / records.length;
    return mean < 0.005 ? [] : [[name, round(mean)]];
  }));
}
