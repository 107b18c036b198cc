import type { Json } from '../../schemas/json.ts';
import type { FacetTerm, Operation } from '../../schemas/operation.ts';
import { ANY, NAME, NAMES, TERM, declare, parameters } from './declare.ts';

const DESCRIPTION = 'Puts columns of another table beside each row: the row of the other table whose key is what a column here says, whatever the two columns are called.';
const NAME_LIST: Json = { ...(NAMES as { [key: string]: Json }), description: 'Columns of the other table that are used afterwards, under the names that they get here.' };
const LINK: Json = { ...(TERM as { [key: string]: Json }), description: '{"fn":"by","args":[column here, key of the other table, prefix, {"fn":"as","args":[column there, name here]} …]}' };
const OTHER: { [facet: string]: FacetTerm } = { values: 'observed', filters: [], order: 'none', limit: 0, split: 'none' };

/**
 * Look-ups by columns of different names. Both are only planned where a want has the facet `linked`, which names every look-up in order; the planner sets it where columns
 * that a goal names are in several tables (`src/plan/linked-wants.ts`).
 *
 * - table.attach: beside each row as it was read, before any filter or grouping
 * - table.attach_grouped: beside each group, where the column is what the rows were grouped by
 * - table.attach_all: the same with each row of the other table, also without a group, told apart by its key
 */
export const attachOperations: Operation[] = [
  declare({
    operation: 'attach',
    title: 'Add columns of what a column refers to',
    description: DESCRIPTION,
    capabilities: ['look up', 'join', 'enrich', 'reference', 'foreign key'],
    inputs: [
      { name: 'table', kinds: ['table'], facets: { linked: ANY('before'), keys: ANY('k'), columns: ANY('c'), measures: ANY('m'), unique: 'given', values: 'observed', filters: [], order: 'none', limit: 0 } },
      { name: 'other', kinds: ['table'], facets: OTHER },
    ],
    output: {
      name: 'table', kind: 'table', inherit: { from: 'table' },
      facets: {
        linked: { fn: 'linked', args: [ANY('before'), ANY('link')] },
        keys: { fn: 'union', args: [ANY('k'), ANY('names')] },
        columns: { fn: 'union', args: [ANY('c'), ANY('names')] },
        measures: { fn: 'union', args: [ANY('m'), ANY('numbers')] },
      },
    },
    parameters: parameters({ link: LINK, names: NAME_LIST, numbers: NAME_LIST }, ['link']),
    bind: { link: ANY('link'), names: ANY('names'), numbers: ANY('numbers') },
    documents: ['table.attach'],
  }),
  declare({
    operation: 'attach_grouped',
    title: 'Add columns of what groups stand for',
    description: `${DESCRIPTION} For tables with one row per group.`,
    capabilities: ['look up', 'join', 'enrich', 'per', 'rate'],
    inputs: [
      { name: 'table', kinds: ['table'], facets: { linked: ANY('before'), keys: ANY('k'), time: 'none', measures: ANY('m'), values: 'grouped', having: 'none', order: 'none', limit: 0 } },
      { name: 'other', kinds: ['table'], facets: OTHER },
    ],
    output: {
      name: 'table', kind: 'table', inherit: { from: 'table' },
      facets: { linked: { fn: 'linked', args: [ANY('before'), ANY('link')] }, measures: { fn: 'union', args: [ANY('m'), ANY('numbers')] } },
    },
    parameters: parameters({ link: LINK, numbers: NAME_LIST }, ['link']),
    bind: { link: ANY('link'), numbers: ANY('numbers') },
    documents: ['table.attach'],
  }),
  declare({
    operation: 'attach_all',
    title: 'Add groups to what they stand for',
    description: 'Each row of the other table with what was combined of the rows that refer to it, also where none does: sums and counts are 0 then.',
    capabilities: ['look up', 'join', 'reconcile', 'balance'],
    inputs: [
      { name: 'table', kinds: ['table'], facets: { linked: ANY('before'), keys: ANY('k'), time: 'none', measures: ANY('m'), values: 'grouped', having: 'none', order: 'none', limit: 0 } },
      { name: 'other', kinds: ['table'], facets: OTHER },
    ],
    output: {
      name: 'table', kind: 'table', inherit: { from: 'table' },
      facets: { linked: { fn: 'linked', args: [ANY('before'), ANY('link')] }, keys: [ANY('all')], measures: { fn: 'union', args: [ANY('m'), ANY('numbers')] } },
    },
    parameters: parameters({ link: LINK, numbers: NAME_LIST, all: { ...(NAME as { [key: string]: Json }), description: 'What the key of the other table, by which rows are told apart, is called.' } }, ['link', 'all']),
    bind: { link: ANY('link'), numbers: ANY('numbers'), all: ANY('all') },
    documents: ['table.attach'],
  }),
];
