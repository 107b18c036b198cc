import { type CheckedResults, checkCheckers } from '../check-checkers.ts';
import { type GoalResult, type ResultArtifact } from '../checker.ts';
import { DOCUMENTS, alder, brookAbove, checkers, counts, flows, hintereis, hottest, houses, monthly, peaks, seeing, supernovae } from './checkers.ts';
import { NOTES } from './services/observatory.ts';

/** Checks the checkers: each takes a right result for right, and every wrong one for wrong. */

const of = (artifacts: ResultArtifact[], more: Partial<GoalResult> = {}): GoalResult => ({ outcome: 'completed', reason: null, questions: [], artifacts, requests: [], files: [], ...more });
const rows = (list: { [column: string]: unknown }[], kind = 'table'): ResultArtifact => ({ kind, name: 'result', title: 'Result', media_type: kind === 'chart' ? 'image/svg+xml' : 'application/vnd.apache.parquet', columns: Object.keys(list[0] ?? {}), rows: list });
const pairs = (list: readonly (readonly [string, number])[], kind = 'table'): ResultArtifact => rows(list.map(([key, value]) => ({ key, value })), kind);
const text = (said: string): ResultArtifact => ({ kind: 'quotes', name: 'quotes', title: 'Quotes', media_type: 'application/json', text: said });
const sent = (method: string, path: string, body: unknown = null): GoalResult['requests'][number] => ({ service: 'service', method, path, query: {}, body });
const number = (title: string, value: number): ResultArtifact => ({ kind: 'summary', name: 'summary', title: 'Summary', media_type: 'application/json', numbers: [{ name: title, title, value, unit: null }] });
const refusal = of([], { outcome: 'refused', reason: 'no operation does that' });
const asking = (title: string): GoalResult => of([], { outcome: 'asked', questions: [{ title, options: [] }] });
const nothing = of([]);
const off = <Item extends readonly [string, number]>(list: readonly Item[]): [string, number][] => list.map(([key, value], at) => [key, at === 0 ? value * 1.1 + 1 : value]);
const chartsOf = (column: string): ResultArtifact[] => [...new Set(houses.map((row) => row['house']))].map((name) => rows(houses.filter((row) => row['house'] === name).map((row) => ({ month: `${row['month'] ?? ''}-01`, value: Number(row[column]) })), 'chart'));
const booked = { room_id: 'r-21', title: 'Thesis rehearsal', date: '2026-03-12', start_hour: 14, end_hour: 16, attendees: 6 };
const group = { room_id: 'r-12', title: 'Group meeting', date: '2026-03-13', start_hour: 10, end_hour: 11, attendees: 5 };
const four = NOTES.filter((note) => note.target_id !== 'tgt-02').map(({ author, text: said }) => ({ author, said }));
const north = [{ title: 'Interview', from: 9, to: 10 }, { title: 'Mentoring', from: 15, to: 16 }, { title: 'Budget round', from: 13, to: 15 }];
const looks = (times: number): GoalResult['requests'] => Array.from({ length: times }, () => sent('GET', '/weather'));
const owners = 'Hartwig Lena,Zielinski Marek,Yusuf Amina,Lindqvist Oskar,Bellini Chiara,Hartwig Lena,Salinas Jorge,Yusuf Amina,Salinas Jorge,Aasen Tove,Raman Priya,Aasen Tove'.split(',').map((name) => `Owner: ${name.split(' ').toReversed().join(' ')}`);
const waivers = 'The first waiver covers the camera baffle without heater. The second waiver covers the missing vacuum run of the wheels.\nEach waiver expires at launch.';
const safe = '> In safe mode only UHF is on\n> The satellite enters safe mode when the battery falls below 6.8 V or\n> To leave safe mode, send';
const watchdog = counts(/watchdog/gi);

const CASES: { [id: string]: CheckedResults } = {
  'oc-01': { right: [of([rows(supernovae.map(({ name, magnitude }) => ({ name, magnitude })))])], wrong: [of([rows(supernovae.toReversed().map(({ name, magnitude }) => ({ name, magnitude })))]), of([rows([{ name: 'M101', magnitude: 7.9 }, ...supernovae.map(({ name, magnitude }) => ({ name, magnitude }))])])] },
  'oc-02': { right: [of([number('humidity_percent', 66)], { requests: looks(4) })], wrong: [of([number('humidity_percent', 71)], { requests: looks(1) }), of([number('humidity_percent', 66)], { requests: looks(12) })] },
  'oc-03': { right: [of([rows(four)])], wrong: [of([rows(four.slice(1))]), of([rows([...four, { author: 'M. Ferro', said: 'Reference field for the imager.' }])])] },
  'oc-04': { right: [of([rows(north)])], wrong: [of([rows(north.slice(1))]), of([rows([...north, { title: 'All hands', from: 16, to: 17 }])])] },
  'oc-05': { right: [of([number('signal_to_noise', 85.5)])], wrong: [of([number('signal_to_noise', 84.5)]), of([number('signal_to_noise', 85.5)], { requests: [sent('POST', '/reductions')] }), nothing] },
  'oc-06': { right: [of([number('limiting_magnitude', 20.2)], { requests: [sent('POST', '/reductions', { observation_id: 'obs-012' })] })], wrong: [of([number('limiting_magnitude', 20.2)]), of([number('limiting_magnitude', 20.2)], { requests: [sent('POST', '/reductions', { observation_id: 'obs-021' })] })] },
  'oc-07': { right: [of([], { requests: [sent('POST', '/targets/tgt-02/notes', { text: 'Dome closed for wind' })] })], wrong: [nothing, of([], { requests: [sent('POST', '/targets/tgt-01/notes', { text: 'Dome closed for wind' })] })] },
  'oc-08': { right: [of([], { requests: [sent('GET', '/rooms/r-12')] })], wrong: [nothing, of([], { requests: [sent('GET', '/rooms/r-12'), sent('PATCH', '/bookings/b-104', { room_id: 'r-13' })] })] },
  'oc-09': { right: [of([], { requests: [sent('GET', '/rooms'), sent('POST', '/bookings', booked)] })], wrong: [of([], { requests: [sent('POST', '/bookings', { ...booked, room_id: 'r-22' })] }), of([], { requests: [sent('POST', '/bookings', { ...booked, start_hour: '14' })] }), of([], { requests: [sent('POST', '/bookings', booked), sent('POST', '/bookings', booked)] })] },
  'oc-10': { right: [of([], { requests: [sent('DELETE', '/bookings/b-105')] }), asking('Which booking?')], wrong: [of([], { requests: [sent('DELETE', '/bookings/b-102')] }), of([], { requests: [sent('DELETE', '/bookings/b-102'), sent('DELETE', '/bookings/b-105')] })] },
  'oc-11': { right: [refusal], wrong: [nothing, of([], { outcome: 'refused', reason: null })] },
  'oc-12': { right: [of([], { requests: [sent('POST', '/bookings', group)] }), asking('At which hour does it start?')], wrong: [of([], { requests: [sent('POST', '/bookings', { ...group, start_hour: 9 })] }), asking('Which colour?')] },
  'oc-13': { right: [of([rows(seeing.map(({ id, mean }) => ({ instrument: id, mean })))])], wrong: [of([rows(seeing.toReversed().map(({ id, mean }) => ({ instrument: id, mean })))]), of([rows(seeing.map(({ id, mean }) => ({ instrument: id, mean: mean * 1.02 })))])] },
  'oc-14': { right: [of([text('power-budget.md: The depth of discharge stays below 25 percent so that')])], wrong: [of([text('The depth of discharge is 25 percent')]), nothing] },
  'oc-15': { right: [of([text('adr-002-attitude.md, meeting-2025-04-03.md, power-budget.md')])], wrong: [of([text('adr-002-attitude.md, power-budget.md')]), of([text(DOCUMENTS.join(', '))])] },
  'oc-16': { right: [of([pairs(watchdog)]), of([pairs(DOCUMENTS.map((name) => [name, watchdog.find(([one]) => one === name)?.[1] ?? 0] as const))])], wrong: [of([pairs(off(watchdog))]), of([pairs(watchdog.slice(1))])] },
  'oc-17': { right: [of([text(owners.join('\n'))])], wrong: [of([text(owners.slice(1).join('\n'))]), of([text([...new Set(owners)].join('\n'))])] },
  'oc-18': { right: [of([pairs([['adr-002-attitude.md', 2], ['meeting-2025-04-03.md', 1], ['vibration-test.md', 1]])])], wrong: [of([pairs([['adr-002-attitude.md', 1], ['meeting-2025-04-03.md', 1], ['vibration-test.md', 1]])]), of([number('passages', 4)])] },
  'oc-19': { right: [of([text('Cover the camera baffle with black coating and add a heater. The coating on the radiator is white paint. Lindqvist will measure the coating.')])], wrong: [of([text('The coating on the radiator is white paint.')]), nothing] },
  'oc-20': { right: [of([text(waivers)])], wrong: [nothing, of([text('The first waiver covers the camera baffle without heater.')])] },
  'oc-21': { right: [of([], { files: [{ path: 'safe-mode.md', text: safe }] })], wrong: [of([text(safe)]), of([], { files: [{ path: 'safe-mode.md', text: 'nothing' }] })] },
  'oc-22': { right: [refusal], wrong: [nothing, of([text('Yusuf')])] },
  'oc-23': { right: [refusal], wrong: [nothing, of([text('ordered')])] },
  'oc-24': { right: [refusal], wrong: [nothing, of([], { files: [{ path: 'camera.dwg', text: '' }] })] },
  'oc-25': { right: [of([text('the launcher asks for a limit of at least 90 Hz.')]), asking('Which report do you mean?')], wrong: [of([text('The upper temperature limit of the battery is 45 degrees Celsius.')]), of([text('the launcher asks for a limit of at least 90 Hz. The upper temperature limit is 45')])] },
  'oc-26': { right: [of([text('Decided: the star tracker bracket is glued and so on. Decided: a waiver is written for the camera baffle.')]), asking('Which meeting?')], wrong: [of([text('Decided: the heater of the camera is bought from the second supplier.')]), of([text('Decided: the star tracker bracket is glued')])] },
  'oc-27': { right: [of([pairs(peaks.map(([name, value]) => [`${name}.csv`, value] as const))])], wrong: [of([pairs(off(peaks))]), of([pairs(peaks.slice(1))])] },
  'oc-28': { right: [of(chartsOf('electricity_kwh')), asking('Electricity or heat?')], wrong: [of(chartsOf('heat_kwh')), of(chartsOf('electricity_kwh').slice(1))] },
  'oc-29': { right: [of([pairs(monthly(alder, 'date', 'flow_m3s'), 'chart')])], wrong: [of([pairs(monthly(alder, 'date', 'level_cm'), 'chart')]), nothing] },
  'oc-30': { right: [of([pairs(flows)]), asking('By level or by flow?')], wrong: [of([pairs(peaks)]), of([pairs(flows.toReversed())])] },
  'oc-31': { right: [of([pairs(hottest)])], wrong: [of([pairs(hottest.toReversed())]), of([pairs(hottest.slice(1))])] },
  'oc-32': { right: [of([pairs(hintereis, 'chart')])], wrong: [of([pairs(hintereis)]), of([pairs(off(hintereis), 'chart')])] },
  'oc-33': { right: [of([rows(houses.filter((row) => row['house'] === 'Copper').map((row) => ({ month: row['month'], heat: Number(row['heat_kwh']) })), 'chart')])], wrong: [of([rows(houses.filter((row) => row['house'] === 'Elm').map((row) => ({ month: row['month'], heat: Number(row['heat_kwh']) })), 'chart')]), of([rows(houses.filter((row) => row['house'] === 'Copper').map((row) => ({ month: row['month'], electricity: Number(row['electricity_kwh']) })), 'chart')])] },
  'oc-34': { right: [of([pairs(brookAbove)])], wrong: [of([pairs(brookAbove.slice(1))]), of([pairs(off(brookAbove))])] },
  'oc-35': { right: [refusal], wrong: [nothing, of([number('soil moisture', 0.2)])] },
  'oc-36': { right: [refusal], wrong: [nothing, of([text('https://drive.google.com/')])] },
};

checkCheckers(checkers, CASES);
