import type { Binding, Decomposition, Step } from '../schemas/decomposition.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetTerm, Operation, Registry } from '../schemas/operation.ts';
import { canonical } from './digest.ts';
import { operationsByName, stepOperation } from './operations.ts';
import type { StepChange } from './step-change.ts';

/**
 * Steps that do not need to be apart, as one, wherever that is certain from what is declared: a step that repeats an earlier one, a step that does
 * nothing (its parameter is the value that its operation's output excludes), and two steps in a row whose sets of conditions add up. The
 * last step keeps its id, so that what refers to the task's result still does. Effects are never merged.
 */
export function mergeSteps(decomposition: Decomposition, registry: Pick<Registry, 'operations'>): { decomposition: Decomposition; changes: StepChange[] } {
  const operations = operationsByName(registry.operations);
  const changes: StepChange[] = [];
  let steps = decomposition.steps;
  // every merge takes a step away, so this ends
  for (;;) {
    const next = mergeOnce(steps, operations, decomposition.task_id);
    if (next === null) return { decomposition: { ...decomposition, steps }, changes };
    steps = next.steps;
    changes.push(next.change);
  }
}

function mergeOnce(steps: readonly Step[], operations: ReadonlyMap<string, Operation>, task: string): { steps: Step[]; change: StepChange } | null {
  for (const [at, step] of steps.entries()) {
    const operation = operations.get(stepOperation(step));
    if (operation === undefined || (operation.effect !== 'none' && operation.effect !== 'read')) continue;
    const last = at === steps.length - 1;
    const twin = steps.slice(0, at).find((one) => sameWork(one, step) && operation.determinism === 'deterministic');
    if (twin !== undefined && !last) {
      return { steps: replace(steps, at, { kind: 'step', step: twin.step_id, port: operation.output.name }), change: { kind: 'merge', task_id: task, steps: [twin.step_id], description: `step "${step.step_id}" of ${task} repeats "${twin.step_id}", and what it made is taken from there` } };
    }
    const through = last ? null : doesNothing(step, operation);
    if (through !== null) return { steps: replace(steps, at, through), change: { kind: 'merge', task_id: task, steps: [], description: `step "${step.step_id}" of ${task} is left out: ${stepOperation(step)} with these parameters changes nothing` } };
    const joined = at === 0 ? null : addUp(steps[at - 1], step, operation, steps);
    if (joined !== null) {
      return { steps: [...steps.slice(0, at - 1), joined, ...steps.slice(at + 1)], change: { kind: 'merge', task_id: task, steps: [step.step_id], description: `steps "${steps[at - 1]?.step_id ?? ''}" and "${step.step_id}" of ${task} are one ${stepOperation(step)}: their conditions hold together` } };
    }
  }
  return null;
}

function sameWork(a: Step, b: Step): boolean {
  return stepOperation(a) === stepOperation(b) && canonical(a.tool_intent.required_inputs) === canonical(b.tool_intent.required_inputs) && canonical([a.preconditions, a.postconditions, a.tool_intent.validation_criteria]) === canonical([b.preconditions, b.postconditions, b.tool_intent.validation_criteria]);
}

/** The input that passes through where every parameter that the output speaks of is the value that the output excludes. */
function doesNothing(step: Step, operation: Operation): Binding | null {
  const { inherit, facets } = operation.output;
  if (inherit === undefined || operation.inputs.length !== 1 || operation.inputs[0]?.kinds[0] !== operation.output.kind) return null;
  const excluded = Object.values(facets).flatMap((term) => (isVariable(term) && term.not !== undefined ? [{ name: term.var, value: term.not }] : []));
  if (excluded.length === 0 || excluded.length !== Object.keys(facets).length) return null;
  for (const { name, value } of excluded) {
    const parameter = Object.entries(operation.bind).find(([, term]) => isVariable(term) && term.var === name)?.[0];
    const given = parameter === undefined ? undefined : literal(step.tool_intent.required_inputs[parameter]);
    if (given === undefined || canonical(given) !== canonical(value)) return null;
  }
  const through = step.tool_intent.required_inputs[inherit.from];
  return through === undefined || Array.isArray(through) || [...step.preconditions, ...step.postconditions].length > 0 ? null : through;
}

/**
 * One step for two of the same operation in a row, where the second reads only the first, nothing else does, and they differ in one parameter that
 * is a set which the operation takes from data without any: `filters: []` in, `filters: ?f` out.
 */
function addUp(first: Step | undefined, second: Step, operation: Operation, steps: readonly Step[]): Step | null {
  if (first === undefined || stepOperation(first) !== stepOperation(second) || operation.inputs.length !== 1) return null;
  const [port] = operation.inputs;
  const set = Object.entries(operation.output.facets).find(([facet, term]) => {
    const taken = port?.facets[facet];
    return isVariable(term) && Array.isArray(taken) && taken.length === 0;
  });
  const parameter = set === undefined ? undefined : Object.entries(operation.bind).find(([, term]) => isVariable(term) && isVariable(set[1]) && term.var === set[1].var)?.[0];
  if (port === undefined || parameter === undefined) return null;
  const into = second.tool_intent.required_inputs[port.name];
  if (into === undefined || Array.isArray(into) || into.kind !== 'step' || into.step !== first.step_id) return null;
  const readers = steps.filter((one) => one !== second && Object.values(one.tool_intent.required_inputs).flat().some((binding) => mentions(binding, first.step_id)));
  if (readers.length > 0 || first.postconditions.length > 0) return null;
  const [a, b] = [literal(first.tool_intent.required_inputs[parameter]), literal(second.tool_intent.required_inputs[parameter])];
  if (!Array.isArray(a) || !Array.isArray(b) || others(first, port.name, parameter) !== others(second, port.name, parameter)) return null;
  const union = [...a, ...b.filter((one) => !a.some((other) => canonical(other) === canonical(one)))];
  const from = first.tool_intent.required_inputs[port.name];
  if (from === undefined) return null;
  return {
    ...second,
    preconditions: first.preconditions,
    tool_intent: { ...second.tool_intent, required_inputs: { ...second.tool_intent.required_inputs, [port.name]: from, [parameter]: { kind: 'literal', value: union } } },
  };
}

function others(step: Step, port: string, parameter: string): string {
  return canonical(Object.fromEntries(Object.entries(step.tool_intent.required_inputs).filter(([name]) => name !== port && name !== parameter)));
}

/** The steps without one, whose result is taken from elsewhere. */
function replace(steps: readonly Step[], at: number, instead: Binding): Step[] {
  const gone = steps[at]?.step_id;
  const to = (binding: Binding): Binding => {
    if (binding.kind === 'concat') return { ...binding, parts: binding.parts.map(to) };
    if (binding.kind !== 'step' || binding.step !== gone) return binding;
    return binding.path === undefined || (instead.kind !== 'step' && instead.kind !== 'port') ? instead : { ...instead, path: binding.path };
  };
  return steps.flatMap((step, index) => {
    if (index === at) return [];
    const required_inputs = Object.fromEntries(Object.entries(step.tool_intent.required_inputs).map(([name, bound]) => [name, Array.isArray(bound) ? bound.map(to) : to(bound)]));
    return [{ ...step, tool_intent: { ...step.tool_intent, required_inputs } }];
  });
}

function mentions(binding: Binding, step: string): boolean {
  return binding.kind === 'concat' ? binding.parts.some((part) => mentions(part, step)) : binding.kind === 'step' && binding.step === step;
}

function literal(bound: Binding | Binding[] | undefined): Json | undefined {
  return bound !== undefined && !Array.isArray(bound) && bound.kind === 'literal' ? bound.value : undefined;
}

function isVariable(term: FacetTerm): term is Extract<FacetTerm, { var: string }> {
  return typeof term === 'object' && !Array.isArray(term) && 'var' in term;
}
