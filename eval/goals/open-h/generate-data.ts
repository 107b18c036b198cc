/** Writes the earth science files of this part of the corpus: fictitious, seeded, the same on every run. */
import { writeFileSync } from 'node:fs';

type Value = string | number | null;
const folder = new URL('./data/', import.meta.url);
const DAY = 86400000;

/** Uniform numbers from 0 to 1, always the same ones for a seed. */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x7feb352d);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x846ca68b);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
  };
}

const bell = (next: () => number): number => Array.from({ length: 12 }, next).reduce((sum, one) => sum + one, -6);
const fixed = (value: number, digits: number): number => Number(value.toFixed(digits));
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const write = (name: string, head: string[], rows: Value[][]): void => {
  writeFileSync(new URL(name, folder), `${[head, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\n')}\n`);
};

function shuffled<Item>(items: Item[], next: () => number): Item[] {
  return items.map((item) => ({ item, key: next() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Dates of freezing and thawing of three lakes; some are not known, and two winters were typed in twice. */
function lakeIce(): void {
  const next = stream(7);
  const rows: Value[][] = [];
  const lakes: [string, number, number, number][] = [['Orrsjon', 24, 176, 0.9], ['Lake Medley', 41, 138, 0.5], ['Tarnvatn', 12, 196, 0.3]];
  for (const [lake, start, length, loss] of lakes) {
    for (let year = 1990; year <= 2023; year++) {
      const freeze = at(`${year}-11-01`) + Math.round(start + loss * 0.4 * (year - 1990) + 7 * bell(next)) * DAY;
      const thaw = freeze + Math.round(length - loss * (year - 1990) + 9 * bell(next)) * DAY;
      const unknown = next();
      rows.push([lake, `${year}/${String((year + 1) % 100).padStart(2, '0')}`, unknown < 0.05 ? null : iso(freeze), unknown > 0.95 ? null : iso(thaw), next() < 0.1 ? null : fixed(30 + length / 6 + 8 * bell(next), 0)]);
    }
  }
  const repeated = rows.filter(([lake, winter]) => lake === 'Orrsjon' && (winter === '2020/21' || winter === '2014/15'));
  rows.splice(29, 0, ...repeated.slice(0, 1).map((row) => [...row]));
  rows.splice(60, 0, ...repeated.slice(1).map((row) => [...row]));
  write('lake-ice.csv', ['lake', 'winter', 'freeze_up', 'break_up', 'max_ice_cm'], rows);
}

/** Yearly mass balances of five glaciers, by code and out of order; the names stand in a second file. */
function glaciers(): void {
  const next = stream(20);
  const list: [string, string, string, number, number][] = [['G-114', 'Hvitbreen', 'north', 14.2, -420], ['G-120', 'Skuggbreen', 'north', 3.8, -890], ['G-207', 'Kaldtind', 'middle', 7.1, -610], ['G-233', 'Ravnfonn', 'middle', 1.6, -1120], ['G-301', 'Solbreen', 'south', 22.5, -150]];
  write('glacier-names.csv', ['code', 'name', 'region', 'area_km2', 'snout_m_asl'], list.map(([code, name, region, area]) => [code, name, region, area, fixed(700 + 500 * next(), 0)]));
  const rows = list.flatMap(([code, , , , mean]) => Array.from({ length: 18 }, (_, index): Value[] => [code, 2006 + index, fixed(mean - 12 * index + 380 * bell(next), 0), next() < 0.3 ? 'stakes' : 'stakes and pits']));
  write('glacier-balance.csv', ['glacier', 'hydrological_year', 'balance_mm_we', 'method'], shuffled(rows, next));
}

/** A day per row and buoy: highest wave, water and air temperature, with gaps. */
function buoys(): void {
  const next = stream(34);
  const rows: Value[][] = [];
  const marks: [string, number, number][] = [['Skua Bank', 14.9, 2.3], ['Fulmar Deep', 13.6, 2.8], ['Petrel Point', 16.2, 1.7], ['Gannet Ness', 15.4, 2]];
  for (let day = 0; day < 140; day++) {
    const swell = Math.max(0, bell(next));
    for (const [name, warm, wave] of marks) {
      const season = Math.sin((Math.PI * (day + 10)) / 165);
      const water = warm - 4 + 6.4 * season + 0.5 * bell(next);
      const height = Math.max(0.3, wave * (0.5 + 0.55 * swell) + 0.35 * bell(next));
      rows.push([iso(at('2024-06-01') + day * DAY), name, next() < 0.04 ? null : fixed(height, 2), next() < 0.04 ? null : fixed(water, 1), fixed(water + 1.5 * bell(next), 1)]);
    }
  }
  write('buoys-2024.csv', ['date', 'buoy', 'max_wave_m', 'water_temp_c', 'air_temp_c'], rows);
}

/** Daily level of a creek; dates as written at the gauge, some missing values, a few days twice. */
function creek(): void {
  const next = stream(41);
  const rows: Value[][] = [];
  let flood = 0;
  for (let day = 0; day < 365; day++) {
    flood = flood * 0.72 + (next() < 0.09 ? 40 + 130 * next() : 0);
    const time = at('2023-01-01') + day * DAY;
    const [year = '', month = '', date = ''] = iso(time).split('-');
    rows.push([`${date}.${month}.${year}`, next() < 0.03 ? null : fixed(62 + 18 * Math.cos((2 * Math.PI * day) / 365) + flood + 3 * bell(next), 0), fixed(8 - 7 * Math.cos((2 * Math.PI * (day - 20)) / 365) + bell(next), 1)]);
  }
  const high = rows.map((row, index) => ({ row, index })).filter(({ row }) => row[1] !== null && row[1] !== undefined && Number(row[1]) > 185).map(({ index }) => index);
  for (const index of high.filter((_, place) => place % 3 === 1).slice(0, 4).toReversed()) rows.splice(index + 1, 0, [...(rows[index] ?? [])]);
  write('creek-level-2023.csv', ['date', 'level_cm', 'water_temp_c'], rows);
}

/** One reading a day of six soil probes, each in its own depth. */
function soil(): void {
  const next = stream(58);
  const rows: Value[][] = [];
  const probes: [string, number, number, number][] = [['P-ash', 10, 27, 0.05], ['P-birch', 10, 24, 0.07], ['P-cedar', 20, 30, 0.045], ['P-dune', 20, 19, 0.06], ['P-elm', 40, 33, 0.03], ['P-fen', 40, 38, 0.02]];
  for (const [probe, depth, start, loss] of probes) {
    let moisture = start;
    for (let day = 0; day < 150; day++) {
      moisture = moisture - loss * (moisture - 8) * 0.9 + (next() < 0.11 ? 3 + 7 * next() : 0);
      rows.push([iso(at('2024-04-15') + day * DAY), probe, depth, next() < 0.04 ? null : fixed(Math.min(44, moisture + 0.4 * bell(next)), 1)]);
    }
  }
  write('soil-probes.csv', ['date', 'probe', 'depth_cm', 'moisture_pct'], rows.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))));
}

/** Background noise of seismometers by month, in the vertical and in the horizontal. */
function seismometers(): void {
  const next = stream(66);
  const rows: Value[][] = [];
  const stations: [string, string, number, number][] = [['KVAR', 'granite', 21, 34], ['OSTR', 'clay', 46, 88], ['DALE', 'gneiss', 18, 25], ['BRUK', 'fill', 63, 71], ['HOLM', 'sand', 38, 57], ['FJEL', 'granite', 15, 22]];
  for (const [code, ground, vertical, horizontal] of stations) {
    for (let month = 1; month <= 12; month++) {
      const winter = 1 + 0.25 * Math.cos((2 * Math.PI * (month - 1)) / 12);
      rows.push([code, ground, `2024-${String(month).padStart(2, '0')}`, fixed(vertical * winter + 2 * bell(next), 1), fixed(horizontal * winter + 3 * bell(next), 1), fixed(Math.max(0, 3 + 5 * bell(next)), 0)]);
    }
  }
  write('seismometers-2024.csv', ['station', 'ground', 'month', 'noise_vertical_nm_s', 'noise_horizontal_nm_s', 'gap_hours'], rows);
}

lakeIce();
glaciers();
buoys();
creek();
soil();
seismometers();
