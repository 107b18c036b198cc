// The right answers, worked out from the raw files, the seed data and the documents.
import { readFileSync } from 'node:fs';
import { parseCsv } from '../checker.ts';
import { documentText, secondsOf, smooth } from './evidence.ts';
import { charging } from './services/charging.ts';
import { shelter } from './services/shelter.ts';

type Line = { [column: string]: string };
const table = (name: string): Line[] => parseCsv(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));
const at = (line: Line, column: string): string => {
  const value = line[column];
  if (value === undefined) throw new Error(`there is no column ${column}`);
  return value;
};
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]): number => sum(values) / values.length;
const grouped = <T>(items: T[], key: (item: T) => string): [string, T[]][] => Object.entries(Object.groupBy(items, key)).map(([name, group]) => [name, group ?? []]);

/** Slope of the least squares line. */
export function slope(points: (readonly [number, number])[]): number {
  const [left, up] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  return sum(points.map(([x, y]) => (x - left) * (y - up))) / sum(points.map(([x]) => (x - left) ** 2));
}

// ---- the run

const finishers = (): Line[] => [...new Map(table('river-run.csv').map((line) => [at(line, 'start_no'), line])).values()].filter((line) => at(line, 'status') === 'finished');
const net = (line: Line): number => secondsOf(at(line, 'net_time'));

export function clubRanking(): [string, number][] {
  return grouped(finishers().filter((line) => at(line, 'club') !== ''), (line) => at(line, 'club'))
    .filter(([, group]) => group.length >= 3)
    .map(([club, group]): [string, number] => [club, sum(group.map(net).toSorted((one, other) => one - other).slice(0, 3))])
    .toSorted((one, other) => one[1] - other[1]);
}

export interface Place { group: string; place: number; name: string; seconds: number }
export function podiums(): Place[] {
  return grouped(finishers(), (line) => at(line, 'class')).flatMap(([group, lines]) => lines.toSorted((one, other) => net(one) - net(other)).slice(0, 3).map((line, index) => ({ group, place: index + 1, name: at(line, 'name'), seconds: net(line) })));
}
export const runnerNames = (): string[] => [...new Set(table('river-run.csv').map((line) => at(line, 'name')))];

export function striders(column: 'net_time' | 'gun_time'): number {
  return mean(finishers().filter((line) => at(line, 'club') === 'Torrin Striders').map((line) => secondsOf(at(line, column))));
}

// ---- the car parks

const minutesOf = (line: Line): number => (Date.parse(`${at(line, 'left').replace(' ', 'T')}Z`) - Date.parse(`${at(line, 'entered').replace(' ', 'T')}Z`)) / 60000;

export function lostTickets(): { share: number; byGarage: [string, number][] } {
  const all = table('parking-tickets.csv');
  const lost = all.filter((line) => at(line, 'left') === '');
  return { share: lost.length / all.length, byGarage: grouped(lost, (line) => at(line, 'garage')).map(([garage, group]) => [garage, group.length]) };
}

export function stays(): [string, number][] {
  return grouped(table('parking-tickets.csv').filter((line) => at(line, 'left') !== ''), (line) => at(line, 'garage')).map(([garage, group]) => [garage, mean(group.map(minutesOf))]);
}

export function freePeriods(): [number, number][] {
  const minutes = table('parking-tickets.csv').filter((line) => at(line, 'left') !== '').map(minutesOf);
  const tries: [number, number][] = [];
  for (let limit = 10; limit <= 120; limit += 5) {
    tries.push([limit, minutes.filter((value) => value <= limit).length / minutes.length]);
    if ((tries.at(-1)?.[1] ?? 0) >= 0.24) break;
  }
  return tries;
}

// ---- the bees

const harvests = (): { on: string; hive: string; kilos: number; water: number | null }[] => table('honey-book.csv').map((line) => ({ on: at(line, 'taken_on'), hive: at(line, 'hive_no'), kilos: Number(at(line, 'amount')) * (at(line, 'unit') === 'lb' ? 0.4536 : 1), water: at(line, 'water_pct') === '' ? null : Number(at(line, 'water_pct')) }));

export function bestApiary(): { name: string; others: string[]; hives: [string, number, number | null][] } {
  const hives = new Map(table('hives.csv').map((line) => [at(line, 'hive'), line]));
  const apiaryOf = (hive: string): string => at(hives.get(hive) as Line, 'apiary');
  const year = harvests().filter((one) => one.on.startsWith('2024'));
  const ranking = grouped(year, (one) => apiaryOf(one.hive)).map(([name, group]): [string, number] => [name, sum(group.map((one) => one.kilos))]).toSorted((one, other) => other[1] - one[1]);
  const name = ranking[0]?.[0] as string;
  const own = grouped(year.filter((one) => apiaryOf(one.hive) === name), (one) => one.hive).map(([hive, group]): [string, number, number | null] => {
    const born = at(hives.get(hive) as Line, 'queen_born');
    return [hive, sum(group.map((one) => one.kilos)), born === '' ? null : Number(born)];
  });
  return { name, others: ranking.slice(1).map(([other]) => other), hives: own.toSorted((one, other) => other[1] - one[1]) };
}

export const wetHarvests = (limit: number): [string, string, number][] => harvests().flatMap((one): [string, string, number][] => (one.on.startsWith('2024') && one.water !== null && one.water > limit ? [[one.on, one.hive, one.water]] : []));

// ---- ice, flasks, snow, flowers

export const lakeNames = (): string[] => [...new Set(table('lake-ice.csv').map((line) => at(line, 'lake')))];
/** First year of the winter and days of ice, for winters with both dates. */
export function iceOf(lake: string): [number, number][] {
  return table('lake-ice.csv').filter((line) => at(line, 'lake') === lake && at(line, 'frozen_from') !== '' && at(line, 'open_from') !== '').map((line) => [Number(at(line, 'winter').slice(0, 4)), (Date.parse(at(line, 'open_from')) - Date.parse(at(line, 'frozen_from'))) / 86400000]);
}

export function carbon(flagged: boolean): [string, number][] {
  const used = table('co2-flasks.csv').filter((line) => at(line, 'co2_ppm') !== '' && (flagged || at(line, 'flag') === ''));
  return grouped(used, (line) => at(line, 'filled_on').slice(0, 4)).map(([year, group]) => [year, mean(group.map((line) => Number(at(line, 'co2_ppm'))))]);
}
export function flaggedShare(): number {
  const all = table('co2-flasks.csv');
  return all.filter((line) => at(line, 'flag') !== '').length / all.length;
}

export function melted(): { on: string; days: number } {
  let [store, days] = [286, 0];
  for (const line of table('high-basin-daily.csv')) {
    const degrees = Number(at(line, 'mean_temp_c'));
    if (at(line, 'mean_temp_c') === '' || degrees <= 0) continue;
    store -= 3.8 * degrees;
    days += 1;
    if (store <= 0) return { on: at(line, 'date'), days };
  }
  throw new Error('the snow does not melt');
}

export function earlierPlant(): { name: string; others: string[]; places: [string, number][] } {
  const dayOfYear = (date: string): number => (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86400000 + 1;
  const records = table('first-flowers.csv').filter((line) => at(line, 'first_open_flower') !== '').map((line) => ({ plant: at(line, 'plant'), place: at(line, 'place'), year: Number(at(line, 'year')), on: dayOfYear(at(line, 'first_open_flower')) }));
  const ranking = grouped(records, (one) => one.plant).map(([plant, group]): [string, number] => [plant, slope(group.map((one) => [one.year, one.on] as const))]).toSorted((one, other) => one[1] - other[1]);
  const name = ranking[0]?.[0] as string;
  const places = grouped(records.filter((one) => one.plant === name && one.year >= 2015 && one.year <= 2024), (one) => one.place).map(([place, group]): [string, number] => [place, mean(group.map((one) => one.on))]);
  return { name, others: ranking.slice(1).map(([other]) => other), places };
}

// ---- the services

const network = charging.seed();
export const house = shelter.seed();
export function septemberEnergy(): [string, number][] {
  const siteOf = new Map(network.points.map((point) => [point.id, network.sites.find((site) => site.id === point.site_id)?.name as string]));
  return grouped(network.sessions.filter((one) => one.started_at.startsWith('2025-09')), (one) => siteOf.get(one.point_id) as string).map(([site, group]): [string, number] => [site, sum(group.map((one) => one.energy_kwh))]).toSorted((one, other) => other[1] - one[1]);
}
export function dogsWithoutRabies(today: string): { id: string; name: string }[] {
  return house.animals.filter((animal) => animal.species === 'dog' && animal.status === 'in_shelter' && !house.vaccinations.some((one) => one.animal_id === animal.id && one.disease === 'rabies' && one.valid_until >= today));
}
export function longestWaiting(): { id: string; name: string; homes: [string, string, number][] } {
  const first = house.animals.filter((one) => one.status === 'in_shelter').toSorted((one, other) => (one.arrived_on < other.arrived_on ? -1 : 1))[0] as (typeof house.animals)[number];
  return { id: first.id, name: first.name, homes: house.homes.filter((one) => one.takes.includes(first.species) && one.occupied < one.places).map((one) => [one.family, one.town, one.places - one.occupied]) };
}

// ---- the documents

export function tableOf(path: string): string[][] {
  return documentText(path).split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())).slice(2);
}

export interface Motion { on: string; subject: string; votes: [number, number, number]; carried: boolean }
export function motions(): Motion[] {
  return ['2023-10-14', '2024-10-12'].flatMap((on) => [...documentText(`garden/minutes-${on}.md`).matchAll(/## Motion \d+: (.+)\n\n(.+)/g)].map(([, subject = '', text = '']): Motion => {
    const vote = /For (\d+), against (\d+), abstentions (\d+)/.exec(text);
    return { on, subject, votes: [Number(vote?.[1]), Number(vote?.[2]), Number(vote?.[3])], carried: text.includes('is carried') };
  }));
}

/** The notes on the bronzes; `core` is what is to be done, without a finding before it or a reason after it. */
export function bronzes(): { id: string; advice: string; core: string }[] {
  const notes = documentText('dig/conservation-notes.txt');
  return tableOf('dig/finds-register.md').filter((cells) => cells[4] === 'bronze').map((cells) => {
    const advice = new RegExp(`^${cells[0] as string}: (.+)$`, 'm').exec(notes)?.[1] as string;
    const core = advice.startsWith('Do not') ? advice.split(',')[0] as string : advice.split('; ').at(-1) as string;
    return { id: cells[0] as string, advice, core: core.replace(/\.$/, '') };
  });
}

export function trenchDays(): { trench: string; entries: { on: string; sentence: string }[] } {
  const trench = grouped(tableOf('dig/finds-register.md'), (cells) => cells[2] as string).toSorted((one, other) => other[1].length - one[1].length)[0]?.[0] as string;
  const months: { [name: string]: string } = { June: '06', July: '07', August: '08' };
  const entries = documentText('dig/field-diary.md').split(/^## /m).slice(1).flatMap((entry) => {
    const [head = '', ...rest] = entry.split('\n');
    const [date = '', month = ''] = head.trim().split(' ');
    const sentence = smooth(rest.join(' ')).split(/(?<=\.) /).find((one) => one.includes(`Trench ${trench}`));
    return sentence === undefined ? [] : [{ on: `2024-${months[month] ?? ''}-${date.padStart(2, '0')}`, sentence }];
  });
  return { trench, entries };
}

export function feeRise(column: 1 | 2 | 3): number {
  const of = (year: string): number => Number(tableOf('garden/fees.md').find((cells) => cells[0] === year)?.[column]);
  return Number((of('2025') - of('2022')).toFixed(2));
}
