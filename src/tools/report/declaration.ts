import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

export const operations: Operation[] = [
  {
    tool: 'report',
    operation: 'compose',
    version: VERSION,
    title: 'Compose a report',
    description: 'Puts pictures, tables, numbers, words and checks together as Markdown and HTML, with findings, sources, caveats and how it was made.',
    stage: 'narrate',
    capabilities: ['report', 'document', 'explain'],
    inputs: [{ name: 'parts', kinds: ['chart', 'map', 'table', 'summary', 'text', 'verdict', 'quotes'], facets: {}, variadic: true }],
    output: { name: 'report', kind: 'report', facets: {} },
    parameters: {
      type: 'object',
      properties: {
        title: { description: 'Heading of the report.', type: 'string', maxLength: 300 },
        goal: { description: "The person's words, quoted below the title; numbers in them may be repeated.", type: 'string', maxLength: 20_000 },
        caveats: { description: 'What a reader must know, besides the caveats of the sources.', type: 'array', items: { type: 'string', maxLength: 1000 }, maxItems: 50 },
        unverified: { description: 'Numbers in narrative text that stand for no computed value: mark them, or refuse the text.', enum: ['mark', 'refuse'], default: 'mark' },
      },
      additionalProperties: false,
    },
    bind: {},
    effect: 'none',
    determinism: 'deterministic',
    runs_on: 'execution',
    isolation: 'process',
    cost: { duration_ms: 500, usd: 0 },
    limits: { timeout_ms: 60_000, max_rss_bytes: 1_000_000_000 },
    documents: ['report.compose'],
  },
];

export const documents: Document[] = [
  {
    doc_id: 'report.compose',
    version: VERSION,
    title: 'report.compose: one document of everything',
    source: 'planwright',
    operations: ['report.compose'],
    text: `# report.compose

Puts any number of charts, maps, tables, summaries, texts, verdicts and quotes together. Output: a \`report\`, Markdown, with a self-contained HTML file and the list of its numbers beside it.

Sections, each only where there is something to say: title, the goal in the person's words, key findings (sentences made from ordered tables and from summaries), figures, words, tables (first
20 rows, units in the headers), numbers, checks, what to keep in mind, data sources with citation and licence, how it was made.

- **parts** (input): in the order in which they are to appear.
- **title**, **goal**, **caveats** (optional).
- **unverified** (optional): \`mark\` (default) or \`refuse\`.

A number is a reference to a computed cell. Texts refer to cells by \`{{part.path|decimals|unit}}\`: \`{{0.mean|2}}\` for the value \`mean\` of the first table or summary, \`{{ranked.0.pop|0|people}}\` for a
cell of the table named \`ranked\`, row 0. Any other number in a text must occur in the goal, a title or a caveat, or equal a computed value at the precision in which it is written;
otherwise it is marked \`[unverified]\`, or the text is refused. \`data.numbers\` lists the numbers with value, unit, decimals and the cell.`,
  },
];
