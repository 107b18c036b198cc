import { workflowInfo } from '@temporalio/workflow';
import type { StepCall, StepResult } from '../activities/contract.ts';
import type { StepCommand } from '../plan/step.ts';
import type { Clarification } from '../schemas/goal.ts';
import { called, execution, orchestration } from './proxies.ts';
import { recordDecisions } from './record-decisions.ts';
import { refusalOf } from './refusal-of.ts';
import type { RunState } from './run-state.ts';

/** A step that was started. */
export type Launch = Extract<StepCommand, { type: 'run-step' }>;

export const laneKey = ({ task, lane }: { task: string; lane: number }): string => `${task}#${lane}`;

/** Where a step stands, as activities are told. */
export function placeOf(run: RunState, task: string, step: string, iteration: number): StepCall {
  return { workflow_id: workflowInfo().workflowId, revision: run.revision, task_id: task, step_id: step, iteration, generation: 0 };
}

export const FAILED: StepResult = { status: 'failure', affected_ports: [], error: null, requires_replan: false, duration_ms: 0, usage: null, effects: [] };

const WITHDRAWN: StepResult = { ...FAILED, error: { type: 'Step.Cancelled', message: 'Nobody is asked any more.', class: 'cancelled' } };

/** What becomes of questions. */
interface Consequences {
  finish(launch: Launch, result: StepResult): void;
  note(task: string, message: string): void;
  /** A question was opened or closed. */
  asked(): void;
}

/** Steps that a person does: each asks its question, and the answer is its outcome. */
export class Interactions {
  /** Questions that wait for their answer, by wait. */
  private readonly open = new Map<string, { launch: Launch; question: string }>();
  /** Lanes whose question is being made, and whether it is still wanted. */
  private readonly making = new Map<string, boolean>();
  private readonly run: RunState;
  private readonly told: Consequences;

  constructor(run: RunState, told: Consequences) {
    this.run = run;
    this.told = told;
  }

  /** Whether somebody is asked for something of this task. */
  asks(task: string): boolean {
    return [...this.open.values()].some(({ launch }) => launch.task === task);
  }

  /** Whether an answer or a refusal arrived that has to be acted on. */
  decided(): boolean {
    return [...this.open.values()].some(({ launch, question }) => this.run.taskRejections.has(launch.task) || Object.hasOwn(this.run.answers, question));
  }

  ask(launch: Launch): void {
    const { task, step, iteration } = launch;
    const key = laneKey(launch);
    this.making.set(key, true);
    execution.askPerson.executeWithOptions(called('execution', `${task} · ask: ${step.title}`), [placeOf(this.run, task, step.id, iteration)]).then(
      ({ question, error }) => {
        const wanted = this.making.get(key) === true;
        this.making.delete(key);
        if (error !== null) this.told.finish(launch, { ...FAILED, error });
        else if (wanted) this.show(launch, question);
        else this.told.finish(launch, WITHDRAWN);
      },
      (error: unknown) => {
        this.making.delete(key);
        this.told.finish(launch, { ...FAILED, error: refusalOf(error) });
      },
    );
  }

  private show(launch: Launch, question: Clarification): void {
    const waitId = `ask-${launch.task}${launch.iteration === 0 ? '' : `-${launch.iteration}`}`;
    delete this.run.answers[question.question_id];
    const wait = this.run.openClarification(waitId, [question]);
    wait.kind = 'input';
    wait.allowed_actions = ['answer', 'reject'];
    wait.task_id = launch.task;
    wait.plan_digest = this.run.planDigest ?? undefined;
    this.open.set(waitId, { launch, question: question.question_id });
    this.told.asked();
  }

  /** Nobody is asked any more for this lane. */
  withdraw(lane: { task: string; lane: number }): void {
    const key = laneKey(lane);
    if (this.making.has(key)) this.making.set(key, false);
    for (const [waitId, { launch }] of this.open) {
      if (laneKey(launch) !== key) continue;
      this.close(waitId);
      this.told.finish(launch, WITHDRAWN);
    }
  }

  /** Acts on what arrived. */
  async take(): Promise<void> {
    for (const [waitId, { launch, question }] of this.open) {
      const declined = this.run.taskRejections.get(launch.task);
      if (declined === undefined && !Object.hasOwn(this.run.answers, question)) continue;
      const asked = this.run.waits.get(waitId)?.questions?.[0];
      this.close(waitId);
      this.run.taskRejections.delete(launch.task);
      if (declined !== undefined || asked === undefined) {
        const reason = declined?.reason ?? '';
        this.told.finish(launch, { ...FAILED, error: { type: 'Tool.Denied', message: `Nobody answered "${asked?.title ?? question}": it was declined${reason === '' ? '' : ` (${reason})`}.`, class: 'denied' } });
      } else await this.answered(launch, asked);
    }
  }

  private close(waitId: string): void {
    this.open.delete(waitId);
    this.run.closeWait(waitId);
    this.told.asked();
  }

  /** Records the answer, without which the executor does not take it, and makes it the outcome; what does not fit is asked for again. */
  private async answered(launch: Launch, question: Clarification): Promise<void> {
    const { answeredBy } = this.run;
    const value = this.run.answers[question.question_id];
    if (answeredBy === null || value === undefined) return this.ask(launch);
    const { task, step, iteration } = launch;
    this.run.readings += 1;
    const round = this.run.readings;
    try {
      await recordDecisions(this.run);
      await orchestration.recordAnswers.executeWithOptions(called('orchestration', `record the answer for ${task}`), [
        { workflow_id: workflowInfo().workflowId, round, questions: [question], answers: { [question.question_id]: value }, by: answeredBy },
      ]);
      const call = { ...placeOf(this.run, task, step.id, iteration), question_id: question.question_id, value, round };
      const result = await execution.acceptAnswer.executeWithOptions(called('execution', `${task} · answer given by a person`), [call]);
      if (result.error?.class !== 'missing_input') return this.told.finish(launch, result);
      this.told.note(task, result.error.message);
      this.ask(launch);
    } catch (error) {
      this.told.finish(launch, { ...FAILED, error: refusalOf(error) });
    }
  }
}
