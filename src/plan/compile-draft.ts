import type { Binding } from '../schemas/decomposition.ts';
import type { ColumnProfile, Given, Span, TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import type { Edge, Estimate, Plan, Task } from '../schemas/plan.ts';
import { givenBindings, givenName } from './given-bindings.ts';
import { slug, taskDescription, taskName } from './compile-name.ts';
import { taskParameters } from './compile-parameters.ts';
import type { FoundNode, FoundPlan } from './search/extract.ts';
import type { Source } from './search/state.ts';
import { canonical } from './unify.ts';

export interface DraftContext {
  goal: TypedGoal;
  /** In the order of the search. */
  wants: readonly Want[];
  registry: Registry;
  now: string;
  dagId: string;
  estimates: { [operation: string]: Estimate };
  columns: { [dataset: string]: readonly (Pick<ColumnProfile, 'name' | 'aggregation'> & { title?: string })[] };
  caveats: readonly string[];
  policyVersion: string | null;
}

export interface Draft {
  plan: Plan;
  missing: { operation: string; parameter: string }[];
}

/** The wire form of a found plan: tasks with ports, bindings, reasons and the person's words; edges from the bindings. */
export function draftPlan(found: FoundPlan, context: DraftContext): Draft {
  const names = nameTasks(found, context);
  const serving = whoServes(found);
  const missing: Draft['missing'] = [];
  const edges: Edge[] = [];
  const tasks = found.nodes.map((node, index): Task => {
    const id = names[index] ?? `task-${index}`;
    const wanted = context.wants.filter((_, want) => isNode(found.wants[want], index));
    const serves = context.wants.filter((_, want) => serving[index]?.has(want) === true);
    const given = givenOf(found, index, context.goal.givens);
    const parameters = taskParameters(node, { goal: context.goal, want: wanted[0] ?? null, columns: columnsOf(given, context), caveats: context.caveats });
    missing.push(...parameters.missing.map((parameter) => ({ operation: node.operation.name, parameter })));
    const inputs = node.inputs
      .filter(({ sources }) => sources.length > 0)
      .map(({ port, sources }) => ({ name: port, bindings: sources.flatMap((source) => bindingsOf(source, found, names, context.goal.givens)) }));
    for (const { name: port, bindings } of inputs) {
      for (const binding of bindings) {
        if (binding.kind !== 'port' || edges.some((edge) => edge.from === binding.task && edge.to === id && edge.to_port === port)) continue;
        const kind = found.nodes[names.indexOf(binding.task)]?.type.kind ?? 'output';
        edges.push({ from: binding.task, from_port: binding.port, to: id, to_port: port, reason: 'data', detail: `${id} reads the ${kind} of ${binding.task}` });
      }
    }
    const operation = node.operation.operation;
    const task: Task = {
      task_id: id,
      description: taskDescription(node, given?.title ?? null, new Map(columnsOf(given, context).flatMap((column) => (column.title === undefined ? [] : [[column.name, column.title] as const])))),
      dependencies: [...new Set(edges.filter((edge) => edge.to === id).map((edge) => edge.from))],
      parallelizable: operation.effect === 'none' || operation.effect === 'read',
      estimated_complexity: operation.cost.duration_ms < 1_000 ? 'low' : operation.cost.duration_ms < 15_000 ? 'medium' : 'high',
      required_capabilities: operation.capabilities,
      operation: node.operation.name,
      inputs,
      parameters: parameters.values.map(({ name, value }) => ({ name, binding: { kind: 'literal', value } })),
      outputs: [{ name: operation.output.name, type: node.type }],
      effect: operation.effect,
      serves: serves.map((want) => want.id),
      spans: spansOf(node, parameters.values, wanted, serves, context.goal),
      because: reasonFor(id, wanted, edgesFrom(found, names, index)),
      type: 'operation',
      timeout_ms: operation.limits.timeout_ms,
      estimate: context.estimates[node.operation.name] ?? {
        duration_ms: { low: operation.cost.duration_ms, high: operation.cost.duration_ms },
        usd: { low: operation.cost.usd, high: operation.cost.usd },
        runs: 0,
      },
    };
    if (operation.stage !== undefined) task.stage = operation.stage;
    return task;
  });
  const plan: Plan = {
    dag_id: context.dagId,
    nodes: tasks,
    metadata: { planning_timestamp: context.now, confidence_score: null, alternative_approaches: [] },
    edges,
    revision: 1,
    goal: context.goal.goal,
    constraints: context.goal.constraints,
    decompositions: [],
    augmentations: [],
    registry_digests: context.registry.digests,
    planned_by: context.goal.front_end === 'form' ? 'form' : 'search',
    caveats: [...context.caveats],
  };
  if (context.policyVersion !== null) plan.policy_version = context.policyVersion;
  return { plan, missing };
}

function isNode(source: Source | undefined, index: number): boolean {
  return source !== undefined && 'node' in source && source.node === index;
}

function nameTasks(found: FoundPlan, context: DraftContext): string[] {
  const taken = new Set<string>();
  return found.nodes.map((node, index) => {
    const given = givenOf(found, index, context.goal.givens);
    const name = taskName(node, given === null ? null : slug(givenName(given).replace(/\.[^.]*$/, '')));
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name}-${count}`;
    taken.add(unique);
    return unique;
  });
}

/** The one given that everything behind a task comes from; null where there are several. */
function givenOf(found: FoundPlan, index: number, givens: readonly Given[]): Given | null {
  const reached = new Set<number>();
  const visit = (source: Source): void => {
    if ('given' in source) reached.add(source.given);
    else for (const input of found.nodes[source.node]?.inputs ?? []) input.sources.forEach(visit);
  };
  visit({ node: index });
  const [first] = reached;
  return reached.size === 1 && first !== undefined ? (givens[first] ?? null) : null;
}

/** Per node the wants that need it. */
function whoServes(found: FoundPlan): Set<number>[] {
  const serving = found.nodes.map(() => new Set<number>());
  const visit = (source: Source, want: number): void => {
    if ('given' in source || serving[source.node]?.has(want) === true) return;
    serving[source.node]?.add(want);
    for (const input of found.nodes[source.node]?.inputs ?? []) for (const next of input.sources) visit(next, want);
  };
  found.wants.forEach((source, want) => visit(source, want));
  return serving;
}

function bindingsOf(source: Source, found: FoundPlan, names: readonly string[], givens: readonly Given[]): Binding[] {
  if ('node' in source) return [{ kind: 'port', task: names[source.node] ?? '', port: found.nodes[source.node]?.operation.operation.output.name ?? '' }];
  const given = givens[source.given];
  return given === undefined ? [] : givenBindings(given);
}

function columnsOf(given: Given | null, context: DraftContext): DraftContext['columns'][string] {
  if (given === null) return [];
  const known = context.columns[given.source.kind === 'dataset' ? given.source.dataset : given.id];
  if (known !== undefined) return known;
  const dataset = given.source.kind === 'dataset' ? context.registry.datasets.find((one) => given.source.kind === 'dataset' && one.id === given.source.dataset) : undefined;
  return (dataset?.columns ?? []).map((column) => ({ name: column.name, ...(column.title === undefined ? {} : { title: column.title }), aggregation: column.aggregation === 'sum' || column.aggregation === 'mean' || column.aggregation === 'none' ? column.aggregation : null }));
}

/** The words behind a task: those of its want, and those that chose its settings; else those of all that it serves. */
function spansOf(node: FoundNode, parameters: readonly { name: string; value: Json }[], wanted: readonly Want[], serves: readonly Want[], goal: TypedGoal): Span[] {
  const values = new Set(parameters.filter(({ name }) => name !== 'title' && name !== 'caveats').map(({ value }) => canonical(value as FacetValue)));
  const chosen = goal.choices.filter((choice) => node.parameters.some(({ name }) => name === choice.name) || values.has(canonical(choice.value)));
  const spans = [...wanted.flatMap((want) => want.spans), ...chosen.flatMap((choice) => choice.spans)];
  const all = spans.length > 0 ? spans : serves.flatMap((want) => want.spans);
  const unique = new Map(all.map((span) => [`${span.start}-${span.end}`, span]));
  return [...unique.values()].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function edgesFrom(found: FoundPlan, names: readonly string[], index: number): { task: string; port: string }[] {
  return found.nodes.flatMap((node, other) => node.inputs.filter(({ sources }) => sources.some((source) => isNode(source, index))).map(({ port }) => ({ task: names[other] ?? '', port })));
}

function reasonFor(id: string, wanted: readonly Want[], users: readonly { task: string; port: string }[]): string {
  const asked = wanted.map((want) => (want.spans.length > 0 ? `you asked for "${want.spans.map((span) => span.text).join(' … ')}"` : `it is wanted: ${want.title}`));
  const needed = users.length === 0 ? [] : [`${users.map(({ task, port }) => `${task} needs its output as "${port}"`).join(', and ')}`];
  const text = [...asked, ...needed].join('; ');
  return text === '' ? `${id} is part of the plan.` : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
}
