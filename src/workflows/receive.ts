import type { Json } from '../schemas/json.ts';
import type { Decision } from '../schemas/approval.ts';
import type { Clarification } from '../schemas/goal.ts';
import { checkAnswer } from '../plan/check-answer.ts';
import * as checks from './checks/index.ts';
import type { MessageName, MessagePayloads, Receipt } from './messages.ts';
import type { PlanChange, RunState } from './run-state.ts';

type Verdict = { ok: true } | { ok: false; reason: string };

const CHECKS: { [Name in MessageName]: (value: unknown) => string | null } = {
  approve: checks.checkApprove,
  reject: checks.checkReject,
  answer: checks.checkAnswer,
  modify: checks.checkModify,
  decideAugmentation: checks.checkDecideAugmentation,
  pause: checks.checkPause,
  resume: checks.checkResume,
  rollback: checks.checkRollback,
  revise: checks.checkRevise,
  replacePlan: checks.checkReplacePlan,
};

const ended = (run: RunState): boolean => run.phase === 'done';
const refuse = (reason: string): Verdict => ({ ok: false, reason });

/** Whether the plan with this digest is what waits; a plan that is about to change can no longer be decided on. */
function planWaits(run: RunState, digest: string): Verdict {
  const wait = [...run.waits.values()].find((candidate) => candidate.kind === 'approval');
  if (wait === undefined) return refuse(`Nothing waits for approval: the run is ${run.status}.`);
  if (run.changes.length > 0) return refuse('A change of the plan is being made. Look at the new plan before deciding.');
  if (digest !== run.planDigest) return refuse(`Stale plan digest ${digest.slice(0, 12)}…: the plan that waits is ${run.planDigest}. Look at it and decide on that digest.`);
  return { ok: true };
}

function openQuestions(run: RunState): Clarification[] {
  return run.openWaits().flatMap((wait) => wait.questions ?? []);
}

function taskWaits(run: RunState, taskId: string, digest: string, action: 'approve' | 'reject'): Verdict {
  const wait = [...run.waits.values()].find((candidate) => candidate.task_id === taskId);
  if (wait === undefined) return refuse(`Task "${taskId}" waits for no decision. Ask for the open waits with \`inbox\`.`);
  if (!wait.allowed_actions.includes(action)) return refuse(`Cannot ${action} task "${taskId}": it waits for ${wait.allowed_actions.join(' or ')}.`);
  // A refusal wins over an approval, or a file given, of the same moment.
  if (run.taskRejections.has(taskId) || (action === 'approve' && run.taskApprovals.has(taskId))) return refuse(`Task "${taskId}" was decided a moment ago.`);
  return wait.plan_digest === undefined || wait.plan_digest === digest ? { ok: true } : refuse(`Stale plan digest: task "${taskId}" waits under ${wait.plan_digest}.`);
}

/** The semantic checks: pure, synchronous, the same for signals and updates. */
const RULES: { [Name in MessageName]: (run: RunState, payload: MessagePayloads[Name]) => Verdict } = {
  approve: (run, { plan_digest, task_id }) => {
    if (task_id !== undefined) return taskWaits(run, task_id, plan_digest, 'approve');
    if (run.rejection !== null) return refuse('The plan was rejected.');
    return planWaits(run, plan_digest);
  },
  reject: (run, { plan_digest, task_id }) => (task_id === undefined ? planWaits(run, plan_digest) : taskWaits(run, task_id, plan_digest, 'reject')),
  answer: (run, { answers, use_defaults }) => {
    const questions = openQuestions(run);
    if (questions.length === 0) return refuse(`No question is open: the run is ${run.status}.`);
    for (const [id, value] of Object.entries(answers)) {
      const question = questions.find((candidate) => candidate.question_id === id);
      if (question === undefined) return refuse(`Cannot answer "${id}": that question was not asked. Open: ${questions.map((open) => open.question_id).join(', ')}.`);
      const checked = checkAnswer(question, value);
      if (!checked.ok) return refuse(checked.message);
    }
    if (Object.keys(answers).length === 0 && use_defaults !== true) return refuse('The answer is empty. Give answers by question id, or use_defaults.');
    return { ok: true };
  },
  decideAugmentation: (run, { augmentation_id, plan_digest }) => {
    if (!run.augmentations.some((augmentation) => augmentation.id === augmentation_id)) {
      return refuse(`Cannot decide suggestion "${augmentation_id}": it is not open. Open: ${run.augmentations.map((open) => open.id).join(', ') || 'none'}.`);
    }
    return planWaits(run, plan_digest);
  },
  revise: (run, { plan_digest, alternative }) => {
    if (alternative === undefined || alternative <= run.alternatives) return planWaits(run, plan_digest);
    return refuse(run.alternatives === 0 ? 'Cannot choose an alternative: the plan has none.' : `Cannot choose alternative ${alternative}: the plan has ${run.alternatives === 1 ? 'only alternative 1' : `alternatives 1 to ${run.alternatives}`}.`);
  },
  replacePlan: (run, { base_digest }) => planWaits(run, base_digest),
  pause: (run) => (run.paused ? refuse('The run is paused already.') : run.phase === 'execute' ? { ok: true } : refuse(`Only a running plan can be paused: the run is ${run.status}.`)),
  resume: (run) => (run.paused ? { ok: true } : refuse('The run is not paused.')),
  modify: () => refuse('Cannot modify the run: changes of a running plan are not part of this version. Use `edit` before approval, or `cancel`.'),
  rollback: () => refuse('Cannot roll back the run: rollback is not part of this version. `show` lists the effects that stay.'),
};

/** Nobody is asked any more for what was just decided. */
function settle(run: RunState, taskId: string | undefined): void {
  for (const wait of run.waits.values()) if (taskId === undefined ? wait.kind === 'approval' : wait.task_id === taskId) run.decided.add(wait.wait_id);
}

function change(run: RunState, asked: PlanChange): void {
  run.changes.push(asked);
  settle(run, undefined);
}

/** What an accepted message writes into the state. */
const EFFECTS: { [Name in MessageName]: (run: RunState, payload: MessagePayloads[Name], decision: Decision) => void } = {
  approve: (run, { task_id }, decision) => {
    if (task_id === undefined) run.approval = decision;
    else run.taskApprovals.set(task_id, decision);
    settle(run, task_id);
  },
  reject: (run, { task_id }, decision) => {
    // A refusal wins over an approval of the same moment.
    if (task_id === undefined) {
      run.rejection = decision;
      run.approval = null;
    } else {
      run.taskRejections.set(task_id, decision);
      run.taskApprovals.delete(task_id);
    }
    settle(run, task_id);
  },
  answer: (run, { answers, use_defaults }, decision) => {
    const taken: { [id: string]: Json } = {};
    for (const question of openQuestions(run)) {
      const id = question.question_id;
      if (Object.hasOwn(answers, id)) {
        const checked = checkAnswer(question, answers[id] as Json);
        if (checked.ok) taken[id] = checked.value;
      } else if (use_defaults === true && question.default !== null) taken[id] = question.default;
    }
    Object.assign(run.answers, taken);
    run.answeredBy = decision;
    for (const wait of run.openWaits()) {
      if (wait.questions?.every((question) => Object.hasOwn(run.answers, question.question_id)) === true) run.decided.add(wait.wait_id);
    }
  },
  decideAugmentation: (run, { augmentation_id, accept }) => change(run, { change: 'augment', augmentation_id, accept }),
  revise: (run, { feedback, alternative }, { decision_id }) => change(run, alternative === undefined ? { change: 'revise', feedback } : { change: 'choose', alternative, decision_id }),
  replacePlan: (run, { plan_sha256 }) => change(run, { change: 'replace', plan_sha256 }),
  pause: (run) => void (run.paused = true),
  resume: (run) => void (run.paused = false),
  modify: () => undefined,
  rollback: () => undefined,
};

/** Longest texts of a decision: it goes into the history and the record, whatever was sent. */
const LONGEST = { id: 200, reason: 2_000, comment: 10_000 } as const;

/** Cut, and without halves of characters, which the record cannot hold. */
const cut = (value: string, longest: number): string => value.slice(0, longest).toWellFormed();

const text = (payload: unknown, field: string, longest: number): string | null => {
  const value = typeof payload === 'object' && payload !== null && Object.hasOwn(payload, field) ? (payload as { [key: string]: unknown })[field] : undefined;
  return typeof value === 'string' ? cut(value, longest) : null;
};

function alternativeOf(payload: unknown): { alternative?: number } {
  const value = typeof payload === 'object' && payload !== null && Object.hasOwn(payload, 'alternative') ? (payload as { alternative?: unknown }).alternative : undefined;
  return Number.isSafeInteger(value) ? { alternative: value as number } : {};
}

/** Null when the message may be accepted now; otherwise the reason, worded for the person who sent it. Changes nothing and never throws. */
export function examine<Name extends MessageName>(run: RunState, name: Name, payload: MessagePayloads[Name]): string | null {
  try {
    const malformed = CHECKS[name](payload);
    if (malformed !== null) return cut(`Cannot read message ${malformed}.`, LONGEST.reason);
    if (ended(run)) return `The run has ended (${run.status}).`;
    const verdict = RULES[name](run, payload);
    return verdict.ok ? null : cut(verdict.reason, LONGEST.reason);
  } catch (error) {
    return fault(name, error);
  }
}

/** A fault of ours while a message is taken: thrown, it would fail this workflow task and every later one. */
function fault(name: MessageName, error: unknown): string {
  return cut(`Cannot take message ${name}: ${error instanceof Error ? error.message : String(error)}. Nothing has changed.`, LONGEST.reason);
}

/**
 * Takes a message: records it as a decision, accepted or refused, and writes what it means into the state. Never throws, whatever the
 * payload: a raw signal has no other edge. The same `decision_id` twice is the first decision again.
 */
export function receive<Name extends MessageName>(run: RunState, name: Name, payload: MessagePayloads[Name], via: 'signal' | 'update' | 'advance'): Receipt {
  const given = text(payload, 'decision_id', LONGEST.id + 1);
  const known = given === null ? undefined : run.decisions.find((decision) => decision.decision_id === given);
  if (known !== undefined) return { decision_id: known.decision_id, accepted: known.accepted, reason: known.reason, status: run.status };
  const reason = examine(run, name, payload);
  const digest = text(payload, 'plan_digest', 65) ?? text(payload, 'base_digest', 65);
  const task = text(payload, 'task_id', 65);
  const decision: Decision = {
    decision_id: given === null || given === '' || given.length > LONGEST.id ? run.freshDecisionId(name) : given,
    kind: name,
    accepted: reason === null,
    reason: reason ?? text(payload, 'reason', LONGEST.comment) ?? '',
    at: new Date().toISOString(),
    // Identity without a token is kept as claimed.
    approver: { name: text(payload, 'approver', LONGEST.id) ?? 'unnamed', verified: false },
    via,
    plan_digest: digest !== null && /^[0-9a-f]{64}$/.test(digest) ? digest : null,
    task_id: task !== null && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(task) ? task : null,
    comment: text(payload, 'comment', LONGEST.comment) ?? text(payload, 'feedback', LONGEST.comment),
    ...alternativeOf(payload),
  };
  if (reason === null) {
    try {
      EFFECTS[name](run, payload, decision);
    } catch (error) {
      decision.accepted = false;
      decision.reason = fault(name, error);
    }
  }
  run.decisions.push(decision);
  run.unrecorded.push(decision);
  return { decision_id: decision.decision_id, accepted: decision.accepted, reason: decision.reason, status: run.status };
}
