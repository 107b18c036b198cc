/** Writes the data files of this part of the corpus: fictitious, seeded, the same on every run. */
import { writeFileSync } from 'node:fs';

const folder = new URL('./data/', import.meta.url);

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class Dice {
  private readonly next: () => number;
  constructor(seed: number) { this.next = random(seed); }
  uniform(low = 0, high = 1): number { return low + (high - low) * this.next(); }
  integer(low: number, high: number): number { return Math.floor(this.uniform(low, high + 1)); }
  normal(mean = 0, deviation = 1): number { return mean + deviation * Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next()); }
  pick<T>(items: readonly T[], weights?: readonly number[]): T {
    let at = this.next() * (weights === undefined ? items.length : weights.reduce((sum, weight) => sum + weight, 0));
    for (let index = 0; index < items.length; index++) { at -= weights?.[index] ?? 1; if (at < 0) return items[index] as T; }
    return items[items.length - 1] as T;
  }
  chance(share: number): boolean { return this.next() < share; }
}

type Value = string | number | null;
const save = (name: string, text: string): void => writeFileSync(new URL(name, folder), text);
const cell = (value: Value): string => (value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const csv = (name: string, head: string[], rows: Value[][]): void => save(name, `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`);
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const day = (start: string, offset: number): string => new Date(Date.parse(`${start}T00:00:00Z`) + offset * 86400000).toISOString().slice(0, 10);
const two = (value: number): string => String(value).padStart(2, '0');

/** Rows with a few of them written a second time, further down. */
function withRepeats(rows: Value[][], dice: Dice, count: number): Value[][] {
  const result = [...rows];
  for (let index = 0; index < count; index++) {
    const from = dice.integer(5, rows.length - 40);
    result.splice(Math.min(result.length, from + dice.integer(3, 30)), 0, [...(rows[from] as Value[])]);
  }
  return result;
}

function orders(): void {
  const dice = new Dice(101);
  const shops = ['Harbour', 'Old Town', 'Station', 'Riverside', 'Airport'];
  const price: { [category: string]: number } = { Coffee: 14.5, Tea: 9.8, Pastry: 6.4, Mugs: 12.9, Machines: 189 };
  const rows: Value[][] = [];
  const dates = Array.from({ length: 320 }, () => day('2024-01-01', dice.integer(0, 365))).sort();
  dates.forEach((date, index) => {
    const shop = dice.pick(shops, [6, 5, 9, 6, 4]);
    const category = dice.pick(Object.keys(price), shop === 'Airport' ? [3, 2, 2, 2, 3] : shop === 'Station' ? [6, 3, 8, 1, 0.1] : shop === 'Riverside' ? [3, 5, 5, 2, 0.3] : [5, 4, 4, 3, 0.9]);
    const units = category === 'Machines' ? dice.integer(1, 3) : dice.integer(1, shop === 'Riverside' ? 24 : shop === 'Station' ? 9 : 12);
    rows.push([`A${1001 + index}`, date, shop, category, units, round((price[category] as number) * dice.uniform(0.92, 1.08), 2), dice.chance(0.7) ? null : dice.pick([5, 10, 15]), dice.pick(['card', 'cash', 'app'], [6, 2, 3])]);
  });
  csv('orders.csv', ['order_id', 'order_date', 'shop', 'category', 'units', 'unit_price_eur', 'discount_pct', 'payment'], withRepeats(rows, dice, 9));
  csv('shops.csv', ['shop', 'city', 'floor_area_m2', 'opened', 'staff'], [
    ['Harbour', 'Dunmore', 84, '2012-05-14', 6], ['Old Town', 'Dunmore', 61, '2009-03-02', 5], ['Station', 'Kilbree', 38, '2016-09-01', 4],
    ['Riverside', 'Kilbree', 112, '2018-11-20', 7], ['Airport', 'Ashport', 45, '2021-06-30', 5], ['Market Hall', 'Ashport', 73, '2024-12-16', 3],
  ]);
}

function clinics(): void {
  const dice = new Dice(202);
  const mean: { [clinic: string]: number } = { Northgate: 34, Elmfield: 27, Quayside: 46, 'St Brigid': 22 };
  const rows: Value[][] = [];
  const dates = Array.from({ length: 260 }, () => day('2024-01-08', dice.integer(0, 300))).sort();
  dates.forEach((date, index) => {
    const clinic = dice.pick(Object.keys(mean), [4, 3, 4, 2]);
    const triage = dice.pick(['urgent', 'standard', 'routine'], [2, 5, 4]);
    const wait = Math.max(2, Math.round((mean[clinic] as number) * (triage === 'urgent' ? 0.4 : triage === 'standard' ? 1 : 1.5) * (date < '2024-06-03' ? 1.15 : 0.85) * Math.exp(dice.normal(0, 0.4))));
    rows.push([`V${5001 + index}`, date, clinic, dice.pick(['Dermatology', 'Orthopaedics', 'Cardiology', 'ENT']), triage, dice.integer(1, 93), dice.chance(0.05) ? null : wait, dice.chance(0.17) ? null : dice.integer(1, 5)]);
  });
  csv('clinic-visits.csv', ['visit_id', 'visit_date', 'clinic', 'department', 'triage', 'age', 'wait_minutes', 'satisfaction'], rows);
}

function coldRoom(): void {
  const dice = new Dice(303);
  const rows: Value[][] = [];
  for (let hour = 0; hour < 264; hour++) {
    const doors = hour % 24 >= 6 && hour % 24 <= 18 ? dice.integer(0, 9) : dice.integer(0, 1);
    const temperature = 4.2 + 0.09 * doors + 0.5 * Math.sin(((hour % 24) - 9) / 24 * 2 * Math.PI) + dice.normal(0, 0.25) + (hour >= 130 && hour < 134 ? 4.5 : 0);
    rows.push([`${day('2024-07-01', Math.floor(hour / 24))}T${two(hour % 24)}:00:00`, dice.chance(0.03) ? null : round(temperature, 2), round(dice.normal(82, 3), 1), doors]);
  }
  csv('cold-room.csv', ['timestamp', 'temperature_c', 'humidity_pct', 'door_openings'], rows);
}

function meters(): void {
  const dice = new Dice(404);
  const units: { [meter: string]: string } = { 'M-11': 'kWh', 'M-12': 'kWh', 'M-13': 'MWh', 'M-14': 'kWh', 'M-15': 'MJ', 'M-16': 'MWh' };
  const base: { [meter: string]: number } = { 'M-11': 310, 'M-12': 145, 'M-13': 1280, 'M-14': 760, 'M-15': 95, 'M-16': 540 };
  const rows: Value[][] = [];
  for (let at = 0; at < 60; at++) {
    for (const meter of Object.keys(units)) {
      const used = (base[meter] as number) * (1 - at / 300) * dice.uniform(0.8, 1.2);
      const unit = dice.chance(0.08) ? 'kWh' : (units[meter] as string);
      rows.push([meter, meter < 'M-14' ? 'Mill Lane' : 'Foundry', day('2024-02-01', at), dice.chance(0.025) ? null : unit === 'MWh' ? round(used / 1000, 4) : unit === 'MJ' ? round(used * 3.6, 1) : round(used, 1), unit]);
    }
  }
  csv('energy-meters.csv', ['meter_id', 'site', 'reading_date', 'energy', 'unit'], rows);
}

function buildings(): void {
  const dice = new Dice(505);
  const rows: Value[][] = [];
  for (let index = 0; index < 64; index++) {
    const area = Math.round(Math.exp(dice.normal(7.6, 0.5)));
    const occupants = Math.max(4, Math.round(area / 28 * dice.uniform(0.5, 1.5)));
    const year = dice.integer(1955, 2021);
    rows.push([`B${two(index + 1)}`, area, dice.chance(0.06) ? null : occupants, year, dice.integer(12, 70), dice.chance(0.04) ? null : Math.round(area * (118 - 0.55 * (year - 1955)) * dice.uniform(0.8, 1.2))]);
  }
  csv('buildings.csv', ['building', 'floor_area_m2', 'occupants', 'year_built', 'glazing_pct', 'annual_kwh'], rows);
}

function suppliers(): void {
  const dice = new Dice(606);
  const names = ['Arvento', 'Bexley Parts', 'Corvane', 'Delmar', 'Eskil Metall', 'Fenwick', 'Gorsky', 'Hallam & Co', 'Ibersa', 'Jorund', 'Kestrel', 'Lumetta', 'Marwick', 'Norvolt', 'Ostrava Form', 'Pellini', 'Quarrion', 'Rosedale', 'Sundby', 'Tarvik'];
  save('suppliers.json', `${JSON.stringify(names.map((supplier) => ({ supplier, unit_price_eur: round(dice.uniform(3.2, 7.9), 2), delivery_days: dice.integer(4, 38), defect_rate_pct: round(dice.uniform(0.1, 3.4), 2), min_order: dice.pick([50, 100, 250, 500]) })), null, 2)}\n`);
}

function subscribers(): void {
  const dice = new Dice(707);
  const rows: Value[][] = [];
  let count = 4200;
  for (let month = 0; month < 36; month++) {
    const signups = Math.round(count * Math.max(0.01, dice.normal(0.062, 0.017)));
    const cancelled = Math.round(count * Math.max(0.005, dice.normal(0.035, 0.009)));
    if (month > 0) count += signups - cancelled;
    rows.push([`${2021 + Math.floor(month / 12)}-${two((month % 12) + 1)}`, count, signups, cancelled]);
  }
  csv('subscribers.csv', ['month', 'subscribers', 'new_signups', 'cancellations'], rows);
}

function inventory(): void {
  const dice = new Dice(808);
  const things = ['hinge', 'bracket', 'bearing', 'gasket', 'valve', 'sensor', 'relay', 'fuse', 'clamp', 'spring'];
  const rows: Value[][] = [];
  for (let index = 0; index < 72; index++) {
    const reorder = dice.integer(4, 40) * 5;
    const item = `${dice.pick(['steel', 'brass', 'nylon', 'zinc'])} ${things[index % things.length] ?? ''} ${dice.integer(2, 40)} mm`;
    const warehouse = dice.pick(['Leeds', 'Hull', 'Crewe', 'Derby'], [4, 3, 3, 2]);
    let onHand = dice.chance(0.05) ? reorder : dice.integer(0, reorder * 3);
    while (onHand > 0 && onHand < reorder && rows.some((row) => row[2] === warehouse && (row[4] as number) - (row[3] as number) === reorder - onHand)) onHand--;
    rows.push([`SKU-${3100 + index * 7}`, item, warehouse, onHand, reorder, round(dice.uniform(0.4, 38), 2), dice.integer(2, 30)]);
  }
  csv('inventory.csv', ['sku', 'item', 'warehouse', 'on_hand', 'reorder_point', 'unit_cost_gbp', 'lead_days'], rows);
}

function brakes(): void {
  const dice = new Dice(909);
  const rows: Value[][] = [];
  for (let index = 0; index < 90; index++) {
    const tyre = index % 2 === 0 ? 'Alpha' : 'Beta';
    rows.push([`T${index + 1}`, day('2024-04-02', Math.floor(index / 9)), tyre, dice.integer(9, 21), round(dice.normal(tyre === 'Alpha' ? 41.6 : 42.4, 1.1), 2)]);
  }
  // Misread distances: two gross ones hide three smaller ones until they are gone.
  for (const [index, distance] of [[12, 88.4], [33, 71.9], [50, 52.7], [66, 53.3], [78, 51.1]] as const) (rows[index] as Value[])[4] = distance;
  csv('stopping-tests.csv', ['test_id', 'test_date', 'tyre', 'air_temp_c', 'distance_m'], rows);
}

function air(): void {
  const dice = new Dice(1010);
  const rows: Value[][] = [];
  for (let at = 0; at < 100; at++) {
    for (const [site, level, gaps] of [['Canal Street', 38, 0.1], ['Hill Park', 14, 0.2], ['Ring Road', 52, 0.05]] as const) {
      rows.push([day('2024-01-15', at), site, dice.chance(0.04) ? null : round(level * dice.uniform(0.6, 1.5), 1), dice.chance(0.06) ? null : round(level * 0.6 * dice.uniform(0.5, 1.7), 1), dice.chance(gaps) ? null : round((90 - level) * dice.uniform(0.5, 1.2), 1)]);
    }
  }
  csv('air-quality.csv', ['date', 'site', 'no2_ugm3', 'pm10_ugm3', 'o3_ugm3'], rows);
}

function quakes(): void {
  const dice = new Dice(1111);
  const regions = [['Cape Arden', -18.2, -71.4], ['Velt Trench', -21.6, -72.9], ['Sierra Noma', -19.9, -68.3], ['Tarrow Basin', -23.4, -69.7], ['Isla Brava', -16.8, -74.6]] as const;
  const used = new Set<number>();
  const rows: Value[][] = [];
  const times = Array.from({ length: 240 }, () => Math.floor(dice.uniform(Date.parse('2015-01-01'), Date.parse('2023-12-31')) / 1000) * 1000).sort((a, b) => a - b);
  times.forEach((time, index) => {
    const [region, latitude, longitude] = dice.pick(regions, [5, 7, 3, 4, 3]);
    let magnitude = 0;
    do magnitude = round(3.6 - Math.log(1 - dice.uniform()) / 2.1, 2); while (used.has(magnitude) || magnitude > 7.4);
    used.add(magnitude);
    rows.push([`ev${20150 + index}`, new Date(time).toISOString().replace('.000Z', 'Z'), round(latitude + dice.normal(0, 0.6), 3), round(longitude + dice.normal(0, 0.6), 3), dice.chance(0.02) ? null : round(dice.chance(0.6) ? dice.uniform(5, 62) : dice.uniform(75, 240), 1), magnitude, dice.pick(['mw', 'ml', 'mb']), region]);
  });
  csv('quakes.csv', ['event_id', 'time', 'latitude', 'longitude', 'depth_km', 'magnitude', 'mag_type', 'region'], withRepeats(rows, dice, 7));
}

function lindholm(): void {
  const dice = new Dice(1212);
  const annual: Value[][] = [];
  for (let year = 1950; year <= 2023; year++) annual.push([year, round(6.4 + Math.max(0, year - 1972) * 0.034 + dice.normal(0, 0.42), 2), Math.round(dice.normal(742, 88))]);
  csv('lindholm-annual.csv', ['year', 'tmean_c', 'precip_mm'], annual);
  const monthly: Value[][] = [];
  for (let at = 0; at < 360; at++) {
    const month = at % 12;
    const gap = at >= 190 && at < 193;
    monthly.push([`${1991 + Math.floor(at / 12)}-${two(month + 1)}`, gap || dice.chance(0.012) ? null : round(7.1 - 9.2 * Math.cos((month - 0.6) / 12 * 2 * Math.PI) + at * 0.0031 + dice.normal(0, 1.3), 1), dice.chance(0.01) ? null : round(Math.max(2, dice.normal(60 + 14 * Math.sin(month / 2), 24)), 1)]);
  }
  csv('lindholm-monthly.csv', ['month', 'tmean_c', 'precip_mm'], monthly);
}

function rainWide(): void {
  const dice = new Dice(1313);
  const rows: Value[][] = [];
  for (let year = 1981; year <= 2020; year++) rows.push([year, ...Array.from({ length: 12 }, (_, month) => (dice.chance(0.012) ? null : round(Math.max(0.4, dice.normal(58 + 22 * Math.cos((month - 10) / 6 * Math.PI), 26)), 1)))]);
  // The wettest year lacks its driest month, so that it still looks like one of the wettest.
  const sum = (row: Value[]): number => row.slice(1).reduce<number>((total, value) => total + Number(value), 0);
  const wettest = rows.toSorted((one, other) => sum(other) - sum(one))[0] as Value[];
  wettest[wettest.indexOf(Math.min(...(wettest.slice(1) as number[])), 1)] = null;
  csv('rain-skerry-wide.csv', ['Year', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'], rows);
}

function grid(): void {
  const dice = new Dice(1414);
  const rows: Value[][] = [];
  for (let lat = -82.5; lat <= 82.5; lat += 15) {
    for (let lon = -172.5; lon <= 172.5; lon += 15) {
      rows.push([lat, lon, lat < -75 && dice.chance(0.6) ? null : dice.chance(0.02) ? null : round(0.55 + 0.016 * lat + 0.3 * Math.sin(lon / 40) + dice.normal(0, 0.25), 2)]);
    }
  }
  csv('anomaly-grid.csv', ['lat', 'lon', 'temp_anomaly'], rows);
}

function hotDays(): void {
  const dice = new Dice(1515);
  const rows: Value[][] = [];
  for (let at = 0; at < 122; at++) {
    for (const [station, mean, unit] of [['Alder Point', 27.2, 'C'], ['Brightwell', 29.6, 'F'], ['Cole Ridge', 24.9, 'C']] as const) {
      let celsius = 0;
      do celsius = mean + 3 * Math.sin(at / 122 * Math.PI) - 1 + dice.normal(0, 2.8); while (Math.abs(celsius - 30) < 0.12);
      const here = dice.chance(0.03) ? (unit === 'C' ? 'F' : 'C') : unit;
      rows.push([day('2023-06-01', at), station, dice.chance(0.02) ? null : here === 'F' ? round(celsius * 1.8 + 32, 1) : round(celsius, 1), here]);
    }
  }
  csv('summer-maxima.csv', ['date', 'station', 'tmax', 'unit'], rows);
}

function river(): void {
  const dice = new Dice(1616);
  const rows: Value[][] = [];
  let flow = 42;
  for (let at = 0; at < 306; at++) {
    flow = Math.max(4, flow * 0.94 + (dice.chance(0.17) ? dice.uniform(6, 60) : 0) * (1 + 0.85 * Math.cos((at - 10) / 306 * 2 * Math.PI)) + 0.45);
    rows.push([day('2022-03-01', at), dice.chance(0.03) ? null : round(0.4 + 0.21 * Math.sqrt(flow) + dice.normal(0, 0.02), 2), round(flow * dice.uniform(0.96, 1.04), 2)]);
  }
  csv('river-esk.csv', ['date', 'level_m', 'discharge_m3s'], rows);
}

function tides(): void {
  const dice = new Dice(1717);
  const rows: Value[][] = [];
  for (const [gauge, level, rate] of [['Port Ellery', 6982, 1.9], ['Skerry', 7051, 3.4], ['Cape Lorn', 7104, -0.8], ['Holm Bay', 6935, 2.6]] as const) {
    for (let year = 1975; year <= 2022; year++) if (!dice.chance(0.05)) rows.push([gauge, year, dice.chance(0.03) ? null : Math.round(level + rate * (year - 1975) + dice.normal(0, 17))]);
  }
  csv('tide-gauges.csv', ['gauge', 'year', 'msl_mm'], rows);
}

function frost(): void {
  const dice = new Dice(1818);
  const rows: Value[][] = [];
  const apart = (draw: () => number): number => { let value = 0; do value = round(draw(), 1); while (value === 0); return value; };
  for (let at = 0; at < 182; at++) {
    const air = apart(() => 4.4 - 4.6 * Math.sin(at / 182 * Math.PI) + dice.normal(0, 2.6));
    rows.push([day('2022-10-01', at), round(air + dice.uniform(3, 9), 1), dice.chance(0.015) ? null : air, dice.chance(0.02) ? null : apart(() => air - dice.uniform(0.4, 3.6))]);
  }
  csv('winter-nights.csv', ['date', 'tmax_air_c', 'tmin_air_c', 'tmin_grass_c'], rows);
}

for (const write of [orders, clinics, coldRoom, meters, buildings, suppliers, subscribers, inventory, brakes, air, quakes, lindholm, rainWide, grid, hotDays, river, tides, frost]) write();
