import { getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { nestedSignal } from './messages.ts';
import type { RunState } from './run-state.ts';

/** Tells the run around this one what a person is asked for here, when that changes: whoever follows that run learns where to decide. */
export function tellOuter(run: RunState): void {
  const { parent, workflowId } = workflowInfo();
  if (run.input.nested === undefined || parent === undefined || parent.workflowId !== run.input.nested.workflow_id) return;
  const [wait] = run.openWaits();
  const inside = [...run.nested.values()].find((one) => one.waiting !== null)?.waiting ?? null;
  const waiting = run.phase === 'done' || run.phase === 'analyse' ? null : wait === undefined ? inside : { run: workflowId, title: wait.title.slice(0, 500) };
  const told = waiting === null ? '' : `${waiting.run} ${waiting.title}`;
  if (told === run.toldOuter) return;
  run.toldOuter = told;
  // A run around it that ended meanwhile needs no word of it.
  getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(nestedSignal, { child: workflowId, waiting }).catch(() => undefined);
}
