import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GoalResult } from '../../eval/goals/checker.ts';
import { type GoalRun, runGoal } from '../../eval/goals/run-goal.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';

/** A form over files of their own, planned, checked and run on real tools by the reference interpreter. */
export async function runForm(form: GoalForm, files: { [name: string]: string }, more: { goal?: string; answers?: unknown } = {}): Promise<GoalRun & { result: GoalResult }> {
  const directory = await mkdtemp(join(tmpdir(), 'planwright-form-'));
  try {
    await mkdir(join(directory, 'data'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, 'data', name), text);
    const goal = { id: 'own', domain: 'own', kind: 'servable' as const, construct: null, goal: more.goal ?? 'a goal', paraphrases: [], attach: Object.keys(files).map((name) => join('data', name)), answers: more.answers ?? null };
    return await runGoal({ name: 'own', frozen: false, directory, goals: [goal], checkers: { own: () => ({ right: true, why: '' }) }, forms: { own: form } }, goal, 'form', 0, null);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The rows of the product of a kind whose title or columns fit, in their order. */
export function rowsOf(run: GoalRun, kind: string, at = 0): { [column: string]: unknown }[] {
  return run.result.artifacts.filter((one) => one.kind === kind)[at]?.rows ?? [];
}

/** A form over services of this directory (`services/library.ts`), planned, checked and run on real tools; `requests` of the result are what they were asked. */
export async function runServices(form: GoalForm, services: readonly string[], more: { answers?: unknown; attach?: readonly string[] } = {}): Promise<GoalRun & { result: GoalResult }> {
  const goal = { id: 'own', domain: 'own', kind: 'servable' as const, construct: null, goal: 'a goal', paraphrases: [], attach: [...(more.attach ?? [])], services: [...services], answers: more.answers ?? null };
  return await runGoal({ name: 'own', frozen: false, directory: fileURLToPath(new URL('.', import.meta.url)), goals: [goal], checkers: { own: () => ({ right: true, why: '' }) }, forms: { own: form } }, goal, 'form', 0, null);
}
