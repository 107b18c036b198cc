import type { Operation, Pack } from '../../src/schemas/operation.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { Tool } from '../../src/tools/tool.ts';
import { work } from './work.ts';

/** The module that a benchmark gives as `PLANWRIGHT_EXTENSIONS`: a tool whose operations do nothing, or wait. */
function operation(name: string, parameters: { [name: string]: object }, durationMs: number): Operation {
  return {
    tool: 'bench',
    operation: name,
    version: '1',
    title: name === 'noop' ? 'Do nothing' : 'Wait',
    description: 'Gives about 200 bytes of its own.',
    capabilities: [],
    inputs: [{ name: 'from', kinds: ['mark'], facets: {}, variadic: true, optional: true }],
    output: { name: 'mark', kind: 'mark', facets: {} },
    parameters: { type: 'object', additionalProperties: false, required: ['node'], properties: { node: { type: 'string' }, ...parameters } } as Operation['parameters'],
    bind: {},
    effect: 'none',
    determinism: 'deterministic',
    runs_on: 'execution',
    isolation: 'inline',
    cost: { duration_ms: durationMs, usd: 0 },
    limits: { timeout_ms: 60_000 },
    documents: [],
  };
}

const bench: Tool = {
  name: 'bench',
  version: '1',
  title: 'Steps of a benchmark',
  operations: [operation('noop', {}, 1), operation('sleep', { ms: { type: 'integer', minimum: 0, maximum: 10_000 } }, 50)],
  load: () =>
    Promise.resolve(async ({ parameters }, { blobs }) => {
      const { node, ms } = parameters as { node: string; ms?: number };
      const made = JSON.stringify(await work(node, ms ?? 0));
      const blob = await blobs.put(Buffer.from(made));
      const output: Artifact = { kind: 'mark', name: 'mark.json', title: 'mark', facets: {}, ...blob, media_type: 'application/json', labels: [], sources: [] };
      return { output };
    }),
};

const pack: Pack = {
  name: 'bench',
  version: '1',
  title: 'Benchmark',
  description: 'Steps that do nothing.',
  facets: [],
  kinds: [{ name: 'mark', title: 'Mark', description: 'What a step of a benchmark leaves.', media_types: ['application/json'] }],
  operations: ['bench.noop', 'bench.sleep'],
  stages: [],
  terms: [],
  datasets: [],
  documents: [],
  examples: [],
};

export const tools: Tool[] = [bench];
export const packs: Pack[] = [pack];
