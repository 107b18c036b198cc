/**
 * WorFBench toolbench and seal_tools (dev).
 *
 * Edges: gold sentences and tool lists given, our edge inference against "always a chain" on the same rows.
 * Plans: `--export-prompts`, `--answers` or `--provider` ask a model for the whole plan; its tasks are matched with the gold sentences by words.
 *
 *   node eval/planner/worfbench.ts [--json] [--show <n>] [--export-prompts <dir> | --answers <dir> | --provider <provider:model>] [--cases <n>]
 */
import { contentWords } from '../../src/plan/nearest-words.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { planGraph } from '../../src/plan/graph.ts';
import { hasData } from './data.ts';
import { type PlanCase, answersOf } from './harness.ts';
import { inferEdges } from './infer-edges.ts';
import { WORFBENCH_PUBLISHED } from './published.ts';
import { option, print, table } from './report.ts';
import { chosenCases } from './sample.ts';
import { type Scored, pooledF1, score } from './score.ts';
import { bootstrap, sayInterval } from '../statistics.ts';
import { toolRegistry } from './tool-registry.ts';
import { WORFBENCH_SOURCES, type WorfCase, requestOf, toolsOf, worfCases } from './worfbench-cases.ts';

type Edges = (readonly [string, string])[];

/** START before whatever waits for nothing and END after whatever nobody waits for, as the gold has them. */
export function withEnds(count: number, edges: Edges): Edges {
  const names = Array.from({ length: count }, (_, at) => String(at + 1));
  const starts = names.filter((name) => !edges.some(([, to]) => to === name)).map((name) => ['START', name] as const);
  const ends = names.filter((name) => !edges.some(([from]) => from === name)).map((name) => [name, 'END'] as const);
  return [...starts, ...edges, ...ends];
}

const inner = (edges: Edges): Edges => edges.filter(([from, to]) => from !== 'START' && to !== 'END');

export const METHODS: { [name: string]: (one: WorfCase) => Edges } = {
  'always a chain': ({ nodes }) => nodes.slice(1).map((_, at) => [String(at + 1), String(at + 2)] as const),
  'never an edge': () => [],
  'our inference': (one) => inferEdges(one.nodes, toolsOf(one)).map(({ from, to }) => [String(from + 1), String(to + 1)] as const),
};

export function edgeSamples(cases: readonly WorfCase[], method: (one: WorfCase) => Edges, ends: boolean): Scored[] {
  return cases.map((one) => {
    const said = method(one);
    return { gold: { nodes: one.nodes, edges: ends ? one.edges : inner(one.edges) }, predicted: { nodes: one.nodes, edges: ends ? withEnds(one.nodes.length, said) : said } };
  });
}

function edges(): void {
  const rows = WORFBENCH_SOURCES.flatMap((source) => {
    const cases = worfCases(source);
    const chain = METHODS['always a chain'] ?? (() => []);
    return Object.entries(METHODS).map(([name, method]) => {
      const pairs = edgeSamples(cases, method, true).map((own, at) => ({ own, chain: edgeSamples(cases.slice(at, at + 1), chain, true)[0] ?? own }));
      const difference = bootstrap(pairs, (sample) => pooledF1(sample.map((one) => one.own), 'edge') - pooledF1(sample.map((one) => one.chain), 'edge'));
      const all = score(pairs.map((one) => one.own), new Set());
      const within = score(edgeSamples(cases, method, false), new Set());
      return { source, name, n: cases.length, edge_f1: all.edge_f1, mean_edge_f1: all.mean_edge_f1, inner_edge_f1: within.edge_f1, inner_mean_edge_f1: within.mean_edge_f1, exact: all.accuracy, difference };
    });
  });
  print(
    [
      'WorFBench, gold nodes given (dev): edge F1, pooled; with START and END as the gold has them, and between steps alone.',
      'Our inference uses the sentences, and names, descriptions, required parameters and responses of the listed tools; no gold. Reported, not binding: the nodes are sentences without ports.',
      table(['source', 'edges', 'n', 'edge F1', 'against the chain [95 %]', 'mean', 'steps alone', 'mean', 'exact'], rows.map((row) => [row.source, row.name, String(row.n), row.edge_f1.toFixed(3), sayInterval(row.difference), row.mean_edge_f1.toFixed(3), row.inner_edge_f1.toFixed(3), row.inner_mean_edge_f1.toFixed(3), row.exact.toFixed(3)])),
    ].join('\n'),
    { data: 'worfbench dev', rows },
  );
  let left = Number(option('--show') ?? 0);
  for (const source of WORFBENCH_SOURCES) {
    for (const one of worfCases(source)) {
      if (left <= 0) return;
      const said = inferEdges(one.nodes, toolsOf(one));
      if (JSON.stringify(inner(one.edges)) === JSON.stringify(said.map(({ from, to }) => [String(from + 1), String(to + 1)]))) continue;
      left -= 1;
      process.stdout.write(`\n${one.id}: ${requestOf(one).slice(0, 400)}\n${one.nodes.map((node, at) => `  ${at + 1} ${node}`).join('\n')}\n  gold ${JSON.stringify(inner(one.edges))}\n  ours ${said.map((edge) => `${edge.from + 1}→${edge.to + 1} ${edge.reason}: ${edge.detail}`).join('; ')}\n`);
    }
  }
}

/** Cosine above which a proposed task and a gold sentence may mean the same; the paper takes 0.6 of sentence embeddings, which words do not reach. */
const SAME_STEP = 0.3;

/** Gold numbers of a plan's tasks, by words: the most similar pairs first, each used once. Tasks without a partner keep their own id. */
export function matchSteps(plan: Plan, gold: readonly string[]): Map<string, string> {
  const bag = (text: string): Set<string> => new Set(contentWords(text));
  const cosine = (a: Set<string>, b: Set<string>): number => (a.size === 0 || b.size === 0 ? 0 : [...a].filter((word) => b.has(word)).length / Math.sqrt(a.size * b.size));
  const pairs = plan.nodes
    .flatMap((task) => gold.map((sentence, at) => ({ task: task.task_id, gold: String(at + 1), near: cosine(bag(`${task.description} ${(task.parameters ?? []).map((one) => (one.binding.kind === 'literal' ? JSON.stringify(one.binding.value) : '')).join(' ')}`), bag(sentence)) })))
    .filter((pair) => pair.near >= SAME_STEP)
    .toSorted((a, b) => b.near - a.near);
  const matched = new Map<string, string>();
  for (const pair of pairs) if (!matched.has(pair.task) && ![...matched.values()].includes(pair.gold)) matched.set(pair.task, pair.gold);
  return matched;
}

export function worfPlanCases(): { one: PlanCase; gold: WorfCase }[] {
  return WORFBENCH_SOURCES.flatMap((source) => worfCases(source).map((gold) => {
    const tools = toolRegistry(source, toolsOf(gold).map((tool) => ({
      id: tool.name, description: `${tool.description}${tool.responses.length > 0 ? ` Returns ${tool.responses.join(', ')}.` : ''}`,
      inputs: tool.required.map((name) => ({ name: name.replace(/[^A-Za-z0-9_.-]/g, '_') || 'input', kinds: ['answer'], facets: {}, optional: true })), output: { kind: 'answer' },
    })));
    const request = requestOf(gold);
    return { gold, one: { id: `${source}-${gold.id}`, group: source, request, gold: { nodes: gold.nodes.map((_, at) => String(at + 1)), edges: inner(gold.edges) }, tools, givens: [{ id: 'request', type: { kind: 'answer', facets: {} }, title: 'values that the request states', source: { kind: 'value' as const, value: request }, named: false, spans: [] }] } };
  }));
}

async function plans(): Promise<void> {
  const cases = chosenCases(worfPlanCases().map((each) => ({ ...each, id: each.one.id })));
  const gold = new Map(cases.map((one) => [one.one.id, one.gold]));
  const answered = await answersOf(cases.map((one) => one.one));
  if (answered === null || answered.length === 0) return;
  const rows = WORFBENCH_SOURCES.filter((source) => answered.some(({ one }) => one.group === source)).map((source) => {
    const samples = answered.filter(({ one }) => one.group === source).map(({ one, proposal }): Scored => {
      if (proposal === null) return { gold: one.gold, predicted: null };
      const matched = matchSteps(proposal, gold.get(one.id)?.nodes ?? []);
      const name = (id: string): string => matched.get(id) ?? `? ${id}`;
      return { gold: one.gold, predicted: { nodes: proposal.nodes.map((task) => name(task.task_id)), edges: [...planGraph(proposal)].flatMap(([to, needs]) => [...needs].map((from) => [name(from), name(to)] as const)) } };
    });
    return { source, scores: score(samples, new Set()) };
  });
  print(
    [
      'WorFBench (dev), plans of a model; tasks matched with gold sentences by words (cosine ≥ 0.3, each once). Sentences have no ports: the model front end only. Not comparable with the published figures, which match by sentence embeddings.',
      table(['source', 'n', 'missing', 'node F1', 'edge F1', 'order F1', 'mean node F1', 'mean edge F1'], rows.map(({ source, scores }) => [source, String(scores.n), String(scores.missing), ...[scores.node_f1, scores.edge_f1, scores.order_f1, scores.mean_node_f1, scores.mean_edge_f1].map((one) => one.toFixed(3))])),
      'Published (f1_chain / f1_graph, WorFBench Table 1):',
      table(['who', 'average', 'function-call'], WORFBENCH_PUBLISHED.map((one) => [one.who, one.figures['average'] ?? '', one.figures['function-call'] ?? ''])),
    ].join('\n'),
    { data: 'worfbench dev', rows, published: WORFBENCH_PUBLISHED },
  );
}

if (import.meta.main && hasData('worfbench', WORFBENCH_SOURCES.map((source) => `${source}.dev.jsonl`))) {
  if (['--export-prompts', '--answers', '--provider'].some((name) => option(name) !== null)) await plans();
  else edges();
}
