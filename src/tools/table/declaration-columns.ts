import type { Operation } from '../../schemas/operation.ts';
import { AGGREGATION, ANY, NAME, NAMES, TERM, declare, parameters, port } from './declare.ts';

const TERMS = { type: 'array', items: TERM, minItems: 1, maxItems: 30, description: 'Terms {"fn":"statistic","args":[measure,how]} and {"fn":"count","args":["rows" or a column]}.' };

const BASE = { type: ['string', 'integer'], description: 'Year, month or day: an end of the base period, which belongs to it.' };

/** The measure less its mean of a base period: over all of it, or of the same calendar month. */
const anomaly = (fn: 'anomaly' | 'anomaly_by_month', title: string, description: string): Operation =>
  declare({
    operation: fn,
    title,
    description,
    capabilities: ['anomaly', 'difference from mean', 'baseline', 'departure', 'climatology'],
    inputs: [port('table', { keys: ANY('k'), time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: ANY('t'), measures: [{ fn, args: [ANY('m'), ANY('from'), ANY('to')] }], values: 'derived' } },
    parameters: parameters({ measure: TERM, keys: NAMES, time: NAME, from: BASE, to: BASE }, ['measure', 'keys', 'time', 'from', 'to']),
    bind: { measure: ANY('m'), keys: ANY('k'), time: ANY('t'), from: ANY('from'), to: ANY('to') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
  });

/**
 * Operations that make one measure of others. What is wanted is named by a measure term, and every term has a word that only a want can supply
 * (how, which unit, how many steps), so that nothing of this is planned unless it is asked for:
 *
 * - `{fn:"moving",args:[m,how,n]}` table.window: mean, sum, median, min or max of n rows in the order of time, per key
 * - `{fn:"cumulative",args:[m,how]}` table.accumulate: sum, mean, min, max or count of all rows so far
 * - `{fn:"change",args:[m,how,n]}` table.change: difference, percent or lag against n rows before
 * - `{fn:"anomaly",args:[m,from,to]}` table.anomaly, `anomaly_by_month` table.anomaly_by_month: difference from the mean of a base period, or of its same calendar month
 * - `{fn:"share",args:[m,how]}` table.share: percent or fraction of the total (per time where there is one)
 * - `{fn:"computed",args:[a,op,b]}` table.compute: plus, minus, times, over or percent_of; a and b are measures of one table
 * - `{fn:"in",args:[m,unit]}` table.convert: the same measure in another unit (UCUM code)
 * - `{fn:"in",args:[m,column,unit]}` table.convert_each: where each row names the unit of its value in that column
 * - `{fn:"statistic",args:[m,how]}` table.statistic (time none) and table.statistic_by_time (with `interval`): like an aggregation, but named in the want, so that one goal may have several
 * - `{fn:"count",args:["rows"]}` or a column name: table.count, rows or different values per key
 *
 * Several terms `statistic` and `count` of one want are made by table.statistics or table.statistics_by_time in one step.
 *
 * The column of each is `measureColumn(term)`.
 */
export const columnOperations: Operation[] = [
  declare({
    operation: 'window',
    title: 'Moving window',
    description: 'Moving mean, sum, median, smallest or largest value over n rows in the order of time, per key.',
    capabilities: ['moving average', 'rolling', 'smooth', 'window'],
    inputs: [port('table', { keys: ANY('k'), time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: ANY('t'), measures: [{ fn: 'moving', args: [ANY('m'), ANY('how'), ANY('n')] }], values: 'derived' }, keeps: ['measures'] },
    parameters: parameters(
      {
        measure: TERM, keys: NAMES, time: NAME, how: { enum: ['mean', 'sum', 'median', 'min', 'max'] }, size: { type: 'integer', minimum: 2, maximum: 100_000 },
        align: { enum: ['trailing', 'centred'], default: 'trailing', description: 'Whether the window ends at the row or has it in its middle (odd sizes only).' },
      },
      ['measure', 'keys', 'time', 'how', 'size'],
    ),
    bind: { measure: ANY('m'), keys: ANY('k'), time: ANY('t'), how: ANY('how'), size: ANY('n') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
  }),
  declare({
    operation: 'accumulate',
    title: 'Accumulate over time',
    description: 'Cumulative sum, mean, smallest, largest or count of a measure in the order of time, per key.',
    capabilities: ['cumulative', 'running total', 'accumulate'],
    inputs: [port('table', { keys: ANY('k'), time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: ANY('t'), measures: [{ fn: 'cumulative', args: [ANY('m'), ANY('how')] }], values: 'derived' }, keeps: ['measures'] },
    parameters: parameters({ measure: TERM, keys: NAMES, time: NAME, how: { enum: ['sum', 'mean', 'min', 'max', 'count'] } }, ['measure', 'keys', 'time', 'how']),
    bind: { measure: ANY('m'), keys: ANY('k'), time: ANY('t'), how: ANY('how') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
  }),
  declare({
    operation: 'change',
    title: 'Change from step to step',
    description: 'Difference or percent change of a measure against n rows before in the order of time, or the earlier value itself (lag), per key.',
    capabilities: ['difference', 'lag', 'year over year', 'month over month'],
    inputs: [port('table', { keys: ANY('k'), time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: ANY('t'), measures: [{ fn: 'change', args: [ANY('m'), ANY('how'), ANY('n')] }], values: 'derived' }, keeps: ['measures'] },
    parameters: parameters({ measure: TERM, keys: NAMES, time: NAME, how: { enum: ['difference', 'percent', 'lag'] }, steps: { type: 'integer', not: { const: 0 }, minimum: -100_000, maximum: 100_000, description: 'Rows before; below zero rows after.' } }, ['measure', 'keys', 'time', 'how', 'steps']),
    bind: { measure: ANY('m'), keys: ANY('k'), time: ANY('t'), how: ANY('how'), steps: ANY('n') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
  }),
  anomaly('anomaly', 'Difference from a base period', 'Each value less the mean of a base period, per key: a series of anomalies.'),
  anomaly('anomaly_by_month', 'Difference from the same month of a base period', 'Each value less the mean of the same calendar month in a base period, per key: anomalies without the season.'),
  declare({
    operation: 'share',
    title: 'Share of the total',
    description: 'Each row as a share of the total of a measure, in percent or as a fraction; per point in time where the table has one.',
    capabilities: ['share', 'percent of total', 'proportion'],
    inputs: [port('table', { time: ANY('t'), measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { time: ANY('t'), measures: [{ fn: 'share', args: [ANY('m'), ANY('how')] }], values: 'derived' }, keeps: ['measures'] },
    parameters: parameters({ measure: TERM, time: NAME, how: { enum: ['percent', 'fraction'] } }, ['measure', 'how']),
    bind: { measure: ANY('m'), time: ANY('t'), how: ANY('how') },
  }),
  declare({
    operation: 'compute',
    title: 'Compute from two measures',
    description: 'One more measure, row by row from two others of the same table: plus, minus, times, over, percent_of. Units are checked and follow.',
    capabilities: ['compute', 'multiply', 'divide', 'ratio', 'product', 'difference', 'per'],
    inputs: [port('table', { measures: [ANY('a'), ANY('b')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: [ANY('a'), ANY('b'), { fn: 'computed', args: [ANY('a'), ANY('op'), ANY('b')] }] } },
    parameters: parameters({ left: TERM, op: { enum: ['plus', 'minus', 'times', 'over', 'percent_of'] }, right: TERM }, ['left', 'op', 'right']),
    bind: { left: ANY('a'), op: ANY('op'), right: ANY('b') },
  }),
  declare({
    operation: 'convert',
    title: 'Convert units',
    description: 'The same measure in another unit, by its UCUM code; temperatures with their offsets.',
    capabilities: ['convert', 'unit', 'fahrenheit', 'celsius', 'miles', 'kilometres'],
    inputs: [port('table', { measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: [{ fn: 'in', args: [ANY('m'), ANY('unit')] }] } },
    parameters: parameters(
      { measure: TERM, unit: { type: 'string', minLength: 1, maxLength: 50, description: 'UCUM code such as [degF], Cel, km/h, [mi_i], or a usual sign such as °F.' }, from: { type: 'string', minLength: 1, maxLength: 50, description: 'Unit of the measure, where its column has none.' } },
      ['measure', 'unit'],
    ),
    bind: { measure: ANY('m'), unit: ANY('unit') },
  }),
  declare({
    operation: 'convert_each',
    title: 'Convert units named row by row',
    description: 'A measure in one unit, where each row names the unit of its value in another column.',
    capabilities: ['convert', 'unit', 'mixed units'],
    inputs: [port('table', { measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: [{ fn: 'in', args: [ANY('m'), ANY('of'), ANY('unit')] }] } },
    parameters: parameters({ measure: TERM, unit_column: NAME, unit: { type: 'string', minLength: 1, maxLength: 50, description: 'UCUM code such as [degF], Cel, km/h, or a usual sign.' } }, ['measure', 'unit_column', 'unit']),
    bind: { measure: ANY('m'), unit_column: ANY('of'), unit: ANY('unit') },
  }),
  declare({
    operation: 'statistic',
    title: 'Statistic per group',
    description: 'A named statistic of a measure per group, over all times: sum, mean, median, min, max, count, count_distinct, std or a percentile (p90).',
    capabilities: ['percentile', 'median', 'standard deviation', 'distinct', 'aggregate'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, measures: [ANY('m')], values: { var: 'v', not: 'grouped' }, order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: 'none', measures: [{ fn: 'statistic', args: [ANY('m'), ANY('how')] }], values: 'grouped', position: 'none' } },
    parameters: parameters({ by: NAMES, measure: TERM, how: AGGREGATION }, ['by', 'measure', 'how']),
    bind: { by: ANY('k'), measure: ANY('m'), how: ANY('how') },
  }),
  declare({
    operation: 'statistic_by_time',
    title: 'Statistic per step of time',
    description: 'A named statistic of a measure per group and day, week, month, quarter, year or decade.',
    capabilities: ['percentile', 'median', 'standard deviation', 'distinct', 'aggregate', 'per month', 'per year'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, time: { var: 't', not: 'none' }, measures: [ANY('m')], values: { var: 'v', not: 'grouped' }, interval: 'given', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), interval: { var: 'i', not: 'given' }, measures: [{ fn: 'statistic', args: [ANY('m'), ANY('how')] }], values: 'grouped', position: 'none' } },
    parameters: parameters({ by: NAMES, measure: TERM, interval: { enum: ['day', 'week', 'month', 'quarter', 'year', 'decade'] }, how: AGGREGATION }, ['by', 'measure', 'interval', 'how']),
    bind: { by: ANY('k'), measure: ANY('m'), interval: ANY('i'), how: ANY('how') },
  }),
  declare({
    operation: 'statistics',
    title: 'Several statistics per group',
    description: 'Several named statistics and counts per group, over all times, side by side in one table.',
    capabilities: ['aggregate', 'statistics', 'count', 'percentile'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, measures: ANY('from'), values: { var: 'v', not: 'grouped' }, order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: 'none', measures: ANY('terms'), values: 'grouped', position: 'none' } },
    parameters: parameters({ by: NAMES, terms: TERMS }, ['by', 'terms']),
    bind: { by: ANY('k'), terms: ANY('terms') },
  }),
  declare({
    operation: 'statistics_by_time',
    title: 'Several statistics per step of time',
    description: 'Several named statistics and counts per group and day, week, month, quarter, year or decade, side by side in one table.',
    capabilities: ['aggregate', 'statistics', 'count', 'percentile', 'per month', 'per year'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, time: { var: 't', not: 'none' }, measures: ANY('from'), values: { var: 'v', not: 'grouped' }, interval: 'given', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), interval: { var: 'i', not: 'given' }, measures: ANY('terms'), values: 'grouped', position: 'none' } },
    parameters: parameters({ by: NAMES, terms: TERMS, interval: { enum: ['day', 'week', 'month', 'quarter', 'year', 'decade'] } }, ['by', 'terms', 'interval']),
    bind: { by: ANY('k'), terms: ANY('terms'), interval: ANY('i') },
  }),
  declare({
    operation: 'count',
    title: 'Count rows',
    description: 'How many rows, or how many different values of a column, per combination of keys, over all times.',
    capabilities: ['count', 'how many', 'number of', 'distinct'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, values: 'observed', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: 'none', measures: [{ fn: 'count', args: [ANY('of')] }], values: 'grouped', position: 'none' } },
    parameters: parameters({ by: NAMES, of: { ...(NAME as { [key: string]: string }), description: '"rows", or the column whose different values are counted.' } }, ['by', 'of']),
    bind: { by: ANY('k'), of: ANY('of') },
  }),
];
