import { expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from './form-run.ts';

const WELLS = 'well,day,level\nnorth,2024-01-01,3.1\nnorth,2024-02-01,3.6\nsouth,2024-01-01,5.2\nsouth,2024-02-01,4.9\n';
const run = async (wants: object[], answers: object) => runForm({ wants } as GoalForm, { 'wells.csv': WELLS }, { answers });

it('names the column of which a value is chosen', async () => {
  const done = await run([{ id: 'means', kind: 'table', facets: { keys: 'well', measures: 'statistic(level, mean)' } }, { id: 'chart', kind: 'chart', facets: { mark: 'line', chosen: ['well'], measures: 'level' } }], { well: 'south' });
  expect(done.result.questions.map((question) => question.title)).toEqual(['Which well do you choose?']);
  expect(rowsOf(done, 'chart').map((row) => row['level'])).toEqual([5.2, 4.9]);
  expect(done.plan?.nodes.find((task) => task.type === 'user_interaction')?.description).toBe('Ask a person: Which well do you choose?');
});

it('names what an entered value is for, and what it is compared with', async () => {
  const done = await run([{ id: 'days', kind: 'table', facets: { threshold: 'beyond(level, above, alarm_level)' } }], { alarm: '4' });
  expect(done.result.questions.map((question) => question.title)).toEqual(['Ask a person: Which value for "alarm level", compared with level?']);
  expect(rowsOf(done, 'table').map((row) => row['level'])).toEqual([5.2, 4.9]);
});

it('asks for a value that is part of a measure or a condition, once for all that need it, after what is to be seen before', async () => {
  const done = await run([
    { id: 'means', kind: 'table', facets: { keys: 'well', measures: 'statistic(level, mean)' } },
    { id: 'high', kind: 'table', facets: { filters: ['level > asked("alarm level")'] } },
    { id: 'chart', kind: 'chart', facets: { mark: 'line', measures: 'level', filters: ['level > asked("alarm level")'] } },
  ], { 'alarm level': '3.3' });
  expect(done.result).toMatchObject({ outcome: 'completed', reason: null });
  expect(done.result.questions.map((question) => question.title)).toEqual(['Ask a person: Which value for "alarm level"?']);
  expect(rowsOf(done, 'table', 1).map((row) => row['level'])).toEqual([3.6, 5.2, 4.9]);
  expect(rowsOf(done, 'chart').map((row) => row['level'])).toEqual([3.6, 5.2, 4.9]);
  const asks = done.plan?.nodes.find((task) => task.operation === 'person.enter');
  expect(done.plan?.edges).toContainEqual(expect.objectContaining({ to: asks?.task_id, reason: 'declared', detail: expect.stringContaining('is there to look at') as unknown }));
});

it('takes several numbers from one answer, and fails with the reason where there are too few or two answers would be needed', async () => {
  const wants = [{ id: 'rows', kind: 'table', facets: { filters: ['level >= asked(range, 1)', 'level <= asked(range, 2)'] } }];
  expect(rowsOf(await run(wants, { range: '3.2-5' }), 'table').map((row) => row['level'])).toEqual([3.6, 4.9]);
  expect((await run(wants, { range: '4' })).result).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('it has no 2 numbers') as unknown });
  expect((await run([{ id: 'rows', kind: 'table', facets: { filters: ['level >= asked(low)', 'level <= asked(high)'] } }], {})).result.reason).toMatch(/waits for one answer/);
});
