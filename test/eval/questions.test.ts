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
