import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, type Expected, type GoalResult, type Verdict, all, answerText, completed, hasChart, hasNumber, hasRows, parseCsv, refused, wrong } from '../checker.ts';

type Line = { [column: string]: string };
const load = (name: string): Line[] => parseCsv(readFileSync(join(import.meta.dirname, 'data', name), 'utf8'));
const trips = load('trips.csv');
const stations = load('stations.csv');
const weather = load('weather.csv');
const glaciers = load('glaciers.csv');
const energy = load('energy.csv');
const leases = load('leases.csv');

const num = (line: Line, column: string): number => Number(line[column]);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};
const groups = (lines: readonly Line[], key: (line: Line) => string): [string, Line[]][] => [...Map.groupBy(lines, key).entries()];
const per = (lines: readonly Line[], key: (line: Line) => string, value: (lines: Line[]) => number): [string, number][] => groups(lines, key).map(([name, own]) => [name, value(own)]);
const of = (column: string, how: (values: readonly number[]) => number) => (lines: Line[]): number => how(lines.map((line) => num(line, column)));
const by = (column: string) => (line: Line): string => line[column] ?? '';
const month = (column: string) => (line: Line): string => (line[column] ?? '').slice(0, 7);
const within = (lines: readonly Line[], column: string, start: string): Line[] => lines.filter((line) => (line[column] ?? '').startsWith(start));
const down = (rows: [string, number][]): [string, number][] => rows.toSorted((a, b) => b[1] - a[1]);
const rows = (expected: readonly (readonly Expected[])[], options: Parameters<typeof hasRows>[2] = {}) => (result: GoalResult): Verdict => all(completed(result), hasRows(result, expected, options));
const number = (value: number) => (result: GoalResult): Verdict => all(completed(result), hasNumber(result, value));
const extreme = (lines: readonly Line[], column: string, direction: 1 | -1): Line => lines.toSorted((a, b) => direction * (num(b, column) - num(a, column)))[0] ?? {};

const sun = energy.filter((line) => line['plant'] === 'Sun Field');
const gorner = glaciers.filter((line) => line['glacier'] === 'Gorner');
const district = (line: Line): string => stations.find((one) => one['station'] === line['station'])?.['district'] ?? '';
const moving = weather.map((line, index) => [line['date'] ?? '', index < 6 ? null : mean(weather.slice(index - 6, index + 1).map((one) => num(one, 'tmean_c')))] as const);
const decade = (line: Line): string => `${(line['year'] ?? '').slice(0, 3)}0`;

export const checkers: { [id: string]: Checker } = {
  'ob-01': rows(per(trips, by('bike'), of('distance_km', mean))),
  'ob-02': rows(per(within(trips, 'started', '2024'), by('station'), (lines) => lines.length)),
  'ob-03': rows(trips.toSorted((a, b) => num(b, 'distance_km') - num(a, 'distance_km')).slice(0, 5).map((line) => [num(line, 'trip_id'), num(line, 'distance_km')]), { ordered: true }),
  'ob-04': rows(per(within(trips, 'started', '2023'), month('started'), of('fee_eur', sum))),
  'ob-05': rows(trips.filter((line) => line['bike'] === 'cargo' && num(line, 'distance_km') > 8).map((line) => [num(line, 'trip_id'), num(line, 'distance_km')])),
  'ob-06': rows(per(trips, by('station'), (lines) => (100 * sum(lines.map((line) => num(line, 'minutes')))) / sum(trips.map((line) => num(line, 'minutes'))))),
  'ob-07': (result) => all(completed(result), hasChart(result, { rows: per(trips, by('bike'), of('minutes', sum)) })),
  'ob-08': number(median(trips.filter((line) => line['station'] === 'Airport').map((line) => num(line, 'fee_eur')))),
  'ob-09': rows(down(per(trips, by('station'), of('minutes', mean))).slice(0, 1)),
  'ob-10': rows(per(trips, by('bike'), (lines) => new Set(lines.map((line) => line['station'])).size)),
  'ob-11': rows(groups(trips, (line) => `${line['station']}|${line['bike']}`).map(([, lines]) => [lines[0]?.['station'] ?? '', lines[0]?.['bike'] ?? '', mean(lines.map((line) => num(line, 'fee_eur')))])),
  'ob-12': rows(down(per(within(energy, 'month', '2022'), by('plant'), of('output_mwh', sum))), { ordered: true }),
  'ob-13': rows(per(energy.filter((line) => line['source'] === 'wind'), (line) => `${(line['month'] ?? '').slice(0, 4)}-${String(Math.floor((Number((line['month'] ?? '').slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}`, of('output_mwh', sum))),
  'ob-14': rows(within(energy, 'month', '2023').map((line) => [line['plant'] ?? '', month('month')(line), num(line, 'cost_eur') / num(line, 'output_mwh')])),
  'ob-15': rows(sun.map((line, index) => [month('month')(line), sum(sun.slice(0, index + 1).map((one) => num(one, 'output_mwh')))])),
  'ob-16': rows(per(trips, district, of('minutes', sum))),
  'ob-17': rows(stations.filter((line) => num(line, 'altitude_m') > 20).map((line) => [line['station'] ?? '', num(line, 'altitude_m')])),
  'ob-18': rows([[extreme(stations, 'docks', -1)['station'] ?? '', 12]]),
  'ob-19': rows(per(within(weather, 'date', '2023'), month('date'), of('tmean_c', mean))),
  'ob-20': rows(per(weather, (line) => (line['date'] ?? '').slice(0, 4), of('rain_mm', sum))),
  'ob-21': rows([[extreme(weather, 'rain_mm', 1)['date'] ?? '', num(extreme(weather, 'rain_mm', 1), 'rain_mm')]]),
  'ob-22': rows(within(weather, 'date', '2024-09').filter((line) => num(line, 'tmean_c') > 20).map((line) => [line['date'] ?? '', num(line, 'tmean_c')])),
  'ob-23': number(weather.filter((line) => num(line, 'rain_mm') > 20).length),
  'ob-24': rows(moving.slice(6).map(([date, value]) => [date, value]), { exact: false }),
  'ob-25': rows(weather.map((line) => [line['date'] ?? '', num(line, 'wind_kmh') / 3.6])),
  'ob-26': number(Math.min(...within(weather, 'date', '2023-01').map((line) => num(line, 'tmean_c')))),
  'ob-27': (result) => all(completed(result), hasChart(result, { rows: glaciers.filter((line) => num(line, 'year') >= 2000).map((line) => [line['glacier'] ?? '', num(line, 'year'), num(line, 'length_m')]) })),
  'ob-28': rows(groups(glaciers, (line) => `${line['glacier']}|${decade(line)}`).map(([, lines]) => [lines[0]?.['glacier'] ?? '', [Number(decade(lines[0] ?? {})), `${decade(lines[0] ?? {})}s`], mean(lines.map((line) => num(line, 'balance_mm')))])),
  'ob-29': rows([[num(extreme(glaciers.filter((line) => line['glacier'] === 'Rhone'), 'balance_mm', -1), 'year'), num(extreme(glaciers.filter((line) => line['glacier'] === 'Rhone'), 'balance_mm', -1), 'balance_mm')]]),
  'ob-30': rows(gorner.slice(1).map((line, index) => [num(line, 'year'), num(line, 'length_m') - num(gorner[index] ?? {}, 'length_m')]), { exact: false }),
  'ob-31': refused,
  'ob-32': refused,
  'ob-33': refused,
  'ob-34': refused,
  'ob-35': (result, given) => (answerText(given).includes('fee') ? all(completed(result), hasRows(result, down(per(trips, by('station'), of('fee_eur', sum))).slice(0, 1))) : wrong('no answer')),
  'ob-37': rows(per(leases, by('quarter_name'), of('rent_eur', mean))),
  'ob-38': number(median(leases.filter((line) => line['quarter_name'] === 'Hafen').map((line) => num(line, 'area_m2')))),
  'ob-39': rows(leases.filter((line) => num(line, 'rent_eur') > 1500).map((line) => [num(line, 'lease_id'), num(line, 'rent_eur')])),
  'ob-40': rows([['Airport', 36]]),
  'ob-36': (result) => all(completed(result), hasRows(result, per(trips, by('station'), of('distance_km', mean)))),
};

