/**
 * LLMCompiler's ParallelQA (dev): does a plan find the parallel width, that is the `branch` independent look-ups of a question? Without
 * answers it says how to export prompts. The set has no gold graph, so nothing but the width is scored.
 *
 *   node eval/planner/llmcompiler.ts [--json] [--export-prompts <dir> | --answers <dir> | --provider <provider:model>] [--sample <n> [--seed <text>]]
 *
 * An answer `<case>.json` is a plan proposal as `schema.json` in the exported directory describes it.
 */
import { linkProposal } from '../../src/plan/link.ts';
import { depths, planGraph } from '../../src/plan/graph.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { hasData, readLines } from './data.ts';
import { type PlanCase, answersOf } from './harness.ts';
import { print, table } from './report.ts';
import { chosenCases } from './sample.ts';
import { sayInterval, wilson } from '../statistics.ts';
import { caseGoal, toolRegistry } from './tool-registry.ts';

interface Question {
  id: string;
  question: string;
  branch: number;
}

/** The two tools of LLMCompiler's benchmark: a search and a calculator. Both take what others have found and words of the question. */
export function parallelqaRegistry() {
  return toolRegistry('parallelqa', [
    {
      id: 'search', description: 'Looks up one subject in an encyclopedia and returns its facts and figures.', inputs: [{ name: 'question', kinds: ['question'], facets: {} }], output: { kind: 'fact' },
      parameters: { type: 'object', properties: { subject: { type: 'string' } }, required: ['subject'], additionalProperties: false },
    },
    {
      id: 'math', description: 'Computes a value from facts, with an expression in words.', inputs: [{ name: 'facts', kinds: ['fact', 'number'], facets: {}, variadic: true }], output: { kind: 'number' },
      parameters: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'], additionalProperties: false },
    },
    { id: 'answer', description: 'Answers the question from facts and computed values.', inputs: [{ name: 'facts', kinds: ['fact', 'number'], facets: {}, variadic: true }], output: { kind: 'answer' } },
  ]);
}

export function parallelqaCases(): { one: PlanCase; branch: number }[] {
  const tools = parallelqaRegistry();
  return readLines<Question>('llmcompiler', 'parallelqa.dev.jsonl').map(({ id, question, branch }) => ({
    branch,
    one: { id: `parallelqa-${id}`, group: 'parallelqa', request: question, gold: { nodes: [], edges: [] }, tools, givens: [{ id: 'question', type: { kind: 'question', facets: {} }, title: 'the question', source: { kind: 'value' as const, value: question }, named: true, spans: [] }] },
  }));
}

/** The most look-ups that can run side by side: those of one depth, at the depth that has most. */
export function searchWidth(plan: Plan): number {
  const deep = depths(planGraph(plan));
  const searches = plan.nodes.filter((task) => task.operation === 'parallelqa.search');
  return Math.max(0, ...[...Map.groupBy(searches, (task) => deep.get(task.task_id) ?? 0).values()].map((level) => level.length));
}

async function main(): Promise<void> {
  const cases = chosenCases(parallelqaCases().map((each) => ({ ...each, id: each.one.id })));
  const answered = await answersOf(cases.map((one) => one.one));
  if (answered === null) {
    print(
      `LLMCompiler ParallelQA (dev): ${cases.length} questions, branch ${[2, 3, 4, 5].map((width) => `${width}: ${cases.filter((one) => one.branch === width).length}`).join(', ')}.\nThe set has questions and widths but no plans: export the prompts with --export-prompts <dir>, let a model answer them, and score with --answers <dir>.`,
      { data: 'llmcompiler dev', n: cases.length, answers: null },
    );
    return;
  }
  if (answered.length === 0) return;
  const branch = new Map(cases.map(({ one, branch: width }) => [one.id, width]));
  const widths = answered.map(({ one, proposal }) => {
    const linked = proposal && linkProposal(proposal, one.tools.registry, caseGoal(one.request, one.givens));
    return { wanted: branch.get(one.id) ?? 0, before: proposal ? searchWidth(proposal) : null, after: linked?.result === 'linked' ? searchWidth(linked.plan) : proposal ? searchWidth(proposal) : null };
  });
  const row = (who: string, width: (one: (typeof widths)[number]) => number | null) => ({
    who, n: widths.length, missing: widths.filter((one) => width(one) === null).length,
    found: wilson(widths.filter((one) => width(one) === one.wanted).length, widths.length),
    narrower: widths.filter((one) => (width(one) ?? 0) < one.wanted).length, wider: widths.filter((one) => (width(one) ?? 0) > one.wanted).length,
  });
  const rows = [row('the model', (one) => one.before), row('linked', (one) => one.after), row('a chain', () => 1)];
  print(
    ['LLMCompiler ParallelQA (dev): look-ups side by side against `branch`. A missing answer counts as wrong and narrower.', table(['plan', 'n', 'missing', 'just the width [95 %]', 'narrower', 'wider'], rows.map((one) => [one.who, String(one.n), String(one.missing), sayInterval(one.found), String(one.narrower), String(one.wider)]))].join('\n'),
    { data: 'llmcompiler dev', rows },
  );
}

if (import.meta.main && hasData('llmcompiler', ['parallelqa.dev.jsonl'])) await main();
