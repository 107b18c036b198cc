import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, completed, all, hasRows } from '../checker.ts';

interface Order { day: string; store: string; product: string; units: number; price: number }

function orders(): Order[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, 'data', 'orders.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, day = '', store = '', product = '', units = '', price = ''] = line.split(',');
    return { day, store, product, units: Number(units), price: Number(price) };
  });
}

function totals<Item>(items: readonly Item[], key: (item: Item) => string, value: (item: Item) => number): [string, number][] {
  const sums = new Map<string, number>();
  for (const item of items) sums.set(key(item), (sums.get(key(item)) ?? 0) + value(item));
  return [...sums.entries()].toSorted((a, b) => b[1] - a[1]);
}

export const checkers: { [id: string]: Checker } = {
  'oa-01': (result) => all(completed(result), hasRows(result, totals(orders(), (one) => one.store, (one) => one.units), { ordered: true, exact: true })),
};
