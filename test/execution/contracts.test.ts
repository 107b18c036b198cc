import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executeStep } from '../../src/execution/execute-step.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { describeIntents } from '../../src/plan/describe-intents.ts';
import { saferParameters } from '../../src/plan/safer-parameters.ts';
import { PlanwrightError } from '../../src/schemas/failure.ts';
import type { Json } from '../../src/schemas/json.ts';
import { type Operation, OperationSchema } from '../../src/schemas/operation.ts';
import { type Artifact, type Outcome, OutcomeSchema } from '../../src/schemas/outcome.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { tools as shipped } from '../../src/tools/index.ts';
import type { Tool, ToolContext, ToolRun } from '../../src/tools/tool.ts';
import { declarationFaults } from '../../src/validation/declaration.ts';
import { unmetConditions } from '../../src/validation/unmet.ts';
import { declare } from './fixtures/tools.ts';
import { type World, NOW, approve, makeStep, makeWorld, quiet, stepInput } from './world.ts';

const text = async (context: ToolContext, content: string, data: Json = null): Promise<Artifact> => ({
  kind: 'text', name: 'text.txt', title: 'Text', facets: {}, ...(await context.blobs.put(Buffer.from(content))), media_type: 'text/plain', labels: [], sources: [], data,
});
const runs: Json[] = [];
const number = { type: 'object', properties: { number: { type: 'integer', minimum: 1, default: 1000 } }, additionalProperties: false };
const sized: ToolRun = async ({ parameters }, context) => {
  const asked = Number(parameters['number']);
  runs.push(asked);
  if (asked > 100) throw new PlanwrightError('Tool.ResourceLimit', `Cannot hold ${asked} rows. Ask for less.`);
  if (asked > 50) throw new PlanwrightError('Tool.Invalid', `Cannot use ${asked}. Use less.`);
  return { output: await text(context, String(asked)) };
};
const safer: Operation['safer'] = [
  { parameter: 'number', from: 1000, to: 200, when: 'resource_limit' },
  { parameter: 'number', from: 200, to: 80, when: 'resource_limit' },
  { parameter: 'number', from: null, to: 40, when: 'invalid' },
];
const seen: unknown[] = [];
const look: ToolRun = async (_request, context) => {
  seen.push({ now: context.now, network: context.network !== undefined });
  return { output: await text(context, context.now) };
};
const implementations: { [name: string]: { operation: Operation; run: ToolRun } } = {
  sized: { operation: declare('sized', { parameters: number, safer }), run: sized },
  saving: { operation: declare('saving', { parameters: number, safer, effect: 'write' }), run: sized },
  plain: { operation: declare('plain', { parameters: number }), run: sized },
  seeded: {
    operation: declare('seeded', { determinism: 'seeded', parameters: { type: 'object', properties: { seed: { type: 'integer' } }, additionalProperties: false } }),
    run: async ({ parameters }, context) => ({ output: await text(context, JSON.stringify(parameters['seed'])) }),
  },
  'seeded-default': { operation: declare('seeded-default', { determinism: 'seeded', parameters: { type: 'object', properties: { seed: { type: 'integer', default: 1 } }, additionalProperties: false } }), run: async (_request, context) => ({ output: await text(context, 'x') }) },
  still: { operation: declare('still'), run: look },
  timed: { operation: declare('timed', { determinism: 'time_dependent' }), run: look },
  foreign: { operation: declare('foreign', { determinism: 'external' }), run: look },
  many: {
    operation: declare('many', { output: { name: 'texts', kind: 'text', facets: {}, cardinality: 'list' } }),
    run: async ({ parameters }, context) => ({ output: await text(context, 'index'), elements: await Promise.all(((parameters['list'] ?? []) as Json[]).map((one) => text(context, JSON.stringify(one)))) }),
  },
  wrongly: { operation: declare('wrongly', { output: { name: 'texts', kind: 'text', facets: {}, cardinality: 'list' } }), run: async (_request, context) => ({ output: await text(context, 'x') }) },
  strays: {
    operation: declare('strays', { output: { name: 'texts', kind: 'text', facets: {}, cardinality: 'list' } }),
    run: async (_request, context) => ({ output: await text(context, 'x'), elements: [await text(context, 'a'), { ...(await text(context, 'b')), kind: 'table' }] }),
  },
  promises: {
    operation: declare('promises', { output: { name: 'text', kind: 'text', facets: {}, data: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] } } }),
    run: async ({ parameters }, context) => ({ output: await text(context, 'x', parameters['any'] ?? null) }),
  },
};
const probe: Tool = {
  name: 'probe', version: '1', title: 'Contracts', operations: Object.values(implementations).map((one) => one.operation),
  load: (name) => Promise.resolve(implementations[name]?.run ?? look),
};

let world: World;
beforeEach(async () => {
  runs.length = 0;
  seen.length = 0;
  world = await makeWorld({ tools: [probe] });
});
afterEach(() => world.close());

const literal = (value: Json) => ({ kind: 'literal' as const, value });
const run = async (...step: Parameters<typeof makeStep>): Promise<Outcome> => {
  await approve(world, { t1: [makeStep(...step)] });
  return await executeStep(stepInput(), 'execution', world, quiet);
};

describe('safer parameters', () => {
  const fallbacks = saferParameters(implementations['sized']?.operation as Operation, { number: literal(1000) });

  it('are tried in order after the failure they are for, and the outcome lists them', async () => {
    const outcome = await run('sized', { number: literal(1000) }, {}, { fallbacks });
    expect(runs).toEqual([1000, 200, 80, 40]);
    expect(OutcomeSchema.parse(outcome)).toMatchObject({
      execution_status: 'success',
      fallbacks: [{ parameter: 'number', from: 1000, to: 200, because: expect.stringContaining('Cannot hold 1000') as string }, { from: 200, to: 80 }, { from: 80, to: 40 }],
    });
  });

  it('are not there unless the approved intent has them', async () => {
    await expect(run('sized', { number: literal(1000) })).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
    expect(runs).toEqual([1000]);
  });

  it('are not used where nothing fails', async () => {
    const outcome = await run('sized', { number: literal(10) }, {}, { fallbacks });
    expect(runs).toEqual([10]);
    expect(outcome).not.toHaveProperty('fallbacks');
  });

  it('are refused where the operation does not declare them, or changes something', async () => {
    await expect(run('plain', { number: literal(1000) }, {}, { fallbacks })).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
    await expect(run('saving', { number: literal(1000) }, {}, { fallbacks })).rejects.toMatchObject({ type: 'Tool.ResourceLimit' });
    expect(runs).toEqual([1000, 1000]);
  });

  it('of a plan are those that replace what it says, chained, and stand in the description of the intent', () => {
    const operation = implementations['sized']?.operation as Operation;
    const shown = (value: Json | null) => saferParameters(operation, value === null ? {} : { number: literal(value) }).map((one) => one.value);
    expect([shown(1000), shown(null), shown(200), shown(7)]).toEqual([[200, 80, 40], [200, 80, 40], [80, 40], [40]]);
    expect(saferParameters(implementations['saving']?.operation as Operation, { number: literal(1000) })).toEqual([]);
    const task: Task = { task_id: 't', description: 'd', dependencies: [], parallelizable: true, estimated_complexity: 'low', required_capabilities: [], operation: 'probe.sized', parameters: [{ name: 'number', binding: literal(1000) }] };
    const registry = { operations: probe.operations, documents: [], facets: [], kinds: [], stages: [], terms: [], datasets: [], digests: {} };
    const made = decomposeTask(task, {} as Plan, registry, []);
    expect(made.steps[0]?.tool_intent.fallbacks).toEqual(fallbacks);
    expect(describeIntents(made, 500)).toBe('probe.sized(number: 1000), where a limit is reached: number 200, where a limit is reached: number 80, where its input is refused: number 40');
  });
});

describe('outputs', () => {
  it('of a list are its elements, each checked and labelled', async () => {
    const outcome = await run('many', { list: literal(['a', 'b']) }, {}, { expected_outputs: { texts: { kind: 'text' } }, validation_criteria: [{ path: 'outputs.texts.1.kind', op: '=', value: 'text' }] });
    expect(outcome.execution_status).toBe('success');
    expect(outcome.outputs['texts']).toHaveLength(2);
    expect((outcome.outputs['texts'] as Artifact[]).every((one) => one.labels.length > 0)).toBe(true);
  });

  it('of a list without elements, or with one of another kind, are refused', async () => {
    await expect(run('wrongly', {}, {}, { expected_outputs: { texts: { kind: 'text' } } })).rejects.toMatchObject({ type: 'Contract.Output' });
    await expect(run('strays', {}, {}, { expected_outputs: { texts: { kind: 'text' } } })).rejects.toMatchObject({ type: 'Contract.Output', message: expect.stringContaining('expected text and got table') as string });
  });

  it('are checked against the schema of data that the operation promises', async () => {
    expect((await run('promises', { any: literal({ count: 3 }) })).execution_status).toBe('success');
    await expect(run('promises', { any: literal({ count: 'three' }) })).rejects.toMatchObject({ type: 'Contract.Output', message: expect.stringContaining('count must be integer') as string });
  });

  it('name the ports that unmet conditions speak of', async () => {
    const outcome = await run('still', {}, {}, { validation_criteria: [{ path: 'outputs.text.bytes', op: '>', value: 1e6 }] });
    expect(outcome).toMatchObject({ execution_status: 'partial', unmet: ['outputs.text.bytes > 1000000'], unmet_ports: ['text'], requires_replan: true });
    const view = { inputs: { a: 1 }, outputs: { x: { rows: 0 }, y: { rows: 2 } } };
    const ports = ['x', 'y'];
    expect(unmetConditions([{ path: 'outputs.x.rows', op: '>', value: 0 }, { path: 'outputs.y.rows', op: '>', value: 0 }], view, ports)).toEqual({ unmet: ['outputs.x.rows > 0'], ports: ['x'] });
    expect(unmetConditions([{ path: 'inputs.a', op: '=', value: 2 }], view, ports).ports).toEqual(ports);
    expect(unmetConditions([{ any: [{ path: 'outputs.y.rows', op: '>', value: 9 }, { path: 'outputs.x.rows', op: '>', value: 9 }] }], view, ports).ports).toEqual(ports);
    expect(unmetConditions([], view, ports)).toEqual({ unmet: [], ports: [] });
  });
});

describe('determinism', () => {
  it('seeded needs a seed', async () => {
    expect((await run('seeded', { seed: literal(7) })).execution_status).toBe('success');
    expect((await run('seeded-default')).execution_status).toBe('success');
    await expect(run('seeded')).rejects.toMatchObject({ type: 'Input.Invalid', message: expect.stringContaining('needs a whole number as "seed"') as string });
  });

  it('shows the time to what may depend on it, and the network to what is external', async () => {
    for (const name of ['still', 'timed', 'foreign']) await run(name);
    expect(seen).toEqual([{ now: '1970-01-01T00:00:00.000Z', network: false }, { now: NOW, network: false }, { now: NOW, network: true }]);
  });

  it('is declared without contradiction by every installed operation', () => {
    for (const operation of shipped.flatMap((tool) => tool.operations)) expect(declarationFaults(operation), `${operation.tool}.${operation.operation}`).toEqual([]);
  });

  it.each<[string, Partial<Operation>]>([
    ['a model step that claims to be deterministic', { runs_on: 'reasoning' }],
    ['sending that claims to be deterministic', { outbound: true }],
    ['chance without a seed', { determinism: 'seeded' }],
    ['a safer parameter that does not exist', { safer: [{ parameter: 'nothing', from: null, to: 1, when: 'invalid' }] }],
    ['a safer parameter that is the same', { safer: [{ parameter: 'number', from: 1, to: 1, when: 'invalid' }] }],
    ['safer parameters of an effect', { effect: 'write', safer: [{ parameter: 'number', from: null, to: 1, when: 'invalid' }] }],
  ])('is refused of %s', (_what, over) => {
    const operation = declare('x', over);
    OperationSchema.parse(operation);
    expect(declarationFaults(operation).length).toBeGreaterThan(0);
  });
});
