import type { SkeletonTask, TaskState } from '../../src/schemas/run.ts';
import type { StepEvent } from '../../src/plan/step.ts';

interface ModelLane {
  at: number;
  round: number;
  is: 'ready' | 'held' | 'running' | 'resting' | 'done';
}

/**
 * The rules of the interpreter, written as slowly and plainly as possible: after each event every rule is applied to every task until
 * nothing changes. `step` must agree with it after each event.
 */
export class StepModel {
  tasks: SkeletonTask[] = [];
  status = new Map<string, TaskState>();
  lanes = new Map<string, ModelLane[]>();
  /** Lanes in the order in which they became ready. */
  line: { task: string; lane: number }[] = [];
  opening = new Set<string>();
  opened = new Set<string>();
  unmet = new Map<string, readonly string[] | 'all'>();
  partial = new Set<string>();
  approved = new Set<string>();
  skipping = new Set<string>();
  failing = new Set<string>();
  waitsFor = new Map<string, 'approval' | 'input'>();
  asks = new Map<string, number>();
  paused = false;
  stopping: 'cancel' | 'rollback' | null = null;
  finish: string | null = null;
  /** What the last event started, in order: `task/step#lane.round`, or `task/open`. */
  started: string[] = [];

  handle(event: StepEvent): void {
    this.started = [];
    if (this.finish !== null) return;
    this.apply(event);
    while (this.sweep());
  }

  private apply(event: StepEvent): void {
    switch (event.type) {
      case 'start':
        this.tasks = [...event.tasks];
        for (const task of this.tasks) this.status.set(task.id, this.stopping ? 'cancelled' : 'pending');
        return;
      case 'pause-requested':
        this.paused = true;
        return;
      case 'resume-requested':
        this.paused = false;
        return;
      case 'cancel-requested':
        this.stop('cancel');
        return;
      case 'task-opened':
        if (!this.opening.delete(event.task)) return;
        if (this.stopping) this.end(event.task, 'cancelled');
        else if (this.skipping.has(event.task) || !event.holds) this.end(event.task, 'skipped');
        else if (event.elements === 0) this.end(event.task, 'succeeded');
        else this.fill(event.task, event.elements ?? 1);
        return;
      case 'opening-failed':
        if (this.opening.delete(event.task)) this.fail(event.task);
        return;
      case 'step-finished':
        return this.finished(event);
      case 'rested': {
        const lane = this.lanes.get(event.task)?.[event.lane];
        if (lane?.is !== 'resting' || !this.open(event.task)) return;
        if (this.halted(event.task)) lane.is = 'held';
        else this.enter(event.task, event.lane);
        return;
      }
      case 'task-skipped':
        if (this.open(event.task)) this.skip(event.task);
        return;
      case 'approval-given':
        if (!this.open(event.task)) return;
        this.approved.add(event.task);
        if (this.waitsFor.get(event.task) === 'approval') this.release(event.task);
        return;
      case 'approval-refused':
        if (this.waitsFor.get(event.task) === 'approval') this.skip(event.task);
        return;
      case 'input-given':
        if (this.waitsFor.get(event.task) === 'input') this.release(event.task);
        return;
      case 'input-refused':
        if (this.waitsFor.get(event.task) === 'input') this.fail(event.task);
        return;
      case 'modified':
      case 'rollback-requested':
        return;
    }
  }

  task(id: string): SkeletonTask | undefined {
    return this.tasks.find((task) => task.id === id);
  }
  busy(id: string): number {
    return (this.opening.has(id) ? 1 : 0) + (this.lanes.get(id) ?? []).filter((lane) => lane.is === 'running').length;
  }
  get inFlight(): number {
    return this.tasks.reduce((sum, task) => sum + this.busy(task.id), 0);
  }
  private settled(id: string): boolean {
    return ['succeeded', 'partial', 'failed', 'blocked', 'skipped', 'cancelled'].includes(this.status.get(id) ?? '');
  }
  private open(id: string): boolean {
    return this.status.has(id) && !this.settled(id);
  }
  private halted(id: string): boolean {
    return this.stopping !== null || this.skipping.has(id) || this.failing.has(id);
  }
  private end(id: string, status: TaskState): void {
    this.waitsFor.delete(id);
    this.opening.delete(id);
    this.line = this.line.filter((one) => one.task !== id);
    this.status.set(id, status);
  }
  private fill(id: string, count: number): void {
    this.opened.add(id);
    this.lanes.set(id, Array.from({ length: count }, () => ({ at: 0, round: 0, is: 'ready' as const })));
    for (let lane = 0; lane < count; lane += 1) this.enter(id, lane);
  }
  /** The lane may start its step, or is held for an approval. */
  private enter(id: string, index: number): void {
    const lane = this.lanes.get(id)?.[index];
    if (!lane) return;
    if (this.task(id)?.steps[lane.at]?.gated === true && !this.approved.has(id)) {
      lane.is = 'held';
      this.waitsFor.set(id, 'approval');
    } else {
      lane.is = 'ready';
      this.line.push({ task: id, lane: index });
    }
  }
  private release(id: string): void {
    this.waitsFor.delete(id);
    if (this.halted(id)) return;
    for (const [index, lane] of (this.lanes.get(id) ?? []).entries()) if (lane.is === 'held') this.enter(id, index);
  }
  private skip(id: string): void {
    if (this.busy(id) === 0) this.end(id, 'skipped');
    else this.skipping.add(id);
  }
  /** No lane starts any more; the task fails when none runs. */
  private fail(id: string): void {
    this.failing.add(id);
    this.wind(id);
  }
  private wind(id: string): void {
    if (this.halted(id)) this.line = this.line.filter((one) => one.task !== id);
    if (this.busy(id) > 0 || !this.halted(id)) return;
    if (this.stopping) this.end(id, 'cancelled');
    else if (this.skipping.has(id)) this.end(id, 'skipped');
    else {
      const policy = this.task(id)?.on_failure;
      this.end(id, policy === 'skip' ? 'skipped' : 'failed');
      if (policy === 'rollback') this.stop('rollback');
    }
  }
  private stop(why: 'cancel' | 'rollback'): void {
    if (this.stopping !== 'cancel') this.stopping = why;
    for (const task of this.tasks) if (this.open(task.id) && this.busy(task.id) === 0) this.end(task.id, 'cancelled');
  }

  private finished(event: Extract<StepEvent, { type: 'step-finished' }>): void {
    const task = this.task(event.task);
    const lane = this.lanes.get(event.task)?.[event.lane];
    if (!task || lane?.is !== 'running' || task.steps[lane.at]?.id !== event.step) return;
    lane.is = 'held';
    const unmet = event.status === 'partial' ? (event.unmet_ports ?? []) : [];
    const last = lane.at === task.steps.length - 1;
    if (event.status === 'failure') {
      const asks = this.asks.get(task.id) ?? 0;
      if (event.failure === 'missing_input' && this.lanes.get(task.id)?.length === 1 && asks < 3 && !this.halted(task.id)) {
        this.asks.set(task.id, asks + 1);
        this.waitsFor.set(task.id, 'input');
      } else this.fail(task.id);
    } else if (last && task.repeat && event.until === false && unmet.length === 0 && lane.round + 1 < task.repeat.limit) {
      lane.round += 1;
      lane.at = 0;
      if (this.halted(task.id)) this.wind(task.id);
      else if (task.repeat.wait_ms > 0) lane.is = 'resting';
      else this.enter(task.id, event.lane);
    } else if (last || unmet.length > 0) {
      const tired = last && task.repeat !== undefined && event.until === false && unmet.length === 0;
      if (event.status === 'partial' || tired) this.partial.add(task.id);
      const before = this.unmet.get(task.id) ?? [];
      this.unmet.set(task.id, !last || before === 'all' ? 'all' : [...before, ...unmet]);
      lane.is = 'done';
      if (this.lanes.get(task.id)?.every((one) => one.is === 'done')) this.end(task.id, this.partial.has(task.id) ? 'partial' : 'succeeded');
      else this.wind(task.id);
    } else {
      lane.at += 1;
      if (this.halted(task.id)) this.wind(task.id);
      else if (this.paused) this.enter(task.id, event.lane);
      else {
        this.enter(task.id, event.lane);
        const next = this.line.findIndex((one) => one.task === task.id && one.lane === event.lane);
        if (next >= 0) {
          this.line.splice(next, 1);
          this.run(task, event.lane);
        }
      }
    }
  }

  private run(task: SkeletonTask, index: number): void {
    const lane = this.lanes.get(task.id)?.[index];
    if (!lane) return;
    lane.is = 'running';
    this.started.push(`${task.id}/${task.steps[lane.at]?.id}#${index}.${lane.round}`);
  }

  /** What the need of a task that is settled means for the one that needs it. */
  private lack(need: SkeletonTask['needs'][number]): 'blocked' | 'skipped' | null {
    if (need.optional) return null;
    const status = this.status.get(need.task);
    if (status === undefined) return 'blocked';
    if (status === 'succeeded') return null;
    if (status === 'skipped') return need.port === null || need.part !== undefined || need.spare === true ? null : 'skipped';
    if (status !== 'partial') return 'blocked';
    const unmet = this.unmet.get(need.task) ?? [];
    return need.port !== null && (unmet === 'all' || unmet.includes(need.port)) ? 'blocked' : null;
  }

  private sweep(): boolean {
    for (const task of this.tasks) {
      if (this.status.get(task.id) !== 'pending') continue;
      if (!task.needs.every((need) => !this.status.has(need.task) || this.settled(need.task))) continue;
      const lacks = task.needs.map((need) => this.lack(need));
      const lack = lacks.includes('blocked') ? 'blocked' : lacks.includes('skipped') ? 'skipped' : null;
      const parts = [...new Set(task.needs.flatMap((need) => need.part ?? []))];
      const none = parts.some((part) => task.needs.every((need) => need.part !== part || this.status.get(need.task) === 'skipped'));
      if (lack) this.end(task.id, lack);
      else if (task.steps.length === 0) this.end(task.id, 'succeeded');
      else if (none) this.end(task.id, 'skipped');
      else {
        this.status.set(task.id, 'ready');
        if (task.opens !== true) this.fill(task.id, 1);
      }
      return true;
    }
    for (const task of this.tasks) {
      if (!this.open(task.id) || this.status.get(task.id) === 'pending') continue;
      const rests = (this.lanes.get(task.id) ?? []).some((lane) => lane.is === 'resting');
      this.status.set(task.id, this.busy(task.id) > 0 || rests ? 'running' : this.waitsFor.has(task.id) ? 'waiting' : 'ready');
    }
    const may = (task: SkeletonTask): boolean =>
      this.open(task.id) && this.status.get(task.id) !== 'pending' && (this.line.some((one) => one.task === task.id) || (task.opens === true && !this.opening.has(task.id) && !this.opened.has(task.id)));
    const ready = this.tasks.filter(may).toSorted((a, b) => a.priority - b.priority);
    const alone = this.tasks.some((task) => task.exclusive && this.busy(task.id) > 0);
    const first = ready[0];
    if (first && !this.paused && this.stopping === null && !alone && this.inFlight < 1_000 && !(first.exclusive && this.inFlight > 0)) {
      const next = this.line.find((one) => one.task === first.id);
      if (next === undefined) {
        this.opening.add(first.id);
        this.started.push(`${first.id}/open`);
      } else {
        this.line.splice(this.line.indexOf(next), 1);
        this.run(first, next.lane);
      }
      return true;
    }
    const open = this.tasks.filter((task) => this.open(task.id));
    const resting = open.some((task) => (this.lanes.get(task.id) ?? []).some((lane) => lane.is === 'resting'));
    if (open.length > 0 && ready.length === 0 && this.inFlight === 0 && this.waitsFor.size === 0 && !resting && !this.paused) {
      for (const task of open) this.end(task.id, 'blocked');
      return true;
    }
    if (open.length === 0 && this.inFlight === 0) {
      const bad = this.tasks.some((task) => ['failed', 'blocked'].includes(this.status.get(task.id) ?? ''));
      this.finish = this.stopping === 'cancel' ? 'cancelled' : bad ? 'failed' : 'completed';
    }
    return false;
  }
}
