/** The right answers of this part, worked out from the raw files. */
import { readFileSync } from 'node:fs';
import { parseCsv } from '../checker.ts';

export type Line = { [column: string]: string };

const kept = new Map<string, Line[]>();
export function lines(name: string): Line[] {
  const known = kept.get(name) ?? parseCsv(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));
  kept.set(name, known);
  return known;
}
export function field(line: Line, column: string): string {
  const value = line[column];
  if (value === undefined) throw new Error(`no column ${column}`);
  return value;
}
export const value = (line: Line, column: string): number | null => (field(line, column) === '' ? null : Number(field(line, column)));
const known = (list: Line[], column: string): Line[] => list.filter((line) => field(line, column) !== '');

export const sum = (list: number[]): number => list.reduce((one, other) => one + other, 0);
export const mean = (list: number[]): number => sum(list) / list.length;
const variance = (list: number[]): number => { const middle = mean(list); return sum(list.map((one) => (one - middle) ** 2)) / (list.length - 1); };
function middle(list: number[]): number {
  const sorted = list.toSorted((one, other) => one - other);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] as number) + (sorted[Math.ceil(half)] as number)) / 2;
}
function by(list: Line[], key: (line: Line) => string): Map<string, Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of list) found.set(key(line), [...(found.get(key(line)) ?? []), line]);
  return found;
}
const dayNumber = (date: string): number => Math.round(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86400000);

// ---------------------------------------------------------------- trips, museum, race, tomatoes, hives

export function tripsByDistrict(): { district: string; trips: number; percent: number }[] {
  const districts = new Map(lines('bike-docks.csv').map((dock) => [field(dock, 'code'), field(dock, 'district')]));
  const trips = lines('bike-trips.csv');
  return [...by(trips, (trip) => districts.get(field(trip, 'start_dock')) as string)].map(([district, own]) => ({ district, trips: own.length, percent: (100 * own.length) / trips.length })).toSorted((one, other) => other.trips - one.trips);
}

const quarterOf = (month: string): number => Math.ceil(Number(month.slice(5, 7)) / 3);
export function museumQuarters(): { quarter: number; visitors: number; change: number }[] {
  const count = (year: number, quarter: number): number => sum(known(lines('museum-visits.csv'), 'visitors').filter((line) => field(line, 'month').startsWith(String(year)) && quarterOf(field(line, 'month')) === quarter).map((line) => Number(line['visitors'])));
  return [1, 2, 3, 4].map((quarter) => ({ quarter, visitors: count(2024, quarter), change: 100 * (count(2024, quarter) / count(2023, quarter) - 1) }));
}

export function chipTimes(sex: string, statuses: string[] = ['finished'], column = 'chip_minutes'): number[] {
  return lines('half-marathon.csv').filter((line) => field(line, 'sex') === sex && statuses.includes(field(line, 'status')) && field(line, column) !== '').map((line) => Number(line[column])).toSorted((one, other) => one - other);
}
/** What the usual definitions of a percentile give, from the lowest to the highest. */
export function percentileRange(sorted: number[], share: number): { low: number; high: number; usual: number } {
  const count = sorted.length;
  const at = (place: number): number => {
    const place0 = Math.min(Math.max(place, 0), count - 1);
    const low = sorted[Math.floor(place0)] as number;
    return low + (place0 - Math.floor(place0)) * ((sorted[Math.ceil(place0)] as number) - low);
  };
  const all = [count * share - 1, count * share - 0.5, (count + 1) * share - 1, (count - 1) * share, Math.ceil(count * share) - 1, Math.floor((count - 1) * share), Math.ceil((count - 1) * share)].map(at);
  return { low: Math.min(...all), high: Math.max(...all), usual: at((count - 1) * share) };
}
export function tenWomen(column: 'gun_minutes' | 'chip_minutes'): { bib: string; minutes: number }[] {
  return lines('half-marathon.csv').filter((line) => field(line, 'sex') === 'F' && field(line, 'status') === 'finished').map((line) => ({ bib: field(line, 'bib'), minutes: Number(line[column]) })).toSorted((one, other) => one.minutes - other.minutes).slice(0, 10);
}

/** Two-sided p of Student's t: with x = sqrt(df) tan(angle), the density is a power of the cosine. */
function twoSided(t: number, df: number): number {
  const area = (to: number): number => {
    const steps = 4000;
    const height = (index: number): number => Math.max(0, Math.cos((to * index) / steps)) ** (df - 1);
    let total = height(0) + height(steps);
    for (let index = 1; index < steps; index++) total += (index % 2 === 1 ? 4 : 2) * height(index);
    return (total * to) / steps / 3;
  };
  return 1 - area(Math.atan(Math.abs(t) / Math.sqrt(df))) / area(Math.PI / 2);
}
export function tomatoes(welch = true): { compost: number; none: number; p: number } {
  const [compost, none] = ['compost', 'none'].map((treatment) => known(lines('tomato-plots.csv'), 'yield_kg').filter((plot) => field(plot, 'treatment') === treatment).map((plot) => Number(plot['yield_kg']))) as [number[], number[]];
  const [a, b] = [variance(compost) / compost.length, variance(none) / none.length];
  const pooled = ((variance(compost) * (compost.length - 1) + variance(none) * (none.length - 1)) / (compost.length + none.length - 2)) * (1 / compost.length + 1 / none.length);
  const df = welch ? (a + b) ** 2 / (a ** 2 / (compost.length - 1) + b ** 2 / (none.length - 1)) : compost.length + none.length - 2;
  return { compost: mean(compost), none: mean(none), p: twoSided((mean(compost) - mean(none)) / Math.sqrt(welch ? a + b : pooled), df) };
}

export function hives(): { hive: string; date: string; gain: number; weights: [string, number | null][] }[] {
  return [...by(lines('hive-scales.csv'), (line) => field(line, 'hive'))].map(([hive, own]) => {
    const weights = own.map((line): [string, number | null] => [field(line, 'date'), value(line, 'weight_kg')]);
    const read = new Map(weights.flatMap(([date, weight]) => (weight === null ? [] : [[dayNumber(date), weight] as const])));
    const gains = weights.flatMap(([date, weight]) => { const before = read.get(dayNumber(date) - 1); return weight === null || before === undefined ? [] : [{ date, gain: weight - before }]; });
    return { hive, weights, ...(gains.toSorted((one, other) => other.gain - one.gain)[0] as { date: string; gain: number }) };
  });
}

// ---------------------------------------------------------------- claims, tickets, exam

const approved = (): Line[] => lines('expense-claims.csv').filter((claim) => field(claim, 'status') === 'approved');
export const amount = (claim: Line): number => Number(field(claim, 'amount_gbp'));
export function budgetCheck(): { department: string; left: number; claims: Line[] }[] {
  const march = approved().filter((claim) => field(claim, 'spent_on').startsWith('2025-03'));
  return lines('budgets.csv').map((budget) => {
    const claims = march.filter((claim) => field(claim, 'department') === field(budget, 'cost_centre'));
    return { department: field(budget, 'cost_centre'), left: Number(field(budget, 'monthly_budget_gbp')) - sum(claims.map(amount)), claims };
  });
}
export function auditLimit(claims = approved()): { limit: number; count: number } {
  let limit = 50;
  const left = (): number => claims.filter((claim) => amount(claim) >= limit).length;
  while (left() > 40) limit += 25;
  return { limit, count: left() };
}

const moment = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00Z`);
const hours = (ticket: Line): number => (moment(field(ticket, 'closed_at')) - moment(field(ticket, 'opened_at'))) / 3600000;
export function slowestTopic(measure: (list: number[]) => number = middle): { topic: string; months: { month: string; opened: number; median: number }[] } {
  const topics = [...by(known(lines('helpdesk.csv'), 'closed_at'), (ticket) => field(ticket, 'topic'))].map(([topic, own]) => ({ topic, time: measure(own.map(hours)) })).toSorted((one, other) => other.time - one.time);
  const { topic } = topics[0] as { topic: string };
  const own = lines('helpdesk.csv').filter((ticket) => field(ticket, 'topic') === topic);
  return { topic, months: [...by(own, (ticket) => field(ticket, 'opened_at').slice(0, 7))].map(([month, tickets]) => ({ month, opened: tickets.length, median: middle(known(tickets, 'closed_at').map(hours)) })) };
}
export function mayTickets(column: 'opened_at' | 'closed_at'): { team: string; tickets: number }[] {
  return [...by(lines('helpdesk.csv').filter((ticket) => field(ticket, column).startsWith('2025-05')), (ticket) => field(ticket, 'team'))].map(([team, own]) => ({ team, tickets: own.length }));
}

export function passRates(mark: number): { group: string; sat: number; percent: number }[] {
  return [...by(known(lines('maths-exam.csv'), 'points'), (line) => field(line, 'class'))].map(([group, own]) => ({ group, sat: own.length, percent: (100 * own.filter((line) => Number(line['points']) >= mark).length) / own.length }));
}

// ---------------------------------------------------------------- snow, ice, fires, ocean, storms

export function snowDays(least = 30): { station: string; winter: string; days: number }[] {
  return [...by(known(lines('snow-depth.csv'), 'depth_cm'), (line) => `${field(line, 'station')}|${field(line, 'winter')}`)].map(([key, own]) => {
    const [station = '', winter = ''] = key.split('|');
    return { station, winter, days: own.filter((line) => Number(line['depth_cm']) >= least).length };
  });
}

export function slopeOf(points: [number, number][]): number {
  const x = mean(points.map(([one]) => one));
  const y = mean(points.map(([, one]) => one));
  return sum(points.map(([a, b]) => (a - x) * (b - y))) / sum(points.map(([a]) => (a - x) ** 2));
}
export function iceSeasons(lake = 'Tarn Gellet'): { years: [number, number | null][]; known: [number, number][]; perDecade: number } {
  const years = lines('lake-ice.csv').filter((line) => field(line, 'lake') === lake).map((line): [number, number | null] => [Number(field(line, 'autumn_year')), line['freeze_up'] === '' || line['break_up'] === '' ? null : dayNumber(field(line, 'break_up')) - dayNumber(field(line, 'freeze_up'))]);
  const both = years.filter((pair): pair is [number, number] => pair[1] !== null);
  return { years, known: both, perDecade: 10 * slopeOf(both) };
}

export function lightning(cause = (text: string): boolean => text.toLowerCase() === 'lightning'): { fires: Line[]; burnt: number } {
  const fires = lines('wildfires.csv').filter((fire) => cause(field(fire, 'cause')) && ['2023-06', '2023-07', '2023-08'].includes(field(fire, 'started_on').slice(0, 7)));
  return { fires, burnt: sum(fires.map((fire) => value(fire, 'burnt_ha') ?? 0)) };
}

export function indexCorrelation(seasonless = true): number {
  const sea = known(lines('buoy-k3.csv'), 'sst_c').map((line) => ({ month: field(line, 'month'), sst: Number(line['sst_c']) }));
  const normal = (month: string): number => (seasonless ? mean(sea.filter((one) => one.month.slice(5) === month.slice(5)).map((one) => one.sst)) : 0);
  const index = new Map(known(lines('selkie-index.csv'), 'selkie_index').map((line) => [field(line, 'period'), Number(line['selkie_index'])]));
  const both = sea.flatMap(({ month, sst }): [number, number][] => (index.has(month) ? [[sst - normal(month), index.get(month) as number]] : []));
  return slopeOf(both) * Math.sqrt(variance(both.map(([one]) => one)) / variance(both.map(([, one]) => one)));
}

export function stormsOf(season: string): { storm: string; fixes: Line[]; wind: number; pressure: number }[] {
  return [...by(lines('storm-tracks.csv').filter((fix) => field(fix, 'season') === season), (fix) => field(fix, 'storm'))].map(([storm, fixes]) => ({ storm, fixes, wind: Math.max(...fixes.map((fix) => Number(fix['wind_kn']))), pressure: Math.min(...known(fixes, 'pressure_hpa').map((fix) => Number(fix['pressure_hpa']))) }));
}

// ---------------------------------------------------------------- rain, glaciers, flasks, harbour

const fell = (day: Line): number => value(day, 'rain_mm') ?? 0;
export function yearlyRain(): Map<string, number> {
  return new Map([...by(lines('orrin-rain.csv'), (day) => field(day, 'date').slice(0, 4))].map(([year, days]) => [year, sum(days.map(fell))]));
}
export function drySpell(year: string, least = 1): { days: number; from: string; to: string } {
  let best = { days: 0, from: '', to: '' };
  let run = { days: 0, from: '', to: '' };
  for (const day of lines('orrin-rain.csv').filter((one) => field(one, 'date').startsWith(year))) {
    const date = field(day, 'date');
    run = fell(day) < least ? { days: run.days + 1, from: run.days === 0 ? date : run.from, to: date } : { days: 0, from: '', to: '' };
    if (run.days > best.days) best = run;
  }
  return best;
}
export function wettestDay(year: string): { date: string; mm: number } {
  return lines('orrin-rain.csv').filter((day) => field(day, 'date').startsWith(year)).map((day) => ({ date: field(day, 'date'), mm: fell(day) })).toSorted((one, other) => other.mm - one.mm)[0] as { date: string; mm: number };
}

export function glacierLoss(): { glacier: string; total: number; running: [number, number][] }[] {
  const own = lines('glacier-balance.csv').filter((line) => Number(field(line, 'year')) >= 2001 && Number(field(line, 'year')) <= 2020);
  return [...by(own, (line) => field(line, 'glacier'))].map(([glacier, years]) => {
    let total = 0;
    const running = years.toSorted((one, other) => Number(one['year']) - Number(other['year'])).map((line): [number, number] => [Number(field(line, 'year')), (total += Number(field(line, 'winter_mwe')) + Number(field(line, 'summer_mwe')))]);
    return { glacier, total, running };
  }).toSorted((one, other) => one.total - other.total);
}

export function suspects(): string[] {
  const flasks = known(lines('co2-flasks.csv'), 'co2_ppm');
  const all = flasks.map((flask) => Number(flask['co2_ppm']));
  return flasks.filter((flask) => Math.abs(Number(flask['co2_ppm']) - mean(all)) > 3 * Math.sqrt(variance(all))).map((flask) => field(flask, 'flask'));
}
export function yearlyCo2(without: string[]): [number, number][] {
  const left = known(lines('co2-flasks.csv'), 'co2_ppm').filter((flask) => !without.includes(field(flask, 'flask')));
  return [...by(left, (flask) => field(flask, 'sampled_on').slice(0, 4))].map(([year, own]) => [Number(year), mean(own.map((flask) => Number(flask['co2_ppm'])))]);
}

export function departures(column: 'normal_1981_2010_c' | 'normal_1991_2020_c'): [string, number][] {
  const normals = new Map(lines('kelso-normals.csv').map((line) => [Number(field(line, 'calendar_month')), Number(field(line, column))]));
  return lines('kelso-harbour.csv').filter((line) => field(line, 'month').startsWith('2023')).map((line) => [field(line, 'month'), Number(field(line, 'air_temp_c')) - (normals.get(Number(field(line, 'month').slice(5))) as number)]);
}
