import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PlanCase, exportPrompts, importAnswers, measure } from '../../../eval/planner/harness.ts';
import { lexicalFloor } from '../../../eval/planner/tool-plans.ts';
import { dataFile } from '../../../eval/planner/data.ts';
import { searchWidth, parallelqaRegistry } from '../../../eval/planner/llmcompiler.ts';
import { bareTask, proposalOf, toolRegistry } from '../../../eval/planner/tool-registry.ts';

const tools = toolRegistry('shop', [
  { id: 'Cut Paper', description: 'Cuts paper into cards.', inputs: [{ name: 'paper', kinds: ['paper'], facets: {} }], output: { kind: 'card' } },
  { id: 'Write Card', description: 'Writes on a card.', inputs: [{ name: 'card', kinds: ['card'], facets: {} }], output: { kind: 'letter' } },
]);
const given = { id: 'paper', type: { kind: 'paper', facets: {} }, title: 'paper', source: { kind: 'value' as const, value: 'paper' }, named: true, spans: [] };
const cases: PlanCase[] = ['one', 'two', 'three'].map((id) => ({ id, group: 'shop', request: 'Cut the paper and write a card', gold: { nodes: ['Cut Paper', 'Write Card'], edges: [['Cut Paper', 'Write Card']] }, tools, givens: [given] }));

const node = (task_id: string, operation: string, dependencies: string[]) => ({
  task_id, description: task_id, dependencies, parallelizable: true, estimated_complexity: 'low', required_capabilities: [], operation, inputs: [], parameters: [], because: 'x',
});

describe('prompts and answers', () => {
  it('exports the prompt of the product, and scores answers before and after the linker; a missing one scores 0', async () => {
    const prompts = await mkdtemp(join(tmpdir(), 'prompts-'));
    expect(exportPrompts(cases, prompts)).toBe(3);
    expect((await readdir(prompts)).toSorted()).toEqual(['one.json', 'schema.json', 'three.json', 'two.json']);
    const prompt = JSON.parse(await readFile(join(prompts, 'one.json'), 'utf8')) as { system: string; user: string };
    expect(prompt.system).toContain('shop.cut-paper: Cuts paper into cards.');
    expect(prompt.user).toContain('Cut the paper and write a card');

    const answers = await mkdtemp(join(tmpdir(), 'answers-'));
    const answer = { nodes: [node('w', 'shop.write-cards', ['c']), node('c', 'shop.cut-paper', [])], confidence_score: null, alternative_approaches: [] };
    await writeFile(join(answers, 'one.json'), `\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``);
    await writeFile(join(answers, 'two.json'), 'I would cut the paper.');
    const answered = importAnswers(cases, answers);
    expect(answered.map(({ problem }) => problem?.slice(0, 17) ?? null)).toEqual([null, 'not in the format', 'no answer']);
    const measured = measure(answered, true);
    expect(measured.before).toMatchObject({ missing: 2, node_hallucination: 0.5 });
    expect(measured.valid_before).toBe(0);
    expect(measured.valid_after).toBe(1);
    // Of six gold nodes two are hit after linking: 2·2/(2+6).
    expect(measured.after?.node_f1).toBeCloseTo(0.5);
    expect(measured.after?.node_hallucination).toBe(0);
  });

  it('has a floor that needs no model', () => {
    expect(lexicalFloor(cases, null)).toMatchObject({ node_f1: 1, edge_f1: 1 });
  });

  it('reads no part of the data that is kept for measuring', () => {
    expect(() => dataFile('llm_plans', 'plans.heldout.jsonl')).toThrow('it is kept for measuring');
    expect(() => dataFile('', 'reserved.bin')).toThrow('it is kept for measuring');
  });
});

describe('the parallel width', () => {
  it('counts look-ups of one depth', () => {
    const { operationOf } = parallelqaRegistry();
    const plan = (second: string[]) => proposalOf([bareTask('a', operationOf('search'), []), bareTask('b', operationOf('search'), second), bareTask('m', operationOf('math'), ['a', 'b'])]);
    expect(searchWidth(plan([]))).toBe(2);
    expect(searchWidth(plan(['a']))).toBe(1);
  });
});
