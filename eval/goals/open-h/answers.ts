/** The right answers, worked out from the raw documents and data. */
import { readFileSync } from 'node:fs';
import { parseCsv } from '../checker.ts';
import { amount, documentText, documentsOf, tableBelow, wordsOf } from './evidence.ts';

export type Cells = { [column: string]: string };

export const data = (name: string): Cells[] => parseCsv(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'));

export const cell = (row: Cells, column: string): string => {
  const value = row[column];
  if (value === undefined) throw new Error(`there is no column ${column}`);
  return value;
};

export const read = (row: Cells, column: string): number | null => (cell(row, column) === '' ? null : Number(cell(row, column)));

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

export const distinct = <Item>(items: Item[]): Item[] => [...new Set(items)];

export const fixed = (value: number, digits: number): number => Number(value.toFixed(digits));

export function mentions(set: string, word: string): { path: string; count: number }[] {
  return documentsOf(set).map((path) => ({ path, count: wordsOf(documentText(path)).filter((one) => one === word).length }));
}

export interface Loan { number: string; borrower: string; value: number; status: string }
export const loans = (): Loan[] => tableBelow('museum/loans-register.md', /Loans$/).map((row) => ({ number: row[0] ?? '', borrower: row[2] ?? '', value: amount(row[5]), status: row[6] ?? '' }));

export function valueOut(): [string, number][] {
  const out = loans().filter((loan) => loan.status === 'out');
  return distinct(out.map((loan) => loan.borrower)).map((borrower): [string, number] => [borrower, sum(out.filter((loan) => loan.borrower === borrower).map((loan) => loan.value))]).toSorted((a, b) => b[1] - a[1]);
}

export interface Motion { date: string; number: string; yea: number; nay: number; outcome: string }
export const motions = (): Motion[] => documentsOf('allotments').flatMap((path) => {
  const date = /minutes-(\d{4}-\d{2}-\d{2})/.exec(path)?.[1];
  return date === undefined ? [] : tableBelow(path, /Motions/).map((row) => ({ date, number: row[0] ?? '', yea: amount(row[2]), nay: amount(row[3]), outcome: row[5] ?? '' }));
});

export function whereMentioned(): Map<string, string[]> {
  const others = documentsOf('museum').filter((path) => !path.includes('loans-register'));
  return new Map(loans().map(({ number }) => [number, others.filter((path) => documentText(path).includes(number))]));
}

export interface Audit { supplier: string; total: number }
export const audit = (year: number): Audit[] => tableBelow(`bakery/supplier-audit-${year}.md`, /Results/).map((row) => ({ supplier: row[0] ?? '', total: amount(row[6]) }));

export function fallen(): { supplier: string; before: number; after: number }[] {
  const before = new Map(audit(2023).map(({ supplier, total }) => [supplier, total]));
  return audit(2024).flatMap(({ supplier, total }) => { const old = before.get(supplier); return old !== undefined && old - total >= 10 ? [{ supplier, before: old, after: total }] : []; });
}

export const CAUSE = 'roasted barley malt';

export const madeWith = (ingredient: string): [string, number][] => tableBelow('bakery/recipe-sheets.md', /Sheet 2/).filter((row) => row[1] === ingredient).map((row) => [row[0] ?? '', amount(row[2])]);

export const products = (): string[] => tableBelow('bakery/recipe-sheets.md', /Sheet 3/).map((row) => row[0] ?? '');

export function bakingTime(oven: 'deck' | 'rack'): number {
  const row = tableBelow('bakery/recipe-sheets.md', /Sheet 3/).find(([name]) => name === 'Linden rye') ?? [];
  return amount(row[oven === 'deck' ? 2 : 3]);
}

export const DAY = 86400000;

export function iceSeasons(lake: string): [string, number][] {
  const rows = data('lake-ice.csv').filter((row) => cell(row, 'lake') === lake && cell(row, 'freeze_up') !== '' && cell(row, 'break_up') !== '');
  const seasons = new Map(rows.map((row) => [cell(row, 'winter'), Math.round((Date.parse(cell(row, 'break_up')) - Date.parse(cell(row, 'freeze_up'))) / DAY)]));
  return [...seasons].toSorted((a, b) => a[1] - b[1]);
}

export function glacierSeries(): { name: string; rows: [number, number][] }[] {
  const balances = data('glacier-balance.csv');
  return data('glacier-names.csv').map((glacier) => {
    let total = 0;
    const own = balances.filter((row) => cell(row, 'glacier') === cell(glacier, 'code')).toSorted((a, b) => Number(cell(a, 'hydrological_year')) - Number(cell(b, 'hydrological_year')));
    return { name: cell(glacier, 'name'), rows: own.map((row): [number, number] => { total += Number(cell(row, 'balance_mm_we')); return [Number(cell(row, 'hydrological_year')), fixed(total / 1000, 3)]; }) };
  });
}

export const buoyDays = (): Cells[] => data('buoys-2024.csv');

export const buoyNames = (): string[] => distinct(buoyDays().map((row) => cell(row, 'buoy')));

export const warmDays = (): [string, number][] => buoyNames().map((buoy) => [buoy, buoyDays().filter((row) => cell(row, 'buoy') === buoy && (read(row, 'water_temp_c') ?? 0) > 19).length]);

export function highest(rows: Cells[], column: string): Cells {
  const known = rows.filter((row) => read(row, column) !== null);
  const [best, second] = known.toSorted((a, b) => Number(cell(b, column)) - Number(cell(a, column)));
  if (best === undefined || (second !== undefined && cell(second, column) === cell(best, column))) throw new Error(`no single highest ${column}`);
  return best;
}

export function waveWeek(): { buoy: string; date: string; rows: [string, number | null, number | null][] } {
  const top = highest(buoyDays(), 'max_wave_m');
  const [buoy, date] = [cell(top, 'buoy'), cell(top, 'date')];
  const rows = buoyDays().filter((row) => cell(row, 'buoy') === buoy && Math.abs(Date.parse(cell(row, 'date')) - Date.parse(date)) <= 3 * DAY);
  return { buoy, date, rows: rows.map((row) => [cell(row, 'date'), read(row, 'max_wave_m'), read(row, 'water_temp_c')]) };
}

export function alarmLevel(): { level: number; days: number } {
  const levels = new Map(data('creek-level-2023.csv').map((row) => [cell(row, 'date'), read(row, 'level_cm')]));
  const days = (level: number): number => [...levels.values()].filter((value) => value !== null && value >= level).length;
  let level = 300;
  while (level > 100 && days(level) < 12) level -= 10;
  return { level, days: days(level) };
}

export function dryDays(limit: number): [string, number][] {
  const rows = data('soil-probes.csv');
  return distinct(rows.map((row) => cell(row, 'probe'))).map((probe): [string, number] => [probe, rows.filter((row) => { const moisture = read(row, 'moisture_pct'); return cell(row, 'probe') === probe && moisture !== null && moisture < limit; }).length]);
}

export function noisiest(direction: 'vertical' | 'horizontal'): [string, number][] {
  const rows = data('seismometers-2024.csv');
  return distinct(rows.map((row) => cell(row, 'station'))).map((station): [string, number] => {
    const values = rows.filter((row) => cell(row, 'station') === station).flatMap((row) => read(row, `noise_${direction}_nm_s`) ?? []);
    return [station, sum(values) / values.length];
  }).toSorted((a, b) => b[1] - a[1]);
}
