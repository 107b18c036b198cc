import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executeStep } from '../../../src/execution/execute-step.ts';
import { escalatingModel } from '../../../src/llm/escalating-model.ts';
import type { Model } from '../../../src/llm/model.ts';
import { modelTools } from '../../../src/llm/model-tools.ts';
import type { Binding } from '../../../src/schemas/decomposition.ts';
import type { Artifact, Outcome } from '../../../src/schemas/outcome.ts';
import { readRows } from '../../../src/tools/table/read-rows.ts';
import { writeRows } from '../../../src/tools/table/write-rows.ts';
import { type World, approve, makeStep, makeWorld, quiet, stepInput } from '../../execution/world.ts';
import { openToolContext, tableArtifact } from '../../support/tool-context.ts';
import type { ProtocolServer, Reply } from '../protocol-server.ts';
import { modelThat, value } from './world.ts';

let world: World;
let server: ProtocolServer | undefined;
let second: ProtocolServer | undefined;
let model: Model | null = null;
beforeEach(async () => {
  world = await makeWorld({ tools: modelTools({ modelFor: () => model, readRows, writeRows }) });
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await second?.stop();
  second = undefined;
  model = null;
  await world.close();
});

const literal = (json: unknown): Binding => ({ kind: 'literal', value: json as never });

/** An approved step whose one input is the recorded result of an earlier task. */
async function run(name: string, port: string, input: Artifact, parameters: { [name: string]: unknown }, output: string, answer: (user: string) => Reply, usual?: (user: string) => Reply): Promise<Outcome> {
  const made = await modelThat(answer);
  server = made.server;
  const other = usual === undefined ? null : await modelThat(usual);
  second = other?.server;
  model = other === null ? made.model : escalatingModel(made.model, other.model);
  const [tool_name = '', operation = ''] = name.split('.');
  const given = Object.fromEntries(Object.entries(parameters).map(([key, json]) => [key, literal(json)]));
  const step = makeStep(operation, { [port]: { kind: 'port', task: 't0', port: 'out' }, ...given }, {}, { tool_name, expected_outputs: { [output]: { kind: output } } });
  await approve(world, { t0: [makeStep('rows', {}, { step_id: 's0' }, { tool_name: 'classify' })], t1: [step] });
  const resources = { bytes_in: 0, bytes_out: 0, calls: 0, input_tokens: 0, output_tokens: 0, usd: 0, cpu_ms: null, max_rss_bytes: null };
  const before: Outcome = { step_id: 's0', execution_status: 'success', outputs: { out: input }, errors: [], performance_metrics: { duration_ms: 1, resources_used: resources }, side_effects: [], requires_replan: false };
  await world.runStore.put('goal-test', 'outcome', 't0/s0/0', before);
  return await executeStep(stepInput(), 'reasoning', world, quiet);
}

async function table(): Promise<Artifact> {
  const { context, dispose } = await openToolContext();
  try {
    const made = await tableArtifact(context, [{ said: 'Loved it' }, { said: 'Broken' }], [{ name: 'said', type: 'text', role: 'text' }], {});
    await world.blobs.put(await context.blobs.get(made.sha256));
    return made;
  } finally {
    await dispose();
  }
}

async function text(words: string): Promise<Artifact> {
  return { kind: 'text', name: 'note.md', title: 'note', facets: {}, ...(await world.blobs.put(Buffer.from(words))), media_type: 'text/markdown', labels: ['untrusted'], sources: [] };
}

describe('a model step under its seal', () => {
  const label = (to: string) => (user: string): Reply => value({ items: [...user.matchAll(/<<<item (i\d+)\n([^]*?)\n>>>/g)].map(([, item, said]) => ({ item, label: said === 'Broken' ? to : 'good' })) });
  const asked = { column: 'said', labels: ['good', 'bad'], name: 'mood' };

  it('succeeds where everything that it promises holds, and its result is untrusted', async () => {
    const outcome = await run('classify.rows', 'table', await table(), asked, 'table', label('bad'));
    expect(outcome).toMatchObject({ execution_status: 'success', requires_replan: false, outputs: { table: { labels: ['untrusted'], data: { unlabelled: 0 } } } });
    expect(outcome.performance_metrics.resources_used).toMatchObject({ calls: 1 });
    expect(outcome.performance_metrics.resources_used.input_tokens).toBeGreaterThan(0);
  });

  it('is partial where rows stay without a label, and names that', async () => {
    const outcome = await run('classify.rows', 'table', await table(), asked, 'table', label('excellent'));
    expect(outcome).toMatchObject({ execution_status: 'partial', requires_replan: true, unmet: ['outputs.table.data.unlabelled = 0'], unmet_ports: ['table'] });
  });

  it('keeps its promise with a small model that does not: the usual one answers the next round', async () => {
    const outcome = await run('classify.rows', 'table', await table(), asked, 'table', label('excellent'), label('bad'));
    expect(outcome).toMatchObject({ execution_status: 'success', outputs: { table: { data: { unlabelled: 0, repairs: 1 } } } });
    expect(outcome.performance_metrics.resources_used).toMatchObject({ calls: 2 });
    expect([server?.requests.length, second?.requests.length]).toEqual([1, 1]);
  });

  it('is partial where nothing could be read out of a text', async () => {
    const outcome = await run('extract.fields', 'parts', await text('Nothing of the kind stands here.'), { fields: [{ name: 'length', type: 'number' }] }, 'table', () => value({ rows: [] }));
    expect(outcome).toMatchObject({ execution_status: 'partial', unmet: ['outputs.table.rows > 0'] });
  });

  it('is partial where a declared check of a written text does not hold', async () => {
    const outcome = await run('generate.text', 'parts', await text('The bridge is 12 m long.'), { instruction: 'Say how long.', must_say: ['thank you'] }, 'text', () => value({ paragraphs: [{ sentences: ['It is 12 m long.'] }] }));
    expect(outcome).toMatchObject({ execution_status: 'partial', unmet: ['outputs.text.data.held = true'], outputs: { text: { labels: ['untrusted'] } } });
  });

  it('does not run on the queue of tools, nor with parameters that nobody declared', async () => {
    await run('classify.rows', 'table', await table(), asked, 'table', label('bad'));
    await expect(executeStep(stepInput({ attempt: 2 }), 'execution', world, quiet)).rejects.toMatchObject({ type: 'Tool.Denied' });
    await server?.stop();
    await expect(run('classify.rows', 'table', await table(), { ...asked, more: 1 }, 'table', label('bad'))).rejects.toMatchObject({ type: 'Input.Invalid' });
  });
});
