import { CancellationScope, ChildWorkflowCancellationType, getExternalWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Refusal, StepCall, StepResult } from '../activities/contract.ts';
import { markdownText } from '../plan/draw-markdown.ts';
import { GOAL_RUN, outerPauseSignal } from './messages.ts';
import { called, orchestration } from './proxies.ts';
import { refusalOf } from './refusal-of.ts';
import type { RunState } from './run-state.ts';

/** Tasks whose plan is made when they are reached: each becomes a run of its own, with its own plan, approval and record. */
export class NestedRuns {
  private readonly run: RunState;
  private readonly note: (task: string, message: string) => void;

  constructor(run: RunState, note: (task: string, message: string) => void) {
    this.run = run;
    this.note = note;
  }

  /** Whether a person is asked for something in a run that the task became. */
  waits(task: string): boolean {
    return [...this.run.nested.values()].some((one) => one.task === task && one.waiting !== null);
  }

  /** Says where a person is asked, and takes it back. */
  tell(): void {
    this.run.nestedHeard = false;
    for (const [child, { task, waiting }] of this.run.nested) this.note(task, waiting === null ? plannedAs(child) : `${plannedAs(child)} It waits: ${waiting.title} Decide with: planwright show ${waiting.run}`);
  }

  /** Runs within this one pause and go on with it. */
  pass(paused: boolean): void {
    for (const child of this.run.nested.keys()) getExternalWorkflowHandle(child).signal(outerPauseSignal, { paused }).catch(() => undefined);
  }

  /** Prepares the run, follows it to its end, and takes what it gave. A cancel of the calling scope cancels it, and waits for it. */
  async follow(call: StepCall, title: string): Promise<StepResult> {
    const { task_id: task, iteration } = call;
    const shown = `${task}${iteration === 0 ? '' : ` #${iteration + 1}`}`;
    const prepared = await orchestration.prepareNested.executeWithOptions(called('orchestration', `${shown} · gather its data`), [call]);
    if (prepared.result === 'refused') return prepared.step;
    const child = prepared.workflow_id;
    this.run.nested.set(child, { task, waiting: null });
    this.note(task, plannedAs(child));
    let ended: Refusal | null = null;
    try {
      const started = await startChild(GOAL_RUN, {
        workflowId: child,
        args: [prepared.input],
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: markdownText(`${shown} · ${title}`).slice(0, 150),
        memo: { goal: prepared.input.goal.slice(0, 1_000), packs: prepared.input.packs, nested_in: call.workflow_id },
      });
      // A pause that came while it was prepared goes for it as well.
      if (this.run.paused) await started.signal(outerPauseSignal, { paused: true });
      await started.result();
    } catch (error) {
      ended = refusalOf(error);
    }
    this.run.nested.delete(child);
    // What it did before it ended is recorded, also where this run is cancelled.
    return await CancellationScope.nonCancellable(() => orchestration.acceptNested.executeWithOptions(called('orchestration', `${shown} · take what run ${child} gave`), [{ ...call, child, ended }]));
  }
}

const plannedAs = (child: string): string => `Planned as run ${child}.`;
