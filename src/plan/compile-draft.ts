import type { Binding } from '../schemas/decomposition.ts';
import type { ColumnProfile, Given, Span, TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import type { Edge, Estimate, Plan, Task } from '../schemas/plan.ts';
import { operationComplexity } from './complexity.ts';
import { sayTest } from './compile-describe.ts';
import { type Constructs, NESTED, carriedInto, predicateOf, repetitionOf } from './compile-constructs.ts';
import { numberAsked, questionWords } from './question-words.ts';
import { ROUNDS, sayVaried } from './rounds.ts';
import { slug, taskDescription, taskName } from './compile-name.ts';
import { taskParameters } from './compile-parameters.ts';
import { type Serving, testedSource, whoServes } from './compile-serve.ts';
import { choicesBehind, givensBehind, listLengths } from './found-sources.ts';
import { givenBindings, givenName } from './given-bindings.ts';
import type { FoundNode, FoundPlan } from './search/extract.ts';
import { EXPECTED_ELEMENTS } from './search/problem.ts';
import type { Source } from './search/state.ts';
import type { VariedRounds } from './varied-values.ts';
import { canonical } from './unify.ts';

export interface DraftContext {
  goal: TypedGoal;
  /** In the order of the search. */
  wants: readonly Want[];
  /** What conditions and nested plans added to the search; nothing where left out. */
  constructs?: Constructs;
  registry: Registry;
  now: string;
  dagId: string;
  estimates: { [operation: string]: Estimate };
  columns: { [dataset: string]: readonly (Pick<ColumnProfile, 'name' | 'aggregation'> & Partial<Pick<ColumnProfile, 'type' | 'role' | 'sketch'>> & { title?: string; unit?: string | null })[] };
  caveats: readonly string[];
  policyVersion: string | null;
  /** What the rounds of a want that steps a value are made of, by its id. */
  rounds?: ReadonlyMap<string, VariedRounds>;
}

export interface Draft {
  plan: Plan;
  missing: { operation: string; parameter: string }[];
}

/** How many elements a list may have at most where its length is not known when the plan is made. */
const MOST_ELEMENTS = 1_000;

/** The wire form of a found plan: tasks with ports, bindings, constructs, reasons and the person's words; edges from the bindings. */
export function draftPlan(found: FoundPlan, context: DraftContext): Draft {
  const constructs = context.constructs ?? { hidden: [], tested: context.wants.map(() => null), nested: [] };
  const behind = givensBehind(found);
  const columns = new Map<Given, DraftContext['columns'][string]>();
  const given = (index: number): Given | null => {
    const at = behind[index] ?? null;
    return at === null ? null : (context.goal.givens[at] ?? null);
  };
  const columnsFor = (index: number): DraftContext['columns'][string] => {
    const from = given(index);
    if (from === null) return [];
    const known = columns.get(from) ?? columnsOf(from, context);
    columns.set(from, known);
    return known;
  };
  const names = nameTasks(found, given);
  const lengths = listLengths(found, context.goal.givens);
  const serving = whoServes(found, context.wants, constructs);
  const missing: Draft['missing'] = [];
  const edges: Edge[] = [];
  const tasks = found.nodes.map((node, index): Task => {
    const id = names.list[index] ?? `task-${index}`;
    const operation = node.operation.operation;
    const wanted = (serving.results[index] ?? []).flatMap((at) => context.wants[at] ?? []);
    const serves = (serving.wants[index] ?? []).flatMap((at) => context.wants[at] ?? []);
    const parameters = taskParameters(node, { goal: context.goal, want: wanted[0] ?? null, serves: serves.map((want) => want.id), columns: columnsFor(index), caveats: context.caveats });
    const ofRounds = roundParameters(node, found, serving, context);
    parameters.values.push(...ofRounds);
    missing.push(...parameters.missing.filter((name) => !ofRounds.some((one) => one.name === name)).map((parameter) => ({ operation: node.operation.name, parameter })));
    const waits = new Set<string>();
    const inputs = node.inputs
      .filter(({ sources }) => sources.length > 0)
      .map(({ port, sources }) => ({ name: port, bindings: sources.flatMap((source) => bindingsOf(source, found, names, context.goal.givens)).map((binding) => (binding.kind === 'port' && node.operation.ports.some((one) => one.name === port && one.rounds) ? { ...binding, port: ROUNDS } : binding)) }));
    for (const shown of shownBefore(index, found, serving, constructs, context)) {
      const before = names.list[shown] ?? '';
      if (waits.has(before)) continue;
      waits.add(before);
      edges.push({ from: before, from_port: null, to: id, to_port: null, reason: 'declared', detail: `${id} asks when ${before} is there to look at` });
    }
    const nested = operation.tool === NESTED ? context.wants.find((want) => want.id === operation.operation && want.after !== undefined) : undefined;
    const rounds = nested === undefined ? undefined : context.rounds?.get(nested.id);
    if (rounds !== undefined && rounds.givens.length > 0) inputs.push({ name: 'data', bindings: rounds.givens.flatMap(givenBindings) });
    const condition = conditionOf(index, { found, names, serving, constructs, context });
    if (condition !== null) inputs.push({ name: 'condition', bindings: condition.bindings });
    const from = new Set<string>(waits);
    const into = new Set<string>();
    for (const { name: port, bindings } of inputs) {
      for (const binding of bindings) {
        if (binding.kind !== 'port' || into.has(`${binding.task} ${port}`)) continue;
        into.add(`${binding.task} ${port}`);
        from.add(binding.task);
        const kind = found.nodes[names.indexes.get(binding.task) ?? -1]?.type.kind ?? 'output';
        const detail = port === 'condition' && condition !== null ? `${id} runs only where ${condition.words} in the ${kind} of ${binding.task}` : `${id} reads the ${kind} of ${binding.task}`;
        edges.push({ from: binding.task, from_port: binding.port, to: id, to_port: port, reason: 'data', detail });
      }
    }
    const description = taskDescription(node, given(index)?.title ?? null, new Map(columnsFor(index).flatMap((column) => (column.title === undefined ? [] : [[column.name, column.title] as const]))));
    const users = (serving.users[index] ?? []).map((user) => user.node);
    const asking = { node, users: users.flatMap((user) => found.nodes[user] ?? []), columns: users.flatMap((user) => [...columnsFor(user)]) };
    const question = questionWords(asking);
    const number = numberAsked(asking);
    if (number !== null && parameters.values.every(({ name }) => name !== 'type')) parameters.values.push({ name: 'type', value: 'number' }, ...(number.unit === null ? [] : [{ name: 'unit', value: number.unit }]));
    if (question !== null && parameters.values.every(({ name }) => name !== 'title') && Object.hasOwn((operation.parameters['properties'] ?? {}) as object, 'title')) parameters.values.push({ name: 'title', value: question });
    const length = node.lift === null ? null : (lengths[index] ?? null);
    const until = wanted.find((want) => want.until !== undefined)?.until;
    const task: Task = {
      task_id: id,
      description: rounds !== undefined && until?.vary !== undefined ? `${description}, again with ${sayVaried(until.vary, until.limit)} until ${sayTest(until.test, false)}, at most ${until.limit} times` : question !== null && node.lift === null ? `Ask a person: ${question}` : node.lift === null ? description : `For each ${length === null ? 'element' : `of ${length}`}: ${description}`,
      dependencies: [...from],
      parallelizable: operation.effect === 'none' || operation.effect === 'read',
      estimated_complexity: operationComplexity(operation, node.inputs.reduce((sum, { sources }) => sum + sources.length, 0), Math.max(0, ...parameters.values.map(({ value }) => (Array.isArray(value) ? value.length : 0)))),
      required_capabilities: operation.capabilities,
      ...(nested === undefined && { operation: node.operation.name }),
      inputs,
      parameters: parameters.values.map(({ name, value }) => ({ name, binding: { kind: 'literal', value } })),
      outputs: [{ name: operation.output.name, type: rounds?.wants[0]?.type ?? node.type, ...(node.type.cardinality === 'list' && { cardinality: 'list' as const }) }],
      effect: operation.effect,
      serves: serves.map((want) => want.id),
      spans: spansOf(node, parameters.values, wanted, serves, context.goal),
      because: reasonFor(id, wanted, (serving.users[index] ?? []).map((user) => ({ task: names.list[user.node] ?? '', port: user.port })), condition?.words ?? null),
      type: nested !== undefined ? 'plan' : operation.runs_on === 'person' ? 'user_interaction' : 'operation',
      timeout_ms: operation.limits.timeout_ms,
      estimate: estimateOf(node, context, length),
    };
    if (condition !== null) task.when = condition.when;
    if (node.lift !== null) task.for_each = { port: node.lift, limit: length ?? MOST_ELEMENTS };
    if (until !== undefined) task.repeat = { ...repetitionOf(until, node.type.kind, operation.output.name), ...(until.carry === true && { carry: { from: operation.output.name, to: carriedInto(operation) ?? '' } }), ...(wanted.some((want) => want.until !== undefined && want.effect !== null) && { changes: 'asked' as const }) };
    if (nested !== undefined && rounds !== undefined) task.plan = { words: nested.title, budget_usd: null, ...rounds };
    else if (nested?.after !== undefined) task.plan = { words: nested.after.words, wants: [plainWant(nested)], budget_usd: null };
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

/** What an operation that takes the rounds of a want has to know of them: the value that steps, and the test that ends them. */
function roundParameters(node: FoundNode, found: FoundPlan, serving: Serving, context: DraftContext): { name: string; value: Json }[] {
  const { operation, ports } = node.operation;
  const source = node.inputs.find(({ port }) => ports.some((one) => one.name === port && one.rounds))?.sources[0];
  const made = source !== undefined && 'node' in source ? found.nodes[source.node] : undefined;
  const until = source !== undefined && 'node' in source ? (serving.results[source.node] ?? []).flatMap((at) => context.wants[at]?.until ?? [])[0] : undefined;
  if (made === undefined || until === undefined) return [];
  const { until: test, settles, vary } = repetitionOf(until, made.type.kind, made.operation.operation.output.name);
  const known = (operation.parameters['properties'] ?? {}) as object;
  const values: { [name: string]: Json | undefined } = { until: test as Json, settles, vary: vary && Object.fromEntries(Object.entries(vary)), tested: until.test.value, said: sayTest(until.test, false) };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined || !Object.hasOwn(known, name) ? [] : [{ name, value }]));
}

/** The want as a nested plan has it: what it waits for and what decides about it is settled outside. */
function plainWant(want: Want): Want {
  const { after: _after, condition: _condition, until: _until, ...rest } = want;
  return rest;
}

interface Names {
  list: string[];
  indexes: Map<string, number>;
}

function nameTasks(found: FoundPlan, given: (index: number) => Given | null): Names {
  const indexes = new Map<string, number>();
  const next = new Map<string, number>();
  const list = found.nodes.map((node, index) => {
    const from = given(index);
    const plain = node.operation.operation.tool === NESTED ? slug(`plan ${node.operation.operation.title}`) : taskName(node, from === null || from.source.kind === 'attachments' ? null : slug(givenName(from).replace(/\.[^.]*$/, '')));
    const name = node.lift === null ? plain : slug(`${plain} each`, 'each');
    let unique = name;
    let count = next.get(name) ?? 2;
    for (; indexes.has(unique); count += 1) unique = `${name}-${count}`;
    next.set(name, count);
    indexes.set(unique, index);
    return unique;
  });
  return { list, indexes };
}

/** What a person who enters a value for later wants is shown before: the results that the goal wants before those, and that need no answer themselves. */
function shownBefore(index: number, found: FoundPlan, serving: Serving, constructs: Constructs, context: DraftContext): number[] {
  const node = found.nodes[index];
  if (node?.operation.operation.runs_on !== 'person' || node.operation.operation.output.kind !== 'value') return [];
  const chosen = choicesBehind((serving.users[index] ?? []).map((user) => user.node), found);
  if (chosen.length > 0 || !(serving.users[index] ?? []).some((user) => found.nodes[user.node]?.operation.operation.tool === NESTED)) return chosen;
  const asking = new Set((serving.wants[index] ?? []).map((at) => context.wants[at]));
  const first = context.goal.wants.findIndex((want) => asking.has(want));
  return context.wants.flatMap((want, at) => {
    const source = found.wants[constructs.hidden.length + at];
    const place = context.goal.wants.indexOf(want);
    return source === undefined || !('node' in source) || asking.has(want) || want.effect !== null || want.condition !== undefined || place < 0 || place >= first ? [] : [source.node];
  });
}

function estimateOf(node: FoundNode, context: DraftContext, length: number | null): Estimate {
  const { cost } = node.operation.operation;
  const once = context.estimates[node.operation.name] ?? { duration_ms: { low: cost.duration_ms, high: cost.duration_ms }, usd: { low: cost.usd, high: cost.usd }, runs: 0 };
  if (node.lift === null) return once;
  const [few, many] = [length ?? 1, length ?? EXPECTED_ELEMENTS];
  return { ...once, duration_ms: { low: once.duration_ms.low, high: once.duration_ms.high * many }, usd: { low: once.usd.low * few, high: once.usd.high * many } };
}

interface Drafting {
  found: FoundPlan;
  names: Names;
  serving: Serving;
  constructs: Constructs;
  context: DraftContext;
}

/** What decides whether a task runs: the predicate, in words as well, and where the tested artifact comes from. */
function conditionOf(index: number, { found, names, serving, constructs, context }: Drafting): { when: NonNullable<Task['when']>; words: string; bindings: Binding[] } | null {
  const at = serving.condition[index] ?? null;
  const want = at === null ? undefined : context.wants[at];
  if (at === null || want?.condition === undefined) return null;
  const source = testedSource(found, constructs, at);
  if (source === null) return null;
  const kind = 'node' in source ? found.nodes[source.node]?.type.kind : context.goal.givens[source.given]?.type.kind;
  const { test, otherwise } = want.condition;
  return { when: predicateOf(test, kind ?? '', 'inputs.condition', otherwise), words: sayTest(test, otherwise), bindings: bindingsOf(source, found, names, context.goal.givens) };
}

function bindingsOf(source: Source, found: FoundPlan, names: Names, givens: readonly Given[]): Binding[] {
  if ('node' in source) return [{ kind: 'port', task: names.list[source.node] ?? '', port: found.nodes[source.node]?.operation.operation.output.name ?? '' }];
  const given = givens[source.given];
  return given === undefined ? [] : givenBindings(given);
}

function columnsOf(given: Given, context: DraftContext): DraftContext['columns'][string] {
  const known = context.columns[given.source.kind === 'dataset' ? given.source.dataset : given.id];
  if (known !== undefined) return known;
  const dataset = given.source.kind === 'dataset' ? context.registry.datasets.find((one) => given.source.kind === 'dataset' && one.id === given.source.dataset) : undefined;
  return (dataset?.columns ?? []).map((column) => ({ name: column.name, ...(column.title === undefined ? {} : { title: column.title }), aggregation: column.aggregation === 'sum' || column.aggregation === 'mean' || column.aggregation === 'none' ? column.aggregation : null }));
}

/** The words behind a task: those of its want, and those that chose its settings; else those of all that it serves. */
function spansOf(node: FoundNode, parameters: readonly { name: string; value: Json }[], wanted: readonly Want[], serves: readonly Want[], goal: TypedGoal): Span[] {
  const values = new Set(parameters.filter(({ name }) => name !== 'title' && name !== 'caveats').map(({ value }) => textOfValue(value)));
  const chosen = goal.choices.filter((choice) => node.parameters.some(({ name }) => name === choice.name) || values.has(textOfValue(choice.value as Json)));
  const spans = [...wanted.flatMap((want) => [...want.spans, ...(want.until?.test.spans ?? [])]), ...chosen.flatMap((choice) => choice.spans)];
  const all = spans.length > 0 ? spans : serves.flatMap((want) => [...want.spans, ...(want.condition?.test.spans ?? [])]);
  const unique = new Map(all.map((span) => [`${span.start}-${span.end}`, span]));
  return [...unique.values()].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** One text for equal values: those of facets in any order of their sets, anything else as it stands. */
function textOfValue(value: Json): string {
  const isFacet = (one: Json): one is FacetValue => one !== null && (typeof one !== 'object' || (Array.isArray(one) ? one.every(isFacet) : typeof one['fn'] === 'string' && Array.isArray(one['args']) && one['args'].every(isFacet)));
  return isFacet(value) ? canonical(value) : JSON.stringify(value);
}

/** As many users of an output as a sentence names; the rest is counted. */
const NAMED_USERS = 10;

function reasonFor(id: string, wanted: readonly Want[], users: readonly { task: string; port: string }[], condition: string | null): string {
  const asked = wanted.map((want) => (want.spans.length > 0 ? `you asked for "${want.spans.map((span) => span.text).join(' … ')}"` : `it is wanted: ${want.title}`));
  const named = users.slice(0, NAMED_USERS).map(({ task, port }) => `${task} needs its output as "${port}"`);
  if (users.length > NAMED_USERS) named.push(`${users.length - NAMED_USERS} more need it`);
  const needed = named.length === 0 ? [] : [named.join(', and ')];
  const text = [...asked, ...needed, ...(condition === null ? [] : [`only where ${condition}`])].join('; ');
  return text === '' ? `${id} is part of the plan.` : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
}
