/** Writes the data files of this part: invented, drawn from fixed seeds, the same on every run. */
import { writeFileSync } from 'node:fs';

type Value = string | number | null;

/** A stream of random numbers from a seed (xorshift on 32 bits, warmed up). */
class Source {
  private state: number;
  constructor(seed: number) {
    this.state = (seed * 2654435761) >>> 0 || 1;
    for (let turn = 0; turn < 12; turn++) this.unit();
  }
  unit(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state / 4294967296;
  }
  between(low: number, high: number): number { return low + (high - low) * this.unit(); }
  whole(low: number, high: number): number { return low + Math.floor(this.unit() * (high - low + 1)); }
  happens(share: number): boolean { return this.unit() < share; }
  bell(mean: number, spread: number): number {
    let sum = 0;
    for (let turn = 0; turn < 12; turn++) sum += this.unit();
    return mean + spread * (sum - 6);
  }
  one<T>(items: readonly T[]): T { return items[Math.floor(this.unit() * items.length)] as T; }
  weighted<T>(items: readonly (readonly [T, number])[]): T {
    let rest = this.unit() * items.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return (items[items.length - 1] as readonly [T, number])[0];
  }
}

const quoted = (value: Value): string => (value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
function write(name: string, head: string, rows: readonly (readonly Value[])[]): void {
  writeFileSync(new URL(`./data/${name}`, import.meta.url), `${head}\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`);
}
const to = (digits: number, value: number): number => Number(value.toFixed(digits));
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
const dayAfter = (start: string, days: number): string => new Date(Date.parse(start) + days * 86400000).toISOString().slice(0, 10);
const monthsFrom = (year: number, count: number): string[] => Array.from({ length: count }, (_, index) => `${year + Math.floor(index / 12)}-${pad((index % 12) + 1)}`);

function bikes(): void {
  const source = new Source(11);
  const stations = [
    ['B-01', 'Fish Quay', 'Ostbank', 24, 7], ['B-02', 'Old Customs House', 'Ostbank', 18, 5], ['B-03', 'Swing Bridge', 'Ostbank', 12, 4],
    ['B-04', 'Linden Square', 'Lindenhof', 20, 6], ['B-05', 'Tram Depot', 'Lindenhof', 14, 3],
    ['B-06', 'Central Market', 'Altmarkt', 30, 11], ['B-07', 'Theatre', 'Altmarkt', 22, 8], ['B-08', 'Law Courts', 'Altmarkt', 16, 4],
    ['B-09', 'University Gate', 'Seewiese', 26, 10], ['B-10', 'Boathouse', 'Seewiese', 10, 3],
    ['B-11', 'Glassworks', 'Nordhafen', 12, 2], ['B-12', 'Ferry Terminal', 'Nordhafen', 16, 3], ['B-13', 'Cold Store', 'Nordhafen', 8, 0],
  ] as const;
  const starts = stations.map(([code, , , , weight]) => [code, weight] as const);
  const rows: Value[][] = [];
  for (let index = 0; index < 860; index++) {
    const from = source.weighted(starts);
    const rider = source.weighted([['member', 5], ['casual', 2]]);
    const minutes = Math.max(2, to(0, source.bell(rider === 'member' ? 13 : 27, 5)));
    rows.push([`T${40210 + index}`, `2025-05-${pad(1 + Math.floor(index / 28))} ${pad(source.whole(6, 22))}:${pad(source.whole(0, 59))}`, from, source.happens(0.02) ? null : source.weighted(starts), minutes, rider]);
  }
  write('bike-trips.csv', 'trip_id,started_at,start_dock,end_dock,minutes,rider', rows);
  write('bike-docks.csv', 'code,name,district,slots', stations.map(([code, name, district, slots]) => [code, name, district, slots]));
}

function museum(): void {
  const source = new Source(12);
  const kinds = [['adult', 2300, 12], ['reduced', 900, 7], ['school', 640, 4], ['free', 410, 0]] as const;
  const season = [0.62, 0.7, 0.88, 1.05, 1.12, 1.02, 1.3, 1.36, 1.06, 1.0, 0.8, 0.95];
  const drift: { [year: string]: number[] } = { 2023: [1, 1, 1, 1], 2024: [1.04, 0.93, 1.17, 1.08], 2025: [1.1, 1.05, 1.2, 1.1] };
  const rows: Value[][] = [];
  for (const month of monthsFrom(2023, 30)) {
    const number = Number(month.slice(5));
    for (const [kind, base, price] of kinds) {
      const visitors = Math.round(base * (season[number - 1] as number) * ((drift[month.slice(0, 4)] as number[])[Math.floor((number - 1) / 3)] as number) * source.between(0.94, 1.06));
      rows.push([month, kind, month === '2025-05' && kind === 'free' ? null : visitors, visitors * price]);
    }
  }
  write('museum-visits.csv', 'month,ticket,visitors,ticket_income_eur', rows);
}

function race(): void {
  const source = new Source(13);
  const clubs = ['LG Tannberg', 'Harbour Runners', 'TSV Moorkamp', 'Trail Cats', null];
  const rows: Value[][] = [];
  for (let index = 0; index < 340; index++) {
    const sex = source.happens(0.44) ? 'F' : 'M';
    const chip = to(2, Math.max(67, source.bell(sex === 'F' ? 121 : 109, 15)));
    const gun = to(2, chip + source.between(0.1, 7.5));
    const status = source.weighted([['finished', 88], ['DNF', 6], ['DSQ', 6]] as const);
    const quick = status === 'DSQ' ? 22 : 0;
    rows.push([1001 + index, sex, source.one(['18-29', '30-39', '40-49', '50-59', '60+']), source.one(clubs), status === 'DNF' ? null : to(2, gun - quick), status === 'DNF' ? null : to(2, chip - quick), status]);
  }
  write('half-marathon.csv', 'bib,sex,age_group,club,gun_minutes,chip_minutes,status', rows);
}

function tomatoes(): void {
  const source = new Source(14);
  const rows: Value[][] = [];
  for (let plot = 1; plot <= 62; plot++) {
    const treatment = source.happens(0.5) ? 'compost' : 'none';
    rows.push([`P${pad(plot)}`, source.one(['Ruby', 'Orla', 'Saint Marc']), treatment, source.happens(0.07) ? null : to(2, source.bell(treatment === 'compost' ? 5.75 : 5.35, treatment === 'compost' ? 1.2 : 0.7))]);
  }
  write('tomato-plots.csv', 'plot,variety,treatment,yield_kg', rows);
}

function hives(): void {
  const source = new Source(15);
  const rows: Value[][] = [];
  const weight = new Map(['Amber', 'Birch', 'Clover', 'Dorset', 'Elder', 'Fern'].map((hive) => [hive, source.between(31, 42)]));
  for (let at = 0; at < 84; at++) {
    for (const [hive, before] of weight) {
      const flow = at > 18 && at < 34 ? 0.7 : at > 52 && at < 62 ? 0.95 : -0.08;
      const now = before + source.bell(flow, 0.45) - (source.happens(0.012) ? source.between(2, 4) : 0);
      weight.set(hive, now);
      rows.push([dayAfter('2025-04-20', at), hive, source.happens(0.06) ? null : to(2, now), to(1, source.bell(34.8, 0.3))]);
    }
  }
  write('hive-scales.csv', 'date,hive,weight_kg,brood_temp_c', rows);
}

function claims(): void {
  const source = new Source(16);
  const people: { [department: string]: string[] } = {
    Sales: ['Iris Brandt', 'Milo Okafor', 'Petra Lang'], Engineering: ['Jun Takeda', 'Salma Idris', 'Ole Vinter', 'Rhea Costa'],
    Marketing: ['Nina Kovac', 'Bruno Alves'], Support: ['Tara Quinn', 'Emil Sund', 'Yasmin Farouk'], Finance: ['Greta Holm', 'Leo Marchetti'],
  };
  const rows: Value[][] = [];
  for (let index = 0; index < 380; index++) {
    const department = source.weighted([['Sales', 6], ['Engineering', 4], ['Marketing', 3], ['Support', 3], ['Finance', 2]] as const);
    const category = source.weighted([['travel', 5], ['meals', 4], ['equipment', 2], ['training', 2]] as const);
    const typical = { travel: 170, meals: 42, equipment: 190, training: 260 }[category];
    const status = source.weighted([['approved', 8], ['rejected', 1.4], ['pending', 1]] as const);
    rows.push([`C-${2301 + index}`, source.one(people[department] as string[]), department, category, dayAfter('2025-01-02', Math.floor(index * 0.465)), to(2, typical * Math.exp(source.bell(0, 0.65))), status, source.happens(0.3) ? null : source.one(['client visit', 'fair', 'new starter', 'team day'])]);
  }
  write('expense-claims.csv', 'claim_no,employee,department,category,spent_on,amount_gbp,status,remark', rows);
  write('budgets.csv', 'cost_centre,manager,monthly_budget_gbp', [['Engineering', 'Salma Idris', 2600], ['Finance', 'Greta Holm', 850], ['Marketing', 'Nina Kovac', 900], ['Sales', 'Iris Brandt', 3200], ['Support', 'Emil Sund', 1500]]);
}

function helpdesk(): void {
  const source = new Source(17);
  const kinds = [['password', 8, 3, 0.5], ['printer', 5, 9, 0.7], ['laptop', 5, 46, 0.5], ['network', 4, 20, 1.5], ['licence', 3, 31, 0.6]] as const;
  const rows: Value[][] = [];
  for (let index = 0; index < 430; index++) {
    const [kind, , typical, spread] = source.weighted(kinds.map((one) => [one, one[1]] as const));
    const opened = Date.parse('2025-01-02T07:00:00Z') + Math.floor((index * 178) / 430) * 86400000 + source.whole(0, 600) * 60000;
    const minutes = Math.round(60 * typical * Math.exp(source.bell(0, spread)));
    const shown = (moment: number): string => new Date(moment).toISOString().slice(0, 16).replace('T', ' ');
    rows.push([`HD-${7001 + index}`, kind, source.weighted([['North desk', 4], ['South desk', 3], ['Field crew', 2], ['Night shift', 2]] as const), source.weighted([['low', 4], ['normal', 6], ['high', 2]] as const), shown(opened), source.happens(0.07) ? null : shown(opened + minutes * 60000)]);
  }
  write('helpdesk.csv', 'ticket,topic,team,priority,opened_at,closed_at', rows);
}

function exam(): void {
  const source = new Source(18);
  const level: { [group: string]: number } = { '10a': 54, '10b': 47, '10c': 58, '10d': 51 };
  const rows: Value[][] = [];
  let number = 510;
  for (const [group, mean] of Object.entries(level)) {
    for (let seat = 0; seat < source.whole(24, 29); seat++) rows.push([number++, group, source.happens(0.08) ? null : Math.max(8, Math.min(90, Math.round(source.bell(mean, 13)))), source.one(['morning', 'afternoon'])]);
  }
  write('maths-exam.csv', 'student_no,class,points,sitting', rows);
}

function snow(): void {
  const source = new Source(21);
  const rows: Value[][] = [];
  for (let winter = 2019; winter <= 2023; winter++) {
    const harsh = [0.8, 1.15, 0.95, 1.3, 0.75][winter - 2019] as number;
    for (const [station, typical] of [['Hochalm', 40], ['Kienthal', 19], ['Rauris Saddle', 22]] as const) {
      let depth = typical * 0.3 * harsh;
      for (let at = 0; at < 121; at++) {
        const fall = source.happens(0.22) ? source.between(3, 24) * (typical / 40) * harsh : 0;
        depth = Math.max(0, depth + fall - Math.max(0.1, depth * source.between(0.015, 0.06)));
        rows.push([station, `${winter}/${pad((winter + 1) % 100)}`, dayAfter(`${winter}-12-01`, at), source.happens(0.02) ? null : Math.round(depth)]);
      }
    }
  }
  write('snow-depth.csv', 'station,winter,date,depth_cm', rows);
}

function lakeIce(): void {
  const source = new Source(22);
  const rows: Value[][] = [];
  for (const [lake, freeze, melt, shift] of [['Lake Orvik', 34, 140, 0.33], ['Lake Sundre', 22, 151, 0.2], ['Tarn Gellet', 49, 118, 0.5], ['Upper Maar', 41, 130, 0.1]] as const) {
    for (let year = 1972; year <= 2021; year++) {
      const on = Math.round(freeze + (year - 1972) * shift + source.bell(0, 7));
      const off = Math.round(melt - (year - 1972) * shift * 0.8 + source.bell(0, 8));
      const none = off - on < 35 || source.happens(0.03);
      rows.push([lake, year, none ? null : dayAfter(`${year}-11-01`, on), none && source.happens(0.7) ? null : dayAfter(`${year}-11-01`, off), source.one(['shore watch', 'camera'])]);
    }
  }
  write('lake-ice.csv', 'lake,autumn_year,freeze_up,break_up,observed_by', rows);
}

function fires(): void {
  const source = new Source(23);
  const rows: Value[][] = [];
  const dates = Array.from({ length: 290 }, () => dayAfter(`${source.whole(2020, 2024)}-04-10`, Math.round(source.bell(95, 38)))).toSorted();
  dates.forEach((date, index) => {
    const cause = source.weighted([['lightning', 3], ['Lightning', 2], ['campfire', 3], ['power line', 2], ['unknown', 2]] as const);
    rows.push([`WF${3001 + index}`, date, source.one(['Tamber Hills', 'Corrao', 'Lower Senn', 'Ayle Forest']), to(3, source.between(41.2, 43.9)), to(3, source.between(-7.8, -4.1)), source.happens(0.06) ? null : to(1, 40 * Math.exp(source.bell(0, 1.4))), cause]);
  });
  write('wildfires.csv', 'fire_no,started_on,region,lat,lon,burnt_ha,cause', rows);
}

function ocean(): void {
  const source = new Source(24);
  const sea: Value[][] = [];
  const index: Value[][] = [];
  let state = 0;
  for (const month of monthsFrom(1991, 360)) {
    state = 0.82 * state + source.bell(0, 0.5);
    const phase = ((Number(month.slice(5)) - 8.5) / 12) * 2 * Math.PI;
    const year = Number(month.slice(0, 4));
    sea.push([month, source.happens(0.04) ? null : to(2, 14.2 + 4.6 * Math.cos(phase) + 0.62 * state + source.bell(0, 0.5) + 0.008 * (year - 1991)), source.whole(80, 744)]);
    if (year >= 1993) index.push([month, source.happens(0.02) ? null : to(2, state + source.bell(0, 0.25))]);
  }
  write('buoy-k3.csv', 'month,sst_c,readings', sea);
  write('selkie-index.csv', 'period,selkie_index', index.toReversed());
}

function storms(): void {
  const source = new Source(35);
  const rows: Value[][] = [];
  const seasons: { [season: string]: string[] } = { 2015: ['Alda', 'Bruna', 'Corvin'], 2021: ['Anselm', 'Bruna', 'Cilla', 'Doran', 'Edda', 'Falk'], 2022: ['Asta', 'Birger', 'Celia', 'Dagny'] };
  for (const [season, names] of Object.entries(seasons)) {
    names.forEach((name, order) => {
      const fixes = source.whole(14, 26);
      let lat = source.between(11, 17);
      let lon = source.between(-58, -38);
      const peak = source.between(55, 130);
      for (let fix = 0; fix < fixes; fix++) {
        lat += source.between(0.3, 1.3);
        lon -= source.between(-0.4, 1.6) - (lat > 27 ? 1.5 : 0);
        const wind = Math.max(25, Math.round((peak * Math.sin(((fix + 1) / (fixes + 1)) * Math.PI) + source.bell(0, 5)) / 5) * 5);
        const time = new Date(Date.parse(`${season}-06-12T00:00:00Z`) + (order * 17 * 24 + fix * 6) * 3600000).toISOString().slice(0, 16).replace('T', ' ');
        rows.push([Number(season), name, time, to(1, lat), to(1, lon), wind, source.happens(0.05) ? null : Math.round(1012 - 0.62 * (wind - 20) + source.bell(0, 2))]);
      }
    });
  }
  write('storm-tracks.csv', 'season,storm,fix_utc,lat,lon,wind_kn,pressure_hpa', rows);
}

function rain(): void {
  const source = new Source(26);
  const rows: Value[][] = [];
  let wet = false;
  for (let at = 0; at < 1826; at++) {
    const date = dayAfter('2019-01-01', at);
    const dry = date.startsWith('2022');
    const summer = date.slice(5) > '06-10' && date.slice(5) < '08-20';
    wet = source.happens(wet ? (dry ? 0.52 : 0.66) : dry ? (summer ? 0.1 : 0.25) : 0.3);
    rows.push([date, date === '2022-08-03' || source.happens(0.012) ? null : wet ? to(1, 0.2 - 5.4 * Math.log(1 - source.unit())) : source.happens(0.1) ? to(1, source.between(0.1, 0.8)) : 0, source.one(['automatic', 'manual'])]);
  }
  write('orrin-rain.csv', 'date,rain_mm,gauge', rows);
}

function glaciers(): void {
  const source = new Source(27);
  const rows: Value[][] = [];
  for (const [glacier, first, winter, summer] of [['Storfonna', 1988, 1.62, -2.32], ['Veslebre', 1995, 0.98, -1.66], ['Kargletscher', 2001, 1.35, -2.21], ['Gamla Jokel', 1979, 2.41, -3.02], ['Piz Arel', 1999, 0.84, -1.79]] as const) {
    for (let year = first; year <= 2020; year++) rows.push([glacier, year, to(2, source.bell(winter, 0.24)), to(2, source.bell(summer - (year < 2001 ? -0.3 : 0), 0.38)), source.happens(0.4) ? null : source.whole(4, 19)]);
  }
  write('glacier-balance.csv', 'glacier,year,winter_mwe,summer_mwe,stakes', rows.toSorted((one, other) => Number(one[1]) - Number(other[1])));
}

function flasks(): void {
  const source = new Source(28);
  const rows: Value[][] = [];
  const odd: { [at: number]: number } = { 47: 31.5, 118: -27.8, 171: 24.9, 203: 38.2 };
  for (let at = 0; at < 240; at++) {
    const date = dayAfter('2019-01-04', Math.round(at * 7.6));
    const time = at * 7.6 / 365.25;
    rows.push([`F-${pad(201 + at, 4)}`, date, source.happens(0.04) && odd[at] === undefined ? null : to(2, 411.2 + 2.3 * time + 3.1 * Math.cos((time - 0.33) * 2 * Math.PI) + source.bell(0, 0.6) + (odd[at] ?? 0)), source.one(['MB', 'TR', 'OK'])]);
  }
  write('co2-flasks.csv', 'flask,sampled_on,co2_ppm,sampler', rows);
}

function harbour(): void {
  const source = new Source(29);
  const older = [1.8, 2.1, 4.4, 7.9, 12.3, 15.6, 17.9, 17.5, 14.2, 10.1, 5.9, 3.0];
  const newer = older.map((value) => to(1, value + source.between(0.4, 0.9)));
  const rows = monthsFrom(2021, 36).map((month): Value[] => [month, to(1, (newer[Number(month.slice(5)) - 1] as number) + source.bell(0.5, 1.1)), source.happens(0.1) ? null : to(1, source.between(12, 140))]);
  write('kelso-harbour.csv', 'month,air_temp_c,rain_mm', rows);
  write('kelso-normals.csv', 'calendar_month,normal_1981_2010_c,normal_1991_2020_c', older.map((value, index) => [index + 1, value, newer[index] as number]));
}

for (const make of [bikes, museum, race, tomatoes, hives, claims, helpdesk, exam, snow, lakeIce, fires, ocean, storms, rain, glaciers, flasks, harbour]) make();
