import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { isFacetValue, parameter, refuse, textParameter } from '../parameters.ts';
import { identifier, list, literal } from '../sql.ts';
import { artifactName, columnTitle, numberColumnOf, unique, withTables, writeTable } from '../table-io.ts';

/** table.together: several measures as one, each row once per measure; the column `as` names the measure. What was no measure stays beside it. */
export const together: ToolRun = (request, context) =>
  withTables(request, context, 'table.together', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const terms = parameter(request, 'measures');
    if (!Array.isArray(terms) || terms.length < 2 || !terms.every(isFacetValue)) return refuse('table.together', 'measures', 'a list of at least two measures', terms);
    const as = textParameter(request, 'table.together', 'as');
    const measures = terms.map((term) => numberColumnOf(table, measureColumn(term), 'table.together'));
    const made: FacetValue = { fn: 'together', args: [terms, as] };
    if (columns.some((column) => column.name === as)) return refuse('table.together', 'as', 'a name that no column has', as);
    const name = measureColumn(made);
    const kept = columns.filter((column) => column.role !== 'measure' && !measures.some((one) => one.name === column.name));
    const units = unique(measures.map((measure) => measure.unit));
    const titles = measures.map((measure) => `${columnTitle(measure)}${units.length > 1 && measure.unit !== null ? ` (${measure.unit})` : ''}`);
    const series: Column = { name: as, type: 'text', role: 'dimension', unit: null, title: 'Series' };
    const value: Column = { name, type: 'number', role: 'measure', unit: units.length === 1 ? (units[0] ?? null) : null, title: titles.length > 3 ? 'Value' : titles.join(', '), aggregation: 'none' };
    const keys = Array.isArray(artifact.facets['keys']) ? artifact.facets['keys'].map(String) : [];
    const parts = measures.map((measure, at) => `SELECT ${list([...kept.map((column) => identifier(column.name)), `${literal(titles[at] ?? measure.name)} AS ${identifier(as)}`, `CAST(${identifier(measure.name)} AS DOUBLE) AS ${identifier(name)}`])} FROM ${view}`);
    return writeTable(database, context, [artifact], {
      sql: parts.join(' UNION ALL BY NAME '),
      name: artifactName(artifact.name, 'together'),
      title: `${artifact.title}, ${titles.join(' and ')}`,
      columns: [...kept, series, value],
      facets: { ...artifact.facets, keys: [...new Set([...keys, as])].toSorted((a, b) => (a < b ? -1 : 1)), measures: [made] },
      notes: units.length > 1 ? [`The measures are in different units: ${titles.join(', ')}.`] : [],
      history: `Put ${measures.map((measure) => measure.name).join(', ')} below each other.`,
    });
  });
