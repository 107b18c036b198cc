/** Writes the data files of this part: fictitious, from fixed seeds, the same on every run. */
import { mkdirSync, writeFileSync } from 'node:fs';

type Value = string | number | null;
const folder = new URL('./data/', import.meta.url);
mkdirSync(folder, { recursive: true });

/** A small generator of numbers in [0, 1), the same for the same seed. */
function source(seed: number): () => number {
  let state = seed % 2147483647;
  for (let warm = 0; warm < 12; warm++) state = (state * 48271) % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function tools(seed: number) {
  const next = source(seed);
  const between = (low: number, high: number): number => low + (high - low) * next();
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  const bell = (middle: number, spread: number): number => middle + spread * (next() + next() + next() + next() + next() + next() - 3) * 1.4;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  return { next, between, whole, bell, pick };
}

const quoted = (value: Value): string => (value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const write = (name: string, head: string[], rows: Value[][]): void => writeFileSync(new URL(name, folder), `${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\n')}\n`);
const fixed = (value: number, digits: number): number => Number(value.toFixed(digits));
const pad = (value: number): string => String(value).padStart(2, '0');
const dayAfter = (start: string, days: number): string => new Date(Date.parse(`${start}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
const clock = (seconds: number): string => `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;

// ---------------------------------------------------------------- a half marathon

function race(): void {
  const { between, whole, bell, pick, next } = tools(417);
  const given = ['Alva', 'Bram', 'Cleo', 'Dario', 'Elin', 'Femke', 'Gregor', 'Hanne', 'Ivo', 'Jette', 'Kaspar', 'Lene', 'Malte', 'Nika', 'Oskar', 'Pia', 'Ruben', 'Selma', 'Tarek', 'Una', 'Viggo', 'Wanda'];
  const family = ['Aalbers', 'Brandvik', 'Cordes', 'Dreyer', 'Eklund', 'Frost', 'Gallo', 'Hinrichs', 'Ivarsen', 'Jessen', 'Kolb', 'Lindgren', 'Moreau', 'Nyland', 'Oltmanns', 'Petrov', 'Quandt', 'Rasch', 'Sandberg', 'Tiedemann', 'Ulrich', 'Voss'];
  const clubs = ['Torrin Striders', 'Weir Lane AC', 'Lantern Runners', 'Post Office Harriers', 'Mill Foot RC', 'Dune Hares', 'Old Quarry Joggers', 'Tram 9 Track Club'];
  const classes = ['W20', 'M20', 'W40', 'M40', 'W60', 'M60'];
  const slower: { [name: string]: number } = { W20: 6500, M20: 5900, W40: 6900, M40: 6300, W60: 8000, M60: 7500 };
  const used = new Set<number>();
  const rows: Value[][] = [];
  const names = new Set<string>();
  let sixties = 0;
  for (let number = 1; number <= 174; number++) {
    let name = `${pick(given)} ${pick(family)}`;
    while (names.has(name)) name = `${pick(given)} ${pick(family)}`;
    names.add(name);
    let group = pick(classes);
    // Only two women of sixty and over finish.
    if (group === 'W60' && (sixties += 1) > 3) group = 'W40';
    const lottery = next();
    const club = lottery < 0.3 ? null : lottery < 0.32 ? 'Pier Milers' : lottery < 0.335 ? 'Night Owls' : pick(clubs);
    let status = next() < 0.09 ? 'dnf' : next() < 0.03 ? 'dsq' : 'finished';
    if (group === 'W60') status = sixties === 2 ? 'dnf' : 'finished';
    let net = Math.round(bell(slower[group] as number, 620));
    while (used.has(net)) net += 1;
    used.add(net);
    const gun = net + Math.round(between(2, 240));
    rows.push([100 + number, name, club, group, status === 'dnf' ? null : clock(gun), status === 'dnf' ? null : clock(net), status]);
  }
  // Some runners were read in twice by the mat at the finish.
  for (const index of [12, 40, 77, 101, 148]) rows.splice(whole(index, rows.length - 1), 0, [...(rows[index] as Value[])]);
  write('river-run.csv', ['start_no', 'name', 'club', 'class', 'gun_time', 'net_time', 'status'], rows);
}

// ---------------------------------------------------------------- three car parks

function parking(): void {
  const { between, whole, next, pick } = tools(902);
  const rows: Value[][] = [];
  const garages = ['Kiln Lane', 'Station Deck', 'Opera'];
  const stamps: { at: number; row: Value[] }[] = [];
  for (let number = 0; number < 640; number++) {
    const garage = next() < 0.45 ? 'Station Deck' : pick(garages);
    const entered = Date.parse('2025-03-03T06:00:00Z') + (whole(0, 13) * 1440 + whole(0, 900)) * 60000;
    const minutes = Math.max(3, Math.round(next() < 0.24 ? between(4, 34) : between(20, garage === 'Opera' ? 330 : garage === 'Kiln Lane' ? 190 : 260)));
    const lost = next() < 0.027;
    const text = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
    const paid = minutes <= 15 ? 0 : Math.ceil(minutes / 30) * (garage === 'Opera' ? 1.4 : 1.1);
    stamps.push({ at: entered, row: [garage, text(entered), lost ? null : text(entered + minutes * 60000), lost ? null : fixed(paid, 2)] });
  }
  stamps.sort((one, other) => one.at - other.at);
  for (const [index, { row }] of stamps.entries()) rows.push([`P${String(70412 + index)}`, ...row]);
  write('parking-tickets.csv', ['ticket', 'garage', 'entered', 'left', 'paid_eur'], rows);
}

// ---------------------------------------------------------------- bees

function bees(): void {
  const { between, whole, next, bell, pick } = tools(58);
  const apiaries = ['Birch Hollow', 'Railway Bank', 'Convent Garden', 'Heath Edge'];
  const hives: Value[][] = [];
  const harvests: { on: string; row: Value[] }[] = [];
  for (let number = 1; number <= 26; number++) {
    const apiary = apiaries[(number * 7 + Math.floor(number / 5)) % 4] as string;
    hives.push([`H${pad(number)}`, apiary, next() < 0.08 ? null : whole(2020, 2024), pick(['Dadant', 'Zander', 'Langstroth'])]);
    for (const year of [2023, 2024]) {
      const times = number % 9 === 4 && year === 2024 ? 0 : whole(1, 4);
      for (let time = 0; time < times; time++) {
        const on = dayAfter(`${year}-05-20`, whole(0, 95));
        const kilos = Math.max(2, bell(apiary === 'Railway Bank' ? 13 : apiary === 'Heath Edge' ? 12.4 : 9, 4));
        const pounds = next() < 0.3;
        harvests.push({ on, row: [on, `H${pad(number)}`, fixed(pounds ? kilos / 0.4536 : kilos, 1), pounds ? 'lb' : 'kg', next() < 0.06 ? null : fixed(between(15.8, 21.4), 1)] });
      }
    }
  }
  harvests.sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0));
  write('hives.csv', ['hive', 'apiary', 'queen_born', 'box'], hives);
  write('honey-book.csv', ['taken_on', 'hive_no', 'amount', 'unit', 'water_pct'], harvests.map(({ row }) => row));
}

// ---------------------------------------------------------------- ice on lakes

function lakes(): void {
  const { bell, next } = tools(3319);
  const list: [string, number, number, number][] = [['Sorvatn', 152, -0.62, 331], ['Mjolken', 131, -0.35, 338], ['Kvarnsjon', 118, -0.9, 343], ['Vintersjon', 166, -0.15, 322], ['Blåtjern', 140, -0.5, 335]];
  const rows: Value[][] = [];
  for (let start = 1982; start <= 2021; start++) {
    for (const [lake, length, change, onset] of list) {
      const days = Math.round(bell(length + change * (start - 1982), 11));
      const freeze = Math.round(bell(onset + 0.2 * (start - 1982), 7));
      const lost = next();
      const first = dayAfter(`${start}-01-01`, freeze);
      const last = dayAfter(first, days);
      // In a few winters somebody forgot to write down one of the days.
      rows.push([lake, `${start}/${pad((start + 1) % 100)}`, lost < 0.03 ? null : first, lost > 0.96 ? null : last]);
    }
  }
  write('lake-ice.csv', ['lake', 'winter', 'frozen_from', 'open_from'], rows);
}

// ---------------------------------------------------------------- snow, flasks, flowers, waves

function snow(): void {
  const { bell } = tools(77);
  const rows: Value[][] = [];
  for (let at = 0; at < 92; at++) {
    const mean = fixed(bell(-1.6 + at * 0.105, 2.4), 1);
    rows.push([dayAfter('2024-04-01', at), at === 19 || at === 33 ? null : mean, fixed(mean - 4.1, 1), fixed(mean + 5.2, 1)]);
  }
  write('high-basin-daily.csv', ['date', 'mean_temp_c', 'min_temp_c', 'max_temp_c'], rows);
}

function flasks(): void {
  const { bell, next, between } = tools(640);
  const rows: Value[][] = [];
  let number = 3101;
  for (let year = 2019; year <= 2024; year++) {
    for (let week = 0; week < 50; week += 1) {
      for (const side of ['A', 'B']) {
        const level = 411.2 + 2.45 * (year - 2019 + week / 52) + 3.1 * Math.cos((2 * Math.PI * (week - 17)) / 52);
        const flag = next() < 0.045 ? 'L' : next() < 0.035 ? 'C' : null;
        const value = level + bell(0, 0.25) + (flag === null ? 0 : between(6, 22));
        rows.push([`${number}${side}`, dayAfter(`${year}-01-04`, week * 7), next() < 0.012 ? null : fixed(value, 2), flag]);
      }
      number += 1;
    }
  }
  write('co2-flasks.csv', ['flask', 'filled_on', 'co2_ppm', 'flag'], rows);
}

function flowers(): void {
  const { bell, next } = tools(1213);
  const kinds: [string, number, number][] = [['hazel', 52, -0.38], ['blackthorn', 94, -0.21], ['wood anemone', 88, -0.72], ['lime', 172, -0.12], ['elder', 148, 0.04]];
  const sites: [string, number][] = [['Abbey Wood', 0], ['Fenton Cross', 4], ['High Moor', 13], ['Saltings', -3]];
  const rows: Value[][] = [];
  for (let year = 1998; year <= 2024; year++) {
    for (const [kind, first, change] of kinds) {
      for (const [site, later] of sites) {
        const at = Math.round(bell(first + later + change * (year - 1998), 3.4));
        rows.push([year, site, kind, next() < 0.035 ? null : dayAfter(`${year}-01-01`, at - 1)]);
      }
    }
  }
  write('first-flowers.csv', ['year', 'place', 'plant', 'first_open_flower'], rows);
}

function waves(): void {
  const { bell, next } = tools(4408);
  const rows: Value[][] = [];
  for (let step = 0; step < 976; step++) {
    const time = new Date(Date.UTC(2024, 8, 1) + step * 3 * 3600000).toISOString().slice(0, 16).replace('T', ' ');
    const storm = 1.4 + 0.9 * Math.sin(step / 21) + 1.1 * Math.sin(step / 67) ** 2;
    const lost = next() < 0.02;
    rows.push([time, lost ? null : fixed(Math.max(0.2, bell(storm, 0.25)), 2), lost ? null : fixed(Math.max(3, bell(6 + storm, 0.6)), 1), fixed(bell(11 - step / 150, 0.3), 1)]);
  }
  write('buoy-k4.csv', ['utc', 'wave_height_m', 'wave_period_s', 'water_temp_c'], rows);
}

race();
parking();
bees();
lakes();
snow();
flasks();
flowers();
waves();
