import { executeProfile } from '../execution/execute-profile.ts';
import type { ExecutionActivities } from './contract.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { ExecutionRolePorts } from './ports.ts';
import { openConstruct } from './open-construct.ts';
import { eventKey, record } from './record.ts';
import { askStep, runAnswer } from './answer-step.ts';
import { runGivenSource, runStep } from './run-step.ts';
import { translating } from './to-failure.ts';

/** The activities of the execution role: sealed steps and sealed profiles, and nothing else. */
export function createExecutionActivities(ports: ExecutionRolePorts): ExecutionActivities {
  return translating({
    openTask: (call) => openConstruct(ports, ports.execution, call),
    executeStep: (call) => runStep(ports, ports.execution, 'execution', call),
    profileData: profileData(ports),
    askPerson: (call) => askStep(ports, ports.execution, call),
    acceptAnswer: (call) => runAnswer(ports, ports.execution, call),
    acceptSource: (call) => runGivenSource(ports, ports.execution, call),
  });
}

function profileData(ports: ExecutionRolePorts): ExecutionActivities['profileData'] {
  return ({ workflow_id, target, seal }) =>
    withHeartbeat(async ({ signal, progress }) => {
      const profile = await executeProfile({ workflow_id, ...target, seal, now: new Date().toISOString() }, ports.execution, { signal, progress });
      await ports.runStore.put(workflow_id, 'profile', target.sha256, profile);
      await record(ports.provenance, workflow_id, { key: eventKey.profile(target.sha256), kind: 'profile', subject: target.sha256, causes: [eventKey.attachment(target.sha256)], body: profile });
      return { unreadable: profile.unreadable };
    });
}
