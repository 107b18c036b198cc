import type { Binding, Decomposition, Step } from '../schemas/decomposition.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import { declaredNames, type StepChange } from './step-change.ts';
import { operationName, operationsByName } from './operations.ts';

const SEPARATOR = /\s*(?:[,;|&+]|->|→|[\s_.-](?:and|then)[\s_.-])\s*/i;
/** What a step is split into at most; more is a plan, not a step. */
const MOST_PARTS = 8;

/**
 * Steps that name more than one operation, as one step for each: the first has the inputs, every further one takes what the one before makes,
 * and each parameter goes where it is declared. What cannot be taken apart without guessing (an output that no operation has, an input that belongs
 * to none) stays as it is, for the checks to refuse.
 */
export function splitSteps(decomposition: Decomposition, registry: Pick<Registry, 'operations'>): { decomposition: Decomposition; changes: StepChange[] } {
  const operations = operationsByName(registry.operations);
  const changes: StepChange[] = [];
  const taken = new Set(decomposition.steps.map((step) => step.step_id));
  const renamed = new Map<string, { step: string; port: string }>();
  const steps = decomposition.steps.flatMap((step) => {
    const parts = partsOf(step, operations);
    const made = parts === null ? null : divide(step, parts, taken);
    if (parts === null || made === null) return [step];
    const last = made.at(-1);
    if (last !== undefined) renamed.set(step.step_id, { step: last.step_id, port: parts.at(-1)?.output.name ?? '' });
    const names = parts.map(operationName);
    changes.push({ kind: 'split', task_id: decomposition.task_id, steps: made.map((one) => one.step_id), description: `step "${step.step_id}" of ${decomposition.task_id} is ${made.length} steps (${names.join(', ')}): a step runs one operation, so that it can be retried and undone alone` });
    return made;
  });
  return { decomposition: { ...decomposition, steps: steps.map((step) => rebind(step, renamed)) }, changes };
}

/** The operations that an intent names, in its order; null where it names one, or something that is no operation. */
function partsOf(step: Step, operations: ReadonlyMap<string, Operation>): Operation[] | null {
  const { tool_name, operation } = step.tool_intent;
  if (operations.has(`${tool_name}.${operation}`)) return null;
  const tools = tool_name.split(SEPARATOR).filter((one) => one !== '');
  const names = operation.split(SEPARATOR).filter((one) => one !== '');
  if (names.length < 2 || names.length > MOST_PARTS || (tools.length !== 1 && tools.length !== names.length)) return null;
  const found = names.map((name, at) => operations.get(name) ?? operations.get(`${tools[at] ?? tools[0] ?? ''}.${name}`));
  // an effect is the plan's to name in full, never something that is read into a step
  return found.every((one) => one !== undefined && (one.effect === 'none' || one.effect === 'read')) ? (found as Operation[]) : null;
}

function divide(step: Step, parts: readonly Operation[], taken: Set<string>): Step[] | null {
  const given = step.tool_intent.required_inputs;
  const used = new Set<string>();
  const made: Step[] = [];
  for (const [at, operation] of parts.entries()) {
    const before = made.at(-1);
    const previous = parts[at - 1];
    const inputs: { [name: string]: Binding | Binding[] } = {};
    const port = previous === undefined ? undefined : operation.inputs.find((one) => one.kinds.includes(previous.output.kind));
    if (previous !== undefined && port === undefined) return null;
    for (const name of declaredNames(operation)) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined || name === port?.name || (operation.inputs.some((one) => one.name === name) && used.has(name))) continue;
      inputs[name] = value;
      used.add(name);
    }
    if (port !== undefined && before !== undefined && previous !== undefined) inputs[port.name] = { kind: 'step', step: before.step_id, port: previous.output.name };
    const last = at === parts.length - 1;
    made.push({
      ...step,
      step_id: last ? step.step_id : freeId(`${step.step_id}-${operation.operation}`, taken),
      action: `${operation.title}: ${step.action}`.slice(0, 500),
      tool_intent: {
        tool_name: operation.tool,
        operation: operation.operation,
        required_inputs: inputs,
        expected_outputs: { [operation.output.name]: { kind: operation.output.kind } },
        validation_criteria: last ? step.tool_intent.validation_criteria : [],
        ...(step.tool_intent.flows === undefined ? {} : { flows: step.tool_intent.flows.filter((flow) => Object.hasOwn(inputs, flow.input)) }),
      },
      preconditions: at === 0 ? step.preconditions : [],
      postconditions: last ? step.postconditions : [],
    });
  }
  // something that nobody takes was meant for an operation that is not named
  return Object.keys(given).every((name) => used.has(name)) ? made : null;
}

function rebind(step: Step, renamed: ReadonlyMap<string, { step: string; port: string }>): Step {
  const to = (binding: Binding): Binding => {
    if (binding.kind === 'concat') return { ...binding, parts: binding.parts.map(to) };
    const target = binding.kind === 'step' ? renamed.get(binding.step) : undefined;
    return binding.kind === 'step' && target !== undefined && target.step === binding.step ? { ...binding, port: target.port } : binding;
  };
  if (renamed.size === 0) return step;
  const required_inputs = Object.fromEntries(Object.entries(step.tool_intent.required_inputs).map(([name, bound]) => [name, Array.isArray(bound) ? bound.map(to) : to(bound)]));
  return { ...step, tool_intent: { ...step.tool_intent, required_inputs } };
}

function freeId(wanted: string, taken: Set<string>): string {
  const base = wanted.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 60);
  let id = base;
  for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`;
  taken.add(id);
  return id;
}
