import type { Vary } from '../schemas/goal.ts';

/** The port at which a repeated task gives what each of its rounds gave, in order. */
export const ROUNDS = 'rounds';

/** Rounds of a change that one approval covers, at most. */
export const MOST_CHANGES = 50;

/** Digits that sums of decimals are right to. */
const DIGITS = 12;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The value of a round, counted from 1; null where what it starts from is neither a number nor a day (2024-03-31), or where it leaves the numbers that can be told apart. */
export function valueInRound({ from, by, how, unit }: Vary, round: number): number | string | null {
  const steps = round - 1;
  if (typeof from === 'number') {
    const value = Number((how === 'times' ? from * by ** steps : from + by * steps).toPrecision(DIGITS));
    return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null;
  }
  const [, year, month, day] = DATE.exec(from) ?? [];
  const first = new Date(`${from}T00:00:00Z`);
  if (year === undefined || Number.isNaN(first.getTime()) || first.toISOString().slice(0, 10) !== from || how === 'times' || !Number.isInteger(by)) return null;
  const moved = by * steps;
  const months = unit === 'month' ? moved : unit === 'year' ? moved * 12 : 0;
  const days = unit === 'month' || unit === 'year' ? 0 : unit === 'week' ? moved * 7 : moved;
  // A month after the 31st is the last day of the next month.
  const last = new Date(Date.UTC(Number(year), Number(month) + months, 0)).getUTCDate();
  const at = new Date(Date.UTC(Number(year), Number(month) - 1 + months, Math.min(Number(day), last) + days));
  const text = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
  return DATE.test(text) ? text : null;
}

/** What a value goes through, in few words: `minimum 100, 125, 150, …`. */
export function sayVaried(vary: Vary, limit: number): string {
  const shown = Array.from({ length: Math.min(limit, SHOWN) }, (_, at) => valueInRound(vary, at + 1) ?? '?');
  return `${vary.name} ${shown.join(', ')}${limit > SHOWN ? ', …' : ''}`;
}

const SHOWN = 3;
