/**
 * Share of real plans of two open models (`llm_plans`, dev) that are valid before and after link and repair. Valid: known tools, no
 * dangling edge, acyclic, not empty (hard), and every edge justified by resource types.
 *
 *   node eval/linker/llm-plans.ts [--json] [--show <n>]
 */
import { linkProposal } from '../../src/plan/link.ts';
import type { Edge, Plan } from '../../src/schemas/plan.ts';
import { hasData, readLines } from '../planner/data.ts';
import { type GoldCase, type Domain, TYPED_DOMAINS, givenOfRequest, taskbenchRegistry } from '../planner/registry-taskbench.ts';
import { option, print, table } from '../planner/report.ts';
import { type Scored, score } from '../planner/score.ts';
import { sayInterval, wilson } from '../statistics.ts';
import { type ToolRegistry, bareTask, caseGoal, graphOf, proposalOf, slugOf } from '../planner/tool-registry.ts';
import { faultsOf, isHard } from './plan-faults.ts';

export interface ModelPlan {
  id: string;
  case: string;
  domain: Domain;
  model: string;
  request: string;
  nodes: string[];
  edges: [string, string][];
  args: unknown[];
  labels: { [label: string]: unknown };
}

/**
 * The plan as a proposal to our linker: tasks and what they wait for, no ports, for the set has none. An edge by name between tools that
 * occur several times joins the two that follow each other closest in the list. An edge to a tool that is no node stays as it is.
 */
export function toProposal(plan: ModelPlan, tools: ToolRegistry): Plan {
  const ids = plan.nodes.map((_, at) => `t${at}`);
  const dependencies = ids.map((): string[] => []);
  const loose: Edge[] = [];
  const name = (at: number): string => ids[at] ?? '';
  const taken = new Set<string>();
  for (const [from, to] of plan.edges) {
    const pairs = plan.nodes
      .flatMap((a, i) => plan.nodes.flatMap((b, j) => (a === from && b === to && (i !== j || from === to) ? [{ i, j, distance: j > i ? j - i : 1000 + i - j }] : [])))
      .toSorted((x, y) => x.distance - y.distance);
    const best = pairs.find(({ i, j }) => !taken.has(`${i} ${j}`)) ?? pairs[0];
    if (best) {
      taken.add(`${best.i} ${best.j}`);
      dependencies[best.j]?.push(name(best.i));
      continue;
    }
    const [i, j] = [plan.nodes.indexOf(from), plan.nodes.indexOf(to)];
    const [source, target] = [i < 0 ? slugOf(from) : name(i), j < 0 ? slugOf(to) : name(j)];
    loose.push({ from: source, from_port: null, to: target, to_port: null, reason: 'data', detail: 'the model says so' });
    if (j >= 0) dependencies[j]?.push(source);
  }
  const nodes = plan.nodes.map((tool, at) => {
    const said = [plan.args[at] ?? []].flat();
    const parameters = said.length === 0 ? [] : [{ name: 'arguments', binding: { kind: 'literal' as const, value: said.map((one) => JSON.stringify(one)) } }];
    return bareTask(name(at), tools.operationOf(tool), [...new Set(dependencies[at])], parameters);
  });
  return proposalOf(nodes, loose);
}

interface Row {
  plan: ModelPlan;
  before: ReturnType<typeof faultsOf>;
  after: ReturnType<typeof faultsOf> | null;
  refused: string | null;
  graphs: { before: ReturnType<typeof graphOf>; after: ReturnType<typeof graphOf> };
  changes: { kind: string; description: string }[];
}

export function measure(): { rows: Row[]; gold: Map<string, GoldCase>; registries: Map<Domain, ToolRegistry> } {
  const registries = new Map(TYPED_DOMAINS.map((domain) => [domain, taskbenchRegistry(domain)]));
  const gold = new Map(readLines<GoldCase>('taskbench', 'gold_sample.dev.jsonl').map((one) => [`${one.domain} ${one.id}`, one]));
  const rows = readLines<ModelPlan>('llm_plans', 'plans.dev.jsonl').map((plan): Row => {
    const tools = registries.get(plan.domain);
    if (!tools) throw new Error(`Cannot link plan "${plan.id}": its domain "${plan.domain}" has no typed tools.`);
    const proposal = toProposal(plan, tools);
    const linked = linkProposal(proposal, tools.registry, caseGoal(plan.request, givenOfRequest(plan.request)));
    const before = graphOf(proposal, tools);
    return {
      plan,
      before: faultsOf(proposal, tools),
      after: linked.result === 'linked' ? faultsOf(linked.plan, tools) : null,
      refused: linked.result === 'refused' ? linked.message : null,
      graphs: { before: { nodes: plan.nodes, edges: plan.edges }, after: linked.result === 'linked' ? graphOf(linked.plan, tools) : before },
      changes: linked.changes,
    };
  });
  return { rows, gold, registries };
}

function main(): void {
  if (!hasData('llm_plans', ['plans.dev.jsonl']) || !hasData('taskbench', ['gold_sample.dev.jsonl', 'huggingface.tools.json', 'multimedia.tools.json'])) return;
  const { rows, gold, registries } = measure();
  const groups = [...new Set(rows.map((row) => `${row.plan.domain} ${row.plan.model}`))];
  const summarise = (name: string, of: readonly Row[]) => {
    const n = of.length;
    const hardBefore = of.filter((row) => isHard(row.before)).length;
    const typedBefore = of.filter((row) => !isHard(row.before) && row.before.resource_type).length;
    const linked = of.filter((row) => row.after !== null);
    const hardAfter = linked.filter((row) => row.after && isHard(row.after)).length;
    const typedAfter = linked.filter((row) => row.after && !isHard(row.after) && row.after.resource_type).length;
    return {
      name, n, hard_by_labels: of.filter(({ plan: { labels } }) => ['unknown_tool', 'dangling_edge', 'cyclic', 'empty'].some((label) => label in labels)).length, hard_before: hardBefore, type_only_before: typedBefore, valid_before: wilson(n - hardBefore - typedBefore, n), refused: n - linked.length, hard_after: hardAfter, type_only_after: typedAfter,
      valid_after: wilson(linked.length - hardAfter - typedAfter, n), unchanged_if_valid: of.filter((row) => !isHard(row.before) && !row.before.resource_type && sameGraph(row)).length,
    };
  };
  const all = [...groups.map((name) => summarise(name, rows.filter((row) => `${row.plan.domain} ${row.plan.model}` === name))), summarise('all', rows)];
  const scored = rows.flatMap((row) => {
    const known = gold.get(`${row.plan.domain} ${row.plan.case}`);
    return known ? [{ row, known }] : [];
  });
  const names = new Set([...registries.values()].flatMap((one) => [...one.names]));
  const samples = (side: 'before' | 'after'): Scored[] => scored.map(({ row, known }) => ({ gold: known, predicted: row.graphs[side] }));
  const f1 = { n: scored.length, before: score(samples('before'), names), after: score(samples('after'), names) };
  const kinds = Map.groupBy(rows.flatMap((row) => row.changes.map((change) => change.kind)), (kind) => kind);
  const reasons = Map.groupBy(rows.flatMap((row) => row.refused ?? []), reasonOf);
  const document = { data: 'llm_plans dev', groups: all, f1, changes: Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.length])), refusals: Object.fromEntries([...reasons].map(([reason, list]) => [reason, list.length])) };
  const text = [
    'llm_plans (dev): plans of two open models before and after link and repair. A refused plan counts as not valid after.',
      '"labels": those of the set, by name; ours are by task, where two tasks of one tool are two.',
    table(['plans', 'n', 'hard (labels)', 'hard', 'types only', 'valid before', 'refused', 'hard after', 'types after', 'valid after'], all.map((one) => [one.name, one.n, one.hard_by_labels, one.hard_before, one.type_only_before, sayInterval(one.valid_before), one.refused, one.hard_after, one.type_only_after, sayInterval(one.valid_after)])),
    '',
    `F1 where gold exists (n = ${f1.n} plans of ${new Set(scored.map(({ known }) => known.id)).size} cases): nodes ${f1.before.node_f1.toFixed(3)} → ${f1.after.node_f1.toFixed(3)}, edges ${f1.before.edge_f1.toFixed(3)} → ${f1.after.edge_f1.toFixed(3)}`,
    '',
    table(['change', 'count'], Object.entries(document.changes)),
    '',
    table(['refused because', 'plans'], Object.entries(document.refusals)),
  ].join('\n');
  print(text, document);
  for (const row of rows.filter((one) => one.changes.length > 0).slice(0, Number(option('--show') ?? 0))) {
    process.stdout.write(`\n${row.plan.id}\n${row.plan.request}\n${row.plan.nodes.join(' | ')}\n${JSON.stringify(row.plan.edges)}\n${row.changes.map((change) => `  ${change.kind}: ${change.description}`).join('\n')}\n${row.refused ?? JSON.stringify(row.graphs.after)}\n`);
  }
}

function sameGraph({ graphs }: Row): boolean {
  const text = (graph: Row['graphs']['before']): string => JSON.stringify([[...graph.nodes].toSorted(), graph.edges.map(String).toSorted()]);
  return text(graphs.before) === text(graphs.after);
}

function reasonOf(message: string): string {
  if (message.includes('circle')) return 'a circle that is read through';
  if (message.includes('equally near')) return 'an invented tool with two that are equally near';
  if (message.includes('does not exist, and nothing near')) return 'an invented tool that nothing is near to';
  if (message.includes('alike')) return 'a missing producer with several that fit alike';
  if (message.includes('nothing can make')) return 'an input that nothing can make';
  if (message.includes('what it names does not exist')) return 'a reference to nothing';
  return message.replace(/"[^"]*"/g, '…').slice(0, 80);
}

if (import.meta.main) main();
