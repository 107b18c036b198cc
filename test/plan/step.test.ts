import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StepCommand, type StepEvent, isSettled, newState, step, taskStates } from '../../src/plan/step.ts';
import type { SkeletonTask } from '../../src/schemas/run.ts';
import { StepModel } from './step-model.ts';

const RUNS = Number(process.env.PLANWRIGHT_STEP_RUNS ?? 500);

interface Wanted {
  needs?: { task: string; port?: string | null; optional?: boolean; part?: string; spare?: boolean }[];
  steps?: number;
  gated?: boolean;
  exclusive?: boolean;
  priority?: number;
  on_failure?: SkeletonTask['on_failure'];
  opens?: boolean;
  repeat?: SkeletonTask['repeat'];
}

function task(id: string, wanted: Wanted = {}): SkeletonTask {
  return {
    id,
    title: id,
    needs: (wanted.needs ?? []).map((need) => ({ task: need.task, port: need.port === undefined ? 'out' : need.port, optional: need.optional ?? false, ...(need.part === undefined ? {} : { part: need.part }), ...(need.spare === undefined ? {} : { spare: need.spare }) })),
    steps: Array.from({ length: wanted.steps ?? 1 }, (_, index) => ({
      id: `s${index + 1}`,
      queue: 'execution' as const,
      effect: wanted.gated ? ('destructive' as const) : ('none' as const),
      title: id,
      timeout_ms: 1000,
      attempts: 1,
      gated: (wanted.gated ?? false) && index === (wanted.steps ?? 1) - 1,
    })),
    exclusive: wanted.exclusive ?? false,
    priority: wanted.priority ?? 3,
    on_failure: wanted.on_failure ?? 'block',
    estimate_ms: 1,
    ...(wanted.opens === true ? { opens: true } : {}),
    ...(wanted.repeat === undefined ? {} : { repeat: wanted.repeat }),
  };
}

/** Plays events against a run and gives the commands of each as short words. */
function play(tasks: SkeletonTask[]) {
  const state = newState();
  const send = (event: StepEvent): string[] => step(state, event).commands.map(word);
  const done = (id: string, more: Partial<Extract<StepEvent, { type: 'step-finished' }>> = {}): string[] =>
    send({ type: 'step-finished', task: id, step: 's1', lane: 0, status: 'success', ...more });
  return { state, send, done, first: send({ type: 'start', tasks }), status: () => Object.fromEntries(taskStates(state).map((run) => [run.task, run.status])) };
}

function word(command: StepCommand): string {
  if (command.type === 'finish') return `finish ${command.status}${command.rollback ? ' rollback' : ''}`;
  if (command.type === 'run-step') return `run ${command.task}/${command.step.id}${command.iteration === 0 ? '' : `#${command.iteration}`}`;
  if (command.type === 'open-task') return `open ${command.task}`;
  if (command.type === 'rest') return `rest ${command.task} ${command.ms}`;
  return `${command.type} ${command.task}/${command.step}`;
}

describe('step', () => {
  it('starts what needs nothing at once and the rest as soon as its needs are settled', () => {
    const run = play([task('a'), task('b'), task('c', { needs: [{ task: 'a' }, { task: 'b' }] })]);
    expect(run.first).toEqual(['run a/s1', 'run b/s1']);
    expect(run.done('b')).toEqual([]);
    expect(run.done('a')).toEqual(['run c/s1']);
    expect(run.done('c')).toEqual(['finish completed']);
  });

  it('runs the steps of a task in order', () => {
    const run = play([task('a', { steps: 2 })]);
    expect(run.done('a')).toEqual(['run a/s2']);
    expect(run.done('a')).toEqual([]);
    expect(run.done('a', { step: 's2' })).toEqual(['finish completed']);
  });

  it('ends a plan without tasks at once', () => {
    expect(play([]).first).toEqual(['finish completed']);
  });

  it('blocks only what depends on a failed port', () => {
    const run = play([task('a'), task('b', { needs: [{ task: 'a' }] }), task('c'), task('d', { needs: [{ task: 'b' }, { task: 'c' }] }), task('e', { needs: [{ task: 'c' }] })]);
    expect(run.done('a', { status: 'failure', failure: 'permanent' })).toEqual([]);
    expect(run.done('c')).toEqual(['run e/s1']);
    expect(run.done('e')).toEqual(['finish failed']);
    expect(run.status()).toEqual({ a: 'failed', b: 'blocked', c: 'succeeded', d: 'blocked', e: 'succeeded' });
  });

  it('lets effect and stage order pass a failure, and declared order not', () => {
    const run = play([task('a'), task('stage', { needs: [{ task: 'a', port: null, optional: true }] }), task('declared', { needs: [{ task: 'a', port: null }] })]);
    expect(run.done('a', { status: 'failure' })).toEqual(['run stage/s1']);
    expect(run.status().declared).toBe('blocked');
  });

  it('never blocks on an optional need', () => {
    const run = play([task('a'), task('b', { needs: [{ task: 'a', optional: true }] })]);
    expect(run.done('a', { status: 'failure' })).toEqual(['run b/s1']);
  });

  it('stops only dependents of the port that a partial outcome does not provide', () => {
    const run = play([task('a'), task('good', { needs: [{ task: 'a', port: 'left' }] }), task('bad', { needs: [{ task: 'a', port: 'right' }] })]);
    expect(run.done('a', { status: 'partial', unmet_ports: ['right'] })).toEqual(['run good/s1']);
    expect(run.status()).toEqual({ a: 'partial', good: 'running', bad: 'blocked' });
  });

  it('skips what would have used a skipped task and keeps the run good', () => {
    const run = play([task('a'), task('b'), task('c', { needs: [{ task: 'b' }] }), task('d', { needs: [{ task: 'b', port: null }] })]);
    expect(run.send({ type: 'task-skipped', task: 'b' })).toEqual(['cancel-step b/s1']);
    expect(run.done('b', { status: 'failure', failure: 'cancelled' })).toEqual(['run d/s1']);
    run.done('a');
    expect(run.done('d')).toEqual(['finish completed']);
    expect(run.status()).toEqual({ a: 'succeeded', b: 'skipped', c: 'skipped', d: 'succeeded' });
  });

  it('asks for approval when a gated step is reached, and runs it only then', () => {
    const run = play([task('a', { steps: 2, gated: true }), task('b')]);
    expect(run.done('a')).toEqual(['ask-approval a/s2']);
    expect(run.done('b')).toEqual([]);
    expect(run.send({ type: 'approval-given', task: 'a' })).toEqual(['run a/s2']);
    expect(run.done('a', { step: 's2' })).toEqual(['finish completed']);
  });

  it('does not ask again for a task that was approved before it was reached', () => {
    const run = play([task('a'), task('b', { gated: true, needs: [{ task: 'a' }] })]);
    expect(run.send({ type: 'approval-given', task: 'b' })).toEqual([]);
    expect(run.done('a')).toEqual(['run b/s1']);
  });

  it('skips a task whose approval is refused', () => {
    const run = play([task('a', { gated: true }), task('b', { needs: [{ task: 'a' }] })]);
    expect(run.first).toEqual(['ask-approval a/s1']);
    expect(run.send({ type: 'approval-refused', task: 'a' })).toEqual(['finish completed']);
    expect(run.status()).toEqual({ a: 'skipped', b: 'skipped' });
  });

  it('asks for a missing input three times at most', () => {
    const run = play([task('a')]);
    for (let ask = 1; ask <= 3; ask += 1) {
      expect(run.done('a', { status: 'failure', failure: 'missing_input' })).toEqual(['ask-input a/s1']);
      expect(run.send({ type: 'input-given', task: 'a' })).toEqual(['run a/s1']);
    }
    expect(run.done('a', { status: 'failure', failure: 'missing_input' })).toEqual(['finish failed']);
    expect(run.state.runs[0]?.attempts).toBe(4);
  });

  it('starts ready tasks by priority, then in the order of the plan', () => {
    expect(play([task('a'), task('b', { priority: 5 }), task('c', { priority: 1 })]).first).toEqual(['run c/s1', 'run a/s1', 'run b/s1']);
  });

  it('runs an exclusive task alone and lets nothing overtake it', () => {
    const run = play([task('a'), task('x', { exclusive: true, steps: 2 }), task('b', { priority: 4 })]);
    expect(run.first).toEqual(['run a/s1']);
    expect(run.done('a')).toEqual(['run x/s1']);
    expect(run.done('x')).toEqual(['run x/s2']);
    expect(run.done('x', { step: 's2' })).toEqual(['run b/s1']);
  });

  it('starts nothing while paused and goes on after resume', () => {
    const run = play([task('a', { steps: 2 }), task('b', { needs: [{ task: 'a' }] })]);
    run.send({ type: 'pause-requested' });
    expect(run.done('a')).toEqual([]);
    expect(run.send({ type: 'resume-requested' })).toEqual(['run a/s2']);
  });

  it('cancels what runs, counts how it ends, and finishes as cancelled', () => {
    const run = play([task('a'), task('b'), task('c', { needs: [{ task: 'a' }] }), task('d', { gated: true })]);
    expect(run.send({ type: 'cancel-requested' })).toEqual(['cancel-step a/s1', 'cancel-step b/s1']);
    expect(run.send({ type: 'cancel-requested' })).toEqual([]);
    expect(run.done('a')).toEqual([]);
    expect(run.done('b', { status: 'failure', failure: 'cancelled' })).toEqual(['finish cancelled']);
    expect(run.status()).toEqual({ a: 'succeeded', b: 'cancelled', c: 'cancelled', d: 'cancelled' });
  });

  it('cancels a run that has not begun', () => {
    const state = newState();
    expect(step(state, { type: 'cancel-requested' }).commands).toEqual([]);
    expect(step(state, { type: 'start', tasks: [task('a')] }).commands.map(word)).toEqual(['finish cancelled']);
  });

  it('stops the run where a failure asks for rollback', () => {
    const run = play([task('a', { on_failure: 'rollback' }), task('b')]);
    expect(run.done('a', { status: 'failure' })).toEqual(['cancel-step b/s1']);
    expect(run.done('b')).toEqual(['finish failed rollback']);
  });

  it('ends a cycle and a need of an unknown task as blocked', () => {
    const run = play([task('a', { needs: [{ task: 'b' }] }), task('b', { needs: [{ task: 'a' }] }), task('c', { needs: [{ task: 'ghost' }] }), task('d')]);
    expect(run.done('d')).toEqual(['finish failed']);
    expect(run.status()).toEqual({ a: 'blocked', b: 'blocked', c: 'blocked', d: 'succeeded' });
  });

  it('ignores events of tasks and steps that do not run, and everything after the end', () => {
    const run = play([task('a')]);
    expect(run.done('ghost')).toEqual([]);
    expect(run.done('a', { step: 's9' })).toEqual([]);
    expect(run.done('a')).toEqual(['finish completed']);
    expect(run.send({ type: 'cancel-requested' })).toEqual([]);
  });

  it('interprets 10,000 tasks at a cost that does not grow with the plan', () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => task(`t${index}`, index < 2000 ? {} : { needs: [{ task: `t${index - 2000}` }, { task: `t${index - 1999}` }] }));
    const run = play(wide);
    const started = process.cpuUsage();
    for (const one of wide) run.done(one.id);
    expect(run.state.finished).toBe(true);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });

  it('blocks a chain of 10,000 without overflowing the stack', () => {
    const run = play(Array.from({ length: 10_000 }, (_, index) => task(`t${index}`, index === 0 ? {} : { needs: [{ task: `t${index - 1}` }] })));
    expect(run.done('t0', { status: 'failure' })).toEqual(['finish failed']);
  });

  it('opens a task with a condition first, and skips it where the condition does not hold', () => {
    const run = play([task('a', { opens: true }), task('b', { needs: [{ task: 'a' }] })]);
    expect(run.first).toEqual(['open a']);
    expect(run.send({ type: 'task-opened', task: 'a', holds: false, elements: null })).toEqual(['finish completed']);
    expect(run.status()).toEqual({ a: 'skipped', b: 'skipped' });
  });

  it('asks for the approval of a conditional task only once its condition holds', () => {
    const run = play([task('a', { opens: true, gated: true })]);
    expect(run.first).toEqual(['open a']);
    expect(run.send({ type: 'task-opened', task: 'a', holds: true, elements: null })).toEqual(['ask-approval a/s1']);
    expect(run.send({ type: 'approval-given', task: 'a' })).toEqual(['run a/s1']);
  });

  it('runs a task for every element side by side, and ends it with the last', () => {
    const run = play([task('a', { opens: true }), task('b', { needs: [{ task: 'a' }] })]);
    expect(run.send({ type: 'task-opened', task: 'a', holds: true, elements: 3 })).toEqual(['run a/s1', 'run a/s1#1', 'run a/s1#2']);
    expect(run.done('a', { lane: 2 })).toEqual([]);
    expect(run.done('a', { lane: 0 })).toEqual([]);
    expect(run.done('a', { lane: 1 })).toEqual(['run b/s1']);
  });

  it('gives an empty list for a list without elements', () => {
    const run = play([task('a', { opens: true }), task('b', { needs: [{ task: 'a' }] })]);
    expect(run.send({ type: 'task-opened', task: 'a', holds: true, elements: 0 })).toEqual(['run b/s1']);
  });

  it('lets the elements that run end when one fails, and starts no more', () => {
    const run = play([task('a', { opens: true, steps: 2 })]);
    run.send({ type: 'task-opened', task: 'a', holds: true, elements: 2 });
    expect(run.done('a', { lane: 0, status: 'failure', failure: 'permanent' })).toEqual([]);
    expect(run.done('a', { lane: 1 })).toEqual(['finish failed']);
  });

  it('repeats until the criterion holds, with a rest between rounds', () => {
    const run = play([task('a', { repeat: { limit: 5, wait_ms: 100 } })]);
    expect(run.done('a', { until: false })).toEqual(['rest a 100']);
    expect(run.send({ type: 'rested', task: 'a', lane: 0 })).toEqual(['run a/s1#1']);
    expect(run.done('a', { until: true })).toEqual(['finish completed']);
    expect(run.status()).toEqual({ a: 'succeeded' });
  });

  it('ends a repetition at its limit as partial, with its last result', () => {
    const run = play([task('a', { repeat: { limit: 2, wait_ms: 0 } }), task('b', { needs: [{ task: 'a' }] })]);
    expect(run.done('a', { until: false })).toEqual(['run a/s1#1']);
    expect(run.done('a', { until: false })).toEqual(['run b/s1']);
    expect(run.status()).toEqual({ a: 'partial', b: 'running' });
  });

  it('numbers elements and rounds so that no two runs of a step share an iteration', () => {
    const run = play([task('a', { opens: true, repeat: { limit: 2, wait_ms: 0 } })]);
    expect(run.send({ type: 'task-opened', task: 'a', holds: true, elements: 2 })).toEqual(['run a/s1', 'run a/s1#2']);
    expect(run.done('a', { lane: 1, until: false })).toEqual(['run a/s1#3']);
    expect(run.done('a', { lane: 0, until: false })).toEqual(['run a/s1#1']);
  });

  it('goes on with the parts that are there where one was skipped, and is skipped where all were', () => {
    const parts = (part: string): SkeletonTask[] => [task('a'), task('b'), task('c', { needs: [{ task: 'a', part }, { task: 'b', part }] }), task('d', { needs: [{ task: 'a', spare: true }] })];
    const one = play(parts('blocks'));
    one.send({ type: 'task-skipped', task: 'a' });
    one.done('a', { status: 'failure', failure: 'cancelled' });
    expect(one.done('b')).toEqual(['run c/s1']);
    const both = play(parts('blocks'));
    for (const id of ['a', 'b']) {
      both.send({ type: 'task-skipped', task: id });
      both.done(id, { status: 'failure', failure: 'cancelled' });
    }
    expect(both.status()).toEqual({ a: 'skipped', b: 'skipped', c: 'skipped', d: 'running' });
  });

  it('asks once for all elements of a gated task', () => {
    const run = play([task('a', { opens: true, gated: true })]);
    expect(run.send({ type: 'task-opened', task: 'a', holds: true, elements: 2 })).toEqual(['ask-approval a/s1']);
    expect(run.send({ type: 'approval-given', task: 'a' })).toEqual(['run a/s1', 'run a/s1#1']);
  });

  it('has at most a thousand calls in flight', () => {
    const run = play([task('a', { opens: true })]);
    expect(run.send({ type: 'task-opened', task: 'a', holds: true, elements: 2_000 })).toHaveLength(1_000);
    expect(run.done('a', { lane: 7 })).toEqual(['run a/s1#1000']);
  });
});

const taskArbitrary = fc.record({
  needs: fc.array(fc.record({ from: fc.nat(), port: fc.constantFrom('left', 'right', null), optional: fc.boolean(), kind: fc.nat(60), part: fc.constantFrom(undefined, undefined, 'parts', 'more'), spare: fc.constantFrom(undefined, undefined, undefined, true) }), { maxLength: 3 }),
  steps: fc.constantFrom(0, 1, 1, 1, 2, 3),
  gated: fc.nat(5).map((n) => n === 0),
  exclusive: fc.nat(7).map((n) => n === 0),
  priority: fc.integer({ min: 1, max: 5 }),
  on_failure: fc.constantFrom('block' as const, 'block' as const, 'block' as const, 'skip' as const, 'rollback' as const),
  opens: fc.nat(3).map((n) => n === 0),
  repeat: fc.option(fc.record({ limit: fc.integer({ min: 1, max: 3 }), wait_ms: fc.constantFrom(0, 5) }), { freq: 3, nil: undefined }),
});

const planArbitrary = fc.array(taskArbitrary, { maxLength: 12 }).map((specs) =>
  specs.map((spec, index) =>
    task(`t${index}`, {
      ...spec,
      needs: spec.needs.flatMap((need) => {
        if (need.kind === 0) return [{ task: 'ghost', port: need.port, optional: need.optional }];
        // One in sixty may point anywhere, which makes cycles.
        const from = need.kind === 1 ? need.from % specs.length : index === 0 ? null : need.from % index;
        return from === null ? [] : [{ task: `t${from}`, port: need.port, optional: need.optional, ...(need.part === undefined ? {} : { part: need.part }), ...(need.spare === undefined ? {} : { spare: need.spare }) }];
      }),
    }),
  ),
);

interface Choice {
  pick: number;
  kind: number;
  unmet: string[];
  until: boolean;
}

const choiceArbitrary: fc.Arbitrary<Choice> = fc.record({ pick: fc.nat(), kind: fc.nat(40), unmet: fc.subarray(['left', 'right']), until: fc.boolean() });

/** Everything that the server owes an answer: openings, running lanes and rests. */
function owed(model: StepModel): { task: string; lane: number; is: 'opening' | 'running' | 'resting' }[] {
  return model.tasks.flatMap(({ id }) => [
    ...(model.opening.has(id) ? [{ task: id, lane: 0, is: 'opening' as const }] : []),
    ...(model.lanes.get(id) ?? []).flatMap((lane, index) => (lane.is === 'running' || (lane.is === 'resting' && !isSettled(model.status.get(id) ?? 'pending')) ? [{ task: id, lane: index, is: lane.is }] : [])),
  ]);
}

/** Chooses an event from what runs and waits, as a server with an unruly person would. */
function choose(model: StepModel, choice: Choice, bare = false): StepEvent | null {
  const debts = owed(model);
  const waits = [...model.waitsFor];
  const any = model.tasks[choice.pick % Math.max(1, model.tasks.length)]?.id ?? 'ghost';
  if (!bare && choice.kind === 0) return { type: 'task-skipped', task: any };
  if (!bare && choice.kind === 1) return { type: 'approval-given', task: any };
  if (!bare && choice.kind === 2) return { type: 'pause-requested' };
  if (!bare && choice.kind === 3 && choice.pick % 4 === 0) return { type: 'cancel-requested' };
  if (!bare && choice.kind === 4) return { type: 'step-finished', task: any, step: 's1', lane: choice.pick % 3, status: 'success' };
  if (!bare && choice.kind === 5) return { type: 'task-opened', task: any, holds: choice.until, elements: choice.pick % 3 };
  if (!bare && choice.kind === 7) return { type: 'rested', task: any, lane: choice.pick % 2 };
  if (model.paused && (bare || choice.kind < 20)) return { type: 'resume-requested' };
  if (waits.length > 0 && (debts.length === 0 || choice.kind % 4 === 0)) {
    const [id, waiting] = waits[choice.pick % waits.length] ?? ['ghost', 'input'];
    const refused = choice.kind % 5 === 0;
    return { type: waiting === 'approval' ? (refused ? 'approval-refused' : 'approval-given') : refused ? 'input-refused' : 'input-given', task: id };
  }
  const debt = debts[choice.pick % Math.max(1, debts.length)];
  if (debt === undefined) return null;
  const { task: id, lane } = debt;
  if (debt.is === 'resting') return { type: 'rested', task: id, lane };
  if (debt.is === 'opening') {
    return choice.kind > 36 ? { type: 'opening-failed', task: id, failure: 'permanent' } : { type: 'task-opened', task: id, holds: choice.kind !== 9, elements: choice.kind % 2 === 0 ? null : choice.pick % 4 };
  }
  const at = model.task(id)?.steps[model.lanes.get(id)?.[lane]?.at ?? 0]?.id ?? '';
  if (choice.kind < 28) return { type: 'step-finished', task: id, step: at, lane, status: 'success', until: choice.until };
  if (choice.kind < 33) return { type: 'step-finished', task: id, step: at, lane, status: 'partial', unmet_ports: choice.unmet, until: choice.until };
  return { type: 'step-finished', task: id, step: at, lane, status: 'failure', failure: choice.kind < 37 ? 'missing_input' : 'permanent' };
}

describe('step and its reference model', () => {
  it(`agree on ${RUNS} random plans with random outcomes and messages`, () => {
    fc.assert(
      fc.property(planArbitrary, fc.array(choiceArbitrary, { maxLength: 120 }), (tasks, choices) => {
        const model = new StepModel();
        const state = newState();
        const settledAs = new Map<string, string>();
        const begun = new Set<string>();
        const send = (event: StepEvent): void => {
          model.handle(event);
          const { commands } = step(state, event);
          expect(taskStates(state).map((run) => `${run.task} ${run.status}`)).toEqual(model.tasks.map((one) => `${one.id} ${model.status.get(one.id)}`));
          expect(commands.flatMap(start)).toEqual(model.started);
          const ends = commands.filter((command) => command.type === 'finish');
          expect(ends.map((end) => end.status)).toEqual(state.finished && ends.length > 0 ? [model.finish] : []);
          expect(state.finished).toBe(model.finish !== null);
          checkInvariants(state, commands, settledAs, begun);
        };
        const start = (command: StepCommand): string[] => {
          if (command.type === 'open-task') return [`${command.task}/open`];
          if (command.type !== 'run-step') return [];
          const limit = tasks.find((one) => one.id === command.task)?.repeat?.limit ?? 1;
          return [`${command.task}/${command.step.id}#${command.lane}.${command.iteration - command.lane * limit}`];
        };
        send({ type: 'start', tasks });
        for (const choice of choices) {
          const event = choose(model, choice);
          if (event) send(event);
        }
        // From here on only the server answers: the run must end within a bounded number of events.
        const bound = tasks.length * 3 * 4 * 3 * 2 + 50;
        for (let events = 0; model.finish === null; events += 1) {
          expect(events).toBeLessThan(bound);
          const event = choose(model, { pick: events, kind: 6, unmet: [], until: false }, true);
          expect(event).not.toBeNull();
          if (event) send(event);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

function checkInvariants(state: ReturnType<typeof newState>, commands: StepCommand[], settledAs: Map<string, string>, begun: Set<string>): void {
  for (const [at, run] of state.runs.entries()) {
    const id = state.tasks[at]?.id ?? '';
    const before = settledAs.get(id);
    if (before !== undefined) expect(run.status, 'a settled task never changes').toBe(before);
    if (isSettled(run.status)) settledAs.set(id, run.status);
  }
  for (const command of commands) {
    if (command.type !== 'run-step') continue;
    const at = state.index.get(command.task) ?? -1;
    const one = state.tasks[at];
    for (const need of one?.needs ?? []) {
      const from = state.runs[state.index.get(need.task) ?? -1];
      if (from) expect(isSettled(from.status), 'no task before its needs are settled').toBe(true);
    }
    if (command.step.gated) expect(state.runs[at]?.approved, 'nothing gated runs unapproved').toBe(true);
    const key = `${command.task}/${command.step.id}#${command.iteration}/${command.attempt}`;
    expect(begun.has(key), 'nothing runs twice').toBe(false);
    begun.add(key);
  }
  const alone = [...state.running].filter((at) => state.tasks[at]?.exclusive);
  expect(alone.length > 0 ? state.running.size : 1, 'an exclusive task runs alone').toBe(1);
  expect(state.inFlight).toBe(state.runs.reduce((sum, run) => sum + run.busy, 0));
}
