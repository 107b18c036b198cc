import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../schemas/json.ts';
import { answer as sendAnswer, approve as sendApprove, reject as sendReject, revise as sendRevise, send, statusOf, waitsOf } from '../library/decide.ts';
import { attachFile, InvalidStart } from '../library/start-goal.ts';
import { readPlan } from '../library/run-documents.ts';
import { checkRevision } from './check-revision.ts';
import { editGoal, editPlan } from './edit.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import { printPlan } from './print-plan.ts';
import { runDocument } from './run-document.ts';
import { parsePairs } from './run-options.ts';
import { commandsFor, type GlobalOptions, type Session, withSession } from './session.ts';

/** The digest that the person gives, or, at a terminal that shows the plan, the one that waits. */
async function digestFor(session: Session, workflowId: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const digest = (await statusOf(session.connection, workflowId)).plan_digest;
  if (!session.terminal.interactive || digest === null) {
    throw new InvalidStart(`Cannot decide on run "${workflowId}" without --digest: what is approved is a digest. ${digest === null ? 'The run has no plan yet.' : `The plan that waits is ${digest}; look at it with \`planwright plan show ${workflowId}\`.`}`);
  }
  await printPlan(session, workflowId);
  return digest;
}

/** After a decision the command shows how the run goes on, to its end or its next wait. */
async function goOn(session: Session, workflowId: string, said: string): Promise<number> {
  session.terminal.progress(said);
  // The decision is in the workflow; its next task makes the wait disappear.
  await sleep(100);
  return await followRun(session, workflowId, { ask: session.terminal.interactive });
}

async function askHere(session: Session, workflowId: string): Promise<number> {
  if ((await waitsOf(session.connection, workflowId)).length === 0) session.terminal.out('Nothing waits for you in this run just now.');
  return await followRun(session, workflowId, { ask: true });
}

export interface DecisionFlags {
  digest?: string;
  task?: string;
  comment?: string;
  reason?: string;
  detach?: boolean;
}

export async function approve(workflowId: string, flags: DecisionFlags, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    // At a terminal, without saying what: the plan is shown and everything that can be decided is offered.
    if (session.terminal.interactive && [flags.digest, flags.task, flags.comment, flags.detach].every((flag) => flag === undefined)) return await askHere(session, workflowId);
    const plan_digest = await digestFor(session, workflowId, flags.digest);
    const receipt = await sendApprove(session.connection, workflowId, {
      plan_digest,
      ...(flags.task === undefined ? {} : { task_id: flags.task }),
      ...(flags.comment === undefined ? {} : { comment: flags.comment }),
    });
    const said = `Approved ${plan_digest.slice(0, 12)}… as ${session.connection.approver} (decision ${receipt.decision_id})`;
    if (flags.detach !== true) return await goOn(session, workflowId, said);
    session.terminal.out(said);
    session.terminal.document(receipt);
    return EXIT.done;
  });
}

export async function reject(workflowId: string, flags: DecisionFlags, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const plan_digest = await digestFor(session, workflowId, flags.digest);
    const reason = flags.reason ?? '';
    if (reason.trim() === '') throw new InvalidStart('Cannot reject without a reason: it is kept in the record. Give --reason "…".');
    await sendReject(session.connection, workflowId, { plan_digest, reason, ...(flags.task === undefined ? {} : { task_id: flags.task }) });
    return await goOn(session, workflowId, `Rejected ${flags.task ?? plan_digest.slice(0, 12)}`);
  });
}

export async function revise(workflowId: string, feedback: string, flags: DecisionFlags, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const digest = flags.digest ?? (await statusOf(session.connection, workflowId)).plan_digest;
    if (digest === null) throw new InvalidStart(`Cannot revise run "${workflowId}": it has no plan yet.`);
    await checkRevision(session, workflowId, feedback);
    await sendRevise(session.connection, workflowId, { feedback, plan_digest: digest });
    return await goOn(session, workflowId, 'Making another plan');
  });
}

export async function edit(workflowId: string, flags: { file?: string; goal?: boolean }, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    if (flags.goal === true) await editGoal(session, workflowId, flags.file ?? null);
    else await editPlan(session, workflowId, flags.file ?? null);
    return await goOn(session, workflowId, 'Checking the edited plan');
  });
}

export async function answer(workflowId: string, pairs: string[], flags: { defaults?: boolean }, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    if (pairs.length === 0 && flags.defaults !== true && session.terminal.interactive) return await askHere(session, workflowId);
    if (pairs.length === 0 && flags.defaults !== true) throw new InvalidStart(`Cannot answer run "${workflowId}": no answer is given. Give question=value, or --defaults to take the marked ones.`);
    const answers = parsePairs(pairs, 'answer');
    const questions = (await waitsOf(session.connection, workflowId)).flatMap((wait) => wait.questions ?? []);
    for (const question of questions) {
      const pair = pairs.findLast((candidate) => candidate.startsWith(`${question.question_id}=`));
      if (pair === undefined) continue;
      const path = pair.slice(question.question_id.length + 1);
      // A year that is asked for as a period or a name is text, whatever JSON would make of it.
      if (['text', 'choice', 'period'].includes(question.type)) answers[question.question_id] = path;
      if (question.type !== 'file') continue;
      const { sha256, name, media_type } = await attachFile(session.connection, path);
      answers[question.question_id] = { sha256, name, media_type } satisfies { [key: string]: Json };
    }
    await sendAnswer(session.connection, workflowId, { answers, ...(flags.defaults === true ? { use_defaults: true } : {}) });
    return await goOn(session, workflowId, 'Answered');
  });
}

export async function cancel(workflowId: string, options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const status = await statusOf(session.connection, workflowId);
    if (status.phase === 'done') {
      session.terminal.out(`Run "${workflowId}" had ended already (${status.status}): nothing was cancelled. Look at it with ${commandsFor(session).planwright('show', workflowId)}`);
      session.terminal.document(await runDocument(session, workflowId));
      return exitCodeOf(status);
    }
    await session.connection.run(workflowId).cancel();
    return await followRun(session, workflowId, { ask: false, patient: true });
  });
}

export async function pause(workflowId: string, name: 'pause' | 'resume', options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const receipt = await send(session.connection, workflowId, name, {});
    session.terminal.out(name === 'pause' ? `Paused; go on with ${commandsFor(session).planwright('resume', workflowId)}` : 'Resumed');
    session.terminal.document(receipt);
    return EXIT.done;
  });
}

export async function suggestions(workflowId: string, verb: string | undefined, ids: string[], options: GlobalOptions): Promise<number> {
  return await withSession(options, async (session) => {
    const { terminal, connection } = session;
    const plan = await readPlan(connection, workflowId);
    const known = plan?.augmentations ?? [];
    const status = await statusOf(connection, workflowId);
    if (status.phase === 'done') {
      if (verb !== undefined) throw new InvalidStart(`Cannot ${verb} suggestions of run "${workflowId}": it has ended (${status.status}). ${againWith(session, status.goal)}`);
      for (const one of known) terminal.out(`${one.augmentation_id}  ${one.state}  ${one.description}`);
      terminal.out(known.length === 0 ? 'No suggestions.' : `\nThe run has ended (${status.status}); nothing of its plan can be changed any more. ${againWith(session, status.goal)}`);
      terminal.document(known);
      return EXIT.done;
    }
    if (verb === undefined) {
      for (const one of known) terminal.out(`${one.augmentation_id}  ${one.state}  ${one.description}`);
      if (known.length === 0) terminal.out('No suggestions.');
      else terminal.out(`  ${commandsFor(session).planwright('suggestions', workflowId, 'accept', known[0]?.augmentation_id ?? '')}`);
      terminal.document(known);
      return EXIT.done;
    }
    if (verb !== 'accept' && verb !== 'dismiss') throw new InvalidStart(`Cannot ${verb} suggestions: expected accept or dismiss.`);
    for (const id of ids) {
      const digest = (await statusOf(connection, workflowId)).plan_digest;
      if (digest === null) throw new InvalidStart(`Cannot decide on suggestions of run "${workflowId}": it has no plan yet.`);
      await send(connection, workflowId, 'decideAugmentation', { augmentation_id: id, plan_digest: digest, accept: verb === 'accept' });
      await waitForNewPlan(session, workflowId, digest);
    }
    return await goOn(session, workflowId, `${verb === 'accept' ? 'Accepted' : 'Dismissed'} ${ids.join(', ')}`);
  });
}

/** What can still be done with the suggestions of a run that has ended. */
function againWith(session: Session, goal: string): string {
  const commands = commandsFor(session);
  return `To take one, run the goal again with the same data, and accept it before you approve:\n  ${commands.planwright('run', goal)}\n  ${commands.planwright('suggestions', '<id>', 'accept', '<suggestion>')}`;
}

async function waitForNewPlan(session: Session, workflowId: string, digest: string): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const status = await statusOf(session.connection, workflowId);
    if (status.plan_digest !== digest && status.status === 'awaiting_approval') return;
    if (status.phase === 'done') return;
    await sleep(250);
  }
}
