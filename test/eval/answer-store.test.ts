import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openAnswerStore } from '../../eval/goals/answer-store.ts';
import type { CorpusGoal, Part } from '../../eval/goals/corpus.ts';
import { runGoal } from '../../eval/goals/run-goal.ts';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'answers-'));
const pendingIn = (directory: string): { answer_to: string; for: string; schema: string; messages: { role: string; file?: string; content?: string }[] }[] =>
  readdirSync(join(directory, 'pending')).filter((name) => /^[0-9a-f]{24}\.json$/.test(name)).map((name) => JSON.parse(readFileSync(join(directory, 'pending', name), 'utf8')) as never);

it('writes down what has no answer, and finds the answer by what was asked', async () => {
  const directory = fresh();
  const request = { role: 'planner' as const, format: { name: 'colour', schema: z.strictObject({ colour: z.enum(['red', 'blue']) }) }, system: 'rules', user: 'which?', max_output_tokens: 100 };
  const ask = (store = openAnswerStore(directory, { goal: 'g', wording: 0 })) => store.model.generate(request, { signal: AbortSignal.timeout(5_000) });
  await expect(ask()).rejects.toMatchObject({ type: 'Model.NotRecorded' });
  const [asked] = pendingIn(directory);
  expect(asked).toMatchObject({ goal: 'g', wording: 0, for: 'colour', schema: 'schema-colour.json', messages: [{ role: 'system' }, { role: 'user', content: 'which?' }] });
  expect(readFileSync(join(directory, 'pending', asked?.messages[0]?.file ?? ''), 'utf8')).toBe('rules');
  // an answer outside its format goes back with the reason
  writeFileSync(join(directory, asked?.answer_to ?? ''), '{"colour":"green"}');
  const store = openAnswerStore(directory, { goal: 'g', wording: 0 });
  await expect(ask(store)).rejects.toMatchObject({ type: 'Model.NotRecorded' });
  expect(store.missing).toHaveLength(1);
  const [again] = pendingIn(directory);
  expect(again?.messages.map((one) => one.role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(again?.messages.at(-1)?.content).toContain('colour');
  writeFileSync(join(directory, again?.answer_to ?? ''), '{"colour":"blue"}');
  expect((await ask()).value).toEqual({ colour: 'blue' });
  expect(pendingIn(directory)).toEqual([]);
});

it('leaves a goal out until its model steps are answered, then checks what came of them', async () => {
  const directory = fresh();
  mkdirSync(join(directory, 'data'));
  writeFileSync(join(directory, 'data', 'notes-2024-03-01.md'), '# Notes\n\nThe north pump was fitted in 2019.\n\nThe south pump was fitted in 2023.\n');
  const goal: CorpusGoal = { id: 'own-1', domain: 'own', kind: 'servable', construct: null, goal: 'When were the pumps fitted, latest first?', paraphrases: [], attach: ['data/notes-2024-03-01.md'] };
  const part: Part = {
    name: 'own', frozen: false, directory, goals: [goal],
    checkers: { 'own-1': (result) => ({ right: result.artifacts.some((one) => JSON.stringify(one.rows?.map((row) => [row['pump'], row['document_date']])) === '[["south","2024-03-01"],["north","2024-03-01"]]'), why: JSON.stringify(result) }) },
    forms: { 'own-1': { wants: [{ id: 'pumps', kind: 'table', facets: { extracted: ['field(pump, text, "which pump")', 'field(year, integer, "when it was fitted")'], order: 'desc(year)', filters: 'document_date = 2024' } }] } },
  };
  const answers = fresh();
  const first = await runGoal(part, goal, 'form', 0, answers);
  expect(first.missing).toBe('1 answer');
  const [asked] = pendingIn(answers);
  expect(asked?.for).toBe('extraction');
  const row = (pump: string, year: string) => ({ passage: 'p1', values: [{ field: 'pump', value: pump, quote: `${pump} pump` }, { field: 'year', value: year, quote: `fitted in ${year}` }] });
  writeFileSync(join(answers, asked?.answer_to ?? ''), JSON.stringify({ rows: [row('north', '2019'), row('south', '2023')] }));
  const second = await runGoal(part, goal, 'form', 0, answers);
  expect(second.missing).toBeNull();
  expect(second.verdict, second.verdict.why).toMatchObject({ right: true });
});
