import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import type { TableDatabase } from '../open-database.ts';
import { termParameter, textParameter } from '../parameters.ts';
import { identifier, literal } from '../sql.ts';
import { type InputTable, artifactName, columnOf, columnTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';
import { convertUnit, printUnit, toUcum } from '../units.ts';

/** More units than that in one column are no units. */
const MOST_UNITS = 100;

/** table.convert_each: the measure in one unit, where each row names the unit of its value in another column. Rows without a unit have no value. */
export const convertEach: ToolRun = (request, context) =>
  withTables(request, context, 'table.convert_each', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const term = termParameter(request, 'table.convert_each', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'table.convert_each');
    const units = columnOf(table, textParameter(request, 'table.convert_each', 'unit_column'), 'table.convert_each');
    const unit = textParameter(request, 'table.convert_each', 'unit');
    const { sql, found, without } = await eachInUnit(database, table, measure, units, unit);
    const made: FacetValue = { fn: 'in', args: [term, units.name, unit] };
    const name = measureColumn(made);
    const printed = printUnit(toUcum(unit) ?? unit) ?? unit;
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, ${sql} AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'converted'),
      title: `${artifact.title}, ${columnTitle(measure)} in ${printed}`,
      columns: [...columns, { ...measure, name, type: 'number', title: columnTitle(measure), unit: printed }],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes: without > 0 ? [`${without} rows name no unit of ${columnTitle(measure)} and have no value in ${printed}.`] : [],
      history: `Converted ${measure.name} of each row from the unit in ${units.name} (${found.slice(0, 10).join(', ')}) to ${printed}.`,
    });
  });

/** The value of each row in one unit, as SQL, with the units that there are and how many values have none. Errors: `Tool.Invalid` for a column of something else. */
export async function eachInUnit(database: TableDatabase, { view }: InputTable, measure: Column, units: Column, unit: string): Promise<{ sql: string; found: string[]; without: number }> {
  const of = `trim(CAST(${identifier(units.name)} AS VARCHAR))`;
  const found = await unitsIn(database, view, units);
  if (found.length > MOST_UNITS) throw new PlanwrightError('Tool.Invalid', `Cannot convert "${measure.name}": column "${units.name}" has more than ${MOST_UNITS} different texts, expected units. Name the column that holds the unit of each row.`);
  const cases = found.map((text) => {
    const { factor, offset } = convertUnit(text, unit);
    return `WHEN ${literal(text)} THEN CAST(${identifier(measure.name)} AS DOUBLE) * CAST('${factor}' AS DOUBLE) + CAST('${offset}' AS DOUBLE)`;
  });
  const [[without] = [0]] = await database.rows(`SELECT count(*) FROM ${view} WHERE ${identifier(measure.name)} IS NOT NULL AND coalesce(${of}, '') = ''`);
  return { sql: cases.length === 0 ? 'CAST(NULL AS DOUBLE)' : `CASE ${of} ${cases.join(' ')} END`, found, without: Number(without) };
}

/** The columns whose texts are all units of the kind that is asked for: at least two of them, or one where the column is called after units. */
export async function unitColumns(database: TableDatabase, { view, columns }: InputTable, unit: string): Promise<Column[]> {
  const found: Column[] = [];
  for (const column of columns.filter((one) => one.type === 'text')) {
    const units = await unitsIn(database, view, column);
    if (units.length < (UNIT_NAME.test(column.name) ? 1 : 2) || units.length > MOST_UNITS) continue;
    if (units.every((text) => converts(text, unit))) found.push(column);
  }
  return found;
}

const UNIT_NAME = /unit|uom|einheit/i;

function converts(from: string, to: string): boolean {
  try {
    convertUnit(from, to);
    return true;
  } catch {
    return false;
  }
}

async function unitsIn(database: TableDatabase, view: string, { name }: Column): Promise<string[]> {
  const of = `trim(CAST(${identifier(name)} AS VARCHAR))`;
  return (await database.rows(`SELECT DISTINCT ${of} FROM ${view} WHERE ${of} <> '' ORDER BY 1 LIMIT ${MOST_UNITS + 1}`)).map(([text]) => String(text));
}
