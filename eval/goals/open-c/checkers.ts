import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, type Expected, type GoalResult, type Verdict, all, any, asked, completed, hasChart, hasFile, hasNumber, hasRows, hasText, isChart, parseCsv, plain, refused, right, wrong } from '../checker.ts';
import { HUMIDITY, INSTRUMENTS, NOTES, OBSERVATIONS, TARGETS, WIND, reductionOf } from './services/observatory.ts';
import { BOOKINGS, ROOMS } from './services/rooms.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const csv = (path: string): { [column: string]: string }[] => parseCsv(read(path));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const GAUGES = ['alder', 'brook', 'cinder', 'dove'];
export const DOCUMENTS = readdirSync(join(import.meta.dirname, 'docs')).toSorted();

/** A cell that names a file or something called after it, whatever the ending. */
const named = (name: string): Expected => (found) => typeof found === 'string' && new RegExp(`(^|[^a-z0-9])${name.replace(/\.\w+$/, '').replace(/[-_ ]/g, '[-_ ]')}([^a-z0-9]|$)`, 'i').test(found);

/** Every word of the products, texts and cells alike. */
function wordsOf(result: GoalResult): string {
  return plain(result.artifacts.flatMap((artifact) => [artifact.title, artifact.text ?? '', ...(artifact.rows ?? []).flatMap((row) => Object.values(row).map((cell) => (typeof cell === 'string' ? cell : JSON.stringify(cell) ?? '')))]).join('\n'));
}

/** All passages stand in the products word for word, and none of the others does. */
function quotes(result: GoalResult, passages: readonly string[], others: readonly string[] = []): Verdict {
  const text = wordsOf(result);
  const missing = passages.find((passage) => !text.includes(plain(passage)));
  if (missing !== undefined) return wrong(`"${missing}" is not quoted`);
  const extra = others.find((passage) => text.includes(plain(passage)));
  return extra === undefined ? right(`${passages.length} passages are quoted`) : wrong(`"${extra}" has nothing to do with it`);
}

const writes = (result: GoalResult): GoalResult['requests'] => result.requests.filter((request) => request.method !== 'GET');

/** Exactly one writing request was made, of this method and path and with these values in its body. */
function wroteOnce(result: GoalResult, method: string, path: string, values: { [field: string]: unknown }): Verdict {
  const made = writes(result);
  const [only] = made;
  if (made.length !== 1 || only === undefined) return wrong(`${made.length} writing requests instead of one: ${made.map((one) => `${one.method} ${one.path}`).join(', ')}`);
  if (only.method !== method || only.path !== path) return wrong(`${only.method} ${only.path} instead of ${method} ${path}`);
  const sent = (only.body ?? {}) as { [field: string]: string | number | boolean | null };
  const off = Object.entries(values).find(([field, value]) => (value instanceof RegExp ? !value.test((sent[field] ?? '').toString()) : sent[field] !== value));
  return off === undefined ? right('written once') : wrong(`${off[0]} is ${JSON.stringify(sent[off[0]])}, not ${String(off[1])}`);
}

const wroteNothing = (result: GoalResult): Verdict => (writes(result).length === 0 && result.files.length === 0 ? right('nothing was written') : wrong('something was written'));

const onlyAsked = (result: GoalResult, ...groups: (string | RegExp)[][]): Verdict => all(result.outcome === 'asked' ? right('asked') : wrong(`the outcome is ${result.outcome}`), asked(result, ...groups), wroteNothing(result));

export const supernovae = TARGETS.filter((target) => target.category === 'supernova').toSorted((a, b) => a.magnitude - b.magnitude);

export const seeing = INSTRUMENTS.map((instrument) => ({ ...instrument, mean: mean(OBSERVATIONS.filter((one) => one.instrument_id === instrument.id).map((one) => one.seeing_arcsec)) })).toSorted((a, b) => a.mean - b.mean);

export function monthly(rows: readonly { [column: string]: string }[], time: string, value: string): [string, number][] {
  const months = [...new Set(rows.map((row) => (row[time] ?? '').slice(0, 7)))].toSorted();
  return months.map((month) => [month, mean(rows.filter((row) => row[time]?.startsWith(month)).map((row) => Number(row[value])))]);
}

export const peaks = GAUGES.map((gauge): [string, number] => [gauge, Math.max(...csv(`data/gauges/${gauge}.csv`).map((row) => Number(row['level_cm'])))]);
export const flows = GAUGES.map((gauge): [string, number] => [gauge, mean(csv(`data/gauges/${gauge}.csv`).map((row) => Number(row['flow_m3s'])))]).toSorted((a, b) => b[1] - a[1]);
export const houses = csv('data/houses.csv');
export const alder = csv('data/gauges/alder.csv');
export const brookAbove = csv('data/gauges/brook.csv').filter((row) => Number(row['level_cm']) > 262).map((row): [string, number] => [row['date'] ?? '', Number(row['level_cm'])]);
export const hottest = csv('data/sensors.csv').filter((row) => row['sensor'] === 'supply_temp').map((row): [string, number] => [row['day'] ?? '', Number(row['reading'])]).toSorted((a, b) => b[1] - a[1]).slice(0, 5);
export const hintereis = csv('data/glaciers.csv').filter((row) => row['glacier'] === 'Hintereis').map((row): [string, number] => [row['year'] ?? '', Number(row['balance_mm'])]);

/** How often a word occurs in each document, without those that do not have it. */
export function counts(word: RegExp): [string, number][] {
  return DOCUMENTS.map((name): [string, number] => [name, [...read(`docs/${name}`).matchAll(word)].length]).filter(([, count]) => count > 0);
}

const WAIVERS = ['The first waiver covers the camera baffle without heater.', 'The second waiver covers the missing vacuum run of the wheels.', 'Each waiver expires at launch.'];

export const checkers: { [id: string]: Checker } = {
  'oc-01': (result) => all(completed(result), hasRows(result, supernovae.map((one) => [one.name, one.magnitude]), { ordered: true })),
  'oc-02': (result) => {
    const rounds = WIND.findIndex((wind) => wind < 40) + 1;
    const looked = result.requests.filter((request) => request.path === '/weather').length;
    return all(completed(result), hasNumber(result, HUMIDITY[rounds - 1] ?? 0, { near: ['humidity'] }), looked >= rounds && looked <= 10 ? right(`asked ${looked} times`) : wrong(`asked ${looked} times`));
  },
  'oc-03': (result) => all(completed(result), hasRows(result, NOTES.filter((note) => supernovae.some((one) => one.id === note.target_id)).map((note) => [note.author, note.text]))),
  'oc-04': (result) => all(completed(result), hasRows(result, BOOKINGS.filter((one) => one.date === '2026-03-10' && ROOMS.some((room) => room.id === one.room_id && room.building === 'North')).map((one) => [one.title, one.start_hour, one.end_hour]))),
  'oc-05': (result) => all(completed(result), hasNumber(result, reductionOf('obs-021').signal_to_noise, { near: ['signal', 's/n', 'snr'] }), wroteNothing(result)),
  'oc-06': (result) => all(completed(result), wroteOnce(result, 'POST', '/reductions', { observation_id: 'obs-012' }), hasNumber(result, reductionOf('obs-012').limiting_magnitude, { near: ['magnitude'] })),
  'oc-07': (result) => all(completed(result), wroteOnce(result, 'POST', '/targets/tgt-02/notes', { text: /^Dome closed for wind\.?$/i })),
  'oc-08': (result) => all(completed(result), result.requests.some((request) => request.path.startsWith('/rooms')) ? right('the room was looked up') : wrong('nobody looked at the room'), wroteNothing(result)),
  'oc-09': (result) => all(completed(result), wroteOnce(result, 'POST', '/bookings', { room_id: 'r-21', title: /^Thesis rehearsal$/i, date: '2026-03-12', start_hour: 14, end_hour: 16, attendees: 6 })),
  'oc-10': (result) => any(all(completed(result), wroteOnce(result, 'DELETE', '/bookings/b-105', {})), onlyAsked(result, ['booking', 'which'])),
  'oc-11': (result) => all(refused(result), wroteNothing(result)),
  'oc-12': (result) => any(all(completed(result), wroteOnce(result, 'POST', '/bookings', { room_id: 'r-12', title: /group meeting/i, date: '2026-03-13', start_hour: 10, end_hour: 11, attendees: 5 })), onlyAsked(result, ['hour', 'start', 'time', 'attendees', 'people'])),
  'oc-13': (result) => all(completed(result), hasRows(result, seeing.map((one) => [[one.id, one.name], one.mean]), { ordered: true })),
  'oc-14': (result) => all(completed(result), quotes(result, ['The depth of discharge stays below 25 percent'], ['Slant range', 'reaction wheels'])),
  'oc-15': (result) => {
    const text = wordsOf(result);
    const there = DOCUMENTS.filter((name) => text.includes(plain(name)) || text.includes(plain(name.replace(/\.\w+$/, ''))));
    const expected = counts(/reaction wheel/gi).map(([name]) => name);
    return all(completed(result), there.join() === expected.join() ? right(`${there.length} documents named`) : wrong(`named are ${there.join(', ') || 'none'}`));
  },
  'oc-16': (result) => {
    const some = counts(/\bwatchdog\b/gi);
    const every = DOCUMENTS.map((name): [string, number] => [name, some.find(([one]) => one === name)?.[1] ?? 0]);
    return all(completed(result), any(...[some, every].map((list) => hasRows(result, list.map(([name, count]) => [named(name), count])))));
  },
  'oc-17': (result) => {
    const lines = DOCUMENTS.map((name) => plain(/Owner: .*/.exec(read(`docs/${name}`))?.[0] ?? ''));
    const text = wordsOf(result);
    const short = lines.find((line) => text.split(line).length - 1 < lines.filter((one) => one === line).length);
    return all(completed(result), short === undefined ? right('every owner is quoted') : wrong(`"${short}" is missing`), quotes(result, [], ['Slant range', 'margin in the worst season']));
  },
  'oc-18': (result) => all(completed(result), hasRows(result, counts(/star tracker/gi).map(([name, count]) => [named(name), count]))),
  'oc-19': (result) => all(completed(result), quotes(result, ['Cover the camera baffle with black coating', 'The coating on the radiator is white paint', 'Lindqvist will measure the coating'], ['reaction wheels', 'Slant range'])),
  'oc-20': (result) => all(completed(result), quotes(result, WAIVERS, ['handed over to operations'])),
  'oc-21': (result) => all(completed(result), hasFile(result, /(^|\/)safe-mode\.md$/), hasText(result, ['In safe mode only UHF is on', 'enters safe mode when the battery falls below 6.8 V', 'To leave safe mode'], { in: 'files' })),
  'oc-22': (result) => refused(result),
  'oc-23': (result) => refused(result),
  'oc-24': (result) => refused(result),
  'oc-25': (result) => any(all(completed(result), quotes(result, ['the launcher asks for a limit of at least 90 Hz'], ['temperature limit'])), onlyAsked(result, ['report', 'thermal', 'vibration', 'which'])),
  'oc-26': (result) => any(all(completed(result), quotes(result, ['the star tracker bracket is glued', 'a waiver is written for the camera baffle'], ['second supplier'])), onlyAsked(result, ['meeting', 'which'])),
  'oc-27': (result) => all(completed(result), hasRows(result, peaks.map(([gauge, peak]) => [named(gauge), peak]))),
  'oc-28': (result) => {
    const names = [...new Set(houses.map((row) => row['house'] ?? ''))];
    const charts = result.artifacts.filter(isChart);
    const own = names.map((name) => hasChart(result, { rows: houses.filter((row) => row['house'] === name).map((row) => [row['month'] ?? '', Number(row['electricity_kwh'])]), exact: true }));
    return any(all(completed(result), charts.length === names.length ? right('one chart per house') : wrong(`${charts.length} charts for ${names.length} houses`), ...own), onlyAsked(result, ['electricity', 'heat', 'consumption']));
  },
  'oc-29': (result) => all(completed(result), hasChart(result, { rows: monthly(alder, 'date', 'flow_m3s'), exact: true })),
  'oc-30': (result) => any(all(completed(result), hasRows(result, flows.map(([gauge, flow]) => [named(gauge), flow]), { ordered: true })), onlyAsked(result, ['level', 'flow', 'measure', 'mean'])),
  'oc-31': (result) => all(completed(result), hasRows(result, hottest, { ordered: true })),
  'oc-32': (result) => all(completed(result), hasChart(result, { rows: hintereis, exact: true })),
  'oc-33': (result) => all(completed(result), hasChart(result, { rows: houses.filter((row) => row['house'] === 'Copper').map((row) => [row['month'] ?? '', Number(row['heat_kwh'])]), exact: true })),
  'oc-34': (result) => all(completed(result), hasRows(result, brookAbove)),
  'oc-35': (result) => refused(result),
  'oc-36': (result) => refused(result),
};
