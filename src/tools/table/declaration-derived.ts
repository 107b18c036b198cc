import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import { AGGREGATION, ANY, NAME, NAMES, TERM, declare, parameters, port } from './declare.ts';

const OPERATOR: Json = { enum: ['=', '!=', '<', '<=', '>', '>=', 'in', 'not_in', 'contains', 'lacks', 'starts', 'ends', 'missing', 'present'] };
const VALUE: Json = { type: ['string', 'number', 'boolean', 'array'] };

/** A measure of one row per key and time, from the same measure over the times. */
const overTimes = (operation: string, fn: string, title: string, description: string, capabilities: string[], word: string, values: Json): Operation =>
  declare({
    operation,
    title,
    description,
    capabilities,
    inputs: [port('table', { keys: ANY('k'), time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: ANY('t'), measures: [{ fn, args: [ANY('m'), ANY('w')] }], values: 'derived' } },
    parameters: parameters({ measure: TERM, keys: NAMES, time: NAME, [word]: values }, ['measure', 'keys', 'time', word]),
    bind: { measure: ANY('m'), keys: ANY('k'), time: ANY('t'), [word]: ANY('w') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
  });

/**
 * Columns by which rows are sorted into groups, and measures that a condition makes:
 *
 * - facet `dimensions`: `{fn:"dimensions",args:[[names],[terms]]}` table.dimensions; terms `part(time, unit)`, `band(number, edges)`, `meets(column, op, value)`. A want says them among its keys.
 * - `{fn:"flag",args:[column,op,value]}` table.flag: 1 or 0
 * - `{fn:"where",args:[m,column,op,value]}` table.where: the measure of some rows
 * - `{fn:"run",args:[m,op,value]}` table.runs: one row per spell of rows in a row that fulfil the condition
 * - `{fn:"index",args:[m,base]}` table.index: 100 at the base time
 * - `{fn:"adjusted",args:[m,op,n]}` table.adjust: `plus minus times over` a number, `from` (n less m), `into` (n by m)
 * - several of `computed`, `adjusted`, `flag`, `where` of one want: table.calculate in one step
 * - `{fn:"statistic",args:[{fn:"per",args:[m,interval]},how]}` table.statistic_of: over the steps of time that rows were combined to before
 * - `{fn:"together",args:[[m,n,…],column]}` table.together: several measures as series of one
 * - `{fn:"slope",args:[m,x]}` table.slopes: the slope of a straight line over time or another measure, per group
 * - `{fn:"filled",args:[m,"linear"|"previous"]}` table.fill
 */
export const derivedOperations: Operation[] = [
  declare({
    operation: 'dimensions',
    title: 'Add columns to group by',
    description: 'Weekday, month, season, hour and other parts of a time, bands of a number, or whether a condition holds, as columns by which rows can be grouped.',
    capabilities: ['weekday', 'season', 'hour', 'bands', 'bins', 'classes', 'calendar'],
    inputs: [port('table', { keys: ANY('k'), columns: ANY('c'), dimensions: 'none', values: 'observed', order: 'none', limit: 0 })],
    output: {
      name: 'table', kind: 'table', inherit: { from: 'table' },
      facets: { keys: { fn: 'union', args: [ANY('k'), ANY('names')] }, columns: { fn: 'union', args: [ANY('c'), ANY('names')] }, dimensions: { fn: 'dimensions', args: [ANY('names'), ANY('terms')] } },
    },
    parameters: parameters({ terms: { type: 'array', items: TERM, minItems: 1, maxItems: 10, description: 'part(time, unit), band(number, edges), meets(column, op, value) as {"fn","args"}.' } }, ['terms']),
    bind: { terms: ANY('terms') },
  }),
  declare({
    operation: 'flag',
    title: 'Mark rows by a condition',
    description: '1 in rows that fulfil a condition, 0 in the others: its mean is the share of rows, its sum their number.',
    capabilities: ['share of rows', 'percentage with', 'count if', 'condition'],
    inputs: [port('table', { measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: [{ fn: 'flag', args: [ANY('m'), ANY('op'), ANY('v')] }] } },
    parameters: parameters({ column: TERM, op: OPERATOR, value: VALUE }, ['column', 'op', 'value']),
    bind: { column: ANY('m'), op: ANY('op'), value: ANY('v') },
  }),
  declare({
    operation: 'where',
    title: 'Measure of some rows',
    description: 'A measure in rows that fulfil a condition, nothing in the others, so that sums or means of several parts of the rows stand side by side.',
    capabilities: ['conditional sum', 'sum if', 'difference between groups', 'one year against another'],
    inputs: [port('table', { measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: [{ fn: 'where', args: [ANY('m'), ANY('c'), ANY('op'), ANY('v')] }] } },
    parameters: parameters({ measure: TERM, column: NAME, op: OPERATOR, value: VALUE }, ['measure', 'column', 'op', 'value']),
    bind: { measure: ANY('m'), column: ANY('c'), op: ANY('op'), value: ANY('v') },
  }),
  declare({
    operation: 'runs',
    title: 'Spells',
    description: 'Spells of rows in a row, in the order of time and per key, that fulfil a condition: one row per spell with its first and last time and its length.',
    capabilities: ['longest run', 'spell', 'streak', 'consecutive days', 'heat wave', 'dry spell', 'drought'],
    inputs: [port('table', { keys: ANY('k'), time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: ANY('t'), measures: [{ fn: 'run', args: [ANY('m'), ANY('op'), ANY('v')] }], values: 'derived', position: 'none' } },
    parameters: parameters({ measure: TERM, keys: NAMES, time: NAME, op: OPERATOR, value: VALUE }, ['measure', 'keys', 'time', 'op', 'value']),
    bind: { measure: ANY('m'), keys: ANY('k'), time: ANY('t'), op: ANY('op'), value: ANY('v') },
  }),
  declare({
    operation: 'adjust',
    title: 'Compute with a number',
    description: 'One more measure, row by row from another and a fixed number: plus, minus, times, over, subtracted from it, or divided into it.',
    capabilities: ['multiply by', 'divide by', 'add', 'constant', 'complement', 'per thousand'],
    inputs: [port('table', { measures: [ANY('m')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: [{ fn: 'adjusted', args: [ANY('m'), ANY('op'), ANY('n')] }] } },
    parameters: parameters({ measure: TERM, op: { enum: ['plus', 'minus', 'times', 'over', 'from', 'into'] }, number: { type: 'number' } }, ['measure', 'op', 'number']),
    bind: { measure: ANY('m'), op: ANY('op'), number: ANY('n') },
  }),
  declare({
    operation: 'calculate',
    title: 'Compute several measures',
    description: 'Several measures at once, each made row by row of columns of the table, of numbers and of each other; the measures that they are made of stay.',
    capabilities: ['compute', 'formula', 'calculate', 'several measures'],
    inputs: [port('table', { measures: ANY('from'), order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { measures: ANY('terms') } },
    parameters: parameters({ terms: { type: 'array', items: TERM, minItems: 1, maxItems: 30, description: 'What is there afterwards: names of columns that stay, and terms computed(a, op, b), adjusted(m, op, number), flag(column, op, value), where(m, column, op, value) as {"fn","args"}, also inside each other, that are made.' } }, ['terms']),
    bind: { terms: ANY('terms') },
  }),
  declare({
    operation: 'together',
    title: 'Several measures as series',
    description: 'Puts several measures below each other as one, with a column that names the measure, so that one chart shows them all.',
    capabilities: ['compare', 'several lines', 'wide to long', 'side by side'],
    inputs: [port('table', { keys: ANY('k'), measures: ANY('terms'), order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: { fn: 'with_series', args: [ANY('k')] }, measures: [{ fn: 'together', args: [ANY('terms'), ANY('as')] }] } },
    parameters: parameters({ measures: { type: 'array', items: TERM, minItems: 2, maxItems: 20 }, as: { ...(NAME as { [key: string]: string }), description: 'Name of the column that names the measures.' } }, ['measures', 'as']),
    bind: { measures: ANY('terms'), as: ANY('as') },
  }),
  declare({
    operation: 'together_by',
    title: 'Several measures as groups',
    description: 'Puts several measures below each other as one, with a column that names the measure, so that rows can be counted and combined by measure.',
    capabilities: ['compare', 'several lines', 'wide to long', 'side by side'],
    inputs: [port('table', { keys: ANY('k'), measures: ANY('terms'), order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: { fn: 'union', args: [ANY('k'), [ANY('as')]] }, columns: { fn: 'union', args: [ANY('k'), [ANY('as')]] }, measures: [{ fn: 'together', args: [ANY('terms'), ANY('as')] }] } },
    parameters: parameters({ measures: { type: 'array', items: TERM, minItems: 2, maxItems: 20 }, as: { ...(NAME as { [key: string]: string }), description: 'Name of the column that names the measures.' } }, ['measures', 'as']),
    bind: { measures: ANY('terms'), as: ANY('as') },
    documents: ['table.together'],
    cost: { duration_ms: 420, usd: 0 },
  }),
  declare({
    operation: 'statistic_of',
    title: 'Statistic over steps of time',
    description: 'A named statistic, per group, of values that were combined per day, month or year before: the mean of yearly totals, the median of daily counts.',
    capabilities: ['average per year', 'mean annual', 'mean monthly', 'typical day', 'per day on average'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, time: { var: 't', not: 'none' }, interval: { var: 'i', not: 'given' }, measures: [ANY('m')], values: 'grouped', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table', except: ['interval'] }, facets: { keys: ANY('k'), time: 'none', measures: [{ fn: 'statistic', args: [{ fn: 'per', args: [ANY('m'), ANY('i')] }, ANY('how')] }], values: 'derived', position: 'none' } },
    parameters: parameters({ by: NAMES, measure: TERM, interval: { enum: ['day', 'week', 'month', 'quarter', 'year', 'decade'] }, how: AGGREGATION }, ['by', 'measure', 'interval', 'how']),
    bind: { by: ANY('k'), measure: ANY('m'), interval: ANY('i'), how: ANY('how') },
  }),
  declare({
    operation: 'slopes',
    title: 'Slope per group',
    description: 'The slope of the straight line of one measure over time or another measure, per group: how much each station warms per year.',
    capabilities: ['slope', 'trend per group', 'rate of change', 'warming rate', 'fastest rising'],
    inputs: [port('table', { keys: { atLeast: ANY('k') }, measures: [ANY('m'), ANY('x')], values: { var: 'v', not: 'grouped' }, order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: ANY('k'), time: 'none', measures: [{ fn: 'slope', args: [ANY('m'), ANY('x')] }], values: 'derived', position: 'none' } },
    parameters: parameters({ by: NAMES, measure: TERM, over: TERM }, ['by', 'measure', 'over']),
    bind: { by: ANY('k'), measure: ANY('m'), over: ANY('x') },
  }),
  overTimes('index', 'index', 'Index', 'The measure as an index: 100 at the base time, per key.', ['index', 'rebase', 'relative to', 'base 100'], 'base', { type: ['string', 'integer'], description: 'Year, month or day that is 100.' }),
  overTimes('fill', 'filled', 'Fill gaps', 'The measure with its gaps filled in the order of time: by straight lines, or with the value before.', ['interpolate', 'fill gaps', 'impute', 'missing values'], 'how', { enum: ['linear', 'previous'] }),
];
