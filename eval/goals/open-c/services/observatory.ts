import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Service } from '../../corpus.ts';

export interface Target { id: string; name: string; category: string; right_ascension_deg: number; declination_deg: number; magnitude: number }
export interface Observation { id: string; target_id: string; instrument_id: string; night: string; exposure_s: number; seeing_arcsec: number; airmass: number; quality: string }
export interface TargetNote { id: string; target_id: string; author: string; written_on: string; text: string }

export const INSTRUMENTS = [
  { id: 'ins-1', name: 'Halcyon Spectrograph', band: 'optical', active: true },
  { id: 'ins-2', name: 'Wide Field Imager', band: 'optical', active: true },
  { id: 'ins-3', name: 'Borea Infrared Camera', band: 'infrared', active: false },
];

export const TARGETS: Target[] = [
  { id: 'tgt-01', name: 'SN 2025kx', category: 'supernova', right_ascension_deg: 210.8, declination_deg: 54.3, magnitude: 14.2 },
  { id: 'tgt-02', name: 'M101', category: 'galaxy', right_ascension_deg: 210.8, declination_deg: 54.35, magnitude: 7.9 },
  { id: 'tgt-03', name: 'SN 2024abf', category: 'supernova', right_ascension_deg: 33.4, declination_deg: -12.9, magnitude: 17.6 },
  { id: 'tgt-04', name: 'HD 80606', category: 'exoplanet host', right_ascension_deg: 140.7, declination_deg: 50.6, magnitude: 9 },
  { id: 'tgt-05', name: 'Iris', category: 'asteroid', right_ascension_deg: 98.1, declination_deg: 17.2, magnitude: 8.4 },
  { id: 'tgt-06', name: 'SN 2025pq', category: 'supernova', right_ascension_deg: 187.3, declination_deg: 8.4, magnitude: 15.9 },
  { id: 'tgt-07', name: 'NGC 6946', category: 'galaxy', right_ascension_deg: 308.7, declination_deg: 60.2, magnitude: 9.6 },
];

export const NOTES: TargetNote[] = [
  { id: 'note-1', target_id: 'tgt-01', author: 'M. Ferro', written_on: '2025-11-02', text: 'Rising faster than the template; get a spectrum before full moon.' },
  { id: 'note-2', target_id: 'tgt-01', author: 'J. Okoye', written_on: '2025-11-09', text: 'Silicon line at 612 nm seen.' },
  { id: 'note-3', target_id: 'tgt-02', author: 'M. Ferro', written_on: '2025-10-20', text: 'Reference field for the imager.' },
  { id: 'note-4', target_id: 'tgt-03', author: 'L. Brandt', written_on: '2025-09-14', text: 'Too faint for the spectrograph from now on.' },
  { id: 'note-5', target_id: 'tgt-06', author: 'J. Okoye', written_on: '2025-12-01', text: 'Possible second peak in the infrared.' },
];

/** Fixed values without a pattern that a mean would hide. */
export const OBSERVATIONS: Observation[] = Array.from({ length: 34 }, (_, at) => ({
  id: `obs-${String(at + 1).padStart(3, '0')}`,
  target_id: TARGETS[(at * 5) % TARGETS.length]?.id ?? '',
  instrument_id: INSTRUMENTS[(at * at + at) % 4 === 0 ? 0 : (at % 2) + 1]?.id ?? '',
  night: new Date(Date.UTC(2025, 8, 3 + at * 3)).toISOString().slice(0, 10),
  exposure_s: 60 * (1 + ((at * 7) % 9)),
  seeing_arcsec: Math.round(100 * (0.7 + ((at * 37) % 23) / 20)) / 100,
  airmass: Math.round(100 * (1 + ((at * 11) % 13) / 14)) / 100,
  quality: ['A', 'B', 'A', 'C', 'B'][(at * 3) % 5] ?? 'A',
}));

const PAGE = 10;
const string = { type: 'string' };
const number = { type: 'number' };
const path = (name: string, description: string): object => ({ name, in: 'path', required: true, schema: string, description });
const query = (name: string, schema: object, description: string): object => ({ name, in: 'query', required: false, schema, description });
const json = (schema: object, description: string): object => ({ description, content: { 'application/json': { schema } } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const list = (name: string): object => ({ type: 'array', items: ref(name) });
const body = (schema: object): object => ({ required: true, content: { 'application/json': { schema } } });

export const OPENAPI = {
  openapi: '3.0.3',
  info: { title: 'Observatory archive', version: '1.4.0', description: 'Targets, observations and reductions of a small observatory.' },
  servers: [{ url: '/' }],
  paths: {
    '/instruments': { get: { operationId: 'listInstruments', summary: 'All instruments', responses: { 200: json(list('Instrument'), 'Instruments') } } },
    '/targets': { get: { operationId: 'listTargets', summary: 'All targets', description: 'All targets of the archive, or those of one category.', parameters: [query('category', string, 'supernova, galaxy, asteroid or exoplanet host')], responses: { 200: json(list('Target'), 'Targets') } } },
    '/targets/{target_id}': { get: { operationId: 'getTarget', summary: 'One target', parameters: [path('target_id', 'Id of the target')], responses: { 200: json(ref('Target'), 'The target'), 404: json(ref('Error'), 'No such target') } } },
    '/targets/{target_id}/notes': {
      get: { operationId: 'listTargetNotes', summary: 'Notes on a target', parameters: [path('target_id', 'Id of the target')], responses: { 200: json(list('Note'), 'Notes') } },
      post: { operationId: 'addTargetNote', summary: 'Write a note on a target', parameters: [path('target_id', 'Id of the target')], requestBody: body({ type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1, description: 'What the note says' } } }), responses: { 201: json(ref('Note'), 'The new note'), 422: json(ref('Error'), 'The text is missing') } },
    },
    '/observations': {
      get: {
        operationId: 'listObservations', summary: 'Observations, page by page', description: 'Observations in the order of nights, ten on a page.',
        parameters: [query('instrument_id', string, 'Only of this instrument'), query('target_id', string, 'Only of this target'), query('page', { type: 'integer', minimum: 1, default: 1 }, 'Number of the page')],
        responses: { 200: json({ type: 'object', required: ['items', 'page', 'pages', 'total'], properties: { items: list('Observation'), page: { type: 'integer' }, pages: { type: 'integer' }, total: { type: 'integer' } } }, 'One page') },
      },
    },
    '/observations/{observation_id}': { get: { operationId: 'getObservation', summary: 'One observation', parameters: [path('observation_id', 'Id of the observation')], responses: { 200: json(ref('Observation'), 'The observation'), 404: json(ref('Error'), 'No such observation') } } },
    '/reductions': { post: { operationId: 'startReduction', summary: 'Start the reduction of an observation', description: 'Queues the reduction; ask for it until its status is done.', requestBody: body({ type: 'object', required: ['observation_id'], properties: { observation_id: { type: 'string', description: 'Id of the observation' } } }), responses: { 202: json(ref('Reduction'), 'The queued reduction'), 422: json(ref('Error'), 'No such observation') } } },
    '/reductions/{reduction_id}': { get: { operationId: 'getReduction', summary: 'State of a reduction', parameters: [path('reduction_id', 'Id of the reduction')], responses: { 200: json(ref('Reduction'), 'The reduction'), 404: json(ref('Error'), 'No such reduction') } } },
    '/weather': { get: { operationId: 'getWeather', summary: 'Weather at the site now', responses: { 200: json(ref('Weather'), 'The weather') } } },
  },
  components: {
    schemas: {
      Instrument: { type: 'object', required: ['id', 'name', 'band', 'active'], properties: { id: string, name: string, band: string, active: { type: 'boolean' } } },
      Target: { type: 'object', required: ['id', 'name', 'category', 'magnitude'], properties: { id: string, name: string, category: string, right_ascension_deg: number, declination_deg: number, magnitude: { type: 'number', description: 'Apparent magnitude; smaller is brighter' } } },
      Note: { type: 'object', required: ['id', 'target_id', 'text'], properties: { id: string, target_id: string, author: string, written_on: { type: 'string', format: 'date' }, text: string } },
      Observation: { type: 'object', required: ['id', 'target_id', 'instrument_id', 'night'], properties: { id: string, target_id: string, instrument_id: string, night: { type: 'string', format: 'date' }, exposure_s: number, seeing_arcsec: { type: 'number', description: 'Seeing in seconds of arc; smaller is better' }, airmass: number, quality: { type: 'string', enum: ['A', 'B', 'C'] } } },
      Reduction: { type: 'object', required: ['id', 'observation_id', 'status'], properties: { id: string, observation_id: string, status: { type: 'string', enum: ['queued', 'running', 'done'] }, signal_to_noise: { type: 'number', nullable: true }, limiting_magnitude: { type: 'number', nullable: true } } },
      Weather: { type: 'object', required: ['site', 'wind_kmh', 'humidity_percent', 'cloud_percent'], properties: { site: string, wind_kmh: number, humidity_percent: number, cloud_percent: number } },
      Error: { type: 'object', required: ['message'], properties: { message: string } },
    },
  },
};

/** Rounds of asking after which a reduction is done. */
export const ROUNDS_UNTIL_DONE = 3;
/** The wind as it is told, one entry per question; the last one stays. */
export const WIND = [62, 55, 47, 36, 31];
export const HUMIDITY = [71, 70, 68, 66, 64];
export const reductionOf = (observation: string): { signal_to_noise: number; limiting_magnitude: number } => {
  const at = Number(observation.slice(4));
  return { signal_to_noise: 40 + ((at * 13) % 57) + 0.5, limiting_magnitude: Math.round(10 * (18 + ((at * 7) % 31) / 10)) / 10 };
};

/** Starts the archive on a free port of this machine. */
export async function start(): Promise<Service> {
  const requests: Service['requests'] = [];
  let notes: TargetNote[] = [];
  let reductions: { id: string; observation_id: string; asked: number }[] = [];
  let looked = 0;
  const reset = (): void => {
    notes = NOTES.map((note) => ({ ...note }));
    reductions = [{ id: 'red-7', observation_id: 'obs-021', asked: 0 }];
    looked = 0;
    requests.length = 0;
  };
  reset();
  const shown = (one: { id: string; observation_id: string; asked: number }): object => {
    const done = one.asked >= ROUNDS_UNTIL_DONE;
    return { id: one.id, observation_id: one.observation_id, status: done ? 'done' : one.asked === 0 ? 'queued' : 'running', signal_to_noise: null, limiting_magnitude: null, ...(done ? reductionOf(one.observation_id) : {}) };
  };
  const answer = (method: string, url: URL, sent: { [name: string]: unknown }): [number, unknown] => {
    const parts = url.pathname.split('/').filter((part) => part !== '').map(decodeURIComponent);
    const [first, id = '', third] = parts;
    const missing: [number, unknown] = [404, { message: `There is no ${first ?? ''} ${id}.` }];
    if (method === 'GET' && url.pathname === '/openapi.json') return [200, OPENAPI];
    if (method === 'GET' && first === 'instruments' && parts.length === 1) return [200, INSTRUMENTS];
    if (method === 'GET' && first === 'targets' && parts.length === 1) return [200, TARGETS.filter((one) => [null, one.category].includes(url.searchParams.get('category')))];
    if (first === 'targets' && parts.length >= 2) {
      const target = TARGETS.find((one) => one.id === id);
      if (target === undefined) return missing;
      if (method === 'GET' && parts.length === 2) return [200, target];
      if (third === 'notes' && method === 'GET') return [200, notes.filter((one) => one.target_id === id)];
      if (third === 'notes' && method === 'POST') {
        if (typeof sent['text'] !== 'string' || sent['text'].trim() === '') return [422, { message: 'A note needs a text.' }];
        const note = { id: `note-${notes.length + 1}`, target_id: id, author: 'service', written_on: '2026-01-01', text: sent['text'] };
        notes.push(note);
        return [201, note];
      }
    }
    if (method === 'GET' && first === 'observations' && parts.length === 1) {
      const fits = OBSERVATIONS.filter((one) => [null, one.instrument_id].includes(url.searchParams.get('instrument_id')) && [null, one.target_id].includes(url.searchParams.get('target_id')));
      const page = Math.max(1, Number(url.searchParams.get('page') ?? 1));
      return [200, { items: fits.slice((page - 1) * PAGE, page * PAGE), page, pages: Math.ceil(fits.length / PAGE), total: fits.length }];
    }
    if (method === 'GET' && first === 'observations') {
      const found = OBSERVATIONS.find((one) => one.id === id);
      return found === undefined ? missing : [200, found];
    }
    if (method === 'POST' && first === 'reductions') {
      if (!OBSERVATIONS.some((one) => one.id === sent['observation_id'])) return [422, { message: 'There is no such observation.' }];
      const made = { id: `red-${reductions.length + 7}`, observation_id: String(sent['observation_id']), asked: 0 };
      reductions.push(made);
      return [202, shown(made)];
    }
    if (method === 'GET' && first === 'reductions') {
      const found = reductions.find((one) => one.id === id);
      if (found === undefined) return missing;
      found.asked += 1;
      return [200, shown(found)];
    }
    if (method === 'GET' && first === 'weather') {
      const at = Math.min(looked, WIND.length - 1);
      looked += 1;
      return [200, { site: 'Pico Norte', wind_kmh: WIND[at], humidity_percent: HUMIDITY[at], cloud_percent: 12 }];
    }
    return missing;
  };
  return await serve('observatory', OPENAPI, requests, reset, answer);
}

/** One HTTP server for a service of this part: keeps what was asked, and answers in JSON. */
export async function serve(name: string, openapi: object, requests: Service['requests'], reset: () => void, answer: (method: string, url: URL, sent: { [name: string]: unknown }) => [number, unknown]): Promise<Service> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => { text += chunk.toString('utf8'); });
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const method = request.method ?? 'GET';
      let sent: unknown = null;
      let readable = true;
      try { sent = text === '' ? null : JSON.parse(text); } catch { readable = false; }
      if (url.pathname !== '/openapi.json') requests.push({ service: name, method, path: url.pathname, query: Object.fromEntries(url.searchParams), body: sent });
      const [status, content] = readable ? answer(method, url, sent !== null && typeof sent === 'object' ? (sent as { [name: string]: unknown }) : {}) : [400, { message: 'The body is not JSON.' }];
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(content === null ? '' : JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    openapi,
    requests,
    reset,
    close: () => new Promise<void>((resolve, reject) => { server.close((error) => { if (error === undefined) resolve(); else reject(error); }); server.closeAllConnections(); }),
  };
}
