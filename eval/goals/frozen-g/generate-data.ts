/** Writes the data files of this part of the corpus: fictitious, seeded, the same on every run. */
import { writeFileSync } from 'node:fs';

const folder = new URL('./data/', import.meta.url);

/** A small linear generator with mixing, one per file so that files do not depend on each other. */
function dice(seed: number): { unit: () => number; between: (low: number, high: number) => number; whole: (low: number, high: number) => number; bell: (mean: number, spread: number) => number; one: <T>(items: readonly T[]) => T; chance: (share: number) => boolean } {
  let state = (seed * 2654435761) >>> 0;
  const unit = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x7feb352d);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x846ca68b);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number => low + (high - low) * unit();
  return {
    unit,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    bell: (mean, spread) => mean + spread * Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    one: (items) => items[Math.floor(unit() * items.length)] as (typeof items)[number],
    chance: (share) => unit() < share,
  };
}

type Value = string | number | null;
const cell = (value: Value): string => (value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const csv = (name: string, head: string, rows: Value[][]): void => writeFileSync(new URL(name, folder), `${[head.split(' '), ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`);
const fixed = (value: number, digits: number): number => Number(value.toFixed(digits));
const after = (start: string, days: number): string => new Date(Date.parse(`${start}T00:00:00Z`) + Math.round(days) * 86_400_000).toISOString().slice(0, 10);
const dotted = (iso: string): string => iso.split('-').toReversed().join('.');
const two = (value: number): string => String(value).padStart(2, '0');

/** Applications for street works in a town, some of them entered twice, and its districts. */
function permits(): void {
  const roll = dice(11);
  const districts: [string, string, number][] = [['D01', 'Hollins', 8120], ['D02', 'Kettle Hill', 5430], ['D03', 'Old Wharf', 3975], ['D04', 'Sallow End', 6610], ['D05', 'Tannery Quarter', 2840], ['D06', 'Weavers Green', 7205]];
  const pace = [19, 33, 12, 26, 41, 15];
  const rows: Value[][] = [];
  for (let index = 0; index < 320; index++) {
    const at = roll.whole(0, 5);
    const received = after('2024-07-01', index * 0.95 + roll.whole(0, 2));
    const decided = roll.chance(0.13) ? null : after(received, Math.max(2, roll.bell(pace[at] as number, 8)));
    const kind = roll.one(['scaffold', 'crane', 'trench', 'container', 'event']);
    rows.push([`SW-${4100 + index}`, dotted(received), decided === null ? null : dotted(decided), at + 1, kind, roll.chance(0.06) ? null : roll.whole(6, 60) * 5, roll.one(['Amrein', 'Bose', 'Calloway'])]);
  }
  // The slow ones of a quick district and the quick ones of a slow one were entered again.
  const again = rows.filter((row) => (row[3] === 3 || row[3] === 5) && row[2] !== null).filter((_, index) => index % 3 === 0).slice(0, 24);
  for (const row of again) rows.splice(Math.min(rows.length, rows.indexOf(row) + roll.whole(2, 25)), 0, [...row]);
  csv('permits.csv', 'ref received decided district_no kind fee_eur official', rows);
  csv('districts.csv', 'code name inhabitants', districts.map(([code, name, people]) => [Number(code.slice(1)), name, people]));
}

/** Ten weighings of water per pipette, in milligrams. */
function pipettes(): void {
  const roll = dice(23);
  const rows: Value[][] = [];
  const list: [string, number, number, number][] = [['P10-04', 10, -0.2, 0.5], ['P20-11', 20, 1.6, 0.3], ['P20-12', 20, 0.3, 0.35], ['P100-02', 100, -0.5, 0.2], ['P100-07', 100, 0.1, 0.9], ['P200-01', 200, -1.9, 0.15], ['P200-05', 200, 0.6, 0.2], ['P200-09', 200, 0.2, 0.18], ['P1000-03', 1000, -0.3, 0.1], ['P1000-06', 1000, 1.2, 0.12], ['P1000-08', 1000, 0.4, 0.11]];
  for (const [pipette, nominal, error, spread] of list) {
    for (let weighing = 1; weighing <= 10; weighing++) {
      const spill = roll.chance(0.05);
      const mass = nominal * 0.9982 * (1 + roll.bell(error, spread) / 100) * (spill ? 0.86 : 1);
      rows.push([pipette, nominal, weighing, fixed(mass, nominal < 50 ? 3 : 2), spill ? 'spill' : roll.chance(0.04) ? 'new tip' : null]);
    }
  }
  csv('pipette-checks.csv', 'pipette nominal_ul weighing mass_mg remark', rows);
}

/** Germination tests of a seed bank. */
function germination(): void {
  const roll = dice(37);
  const species: [string, number[]][] = [['Agrostemma githago', [62, 88, 71]], ['Papaver rhoeas', [71, 54, 30]], ['Centaurea cyanus', [80, 84, 66]], ['Legousia hybrida', [44, 58, 21]], ['Scandix pecten-veneris', [67, 35, 9]]];
  const rows: Value[][] = [];
  for (let index = 0; index < 130; index++) {
    const [name, share] = roll.one(species);
    const step = roll.whole(0, 2);
    const sown = roll.one([25, 50, 50, 100]);
    const germinated = roll.chance(0.09) ? null : Math.max(0, Math.min(sown, Math.round(roll.bell(((share[step] as number) * sown) / 100, sown * 0.06))));
    rows.push([`SB-${1000 + roll.whole(1, 400)}`, name, roll.whole(1, 24), [10, 20, 30][step] as number, sown, germinated]);
  }
  csv('germination.csv', 'accession species stored_years temperature_c sown germinated', rows);
}

/** Invoices of a small surveying office and the payments that came in, also in parts. */
function invoices(): void {
  const roll = dice(41);
  const customers = ['Brandt Roofing', 'Cobb & Daughters', 'Diocese of Larn', 'Elver Marina', 'Foss Farm Shop', 'Gault Estates', 'Hythe Housing Trust', 'Ivo Krenn'];
  const bills: Value[][] = [];
  const paid: Value[][] = [];
  for (let index = 0; index < 150; index++) {
    const number = `2025/${String(index + 1).padStart(3, '0')}`;
    const issued = after('2025-01-06', index * 1.35);
    const due = after(issued, roll.one([14, 30, 30]));
    const amount = roll.whole(90, 1900) + roll.one([0, 0.5, 0.25, 0.9]);
    const customer = roll.one(customers);
    bills.push([number, customer, issued, due, amount]);
    const luck = roll.unit();
    if (customer === 'Elver Marina' ? luck < 0.9 : luck < 0.72) paid.push([number, after(issued, roll.whole(5, 50)), amount]);
    else if (luck < 0.86) {
      const part = fixed(amount * roll.one([0.25, 0.5, 0.4]), 2);
      paid.push([number, after(issued, roll.whole(8, 40)), part]);
      if (roll.chance(0.35)) paid.push([number, after(issued, roll.whole(45, 90)), fixed(amount - part, 2)]);
    }
  }
  csv('invoices.csv', 'invoice_no customer issued due amount_eur', bills);
  csv('payments.csv', 'for_invoice booked_on received_eur', paid.toSorted((one, other) => String(one[1]).localeCompare(String(other[1]))));
}

/** Ranked ballots for the name of a field hut. */
function ballots(): void {
  const roll = dice(62);
  const names = ['Avocet', 'Curlew', 'Dunlin', 'Lapwing', 'Plover', 'Whimbrel'];
  const groups: [number, string[]][] = [[24, ['Curlew', 'Dunlin', 'Plover']], [20, ['Lapwing', 'Plover', 'Avocet']], [15, ['Plover', 'Lapwing', 'Whimbrel']], [12, ['Avocet', 'Lapwing', 'Plover']], [8, ['Dunlin', 'Plover', 'Curlew']], [5, ['Whimbrel', 'Avocet', 'Lapwing']]];
  const rows: Value[][] = [];
  for (const [size, order] of groups) {
    for (let index = 0; index < size; index++) {
      const second = roll.chance(0.25) ? roll.one(names.filter((name) => name !== order[0])) : (order[1] as string);
      const third = roll.one([order[2] as string, ...names].filter((name) => name !== order[0] && name !== second));
      const kept = roll.unit();
      rows.push([order[0] as string, kept < 0.1 ? null : second, kept < 0.22 ? null : third]);
    }
  }
  const mixed = rows.map((row) => ({ row, at: roll.unit() })).toSorted((one, other) => one.at - other.at).map(({ row }) => row);
  csv('hut-ballots.csv', 'ballot first_choice second_choice third_choice', mixed.map((row, index) => [index + 1, ...row]));
}

/** Catches of moth traps. */
function moths(): void {
  const roll = dice(67);
  const traps = ['Quarry', 'Orchard', 'Reedbed', 'Churchyard', 'Ridge'];
  const kinds: [string, number, number][] = [['Heart and Dart', 0.16, 30], ['Large Yellow Underwing', 0.3, 4], ['Setaceous Hebrew Character', 0.22, 6], ['Brimstone Moth', 0.2, 3], ['Elephant Hawk-moth', 0.12, 2], ['Common Footman', 0.18, 12], ['Burnished Brass', 0.1, 2]];
  const rows: Value[][] = [];
  for (let night = 0; night < 46; night++) {
    const wind = roll.chance(0.15) ? null : roll.whole(0, 5);
    for (const trap of traps) {
      for (const [kind, chance, mean] of kinds) {
        const here = chance * (trap === 'Reedbed' ? 1.3 : trap === 'Ridge' ? 0.5 : 1);
        if (roll.chance(kind === 'Common Footman' ? (night > 20 && night < 30 ? 0.8 : 0.02) : here)) rows.push([after('2024-06-01', night * 2), trap, kind, 1 + Math.floor(-Math.log(1 - roll.unit()) * mean), wind]);
      }
    }
  }
  csv('moth-nights.csv', 'night trap moth individuals wind_bft', rows);
}

/** Bird ringing. */
function ringing(): void {
  const roll = dice(73);
  const birds: [string, number, number][] = [['Reed Warbler', 66.5, 12], ['Sedge Warbler', 66, 11.2], ['Blackcap', 74, 18.5], ['Robin', 72.5, 18], ['Chiffchaff', 59, 8]];
  const rows: Value[][] = [];
  for (let index = 0; index < 340; index++) {
    const site = roll.one(['Withy Pool', 'Withy Pool', 'North Hedge', 'North Hedge', 'North Hedge', 'Sluice Bank', 'Mill Scrub']);
    const [bird, wing, mass] = roll.one(birds.slice(site === 'North Hedge' ? 2 : 0, site === 'Withy Pool' ? 4 : 5));
    rows.push([`K${240000 + roll.whole(0, 260)}`, after('2025-04-05', roll.whole(0, 140)), site, bird, roll.one(['3', '4', '5', null]), roll.chance(0.08) ? null : Math.round(roll.bell(wing, 1.8)), roll.chance(0.12) ? null : fixed(roll.bell(mass, 0.9), 1)]);
  }
  csv('ringing-2025.csv', 'ring caught_on net_site bird age_code wing_mm mass_g', rows.toSorted((one, other) => String(one[1]).localeCompare(String(other[1]))));
}

/** Hours of the staff of a small office, by the door clock and as they wrote them down. */
function hours(): void {
  const roll = dice(89);
  const rows: Value[][] = [];
  for (let offset = 0; offset < 92; offset++) {
    const date = after('2025-01-01', offset);
    if ([0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())) continue;
    for (const person of ['Adeyemi', 'Brunner', 'Castellanos', 'Dufour']) {
      if (roll.chance(0.09)) continue;
      const clock = fixed(roll.between(3, 9.4), 2);
      rows.push([date, person, roll.one(['Heron', 'Heron', 'Weir', 'Archive']), roll.chance(0.04) ? null : clock, roll.chance(0.05) ? null : Math.round((clock + roll.bell(person === 'Dufour' ? 0.9 : 0, 0.5)) * 4) / 4]);
    }
  }
  csv('hours-q1.csv', 'date colleague project hours_door_clock hours_own_sheet', rows);
}

/** Layers of snow pits. */
function snowPits(): void {
  const roll = dice(101);
  const rows: Value[][] = [];
  const pits = ['Arvo saddle', 'Birch bench', 'Col nord', 'Dry gully', 'East moraine', 'Firn basin', 'Goat step', 'Hut meadow'];
  for (const pit of pits) {
    let bottom = 0;
    const layers = roll.whole(4, 8);
    for (let layer = 0; layer < layers; layer++) {
      const thick = roll.whole(8, 46);
      const lacking = (pit === 'Dry gully' && layer === 2) || (pit === 'Goat step' && layer === 1);
      rows.push([pit, after('2025-03-18', pits.indexOf(pit) / 3), bottom, bottom + thick, lacking ? null : Math.round(roll.bell(410 - layer * 42, 22)), roll.one(['rounded', 'faceted', 'crust', 'new', null])]);
      bottom += thick;
    }
  }
  csv('snow-pits.csv', 'pit dug_on from_cm to_cm density_kg_m3 grain', rows);
}

/** Temperature and salinity at depth, down to 80 m. */
function casts(): void {
  const roll = dice(113);
  const rows: Value[][] = [];
  for (let index = 0; index < 14; index++) {
    const surface = roll.between(11, 17);
    const layer = roll.whole(9, 27) * 2;
    const place: Value[] = [`C${two(index + 1)}`, fixed(61.2 + roll.between(0, 1.4), 3), fixed(-4.6 + roll.between(0, 3.2), 3)];
    for (let depth = 2; depth <= 80; depth += 2) {
      const drop = depth <= layer ? (depth / layer) * 0.08 : 0.08 + (depth - layer) * 0.075;
      rows.push([...place, depth, depth !== 10 && roll.chance(0.03) ? null : fixed(surface - drop + roll.between(-0.015, 0.015), 3), fixed(34.6 + depth * 0.005 + roll.between(-0.01, 0.01), 2)]);
    }
  }
  csv('ctd-casts.csv', 'cast lat lon depth_m temp_c salinity_psu', rows);
}

/** First and last day of ice on a lake. */
function lakeIce(): void {
  const roll = dice(127);
  const rows: Value[][] = [];
  for (let year = 1958; year <= 2022; year++) {
    const since = year - 1958;
    const open = [1972, 1988, 2006, 2013, 2019].includes(year);
    rows.push([`${year}/${two((year + 1) % 100)}`, open && year !== 1988 ? null : after(`${year}-11-18`, roll.bell(since * 0.28, 6)), open ? null : after(`${year + 1}-04-28`, roll.bell(-since * 0.22, 6)), year === 1972 ? 'observer ill' : year === 1988 ? 'book lost in spring' : open ? 'no full ice cover' : null]);
  }
  csv('lake-ice.csv', 'winter frozen_over_on ice_gone_on note', rows);
}

/** Wave heights of a buoy every three hours. */
function buoy(): void {
  const roll = dice(139);
  const rows: Value[][] = [];
  let level = 2;
  let storm = 0;
  for (let step = 0; step < 1920; step++) {
    if (storm <= 0 && roll.chance(0.012)) storm = roll.whole(5, 14);
    storm -= 1;
    level += 0.16 * ((storm > 0 ? roll.between(4, 9.5) : 1.9) - level) + roll.bell(0, 0.14);
    const time = new Date(Date.parse('2023-10-01T00:00:00Z') + step * 3 * 3_600_000).toISOString();
    rows.push([`${time.slice(0, 10)} ${time.slice(11, 16)}`, roll.chance(0.02) ? null : fixed(Math.max(0.3, level), 2), fixed(roll.bell(7 + level * 0.8, 0.8), 1)]);
  }
  csv('buoy-kv7.csv', 'time_utc hs_m tp_s', rows);
}

/** Yearly mean ground temperatures in permafrost boreholes. */
function boreholes(): void {
  const roll = dice(149);
  const rows: Value[][] = [];
  const holes: [string, number, number[], number, number][] = [['Askja ridge', 2009, [1, 2, 5, 10, 15], -2.1, 0.031], ['Blockfield', 2007, [1, 3, 6, 12], -1.2, 0.052], ['Cairn plateau', 2010, [1, 2, 4, 8, 16, 20], -4.4, 0.02], ['Delta terrace', 2008, [0.5, 1, 2, 4], -0.9, 0.038], ['Esker', 2012, [1, 2.5, 5, 9], -3.3, 0.044]];
  for (const [hole, first, depths, base, rate] of holes) {
    for (let year = first; year <= 2024; year++) {
      for (const depth of depths) {
        const surface = hole === 'Cairn plateau' ? 0.09 : 0.04;
        const value = base + (year - first) * (rate + surface / (1 + depth)) + roll.bell(0, 0.05 + 0.25 / (1 + depth));
        rows.push([hole, year, depth, year > first && year < 2024 && roll.chance(0.05) ? null : fixed(value, 2)]);
      }
    }
  }
  csv('boreholes.csv', 'borehole year depth_m mean_temp_c', rows);
}

/** Days of the year on which plants flowered. */
function phenology(): void {
  const roll = dice(157);
  const rows: Value[][] = [];
  for (let year = 1951; year <= 2024; year++) {
    const late = year < 1980 ? 0 : (year - 1980) * 0.42;
    rows.push([year, roll.chance(0.06) ? null : Math.round(roll.bell(64 - late, 6)), roll.chance(0.05) ? null : Math.round(roll.bell(112 - late * 0.6, 5)), roll.chance(0.07) ? null : Math.round(roll.bell(178 - late * 0.5, 4))]);
  }
  csv('flowering-days.csv', 'year hazel_doy birch_leaf_doy lime_doy', rows);
}

for (const write of [permits, pipettes, germination, invoices, ballots, moths, ringing, hours, snowPits, casts, lakeIce, buoy, boreholes, phenology]) write();
