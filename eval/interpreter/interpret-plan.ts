import type { Binding } from '../../src/schemas/decomposition.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import type { Json } from '../../src/schemas/json.ts';
import type { Operation } from '../../src/schemas/operation.ts';
import type { Artifact } from '../../src/schemas/outcome.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import type { ToolContext, ToolRequest, ToolResult } from '../../src/tools/tool.ts';
import { planGraph, topologicalOrder } from '../../src/plan/graph.ts';
import { ROUNDS } from '../../src/plan/rounds.ts';
import { findOperation } from '../../src/plan/registry.ts';
import { checkInputs, checkOutput, checkParameters } from '../../src/execution/contract.ts';
import { evaluatePredicate } from '../../src/validation/predicates.ts';
import { unmetConditions } from '../../src/validation/unmet.ts';
import type { Workspace } from './workspace.ts';

export interface Interpretation {
  tasks: Map<string, { status: 'succeeded' | 'partial' | 'failed' | 'blocked' | 'skipped'; note: string | null; outputs: Artifact[]; rounds: number; history?: Artifact[]; /** Postconditions of its operation that do not hold. */ unmet?: string[] }>;
}

export interface InterpretOptions {
  profiles: readonly Profile[];
  network?: ToolContext['network'];
  /** What a person supplies at a user interaction; null: nothing, and the task fails. */
  person(task: Task, operation: Operation, request: ToolRequest, context: ToolContext): Promise<Artifact | null>;
  /** The plan of a nested task in a round (1 where it is not repeated), once its data is there; a text says why there is none. */
  nested(task: Task, data: { [port: string]: Artifact[] }, round: number): Promise<{ plan: Plan; profiles: readonly Profile[] } | string>;
}

class Unavailable extends Error {}

/**
 * The reference interpreter: runs a plan task by task in topological order on the real tools, in this process, without Temporal. It gives the
 * constructs of a plan their meaning — `when`, `for_each`, `repeat`, nested plans and user interactions — and is what the engine is
 * compared with. One failed task does not end the others.
 */
export async function interpretPlan(plan: Plan, workspace: Workspace, options: InterpretOptions): Promise<Interpretation> {
  const done: Interpretation['tasks'] = new Map();
  const nodes = new Map(plan.nodes.map((task) => [task.task_id, task]));
  for (const id of topologicalOrder(planGraph(plan)).order) {
    const task = nodes.get(id);
    if (task !== undefined) done.set(id, await interpretTask(task, plan, workspace, options, done));
  }
  return { tasks: done };
}

type Done = NonNullable<ReturnType<Interpretation['tasks']['get']>>;

async function interpretTask(task: Task, plan: Plan, workspace: Workspace, options: InterpretOptions, done: Interpretation['tasks']): Promise<Done> {
  const operation = findOperation(workspace.registry, task.operation ?? '');
  try {
    const inputs = await resolveInputs(task, operation, workspace, options, done);
    if (typeof inputs === 'string') return { status: inputs === 'skipped' ? 'skipped' : 'blocked', note: 'what it needs is not there', outputs: [], rounds: 0 };
    for (const from of task.dependencies) {
      const declared = (plan.edges ?? []).some((edge) => edge.from === from && edge.to === task.task_id && edge.reason === 'declared');
      if (declared && done.get(from)?.status !== 'succeeded') return { status: 'blocked', note: `"${from}" did not succeed`, outputs: [], rounds: 0 };
    }
    if (task.when !== undefined && !evaluatePredicate(task.when, { inputs: viewOf(inputs.artifacts) })) return { status: 'skipped', note: 'its condition does not hold', outputs: [], rounds: 0 };
    const lists = task.for_each === undefined ? [inputs.artifacts] : eachOf(inputs.artifacts, task.for_each);
    const outputs: Artifact[] = [];
    const history: Artifact[] = [];
    let rounds = 0;
    let unmet = false;
    for (const [index, artifacts] of lists.entries()) {
      const ran = await repeatTask(task, operation, { inputs: artifacts, parameters: inputs.parameters }, `${plan.dag_id}/${task.task_id}/${index}`, workspace, options);
      outputs.push(...ran.outputs);
      history.push(...ran.history);
      rounds += ran.rounds;
      unmet ||= ran.unmet;
    }
    const short = operation?.postconditions === undefined ? [] : outputs.flatMap((output) => unmetConditions(operation.postconditions ?? [], { inputs: {}, outputs: viewOf({ [operation.output.name]: [output] }) }, [operation.output.name]).unmet);
    if (short.length > 0) return { status: 'partial', note: `its result is not complete: ${[...new Set(short)].join('; ')}`, outputs, rounds, unmet: short };
    return { status: unmet ? 'partial' : 'succeeded', note: unmet ? 'the repetition ended before its criterion held' : null, outputs, rounds, ...(task.repeat === undefined ? {} : { history }) };
  } catch (error) {
    return { status: 'failed', note: error instanceof Error ? error.message : String(error), outputs: [], rounds: 0 };
  }
}

/** One request per element of the list at the port; the other inputs are the same for all. */
function eachOf(artifacts: { [port: string]: Artifact[] }, each: NonNullable<Task['for_each']>): { [port: string]: Artifact[] }[] {
  const list = artifacts[each.port] ?? [];
  if (list.length > each.limit) throw new Unavailable(`the list at "${each.port}" has ${list.length} elements, more than ${each.limit}`);
  return list.map((element) => ({ ...artifacts, [each.port]: [element] }));
}

async function repeatTask(task: Task, operation: Operation | undefined, first: ToolRequest, key: string, workspace: Workspace, options: InterpretOptions): Promise<{ outputs: Artifact[]; rounds: number; unmet: boolean; history: Artifact[] }> {
  const history: Artifact[] = [];
  let before: Json = null;
  let request = first;
  for (let round = 1; ; round += 1) {
    const outputs = await runOnce(task, operation, request, { key: `${key}/${round}`, round }, workspace, options);
    const { repeat } = task;
    history.push(...outputs);
    if (repeat === undefined) return { outputs, rounds: 1, unmet: false, history };
    const port = task.outputs?.[0]?.name ?? operation?.output.name ?? 'output';
    const view = viewOf({ [port]: outputs });
    const settled = repeat.settles === undefined ? null : valueAt({ outputs: view }, repeat.settles);
    const same = settled !== null && JSON.stringify(settled) === JSON.stringify(before);
    before = settled;
    if (same || evaluatePredicate(repeat.until, { outputs: view })) return { outputs, rounds: round, unmet: false, history };
    if (round >= repeat.limit) return { outputs, rounds: round, unmet: true, history };
    if (repeat.carry !== undefined) {
      // What comes in again is of the type that the input takes, whatever was done to it since.
      const taken = first.inputs[repeat.carry.to]?.[0]?.facets ?? {};
      request = { ...request, inputs: { ...request.inputs, [repeat.carry.to]: outputs.map((output) => ({ ...output, facets: taken })) } };
    }
  }
}

async function runOnce(task: Task, operation: Operation | undefined, request: ToolRequest, { key, round }: { key: string; round: number }, workspace: Workspace, options: InterpretOptions): Promise<Artifact[]> {
  if (task.type === 'plan') return await runNested(task, request.inputs, round, workspace, options);
  if (operation === undefined) throw new Unavailable(`no operation "${task.operation ?? ''}" is there`);
  const { condition: _condition, ...inputs } = operation.inputs.some((port) => port.name === 'condition') ? { condition: undefined, ...request.inputs } : request.inputs;
  const own: ToolRequest = { inputs: Object.fromEntries(Object.entries(inputs).filter((entry): entry is [string, Artifact[]] => entry[1] !== undefined)), parameters: request.parameters };
  checkInputs(operation, own.inputs);
  checkParameters(operation, own.parameters);
  const context = await workspace.context(key, options.network);
  if (operation.runs_on === 'person') {
    const given = await options.person(task, operation, own, context);
    if (given === null) throw new Unavailable('the person gave nothing');
    return [given];
  }
  const tool = workspace.toolOf(operation.tool);
  if (tool === undefined) throw new Unavailable(`no tool "${operation.tool}" is there`);
  const run = await tool.load(operation.operation);
  const result: ToolResult = await run(structuredClone(own), context);
  const outputs = operation.output.cardinality === 'list' ? (result.elements ?? []) : [result.output];
  const intent = { tool_name: operation.tool, operation: operation.operation, required_inputs: {}, expected_outputs: {}, validation_criteria: [] };
  return outputs.map((output) => checkOutput(operation, intent, output));
}

async function runNested(task: Task, inputs: { [port: string]: Artifact[] }, round: number, workspace: Workspace, options: InterpretOptions): Promise<Artifact[]> {
  const made = await options.nested(task, inputs, round);
  if (typeof made === 'string') throw new Unavailable(made);
  const { tasks } = await interpretPlan(made.plan, workspace, { ...options, profiles: made.profiles });
  const failed = [...tasks.entries()].find(([, one]) => one.status === 'failed');
  if (failed !== undefined) throw new Unavailable(`its task "${failed[0]}" failed: ${failed[1].note ?? ''}`);
  const consumed = new Set(made.plan.nodes.flatMap((node) => node.dependencies));
  return made.plan.nodes.filter((node) => !consumed.has(node.task_id)).flatMap((node) => {
    const outputs = tasks.get(node.task_id)?.outputs ?? [];
    const tables = (node.inputs ?? []).flatMap((input) => input.bindings).flatMap((binding) => (binding.kind === 'port' ? (tasks.get(binding.task)?.outputs ?? []) : []));
    for (const [at, output] of outputs.entries()) if (output.kind === 'chart' || output.kind === 'map') DRAWN.set(output, tables.length === outputs.length ? tables.slice(at, at + 1) : tables);
    return outputs;
  });
}

const DRAWN = new WeakMap<Artifact, readonly Artifact[]>();

/** The tables that a chart or map of a nested plan shows; none of others. */
export function drawnInside(artifact: Artifact): readonly Artifact[] {
  return DRAWN.get(artifact) ?? [];
}

/** Artifacts and parameter values of a task, or why it cannot run: something it needs was skipped, or did not succeed. */
async function resolveInputs(
  task: Task,
  operation: Operation | undefined,
  workspace: Workspace,
  options: InterpretOptions,
  done: Interpretation['tasks'],
): Promise<{ artifacts: { [port: string]: Artifact[] }; parameters: { [name: string]: Json } } | 'skipped' | 'blocked'> {
  const artifacts: { [port: string]: Artifact[] } = {};
  for (const input of task.inputs ?? []) {
    const port = operation?.inputs.find((one) => one.name === input.name);
    const many = port?.variadic === true || port?.optional === true;
    artifacts[input.name] = [];
    for (const binding of input.bindings) {
      const from = binding.kind === 'port' ? done.get(binding.task) : null;
      if (from !== null && from?.status !== 'succeeded' && from?.status !== 'partial') {
        if (many) continue;
        return from?.status === 'skipped' ? 'skipped' : 'blocked';
      }
      artifacts[input.name]?.push(...(from === null ? await bound(binding, workspace, options) : binding.kind === 'port' && binding.port === ROUNDS && from.history !== undefined ? from.history : from.outputs));
    }
    if (many && port?.variadic === true && input.bindings.length > 0 && artifacts[input.name]?.length === 0) return 'skipped';
  }
  const parameters: { [name: string]: Json } = {};
  for (const { name, binding } of task.parameters ?? []) parameters[name] = valueOf(binding, done);
  return { artifacts, parameters };
}

async function bound(binding: Binding, workspace: Workspace, options: InterpretOptions): Promise<Artifact[]> {
  switch (binding.kind) {
    case 'artifact':
      return [await workspace.attachmentArtifact(binding, options.profiles.find((profile) => profile.source.sha256 === binding.sha256))];
    case 'dataset':
      return [await workspace.datasetArtifact(binding.dataset)];
    case 'literal': {
      const blob = await workspace.blobs.put(new TextEncoder().encode(JSON.stringify(binding.value)));
      return [{ kind: 'value', name: 'value', title: 'value', facets: {}, ...blob, media_type: 'application/json', labels: ['trusted'], sources: [], data: { value: binding.value } }];
    }
    case 'port':
    case 'step':
    case 'answer':
    case 'secret':
    case 'concat':
      throw new Unavailable(`a ${binding.kind} cannot be bound at an input here`);
  }
}

function valueOf(binding: Binding, done: Interpretation['tasks']): Json {
  if (binding.kind === 'literal') return binding.value;
  if (binding.kind === 'port') {
    return valueAt(done.get(binding.task)?.outputs[0], binding.path ?? 'data');
  }
  if (binding.kind === 'concat') return binding.parts.map((part) => { const value = valueOf(part, done); return typeof value === 'string' ? value : JSON.stringify(value); }).join('');
  throw new Unavailable(`a ${binding.kind} cannot be a parameter here`);
}

/** The value at a dotted path; elements of lists by position or by their name. */
function valueAt(from: unknown, path: string): Json {
  let value: unknown = from;
  for (const key of path.split('.')) {
    if (Array.isArray(value) && !/^\d+$/.test(key)) value = value.find((one: unknown) => one !== null && typeof one === 'object' && (one as { name?: unknown }).name === key) ?? null;
    else value = value !== null && typeof value === 'object' && Object.hasOwn(value, key) ? (value as { [key: string]: unknown })[key] : null;
  }
  return (value ?? null) as Json;
}

/** What predicates see: one artifact by itself, several as a list. */
function viewOf(artifacts: { [port: string]: Artifact[] }): Json {
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(artifacts).map(([port, list]) => [port, list.length === 1 ? list[0] : list])))) as Json;
}
