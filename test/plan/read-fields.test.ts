import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { rowsOf, runForm } from '../eval/form-run.ts';

const FILES = { 'one.md': '# Log 1\n\nDate: 2024-01-01\n\nAda mends the pump.\n', 'two.md': '# Log 2\n\nDate: 2024-02-01\n\nAda mends the valve; the pump runs. The pump is new.\n' };
const FIELDS = ['field(part, text, "what was mended")', 'field(hours, number, "how long")', 'field(mended, date, "the day")'];
const LEVELS = { 'levels.csv': 'site,level\na,1\nb,5\n' };

/** The operations of the plan for a want, with what is grouped by; nothing is run by a model here. */
async function planned(facets: GoalForm['wants'][number]['facets'], more: Partial<GoalForm['wants'][number]> = {}, files: { [name: string]: string } = FILES): Promise<string[] | string> {
  const run = await runForm({ wants: [{ id: 'w', kind: 'table', ...(files === FILES ? { data: ['files-1'] } : {}), ...more, ...(facets === undefined ? {} : { facets }) }] }, files);
  return run.plan?.nodes.map((task) => `${task.operation ?? ''} ${JSON.stringify(task.parameters?.find((one) => ['by', 'time'].includes(one.name))?.binding ?? null).replace('{"kind":"literal","value":', '').replace(/}$/, '')}`) ?? run.result.reason ?? '';
}

describe('what is read out of text', () => {
  it('is grouped after it was read', async () => {
    expect(await planned({ extracted: FIELDS, keys: 'part', measures: ['statistic(hours, sum)'], filters: 'statistic(hours, sum) > 2' })).toEqual(['document.open null', 'extract.fields null', 'table.statistic ["part"]', 'table.having null']);
    expect(await planned({ extracted: FIELDS, keys: 'document', measures: 'count(rows)' })).toEqual(['document.open null', 'extract.fields null', 'table.count ["document"]']);
  });

  it('goes over the time of a date that was read', async () => {
    expect(await planned({ extracted: FIELDS, keys: [], interval: 'month', measures: 'statistic(hours, sum)' })).toContain('extract.fields "mended"');
  });

  it('is drawn by groups', async () => {
    expect(await planned({ extracted: FIELDS, mark: 'bar', keys: 'part', measures: 'statistic(hours, sum)' }, { kind: 'chart' })).toEqual(['document.open null', 'extract.fields null', 'table.statistic ["part"]', 'chart.bar null']);
  });

  it('has a row for each thing, and none for each key where nobody says how they are combined', async () => {
    expect(await planned({ extracted: FIELDS, keys: 'part' })).toContain('Say how rows are combined');
    expect(await planned({ extracted: FIELDS, keys: 'document' }, { parameters: { rows: 'one' } })).toEqual(['document.open null', 'extract.fields null']);
    expect(await planned({ extracted: 'field(part, text, "what was mended")' })).toEqual(['document.open null', 'extract.fields null']);
  });

  it('does not measure what is no number', async () => {
    expect(await planned({ extracted: FIELDS, keys: [], measures: 'statistic(part, mean)' })).toContain('Cannot');
  });
});

it('groups rows by the labels that a model gives them', async () => {
  expect(await planned({ classified: 'class(site, [near, far], sort)', keys: 'sort', measures: 'statistic(level, sum)' }, {}, LEVELS)).toEqual(['table.load null', 'classify.rows null', 'table.statistic ["sort"]']);
});

describe('mentions', () => {
  it('are counted for each document, whatever another want makes of them', async () => {
    const wants: GoalForm['wants'] = [
      { id: 'all', kind: 'table', data: ['files-1'], facets: { mentions: 'pump', keys: [], measures: 'mentions', values: 'grouped' }, parameters: { aggregation: 'sum' } },
      { id: 'ranked', kind: 'table', data: ['files-1'], facets: { mentions: 'pump', order: 'desc(mentions)' } },
    ];
    const run = await runForm({ wants }, FILES);
    expect(run.result.reason).toBeNull();
    expect(rowsOf(run, 'table', 1).map((row) => [row['document'], row['mentions']])).toEqual([['two.md', 2], ['one.md', 1]]);
  });

  it('of each name are counted without saying that names are the keys', async () => {
    const crew = { 'crew.md': '# Crew\n\n| name | age |\n|---|---|\n| Ada | 30 |\n| Bob | 40 |\n' };
    const run = await runForm({ wants: [{ id: 'crew', kind: 'table', data: ['crew.md'], facets: { keys: 'name' } }, { id: 'each', kind: 'table', data: ['one.md', 'two.md'], facets: { mentions: 'each(name)' } }] }, { ...FILES, ...crew });
    expect(run.result.reason).toBeNull();
    expect(rowsOf(run, 'table', 1)).toEqual([{ name: 'Ada', mentions: 2 }, { name: 'Bob', mentions: 0 }]);
  });

  it('of each value that another want reads are counted after the reading', async () => {
    const run = await runForm({ wants: [{ id: 'parts', kind: 'table', data: ['one.md'], facets: { extracted: FIELDS } }, { id: 'each', kind: 'table', data: ['one.md', 'two.md'], facets: { mentions: 'each(part)' } }] }, FILES);
    expect(run.plan?.nodes.map((task) => task.operation)).toEqual(['document.load', 'extract.fields', 'document.open', 'document.count_each']);
  });
});
