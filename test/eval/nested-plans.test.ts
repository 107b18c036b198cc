import { expect, it } from 'vitest';
import { measureColumn } from '../../src/plan/measure-column.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

const READINGS = 'day,sensor,reading\n2024-01-01,supply,61\n2024-01-01,back,40\n2024-01-02,supply,66\n2024-01-02,back,41\n2024-01-03,supply,58\n2024-01-03,back,44\n';
const TARGETS = 'day,target\n2024-01-01,60\n2024-01-02,60\n2024-01-03,62\n';
const after = { kind: 'table', facets: { keys: 'day', measures: 'pivot(reading, mean, sensor)' } };
const run = async (wants: object[], files: { [name: string]: string } = { 'readings.csv': READINGS }) => runForm({ wants } as GoalForm, files);

it('plans several results of the same data from their facets alone, whatever the words say', async () => {
  const done = await run([
    { id: 'top', kind: 'table', facets: { measures: 'supply', order: 'desc(supply)', limit: 1 }, after: { ...after, words: '???' } },
    { id: 'line', kind: 'chart', facets: { mark: 'line', measures: 'back' }, after: { ...after, words: '???' } },
  ]);
  expect(done.result.reason).toBe(null);
  expect(rowsOf(done, 'table').map((row) => row['supply'])).toEqual([66]);
  expect(rowsOf(done, 'chart').map((row) => row['back'])).toEqual([40, 41, 44]);
  expect(done.plan?.nodes.filter((task) => task.type === 'plan')).toHaveLength(2);
});

it('has the attached files of the plan around it too', async () => {
  const done = await run([{ id: 'off', kind: 'table', data: ['readings.csv', 'targets.csv'], facets: { measures: 'computed(supply, minus, target)' }, after: { ...after, words: '???' } }], { 'readings.csv': READINGS, 'targets.csv': TARGETS });
  expect(done.result.reason).toBe(null);
  expect(rowsOf(done, 'table').map((row) => row[measureColumn({ fn: 'computed', args: ['supply', 'minus', 'target'] })])).toEqual([1, 6, -4]);
});

it('fails where the result could only be made of other data, and is refused beforehand where nothing but words says what is wanted', async () => {
  const done = await run([{ id: 'other', kind: 'table', data: ['readings.csv', 'targets.csv'], facets: { measures: 'statistic(target, mean)', keys: [] }, after: { ...after, words: 'mean target' } }], { 'readings.csv': READINGS, 'targets.csv': TARGETS });
  expect(done.result).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('Want it without waiting for that data') as unknown });
  const worded = await run([{ id: 'words', kind: 'table', after: { ...after, words: 'what stands out' } }]);
  expect(worded.result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('no model is there to read them') as unknown });
});
