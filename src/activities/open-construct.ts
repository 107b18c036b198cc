import { openTask, type Opening } from '../execution/open-task.ts';
import type { ExecutionPorts } from '../execution/ports.ts';
import { FAILURES, PlanwrightError } from '../schemas/failure.ts';
import type { FailureClass, Outcome } from '../schemas/outcome.ts';
import type { Plan } from '../schemas/plan.ts';
import type { OpeningResult, StepCall } from './contract.ts';
import { attemptOf, isInterrupted, withHeartbeat } from './heartbeat.ts';
import type { StorePorts } from './ports.ts';
import { eventKey, record } from './record.ts';

/** Opens a task with a condition or a list, and writes what was found into the record. A failure that no retry mends is a result. */
export async function openConstruct(stores: StorePorts, ports: ExecutionPorts, call: Omit<StepCall, 'iteration' | 'generation'>): Promise<OpeningResult> {
  return await withHeartbeat(async () => {
    try {
      const opening = await openTask({ ...call, now: attemptOf().now }, ports);
      await recordOpening(stores, call, opening);
      return { holds: opening.holds, elements: opening.elements, note: noteOf(opening), error: null };
    } catch (error) {
      if (!(error instanceof PlanwrightError) || FAILURES[error.type].retryable || isInterrupted()) throw error;
      return { holds: false, elements: null, note: null, error: { type: error.type, message: error.message, class: FAILURES[error.type].class as FailureClass } };
    }
  });
}

function noteOf({ holds, condition, elements }: Opening): string | null {
  if (!holds && condition !== null) return `Skipped: ${condition.said} does not hold (${Object.entries(condition.read).map(([path, value]) => `${path} is ${JSON.stringify(value)}`).join(', ')}).`.slice(0, 500);
  return elements === null ? null : `${elements} ${elements === 1 ? 'element' : 'elements'}`;
}

async function recordOpening(stores: StorePorts, { workflow_id, revision, task_id }: Pick<StepCall, 'workflow_id' | 'revision' | 'task_id'>, opening: Opening): Promise<void> {
  const plan = await stores.runStore.get<Plan>(workflow_id, 'plan', String(revision));
  const task = plan?.nodes.find((one) => one.task_id === task_id);
  const upstream = new Set((task?.inputs ?? []).flatMap((input) => input.bindings).flatMap((binding) => (binding.kind === 'port' ? [binding.task] : [])));
  const made = (await Promise.all([...upstream].map((id) => stores.runStore.list<Outcome>(workflow_id, 'outcome', `${id}/`)))).flat();
  const artifacts = made.flatMap(({ body }) => Object.values(body.outputs).flat().map((artifact) => eventKey.artifact(body.task_id ?? '', body.step_id, artifact.sha256)));
  await record(stores.provenance, workflow_id, { key: eventKey.opening(task_id), kind: 'opening', subject: task_id, causes: [`seal/${revision}`, ...artifacts], body: opening });
}
