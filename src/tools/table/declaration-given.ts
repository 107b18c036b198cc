import type { Operation } from '../../schemas/operation.ts';
import { ANY, NAME, NAMES, TERM, declare, parameters, port } from './declare.ts';

/**
 * Operations that go on with what a person supplied, and tables told apart by their names. What plans each of them:
 *
 * - table.keep: facet `chosen`: the columns that the chosen row and the kept ones share (`["house"]`)
 * - table.among: facet `among`: `{fn:"kept",args:["among"|"not_among",want,columns,"same"|columns there,before]}`; wants say it as filter `among(want, columns)`
 * - table.threshold: facet `threshold`: `{fn:">",args:[measure,name]}` with the value of that name given or asked for
 * - table.stack: `source` among the `keys`, where a list of tables is given
 */
export const givenOperations: Operation[] = [
  declare({
    operation: 'keep',
    title: 'Keep the rows of a choice',
    description: 'Keeps the rows that agree with a chosen row in the named columns.',
    capabilities: ['choose', 'keep', 'of the chosen'],
    inputs: [
      port('table', { keys: { atLeast: ANY('c') }, chosen: [], values: 'observed', order: 'none', limit: 0 }),
      { name: 'choice', kinds: ['choice'], facets: { of: 'table', keys: ANY('c'), time: 'none', chosen: [] } },
    ],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { chosen: { var: 'c', not: [] } } },
    parameters: parameters({ columns: { ...(NAMES as { [key: string]: string }), minItems: 1 } }, ['columns']),
    bind: { columns: ANY('c') },
  }),
  declare({
    operation: 'among',
    title: 'Keep rows by what was found',
    description: 'Keeps the rows that agree in the named columns with a row of another result, or those that agree with none: for the region that was found only, without the stations that were found.',
    capabilities: ['semi-join', 'for that only', 'of those found', 'except those'],
    inputs: [
      port('table', { among: ANY('before'), values: 'observed', order: 'none', limit: 0 }),
      { name: 'found', kinds: ['table', 'record', 'summary'], facets: {}, variadic: true, result_of: 'want' },
    ],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { among: { fn: 'kept', args: [ANY('kept'), ANY('want'), ANY('c'), ANY('there'), ANY('before')] } } },
    parameters: parameters({ columns: { ...(NAMES as { [key: string]: string }), minItems: 1 }, found_columns: { anyOf: [TERM, NAMES], description: 'Names of the columns in what was found; "same" where they are the same.' }, kept: { enum: ['among', 'not_among', '=', '!=', '<', '<=', '>', '>='] } }, ['columns', 'kept']),
    bind: { columns: ANY('c'), found_columns: ANY('there'), kept: ANY('kept') },
  }),
  declare({
    operation: 'threshold',
    title: 'Keep rows beyond a given value',
    description: 'Keeps the rows whose measure compares with a value that a person or the goal gives: above, below, at least, at most, equal.',
    capabilities: ['threshold', 'above', 'below', 'limit'],
    inputs: [
      port('table', { measures: [ANY('m')], threshold: 'none', order: 'none', limit: 0 }),
      { name: 'value', kinds: ['value'], facets: { name: ANY('name') } },
    ],
    output: { name: 'table', kind: 'table', inherit: { from: 'table' }, facets: { threshold: { fn: 'beyond', args: [ANY('m'), ANY('op'), ANY('name')] } } },
    parameters: parameters({ measure: TERM, op: { enum: ['above', 'below', 'at_least', 'at_most', 'equal'] } }, ['measure', 'op']),
    bind: { measure: ANY('m'), op: ANY('op') },
  }),
  declare({
    operation: 'stack',
    title: 'Append tables and tell them apart',
    description: 'Puts the rows of several tables with the same columns below each other; the name of the table, in the column source, tells rows apart.',
    capabilities: ['append', 'per file', 'each file'],
    inputs: [{ name: 'tables', kinds: ['table'], facets: { keys: ANY('k'), split: 'none', order: 'none', limit: 0 }, cardinality: 'list' }],
    output: { name: 'table', kind: 'table', facets: { keys: { fn: 'union', args: [ANY('k'), ['source']] }, columns: { fn: 'union', args: [ANY('k'), ['source']] } }, inherit: { from: 'tables' } },
    parameters: parameters({ source: { ...(NAME as { [key: string]: string }), default: 'source', description: 'Name of the column with the name of the table.' } }, []),
    bind: {},
    cost: { duration_ms: 420, usd: 0 },
  }),
];
