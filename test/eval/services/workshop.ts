import type { Service } from '../../../eval/goals/corpus.ts';
import { at, body, number, object, ok, ref, string } from '../../plan/fixtures/openapi.ts';
import { type Asked, serve } from './memory.ts';

const integer = { type: 'integer' };
const site = { name: 'X-Site', in: 'header', required: true, schema: { type: 'string', enum: ['east'] } };
const inQuery = (name: string, schema: object): object => ({ name, in: 'query', schema });
const array = (name: string): object => ok({ type: 'array', items: ref(name) });
const states = { type: 'string', enum: ['idle', 'busy'] };

/** Machines are listed for each hall alone; identifiers are called otherwise than `id`; lists have pages of which nothing tells how many there are. */
const OPENAPI = {
  openapi: '3.1.0', info: { title: 'Workshop', version: '1' },
  components: { schemas: {
    Hall: object({ hallId: string, name: string }, ['hallId']),
    Machine: object({ machineId: string, hallId: string, state: states, watts: number }, ['machineId']),
    Part: object({ sku: string, title: string, price: number }, ['sku']),
    Job: object({ id: integer, machineId: string, ts: { type: 'integer', description: 'Unix time' }, uses: { type: 'array', items: object({ sku: string, qty: integer }) }, outcome: object({ weight: number }) }),
  } },
  paths: {
    '/halls': { parameters: [site], get: { operationId: 'listHalls', responses: array('Hall') } },
    '/halls/{hallId}/machines': { parameters: [site, ...at('hallId')], get: { operationId: 'listMachines', parameters: [inQuery('state', states)], responses: array('Machine') } },
    '/halls/{hallId}/machines/{machineId}': { parameters: [site, ...at('hallId'), ...at('machineId')], patch: { operationId: 'changeMachine', requestBody: body(object({ state: states })), responses: ok(ref('Machine')) } },
    '/jobs': { get: { operationId: 'listJobs', parameters: [inQuery('page', integer), inQuery('per_page', { type: 'integer', default: 10 })], responses: array('Job') } },
    '/jobs/{id}': { parameters: at('id'), get: { operationId: 'getJob', responses: ok(object({ data: ref('Job'), meta: object({}) })) } },
    '/parts': { get: { operationId: 'listParts', responses: array('Part') } },
    '/parts/{sku}': { parameters: at('sku'), get: { operationId: 'getPart', responses: ok(ref('Part')) }, patch: { operationId: 'changePart', requestBody: body(object({ price: number })), responses: ok(ref('Part')) } },
    '/parts/retire': { post: { operationId: 'retireParts', requestBody: body(object({ skus: { type: 'array', items: string } }, ['skus'])), responses: ok(object({ retired: integer })) } },
  },
};

/** A workshop of two halls; its 25 jobs come in pages of ten. */
export async function start(): Promise<Service> {
  const halls = [{ hallId: 'H1', name: 'Press hall' }, { hallId: 'H2', name: 'Paint hall' }];
  const machines = Array.from({ length: 5 }, (_, at) => ({ machineId: `M${at + 1}`, hallId: at < 3 ? 'H1' : 'H2', state: at % 2 === 0 ? 'busy' : 'idle', watts: 100 * (at + 1) }));
  const parts = [{ sku: 'W-1', title: 'Washer', price: 10 }, { sku: 'W-2', title: 'Wheel', price: 25 }, { sku: 'W-3', title: 'Wedge', price: 8 }];
  const jobs = Array.from({ length: 25 }, (_, at) => ({ id: at + 1, machineId: `M${1 + (at % 5)}`, ts: Date.UTC(2025, at < 10 ? 0 : 1, 1 + at, 8) / 1000, uses: [{ sku: `W-${1 + (at % 3)}`, qty: 2 }], outcome: { weight: at } }));
  const here = (answer: (asked: Asked) => unknown) => (asked: Asked): unknown => (asked.headers['x-site'] === 'east' ? answer(asked) : undefined);
  return serve('workshop', OPENAPI, {
    'GET /halls': here(() => halls),
    'GET /halls/{hallId}/machines': here(({ path, query }) => machines.filter((one) => one.hallId === path['hallId'] && (query['state'] === undefined || one.state === query['state']))),
    'PATCH /halls/{hallId}/machines/{machineId}': here(({ path, body: sent }) => {
      const found = machines.find((one) => one.hallId === path['hallId'] && one.machineId === path['machineId']);
      return found === undefined ? undefined : Object.assign(found, sent);
    }),
    'GET /jobs': ({ query }) => jobs.slice((Number(query['page'] ?? 1) - 1) * 10, Number(query['page'] ?? 1) * 10),
    'GET /jobs/{id}': ({ path }) => ({ data: jobs.find((one) => String(one.id) === path['id']), meta: {} }),
    'GET /parts': () => parts, 'GET /parts/{sku}': ({ path }) => parts.find((one) => one.sku === path['sku']),
    'PATCH /parts/{sku}': ({ path, body: sent }) => Object.assign(parts.find((one) => one.sku === path['sku']) ?? {}, sent),
    'POST /parts/retire': ({ body: sent }) => ({ retired: (sent['skus'] as string[]).length }),
  });
}
