import { describe, expect, it } from 'vitest';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import { packs } from '../../src/packs/index.ts';
import { withAnswers } from '../../src/plan/asked-values.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { formGoal } from '../../src/plan/front-end-form.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { GoalForm } from '../../src/schemas/goal-form.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';
import { FREE } from './fixtures/goals.ts';
import { at, body, date, list, number, object, ok, ref, string } from './fixtures/openapi.ts';

const instant = { type: 'string', format: 'date-time' };

/** A shop: orders of customers, each with lines of products. */
const SHOP = {
  openapi: '3.1.0', info: { title: 'Shop', version: '1' }, servers: [{ url: 'https://shop.example' }],
  components: { schemas: {
    Customer: object({ id: string, name: string, city: string, address: object({ street: string, zip: string }) }), Product: object({ id: string, name: string, price: number, stock: number }),
    OrderLine: object({ product_id: string, quantity: number }),
    Order: object({ id: string, number: string, customer_id: string, status: string, placed_on: date, total: number, lines: { type: 'array', items: ref('OrderLine') } }),
  } },
  paths: {
    '/customers': list('Customer'), '/products': list('Product'), '/orders': list('Order'),
    '/customers/{customer_id}': { parameters: at('customer_id'), get: { operationId: 'getCustomer', responses: ok(ref('Customer')) } },
    '/products/{product_id}': { parameters: at('product_id'), get: { operationId: 'getProduct', responses: ok(ref('Product')) } },
    '/orders/{order_id}': { parameters: at('order_id'), get: { operationId: 'getOrder', responses: ok(ref('Order')) } },
    '/deliveries': { post: { operationId: 'orderDelivery', requestBody: body(object({ product_id: string, quantity: { type: 'integer' } }, ['product_id', 'quantity'])), responses: ok(object({ id: string, product_id: string })) } },
  },
};
/** Couriers, who know orders by the reference of their shipments. */
const COURIER = {
  openapi: '3.1.0', info: { title: 'Couriers', version: '1' }, servers: [{ url: 'https://courier.example' }],
  components: { schemas: {
    Courier: object({ id: string, name: string }), Scan: object({ id: string, shipment_id: string, place: string, scanned_at: instant }),
    Shipment: object({ id: string, reference: { ...string, description: 'The number of the order.' }, courier_id: string, window_from: instant, window_to: instant, delivered_at: instant }),
  } },
  paths: {
    '/couriers': list('Courier'), '/shipments': list('Shipment'), '/scans': list('Scan'),
    '/shipments/{shipment_id}': { parameters: at('shipment_id'), get: { operationId: 'getShipment', responses: ok(ref('Shipment')) } },
  },
};
const services = [toolOf(importOpenApi(SHOP, { name: 'shop' })), toolOf(importOpenApi(COURIER, { name: 'courier' }))];
const registry = buildRegistry([...Object.values(packs), ...services.map(servicePack)], [...tools, ...services], digestOf);

function plan(form: GoalForm): Plan | string {
  const reading = formGoal('a goal', form, { registry, profiles: [], constraints: FREE });
  if (reading.result !== 'typed') return JSON.stringify(reading);
  const result = compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  return result.result === 'plan' ? result.plan : result.message;
}

/** Partial plans that the search looks at for one table. */
function looks(facets: NonNullable<GoalForm['wants'][number]['facets']>): number {
  const reading = formGoal('a goal', { wants: [{ id: 'w', kind: 'table', facets }] }, { registry, profiles: [], constraints: FREE });
  const result = reading.result === 'typed' ? compileGoal(reading.typed_goal, registry, { now: '2026-01-01T00:00:00.000Z' }) : null;
  return result?.result === 'plan' ? result.search.expansions : Number.POSITIVE_INFINITY;
}

const steps = (of: Plan | string): string[] => (typeof of === 'string' ? [of] : of.nodes.map((task) => task.operation ?? ''));
const links = (of: Plan | string): unknown[] => (typeof of === 'string' ? [] : of.nodes.flatMap((task) => (task.parameters ?? []).flatMap(({ name, binding }) => (name === 'link' && binding.kind === 'literal' ? [binding.value] : []))));
const table = (facets: NonNullable<GoalForm['wants'][number]['facets']>): Plan | string => plan({ wants: [{ id: 'w', kind: 'table', facets }] });

describe('lists inside records', () => {
  it('are rows with the fields of the record around them, where a want names what only they have', () => {
    const sums = table({ entity: 'order', keys: 'product_name', measures: 'statistic(quantity, sum)', filters: ['status != cancelled', 'placed_on = 2025-03'], order: 'desc(statistic(quantity, sum))', limit: 2 });
    expect(steps(sums)).toEqual(['shop.list-orders', 'shop.order-lines', 'record.tabulate', 'shop.list-products', 'record.tabulate', 'table.attach', 'table.filter', 'table.statistic', 'table.rank']);
  });

  it('are grouped by what the record around them refers to', () => {
    expect(links(table({ entity: 'order-line', keys: 'customer_city', measures: 'statistic(quantity, sum)' }))).toMatchObject([{ args: ['customer_id', 'id', 'customer', { args: ['city', 'customer_city'] }] }]);
  });

  it('stay inside where all that is named is a field of the record', () => {
    expect(steps(table({ entity: 'order', keys: 'status', measures: 'statistic(total, sum)' }))).not.toContain('shop.order-lines');
  });

  it('never add up a number of the record around them once per element', () => {
    expect(typeof table({ entity: 'order', keys: 'product_name', measures: 'statistic(total, sum)' })).toBe('string');
  });
});

describe('records that refer to others under another name', () => {
  it('are joined across services by what their description says, and filtered between their own fields', () => {
    const late = table({ entity: 'shipment', filters: 'delivered_at > column(window_to)', columns: ['courier_name', 'order_status'] });
    expect(steps(late).at(-1)).toBe('table.filter');
    expect(links(late)).toMatchObject([{ args: ['courier_id', 'id', 'courier', {}] }, { args: ['reference', 'number', 'reference', { args: ['status', 'order_status'] }] }]);
  });

  it('give the latest of each, by any of their dates', () => {
    expect(steps(table({ entity: 'scan', top: 'of(shipment_id, desc(scanned_at))' }))).toEqual(['courier.list-scans', 'record.tabulate', 'table.top']);
    expect(steps(table({ entity: 'shipment', top: 'of(courier_name, desc(delivered_at))' })).at(-1)).toBe('table.top');
    expect(steps(plan({ wants: [{ id: 's', kind: 'record', cardinality: 'list', facets: { entity: 'shipment', filters: 'courier_id = K1' } }, { id: 'w', kind: 'table', facets: { entity: 'scan', filters: 'among(s, shipment_id, id)', top: 'of(shipment_id, desc(scanned_at))' } }] })).filter((one) => one.endsWith('.among'))).toHaveLength(1);
  });

  it('are planned without looking at lists of tables and counts of words that nobody asks for', () => {
    expect(looks({ entity: 'order', keys: 'product_name', measures: 'statistic(quantity, sum)', filters: 'status != cancelled', order: 'desc(statistic(quantity, sum))' })).toBeLessThan(1_000);
    expect(looks({ entity: 'scan', top: 'of(shipment_id, desc(scanned_at))', columns: 'courier_name' })).toBeLessThan(1_000);
  });
});

describe('a value that a person enters for a change', () => {
  it('is asked for as a number where the service takes one', () => {
    const ordered = plan({ wants: [{ id: 'w', kind: 'record', effect: 'order-delivery' }], values: [{ name: 'name', value: 'Wool rug', facets: { entity: 'product' } }] });
    const asked = typeof ordered === 'string' ? undefined : ordered.nodes.find((task) => task.operation === 'person.enter');
    expect(asked?.description).toBe('Ask a person: Which number for "quantity"?');
    expect(asked?.parameters).toContainEqual({ name: 'type', binding: { kind: 'literal', value: 'number' } });
  });
  it('is asked for when it is chosen of what', () => {
    const ordered = plan({ wants: [{ id: 'l', kind: 'record', cardinality: 'list', facets: { entity: 'product', order: 'asc(stock)' } }, { id: 'w', kind: 'record', effect: 'order-delivery' }] });
    expect(steps(ordered)).toEqual(['shop.list-products', 'record.order', 'person.choose', 'record.take', 'person.enter', 'shop.order-delivery']);
    expect(typeof ordered === 'string' ? [] : ordered.nodes.find((task) => task.operation === 'person.enter')?.dependencies).toEqual(['choose']);
  });

  it('is not asked for where it is stated, and its name finds the thing that the change needs', () => {
    const ordered = plan({ wants: [{ id: 'w', kind: 'record', effect: 'order-delivery' }], values: [{ name: 'name', value: 'Wool rug' }, { name: 'quantity', value: 12 }] });
    expect(steps(ordered)).toEqual(['shop.list-products', 'record.pick', 'shop.order-delivery']);
  });

  it('is a number beside a comparison by size, and stays a text where its unit could be another', () => {
    const compared = (answer: string, column = 'score'): unknown => {
      const wants = withAnswers([{ id: 'w', type: { kind: 'table', facets: { filters: [{ fn: '>', args: [column, { fn: 'asked', args: ['limit'] }] }] } }, effect: null, title: 'w', spans: [] }], { limit: answer });
      return Array.isArray(wants) ? wants[0]?.type.facets['filters'] : wants;
    };
    expect(compared('48 points')).toEqual([{ fn: '>', args: ['score', 48] }]);
    expect(compared('14 percent')).toEqual([{ fn: '>', args: ['score', 14] }]);
    expect(compared('2,5 kg', 'weight_kg')).toEqual([{ fn: '>', args: ['weight_kg', 2.5] }]);
    expect(compared('2500 g', 'weight_kg')).toEqual([{ fn: '>', args: ['weight_kg', '2500 g'] }]);
    expect(compared('2024-05')).toEqual([{ fn: '>', args: ['score', '2024-05'] }]);
  });
});
