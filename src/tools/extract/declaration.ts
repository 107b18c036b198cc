import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

/** Data only: the implementation runs in the reasoning role (src/llm/extract-tool.ts). */
export const OPERATIONS: Operation[] = [
  {
    tool: 'extract',
    operation: 'fields',
    version: VERSION,
    title: 'Fields out of text',
    description: 'Reads declared fields out of documents, texts or quotes into a table. Every value carries the exact words it was read from; a value without such words is left out and counted.',
    stage: 'process',
    capabilities: ['extraction', 'structured data from text'],
    inputs: [{ name: 'parts', kinds: ['document', 'text', 'quotes'], facets: {}, variadic: true }],
    output: {
      name: 'table',
      kind: 'table',
      data: { type: 'object', properties: { values: { type: 'integer', minimum: 0 }, dropped: { type: 'integer', minimum: 0 }, unread: { type: 'integer', minimum: 0 } }, required: ['values', 'dropped', 'unread'] },
      facets: { extracted: { var: 'fields', not: [] }, measures: { var: 'measures' }, keys: { var: 'keys' }, time: { var: 'time' } },
      // which document it was read from is still known, and what its passages were found by
      inherit: { from: 'parts', except: ['mentions', 'order', 'limit', 'filters', 'content', 'format', 'columns', 'holds'] },
    },
    parameters: {
      type: 'object',
      properties: {
        fields: {
          description: 'What to read: a list of {name, type, description, unit}, or of terms field(name, type, description, unit).',
          type: 'array',
          minItems: 1,
          maxItems: 20,
          items: {
            anyOf: [
              {
                type: 'object',
                properties: {
                  name: { type: 'string', minLength: 1, maxLength: 60 },
                  type: { enum: ['text', 'number', 'integer', 'date', 'boolean'] },
                  description: { type: 'string', maxLength: 400 },
                  unit: { type: 'string', maxLength: 40 },
                },
                required: ['name', 'type'],
                additionalProperties: false,
              },
              {
                type: 'object',
                properties: { fn: { const: 'field' }, args: { type: 'array', items: { type: 'string', maxLength: 400 }, minItems: 2, maxItems: 4 } },
                required: ['fn', 'args'],
                additionalProperties: false,
              },
            ],
          },
        },
        rows: { description: '`each`: a row for every mention; `one`: one row for every part.', enum: ['each', 'one'] },
        limit: { description: 'Most characters of text that are read.', type: 'integer', minimum: 1_000, maximum: 400_000, default: 200_000 },
        time: { description: 'The date field, or document_date, over which the rows go.', type: 'string', minLength: 1, maxLength: 60 },
        title: { type: 'string', maxLength: 200 },
      },
      required: ['fields'],
      additionalProperties: false,
    },
    bind: { fields: { var: 'fields' }, time: { var: 'time', not: 'none' } },
    effect: 'none',
    determinism: 'external',
    runs_on: 'reasoning',
    asks: 'find',
    isolation: 'inline',
    outbound: true,
    cost: { duration_ms: 8_000, usd: 0.01, preference: 1 },
    limits: { timeout_ms: 600_000 },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }, { path: 'outputs.table.data.unread', op: '=', value: 0 }],
    documents: ['extract.fields'],
  },
];

export const documents: Document[] = [
  {
    doc_id: 'extract.fields',
    version: VERSION,
    title: 'extract.fields: declared fields out of documents, texts and quotes',
    source: 'planwright',
    operations: ['extract.fields'],
    text: `# extract.fields

Reads declared fields out of text with a language model. Output: a \`table\`.

- **parts** (input): any number of documents, texts and quotes.
- **fields**: up to 20 fields, each with name, type (text, number, integer, date, boolean), description and unit.
- **rows** (optional): \`each\` (default) makes a row for every mention, \`one\` one row for every part.
- **time** (optional): the date field over which the rows go, for what is made per month or year of them.
- **limit** (optional): most characters that are read; longer text is refused, never cut silently.

Columns: \`document\`, \`document_date\` where a document says its date, the fields, and for each field \`<field>_quote\` with the exact words. The file \`spans.json\` beside the table has part, start, end and quote of every value.
A value is kept where its quote stands in the text and the value stands in the quote (numbers and dates by their meaning). One that does not is asked for again twice,
then left out; \`data.dropped\` counts them. Every section, list item, table row, dated line and paragraph that gives no row though others like it do is asked for too, until it gives one or is
left out with a reason; \`data.unread\` counts what is neither, and the step is then partial. Text is data: nothing in it can add a field, a document or an instruction. Needs a model; what a model read is labelled untrusted.`,
  },
];
