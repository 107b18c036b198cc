import type { Document, Operation } from '../../schemas/operation.ts';
import { declaring } from '../declaring.ts';

export const VERSION = '1.0.0';

const declare = declaring({ tool: 'document', version: VERSION, isolation: 'process', cost: { duration_ms: 200, usd: 0 }, limits: { timeout_ms: 60_000, max_rss_bytes: 1_000_000_000 } });

const QUERY = { description: 'Words; "words in a row"; a AND b; begin*; -without.', type: 'string', minLength: 1, maxLength: 1000 };

const HEADING = { description: 'Words of a heading above the table, where there are several tables.', type: 'string', minLength: 1, maxLength: 200 };

const ORDER = {
  description: '{"fn":"desc","args":["date"]} for the latest first, asc for the oldest.',
  type: 'object', properties: { fn: { enum: ['desc', 'asc'] }, args: { type: 'array', minItems: 1, maxItems: 1, items: { enum: ['date'] } } }, required: ['fn', 'args'], additionalProperties: false,
};

const ITEM_COLUMNS = ['document', 'heading', 'item'];

export const operations: Operation[] = [
  declare({
    operation: 'load',
    title: 'Read a document',
    description: 'Reads a Markdown or plain text file with its headings and passages.',
    stage: 'import',
    capabilities: ['load', 'read document'],
    inputs: [{ name: 'source', kinds: ['source'], facets: { content: 'document' } }],
    output: { name: 'document', kind: 'document', facets: {}, inherit: { from: 'source', except: ['content', 'format'] } },
  }),
  declare({
    operation: 'open',
    title: 'Read several documents',
    description: 'Reads Markdown or plain text files with their headings and passages, in the order given.',
    stage: 'import',
    capabilities: ['load', 'read documents'],
    inputs: [{ name: 'sources', kinds: ['source'], cardinality: 'list', facets: { content: 'document' } }],
    output: { name: 'documents', kind: 'document', cardinality: 'list', facets: {}, inherit: { from: 'sources', except: ['content', 'format'] } },
  }),
  declare({
    operation: 'search',
    title: 'Search documents',
    description: 'Full text search: the passages that fit a query best, quoted with their exact places.',
    capabilities: ['search', 'find', 'quote', 'full text'],
    inputs: [{ name: 'documents', kinds: ['document'], facets: {}, variadic: true }],
    output: { name: 'quotes', kind: 'quotes', facets: { query: { var: 'query', not: 'none' } }, inherit: { from: 'documents' } },
    parameters: { type: 'object', properties: { query: QUERY, limit: { description: 'Quotes at most.', type: 'integer', minimum: 1, maximum: 100, default: 10 } }, required: ['query'], additionalProperties: false },
    bind: { query: { var: 'query' } },
  }),
  declare({
    operation: 'tabulate',
    title: 'Make a table of quotes',
    description: 'One row for each quote: document, date, heading, quote, start, end, score.',
    capabilities: ['table'],
    inputs: [{ name: 'quotes', kinds: ['quotes'], facets: {} }],
    output: { name: 'table', kind: 'table', facets: { keys: ['document', 'heading'], measures: ['score'], time: 'none' }, inherit: { from: 'quotes' } },
    cost: { duration_ms: 300, usd: 0 },
  }),
  declare({
    operation: 'latest',
    title: 'Order quotes by date',
    description: 'Quotes by the dates of their documents, the latest or the oldest first; with limit 1 the passage in force.',
    capabilities: ['latest', 'newest', 'oldest', 'in force', 'order'],
    inputs: [{ name: 'quotes', kinds: ['quotes'], facets: { order: 'none', limit: 0 } }],
    output: { name: 'quotes', kind: 'quotes', facets: { order: { var: 'order', not: 'none' }, limit: { var: 'limit' } }, inherit: { from: 'quotes' } },
    parameters: { type: 'object', properties: { order: ORDER, limit: { description: 'Quotes at most; 0 keeps all.', type: 'integer', minimum: 0, maximum: 100, default: 0 } }, required: ['order'], additionalProperties: false },
    bind: { order: { var: 'order' }, limit: { var: 'limit' } },
    isolation: 'inline',
    cost: { duration_ms: 20, usd: 0 },
  }),
  declare({
    operation: 'take',
    title: 'Take the chosen document',
    description: 'The document that a person chose of several.',
    capabilities: ['choose'],
    inputs: [{ name: 'choice', kinds: ['choice'], facets: { of: 'document' } }, { name: 'documents', kinds: ['document'], cardinality: 'list', facets: { chosen: [] } }],
    output: { name: 'document', kind: 'document', facets: { chosen: { fn: 'one', args: ['document'] } }, inherit: { from: 'documents' } },
    isolation: 'inline',
    cost: { duration_ms: 20, usd: 0 },
  }),
  declare({
    operation: 'count',
    title: 'Count mentions',
    description: 'How often words are mentioned in each document, as a table.',
    capabilities: ['count', 'mentions', 'how often'],
    inputs: [{ name: 'documents', kinds: ['document'], facets: {}, variadic: true }],
    output: { name: 'table', kind: 'table', facets: { keys: ['document'], measures: ['mentions'], time: 'none', mentions: { var: 'query', not: 'none' } }, inherit: { from: 'documents' } },
    parameters: { type: 'object', properties: { query: QUERY }, required: ['query'], additionalProperties: false },
    bind: { query: { var: 'query' } },
    cost: { duration_ms: 300, usd: 0 },
  }),
  declare({
    operation: 'count_each',
    title: 'Count mentions of each name',
    description: 'How often each name in a column of a table is mentioned in documents taken together, as a table.',
    capabilities: ['count', 'mentions', 'how often'],
    inputs: [{ name: 'documents', kinds: ['document'], facets: {}, variadic: true }, { name: 'names', kinds: ['table'], facets: { keys: { atLeast: [{ var: 'k' }] }, mentions: 'none', order: 'none', limit: 0 } }],
    output: { name: 'table', kind: 'table', facets: { keys: [{ var: 'k' }], measures: ['mentions'], time: 'none', mentions: { fn: 'each', args: [{ var: 'k' }] } }, inherit: { from: 'documents' } },
    parameters: { type: 'object', properties: { column: { description: 'The column with the names.', type: 'string', minLength: 1, maxLength: 200 } }, required: ['column'], additionalProperties: false },
    bind: { column: { var: 'k' } },
    cost: { duration_ms: 500, usd: 0 },
  }),
  declare({
    operation: 'items',
    title: 'Take documents apart',
    description: 'One row for each list item, section or paragraph of documents: document, heading, item, number, words.',
    capabilities: ['list items', 'sections', 'count items'],
    inputs: [{ name: 'documents', kinds: ['document'], facets: {}, variadic: true }],
    output: { name: 'table', kind: 'table', facets: { items: { var: 'of', not: 'none' }, keys: ITEM_COLUMNS, columns: ITEM_COLUMNS, measures: ['number', 'words'], time: 'none' }, inherit: { from: 'documents', except: ['dated', 'holds'] } },
    parameters: { type: 'object', properties: { of: { enum: ['list', 'sections', 'paragraphs'] } }, required: ['of'], additionalProperties: false },
    bind: { of: { var: 'of' } },
    cost: { duration_ms: 340, usd: 0 },
  }),
  declare({
    operation: 'lines',
    title: 'Read the lines of a log',
    description: 'One row for each line that begins with a day or a time: document, heading, at, item, number, words.',
    capabilities: ['log', 'lines', 'events'],
    inputs: [{ name: 'documents', kinds: ['document'], facets: {}, variadic: true }],
    output: { name: 'table', kind: 'table', facets: { items: 'lines', keys: ITEM_COLUMNS, columns: ITEM_COLUMNS, measures: ['number', 'words'], time: 'at' }, inherit: { from: 'documents', except: ['dated', 'holds'] } },
    cost: { duration_ms: 320, usd: 0 },
  }),
  declare({
    operation: 'table',
    title: 'Read a table of a document',
    description: 'The table that a Markdown document holds, or the one under a heading, with typed columns. Several of the same columns are one table with the column heading.',
    capabilities: ['table', 'extract table'],
    inputs: [{ name: 'document', kinds: ['document'], facets: { holds: 'none' } }],
    output: { name: 'table', kind: 'table', facets: {}, inherit: { from: 'document' } },
    parameters: { type: 'object', properties: { heading: HEADING }, additionalProperties: false },
    cost: { duration_ms: 500, usd: 0 },
  }),
  declare({
    operation: 'series',
    title: 'Read the tables of dated documents',
    description: 'The tables of several documents with the same columns as one table over time: the date of each document is the time, with the columns document and, where a document has several tables, heading.',
    capabilities: ['tables', 'compare documents', 'over time'],
    inputs: [{ name: 'documents', kinds: ['document'], cardinality: 'list', facets: { dated: 'yes', holds: 'none', time: 'none', keys: { var: 'k' } } }],
    output: { name: 'table', kind: 'table', facets: { keys: { var: 'k' }, time: 'date' }, inherit: { from: 'documents', except: ['dated'] } },
    parameters: { type: 'object', properties: { heading: HEADING }, additionalProperties: false },
    cost: { duration_ms: 600, usd: 0 },
  }),
  declare({
    operation: 'gather',
    title: 'Read the tables of several documents as one',
    description: 'The tables of several documents, or those under a heading, with the same columns as one table; the column document says whose each row is.',
    capabilities: ['tables', 'compare documents'],
    inputs: [{ name: 'documents', kinds: ['document'], cardinality: 'list', facets: { holds: 'none', keys: { var: 'k' } } }],
    output: { name: 'table', kind: 'table', facets: { keys: { fn: 'union', args: [{ var: 'k' }, ['document']] } }, inherit: { from: 'documents', except: ['dated'] } },
    parameters: { type: 'object', properties: { heading: HEADING }, additionalProperties: false },
    cost: { duration_ms: 700, usd: 0 },
  }),
  declare({
    operation: 'gather_unseen',
    title: 'Read tables of several documents whose columns are seen then',
    description: 'The same where documents hold several tables: those under one heading, whose columns are known when they are read.',
    capabilities: ['tables', 'compare documents'],
    inputs: [{ name: 'documents', kinds: ['document'], cardinality: 'list', facets: { holds: 'none' } }],
    output: { name: 'table', kind: 'table', facets: {}, inherit: { from: 'documents', except: ['dated'] } },
    parameters: { type: 'object', properties: { heading: HEADING }, additionalProperties: false },
    cost: { duration_ms: 800, usd: 0 },
  }),
  declare({
    operation: 'fields',
    title: 'Read the fields of documents',
    description: 'One row for each document with what its head says of it: front matter, a table of names and values, or lines such as "Place: Harbour"; amounts are numbers with their unit.',
    capabilities: ['fields', 'metadata', 'compare documents'],
    inputs: [{ name: 'documents', kinds: ['document'], facets: { holds: 'fields' }, variadic: true }],
    output: { name: 'table', kind: 'table', facets: { time: 'none' }, inherit: { from: 'documents', except: ['dated', 'holds'] } },
    cost: { duration_ms: 500, usd: 0 },
  }),
  declare({
    operation: 'tables',
    title: 'Read the tables of a document',
    description: 'The tables that a Markdown document holds, each as a table with typed columns.',
    capabilities: ['tables', 'extract tables'],
    inputs: [{ name: 'document', kinds: ['document'], facets: {} }],
    output: { name: 'tables', kind: 'table', cardinality: 'list', facets: {}, inherit: { from: 'document' } },
    cost: { duration_ms: 500, usd: 0 },
  }),
];

const WORDS: { [operation: string]: string } = {
  load: 'Reads UTF-8 text of at most 20 MB. Passages are paragraphs, items, table rows and code blocks, each with the headings above it. Places are offsets into the text as it is.',
  open: 'The same for several files at once; the order stays.',
  search: 'Ranks passages by BM25 over stemmed words (Porter). `"words in a row"` and both sides of `AND` have to occur, `begin*` finds beginnings, `-word` excludes. Each quote has `document`, `heading`, `quote`, `start`, `end`: the text between the two places is the quote, character by character. A passage of a numbered section that another passage says to replace, amend or delete is quoted with it (`amends`, `amended_by`, the one in force first), also where the other does not fit the query. A row of a table has `columns`, and is found by their names too. No passage that fits gives an empty list.',
  tabulate: 'The quotes as rows. `date` is that of the document, where one of them has one.',
  latest: 'The date of a document is its "Effective" or "Date:" line, its front matter or the date in its name, in this order. Where a passage is amended by another, in the same document or a later one, the amendment stands before it when the latest is first. Quotes of documents without one stand last; where none has one, that is said. Of one date the best fitting stand first.',
  take: 'The document that input `choice` names.',
  count: 'One row per document with the column `mentions`: every occurrence of every word or phrase of `query`, by stem, headings included.',
  count_each: 'One row per name with the column `mentions`: how often the name occurs as words in a row, over all documents; a name that none mentions has 0. Equal names count once.',
  items: '`list`: items of lists, nested ones each by itself; `sections`: what stands right below each heading; `paragraphs`: the rest of the text. `item` is the text on one line without its mark. Documents without any give no rows.',
  lines: '`at` is the time of the line; where it has a time of day alone, on the date of its document. A line without either is none. Documents without such lines are refused.',
  table: 'As document.tables, for the one table of the document; several of the same columns are read as one, with the column `heading`. Of different ones `heading` names the one; without it the message lists what there is.',
  fields: 'A column is a number where every document gives one with the same unit, or says none (then 0); otherwise it is text as written. A field that a document lacks is empty. A document without fields is refused by name.',
  series: 'The date of a document is found as for document.latest. A document without a date, without a table or with other columns than the rest is refused by name.',
  gather: 'A document without such a table, or with other columns than the rest, is refused by name. Where a document has several of the same columns, `heading` is a column.',
  gather_unseen: 'As document.gather.',
  tables: 'Tables written with pipes. Types, units and roles are found as for any file; the heading above gives the title.',
};

export const documents: Document[] = operations.map((one) => ({
  doc_id: `document.${one.operation}`, version: VERSION, title: `document.${one.operation}: ${one.title.toLowerCase()}`, source: 'planwright', operations: [`document.${one.operation}`], text: `# document.${one.operation}\n\n${one.description}\n\n${WORDS[one.operation] ?? ''}`,
}));
