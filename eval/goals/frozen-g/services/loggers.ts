// Data loggers of a field research group: where they hang, how they do, downloads that take a while, zeroing of rain gauges and planned visits.
import { inPath, invalid, listOf, missing, ok, query, ref, serve } from './http.ts'
import type { Definition, Schema, Service } from './http.ts'

export interface Station { id: string; name: string; valley: string; altitude_m: number }
export interface Logger { id: string; station_id: string; measures: string; state: string; battery_v: number; firmware: string; last_contact: string }
export interface Visit { id: string; logger_id: string; planned_on: string; task: string; note: string | null }
export interface Download { id: string; logger_id: string; status: string; records: number | null; gaps: number | null; polls: number }
export interface Zeroing { attempt: number; logger_id: string; offset_mm: number }
export interface LoggersState { stations: Station[]; loggers: Logger[]; visits: Visit[]; downloads: Download[]; zeroings: Zeroing[] }

const stationLines = `
ST1|Gannet Rock|Tarn|412
ST2|Upper Byre|Tarn|968
ST3|Pass Cross|Elsa|1840
ST4|Elsa Weir|Elsa|655
ST5|Larch Shelf|Mossy Beck|1225`
const loggerLines = `
LG-01|ST1|rain|active|3.61|3.1.0|2025-09-01
LG-02|ST1|soil_moisture|active|3.38|2.9.4|2025-09-01
LG-03|ST1|air_temperature|active|3.55|3.0.2|2025-08-31
LG-04|ST2|snow_depth|active|3.29|3.1.0|2025-08-30
LG-05|ST2|air_temperature|active|3.47|3.1.0|2025-09-01
LG-06|ST2|soil_moisture|retired|2.90|2.4.0|2024-11-03
LG-07|ST3|rain|active|3.58|3.0.2|2025-09-01
LG-08|ST3|snow_depth|active|3.41|2.9.4|2025-08-29
LG-09|ST3|wind|active|3.12|2.8.1|2025-08-27
LG-10|ST3|air_temperature|lost|3.05|2.8.1|2025-02-14
LG-11|ST4|water_level|active|3.66|3.1.0|2025-09-01
LG-12|ST4|water_level|active|3.52|3.0.2|2025-09-01
LG-13|ST4|rain|active|3.36|3.0.2|2025-09-01
LG-14|ST4|air_temperature|stored|3.20|2.9.4|2025-04-22
LG-15|ST5|soil_moisture|active|3.44|2.9.4|2025-08-31
LG-16|ST5|rain|active|3.18|3.1.0|2025-08-30
LG-17|ST5|wind|active|3.63|3.0.2|2025-09-01
LG-18|ST5|snow_depth|stored|3.70|3.1.0|2025-05-30
LG-19|ST2|wind|active|3.40|3.1.0|2025-09-01
LG-20|ST1|water_level|active|3.49|3.0.2|2025-08-31
LG-21|ST3|soil_moisture|active|3.33|3.1.0|2025-09-01
LG-22|ST5|air_temperature|active|3.57|2.7.0|2025-09-01
LG-23|ST4|wind|lost|3.01|2.7.0|2025-01-19`
/** What a download of a logger brings, whatever the order of the requests. */
export const contents: { [loggerId: string]: [number, number] } = { 'LG-08': [4380, 3], 'LG-12': [25_914, 7], 'LG-11': [26_208, 0], 'LG-17': [13_051, 12] }
/** Offsets that successive zeroings of a rain gauge leave behind. */
export const offsets: { [loggerId: string]: number[] } = {
  'LG-07': [-1.4, -0.9, 0.6, 0.4, -0.3, 0.1, 0],
  'LG-01': [0.8, 0.5, 0.2, 0.1],
  'LG-13': [1.1, 0.7, 0.7, 0.6],
}
const measures = ['rain', 'soil_moisture', 'air_temperature', 'snow_depth', 'wind', 'water_level']
const states = ['active', 'stored', 'lost', 'retired']
const tasks = ['battery_change', 'firmware_update', 'repair', 'collect']
const PAGE = 8

function seed(): LoggersState {
  const stations = stationLines.trim().split('\n').map((line): Station => {
    const [id, name, valley, altitude] = line.split('|') as [string, string, string, string]
    return { id, name, valley, altitude_m: Number(altitude) }
  })
  const loggers = loggerLines.trim().split('\n').map((line): Logger => {
    const [id, station_id, measured, state, battery, firmware, last_contact] = line.split('|') as [string, string, string, string, string, string, string]
    return { id, station_id, measures: measured, state, battery_v: Number(battery), firmware, last_contact }
  })
  return { stations, loggers, visits: [{ id: 'V-1', logger_id: 'LG-16', planned_on: '2025-09-19', task: 'battery_change', note: 'take the long ladder' }], downloads: [], zeroings: [] }
}

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })
const whole = (description: string, more: Schema = {}): Schema => ({ type: 'integer', description, ...more })
const notFound = { '404': { description: 'There is no such thing.', schema: ref('Error') } }
const loggerId = inPath('logger_id', 'Number of the logger.', 'LG-01')
const shown = ({ id, logger_id, status, records, gaps }: Download): object => ({ id, logger_id, status, records, gaps })

export const loggers: Definition<LoggersState> = {
  name: 'loggers',
  title: 'Field Logger Desk',
  version: '1.4.0',
  openapi: '3.1.0',
  description: 'Stations and data loggers in the field. Loggers can be downloaded over the radio (which takes a while), rain gauges can be zeroed from afar, and visits to loggers can be planned.',
  schemas: {
    Station: { type: 'object', description: 'A place with loggers.', required: ['id', 'name', 'valley', 'altitude_m'], properties: { id: text('Identifier.', { examples: ['ST1'] }), name: text('Name of the place.'), valley: text('Valley it lies in.'), altitude_m: whole('Metres above sea level.') } },
    Logger: {
      type: 'object', description: 'A data logger.', required: ['id', 'station_id', 'measures', 'state', 'battery_v', 'firmware', 'last_contact'],
      properties: {
        id: text('Number on the case.', { examples: ['LG-01'] }), station_id: text('Station where it hangs or last hung.'), measures: text('What it measures.', { enum: measures }), state: text('Whether it is in use.', { enum: states }),
        battery_v: { type: 'number', description: 'Voltage of the battery at the last contact.' }, firmware: text('Version of the firmware.', { examples: ['3.1.0'] }), last_contact: text('Day of the last radio contact.', { format: 'date' }),
      },
    },
    LoggerPage: { type: 'object', description: 'One page of loggers.', required: ['page', 'pages', 'total', 'loggers'], properties: { page: whole('Number of this page, from 1.'), pages: whole('How many pages there are.'), total: whole('How many loggers there are on all pages.'), loggers: listOf('Logger') } },
    NewVisit: {
      type: 'object', description: 'A visit to plan.', additionalProperties: false, required: ['logger_id', 'planned_on', 'task'],
      properties: { logger_id: text('Logger to go to.', { pattern: '^LG-\\d{2}$' }), planned_on: text('Day of the visit.', { format: 'date' }), task: text('What to do there.', { enum: tasks }), note: text('Remark for the colleague who goes.', { maxLength: 200 }) },
    },
    Visit: { type: 'object', description: 'A planned visit.', required: ['id', 'logger_id', 'planned_on', 'task', 'note'], properties: { id: text('Identifier.'), logger_id: text('Logger to go to.'), planned_on: text('Day.', { format: 'date' }), task: text('What to do.', { enum: tasks }), note: { type: ['string', 'null'], description: 'Remark.' } } },
    NewDownload: { type: 'object', description: 'A download to start.', additionalProperties: false, required: ['logger_id'], properties: { logger_id: text('Logger to download; it must be active.', { pattern: '^LG-\\d{2}$' }) } },
    Download: {
      type: 'object', description: 'A download over the radio.', required: ['id', 'logger_id', 'status', 'records', 'gaps'],
      properties: { id: text('Identifier.', { examples: ['DL-1'] }), logger_id: text('Logger.'), status: text('How far it is.', { enum: ['waiting', 'receiving', 'complete'] }), records: { type: ['integer', 'null'], description: 'Number of records; null until complete.' }, gaps: { type: ['integer', 'null'], description: 'Number of interruptions in the record; null until complete.' } },
    },
    Zeroing: { type: 'object', description: 'One zeroing of a rain gauge.', required: ['attempt', 'logger_id', 'offset_mm'], properties: { attempt: whole('Number of the attempt at this logger, from 1.'), logger_id: text('Logger.'), offset_mm: { type: 'number', description: 'Offset left after the zeroing, in mm; it can be negative.' } } },
  },
  seed,
  routes: [
    { method: 'GET', path: '/stations', id: 'listStations', tag: 'stations', summary: 'All stations', replies: { '200': { description: 'The stations.', schema: listOf('Station') } }, run: (state) => ok(state.stations) },
    {
      method: 'GET', path: '/loggers', id: 'listLoggers', tag: 'loggers', summary: 'Loggers, page by page', description: `At most ${PAGE} loggers a page.`,
      parameters: [query('page', 'Number of the page, from 1.', { type: 'integer', minimum: 1 }), query('station_id', 'Only loggers of this station.', { type: 'string' }), query('state', 'Only loggers in this state.', { type: 'string', enum: states })],
      replies: { '200': { description: 'A page.', schema: ref('LoggerPage') } },
      run: (state, call) => {
        const found = state.loggers.filter((one) => (['station_id', 'state'] as const).every((name) => call.query[name] === undefined || one[name] === call.query[name]))
        const page = Number(call.query['page'] ?? 1)
        return ok({ page, pages: Math.max(1, Math.ceil(found.length / PAGE)), total: found.length, loggers: found.slice((page - 1) * PAGE, page * PAGE) })
      },
    },
    {
      method: 'GET', path: '/loggers/{logger_id}', id: 'getLogger', tag: 'loggers', summary: 'One logger', parameters: [loggerId], replies: { '200': { description: 'The logger.', schema: ref('Logger') }, ...notFound },
      run: (state, call) => {
        const found = state.loggers.find((one) => one.id === call.path['logger_id'])
        return found === undefined ? missing('this logger') : ok(found)
      },
    },
    {
      method: 'GET', path: '/loggers/{logger_id}/zeroings', id: 'listZeroings', tag: 'zeroing', summary: 'Zeroings done so far', parameters: [loggerId], replies: { '200': { description: 'The zeroings.', schema: listOf('Zeroing') }, ...notFound },
      run: (state, call) => (state.loggers.some((one) => one.id === call.path['logger_id']) ? ok(state.zeroings.filter((one) => one.logger_id === call.path['logger_id'])) : missing('this logger')),
    },
    {
      method: 'POST', path: '/loggers/{logger_id}/zeroings', id: 'zeroLogger', tag: 'zeroing', summary: 'Zero a rain gauge once', description: 'Every call is one attempt. Only active loggers that measure rain can be zeroed.', parameters: [loggerId],
      replies: { '201': { description: 'The attempt with the offset that is left.', schema: ref('Zeroing') }, ...notFound, '422': { description: 'It cannot be zeroed.', schema: ref('ValidationError') } },
      run: (state, call) => {
        const found = state.loggers.find((one) => one.id === call.path['logger_id'])
        if (found === undefined) return missing('this logger')
        if (found.measures !== 'rain' || found.state !== 'active') return invalid('logger_id', 'only active rain loggers can be zeroed')
        const attempt = state.zeroings.filter((one) => one.logger_id === found.id).length + 1
        const known = offsets[found.id] ?? [0.9]
        const made: Zeroing = { attempt, logger_id: found.id, offset_mm: known[Math.min(attempt, known.length) - 1] as number }
        state.zeroings.push(made)
        return ok(made, 201)
      },
    },
    {
      method: 'POST', path: '/downloads', id: 'startDownload', tag: 'downloads', summary: 'Start a download', description: 'Read the download until its status is complete.', body: 'NewDownload', replies: { '202': { description: 'The download.', schema: ref('Download') } },
      run: (state, call) => {
        const found = state.loggers.find((one) => one.id === call.body['logger_id'])
        if (found === undefined || found.state !== 'active') return invalid('logger_id', 'is not an active logger')
        const made: Download = { id: `DL-${state.downloads.length + 1}`, logger_id: found.id, status: 'waiting', records: null, gaps: null, polls: 0 }
        state.downloads.push(made)
        return ok(shown(made), 202)
      },
    },
    {
      method: 'GET', path: '/downloads/{download_id}', id: 'getDownload', tag: 'downloads', summary: 'State of a download', parameters: [inPath('download_id', 'Identifier of the download.', 'DL-1')], replies: { '200': { description: 'The download as it is now.', schema: ref('Download') }, ...notFound },
      run: (state, call) => {
        const found = state.downloads.find((one) => one.id === call.path['download_id'])
        if (found === undefined) return missing('this download')
        found.polls += 1
        found.status = found.polls < 2 ? 'waiting' : found.polls < 4 ? 'receiving' : 'complete'
        if (found.status === 'complete') [found.records, found.gaps] = contents[found.logger_id] ?? [8760, 1]
        return ok(shown(found))
      },
    },
    { method: 'GET', path: '/visits', id: 'listVisits', tag: 'visits', summary: 'Planned visits', replies: { '200': { description: 'The visits.', schema: listOf('Visit') } }, run: (state) => ok(state.visits) },
    {
      method: 'POST', path: '/visits', id: 'planVisit', tag: 'visits', summary: 'Plan a visit to a logger', body: 'NewVisit', replies: { '201': { description: 'The visit.', schema: ref('Visit') } },
      run: (state, call) => {
        const body = call.body as { logger_id: string; planned_on: string; task: string; note?: string }
        if (!state.loggers.some((one) => one.id === body.logger_id)) return invalid('logger_id', 'is not a logger')
        const made: Visit = { id: `V-${state.visits.length + 1}`, logger_id: body.logger_id, planned_on: body.planned_on, task: body.task, note: body.note ?? null }
        state.visits.push(made)
        return ok(made, 201)
      },
    },
  ],
}

export const start = (): Promise<Service> => serve(loggers)
