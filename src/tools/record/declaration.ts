import type { Json } from '../../schemas/json.ts';
import type { Document, Operation, OperationPort } from '../../schemas/operation.ts';
import { declaring } from '../declaring.ts';

export const VERSION = '1.0.0';

const declare = declaring({ tool: 'record', version: VERSION, isolation: 'inline', cost: { duration_ms: 20, usd: 0 }, limits: { timeout_ms: 60_000 } });

const records = (facets: OperationPort['facets']): OperationPort => ({ name: 'records', kinds: ['record'], cardinality: 'list', facets });
const PREDICATES: Json = {
  description: 'Conditions that all hold: {"fn":"=","args":["state","open"]}; fn is one of = != < <= > >= in not_in contains lacks starts ends, or missing and present with the field alone.',
  type: 'array',
  maxItems: 20,
  items: { type: 'object', properties: { fn: { enum: ['=', '!=', '<', '<=', '>', '>=', 'in', 'not_in', 'contains', 'lacks', 'starts', 'ends', 'missing', 'present'] }, args: { type: 'array', minItems: 1, maxItems: 200 } }, required: ['fn', 'args'], additionalProperties: false },
};
const ORDER: Json = {
  description: 'desc or asc of a field: {"fn":"desc","args":["seats"]}.',
  type: 'object',
  properties: { fn: { enum: ['desc', 'asc'] }, args: { type: 'array', minItems: 1, maxItems: 1, items: { type: 'string', minLength: 1, maxLength: 200 } } },
  required: ['fn', 'args'],
  additionalProperties: false,
};
const NAMES: Json = { type: 'array', minItems: 1, maxItems: 20, items: { type: 'string', minLength: 1, maxLength: 200 } };
const KEPT: { [name: string]: Json } = {
  columns: NAMES,
  found_columns: { description: 'Fields of what was found; "same" where they are called the same.', anyOf: [{ const: 'same' }, NAMES, { type: 'object', properties: { fn: { const: 'columns' }, args: NAMES }, required: ['fn', 'args'], additionalProperties: false }] },
  kept: { description: 'How rows are kept: that agree with one that was found, with none, or that compare with the only one.', enum: ['among', 'not_among', '=', '!=', '<', '<=', '>', '>='] },
};
const FOUND_VALUE: Json = { type: 'object', description: 'The value of another result: {"fn":"value","args":[want, name]}.', properties: { fn: { const: 'value' }, args: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string', maxLength: 200 } } }, required: ['fn', 'args'], additionalProperties: false };
const OF: Json = { type: 'string', maxLength: 64, description: 'What is repeated.' };
const VARY: Json = {
  description: 'The value that steps from round to round: `from`, then `by` more in each.',
  type: 'object',
  properties: { name: { type: 'string', maxLength: 64 }, from: { type: ['number', 'string'] }, by: { type: 'number' }, how: { enum: ['plus', 'times'] }, unit: { enum: ['day', 'week', 'month', 'year'] } },
  required: ['name', 'from', 'by'],
  additionalProperties: false,
};
const schema = (properties: { [name: string]: Json }, required: string[]): Operation['parameters'] => ({ type: 'object', properties, required, additionalProperties: false });

export const operations: Operation[] = [
  declare({
    operation: 'tabulate',
    title: 'Make a table of records',
    description: 'One row for each record, one column for each field that holds a single value; fields of nested objects become columns such as author_name.',
    capabilities: ['table', 'flatten'],
    inputs: [records({})],
    output: { name: 'table', kind: 'table', facets: {}, inherit: { from: 'records', except: ['fields', 'refers', 'ranked'] } },
    isolation: 'process',
    cost: { duration_ms: 400, usd: 0 },
    limits: { timeout_ms: 60_000, max_rss_bytes: 1_500_000_000 },
  }),
  declare({
    operation: 'first',
    title: 'Take the first record',
    description: 'The first of a list that a search ordered by how well it fits.',
    capabilities: ['first', 'best match'],
    inputs: [records({ ranked: 'relevance' })],
    output: { name: 'record', kind: 'record', facets: {}, inherit: { from: 'records', except: ['ranked'] } },
  }),
  declare({
    operation: 'top',
    title: 'Take the record at the top',
    description: 'The first of a list that the service orders by popularity or time.',
    capabilities: ['first', 'top', 'latest'],
    inputs: [records({ ranked: { var: 'ranked', not: 'relevance' } })],
    output: { name: 'record', kind: 'record', facets: {}, inherit: { from: 'records', except: ['ranked'] } },
    cost: { duration_ms: 20, usd: 0, preference: 5 },
  }),
  declare({
    operation: 'pick',
    title: 'Pick a record by a value',
    description: 'The one record whose field has the given value; text is compared without regard to case. None or several is a question for the person.',
    capabilities: ['pick', 'find', 'lookup'],
    inputs: [
      records({ service: { var: 'service' }, entity: { var: 'entity' } }),
      { name: 'value', kinds: ['value'], facets: { service: { var: 'service' }, entity: { var: 'entity' }, name: { var: 'field', not: 'query' }, use: 'find' } },
    ],
    output: { name: 'record', kind: 'record', facets: {}, inherit: { from: 'records', except: ['ranked'] } },
    parameters: schema({ field: { type: 'string', minLength: 1, maxLength: 200, description: 'Name of the field; a dot leads into nested objects; any: its identifier or name.' } }, ['field']),
    bind: { field: { var: 'field' } },
    cost: { duration_ms: 10, usd: 0 },
  }),
  declare({
    operation: 'take',
    title: 'Take the chosen record',
    description: 'The record that a person chose, from a list or from a table of them.',
    capabilities: ['choose'],
    inputs: [{ name: 'choice', kinds: ['choice'], facets: { service: { var: 'service' }, entity: { var: 'entity' } } }, records({ service: { var: 'service' }, entity: { var: 'entity' } })],
    output: { name: 'record', kind: 'record', facets: {}, inherit: { from: 'records', except: ['ranked'] } },
  }),
  declare({
    operation: 'filter',
    title: 'Keep records that fit',
    description: 'The records for which all conditions hold, in their order.',
    capabilities: ['filter', 'where'],
    inputs: [records({ filters: [] })],
    output: { name: 'records', kind: 'record', cardinality: 'list', facets: { filters: { var: 'filters', not: [] } }, inherit: { from: 'records' } },
    parameters: schema({ predicates: PREDICATES }, ['predicates']),
    bind: { predicates: { var: 'filters' } },
  }),
  declare({
    operation: 'only',
    title: 'Take the one record that fits',
    description: 'The one record of a list for which all conditions hold. None or several end the task with what there is.',
    capabilities: ['the one that', 'find', 'where'],
    inputs: [records({ filters: [] })],
    output: { name: 'record', kind: 'record', facets: { filters: { var: 'filters', not: [] } }, inherit: { from: 'records', except: ['ranked'] } },
    parameters: schema({ predicates: PREDICATES }, ['predicates']),
    bind: { predicates: { var: 'filters' } },
    cost: { duration_ms: 40, usd: 0 },
  }),
  ...(['among', 'matching'] as const).map((operation) =>
    declare({
      operation,
      title: operation === 'among' ? 'Keep records by what was found' : 'Take the record that what was found names',
      description: operation === 'among' ? 'The records that agree in the named fields with what another result found, or those that agree with none of it.' : 'The one record that agrees in the named fields with what another result found.',
      capabilities: ['semi-join', 'for that only', 'of those found'],
      inputs: [records({ among: { var: 'before' } }), { name: 'found', kinds: ['table', 'record', 'summary'], facets: {}, variadic: true, result_of: 'want' }],
      output: {
        ...(operation === 'among' ? { name: 'records', cardinality: 'list' as const } : { name: 'record' }), kind: 'record', inherit: { from: 'records', except: ['ranked'] },
        facets: { among: { fn: 'kept', args: [{ var: 'kept' }, { var: 'want' }, { var: 'c' }, { var: 'there' }, { var: 'before' }] } },
      },
      parameters: schema(KEPT, ['columns', 'kept']),
      bind: { columns: { var: 'c' }, found_columns: { var: 'there' }, kept: { var: 'kept' } },
      isolation: 'process',
      limits: { timeout_ms: 60_000, max_rss_bytes: 1_500_000_000 },
      cost: { duration_ms: 400, usd: 0 },
    })),
  declare({
    operation: 'value',
    title: 'Take one value of what was found',
    description: 'The field of a record, a number of a summary, or a column of a table of one row, that another wanted result has.',
    capabilities: ['value', 'that of', 'as found'],
    inputs: [{ name: 'found', kinds: ['record', 'summary', 'table'], facets: {}, variadic: true, result_of: 'want' }],
    output: { name: 'value', kind: 'value', facets: { read: { fn: 'value', args: [{ var: 'want' }, { var: 'field' }] } } },
    parameters: schema({ of: OF, field: { type: 'string', maxLength: 200, description: 'Name of the value; without one the first.' } }, ['of', 'field']),
    bind: { of: { var: 'want' }, field: { var: 'field' } },
  }),
  declare({
    operation: 'compare',
    title: 'Compare a value of what was found with another',
    description: 'Whether a value that one wanted result has compares as asked with a value that another one has.',
    capabilities: ['compare', 'above', 'below', 'only if'],
    inputs: [
      { name: 'found', kinds: ['record', 'summary', 'table'], facets: {}, variadic: true, result_of: 'want' },
      { name: 'value', kinds: ['value'], facets: { read: { fn: 'value', args: [{ var: 'other' }, { var: 'there' }] } } },
    ],
    output: { name: 'verdict', kind: 'verdict', facets: { compared: { fn: 'compared', args: [{ fn: 'value', args: [{ var: 'want' }, { var: 'field' }] }, { var: 'op' }, { fn: 'value', args: [{ var: 'other' }, { var: 'there' }] }] } } },
    parameters: schema({ of: OF, field: { type: 'string', maxLength: 200, description: 'Name of the value; without one the first.' }, op: { enum: ['=', '!=', '<', '<=', '>', '>='] }, than: FOUND_VALUE }, ['of', 'field', 'op', 'than']),
    bind: { of: { var: 'want' }, field: { var: 'field' }, op: { var: 'op' }, than: { fn: 'value', args: [{ var: 'other' }, { var: 'there' }] } },
  }),
  declare({
    operation: 'rounds',
    title: 'List the rounds of a repetition',
    description: 'One row per round of a result that is made again until a test holds, with the values that each round gave.',
    capabilities: ['rounds', 'how many times', 'each round'],
    inputs: [{ name: 'rounds', kinds: ['record', 'summary', 'verdict', 'table', 'value'], facets: {}, variadic: true, result_of: 'want', rounds: true }],
    output: { name: 'table', kind: 'table', facets: { rounds: { var: 'want', not: 'none' } } },
    parameters: schema({ of: OF, vary: VARY }, ['of']),
    bind: { of: { var: 'want' } },
    isolation: 'process',
    cost: { duration_ms: 400, usd: 0 },
    limits: { timeout_ms: 60_000, max_rss_bytes: 1_500_000_000 },
  }),
  declare({
    operation: 'reached',
    title: 'Tell what a repetition reached',
    description: 'In how many rounds a result that is made again passed its test, and with which value, where its rounds step one; or that it did not.',
    capabilities: ['how many times', 'smallest value for which', 'first value for which', 'enough'],
    inputs: [{ name: 'rounds', kinds: ['record', 'summary', 'verdict', 'table', 'value', 'quotes'], facets: {}, variadic: true, result_of: 'want', rounds: true }],
    output: { name: 'summary', kind: 'summary', facets: { rounds: { var: 'want', not: 'none' } } },
    parameters: schema({ of: OF, until: { type: 'object', description: 'The test that ends the repetition.' }, settles: { type: 'string', maxLength: 200 }, tested: { type: ['string', 'null'], maxLength: 200 }, said: { type: 'string', maxLength: 700 }, vary: VARY }, ['of', 'until', 'said']),
    bind: { of: { var: 'want' } },
  }),
  declare({
    operation: 'order',
    title: 'Order records',
    description: 'The records by a field, largest or smallest first, those without a value last; the first ones where a limit is given.',
    capabilities: ['order', 'sort', 'rank', 'top'],
    inputs: [records({ order: 'none', limit: 0 })],
    output: { name: 'records', kind: 'record', cardinality: 'list', facets: { order: { var: 'order', not: 'none' }, limit: { var: 'limit' } }, inherit: { from: 'records', except: ['ranked'] } },
    parameters: schema({ order: ORDER, limit: { type: 'integer', minimum: 0, maximum: 100_000, default: 0 } }, ['order']),
    bind: { order: { var: 'order' }, limit: { var: 'limit' } },
    // a table of them is ordered as a table
    cost: { duration_ms: 450, usd: 0 },
  }),
  declare({
    operation: 'best',
    title: 'Take the record with the largest or smallest value',
    description: 'The one record of a list whose field is largest or smallest; of several with the same value the first.',
    capabilities: ['best', 'largest', 'smallest', 'latest', 'oldest'],
    inputs: [records({ order: 'none', limit: 0 })],
    output: { name: 'record', kind: 'record', facets: { order: { var: 'order', not: 'none' } }, inherit: { from: 'records', except: ['ranked'] } },
    parameters: schema({ order: ORDER }, ['order']),
    bind: { order: { var: 'order' } },
  }),
  declare({
    operation: 'count',
    title: 'Count records',
    description: 'How many records there are.',
    capabilities: ['count', 'how many', 'number'],
    inputs: [records({})],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'count', args: [] } }, inherit: { from: 'records', except: ['ranked', 'measures'] } },
  }),
  declare({
    operation: 'values',
    title: 'Read the numbers of a record',
    description: 'The numbers and short texts of one record as named values.',
    capabilities: ['values', 'number'],
    inputs: [{ name: 'record', kinds: ['record'], facets: {} }],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'values', args: [] } }, inherit: { from: 'record' } },
  }),
];

export const documents: Document[] = [
  ['tabulate', 'records as a table', 'One row per record. Nested objects give columns with both names (`author.name` → `author_name`), lists of single values are joined with commas, other lists are counted. What the service sends as text stays text (a phone number, a code of digits), unless it is a whole date or a field of time; units and roles are found as for any file.'],
  ['first', 'the best match', 'The first of a list that is ordered by relevance. An empty list is a missing input.'],
  ['top', 'the first of an ordered list', 'The first of a list that the service orders by popularity or time.'],
  ['pick', 'one record by a value', 'The record whose `field` equals the value at input `value`. Where no record or several have it, the message names what there is.'],
  ['take', 'what a person chose', 'The record at the place that input `choice` names.'],
  ['filter', 'records that fit', 'Keeps records for which all `predicates` hold: `{"fn":"=","args":["state","open"]}`. Missing fields fit only `!=` and `missing`. `contains` looks in text and in lists.'],
  ['only', 'the one record that fits', 'As record.filter, where exactly one record has to fit: none or several end the task with what there is, and nothing is guessed.'],
  ['among', 'records of what was found', 'Keeps the records that agree in `columns` with a row or record at `found` (`kept: among`), or with none (`not_among`). `found` is the result of another want; `found_columns` are its fields where they are called otherwise. With a comparison (`kept: >`) the field compares with the value of the one row, record or summary that was found.'],
  ['matching', 'the record that was found elsewhere', 'As record.among, where exactly one record has to agree; none or several end the task with what there is.'],
  ['value', 'one value of what was found', 'The value of the name `field` in the result of another want: a field of a record, a number of a summary, a column of a table of one row. Nothing, several rows or an empty value end the task.'],
  ['compare', 'two found values', 'A verdict: whether value `field` of one result compares (`op`) with the value at input `value`, which another result has. Where one of them is missing the task ends, and nothing is decided.'],
  ['rounds', 'rounds of a repetition', 'A table with one row per round of a repeated result, `round` counted from 1, and the single values that the round gave: fields of a record, numbers of a summary, rows of a table, whether a verdict held. Where the rounds step a value (`vary`), it stands beside the round.'],
  ['reached', 'what a repetition reached', 'A summary: the value that the last round passed its test with, the number of rounds, and what was tested. Where no round passed it says so, and no value stands there as reached.'],
  ['order', 'records by a field', 'Orders by `order`, `{"fn":"desc","args":["priority"]}`; records without a value stand last, equal ones in their order. `limit` keeps the first ones, 0 all.'],
  ['best', 'the largest or smallest', 'The first record that record.order would give. A list without any value is a missing input.'],
  ['count', 'how many', 'A summary with the value `count`.'],
  ['values', 'numbers of a record', 'A summary with one value per number or short text of the record, by its name.'],
].map(([operation = '', title = '', text = '']) => ({
  doc_id: `record.${operation}`, version: VERSION, title: `record.${operation}: ${title}`, source: 'planwright', operations: [`record.${operation}`], text: `# record.${operation}\n\n${text}`,
}));
