import type { Binding } from '../schemas/decomposition.ts';
import type { Artifact, Outcome } from '../schemas/outcome.ts';
import type { NewEvent } from '../schemas/provenance.ts';
import type { StepCall } from './contract.ts';
import type { StorePorts } from './ports.ts';
import { decompositionKeys, eventKey } from './record.ts';
import { type PlanView, planView } from './plan-view.ts';

/** One event for the execution, one for each artifact, each caused by what it was made from. `planDigest`: of the sealed plan, where it is known. */
export async function recordOutcome(stores: StorePorts, call: StepCall, outcome: Outcome, modelCalls: readonly string[] = [], planDigest: string | null = null): Promise<void> {
  const { provenance, runStore } = stores;
  const { workflow_id, revision, task_id, step_id, iteration, generation } = call;
  const plan = await planView(runStore, workflow_id, revision, planDigest);
  const task = plan?.tasks.get(task_id);
  const inputs = await inputArtifacts(stores, call, plan);
  // A failure is kept by its type: a call that was refused, whoever made it, must not stand where another failure belongs.
  const ended = outcome.execution_status === 'failure' ? `failure/${outcome.errors[0]?.type ?? 'unknown'}` : outcome.execution_status;
  const execution = `${eventKey.execution(task_id, step_id, iteration, generation)}/${ended}`;
  const inputKeys = inputs.map((input) => eventKey.artifact(input.task, input.step, input.artifact.sha256));
  const given = (task?.bindings ?? []).flatMap((binding) => (binding.kind === 'artifact' ? [eventKey.attachment(binding.sha256)] : []));
  const known = new Set(inputs.map((input) => input.artifact.sha256));
  await provenance.appendAll(workflow_id, [
    {
      key: execution,
      kind: 'execution',
      subject: `${task_id}/${step_id}`,
      causes: [`seal/${revision}`, `${eventKey.plan(revision)}/${plan?.digest ?? ''}`, ...decompositionKeys(revision, task_id), eventKey.opening(task_id), ...inputKeys, ...given, ...modelCalls],
      body: outcome,
    },
    ...Object.values(outcome.outputs).flat().map((artifact): NewEvent => ({
      key: eventKey.artifact(task_id, step_id, artifact.sha256),
      kind: 'artifact',
      subject: artifact.sha256,
      causes: [execution, ...inputKeys],
      body: { ...artifact, task_id, step_id, operation: task?.operation ?? null, inputs: [...known] },
    })),
  ]);
}

/** What the step's task takes of others, and what earlier steps of the task made in this round. */
async function inputArtifacts(stores: StorePorts, call: StepCall, plan: PlanView | null): Promise<{ task: string; step: string; artifact: Artifact }[]> {
  const bindings: readonly Binding[] = plan?.tasks.get(call.task_id)?.bindings ?? [];
  const upstream = new Set(bindings.flatMap((binding) => (binding.kind === 'port' ? [binding.task] : [])));
  const outcomes = await Promise.all([...upstream, call.task_id].map((id) => outcomesOf(stores, call, plan, id)));
  return outcomes
    .flat()
    .filter(({ body, key }) => body.task_id !== call.task_id || (body.step_id !== call.step_id && key.endsWith(`/${call.iteration}`)))
    .flatMap(({ body: outcome }) => Object.values(outcome.outputs).flat().map((artifact) => ({ task: outcome.task_id ?? '', step: outcome.step_id, artifact })));
}

/** Every outcome of a task: of one that runs once by its steps, of any other by what is there. */
async function outcomesOf({ runStore }: StorePorts, call: StepCall, plan: PlanView | null, id: string): Promise<{ key: string; body: Outcome }[]> {
  const steps = plan?.tasks.get(id)?.once ?? null;
  if (steps === null) return await runStore.list<Outcome>(call.workflow_id, 'outcome', `${id}/`);
  const keys = steps.filter((step) => id !== call.task_id || step !== call.step_id).map((step) => `${id}/${step}/0`);
  const found = await Promise.all(keys.map((key) => runStore.get<Outcome>(call.workflow_id, 'outcome', key)));
  return found.flatMap((body, at) => (body === null ? [] : [{ key: keys[at] ?? '', body }]));
}
