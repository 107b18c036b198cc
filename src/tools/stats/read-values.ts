import { PlanwrightError } from '../../schemas/failure.ts';
import type { TableDatabase } from '../table/open-database.ts';
import { readCells } from '../table/read-rows.ts';
import { identifier, list } from '../table/sql.ts';
import type { InputTable } from '../table/table-io.ts';
import { type SummaryValue, meanDecimals, ownDecimals } from './write-summary.ts';

const MOST_ROWS = 1_000_000;

/** Rows in which all of the columns (numbers, as SQL) have a value, in the order of `by` or of the table; and how many have not. At most a million. */
export async function readValues(database: TableDatabase, table: InputTable, columns: readonly string[], operation: string, by: string | null = null): Promise<{ rows: number[][]; missing: number }> {
  const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const [[count, all] = [0, 0]] = await database.rows(`SELECT count(*) FILTER (WHERE ${present}), count(*) FROM ${table.view}`);
  if (Number(count) > MOST_ROWS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot run "${operation}": the table has ${Number(count)} rows, expected at most ${MOST_ROWS}. Group or filter it first.`);
  const { rows } = await readCells(database, `SELECT ${list(columns.map((column, at) => `CAST(${column} AS DOUBLE) AS pw_v${at}`))} FROM ${table.view} WHERE ${present}${by === null ? '' : ` ORDER BY ${by}`}`);
  const numbers = rows.map((row) => row.map(Number)).filter((row) => row.every(Number.isFinite));
  return { rows: numbers, missing: Number(all) - numbers.length };
}

/** A column of numbers as SQL. */
export function numberSql(name: string): string {
  return `CAST(${identifier(name)} AS DOUBLE)`;
}

/** Counts that every analysis gives: what was used and what was not. */
export function countValues(n: number, missing: number): SummaryValue[] {
  return [
    { name: 'n', title: 'Rows that were used', value: n, unit: null, decimals: 0 },
    { name: 'missing', title: 'Rows without a value', value: missing, unit: null, decimals: 0 },
  ];
}

/** Makes values of a unit with the decimals that the data has, one more for means. */
export function valueMaker(data: readonly number[], unit: string | null): (name: string, title: string, value: number | null, more?: { decimals?: number; unit?: string | null }) => SummaryValue {
  const own = ownDecimals(data.slice(0, 2_000));
  return (name, title, value, more = {}) => ({ name, title, value, unit: more.unit === undefined ? unit : more.unit, decimals: more.decimals ?? meanDecimals(value, own) });
}

/** Decimals so that a number shows three significant digits, at most ten. */
export function threeDigits(value: number): number {
  return value === 0 ? 2 : Math.max(0, Math.min(10, 2 - Math.floor(Math.log10(Math.abs(value)))));
}
