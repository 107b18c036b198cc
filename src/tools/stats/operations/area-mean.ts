import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { termParameter } from '../../table/parameters.ts';
import { readCells } from '../../table/read-rows.ts';
import { identifier } from '../../table/sql.ts';
import { columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { countValues, numberSql, valueMaker } from '../read-values.ts';
import { writeSummary } from '../write-summary.ts';

/**
 * stats.area_mean: mean of a measure over places on a regular grid of latitude and longitude, each weighted by the cosine of its latitude, which cells of equal angles
 * are proportional to in area.
 */
export const areaMean: ToolRun = (request, context) =>
  withTables(request, context, 'stats.area_mean', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.area_mean', 'measure');
    const column = numberColumnOf(table, measureColumn(term), 'stats.area_mean');
    const latitude = table.columns.find((one) => one.role === 'latitude');
    if (latitude === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot weight "${column.name}" by area: the table "${table.artifact.title}" has no column of latitudes. Use stats.statistic.`);
    const [value, at] = [numberSql(column.name), numberSql(latitude.name)];
    const weight = `greatest(cos(radians(${at})), 0)`;
    const present = `${value} IS NOT NULL AND ${at} BETWEEN -90 AND 90`;
    const { rows: [row = []] } = await readCells(
      database,
      `SELECT sum(${value} * ${weight}) FILTER (WHERE ${present}) / nullif(sum(${weight}) FILTER (WHERE ${present}), 0) AS v, avg(${value}) AS plain, ` +
        `100.0 * sum(${weight}) FILTER (WHERE ${present}) / nullif(sum(${weight}), 0) AS covered, count(*) FILTER (WHERE ${present}) AS n, count(*) AS pw_all, min(${value}) AS least, max(${value}) AS most, min(${at}) AS south, max(${at}) AS north FROM ${table.view}`,
    );
    const [mean, plain, covered, n = 0, all = 0, least = 0, most = 0, south = 0, north = 0] = row.map((cell) => (typeof cell === 'number' ? cell : undefined));
    if (mean === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compute the area mean of "${column.name}": ${n} rows have a value and a latitude, expected at least 1. Loosen the filter or choose another measure.`);
    const title = lowerTitle(columnTitle(column));
    const number = valueMaker([least, most], column.unit);
    return writeSummary(context, table.artifact, {
      suffix: 'area-mean', title: `Area mean of ${title}`, analysis: { fn: 'area_mean', args: [term] },
      values: [
        number('value', `Area mean of ${title}`, mean), number('unweighted', 'Mean with equal weights', plain ?? null), number('covered', 'Share of the area with values', covered ?? null, { unit: '%', decimals: 1 }),
        number('south', 'Southernmost latitude', south, { unit: '°', decimals: 1 }), number('north', 'Northernmost latitude', north, { unit: '°', decimals: 1 }), ...countValues(n, all - n),
      ],
      notes: ['Each place is weighted by the cosine of its latitude, as on a regular grid of latitude and longitude.', ...(all > n ? [`${all - n} rows have no value or no latitude and were left out.`] : [])],
      history: `Computed the mean of ${column.name}, weighted by the cosine of ${identifier(latitude.name)}.`,
      about: { measure: column.name },
    });
  });
