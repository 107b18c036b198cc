import type { ColumnType } from '../table/read/infer-types.ts';
import type { Cell, TableDatabase } from '../table/open-database.ts';
import { identifier, list } from '../table/sql.ts';

/** What can be seen of a column's values without looking at any single one of them, except the ends of its range. */
export interface ColumnStats {
  name: string;
  type: ColumnType;
  unit: string | null;
  rows: number;
  missing: number;
  distinct: number;
  minimum: number | string | null;
  maximum: number | string | null;
  /** Mean length of the text; 0 for other types. */
  length: number;
  /** Smallest distance between two different values of an integer column; null for other types. */
  gap: number | null;
  /** Hashes of the values, the smallest first; null for columns that refer to nothing: amounts with fractions, long text, one value. */
  sketch: number[] | null;
}

/** As many hashes of one column as are kept; sets up to this size are compared exactly. */
const MOST_HASHES = 256;

/** Statistics of the columns of table `typed`. */
export async function columnStats(database: TableDatabase, columns: readonly { name: string; type: ColumnType; unit: string | null }[]): Promise<ColumnStats[]> {
  const stats: ColumnStats[] = [];
  for (let at = 0; at < columns.length; at += 50) {
    const some = columns.slice(at, at + 50);
    const [row = []] = await database.rows(
      `SELECT count(*), ${list(
        some.map(({ name, type }) => {
          const column = identifier(name);
          const end = type === 'timestamp' ? `strftime(%, '%Y-%m-%dT%H:%M:%S')` : '%::VARCHAR';
          return `count(${column}), count(DISTINCT ${column}), ${end.replace('%', `min(${column})`)}, ${end.replace('%', `max(${column})`)}, ${type === 'text' ? `avg(length(${column}))` : '0'}`;
        }),
      )} FROM typed`,
    );
    some.forEach(({ name, type, unit }, index) => {
      const [present, distinct, minimum, maximum, length] = row.slice(1 + index * 5, 6 + index * 5);
      const ends = (value: Cell | undefined): number | string | null => (value === null || value === undefined ? null : type === 'integer' || type === 'number' ? Number(value) : String(value).slice(0, 100));
      stats.push({
        name, type, unit, rows: Number(row[0] ?? 0), missing: Number(row[0] ?? 0) - Number(present ?? 0), distinct: Number(distinct ?? 0),
        minimum: ends(minimum), maximum: ends(maximum), length: Number(length ?? 0), gap: null, sketch: null,
      });
    });
  }
  for (const column of stats.filter(({ type, distinct }) => type === 'integer' && distinct > 1 && distinct <= 5000)) {
    const name = identifier(column.name);
    const [[gap] = [null]] = await database.rows(`SELECT min(d)::VARCHAR FROM (SELECT ${name} - lag(${name}) OVER (ORDER BY ${name}) AS d FROM (SELECT DISTINCT ${name} FROM typed WHERE ${name} IS NOT NULL))`);
    column.gap = gap === null ? null : Number(gap);
  }
  const referring = stats.filter(({ type, distinct, length }) => distinct > 1 && type !== 'number' && type !== 'boolean' && length <= 60);
  for (const column of referring.slice(0, 60)) column.sketch = await sketchOf(database, column);
  return stats;
}

/** The smallest hashes of the different values (a bottom-k sketch): 32 bits of the MD5 of the value as text, without case and outer spaces. */
async function sketchOf(database: TableDatabase, { name, type }: ColumnStats): Promise<number[]> {
  const value = type === 'timestamp' ? `strftime(${identifier(name)}, '%Y-%m-%dT%H:%M:%S')` : `lower(trim(${identifier(name)}::VARCHAR))`;
  const rows = await database.rows(`SELECT DISTINCT ('0x' || left(md5(${value}), 8))::BIGINT AS h FROM typed WHERE ${identifier(name)} IS NOT NULL ORDER BY h LIMIT ${MOST_HASHES}`);
  return rows.map(([hash]) => Number(hash));
}

/** Whether the values of these columns together differ in every row of table `typed`. */
export async function makesUnique(database: TableDatabase, names: readonly string[], rows: number): Promise<boolean> {
  if (names.length === 0) return rows <= 1;
  const [[count] = [0]] = await database.rows(`SELECT count(*) FROM (SELECT DISTINCT ${list(names.map(identifier))} FROM typed)`);
  return Number(count) === rows;
}

/** Whether `column` has at most one value for each value of `key`. */
export async function dependsOn(database: TableDatabase, column: string, key: string): Promise<boolean> {
  const [[most] = [0]] = await database.rows(`SELECT coalesce(max(n), 0) FROM (SELECT count(DISTINCT ${identifier(column)}) AS n FROM typed GROUP BY ${identifier(key)})`);
  return Number(most) <= 1;
}
