// For every goal: right results are accepted and wrong ones rejected; every operation of every service answers as its document says.
import { readFileSync } from 'node:fs'
import type { GoalResult, ResultArtifact } from '../checker.ts'
import { badPipettes, enoughStorms, germinated, hazel, heronHours, ice, mixedLayers, mothOfMostNights, overdue, permitDays, pipetteErrors, runoff, snowWater, stormsAt, warming, wings } from './answers.ts'
import { checkers } from './checkers.ts'
import type { Service } from './services/http.ts'
import * as loggers from './services/loggers.ts'
import * as lostfound from './services/lostfound.ts'

interface Goal { id: string; domain: string; kind: string; construct: string | null; goal: string; paraphrases: string[]; services: string[]; attach: string[]; answers: unknown; question: string | null; why_unservable: string | null; notes: string }
const goals = JSON.parse(readFileSync(new URL('./goals.json', import.meta.url), 'utf8')) as Goal[]
const problems: string[] = []
const expect = (fine: boolean, what: string): void => {
  if (!fine) problems.push(what)
}

// ---------------------------------------------------------------- results to judge

type Request = GoalResult['requests'][number]
type Cells = readonly unknown[]
const request = (service: string, method: string, path: string, body: unknown = null): Request => ({ service, method, path, query: {}, body })
const result = (more: Partial<GoalResult>): GoalResult => ({ outcome: 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [], ...more })
const grid = (columns: string, rows: readonly Cells[], title = 'Table', kind = 'table'): ResultArtifact => ({ kind, name: kind, title, media_type: kind === 'table' ? 'application/json' : 'image/svg+xml', columns: columns.split(' '), rows: rows.map((row) => Object.fromEntries(columns.split(' ').map((column, index) => [column, row[index]]))) })
const numbers = (values: { [title: string]: number | string }): ResultArtifact => ({ kind: 'numbers', name: 'numbers', title: 'Numbers', media_type: 'application/json', numbers: Object.entries(values).map(([title, value]) => ({ name: title.toLowerCase().replace(/\W+/g, '_'), title, value, unit: null })) })
const prose = (text: string, title = 'Answer'): ResultArtifact => ({ kind: 'text', name: 'answer', title, media_type: 'text/markdown', text })
const only = (...artifacts: ResultArtifact[]): GoalResult => result({ artifacts })
const ask = (title: string, options: string[] = []): GoalResult['questions'] => [{ title, options }]
const refusal = result({ outcome: 'refused', reason: 'Nothing at hand can do this.' })
const changed = <Row extends Cells>(rows: readonly Row[], row: number, column: number, value: unknown): Cells[] => rows.map((cells, at) => (at === row ? cells.map((cell, index) => (index === column ? value : cell)) : cells))
const without = <Row>(rows: readonly Row[], at: number): Row[] => rows.filter((_, index) => index !== at)
const listed = (rows: readonly Cells[]): ResultArtifact => prose(rows.map((cells) => `- ${cells.map(String).join(', ')}`).join('\n'))

interface Case { right: (GoalResult | [GoalResult, unknown])[]; wrong: (GoalResult | [GoalResult, unknown])[] }

const permits = permitDays()
const debts = overdue().rows
const moth = mothOfMostNights()
const trapRows = moth.perTrap('Large Yellow Underwing')
const pits = snowWater()
const layers = mixedLayers()
const casts = layers.map(({ cast, depth }): Cells => [cast, depth])
const places = layers.map(({ cast, lat, lon, depth }): Cells => [cast, lat, lon, depth])
const map = (rows: readonly Cells[]): ResultArtifact => grid('cast lat lon mld', rows, 'Mixed layer', 'map')
const storms = enoughStorms().storms.map(({ start, peak }): Cells => [start, peak])
const higher = stormsAt(6.5).map(({ start, peak }): Cells => [start, peak])
const block = warming().get('Blockfield') as [number, number][]
const { winner, rounds } = runoff()
const charts = germinated().map(([species, rows]) => grid('temperature percent', rows, species, 'chart'))
const siteQuestion = ask('Which net site?', ['North Hedge', 'Mill Scrub', 'Withy Pool', 'Sluice Bank'])
const hoursQuestion = ask('Which hours: by the door clock or from the own sheet?')
const clock = heronHours('hours_door_clock')
const periodQuestion = ask('Which years are the former period, which the recent one?')
const weak: Cells[] = [['LG-09', 'Pass Cross', 3.12], ['LG-16', 'Larch Shelf', 3.18], ['LG-04', 'Upper Byre', 3.29], ['LG-21', 'Pass Cross', 3.33], ['LG-13', 'Elsa Weir', 3.36], ['LG-02', 'Gannet Rock', 3.38]]
const visit = (logger_id: string, more: object = {}): Request => request('loggers', 'POST', '/visits', { logger_id, planned_on: '2025-10-14', task: 'firmware_update', ...more })
const outdated = ['LG-02', 'LG-08', 'LG-09', 'LG-15', 'LG-22']
const toD1 = (id: string): Request => request('lostfound', 'PATCH', `/items/${id}`, { shelf_id: 'D1' })
const zeroed = (times: number, logger = 'LG-07'): Request[] => Array.from({ length: times }, () => request('loggers', 'POST', `/loggers/${logger}/zeroings`))
const keys: Cells[] = [['F-1009', 'car key with torch', 'A1'], ['F-1015', 'two keys on a red ribbon', 'A1'], ['F-1017', 'bunch of seven keys, bottle opener', 'A1'], ['F-1019', 'single old iron key', 'A2'], ['F-1021', 'three keys on a red ribbon', 'A2']]
const offer = ask('Which of these belongs to C-210?', ['F-1015 two keys on a red ribbon', 'F-1017 bunch of seven', 'F-1019 old iron key', 'F-1021 three keys on a red ribbon'])
const match = (id: string): Request => request('lostfound', 'POST', '/claims/C-210/match', { item_id: id })
const claim = (more: object = {}): Request => request('lostfound', 'POST', '/claims', { person: 'Odile Baptiste', kind: 'bag', description: 'navy rucksack', lost_on: '2025-08-30', lost_at: 'Eastgate station', ...more })
const water = 'From 1 May 2025 each plot may draw at most 240 litres of well water a week from April to September'
const nights: Cells[] = [['Ternholt', 6], ['Blue Moraine', 5], ['Icefall Shoulder', 5], ['Raven Col', 3], ['Summit Basin', 0]]
const october: Cells[] = [['24-04', water, 4, 1], ['24-05', 'The rent for the hut by the south gate rises to 55 euros a year', 3, 2], ['24-06', 'A water meter is bought for the pump house', 5, 0], ['24-07', 'The hedge along Mill Path is cut by a contractor', 4, 1], ['24-08', 'Plot 9 is split in two when its tenant gives notice', 3, 1]]
const april: Cells[] = [['24-01', 'The pump house gets a new roof before June', 4, 0], ['24-02', 'The waiting list is closed when it has 30 names', 3, 1], ['24-03', 'The summer fair is held on 6 July', 4, 0]]
const meetingQuestion = ask('Which meeting?', ['11 April 2024', '3 October 2024'])
const fire = 'Garden waste may be burnt only between 15 October and 30 November, before noon, and never within 10 metres of a hut.'
const eriksenQuestion = ask('Which Eriksen do you mean?', ['Siri Eriksen', 'Jon Eriksen'])

const cases: { [id: string]: Case } = {
  'fg-01': { right: [only(grid('district days', permits)), only(listed(permits.map(([name, days]) => [`${name}: ${days} days`])))], wrong: [only(grid('district days', permitDays(false))), only(grid('district days', permits.toReversed())), only(grid('district days', permits.map(([, days], index) => [index + 1, days])))] },
  'fg-02': { right: [only(grid('pipette error cv', badPipettes())), only(grid('pipette error cv', badPipettes().map(([name, error, cv]) => [name, error.toFixed(2), cv.toFixed(2)]))), only(listed(badPipettes().map(([name, error, cv]) => [`${name}: error ${error.toFixed(2)} %, CV ${cv.toFixed(2)} %`])))], wrong: [only(grid('pipette error cv', badPipettes(false))), only(grid('pipette error cv', pipetteErrors())), only(grid('pipette error cv', changed(badPipettes(), 2, 1, 1.87)))] },
  'fg-03': { right: [only(...charts), only(...germinated().map(([species, rows]) => grid('species temperature percent', rows.map((row) => [species, ...row]), 'Germination', 'chart')))], wrong: [only(...without(charts, 2)), only(grid('species temperature percent', germinated().flatMap(([species, rows]) => rows.map((row) => [species, ...row])), 'All species', 'chart')), only(...charts.map((chart, index) => ({ ...chart, title: charts[(index + 1) % charts.length]?.title as string })))] },
  'fg-04': { right: [only(grid('customer open', debts)), only(listed(debts))], wrong: [only(numbers({ 'Total overdue': overdue().total })), only(grid('customer open', debts.toReversed())), only(grid('customer open', changed(debts, 0, 1, 9000))), only(grid('customer open', overdue('2025-09-30').rows))] },
  'fg-05': { right: [only(grid('winner round votes', [['Lapwing', 5, 42]])), only(prose('Lapwing wins in round 5 with 42 votes.')), only(prose('The winner is Lapwing.\nNumber of rounds: 5\nVotes for Lapwing in the last round: 42')), only(grid('round name votes', rounds.flatMap((counts, index) => [...counts].map(([name, votes]) => [index + 1, name, votes]))), numbers({ Winner: winner, Rounds: 5, 'Final votes': 42 }))], wrong: [only(prose('Curlew wins in round 1 with 24 votes.')), only(grid('winner round votes', [['Lapwing', 4, 42]])), only(prose('Lapwing wins in round 5 with 31 votes.')), only(grid('name votes', [...(rounds[0] as Map<string, number>)]))] },
  'fg-06': { right: [only(grid('trap individuals', trapRows, 'Large Yellow Underwing')), only(listed(trapRows))], wrong: [only(grid('trap moth individuals', moth.nights.flatMap(([name]) => moth.perTrap(name).map(([trap, count]) => [trap, name, count])))), only(grid('trap individuals', moth.perTrap('Heart and Dart'))), only(grid('trap individuals', trapRows.toReversed())), only(grid('trap individuals', without(trapRows, 4)))] },
  'fg-07': { right: [[result({ questions: siteQuestion, artifacts: [grid('bird wing', wings('Withy Pool'))] }), { 'net site': 'Withy Pool' }], [result({ questions: siteQuestion, artifacts: [grid('bird wing', wings('Mill Scrub'))] }), { 'net site': 'Mill Scrub' }]], wrong: [[only(grid('bird wing', wings('Withy Pool'))), { 'net site': 'Withy Pool' }], [result({ questions: siteQuestion, artifacts: [grid('site bird wing', ['Mill Scrub', 'Withy Pool'].flatMap((site) => wings(site).map((row) => [site, ...row])))] }), { 'net site': 'Withy Pool' }], [result({ questions: siteQuestion, artifacts: [grid('bird wing', wings('Mill Scrub'))] }), { 'net site': 'Withy Pool' }], [result({ questions: siteQuestion, artifacts: [grid('bird wing', without(wings('Withy Pool'), 1))] }), { 'net site': 'Withy Pool' }]] },
  'fg-08': { right: [result({ outcome: 'asked', questions: hoursQuestion }), [result({ questions: hoursQuestion, artifacts: [grid('colleague hours', clock)] }), { 'which hours': 'the hours by the door clock' }], [result({ questions: hoursQuestion, artifacts: [grid('colleague hours', heronHours('hours_own_sheet'))] }), { 'which hours': 'the hours on their own sheet' }]], wrong: [only(grid('colleague hours', clock)), [result({ questions: hoursQuestion, artifacts: [grid('colleague hours', heronHours('hours_own_sheet'))] }), { 'which hours': 'the hours by the door clock' }], result({ outcome: 'asked', questions: ask('Which colour?') })] },
  'fg-09': { right: [only(grid('pit swe_mm depth_cm', pits)), only(grid('pit swe_mm depth_cm', pits.map(([pit, swe, depth]) => [pit, Math.round(swe), depth]))), only(listed(pits.map(([pit, swe, depth]) => [`${pit}: ${swe.toFixed(1)} mm in ${depth} cm`])))], wrong: [only(grid('pit swe_mm depth_cm', snowWater(false))), only(grid('pit swe_mm depth_cm', pits.toReversed())), only(grid('pit swe_mm depth_cm', pits.map(([pit, swe, depth]) => [pit, swe / 10, depth])))] },
  'fg-10': { right: [only(grid('cast mld', casts), map(places))], wrong: [only(grid('cast mld', casts)), only(map(places)), only(grid('cast depth', casts.flatMap(([cast]) => [24, 26, 28, 30, 34, 42, 46, 48].map((depth) => [cast, depth]))), map(places)), only(grid('cast mld', mixedLayers(0.5).map(({ cast, depth }) => [cast, depth])), map(places)), only(grid('cast mld', casts), map(without(places, 3)))] },
  'fg-11': { right: [only(numbers({ 'Trend in days per decade': ice().perDecade })), only(prose('The ice season shortens by 4.46 days per decade.')), only(grid('slope_days_per_decade', [[-4.465]]))], wrong: [only(numbers({ 'Mean days': ice().all })), only(numbers({ 'Trend in days per decade': ice().perDecade / 10 })), only(numbers({ 'Trend in days per decade': 4.46 })), only(prose('The ice season shortens by 3.1 days per decade.'))] },
  'fg-12': { right: [only(grid('start peak', storms), numbers({ Threshold: 6 })), only(grid('start peak threshold', storms.map((row) => [...row, 6]))), only(grid('start peak', storms.map(([start, peak]) => [`${String(start).replace(' ', 'T')}:00Z`, peak])), prose('The threshold that was low enough is 6 m.'))], wrong: [only(grid('start peak', higher), numbers({ Threshold: 6.5 })), only(grid('start peak', storms), numbers({ Threshold: 5.5 })), only(grid('start peak', storms.flatMap(([start, peak]) => [[start, peak], [start, 2.5]])), numbers({ Threshold: 6 })), only(grid('start peak', without(storms, 0)), numbers({ Threshold: 6 }))] },
  'fg-13': { right: [only(grid('depth_m warming', block, 'Blockfield')), only(prose(`Blockfield warmed most at depth.\n${block.map(([depth, change]) => `- ${depth} m: ${change.toFixed(2)} degrees`).join('\n')}`))], wrong: [only(grid('depth_m warming', warming().get('Cairn plateau') as [number, number][], 'Cairn plateau')), only(grid('depth_m warming', changed(block, 0, 1, 1.2), 'Blockfield')), only(grid('depth_m warming', without(block, 0), 'Blockfield')), only(grid('depth_m warming', block, 'Esker'))] },
  'fg-14': { right: [result({ outcome: 'asked', questions: periodQuestion }), [result({ questions: periodQuestion, artifacts: [numbers({ 'Days earlier': hazel(1961, 1990) - hazel(1995, 2024) })] }), { 'former period': '1961 to 1990', 'recent period': '1995 to 2024' }], [result({ questions: periodQuestion, artifacts: [prose('The hazel flowers 13.97 days earlier.')] }), { 'former period': '1961 to 1990', 'recent period': '1995 to 2024' }], [result({ questions: periodQuestion, artifacts: [numbers({ 'Days earlier': hazel(1951, 1980) - hazel(2005, 2024) })] }), { 'former period': '1951 to 1980', 'recent period': '2005 to 2024' }]], wrong: [only(numbers({ 'Days earlier': 13.97 })), [result({ questions: periodQuestion, artifacts: [numbers({ 'Days earlier': hazel(1951, 1980) - hazel(1995, 2024) })] }), { 'former period': '1961 to 1990', 'recent period': '1995 to 2024' }], result({ outcome: 'asked', questions: ask('Which plant?') })] },
  'fg-15': { right: [refusal], wrong: [only(grid('cast oxygen', [['C03', 1.4]])), result({ outcome: 'failed', reason: 'error' }), result({ outcome: 'refused', reason: '' })] },
  'fg-16': { right: [only(grid('logger station volts', weak)), only(listed(weak))], wrong: [only(grid('logger station volts', weak.toReversed())), only(grid('logger station volts', [['LG-06', 'Upper Byre', 2.9], ...weak])), only(grid('logger station volts', weak.filter(([id]) => String(id) < 'LG-09'))), result({ artifacts: [grid('logger station volts', weak)], requests: [visit('LG-09')] })] },
  'fg-17': { right: [result({ artifacts: [grid('logger', outdated.map((id) => [id]))], requests: outdated.map((id) => visit(id)) }), result({ artifacts: [prose(`Visits are planned for ${outdated.join(', ')}.`)], requests: outdated.toReversed().map((id) => visit(id, { note: 'update' })) })], wrong: [result({ artifacts: [grid('logger', outdated.map((id) => [id]))] }), result({ artifacts: [grid('logger', outdated.map((id) => [id]))], requests: [...outdated, 'LG-06'].map((id) => visit(id)) }), result({ artifacts: [grid('logger', outdated.map((id) => [id]))], requests: outdated.map((id) => visit(id, { planned_on: '2025-10-15' })) }), result({ artifacts: [grid('logger', [['LG-02']])], requests: outdated.map((id) => visit(id)) })] },
  'fg-18': { right: [result({ artifacts: [numbers({ 'Things on B2': 6 })], requests: [toD1('F-1001'), toD1('F-1006')] }), result({ artifacts: [prose('There were 6 things on B2; F-1001 and F-1006 now lie on D1.')], requests: [toD1('F-1006'), toD1('F-1001')] })], wrong: [only(numbers({ 'Things on B2': 6 })), result({ artifacts: [numbers({ 'Things on B2': 6 })], requests: [toD1('F-1001'), toD1('F-1006'), toD1('F-1007')] }), result({ artifacts: [numbers({ 'Things on B2': 4 })], requests: [toD1('F-1001'), toD1('F-1006')] })] },
  'fg-19': { right: [result({ artifacts: [numbers({ Attempts: 6, 'Offset left (mm)': 0.1 })], requests: zeroed(6) }), result({ artifacts: [grid('attempt offset_mm', [[1, -1.4], [2, -0.9], [3, 0.6], [4, 0.4], [5, -0.3], [6, 0.1]])], requests: zeroed(6) }), result({ artifacts: [prose('It took 6 attempts. The offset left is 0.1 mm.')], requests: zeroed(6) })], wrong: [result({ artifacts: [numbers({ Attempts: 1, 'Offset left (mm)': -1.4 })], requests: zeroed(1) }), result({ artifacts: [numbers({ Attempts: 6, 'Offset left (mm)': 0.1 })], requests: zeroed(10) }), result({ artifacts: [numbers({ Attempts: 5, 'Offset left (mm)': -0.3 })], requests: zeroed(6) }), result({ artifacts: [numbers({ Attempts: 6, 'Offset left (mm)': 0.1 })], requests: zeroed(6, 'LG-01') })] },
  'fg-20': { right: [only(grid('id description shelf', keys)), only(listed(keys))], wrong: [only(grid('id description shelf', [['F-1002', 'brown leather satchel', 'B1'], ['F-1008', 'sports bag, club crest', 'B2'], ['F-1011', 'black rucksack, laptop sleeve', 'B2'], ['F-1020', 'canvas shopping bag with books', 'B1']])), only(grid('id description shelf', [...keys, ['F-1003', 'four keys, green tag', '']])), only(grid('id description shelf', changed(keys, 3, 2, 'A1')))] },
  'fg-21': { right: [[result({ questions: offer, requests: [match('F-1021')] }), { thing: 'F-1021' }], [result({ questions: offer, requests: [match('F-1015')] }), { thing: 'F-1015' }]], wrong: [[result({ requests: [match('F-1021')] }), { thing: 'F-1021' }], [result({ questions: ask('Which?', ['F-1009 car key', ...(offer[0]?.options ?? [])]), requests: [match('F-1021')] }), { thing: 'F-1021' }], [result({ questions: offer, requests: [match('F-1015')] }), { thing: 'F-1021' }], [result({ questions: offer }), { thing: 'F-1021' }]] },
  'fg-22': { right: [result({ artifacts: [prose('The claim has the number C-217.')], requests: [claim()] }), result({ artifacts: [numbers({ Claim: 'C-217' })], requests: [claim({ description: 'Rucksack, navy' })] })], wrong: [only(prose('The claim has the number C-217.')), result({ artifacts: [prose('C-217')], requests: [claim(), claim()] }), result({ artifacts: [prose('C-217')], requests: [claim({ lost_on: '2025-08-03' })] }), result({ artifacts: [prose('C-216')], requests: [claim()] })] },
  'fg-23': { right: [refusal], wrong: [only(prose('Six euros were paid back.')), { ...refusal, requests: [claim()] }, result({ outcome: 'failed', reason: 'error' })] },
  'fg-24': { right: [only(prose(`240 litres a week.\n\n> ${water}\n\nSource: minutes-2024-10-03.md. It replaced 300 litres.`)), only(grid('document quote litres_before', [['minutes-2024-10-03.md', water, 300]])), only(prose(`> ${water}\n\nDecision 24-04, minutes-2024-10-03.md. Before that it was 300 litres (which in 2023 had replaced 400).`))], wrong: [only(prose(`240 litres a week.\n\n> ${water}\n\nSource: minutes-2024-10-03.md. It replaced 400 litres.`)), only(prose('300 litres, says rules-amendment-2023.md.\n\n> Section 3 (water): each plot may draw at most 300 litres of well water a week from April to September.')), only(prose('240 litres a week from 1 May 2025, minutes-2024-10-03.md; before that 300 litres.')), only(prose(`> ${water}\n\nminutes-2024-10-03.md`))] },
  'fg-25': { right: [only(grid('sample', [['SK-04'], ['SK-11'], ['SK-13']])), only(prose('Missing are SK-04, SK-11 and SK-13.'))], wrong: [only(grid('sample', [['SK-04'], ['SK-11'], ['SK-13'], ['SK-16']])), only(grid('sample', [['SK-04'], ['SK-11']])), only(prose('Missing is SK-16.'))] },
  'fg-26': { right: [only(grid('camp nights', nights)), only(listed(nights.map(([camp, number]) => [`${String(camp)}: ${String(number)} nights`])))], wrong: [only(grid('camp nights', without(nights, 4))), only(grid('camp nights', changed(nights, 1, 1, 6))), only(grid('camp nights', changed(nights, 4, 1, 1)))] },
  'fg-27': { right: [[result({ questions: meetingQuestion, artifacts: [grid('no decision for against', october)] }), { 'which meeting': 'the meeting of 3 October 2024' }], [result({ questions: meetingQuestion, artifacts: [grid('no decision for against', april)] }), { 'which meeting': 'the meeting of 11 April 2024' }]], wrong: [[only(grid('no decision for against', october)), { 'which meeting': 'the meeting of 3 October 2024' }], [result({ questions: meetingQuestion, artifacts: [grid('no decision for against', april)] }), { 'which meeting': 'the meeting of 3 October 2024' }], [result({ questions: meetingQuestion, artifacts: [grid('no decision for against', changed(october, 2, 2, 4))] }), { 'which meeting': 'the meeting of 3 October 2024' }], [result({ questions: meetingQuestion, artifacts: [grid('no decision for against', without(october, 0))] }), { 'which meeting': 'the meeting of 3 October 2024' }]] },
  'fg-28': { right: [only(prose(`Complaint 3 is about branches burnt on plot 27. The tenant is Matej Koubek and the plot has 265 m².\n\n> ${fire}\n\nGarden rules 2019, section 4.`)), only(grid('plot tenant area_m2 rule', [[27, 'Matej Koubek', 265, fire]]))], wrong: [only(prose(`Complaint 1 is about plot 18, tenant Karin Eklund, 205 m².\n\n> Trailers may be left there for no longer than 48 hours.`)), only(prose(`Plot 27, Matej Koubek, 195 m².\n\n> ${fire}`)), only(prose('Plot 27, Matej Koubek, 265 m². Fires are only allowed in autumn.')), only(prose(`Plot 27, Bram de Witt, 265 m².\n\n> ${fire}`))] },
  'fg-29': { right: [result({ outcome: 'asked', questions: eriksenQuestion }), [result({ questions: eriksenQuestion, artifacts: [numbers({ Samples: 6, 'Volume (ml)': 2750 })] }), { 'which Eriksen': 'Siri' }], [result({ questions: eriksenQuestion, artifacts: [prose('Jon took 5 samples, 2,550 ml in total.')] }), { 'which Eriksen': 'Jon' }]], wrong: [only(numbers({ Samples: 11, 'Volume (ml)': 5300 })), [result({ questions: eriksenQuestion, artifacts: [numbers({ Samples: 5, 'Volume (ml)': 2550 })] }), { 'which Eriksen': 'Siri' }], [only(numbers({ Samples: 6, 'Volume (ml)': 2750 })), { 'which Eriksen': 'Siri' }]] },
  'fg-30': { right: [refusal], wrong: [only(numbers({ 'Nitrate (mg/l)': 27 })), only(prose('41 mg/l')), result({ outcome: 'asked', questions: ask('Which well?') })] },
}

// ---------------------------------------------------------------- the judging

for (const goal of goals) {
  const checker = checkers[goal.id]
  const one = cases[goal.id]
  if (checker === undefined || one === undefined) { problems.push(`${goal.id}: no checker or no cases`); continue }
  const judge = (given: GoalResult | [GoalResult, unknown]): { right: boolean; why: string } => (Array.isArray(given) ? checker(given[0], { answers: given[1] }) : checker(given, { answers: goal.answers }))
  expect(one.right.length >= 1 && one.wrong.length >= 2, `${goal.id}: too few cases`)
  one.right.forEach((given, index) => { const verdict = judge(given); expect(verdict.right, `${goal.id}: right result ${index + 1} is rejected: ${verdict.why}`) })
  one.wrong.forEach((given, index) => { const verdict = judge(given); expect(!verdict.right, `${goal.id}: wrong result ${index + 1} is accepted: ${verdict.why}`) })
  for (const never of [result({}), result({ outcome: 'failed', reason: 'error' })]) expect(!judge(never).right, `${goal.id}: an empty result is accepted`)
  expect(judge(refusal).right === (goal.kind === 'unservable'), `${goal.id}: a refusal is judged wrongly`)
  expect(goal.paraphrases.length === 3 && new Set([goal.goal, ...goal.paraphrases]).size === 4, `${goal.id}: not three paraphrases`)
  expect((goal.kind === 'ambiguous') === (goal.question !== null && goal.construct === null) && (goal.kind === 'unservable') === (goal.why_unservable !== null), `${goal.id}: question or reason do not fit its kind`)
  expect(goal.notes !== '' && goal.attach.length + goal.services.length > 0, `${goal.id}: incomplete`)
}
expect(goals.length === 30 && new Set(goals.map((goal) => goal.id)).size === 30, 'not thirty goals')

// ---------------------------------------------------------------- the services

interface Operation { operationId: string; requestBody?: unknown; responses: { [status: string]: unknown } }
const identifiers: { [name: string]: string } = { logger_id: 'LG-07', download_id: 'DL-1', item_id: 'F-1019', claim_id: 'C-213' }
const bodies: { [operation: string]: unknown } = { startDownload: { logger_id: 'LG-12' }, planVisit: { logger_id: 'LG-16', planned_on: '2025-09-20', task: 'repair' }, moveItem: { shelf_id: 'D1' }, takeClaim: { person: 'Zoe Marsh', kind: 'toy', description: 'kite', lost_on: '2025-08-31', lost_at: 'Market' }, matchClaim: { item_id: 'F-1019' } }
async function call(service: Service, method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const reply = await fetch(`${service.url}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  return { status: reply.status, json: await reply.json() }
}
let calls = 0
for (const [name, module] of Object.entries({ loggers, lostfound })) {
  const service = await module.start()
  const { paths, openapi } = service.openapi as { openapi: string; paths: { [path: string]: { [method: string]: Operation } } }
  expect(openapi === '3.1.0', `${name}: not OpenAPI 3.1`)
  expect(JSON.stringify((await call(service, 'GET', '/openapi.json')).json) === JSON.stringify(service.openapi), `${name}: the document is not served`)
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })))
  // The download is started before it is read.
  for (const { path, method, operation } of operations.toSorted((one) => (one.operation.operationId === 'startDownload' ? -1 : 0))) {
    const filled = path.replace(/\{(\w+)\}/g, (_, parameter: string) => identifiers[parameter] as string)
    const reply = await call(service, method, filled, operation.requestBody === undefined ? undefined : bodies[operation.operationId])
    calls += 1
    expect(reply.status < 300 && operation.responses[String(reply.status)] !== undefined, `${name}: ${method} ${filled} answers ${reply.status} ${JSON.stringify(reply.json)}`)
    if (operation.requestBody !== undefined) expect((await call(service, method, filled, { nonsense: 1 })).status === 422, `${name}: ${method} ${filled} accepts a bad body`)
  }
  expect(service.requests.length >= operations.length && service.requests.every((one) => one.service === name), `${name}: requests are not logged`)
  service.reset()
  expect(service.requests.length === 0, `${name}: reset keeps the log`)
  if (name === 'loggers') {
    const sizes: number[] = []
    for (let page = 1; page <= 4; page += 1) sizes.push(((await call(service, 'GET', `/loggers?page=${page}`)).json as { loggers: unknown[] }).loggers.length)
    expect(sizes.join() === '8,8,7,0', `loggers: the pages have ${sizes.join()} loggers`)
    await call(service, 'POST', '/downloads', { logger_id: 'LG-12' })
    const states: string[] = []
    for (let poll = 0; poll < 4; poll += 1) states.push(((await call(service, 'GET', '/downloads/DL-1')).json as { status: string }).status)
    expect(states.join() === 'waiting,receiving,receiving,complete', `loggers: a download goes through ${states.join()}`)
  } else expect((await call(service, 'POST', '/claims/C-213/match', { item_id: 'F-1020' })).status === 422, 'lostfound: a bag is matched with a claim for keys')
  await service.close()
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(`${goals.length} goals, ${Object.values(cases).reduce((sum, one) => sum + one.right.length + one.wrong.length, 0)} results judged as they should, ${calls} operations called`)
