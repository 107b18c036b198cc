import type { Service } from '../../../eval/goals/corpus.ts';
import { at, body, date, list, number, object, ok, ref, string } from '../../plan/fixtures/openapi.ts';
import { type Asked, serve } from './memory.ts';

const integer = { type: 'integer' };
const read = (id: string, name: string): object => ({ operationId: id, responses: ok(ref(name)) });

const OPENAPI = {
  openapi: '3.1.0', info: { title: 'Lending library', version: '1' },
  components: { schemas: {
    Book: object({ id: string, title: string, price: number, copies: integer, shelf: string }),
    Member: object({ id: string, name: string, email: string, balance: number }),
    Loan: object({ id: string, book_title: string, member_id: string, due_on: date, status: string, fine: number }),
    Reminder: object({ id: string, member_id: string, text: string }),
    Ticket: object({ id: string, subject: string, state: string, opened_on: date }),
    Reply: object({ id: string, ticket_id: string, text: string }),
    Purchase: object({ id: string, name: string, amount: integer, lines: { type: 'array', items: object({ sku: string, quantity: integer }) } }),
  } },
  paths: {
    '/books': list('Book'), '/members': list('Member'), '/loans': list('Loan'), '/tickets': list('Ticket'),
    '/books/{book_id}': { parameters: at('book_id'), get: read('getBook', 'Book'), patch: { operationId: 'changeBook', requestBody: body(object({ price: number, copies: integer, shelf: string })), responses: ok(ref('Book')) } },
    '/members/{member_id}': { parameters: at('member_id'), get: read('getMember', 'Member') },
    '/members/{member_id}/reminders': { parameters: at('member_id'), post: { operationId: 'sendReminder', requestBody: body(object({ text: string, fee: number }, ['text'])), responses: ok(ref('Reminder')) } },
    '/loans/{loan_id}': { parameters: at('loan_id'), get: read('getLoan', 'Loan'), patch: { operationId: 'extendLoan', requestBody: body(object({ due_on: date }, ['due_on'])), responses: ok(ref('Loan')) } },
    '/tickets/{ticket_id}/replies': { parameters: at('ticket_id'), post: { operationId: 'replyToTicket', requestBody: body(object({ text: string }, ['text'])), responses: ok(ref('Reply')) } },
    '/purchases': { post: { operationId: 'orderPurchase', requestBody: body(object({ name: string, amount: integer, lines: { type: 'array', items: object({ sku: string, quantity: integer }, ['sku', 'quantity']) } }, ['name', 'amount'])), responses: ok(ref('Purchase')) } },
  },
};

/** A library: books, members, loans and tickets, and what can be changed of them. */
export async function start(): Promise<Service> {
  const books = [{ id: 'b1', title: 'Tides', price: 20, copies: 1, shelf: 'A' }, { id: 'b2', title: 'Moss', price: 19.99, copies: 4, shelf: 'B' }, { id: 'b3', title: 'Peat', price: 8.5, copies: 0, shelf: 'A' }];
  const members = [{ id: 'm1', name: 'Ada', email: 'ada@example.org', balance: 3 }, { id: 'm2', name: 'Bo', email: 'bo@example.org', balance: 12 }];
  const loans = [{ id: 'l1', book_title: 'Tides', member_id: 'm1', due_on: '2026-01-31', status: 'overdue', fine: 4 }, { id: 'l2', book_title: 'Moss', member_id: 'm2', due_on: '2026-02-10', status: 'out', fine: 0 }, { id: 'l3', book_title: 'Peat', member_id: 'm2', due_on: '2026-01-05', status: 'overdue', fine: 2.5 }];
  const tickets = [{ id: 't1', subject: 'No light', state: 'open', opened_on: '2026-01-02' }, { id: 't2', subject: 'Lost card', state: 'open', opened_on: '2026-01-04' }, { id: 't3', subject: 'Noise', state: 'closed', opened_on: '2026-01-03' }];
  const one = <T extends { id: string }>(all: T[], id: string | undefined): T | undefined => all.find((record) => record.id === id);
  const change = <T extends { id: string }>(all: T[], name: string) => ({ path, body: changes }: Asked): T | undefined => {
    const record = one(all, path[name]);
    return record === undefined ? undefined : Object.assign(record, changes);
  };
  return serve('library', OPENAPI, {
    'GET /books': () => books, 'GET /members': () => members, 'GET /loans': () => loans, 'GET /tickets': () => tickets,
    'GET /books/{book_id}': ({ path }) => one(books, path['book_id']), 'PATCH /books/{book_id}': change(books, 'book_id'),
    'GET /members/{member_id}': ({ path }) => one(members, path['member_id']),
    'POST /members/{member_id}/reminders': ({ path, body: sent }) => ({ id: 'r1', ...path, ...sent }),
    'GET /loans/{loan_id}': ({ path }) => one(loans, path['loan_id']), 'PATCH /loans/{loan_id}': change(loans, 'loan_id'),
    'POST /tickets/{ticket_id}/replies': ({ path, body: sent }) => ({ id: 'y1', ...path, ...sent }),
    'POST /purchases': ({ body: sent }) => ({ id: 'p1', ...sent }),
  });
}
