import { workflowInfo } from '@temporalio/workflow';
import { sourceQuestion } from '../plan/source-question.ts';
import type { StepEvent } from '../plan/step.ts';
import type { Decision } from '../schemas/approval.ts';
import type { Clarification } from '../schemas/goal.ts';
import { called, orchestration } from './proxies.ts';
import { recordDecisions } from './record-decisions.ts';
import { refusalOf } from './refusal-of.ts';
import type { RunState } from './run-state.ts';

/** A file that a person gave in place of a source, and the round under which that answer stands in the record. */
interface Substitute {
  sha256: string;
  name: string;
  media_type: string;
  round: number;
}

interface Told {
  happened(event: StepEvent): void;
  note(task: string, message: string): void;
}

/** What tasks wait for while they run: the approval of one that is asked for again, or a file in place of a source. */
export class TaskAsks {
  private readonly substitutes = new Map<string, Substitute>();
  /** The wait of each task that is asked for. */
  private readonly asked = new Map<string, string>();
  private readonly run: RunState;
  private readonly told: Told;

  constructor(run: RunState, told: Told) {
    this.run = run;
    this.told = told;
  }

  forApproval(task: string, title: string, runs: string): void {
    this.asked.set(task, this.run.openTaskApproval(task, title, runs));
  }

  /** A task misses what it was to fetch: a person may give a file in its place. */
  forSource(task: string, title: string): void {
    const note = this.run.tasks.find((candidate) => candidate.task_id === task)?.note ?? '';
    const question: Clarification = {
      question_id: sourceQuestion(task),
      title: `Another source for "${title}"?`,
      why: `${note} Give a file with the same data, or reject the task and what depends on it.`,
      type: 'file',
      options: [],
      allow_other: true,
      default: null,
      spans: [],
    };
    const wait = this.run.openClarification(`input-${task}`, [question]);
    wait.kind = 'input';
    wait.allowed_actions = ['answer', 'reject'];
    wait.task_id = task;
    wait.plan_digest = this.run.planDigest ?? undefined;
    delete this.run.answers[question.question_id];
    this.asked.set(task, wait.wait_id);
  }

  /** The file to take instead of running the step; it is taken once. */
  substituteFor(task: string): Substitute | undefined {
    const found = this.substitutes.get(task);
    this.substitutes.delete(task);
    return found;
  }

  /** Whether a decision arrived that has to be acted on. */
  decided(): boolean {
    return [...this.asked].some(([task, waitId]) => this.run.taskRejections.has(task) || (this.run.waits.get(waitId)?.kind === 'input' ? this.givenFor(task) !== null : this.run.taskApprovals.has(task)));
  }

  private givenFor(task: string): { sha256: string; name: string; media_type: string } | null {
    const question = this.run.waits.get(this.asked.get(task) ?? '')?.questions?.[0];
    const value = question === undefined ? undefined : this.run.answers[question.question_id];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const { sha256, name, media_type } = value;
    return typeof sha256 === 'string' && typeof name === 'string' && typeof media_type === 'string' ? { sha256, name, media_type } : null;
  }

  /** Acts on what arrived. */
  async take(): Promise<void> {
    for (const [task, waitId] of this.asked) {
      if (this.run.waits.get(waitId)?.kind === 'input') {
        const given = this.givenFor(task);
        if (this.run.taskRejections.has(task)) this.told.happened({ type: 'input-refused', task });
        else if (given === null) continue;
        else this.told.happened({ type: (await this.taken(task, given)) && !this.run.taskRejections.has(task) ? 'input-given' : 'input-refused', task });
      } else {
        const approval = this.run.taskApprovals.get(task);
        if (this.run.taskRejections.has(task)) this.told.happened({ type: 'approval-refused', task });
        else if (approval === undefined) continue;
        else this.told.happened({ type: (await this.sealed(task, approval)) && !this.run.taskRejections.has(task) ? 'approval-given' : 'approval-refused', task });
      }
      this.run.closeWait(waitId);
      this.run.taskApprovals.delete(task);
      this.run.taskRejections.delete(task);
      this.asked.delete(task);
    }
  }

  /** Records the answer that gives a file, without which the executor does not take it. */
  private async taken(task: string, given: { sha256: string; name: string; media_type: string }): Promise<boolean> {
    const { answeredBy } = this.run;
    const questions = this.run.waits.get(this.asked.get(task) ?? '')?.questions ?? [];
    if (answeredBy === null) return false;
    this.run.readings += 1;
    const round = this.run.readings;
    try {
      await recordDecisions(this.run);
      await orchestration.recordAnswers.executeWithOptions(called('orchestration', `record the file given for ${task}`), [
        { workflow_id: workflowInfo().workflowId, round, questions, answers: { [sourceQuestion(task)]: given }, by: answeredBy },
      ]);
      this.substitutes.set(task, { ...given, round });
      return true;
    } catch (error) {
      this.told.note(task, refusalOf(error).message);
      return false;
    }
  }

  /** Records an approval of one task and seals it. Where that is refused the task is not run, and its note says why. */
  private async sealed(task: string, decision: Decision): Promise<boolean> {
    const { workflowId } = workflowInfo();
    const call = { workflow_id: workflowId, revision: this.run.revision };
    try {
      await recordDecisions(this.run);
      const recorded = await orchestration.recordApproval.executeWithOptions(called('orchestration', `record the approval of ${task}`), [{ ...call, decision }]);
      const sealed = recorded.result === 'refused' ? recorded : await orchestration.sealPlan.executeWithOptions(called('orchestration', `seal ${task}`), [{ ...call, task_id: task }]);
      if (sealed.result === 'sealed') return true;
      this.told.note(task, sealed.refusal.message);
    } catch (error) {
      this.told.note(task, refusalOf(error).message);
    }
    return false;
  }
}
