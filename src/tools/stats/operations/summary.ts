import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { parameter, refuse, termParameter } from '../../table/parameters.ts';
import { readCells } from '../../table/read-rows.ts';
import { identifier, list } from '../../table/sql.ts';
import { columnTitle, numberColumnOf, unique, withTables } from '../../table/table-io.ts';
import type { ToolRequest, ToolRun } from '../../tool.ts';
import { type SummaryValue, meanDecimals, ownDecimals, writeSummary } from '../write-summary.ts';

/**
 * stats.summary: count, missing, mean, standard deviation (n − 1), smallest, largest, median and quartiles (linear interpolation) of a
 * measure, with the keys and time of the rows that hold the extremes.
 */
export const summary: ToolRun = (request, context) =>
  withTables(request, context, 'stats.summary', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.summary', 'measure');
    const column = numberColumnOf(table, measureColumn(term), 'stats.summary');
    const value = `CAST(${identifier(column.name)} AS DOUBLE)`;
    const { rows: [row = []] } = await readCells(
      database,
      `SELECT count(${value}) AS n, count(*) - count(${value}) AS missing, avg(${value}) AS mean, stddev_samp(${value}) AS sd, min(${value}) AS minimum, max(${value}) AS maximum, ` +
        `median(${value}) AS median, quantile_cont(${value}, 0.25) AS q1, quantile_cont(${value}, 0.75) AS q3 FROM ${table.view}`,
    );
    const [n = 0, missing = 0, mean = null, sd = null, minimum = null, maximum = null, median = null, q1 = null, q3 = null] = row.map((cell) => (typeof cell === 'number' ? cell : null));
    if (n === 0 || n === null) {
      throw new PlanwrightError('Tool.Invalid', `Cannot summarise "${column.name}": the table has no row with a value. Loosen the filter or choose another measure.`);
    }
    const wanted = percentileParameter(request);
    const { rows: [found = []] } = wanted.length === 0 ? { rows: [[]] } : await readCells(database, `SELECT ${list(wanted.map((one) => `quantile_cont(${value}, ${one / 100}) AS p${wanted.indexOf(one)}`))} FROM ${table.view}`);
    const { rows: sample } = await readCells(database, `SELECT DISTINCT ${value} AS v FROM ${table.view} WHERE ${value} IS NOT NULL ORDER BY v LIMIT 2000`);
    const own = ownDecimals(sample.flatMap(([cell]) => (typeof cell === 'number' ? [cell] : [])));
    const title = columnTitle(column);
    const number = (name: string, words: string, cell: number | null, decimals: number): SummaryValue => ({ name, title: `${words} of ${title}`, value: cell, unit: column.unit, decimals });
    const values: SummaryValue[] = [
      { name: 'n', title: 'Rows with a value', value: n, unit: null, decimals: 0 },
      { name: 'missing', title: 'Rows without a value', value: missing, unit: null, decimals: 0 },
      number('mean', 'Mean', mean, meanDecimals(mean, own)),
      number('sd', 'Standard deviation', sd, meanDecimals(mean, own)),
      number('min', 'Smallest value', minimum, own),
      number('q1', 'First quartile', q1, own),
      number('median', 'Median', median, own),
      number('q3', 'Third quartile', q3, own),
      number('max', 'Largest value', maximum, own),
      ...wanted.map((one, at) => number(`p${one}`, `Percentile ${one}`, typeof found[at] === 'number' ? found[at] : null, own)),
      ...(await whereExtremes(database, table, column.name)),
    ];
    return writeSummary(context, table.artifact, {
      suffix: 'summary',
      title: `Summary of ${title}`,
      analysis: { fn: 'summary', args: [term] },
      values,
      notes: (missing ?? 0) > 0 ? [`${missing} of ${(missing ?? 0) + n} rows have no value of ${title}.`] : [],
      history: `Summarised ${column.name}.`,
      about: { measure: column.name, measure_title: title },
    });
  });

function percentileParameter(request: ToolRequest): number[] {
  const value = parameter(request, 'percentiles') ?? [];
  if (!Array.isArray(value) || value.length > 20) return refuse('stats.summary', 'percentiles', 'a list of at most 20 numbers from 0 to 100', value);
  return unique(value).map((one) => (typeof one === 'number' && one >= 0 && one <= 100 ? one : refuse('stats.summary', 'percentiles', 'numbers from 0 to 100', one)));
}

/** Words for the first row that holds the largest and the smallest value, from keys and time; nothing where the table has neither. */
async function whereExtremes(database: Parameters<typeof readCells>[0], table: { view: string; artifact: { facets: { [name: string]: unknown } }; columns: { name: string }[] }, measure: string): Promise<SummaryValue[]> {
  const known = new Set(table.columns.map((column) => column.name));
  const facet = (name: string): string[] => {
    const value = table.artifact.facets[name];
    return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string' && known.has(item));
  };
  const labels = [...facet('keys'), ...facet('time')];
  if (labels.length === 0) return [];
  const values: SummaryValue[] = [];
  for (const [name, words, direction] of [['max_at', 'Where the largest value is', 'DESC'], ['min_at', 'Where the smallest value is', 'ASC']] as const) {
    const { rows: [row = []] } = await readCells(
      database,
      `SELECT ${list(labels.map(identifier))} FROM ${table.view} WHERE ${identifier(measure)} IS NOT NULL ORDER BY ${identifier(measure)} ${direction}, ${list(labels.map(identifier))} LIMIT 1`,
    );
    values.push({ name, title: words, value: row.filter((cell) => cell !== null).map(String).join(', ').slice(0, 200), unit: null, decimals: 0 });
  }
  return values;
}
