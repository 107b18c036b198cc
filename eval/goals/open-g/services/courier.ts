// A cargo bike courier firm: zones, riders, shipments with their scans, offers to riders, and route plans that take a while.
import { bodyOf, clock, conflict, day, daysAfter, decimal, dice, invalid, listOf, maybeConflict, maybeUnknown, ok, orNull, query, record, ref, segment, serve, text, unknownThing, whole } from './http.ts';
import type { Answer, Definition, Given, Service } from './http.ts';

export interface Zone { id: string; name: string }
export interface Rider { id: string; name: string; bike: string; max_load_kg: number; on_duty: boolean }
export interface Shipment { id: string; sender: string; sender_reference: string | null; recipient: string; street: string; zone_id: string | null; day: string; window_from: string; window_to: string; parcels: number; weight_kg: number; state: string; rider_id: string | null; delivered_at: string | null; instructions: string | null }
export interface Scan { shipment_id: string; at: string; code: string; remark: string | null }
export interface Offer { number: number; shipment_id: string; rider_id: string; answer: string }
export interface RoutePlan { id: string; day: string; status: string; total_km: number | null; polls: number }
export interface Leg { rider_id: string; stops: number; km: number }
export interface CourierState { zones: Zone[]; riders: Rider[]; shipments: Shipment[]; scans: Scan[]; offers: Offer[]; plans: RoutePlan[] }

const cells = (block: string): string[][] => block.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
const at = (row: string[], index: number): string => row[index] ?? '';
const orNothing = (cell: string): string | null => (cell === '' ? null : cell);

const zones: Zone[] = [{ id: 'Z1', name: 'Altstadt' }, { id: 'Z2', name: 'Hafen' }, { id: 'Z3', name: 'Nordend' }, { id: 'Z4', name: 'Südhang' }];

const riders: Rider[] = cells(`
R-11|Tomasz Wrona|trike|120|yes
R-12|Ayla Şimşek|long_john|80|yes
R-13|Finn Odenthal|two_wheeler|25|yes
R-14|Mariam Touré|long_john|80|no
R-15|Kostas Levidis|trike|120|yes
R-16|Greta Pohl|two_wheeler|25|yes
R-17|Emeka Obi|long_john|80|yes
R-18|Lasse Brink|trike|120|no`).map((row) => ({ id: at(row, 0), name: at(row, 1), bike: at(row, 2), max_load_kg: Number(row[3]), on_duty: row[4] === 'yes' }));

/** sender | reference | recipient | street | zone | day | from | to | parcels | kg | state | rider | delivered at | instructions */
const written = cells(`
Kornhaus|BO-1141|Pension Anker|Kaimauer 12|Z2|2026-03-16|06:00|07:00|3|11.5|delivered|R-12|07:20|
Kornhaus|BO-1147|Café Morgenrot|Lindenweg 4|Z1|2026-03-17|06:30|08:00|2|7|delivered|R-11|07:42|
Kornhaus|BO-1146|Seeblick, kitchen|Uferstraße 31|Z2|2026-03-17|06:00|07:30|4|19|delivered|R-12|07:58|Kitchen entrance
Kornhaus|BO-1151|Bistro Pont Neuf|Brückengasse 2|Z1|2026-03-17|08:00|09:30|1|8.5|delivered|R-11|09:30|
Kornhaus|BO-1148|Zeitlos|Museumsplatz 1|Z1|2026-03-17|07:00|08:30|2|6|delivered|R-17|08:41|
Kornhaus|BO-1149|Pension Anker|Kaimauer 12|Z2|2026-03-17|06:00|07:00|1|4|delivered|R-12|06:48|
Kornhaus|BO-1145|Birkner farm shop|Rebhang 6|Z4|2026-03-17|07:30|09:00|3|17.5|delivered|R-15|10:05|
Kornhaus|BO-1152|Werft Drei|Dockstraße 3|Z2|2026-03-17|09:00|10:30|2|9|delivered|R-12|10:27|
Blütenhof Maas|BM-552|Optik Hansen|Hauptstraße 12|Z4|2026-03-17|09:00|10:00|1|2.5|delivered|R-16|10:50|
Verlag Nordlicht||Buchladen Seidel|Marktgasse 7|Z1|2026-03-17|10:00|12:00|2|18|delivered|R-11|12:20|
Kornhaus|BO-1154|Gasthof Lamm|Marktplatz 9|Z1|2026-03-18|06:00|07:30|2|9.5|delivered|R-11|07:05|
Kornhaus|BO-1150|Kita Regenbogen|Ahornweg 17|Z3|2026-03-18|06:30|07:45|1|5|delivered|R-13|07:30|
Kornhaus|BO-1155|Morgenstern|Nordallee 22|Z3|2026-03-18|07:00|08:30|2|6.5|picked_up|R-13||
Verlag Nordlicht|VN-301|Buchladen Seidel|Marktgasse 7|Z1|2026-03-18|13:00|16:00|1|12|planned|R-11||
Apotheke am Tor||Pension Anker|Kaimauer 12|Z2|2026-03-18|15:00|17:00|1|0.8|planned|R-16||Cool bag
Kornhaus|BO-1158|Feinkost Adler|Hauptstraße 58|Z4|2026-03-19|06:30|08:00|2|10|planned|R-15||
Kornhaus|BO-1159|Gesamtschule Nord|Schulring 80|Z3|2026-03-19|07:00|08:30|4|16|planned|R-12||
Verlag Nordlicht|VN-302|Buchladen Seidel|Marktgasse 7|Z1|2026-03-19|10:00|13:00|3|27.5|planned|R-11||
Apotheke am Tor|AT-90|Praxis Dr. Kern|Schulring 3|Z3|2026-03-19|08:00|09:00|1|3|planned|||Hand over in person
Druckerei Falk|DF-1711|Weinhandel Kohl|Rebhang 40|Z4|2026-03-19|11:00|15:00|6|64|planned|||Labels and cartons
Blütenhof Maas|BM-560|Hotel Seeblick|Uferstraße 31|Z2|2026-03-19|09:00|11:00|2|14|planned|R-17||
Optik Hansen||Praxis Dr. Kern|Schulring 3|Z3|2026-03-20|09:00|12:00|1|1.2|planned|R-16||
Blütenhof Maas|BM-561|Standesamt|Marktplatz 1|Z1|2026-03-20|09:30|10:30|1|6|planned|R-11||
Druckerei Falk|DF-1715|Weinhandel Kohl|Rebhang 40|Z4|2026-03-21|10:00|14:00|2|22|planned|R-15||`);

const places = cells(`
Standesamt|Marktplatz 1|Z1
Museum am Wall|Museumsplatz 5|Z1
Schneiderei Rossi|Lindenweg 19|Z1
Reederei Claasen|Kaimauer 40|Z2
Bootsverleih Tamm|Uferstraße 2|Z2
Stadtbad Nord|Schulring 11|Z3
Zahnarzt Dr. Weller|Nordallee 8|Z3
Werkstatt Holzapfel|Ahornweg 60|Z3
Optik Hansen|Hauptstraße 12|Z4
Tierheim Südhang|Rebhang 71|Z4`);
const senders = ['Druckerei Falk', 'Apotheke am Tor', 'Blütenhof Maas', 'Verlag Nordlicht'];
const time = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (clockTime: string): number => Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3));

function makeShipments(): Shipment[] {
  const roll = dice(6_033);
  const made: Omit<Shipment, 'id'>[] = [];
  for (let date = '2026-03-11'; date <= '2026-03-18'; date = daysAfter(date, 1)) {
    for (let times = date === '2026-03-18' ? 13 : 4 + roll(5); times > 0; times -= 1) {
      const place = places[roll(places.length)]!;
      const from = 8 * 60 + 30 * roll(14);
      const fate = roll(12);
      const state = date < '2026-03-18' ? (fate === 0 ? 'returned' : 'delivered') : (['planned', 'planned', 'picked_up', 'planned', 'delivered'][fate % 5] ?? 'planned');
      made.push({
        sender: senders[roll(senders.length)] ?? '', sender_reference: null, recipient: at(place, 0), street: at(place, 1), zone_id: at(place, 2), day: date, window_from: time(from), window_to: time(from + 120),
        parcels: 1 + roll(4), weight_kg: (5 + roll(230)) / 10, state, rider_id: riders[[0, 1, 2, 4, 5, 6][roll(6)] ?? 0]?.id ?? null, delivered_at: state === 'delivered' ? time(from + 20 + roll(130)) : null, instructions: null,
      });
    }
  }
  for (const row of written) {
    made.push({
      sender: at(row, 0), sender_reference: orNothing(at(row, 1)), recipient: at(row, 2), street: at(row, 3), zone_id: at(row, 4), day: at(row, 5), window_from: at(row, 6), window_to: at(row, 7),
      parcels: Number(row[8]), weight_kg: Number(row[9]), state: at(row, 10), rider_id: orNothing(at(row, 11)), delivered_at: orNothing(at(row, 12)), instructions: orNothing(at(row, 13)),
    });
  }
  return made.toSorted((one, other) => one.day.localeCompare(other.day)).map((one, index) => ({ id: `CS-${7001 + index}`, ...one }));
}

function makeScans(shipments: Shipment[]): Scan[] {
  return shipments.flatMap((one) => {
    const scans: Scan[] = [{ shipment_id: one.id, at: `${daysAfter(one.day, -1)}T17:10:00`, code: 'announced', remark: null }];
    const add = (minute: number, code: string, remark: string | null = null): void => { scans.push({ shipment_id: one.id, at: `${one.day}T${time(minute)}:00`, code, remark }); };
    const from = minuteOf(one.window_from);
    if (one.state !== 'planned') add(from - 25, 'picked_up');
    if (one.sender_reference === 'BO-1148') add(from + 62, 'damaged', 'Box soaked by rain, croissants crushed');
    if (one.sender_reference === 'BM-552') add(from + 30, 'nobody_home', 'Second try later');
    if (one.state === 'returned') add(from + 70, 'nobody_home');
    if (one.state === 'returned') add(from + 140, 'returned');
    if (one.delivered_at !== null) add(minuteOf(one.delivered_at), 'delivered');
    return scans;
  });
}

/** Whom a shipment is offered to, in turn, and what they say. */
const answers: { rider_id: string; answer: string }[] = [{ rider_id: 'R-13', answer: 'declined' }, { rider_id: 'R-16', answer: 'declined' }, { rider_id: 'R-12', answer: 'declined' }, { rider_id: 'R-17', answer: 'accepted' }];
const kilometres: { [rider: string]: number } = { 'R-11': 14.2, 'R-12': 18.7, 'R-13': 11.4, 'R-15': 16.9, 'R-16': 9.8, 'R-17': 21.3 };
/** How many readings a route plan needs until it is ready. */
export const readings = 4;

export function legsOf(plan: Pick<RoutePlan, 'day'>): Leg[] {
  const factor = 1 + (Number(plan.day.slice(8)) - 19) / 20;
  return Object.entries(kilometres).map(([rider_id, km], index) => ({ rider_id, stops: 3 + ((index * 5) % 7), km: Math.round(km * factor * 10) / 10 }));
}
const kmOf = (plan: RoutePlan): number => Math.round(legsOf(plan).reduce((sum, one) => sum + one.km, 0) * 10) / 10;
const shown = ({ id, day: date, status, total_km }: RoutePlan): Omit<RoutePlan, 'polls'> => ({ id, day: date, status, total_km });

const states = ['planned', 'picked_up', 'delivered', 'returned'];
const paging = [query('cursor', 'Where to go on: next_cursor of the answer before.'), query('limit', 'Entries in one answer, 30 at most.', { type: 'integer', minimum: 1, maximum: 30, default: 12 })];
function from(list: unknown[], given: Given): Answer {
  const cursor = given.ask('cursor');
  const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString().replace(/^after:/, ''));
  if (!Number.isInteger(start)) return invalid('cursor', 'is not a cursor of this list');
  const next = start + given.number('limit', 12);
  return ok({ items: list.slice(start, next), next_cursor: next < list.length ? Buffer.from(`after:${next}`).toString('base64url') : null });
}
const is = (value: string | null, wanted: string | undefined): boolean => wanted === undefined || value === wanted;
const shipmentId = segment('shipment_id', 'Number of the shipment.', 'CS-7001');
const planId = segment('plan_id', 'Number of the route plan.', 'RP-1');
const find = (state: CourierState, given: Given): Shipment | undefined => state.shipments.find((one) => one.id === given.at('shipment_id'));

const fields = {
  sender: text('Business that sends it.', { minLength: 1 }),
  sender_reference: orNull(text('Number under which the sender knows it, such as the number of an order.')),
  recipient: text('Who receives it.', { minLength: 1 }),
  street: text('Street and number.', { minLength: 1 }),
  day: day('Day of delivery.'),
  window_from: clock('Earliest time of delivery.'),
  window_to: clock('Latest time of delivery that was promised.'),
  parcels: whole('Number of parcels; 1 unless given.', { minimum: 1 }),
  weight_kg: decimal('Weight of all parcels in kilograms.', { minimum: 0 }),
  instructions: orNull(text('What the rider has to know.')),
};
const { sender: _sender, sender_reference: _reference, ...changeable } = fields;

export const courier: Definition<CourierState> = {
  name: 'courier',
  title: 'Speiche Cargo Bike Couriers',
  version: '2.0.1',
  description: 'Shipments, riders and route plans of a courier firm with cargo bikes. Times are local, weights in kilograms, distances in kilometres. The calendar of the dispatch stands at 2026-03-18.',
  schemas: {
    Zone: record('A part of town.', { id: text('Identifier.'), name: text('Name.') }),
    Rider: record('Somebody who rides for the firm.', { id: text('Number of the rider.', { examples: ['R-11'] }), name: text('Full name.'), bike: text('What they ride.', { enum: ['two_wheeler', 'long_john', 'trike'] }), max_load_kg: whole('Heaviest load the bike can carry, in kilograms.'), on_duty: { type: 'boolean', description: 'Whether they are on duty this week.' } }),
    Shipment: record('Something to bring to somebody.', { id: text('Number of the shipment.', { examples: ['CS-7001'] }), ...fields, zone_id: orNull(text('Zone of the street; null until dispatch has sorted it.')), state: text('How far it is.', { enum: states }), rider_id: orNull(text('Who brings it; null while nobody does.')), delivered_at: orNull(text('Time of delivery; null before.')) }),
    NewShipment: bodyOf('A shipment to book.', fields, ['sender', 'recipient', 'street', 'day', 'window_from', 'window_to', 'weight_kg']),
    ShipmentChange: { ...bodyOf('What to change.', { ...changeable, rider_id: orNull(text('Who brings it.')) }, []), minProperties: 1 },
    ShipmentList: record('A part of a longer list.', { items: listOf('Shipment'), next_cursor: orNull(text('Cursor of the part that follows; null at the end.')) }),
    Scan: record('Something a rider recorded.', { shipment_id: text('The shipment.'), at: text('When, in local time.', { examples: ['2026-03-17T08:02:00'] }), code: text('What happened.', { enum: ['announced', 'picked_up', 'damaged', 'nobody_home', 'returned', 'delivered'] }), remark: orNull(text('Remark of the rider.')) }),
    Offer: record('A shipment offered to a rider.', { number: whole('Number of the offer for this shipment, from 1.'), shipment_id: text('The shipment.'), rider_id: text('Who was asked.'), answer: text('What the rider said.', { enum: ['accepted', 'declined'] }) }),
    NewPlan: bodyOf('What to plan.', { day: day('Day of the tours.') }, ['day']),
    RoutePlan: record('A plan of the tours of one day.', { id: text('Number of the plan.', { examples: ['RP-1'] }), day: day('Day of the tours.'), status: text('How far it is.', { enum: ['waiting', 'computing', 'ready'] }), total_km: orNull(decimal('Length of all tours together in kilometres; null until it is ready.')) }),
    Leg: record('The tour of one rider.', { rider_id: text('Who rides.'), stops: whole('Number of stops.'), km: decimal('Length in kilometres.') }),
  },
  seed: () => {
    const shipments = makeShipments();
    return structuredClone({ zones, riders, shipments, scans: makeScans(shipments), offers: [], plans: [] });
  },
  operations: [
    { verb: 'get', path: '/zones', id: 'listZones', tag: 'zones', summary: 'Parts of town', answers: { 200: { description: 'All zones.', schema: listOf('Zone') } }, run: (state) => ok(state.zones) },
    {
      verb: 'get', path: '/riders', id: 'listRiders', tag: 'riders', summary: 'List riders', parameters: [query('on_duty', 'Only those on duty, or only those who are not.', { type: 'boolean' }), query('bike', 'Only with this kind of bike.')],
      answers: { 200: { description: 'Riders.', schema: listOf('Rider') } },
      run: (state, given) => ok(state.riders.filter((one) => is(String(one.on_duty), given.ask('on_duty')) && is(one.bike, given.ask('bike')))),
    },
    {
      verb: 'get', path: '/riders/{rider_id}', id: 'getRider', tag: 'riders', summary: 'One rider', parameters: [segment('rider_id', 'Number of the rider.', 'R-11')],
      answers: { 200: { description: 'The rider.', schema: ref('Rider') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.riders.find((one) => one.id === given.at('rider_id'));
        return found === undefined ? unknownThing('rider') : ok(found);
      },
    },
    {
      verb: 'get', path: '/shipments', id: 'listShipments', tag: 'shipments', summary: 'List shipments',
      parameters: [query('day', 'Day of delivery.', { type: 'string', format: 'date' }), query('state', 'How far it is.', { type: 'string', enum: states }), query('zone_id', 'Only in this zone.'), query('rider_id', 'Only of this rider.'), query('sender_reference', 'Only with this number of the sender.'), query('recipient', 'Part of the name of the recipient, in any case.'), ...paging],
      answers: { 200: { description: 'Shipments by day.', schema: ref('ShipmentList') } },
      run: (state, given) => from(state.shipments.filter((one) => is(one.day, given.ask('day')) && is(one.state, given.ask('state')) && is(one.zone_id, given.ask('zone_id')) && is(one.rider_id, given.ask('rider_id')) && is(one.sender_reference, given.ask('sender_reference')) && one.recipient.toLowerCase().includes((given.ask('recipient') ?? '').toLowerCase())), given),
    },
    {
      verb: 'get', path: '/shipments/{shipment_id}', id: 'getShipment', tag: 'shipments', summary: 'One shipment', parameters: [shipmentId],
      answers: { 200: { description: 'The shipment.', schema: ref('Shipment') }, ...maybeUnknown },
      run: (state, given) => {
        const found = find(state, given);
        return found === undefined ? unknownThing('shipment') : ok(found);
      },
    },
    {
      verb: 'get', path: '/shipments/{shipment_id}/scans', id: 'listScans', tag: 'shipments', summary: 'What happened to a shipment', parameters: [shipmentId],
      answers: { 200: { description: 'Scans in the order of time.', schema: listOf('Scan') }, ...maybeUnknown },
      run: (state, given) => (find(state, given) === undefined ? unknownThing('shipment') : ok(state.scans.filter((one) => one.shipment_id === given.at('shipment_id')))),
    },
    {
      verb: 'post', path: '/shipments', id: 'bookShipment', tag: 'shipments', summary: 'Book a shipment', body: 'NewShipment',
      answers: { 201: { description: 'The shipment.', schema: ref('Shipment') } },
      run: (state, given) => {
        const wanted = given.body as unknown as Omit<Shipment, 'id' | 'zone_id' | 'state' | 'rider_id' | 'delivered_at'> & Partial<Shipment>;
        if (wanted.window_to <= wanted.window_from) return invalid('window_to', 'must be after window_from');
        const { sender, recipient, street, day: date, window_from, window_to, weight_kg } = wanted;
        const made: Shipment = { id: `CS-${7001 + state.shipments.length}`, sender, sender_reference: wanted.sender_reference ?? null, recipient, street, zone_id: null, day: date, window_from, window_to, parcels: wanted.parcels ?? 1, weight_kg, state: 'planned', rider_id: null, delivered_at: null, instructions: wanted.instructions ?? null };
        while (state.shipments.some((one) => one.id === made.id)) made.id = `CS-${Number(made.id.slice(3)) + 1}`;
        state.shipments.push(made);
        return ok(made, 201);
      },
    },
    {
      verb: 'patch', path: '/shipments/{shipment_id}', id: 'changeShipment', tag: 'shipments', summary: 'Change a planned shipment or give it to a rider', parameters: [shipmentId], body: 'ShipmentChange',
      answers: { 200: { description: 'The shipment as it is now.', schema: ref('Shipment') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = find(state, given);
        if (found === undefined) return unknownThing('shipment');
        if (found.state !== 'planned') return conflict(`The shipment is ${found.state}.`);
        const wanted = given.body as Partial<Shipment>;
        if (typeof wanted.rider_id === 'string') {
          const rider = state.riders.find((one) => one.id === wanted.rider_id);
          if (rider === undefined) return invalid('rider_id', 'is not a rider');
          if (rider.max_load_kg < (wanted.weight_kg ?? found.weight_kg)) return conflict('It is too heavy for the bike of this rider.');
        }
        return ok(Object.assign(found, wanted));
      },
    },
    {
      verb: 'delete', path: '/shipments/{shipment_id}', id: 'removeShipment', tag: 'shipments', summary: 'Cancel a planned shipment', parameters: [shipmentId],
      answers: { 204: { description: 'It is gone.' }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = find(state, given);
        if (found === undefined) return unknownThing('shipment');
        if (found.state !== 'planned') return conflict(`The shipment is ${found.state}.`);
        state.shipments.splice(state.shipments.indexOf(found), 1);
        return { status: 204, body: undefined };
      },
    },
    {
      verb: 'post', path: '/shipments/{shipment_id}/offers', id: 'offerShipment', tag: 'shipments', summary: 'Offer a shipment without rider to the next rider', description: 'Every call asks one rider, who accepts or declines; whoever accepts becomes its rider.', parameters: [shipmentId],
      answers: { 201: { description: 'The offer with its answer.', schema: ref('Offer') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = find(state, given);
        if (found === undefined) return unknownThing('shipment');
        if (found.rider_id !== null) return conflict('The shipment already has a rider.');
        const number = state.offers.filter((one) => one.shipment_id === found.id).length + 1;
        const said = answers[(number - 1) % answers.length]!;
        const made: Offer = { number, shipment_id: found.id, ...said };
        state.offers.push(made);
        if (said.answer === 'accepted') found.rider_id = said.rider_id;
        return ok(made, 201);
      },
    },
    {
      verb: 'post', path: '/route-plans', id: 'startRoutePlan', tag: 'route plans', summary: 'Start planning the tours of a day', description: 'Planning takes a while: read the plan until its status is ready.', body: 'NewPlan',
      answers: { 202: { description: 'The plan, waiting.', schema: ref('RoutePlan') } },
      run: (state, given) => {
        const made: RoutePlan = { id: `RP-${state.plans.length + 1}`, day: String(given.body['day']), status: 'waiting', total_km: null, polls: 0 };
        state.plans.push(made);
        return ok(shown(made), 202);
      },
    },
    {
      verb: 'get', path: '/route-plans/{plan_id}', id: 'getRoutePlan', tag: 'route plans', summary: 'How far a route plan is', parameters: [planId],
      answers: { 200: { description: 'The plan.', schema: ref('RoutePlan') }, ...maybeUnknown },
      run: (state, given) => {
        const found = state.plans.find((one) => one.id === given.at('plan_id'));
        if (found === undefined) return unknownThing('route plan');
        found.polls += 1;
        found.status = found.polls >= readings ? 'ready' : found.polls > 1 ? 'computing' : 'waiting';
        found.total_km = found.status === 'ready' ? kmOf(found) : null;
        return ok(shown(found));
      },
    },
    {
      verb: 'get', path: '/route-plans/{plan_id}/legs', id: 'listLegs', tag: 'route plans', summary: 'Tours of a plan that is ready', parameters: [planId],
      answers: { 200: { description: 'One tour for each rider.', schema: listOf('Leg') }, ...maybeUnknown, ...maybeConflict },
      run: (state, given) => {
        const found = state.plans.find((one) => one.id === given.at('plan_id'));
        if (found === undefined) return unknownThing('route plan');
        return found.status === 'ready' ? ok(legsOf(found)) : conflict('The plan is not ready.');
      },
    },
  ],
};

export const start = (): Promise<Service> => serve(courier);
