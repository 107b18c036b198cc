import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { result } from '../src/library/result.ts';
import { listArtifacts } from '../src/library/run-documents.ts';
import { startGoal } from '../src/library/start-goal.ts';
import type { Json } from '../src/schemas/json.ts';
import type { Outcome } from '../src/schemas/outcome.ts';
import type { RunStatus } from '../src/schemas/run.ts';
import { onlyWait, until } from './support/follow.ts';
import { startClimateMirror } from './support/climate-mirror.ts';
import { openRunEnvironment, type RunEnvironment } from './support/run-environment.ts';

interface Example {
  name: string;
  goal: string;
  packs: string[];
  attach?: string[];
  inputs?: { [name: string]: Json };
  needs: string[];
  expected: {
    artifacts: string[];
    /** Figures that somebody computed without the project's code; each must be among the numbers of the report or its summaries. */
    numbers: { what: string; value: number; unit: string | null; within?: number }[];
    said: string[];
  };
}

const root = join(import.meta.dirname, '..');
const files = (await readdir(join(root, 'examples'))).filter((file) => file.endsWith('.json') && !file.endsWith('.openapi.json'));
const examples = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(root, 'examples', file), 'utf8')) as Example));

let environment: RunEnvironment;
let mirror: Awaited<ReturnType<typeof startClimateMirror>>;
beforeAll(async () => {
  mirror = await startClimateMirror();
  environment = await openRunEnvironment({ mirror: mirror.url });
});
afterAll(async () => {
  await environment.close();
  await mirror.stop();
});

async function run(example: Example): Promise<{ status: RunStatus; outcomes: Outcome[]; text: string; bands: number[] }> {
  const { connection } = environment;
  const { workflow_id } = await startGoal(connection, example.goal, {
    packs: example.packs,
    attach: (example.attach ?? []).map((file) => join(root, file)),
    ...(example.inputs === undefined ? {} : { inputs: example.inputs }),
    yes: true,
  });
  const status = await result(connection, workflow_id);
  const outcomes = (await connection.runStore.list<Outcome>(workflow_id, 'outcome')).map((entry) => entry.body);
  const artifacts = await listArtifacts(connection, workflow_id);
  const read = async (mediaType: string) =>
    (await Promise.all(artifacts.filter((artifact) => artifact.media_type === mediaType).map(async (artifact) => Buffer.from(await connection.blobs.get(artifact.sha256)).toString('utf8')))).join('\n');
  const grids = outcomes.flatMap((outcome) => Object.values(outcome.outputs).flat()).filter((artifact) => artifact.kind === 'grid' && artifact.media_type === 'application/json');
  const bands = await Promise.all(grids.map(async (artifact) => bandMeans(JSON.parse(Buffer.from(await connection.blobs.get(artifact.sha256)).toString('utf8')) as Grid)));
  return { status, outcomes, text: `${await read('text/markdown')}\n${await read('image/svg+xml')}`, bands: bands.flat() };
}

interface Grid {
  lat: number[];
  lon: number[];
  values: (number | null)[][];
}

/** Means over NASA's zonal bands, weighted by the cosine of latitude, without the project's code. */
function bandMeans({ lat, values }: Grid): number[] {
  const bands = [[-90, -64], [-64, -44], [-44, -24], [-24, 0], [0, 24], [24, 44], [44, 64], [64, 90]] as const;
  return bands.map(([south, north]) => {
    let sum = 0;
    let weights = 0;
    for (const [row, latitude] of lat.entries()) {
      if (latitude < south || latitude > north) continue;
      for (const value of values[row] ?? []) {
        if (value === null) continue;
        sum += value * Math.cos((latitude * Math.PI) / 180);
        weights += Math.cos((latitude * Math.PI) / 180);
      }
    }
    return sum / weights;
  });
}

/** Every number that stands in a result: cells that the report refers to, values of summaries, and numbers inside verdicts. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

describe('examples', () => {
  it.for(examples)('$name: $goal', async (example, { skip }) => {
    if (example.needs.includes('network') && !mirror.real) skip('../shared/data/climate is absent; the generated field is tested in test/tools/grid');
    const { status, outcomes, text, bands } = await run(example);
    expect(status.error).toBeNull();
    expect(status.status).toBe('completed');
    const made = outcomes.flatMap((outcome) => Object.values(outcome.outputs).flat());
    const kinds = new Set(made.map((artifact) => artifact.kind));
    for (const kind of example.expected.artifacts) expect(kinds).toContain(kind);
    const numbers = [...numbersOf(made.map((artifact) => [artifact.data ?? null, artifact.rows ?? null])), ...bands];
    for (const { what, value, within } of example.expected.numbers) {
      const tolerance = within ?? Math.max(Math.abs(value) * 0.0005, 0.0006);
      expect(numbers.some((number) => Math.abs(number - value) <= tolerance), `${what}: expected ${value} among ${JSON.stringify(numbers.slice(0, 200))}`).toBe(true);
    }
    for (const words of example.expected.said) expect(text).toContain(words);
  });

  it('maps a generated field with a known mean through the same path, whether the shared data is there or not', async () => {
    const generated = await startClimateMirror({ madeUp: true });
    const away = await openRunEnvironment({ mirror: generated.url });
    try {
      const { workflow_id } = await startGoal(away.connection, 'Generate a temperature anomaly map for 2020', { packs: ['climate'], yes: true });
      expect((await result(away.connection, workflow_id)).error).toBeNull();
      const outcomes = (await away.connection.runStore.list<Outcome>(workflow_id, 'outcome')).map((entry) => entry.body);
      const grid = outcomes.flatMap((outcome) => Object.values(outcome.outputs).flat()).find((artifact) => artifact.kind === 'grid' && artifact.media_type === 'application/json');
      const { lat, values } = JSON.parse(Buffer.from(await away.connection.blobs.get(grid?.sha256 ?? '')).toString('utf8')) as Grid;
      const weighted = lat.map((latitude, row) => {
        const weight = Math.cos((latitude * Math.PI) / 180);
        return [weight * (values[row] ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0), weight * (values[row]?.length ?? 0)] as const;
      });
      // The field is 1 in 2020, plus a wave that is odd in latitude.
      expect(weighted.reduce((sum, [value]) => sum + value, 0) / weighted.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 3);
    } finally {
      await away.close();
      await generated.stop();
    }
  });

  it('asks for another source instead of failing where the source cannot be reached', async () => {
    const away = await openRunEnvironment({ mirror: 'http://127.0.0.1:9' });
    try {
      const { workflow_id } = await startGoal(away.connection, 'Generate a temperature anomaly map for 2020', { packs: ['climate'], yes: true });
      await until(away.connection, workflow_id, ['waiting']);
      const wait = await onlyWait(away.connection, workflow_id);
      expect(wait.kind).toBe('input');
      expect(wait.questions?.[0]?.type).toBe('file');
      await away.connection.run(workflow_id).cancel();
      await result(away.connection, workflow_id);
    } finally {
      await away.close();
    }
  });
});
