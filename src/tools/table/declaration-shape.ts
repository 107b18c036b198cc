import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import { AGGREGATION, ANY, NAME, NAMES, TERM, declare, parameters, port } from './declare.ts';

/**
 * Operations that change which rows and columns there are. What plans each of them:
 *
 * - table.reshape (wide to long): measure `{fn:"long",args:[name,time]}` of a table without time; columns such as 1960, 1961 become rows of the time column
 * - table.pivot: measure `{fn:"pivot",args:[m,how,column]}` with `keys` the rows and `time:"none"`; the column of that term holds the total of each row
 * - table.deduplicate: facet `unique`: "rows", or `{fn:"by",args:[[columns],"first"|"last"]}`
 * - table.append: one table where a list of tables is given
 * - table.split: a list of tables (cardinality list) with facet `split`: the key column
 * - table.join: measures of two tables with the same keys (and time): `measures:[a,b]`
 */
export const shapeOperations: Operation[] = [
  declare({
    operation: 'reshape',
    title: 'Wide to long',
    description: 'Turns columns that are named after years or months (or those that are listed) into rows: one time column and one measure.',
    capabilities: ['reshape', 'unpivot', 'melt', 'wide to long'],
    inputs: [port('table', { time: 'none', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { time: { var: 't', not: 'none' }, measures: [{ fn: 'long', args: [ANY('v'), ANY('t')] }] } },
    parameters: parameters(
      { value: NAME, time: NAME, columns: { ...(NAMES as { [key: string]: Json }), minItems: 1, description: 'The columns that become rows; those named after years or months where absent.' }, unit: { type: 'string', maxLength: 50 } },
      ['value', 'time'],
    ),
    bind: { value: ANY('v'), time: ANY('t') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
  }),
  declare({
    operation: 'pivot',
    title: 'Pivot',
    description: 'Rows by columns: one row per combination of keys, one column per value of another column, the measure combined in each cell, and a total.',
    capabilities: ['pivot', 'cross table', 'long to wide'],
    inputs: [port('table', { measures: [ANY('m')], values: 'observed', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { keys: { var: 'k', not: [] }, time: 'none', measures: [{ fn: 'pivot', args: [ANY('m'), ANY('how'), ANY('c')] }], values: 'grouped', position: 'none' } },
    parameters: parameters({ rows: { ...(NAMES as { [key: string]: Json }), minItems: 1 }, columns: NAME, measure: TERM, how: AGGREGATION }, ['rows', 'columns', 'measure', 'how']),
    bind: { rows: ANY('k'), columns: ANY('c'), measure: ANY('m'), how: ANY('how') },
  }),
  declare({
    operation: 'deduplicate',
    title: 'Drop double rows',
    description: 'Keeps one of several equal rows, or of several rows with the same keys the first or last by time, and says how many were dropped.',
    capabilities: ['deduplicate', 'duplicates', 'distinct rows'],
    inputs: [port('table', { unique: 'given', values: 'observed', order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { unique: { var: 'u', not: 'given' } } },
    parameters: parameters({ unique: TERM }, ['unique']),
    bind: { unique: ANY('u') },
  }),
  declare({
    operation: 'append',
    title: 'Append tables',
    description: 'Puts the rows of several tables with the same columns below each other, with a column that names the table each row is from.',
    capabilities: ['append', 'concatenate', 'union', 'stack'],
    inputs: [{ name: 'tables', kinds: ['table'], facets: { split: 'none', order: 'none', limit: 0 }, cardinality: 'list' }],
    output: { name: 'table', kind: 'table', facets: {}, inherit: { from: 'tables' } },
    parameters: parameters({ source: { ...(NAME as { [key: string]: Json }), default: 'source', description: 'Name of the column with the name of the table.' } }, []),
    bind: {},
  }),
  declare({
    operation: 'split',
    title: 'Split a table',
    description: 'One table per value of a column, in the order of the values.',
    capabilities: ['split', 'partition', 'for each'],
    inputs: [port('table', { keys: { atLeast: [ANY('s')] }, split: 'none', order: 'none', limit: 0 })],
    output: { name: 'tables', kind: 'table', cardinality: 'list', facets: { split: { var: 's', not: 'none' } }, inherit: { from: 'table' } },
    parameters: parameters({ by: NAME, most: { type: 'integer', minimum: 1, maximum: 1000, default: 200, description: 'More tables than that are refused.' } }, ['by']),
    bind: { by: ANY('s') },
  }),
  declare({
    operation: 'join',
    title: 'Join two tables',
    description: 'Puts rows of two tables together that have the same keys and time.',
    capabilities: ['join', 'merge', 'combine'],
    inputs: [port('left', { keys: ANY('k'), time: ANY('t'), measures: [ANY('a')], order: 'none', limit: 0 }), port('right', { keys: ANY('k'), time: ANY('t'), measures: [ANY('b')], order: 'none', limit: 0 })],
    output: { name: 'table', kind: 'table', facets: { keys: ANY('k'), time: ANY('t'), measures: [ANY('a'), ANY('b')] }, inherit: { from: 'left', except: ['dataset', 'coverage'] } },
    parameters: parameters(
      {
        keys: NAMES, time: NAME, how: { enum: ['inner', 'left'], default: 'inner' },
        on: { ...(NAMES as { [key: string]: Json }), minItems: 1, description: 'Columns that both have, instead of keys and time.' },
      },
      [],
    ),
    bind: { keys: ANY('k'), time: ANY('t') },
  }),
];
