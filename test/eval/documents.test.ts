import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CorpusGoal, Part } from '../../eval/goals/corpus.ts';
import { type GoalRun, runGoal } from '../../eval/goals/run-goal.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';

const made: string[] = [];
afterAll(() => made.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** A goal about documents of one's own, run on the reference interpreter. */
async function ask(files: { [name: string]: string }, wants: GoalForm['wants'], answers?: CorpusGoal['answers']): Promise<GoalRun> {
  const directory = mkdtempSync(join(tmpdir(), 'documents-'));
  made.push(directory);
  mkdirSync(join(directory, 'data'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'data', name), text);
  const goal: CorpusGoal = { id: 'own', domain: 'own', kind: 'servable', construct: null, goal: 'What do the documents say?', paraphrases: [], attach: Object.keys(files).map((name) => `data/${name}`), answers };
  const part: Part = { name: 'own', frozen: false, directory, goals: [goal], checkers: { own: () => ({ right: true, why: '' }) }, forms: { own: { wants } } };
  return await runGoal(part, goal, 'form', 0, null);
}

const table = (run: GoalRun): { [column: string]: unknown }[] => run.result.artifacts.find((one) => one.kind === 'table')?.rows ?? [];

const stock = (bolts: number, nuts: number, oil: number): string => `# Stock take\n\n## Hall 1\n\n| Part | Pieces |\n|---|---|\n| Bolt | ${bolts} |\n| Nut | ${nuts} |\n\n## Hall 2\n\n| Part | Pieces |\n|---|---|\n| Bolt | ${oil} |\n`;

it('compares the tables of two dated documents row by row', async () => {
  const run = await ask({ 'stock-2021.md': stock(10, 7, 3), 'stock-2022.md': stock(12, 5, 3) }, [
    { id: 'more', kind: 'table', data: ['files-1'], facets: { keys: ['heading', 'Part'], time: 'date', measures: 'change(Pieces, difference, 1)', filters: ['change(Pieces, difference, 1) != 0'] } },
  ]);
  expect(run.result.reason).toBeNull();
  expect(table(run).map((row) => [row['heading'], row['Part'], row['Pieces_change_difference_1']])).toEqual([['Hall 1', 'Bolt', 2], ['Hall 1', 'Nut', -2]]);
});

it('adds up a table of a document by its columns, several of the same columns as one', async () => {
  const run = await ask({ 'stock-2021.md': stock(10, 7, 3) }, [{ id: 'sum', kind: 'table', facets: { keys: 'heading', measures: 'statistic(Pieces, sum)' } }]);
  expect(run.result.reason).toBeNull();
  expect(table(run).map((row) => [row['heading'], row['Pieces_statistic_sum']])).toEqual([['Hall 1', 17], ['Hall 2', 3]]);
});

it('does not compare documents that say no date', async () => {
  const run = await ask({ 'stock-a.md': stock(10, 7, 3), 'stock-b.md': stock(12, 5, 3) }, [{ id: 'more', kind: 'table', data: ['files-1'], facets: { keys: ['heading', 'Part'], time: 'date', measures: 'change(Pieces, difference, 1)' } }]);
  expect(run.result.outcome).toBe('refused');
});

it('gives the passage of the latest document only, where the one in force is wanted', async () => {
  const rule = (speed: number): string => `# Yard rules\n\nIn force from 1 May ${2010 + speed}.\n\nTrucks go at most ${speed} km/h in the yard.\n`;
  const run = await ask({ 'old.md': rule(10), 'new.md': rule(12) }, [{ id: 'rule', kind: 'quotes', data: ['files-1'], facets: { query: 'trucks AND yard', order: 'desc(date)', limit: 1 } }]);
  const [quotes] = run.result.artifacts;
  expect(quotes?.text).toContain('at most 12 km/h');
  expect(quotes?.text).not.toContain('at most 10 km/h');
});
