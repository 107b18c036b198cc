import { describe, expect, it } from 'vitest';
import { rowsOf, runForm } from '../eval/form-run.ts';

const log = (day: number): string => `# Log ${day}\n\nThe pump leaks ${day} times. The valve is dry.\n`;
const FILES = { 'one.md': log(1), 'two.md': log(2), 'three.md': log(3) };
const LEVELS = { 'levels.csv': 'site,level\na,1\nb,5\nc,9\na,4\n' };

describe('a value that a person enters', () => {
  it('is searched for in the documents that the want names, and in no others', async () => {
    const run = await runForm({ wants: [{ id: 'found', kind: 'quotes', data: ['one.md', 'three.md'], facets: { query: 'asked(word)' } }] }, FILES, { answers: { word: 'valve' } });
    expect(run.result.reason).toBeNull();
    expect(run.asked).toBe(1);
    expect(run.result.artifacts[0]?.text).toContain('one.md');
    expect(run.result.artifacts[0]?.text).toContain('three.md');
    expect(run.result.artifacts[0]?.text).not.toContain('two.md');
  });

  it('is counted as text, also where it is a number', async () => {
    const run = await runForm({ wants: [{ id: 'count', kind: 'table', data: ['files-1'], facets: { mentions: 'asked(word)' } }] }, FILES, { answers: { word: 2 } });
    expect(rowsOf(run, 'table').map((row) => [row['document'], row['mentions']])).toEqual([['one.md', 0], ['two.md', 2], ['three.md', 0]]);
  });

  it.each([
    ['statistic(flag(level > asked(limit)), sum)', 'site', [0, 1, 1]],
    ['statistic(where(level, level > asked(limit)), sum)', 'site', [null, 5, 9]],
    ['count(rows)', 'band(level, [asked(limit)])', [3, 1]],
    ['count(rows)', 'meets(level < asked(limit))', [2, 2]],
  ])('stands inside terms: %s by %s', async (measures, keys, expected) => {
    const limit = keys.startsWith('band') ? 2 : keys.startsWith('meets') ? 5 : 4;
    const run = await runForm({ wants: [{ id: 'table', kind: 'table', facets: { keys, measures } }] }, LEVELS, { answers: { limit } });
    expect(run.result.reason).toBeNull();
    const numbers = rowsOf(run, 'table').map((row) => Object.entries(row).find(([name]) => /statistic|count/.test(name))?.[1] ?? null);
    expect(numbers).toEqual(expected);
  });
});
