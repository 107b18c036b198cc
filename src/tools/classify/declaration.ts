import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

/** Data only: the implementation runs in the reasoning role (src/llm/classify-tool.ts). */
export const OPERATIONS: Operation[] = [
  {
    tool: 'classify',
    operation: 'rows',
    version: VERSION,
    title: 'Rows sorted into classes',
    description: 'Adds a column with one label of a closed set for each row, by what a text column says.',
    stage: 'process',
    capabilities: ['classification', 'labelling'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { classified: 'none', keys: { var: 'k' }, columns: { var: 'c' } } }],
    output: {
      name: 'table',
      kind: 'table',
      facets: {
        classified: { fn: 'class', args: [{ var: 'column' }, { var: 'labels' }, { var: 'name' }] },
        keys: { fn: 'union', args: [{ var: 'k' }, [{ var: 'name' }]] },
        columns: { fn: 'union', args: [{ var: 'c' }, [{ var: 'name' }]] },
      },
      data: { type: 'object', properties: { labels: { type: 'object' }, unlabelled: { type: 'integer', minimum: 0 } }, required: ['labels', 'unlabelled'] },
      inherit: { from: 'table' },
    },
    parameters: {
      type: 'object',
      properties: {
        column: { description: 'The column whose text decides.', type: 'string', minLength: 1, maxLength: 100 },
        labels: { description: 'The closed set of labels.', type: 'array', items: { type: 'string', minLength: 1, maxLength: 60 }, minItems: 2, maxItems: 30, uniqueItems: true },
        name: { description: 'Name of the new column.', type: 'string', minLength: 1, maxLength: 60 },
        instruction: { description: 'What the labels mean.', type: 'string', maxLength: 2_000 },
        limit: { description: 'Most rows that are classified; a longer table is refused.', type: 'integer', minimum: 1, maximum: 5_000, default: 2_000 },
      },
      required: ['column', 'labels', 'name'],
      additionalProperties: false,
    },
    bind: { column: { var: 'column' }, labels: { var: 'labels' }, name: { var: 'name' } },
    effect: 'none',
    determinism: 'external',
    runs_on: 'reasoning',
    asks: 'choose',
    isolation: 'inline',
    outbound: true,
    cost: { duration_ms: 8_000, usd: 0.01, preference: 1 },
    limits: { timeout_ms: 600_000 },
    postconditions: [{ path: 'outputs.table.data.unlabelled', op: '=', value: 0 }],
    documents: ['classify.rows'],
  },
];

export const documents: Document[] = [
  {
    doc_id: 'classify.rows',
    version: VERSION,
    title: 'classify.rows: one label of a closed set for each row',
    source: 'planwright',
    operations: ['classify.rows'],
    text: `# classify.rows

Adds a column to a table: one label of a closed set for each row, chosen by a language model from the text of one column.

- **table** (input): the rows. Rows, order and other columns stay as they are.
- **column**: the text column that decides. **labels**: 2 to 30 labels. **name**: the new column.
- **instruction** (optional): what the labels mean. **limit** (optional): most rows; a longer table is refused, never cut.

Equal texts are asked once and get one label. A label outside the set is refused and asked for again, at most twice; what then has none stays empty, is counted in
\`data.unlabelled\`, and the step is partial. Empty texts get no label and are not asked. Needs a model; the result is labelled untrusted.`,
  },
];
