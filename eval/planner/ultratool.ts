/**
 * UltraTool as graphs (GNN4TaskPlan, dev part). Its tools have no typed operations and its gold edges join consecutive tools: it measures
 * the model front end and order, never independence.
 *
 *   node eval/planner/ultratool.ts [--json] [--export-prompts <dir> | --answers <dir> | --provider <provider:model>] [--cases <n> | --sample <n> [--seed <text>]]
 */
import { hasData, readLines } from './data.ts';
import type { PlanCase } from './harness.ts';
import { ULTRATOOL_PUBLISHED } from './published.ts';
import { option } from './report.ts';
import { ultratoolRegistry } from './registry-ultratool.ts';
import { chosenCases } from './sample.ts';
import { reportToolPlans } from './tool-plans.ts';

interface UltraCase {
  id: string;
  request: string;
  nodes: string[];
  edges: [string, string][];
}

export function ultratoolCases(): PlanCase[] {
  const tools = ultratoolRegistry();
  return readLines<UltraCase>('gnn4taskplan_ultratool', 'cases.dev.jsonl').map((one) => ({ id: `ultratool-${one.id}`, group: 'ultratool', request: one.request, gold: { nodes: one.nodes, edges: one.edges }, tools, givens: [] }));
}

if (import.meta.main && hasData('gnn4taskplan_ultratool', ['cases.dev.jsonl', 'tools.json'])) {
  const asks = ['--export-prompts', '--answers', '--provider'].some((name) => option(name) !== null);
  const most = asks ? 100 : Number.POSITIVE_INFINITY;
  await reportToolPlans({
    title: 'UltraTool graphs (GNN4TaskPlan), dev part',
    notes: [
      'No typed operations: the model front end only. Gold edges link consecutive tools: order is gold, independence is not; a plan that rightly leaves two steps independent is marked down.',
      ...(Number.isFinite(most) && option('--cases') === null && option('--sample') === null ? [`The first ${most} cases; --cases <n> takes more.`] : []),
    ],
    cases: chosenCases(ultratoolCases(), most), typed: new Set(), published: ULTRATOOL_PUBLISHED, figures: 'planning judged by GPT-4, not F1; UltraTool figures/results.png', most: 4,
  });
}
