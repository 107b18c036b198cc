import type { Binding, Decomposition, Step } from '../schemas/decomposition.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { isCredential } from './credential.ts';
import { operationsByName } from './operations.ts';
import { saferParameters } from './safer-parameters.ts';

/** A passage of documentation that retrieval found for the task. */
export interface FoundPassage {
  doc_id: string;
  deprecated: boolean;
}

/**
 * The steps of a task without a model: its one operation, with the task's bindings, as a seed step. Documents are cited only where they exist in
 * the registry or were found. Throws where the task has no operation of the registry, which linking refuses before.
 */
export function decomposeTask(task: Task, _plan: Plan, registry: Registry, passages: readonly FoundPassage[]): Decomposition {
  const operation = operationsByName(registry.operations).get(task.operation ?? '');
  if (!operation) {
    throw new Error(`Cannot decompose task "${task.task_id}": operation "${task.operation ?? ''}" is not in the registry. Link the plan first.`);
  }
  return { task_id: task.task_id, steps: [stepFor(task, operation, registry, passages)] };
}

/** Whether something is left to decide about a task: which operation it runs, or what stands at a port or parameter that has to be there. */
export function isOpen(task: Task, registry: Pick<Registry, 'operations'>): boolean {
  // What a nested plan does is decided when its data is there.
  if (task.type === 'plan') return false;
  if (task.operation === undefined) return true;
  const operation = operationsByName(registry.operations).get(task.operation);
  if (!operation) return false;
  const bound = new Set((task.inputs ?? []).flatMap((input) => (input.bindings.length > 0 ? [input.name] : [])));
  const given = new Set((task.parameters ?? []).map((parameter) => parameter.name));
  const required = operation.parameters['required'];
  return operation.inputs.some((port) => port.optional !== true && !bound.has(port.name)) || (Array.isArray(required) && required.some((name) => typeof name === 'string' && !given.has(name)));
}

/**
 * A model's steps with what the plan already decided about the task: bindings that stand in the plan are not up to the decomposer. Only where
 * the last step runs the task's own operation; anything else is for the checks to refuse.
 */
export function keepDecided(proposed: Decomposition, task: Task, registry: Pick<Registry, 'operations'>): Decomposition {
  const operation = operationsByName(registry.operations).get(task.operation ?? '');
  const last = proposed.steps.at(-1);
  if (!operation || !last || `${last.tool_intent.tool_name}.${last.tool_intent.operation}` !== task.operation) return proposed;
  const decided = { ...task, inputs: (task.inputs ?? []).filter((input) => input.bindings.length > 0) };
  const kept: Step = { ...last, tool_intent: { ...last.tool_intent, required_inputs: { ...last.tool_intent.required_inputs, ...requiredInputs(decided, operation) } } };
  return { ...proposed, steps: [...proposed.steps.slice(0, -1), kept] };
}

function stepFor(task: Task, operation: Operation, registry: Registry, passages: readonly FoundPassage[]): Step {
  return {
    step_id: operation.operation.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 64),
    action: task.description,
    tool_intent: {
      tool_name: operation.tool,
      operation: operation.operation,
      required_inputs: requiredInputs(task, operation),
      ...fallbacksOf(task, operation),
      ...flowsOf(task, operation),
      expected_outputs: { [operation.output.name]: { kind: operation.output.kind, description: `${operation.title}: ${operation.output.kind}` } },
      // The kind of a list is that of its elements, which the executor checks one by one.
      validation_criteria: [operation.output.cardinality === 'list' ? { path: `outputs.${operation.output.name}`, op: 'exists' } : { path: `outputs.${operation.output.name}.kind`, op: '=', value: operation.output.kind }],
    },
    documentation_references: documentsOf(operation, registry, passages),
    // Pre- and postconditions of the operation hold for every step of it; the executor adds them.
    preconditions: [...(operation.preconditions ?? [])],
    postconditions: [...(operation.postconditions ?? [])],
    rollback_strategy: rollbackOf(operation),
  };
}

/**
 * Ports that take several artifacts keep a list; everything else is one binding. What decides whether the task runs is the task's and not the
 * step's; the list that a task runs over stands at its port, and each run of the step gets one element of it.
 */
function requiredInputs(task: Task, operation: Operation): Step['tool_intent']['required_inputs'] {
  const inputs: { [name: string]: Binding | Binding[] } = {};
  for (const input of task.inputs ?? []) {
    const port = operation.inputs.find((one) => one.name === input.name);
    if (port === undefined && input.name === 'condition' && task.when !== undefined) continue;
    const many = port?.variadic === true || port?.cardinality === 'list';
    const [only] = input.bindings;
    inputs[input.name] = !many && input.bindings.length === 1 && only ? only : input.bindings;
  }
  for (const parameter of task.parameters ?? []) inputs[parameter.name] = parameter.binding;
  return inputs;
}

/**
 * A change in another system that is about something found there lets what was found decide what is changed: the intent declares it, so that the person sees and
 * approves it: whole artifacts at the ports of the operation. Of the parameters only the secret of the service itself, where it shows who calls.
 */
function flowsOf(task: Task, operation: Operation): Pick<Step['tool_intent'], 'flows'> {
  const secrets = (task.parameters ?? []).filter(({ name, binding }) => isCredential(operation, name) && binding.kind === 'secret' && binding.name === operation.tool).map(({ name }) => ({ input: name, label: 'secret' as const }));
  const changes = operation.outbound === true && (operation.effect === 'write' || operation.effect === 'destructive');
  const found = !changes ? [] : (task.inputs ?? []).filter((input) => operation.inputs.some((port) => port.name === input.name) && input.bindings.some((binding) => binding.kind === 'port'));
  const flows = [...found.map((input) => ({ input: input.name, label: 'untrusted' as const })), ...secrets];
  return flows.length === 0 ? {} : { flows };
}

/** Safer parameters that the operation declares for what the plan says: approved and sealed with the intent. */
function fallbacksOf(task: Task, operation: Operation): Pick<Step['tool_intent'], 'fallbacks'> {
  const fallbacks = saferParameters(operation, requiredInputs(task, operation));
  return fallbacks.length === 0 ? {} : { fallbacks };
}

const MOST_DOCUMENTS = 5;

function documentsOf(operation: Operation, registry: Registry, passages: readonly FoundPassage[]): string[] {
  const usable = new Set(registry.documents.flatMap((document) => (document.deprecated ? [] : document.doc_id)));
  const found = passages.flatMap((passage) => (passage.deprecated ? [] : passage.doc_id));
  const own = operation.documents.filter((id) => usable.has(id));
  return [...new Set([...own, ...found])].slice(0, MOST_DOCUMENTS);
}

/** What to do if the step has to be taken back, in a sentence. */
export function rollbackOf(operation: Operation): string {
  switch (operation.effect) {
    case 'none':
    case 'read':
      return 'Nothing to undo: it changes nothing outside the run.';
    case 'write': {
      const window = operation.undo?.window_s === undefined ? '' : ` within ${operation.undo.window_s} seconds`;
      return operation.undo === undefined ? 'Cannot be undone by the run; a person has to take the change back.' : `Run ${operation.undo.operation}${window} on what it made.`;
    }
    case 'destructive':
      return 'Cannot be undone; it is asked for before it runs.';
  }
}

/** Why a step is not atomic (one operation, one effect, one undo, one output port, retryable alone); empty where it is. */
export function checkAtomic(step: Step, operation: Operation): string[] {
  const reasons: string[] = [];
  const outputs = Object.keys(step.tool_intent.expected_outputs);
  if (outputs.length > 1) reasons.push(`it expects ${outputs.length} outputs (${outputs.slice(0, 5).join(', ')}) and "${operation.tool}.${operation.operation}" has one, "${operation.output.name}"`);
  if (/[,;|&]|\bthen\b/i.test(`${step.tool_intent.tool_name} ${step.tool_intent.operation}`)) reasons.push('its intent names more than one operation');
  if (operation.effect === 'write' && operation.undo === undefined && operation.always_ask !== true) reasons.push(`"${operation.tool}.${operation.operation}" writes and names no undo`);
  return reasons;
}
