import { CONDITION } from '../plan/condition.ts';
import { NESTED_STEP } from '../plan/nested-step.ts';
import { PlanwrightError } from '../schemas/failure.ts';
import type { Artifact } from '../schemas/outcome.ts';
import { type ApprovedNested, approvedNested } from './approved-nested.ts';
import type { SealPorts, StepPlace } from './approved-step.ts';
import { type BindingPorts, bindArtifacts } from './binding.ts';
import { constructOf, roundOf } from './construct.ts';
import { carried, checkOpened, scopeOf } from './materialise.ts';

/**
 * The data of a nested plan in an iteration, by input, as it was approved: what the tasks before it made, one element of its list, or what the round before gave. None
 * where its rounds vary a value: they take what the run around it was given. A secret is no data that a plan may be made of.
 */
export async function nestedInputs(place: Omit<StepPlace, 'step_id'> & { iteration: number }, ports: SealPorts & BindingPorts): Promise<ApprovedNested & { round: number; data: Artifact[] }> {
  const approved = await approvedNested(place, ports);
  const at = { ...place, step_id: NESTED_STEP };
  const construct = constructOf(approved.manifest, place.task_id);
  const { element, round } = roundOf(construct, place.iteration);
  await checkOpened(construct, at, element, ports);
  const data: Artifact[] = [];
  if (construct.repeat?.vary !== undefined) return { ...approved, round, data };
  const scope = scopeOf({ manifest: approved.manifest, decomposition: { task_id: place.task_id, steps: [] } }, at, ports, new Set());
  for (const { name, bindings } of approved.task.inputs ?? []) {
    if (name === CONDITION && construct.condition !== undefined) continue;
    const bound = (await Promise.all(bindings.map((one) => bindArtifacts(name, one, scope, ports)))).flat();
    if (construct.repeat?.carry?.to === name && round > 0) data.push(...(await carried(NESTED_STEP, at, bound, ports)));
    else data.push(...(construct.for_each?.port === name ? bound.slice(element, element + 1) : bound));
  }
  const secret = data.find((artifact) => artifact.labels.includes('secret'));
  if (secret !== undefined) throw new PlanwrightError('Binding.Denied', `Cannot plan task "${place.task_id}" of "${secret.name}": it holds a secret. Take it from something else.`);
  return { ...approved, round, data };
}
