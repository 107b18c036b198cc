import { ROUNDS } from '../plan/rounds.ts';
import type { Policy } from '../schemas/approval.ts';
import type { Binding, Decomposition, Step } from '../schemas/decomposition.ts';
import type { Given, Want } from '../schemas/goal.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Edge, Plan, Task } from '../schemas/plan.ts';
import { type Graph, planGraph } from '../plan/graph.ts';
import { operationsByName, stepOperation } from '../plan/operations.ts';
import type { PastRuns } from '../plan/preview.ts';

/** What a plan is checked against. */
export interface ValidationContext {
  registry: Registry;
  policy: Policy;
  /** Documents that may be cited; those of the registry where left out. */
  documents?: readonly { doc_id: string; deprecated: boolean }[];
  /** Data that the run has; artifacts are not checked where left out. */
  givens?: readonly Given[];
  /** What the goal wants; conditions of wants are not checked where left out. */
  wants?: readonly Want[];
  /** Questions that were answered; not checked where left out. */
  questions?: readonly string[];
  /** Names of secrets that may be referred to; not checked where left out. */
  secrets?: readonly string[];
  /** Ceiling in US dollars; the plan's own where left out. */
  budget?: number | null;
  /** Already spent by the run, in US dollars. */
  spent?: number;
  /** Calls that are left, by tool. */
  quota?: { readonly [tool: string]: number };
  /** Now, ISO 8601. */
  now: string;
  past?: PastRuns;
  /** Every task must have its steps: the plan is about to be approved. */
  decomposed?: boolean;
}

/** One use of an operation: a step, or a task before it is decomposed. */
export interface Use {
  task: Task;
  step: Step | null;
  name: string;
  operation: Operation | undefined;
  bindings: { input: string; list: Binding[]; many: boolean }[];
  /** Steps of the same task before this one. */
  earlier: readonly Step[];
}

/** A plan with everything that several rules look up, computed once. */
export interface Subject extends ValidationContext {
  plan: Plan;
  tasks: ReadonlyMap<string, Task>;
  decompositions: ReadonlyMap<string, Decomposition>;
  operations: ReadonlyMap<string, Operation>;
  uses: readonly Use[];
  /** The uses of each task, in order. */
  usesOf: ReadonlyMap<string, Use[]>;
  edgesInto: ReadonlyMap<string, Edge[]>;
  graph: Graph;
}

export function subjectOf(plan: Plan, context: ValidationContext): Subject {
  const operations = operationsByName(context.registry.operations);
  const decompositions = new Map((plan.decompositions ?? []).map((one) => [one.task_id, one]));
  const uses = plan.nodes.flatMap((task) => {
    const steps = decompositions.get(task.task_id)?.steps;
    if (steps) return steps.map((step, at) => useOfStep(task, step, steps.slice(0, at), operations));
    return task.operation === undefined ? [] : [useOfTask(task, task.operation, operations)];
  });
  return {
    ...context,
    plan,
    tasks: new Map(plan.nodes.map((task) => [task.task_id, task])),
    decompositions,
    operations,
    uses,
    usesOf: Map.groupBy(uses, (use) => use.task.task_id),
    edgesInto: Map.groupBy(plan.edges ?? [], (edge) => edge.to),
    graph: planGraph(plan),
  };
}

function useOfStep(task: Task, step: Step, earlier: readonly Step[], operations: ReadonlyMap<string, Operation>): Use {
  const name = stepOperation(step);
  const bindings = Object.entries(step.tool_intent.required_inputs).map(([input, given]) => ({ input, list: Array.isArray(given) ? given : [given], many: Array.isArray(given) }));
  return { task, step, name, operation: operations.get(name), bindings, earlier };
}

function useOfTask(task: Task, name: string, operations: ReadonlyMap<string, Operation>): Use {
  const operation = operations.get(name);
  const many = (input: string): boolean => operation?.inputs.some((port) => port.name === input && (port.variadic === true || port.cardinality === 'list')) ?? false;
  const bindings = [
    ...(task.inputs ?? []).filter((input) => !isCondition(task, input.name, operation)).map((input) => ({ input: input.name, list: input.bindings, many: many(input.name) || input.bindings.length !== 1 })),
    ...(task.parameters ?? []).map((parameter) => ({ input: parameter.name, list: [parameter.binding], many: false })),
  ];
  return { task, step: null, name, operation, bindings, earlier: [] };
}

/** Whether an input of a task is what its condition reads, and not an input of its operation. */
export function isCondition(task: Task, input: string, operation: Operation | undefined): boolean {
  return input === 'condition' && task.when !== undefined && operation?.inputs.some((port) => port.name === input) !== true;
}

/** The output ports of a task: those of its last step, or of its operation, or those that it declares; of a repeated one also its rounds. */
export function outputPorts(subject: Subject, taskId: string): string[] {
  const own = ownPorts(subject, taskId);
  return subject.tasks.get(taskId)?.repeat === undefined || own.includes(ROUNDS) ? own : [...own, ROUNDS];
}

function ownPorts(subject: Subject, taskId: string): string[] {
  const last = subject.usesOf.get(taskId)?.at(-1);
  if (last?.step) {
    const named = Object.keys(last.step.tool_intent.expected_outputs);
    return named.length > 0 ? named : last.operation ? [last.operation.output.name] : [];
  }
  if (last?.operation) return [last.operation.output.name];
  return subject.tasks.get(taskId)?.outputs?.map((port) => port.name) ?? [];
}

/** Where a use stands, for messages: `task "a"`, or `step "s1" of task "a"`. */
export function place(use: Pick<Use, 'task' | 'step'>): string {
  return use.step === null ? `task "${use.task.task_id}"` : `step "${use.step.step_id}" of task "${use.task.task_id}"`;
}

/** Whether a given is the attached file of that digest, or a list that has it. */
export function hasFile({ source }: Given, sha256: string): boolean {
  return (source.kind === 'attachment' && source.sha256 === sha256) || (source.kind === 'attachments' && source.items.some((item) => item.sha256 === sha256));
}
