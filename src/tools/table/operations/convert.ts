import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { parameter, refuse, termParameter, textParameter } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { artifactName, columnTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';
import { convertUnit, printUnit, toUcum } from '../units.ts';

/** table.convert: the measure in another unit, as one more column; factors and offsets are those of UCUM. */
export const convert: ToolRun = (request, context) =>
  withTables(request, context, 'table.convert', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const term = termParameter(request, 'table.convert', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'table.convert');
    const unit = textParameter(request, 'table.convert', 'unit');
    const stated = parameter(request, 'from');
    const from = measure.unit ?? (typeof stated === 'string' ? stated : refuse('table.convert', 'from', `the unit of "${measure.name}", whose column states none`, stated));
    const { factor, offset } = convertUnit(from, unit);
    const made: FacetValue = { fn: 'in', args: [term, unit] };
    const name = measureColumn(made);
    const printed = printUnit(toUcum(unit) ?? unit) ?? unit;
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, CAST(${identifier(measure.name)} AS DOUBLE) * CAST('${factor}' AS DOUBLE) + CAST('${offset}' AS DOUBLE) AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'converted'),
      title: `${artifact.title}, ${columnTitle(measure)} in ${printed}`,
      columns: [...columns, { ...measure, name, type: 'number', title: columnTitle(measure), unit: printed }],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes: measure.unit === null ? [`${columnTitle(measure)} is taken to be in ${from}, as the step says; its column states no unit.`] : [],
      history: `Converted ${measure.name} from ${from} to ${printed} (times ${factor}${offset === 0 ? '' : `, plus ${offset}`}).`,
    });
  });
