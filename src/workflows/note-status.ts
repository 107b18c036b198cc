import { workflowInfo } from '@temporalio/workflow';
import { currentDetails } from './current-details.ts';
import { called, orchestration } from './proxies.ts';
import type { RunState } from './run-state.ts';
import { tellOuter } from './tell-outer.ts';

/** Keeps `ls`, `inbox` and the Web UI's current details in step with the run. */
export async function noteStatus(run: RunState, ended = false): Promise<void> {
  currentDetails(run);
  tellOuter(run);
  const { workflowId, runId } = workflowInfo();
  await orchestration.recordStatus.executeWithOptions(called('orchestration', `list the run as ${run.status.replace('_', ' ')}`), [
    { workflow_id: workflowId, run_id: runId, goal: run.input.goal.slice(0, 2_000), status: run.status, waits: run.waits.size, ended },
  ]);
}
