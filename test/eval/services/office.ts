import type { Service } from '../../../eval/goals/corpus.ts';
import { at, body, list, number, object, ok, ref, string } from '../../plan/fixtures/openapi.ts';
import { serve } from './memory.ts';

const accepted = (schema: object): object => ({ 202: { description: 'accepted', content: { 'application/json': { schema } } } });
const get = (id: string, name: string): object => ({ operationId: id, responses: ok(ref(name)) });

const OPENAPI = {
  openapi: '3.1.0', info: { title: 'Back office', version: '1' },
  components: { schemas: {
    Dataset: object({ id: string, name: string, rows: number }), Report: object({ id: string, pages: number }),
    Operation: object({ name: string, done: { type: 'boolean' }, report_id: string }),
    Customer: object({ number: string, name: string, city: string }), Import: object({ id: string, phase: string, rows_read: number }),
  } },
  paths: {
    '/datasets': list('Dataset'),
    '/reports': { post: { operationId: 'buildReport', requestBody: body(object({ dataset_id: string }, ['dataset_id'])), responses: accepted(object({ operation: string })) } },
    '/operations/{operation}': { parameters: at('operation'), get: get('getOperation', 'Operation') },
    '/reports/{id}': { parameters: at('id'), get: get('getReport', 'Report') },
    '/imports': { post: { operationId: 'startImport', requestBody: body(object({ source_name: string }, ['source_name'])), responses: accepted(object({ data: object({ task_id: string }) })) } },
    '/imports/{import_id}': { parameters: at('import_id'), get: get('getImport', 'Import') },
    '/customers': { ...list('Customer'), post: { operationId: 'createCustomer', requestBody: body(object({ name: string, city: string }, ['name'])), responses: accepted(object({ customer_number: string })) } },
    '/customers/{number}': { parameters: at('number'), get: get('getCustomer', 'Customer'), patch: { operationId: 'updateCustomer', requestBody: body(object({ city: string })), responses: ok(ref('Customer')) } },
  },
};

/** An office whose jobs and customers come back under other names than they are looked up by. */
export async function start(): Promise<Service> {
  let looks = 0;
  return serve('office', OPENAPI, {
    'GET /datasets': () => [{ id: 'd1', name: 'Rain', rows: 3 }],
    'POST /reports': () => ({ operation: 'op-4' }),
    'GET /operations/{operation}': ({ path }) => { looks += 1; return { name: path['operation'], done: looks > 2, ...(looks > 2 ? { report_id: 'r-1' } : {}) }; },
    'GET /reports/{id}': ({ path }) => ({ id: path['id'], pages: 7 }),
    'POST /imports': () => ({ data: { task_id: 'i7' } }),
    'GET /imports/{import_id}': ({ path }) => { looks += 1; return { id: path['import_id'], phase: looks > 1 ? 'complete' : 'reading', rows_read: looks }; },
    'GET /customers': () => [{ number: 'C-1', name: 'Bo', city: 'Ulm' }],
    'POST /customers': () => ({ customer_number: 'C-8' }),
    'GET /customers/{number}': ({ path }) => ({ number: path['number'], name: 'Ada', city: 'Ulm' }),
    'PATCH /customers/{number}': ({ path, body: sent }) => ({ number: path['number'], name: 'Ada', ...sent }),
  });
}
