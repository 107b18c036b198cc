import type { Binding } from '../../schemas/decomposition.ts';
import type { Json } from '../../schemas/json.ts';
import type { ArtifactType, Operation, Registry } from '../../schemas/operation.ts';
import type { Edge, Plan, Task } from '../../schemas/plan.ts';
import { operationComplexity } from '../complexity.ts';
import { planGraph, topologicalOrder } from '../graph.ts';
import { TypeInference } from '../infer-type.ts';
import { operationName, operationsByName } from '../operations.ts';

/** What a rule suggests: tasks in an order in which they can run, and every edge into and out of them. */
export interface Suggestion {
  rule: string;
  stage: string;
  description: string;
  tasks: Task[];
  edges: Edge[];
}

/** A rule looks at a plan and suggests; it never changes anything. */
export type Rule = (context: RuleContext) => Suggestion[];

/** A result of a task that something can be made of. */
export interface Source {
  task: Task;
  port: string;
  type: ArtifactType;
}

interface NewTask {
  id: string;
  operation: Operation;
  inputs: { port: string; sources: Source[] }[];
  parameters: { [name: string]: Json };
  description: string;
  because: string;
  serves: string[] | undefined;
}

/** A plan as rules see it: what may be used, what there is, and tasks that fit. */
export class RuleContext {
  readonly plan: Plan;
  private readonly operations: Map<string, Operation>;
  private readonly types: TypeInference;
  private readonly tasks: Map<string, Task>;
  private readonly taken: Set<string>;

  constructor(plan: Plan, registry: Pick<Registry, 'facets' | 'operations' | 'stages'>) {
    this.plan = plan;
    this.operations = operationsByName(registry.operations);
    this.types = new TypeInference(registry);
    this.tasks = new Map(plan.nodes.map((task) => [task.task_id, task]));
    this.taken = new Set(plan.nodes.map((task) => task.task_id));
  }

  /** The declaration of an operation that may be suggested: allowed by the goal, changing nothing, and without a person. */
  operation(name: string): Operation | null {
    const found = this.operations.get(name);
    if (found === undefined || found.effect === 'write' || found.effect === 'destructive' || found.always_ask === true || found.runs_on === 'person') return null;
    const allowed = this.plan.constraints?.allowed_tools ?? null;
    return allowed === null || allowed.includes(name) || allowed.includes(found.tool) ? found : null;
  }

  /** The tasks of the plan in an order in which they could run. */
  inOrder(): Task[] {
    return topologicalOrder(planGraph(this.plan)).order.flatMap((id) => this.tasks.get(id) ?? []);
  }

  operationOf(task: Task): Operation | null {
    return this.operations.get(task.operation ?? '') ?? null;
  }

  /** Results that are there once and in every run, in the order of the plan. */
  sources(): Source[] {
    return this.plan.nodes.flatMap((task) => this.sourceOf(task) ?? []);
  }

  sourceOf(task: Task): Source | null {
    const output = task.outputs?.[0];
    if (output === undefined || output.cardinality === 'list' || output.type.cardinality === 'list' || !isPlain(task)) return null;
    return { task, port: output.name, type: output.type };
  }

  /** What stands at an input of a task, as far as it comes from tasks that always run once. */
  bound(task: Task, port: string): Source[] {
    return (task.inputs?.find((input) => input.name === port)?.bindings ?? []).flatMap((binding) => {
      const from = binding.kind === 'port' ? this.tasks.get(binding.task) : undefined;
      return from === undefined ? [] : (this.sourceOf(from) ?? []);
    });
  }

  /** The collecting input of a report that takes artifacts of a kind, and of which `sources` are no consequence. */
  collector(kind: string, sources: readonly Task[]): { task: Task; port: string } | null {
    for (const task of this.plan.nodes) {
      const operation = this.operationOf(task);
      if (operation?.output.kind !== 'report' || !isPlain(task)) continue;
      const port = operation.inputs.find((one) => one.variadic === true && one.kinds.includes(kind) && task.inputs?.some((input) => input.name === one.name) === true);
      if (port !== undefined && !sources.some((source) => this.dependsOn(source, task.task_id))) return { task, port: port.name };
    }
    return null;
  }

  /** Whether something after a task sends data out of this machine, where what a model wrote may not go by itself. */
  isSentOut(taskId: string): boolean {
    return this.plan.nodes.some((task) => this.operationOf(task)?.outbound === true && this.dependsOn(task, taskId));
  }

  dependsOn(task: Task, other: string): boolean {
    const seen = new Set<string>();
    const open = [task.task_id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === other) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(this.tasks.get(id)?.dependencies ?? []));
    }
    return false;
  }

  /** An id that no task of the plan and of no other suggestion has. */
  freeId(wanted: string): string {
    const base = wanted.slice(0, 58);
    let id = base;
    for (let count = 2; this.taken.has(id); count += 1) id = `${base}-${count}`;
    this.taken.add(id);
    return id;
  }

  /** A task that fits its inputs, with its parameters complete; null where it does not fit or a parameter has no value. */
  task(wanted: NewTask): Task | null {
    const { operation } = wanted;
    const inputs = new Map(wanted.inputs.map(({ port, sources }) => [port, sources.map((source) => source.type)]));
    if (operation.inputs.some((port) => port.optional !== true && (inputs.get(port.name) ?? []).length === 0)) return null;
    if (operation.inputs.some((port) => (inputs.get(port.name) ?? []).some((type) => !port.kinds.includes(type.kind)))) return null;
    const inferred = this.types.infer(operationName(operation), inputs, new Map(Object.entries(wanted.parameters)));
    if (inferred === undefined || inferred.fault !== null) return null;
    const values = new Map<string, Json>(Object.entries(wanted.parameters));
    for (const [name, value] of inferred.parameters) if (!values.has(name)) values.set(name, value as Json);
    const required = operation.parameters['required'];
    if (Array.isArray(required) && required.some((name) => typeof name === 'string' && !values.has(name))) return null;
    return {
      task_id: wanted.id,
      description: wanted.description,
      dependencies: [...new Set(wanted.inputs.flatMap(({ sources }) => sources.map((source) => source.task.task_id)))],
      parallelizable: true,
      estimated_complexity: operationComplexity(operation, wanted.inputs.reduce((sum, { sources }) => sum + sources.length, 0)),
      required_capabilities: operation.capabilities,
      operation: operationName(operation),
      inputs: wanted.inputs.map(({ port, sources }) => ({ name: port, bindings: sources.map((source): Binding => ({ kind: 'port', task: source.task.task_id, port: source.port })) })),
      parameters: [...values].map(([name, value]) => ({ name, binding: { kind: 'literal' as const, value } })),
      outputs: [{ name: operation.output.name, type: inferred.type }],
      effect: operation.effect,
      because: wanted.because,
      type: 'operation',
      timeout_ms: operation.limits.timeout_ms,
      estimate: { duration_ms: { low: operation.cost.duration_ms, high: operation.cost.duration_ms }, usd: { low: operation.cost.usd, high: operation.cost.usd }, runs: 0 },
      ...(operation.stage === undefined ? {} : { stage: operation.stage }),
      ...(wanted.serves === undefined ? {} : { serves: wanted.serves }),
    };
  }
}

/** Runs once, in every run: not conditional, not repeated, not for each of a list, not by a person, and no plan of its own. */
function isPlain(task: Task): boolean {
  return task.when === undefined && task.for_each === undefined && task.repeat === undefined && (task.type === undefined || task.type === 'operation');
}

/** The edges into a task by its bindings. */
export function edgesInto(task: Task, kinds: ReadonlyMap<string, string>): Edge[] {
  return (task.inputs ?? []).flatMap((input) =>
    input.bindings.flatMap((binding): Edge[] =>
      binding.kind === 'port' ? [{ from: binding.task, from_port: binding.port, to: task.task_id, to_port: input.name, reason: 'data', detail: `${task.task_id} reads the ${kinds.get(binding.task) ?? 'result'} of ${binding.task}` }] : [],
    ),
  );
}

/** The edge by which a report shows what a new task makes. */
export function edgeToReport(task: Task, report: { task: Task; port: string }): Edge[] {
  const output = task.outputs?.[0];
  return output === undefined ? [] : [{ from: task.task_id, from_port: output.name, to: report.task.task_id, to_port: report.port, reason: 'data', detail: `${report.task.task_id} shows the ${output.type.kind} of ${task.task_id}` }];
}

/** A literal parameter of a task; undefined where there is none. */
export function literalOf(task: Task, name: string): Json | undefined {
  const binding = task.parameters?.find((one) => one.name === name)?.binding;
  return binding?.kind === 'literal' ? binding.value : undefined;
}

/** The default of a parameter; undefined where there is none. */
export function defaultOf(operation: Operation, name: string): Json | undefined {
  const properties = operation.parameters['properties'];
  const property = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties[name] : undefined;
  return typeof property === 'object' && property !== null && !Array.isArray(property) ? property['default'] : undefined;
}

/** Observed data in full: not what was computed, combined, ordered or cut from it. */
export function isObserved(type: ArtifactType): boolean {
  const { order = 'none', limit = 0, measures = [], values = 'observed' } = type.facets;
  if (order !== 'none' || limit !== 0 || values === 'derived') return false;
  return !(Array.isArray(measures) && measures.some((measure) => typeof measure === 'object'));
}
