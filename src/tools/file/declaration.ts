import type { Json } from '../../schemas/json.ts';
import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

const PATH: Json = { type: 'string', minLength: 1, maxLength: 1024, description: 'Relative to the output directory of the run' };

type Declared = Pick<Operation, 'operation' | 'title' | 'description' | 'inputs' | 'output' | 'effect' | 'effect_name'> & { paths?: 'required' | 'optional' } & Partial<Operation>;

function declare({ paths, ...declared }: Declared): Operation {
  return {
    tool: 'file',
    version: VERSION,
    stage: 'export',
    capabilities: ['file', declared.operation],
    parameters: {
      type: 'object',
      properties: paths === undefined ? {} : { path: PATH },
      required: paths === 'required' ? ['path'] : [],
      additionalProperties: false,
    },
    bind: {},
    determinism: 'deterministic',
    runs_on: 'execution',
    isolation: 'inline',
    cost: { duration_ms: 50, usd: 0 },
    limits: { timeout_ms: 120_000 },
    documents: [`file-${declared.operation}`],
    ...declared,
  };
}

export const operations: Operation[] = [
  declare({
    operation: 'write',
    title: 'Save to a file',
    description: 'Writes artifacts, with all their renderings, into the output directory of the run. Overwrites nothing.',
    inputs: [{ name: 'content', kinds: ['report', 'chart', 'map', 'table', 'text', 'summary', 'verdict', 'grid', 'source', 'quotes', 'record'], facets: {}, variadic: true }],
    output: { name: 'file', kind: 'file', facets: {} },
    effect: 'write',
    effect_name: 'save',
    undo: { operation: 'remove' },
    parameters: {
      type: 'object',
      properties: {
        path: PATH,
        columns: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 1000 }, minItems: 1, maxItems: 200, description: 'Of a table: the columns that are written, in this order; all where absent.' },
        names: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 }, minItems: 1, maxItems: 200, description: 'What the written columns are called, one name for each.' },
        decimals: { type: 'integer', minimum: 0, maximum: 15, description: 'To how many decimals numbers that are not whole are rounded.' },
      },
      required: [], additionalProperties: false,
    },
  }),
  declare({
    operation: 'remove',
    title: 'Remove a saved file',
    description: 'Removes files that this run wrote, if they are still as they were written.',
    inputs: [{ name: 'file', kinds: ['file'], facets: {} }],
    output: { name: 'removed', kind: 'summary', facets: { analysis: { fn: 'files_removed', args: [] } } },
    effect: 'destructive',
    effect_name: 'remove',
  }),
  declare({
    operation: 'read',
    title: 'Read a file of the run',
    description: 'Reads a file of the output directory of the run as a source.',
    inputs: [],
    output: { name: 'source', kind: 'source', facets: {} },
    effect: 'read',
    // nothing that is to be searched for: only where a plan names a path
    effect_name: 'read_file',
    determinism: 'external',
    paths: 'required',
  }),
  declare({
    operation: 'list',
    title: 'List the files of the run',
    description: 'Names the files in the output directory of the run.',
    inputs: [],
    output: { name: 'files', kind: 'summary', facets: { analysis: { fn: 'files', args: [] } } },
    effect: 'read',
    effect_name: 'list_files',
    determinism: 'external',
    paths: 'optional',
  }),
];

const document = (operation: string, title: string, text: string): Document => ({
  doc_id: `file-${operation}`,
  version: VERSION,
  title,
  source: `planwright:tools/file/${operation}`,
  text: `# file.${operation}\n\n${text.trim()}`,
  operations: [`file.${operation}`],
});

/** What a person or model reads before using an operation of `file`. */
export const documents: Document[] = [
  document('write', 'file.write: save artifacts as files', `
Writes what is bound to \`content\` into the output directory of the run, each artifact under its own name with all its renderings (the PNG beside the SVG).
Parameter \`path\` names the file; it is relative, without \`..\`. For several artifacts \`{name}\` in it stands for what tells each from the others: the value that a table was split by, the name of
its document, else its own name, with \`_\` for what no file name has. Two that would have the same path are refused before anything is written.

A table at a path that ends in \`.csv\`, \`.tsv\`, \`.json\` (a list of objects) or \`.md\` is written in that format: its \`columns\` in the order named, called \`names\`, numbers rounded to \`decimals\`.

- A file is there whole or not at all. Nothing is overwritten: the same bytes are left, others get the next free name (with \`path\`: are refused).
- Effect \`write\`; undone by \`file.remove\`.`),
  document('remove', 'file.remove: remove saved files', `
Removes the files behind the output of \`file.write\` at input \`file\`. A file that was changed since is not removed. Effect \`destructive\`: a person is asked.`),
  document('read', 'file.read: read a file of the run', `
Reads the file at parameter \`path\` of the output directory as \`source\`. Regular files only: no links, pipes or devices; at most 1 GiB.`),
  document('list', 'file.list: list the files of the run', `
Names the regular files of the output directory, or of its directory \`path\`, sorted; at most 1,000.`),
];
