import type { Column } from '../../../schemas/outcome.ts';
import type { TableDatabase } from '../open-database.ts';
import { identifier, list, literal } from '../sql.ts';
import { DURATION, isClockMinutes, isDurations, secondsSql } from './durations.ts';

export type ColumnType = Column['type'];

/** A way in which the text of a column can be read: the shape of its values, what else must hold, and how they become typed values. */
interface Reading {
  type: ColumnType;
  /** A pattern for the whole value that RE2 and JavaScript read alike, in linear time. */
  shape: string;
  /** What must hold of the name and the first values together, where single values leave open what they are. */
  together?: (name: string, values: readonly string[]) => boolean;
  /** A further condition in SQL. */
  also?: (text: string) => string;
  converts: (text: string) => string;
  unit?: string;
  note?: string;
}

/** What stands for "no value" in columns of numbers and dates; in columns of text only the empty text does. */
const MISSING = ['na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '-', '--', '.', '..', '...', 'missing', 'inf', '-inf'];

/** So many rows decide which readings are tried on all rows. */
const SAMPLE_ROWS = 1000;

const PATTERN = {
  integer: '[+-]?(0|[1-9][0-9]{0,17})',
  number: '[+-]?((0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?',
  grouped: '[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?|[+-]?(0|[1-9][0-9]{0,2})([.][0-9]+)?',
  comma: '[+-]?(0|[1-9][0-9]{0,14})(,[0-9]+)?',
  percent: '[+-]?[0-9]+([.][0-9]+)? ?%',
} as const;

const full = (text: string, pattern: string): string => `regexp_full_match(${text}, ${literal(pattern)})`;
const date = (format: string, shape: string): Reading => ({
  type: 'date',
  shape,
  also: (text) => `try_strptime(${text}, ${literal(format)}) IS NOT NULL`,
  converts: (text) => `CAST(try_strptime(${text}, ${literal(format)}) AS DATE)`,
});

/** `2025-09-01T08:15Z` with the seconds that the engine wants before a zone. */
const withSeconds = (text: string): string => `regexp_replace(${text}, '^(.{10}[ T][0-9]{2}:[0-9]{2}) ?(Z|[+-][0-9:]+)$', '\\1:00\\2')`;

/** In order of preference; the first that takes every value of a column wins. */
const READINGS: Reading[] = [
  { type: 'boolean', shape: '[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]', converts: (text) => `lower(${text}) = 'true'` },
  { type: 'integer', shape: PATTERN.integer, converts: (text) => `TRY_CAST(${text} AS BIGINT)` },
  { type: 'number', shape: PATTERN.number, also: (text) => `NOT ${full(text, '[+-]?[0-9]{19,}')}`, converts: (text) => `TRY_CAST(${text} AS DOUBLE)` },
  { type: 'number', shape: PATTERN.percent, converts: (text) => `TRY_CAST(trim(replace(${text}, '%', '')) AS DOUBLE)`, unit: '%' },
  date('%Y-%m-%d', '[1-9][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}'),
  date('%Y/%m/%d', '[1-9][0-9]{3}/[0-9]{1,2}/[0-9]{1,2}'),
  date('%Y-%m', '(1[5-9]|2[01])[0-9]{2}-[0-9]{1,2}'),
  date('%d.%m.%Y', '[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}'),
  { ...date('%m/%d/%Y', '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}'), note: 'dates such as 01/02/2003 were read as month/day/year' },
  date('%d/%m/%Y', '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}'),
  date('%b %d %Y', '[A-Za-z]{3} [0-9]{1,2} [0-9]{4}'),
  date('%B %d, %Y', '[A-Za-z]+ [0-9]{1,2}, [0-9]{4}'),
  {
    type: 'timestamp',
    shape: '[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}.*',
    also: (text) => `TRY_CAST(${withSeconds(text)} AS TIMESTAMPTZ) IS NOT NULL`,
    converts: (text) => `(TRY_CAST(${withSeconds(text)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`,
  },
  {
    type: 'timestamp',
    shape: '[1-9][0-9]{3}/[0-9]{2}/[0-9]{2} [0-9]{1,2}:[0-9]{2}',
    also: (text) => `try_strptime(${text}, '%Y/%m/%d %H:%M') IS NOT NULL`,
    converts: (text) => `try_strptime(${text}, '%Y/%m/%d %H:%M')`,
  },
  { type: 'number', shape: DURATION, together: (name, values) => isDurations(name, values) && isClockMinutes(name), converts: (text) => secondsSql(text, 'h:m'), unit: 's', note: 'durations such as 38:30 were read as hours:minutes; they are seconds here' },
  { type: 'number', shape: DURATION, together: isDurations, converts: (text) => secondsSql(text, 'm:s'), unit: 's', note: 'durations such as 1:23:45 or 58:07 were read as hours:minutes:seconds and minutes:seconds; they are seconds here' },
  { type: 'number', shape: PATTERN.grouped, converts: (text) => `TRY_CAST(replace(${text}, ',', '') AS DOUBLE)`, note: 'commas were read as thousands separators' },
  { type: 'number', shape: PATTERN.comma, converts: (text) => `TRY_CAST(replace(${text}, ',', '.') AS DOUBLE)`, note: 'commas were read as decimal signs' },
];

const SHAPES = READINGS.map((reading) => new RegExp(`^(?:${reading.shape})$`));

const accepts = (reading: Reading, text: string): string => `(${full(text, reading.shape)}${reading.also === undefined ? '' : ` AND ${reading.also(text)}`})`;

export interface TypedColumn {
  name: string;
  type: ColumnType;
  /** Unit that the values themselves carry, such as `%`. */
  unit: string | null;
  /** SQL over the column of text. */
  sql: string;
  note: string | null;
}

/**
 * Reads the type of each column off its text: the first reading that takes every value wins, else it stays text. Leading zeros
 * (`00501`, `0431-1`) and integers beyond 64 bits stay text, so that no digit is lost, and so do the columns `texts`, of which more is known than their values say.
 */
export async function inferTypes(database: TableDatabase, table: string, names: readonly string[], missing: readonly string[], texts: ReadonlySet<string> = new Set()): Promise<TypedColumn[]> {
  const columns: TypedColumn[] = [];
  for (let at = 0; at < names.length; at += 50) {
    columns.push(...(await inferSome(database, table, names.slice(at, at + 50), missing, texts)));
  }
  return columns;
}

async function inferSome(database: TableDatabase, table: string, names: readonly string[], missing: readonly string[], texts: ReadonlySet<string>): Promise<TypedColumn[]> {
  const possible = (await possibleReadings(database, table, names, missing)).map((readings, at) => (texts.has(names[at] ?? '') ? [] : readings));
  const whole = await refusals(database, table, names, possible, missing);
  return names.map((name, at) => {
    const stats = whole[at];
    const readings = (possible[at] ?? []).filter((index) => stats?.refused.get(index) === 0 && stats.filled > 0);
    const reading = readings[0] === undefined ? undefined : READINGS[readings[0]];
    const text = `trim(${identifier(name)})`;
    const given = missing.length === 0 ? '' : ` OR ${text} IN (${list(missing.map(literal))})`;
    if (reading === undefined) {
      return { name, type: 'text', unit: null, sql: `CASE WHEN ${text} = ''${given} THEN NULL ELSE ${identifier(name)} END`, note: null };
    }
    const ambiguous = reading.note !== undefined && (reading.type !== 'date' || readings.length > 1);
    return {
      name,
      type: reading.type,
      unit: reading.unit ?? null,
      sql: `CASE WHEN ${isMissing(text, missing)} THEN NULL ELSE ${reading.converts(text)} END`,
      note: ambiguous ? `In column "${name}" ${reading.note}.` : null,
    };
  });
}

function isMissing(text: string, missing: readonly string[]): string {
  return `(${text} = '' OR lower(${text}) IN (${list([...MISSING, ...missing.map((word) => word.toLowerCase())].map(literal))}) OR ${full(text, '[*]+')})`;
}

/** The readings whose shape fits every value of the first rows. Most columns are left with one, so that the whole table is asked little. */
async function possibleReadings(database: TableDatabase, table: string, names: readonly string[], missing: readonly string[]): Promise<number[][]> {
  const rows = await database.rows(`SELECT ${list(names.map((name) => `left(trim(${identifier(name)}), 200)`))} FROM ${table} LIMIT ${SAMPLE_ROWS}`);
  const none = new Set(['', ...MISSING, ...missing.map((word) => word.toLowerCase())]);
  return names.map((name, column) => {
    const values = [...new Set(rows.map((row) => row[column]).filter((value): value is string => typeof value === 'string' && !none.has(value.toLowerCase()) && !/^\*+$/.test(value)))];
    return READINGS.flatMap((reading, index) => (values.every((value) => SHAPES[index]?.test(value) === true) && reading.together?.(name, values) !== false ? [index] : []));
  });
}

async function refusals(
  database: TableDatabase,
  from: string,
  names: readonly string[],
  readings: readonly (readonly number[])[],
  missing: readonly string[],
): Promise<{ filled: number; refused: Map<number, number> }[]> {
  const parts = names.flatMap((name, at) => {
    const text = `trim(${identifier(name)})`;
    const filled = `${identifier(name)} IS NOT NULL AND NOT ${isMissing(text, missing)}`;
    return [`count(*) FILTER (WHERE ${filled})`, ...(readings[at] ?? []).map((index) => `count(*) FILTER (WHERE ${filled} AND NOT ${READINGS[index] === undefined ? 'FALSE' : accepts(READINGS[index], text)})`)];
  });
  const [counts = []] = await database.rows(`SELECT ${list(parts)} FROM ${from}`);
  let at = 0;
  return names.map((_, column) => {
    const filled = Number(counts[at++] ?? 0);
    const refused = new Map((readings[column] ?? []).map((index) => [index, Number(counts[at++] ?? 0)] as const));
    return { filled, refused };
  });
}
