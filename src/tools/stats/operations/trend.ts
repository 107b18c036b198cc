import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import { choiceParameter, refuse, termParameter, textParameter } from '../../table/parameters.ts';
import { identifier } from '../../table/sql.ts';
import { columnOf, columnTitle, lowerTitle, numberColumnOf, withTables } from '../../table/table-io.ts';
import type { ToolRun } from '../../tool.ts';
import { type LinearTrend, linearTrend, robustTrend } from '../method/trend.ts';
import { countValues, numberSql, readValues, threeDigits } from '../read-values.ts';
import { type SummaryValue, writeSummary } from '../write-summary.ts';

/** Seconds of a mean Gregorian year. */
const YEAR = 31_556_952;
const MOST_ROBUST = 5_000;

/**
 * stats.trend: how fast a measure changes with time, with a 95 % interval. `ols` is the least squares line, its interval widened for autocorrelated residuals; `theil_sen` the median
 * of pairwise slopes with the Mann–Kendall test. Slopes are per year where time is a date or a year, else per unit of the time column.
 */
export const trend: ToolRun = (request, context) =>
  withTables(request, context, 'stats.trend', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const term = termParameter(request, 'stats.trend', 'measure');
    const column = numberColumnOf(table, measureColumn(term), 'stats.trend');
    const time = columnOf(table, textParameter(request, 'stats.trend', 'time'), 'stats.trend');
    if (time.type === 'text' || time.type === 'boolean') return refuse('stats.trend', 'time', `a column of numbers or dates ("${time.name}" holds ${time.type})`, time.name);
    const method = choiceParameter(request, 'stats.trend', 'method', ['ols', 'theil_sen'] as const) ?? refuse('stats.trend', 'method', 'ols or theil_sen', undefined);
    const dated = time.type === 'date' || time.type === 'timestamp';
    const x = dated ? `epoch(${identifier(time.name)}) / ${YEAR}.0` : numberSql(time.name);
    const { rows, missing } = await readValues(database, table, [x, numberSql(column.name)], 'stats.trend', identifier(time.name));
    const points = rows.map(([at = 0, value = 0]) => ({ x: at, y: value }));
    const distinct = new Set(points.map((point) => point.x)).size;
    if (method === 'theil_sen' && points.length > MOST_ROBUST) throw new PlanwrightError('Tool.ResourceLimit', `Cannot compute the Theil–Sen slope of ${points.length} points: expected at most ${MOST_ROBUST}. Combine the table to longer steps of time first, or use method "ols".`);
    const found = method === 'ols' ? linearTrend(points) : robustTrend(points);
    if (found === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot compute the trend of "${column.name}": ${points.length} rows at ${distinct} different times have a value, expected at least 3. Give a longer series.`);
    const title = columnTitle(column);
    const [first = 0, last = 0] = [points[0]?.x, points.at(-1)?.x];
    const yearly = dated || (first >= 1000 && last <= 3000);
    const per = yearly ? 'year' : lowerTitle(columnTitle(time));
    const unit = `${column.unit ?? ''} per ${per}`.trim();
    const decimals = threeDigits(found.slope);
    const number = (name: string, words: string, value: number, more: Partial<SummaryValue> = {}): SummaryValue => ({ name, title: words, value, unit, decimals, ...more });
    const decade = { unit: `${column.unit ?? ''} per decade`.trim(), decimals: threeDigits(found.slope * 10) };
    const values: SummaryValue[] = [
      number('slope', `Trend of ${lowerTitle(title)} per ${per}`, found.slope),
      number('slope_low', 'Lower end of the 95 % interval', found.low),
      number('slope_high', 'Upper end of the 95 % interval', found.high),
      ...(yearly ? [number('decade', 'Trend per decade', found.slope * 10, decade), number('decade_low', 'Lower end per decade', found.low * 10, decade), number('decade_high', 'Upper end per decade', found.high * 10, decade)] : []),
      number('change', `Change along the line over the whole period`, found.slope * (last - first), { unit: column.unit, decimals: threeDigits(found.slope * (last - first)) }),
      { name: 'direction', title: 'Direction (no trend where the interval holds zero)', value: found.low > 0 ? 'rising' : found.high < 0 ? 'falling' : 'no clear trend', unit: null, decimals: 0 },
      number('p', 'Probability of such a slope without a trend', found.p, { unit: null, decimals: 4 }),
      ...(isLinear(found) ? [number('r2', 'Share of the variance', found.r2, { unit: null, decimals: 3 }), number('autocorrelation', 'Correlation of neighbouring residuals', found.autocorrelation, { unit: null, decimals: 2 }), number('effective_n', 'Independent points that the series is worth', found.effective, { unit: null, decimals: 1 })] : []),
      ...countValues(points.length, missing),
    ];
    const notes = [
      ...(distinct < points.length ? [`${points.length - distinct} points share their time with another one.`] : []),
      ...(missing > 0 ? [`${missing} rows have no value or no time and were left out.`] : []),
      ...(isLinear(found) && found.effective < found.n * 0.9 ? [`Neighbouring values are alike (correlation ${found.autocorrelation.toFixed(2)}), so the interval counts ${found.effective.toFixed(1)} independent points instead of ${found.n}.`] : []),
      ...(isLinear(found) ? [] : ['The interval takes points to be independent of each other.']),
    ];
    return writeSummary(context, table.artifact, {
      suffix: 'trend', title: `Trend of ${lowerTitle(title)}`, analysis: { fn: 'trend', args: [term, method] }, values, notes,
      history: `Computed the trend of ${column.name} over ${time.name} (${method === 'ols' ? 'least squares' : 'Theil–Sen and Mann–Kendall'}).`,
      about: { measure: column.name, measure_title: title, method, time: time.name },
    });
  });

function isLinear(found: object): found is LinearTrend {
  return 'r2' in found;
}
