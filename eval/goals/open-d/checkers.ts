/* oxlint-disable max-lines -- one file on purpose: it was frozen as a whole */
/**
 * For every goal of this part: the right answer, computed here from the raw files, looked for in a result.
 */
import { readFileSync } from 'node:fs';
import {
  all, answerText, any, asked, close, completed, decadeNames, hasChart, hasFile, hasNumber, hasPivot, hasRows, isChart, isMap,
  monthNames, numbersIn, parseCsv, plain, refused, right, toNumber, wrong,
  type Cell, type Checker, type Expected, type GoalResult, type ResultArtifact, type Verdict,
} from '../checker.ts';

type Record_ = { [column: string]: string };

const text = (name: string): string => readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');
const table = (name: string): Record_[] => parseCsv(text(name));
const at = (record: Record_, column: string): string => {
  const value = record[column];
  if (value === undefined) throw new Error(`there is no column ${column}`);
  return value;
};
/** The number of a cell, or null when it is empty. */
const number = (record: Record_, column: string): number | null => (at(record, column) === '' ? null : Number(at(record, column)));

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
const average = (values: number[]): number => total(values) / values.length;

function deviation(values: number[]): number {
  const middle = average(values);
  return Math.sqrt(total(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}

function groups<T>(items: T[], key: (item: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = found.get(name);
    if (group === undefined) found.set(name, [item]);
    else group.push(item);
  }
  return [...found];
}

const falling = (pairs: [string, number][]): [string, number][] => pairs.toSorted((one, other) => other[1] - one[1]);
const filled = (values: (number | null)[]): number[] => values.filter((value): value is number => value !== null);
const once = (records: Record_[], key: string): Record_[] => groups(records, (record) => at(record, key)).map(([, group]) => group[0] as Record_);

// ---------------------------------------------------------------- the right answers, by goal

const sale = (order: Record_): number => Number(at(order, 'units')) * Number(at(order, 'unit_price_eur'));
const orders = (): Record_[] => once(table('orders.csv'), 'order_id');

export function cardRevenue(): [string, number][] {
  return falling(groups(orders().filter((order) => at(order, 'payment') === 'card'), (order) => at(order, 'shop')).map(([shop, group]) => [shop, total(group.map(sale))]));
}

export function salesPerArea(): [string, number][] {
  const areas = new Map(table('shops.csv').map((shop) => [at(shop, 'shop'), Number(at(shop, 'floor_area_m2'))]));
  const year = orders().filter((order) => at(order, 'order_date').startsWith('2024'));
  return falling(groups(year, (order) => at(order, 'shop')).map(([shop, group]) => [shop, total(group.map(sale)) / (areas.get(shop) as number)]));
}

export function waits(): [string, string, number][] {
  const recorded = table('clinic-visits.csv').filter((visit) => at(visit, 'wait_minutes') !== '');
  return groups(recorded, (visit) => `${at(visit, 'clinic')}|${at(visit, 'triage')}`).map(([key, group]) => {
    const [clinic = '', triage = ''] = key.split('|');
    return [clinic, triage, average(group.map((visit) => Number(at(visit, 'wait_minutes'))))];
  });
}

export function coldDays(): [string, number, number][] {
  return groups(table('cold-room.csv'), (reading) => at(reading, 'timestamp').slice(0, 10)).map(([day, group]) => {
    const values = filled(group.map((reading) => number(reading, 'temperature_c')));
    return [day, average(values), Math.max(...values)];
  });
}

export function meterTotals(): [string, number][] {
  const factor: { [unit: string]: number } = { kWh: 1, MWh: 1000, MJ: 1 / 3.6 };
  const march = table('energy-meters.csv').filter((reading) => at(reading, 'reading_date').startsWith('2024-03') && at(reading, 'energy') !== '');
  return falling(groups(march, (reading) => at(reading, 'meter_id')).map(([meter, group]) => [meter, total(group.map((reading) => Number(at(reading, 'energy')) * (factor[at(reading, 'unit')] as number)))]));
}

export function correlation(column: string): number {
  const pairs = table('buildings.csv').map((building) => [number(building, column), number(building, 'annual_kwh')] as const).filter((pair): pair is readonly [number, number] => pair[0] !== null && pair[1] !== null);
  const left = average(pairs.map(([value]) => value));
  const other = average(pairs.map(([, value]) => value));
  const product = total(pairs.map(([one, two]) => (one - left) * (two - other)));
  return product / Math.sqrt(total(pairs.map(([one]) => (one - left) ** 2)) * total(pairs.map(([, two]) => (two - other) ** 2)));
}

export function supplierScores(): [string, number][] {
  const list = JSON.parse(text('suppliers.json')) as { [key: string]: number | string }[];
  const share = (key: string, value: number): number => {
    const values = list.map((supplier) => Number(supplier[key]));
    return (Math.max(...values) - value) / (Math.max(...values) - Math.min(...values));
  };
  return falling(list.map((supplier) => [String(supplier['supplier']), 0.5 * share('unit_price_eur', Number(supplier['unit_price_eur'])) + 0.3 * share('delivery_days', Number(supplier['delivery_days'])) + 0.2 * share('defect_rate_pct', Number(supplier['defect_rate_pct']))]));
}

export function yearlyGrowth(): [string, number][] {
  const counts = new Map(table('subscribers.csv').map((record) => [at(record, 'month'), Number(at(record, 'subscribers'))]));
  return falling([...counts].flatMap(([month, count]): [string, number][] => {
    const before = counts.get(`${Number(month.slice(0, 4)) - 1}${month.slice(4)}`);
    return before === undefined ? [] : [[month, (count / before - 1) * 100]];
  }));
}

/** Quantiles of the last value after so many resampled months, from many more paths than the goal asks for. */
export function paths(months = 12): { low: number; middle: number; high: number } {
  const counts = table('subscribers.csv').map((record) => Number(at(record, 'subscribers')));
  const rates = counts.slice(1).map((count, index) => count / (counts[index] as number));
  let state = 12345;
  const draw = (): number => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) / 16777216; };
  const ends: number[] = [];
  for (let path = 0; path < 40000; path++) {
    let value = counts[counts.length - 1] as number;
    for (let month = 0; month < months; month++) value *= rates[Math.floor(draw() * rates.length)] as number;
    ends.push(value);
  }
  ends.sort((one, other) => one - other);
  const quantile = (share: number): number => ends[Math.round(share * (ends.length - 1))] as number;
  return { low: quantile(0.05), middle: quantile(0.5), high: quantile(0.95) };
}

export function shortages(): [string, [string, number][]][] {
  const short = table('inventory.csv').filter((item) => Number(at(item, 'on_hand')) < Number(at(item, 'reorder_point')));
  return groups(short, (item) => at(item, 'warehouse')).map(([warehouse, group]) => [warehouse, falling(group.map((item) => [at(item, 'sku'), Number(at(item, 'reorder_point')) - Number(at(item, 'on_hand'))]))]);
}

export function missingScores(): [string, number][] {
  return falling(groups(table('clinic-visits.csv'), (visit) => at(visit, 'clinic')).map(([clinic, group]) => [clinic, group.filter((visit) => at(visit, 'satisfaction') === '').length]));
}

export function meanScores(): [string, number][] {
  return groups(table('clinic-visits.csv'), (visit) => at(visit, 'clinic')).map(([clinic, group]) => [clinic, average(filled(group.map((visit) => number(visit, 'satisfaction'))))]);
}

export function clipped(rounds = 10): { count: number; mean: number } {
  let values = table('stopping-tests.csv').map((test) => Number(at(test, 'distance_m')));
  for (let round = 0; round < rounds; round++) {
    const middle = average(values);
    const reach = 3 * deviation(values);
    const left = values.filter((value) => Math.abs(value - middle) <= reach);
    if (left.length === values.length) break;
    values = left;
  }
  return { count: values.length, mean: average(values) };
}

export function gapsOf(column?: string): [string, number][] {
  const days = table('air-quality.csv');
  const gaps = (name: string, part = days): number => part.filter((day) => at(day, name) === '').length;
  const worst = column ?? (['no2_ugm3', 'pm10_ugm3', 'o3_ugm3'].toSorted((one, other) => gaps(other) - gaps(one))[0] as string);
  return falling(groups(days, (day) => at(day, 'site')).map(([site, group]) => [site, gaps(worst, group)]));
}

export function monthlyRevenue(shop: string): [string, number][] {
  const chosen = orders().filter((order) => at(order, 'shop') === shop && at(order, 'order_date').startsWith('2024'));
  return groups(chosen, (order) => at(order, 'order_date').slice(0, 7)).map(([month, group]): [string, number] => [month, total(group.map(sale))]).toSorted((one, other) => (one[0] < other[0] ? -1 : 1));
}

export function bestShop(measure: 'revenue' | 'orders' | 'average' | 'units'): [string, number] {
  const of = (group: Record_[]): number => ({ revenue: total(group.map(sale)), orders: group.length, average: average(group.map(sale)), units: total(group.map((order) => Number(at(order, 'units')))) })[measure];
  return falling(groups(orders(), (order) => at(order, 'shop')).map(([shop, group]) => [shop, of(group)]))[0] as [string, number];
}

export function waitsAround(date: string): { before: number; after: number } {
  const recorded = table('clinic-visits.csv').filter((visit) => at(visit, 'wait_minutes') !== '');
  const mean = (part: Record_[]): number => average(part.map((visit) => Number(at(visit, 'wait_minutes'))));
  return { before: mean(recorded.filter((visit) => at(visit, 'visit_date') < date)), after: mean(recorded.filter((visit) => at(visit, 'visit_date') >= date)) };
}

const quakes = (): Record_[] => once(table('quakes.csv'), 'event_id');

export function shallowTen(): Record_[] {
  return quakes().filter((event) => { const depth = number(event, 'depth_km'); return depth !== null && depth < 70; }).toSorted((one, other) => Number(at(other, 'magnitude')) - Number(at(one, 'magnitude'))).slice(0, 10);
}

const annual = (column: string): [number, number][] => table('lindholm-annual.csv').map((record) => [Number(at(record, 'year')), Number(at(record, column))]);

export function decades(column: string, complete = true): [number, number][] {
  return groups(annual(column), ([year]) => String(Math.floor(year / 10) * 10)).filter(([, group]) => !complete || group.length === 10).map(([decade, group]) => [Number(decade), average(group.map(([, value]) => value))]);
}

const MONTH_COLUMNS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function wettest(): [number, number][] {
  return table('rain-skerry-wide.csv').flatMap((record): [number, number][] => {
    const months = MONTH_COLUMNS.map((month) => number(record, month));
    return months.includes(null) ? [] : [[Number(at(record, 'Year')), total(filled(months))]];
  }).toSorted((one, other) => other[1] - one[1]);
}

export function monthAnomalies(from = 1991, to = 2010): [string, number][] {
  const months = table('lindholm-monthly.csv').map((record) => ({ key: at(record, 'month'), year: Number(at(record, 'month').slice(0, 4)), month: at(record, 'month').slice(5), value: number(record, 'tmean_c') }));
  return months.filter(({ year }) => year === 2019 || year === 2020).map(({ key, month, value }) => [key, (value as number) - average(filled(months.filter((other) => other.month === month && other.year >= from && other.year <= to).map((other) => other.value)))]);
}

export function gridMean(part: 'global' | 'north' | 'south', weighted = true): number {
  let sum = 0;
  let weights = 0;
  for (const cell of table('anomaly-grid.csv')) {
    const value = number(cell, 'temp_anomaly');
    const latitude = Number(at(cell, 'lat'));
    if (value === null || (part === 'north' && latitude <= 0) || (part === 'south' && latitude >= 0)) continue;
    const weight = weighted ? Math.cos((latitude / 180) * Math.PI) : 1;
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}

export function hotDays(): [string, number][] {
  return falling(groups(table('summer-maxima.csv'), (day) => at(day, 'station')).map(([station, group]) => [station, group.filter((day) => {
    const value = number(day, 'tmax');
    return value !== null && (at(day, 'unit') === 'F' ? ((value - 32) * 5) / 9 : value) > 30;
  }).length]));
}

export function lowFlow(length = 7): { date: string; mean: number } {
  const days = table('river-esk.csv');
  let best = { date: '', mean: Infinity };
  for (let end = length - 1; end < days.length; end++) {
    const mean = average(days.slice(end - length + 1, end + 1).map((day) => Number(at(day, 'discharge_m3s'))));
    if (mean < best.mean) best = { date: at(days[end] as Record_, 'date'), mean };
  }
  return best;
}

/** The 97.5 % point of Student's t, from its series in the degrees of freedom (right to four digits above 20). */
export function student(freedom: number): number {
  const z = 1.959963985;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) + (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3);
}

export function line(points: [number, number][]): { slope: number; low: number; high: number } {
  const middle = average(points.map(([x]) => x));
  const level = average(points.map(([, y]) => y));
  const spread = total(points.map(([x]) => (x - middle) ** 2));
  const slope = total(points.map(([x, y]) => (x - middle) * (y - level))) / spread;
  const rest = total(points.map(([x, y]) => (y - level - slope * (x - middle)) ** 2));
  const half = student(points.length - 2) * Math.sqrt(rest / (points.length - 2) / spread);
  return { slope, low: slope - half, high: slope + half };
}

export function gauges(): { gauge: string; points: [number, number | null][]; slope: number; low: number; high: number }[] {
  return groups(table('tide-gauges.csv'), (record) => at(record, 'gauge')).map(([gauge, group]) => {
    const points = group.map((record): [number, number | null] => [Number(at(record, 'year')), number(record, 'msl_mm')]);
    return { gauge, points, ...line(points.filter((point): point is [number, number] => point[1] !== null)) };
  });
}

export function smoothWindow(fall = 0.12): number {
  const values = annual('tmean_c').map(([, value]) => value);
  for (let length = 3; length <= 31; length += 2) {
    const smooth = values.slice(length - 1).map((_, start) => average(values.slice(start, start + length)));
    if (smooth.slice(1).every((value, index) => (smooth[index] as number) - value <= fall)) return length;
  }
  return 0;
}

export function busiest(): { region: string; events: Record_[]; years: [string, number][] } {
  const [region] = falling(groups(quakes().filter((event) => Number(at(event, 'magnitude')) >= 4.5), (event) => at(event, 'region')).map(([name, group]) => [name, group.length]))[0] as [string, number];
  const events = quakes().filter((event) => at(event, 'region') === region);
  return { region, events, years: groups(events, (event) => at(event, 'time').slice(0, 4)).map(([year, group]) => [year, group.length]) };
}

export function anomalies(from: number, to: number): [number, number][] {
  const years = annual('tmean_c');
  const base = average(years.filter(([year]) => year >= from && year <= to).map(([, value]) => value));
  return years.map(([year, value]) => [year, value - base]);
}

export function frostNights(column: 'tmin_air_c' | 'tmin_grass_c'): [string, number][] {
  return groups(table('winter-nights.csv'), (night) => at(night, 'date').slice(0, 7)).map(([month, group]) => [month, group.filter((night) => { const value = number(night, column); return value !== null && value < 0; }).length]);
}

// ---------------------------------------------------------------- looking for them

const monthKey = (month: string): Cell[] => [month, ...monthNames(Number(month.slice(5)))];
/** For a cell that names something within other words, e.g. "annual_kwh ~ occupants". */
const names = (...words: string[]) => (value: unknown): boolean => typeof value === 'string' && words.some((word) => plain(value).includes(plain(word)));
const sameMoment = (time: string) => (value: unknown): boolean => {
  const moment = value instanceof Date ? value.getTime() : typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.trim().replace(' ', 'T')}Z`) : Number.NaN;
  return Math.abs(moment - Date.parse(time)) < 60000;
};

/** One named thing with its figure: as the only row of a table, as named numbers, or in one text. */
function oneWithFigure(result: GoalResult, name: string, value: number, tolerance: number): Verdict {
  const few = result.artifacts.filter((artifact) => artifact.numbers !== undefined && artifact.numbers.length <= 4);
  const saysName = few.some((artifact) => artifact.numbers?.some((entry) => typeof entry.value === 'string' && plain(entry.value).includes(plain(name))));
  return any(
    hasRows(result, [[name, value]], { tolerance }),
    saysName ? hasNumber(result, value, { tolerance }) : wrong(`${name} is not named`),
    hasNumber({ ...result, artifacts: result.artifacts.map((artifact) => (artifact.rows !== undefined && artifact.rows.length > 1 ? { ...artifact, rows: [] } : artifact)) }, value, { tolerance, near: [name] }),
    inOneSentence(result, name, value, tolerance),
  );
}

function inOneSentence(result: GoalResult, name: string, value: number, tolerance: number): Verdict {
  for (const artifact of result.artifacts) {
    const said = artifact.text;
    if (said === undefined || said.length > 1500) continue;
    if (plain(said).includes(plain(name)) && numbersIn(said).some((found) => close(found, value, tolerance)) && numbersIn(said).length <= 4) return right('the text names it with its figure');
  }
  return wrong(`no short text names ${name} with ${value}`);
}

const withoutTexts = (result: GoalResult): GoalResult => ({ ...result, artifacts: result.artifacts.map((artifact) => { const rest = { ...artifact }; delete rest.text; return rest; }) });
const isReport = (artifact: ResultArtifact): boolean => artifact.text !== undefined && artifact.text.replace(/<[^>]*>/g, ' ').trim().length >= 60;
const chartInText = (result: GoalResult): Verdict => (result.artifacts.some((artifact) => artifact.text !== undefined && /<svg|<img|!\[|vega/i.test(artifact.text)) ? right('a chart is in the report') : wrong('no chart is in the report'));

const refusal: Checker = (result) => refused(result);

/** An ambiguous goal: the right question was asked; and when the run went on, its result fits what was answered. */
function afterQuestion(result: GoalResult, question: Verdict, answer: () => Verdict): Verdict {
  if (!question.right) return question;
  if (result.outcome === 'asked') return question;
  return all(completed(result), question, answer());
}

/** A goal with a question in the run: it waits at the question while nobody answers, and ends with what was chosen. */
function interaction(result: GoalResult, given: { answers?: unknown }, question: Verdict, answer: () => Verdict): Verdict {
  if (!question.right) return question;
  if (result.outcome === 'asked' && (given.answers === undefined || given.answers === null)) return question;
  return all(completed(result), question, answer());
}

const decadeTable = (result: GoalResult, column: string): boolean => [true, false].some((complete) => hasRows(result, decades(column, complete).map(([decade, mean]) => [decadeNames(decade), mean]), { tolerance: 0.05 }).right);

export const checkers: { [id: string]: Checker } = {
  'fa-01': (result) => all(completed(result), hasRows(result, cardRevenue(), { ordered: true, tolerance: 0.06 })),

  'fa-02': (result) => all(completed(result), hasRows(result, salesPerArea(), { ordered: true, tolerance: 0.006 })),

  'fa-03': (result) => all(completed(result), hasPivot(result, waits(), { wideOnly: true, tolerance: 0.006 }), clinicsDown(result)),

  'fa-04': (result) => {
    const days = coldDays();
    return all(completed(result), hasRows(result, days, { tolerance: 0.006 }), hasChart(result, { rows: days.map(([day, mean]) => [day, mean]), exact: false, tolerance: 0.006 }));
  },

  'fa-05': (result) => all(completed(result), hasFile(result, /(^|\/)meter-totals\.csv$/), hasRows(result, meterTotals(), { in: 'files', path: /(^|\/)meter-totals\.csv$/, ordered: true })),

  'fa-06': (result) => {
    const wanted = [['floor area', correlation('floor_area_m2')], ['occupants', correlation('occupants')], ['year built', correlation('year_built')]] as const;
    const tolerance = 0.0051;
    const matrix = hasRows({ ...result, artifacts: result.artifacts.filter((artifact) => (artifact.rows?.length ?? 0) <= 4) }, [[names('annual kwh'), ...wanted.map(([, value]) => value)]], { exact: false, tolerance });
    return all(completed(result), any(
      hasRows(result, wanted.map(([name, value]) => [names(name), value]), { tolerance }),
      all(...wanted.map(([name, value]) => hasNumber(result, value, { near: [name], tolerance }))),
      matrix,
    ));
  },

  'fa-07': (result) => all(completed(result), hasRows(result, supplierScores().slice(0, 5).map(([supplier, score]) => [supplier, [score, score * 100]]), { ordered: true, tolerance: 0.0051 })),

  'fa-08': (result) => all(completed(result), hasRows(result, yearlyGrowth().slice(0, 5).map(([month, growth]) => [month, [growth, growth / 100]]), { ordered: true })),

  'fa-09': (result) => {
    const { low, middle, high } = paths();
    const within = (value: number, share: number) => (found: unknown): boolean => { const read = toNumber(found); return read !== null && Math.abs(read / value - 1) <= share; };
    const tails = 0.017;
    const centre = 0.01;
    const level = (share: number, ...words: string[]) => (value: unknown): boolean => {
      const read = toNumber(value);
      return (read !== null && (Math.abs(read - share) < 1e-9 || Math.abs(read - share * 100) < 1e-9)) || (typeof value === 'string' && words.some((word) => new RegExp(`(^|[^0-9])${word}`).test(plain(value))));
    };
    return all(completed(result), any(
      hasRows(result, [[within(low, tails), within(middle, centre), within(high, tails)]]),
      hasRows(result, [[level(0.05, 'p0?5', 'q0?5', '5', '0?\\.05', 'low'), within(low, tails)], [level(0.5, 'p50', 'q50', '50', '0?\\.5', 'median'), within(middle, centre)], [level(0.95, 'p95', 'q95', '95', '0?\\.95', 'up', 'high'), within(high, tails)]]),
      all(
        hasNumber(result, middle, { tolerance: middle * centre, near: ['median', 'p50', 'q50', '50', '0.5'] }),
        hasNumber(result, low, { tolerance: low * tails, near: ['p5', 'p05', 'q5', 'q05', '5th', '5 %', '5%', '0.05', 'low', '5 percent', 'percentile 5', 'quantile 5'] }),
        hasNumber(result, high, { tolerance: high * tails, near: ['95', 'upper', 'high'] }),
      ),
    ));
  },

  'fa-10': (result) => {
    const lists = shortages();
    const saved = result.files.filter((file) => /\.csv$/i.test(file.path));
    if (saved.length !== lists.length) return all(completed(result), wrong(`${saved.length} CSV files instead of ${lists.length}`));
    return all(completed(result), ...lists.map(([warehouse, rows]) => hasRows(result, rows, { in: 'files', path: new RegExp(`${warehouse}[^/]*\\.csv$`, 'i'), ordered: true })));
  },

  'fa-11': (result) => all(
    completed(result),
    hasRows(result, missingScores(), { ordered: true }),
    hasRows(result, meanScores(), { tolerance: 0.01 }).right ? wrong('the mean scores are given although too many are missing') : right('no mean scores'),
  ),

  'fa-12': (result) => {
    const { count, mean } = clipped();
    const tolerance = 0.006;
    return all(completed(result), any(
      all(hasNumber(result, count, { near: ['left', 'remain', 'count', 'tests', 'number', 'kept', 'how many', 'rows', /\bn\b/i, 'size'] }), hasNumber(result, mean, { near: ['mean', 'average', 'avg'], tolerance })),
      hasRows(result, [[count, mean]], { tolerance }),
    ));
  },

  'fa-13': (result) => all(completed(result), hasRows(result, gapsOf(), { ordered: true })),

  'fa-14': (result, given) => interaction(result, given, asked(result, ['shop']), () => {
    const said = answerText(given);
    const shop = ['Harbour', 'Old Town', 'Station', 'Riverside', 'Airport'].find((name) => said.includes(plain(name)));
    if (shop === undefined) return wrong('no shop was answered');
    const months = monthlyRevenue(shop);
    const empty = Array.from({ length: 12 }, (_, index) => `2024-${String(index + 1).padStart(2, '0')}`).filter((month) => !months.some(([other]) => other === month));
    return any(
      hasRows(result, months.map(([month, value]) => [monthKey(month), value]), { tolerance: 0.006 }),
      hasRows(result, [...months, ...empty.map((month): [string, number] => [month, 0])].map(([month, value]) => [monthKey(month), value]), { tolerance: 0.006 }),
    );
  }),

  'fa-15': (result, given) => afterQuestion(result, asked(result, ['best', 'measure', 'metric', 'criteri', 'revenue', 'sales', 'units', 'orders', 'figure', 'rank', 'judge']), () => {
    const said = answerText(given);
    const measure = /average/.test(said) ? 'average' : /number of orders|most orders|order count/.test(said) ? 'orders' : 'revenue';
    const [shop, value] = bestShop(measure);
    return oneWithFigure(result, shop, value, measure === 'orders' ? 0 : 0.06);
  }),

  'fa-16': (result, given) => afterQuestion(result, asked(result, ['date', 'when', 'day', 'switch', 'since', 'start', 'live'], ['booking', 'switch', 'system', 'change', 'before', 'split', 'cut', 'live']), () => {
    const date = /\d{4}-\d{2}-\d{2}/.exec(answerText(given))?.[0];
    if (date === undefined) return wrong('no date was answered');
    const { before, after } = waitsAround(date);
    const old = /before|\bold\b|\bpre\b|prior|until/i;
    const fresh = /after|\bnew\b|since|post|from|later/i;
    const like = (pattern: RegExp, not: RegExp) => (value: unknown): boolean => typeof value === 'string' && pattern.test(value) && !not.test(value.replace(pattern, ''));
    return any(
      hasRows(result, [[like(old, /after/i), before], [like(fresh, /before/i), after]], { tolerance: 0.006 }),
      all(hasNumber(result, before, { near: [old], tolerance: 0.006 }), hasNumber(result, after, { near: [fresh], tolerance: 0.006 })),
    );
  }),

  'fa-17': refusal,
  'fa-18': refusal,

  'fa-19': (result) => {
    const ten = shallowTen();
    return all(
      completed(result),
      hasRows(result, ten.map((event): Expected[] => [sameMoment(at(event, 'time')), Number(at(event, 'magnitude')), Number(at(event, 'depth_km'))]), { ordered: true }),
      hasChart(result, { map: true, rows: ten.map((event) => [Number(at(event, 'latitude')), Number(at(event, 'longitude'))]), tolerance: 0.006 }),
    );
  },

  'fa-20': (result) => {
    const means = decades('tmean_c');
    const rows = means.map(([decade, mean]): Expected[] => [decadeNames(decade), mean]);
    const tables = { ...result, artifacts: result.artifacts.filter((artifact) => !isChart(artifact) && !isMap(artifact)) };
    const warming = (means[means.length - 1] as [number, number])[1] - (means[0] as [number, number])[1];
    return all(
      completed(result),
      hasRows(tables, rows, { tolerance: 0.006 }),
      any(hasChart(result, { rows, tolerance: 0.006 }), chartInText(result)),
      hasNumber(result, warming, { tolerance: 0.011, near: ['warm', 'differ', 'change', 'increase', 'rise', 'rose', 'degree', '°', 'higher', 'last', 'more'] }),
      result.artifacts.some(isReport) ? right('there is a report') : wrong('there is no report'),
    );
  },

  'fa-21': (result) => all(completed(result), hasRows(result, wettest().slice(0, 5), { ordered: true, tolerance: 0.06 })),

  'fa-22': (result) => {
    const months = monthAnomalies();
    return all(completed(result), any(
      hasRows(result, months, { ordered: true, tolerance: 0.006 }),
      hasRows(result, months.map(([month, value]): Expected[] => [Number(month.slice(0, 4)), monthNames(Number(month.slice(5))), value]), { ordered: true, tolerance: 0.006 }),
    ));
  },

  'fa-23': (result) => {
    const parts = [['global', ['global', 'globe', 'whole', 'world', 'overall', 'all ']], ['north', ['north', /\bnh\b/i]], ['south', ['south', /\bsh\b/i]]] as const;
    return all(completed(result), ...parts.map(([part, near]) => hasNumber(result, gridMean(part), { near: [...near], tolerance: 0.0051 })));
  },

  'fa-24': (result) => all(completed(result), hasRows(result, hotDays(), { ordered: true })),

  'fa-25': (result) => {
    const { date, mean } = lowFlow();
    const [year = '', month = '', day = ''] = date.split('-');
    const [, , long = '', short = ''] = monthNames(Number(month)).map(String);
    const ways = [date, ...[long, short].flatMap((name) => [`${Number(day)} ${name} ${year}`, `${name} ${Number(day)}, ${year}`])];
    return all(completed(result), any(...ways.map((way) => oneWithFigure(result, way, mean, 0.0051))));
  },

  'fa-26': (result) => {
    const list = gauges();
    const charts = result.artifacts.filter((artifact) => isChart(artifact) && (artifact.rows?.length ?? 0) > 0);
    const drawn = list.map(({ gauge, points }) => {
      const valid = points.filter((point) => point[1] !== null);
      return charts.some((chart) => [valid, points].some((rows) => hasRows({ ...result, artifacts: [chart] }, rows).right)) ? right(`${gauge} has its chart`) : wrong(`there is no chart of ${gauge} alone`);
    });
    // A slope as printed with two digits, and an interval by the normal or by Student's distribution.
    const near = (value: number, within: number) => (found: unknown): boolean => { const read = toNumber(found); return read !== null && Math.abs(read - value) <= within; };
    const slopes = list.map(({ slope, low, high, gauge }) => all(
      hasNumber(result, slope, { tolerance: 0.006, near: ['slope', 'trend', 'rate', 'mm', 'per year', gauge] }),
      ...[low, high].map((end) => hasNumber(result, end, { tolerance: 0.006 + 0.05 * (slope - low), near: ['interval', 'conf', /\bci\b/i, '95', 'low', 'up', 'high', 'bound', 'limit', 'min', 'max', gauge] })),
    ));
    const rows = list.map(({ gauge, slope, low, high }): Expected[] => [names(gauge), near(slope, 0.006), near(low, 0.006 + 0.05 * (slope - low)), near(high, 0.006 + 0.05 * (slope - low))]);
    return all(completed(result), ...drawn, any(hasRows(result, rows), all(...slopes)));
  },

  'fa-27': (result) => all(
    completed(result),
    hasNumber(result, average(annual('precip_mm').map(([, value]) => value)), { near: ['mean', 'average', 'avg', 'precip'], tolerance: 0.06 }),
    decadeTable(result, 'precip_mm') ? wrong('decade means are given although there is no trend') : right('no decade means'),
  ),

  'fa-28': (result) => {
    const length = smoothWindow();
    const near = ['window', 'length', 'width', 'years', 'span'];
    const said = result.artifacts.some((artifact) => artifact.text?.split(/\n|(?<=[.!?])\s+(?=[A-Z])/).some((sentence) => near.some((word) => plain(sentence).includes(word)) && numbersIn(sentence).includes(length) && numbersIn(sentence).every((value) => value === length || !Number.isInteger(value))));
    return all(completed(result), any(hasNumber(withoutTexts(result), length, { near }), said ? right('the text says the length') : wrong('no sentence says this length alone')));
  },

  'fa-29': (result) => {
    const { events, years } = busiest();
    return all(
      completed(result),
      hasRows(result, years.map(([year, count]) => [Number(year), count])),
      hasChart(result, { map: true, rows: events.map((event) => [Number(at(event, 'latitude')), Number(at(event, 'longitude'))]), tolerance: 0.0006 }),
    );
  },

  'fa-30': (result, given) => interaction(result, given, asked(result, ['base', 'period', 'reference', 'normal']), () => {
    const [from, to] = [...answerText(given).matchAll(/\b(?:19|20)\d\d\b/g)].map(([year]) => Number(year));
    if (from === undefined || to === undefined) return wrong('no period was answered');
    const rows = anomalies(from, to);
    const tables = { ...result, artifacts: result.artifacts.filter((artifact) => !isMap(artifact)) };
    return all(hasRows(tables, rows, { tolerance: 0.0051 }), hasChart(result, { rows, tolerance: 0.0051 }));
  }),

  'fa-31': (result, given) => afterQuestion(result, asked(result, [/\bair/i, 'grass', 'ground', 'column', /which .*minim/i, /which .*measure/i, 'tmin']), () => {
    const column = /grass|ground/.test(answerText(given)) ? 'tmin_grass_c' : 'tmin_air_c';
    return hasRows(result, frostNights(column).map(([month, count]) => [monthKey(month), count]));
  }),

  'fa-32': refusal,
};

/** In a cross table of waits the clinics must be the rows. */
function clinicsDown(result: GoalResult): Verdict {
  const clinics = [...new Set(waits().map(([clinic]) => clinic))];
  return hasRows(result, clinics.map((clinic) => [clinic]));
}
