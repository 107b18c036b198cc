import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attachedFiles, loadPart, partNames } from '../../eval/goals/corpus.ts';
import { FROZEN } from '../../eval/goals/frozen.ts';
import { packs } from '../../src/packs/index.ts';
import { GoalFormSchema } from '../../src/schemas/goal-form.ts';

const ROOT = join(import.meta.dirname, '..', '..', 'eval', 'goals');
const parts = await Promise.all(partNames().map(loadPart));
const goals = parts.flatMap((part) => part.goals.map((goal) => ({ ...goal, part })));
const wordingsOf = (goal: (typeof goals)[number]): string[] => [goal.goal, ...goal.paraphrases];
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** All that a pack says, except that every operation, kind and facet is there for everybody. */
const said = words(Object.values(packs).map((pack) => JSON.stringify({ terms: pack.terms, datasets: pack.datasets, documents: pack.documents, examples: pack.examples })).join(' '));

/** General phrases that stood in the packs' documents before the corpus was written. */
const BEFORE = new Set([
  'highest temperature of', 'the last value', 'more than 3', 'standard deviations away', 'mean and standard', 'and standard deviation', 'without a value', 'time magnitude depth',
  'how much warmer', 'the same calendar', 'same calendar month', 'magnitude 4 5', 'against the mean', 'march to may', 'january to december', 'june to august', 'are left out', 'must not be', 'above a threshold',
]);

/** Words that carry no meaning of their own; a phrase made of these alone is nobody's. */
const COMMON = new Set('a an and are as at be by each every for from has have how in into is it its of on one or over per than that the their them then there this to two up was what when where which with you your'.split(' '));

describe('the goal corpus', () => {
  it('has at least 120 goals in four domains, each in four wordings', () => {
    expect(goals.length).toBeGreaterThanOrEqual(120);
    expect(new Set(goals.map((goal) => goal.domain)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(goals.map((goal) => goal.id)).size).toBe(goals.length);
    for (const goal of goals) expect(new Set(wordingsOf(goal).map((text) => text.trim())).size, goal.id).toBe(4);
  });

  it('has enough goals that nothing can serve, that leave something open, and of every construct', () => {
    const share = (kind: string): number => goals.filter((goal) => goal.kind === kind).length / goals.length;
    expect(share('unservable')).toBeGreaterThanOrEqual(0.095);
    expect(share('ambiguous')).toBeGreaterThanOrEqual(0.095);
    for (const construct of ['for_each', 'when', 'repeat', 'plan', 'user_interaction']) expect(goals.filter((goal) => goal.construct === construct).length, construct).toBeGreaterThanOrEqual(5);
    for (const goal of goals) if (goal.kind === 'unservable') expect(goal.why_unservable ?? '', goal.id).not.toBe('');
    for (const goal of goals) if (goal.kind === 'ambiguous') expect(goal.question ?? '', goal.id).not.toBe('');
  });

  it('checks every goal on its own, and reads every form', () => {
    for (const goal of goals) {
      expect(goal.part.checkers[goal.id], goal.id).toBeTypeOf('function');
      for (const path of attachedFiles(goal.part, goal)) expect(existsSync(path), path).toBe(true);
      const form = goal.part.forms[goal.id];
      if (form !== undefined) expect(GoalFormSchema.safeParse(form).error?.issues ?? [], goal.id).toEqual([]);
    }
  });

  it('has a half that is as it was frozen', () => {
    for (const [file, digest] of Object.entries(FROZEN)) expect(createHash('sha256').update(readFileSync(join(ROOT, file))).digest('hex'), file).toBe(digest);
    // Half of the 120 that the corpus has at least; open goals are added as they are found.
    expect(goals.filter((goal) => goal.part.frozen).length).toBeGreaterThanOrEqual(60);
  });

  it('has right and wrong results for every checker of the open parts', () => {
    expect(parts.map((part) => part.name).filter((name) => name.startsWith('open') && !existsSync(join(ROOT, name, 'self-check.ts')))).toEqual([]);
  });

  it.each(parts.map((part) => part.name).filter((name) => existsSync(join(ROOT, name, 'self-check.ts'))))('tells right results from wrong ones: %s', (name) => {
    expect(() => execFileSync(process.execPath, [join(ROOT, name, 'self-check.ts')], { stdio: 'pipe' })).not.toThrow();
  });

  it('is not in the packs: no phrase of three or more words of a goal', () => {
    const phrases = new Set(said.slice(2).map((word, at) => `${said[at] ?? ''} ${said[at + 1] ?? ''} ${word}`));
    const found = goals.flatMap((goal) => wordingsOf(goal).flatMap((text) => {
      const own = words(text);
      return own.slice(2).flatMap((word, at) => {
        const phrase = [own[at] ?? '', own[at + 1] ?? '', word];
        return phrases.has(phrase.join(' ')) && !BEFORE.has(phrase.join(' ')) && phrase.filter((one) => !COMMON.has(one)).length >= 2 ? [`${goal.id}: ${phrase.join(' ')}`] : [];
      });
    }));
    expect(found).toEqual([]);
  });

  it('is not in the packs: no name of its files or services', () => {
    const names = new Set(goals.flatMap((goal) => [...attachedFiles(goal.part, goal).map((path) => (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '').toLowerCase()), ...(goal.services ?? [])]).filter((name) => /[-_\d]/.test(name)));
    const text = new Set(said);
    expect([...names].filter((name) => text.has(name) || said.join(' ').includes(name.replace(/[-_]/g, ' ')))).toEqual([]);
  });
});
