// A laboratory that tests oil and coolant of machines: samples and their results can be read, analyses are ordered as jobs, particle counts are run one by one.
import { inPath, invalid, listOf, missing, ok, query, ref, serve } from './http.ts'
import type { Definition, Schema, Service } from './http.ts'

export interface Sample { id: string; asset_serial: string; fluid: string; taken_on: string; received_on: string; state: string; volume_ml: number }
export interface Finding { parameter: string; value: number; unit: string; limit: number; verdict: string }
export interface Job { id: string; sample_id: string; panel: string; status: string; progress: number; report_id: string | null; polls: number }
export interface Report { id: string; sample_id: string; panel: string; findings: Finding[]; comment: string }
export interface Count { run: number; sample_id: string; particles_4um: number; iso_code: number }
export interface LabState { samples: Sample[]; results: { [sampleId: string]: Finding[] }; jobs: Job[]; reports: Report[]; counts: Count[] }

const sampleLines = `
S-2001|EXK-7741|engine_oil|2025-06-02|2025-06-05|reported|120|iron=64,copper=12,silicon=9,water=0.02
S-2002|EXK-7741|hydraulic_oil|2025-06-02|2025-06-05|reported|100|iron=11,copper=6,silicon=14,water=0.08
S-2003|EXR-1190|engine_oil|2025-06-11|2025-06-16|reported|120|iron=138,copper=31,silicon=22,water=0.04
S-2004|EXR-1190|hydraulic_oil|2025-06-11|2025-06-16|reported|100|iron=19,copper=9,silicon=11,water=0.05
S-2005|EXB-3306|engine_oil|2025-06-24|2025-06-27|reported|110|iron=97,copper=44,silicon=12,water=0.03
S-2006|EXB-3306|hydraulic_oil|2025-06-24|2025-06-27|reported|100|iron=46,copper=38,silicon=27,water=0.21
S-2007|WLR-2113|engine_oil|2025-07-01|2025-07-03|reported|120|iron=121,copper=18,silicon=16,water=0.02
S-2008|WLR-2113|coolant|2025-07-01|2025-07-03|reported|90|iron=3,copper=5,silicon=8
S-2009|GNK-3300|engine_oil|2025-07-08|2025-07-10|reported|120|iron=152,copper=22,silicon=10,water=0.05
S-2010|GNK-3300|coolant|2025-07-08|2025-07-10|reported|90|iron=14,copper=21,silicon=6
S-2011|EXK-7802|engine_oil|2025-07-15|2025-07-17|reported|120|iron=41,copper=8,silicon=7,water=0.01
S-2012|EXR-1190|engine_oil|2025-08-20|2025-08-22|reported|120|iron=164,copper=35,silicon=28,water=0.06
S-2013|EXB-3307|engine_oil|2025-08-21|2025-08-25|reported|120|iron=103,copper=10,silicon=33,water=0.02
S-2014|THR-0532|hydraulic_oil|2025-08-26|2025-08-28|reported|100|iron=16,copper=7,silicon=9,water=0.11
S-2015|WLK-2050|hydraulic_oil|2025-08-27|2025-08-29|reported|100|iron=22,copper=12,silicon=13,water=0.04
S-2016|DMR-5170|gear_oil|2025-08-28|2025-09-01|reported|80|iron=210,copper=15,silicon=40,water=0.07
S-2017|THB-0617|hydraulic_oil|2025-09-02|2025-09-04|received|100|
S-2018|EXB-3306|engine_oil|2025-09-03|2025-09-05|received|115|
S-2019|WLB-2240|hydraulic_oil|2025-09-04|2025-09-08|received|100|
S-2020|GNR-3318|engine_oil|2025-09-05|2025-09-09|received|120|
S-2021|RLR-9027|hydraulic_oil|2025-09-08|2025-09-10|rejected|15|`
const limits: { [fluid: string]: { [parameter: string]: number } } = {
  engine_oil: { iron: 100, copper: 40, silicon: 25, water: 0.1 },
  hydraulic_oil: { iron: 40, copper: 30, silicon: 20, water: 0.1 },
  gear_oil: { iron: 250, copper: 50, silicon: 50, water: 0.1 },
  coolant: { iron: 20, copper: 20, silicon: 10 },
}
const units: { [parameter: string]: string } = { iron: 'ppm', copper: 'ppm', silicon: 'ppm', water: '%', viscosity_40c: 'mm2/s' }
const finding = (parameter: string, value: number, limit: number): Finding => ({ parameter, value, unit: units[parameter] as string, limit, verdict: value > limit ? 'above_limit' : 'within_limit' })

/** What an ordered analysis of a sample finds, whatever the order of the requests. */
export const pending: { [sampleId: string]: { [parameter: string]: number } } = {
  'S-2017': { iron: 52, copper: 14, silicon: 12, water: 0.16, viscosity_40c: 38.2 },
  'S-2018': { iron: 118, copper: 47, silicon: 13, water: 0.03, viscosity_40c: 71.5 },
  'S-2019': { iron: 27, copper: 11, silicon: 19, water: 0.05, viscosity_40c: 44.9 },
  'S-2020': { iron: 73, copper: 16, silicon: 8, water: 0.02, viscosity_40c: 88.4 },
}
/** ISO codes of successive particle counts: a sample settles as it is degassed. */
export const isoCodes: { [sampleId: string]: number[] } = {
  'S-2014': [21, 20, 20, 19, 18, 17, 17, 17],
  'S-2015': [19, 18, 18, 17, 17],
  'S-2019': [22, 22, 21, 21, 21, 21, 20, 20],
}
const panels = [
  { code: 'wear_metals', title: 'Wear metals', parameters: ['iron', 'copper', 'silicon'], price_eur: 34, working_days: 2 },
  { code: 'water', title: 'Water content', parameters: ['water'], price_eur: 18, working_days: 1 },
  { code: 'viscosity', title: 'Viscosity at 40 C', parameters: ['viscosity_40c'], price_eur: 22, working_days: 1 },
]
const fluids = ['engine_oil', 'hydraulic_oil', 'gear_oil', 'coolant']
const states = ['received', 'in_test', 'reported', 'rejected']
const parameters = ['iron', 'copper', 'silicon', 'water', 'viscosity_40c']
const codes = panels.map((one) => one.code)

function seed(): LabState {
  const samples: Sample[] = []
  const results: { [sampleId: string]: Finding[] } = {}
  for (const line of sampleLines.trim().split('\n')) {
    const [id, asset_serial, fluid, taken_on, received_on, state, volume, values] = line.split('|') as [string, string, string, string, string, string, string, string]
    samples.push({ id, asset_serial, fluid, taken_on, received_on, state, volume_ml: Number(volume) })
    results[id] = values === '' ? [] : values.split(',').map((pair) => {
      const [parameter, value] = pair.split('=') as [string, string]
      return finding(parameter, Number(value), limits[fluid]?.[parameter] as number)
    })
  }
  return { samples, results, jobs: [], reports: [], counts: [] }
}

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })
const day = (description: string): Schema => ({ type: 'string', format: 'date', description })
const number = (description: string): Schema => ({ type: 'number', description })
const notFound = { '404': { description: 'No such thing.', schema: ref('Error') } }
const sampleId = inPath('sample_id', 'Identifier of the sample.', 'S-2001')
const shown = ({ id, sample_id, panel, status, progress, report_id }: Job): object => ({ id, sample_id, panel, status, progress, report_id })

export const lab: Definition<LabState> = {
  name: 'lab',
  title: 'Fluid Laboratory',
  version: '3.1.2',
  openapi: '3.0.3',
  description: 'Samples of oil and coolant taken from machines, their results, analyses to order and particle counts. An analysis is a job: it is ordered, takes a while, and its report can be read when the job is done.',
  schemas: {
    Sample: {
      type: 'object', description: 'A bottle of fluid from one machine.', required: ['id', 'asset_serial', 'fluid', 'taken_on', 'received_on', 'state', 'volume_ml'],
      properties: {
        id: text('Identifier on the label.', { example: 'S-2001' }),
        asset_serial: text('Serial number of the machine from which it was taken.', { example: 'EXK-7741' }),
        fluid: text('What is in the bottle.', { enum: fluids }),
        taken_on: day('Day of sampling.'),
        received_on: day('Day of arrival.'),
        state: text('Where it is in the laboratory; a reported sample has results.', { enum: states }),
        volume_ml: { type: 'integer', description: 'Volume in millilitres.' },
      },
    },
    Finding: {
      type: 'object', description: 'One measured value.', required: ['parameter', 'value', 'unit', 'limit', 'verdict'],
      properties: { parameter: text('What was measured.', { enum: parameters }), value: number('The value.'), unit: text('Unit of value and limit.'), limit: number('Highest value that is still acceptable for this fluid.'), verdict: text('How the value compares with the limit.', { enum: ['within_limit', 'above_limit'] }) },
    },
    Panel: {
      type: 'object', description: 'An analysis that can be ordered.', required: ['code', 'title', 'parameters', 'price_eur', 'working_days'],
      properties: { code: text('Code of the panel.', { enum: codes }), title: text('Name.'), parameters: { type: 'array', items: { type: 'string', enum: parameters }, description: 'What it measures.' }, price_eur: number('Price in euros.'), working_days: { type: 'integer', description: 'Usual working days.' } },
    },
    NewAnalysis: {
      type: 'object', description: 'An analysis to order.', additionalProperties: false, required: ['sample_id', 'panel'],
      properties: { sample_id: text('The sample; it must be in state received.', { pattern: '^S-\\d{4}$' }), panel: text('What to analyse.', { enum: codes }) },
    },
    Job: {
      type: 'object', description: 'An ordered analysis.', required: ['id', 'sample_id', 'panel', 'status', 'progress', 'report_id'],
      properties: {
        id: text('Identifier of the job.', { example: 'J-1' }),
        sample_id: text('The sample.'),
        panel: text('The panel.', { enum: codes }),
        status: text('How far it is.', { enum: ['queued', 'running', 'done', 'failed'] }),
        progress: { type: 'integer', minimum: 0, maximum: 100, description: 'Percent done.' },
        report_id: text('The report, once the job is done; null before.', { nullable: true }),
      },
    },
    Report: {
      type: 'object', description: 'Outcome of an analysis.', required: ['id', 'sample_id', 'panel', 'findings', 'comment'],
      properties: { id: text('Identifier of the report.', { example: 'R-1' }), sample_id: text('The sample.'), panel: text('The panel.', { enum: codes }), findings: listOf('Finding'), comment: text('Remark of the laboratory.') },
    },
    ParticleCount: {
      type: 'object', description: 'One run of the particle counter.', required: ['run', 'sample_id', 'particles_4um', 'iso_code'],
      properties: { run: { type: 'integer', description: 'Number of the run on this sample, from 1.' }, sample_id: text('The sample.'), particles_4um: { type: 'integer', description: 'Particles of 4 micrometres and more, per millilitre.' }, iso_code: { type: 'integer', description: 'Cleanliness code; lower is cleaner.' } },
    },
  },
  seed,
  routes: [
    { method: 'GET', path: '/panels', id: 'listPanels', tag: 'analyses', summary: 'Analyses that can be ordered', replies: { '200': { description: 'The panels.', schema: listOf('Panel') } }, run: () => ok(panels) },
    {
      method: 'GET', path: '/samples', id: 'listSamples', tag: 'samples', summary: 'List samples',
      parameters: [
        query('asset_serial', 'Serial number of the machine.', { type: 'string' }),
        query('fluid', 'Kind of fluid.', { type: 'string', enum: fluids }),
        query('state', 'State in the laboratory.', { type: 'string', enum: states }),
      ],
      replies: { '200': { description: 'The samples, without results.', schema: listOf('Sample') } },
      run: (state, call) => ok(state.samples.filter((one) => (['asset_serial', 'fluid', 'state'] as const).every((name) => call.query[name] === undefined || one[name] === call.query[name]))),
    },
    {
      method: 'GET', path: '/samples/{sample_id}', id: 'getSample', tag: 'samples', summary: 'One sample', parameters: [sampleId],
      replies: { '200': { description: 'The sample.', schema: ref('Sample') }, ...notFound },
      run: (state, call) => {
        const found = state.samples.find((one) => one.id === call.path['sample_id'])
        return found === undefined ? missing('this sample') : ok(found)
      },
    },
    {
      method: 'GET', path: '/samples/{sample_id}/results', id: 'listResults', tag: 'samples', summary: 'Results of a sample', description: 'Measured values of a reported sample; empty while there are none.', parameters: [sampleId],
      replies: { '200': { description: 'The values.', schema: listOf('Finding') }, ...notFound },
      run: (state, call) => {
        const found = state.results[call.path['sample_id'] as string]
        return found === undefined ? missing('this sample') : ok(found)
      },
    },
    {
      method: 'GET', path: '/samples/{sample_id}/particle-counts', id: 'listParticleCounts', tag: 'particle counts', summary: 'Particle counts run so far', parameters: [sampleId],
      replies: { '200': { description: 'The runs.', schema: listOf('ParticleCount') }, ...notFound },
      run: (state, call) => (state.samples.some((one) => one.id === call.path['sample_id']) ? ok(state.counts.filter((one) => one.sample_id === call.path['sample_id'])) : missing('this sample')),
    },
    {
      method: 'POST', path: '/samples/{sample_id}/particle-counts', id: 'runParticleCount', tag: 'particle counts', summary: 'Run the particle counter once', description: 'Degasses the sample and counts; every call is one run and uses 5 ml. Only hydraulic oil can be counted.', parameters: [sampleId],
      replies: { '201': { description: 'The run.', schema: ref('ParticleCount') }, ...notFound, '422': { description: 'The sample cannot be counted.', schema: ref('ValidationError') } },
      run: (state, call) => {
        const sample = state.samples.find((one) => one.id === call.path['sample_id'])
        if (sample === undefined) return missing('this sample')
        if (sample.fluid !== 'hydraulic_oil') return invalid('fluid', 'only hydraulic oil can be counted')
        if (sample.volume_ml < 25) return invalid('volume_ml', 'too little is left')
        sample.volume_ml -= 5
        const run = state.counts.filter((one) => one.sample_id === sample.id).length + 1
        const known = isoCodes[sample.id] ?? [20]
        const iso_code = known[Math.min(run, known.length) - 1] as number
        const made: Count = { run, sample_id: sample.id, particles_4um: Math.round(2 ** iso_code / 145), iso_code }
        state.counts.push(made)
        return ok(made, 201)
      },
    },
    {
      method: 'POST', path: '/analyses', id: 'orderAnalysis', tag: 'analyses', summary: 'Order an analysis', description: 'Starts a job; read the job until its status is done or failed.', body: 'NewAnalysis',
      replies: { '202': { description: 'The job.', schema: ref('Job') } },
      run: (state, call) => {
        const body = call.body as { sample_id: string; panel: string }
        const sample = state.samples.find((one) => one.id === body.sample_id)
        if (sample === undefined) return invalid('sample_id', 'is not a sample')
        if (sample.state !== 'received') return invalid('sample_id', `the sample is in state ${sample.state}, not received`)
        const made: Job = { id: `J-${state.jobs.length + 1}`, sample_id: sample.id, panel: body.panel, status: 'queued', progress: 0, report_id: null, polls: 0 }
        state.jobs.push(made)
        return ok(shown(made), 202)
      },
    },
    {
      method: 'GET', path: '/analyses/{job_id}', id: 'getAnalysis', tag: 'analyses', summary: 'State of an ordered analysis', parameters: [inPath('job_id', 'Identifier of the job.', 'J-1')],
      replies: { '200': { description: 'The job as it is now.', schema: ref('Job') }, ...notFound },
      run: (state, call) => {
        const job = state.jobs.find((one) => one.id === call.path['job_id'])
        if (job === undefined) return missing('this job')
        job.polls += 1
        const sample = state.samples.find((one) => one.id === job.sample_id) as Sample
        if (job.status !== 'done') {
          job.status = job.polls < 2 ? 'queued' : job.polls < 4 ? 'running' : 'done'
          job.progress = [0, 0, 35, 70, 100][Math.min(job.polls, 4)] as number
          if (job.status === 'done') {
            const panel = panels.find((one) => one.code === job.panel) as (typeof panels)[number]
            const values = pending[job.sample_id] ?? {}
            const report: Report = {
              id: `R-${job.id.slice(2)}`, sample_id: job.sample_id, panel: job.panel,
              findings: panel.parameters.map((parameter) => finding(parameter, values[parameter] ?? 0, parameter === 'viscosity_40c' ? 100 : (limits[sample.fluid]?.[parameter] as number))),
              comment: 'Measured in duplicate.',
            }
            state.reports.push(report)
            job.report_id = report.id
          }
        }
        return ok(shown(job))
      },
    },
    {
      method: 'GET', path: '/reports/{report_id}', id: 'getReport', tag: 'analyses', summary: 'Report of a finished analysis', parameters: [inPath('report_id', 'Identifier of the report.', 'R-1')],
      replies: { '200': { description: 'The report.', schema: ref('Report') }, ...notFound },
      run: (state, call) => {
        const found = state.reports.find((one) => one.id === call.path['report_id'])
        return found === undefined ? missing('this report') : ok(found)
      },
    },
  ],
}

export const start = (): Promise<Service> => serve(lab)
