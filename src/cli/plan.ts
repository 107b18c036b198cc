import { readFile, writeFile } from 'node:fs/promises';
import { digestOf } from '../plan/digest.ts';
import { buildRegistry } from '../plan/registry.ts';
import { parsePlan } from '../schemas/parse-plan.ts';
import type { RunStatus } from '../schemas/run.ts';
import type { ValidationResult } from '../schemas/validation.ts';
import { SHIPPED_POLICY } from '../validation/policy.ts';
import { validatePlan } from '../validation/validate-plan.ts';
import { type Installed, loadInstalled } from '../library/extensions.ts';
import { readPlan } from '../library/run-documents.ts';
import { checkTextFile, startGoal } from '../library/start-goal.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { followRun } from './follow-run.ts';
import { preflight } from './preflight.ts';
import { printPlan, printUnrun } from './print-plan.ts';
import { runDocument } from './run-document.ts';
import { type RunFlags, startOptions } from './run-options.ts';
import { secretInputs } from './service-secrets.ts';
import { commandsFor, type GlobalOptions, readSettings, type Session, withSession } from './session.ts';
import { visible } from './terminal.ts';

/** `plan "<goal>"`: reads, plans and checks, and runs nothing. `-o` writes the plan for `run --plan` or `check`. */
export async function plan(goal: string, flags: RunFlags & { output?: string }, options: GlobalOptions): Promise<number> {
  const start = { ...startOptions(flags, Date.now()), planOnly: true };
  await preflight(readSettings(options), goal, start);
  return await withSession(options, async (session) => {
    const { connection, terminal } = session;
    const { workflow_id } = await startGoal(connection, goal, { ...start, inputs: { ...secretInputs(session.config), ...start.inputs } });
    return await followRun(session, workflow_id, { ask: terminal.interactive && flags.yes !== true, ended: (status) => showPlan(session, flags.output, status) });
  });
}

async function showPlan(session: Session, output: string | undefined, status: RunStatus): Promise<number> {
  const { connection, terminal } = session;
  const { workflow_id } = status;
  if (status.error !== null) terminal.out(`${terminal.style('red', '✖')} ${visible(status.error.message)}`);
  if (status.error === null && output === undefined) await printUnrun(session, workflow_id);
  else await printPlan(session, workflow_id);
  const made = await readPlan(connection, workflow_id);
  if (output !== undefined && made !== null) {
    await writeFile(output, `${JSON.stringify(made, null, 2)}\n`);
    terminal.out(`\n${output}\n  ${commandsFor(session).planwright('run', '--plan', output)}`);
  }
  terminal.document(await runDocument(session, workflow_id));
  return exitCodeOf(status);
}

/** `check plan.json`: the five levels on a file, without a stack. Prints the seed's validation result. */
export async function check(file: string, options: GlobalOptions): Promise<number> {
  const { config, terminal } = readSettings(options);
  await checkTextFile('plan', file);
  const result = checkText(await readFile(file, 'utf8'), await loadInstalled(config.extensions, config.home));
  const output = JSON.stringify({ validation_result: result }, null, 2);
  process.stdout.write(`${output}\n`);
  if (!terminal.json) for (const failure of result.checks_failed) terminal.progress(`${failure.severity === 'error' ? '✖' : '!'} ${visible(failure.message)} ${visible(failure.suggested_fix)}`);
  return result.is_valid ? EXIT.done : EXIT.invalid;
}

function checkText(text: string, { packs, tools }: Installed): ValidationResult {
  const parsed = parsePlan(text);
  if (parsed.plan === null) return { is_valid: false, checks_passed: [], checks_failed: parsed.failures, approval_required: true };
  const registry = buildRegistry(Object.values(packs), tools, digestOf);
  return validatePlan(parsed.plan, { registry, policy: SHIPPED_POLICY, now: new Date().toISOString() });
}
