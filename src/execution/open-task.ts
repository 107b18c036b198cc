import { CONDITION } from '../plan/condition.ts';
import { digestOf } from '../plan/digest.ts';
import { NESTED_STEP } from '../plan/nested-step.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Json } from '../schemas/json.ts';
import type { Artifact } from '../schemas/outcome.ts';
import { comparisonsOf, describePredicate, evaluatePredicate, readPath } from '../validation/predicates.ts';
import type { Binding, Decomposition } from '../schemas/decomposition.ts';
import type { SealManifest } from '../schemas/approval.ts';
import { approvedNested } from './approved-nested.ts';
import { type StepPlace, approvedStep, storedDecomposition } from './approved-step.ts';
import { bindArtifacts } from './binding.ts';
import { constructOf } from './construct.ts';
import { scopeOf } from './materialise.ts';
import type { ExecutionPorts } from './ports.ts';

/** What was found when a task with a condition or a list was reached. */
export interface Opening {
  task_id: string;
  /** Whether its condition holds; true where it has none. */
  holds: boolean;
  /** The condition in words, and the values that it read, by path; null without one. */
  condition: { said: string; read: { [path: string]: Json } } | null;
  /** How many elements its list has; null where it runs once. */
  elements: number | null;
  /** Digests of the elements, in order. */
  digest: string | null;
}

/**
 * Evaluates the sealed condition of a task and counts its list, on what the steps before it made, and stores what it found: every step of the
 * task is bound by it. The task is approved like its steps (`approvedStep`). Throws `Binding.Unresolved` where what it reads is not there and
 * `Input.Invalid` where the list is longer than was approved.
 */
export async function openTask(place: StepPlace, ports: ExecutionPorts): Promise<Opening> {
  const approved = await approvedTask(place, ports);
  const construct = constructOf(approved.manifest, place.task_id);
  const scope = scopeOf(approved, { ...place, iteration: 0 }, ports, new Set());
  const at = async (name: string, bindings: readonly Parameters<typeof bindArtifacts>[1][]): Promise<Artifact[]> => (await Promise.all(bindings.map((one) => bindArtifacts(name, one, scope, ports)))).flat();
  const { inputs } = approved;
  const opening: Opening = { task_id: place.task_id, holds: true, condition: null, elements: null, digest: null };
  if (construct.when !== undefined) {
    const view: { [name: string]: Json } = {};
    for (const { path } of comparisonsOf(construct.when)) {
      const name = path.split('.')[1] ?? '';
      if (path.startsWith('inputs.') && !Object.hasOwn(view, name)) view[name] = viewOf(await at(name, name === CONDITION && construct.condition !== undefined ? construct.condition : [inputs[name] ?? []].flat()));
    }
    opening.holds = evaluatePredicate(construct.when, { inputs: view });
    const read = Object.fromEntries(comparisonsOf(construct.when).map(({ path }) => [path, readPath({ inputs: view }, path)]));
    opening.condition = { said: describePredicate(construct.when), read };
  }
  if (opening.holds && construct.for_each !== undefined) {
    const { port, limit } = construct.for_each;
    const list = await at(port, [inputs[port] ?? []].flat());
    if (list.length > limit) throw new PlanwrightError('Input.Invalid', `Cannot run task "${place.task_id}" for each element: the list has ${list.length} elements and ${limit} were approved. Filter it first, or plan with a higher limit.`);
    opening.elements = list.length;
    opening.digest = digestOf(list.map((one) => one.sha256));
  }
  await ports.runStore.put(place.workflow_id, 'opening', place.task_id, opening);
  return opening;
}

/** What a task takes, as it was approved: with the intent of its step, or as a nested plan that has none. */
async function approvedTask(place: StepPlace, ports: ExecutionPorts): Promise<{ manifest: SealManifest; decomposition: Decomposition; inputs: { readonly [name: string]: Binding | Binding[] } }> {
  if (place.step_id !== NESTED_STEP || (await storedDecomposition(place, place.task_id, ports)) !== null) {
    const { manifest, decomposition, step } = await approvedStep(place, ports);
    return { manifest, decomposition, inputs: step.tool_intent.required_inputs };
  }
  const { manifest, task } = await approvedNested(place, ports);
  return { manifest, decomposition: { task_id: place.task_id, steps: [] }, inputs: Object.fromEntries((task.inputs ?? []).map(({ name, bindings }) => [name, bindings])) };
}

/** What predicates see: one artifact by itself, several as a list. */
export function viewOf(artifacts: readonly Artifact[]): Json {
  return (artifacts.length === 1 ? artifacts[0] : artifacts) as Json;
}
