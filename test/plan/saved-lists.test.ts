import { expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { runForm } from '../eval/form-run.ts';

const LEVELS = 'site,level\nnorth,1\nsouth/1,5\nnorth,4\n';
const save = (path: string, more: Partial<GoalForm['wants'][number]> = {}): GoalForm => ({
  wants: [
    { id: 'each', kind: 'table', cardinality: 'list', facets: { split: 'site', measures: 'level' } },
    { id: 'saved', kind: 'file', effect: 'save', parts: ['each'], parameters: { path }, ...more },
  ],
});

it.each([['list' as const], ['one' as const]])('saves each element of a list under its own name: %s', async (cardinality) => {
  const run = await runForm(save('levels of {name}.csv', cardinality === 'list' ? { cardinality } : {}), { 'levels.csv': LEVELS });
  expect(run.result.reason).toBeNull();
  expect(run.result.files.map(({ path, text }) => [path, text])).toEqual([['levels of north.csv', 'site,level\nnorth,1\nnorth,4\n'], ['levels of south_1.csv', 'site,level\nsouth/1,5\n']]);
});

it('saves nothing where two elements would have the same path', async () => {
  const run = await runForm(save('{name}.csv'), { 'levels.csv': `${LEVELS}south_1,3\n` });
  expect(run.result.outcome).toBe('failed');
  expect(run.result.reason).toContain('both would be "south_1.csv"');
  expect(run.result.files).toEqual([]);
});

it('plans no list at one path', async () => {
  const run = await runForm(save('levels.csv', { cardinality: 'list' }), { 'levels.csv': LEVELS });
  expect(run.result.outcome).toBe('refused');
  expect(run.result.reason).toContain('Put {name} into the path');
});

it('names what is made of each document after it', async () => {
  const files = { 'first log.md': '# A\n\nThe pump leaks.\n', 'second.md': '# B\n\nThe pump is dry.\n' };
  const run = await runForm({ wants: [{ id: 'each', kind: 'quotes', cardinality: 'list', data: ['files-1'], facets: { query: 'pump' } }, { id: 'saved', kind: 'file', effect: 'save', parts: ['each'], parameters: { path: '{name}.md' } }] }, files);
  expect(run.result.reason).toBeNull();
  expect(run.result.files.map(({ path }) => path).toSorted()).toEqual(['first log.md', 'second.md']);
});
