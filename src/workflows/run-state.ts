import { workflowInfo } from '@temporalio/workflow';
import type { Json } from '../schemas/json.ts';
import type { Clarification } from '../schemas/goal.ts';
import type { Decision } from '../schemas/approval.ts';
import type { NestedNote } from '../schemas/message.ts';
import type { Usage } from '../schemas/model.ts';
import type { GoalRunInput, RunStatus, RunStatusName, TaskStatus, Wait } from '../schemas/run.ts';
import type { AugmentationSummary, Refusal } from '../activities/contract.ts';
import type { PlanView } from './messages.ts';

/** A change of the plan that a person asked for before approving it. */
export type PlanChange =
  | { change: 'revise'; feedback: string }
  | { change: 'choose'; alternative: number; decision_id: string }
  | { change: 'replace'; plan_sha256: string }
  | { change: 'augment'; augmentation_id: string; accept: boolean };

/**
 * The state of one run. Handlers of messages only write here, synchronously; the story in `goal-run` reads it, acts and waits. So no two
 * writers ever interleave inside an await.
 */
export class RunState {
  readonly input: GoalRunInput;
  status: RunStatusName = 'planning';
  phase: RunStatus['phase'] = 'ingest';
  phaseDetail = 'reading the goal';
  revision = 0;
  /** The newest revision that was made, also one that was not taken. */
  lastRevision = 0;
  /** Why the last change of the plan was not made; null where it was. */
  notChanged: string | null = null;
  planDigest: string | null = null;
  planMarkdown = '';
  tasks: TaskStatus[] = [];
  needs = new Map<string, string[]>();
  usage: Usage = { llm_calls: 0, input_tokens: 0, output_tokens: 0, usd: 0 };
  error: RunStatus['error'] = null;
  effects: RunStatus['effects'] = [];
  frontEnd: 'model' | 'lexical' | 'plan' = 'lexical';
  /** How often the goal was read. */
  readings = 0;
  readonly waits = new Map<string, Wait>();
  /** Waits that a message has decided and the story has not acted on yet: nobody is asked for them any more. */
  readonly decided = new Set<string>();
  readonly decisions: Decision[] = [];
  /** Decisions that the record does not have yet. */
  unrecorded: Decision[] = [];
  augmentations: AugmentationSummary[] = [];
  /** How many alternatives were found with the current plan. */
  alternatives = 0;
  /** Version of the policy that approves the whole plan by itself, if it does. */
  approvedByPolicy: string | null = null;

  answers: { [id: string]: Json } = {};
  feedback: string[] = [];
  /** Who answered last, for the record. */
  answeredBy: Decision | null = null;
  approval: Decision | null = null;
  rejection: Decision | null = null;
  changes: PlanChange[] = [];
  taskApprovals = new Map<string, Decision>();
  taskRejections = new Map<string, Decision>();
  paused = false;
  /** Runs that tasks of this one became and that have not ended, with what a person is asked for in them. */
  readonly nested = new Map<string, { task: string; waiting: NestedNote['waiting'] }>();
  /** Whether one of them said something since. */
  nestedHeard = false;
  /** What the run around this one was told last. */
  toldOuter = '';

  constructor(input: GoalRunInput) {
    this.input = input;
    this.answers = { ...input.inputs };
  }

  enter(phase: RunStatus['phase'], status: RunStatusName, detail: string): void {
    this.phase = phase;
    this.status = status;
    this.phaseDetail = detail;
  }

  spend(usage: Usage | null): void {
    if (usage === null) return;
    const unpriced = (this.usage.unpriced_calls ?? 0) + (usage.unpriced_calls ?? 0);
    this.usage = {
      llm_calls: this.usage.llm_calls + usage.llm_calls,
      input_tokens: this.usage.input_tokens + usage.input_tokens,
      output_tokens: this.usage.output_tokens + usage.output_tokens,
      cached_input_tokens: (this.usage.cached_input_tokens ?? 0) + (usage.cached_input_tokens ?? 0),
      usd: this.usage.usd + usage.usd,
      ...(unpriced > 0 ? { unpriced_calls: unpriced } : {}),
    };
  }

  fail(refusal: Refusal, taskId: string | null = null): void {
    this.status = 'failed';
    this.error = { type: refusal.type, message: refusal.message, class: refusal.class, task_id: taskId };
  }

  openClarification(waitId: string, questions: Clarification[]): Wait {
    const wait: Wait = {
      wait_id: waitId,
      kind: 'clarification',
      title: questions.length === 1 ? (questions[0]?.title ?? '') : `${questions.length} questions before planning`,
      markdown: questions.map((question) => `**${question.title}** (\`${question.question_id}\`)\n${question.why}`).join('\n\n'),
      allowed_actions: ['answer'],
      schema: { type: 'object', properties: Object.fromEntries(questions.map((question) => [question.question_id, { title: question.title }])) },
      default: Object.fromEntries(questions.filter((question) => question.default !== null).map((question) => [question.question_id, question.default])),
      expires_at: null,
      questions,
    };
    this.waits.set(waitId, wait);
    return wait;
  }

  openApproval(markdown: string, digest: string): void {
    this.waits.set(`approve-${this.revision}`, {
      wait_id: `approve-${this.revision}`,
      kind: 'approval',
      title: `Approve plan revision ${this.revision}?`,
      markdown: this.notChanged === null ? markdown : `${this.notChanged}\n\n${markdown}`,
      allowed_actions: ['approve', 'reject', 'revise', 'replacePlan', 'decideAugmentation'],
      schema: { type: 'object', required: ['plan_digest'], properties: { plan_digest: { const: digest }, comment: { type: 'string' } } },
      default: null,
      expires_at: null,
      plan_digest: digest,
    });
  }

  openTaskApproval(taskId: string, title: string, runs: string): string {
    const waitId = `approve-${this.revision}-${taskId}`;
    this.waits.set(waitId, {
      wait_id: waitId,
      kind: 'task_approval',
      title: `Run "${title}" now?`,
      markdown: `The task \`${taskId}\` cannot be undone or is always asked for. It runs only after your approval. It runs:\n\n    ${runs}`,
      allowed_actions: ['approve', 'reject'],
      schema: { type: 'object', required: ['plan_digest', 'task_id'], properties: { plan_digest: { const: this.planDigest }, task_id: { const: taskId } } },
      default: null,
      expires_at: null,
      plan_digest: this.planDigest ?? undefined,
      task_id: taskId,
    });
    return waitId;
  }

  /** What a run within this one waits for; a note of any other is no news. */
  hear({ child, waiting }: NestedNote): void {
    const known = this.nested.get(child);
    if (known === undefined) return;
    this.nested.set(child, { ...known, waiting });
    this.nestedHeard = true;
  }

  /** A run within another pauses and goes on with it, whatever it does at that moment. */
  pauseWithOuter(paused: boolean): void {
    const { nested } = this.input;
    if (nested === undefined || this.paused === paused) return;
    this.paused = paused;
    const kind = paused ? 'pause' : 'resume';
    const approver = { name: `run ${nested.workflow_id}`, verified: false };
    const decision: Decision = { decision_id: this.freshDecisionId(`${kind}-with-outer`), kind, accepted: true, reason: 'with the run around it', at: new Date().toISOString(), approver, via: 'signal', plan_digest: this.planDigest, task_id: null, comment: null };
    this.decisions.push(decision);
    this.unrecorded.push(decision);
  }

  /** An id that no decision has, whatever ids senders chose: it is the key of the decision in the record. */
  freshDecisionId(prefix: string): string {
    let number = this.decisions.length + 1;
    while (this.decisions.some((decision) => decision.decision_id === `${prefix}-${number}`)) number += 1;
    return `${prefix}-${number}`;
  }

  /** Records a decision that was made before the run came to it: by the person (`--yes`) or by the policy. */
  decideInAdvance(kind: Decision['kind'], policy: string | null = null): Decision {
    const decision: Decision = {
      decision_id: this.freshDecisionId(`${kind}-in-advance`),
      kind,
      accepted: true,
      reason: policy === null ? 'given in advance by the person who started the run' : `approved by policy ${policy}`,
      at: new Date().toISOString(),
      approver: { name: policy === null ? (this.input.advance?.approver ?? this.input.approver) : `policy ${policy}`, verified: policy !== null },
      via: 'advance',
      plan_digest: this.planDigest,
      task_id: null,
      comment: null,
    };
    this.decisions.push(decision);
    this.unrecorded.push(decision);
    return decision;
  }

  /** Takes a wait away, decided or not. */
  closeWait(waitId: string): void {
    this.waits.delete(waitId);
    this.decided.delete(waitId);
  }

  /** What people are asked for now. */
  openWaits(): Wait[] {
    return [...this.waits.values()].filter((wait) => !this.decided.has(wait.wait_id));
  }

  /** The open waits as a person sees them: of several questions those that have no answer yet. Others may still be answered otherwise, until all are. */
  shownWaits(): Wait[] {
    return this.openWaits().map((wait) => {
      const open = wait.questions?.filter((question) => !Object.hasOwn(this.answers, question.question_id)) ?? [];
      if (wait.questions === undefined || open.length === wait.questions.length || open.length === 0) return wait;
      return { ...wait, title: open.length === 1 ? (open[0]?.title ?? wait.title) : `${open.length} questions are still open`, questions: open };
    });
  }

  private shownStatus(): RunStatusName {
    if (this.waits.size === 0 || this.openWaits().length > 0) return this.status;
    return this.status === 'waiting' ? 'running' : this.status === 'clarifying' || this.status === 'awaiting_approval' ? 'planning' : this.status;
  }

  snapshot(): RunStatus {
    const { workflowId, runId } = workflowInfo();
    return {
      workflow_id: workflowId,
      run_id: runId,
      goal: this.input.goal,
      status: this.shownStatus(),
      phase: this.phase,
      phase_detail: this.phaseDetail,
      revision: this.revision,
      plan_digest: this.planDigest,
      tasks: this.tasks,
      usage: this.usage,
      error: this.error,
      effects: this.effects,
    };
  }

  planView(): PlanView {
    return {
      revision: this.revision,
      plan_digest: this.planDigest,
      tasks: this.tasks.map((task) => ({ id: task.task_id, title: task.description, needs: this.needs.get(task.task_id) ?? [], status: task.status })),
    };
  }
}
