const string = { type: 'string' };
const answer = (schema: object): object => ({ 200: { description: 'ok', content: { 'application/json': { schema } } } });
const one = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const list = (name: string): object => answer({ type: 'array', items: one(name) });
const path = (name: string): object => ({ name, in: 'path', required: true, schema: string });
const query = (name: string): object => ({ name, in: 'query', required: false, schema: string });
const body = (properties: object, required: string[]): object => ({ required: true, content: { 'application/json': { schema: { type: 'object', properties, required } } } });
const made = (names: string[], required: string[], more: object = {}): object => ({ type: 'object', required, properties: { ...Object.fromEntries(names.map((name) => [name, string])), ...more } });

/** A description of a service with references under names of roles (assignee, inspector), keys other than an identifier (a serial), and a search. */
export const maintenanceDocument = (address = 'https://maintenance.example'): object => ({
  openapi: '3.0.3', info: { title: 'Maintenance', version: '1' }, servers: [{ url: address }],
  components: {
    schemas: {
      Branch: made(['id', 'name', 'city'], ['id', 'name']),
      Asset: made(['id', 'serial', 'name', 'branch_id'], ['id', 'serial', 'branch_id'], { age: { type: 'number' } }),
      Technician: made(['id', 'name', 'trade', 'branch_id'], ['id', 'name']),
      WorkOrder: made(['id', 'asset_serial', 'title', 'status', 'assignee_id', 'inspector_id'], ['id', 'title', 'status'], { priority: { type: 'number' } }),
      Part: made(['id', 'name'], ['id', 'name']),
      Comment: made(['id', 'text'], ['id']),
    },
  },
  paths: {
    '/branches': { get: { operationId: 'listBranches', responses: list('Branch') } },
    '/branches/{branch_id}': { get: { operationId: 'getBranch', parameters: [path('branch_id')], responses: answer(one('Branch')) } },
    '/assets': { get: { operationId: 'listAssets', parameters: [query('q')], responses: list('Asset') } },
    '/assets/{asset_id}': { get: { operationId: 'getAsset', parameters: [path('asset_id')], responses: answer(one('Asset')) } },
    '/technicians': { get: { operationId: 'listTechnicians', responses: list('Technician') } },
    '/technicians/{technician_id}': { get: { operationId: 'getTechnician', parameters: [path('technician_id')], responses: answer(one('Technician')) } },
    '/parts': { get: { operationId: 'listParts', responses: list('Part') } },
    '/parts/{part_id}': { get: { operationId: 'getPart', parameters: [path('part_id')], responses: answer(one('Part')) } },
    '/work-orders': {
      get: { operationId: 'listWorkOrders', parameters: [query('status')], responses: list('WorkOrder') },
      post: { operationId: 'createWorkOrder', requestBody: body({ title: string, asset_id: string, assignee_id: { ...string, description: 'Technician who does the work' }, inspector_id: { ...string, description: 'Technician who checks it' }, priority: { type: 'number' } }, ['title', 'asset_id']), responses: answer(one('WorkOrder')) },
    },
    '/work-orders/search': { get: { operationId: 'searchWorkOrders', parameters: [query('q')], responses: list('WorkOrder') } },
    '/work-orders/{work_order_id}': {
      get: { operationId: 'getWorkOrder', parameters: [path('work_order_id')], responses: answer(one('WorkOrder')) },
      patch: { operationId: 'changeWorkOrder', parameters: [path('work_order_id')], requestBody: body({ status: string, title: string, assignee_id: { ...string, description: 'Technician who does the work' } }, []), responses: answer(one('WorkOrder')) },
      delete: { operationId: 'deleteWorkOrder', parameters: [path('work_order_id')], responses: answer(one('WorkOrder')) },
    },
    '/work-orders/{work_order_id}/comments': { get: { operationId: 'listComments', parameters: [path('work_order_id')], responses: list('Comment') } },
    '/branches/{branch_id}/work-orders': { get: { operationId: 'listBranchWorkOrders', parameters: [path('branch_id')], responses: list('WorkOrder') } },
  },
});
