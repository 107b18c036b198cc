import { declaredFault } from '../../plan/declared-kinds.ts';
import { readRevision } from '../../plan/read-revision.ts';
import type { OrchestrationActivities } from '../contract.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { recordReading } from '../record-reading.ts';
import { runContext } from '../run-context.ts';

/** The offline front end: words matched against the registry. A revision is read together with the goal. */
export function readGoal(ports: OrchestrationPorts): OrchestrationActivities['readGoal'] {
  return async ({ workflow_id, round, answers, feedback }) => {
    const context = runContext(ports, workflow_id);
    const [input, registry, constraints, profiles] = await Promise.all([context.input(), context.registry(), context.constraints(), context.profiles()]);
    const fault = declaredFault(input.attachments, profiles);
    const reading = fault !== null ? { result: 'unreadable' as const, message: fault, nearest: [] } : readRevision(input.goal, feedback, { registry, constraints, profiles, inputs: input.inputs, answers, wants: input.wants });
    return await recordReading(ports, { workflow_id, round, reading, usage: null, causes: [] });
  };
}
