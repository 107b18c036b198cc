import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm, runServices } from './form-run.ts';

type Wants = GoalForm['wants'];
const run = async (wants: Wants, values: GoalForm['values'] = []) => runServices({ wants, values }, ['library']);
const changes = (done: Awaited<ReturnType<typeof run>>): unknown[] => done.result.requests.filter((one) => one.method !== 'GET').map((one) => [one.path, one.body]);
const one = (id: string, entity: string, filter: string): Wants[number] => ({ id, kind: 'record', facets: { entity, filters: [filter] } });

describe('a condition between values of two found records', () => {
  const extended = (member: string): Wants => [
    one('member', 'member', `name = ${member}`), one('loan', 'loan', 'book_title = Tides'),
    { id: 'extended', kind: 'record', effect: 'extend-loan', parameters: { due_on: '2026-03-01' }, condition: { want: 'member', value: 'balance', op: '>', than: 'value(loan, fine)' } },
    { id: 'reminded', kind: 'record', effect: 'send-reminder', parameters: { text: 'Pay first' }, condition: { want: 'member', value: 'balance', op: '>', than: 'value(loan, fine)', otherwise: true } },
  ];

  it('decides which of two changes is made', async () => {
    const rich = await run(extended('Bo'));
    expect(rich.result.reason).toBe(null);
    expect(changes(rich)).toEqual([['/loans/l1', { due_on: '2026-03-01' }]]);
    expect(changes(await run(extended('Ada')))).toEqual([['/members/m1/reminders', { text: 'Pay first' }]]);
  });

  it('is refused where a field or a result is not there, so that nothing is decided by what is missing', async () => {
    const reason = async (condition: NonNullable<Wants[number]['condition']>): Promise<string | null> => (await run([one('member', 'member', 'name = Bo'), { id: 'w', kind: 'record', effect: 'send-reminder', parameters: { text: 'hi' }, condition }])).result.reason;
    expect(await reason({ want: 'member', value: 'balanse', op: '>', than: 4 })).toMatch(/Cannot read "balanse" of "member" for "w": a member has no such field. Did you mean balance\?/);
    expect(await reason({ want: 'member', value: 'balance', op: '>', than: 'value(loan, fine)' })).toMatch(/there is no other wanted result "loan"/);
  });
});

describe('rows that compare with a value that was found', () => {
  it('are kept of records, which are then changed', async () => {
    const done = await run([one('moss', 'book', 'title = Moss'), { id: 'cheap', kind: 'record', cardinality: 'list', facets: { entity: 'book', filters: ['price < value(moss, price)'] } }, { id: 'moved', kind: 'record', cardinality: 'list', effect: 'change-book', parameters: { shelf: 'Z' } }]);
    expect(done.result.reason).toBe(null);
    expect(changes(done)).toEqual([['/books/b3', { shelf: 'Z' }]]);
  });

  it('are kept by a number of a summary, and by the one row of a table', async () => {
    const done = await run([{ id: 'numbers', kind: 'summary', facets: { entity: 'book', analysis: 'summary(price)' } }, { id: 'dear', kind: 'table', facets: { entity: 'book', filters: ['price > value(numbers, mean)'], order: 'asc(price)' } }]);
    expect(done.result.reason).toBe(null);
    expect(rowsOf(done, 'table').map((row) => row['title'])).toEqual(['Moss', 'Tides']);
    const files = { 'rain.csv': 'town,day,mm\nAsh,2024-01-01,3\nAsh,2024-01-02,9\nElm,2024-01-01,5\nElm,2024-01-02,7\n' };
    const rain = await runForm({ wants: [
      { id: 'ash', kind: 'table', facets: { filters: ['town = Ash'], order: 'desc(mm)', limit: 1 } },
      { id: 'less', kind: 'table', facets: { filters: ['mm < value(ash, mm)', 'town = Elm'] } },
      { id: 'sums', kind: 'table', facets: { keys: 'town', measures: 'statistic(mm, sum)', filters: 'statistic(mm, sum) > value(ash, mm)' } },
    ] }, files);
    expect(rain.result.reason).toBe(null);
    expect(rowsOf(rain, 'table', 1).map((row) => row['mm'])).toEqual([5, 7]);
    expect(rowsOf(rain, 'table', 2).map((row) => [row['town'], row['mm_statistic_sum']])).toEqual([['Ash', 12], ['Elm', 12]]);
  });

  it('end the run where several were found to compare with', async () => {
    const done = await run([{ id: 'both', kind: 'table', facets: { entity: 'book', filters: ['shelf = A'] } }, { id: 'w', kind: 'table', facets: { entity: 'book', filters: ['price > value(both, price)'] } }]);
    expect(done.result).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/is compared with one value, and 2 were found/) as string });
  });
});
