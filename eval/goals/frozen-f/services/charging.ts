// A town's network of charging points for electric cars: sites, points, charging sessions and faults; points can be restarted and changed.
import { inPath, listOf, missing, ok, query, ref, serve } from './http.ts';
import type { Definition, Schema, Service } from './http.ts';

export interface Site { id: string; name: string; street: string; caretaker: string }
export interface Point { id: string; site_id: string; current: 'AC' | 'DC'; power_kw: number; state: 'online' | 'offline' | 'out_of_service'; price_per_kwh: number; restarts: number }
export interface Session { id: string; point_id: string; started_at: string; minutes: number; energy_kwh: number; card: string }
export interface Fault { id: string; point_id: string; reported_on: string; closed_on: string | null; text: string }
export interface ChargingState { sites: Site[]; points: Point[]; sessions: Session[]; faults: Fault[] }

const sites: Site[] = [
  { id: 'ST-1', name: 'Cattle Market', street: 'Weighhouse Row 2', caretaker: 'Imke Sander' },
  { id: 'ST-2', name: 'Swimming Baths', street: 'Lido Way 14', caretaker: 'Bogdan Ilic' },
  { id: 'ST-3', name: 'Old Gasworks', street: 'Retort Street 7', caretaker: 'Imke Sander' },
  { id: 'ST-4', name: 'Hospital South', street: 'Linden Court 1', caretaker: 'Yvonne Achterberg' },
  { id: 'ST-5', name: 'Chapel Bridge', street: 'Mill Race 33', caretaker: 'Samir Daoud' },
];

const kinds: [string, string, 'AC' | 'DC', number, Point['state'], number][] = [
  ['LP-2101', 'ST-1', 'AC', 22, 'online', 0.49], ['LP-2102', 'ST-1', 'AC', 22, 'online', 0.49], ['LP-2103', 'ST-1', 'DC', 50, 'online', 0.62],
  ['LP-2107', 'ST-2', 'AC', 11, 'online', 0.45], ['LP-2108', 'ST-2', 'AC', 11, 'offline', 0.45],
  ['LP-2112', 'ST-3', 'DC', 150, 'online', 0.69], ['LP-2113', 'ST-3', 'DC', 150, 'online', 0.69], ['LP-2114', 'ST-3', 'AC', 22, 'offline', 0.49],
  ['LP-2120', 'ST-4', 'AC', 22, 'online', 0.49], ['LP-2121', 'ST-4', 'AC', 22, 'out_of_service', 0.49],
  ['LP-2130', 'ST-5', 'AC', 11, 'online', 0.45], ['LP-2131', 'ST-5', 'DC', 50, 'online', 0.62],
];

const faults: Fault[] = [
  { id: 'FT-81', point_id: 'LP-2103', reported_on: '2025-03-11', closed_on: '2025-03-14', text: 'Plug does not lock' },
  { id: 'FT-82', point_id: 'LP-2121', reported_on: '2025-05-02', closed_on: null, text: 'Hit by a van, housing open' },
  { id: 'FT-83', point_id: 'LP-2131', reported_on: '2025-05-19', closed_on: '2025-05-20', text: 'Display dark' },
  { id: 'FT-84', point_id: 'LP-2103', reported_on: '2025-06-30', closed_on: '2025-07-04', text: 'Stops at 80 percent' },
  { id: 'FT-85', point_id: 'LP-2107', reported_on: '2025-07-21', closed_on: '2025-07-28', text: 'Card reader does not read' },
  { id: 'FT-86', point_id: 'LP-2112', reported_on: '2025-08-08', closed_on: '2025-08-08', text: 'Fan is loud' },
  { id: 'FT-87', point_id: 'LP-2131', reported_on: '2025-08-26', closed_on: '2025-09-01', text: 'Emergency stop pressed' },
  { id: 'FT-88', point_id: 'LP-2114', reported_on: '2025-09-24', closed_on: null, text: 'No connection to the back end' },
  { id: 'FT-89', point_id: 'LP-2131', reported_on: '2025-09-27', closed_on: '2025-09-29', text: 'Display dark' },
  { id: 'FT-90', point_id: 'LP-2108', reported_on: '2025-10-01', closed_on: null, text: 'Breaker trips' },
];

/** A session every few hours from 20 August to 5 October 2025, the same each time. */
function makeSessions(): Session[] {
  const sessions: Session[] = [];
  let seed = 20517;
  const draw = (below: number): number => { seed = (seed * 16807) % 2147483647; return seed % below; };
  const busy = kinds.filter(([, , , , state]) => state === 'online');
  for (let number = 0; number < 214; number++) {
    const [point, , , power] = busy[draw(busy.length)] as (typeof kinds)[number];
    const started = Date.parse('2025-08-20T05:00:00Z') + number * 5 * 3600000 + draw(280) * 60000;
    const minutes = power > 40 ? 12 + draw(45) : 40 + draw(260);
    sessions.push({ id: `CS-${9001 + number}`, point_id: point, started_at: new Date(started).toISOString().slice(0, 16) + 'Z', minutes, energy_kwh: Math.round(power * (0.35 + draw(50) / 100) * minutes / 6) / 10, card: `card-${100 + draw(70)}` });
  }
  return sessions;
}

/** How many restarts it takes until a point is online again. */
const needed: { [point: string]: number } = { 'LP-2114': 4, 'LP-2108': 9 };

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more });
const day = (description: string): Schema => text(description, { format: 'date' });
const states = ['online', 'offline', 'out_of_service'];
const notFound = { '404': { description: 'There is no such thing.', schema: ref('Error') } };
const pointPath = inPath('point_id', 'Number of the charging point.', 'LP-2101');

export const charging: Definition<ChargingState> = {
  name: 'charging',
  title: 'Charging Network Back Office',
  version: '1.9.2',
  openapi: '3.1.0',
  description: 'Sites and charging points of the municipal network, what was charged there and what broke. Times are UTC, energy is in kilowatt hours, prices are in euros per kilowatt hour.',
  schemas: {
    Site: { type: 'object', description: 'A place with one or more charging points.', required: ['id', 'name', 'street', 'caretaker'], properties: { id: text('Number of the site.', { examples: ['ST-1'] }), name: text('What people call it.'), street: text('Address.'), caretaker: text('Who looks after it.') } },
    Point: {
      type: 'object', description: 'One charging point.', required: ['id', 'site_id', 'current', 'power_kw', 'state', 'price_per_kwh', 'restarts'],
      properties: { id: text('Number on the post.', { examples: ['LP-2101'] }), site_id: text('Where it stands.'), current: text('Alternating or direct current.', { enum: ['AC', 'DC'] }), power_kw: { type: 'number', description: 'Greatest power in kW.' }, state: text('Whether it works.', { enum: states }), price_per_kwh: { type: 'number', description: 'Euros per kWh.' }, restarts: { type: 'integer', description: 'Restarts since midnight.' } },
    },
    PointChange: { type: 'object', description: 'What to change on a point.', additionalProperties: false, minProperties: 1, properties: { state: text('New state.', { enum: ['online', 'out_of_service'] }), price_per_kwh: { type: 'number', minimum: 0.1, maximum: 2, description: 'New price in euros per kWh.' } } },
    Restart: { type: 'object', description: 'How a restart ended.', required: ['point_id', 'attempt', 'state'], properties: { point_id: text('The point.'), attempt: { type: 'integer', description: 'Which restart since midnight this was.' }, state: text('State after the restart.', { enum: states }) } },
    Session: { type: 'object', description: 'One car charging once.', required: ['id', 'point_id', 'started_at', 'minutes', 'energy_kwh', 'card'], properties: { id: text('Number of the session.'), point_id: text('Where.'), started_at: text('Begin, UTC.', { examples: ['2025-09-01T08:15Z'] }), minutes: { type: 'integer', description: 'How long it took.' }, energy_kwh: { type: 'number', description: 'Energy delivered.' }, card: text('Charging card, without the name of its holder.') } },
    SessionList: { type: 'object', description: 'A part of the sessions.', required: ['sessions', 'offset', 'limit', 'total'], properties: { sessions: listOf('Session'), offset: { type: 'integer', description: 'How many were skipped.' }, limit: { type: 'integer', description: 'At most so many are returned.' }, total: { type: 'integer', description: 'How many there are in all.' } } },
    Fault: { type: 'object', description: 'Something that was reported broken.', required: ['id', 'point_id', 'reported_on', 'closed_on', 'text'], properties: { id: text('Number of the report.'), point_id: text('Where.'), reported_on: day('Day of the report.'), closed_on: { type: ['string', 'null'], format: 'date', description: 'Day on which it was mended; null while the fault is open.' }, text: text('What is wrong.') } },
  },
  seed: () => ({
    sites: sites.map((one) => ({ ...one })),
    points: kinds.map(([id, site_id, current, power_kw, state, price_per_kwh]) => ({ id, site_id, current, power_kw, state, price_per_kwh, restarts: 0 })),
    sessions: makeSessions(),
    faults: faults.map((one) => ({ ...one })),
  }),
  routes: [
    { method: 'GET', path: '/sites', id: 'getSites', tag: 'sites', summary: 'All sites', replies: { '200': { description: 'The sites.', schema: listOf('Site') } }, run: (state) => ok(state.sites) },
    {
      method: 'GET', path: '/points', id: 'getPoints', tag: 'points', summary: 'Charging points',
      parameters: [query('site_id', 'Only points of this site.', { type: 'string' }), query('state', 'Only points in this state.', { type: 'string', enum: states })],
      replies: { '200': { description: 'The points.', schema: listOf('Point') } },
      run: (state, call) => ok(state.points.filter((one) => (call.query['site_id'] ?? one.site_id) === one.site_id && (call.query['state'] ?? one.state) === one.state)),
    },
    {
      method: 'GET', path: '/points/{point_id}', id: 'getPoint', tag: 'points', summary: 'One charging point', parameters: [pointPath],
      replies: { '200': { description: 'The point.', schema: ref('Point') }, ...notFound },
      run: (state, call) => { const found = state.points.find((one) => one.id === call.path['point_id']); return found === undefined ? missing('this point') : ok(found); },
    },
    {
      method: 'PATCH', path: '/points/{point_id}', id: 'changePoint', tag: 'points', summary: 'Take a point out of service, put it back, or change its price', parameters: [pointPath], body: 'PointChange',
      replies: { '200': { description: 'The point afterwards.', schema: ref('Point') }, ...notFound },
      run: (state, call) => {
        const found = state.points.find((one) => one.id === call.path['point_id']);
        if (found === undefined) return missing('this point');
        Object.assign(found, call.body);
        return ok(found);
      },
    },
    {
      method: 'POST', path: '/points/{point_id}/restart', id: 'restartPoint', tag: 'points', summary: 'Restart a charging point', description: 'Switches the point off and on again and returns the state it reports then. It may stay offline.', parameters: [pointPath],
      replies: { '200': { description: 'The state after the restart.', schema: ref('Restart') }, ...notFound },
      run: (state, call) => {
        const found = state.points.find((one) => one.id === call.path['point_id']);
        if (found === undefined) return missing('this point');
        found.restarts += 1;
        if (found.state === 'offline' && found.restarts >= (needed[found.id] ?? 1)) found.state = 'online';
        return ok({ point_id: found.id, attempt: found.restarts, state: found.state });
      },
    },
    {
      method: 'GET', path: '/sessions', id: 'getSessions', tag: 'sessions', summary: 'Charging sessions', description: 'Sessions by the time they began, a part at a time.',
      parameters: [
        query('point_id', 'Only sessions at this point.', { type: 'string' }), query('from', 'Begun on this day or later.', { type: 'string', format: 'date' }), query('to', 'Begun on this day or earlier.', { type: 'string', format: 'date' }),
        query('offset', 'How many to skip.', { type: 'integer', minimum: 0, default: 0 }), query('limit', 'How many to return, 50 at most.', { type: 'integer', minimum: 1, maximum: 50, default: 25 }),
      ],
      replies: { '200': { description: 'A part of the sessions.', schema: ref('SessionList') } },
      run: (state, call) => {
        const { point_id, from, to } = call.query;
        const found = state.sessions.filter((one) => (point_id ?? one.point_id) === one.point_id && (from === undefined || one.started_at.slice(0, 10) >= from) && (to === undefined || one.started_at.slice(0, 10) <= to));
        const offset = Number(call.query['offset'] ?? 0);
        const limit = Number(call.query['limit'] ?? 25);
        return ok({ sessions: found.slice(offset, offset + limit), offset, limit, total: found.length });
      },
    },
    {
      method: 'GET', path: '/faults', id: 'getFaults', tag: 'faults', summary: 'Reported faults', description: 'All faults, open and closed, by day of the report.',
      parameters: [query('point_id', 'Only faults of this point.', { type: 'string' })],
      replies: { '200': { description: 'The faults.', schema: listOf('Fault') } },
      run: (state, call) => ok(state.faults.filter((one) => (call.query['point_id'] ?? one.point_id) === one.point_id)),
    },
  ],
};

export const start = (): Promise<Service> => serve(charging);
