// A wholesale bakery: customers, products, orders with their lines, ovens, and questions that customers sent.
import { bodyOf, conflict, day, daysAfter, decimal, dice, invalid, listOf, maybeConflict, maybeUnknown, ok, orNull, query, record, ref, segment, serve, text, unknownThing, whole } from './http.ts';
import type { Answer, Definition, Given, Schema, Service } from './http.ts';

export interface Customer { id: string; name: string; trade: string; street: string; district: string; contact: string; payment_days: number }
export interface Product { id: string; name: string; category: string; unit_price_eur: number; allergens: string[] }
export interface Line { product_id: string; pieces: number; unit_price_eur: number }
export interface Order { order_no: string; customer_id: string; ordered_on: string; delivery_date: string; status: string; lines: Line[]; total_eur: number; note: string | null }
export interface Batch { id: string; oven_id: string; product_id: string; pieces: number; oven_celsius: number }
export interface Oven { id: string; name: string; kind: string; celsius: number }
export interface Inquiry { id: string; customer_id: string; received_on: string; questions: string[]; answered: boolean }
export interface BakeryState { customers: Customer[]; products: Product[]; orders: Order[]; ovens: Oven[]; batches: Batch[]; inquiries: Inquiry[] }

const cells = (block: string): string[][] => block.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const at = (row: string[], index: number): string => row[index] ?? '';

const customers: Customer[] = cells(`
C-01|Café Morgenrot|cafe|Lindenweg 4|Altstadt|Selma Yıldız|14
C-02|Hotel Seeblick|hotel|Uferstraße 31|Hafen|Konrad Aicher|30
C-03|Gasthof Lamm|restaurant|Marktplatz 9|Altstadt|Vroni Lechner|14
C-04|Bistro Pont Neuf|restaurant|Brückengasse 2|Altstadt|Luc Garnier|14
C-05|Kita Regenbogen|school|Ahornweg 17|Nordend|Birte Sommer|30
C-06|Feinkost Adler|shop|Hauptstraße 58|Südhang|Piet Adler|21
C-07|Café Zeitlos|cafe|Museumsplatz 1|Altstadt|Hedda Nolte|14
C-08|Gesamtschule Nord|school|Schulring 80|Nordend|Timo Wendt|30
C-09|Pension Anker|hotel|Kaimauer 12|Hafen|Inga Brandt|21
C-10|Hofladen Birkner|shop|Rebhang 6|Südhang|Anselm Birkner|21
C-11|Kantine Werft Drei|restaurant|Dockstraße 3|Hafen|Ulf Matthies|30
C-12|Café Morgenstern|cafe|Nordallee 22|Nordend|Rieke Post|14`).map((row) => ({ id: at(row, 0), name: at(row, 1), trade: at(row, 2), street: at(row, 3), district: at(row, 4), contact: at(row, 5), payment_days: Number(row[6]) }));

const products: Product[] = cells(`
PR-11|Country loaf|bread|3.10|wheat,rye
PR-12|Rye sourdough|bread|3.60|rye
PR-13|Walnut bread|bread|4.20|wheat,rye,nuts
PR-14|Sandwich loaf|bread|2.90|wheat,milk
PR-21|Wheat roll|rolls|0.32|wheat
PR-22|Spelt roll|rolls|0.48|wheat
PR-23|Poppy seed roll|rolls|0.41|wheat
PR-24|Pretzel|rolls|0.55|wheat
PR-31|Butter croissant|pastry|0.95|wheat,milk
PR-32|Nut plait|pastry|1.40|wheat,milk,egg,nuts
PR-33|Apple turnover|pastry|1.30|wheat,milk,egg
PR-34|Marzipan crescent|pastry|1.55|wheat,egg,nuts
PR-35|Cinnamon bun|pastry|1.25|wheat,milk,egg
PR-36|Custard Danish|pastry|1.45|wheat,milk,egg`).map((row) => ({ id: at(row, 0), name: at(row, 1), category: at(row, 2), unit_price_eur: Number(row[3]), allergens: at(row, 4).split(',') }));

const rounded = (value: number): number => Math.round(value * 100) / 100;
const totalOf = (lines: Line[]): number => rounded(lines.reduce((sum, one) => sum + one.pieces * one.unit_price_eur, 0));
const linesOf = (given: string): Line[] => given.split(',').map((part) => {
  const [id = '', pieces = '0'] = part.split(':');
  return { product_id: id, pieces: Number(pieces), unit_price_eur: products.find((one) => one.id === id)?.unit_price_eur ?? 0 };
});

/** The days around the calendar's date are written down; what came before is filled at random. */
const written = cells(`
C-01|2026-03-15|2026-03-17|delivered|PR-21:60,PR-31:40|
C-02|2026-03-14|2026-03-17|delivered|PR-21:120,PR-12:10,PR-35:30|Kitchen entrance
C-04|2026-03-16|2026-03-17|delivered|PR-14:12|
C-07|2026-03-15|2026-03-17|delivered|PR-33:24,PR-31:36|
C-09|2026-03-15|2026-03-17|delivered|PR-21:50|
C-10|2026-03-13|2026-03-17|delivered|PR-11:15,PR-13:8|
C-11|2026-03-16|2026-03-17|delivered|PR-24:90|
C-06|2026-03-16|2026-03-17|cancelled|PR-12:20|
C-03|2026-03-16|2026-03-18|confirmed|PR-24:60,PR-22:40|
C-05|2026-03-15|2026-03-18|confirmed|PR-21:70|
C-12|2026-03-16|2026-03-18|confirmed|PR-31:30,PR-36:18|
C-06|2026-03-17|2026-03-19|confirmed|PR-13:14,PR-32:20|
C-08|2026-03-17|2026-03-19|confirmed|PR-24:150|
C-01|2026-03-16|2026-03-20|cancelled|PR-21:60|
C-01|2026-03-17|2026-03-20|confirmed|PR-21:80,PR-31:55,PR-35:20|
C-12|2026-03-17|2026-03-20|confirmed|PR-31:45|
C-04|2026-03-17|2026-03-20|draft|PR-14:10|
C-03|2026-03-16|2026-03-21|confirmed|PR-24:80|
C-06|2026-03-17|2026-03-21|draft|PR-12:16|
C-07|2026-03-17|2026-03-21|confirmed|PR-33:40,PR-34:24|
C-09|2026-03-18|2026-03-21|cancelled|PR-21:60|
C-10|2026-03-18|2026-03-21|confirmed|PR-11:22,PR-12:12|
C-11|2026-03-18|2026-03-21|confirmed|PR-24:40|
C-02|2026-03-17|2026-03-24|confirmed|PR-21:140,PR-36:25|
C-02|2026-03-17|2026-03-22|draft|PR-31:60|`);

function makeOrders(): Order[] {
  const roll = dice(90_055);
  const made: Omit<Order, 'order_no' | 'total_eur'>[] = [];
  for (let date = '2025-12-29'; date <= '2026-03-14'; date = daysAfter(date, 1)) {
    for (let times = 1 + roll(3); times > 0; times -= 1) {
      const customer = customers[roll(customers.length)]?.id ?? '';
      const chosen = new Set([roll(14), roll(14), roll(14)].slice(0, 1 + roll(3)));
      const lines = [...chosen].map((index) => {
        const product = products[index]!;
        return { product_id: product.id, pieces: product.category === 'bread' ? 4 + 2 * roll(12) : 20 + 5 * roll(25), unit_price_eur: product.unit_price_eur };
      });
      const delivery_date = daysAfter(date, 1 + roll(5));
      if (delivery_date > '2026-03-16') continue;
      made.push({ customer_id: customer, ordered_on: date, delivery_date, status: roll(10) === 0 ? 'cancelled' : 'delivered', lines, note: roll(12) === 0 ? 'Leave at the back door' : null });
    }
  }
  for (const row of written) made.push({ customer_id: at(row, 0), ordered_on: at(row, 1), delivery_date: at(row, 2), status: at(row, 3), lines: linesOf(at(row, 4)), note: at(row, 5) === '' ? null : at(row, 5) });
  return made.toSorted((one, other) => one.ordered_on.localeCompare(other.ordered_on)).map(({ lines, note, ...one }, index) => ({ order_no: `BO-${1001 + index}`, ...one, lines, total_eur: totalOf(lines), note }));
}

const ovens: Oven[] = [
  { id: 'OV-1', name: 'Big deck oven', kind: 'deck', celsius: 176 },
  { id: 'OV-2', name: 'Rack oven', kind: 'rack', celsius: 221 },
  { id: 'OV-3', name: 'Small deck oven', kind: 'deck', celsius: 24 },
];
/** What the thermometer of an oven that is heating up shows from one reading to the next. */
export const heating: { [oven: string]: number[] } = { 'OV-1': [188, 201, 214, 226, 235, 243, 248, 250], 'OV-2': [221, 220], 'OV-3': [24, 24] };

const inquiries: Inquiry[] = [
  { id: 'IN-28', customer_id: 'C-07', received_on: '2026-03-12', questions: ['Which of your rolls is the cheapest?'], answered: true },
  { id: 'IN-30', customer_id: 'C-10', received_on: '2026-03-16', questions: ['How much is the rye sourdough now?', 'How many orders have we placed since 1 March 2026?'], answered: false },
  { id: 'IN-31', customer_id: 'C-02', received_on: '2026-03-17', questions: ['How many of our orders did you deliver in February 2026 (by day of delivery)?', 'Which of your pastries contain nuts?', 'On which day will our next confirmed order be delivered?'], answered: false },
];

const states = ['draft', 'confirmed', 'delivered', 'cancelled'];
const categories = ['bread', 'rolls', 'pastry'];
const paged = (name: string): Schema => record('A part of a longer list.', { data: listOf(name), meta: record('Where this part lies.', { offset: whole('How many entries were skipped.'), limit: whole('How many entries a part holds.'), total: whole('How many entries there are in all.') }) });
const paging = [query('offset', 'How many entries to skip.', { type: 'integer', minimum: 0, default: 0 }), query('limit', 'How many entries to return, 50 at most.', { type: 'integer', minimum: 1, maximum: 50, default: 25 })];
function part(list: unknown[], given: Given): Answer {
  const offset = given.number('offset', 0);
  const limit = given.number('limit', 25);
  return ok({ data: list.slice(offset, offset + limit), meta: { offset, limit, total: list.length } });
}
const is = (value: string, wanted: string | undefined): boolean => wanted === undefined || value === wanted;

interface Wish { product_id: string; pieces: number }
const orderNo = segment('order_no', 'Number of the order.', 'BO-1001');
const customerId = segment('customer_id', 'Number of the customer.', 'C-01');
const ovenId = segment('oven_id', 'Number of the oven.', 'OV-1');
const wishes: Schema = { type: 'array', minItems: 1, description: 'What is ordered.', items: ref('Wish') };
const note = orNull(text('Remark for the drivers and the customer.'));

export const bakery: Definition<BakeryState> = {
  name: 'bakery',
  title: 'Kornhaus Wholesale Bakery',
  version: '1.6.2',
  description: 'Customers, products, orders and ovens of a bakery that supplies cafes, hotels, schools and shops. Money is in euros. The calendar of the bakery stands at 2026-03-18. Deliveries are made by a courier firm, which knows an order by its number.',
  schemas: {
    Customer: record('Somebody who orders regularly.', { id: text('Number of the customer.', { examples: ['C-01'] }), name: text('Name of the business.'), trade: text('What kind of business.', { enum: ['cafe', 'hotel', 'restaurant', 'school', 'shop'] }), street: text('Street and number to which is delivered.'), district: text('Part of town.'), contact: text('Person to talk to.'), payment_days: whole('Days allowed for payment.') }),
    Product: record('Something the bakery makes.', { id: text('Number of the product.', { examples: ['PR-11'] }), name: text('What it is called.'), category: text('Kind of product.', { enum: categories }), unit_price_eur: decimal('Price of one piece in euros.'), allergens: { type: 'array', items: { type: 'string' }, description: 'Allergens it contains.' } }),
    Line: record('One product of an order.', { product_id: text('The product.'), pieces: whole('How many pieces.'), unit_price_eur: decimal('Price of a piece at the time of the order.') }),
    Order: record('An order of a customer.', { order_no: text('Number of the order.', { examples: ['BO-1001'] }), customer_id: text('Who ordered.'), ordered_on: day('Day on which it was placed.'), delivery_date: day('Day on which it is or was to be delivered.'), status: text('A draft is not yet accepted by the bakery.', { enum: states }), lines: listOf('Line'), total_eur: decimal('Value of all lines in euros.'), note }),
    Wish: bodyOf('A product and how many of it.', { product_id: text('The product.', { examples: ['PR-21'] }), pieces: whole('How many pieces.', { minimum: 1 }) }, ['product_id', 'pieces']),
    NewOrder: bodyOf('An order to place.', { customer_id: text('Who orders.'), delivery_date: day('Day of delivery.'), lines: wishes, note }, ['customer_id', 'delivery_date', 'lines']),
    OrderChange: { ...bodyOf('What to change.', { delivery_date: day('Day of delivery.'), lines: wishes, note }, []), minProperties: 1 },
    Oven: record('An oven and its temperature when last read.', { id: text('Number of the oven.', { examples: ['OV-1'] }), name: text('What the bakers call it.'), kind: text('Type.', { enum: ['deck', 'rack'] }), celsius: whole('Temperature in degrees Celsius.') }),
    NewBatch: bodyOf('A batch to put into the oven.', { product_id: text('What is baked.'), pieces: whole('How many pieces.', { minimum: 1 }) }, ['product_id', 'pieces']),
    Batch: record('A batch in an oven.', { id: text('Number of the batch.'), oven_id: text('The oven.'), product_id: text('What is baked.'), pieces: whole('How many pieces.'), oven_celsius: whole('Temperature of the oven when the batch went in.') }),
    Inquiry: record('Questions that a customer sent with the contact form.', { id: text('Number of the inquiry.', { examples: ['IN-28'] }), customer_id: text('Who asks.'), received_on: day('When it came.'), questions: { type: 'array', items: { type: 'string' }, description: 'The questions in the words of the customer.' }, answered: { type: 'boolean', description: 'Whether it has been answered.' } }),
    CustomerList: paged('Customer'),
    OrderList: paged('Order'),
  },
  seed: () => structuredClone({ customers, products, orders: makeOrders(), ovens, batches: [], inquiries }),
  operations: [
    {
      verb: 'get', path: '/customers', id: 'listCustomers', tag: 'customers', summary: 'List customers', parameters: [query('district', 'Part of town.'), query('trade', 'Kind of business.'), ...paging],
      answers: { 200: { description: 'Customers.', schema: ref('CustomerList') } },
      run: (state, given) => part(state.customers.filter((one) => is(one.district, given.ask('district')) && is(one.trade, given.ask('trade'))), given),
    },
    {
      verb: 'get', path: '/customers/{customer_id}', id: 'getCustomer', tag: 'customers', summary: 'One customer', parameters: [customerId],
      answers: { 200: { description: 'The customer.', schema: ref('Customer') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.customers.find((one) => one.id === given.at('customer_id'));
        return found === undefined ? unknownThing('customer') : ok(found);
      },
    },
    {
      verb: 'get', path: '/customers/{customer_id}/orders', id: 'listOrdersOfCustomer', tag: 'customers', summary: 'Orders of a customer', parameters: [customerId, ...paging],
      answers: { 200: { description: 'Orders, the oldest first.', schema: ref('OrderList') }, ...maybeUnknown },
      run: (state, given) => (state.customers.some((one) => one.id === given.at('customer_id')) ? part(state.orders.filter((one) => one.customer_id === given.at('customer_id')), given) : unknownThing('customer')),
    },
    {
      verb: 'get', path: '/products', id: 'listProducts', tag: 'products', summary: 'List products', parameters: [query('category', 'Kind of product.', { type: 'string', enum: categories }), query('allergen', 'Only products that contain this allergen.')],
      answers: { 200: { description: 'Products.', schema: listOf('Product') } },
      run: (state, given) => ok(state.products.filter((one) => is(one.category, given.ask('category')) && (given.ask('allergen') === undefined || one.allergens.includes(given.ask('allergen') ?? '')))),
    },
    {
      verb: 'get', path: '/products/{product_id}', id: 'getProduct', tag: 'products', summary: 'One product', parameters: [segment('product_id', 'Number of the product.', 'PR-11')],
      answers: { 200: { description: 'The product.', schema: ref('Product') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.products.find((one) => one.id === given.at('product_id'));
        return found === undefined ? unknownThing('product') : ok(found);
      },
    },
    {
      verb: 'get', path: '/orders', id: 'listOrders', tag: 'orders', summary: 'List orders',
      parameters: [query('status', 'State of the order.', { type: 'string', enum: states }), query('delivery_from', 'First day of delivery.', { type: 'string', format: 'date' }), query('delivery_to', 'Last day of delivery, included.', { type: 'string', format: 'date' }), query('ordered_from', 'First day of ordering.', { type: 'string', format: 'date' }), query('ordered_to', 'Last day of ordering, included.', { type: 'string', format: 'date' }), ...paging],
      answers: { 200: { description: 'Orders with their lines, the oldest first.', schema: ref('OrderList') } },
      run: (state, given) => part(state.orders.filter((one) => is(one.status, given.ask('status')) && one.delivery_date >= (given.ask('delivery_from') ?? '') && one.delivery_date <= (given.ask('delivery_to') ?? '9') && one.ordered_on >= (given.ask('ordered_from') ?? '') && one.ordered_on <= (given.ask('ordered_to') ?? '9')), given),
    },
    {
      verb: 'get', path: '/orders/{order_no}', id: 'getOrder', tag: 'orders', summary: 'One order', parameters: [orderNo],
      answers: { 200: { description: 'The order.', schema: ref('Order') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.orders.find((one) => one.order_no === given.at('order_no'));
        return found === undefined ? unknownThing('order') : ok(found);
      },
    },
    {
      verb: 'post', path: '/orders', id: 'placeOrder', tag: 'orders', summary: 'Place an order', description: 'Today is its day of ordering; it is confirmed at once, at the prices of the product list.', body: 'NewOrder',
      answers: { 201: { description: 'The order.', schema: ref('Order') } },
      run: (state, given) => {
        const wanted = given.body as unknown as { customer_id: string; delivery_date: string; lines: Wish[]; note?: string | null };
        if (!state.customers.some((one) => one.id === wanted.customer_id)) return invalid('customer_id', 'is not a customer');
        const lines = priced(state, wanted.lines);
        if (lines === null) return invalid('lines', 'names a product that does not exist');
        const made: Order = { order_no: `BO-${1001 + state.orders.length}`, customer_id: wanted.customer_id, ordered_on: '2026-03-18', delivery_date: wanted.delivery_date, status: 'confirmed', lines, total_eur: totalOf(lines), note: wanted.note ?? null };
        state.orders.push(made);
        return ok(made, 201);
      },
    },
    {
      verb: 'patch', path: '/orders/{order_no}', id: 'changeOrder', tag: 'orders', summary: 'Change an order', description: 'The note can be changed at any time, the rest only while the order is a draft or confirmed.', parameters: [orderNo], body: 'OrderChange',
      answers: { 200: { description: 'The order as it is now.', schema: ref('Order') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = state.orders.find((one) => one.order_no === given.at('order_no'));
        if (found === undefined) return unknownThing('order');
        const wanted = given.body as unknown as { delivery_date?: string; lines?: Wish[]; note?: string | null };
        if ((wanted.delivery_date !== undefined || wanted.lines !== undefined) && !['draft', 'confirmed'].includes(found.status)) return conflict(`The order is ${found.status}.`);
        if (wanted.lines !== undefined) {
          const lines = priced(state, wanted.lines);
          if (lines === null) return invalid('lines', 'names a product that does not exist');
          found.lines = lines;
          found.total_eur = totalOf(lines);
        }
        if (wanted.delivery_date !== undefined) found.delivery_date = wanted.delivery_date;
        if (wanted.note !== undefined) found.note = wanted.note;
        return ok(found);
      },
    },
    {
      verb: 'post', path: '/orders/{order_no}/cancel', id: 'cancelOrder', tag: 'orders', summary: 'Cancel an order that is not delivered', parameters: [orderNo],
      answers: { 200: { description: 'The cancelled order.', schema: ref('Order') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = state.orders.find((one) => one.order_no === given.at('order_no'));
        if (found === undefined) return unknownThing('order');
        if (!['draft', 'confirmed'].includes(found.status)) return conflict(`The order is ${found.status}.`);
        found.status = 'cancelled';
        return ok(found);
      },
    },
    { verb: 'get', path: '/ovens', id: 'listOvens', tag: 'ovens', summary: 'The ovens', description: 'With the temperatures that were read last.', answers: { 200: { description: 'All ovens.', schema: listOf('Oven') } }, run: (state) => ok(state.ovens) },
    {
      verb: 'get', path: '/ovens/{oven_id}', id: 'readOven', tag: 'ovens', summary: 'Read the thermometer of an oven', description: 'Every call reads the temperature anew.', parameters: [ovenId],
      answers: { 200: { description: 'The oven with its temperature now.', schema: ref('Oven') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.ovens.find((one) => one.id === given.at('oven_id'));
        if (found === undefined) return unknownThing('oven');
        const course = heating[found.id] ?? [];
        found.celsius = course[Math.min(course.indexOf(found.celsius) + 1, course.length - 1)] ?? found.celsius;
        return ok(found);
      },
    },
    {
      verb: 'post', path: '/ovens/{oven_id}/batches', id: 'startBatch', tag: 'ovens', summary: 'Put a batch into an oven', description: 'At whatever temperature the oven has; check it first.', parameters: [ovenId], body: 'NewBatch',
      answers: { 201: { description: 'The batch.', schema: ref('Batch') }, ...maybeUnknown },
      run: (state, given) => {
        const oven = state.ovens.find((one) => one.id === given.at('oven_id'));
        if (oven === undefined) return unknownThing('oven');
        const wanted = given.body as unknown as Wish;
        if (!state.products.some((one) => one.id === wanted.product_id)) return invalid('product_id', 'is not a product');
        const made: Batch = { id: `BT-${state.batches.length + 1}`, oven_id: oven.id, product_id: wanted.product_id, pieces: wanted.pieces, oven_celsius: oven.celsius };
        state.batches.push(made);
        return ok(made, 201);
      },
    },
    {
      verb: 'get', path: '/inquiries', id: 'listInquiries', tag: 'inquiries', summary: 'Questions from customers', parameters: [query('customer_id', 'Only from this customer.'), query('answered', 'Only answered or unanswered ones.', { type: 'boolean' })],
      answers: { 200: { description: 'The inquiries.', schema: listOf('Inquiry') } },
      run: (state, given) => ok(state.inquiries.filter((one) => is(one.customer_id, given.ask('customer_id')) && (given.ask('answered') === undefined || String(one.answered) === given.ask('answered')))),
    },
  ],
};

function priced(state: BakeryState, wished: Wish[]): Line[] | null {
  const lines = wished.flatMap(({ product_id, pieces }) => state.products.filter((one) => one.id === product_id).map((one) => ({ product_id, pieces, unit_price_eur: one.unit_price_eur })));
  return lines.length === wished.length ? lines : null;
}

export const start = (): Promise<Service> => serve(bakery);
