import { modelInUse } from '../embedded/role-environment.ts';
import { startGoal } from '../library/start-goal.ts';
import { EXIT } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import { preflight } from './preflight.ts';
import { runDocument } from './run-document.ts';
import { type RunFlags, startOptions } from './run-options.ts';
import { secretInputs } from './service-secrets.ts';
import { commandsFor, type GlobalOptions, readSettings, type Session, withSession } from './session.ts';
import { visible } from './terminal.ts';

/** `run "<goal>"`: the whole way. Without a terminal it ends at the first wait, with the complete commands that answer it. */
export async function run(goal: string, flags: RunFlags, options: GlobalOptions): Promise<number> {
  await preflight(readSettings(options), goal, startOptions(flags, Date.now()));
  return await withSession(options, (session) => runGoal(session, goal, flags));
}

export async function runGoal(session: Session, goal: string, flags: RunFlags): Promise<number> {
  const { terminal, connection } = session;
  const wished = startOptions(flags, Date.now());
  const started = await startGoal(connection, goal, { ...wished, inputs: { ...secretInputs(session.config), ...wished.inputs } });
  terminal.out(`${terminal.style('bold', 'Goal')}  ${goal === '' ? `(plan file ${flags.plan ?? ''})` : `"${visible(goal)}"`}`);
  terminal.out(`${terminal.style('bold', 'Run')}   ${started.workflow_id}   ${terminal.style('dim', commandsFor(session).planwright('show', started.workflow_id))}`);
  const model = flags.model ?? modelInUse(session.config);
  terminal.out(`${terminal.style('bold', 'Model')} ${model === 'none' ? 'none, the goal is read offline' : visible(model)}`);
  if (flags.detach === true) {
    terminal.out(`  ${commandsFor(session).planwright('watch', started.workflow_id)}`);
    terminal.document(await runDocument(session, started.workflow_id));
    return EXIT.done;
  }
  return await followRun(session, started.workflow_id, { ask: terminal.interactive && flags.yes !== true, plan: flags.yes === true });
}
