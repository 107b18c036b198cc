import { CancellationScope, condition, sleep, workflowInfo } from '@temporalio/workflow';
import type { Refusal, StepCall, StepResult } from '../activities/contract.ts';
import type { Skeleton, SkeletonTask } from '../schemas/run.ts';
import { newState, step, type StepCommand, type StepEvent, taskStates } from '../plan/step.ts';
import { currentDetails } from './current-details.ts';
import { noteStatus } from './note-status.ts';
import { called, execution, orchestration, reasoning } from './proxies.ts';
import { FAILED, Interactions, type Launch, laneKey, placeOf } from './interactions.ts';
import { NestedRuns } from './nested-runs.ts';
import { recordDecisions } from './record-decisions.ts';
import { refusalOf, usageOfFailure } from './refusal-of.ts';
import type { RunState } from './run-state.ts';
import { TaskAsks } from './task-asks.ts';
import { tellOuter } from './tell-outer.ts';

/**
 * Interprets the sealed plan: `step` decides, this class carries out. It runs in a scope that a cancel of the workflow does not reach,
 * so that steps in flight end cleanly and every outcome is still recorded; the cancel arrives as an event like any other.
 */
class Execution {
  private readonly events: StepEvent[] = [];
  private readonly state = newState();
  private readonly scopes = new Map<string, CancellationScope>();
  /** Why a task failed last. */
  private readonly refusals = new Map<string, Refusal>();
  private paused = false;
  /** Whether the list of runs has what people are asked for now. */
  private noted = true;
  private result: Extract<StepCommand, { type: 'finish' }> | null = null;
  private readonly interactions: Interactions;
  private readonly nested: NestedRuns;
  private readonly asks: TaskAsks;
  private readonly run: RunState;
  private readonly tasks: readonly SkeletonTask[];

  constructor(run: RunState, tasks: readonly SkeletonTask[]) {
    this.run = run;
    this.tasks = tasks;
    this.nested = new NestedRuns(run, (task, message) => this.note(task, message));
    this.asks = new TaskAsks(run, { happened: (event) => void this.events.push(event), note: (task, message) => this.note(task, message) });
    this.interactions = new Interactions(run, {
      finish: (launch, finished) => this.finish(launch, finished),
      note: (task, message) => this.note(task, message),
      asked: () => {
        this.showStates();
        this.noted = false;
      },
    });
  }

  async toEnd(): Promise<Extract<StepCommand, { type: 'finish' }>['status']> {
    if (this.run.input.nested !== undefined && this.run.paused) {
      this.paused = true;
      this.take({ type: 'pause-requested' });
    }
    this.take({ type: 'start', tasks: this.tasks });
    while (this.result === null) {
      await condition(() => this.events.length > 0 || !this.noted || this.messages());
      await this.takeMessages();
      if (!this.noted) {
        this.noted = true;
        await noteStatus(this.run);
      }
      for (let event = this.events.shift(); event !== undefined; event = this.events.shift()) this.take(event);
    }
    if (this.result.status === 'failed' && this.run.error === null) this.explain();
    return this.result.status;
  }

  /** A run that fails says why, also where a person was asked and had nothing to give. */
  private explain(): void {
    const failed = this.run.tasks.find((task) => task.status === 'failed') ?? this.run.tasks.find((task) => task.status === 'blocked');
    const refusal = this.refusals.get(failed?.task_id ?? '');
    this.run.error = {
      type: refusal?.type ?? 'Plan.Invalid',
      message: refusal?.message ?? `Task "${failed?.task_id ?? ''}" could not run: what it needs is not there.`,
      class: refusal?.class ?? 'permanent',
      task_id: failed?.task_id ?? null,
    };
  }

  cancel(): void {
    this.events.push({ type: 'cancel-requested' });
  }

  private take(event: StepEvent): void {
    const { commands } = step(this.state, event);
    for (const command of commands) this.carryOut(command);
    this.showStates();
  }

  private carryOut(command: StepCommand): void {
    switch (command.type) {
      case 'open-task':
        return this.open(command.task);
      case 'run-step':
        return this.launch(command);
      case 'cancel-step':
        this.scopes.get(laneKey(command))?.cancel();
        this.interactions.withdraw(command);
        return;
      case 'rest':
        return this.rest(command);
      case 'ask-approval':
        return this.asks.forApproval(command.task, this.titleOf(command.task), this.runsOf(command.task));
      case 'ask-input':
        return this.asks.forSource(command.task, this.titleOf(command.task));
      case 'finish':
        this.result = command;
        return;
    }
  }

  private open(task: string): void {
    const { workflowId } = workflowInfo();
    const first = this.tasks.find((one) => one.id === task)?.steps[0]?.id ?? '';
    const call = { workflow_id: workflowId, revision: this.run.revision, task_id: task, step_id: first };
    execution.openTask.executeWithOptions(called('execution', `open ${task} · ${this.titleOf(task)}`), [call]).then(
      ({ holds, elements, note, error }) => {
        if (error !== null) return this.notOpened(task, error);
        if (note !== null) this.note(task, note);
        this.events.push({ type: 'task-opened', task, holds, elements });
      },
      (error: unknown) => this.notOpened(task, refusalOf(error)),
    );
  }

  private notOpened(task: string, refusal: Refusal): void {
    this.refused(task, refusal);
    this.events.push({ type: 'opening-failed', task, failure: refusal.class });
  }

  private rest({ task, lane, ms }: Extract<StepCommand, { type: 'rest' }>): void {
    sleep(ms, { summary: `${task} · next round` }).then(
      () => this.events.push({ type: 'rested', task, lane }),
      () => undefined,
    );
  }

  private launch(command: Launch): void {
    if (command.step.queue === 'person') return this.interactions.ask(command);
    const scope = new CancellationScope({ cancellable: true });
    this.scopes.set(laneKey(command), scope);
    scope.run(() => this.call(command)).then(
      (result) => this.finish(command, result),
      (error: unknown) => this.finish(command, { ...FAILED, error: refusalOf(error), usage: usageOfFailure(error) }),
    );
  }

  private place({ task, step: { id }, iteration }: Launch): StepCall {
    return placeOf(this.run, task, id, iteration);
  }

  private call(launch: Launch): Promise<StepResult> {
    const { task, step: skeleton, iteration } = launch;
    const call = this.place(launch);
    if (skeleton.queue === 'plan') return this.nested.follow(call, skeleton.title);
    const role = skeleton.queue === 'reasoning' ? 'reasoning' : 'execution';
    const options = called(role, `${task}${iteration === 0 ? '' : ` #${iteration + 1}`} · ${skeleton.title}`, { timeoutMs: skeleton.timeout_ms, attempts: skeleton.attempts });
    const substitute = this.asks.substituteFor(task);
    if (substitute !== undefined) {
      return execution.acceptSource.executeWithOptions({ ...options, summary: `${task} · file given by a person` }, [{ ...call, ...substitute }]);
    }
    return skeleton.queue === 'reasoning' ? reasoning.executeStep.executeWithOptions(options, [call]) : execution.executeStep.executeWithOptions(options, [call]);
  }

  private finish({ task, step: { id }, lane }: Launch, result: StepResult): void {
    this.run.spend(result.usage);
    for (const effect of result.effects) this.run.effects.push({ task_id: task, ...effect });
    if (result.error !== null) this.refused(task, result.error, result.status === 'failure');
    this.events.push({
      type: 'step-finished',
      task,
      step: id,
      lane,
      status: result.status,
      unmet_ports: result.affected_ports,
      ...(result.error === null ? {} : { failure: result.error.class }),
      ...(result.until === undefined ? {} : { until: result.until }),
    });
  }

  private refused(task: string, refusal: Refusal, failed = true): void {
    this.note(task, refusal.message);
    this.refusals.set(task, refusal);
    if (!failed || refusal.class === 'cancelled' || refusal.class === 'missing_input' || this.run.error !== null) return;
    this.run.error = { type: refusal.type, message: refusal.message, class: refusal.class, task_id: task };
  }

  private runsOf(task: string): string {
    return (this.tasks.find((one) => one.id === task)?.steps ?? []).flatMap((one) => one.runs ?? []).join('; ');
  }

  private titleOf(task: string): string {
    return this.run.tasks.find((candidate) => candidate.task_id === task)?.description ?? task;
  }

  /** Whether a message arrived that the loop has to act on. */
  private messages(): boolean {
    if (this.run.paused !== this.paused || this.run.unrecorded.length > 0 || this.run.nestedHeard) return true;
    return this.interactions.decided() || this.asks.decided();
  }

  private async takeMessages(): Promise<void> {
    if (this.run.paused !== this.paused) {
      this.paused = this.run.paused;
      this.nested.pass(this.paused);
      this.events.push({ type: this.paused ? 'pause-requested' : 'resume-requested' });
    }
    if (this.run.nestedHeard) {
      this.nested.tell();
      this.showStates();
    }
    await this.interactions.take();
    await this.asks.take();
    await recordDecisions(this.run);
  }

  private note(task: string, message: string): void {
    const shown = this.run.tasks.find((candidate) => candidate.task_id === task);
    if (shown !== undefined) shown.note = message.slice(0, 500);
  }

  private showStates(): void {
    const now = new Date().toISOString();
    for (const [at, { task, status: known, attempts }] of taskStates(this.state).entries()) {
      const status = known === 'running' && (this.interactions.asks(task) || this.nested.waits(task)) ? 'waiting' : known;
      const shown = this.run.tasks[at];
      if (shown === undefined || (shown.status === status && shown.attempts === attempts)) continue;
      if (status === 'running' && shown.started_at === null) shown.started_at = now;
      if (['succeeded', 'partial', 'failed', 'blocked', 'skipped', 'cancelled'].includes(status)) shown.ended_at = now;
      shown.status = status;
      shown.attempts = attempts;
    }
    const waiting = this.run.waits.size > 0 || [...this.run.nested.values()].some((one) => one.waiting !== null);
    this.run.status = this.run.paused ? 'paused' : waiting ? 'waiting' : 'running';
    currentDetails(this.run);
    tellOuter(this.run);
  }
}

/** Runs the plan of the current revision to its end and leaves the states of its tasks in `run`. */
export async function executePlan(run: RunState): Promise<'completed' | 'failed' | 'cancelled'> {
  const { workflowId } = workflowInfo();
  const tasks: SkeletonTask[] = [];
  for (let page: number | null = 0; page !== null; ) {
    const skeleton: Skeleton = await orchestration.loadSkeleton.executeWithOptions(called('orchestration', page === 0 ? 'load the plan' : `load page ${page + 1} of the plan`), [
      { workflow_id: workflowId, revision: run.revision, page },
    ]);
    tasks.push(...skeleton.tasks);
    page = skeleton.next_page;
  }
  run.tasks = tasks.map((task) => ({
    task_id: task.id,
    description: task.title,
    status: 'pending',
    attempts: 0,
    started_at: null,
    ended_at: null,
    note: null,
  }));
  run.needs = new Map(tasks.map((task) => [task.id, task.needs.map((need) => need.task)]));
  const running = new Execution(run, tasks);
  const root = CancellationScope.current();
  root.cancelRequested.catch(() => running.cancel());
  return await CancellationScope.nonCancellable(() => running.toEnd());
}
