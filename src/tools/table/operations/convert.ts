import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import type { TableDatabase } from '../open-database.ts';
import { parameter, refuse, termParameter, textParameter } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { type InputTable, artifactName, columnTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';
import { eachInUnit, unitColumns } from './convert-each.ts';
import { convertUnit, printUnit, toUcum } from '../units.ts';

/**
 * table.convert: the measure in another unit, as one more column; factors and offsets are those of UCUM. Where its column states no unit, and one other column holds nothing but units
 * of this kind, each row is converted from the unit that it names.
 */
export const convert: ToolRun = (request, context) =>
  withTables(request, context, 'table.convert', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const term = termParameter(request, 'table.convert', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'table.convert');
    const unit = textParameter(request, 'table.convert', 'unit');
    const stated = parameter(request, 'from');
    const from = measure.unit ?? (typeof stated === 'string' ? stated : null);
    const { sql, notes, history } = from === null ? await byEachRow(database, table, measure, unit) : byOne(measure, from, unit);
    const made: FacetValue = { fn: 'in', args: [term, unit] };
    const name = measureColumn(made);
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, ${sql} AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'converted'),
      title: `${artifact.title}, ${columnTitle(measure)} in ${printed(unit)}`,
      columns: [...columns, { ...measure, name, type: 'number', title: columnTitle(measure), unit: printed(unit) }],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes,
      history,
    });
  });

interface Converted {
  sql: string;
  notes: string[];
  history: string;
}

function byOne(measure: Column, from: string, unit: string): Converted {
  const { factor, offset } = convertUnit(from, unit);
  return {
    sql: `CAST(${identifier(measure.name)} AS DOUBLE) * CAST('${factor}' AS DOUBLE) + CAST('${offset}' AS DOUBLE)`,
    notes: measure.unit === null ? [`${columnTitle(measure)} is taken to be in ${from}, as the step says; its column states no unit.`] : [],
    history: `Converted ${measure.name} from ${from} to ${printed(unit)} (times ${factor}${offset === 0 ? '' : `, plus ${offset}`}).`,
  };
}

/** Where the column states no unit and one other column is nothing but units of this kind, that column says the unit of each row. */
async function byEachRow(database: TableDatabase, table: InputTable, measure: Column, unit: string): Promise<Converted> {
  const [units, second] = await unitColumns(database, table, unit);
  if (units === undefined) return refuse('table.convert', 'from', `the unit of "${measure.name}", whose column states none`, undefined);
  if (second !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot convert "${measure.name}": its column states no unit, and both "${units.name}" and "${second.name}" hold units. Say which: in(${measure.name}, ${units.name}, ${unit}).`);
  const { sql, found, without } = await eachInUnit(database, table, measure, units, unit);
  return {
    sql,
    notes: [`${columnTitle(measure)} of each row is in the unit that its ${columnTitle(units)} names (${found.slice(0, 10).join(', ')}).`, ...(without > 0 ? [`${without} rows name no unit of ${columnTitle(measure)} and have no value in ${printed(unit)}.`] : [])],
    history: `Converted ${measure.name} of each row from the unit in ${units.name} (${found.slice(0, 10).join(', ')}) to ${printed(unit)}.`,
  };
}

function printed(unit: string): string {
  return printUnit(toUcum(unit) ?? unit) ?? unit;
}
