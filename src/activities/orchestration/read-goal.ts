import { declaredFault } from '../../plan/declared-kinds.ts';
import { readRevision } from '../../plan/read-revision.ts';
import type { OrchestrationActivities } from '../contract.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { recordReading } from '../record-reading.ts';
import { runContext } from '../run-context.ts';
import { readNested } from './read-nested.ts';

/** The offline front end: words matched against the registry, or what a nested plan says formally. A revision is read together with the goal. */
export function readGoal(ports: OrchestrationPorts): OrchestrationActivities['readGoal'] {
  return async ({ workflow_id, round, answers, feedback }) => {
    const context = runContext(ports, workflow_id);
    const [input, registry, constraints, profiles] = await Promise.all([context.input(), context.registry(), context.constraints(), context.profiles()]);
    const fault = declaredFault(input.attachments, profiles);
    // A change of what is wanted is a matter of words.
    const formal = fault !== null || feedback.length > 0 ? null : await readNested(ports, input, { registry, constraints, profiles });
    const reading = fault !== null ? { result: 'unreadable' as const, message: fault, nearest: [] } : (formal ?? readRevision(input.goal, feedback, { registry, constraints, profiles, inputs: input.inputs, answers: { ...input.nested?.answers, ...answers }, wants: input.wants }));
    return await recordReading(ports, { workflow_id, round, reading, usage: null, causes: [] });
  };
}
