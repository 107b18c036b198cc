/** The right answers of the goals about data files, computed from the raw files. */
import { readFileSync } from 'node:fs';
import { parseCsv } from '../checker.ts';

type Line = { [column: string]: string };
const table = (name: string): Line[] => parseCsv(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));
const at = (line: Line, column: string): string => {
  const value = line[column];
  if (value === undefined) throw new Error(`no column ${column}`);
  return value;
};
const num = (line: Line, column: string): number | null => (at(line, column) === '' ? null : Number(at(line, column)));
const sum = (values: number[]): number => values.reduce((left, value) => left + value, 0);
export const mean = (values: number[]): number => sum(values) / values.length;
const spread = (values: number[]): number => Math.sqrt(sum(values.map((value) => (value - mean(values)) ** 2)) / (values.length - 1));
const known = (values: (number | null)[]): number[] => values.filter((value): value is number => value !== null);
const by = <T>(items: T[], key: (item: T) => string): Map<string, T[]> => Map.groupBy(items, key);
const DAY = 86_400_000;
const time = (iso: string): number => Date.parse(`${iso}T00:00:00Z`);
const falling = <T extends readonly [unknown, number, ...unknown[]]>(rows: T[]): T[] => rows.toSorted((one, other) => other[1] - one[1]);

/** Median days from received to decided, by district name, slowest first. */
export function permitDays(distinct = true): [string, number][] {
  const names = new Map(table('districts.csv').map((line) => [at(line, 'code'), at(line, 'name')]));
  const iso = (dotted: string): string => dotted.split('.').toReversed().join('-');
  const all = table('permits.csv');
  const lines = distinct ? [...new Map(all.map((line) => [at(line, 'ref'), line])).values()] : all;
  const decided = lines.filter((line) => at(line, 'decided') !== '');
  return falling([...by(decided, (line) => at(line, 'district_no'))].map(([district, group]): [string, number] => {
    const days = group.map((line) => (time(iso(at(line, 'decided'))) - time(iso(at(line, 'received')))) / DAY).toSorted((one, other) => one - other);
    const half = Math.floor(days.length / 2);
    return [names.get(district) as string, days.length % 2 === 1 ? (days[half] as number) : ((days[half - 1] as number) + (days[half] as number)) / 2];
  }));
}

/** Pipette, systematic error in percent of nominal, coefficient of variation in percent. */
export function pipetteErrors(skipSpills = true): [string, number, number][] {
  return [...by(table('pipette-checks.csv').filter((line) => !skipSpills || at(line, 'remark') !== 'spill'), (line) => at(line, 'pipette'))].map(([pipette, group]) => {
    const volumes = group.map((line) => Number(at(line, 'mass_mg')) / 0.9982);
    const nominal = Number(at(group[0] as Line, 'nominal_ul'));
    return [pipette, ((mean(volumes) - nominal) / nominal) * 100, (spread(volumes) / mean(volumes)) * 100];
  });
}
export const badPipettes = (skipSpills = true): [string, number, number][] => pipetteErrors(skipSpills).filter(([, error, variation]) => Math.abs(error) > 1 || variation > 0.5);

/** Percent germinated of all seeds sown, by species and temperature. */
export function germinated(): [string, [number, number][]][] {
  const done = table('germination.csv').filter((line) => at(line, 'germinated') !== '');
  return [...by(done, (line) => at(line, 'species'))].map(([species, group]) => [species, [...by(group, (line) => at(line, 'temperature_c'))].map(([step, part]): [number, number] => [Number(step), (100 * sum(part.map((line) => Number(at(line, 'germinated'))))) / sum(part.map((line) => Number(at(line, 'sown'))))]).toSorted((one, other) => one[0] - other[0])]);
}

/** What customers owe on invoices due before the day, after payments booked by then. */
export function overdue(day = '2025-06-30'): { total: number; rows: [string, number][] } {
  const paid = new Map<string, number>();
  for (const line of table('payments.csv')) if (at(line, 'booked_on') <= day) paid.set(at(line, 'for_invoice'), (paid.get(at(line, 'for_invoice')) ?? 0) + Number(at(line, 'received_eur')));
  const late = table('invoices.csv').filter((line) => at(line, 'due') < day).map((line) => ({ customer: at(line, 'customer'), open: Number(at(line, 'amount_eur')) - (paid.get(at(line, 'invoice_no')) ?? 0) })).filter(({ open }) => open > 0.005);
  return { total: sum(late.map(({ open }) => open)), rows: falling([...by(late, ({ customer }) => customer)].map(([customer, group]): [string, number] => [customer, Math.round(sum(group.map(({ open }) => open)) * 100) / 100])) };
}

/** Rounds of an instant runoff: the count of every remaining name in each round. */
export function runoff(): { rounds: Map<string, number>[]; winner: string; votes: number } {
  const ballots = table('hut-ballots.csv').map((line) => ['first_choice', 'second_choice', 'third_choice'].map((column) => at(line, column)).filter((name) => name !== ''));
  let left = new Set(ballots.flatMap((choices) => choices));
  const rounds: Map<string, number>[] = [];
  for (;;) {
    const counts = new Map([...left].map((name) => [name, 0]));
    for (const choices of ballots) {
      const first = choices.find((name) => left.has(name));
      if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    rounds.push(counts);
    const order = falling([...counts]);
    const [winner, votes] = order[0] as [string, number];
    if (votes * 2 > sum([...counts.values()])) return { rounds, winner, votes };
    const [last, before] = [order.at(-1) as [string, number], order.at(-2) as [string, number]];
    if (last[1] === before[1]) throw new Error(`tie in round ${rounds.length}: ${last[0]} ${before[0]}`);
    left = new Set([...left].filter((name) => name !== last[0]));
  }
}

export function mothOfMostNights(): { nights: [string, number][]; individuals: [string, number][]; perTrap: (moth: string) => [string, number][] } {
  const lines = table('moth-nights.csv');
  const caught = (group: Line[]): number => sum(group.map((line) => Number(at(line, 'individuals'))));
  const kinds = [...by(lines, (line) => at(line, 'moth'))];
  return {
    nights: falling(kinds.map(([moth, group]): [string, number] => [moth, new Set(group.map((line) => at(line, 'night'))).size])),
    individuals: falling(kinds.map(([moth, group]): [string, number] => [moth, caught(group)])),
    perTrap: (moth) => falling([...by(lines.filter((line) => at(line, 'moth') === moth), (line) => at(line, 'trap'))].map(([trap, group]): [string, number] => [trap, caught(group)])),
  };
}

export const netSites = (): string[] => [...by(table('ringing-2025.csv'), (line) => at(line, 'net_site')).keys()];
export function wings(site: string): [string, number][] {
  return [...by(table('ringing-2025.csv').filter((line) => at(line, 'net_site') === site && at(line, 'wing_mm') !== ''), (line) => at(line, 'bird'))].map(([bird, group]) => [bird, mean(group.map((line) => Number(at(line, 'wing_mm'))))]);
}

export function heronHours(column: 'hours_door_clock' | 'hours_own_sheet'): [string, number][] {
  return falling([...by(table('hours-q1.csv').filter((line) => at(line, 'project') === 'Heron' && at(line, 'date').startsWith('2025-03')), (line) => at(line, 'colleague'))].map(([person, group]): [string, number] => [person, sum(known(group.map((line) => num(line, column))))]));
}

/** Pit, water equivalent in mm, depth in cm; pits with a layer without density are left out. */
export function snowWater(onlyComplete = true): [string, number, number][] {
  const pits = [...by(table('snow-pits.csv'), (line) => at(line, 'pit'))].filter(([, group]) => !onlyComplete || group.every((line) => at(line, 'density_kg_m3') !== ''));
  return falling(pits.map(([pit, group]): [string, number, number] => [pit, sum(group.map((line) => ((Number(at(line, 'to_cm')) - Number(at(line, 'from_cm'))) / 100) * Number(at(line, 'density_kg_m3')))), Math.max(...group.map((line) => Number(at(line, 'to_cm'))))]));
}

export interface Cast { cast: string; lat: number; lon: number; depth: number }
export function mixedLayers(drop = 0.2): Cast[] {
  return [...by(table('ctd-casts.csv'), (line) => at(line, 'cast'))].map(([cast, group]) => {
    const ten = Number(at(group.find((line) => at(line, 'depth_m') === '10') as Line, 'temp_c'));
    const found = group.find((line) => Number(at(line, 'depth_m')) > 10 && at(line, 'temp_c') !== '' && Number(at(line, 'temp_c')) <= ten - drop + 1e-9);
    if (found === undefined) throw new Error(`${cast} has no mixed layer`);
    return { cast, lat: Number(at(found, 'lat')), lon: Number(at(found, 'lon')), depth: Number(at(found, 'depth_m')) };
  });
}

export function ice(): { first: number; last: number; all: number; perDecade: number; winters: number } {
  const seasons = table('lake-ice.csv').filter((line) => at(line, 'frozen_over_on') !== '' && at(line, 'ice_gone_on') !== '').map((line) => ({ year: Number(at(line, 'winter').slice(0, 4)), days: (time(at(line, 'ice_gone_on')) - time(at(line, 'frozen_over_on'))) / DAY }));
  const days = seasons.map((one) => one.days);
  const middle = mean(seasons.map((one) => one.year));
  const slope = sum(seasons.map((one) => (one.year - middle) * (one.days - mean(days)))) / sum(seasons.map((one) => (one.year - middle) ** 2));
  return { first: mean(days.slice(0, 20)), last: mean(days.slice(-20)), all: mean(days), perDecade: slope * 10, winters: seasons.length };
}

export interface Storm { start: string; peak: number; readings: number }
export function stormsAt(threshold: number): Storm[] {
  const storms: Storm[] = [];
  let open: Storm | null = null;
  for (const line of table('buoy-kv7.csv')) {
    const height = num(line, 'hs_m');
    if (height === null || height < threshold) { open = null; continue; }
    if (open === null) { open = { start: at(line, 'time_utc'), peak: height, readings: 0 }; storms.push(open); }
    open.readings += 1;
    open.peak = Math.max(open.peak, height);
  }
  return storms;
}
export function enoughStorms(wanted = 8): { threshold: number; storms: Storm[]; steps: [number, number][] } {
  const steps: [number, number][] = [];
  for (let threshold = 8; threshold >= 3; threshold -= 0.5) {
    const storms = stormsAt(threshold);
    steps.push([threshold, storms.length]);
    if (storms.length >= wanted) return { threshold, storms, steps };
  }
  throw new Error('never enough storms');
}

/** Per borehole and depth, the change from its first to its last value. */
export function warming(): Map<string, [number, number][]> {
  return new Map([...by(table('boreholes.csv').filter((line) => at(line, 'mean_temp_c') !== ''), (line) => at(line, 'borehole'))].map(([hole, group]) => [hole, [...by(group, (line) => at(line, 'depth_m'))].map(([depth, part]): [number, number] => {
    const series = part.toSorted((one, other) => Number(at(one, 'year')) - Number(at(other, 'year')));
    return [Number(depth), Number(at(series.at(-1) as Line, 'mean_temp_c')) - Number(at(series[0] as Line, 'mean_temp_c'))];
  })]));
}
export function mostWarmedHole(): string {
  return (falling([...warming()].map(([hole, changes]): [string, number] => [hole, (changes.at(-1) as [number, number])[1]]))[0] as [string, number])[0];
}

export function hazel(from: number, to: number): number {
  return mean(known(table('flowering-days.csv').filter((line) => Number(at(line, 'year')) >= from && Number(at(line, 'year')) <= to).map((line) => num(line, 'hazel_doy'))));
}
