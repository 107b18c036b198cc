import { expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import type { Profile } from '../../src/schemas/goal.ts';
import { shippedRegistry } from './fixtures/shipped.ts';

const NO_CONSTRAINTS = { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] };

const column = (name: string, role: 'dimension' | 'time' | 'measure'): Profile['columns'][number] => ({
  name, role, type: role === 'measure' ? 'number' : role === 'time' ? 'date' : 'text', unit: null, aggregation: role === 'measure' ? 'sum' : null, meaning: null, distinct: 5, missing: 0, minimum: null, maximum: null,
});

function sales(name: string, digit: string): Profile {
  const sha256 = digit.repeat(64);
  return {
    source: { name, sha256, dataset: null }, media_type: 'text/csv', format: 'csv', rows: 100, columns: [column('region', 'dimension'), column('day', 'time'), column('revenue', 'measure')],
    type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: `attachment-${sha256.slice(0, 12)}`, keys: ['region'], time: 'day', measures: ['revenue'], filters: [] } }, warnings: [], unreadable: null,
  };
}

const read = (form: GoalForm, profiles: Profile[]): ReturnType<typeof formGoal> => formGoal('Revenue per region, highest first', form, { registry: shippedRegistry(), profiles, constraints: NO_CONSTRAINTS });

it('plans a filled-in form as it stands, one row per key where neither time nor interval is named', () => {
  const reading = read({ wants: [{ id: 'answer', kind: 'table', quotes: ['highest first'], facets: { keys: 'region', measures: 'revenue', values: 'grouped', order: 'desc(revenue)', limit: 3 } }] }, [sales('sales.csv', 'a')]);
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  expect(reading.typed_goal).toMatchObject({ front_end: 'form', wants: [{ id: 'answer', type: { facets: { keys: ['region'], time: 'none', order: { fn: 'desc', args: ['revenue'] } } }, spans: [{ text: 'highest first' }] }] });
  const compiled = compileGoal(reading.typed_goal, shippedRegistry(), { now: '2026-01-01T00:00:00Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  expect(compiled.plan.nodes.map((task) => task.operation)).toEqual(['table.load', 'table.aggregate', 'table.rank']);
});

it('gives several files of the same columns also as one list', () => {
  const reading = read({ wants: [{ id: 'answer', kind: 'table' }] }, [sales('january.csv', 'a'), sales('february.csv', 'b')]);
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  expect(reading.typed_goal.givens.filter((given) => given.type.cardinality === 'list')).toMatchObject([{ id: 'files-1', type: { facets: { content: 'table', keys: ['region'] } }, source: { kind: 'attachments', items: [{ name: 'january.csv' }, { name: 'february.csv' }] } }]);
});

it.each<[string, GoalForm['wants'][number], string]>([
  ['a kind', { id: 'w', kind: 'tabel' }, 'Did you mean table'],
  ['a facet', { id: 'w', kind: 'table', facets: { key: 'region' } }, 'Did you mean keys'],
  ['a column', { id: 'w', kind: 'table', facets: { measures: 'sum(revenu)' } }, 'Did you mean revenue'],
  ['data', { id: 'w', kind: 'table', data: ['sale.csv'] }, 'Did you mean'],
  ['an effect', { id: 'w', kind: 'file', effect: 'sav' }, 'Did you mean save'],
  ['a term', { id: 'w', kind: 'table', facets: { order: 'desc(revenue' } }, '")" is missing'],
  ['a want of a condition', { id: 'w', kind: 'table', condition: { want: 'v', value: null, op: '>', than: 1 } }, 'there is no want "v"'],
])('says which name is unknown: %s', (_, want, message) => {
  const reading = read({ wants: [want] }, [sales('sales.csv', 'a')]);
  expect(reading).toMatchObject({ result: 'unreadable' });
  expect(reading.result === 'unreadable' ? reading.message : '').toContain(message);
});

it('keeps parameters to the tasks of their own want', () => {
  const facets = { keys: 'region', measures: 'revenue', values: 'grouped' };
  const reading = read({ wants: [{ id: 'mean', kind: 'table', facets, parameters: { aggregation: 'mean' } }, { id: 'drawn', kind: 'chart', facets: { mark: 'line' }, parameters: { title: 'Revenue' } }] }, [sales('sales.csv', 'a')]);
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const compiled = compileGoal(reading.typed_goal, shippedRegistry(), { now: '2026-01-01T00:00:00Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  const parameters = new Map(compiled.plan.nodes.map((task) => [task.operation, task.parameters?.map(({ name, binding }) => [name, binding.kind === 'literal' ? binding.value : null])]));
  expect(parameters.get('table.aggregate')).toContainEqual(['aggregation', 'mean']);
  expect(parameters.get('chart.line')).toContainEqual(['title', 'Revenue']);
});

function operations(form: GoalForm, profiles: Profile[]): string[] {
  const reading = read(form, profiles);
  if (reading.result !== 'typed') throw new Error(JSON.stringify(reading));
  const compiled = compileGoal(reading.typed_goal, shippedRegistry(), { now: '2026-01-01T00:00:00Z' });
  if (compiled.result !== 'plan') throw new Error(compiled.message);
  return compiled.plan.nodes.map((task) => `${task.operation ?? task.type ?? ''}${task.when === undefined ? '' : ' when'}`);
}

it('shows a person the table that is wanted, and goes on with the rows of the choice', () => {
  const wants: GoalForm['wants'] = [{ id: 'totals', kind: 'table', facets: { keys: 'region', measures: 'statistic(revenue, sum)' } }, { id: 'chart', kind: 'chart', facets: { mark: 'line', chosen: ['region'], measures: 'revenue' } }];
  expect(operations({ wants }, [sales('sales.csv', 'a')])).toEqual(['table.load', 'table.statistic', 'person.choose-row', 'table.keep', 'chart.line']);
});

it('asks a person for a threshold that the goal leaves to them, and takes one that it states', () => {
  const wants: GoalForm['wants'] = [{ id: 'days', kind: 'table', facets: { threshold: 'beyond(revenue, above, floor)' } }];
  expect(operations({ wants }, [sales('sales.csv', 'a')])).toEqual(['table.load', 'person.enter', 'table.threshold']);
  expect(operations({ wants, values: [{ name: 'floor', value: 12 }] }, [sales('sales.csv', 'a')])).toEqual(['table.load', 'table.threshold']);
});

it('gives one row per file where the source is a key', () => {
  const wants: GoalForm['wants'] = [{ id: 'w', kind: 'table', data: ['files-1'], facets: { keys: 'source', measures: 'statistic(revenue, max)' } }];
  expect(operations({ wants }, [sales('january.csv', 'a'), sales('february.csv', 'b')])).toEqual(['table.load', 'table.stack', 'table.statistic']);
});

it('saves the parts that are named, and nothing else', () => {
  const wants: GoalForm['wants'] = [
    { id: 'table', kind: 'table', facets: { limit: 3, order: 'desc(revenue)' } }, { id: 'review', kind: 'verdict', facets: { reviewed: 'person' }, parts: ['table'] },
    { id: 'saved', kind: 'file', effect: 'save', parts: ['table'], condition: { want: 'review', value: 'held', op: '=', than: true } },
  ];
  expect(operations({ wants }, [sales('sales.csv', 'a')])).toEqual(['table.load', 'table.rank', 'person.review', 'file.write when']);
  expect(read({ wants: [{ id: 'saved', kind: 'file', effect: 'save', parts: ['tables'] }] }, [])).toMatchObject({ result: 'unreadable' });
});

it('does not take a date that the form uses for the day by which the plan has to be done', () => {
  const constraints = { ...NO_CONSTRAINTS, deadline: '2026-03-01T23:59:59.999Z', spans: [{ constraint: 'deadline', span: { start: 0, end: 13, text: 'by 2026-03-01' } }] };
  const deadline = (facets: { [name: string]: string }): unknown => {
    const reading = formGoal('by 2026-03-01', { wants: [{ id: 'rows', kind: 'table', facets }] }, { registry: shippedRegistry(), profiles: [sales('sales.csv', 'a')], constraints });
    return reading.result === 'typed' ? reading.typed_goal.constraints.deadline : reading;
  };
  expect(deadline({ filters: 'day <= 2026-03-01' })).toBe(null);
  expect(deadline({ filters: 'region = North' })).toBe(constraints.deadline);
});

it('takes a repeated change from a model only with the words that ask for it', () => {
  const saved = (quotes: string[]): ReturnType<typeof formGoal> => formGoal('Save it again until it is small', { wants: [{ id: 'saved', kind: 'file', effect: 'save', quotes, until: { value: null, op: '<', than: 5, limit: 3 } }] }, { registry: shippedRegistry(), profiles: [], constraints: NO_CONSTRAINTS, front_end: 'model' });
  expect(saved([])).toMatchObject({ result: 'unreadable', message: expect.stringContaining('no words of the goal are quoted') as unknown });
  expect(saved(['again until it is small'])).toMatchObject({ result: 'typed' });
});
