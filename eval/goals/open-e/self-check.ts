// For every goal: right results are accepted and wrong ones rejected; every endpoint of every service answers as its document says.
import { readFileSync, readdirSync } from 'node:fs'
import type { GoalResult, ResultArtifact } from '../checker.ts'
import { checkers } from './checkers.ts'
import * as fleet from './services/fleet.ts'
import type { Service } from './services/http.ts'
import * as lab from './services/lab.ts'
import * as library from './services/library.ts'

interface Goal { id: string; domain: string; kind: string; construct: string | null; goal: string; paraphrases: string[]; attach: string[]; services: string[]; answers: { [topic: string]: string } | null; question: string | null; why_unservable: string | null; notes: string; readings?: { answers: { [topic: string]: string }; right: string }[] }
const goals = JSON.parse(readFileSync(new URL('./goals.json', import.meta.url), 'utf8')) as Goal[]
const problems: string[] = []
const expect = (fine: boolean, what: string): void => {
  if (!fine) problems.push(what)
}

// ---------------------------------------------------------------- results to judge

type Request = GoalResult['requests'][number]
const request = (service: string, method: string, path: string, body: unknown = null, query: { [k: string]: string } = {}): Request => ({ service, method, path, query, body })
const result = (more: Partial<GoalResult>): GoalResult => ({ outcome: 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [], ...more })
const table = (rows: { [column: string]: unknown }[], title = 'Table'): ResultArtifact => ({ kind: 'table', name: 'rows', title, media_type: 'application/json', columns: Object.keys(rows[0] ?? {}), rows })
const chart = (rows: { [column: string]: unknown }[]): ResultArtifact => ({ kind: 'chart', name: 'chart', title: 'Chart', media_type: 'image/svg+xml', rows })
const numbers = (values: { [title: string]: number | string }): ResultArtifact => ({ kind: 'numbers', name: 'numbers', title: 'Numbers', media_type: 'application/json', numbers: Object.entries(values).map(([title, value]) => ({ name: title.toLowerCase().replace(/\W+/g, '_'), title, value, unit: null })) })
const prose = (text: string, title = 'Answer'): ResultArtifact => ({ kind: 'text', name: 'answer', title, media_type: 'text/markdown', text })
const refusal = result({ outcome: 'refused', reason: 'There is no tool or operation for this.' })
const question = (title: string, options: string[] = []): GoalResult['questions'] => [{ title, options }]
const grid = (columns: string, ...rows: unknown[][]): ResultArtifact => table(rows.map((row) => Object.fromEntries(columns.split(' ').map((column, index) => [column, row[index]]))))

interface Case { right: (GoalResult | [GoalResult, unknown])[]; wrong: (GoalResult | [GoalResult, unknown])[] }
const newOrder = (more: object = {}): Request => request('fleet', 'POST', '/work-orders', { machine_id: 'MX-114', kind: 'repair', title: 'Hydraulic hose leaking at drum', priority: 'urgent', due_on: '2025-09-19', technician_id: 'TE-3', ...more })
const patch = (id: string, body: unknown): Request => request('fleet', 'PATCH', `/work-orders/${id}`, body)
const handOver = ['WO-3013', 'WO-3021', 'WO-3025'].map((id) => patch(id, { technician_id: 'TE-2' }))
const counted = (times: number): Request[] => Array.from({ length: times }, () => request('lab', 'POST', '/samples/S-2014/particle-counts'))
const analysed = (polls: number, sample = 'S-2018', panel = 'wear_metals'): Request[] => [request('lab', 'POST', '/analyses', { sample_id: sample, panel }), ...Array.from({ length: polls }, () => request('lab', 'GET', '/analyses/J-1')), request('lab', 'GET', '/reports/R-1')]
const handbook = 'Inside the breakwaters the speed is at most 6 knots.'
const newWind = 'from 1 March 2025 no vessel leaves the quay while the mean wind is above 16 m/s or gusts are above 22 m/s.'
const oldWind = 'No vessel leaves the quay while the mean wind at the Norrsund mast is above 22 m/s.'
const anna = ['M-1001 Anna Berg, Harbour', 'M-1008 Anna Berg, Castle Hill']
const openTitles = (member: string): string[][] => {
  const state = library.library.seed()
  return state.loans.filter((one) => one.member_id === member && one.returned_on === null).map((one) => [state.titles.find((title) => title.id === one.title_id)?.title as string, one.due_on])
}
const eider = [['14:05', 'Low fuel pressure alarm on the port engine, acknowledged.'], ['14:09', 'Port engine stops.'], ['14:10', 'Starboard engine stops; emergency generator starts.'], ['14:12', 'Anchor let go, does not hold.'], ['14:21', 'Lomvi makes fast a towing line.'], ['15:03', 'Eider alongside in Holm.']]
const open = [['A2', 'Per Nygard', '2025-04-15'], ['A3', 'Liv Dahle', '2025-03-31'], ['A4', 'Ida Strand', '2025-05-10'], ['A5', 'Per Nygard', '2025-03-14']]
const iron = [['MX-103', 'S-2003', 138], ['MX-103', 'S-2012', 164], ['MX-105', 'S-2013', 103]]
const water = [['S-2002', 0.08, false], ['S-2004', 0.05, false], ['S-2006', 0.21, true], ['S-2014', 0.11, true], ['S-2015', 0.04, false]]
const breaking = '# Breaking changes\n\n## 4.0.0 (2025-03-04)\n\n> **Breaking:** the query endpoint answers in pages of 500 rows; the parameter `all` is gone.\n\n> **Breaking:** time stamps are returned in UTC with milliseconds instead of local time.\n\n## 3.4.0 (2024-11-19)\n\n> **Breaking:** tokens created before 2023 stop working.\n\n## 3.0.0 (9 October 2023)\n\n> the XML export has been removed; use JSON or CSV.\n'
const retention = [[180, '2023-02-01', 'retention-policy-2023.md'], [365, '2024-05-14', 'changelog.md'], [400, '2025-06-01', 'security-policy.md']]
const peat = { 'field-protocol.txt': 0, 'landowners.md': 0, 'literature-notes.md': 0, 'project-meeting-2023-11-14.md': 0, 'site-survey-2022.md': 0, 'site-survey-2023.md': 0 } as { [name: string]: number }
for (const name of Object.keys(peat)) peat[name] = readFileSync(new URL(`./documents/peatland/${name}`, import.meta.url), 'utf8').toLowerCase().split('sphagnum').length - 1
const ferryText = readdirSync(new URL('./documents/ferry/', import.meta.url)).filter((name) => name.startsWith('incident')).map((name) => readFileSync(new URL(`./documents/ferry/${name}`, import.meta.url), 'utf8')).join('\n')
const ships = ['Skarv', 'Eider', 'Alke', 'Lomvi', 'Havsula'].map((name) => [name, ferryText.split(name).length - 1] as [string, number])
const answers31 = [
  ['How far apart do our dipwells stand?', '12 metres', 'Dipwells are set on a line across the plot, 12 metres apart, the first one 3 metres from the ditch.', 'field-protocol.txt'],
  ['Who owns the parcel?', 'Margarethe Vollmer', '| 118/4 | Brennfen, north of the main ditch | Margarethe Vollmer | 9.3 | none |', 'landowners.md'],
  ['From which depth?', '8 cm', 'Methane emissions rise sharply once the mean water table is shallower than 8 cm.', 'literature-notes.md'],
  ['What share?', '23 %', 'Peat dams failed in 14 of 60 blocked ditches within three years', 'literature-notes.md'],
]
const offer = question('Which work order is to be cancelled?', ['WO-3018 Engine oil change at 5,000 h', 'WO-3020 Water spray nozzles blocked', 'WO-3022 Stabiliser warning lamp stays on'])
const without = <T>(list: T[], index: number): T[] => list.filter((_, at) => at !== index)

const cases: { [id: string]: Case } = {
  'fb-01': { right: [result({ artifacts: [numbers({ 'Daily rate': 218 })] }), result({ artifacts: [prose('One day of hire costs 218 euros.')] }), result({ artifacts: [grid('id serial daily_rate engine_hours', ['MX-112', 'THB-0617', 218, 2640])] })], wrong: [result({ artifacts: [numbers({ 'Daily rate': 255 })] }), result({ outcome: 'failed', reason: 'no' }), result({ artifacts: [numbers({ 'Daily rate': 218 })], requests: [request('fleet', 'PATCH', '/machines/MX-112', { status: 'available' })] })] },
  'fb-02': { right: [result({ artifacts: [grid('author titles', ['Ingrid Halvorsen', 6], ['Tomas Reuter', 5], ['Priya Nair', 4])] }), result({ artifacts: [prose('1. Ingrid Halvorsen: 6\n2. Tomas Reuter: 5\n3. Priya Nair: 4')] }), result({ artifacts: [prose('Ingrid Halvorsen leads with 6 titles.\nTomas Reuter has 5 of them.\nPriya Nair is third with 4.')] })], wrong: [result({ artifacts: [grid('author titles', ['Ingrid Halvorsen', 6], ['Tomas Reuter', 3], ['Yusuf Benali', 1])] }), result({ artifacts: [grid('author titles', ['Priya Nair', 4], ['Tomas Reuter', 5], ['Ingrid Halvorsen', 6])] }), result({ artifacts: [grid('author titles', ['Ingrid Halvorsen', 6], ['Tomas Reuter', 5], ['Priya Nair', 4], ['Edith Marlow', 3])] })] },
  'fb-03': { right: [result({ artifacts: [prose('Irene Vogel is next; she is registered at Castle Hill.')] }), result({ artifacts: [grid('member branch', ['Irene Vogel', 'Castle Hill'])] }), result({ artifacts: [grid('name', ['Irene Vogel']), grid('name district', ['Castle Hill', 'Upper Town'])] })], wrong: [result({ artifacts: [prose('Greta Simmons is next; she is registered at Harbour.')] }), result({ artifacts: [prose('Irene Vogel, BR-4.')] }), result({ artifacts: [grid('member', ['Irene Vogel'], ['Ruth Calloway'], ['Yara Haddad'])] })] },
  'fb-04': { right: [result({ requests: [newOrder()] }), result({ requests: [newOrder({ kind: 'fix' }), newOrder()] })], wrong: [result({ requests: [] }), result({ requests: [newOrder({ priority: 'high' })] }), result({ requests: [newOrder(), newOrder()] }), result({ requests: [newOrder({ machine_id: 'MX-113' })] })] },
  'fb-05': { right: [result({ requests: handOver, artifacts: [grid('order', ['WO-3013'], ['WO-3021'], ['WO-3025'])] }), result({ requests: handOver, artifacts: [prose('Moved: WO-3013, WO-3021, WO-3025.')] })], wrong: [result({ requests: handOver.slice(1), artifacts: [prose('Moved: WO-3013, WO-3021, WO-3025.')] }), result({ requests: [...handOver, patch('WO-3011', { technician_id: 'TE-2' })], artifacts: [prose('Moved: WO-3013, WO-3021, WO-3025.')] }), result({ requests: handOver, artifacts: [prose('Moved: WO-3013, WO-3021.')] })] },
  'fb-06': { right: [result({ artifacts: [grid('machine sample iron', ...iron)] }), result({ artifacts: [grid('id serial sample fluid value limit', ...iron.map(([m, s, v]) => [m, 'X', s, 'engine_oil', v, 100]))] }), result({ artifacts: [prose('- MX-103, sample S-2003: 138 ppm\n- MX-103, sample S-2012: 164 ppm\n- MX-105, sample S-2013: 103 ppm')] })], wrong: [result({ artifacts: [grid('machine sample iron', ...iron, ['MX-107', 'S-2007', 121])] }), result({ artifacts: [grid('machine sample iron', ...iron.slice(0, 2))] }), result({ artifacts: [grid('machine sample iron', ...iron.map(([, s, v]) => ['MX-101', s, v]))] })] },
  'fb-07': { right: [result({ artifacts: [chart([{ branch: 'Harbour', n: 13 }, { branch: 'Northgate', n: 6 }, { branch: 'Mill Lane', n: 6 }, { branch: 'Castle Hill', n: 8 }])] })], wrong: [result({ artifacts: [chart([{ branch: 'BR-1', n: 13 }, { branch: 'BR-2', n: 6 }, { branch: 'BR-3', n: 6 }, { branch: 'BR-4', n: 8 }])] }), result({ artifacts: [chart([{ branch: 'Harbour', n: 7 }, { branch: 'Northgate', n: 1 }, { branch: 'Mill Lane', n: 1 }, { branch: 'Castle Hill', n: 1 }])] }), result({ artifacts: [grid('branch n', ['Harbour', 13], ['Northgate', 6], ['Mill Lane', 6], ['Castle Hill', 8])] })] },
  'fb-08': { right: [refusal], wrong: [result({ artifacts: [prose('Extended.')] }), result({ outcome: 'failed', reason: '404' }), result({ outcome: 'asked', questions: question('By how long?') })] },
  'fb-09': { right: [refusal], wrong: [result({ artifacts: [grid('month euros', ['2025-01', 0])] }), result({ outcome: 'refused', reason: '' })] },
  'fb-10': {
    right: [result({ outcome: 'asked', questions: question('Which Anna Berg do you mean?', anna) }), result({ questions: question('There are two members with this name; which one?', anna), artifacts: [grid('title due_on', ...openTitles('M-1001'))] }), [result({ questions: question('Which Anna Berg do you mean?', anna), artifacts: [prose(openTitles('M-1008').map(([title, due]) => `${title}, due ${due}`).join('\n'))] }), { 'which Anna Berg': 'the student at Castle Hill, card M-1008' }]],
    wrong: [result({ artifacts: [grid('title due_on', ...openTitles('M-1001'))] }), result({ questions: question('Which Anna Berg do you mean?', anna), artifacts: [grid('title due_on', ...openTitles('M-1008'))] }), result({ outcome: 'asked', questions: question('Shall the table have a heading?', ['yes', 'no']) })],
  },
  'fb-11': {
    right: [result({ outcome: 'asked', questions: question('By what measure is a technician the top one?', ['number of orders closed', 'hours spent']) }), result({ questions: question('What counts: the number of orders or the hours?'), artifacts: [prose('Jonas Petersen, with 3 orders closed.')] }), [result({ questions: question('What counts: the number of orders or the hours?'), artifacts: [grid('technician hours', ['Sven Ahlers', 14])] }), { 'what counts as top': 'the hours booked on those orders' }]],
    wrong: [result({ artifacts: [prose('Jonas Petersen, with 3 orders closed.')] }), [result({ questions: question('What counts: the number of orders or the hours?'), artifacts: [prose('Jonas Petersen, with 3 orders closed.')] }), { 'what counts as top': 'the hours booked on those orders' }], result({ outcome: 'asked', questions: question('Which depot?') })],
  },
  'fb-12': { right: [result({ artifacts: [grid('sample water above', ...water)] }), result({ artifacts: [grid('sample_id value unit limit verdict', ...water.map(([id, value, above]) => [id, value, '%', 0.1, above === true ? 'above_limit' : 'within_limit']))] }), result({ artifacts: [prose(water.map(([id, value, above]) => `- ${id as string}: ${value as number} %, ${above === true ? 'above the limit' : 'within the limit'}`).join('\n'))] })], wrong: [result({ artifacts: [grid('sample water above', ...water.map(([id, value]) => [id, value, false]))] }), result({ artifacts: [grid('sample water above', ...water.slice(1))] }), result({ artifacts: [grid('sample water', ...water)] }), result({ artifacts: [grid('sample water above', ...water, ['S-2017', 0, false])] })] },
  'fb-13': { right: [result({ requests: [patch('WO-3018', { due_on: '2025-10-10' })], artifacts: [numbers({ 'Stock of HF-210': 3 })] }), result({ requests: [patch('WO-3018', { due_on: '2025-10-10' })], artifacts: [prose('There are 3 filters left, below the level of 6, so the order was postponed.')] })], wrong: [result({ artifacts: [numbers({ 'Stock of HF-210': 3 })] }), result({ requests: [patch('WO-3018', { due_on: '2025-10-10', priority: 'low' })], artifacts: [numbers({ 'Stock of HF-210': 3 })] }), result({ requests: [patch('WO-3018', { due_on: '2025-10-10' })], artifacts: [numbers({ 'Stock of HF-210': 14 })] })] },
  'fb-14': { right: [result({ requests: analysed(4), artifacts: [numbers({ Iron: 118 })] }), result({ requests: analysed(6), artifacts: [grid('parameter value unit', ['iron', 118, 'ppm'], ['copper', 47, 'ppm'], ['silicon', 13, 'ppm'])] }), result({ requests: analysed(4), artifacts: [prose('Sample S-2018 contains 118 ppm of iron.')] })], wrong: [result({ requests: analysed(2), artifacts: [numbers({ Iron: 118 })] }), result({ requests: analysed(4), artifacts: [numbers({ Iron: 47 })] }), result({ requests: [...analysed(4), ...analysed(4)], artifacts: [numbers({ Iron: 118 })] }), result({ requests: analysed(4, 'S-2018', 'water'), artifacts: [numbers({ Iron: 118 })] })] },
  'fb-15': { right: [result({ requests: counted(6), artifacts: [grid('run iso_code', [1, 21], [2, 20], [3, 20], [4, 19], [5, 18], [6, 17])] }), result({ requests: counted(6), artifacts: [prose('It took 6 runs; the codes were 21, 20, 20, 19, 18, 17.')] })], wrong: [result({ requests: counted(8), artifacts: [grid('run iso_code', [1, 21], [2, 20], [3, 20], [4, 19], [5, 18], [6, 17], [7, 17], [8, 17])] }), result({ requests: counted(6), artifacts: [numbers({ Runs: 6 })] }), result({ requests: counted(1), artifacts: [grid('run iso_code', [1, 21])] })] },
  'fb-16': { right: [result({ artifacts: [grid('question answer', ['How many slew ring seals do we have in stock?', 7], ["Which technicians at this machine's depot hold the hydraulics certificate?", 'Emre Demir'], ["On which day was this machine's last engine oil change closed?", '2025-05-14'])] }), result({ artifacts: [prose('| Question | Answer |\n|---|---|\n| Slew ring seals | 7 |\n| Technicians with hydraulics | Emre Demir |\n| Last oil change | 14 May 2025 |')] })], wrong: [result({ artifacts: [grid('question answer', ['slew ring seals', 3], ['technicians hydraulics', 'Emre Demir'], ['oil change', '2025-05-14'])] }), result({ artifacts: [grid('question answer', ['slew ring seals', 7], ['technicians hydraulics', 'Emre Demir, Jonas Petersen'], ['oil change', '2025-05-14'])] }), result({ artifacts: [grid('question answer', ['slew ring seals', 7], ['technicians hydraulics', 'Emre Demir'], ['oil change', '2025-03-12'])] })] },
  'fb-17': { right: [result({ questions: offer, requests: [request('fleet', 'DELETE', '/work-orders/WO-3022')] }), [result({ questions: offer, requests: [request('fleet', 'DELETE', '/work-orders/WO-3020')] }), { which: 'WO-3020' }]], wrong: [result({ requests: [request('fleet', 'DELETE', '/work-orders/WO-3022')] }), result({ questions: offer, requests: [request('fleet', 'DELETE', '/work-orders/WO-3018')] }), result({ questions: question('Which one?', ['WO-3018', 'WO-3022']), requests: [request('fleet', 'DELETE', '/work-orders/WO-3022')] }), result({ questions: offer })] },
  'fb-18': { right: [result({ artifacts: [grid('document line quote', ['documents/ferry/crew-handbook.md', 17, handbook])] }), result({ artifacts: [prose(`> ${handbook}\n\n(crew-handbook.md, line 17)`)] }), result({ artifacts: [prose(`The crew handbook, edition 7 says: "the speed is at most 6 knots".`)] }), result({ artifacts: [{ ...prose(`<h1>Speed</h1><p>The rule:</p><blockquote>Inside the breakwaters the <em>speed</em> is at most 6 knots.</blockquote><p>crew-handbook.md, line 17</p>`.replace(/<\/?em>/g, '')), media_type: 'text/html' }] })], wrong: [result({ artifacts: [prose('The limit is 6 knots (crew-handbook.md).')] }), result({ artifacts: [grid('document quote', ['crew-handbook.md', 'Inside the breakwaters the speed must be at most 6 knots.'])] }), result({ artifacts: [grid('document quote', ['incident-2024-03-17-skarv.md', 'Skarv passes the breakwater at 6 knots.'])] })] },
  'fb-19': { right: [result({ artifacts: [prose(`In force since 1 March 2025: "${newWind}" (safety-committee-2025-02-20.md)`)] }), result({ artifacts: [grid('document since quote', ['safety-committee-2025-02-20.md', '2025-03-01', `The committee decides: ${newWind}`], ['crew-handbook.md', '2023-03-01', oldWind])] })], wrong: [result({ artifacts: [prose(`"${oldWind}" (crew-handbook.md, since 1 March 2023)`)] }), result({ artifacts: [grid('document quote', ['crew-handbook.md', oldWind], ['safety-committee-2025-02-20.md', newWind])] }), result({ artifacts: [prose('Mean wind 16 m/s or gusts of 22 m/s since 1 March 2025, safety-committee-2025-02-20.md')] })] },
  'fb-20': { right: [result({ artifacts: [grid('days since document', ...retention)] }), result({ artifacts: [prose(`| Days | Since | Document |\n|---|---|---|\n${retention.map((row) => `| ${row.join(' | ')} |`).join('\n')}`)] })], wrong: [result({ artifacts: [grid('days since document', ...[...retention].reverse())] }), result({ artifacts: [grid('days since document', ...without(retention, 1))] }), result({ artifacts: [grid('days since document', [14, '2023-02-01', 'retention-policy-2023.md'], ...retention.slice(1))] })] },
  'fb-21': { right: [result({ artifacts: [grid('document count', ...Object.entries(peat))] }), result({ artifacts: [grid('file n', ...Object.entries(peat).filter((row) => row[1] > 0).map(([name, n]) => [`documents/peatland/${name}`, n]))] })], wrong: [result({ artifacts: [grid('document count', ...Object.entries(peat).map(([name, n]) => [name, n > 2 ? n - 1 : n]))] }), result({ artifacts: [numbers({ Total: Object.values(peat).reduce((sum, n) => sum + n, 0) })] })] },
  'fb-22': { right: [result({ artifacts: [grid('site plot d2022 d2023 change', ['Brennfen', 'P3', 29.3, 31, 1.7], ['Brennfen', 'P4', 17.8, 18.6, 0.8])] }), result({ artifacts: [prose('At Brennfen P3 the water table is 1.7 cm deeper and at Brennfen P4 0.8 cm deeper.')] }), result({ artifacts: [prose('- Brennfen P3: +1.7 cm\n- Brennfen P4: +0.8 cm')] })], wrong: [result({ artifacts: [grid('site plot change', ['Brennfen', 'P3', 1.7], ['Brennfen', 'P4', 0.8], ['Harkmoss', 'P1', -10.4])] }), result({ artifacts: [grid('site plot change', ['Brennfen', 'P3', 1.7])] }), result({ artifacts: [grid('site plot change', ['Harkmoss', 'P3', 1.7], ['Harkmoss', 'P4', 0.8])] })] },
  'fb-23': { right: [result({ artifacts: [grid('action owner due', ...open)] }), result({ artifacts: [grid('action what owner due', ...open.map(([id, owner, due]) => [id, 'something', owner, due === '2025-04-15' ? '15 April 2025' : due]))] })], wrong: [result({ artifacts: [grid('action owner due', ['A1', 'Ida Strand', '2024-11-30'], ...open)] }), result({ artifacts: [grid('action owner due', ['A2', 'Per Nygard', '2024-12-15'], ...open.slice(1))] }), result({ artifacts: [grid('action owner due', ...open.slice(2))] })] },
  'fb-24': { right: [result({ files: [{ path: 'breaking-changes.md', text: breaking }] }), result({ files: [{ path: 'out/breaking-changes.md', text: breaking.replace(/> |\*\*/g, '') }] })], wrong: [result({ artifacts: [prose(breaking)] }), result({ files: [{ path: 'breaking-changes.md', text: breaking.replace('tokens created before 2023 stop working', 'old tokens stop working') }] }), result({ files: [{ path: 'breaking-changes.md', text: `${breaking}\n## 3.1.0 (2024-01-23)\n\n> Fixed: a breaking wave of retries after short network failures.\n` }] }), result({ files: [{ path: 'breaking-changes.md', text: breaking.replace('## 3.4.0 (2024-11-19)\n', '') }] })] },
  'fb-25': { right: [refusal], wrong: [result({ artifacts: [prose('16:40 Master: full astern.')] }), result({ outcome: 'refused', reason: null })] },
  'fb-26': { right: [refusal], wrong: [result({ artifacts: [grid('owner answer', ['Margarethe Vollmer', 'yes'], ['Gebrueder Stein', 'no'])] }), result({ outcome: 'asked', questions: question('Does Margarethe Vollmer agree?') })] },
  'fb-27': { right: [result({ outcome: 'asked', questions: question('Which plot P4 do you mean?', ['Harkmoss', 'Brennfen']) }), result({ questions: question('Which site?', ['Harkmoss', 'Brennfen']), artifacts: [numbers({ 'Mean depth': 18.6 })] }), [result({ questions: question('Which site is meant?', ['Harkmoss', 'Brennfen']), artifacts: [prose('14.7 cm')] }), { 'which site': 'Harkmoss' }]], wrong: [result({ artifacts: [numbers({ 'Mean depth': 18.6 })] }), result({ questions: question('Which site?', ['Harkmoss', 'Brennfen']), artifacts: [numbers({ 'Mean depth': 14.7 })] }), result({ questions: question('Which site?', ['Harkmoss', 'Brennfen']), artifacts: [numbers({ 'Mean depth': 17.8 })] })] },
  'fb-28': {
    right: [result({ outcome: 'asked', questions: question('What makes an incident bad?', ['people injured', 'cost of repairs', 'days out of service']) }), result({ questions: question('How is seriousness measured: injuries, cost or days?'), artifacts: [grid('rank vessel injured', [1, 'Alke', 5], [2, 'Skarv', 2], [3, 'Eider', 0])] }), [result({ questions: question('How is seriousness measured: injuries, cost or days?'), artifacts: [prose('1. Eider (21 days)\n2. Skarv (9 days)\n3. Alke (1 day)')] }), { x: 'how long the vessel was out of service' }], [result({ questions: question('How is seriousness measured: injuries, cost or days?'), artifacts: [prose('1. Skarv\n2. Eider\n3. Alke')] }), { x: 'the cost of the repairs' }]],
    wrong: [result({ artifacts: [grid('rank vessel', [1, 'Alke'], [2, 'Skarv'], [3, 'Eider'])] }), result({ questions: question('How is seriousness measured: injuries, cost or days?'), artifacts: [grid('rank vessel', [1, 'Skarv'], [2, 'Eider'], [3, 'Alke'])] }), result({ outcome: 'asked', questions: question('In which format?') })],
  },
  'fb-29': { right: [result({ artifacts: [grid('vessel mentions', ...ships)] }), result({ artifacts: [chart(ships.map(([vessel, n]) => ({ vessel, n })))] })], wrong: [result({ artifacts: [grid('vessel mentions', ...ships.slice(0, 4))] }), result({ artifacts: [grid('vessel mentions', ...ships.map(([name, n]) => [name, n + 1]))] })] },
  'fb-30': { right: [result({ artifacts: [grid('document quote', ['oncall-handbook.md', 'An access key is valid for 90 days at most and has to be rotated before that.'], ['security-policy.md', 'No access key may be older than 60 days.'])] }), result({ artifacts: [prose('They differ.\n\n> An access key is valid for 90 days at most\n\nOn-call handbook\n\n> No access key may be older than 60 days.\n\nSecurity policy, version 4')] })], wrong: [result({ artifacts: [prose('They agree.')] }), result({ artifacts: [prose('They differ: 90 days in oncall-handbook, 60 days in security-policy.')] }), result({ artifacts: [grid('document quote', ['security-policy.md', 'No access key may be older than 60 days.'])] })] },
  'fb-31': { right: [result({ artifacts: [grid('question answer quote document', ...answers31)] }), result({ artifacts: [prose(answers31.map(([q, a, passage, path]) => `## ${q as string}\n\n${a as string}\n\n> ${passage as string}\n\n(${path as string})`).join('\n\n'))] }), result({ artifacts: [{ ...prose(`<table><tr><th>Question</th><th>Answer</th><th>Passage</th><th>Where</th></tr>${answers31.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`), media_type: 'text/html' }] })], wrong: [result({ artifacts: [grid('question answer quote document', ...answers31.slice(0, 3))] }), result({ artifacts: [grid('question answer quote document', ...answers31.map(([q, a, , path]) => [q, a, a, path]))] }), result({ artifacts: [grid('question answer', ...answers31.map(([q, a]) => [q, a]))] })] },
  'fb-32': { right: [result({ questions: question('Which incident report?', ['Skarv', 'Eider', 'Alke']), artifacts: [grid('time event', ...eider)] })], wrong: [result({ artifacts: [grid('time event', ...eider)] }), result({ questions: question('Which incident report?'), artifacts: [grid('time event', ...eider.slice(1))] }), [result({ questions: question('Which incident report?'), artifacts: [grid('time event', ...eider)] }), { which: 'the Skarv one' }]] },
}

for (const goal of goals) {
  const checker = checkers[goal.id]
  const own = cases[goal.id]
  expect(checker !== undefined, `${goal.id}: no checker`)
  expect(own !== undefined && own.right.length > 0 && own.wrong.length > 1, `${goal.id}: too few results to judge`)
  if (checker === undefined || own === undefined) continue
  for (const [kind, list] of [[true, own.right], [false, own.wrong]] as const) {
    for (const [index, one] of list.entries()) {
      const [judged, given] = Array.isArray(one) ? one : [one, goal.answers]
      const verdict = checker(judged, given === null ? {} : { answers: given })
      expect(verdict.right === kind, `${goal.id}: ${kind ? 'right' : 'wrong'} result ${index + 1} is judged ${verdict.right ? 'right' : 'wrong'}: ${verdict.why}`)
    }
  }
  expect(!checker(result({ outcome: 'failed', reason: 'broken' }), {}).right, `${goal.id}: a failure is accepted`)
  expect(!checker(result({}), {}).right, `${goal.id}: an empty result is accepted`)
}

// ---------------------------------------------------------------- the list of goals itself

const tallied = (key: (goal: Goal) => string): string => JSON.stringify(Object.fromEntries([...new Set(goals.map(key))].map((value) => [value, goals.filter((goal) => key(goal) === value).length])))
for (const goal of goals) {
  expect(goal.paraphrases.length === 3 && new Set([goal.goal, ...goal.paraphrases]).size === 4, `${goal.id}: three different paraphrases are needed`)
  expect((goal.kind === 'unservable') === (goal.why_unservable !== null), `${goal.id}: why unservable`)
  expect((goal.kind === 'ambiguous' || goal.construct === 'user_interaction') === (goal.question !== null && goal.answers !== null), `${goal.id}: question and answers`)
  expect((goal.kind === 'ambiguous') === (goal.readings !== undefined && goal.readings.length > 1), `${goal.id}: readings`)
  expect((goal.domain === 'api') === (goal.services.length > 0) && (goal.domain === 'documents') === (goal.attach.length > 0), `${goal.id}: services or documents`)
}
expect(goals.length === 32 && goals.filter((goal) => goal.domain === 'api').length === 17, 'the number of goals')

// ---------------------------------------------------------------- the services

interface Operation { operationId: string; parameters?: { name: string; in: string; required: boolean }[]; requestBody?: unknown; responses: { [status: string]: unknown } }
const bodies: { [operationId: string]: unknown } = {
  updateMachine: { engine_hours: 6200 },
  openWorkOrder: { machine_id: 'MX-101', kind: 'repair', title: 'Mirror broken', priority: 'low', due_on: '2025-09-30' },
  updateWorkOrder: { priority: 'low' },
  orderAnalysis: { sample_id: 'S-2017', panel: 'water' },
}
const identifiers: { [name: string]: string } = { branch_id: 'BR-1', title_id: 'T-101', member_id: 'M-1001', loan_id: 'L-5001', machine_id: 'MX-101', work_order_id: 'WO-3014', technician_id: 'TE-1', part_id: 'P-01', sample_id: 'S-2014', job_id: 'J-1', report_id: 'R-1' }

async function call(service: Service, method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const reply = await fetch(`${service.url}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  const text = await reply.text()
  return { status: reply.status, json: text === '' ? null : JSON.parse(text) }
}

let calls = 0
for (const [name, start] of [['library', library.start], ['fleet', fleet.start], ['lab', lab.start]] as const) {
  const service = await start()
  const document = service.openapi as { servers: { url: string }[]; paths: { [path: string]: { [method: string]: Operation } }; components: { schemas: object } }
  expect(document.servers[0]?.url === service.url, `${name}: servers[0].url`)
  const text = JSON.stringify(document)
  for (const [, schema] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) expect(Object.hasOwn(document.components.schemas, schema as string), `${name}: the schema ${schema} is missing`)
  const seen = new Set<string>()
  const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })))
  // Deletions last; ordering an analysis first and reading it until it is done makes the report exist.
  const rank = (one: (typeof operations)[number]): number => (one.method === 'DELETE' ? 2 : one.operation.operationId === 'orderAnalysis' ? 0 : 1)
  for (const { path, method, operation } of operations.sort((a, b) => rank(a) - rank(b))) {
    expect(!seen.has(operation.operationId), `${name}: ${operation.operationId} is there twice`)
    seen.add(operation.operationId)
    const filled = path.replace(/\{(\w+)\}/g, (_, parameter: string) => identifiers[parameter] as string)
    if (operation.operationId === 'getAnalysis') for (let poll = 0; poll < 4; poll += 1) await call(service, method, filled)
    const reply = await call(service, method, filled, operation.requestBody === undefined ? undefined : bodies[operation.operationId])
    calls += 1
    expect(reply.status < 300 && operation.responses[String(reply.status)] !== undefined, `${name}: ${method} ${filled} answers ${reply.status} ${JSON.stringify(reply.json)}`)
    if (operation.requestBody !== undefined) expect((await call(service, method, filled, { nonsense: 1 })).status === 422, `${name}: ${method} ${filled} accepts a bad body`)
    if (path.includes('{')) expect((await call(service, 'GET', path.replace(/\{\w+\}/g, 'X-0'))).status >= 404, `${name}: ${path} knows X-0`)
  }
  expect(service.requests.length >= operations.length && service.requests.every((one) => one.service === name), `${name}: requests are not logged`)
  service.reset()
  expect(service.requests.length === 0, `${name}: reset keeps the log`)
  if (name === 'fleet') {
    expect((await call(service, 'GET', '/work-orders/WO-3014')).status === 200, 'fleet: reset does not bring back the deleted order')
    expect((await call(service, 'DELETE', '/work-orders/WO-3019')).status === 422, 'fleet: an order with hours can be removed')
  }
  if (name === 'lab') {
    const job = (await call(service, 'POST', '/analyses', { sample_id: 'S-2018', panel: 'wear_metals' })).json as { id: string }
    const states: string[] = []
    for (let poll = 0; poll < 4; poll += 1) states.push(((await call(service, 'GET', `/analyses/${job.id}`)).json as { status: string }).status)
    expect(states.join() === 'queued,running,running,done', `lab: the job goes through ${states.join()}`)
  }
  if (name === 'library') {
    const pages: number[] = []
    for (let page = 1; page <= 4; page += 1) pages.push(((await call(service, 'GET', `/titles?page=${page}&page_size=20`)).json as { items: unknown[] }).items.length)
    expect(pages.join() === '20,20,20,0', `library: the pages have ${pages.join()} titles`)
    expect((await call(service, 'GET', '/titles?page_size=50')).status === 422, 'library: a page of 50 is given')
  }
  await service.close()
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(`${goals.length} goals (${tallied((goal) => goal.domain)} ${tallied((goal) => goal.kind)} ${tallied((goal) => goal.construct ?? 'none')}), ${Object.values(cases).reduce((sum, one) => sum + one.right.length + one.wrong.length, 0)} results judged as they should, ${calls} operations called`)
