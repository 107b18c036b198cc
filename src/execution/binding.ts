import type { Decomposition, Binding } from '../schemas/decomposition.ts';
import type { Construct } from '../schemas/plan.ts';
import { secretVariable } from '../plan/credential.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import { type Artifact, type Label, type Outcome, OutcomeSchema } from '../schemas/outcome.ts';
import { ROUNDS } from '../plan/rounds.ts';
import { NESTED_STEP } from '../plan/nested-step.ts';
import { roundOf } from './construct.ts';
import { attachmentArtifact, datasetArtifact } from './dataset.ts';
import type { ExecutionPorts } from './ports.ts';

/** A value and what is known of where it came from. `shown` is the value as it may be hashed and recorded: secrets by name only. */
export interface LabelledValue {
  value: Json;
  shown: Json;
  labels: Label[];
}

/** What references are resolved with. */
export type BindingPorts = { runStore: Pick<ExecutionPorts['runStore'], 'get' | 'list'> } & Pick<ExecutionPorts, 'blobs' | 'datasets' | 'secrets'>;

/** Where a step stands: its run, its own task's steps in order, and its iteration. */
export interface BindingScope {
  workflow_id: string;
  revision: number;
  task_id: string;
  step_id: string;
  iteration: number;
  /** The sealed construct of a task. */
  construct(task: string): Construct;
  /** The verified decomposition of the step's own task. */
  decomposition: Decomposition;
  /** The verified decomposition of another task (`Binding.Unresolved` where there is none). */
  other(task: string): Promise<Decomposition>;
  /** Collects every secret value that was read, for redaction. */
  secretsUsed: Set<string>;
}

/** Key of an outcome in the run store. */
export function outcomeKey(task: string, step: string, iteration: number): string {
  return `${task}/${step}/${iteration}`;
}

/** The artifacts that a binding at an input port stands for: references and data. A literal or an answer is a value, for ports that take one. */
export async function bindArtifacts(name: string, binding: Binding, scope: BindingScope, ports: BindingPorts): Promise<Artifact[]> {
  switch (binding.kind) {
    case 'port':
    case 'step': {
      if (binding.path !== undefined) throw unfit(name, 'a path gives a value, and this input takes an artifact');
      const found = await referenced(name, binding, scope, ports);
      return Array.isArray(found) ? found : [found];
    }
    case 'artifact':
      return [await attachmentArtifact({ sha256: binding.sha256, name: binding.name, media_type: binding.media_type }, scope.workflow_id, ports)];
    case 'dataset':
      return [await datasetArtifact(binding.dataset, ports)];
    case 'literal':
    case 'answer': {
      const { value, labels } = await bindValue(name, binding, scope, ports);
      const blob = await ports.blobs.put(Buffer.from(JSON.stringify(value)));
      return [{ kind: 'value', name: `${name}.json`, title: name, facets: {}, ...blob, media_type: 'application/json', labels, sources: [], data: { value } }];
    }
    case 'secret':
    case 'concat':
      throw unfit(name, `this input takes an artifact, not a binding of kind "${binding.kind}"`);
  }
}

/** The value that a binding at a parameter stands for. A literal is passed on as it was approved, untouched (G2). */
export async function bindValue(name: string, binding: Binding, scope: BindingScope, ports: BindingPorts): Promise<LabelledValue> {
  switch (binding.kind) {
    case 'literal':
      return { value: binding.value, shown: binding.value, labels: ['trusted'] };
    case 'port':
    case 'step': {
      const found = await referenced(name, binding, scope, ports);
      if (Array.isArray(found)) throw unfit(name, 'a list of artifacts has no value');
      if (found.data === undefined) throw unresolved(name, `artifact "${found.name}" carries no small value; bind it to an input port`);
      const value = read(found.data, binding.path ?? '', name);
      return { value, shown: value, labels: found.labels.length === 0 ? ['trusted'] : found.labels };
    }
    case 'answer': {
      const answer = await ports.runStore.get<{ value: Json }>(scope.workflow_id, 'answer', binding.question_id);
      if (answer === null) throw unresolved(name, `question "${binding.question_id}" is not answered`);
      return { value: answer.value, shown: answer.value, labels: ['trusted'] };
    }
    case 'secret': {
      const value = await ports.secrets.get(binding.name);
      if (value === null || value === '') throw new PlanwrightError('Binding.Denied', `Cannot bind input "${name}": secret "${binding.name}" is not set in the execution role. Set ${secretVariable(binding.name)} where it is started, and run the goal again.`);
      scope.secretsUsed.add(value);
      return { value, shown: { secret: binding.name }, labels: ['secret'] };
    }
    case 'concat':
      return concat(name, binding.parts, scope, ports);
    case 'artifact':
    case 'dataset':
      throw unfit(name, `a parameter takes a value, not a binding of kind "${binding.kind}"`);
  }
}

async function concat(name: string, parts: Binding[], scope: BindingScope, ports: BindingPorts): Promise<LabelledValue> {
  const bound = await Promise.all(parts.map((part) => bindValue(name, part, scope, ports)));
  const texts = bound.map(({ value }) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw unfit(name, 'only texts, numbers and truth values can be put together');
  });
  const labels = [...new Set(bound.flatMap((part) => part.labels))].toSorted();
  const secret = labels.includes('secret');
  return { value: texts.join(''), shown: secret ? { concat: bound.map((part) => part.shown) } : texts.join(''), labels };
}

/** The artifacts behind a reference, from the recorded outcomes of the step that made them: of a task with a list, what its elements gave, in order. */
async function referenced(
  name: string,
  binding: Extract<Binding, { kind: 'port' | 'step' }>,
  scope: BindingScope,
  ports: BindingPorts,
): Promise<Artifact | Artifact[]> {
  const { task, step } = await producer(name, binding, scope);
  const construct = scope.construct(task);
  // within the task the same element and round is meant
  const own = task === scope.task_id;
  if (own || (construct.for_each === undefined && construct.repeat === undefined)) return outputOf(name, await outcomeAt(task, step, own ? scope.iteration : 0, scope, ports), `${task}/${step}`, binding.port);
  const elements = construct.for_each === undefined ? null : await elementsOf(name, task, scope, ports);
  const every = await outcomesOf(task, step, scope, ports);
  const found: Artifact[] = [];
  for (let element = 0; element < (elements ?? 1); element += 1) {
    const rounds = every.filter((one) => roundOf(construct, one.iteration).element === element);
    const wanted = binding.port === ROUNDS ? rounds : rounds.slice(-1);
    if (wanted.length === 0) throw unresolved(name, `step "${task}/${step}" has no outcome${elements === null ? '' : ` for element ${element + 1}`} yet`);
    found.push(...wanted.flatMap((one) => outputOf(name, one.outcome, `${task}/${step}`, binding.port === ROUNDS ? Object.keys((one.outcome as Outcome).outputs)[0] ?? ROUNDS : binding.port)));
  }
  const [only] = found;
  return elements === null && binding.port !== ROUNDS && found.length === 1 && only !== undefined ? only : found;
}

/** How many elements the list of a task had when it was opened. */
async function elementsOf(name: string, task: string, scope: BindingScope, ports: BindingPorts): Promise<number> {
  const opening = await ports.runStore.get<{ elements?: unknown }>(scope.workflow_id, 'opening', task);
  if (typeof opening?.elements !== 'number') throw unresolved(name, `the list of task "${task}" was never opened`);
  return opening.elements;
}

/** Outcomes of a step in the order of its iterations. */
export async function outcomesOf(task: string, step: string, scope: Pick<BindingScope, 'workflow_id'>, ports: Pick<BindingPorts, 'runStore'>): Promise<{ iteration: number; outcome: unknown }[]> {
  const under = `${task}/${step}/`;
  const stored = await ports.runStore.list<unknown>(scope.workflow_id, 'outcome', under);
  return stored.map(({ key, body }) => ({ iteration: Number(key.slice(under.length)), outcome: body })).toSorted((a, b) => a.iteration - b.iteration);
}

async function outcomeAt(task: string, step: string, iteration: number, scope: BindingScope, ports: BindingPorts): Promise<unknown> {
  return ports.runStore.get<unknown>(scope.workflow_id, 'outcome', outcomeKey(task, step, iteration));
}

function outputOf(name: string, stored: unknown, where: string, port: string): Artifact | Artifact[] {
  if (stored === null) throw new MissingOutcome(name, where);
  const outcome = OutcomeSchema.safeParse(stored);
  if (!outcome.success) throw unresolved(name, `the stored outcome of step "${where}" is not well-formed`);
  if (outcome.data.execution_status === 'failure') throw unresolved(name, `step "${where}" failed`);
  if (!Object.hasOwn(outcome.data.outputs, port)) throw unresolved(name, `step "${where}" has no output "${port}"`);
  return outcome.data.outputs[port] as Artifact | Artifact[];
}

/** A step that made nothing, because it was skipped or because it did not run yet. */
export class MissingOutcome extends PlanwrightError {
  constructor(name: string, where: string) {
    super('Binding.Unresolved', `Cannot bind input "${name}": step "${where}" has no outcome yet. Run what it needs first, or change the plan.`);
  }
}

async function producer(name: string, binding: Extract<Binding, { kind: 'port' | 'step' }>, scope: BindingScope): Promise<{ task: string; step: string }> {
  const order = scope.decomposition.steps.map((step) => step.step_id);
  if (binding.kind === 'step') {
    const at = order.indexOf(binding.step);
    if (at < 0 || at >= order.indexOf(scope.step_id)) throw unresolved(name, `"${binding.step}" is not an earlier step of task "${scope.task_id}"`);
    return { task: scope.task_id, step: binding.step };
  }
  if (binding.task === scope.task_id) throw unresolved(name, 'a task cannot use its own output');
  if (scope.construct(binding.task).nested === true) return { task: binding.task, step: NESTED_STEP };
  const last = (await scope.other(binding.task)).steps.at(-1);
  if (last === undefined) throw unresolved(name, `task "${binding.task}" has no steps`);
  return { task: binding.task, step: last.step_id };
}

/** Reads a dot-separated path inside JSON, own properties and list positions only. */
function read(value: Json, path: string, name: string): Json {
  let at: Json = value;
  for (const key of path === '' ? [] : path.split('.')) {
    const inside: Json | undefined =
      at !== null && typeof at === 'object' && Object.hasOwn(at, key) && !(Array.isArray(at) && !/^\d+$/.test(key))
        ? (at as { [key: string]: Json })[key]
        : undefined;
    if (inside === undefined) throw unresolved(name, `there is nothing at "${path}"`);
    at = inside;
  }
  return at;
}

function unresolved(name: string, reason: string): PlanwrightError {
  return new PlanwrightError('Binding.Unresolved', `Cannot bind input "${name}": ${reason}. Run what it needs first, or change the plan.`);
}

function unfit(name: string, reason: string): PlanwrightError {
  return new PlanwrightError('Input.Invalid', `Cannot bind input "${name}": ${reason}. Change the binding in the plan.`);
}
