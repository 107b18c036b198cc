import { canonical, sha256Hex } from '../plan/digest.ts';
import type { Binding } from '../schemas/decomposition.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { Construct } from '../schemas/plan.ts';
import { type Artifact, OutcomeSchema } from '../schemas/outcome.ts';
import type { ApprovedStep, StepPlace } from './approved-step.ts';
import { storedDecomposition } from './approved-step.ts';
import { type BindingPorts, type BindingScope, type LabelledValue, MissingOutcome, bindArtifacts, bindValue, outcomesOf } from './binding.ts';
import { constructOf, roundOf } from './construct.ts';
import { checkInputs, checkParameters } from './contract.ts';
import { checkFlows } from './labels.ts';
import type { ExecutionPorts } from './ports.ts';

/** An intent with every reference resolved. */
export interface Materialised {
  inputs: { [port: string]: Artifact[] };
  parameters: { [name: string]: LabelledValue };
  /** Digest of what runs: operation, input digests, parameter values; secrets by name. */
  digest: string;
}

/** Resolves and checks all inputs of an approved step. Nothing has happened in the world when this returns or throws. */
export async function materialise(
  approved: ApprovedStep,
  place: StepPlace & { iteration: number },
  ports: ExecutionPorts,
  secretsUsed: Set<string>,
): Promise<Materialised> {
  const { operation, step } = approved;
  const construct = constructOf(approved.manifest, place.task_id);
  const { element, round } = roundOf(construct, place.iteration);
  await checkOpened(construct, place, element, ports);
  const scope = scopeOf(approved, place, ports, secretsUsed);
  const portOf = new Map(operation.inputs.map((port) => [port.name, port]));
  const inputs: { [port: string]: Artifact[] } = Object.create(null) as { [port: string]: Artifact[] };
  const parameters: { [name: string]: LabelledValue } = Object.create(null) as { [name: string]: LabelledValue };
  for (const [name, given] of Object.entries(step.tool_intent.required_inputs)) {
    const port = portOf.get(name);
    if (port === undefined) {
      parameters[name] = await parameter(name, given, scope, ports);
      continue;
    }
    const spare = port.variadic === true || port.optional === true;
    const bound = (await Promise.all([given].flat().map((one) => (spare ? unlessSkipped(bindArtifacts(name, one, scope, ports)) : bindArtifacts(name, one, scope, ports))))).flat();
    inputs[name] = construct.for_each?.port === name ? bound.slice(element, element + 1) : bound;
    if (construct.repeat?.carry?.to === name && round > 0) inputs[name] = await carried(approved.decomposition.steps.at(-1)?.step_id ?? place.step_id, place, bound, ports);
  }
  checkInputs(operation, inputs);
  checkParameters(operation, values(parameters));
  checkFlows(operation, step.tool_intent, inputs, parameters);
  return { inputs, parameters, digest: materialisedDigest(approved, inputs, parameters) };
}

/** A step whose condition did not hold, or whose list has no such element, does not run, whoever asks for it (G4). */
export async function checkOpened({ when, for_each }: Construct, place: StepPlace, element: number, ports: Pick<BindingPorts, 'runStore'>): Promise<void> {
  if (when === undefined && for_each === undefined) return;
  const opening = await ports.runStore.get<{ holds?: unknown; elements?: unknown }>(place.workflow_id, 'opening', place.task_id);
  const there = for_each === undefined || (typeof opening?.elements === 'number' && element < opening.elements);
  if (opening?.holds === true && there) return;
  const reason = opening === null ? 'its condition and its list were never read' : opening.holds === true ? `its list has no element ${element + 1}` : 'its condition does not hold';
  throw new PlanwrightError('Seal.NotApproved', `Cannot run step "${place.task_id}/${place.step_id}": ${reason}. Open the task first.`);
}

/** What references of a step are resolved in. */
export function scopeOf(approved: Pick<ApprovedStep, 'decomposition' | 'manifest'>, place: StepPlace & { iteration: number }, ports: BindingPorts, secretsUsed: Set<string>): BindingScope {
  const others = new Map<string, Promise<BindingScope['decomposition']>>();
  return {
    workflow_id: place.workflow_id,
    revision: place.revision,
    task_id: place.task_id,
    step_id: place.step_id,
    iteration: place.iteration,
    decomposition: approved.decomposition,
    secretsUsed,
    construct: (task) => constructOf(approved.manifest, task),
    other(task) {
      const known = others.get(task) ?? otherTask(task, place, ports);
      others.set(task, known);
      return known;
    },
  };
}

/** A part that was skipped is left out where the input takes several, or none. */
async function unlessSkipped(bound: Promise<Artifact[]>): Promise<Artifact[]> {
  try {
    return await bound;
  } catch (error) {
    if (error instanceof MissingOutcome) return [];
    throw error;
  }
}

/** What the round before gave, as what the input takes: of the type that it had at first, whatever was done to it since. */
export async function carried(last: string, place: StepPlace & { iteration: number }, first: readonly Artifact[], ports: Pick<BindingPorts, 'runStore'>): Promise<Artifact[]> {
  const before = (await outcomesOf(place.task_id, last, place, ports)).find((one) => one.iteration === place.iteration - 1);
  const outcome = OutcomeSchema.safeParse(before?.outcome);
  if (!outcome.success) throw new MissingOutcome(place.step_id, `${place.task_id}/${last}`);
  const facets = first[0]?.facets ?? {};
  return Object.values(outcome.data.outputs).flat().map((artifact) => ({ ...artifact, facets }));
}

/** The plain values of labelled parameters. */
export function values(parameters: { [name: string]: LabelledValue }): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
}

/** Identity of an effect across retries, resets and continue-as-new (design, section 3): never the run id or the plan digest. */
export function idempotencyKey(place: StepPlace & { iteration: number; generation: number }, materialisedDigest: string): string {
  const { workflow_id, task_id, step_id, iteration, generation } = place;
  return sha256Hex(canonical({ workflow_id, task_id, step_id, intent: materialisedDigest, iteration, generation }));
}

async function parameter(name: string, given: Binding | Binding[], scope: BindingScope, ports: ExecutionPorts): Promise<LabelledValue> {
  if (!Array.isArray(given)) return bindValue(name, given, scope, ports);
  const bound = await Promise.all(given.map((one) => bindValue(name, one, scope, ports)));
  return { value: bound.map((one) => one.value), shown: bound.map((one) => one.shown), labels: [...new Set(bound.flatMap((one) => one.labels))].toSorted() };
}

async function otherTask(task: string, place: StepPlace, ports: BindingPorts): Promise<BindingScope['decomposition']> {
  const found = await storedDecomposition(place, task, ports);
  if (found === null) throw new PlanwrightError('Binding.Unresolved', `Cannot bind an output of task "${task}": it is not decomposed. Change the binding in the plan.`);
  return found;
}

function materialisedDigest(approved: ApprovedStep, inputs: { [port: string]: Artifact[] }, parameters: { [name: string]: LabelledValue }): string {
  const { operation } = approved;
  return sha256Hex(
    canonical({
      operation: `${operation.tool}.${operation.operation}`,
      version: operation.version,
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, list]) => [name, list.map((one) => one.sha256)])),
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, { shown }]) => [name, shown])),
    }),
  );
}
