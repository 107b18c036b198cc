import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { namesParameter, refuse, termParameter } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, columnTitle, lowerTitle, numberColumnOf, unique, withTables, writeTable } from '../table-io.ts';

/** Seconds of a mean Gregorian year. */
const YEAR = 31_556_952;

/**
 * table.slopes: the slope of the straight line (least squares) of one measure over another or over time, per group. Over dates and times it is per year. A group without two different
 * values of the second has none.
 */
export const slopes: ToolRun = (request, context) =>
  withTables(request, context, 'table.slopes', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const by = unique(namesParameter(request, 'table.slopes', 'by')).map((name) => columnOf(table, name, 'table.slopes')).sort((a, b) => (a.name < b.name ? -1 : 1));
    const [term, over] = [termParameter(request, 'table.slopes', 'measure'), termParameter(request, 'table.slopes', 'over')];
    const measure = numberColumnOf(table, measureColumn(term), 'table.slopes');
    const position = columnOf(table, measureColumn(over), 'table.slopes');
    const dated = position.type === 'date' || position.type === 'timestamp';
    if (!dated && position.type !== 'integer' && position.type !== 'number') return refuse('table.slopes', 'over', `a column of numbers, dates or times ("${position.name}" holds ${position.type})`, position.name);
    const made: FacetValue = { fn: 'slope', args: [term, over] };
    const name = measureColumn(made);
    const x = dated ? `epoch(CAST(${identifier(position.name)} AS TIMESTAMP)) / ${YEAR}` : `CAST(${identifier(position.name)} AS DOUBLE)`;
    const y = `CAST(${identifier(measure.name)} AS DOUBLE)`;
    const value = `CASE WHEN count(DISTINCT CASE WHEN ${y} IS NOT NULL THEN ${x} END) > 1 THEN regr_slope(${y}, ${x}) END`;
    const names = by.map((column) => identifier(column.name));
    const [[without, missing] = []] = await database.rows(`SELECT count(*) FILTER (WHERE s IS NULL), (SELECT count(*) FROM ${view} WHERE ${y} IS NULL OR ${x} IS NULL) FROM (SELECT ${value} AS s FROM ${view}${names.length === 0 ? '' : ` GROUP BY ${list(names)}`})`);
    const per = dated || position.role === 'time' ? 'year' : position.unit;
    const words = `${columnTitle(measure)} ${dated ? 'per year' : `per ${lowerTitle(columnTitle(position))}`}`;
    const { time: _, interval: __, ...facets } = artifact.facets;
    return writeTable(database, context, [artifact], {
      sql: `SELECT ${list([...names, `${value} AS ${identifier(name)}`])} FROM ${view}${names.length === 0 ? '' : ` GROUP BY ${list(names)} ORDER BY ${list(names.map((one) => `${one} NULLS LAST`))}`}`,
      name: artifactName(artifact.name, 'slopes'),
      title: `Slope of ${lowerTitle(words)}${by.length === 0 ? '' : ` by ${by.map((column) => lowerTitle(columnTitle(column))).join(' and ')}`}`,
      columns: [...by, { name, type: 'number', role: 'measure', unit: per === null || per === undefined ? null : `${measure.unit ?? '1'}/${per}`, title: `Slope of ${lowerTitle(words)}`, aggregation: 'none' }],
      facets: { ...facets, keys: by.map((column) => column.name), time: 'none', measures: [made], values: 'derived', position: 'none' },
      notes: [...(Number(without) > 0 ? [`${Number(without)} groups have no slope: they have values at fewer than two different places.`] : []), ...(Number(missing) > 0 ? [`${Number(missing)} rows lack one of the two and do not count.`] : [])],
      history: `Fitted a straight line of ${measure.name} over ${position.name}${by.length === 0 ? '' : ` for each ${by.map((column) => column.name).join(', ')}`} by least squares.`,
    });
  });
