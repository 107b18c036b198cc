import type { ColumnProfile } from '../../schemas/goal.ts';
import type { TableDatabase } from '../table/open-database.ts';
import { identifier } from '../table/sql.ts';
import { type ColumnStats, dependsOn, makesUnique } from './column-stats.ts';

export type Role = ColumnProfile['role'];

export interface Roles {
  role: Map<string, Role>;
  /** The one column that orders the table in time, if any. */
  time: string | null;
  /** The smallest set of columns that, with time, tells rows apart. */
  keys: string[];
  /** Whether the keys alone tell rows apart, so that time only says something of each. */
  dated: boolean;
}

const TIME_NAME = /^(year|years|yr|jahr|année|annee|año|ano|anno|date|datum|fecha|data|day|month|time|timestamp|datetime|period)$|(^|[_\s])(year|date|time|timestamp)$/iu;
const ID_NAME = /(^|[_\s])(id|ids|uuid|guid|key|code|iata|isbn|sku|url|uri|zip|zipcode|postcode|fips)$|Id$/u;
const CLASS_NAME = /(^|[_\s])(class|cluster|group|category|cat|level|type|kind|sex|gender|age|month|week|weekday|day|hour|quarter|decile|quintile|bin|season|state|region)($|[_\s])/i;

/**
 * What each column is for. What a person or pack declared wins; then names and values together, where values alone suffice: whole
 * numbers between 1500 and 2200 in even steps that tell rows of a group apart are years, whatever the column is called.
 */
export async function assignRoles(database: TableDatabase, columns: readonly ColumnStats[], declared: ReadonlyMap<string, string>): Promise<Roles> {
  const role = new Map<string, Role>();
  for (const column of columns) {
    const given = declared.get(column.name);
    role.set(column.name, isRole(given) ? given : firstRole(column));
  }
  assignPosition(columns, role, declared);
  const time = await findTime(database, columns, role, declared);
  for (const column of columns) {
    if (role.get(column.name) === 'time' && column.name !== time) role.set(column.name, 'text');
  }
  if (time !== null) {
    role.set(time, 'time');
    // A second column of years is no amount either.
    for (const column of columns) if (column.name !== time && role.get(column.name) === 'measure' && !declared.has(column.name) && couldBeYears(column) && TIME_NAME.test(column.name)) role.set(column.name, 'text');
  }
  await findClasses(database, columns, role, time, declared);
  const name = time === null ? null : await findName(database, columns, role, time);
  const keys = name === null ? await findKeys(database, columns, role, time) : [name];
  return { role, time, keys, dated: time !== null && keys.length > 0 && (await makesUnique(database, keys, columns[0]?.rows ?? 0)) };
}

function isRole(value: string | undefined): value is Role {
  return value !== undefined && ['dimension', 'time', 'measure', 'latitude', 'longitude', 'identifier', 'text'].includes(value);
}

function firstRole(column: ColumnStats): Role {
  const unique = column.rows > 1 && column.missing === 0 && column.distinct === column.rows;
  if (column.type === 'boolean') return 'dimension';
  if (column.type === 'date' || column.type === 'timestamp') return 'time';
  if (column.type === 'text') {
    if (column.distinct === 0) return 'text';
    if (unique && ID_NAME.test(column.name)) return 'identifier';
    return column.length > 60 ? 'text' : 'dimension';
  }
  if (column.type === 'integer' && unique) {
    const serial = (column.minimum === 0 || column.minimum === 1) && Number(column.maximum) - Number(column.minimum) === column.rows - 1;
    if (ID_NAME.test(column.name) || (serial && column.rows > 2)) return 'identifier';
  }
  if (column.type === 'integer' && ID_NAME.test(column.name)) return 'dimension';
  return 'measure';
}

function assignPosition(columns: readonly ColumnStats[], role: Map<string, Role>, declared: ReadonlyMap<string, string>): void {
  const find = (pattern: RegExp, low: number, high: number): ColumnStats | undefined =>
    columns.find((column) => pattern.test(column.name) && (column.type === 'number' || column.type === 'integer') && Number(column.minimum) >= low && Number(column.maximum) <= high && column.distinct > 0);
  const latitude = find(/^(lat|latitude|y_?lat|breite|latitud)$|(^|[_\s])lat(itude)?($|[_\s])/iu, -90, 90);
  const longitude = find(/^(lon|lng|long|longitude|länge|longitud)$|(^|[_\s])(lon|lng|long|longitude)($|[_\s])/iu, -180, 360);
  if (latitude === undefined || longitude === undefined) return;
  if (!declared.has(latitude.name)) role.set(latitude.name, 'latitude');
  if (!declared.has(longitude.name)) role.set(longitude.name, 'longitude');
}

async function findTime(database: TableDatabase, columns: readonly ColumnStats[], role: Map<string, Role>, declared: ReadonlyMap<string, string>): Promise<string | null> {
  const given = columns.find((column) => declared.get(column.name) === 'time');
  if (given !== undefined) return given.name;
  const free = columns.filter((column) => !declared.has(column.name));
  const dates = free.filter((column) => column.type === 'date' || column.type === 'timestamp');
  const years = free.filter((column) => couldBeYears(column) && role.get(column.name) !== 'identifier');
  const named = [...dates, ...years].find((column) => TIME_NAME.test(column.name));
  if (named !== undefined) return named.name;
  if (dates[0] !== undefined) return dates[0].name;
  const groups = columns.filter((column) => role.get(column.name) === 'dimension' && column.distinct > 1).map((column) => column.name).slice(0, 8);
  for (const column of years.filter(evenSteps)) {
    // Alone, years must follow each other; in groups they must come again in every group. Amounts do neither.
    if (column.distinct === column.rows && column.rows >= 5 && density(column) >= 0.9) return column.name;
    if (column.distinct * 2 > column.rows) continue;
    for (const group of groups) if (await makesUnique(database, [group, column.name], column.rows)) return column.name;
    if (groups.length > 1 && (await makesUnique(database, [...groups, column.name], column.rows)) && !(await makesUnique(database, groups, column.rows))) return column.name;
  }
  return null;
}

function couldBeYears(column: ColumnStats): boolean {
  return column.type === 'integer' && column.distinct > 1 && Number(column.minimum) >= 1500 && Number(column.maximum) <= 2200;
}

function evenSteps(column: ColumnStats): boolean {
  return density(column) >= 0.5;
}

/** Which share of the steps between smallest and largest value, each as long as the smallest gap, is there. */
function density(column: ColumnStats): number {
  const gap = column.gap ?? 0;
  return gap > 0 ? (column.distinct * gap) / (Number(column.maximum) - Number(column.minimum) + gap) : 0;
}

/** Whole numbers with few values are classes, not measures, where they are fixed for a group or needed to tell rows apart. */
async function findClasses(database: TableDatabase, columns: readonly ColumnStats[], role: Map<string, Role>, time: string | null, declared: ReadonlyMap<string, string>): Promise<void> {
  const rows = columns[0]?.rows ?? 0;
  const dimensions = (): string[] => columns.filter((column) => role.get(column.name) === 'dimension').map((column) => column.name);
  const few = columns.filter(
    (column) => role.get(column.name) === 'measure' && !declared.has(column.name) && column.type === 'integer' && column.missing === 0 &&
      column.distinct > 1 && column.distinct <= 50 && column.distinct * 4 <= rows && evenSteps(column) && Number(column.minimum) >= 0,
  );
  const groups = columns.filter((column) => role.get(column.name) === 'dimension' && column.distinct * 2 <= rows && column.type === 'text').map((column) => column.name);
  for (const column of few) {
    if (CLASS_NAME.test(column.name)) role.set(column.name, 'dimension');
    else for (const group of groups.slice(0, 4)) if (await dependsOn(database, column.name, group)) role.set(column.name, 'dimension');
  }
  const withTime = (names: string[]): string[] => (time === null ? names : [...names, time]);
  if (await makesUnique(database, withTime(dimensions()), rows)) return;
  const rest = few.filter((column) => role.get(column.name) === 'measure');
  if (rest.length > 0 && rest.length < 6 && (await makesUnique(database, withTime([...dimensions(), ...rest.map((column) => column.name)]), rows))) {
    for (const column of rest) {
      role.set(column.name, 'dimension');
      if (await makesUnique(database, withTime(dimensions()), rows)) return;
    }
  }
}

/** Rows that one column of text names, each at a date of its own time, are things with a date (stations and when they were opened), not a series: the steps between dates are uneven. */
async function findName(database: TableDatabase, columns: readonly ColumnStats[], role: ReadonlyMap<string, Role>, time: string): Promise<string | null> {
  const dates = columns.find((column) => column.name === time);
  if (dates === undefined || dates.rows < 3 || (dates.type !== 'date' && dates.type !== 'integer')) return null;
  const name = columns.find((column) => column.type === 'text' && column.missing === 0 && column.distinct === column.rows && ['dimension', 'identifier'].includes(role.get(column.name) ?? ''));
  if (name === undefined) return null;
  const at = identifier(time);
  const days = dates.type === 'date' ? `date_diff('day', DATE '1970-01-01', ${at})` : at;
  const [[shortest, span, steps] = []] = await database.rows(`SELECT min(d), sum(d), count(d) FROM (SELECT v - lag(v) OVER (ORDER BY v) AS d FROM (SELECT DISTINCT ${days} AS v FROM typed WHERE ${at} IS NOT NULL))`);
  return Number(steps) > 0 && Number(span) >= 2 * Number(shortest) * Number(steps) ? name.name : null;
}

async function findKeys(database: TableDatabase, columns: readonly ColumnStats[], role: ReadonlyMap<string, Role>, time: string | null): Promise<string[]> {
  const rows = columns[0]?.rows ?? 0;
  const dimensions = columns.filter((column) => role.get(column.name) === 'dimension' && column.distinct > 1);
  const unique = (names: string[]): Promise<boolean> => makesUnique(database, time === null ? names : [...names, time], rows);
  // Times to the second tell events apart by accident: such a table is keyed by what names the events.
  const events = columns.find((column) => column.name === time)?.type === 'timestamp';
  const names = [...dimensions].sort((a, b) => Number(a.missing > 0) - Number(b.missing > 0) || (events ? b.distinct - a.distinct : 0)).slice(0, 12).map((column) => column.name);
  if (!(events && names.length > 0) && (await unique([]))) return [];
  for (const one of names) if (await unique([one])) return [one];
  for (let a = 0; a < names.length; a += 1) {
    for (let b = a + 1; b < names.length; b += 1) if (await unique([names[a] ?? '', names[b] ?? ''])) return [names[a] ?? '', names[b] ?? ''].sort();
  }
  if (await unique(names)) {
    let kept = names;
    for (const name of [...names].reverse()) {
      const fewer = kept.filter((other) => other !== name);
      if (await unique(fewer)) kept = fewer;
    }
    return kept.sort();
  }
  const identifier = columns.find((column) => role.get(column.name) === 'identifier');
  return identifier === undefined ? dimensions.map((column) => column.name).sort() : [identifier.name];
}
