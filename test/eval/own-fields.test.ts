import { describe, expect, it } from 'vitest';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import { runServices } from './form-run.ts';

type Wants = GoalForm['wants'];
const run = async (wants: Wants, values: GoalForm['values'] = []) => runServices({ wants, values }, ['library']);
/** What the services were asked to change: path and body. */
const changes = (done: Awaited<ReturnType<typeof run>>): unknown[] => done.result.requests.filter((one) => one.method !== 'GET').map((one) => [one.path, one.body]);
const overdue: Wants[number] = { id: 'late', kind: 'record', cardinality: 'list', facets: { entity: 'loan', filters: ['status = overdue'] } };

describe('a change that takes fields of the record that it is for', () => {
  it('computes a new value of each record of a filtered list, exactly in decimals', async () => {
    const done = await run([{ id: 'there', kind: 'record', cardinality: 'list', facets: { entity: 'book', filters: ['copies > 0'] } }, { id: 'raised', kind: 'record', cardinality: 'list', effect: 'change-book', parameters: { price: 'rounded(adjusted(price, times, 1.05), 2)' } }]);
    expect(done.result.reason).toBe(null);
    expect(changes(done)).toEqual([['/books/b1', { price: 21 }], ['/books/b2', { price: 20.99 }]]);
  });

  it('writes fields into a text, and moves days', async () => {
    const replied = await run([{ id: 'open', kind: 'record', cardinality: 'list', facets: { entity: 'ticket', filters: ['state = open'] } }, { id: 'replied', kind: 'record', cardinality: 'list', effect: 'reply-to-ticket' }], [{ name: 'text', value: 'About {subject}, {{ref}}' }]);
    expect(changes(replied)).toEqual([['/tickets/t1/replies', { text: 'About No light, {ref}' }], ['/tickets/t2/replies', { text: 'About Lost card, {ref}' }]]);
    const extended = await run([overdue, { id: 'extended', kind: 'record', cardinality: 'list', effect: 'extend-loan', parameters: { due_on: 'later(due_on, 1, month)' } }]);
    expect(changes(extended)).toEqual([['/loans/l1', { due_on: '2026-02-28' }], ['/loans/l3', { due_on: '2026-02-05' }]]);
  });

  it('is made to what each record names, with values of that record', async () => {
    const done = await run([overdue, { id: 'sent', kind: 'record', cardinality: 'list', effect: 'send-reminder', parameters: { text: 'Please bring back {book_title}', fee: 'column(fine)' } }]);
    expect(done.result.reason).toBe(null);
    expect(changes(done)).toEqual([['/members/m1/reminders', { text: 'Please bring back Tides', fee: 4 }], ['/members/m2/reminders', { text: 'Please bring back Peat', fee: 2.5 }]]);
  });

  it('creates something for each record where it takes no record otherwise, also inside lists of objects', async () => {
    const done = await run([{ id: 'few', kind: 'record', cardinality: 'list', facets: { entity: 'book', filters: ['copies < 2'] } }, { id: 'ordered', kind: 'record', cardinality: 'list', effect: 'order-purchase', parameters: { name: 'Refill {title}', amount: 1, lines: [{ sku: 'column(id)', quantity: 'adjusted(copies, from, 5)' }] } }]);
    expect(changes(done)).toEqual([['/purchases', { name: 'Refill Tides', amount: 1, lines: [{ sku: 'b1', quantity: 4 }] }], ['/purchases', { name: 'Refill Peat', amount: 1, lines: [{ sku: 'b3', quantity: 5 }] }]]);
  });

  it('looks up one thing that is only named, before it is changed', async () => {
    const done = await run([{ id: 'raised', kind: 'record', effect: 'change-book', parameters: { copies: 'adjusted(copies, plus, 2)' } }], [{ name: 'id', value: 'b2', facets: { entity: 'book' } }]);
    expect(done.result.requests.map((one) => [one.method, one.path, one.body])).toEqual([['GET', '/books/b2', {}], ['PATCH', '/books/b2', { copies: 6 }]]);
    const best = await run([{ id: 'dearest', kind: 'record', facets: { entity: 'book', order: 'desc(price)' } }, { id: 'cut', kind: 'record', effect: 'change-book', parameters: { price: 'adjusted(price, minus, 2)' } }]);
    expect(changes(best)).toEqual([['/books/b1', { price: 18 }]]);
  });

  it('takes fields of another record that is named, and those of the thing itself where both have them', async () => {
    const found: Wants = [{ id: 'moss', kind: 'record', facets: { entity: 'book', filters: ['title = Moss'] } }];
    const sent = await run([...found, { id: 'sent', kind: 'record', effect: 'send-reminder', parameters: { text: 'It costs {value(moss, price)}', fee: 'adjusted(value(moss, price), times, 0.1)' } }], [{ name: 'id', value: 'm1', facets: { entity: 'member' } }]);
    expect(changes(sent)).toEqual([['/members/m1/reminders', { text: 'It costs 19.99', fee: 1.999 }]]);
    const own = await run([{ id: 'best', kind: 'record', facets: { entity: 'member', order: 'desc(balance)' } }, { id: 'extended', kind: 'record', effect: 'extend-loan', parameters: { due_on: 'later(due_on, 1, day)' } }], [{ name: 'id', value: 'l2', facets: { entity: 'loan' } }]);
    expect(changes(own)).toEqual([['/loans/l2', { due_on: '2026-02-11' }]]);
  });

  it('never sends what a person should have been asked for, also inside lists of objects', async () => {
    const done = await run([{ id: 'ordered', kind: 'record', effect: 'order-purchase', parameters: { name: 'Refill', amount: 1, lines: [{ sku: 'b1', quantity: 'asked(quantity)' }] } }]);
    expect(done.result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('Cannot use "asked(quantity)" for "lines"') as string, requests: [] });
  });

  it('shows in the plan how each value is made', async () => {
    const done = await run([overdue, { id: 'extended', kind: 'record', cardinality: 'list', effect: 'extend-loan', parameters: { due_on: 'later(due_on, 2, week)' } }]);
    expect(done.plan?.nodes.at(-1)?.parameters).toEqual([{ name: 'from_record', binding: { kind: 'literal', value: { port: 'loan', fields: { due_on: { fn: 'later', args: ['due_on', 2, 'week'] } } } } }]);
  });

  it('is refused, and nothing is changed, where a field is not known or a setting cannot be read', async () => {
    const why = async (wants: Wants): Promise<string> => {
      const done = await run(wants, [{ name: 'id', value: 'b2', facets: { entity: 'book' } }]);
      expect(done.result.requests).toEqual([]);
      return `${done.result.outcome}: ${done.result.reason}`;
    };
    expect(await why([{ id: 'w', kind: 'record', effect: 'change-book', parameters: { price: 'adjusted(prize, times, 2)' } }])).toMatch(/refused: Cannot make "price" of "w" from field "prize".*Did you mean price\?/);
    expect(await why([{ id: 'w', kind: 'record', effect: 'change-book', parameters: { price: 'computed(price times 2)' } }])).toMatch(/refused: /);
    expect(await why([{ id: 'w', kind: 'record', effect: 'change-book', parameters: { prices: 3 } }])).toMatch(/refused: Cannot set "prices" of "w".*Did you mean price\?/);
    expect(await why([{ id: 'w', kind: 'record', effect: 'change-book', parameters: { price: 'three' } }])).toMatch(/refused: Cannot set "price" of "w": .* takes number, got "three"/);
  });

  it('fails before the request where a record has no such value, or the service takes whole numbers', async () => {
    const done = await run([{ id: 'w', kind: 'record', effect: 'change-book', parameters: { copies: 'adjusted(price, times, 0.3)' } }], [{ name: 'id', value: 'b2', facets: { entity: 'book' } }]);
    expect(done.result.reason).toMatch(/"copies" takes whole numbers, got 5.997/);
    expect(changes(done)).toEqual([]);
  });
});

describe('a change for each of a restricted list', () => {
  it('is made to what the list names, and never to everything there is', async () => {
    const done = await run([overdue, { id: 'sent', kind: 'record', cardinality: 'list', effect: 'send-reminder', parameters: { text: 'Please' } }]);
    expect(changes(done)).toEqual([['/members/m1/reminders', { text: 'Please' }], ['/members/m2/reminders', { text: 'Please' }]]);
    const other = await run([overdue, { id: 'w', kind: 'record', cardinality: 'list', effect: 'reply-to-ticket', parameters: { text: 'Please' } }]);
    expect(other.result).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('nothing leads from their records to what reply-to-ticket changes') as string, requests: [] });
  });
});
