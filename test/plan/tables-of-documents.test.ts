import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from '../eval/form-run.ts';

const minutes = (year: number, oil: number): string => `# Minutes ${year}\n\n## Present\n\n| who | role |\n|---|---|\n| Ada | chair |\n\n## Budget\n\n| item | amount |\n|---|---|\n| Oil | ${oil} |\n| Tea | ${oil + 1} |\n`;
const FILES = { 'first.md': minutes(2021, 5), 'second.md': minutes(2022, 7) };
const budget = (facets: GoalForm['wants'][number]['facets'], more: Partial<GoalForm['wants'][number]> = {}): GoalForm => ({ wants: [{ id: 'budget', kind: 'table', data: ['files-1'], parameters: { heading: 'Budget' }, ...(facets === undefined ? {} : { facets }), ...more }] });

describe('tables under one heading of several documents', () => {
  it('are one table that says whose each row is', async () => {
    const run = await runForm(budget(undefined), FILES);
    expect(run.result.reason).toBeNull();
    expect(rowsOf(run, 'table')).toEqual([{ item: 'Oil', amount: 5, document: 'first.md' }, { item: 'Tea', amount: 6, document: 'first.md' }, { item: 'Oil', amount: 7, document: 'second.md' }, { item: 'Tea', amount: 8, document: 'second.md' }]);
  });

  it.each([
    [{ keys: 'document', measures: 'statistic(amount, sum)' }, [['first.md', 11], ['second.md', 15]]],
    [{ keys: 'item', measures: 'statistic(amount, max)', filters: 'statistic(amount, max) > 7' }, [['Tea', 8]]],
  ])('are grouped by what stands in them or by their document: %j', async (facets, expected) => {
    const run = await runForm(budget(facets), FILES);
    expect(run.result.reason).toBeNull();
    expect(rowsOf(run, 'table').map((row) => Object.values(row))).toEqual(expected);
  });

  it('are compared side by side, or over the dates of their documents', async () => {
    const beside = await runForm(budget({ keys: 'item', measures: 'pivot(amount, sum, document)' }), FILES);
    expect(rowsOf(beside, 'table').map((row) => [row['item'], row['first.md'], row['second.md']])).toEqual([['Oil', 5, 7], ['Tea', 6, 8]]);
    const dated = await runForm(budget({ keys: 'item', time: 'date', measures: 'change(amount, difference, 1)', filters: 'change(amount, difference, 1) > 0' }), { 'minutes-2021-03-01.md': minutes(2021, 5), 'minutes-2022-03-01.md': minutes(2022, 7) });
    expect(rowsOf(dated, 'table').map((row) => [row['item'], row['amount_change_difference_1']])).toEqual([['Oil', 2], ['Tea', 2]]);
  });

  it('are not read where one document has none, or a column is not there', async () => {
    const none = await runForm(budget(undefined), { ...FILES, 'third.md': '# Minutes\n\n## Present\n\n| who | role |\n|---|---|\n| Bob | guest |\n' });
    expect(none.result.reason).toContain('"third.md": it holds none under "Budget"');
    const other = await runForm(budget({ keys: 'thing', measures: 'statistic(amount, sum)' }), FILES);
    expect(other.result.outcome).not.toBe('completed');
    expect(other.result.reason).toContain('"thing"');
  });
});

it('takes names from the table under a heading of a document that holds several', async () => {
  const run = await runForm({ wants: [{ id: 'items', kind: 'table', data: ['first.md'], facets: { keys: 'item' }, parameters: { heading: 'Budget' } }, { id: 'each', kind: 'table', data: ['log.md', 'diary.md'], facets: { mentions: 'each(item)' } }] }, { 'first.md': minutes(2021, 5), 'log.md': '# Log\n\nOil came. The oil is good.\n', 'diary.md': '# Diary\n\nNo tea.\n' });
  expect(run.result.reason).toBeNull();
  expect(rowsOf(run, 'table', 1)).toEqual([{ item: 'Oil', mentions: 2 }, { item: 'Tea', mentions: 1 }]);
});

it.each([
  ['first.md', 'holds 2 tables of different columns: "Present" (who, role), "Budget" (item, amount)'],
  ['log.md', '"log.md" holds no table'],
])('says what the document itself holds, where a column of it is not known: %s', async (name, reason) => {
  const run = await runForm({ wants: [{ id: 'items', kind: 'table', data: [name], facets: { keys: 'thing' } }] }, { ...FILES, 'log.md': '# Log\n\nOil came.\n' });
  expect(run.result.outcome).toBe('refused');
  expect(run.result.reason).toContain(reason);
});

describe('a document that holds several tables', () => {
  const manual = '# Saw\n\n## Parts\n\n| Part | Metal | Mass (kg) |\n|---|---|---|\n| Blade | steel | 2 |\n| Guard | brass | 1.5 |\n| Frame | steel | 9 |\n\n## Care\n\n| Task | Every (weeks) | Who |\n|---|---|---|\n| Oil | 4 | user |\n| Sharpen | 12 | smith |\n| Clean | 1 | user |\n';

  it('gives the one that has the columns which a want names, without a heading', async () => {
    const run = await runForm({ wants: [{ id: 'mass', kind: 'table', facets: { keys: 'Metal', measures: 'statistic(Mass (kg), sum)' } }] }, { 'saw.md': manual });
    expect(run.result.reason).toBeNull();
    expect(rowsOf(run, 'table').map((row) => Object.values(row))).toEqual([['brass', 1.5], ['steel', 11]]);
  });

  it('gives each want its own, of other documents too', async () => {
    const run = await runForm({ wants: [{ id: 'steel', kind: 'table', facets: { filters: 'Metal = steel' } }, { id: 'who', kind: 'table', facets: { keys: 'Who', measures: 'count(rows)' } }, { id: 'shelf', kind: 'table', facets: { keys: 'Shelf', measures: 'statistic(Pieces, sum)' } }] }, { 'saw.md': manual, 'shed.md': '# Shed\n\n| Tool | Shelf | Pieces |\n|---|---|---|\n| Saw | A | 3 |\n| Rake | A | 5 |\n' });
    expect(run.result.reason).toBeNull();
    expect([0, 1, 2].map((at) => rowsOf(run, 'table', at).map((row) => Object.values(row)))).toEqual([[['Blade', 'steel', 2], ['Frame', 'steel', 9]], [['smith', 1], ['user', 2]], [['A', 8]]]);
  });

  it('is joined with a file by its own key, grouped by a column of its own', async () => {
    const run = await runForm({ wants: [{ id: 'cost', kind: 'table', data: ['saw.md', 'prices.csv'], facets: { keys: 'Metal', measures: 'statistic(computed(price, times, stock), sum)' } }] }, { 'saw.md': manual, 'prices.csv': 'Part,price,stock\nBlade,3,10\nGuard,2,7\nFrame,20,1\n' });
    expect(run.result.reason).toBeNull();
    expect(rowsOf(run, 'table').map((row) => Object.values(row))).toEqual([['brass', 14], ['steel', 50]]);
  });

  it('is not read where a want names columns of two of them', async () => {
    const run = await runForm({ wants: [{ id: 'odd', kind: 'table', data: ['saw.md'], facets: { keys: 'Who', measures: 'statistic(Mass (kg), sum)' } }] }, { 'saw.md': manual });
    expect(run.result.outcome).toBe('refused');
  });
});
