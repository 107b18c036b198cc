import { setTimeout as sleep } from 'node:timers/promises';
import { revise, statusOf } from '../library/decide.ts';
import { readPlan } from '../library/run-documents.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { comparePlans } from '../plan/compare-plans.ts';
import { alternativesTable } from '../plan/draw-alternatives.ts';
import { listAlternatives } from '../provenance/alternatives.ts';
import { EXIT } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import { commandsFor, type GlobalOptions, type Session, withSession } from './session.ts';

/** `plan show --alternatives`: the plan and what was found beside it, side by side. */
export async function showAlternatives(session: Session, workflowId: string, revision: number | undefined): Promise<number> {
  const { terminal, connection } = session;
  const plan = await readPlan(connection, workflowId, revision);
  if (plan === null) throw new InvalidStart(`Cannot show the alternatives of run "${workflowId}": it has no plan${revision === undefined ? ' yet' : ` of revision ${revision}`}.`);
  const found = await listAlternatives(connection.runStore, workflowId, plan.revision ?? 1);
  const compared = comparePlans([{ name: `plan r${plan.revision ?? 1}`, plan }, ...found.map((one) => ({ name: `alternative ${one.number}`, plan: one.plan }))]);
  if (found.length === 0) terminal.out(`Plan r${plan.revision ?? 1} has no alternatives: nothing else was found that serves the goal, or it was changed by hand.`);
  else {
    terminal.out(alternativesTable(compared, terminal.width).trimEnd());
    terminal.out(`\n  take one:  ${commandsFor(session).planwright('plan', 'choose', workflowId, '1', ...(plan.plan_digest === undefined ? [] : ['--digest', plan.plan_digest]))}`);
  }
  terminal.document({ workflow_id: workflowId, revision: plan.revision ?? 1, plans: compared });
  return EXIT.done;
}

/** `plan choose`: a recorded decision; the alternative becomes the next revision, which is approved under its own digest. */
export async function planChoose(workflowId: string, number: string, flags: { digest?: string; comment?: string }, options: GlobalOptions): Promise<number> {
  const alternative = Number(number);
  if (!Number.isSafeInteger(alternative) || alternative < 1) throw new InvalidStart(`Cannot choose alternative "${number}": expected its number. List them with \`planwright plan show ${workflowId} --alternatives\`.`);
  return await withSession(options, async (session) => {
    const { connection, terminal } = session;
    const { plan_digest, revision } = await statusOf(connection, workflowId);
    const digest = flags.digest ?? plan_digest;
    if (digest === null) throw new InvalidStart(`Cannot choose an alternative of run "${workflowId}": it has no plan yet.`);
    await revise(connection, workflowId, { plan_digest: digest, alternative, feedback: flags.comment ?? `alternative ${alternative} of revision ${revision}` });
    terminal.progress(`Taking alternative ${alternative}; what was the plan becomes an alternative of it`);
    await sleep(100);
    return await followRun(session, workflowId, { ask: terminal.interactive });
  });
}
