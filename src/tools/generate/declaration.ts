import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

/** Data only: the implementation runs in the reasoning role (src/llm/generate-tool.ts). */
export const OPERATIONS: Operation[] = [
  {
    tool: 'generate',
    operation: 'text',
    version: VERSION,
    title: 'Text by instruction',
    description: 'Writes a text about tables, numbers and documents by an instruction, within declared checks: length, phrases that must or must not occur, values that must be named.',
    stage: 'narrate',
    capabilities: ['text generation', 'writing'],
    inputs: [{ name: 'parts', kinds: ['summary', 'table', 'document', 'text', 'quotes', 'verdict'], facets: {}, variadic: true }],
    output: {
      name: 'text',
      kind: 'text',
      data: { type: 'object', properties: { held: { type: 'boolean' }, checks: { type: 'array' }, numbers: { type: 'array' } }, required: ['held', 'checks', 'numbers'] },
      facets: { instruction: { var: 'instruction', not: 'none' } },
    },
    parameters: {
      type: 'object',
      properties: {
        instruction: { description: 'What to write, in the words of the person.', type: 'string', minLength: 1, maxLength: 2_000 },
        goal: { description: "The person's words; numbers that occur in them may be repeated in the text.", type: 'string', maxLength: 4_000 },
        title: { description: 'Heading above the text.', type: 'string', maxLength: 200 },
        max_words: { description: 'Most words.', type: 'integer', minimum: 5, maximum: 2_000, default: 300 },
        must_mention: { description: 'Names of values (of a summary) or columns (of a table) of which at least one cell must be referred to.', type: 'array', items: { type: 'string', maxLength: 100 }, maxItems: 20 },
        must_say: { description: 'Phrases that must occur.', type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 }, maxItems: 20 },
        must_not_say: { description: 'Phrases that must not occur, in any case of letters.', type: 'array', items: { type: 'string', minLength: 1, maxLength: 200 }, maxItems: 50 },
      },
      required: ['instruction'],
      additionalProperties: false,
    },
    bind: { instruction: { var: 'instruction' } },
    effect: 'none',
    determinism: 'external',
    runs_on: 'reasoning',
    asks: 'write',
    isolation: 'inline',
    outbound: true,
    cost: { duration_ms: 5_000, usd: 0.005, preference: 1 },
    limits: { timeout_ms: 240_000 },
    postconditions: [{ path: 'outputs.text.data.held', op: '=', value: true }],
    documents: ['generate.text'],
  },
];

export const documents: Document[] = [
  {
    doc_id: 'generate.text',
    version: VERSION,
    title: 'generate.text: a text by instruction, within declared checks',
    source: 'planwright',
    operations: ['generate.text'],
    text: `# generate.text

Writes a text with a language model. Output: a \`text\` artifact, Markdown without markup of the model's own.

- **parts** (input): summaries, tables, verdicts, documents, texts and quotes.
- **instruction**: what to write. **goal**, **title** (optional): as in narrate.describe.
- **max_words**, **must_mention**, **must_say**, **must_not_say** (optional): checks. A text is written, checked, and where a check fails written again with the reasons, at most twice.

Numbers are references to computed cells, as in narrate.describe; besides these only numbers that stand in the goal, the instruction or a text part may be written. A sentence with
another number, markup or a link is never shown. A declared check that does not hold in the end is named in \`data.checks\`, and the step is partial.
Needs a model; the text is labelled untrusted.`,
  },
];
