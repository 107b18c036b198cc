import type { Json } from '../../schemas/json.ts';
import type { Operation, OperationPort } from '../../schemas/operation.ts';
import { ANY, NAMES, declare } from './declare.ts';

/**
 * Columns of another table, looked up row by row. The other table is told apart by `on` alone, so that every row finds at most one partner and sums
 * over the result count nothing twice; what may be grouped by afterwards are the columns of both.
 */
const lookup = (operation: string, title: string, dated: OperationPort['facets']): Operation =>
  declare({
    operation,
    title,
    description: 'Adds the columns of another table to each row, found by the columns that tell the rows of the other table apart.',
    capabilities: ['look up', 'join', 'enrich', 'merge', 'combine'],
    inputs: [
      { name: 'table', kinds: ['table'], facets: { keys: ANY('k'), columns: { atLeast: ANY('on') }, values: 'observed', order: 'none', limit: 0 } },
      { name: 'other', kinds: ['table'], facets: { keys: { var: 'on', not: [] }, columns: ANY('c'), ...dated, values: 'observed', filters: [], mentions: 'none', order: 'none', limit: 0 } },
    ],
    output: {
      name: 'table', kind: 'table', inherit: { from: 'table' },
      facets: { keys: { fn: 'union', args: [ANY('k'), ANY('c')] }, columns: { fn: 'union', args: [ANY('k'), ANY('c')] } },
    },
    parameters: { type: 'object', properties: { on: { ...(NAMES as { [key: string]: Json }), minItems: 1 } }, required: ['on'], additionalProperties: false },
    bind: { on: ANY('on') },
    documents: ['table.lookup'],
  });

export const lookupOperations: Operation[] = [
  lookup('lookup', 'Add columns of another table', { time: 'none' }),
  lookup('lookup_dated', 'Add columns of a table of dated things', { time: { var: 't', not: 'none' }, grain: 'keys' }),
];
