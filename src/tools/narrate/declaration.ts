import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

/** Data only: the implementation runs in the reasoning role (src/llm/narrate-tool.ts), which alone may ask a model. */
export const OPERATIONS: Operation[] = [
  {
    tool: 'narrate',
    operation: 'describe',
    version: VERSION,
    title: 'Description in sentences',
    description: 'Describes tables and summaries in a few sentences whose numbers are references to computed cells. A template where there is no model.',
    stage: 'narrate',
    capabilities: ['narration', 'description'],
    inputs: [{ name: 'parts', kinds: ['summary', 'table'], facets: {}, variadic: true }],
    output: { name: 'text', kind: 'text', facets: {} },
    parameters: {
      type: 'object',
      properties: {
        goal: { description: "The person's words; numbers that occur in them may be repeated in the text.", type: 'string', maxLength: 4000 },
        title: { description: 'Heading above the text.', type: 'string', maxLength: 200 },
      },
      additionalProperties: false,
    },
    bind: {},
    effect: 'none',
    determinism: 'external',
    runs_on: 'reasoning',
    asks: 'write',
    isolation: 'inline',
    // A configured model may be a server elsewhere: values of the parts are sent to it.
    outbound: true,
    cost: { duration_ms: 3_000, usd: 0.002 },
    limits: { timeout_ms: 240_000 },
    documents: ['narrate.describe'],
  },
];

export const documents: Document[] = [
  {
    doc_id: 'narrate.describe',
    version: VERSION,
    title: 'narrate.describe: tables and summaries in sentences',
    source: 'planwright',
    operations: ['narrate.describe'],
    text: `# narrate.describe

Writes a few sentences about tables and summaries. Output: a \`text\` artifact, Markdown.

- **parts** (input): any number of summaries and tables, in the order in which they are to be described.
- **goal** (optional): the words of the goal. Only numbers that occur in them may stand in the text as digits.
- **title** (optional): a heading.

Every other number is a token that names a computed cell, \`{{part.name|decimals|unit}}\` for a summary, \`{{part.row.column|decimals|unit}}\` for a table, and is put
in where the text is shown; \`data.numbers\` of the artifact lists them with their values. A sentence with any other digit or number word, with markup or a link
is refused; after one repair the template writes the text instead. Without a model the template is used at once: of summaries every value, of tables
the number of rows, the first and last period, and the highest and lowest value. What a model wrote is labelled untrusted.`,
  },
];
