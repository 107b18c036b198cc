import type { Service } from '../../corpus.ts';
import { serve } from './observatory.ts';

export interface Room { id: string; name: string; building: string; floor: number; seats: number; projector: boolean }
export interface Booking { id: string; room_id: string; title: string; date: string; start_hour: number; end_hour: number; attendees: number; organiser: string }

export const ROOMS: Room[] = [
  { id: 'r-11', name: 'Aster', building: 'North', floor: 1, seats: 6, projector: false },
  { id: 'r-12', name: 'Birch', building: 'North', floor: 1, seats: 14, projector: true },
  { id: 'r-13', name: 'Cedar', building: 'North', floor: 2, seats: 24, projector: true },
  { id: 'r-21', name: 'Linden', building: 'South', floor: 0, seats: 8, projector: true },
  { id: 'r-22', name: 'Maple', building: 'South', floor: 3, seats: 40, projector: true },
  { id: 'r-23', name: 'Rowan', building: 'South', floor: 3, seats: 4, projector: false },
];

export const BOOKINGS: Booking[] = [
  { id: 'b-101', room_id: 'r-11', title: 'Interview', date: '2026-03-10', start_hour: 9, end_hour: 10, attendees: 3, organiser: 'Ines Duarte' },
  { id: 'b-102', room_id: 'r-13', title: 'Budget round', date: '2026-03-10', start_hour: 13, end_hour: 15, attendees: 12, organiser: 'Pavel Novak' },
  { id: 'b-103', room_id: 'r-22', title: 'All hands', date: '2026-03-10', start_hour: 16, end_hour: 17, attendees: 38, organiser: 'Ines Duarte' },
  { id: 'b-104', room_id: 'r-12', title: 'Firmware sync', date: '2026-03-11', start_hour: 10, end_hour: 11, attendees: 9, organiser: 'Tomoko Abe' },
  { id: 'b-105', room_id: 'r-13', title: 'Sensor workshop', date: '2026-03-12', start_hour: 9, end_hour: 12, attendees: 20, organiser: 'Tomoko Abe' },
  { id: 'b-106', room_id: 'r-11', title: 'Mentoring', date: '2026-03-10', start_hour: 15, end_hour: 16, attendees: 2, organiser: 'Pavel Novak' },
  { id: 'b-107', room_id: 'r-21', title: 'Reading circle', date: '2026-03-12', start_hour: 17, end_hour: 18, attendees: 7, organiser: 'Ines Duarte' },
];

const string = { type: 'string' };
const integer = { type: 'integer' };
const hour = { type: 'integer', minimum: 7, maximum: 20 };
const path = (name: string, description: string): object => ({ name, in: 'path', required: true, schema: string, description });
const query = (name: string, schema: object, description: string): object => ({ name, in: 'query', required: false, schema, description });
const json = (schema: object, description: string): object => ({ description, content: { 'application/json': { schema } } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const list = (name: string): object => ({ type: 'array', items: ref(name) });
const body = (name: string): object => ({ required: true, content: { 'application/json': { schema: ref(name) } } });
const fields = { room_id: { type: 'string', description: 'Id of the room' }, title: { type: 'string', minLength: 1, description: 'What the meeting is about' }, date: { type: 'string', format: 'date', description: 'Day of the meeting' }, start_hour: { ...hour, description: 'Full hour at which it starts' }, end_hour: { ...hour, description: 'Full hour at which it ends' }, attendees: { type: 'integer', minimum: 1, description: 'How many people come' } };

export const OPENAPI = {
  openapi: '3.0.3',
  info: { title: 'Room booking', version: '2.0.1', description: 'Meeting rooms and their bookings.' },
  servers: [{ url: '/' }],
  paths: {
    '/rooms': { get: { operationId: 'listRooms', summary: 'All rooms', description: 'All meeting rooms, or those of one building.', parameters: [query('building', string, 'North or South'), query('min_seats', integer, 'At least so many seats')], responses: { 200: json(list('Room'), 'Rooms') } } },
    '/rooms/{room_id}': { get: { operationId: 'getRoom', summary: 'One room', parameters: [path('room_id', 'Id of the room')], responses: { 200: json(ref('Room'), 'The room'), 404: json(ref('Error'), 'No such room') } } },
    '/rooms/{room_id}/bookings': { get: { operationId: 'listRoomBookings', summary: 'Bookings of a room', parameters: [path('room_id', 'Id of the room'), query('date', { type: 'string', format: 'date' }, 'Only on this day')], responses: { 200: json(list('Booking'), 'Bookings'), 404: json(ref('Error'), 'No such room') } } },
    '/bookings': { post: { operationId: 'createBooking', summary: 'Book a room', description: 'Books a room for some hours of a day.', requestBody: body('NewBooking'), responses: { 201: json(ref('Booking'), 'The booking'), 422: json(ref('Error'), 'The room is taken, too small or the hours are wrong') } } },
    '/bookings/{booking_id}': {
      get: { operationId: 'getBooking', summary: 'One booking', parameters: [path('booking_id', 'Id of the booking')], responses: { 200: json(ref('Booking'), 'The booking'), 404: json(ref('Error'), 'No such booking') } },
      patch: { operationId: 'changeBooking', summary: 'Change a booking', parameters: [path('booking_id', 'Id of the booking')], requestBody: body('BookingChange'), responses: { 200: json(ref('Booking'), 'The booking'), 404: json(ref('Error'), 'No such booking'), 422: json(ref('Error'), 'The room is taken, too small or the hours are wrong') } },
      delete: { operationId: 'cancelBooking', summary: 'Cancel a booking', parameters: [path('booking_id', 'Id of the booking')], responses: { 204: { description: 'Cancelled' }, 404: json(ref('Error'), 'No such booking') } },
    },
  },
  components: {
    schemas: {
      Room: { type: 'object', required: ['id', 'name', 'building', 'seats'], properties: { id: string, name: string, building: string, floor: integer, seats: integer, projector: { type: 'boolean' } } },
      Booking: { type: 'object', required: ['id', 'room_id', 'title', 'date', 'start_hour', 'end_hour', 'attendees'], properties: { id: string, ...fields, organiser: string } },
      NewBooking: { type: 'object', required: ['room_id', 'title', 'date', 'start_hour', 'end_hour', 'attendees'], properties: fields },
      BookingChange: { type: 'object', properties: fields },
      Error: { type: 'object', required: ['message'], properties: { message: string } },
    },
  },
};

/** Starts the booking service on a free port of this machine. */
export async function start(): Promise<Service> {
  const requests: Service['requests'] = [];
  let bookings: Booking[] = [];
  const reset = (): void => {
    bookings = BOOKINGS.map((one) => ({ ...one }));
    requests.length = 0;
  };
  reset();
  const fault = (one: Booking): string | null => {
    const room = ROOMS.find((other) => other.id === one.room_id);
    if (room === undefined) return `There is no room "${one.room_id}".`;
    if (typeof one.title !== 'string' || one.title.trim() === '') return 'A booking needs a title.';
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(one.date))) return 'The date must look like 2026-03-10.';
    if (!Number.isInteger(one.start_hour) || !Number.isInteger(one.end_hour) || one.start_hour < 7 || one.end_hour > 20 || one.end_hour <= one.start_hour) return 'The hours must lie between 7 and 20, the start before the end.';
    if (!Number.isInteger(one.attendees) || one.attendees < 1 || one.attendees > room.seats) return `The room has ${room.seats} seats.`;
    const other = bookings.find((taken) => taken.id !== one.id && taken.room_id === one.room_id && taken.date === one.date && taken.start_hour < one.end_hour && one.start_hour < taken.end_hour);
    return other === undefined ? null : `The room is taken by "${other.title}".`;
  };
  const answer = (method: string, url: URL, sent: { [name: string]: unknown }): [number, unknown] => {
    const [first, id = '', third] = url.pathname.split('/').filter((part) => part !== '').map(decodeURIComponent);
    const missing: [number, unknown] = [404, { message: `There is no ${first ?? ''} ${id}.` }];
    if (method === 'GET' && url.pathname === '/openapi.json') return [200, OPENAPI];
    if (method === 'GET' && first === 'rooms' && id === '') {
      const building = url.searchParams.get('building');
      return [200, ROOMS.filter((one) => [null, one.building].includes(building) && one.seats >= Number(url.searchParams.get('min_seats') ?? 0))];
    }
    if (method === 'GET' && first === 'rooms') {
      const room = ROOMS.find((one) => one.id === id);
      if (room === undefined) return missing;
      return third === 'bookings' ? [200, bookings.filter((one) => one.room_id === id && [null, one.date].includes(url.searchParams.get('date')))] : [200, room];
    }
    if (first !== 'bookings') return missing;
    const own = bookings.find((one) => one.id === id);
    if (method === 'POST') {
      const made = { organiser: 'service', ...sent, id: `b-${bookings.length + 101}` } as Booking;
      const wrong = fault(made);
      if (wrong !== null) return [422, { message: wrong }];
      bookings.push(made);
      return [201, made];
    }
    if (own === undefined) return missing;
    if (method === 'GET') return [200, own];
    if (method === 'DELETE') {
      bookings = bookings.filter((one) => one !== own);
      return [204, null];
    }
    const changed = { ...own, ...sent, id: own.id } as Booking;
    const wrong = fault(changed);
    if (wrong !== null) return [422, { message: wrong }];
    Object.assign(own, changed);
    return [200, own];
  };
  return await serve('rooms', OPENAPI, requests, reset, answer);
}
