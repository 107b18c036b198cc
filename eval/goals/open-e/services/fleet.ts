// Machines of an equipment hire company, their depots, technicians, parts and work orders; work orders and machines can be changed.
import { inPath, invalid, listOf, missing, ok, query, ref, serve } from './http.ts'
import type { Definition, Schema, Service } from './http.ts'

export interface Depot { id: string; name: string; city: string; manager: string }
export interface Machine { id: string; serial: string; kind: string; maker: string; model: string; depot_id: string; status: string; engine_hours: number; daily_rate: number; bought_on: string }
export interface Technician { id: string; name: string; depot_id: string; certificates: string[] }
export interface Part { id: string; name: string; stock: number; reorder_level: number; fits: string[] }
export interface WorkOrder { id: string; machine_id: string; kind: string; title: string; priority: string; status: string; technician_id: string | null; opened_on: string; due_on: string; closed_on: string | null; hours_spent: number; checklist: string[] }
export interface FleetState { depots: Depot[]; machines: Machine[]; technicians: Technician[]; parts: Part[]; workOrders: WorkOrder[] }

const depots: Depot[] = [
  { id: 'D1', name: 'Kiel Yard', city: 'Kiel', manager: 'Ute Carstens' },
  { id: 'D2', name: 'Rostock Yard', city: 'Rostock', manager: 'Holger Timm' },
  { id: 'D3', name: 'Bremen South', city: 'Bremen', manager: 'Aylin Kaya' },
]

const machineLines = `
MX-101|EXK-7741|excavator|Volvo|EC220|D1|hired_out|6120|410|2018-04-11
MX-102|EXK-7802|excavator|Volvo|EC140|D1|available|3985|320|2020-02-20
MX-103|EXR-1190|excavator|Liebherr|R 920|D2|hired_out|7450|430|2017-06-02
MX-104|EXB-3306|excavator|Komatsu|PC210|D3|in_workshop|5210|405|2018-09-27
MX-105|EXB-3307|excavator|Komatsu|PC138|D3|available|1240|315|2023-03-14
MX-106|WLK-2050|wheel_loader|Volvo|L90|D1|hired_out|4870|365|2019-05-08
MX-107|WLR-2113|wheel_loader|Liebherr|L 538|D2|available|5034|380|2019-01-16
MX-108|WLB-2240|wheel_loader|Komatsu|WA270|D3|hired_out|2915|350|2021-07-21
MX-109|THK-0418|telehandler|Manitou|MT 1440|D1|available|2210|240|2021-10-04
MX-110|THR-0532|telehandler|Manitou|MT 1840|D2|hired_out|3120|265|2020-08-18
MX-111|THB-0611|telehandler|Merlo|P40.17|D3|hired_out|1875|255|2022-04-25
MX-112|THB-0617|telehandler|Merlo|TF35.7|D3|in_workshop|2640|218|2021-03-30
MX-113|RLK-9001|roller|Bomag|BW 120|D1|available|1510|135|2022-05-12
MX-114|RLR-9027|roller|Hamm|HD 12|D2|hired_out|1980|142|2021-06-07
MX-115|DMK-5108|dumper|Wacker Neuson|DV60|D1|hired_out|2305|160|2020-11-23
MX-116|DMR-5170|dumper|Wacker Neuson|DW90|D2|in_workshop|3340|178|2019-09-10
MX-117|DMB-5201|dumper|Bergmann|C805|D3|available|890|171|2024-02-01
MX-118|GNK-3300|generator|Atlas Copco|QAS 100|D1|hired_out|8210|95|2016-10-19
MX-119|GNR-3318|generator|Atlas Copco|QAS 60|D2|available|4455|78|2020-01-29
MX-120|GNB-3324|generator|Himoinsa|HRYW-45|D3|retired|11870|60|2012-05-15`
const machines: Machine[] = machineLines.trim().split('\n').map((line) => {
  const [id, serial, kind, maker, model, depot_id, status, hours, rate, bought_on] = line.split('|') as [string, string, string, string, string, string, string, string, string, string]
  return { id, serial, kind, maker, model, depot_id, status, engine_hours: Number(hours), daily_rate: Number(rate), bought_on }
})

const technicians: Technician[] = [
  { id: 'TE-1', name: 'Jonas Petersen', depot_id: 'D1', certificates: ['hydraulics', 'welding'] },
  { id: 'TE-2', name: 'Mira Albrecht', depot_id: 'D1', certificates: ['hydraulics', 'crane_inspection'] },
  { id: 'TE-3', name: 'Sven Ahlers', depot_id: 'D2', certificates: ['high_voltage', 'engines'] },
  { id: 'TE-4', name: 'Katja Wolff', depot_id: 'D2', certificates: ['engines'] },
  { id: 'TE-5', name: 'Emre Demir', depot_id: 'D2', certificates: ['high_voltage', 'hydraulics'] },
  { id: 'TE-6', name: 'Lotte Behrens', depot_id: 'D3', certificates: ['crane_inspection', 'engines'] },
  { id: 'TE-7', name: 'Rafael Nunes', depot_id: 'D3', certificates: ['hydraulics'] },
]

const parts: Part[] = [
  { id: 'P-01', name: 'Hydraulic filter HF-210', stock: 3, reorder_level: 6, fits: ['excavator', 'wheel_loader'] },
  { id: 'P-02', name: 'Engine oil filter OF-77', stock: 14, reorder_level: 8, fits: ['excavator', 'wheel_loader', 'telehandler'] },
  { id: 'P-03', name: 'Boom cylinder seal kit', stock: 2, reorder_level: 2, fits: ['telehandler'] },
  { id: 'P-04', name: 'Drum scraper blade', stock: 5, reorder_level: 4, fits: ['roller'] },
  { id: 'P-05', name: 'Skip hinge pin', stock: 1, reorder_level: 4, fits: ['dumper'] },
  { id: 'P-06', name: 'Voltage regulator AVR-20', stock: 0, reorder_level: 1, fits: ['generator'] },
  { id: 'P-07', name: 'Fan belt 8PK', stock: 9, reorder_level: 5, fits: ['excavator', 'generator'] },
  { id: 'P-08', name: 'Slew ring seal', stock: 7, reorder_level: 3, fits: ['excavator'] },
  { id: 'P-09', name: 'Tyre 17.5-25', stock: 4, reorder_level: 4, fits: ['wheel_loader'] },
  { id: 'P-10', name: 'Coolant thermostat', stock: 2, reorder_level: 5, fits: ['generator', 'dumper', 'roller'] },
]

const orderLines = `
WO-3001|MX-101|oil_change|Engine oil change at 6,000 h|normal|closed|TE-1|2025-03-03|2025-03-14|2025-03-12|3.5
WO-3002|MX-103|repair|Replace swing motor|high|closed|TE-3|2025-03-10|2025-03-21|2025-03-24|14
WO-3003|MX-118|repair|Generator trips under load|urgent|closed|TE-1|2025-03-19|2025-03-21|2025-03-21|6
WO-3004|MX-110|inspection|Yearly lifting inspection|normal|closed|TE-5|2025-04-01|2025-04-30|2025-04-22|2
WO-3005|MX-104|repair|Track tensioner leaking|high|closed|TE-6|2025-04-07|2025-04-18|2025-04-16|9.5
WO-3006|MX-106|tyres|Front tyres worn|normal|closed|TE-1|2025-04-14|2025-04-30|2025-04-28|4
WO-3007|MX-115|repair|Brake drag on rear axle|high|closed|TE-2|2025-04-22|2025-05-02|2025-04-30|5
WO-3008|MX-103|oil_change|Engine oil change at 7,000 h|normal|closed|TE-4|2025-05-05|2025-05-16|2025-05-14|3
WO-3009|MX-109|inspection|Yearly lifting inspection|normal|closed|TE-2|2025-05-12|2025-05-30|2025-05-27|2
WO-3010|MX-111|inspection|Yearly lifting inspection|normal|closed|TE-6|2025-05-13|2025-05-30|2025-05-29|2.5
WO-3011|MX-116|repair|Articulation joint play|high|waiting_parts|TE-4|2025-06-02|2025-06-20||4.5
WO-3012|MX-101|inspection|Quick coupler inspection|normal|closed|TE-2|2025-06-10|2025-06-27|2025-06-25|1.5
WO-3013|MX-112|repair|Boom drifts down under load|urgent|waiting_parts|TE-1|2025-06-16|2025-06-23||7
WO-3014|MX-114|repair|Vibration cuts out when hot|normal|open||2025-06-30|2025-07-31||0
WO-3015|MX-119|inspection|Emergency stop test|low|closed|TE-3|2025-07-01|2025-07-31|2025-07-18|1
WO-3016|MX-107|repair|Bucket pins worn|normal|closed|TE-4|2025-07-07|2025-07-25|2025-07-23|8
WO-3017|MX-103|inspection|Slew ring inspection before long hire|high|open|TE-5|2025-08-11|2025-09-26||0
WO-3018|MX-106|oil_change|Engine oil change at 5,000 h|normal|open|TE-2|2025-08-14|2025-09-19||0
WO-3019|MX-104|repair|Main pump noisy|urgent|in_progress|TE-6|2025-08-18|2025-09-05||11
WO-3020|MX-113|repair|Water spray nozzles blocked|low|open|TE-2|2025-08-20|2025-09-30||0
WO-3021|MX-101|repair|Cab heater stays cold|low|waiting_parts|TE-1|2025-08-22|2025-10-10||1
WO-3022|MX-109|repair|Stabiliser warning lamp stays on|normal|open||2025-08-25|2025-09-22||0
WO-3023|MX-110|repair|Mast chain noise|normal|in_progress|TE-5|2025-08-27|2025-09-18||3.5
WO-3024|MX-112|inspection|Yearly lifting inspection|high|open|TE-7|2025-09-01|2025-09-30||0
WO-3025|MX-118|repair|Coolant temperature high at full load|high|waiting_parts|TE-1|2025-09-02|2025-09-12||2.5
WO-3026|MX-103|repair|Left travel motor weak|high|in_progress|TE-3|2025-09-03|2025-09-24||5
WO-3027|MX-105|inspection|Second-year warranty inspection|normal|open|TE-6|2025-09-04|2025-10-03||0
WO-3028|MX-116|oil_change|Engine oil change at 3,250 h|normal|open|TE-4|2025-09-05|2025-09-26||0
WO-3029|MX-112|repair|Door lock broken|low|in_progress|TE-7|2025-09-08|2025-10-15||0.5
WO-3030|MX-108|tyres|Rear left tyre cut|high|open|TE-7|2025-09-10|2025-09-17||0`
const checklist = [
  'How many slew ring seals do we have in stock?',
  'Which technicians at this machine\'s depot hold the hydraulics certificate?',
  'On which day was this machine\'s last engine oil change closed?',
]
const makeOrders = (): WorkOrder[] =>
  orderLines.trim().split('\n').map((line) => {
    const [id, machine_id, kind, title, priority, status, technician, opened_on, due_on, closed, hours] = line.split('|') as [string, string, string, string, string, string, string, string, string, string, string]
    return { id, machine_id, kind, title, priority, status, technician_id: technician === '' ? null : technician, opened_on, due_on, closed_on: closed === '' ? null : closed, hours_spent: Number(hours), checklist: id === 'WO-3017' ? checklist : [] }
  })

const machineKinds = ['excavator', 'wheel_loader', 'telehandler', 'roller', 'dumper', 'generator']
const machineStates = ['available', 'hired_out', 'in_workshop', 'retired']
const orderKinds = ['inspection', 'repair', 'oil_change', 'tyres']
const priorities = ['low', 'normal', 'high', 'urgent']
const orderStates = ['open', 'in_progress', 'waiting_parts', 'closed']

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })
const day = (description: string): Schema => ({ type: 'string', format: 'date', description })
const notFound = { '404': { description: 'No such thing.', schema: ref('Error') } }
const machineId = inPath('machine_id', 'Identifier of the machine.', 'MX-101')
const orderId = inPath('work_order_id', 'Identifier of the work order.', 'WO-3001')

export const fleet: Definition<FleetState> = {
  name: 'fleet',
  title: 'Hire Fleet Maintenance',
  version: '1.9.0',
  openapi: '3.1.0',
  description: 'Machines, depots, technicians, spare parts and work orders of an equipment hire company. Daily rates are in euros, hours are decimal hours. The maintenance desk\'s date is 2025-09-15.',
  schemas: {
    Depot: {
      type: 'object', description: 'A yard from which machines are hired out.', required: ['id', 'name', 'city', 'manager'],
      properties: { id: text('Identifier.', { examples: ['D1'] }), name: text('Name of the depot.'), city: text('Town.'), manager: text('Who runs it.') },
    },
    Machine: {
      type: 'object', description: 'A machine of the hire fleet.', required: ['id', 'serial', 'kind', 'maker', 'model', 'depot_id', 'status', 'engine_hours', 'daily_rate', 'bought_on'],
      properties: {
        id: text('Fleet number.', { examples: ['MX-101'] }),
        serial: text('Serial number on the plate; laboratories and insurers use it.', { examples: ['EXK-7741'] }),
        kind: text('Kind of machine.', { enum: machineKinds }),
        maker: text('Who made it.'),
        model: text('Model name.'),
        depot_id: text('Depot to which it belongs.'),
        status: text('Where it is in the hire cycle.', { enum: machineStates }),
        engine_hours: { type: 'integer', minimum: 0, description: 'Reading of the hour meter.' },
        daily_rate: { type: 'number', description: 'Price of one day of hire, in euros.' },
        bought_on: day('Day of purchase.'),
      },
    },
    MachineChange: {
      type: 'object', description: 'Fields of a machine to change; the others stay.', additionalProperties: false, minProperties: 1,
      properties: { status: text('New state.', { enum: machineStates }), depot_id: text('New depot.', { pattern: '^D\\d$' }), engine_hours: { type: 'integer', minimum: 0, description: 'New reading; never lower than the old one.' } },
    },
    Technician: {
      type: 'object', description: 'A service technician.', required: ['id', 'name', 'depot_id', 'certificates'],
      properties: { id: text('Identifier.', { examples: ['TE-1'] }), name: text('Full name.'), depot_id: text('Home depot.'), certificates: { type: 'array', items: { type: 'string', enum: ['hydraulics', 'welding', 'crane_inspection', 'high_voltage', 'engines'] }, description: 'Certificates held.' } },
    },
    Part: {
      type: 'object', description: 'A spare part in the central store.', required: ['id', 'name', 'stock', 'reorder_level', 'fits'],
      properties: { id: text('Identifier.', { examples: ['P-01'] }), name: text('Name.'), stock: { type: 'integer', description: 'Pieces in store.' }, reorder_level: { type: 'integer', description: 'Below this many pieces the part is to be reordered.' }, fits: { type: 'array', items: { type: 'string', enum: machineKinds }, description: 'Kinds of machine it fits.' } },
    },
    WorkOrder: {
      type: 'object', description: 'A job to be done on a machine. An order is unfinished until its status is closed.',
      required: ['id', 'machine_id', 'kind', 'title', 'priority', 'status', 'technician_id', 'opened_on', 'due_on', 'closed_on', 'hours_spent', 'checklist'],
      properties: {
        id: text('Identifier.', { examples: ['WO-3001'] }),
        machine_id: text('The machine.'),
        kind: text('Kind of work.', { enum: orderKinds }),
        title: text('What is to be done, in a few words.'),
        priority: text('Priority.', { enum: priorities }),
        status: text('State of the work.', { enum: orderStates }),
        technician_id: { type: ['string', 'null'], description: 'Who does it; null while nobody is assigned.' },
        opened_on: day('Day on which it was opened.'),
        due_on: day('Day by which it is to be done.'),
        closed_on: { type: ['string', 'null'], format: 'date', description: 'Day on which it was closed.' },
        hours_spent: { type: 'number', description: 'Hours booked so far.' },
        checklist: { type: 'array', items: { type: 'string' }, description: 'Questions to be answered before the work starts.' },
      },
    },
    NewWorkOrder: {
      type: 'object', description: 'A work order to open.', additionalProperties: false, required: ['machine_id', 'kind', 'title', 'priority', 'due_on'],
      properties: {
        machine_id: text('The machine.', { pattern: '^MX-\\d{3}$' }),
        kind: text('Kind of work.', { enum: orderKinds }),
        title: text('What is to be done.', { minLength: 5, maxLength: 80 }),
        priority: text('Priority.', { enum: priorities }),
        due_on: day('Day by which it is to be done; not before 2025-09-15.'),
        technician_id: { type: ['string', 'null'], description: 'Who is to do it, if known.' },
      },
    },
    WorkOrderChange: {
      type: 'object', description: 'Fields of a work order to change; the others stay.', additionalProperties: false, minProperties: 1,
      properties: {
        title: text('New title.', { minLength: 5, maxLength: 80 }),
        priority: text('New priority.', { enum: priorities }),
        status: text('New state.', { enum: orderStates }),
        technician_id: { type: ['string', 'null'], description: 'Who is to do it.' },
        due_on: day('New due day.'),
        hours_spent: { type: 'number', minimum: 0, description: 'Hours booked so far.' },
      },
    },
  },
  seed: () => ({ depots, machines: machines.map((one) => ({ ...one })), technicians, parts: parts.map((one) => ({ ...one })), workOrders: makeOrders() }),
  routes: [
    { method: 'GET', path: '/depots', id: 'listDepots', tag: 'depots', summary: 'All depots', replies: { '200': { description: 'The depots.', schema: listOf('Depot') } }, run: (state) => ok(state.depots) },
    {
      method: 'GET', path: '/machines', id: 'listMachines', tag: 'machines', summary: 'List machines',
      parameters: [
        query('kind', 'Kind of machine.', { type: 'string', enum: machineKinds }),
        query('status', 'State.', { type: 'string', enum: machineStates }),
        query('depot_id', 'Depot.', { type: 'string' }),
        query('serial', 'Exact serial number.', { type: 'string' }),
      ],
      replies: { '200': { description: 'The machines.', schema: listOf('Machine') } },
      run: (state, call) => ok(state.machines.filter((one) => (['kind', 'status', 'depot_id', 'serial'] as const).every((name) => call.query[name] === undefined || one[name] === call.query[name]))),
    },
    {
      method: 'GET', path: '/machines/{machine_id}', id: 'getMachine', tag: 'machines', summary: 'One machine', parameters: [machineId],
      replies: { '200': { description: 'The machine.', schema: ref('Machine') }, ...notFound },
      run: (state, call) => {
        const found = state.machines.find((one) => one.id === call.path['machine_id'])
        return found === undefined ? missing('this machine') : ok(found)
      },
    },
    {
      method: 'PATCH', path: '/machines/{machine_id}', id: 'updateMachine', tag: 'machines', summary: 'Change a machine', parameters: [machineId], body: 'MachineChange',
      replies: { '200': { description: 'The machine as it is now.', schema: ref('Machine') }, ...notFound },
      run: (state, call) => {
        const found = state.machines.find((one) => one.id === call.path['machine_id'])
        if (found === undefined) return missing('this machine')
        const { depot_id, engine_hours } = call.body
        if (typeof depot_id === 'string' && !state.depots.some((one) => one.id === depot_id)) return invalid('depot_id', 'is not a depot')
        if (typeof engine_hours === 'number' && engine_hours < found.engine_hours) return invalid('engine_hours', `must not be lower than ${found.engine_hours}`)
        Object.assign(found, call.body)
        return ok(found)
      },
    },
    {
      method: 'GET', path: '/machines/{machine_id}/work-orders', id: 'listMachineWorkOrders', tag: 'machines', summary: 'Work orders of one machine', parameters: [machineId],
      replies: { '200': { description: 'All its work orders, closed ones included.', schema: listOf('WorkOrder') }, ...notFound },
      run: (state, call) => (state.machines.some((one) => one.id === call.path['machine_id']) ? ok(state.workOrders.filter((one) => one.machine_id === call.path['machine_id'])) : missing('this machine')),
    },
    {
      method: 'GET', path: '/work-orders', id: 'listWorkOrders', tag: 'work orders', summary: 'List work orders',
      parameters: [
        query('status', 'State of the work.', { type: 'string', enum: orderStates }),
        query('priority', 'Priority.', { type: 'string', enum: priorities }),
        query('kind', 'Kind of work.', { type: 'string', enum: orderKinds }),
        query('technician_id', 'Who does it.', { type: 'string' }),
        query('due_before', 'Only orders due before this day.', { type: 'string', format: 'date' }),
      ],
      replies: { '200': { description: 'The work orders.', schema: listOf('WorkOrder') } },
      run: (state, call) => {
        const before = call.query['due_before']
        return ok(state.workOrders.filter((one) => (['status', 'priority', 'kind', 'technician_id'] as const).every((name) => call.query[name] === undefined || one[name] === call.query[name]) && (before === undefined || one.due_on < before)))
      },
    },
    {
      method: 'POST', path: '/work-orders', id: 'openWorkOrder', tag: 'work orders', summary: 'Open a work order', body: 'NewWorkOrder',
      replies: { '201': { description: 'The new work order.', schema: ref('WorkOrder') } },
      run: (state, call) => {
        const body = call.body as { machine_id: string; kind: string; title: string; priority: string; due_on: string; technician_id?: string | null }
        const machine = state.machines.find((one) => one.id === body.machine_id)
        if (machine === undefined) return invalid('machine_id', 'is not a machine')
        if (machine.status === 'retired') return invalid('machine_id', 'is a retired machine')
        if (body.due_on < '2025-09-15') return invalid('due_on', 'must not be before 2025-09-15')
        if (typeof body.technician_id === 'string' && !state.technicians.some((one) => one.id === body.technician_id)) return invalid('technician_id', 'is not a technician')
        const highest = Math.max(...state.workOrders.map((one) => Number(one.id.slice(3))))
        const made: WorkOrder = { id: `WO-${highest + 1}`, machine_id: body.machine_id, kind: body.kind, title: body.title, priority: body.priority, status: 'open', technician_id: body.technician_id ?? null, opened_on: '2025-09-15', due_on: body.due_on, closed_on: null, hours_spent: 0, checklist: [] }
        state.workOrders.push(made)
        return ok(made, 201)
      },
    },
    {
      method: 'GET', path: '/work-orders/{work_order_id}', id: 'getWorkOrder', tag: 'work orders', summary: 'One work order', parameters: [orderId],
      replies: { '200': { description: 'The work order.', schema: ref('WorkOrder') }, ...notFound },
      run: (state, call) => {
        const found = state.workOrders.find((one) => one.id === call.path['work_order_id'])
        return found === undefined ? missing('this work order') : ok(found)
      },
    },
    {
      method: 'PATCH', path: '/work-orders/{work_order_id}', id: 'updateWorkOrder', tag: 'work orders', summary: 'Change a work order', parameters: [orderId], body: 'WorkOrderChange',
      replies: { '200': { description: 'The work order as it is now.', schema: ref('WorkOrder') }, ...notFound },
      run: (state, call) => {
        const found = state.workOrders.find((one) => one.id === call.path['work_order_id'])
        if (found === undefined) return missing('this work order')
        const technician = call.body['technician_id']
        if (typeof technician === 'string' && !state.technicians.some((one) => one.id === technician)) return invalid('technician_id', 'is not a technician')
        if (found.status === 'closed') return invalid('status', 'the order is closed and cannot be changed')
        Object.assign(found, call.body)
        if (found.status === 'closed') found.closed_on = '2025-09-15'
        return ok(found)
      },
    },
    {
      method: 'DELETE', path: '/work-orders/{work_order_id}', id: 'deleteWorkOrder', tag: 'work orders', summary: 'Cancel a work order', description: 'Removes the order for good; only an order on which no hours are booked can be removed.', parameters: [orderId],
      replies: { '204': { description: 'It is gone.' }, ...notFound, '422': { description: 'Hours are booked on it.', schema: ref('ValidationError') } },
      run: (state, call) => {
        const index = state.workOrders.findIndex((one) => one.id === call.path['work_order_id'])
        const found = state.workOrders[index]
        if (found === undefined) return missing('this work order')
        if (found.hours_spent > 0) return invalid('hours_spent', 'hours are booked on this order')
        state.workOrders.splice(index, 1)
        return { status: 204, body: undefined }
      },
    },
    {
      method: 'GET', path: '/technicians', id: 'listTechnicians', tag: 'technicians', summary: 'List technicians',
      parameters: [query('depot_id', 'Home depot.', { type: 'string' }), query('certificate', 'Only those who hold this certificate.', { type: 'string', enum: ['hydraulics', 'welding', 'crane_inspection', 'high_voltage', 'engines'] })],
      replies: { '200': { description: 'The technicians.', schema: listOf('Technician') } },
      run: (state, call) => {
        const { depot_id, certificate } = call.query
        return ok(state.technicians.filter((one) => (depot_id === undefined || one.depot_id === depot_id) && (certificate === undefined || one.certificates.includes(certificate))))
      },
    },
    {
      method: 'GET', path: '/technicians/{technician_id}', id: 'getTechnician', tag: 'technicians', summary: 'One technician', parameters: [inPath('technician_id', 'Identifier of the technician.', 'TE-1')],
      replies: { '200': { description: 'The technician.', schema: ref('Technician') }, ...notFound },
      run: (state, call) => {
        const found = state.technicians.find((one) => one.id === call.path['technician_id'])
        return found === undefined ? missing('this technician') : ok(found)
      },
    },
    {
      method: 'GET', path: '/parts', id: 'listParts', tag: 'parts', summary: 'List spare parts', parameters: [query('name', 'A part of the name, in any case.', { type: 'string' })],
      replies: { '200': { description: 'The parts.', schema: listOf('Part') } },
      run: (state, call) => ok(state.parts.filter((one) => one.name.toLowerCase().includes((call.query['name'] ?? '').toLowerCase()))),
    },
    {
      method: 'GET', path: '/parts/{part_id}', id: 'getPart', tag: 'parts', summary: 'One spare part', parameters: [inPath('part_id', 'Identifier of the part.', 'P-01')],
      replies: { '200': { description: 'The part.', schema: ref('Part') }, ...notFound },
      run: (state, call) => {
        const found = state.parts.find((one) => one.id === call.path['part_id'])
        return found === undefined ? missing('this part') : ok(found)
      },
    },
  ],
}

export const start = (): Promise<Service> => serve(fleet)
