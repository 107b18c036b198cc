import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../library/decide.ts';
import { InvalidStart } from '../library/start-goal.ts';
import { readPlan } from '../library/run-documents.ts';
import { formOf } from '../plan/write-form.ts';
import type { TypedGoal } from '../schemas/goal.ts';
import { checkRevision } from './check-revision.ts';
import { parseForm } from './run-options.ts';
import { parsePlan } from '../schemas/parse-plan.ts';
import { type Session } from './session.ts';

/** Opens the plan that waits in the person's editor (or takes `file`) and proposes what comes back as the next revision. */
export async function editPlan(session: Session, workflowId: string, file: string | null): Promise<void> {
  const { connection, terminal } = session;
  const plan = await readPlan(connection, workflowId);
  const digest = plan?.plan_digest;
  if (plan === null || digest === undefined) throw new InvalidStart(`Cannot edit run "${workflowId}": it has no plan that waits for approval.`);
  if (file === null && !terminal.interactive) throw new InvalidStart(`Cannot edit run "${workflowId}" without a terminal: an editor needs one. Give the changed plan with --file plan.json; \`planwright plan show ${workflowId} --as json\` prints the one that waits.`);
  const before = `${JSON.stringify(plan, null, 2)}\n`;
  const text = file === null ? await inEditor(session, before) : await readFile(file, 'utf8');
  if (text === before) {
    terminal.out('Nothing changed.');
    return;
  }
  const parsed = parsePlan(text);
  if (parsed.plan === null) throw new InvalidStart(`Cannot take the edited plan: ${parsed.failures.map((failure) => `${failure.message} ${failure.suggested_fix}`).join(' ')}`);
  const { sha256 } = await connection.blobs.put(Buffer.from(text));
  await send(connection, workflowId, 'replacePlan', { plan_sha256: sha256, base_digest: digest });
}

/** Opens the typed goal as a form (or takes `file`) and asks for another plan with what comes back. Without a terminal and file the form is printed. */
export async function editGoal(session: Session, workflowId: string, file: string | null): Promise<void> {
  const { connection, terminal } = session;
  const [plan, typed] = await Promise.all([readPlan(connection, workflowId), connection.runStore.get<TypedGoal>(workflowId, 'typed_goal', 'current')]);
  const digest = plan?.plan_digest;
  if (typed === null) throw new InvalidStart(`Cannot edit the goal of run "${workflowId}": it has no typed goal.`);
  const before = `${JSON.stringify(formOf(typed), null, 2)}\n`;
  if (file === null && !terminal.interactive) {
    terminal.out(before.trimEnd());
    return;
  }
  if (digest === undefined) throw new InvalidStart(`Cannot edit the goal of run "${workflowId}": it has no plan that waits for approval.`);
  const text = file === null ? await inEditor(session, before) : await readFile(file, 'utf8');
  const form = parseForm(text);
  if (!form.ok) throw new InvalidStart(`Cannot take the edited goal: ${form.reason}. Write a form as \`edit ${workflowId} --goal\` shows it.`);
  if (JSON.stringify(form.form) === JSON.stringify(formOf(typed))) {
    terminal.out('Nothing changed.');
    return;
  }
  await checkRevision(session, workflowId, JSON.stringify(form.form));
  await send(connection, workflowId, 'revise', { feedback: JSON.stringify(form.form), plan_digest: digest });
}

async function inEditor(session: Session, text: string): Promise<string> {
  const editor = session.config.environment['VISUAL'] ?? session.config.environment['EDITOR'] ?? 'vi';
  const directory = await mkdtemp(join(tmpdir(), 'planwright-edit-'));
  const path = join(directory, 'plan.json');
  try {
    await writeFile(path, text);
    const [command = 'vi', ...parameters] = editor.split(/\s+/);
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command, [...parameters, path], { stdio: 'inherit' });
      child.once('error', () => reject(new InvalidStart(`Cannot open editor "${editor}". Set EDITOR, or use \`edit <id> --file plan.json\`.`)));
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new InvalidStart(`The editor ended with code ${code}; the plan is unchanged.`))));
    });
    return await readFile(path, 'utf8');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
