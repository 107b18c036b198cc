import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { bindTask } from '../../src/plan/graph.ts';
import { linkProposal } from '../../src/plan/link.ts';
import { operationsByName } from '../../src/plan/operations.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { ArtifactType, Dataset, FacetValue, Registry } from '../../src/schemas/operation.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import type { ToolGraph } from '../planner/score.ts';
import { randomOf } from '../statistics.ts';
import { type GoldPlan, bare, same } from './gold-plans.ts';

/** The shipped packs over the installed tools; digests do not matter to planning. */
export function shippedRegistry(): Registry {
  return buildRegistry(Object.values(packs), tools, () => '0'.repeat(64));
}

/**
 * Plans that our own search compiles for random typed goals over the shipped registry: one to four wants about one or two datasets, each
 * with facets that the dataset can serve. Equal plans are taken once.
 */
export function ownGold(count: number, seed: number): { plans: GoldPlan[]; left_out: number; tried: number } {
  const registry = shippedRegistry();
  const operations = operationsByName(registry.operations);
  const random = randomOf(seed);
  const seen = new Set<string>();
  const plans: GoldPlan[] = [];
  let [tried, leftOut] = [0, 0];
  while (plans.length < count && tried < count * 20) {
    tried += 1;
    const goal = randomGoal(registry, random);
    const compiled = compileGoal(goal, registry, { now: '2026-01-01T00:00:00Z', limits: { plans: 1, expansions: 3_000 } });
    if (compiled.result !== 'plan' || compiled.plan.nodes.length < 2) continue;
    const graph = (plan: Plan): ToolGraph => ownGraph(plan, operations);
    const key = JSON.stringify(graph(compiled.plan));
    if (seen.has(key)) continue;
    seen.add(key);
    const plan = withoutNames(bare(compiled.plan));
    const linked = linkProposal(plan, registry, goal);
    if (linked.result !== 'linked' || !same(graph(linked.plan), graph(plan))) {
      leftOut += 1;
      if (process.env['DEBUG']) process.stderr.write(`${JSON.stringify(goal.wants.map((w) => w.type))}\n${JSON.stringify(graph(plan))}\n${linked.result === 'linked' ? JSON.stringify(graph(linked.plan)) : linked.message}\n${linked.changes.map((one) => one.description).join('\n')}\n\n`);
      continue;
    }
    plans.push({ set: 'own', id: `goal-${tried}`, plan, goal, registry, graphOf: graph });
  }
  return { plans, left_out: leftOut, tried };
}

/** Ids that say nothing, so that a reference to a task that is gone does not give it away. */
function withoutNames(plan: Plan): Plan {
  const ids = new Map(plan.nodes.map((task, at) => [task.task_id, `t${at}`]));
  const id = (name: string): string => ids.get(name) ?? name;
  return { ...plan, nodes: plan.nodes.map((task) => ({ ...bindTask(task, (binding) => (binding.kind === 'port' ? { ...binding, task: id(binding.task) } : binding)), task_id: id(task.task_id), dependencies: task.dependencies.map(id) })) };
}

/** Tasks by operation and the parameters that say what is computed, so that two filters of one plan are two nodes. */
function ownGraph(plan: Plan, operations: ReturnType<typeof operationsByName>): ToolGraph {
  const name = new Map(
    plan.nodes.map((task) => {
      const bound = new Set(Object.keys(operations.get(task.operation ?? '')?.bind ?? {}));
      const given = (task.inputs ?? []).flatMap((input) => input.bindings.flatMap((binding) => (binding.kind === 'dataset' ? [binding.dataset] : [])));
      const said = (task.parameters ?? []).filter((one) => bound.has(one.name)).map((one) => `${one.name}=${JSON.stringify(one.binding.kind === 'literal' ? one.binding.value : one.binding)}`);
      return [task.task_id, [task.operation ?? '', ...said.toSorted(), ...given].join(' ')] as const;
    }),
  );
  const pairs = new Set<string>();
  for (const task of plan.nodes) {
    for (const from of task.dependencies) pairs.add(JSON.stringify([from, task.task_id]));
    for (const input of task.inputs ?? []) for (const binding of input.bindings) if (binding.kind === 'port') pairs.add(JSON.stringify([binding.task, task.task_id]));
  }
  const edges = [...pairs].map((pair): [string, string] => {
    const [from, to] = JSON.parse(pair) as [string, string];
    return [name.get(from) ?? from, name.get(to) ?? to];
  });
  return { nodes: [...name.values()], edges };
}

type Draw = () => number;

function pick<One>(list: readonly One[], random: Draw): One | undefined {
  return list[Math.floor(random() * list.length)];
}

function randomGoal(registry: Registry, random: Draw): TypedGoal {
  const chosen = new Map<string, Dataset>();
  for (let left = random() < 0.3 ? 2 : 1; left > 0; left -= 1) {
    const dataset = pick(registry.datasets, random);
    if (dataset) chosen.set(dataset.id, dataset);
  }
  const datasets = [...chosen.values()];
  const wants: Want[] = [];
  const count = 1 + Math.floor(random() * 3);
  for (let at = 0; at < count; at += 1) {
    const dataset = pick(datasets, random);
    const type = dataset && randomType(dataset, random);
    if (type) wants.push(want(`w${at}`, type));
  }
  if (random() < 0.5) wants.push(want('r', { kind: 'report', facets: {} }));
  return {
    goal: wants.map((one) => one.title).join(' and '),
    wants,
    givens: datasets.map((dataset) => ({ id: dataset.id, type: dataset.type, title: dataset.title, source: { kind: 'dataset', dataset: dataset.id }, named: true, spans: [] })),
    choices: [], constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] }, unread: [], front_end: 'form',
  };
}

function want(id: string, type: ArtifactType): Want {
  return { id, type, effect: null, title: `${type.kind} ${id}`, spans: [] };
}

/** Something that can be made of the dataset: raw, filtered, ranked, grown, smoothed, averaged, drawn, summed up, described or checked. */
function randomType(dataset: Dataset, random: Draw): ArtifactType {
  const facets = dataset.type.facets;
  const own = { dataset: dataset.id };
  if (facets['content'] === 'grid') {
    const year = String(1950 + Math.floor(random() * 70));
    return pick<ArtifactType>([{ kind: 'map', facets: { ...own, period: year } }, { kind: 'summary', facets: { ...own, period: year } }, { kind: 'grid', facets: { ...own, step: 'single', period: year } }], random) ?? { kind: 'grid', facets: own };
  }
  const measures = Array.isArray(facets['measures']) ? facets['measures'] : [];
  const keys = Array.isArray(facets['keys']) ? facets['keys'] : [];
  const measure = pick(measures, random) ?? '';
  const timed = facets['time'] !== undefined && facets['time'] !== 'none';
  const terms: { measure: FacetValue; more: ArtifactType['facets'] }[] = [{ measure, more: {} }, { measure, more: { filters: [{ fn: '>', args: [measure, Math.ceil(random() * 9)] }] } }];
  if (timed) {
    terms.push({ measure: { fn: 'growth', args: [measure, pick(['percent', 'absolute'], random) ?? 'percent'] }, more: { keys } });
    terms.push({ measure: { fn: 'moving', args: [measure, 'mean', 5] }, more: { keys } });
  }
  const term = pick(terms, random) ?? { measure, more: {} };
  const typed = { ...own, ...term.more, measures: [term.measure] };
  const kinds: ArtifactType[] = [
    { kind: 'table', facets: typed },
    { kind: 'table', facets: { ...typed, order: { fn: 'desc', args: [term.measure] }, limit: 10 } },
    { kind: 'chart', facets: typed },
    { kind: 'summary', facets: { ...own, ...term.more, analysis: { fn: 'summary', args: [term.measure] } } },
    { kind: 'text', facets: {} },
    { kind: 'verdict', facets: {} },
  ];
  if (facets['position'] === 'latlon') kinds.push({ kind: 'map', facets: typed });
  return pick(kinds, random) ?? { kind: 'table', facets: typed };
}
