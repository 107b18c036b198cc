import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { termParameter, textParameter } from '../parameters.ts';
import { identifier, literal } from '../sql.ts';
import { artifactName, columnOf, columnTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';
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
    const of = `trim(CAST(${identifier(units.name)} AS VARCHAR))`;
    const found = (await database.rows(`SELECT DISTINCT ${of} FROM ${view} WHERE ${of} <> '' ORDER BY 1 LIMIT ${MOST_UNITS + 1}`)).map(([text]) => String(text));
    if (found.length > MOST_UNITS) throw new PlanwrightError('Tool.Invalid', `Cannot convert "${measure.name}": column "${units.name}" has more than ${MOST_UNITS} different texts, expected units. Name the column that holds the unit of each row.`);
    const cases = found.map((text) => {
      const { factor, offset } = convertUnit(text, unit);
      return `WHEN ${literal(text)} THEN CAST(${identifier(measure.name)} AS DOUBLE) * CAST('${factor}' AS DOUBLE) + CAST('${offset}' AS DOUBLE)`;
    });
    const [[without] = [0]] = await database.rows(`SELECT count(*) FROM ${view} WHERE ${identifier(measure.name)} IS NOT NULL AND coalesce(${of}, '') = ''`);
    const made: FacetValue = { fn: 'in', args: [term, units.name, unit] };
    const name = measureColumn(made);
    const printed = printUnit(toUcum(unit) ?? unit) ?? unit;
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, ${cases.length === 0 ? 'CAST(NULL AS DOUBLE)' : `CASE ${of} ${cases.join(' ')} END`} AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'converted'),
      title: `${artifact.title}, ${columnTitle(measure)} in ${printed}`,
      columns: [...columns, { ...measure, name, type: 'number', title: columnTitle(measure), unit: printed }],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes: Number(without) > 0 ? [`${Number(without)} rows name no unit of ${columnTitle(measure)} and have no value in ${printed}.`] : [],
      history: `Converted ${measure.name} of each row from the unit in ${units.name} (${found.slice(0, 10).join(', ')}) to ${printed}.`,
    });
  });
