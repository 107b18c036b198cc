import type { Document } from '../../schemas/operation.ts';
import { document } from './document.ts';

/** Documents of the operations that make one measure of others. */
export const columnDocuments: Document[] = [
  document('window', 'table.window: moving average and other moving values', `
# table.window

Moving average (also sum, median, min, max) of a measure over \`size\` rows in the order of time, per combination of \`keys\`: seven days, twelve months, five years. Smooths a noisy series.

The window ends at its row; \`align: centred\` puts the row in its middle (odd sizes). A row whose window is not full of values has none; a note counts them. Rows are counted, not time:
gaps in time are noted. The result is the column \`<measure>_moving_<how>_<size>\` beside the others. Keys and time must tell all rows apart.`),
  document('accumulate', 'table.accumulate: cumulative values', `
# table.accumulate

Cumulative (running) \`sum\`, \`mean\`, \`min\`, \`max\` or \`count\` of a measure over all rows so far in the order of time, per combination of \`keys\`. A row without a value has none, and the next one goes on
from the last. The result is the column \`<measure>_cumulative_<how>\`.`),
  document('change', 'table.change: change from step to step', `
# table.change

Per combination of \`keys\` and in the order of time, compares each row with the one \`steps\` rows before: \`how: difference\` (in the unit of the measure), \`percent\` (of the earlier value; none where that is zero or
negative), or \`lag\` (the earlier value itself). Month over month is one step, year over year twelve steps of a monthly table. For one number between the first and the last time use table.growth.`),
  document('share', 'table.share: share of the total', `
# table.share

Each row's share of the total of a measure, in \`percent\` or as a \`fraction\`: which part of all sales a region has. Where the table has a time column, shares add up to the whole at each time. Measures with values below
zero are refused. Filter and group first: the total is of the rows that are there.`),
  document('compute', 'table.compute: a measure from two others', `
# table.compute

Row by row, \`left\` \`plus\`, \`minus\`, \`times\`, \`over\` or \`percent_of\` \`right\`: revenue is price times quantity, density is population over area, the daily range is highest minus lowest temperature.

The difference of two dates is in days, of two times of day in hours. Units follow: USD/kg times kg is USD. Sums and differences need units of one kind; the right one is converted. Temperatures in °C or °F cannot be multiplied. A missing operand or a divisor of zero gives no value and is counted.
The mean of ratios is not the ratio of sums: for the ratio of two totals, group each measure first (\`statistic\`), then compute.`),
  document('convert', 'table.convert: another unit', `
# table.convert

A measure in another unit, as one more column: \`Cel\` or °C, \`[degF]\` or °F, \`K\`, \`km/h\`, \`[mi_i]\`, \`[in_i]\`, \`kg\`, \`[lb_av]\`, \`GW.h\`, … Units are UCUM codes (ucum.org) or the usual signs. Offsets of temperatures are right.

The unit of the column decides what is converted; where it states none, \`from\` must. Units that measure different things are refused; counts and currencies never convert into others. Do not convert a temperature difference or
anomaly with an offset: 1 °C of anomaly is 1.8 °F.`),
  document('anomaly', 'table.anomaly: difference from a base period', `
# table.anomaly

Each value less the mean of the measure from \`from\` to \`to\` (both belong to it), per combination of \`keys\`. One row per key and time. The column is \`<measure>_anomaly_<from>_<to>\`. Where the values have a season and steps are shorter than a year, use table.anomaly_by_month.`),
  document('anomaly_by_month', 'table.anomaly_by_month: difference from the same month of a base period', `
# table.anomaly_by_month

Like table.anomaly, against the mean of the same calendar month in the base period. Needs a column of dates.`),
  document('convert_each', 'table.convert_each: units named row by row', `
# table.convert_each

The \`measure\` in one \`unit\`, where each row names the unit of its own value in \`unit_column\` (UCUM codes or usual signs). A unit of another kind is refused; rows that name none have no value, and are counted in a note.`),
  document('statistic', 'table.statistic: a named statistic per group', `
# table.statistic

One row per combination of \`by\`, over all times, with a statistic of the measure in the column \`<measure>_statistic_<how>\`: \`sum\`, \`mean\`, \`median\`, \`min\`, \`max\`, \`count\`, \`count_distinct\`, \`std\` (n − 1) or a percentile such as \`p90\` (linear
interpolation, type 7). Missing values are left out and counted. Use it where one goal speaks of several statistics of one measure; with \`by: []\` there is one row.`),
  document('statistic_by_time', 'table.statistic_by_time: a named statistic per step of time', `
# table.statistic_by_time

Like table.statistic, per \`day\`, \`week\`, \`month\`, \`quarter\`, \`year\` or \`decade\` of the time column: the hottest day of each year, the median price per month. First and last step may be incomplete.`),
  document('statistics', 'table.statistics: several statistics per group', `
# table.statistics

Like table.statistic and table.count, for several \`terms\` at once: \`{"fn":"statistic","args":["price","mean"]}\`, \`{"fn":"count","args":["rows"]}\`. Each is a column of one table, over all times.`),
  document('statistics_by_time', 'table.statistics_by_time: several statistics per step of time', `
# table.statistics_by_time

Like table.statistics, per \`day\`, \`week\`, \`month\`, \`quarter\`, \`year\` or \`decade\` of the time column.`),
  document('count', 'table.count: how many', `
# table.count

How many rows there are per combination of \`by\`, over all times; with \`of: <column>\` how many different values that column has. The result is the column \`rows_count\` or \`<column>_count\`. Missing values are not counted as a value. With
\`by: []\` there is one row. Filter first to count what fulfils a condition.`),
];
