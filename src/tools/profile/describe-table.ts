import type { ColumnProfile } from '../../schemas/goal.ts';
import type { Dataset, FacetValue } from '../../schemas/operation.ts';
import type { SourceTable } from '../table/read/read-source.ts';
import { identifier } from '../table/sql.ts';
import { columnStats } from './column-stats.ts';
import { assignRoles } from './roles.ts';
import { guessAggregation, unitOfName } from './units.ts';

export type DeclaredColumn = NonNullable<Dataset['columns']>[number] & { meaning?: string | null | undefined };

export interface Description {
  columns: ColumnProfile[];
  /** keys, time, measures, position and coverage of the shared vocabulary. */
  facets: { [name: string]: FacetValue };
}

/** Columns with their roles and units, and the facets of a table, from its values, its names and what is declared about it. */
export async function describeTable(source: SourceTable, declared: readonly DeclaredColumn[]): Promise<Description> {
  const byName = new Map(declared.map((column) => [column.name, column]));
  const stats = await columnStats(source.database, source.columns);
  const roles = await assignRoles(source.database, stats, new Map(declared.flatMap((column) => (column.role === undefined ? [] : [[column.name, column.role]]))));
  const columns = stats.map((column): ColumnProfile => {
    const role = roles.role.get(column.name) ?? 'text';
    const given = byName.get(column.name);
    const numeric = column.type === 'integer' || column.type === 'number';
    const unit = given?.unit ?? column.unit ?? (numeric && role === 'measure' ? unitOfName(column.name) : null);
    const aggregation = given?.aggregation;
    return {
      name: column.name,
      type: column.type,
      role,
      unit,
      aggregation: role !== 'measure' ? null : aggregation === 'sum' || aggregation === 'mean' || aggregation === 'none' ? aggregation : guessAggregation(column.name, unit),
      meaning: given?.meaning ?? null,
      distinct: column.distinct,
      missing: column.missing,
      minimum: column.minimum,
      maximum: column.maximum,
      ...(column.sketch !== null && { sketch: { unique: column.missing === 0 && column.distinct === column.rows, hashes: column.sketch } }),
    };
  });
  const time = columns.find((column) => column.name === roles.time);
  const has = (role: string): boolean => columns.some((column) => column.role === role);
  const facets: { [name: string]: FacetValue } = {
    keys: roles.keys,
    time: time?.name ?? 'none',
    measures: columns.filter((column) => column.role === 'measure').map((column) => column.name).sort(),
    columns: columns.filter((column) => column.role === 'dimension' || column.role === 'identifier').map((column) => column.name).sort().slice(0, MOST_COLUMNS),
    position: has('latitude') && has('longitude') ? 'latlon' : 'none',
  };
  if (roles.dated) facets['grain'] = 'keys';
  if (time !== undefined && time.minimum !== null && time.maximum !== null) {
    const length = time.type === 'date' ? await datePrecision(source, time.name) : 10;
    facets['coverage'] = `${String(time.minimum).slice(0, length)}/${String(time.maximum).slice(0, length)}`;
  }
  return { columns, facets };
}

/** Columns that could name rows, as many as a type says. */
const MOST_COLUMNS = 100;

/** Characters of an ISO date that matter: dates that are all the first of January are years, all the first of a month are months. */
async function datePrecision(source: SourceTable, time: string): Promise<4 | 7 | 10> {
  const name = identifier(time);
  const [[days, months] = []] = await source.database.rows(`SELECT max(day(${name})), max(month(${name})) FROM typed`);
  return Number(days) > 1 ? 10 : Number(months) > 1 ? 7 : 4;
}
