import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

/** Costs of asking: a minute of a person's time is dearer than any look-up, and cheaper than a guess. */
const shared = {
  tool: 'person',
  version: VERSION,
  stage: 'decide',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  bind: {},
  effect: 'none',
  determinism: 'external',
  runs_on: 'person',
  isolation: 'inline',
  limits: { timeout_ms: 86_400_000 },
} as const;

const QUESTION = { description: 'What the person is asked.', type: 'string', maxLength: 500 };

export const operations: Operation[] = [
  {
    ...shared,
    operation: 'choose',
    title: 'Ask a person to choose',
    description: 'A person chooses one of the records of a list.',
    capabilities: ['choose', 'decide', 'pick'],
    inputs: [{ name: 'options', kinds: ['record'], cardinality: 'list', facets: { service: { var: 'service' }, entity: { var: 'entity' } } }],
    output: { name: 'choice', kind: 'choice', facets: { of: 'record', service: { var: 'service' }, entity: { var: 'entity' } } },
    parameters: { type: 'object', properties: { title: QUESTION }, additionalProperties: false },
    cost: { duration_ms: 60_000, usd: 0 },
    documents: ['person.choose'],
  },
  {
    ...shared,
    operation: 'choose-row',
    title: 'Ask a person to choose a row',
    description: 'A person chooses one of the rows of a table.',
    capabilities: ['choose', 'decide', 'pick'],
    inputs: [{ name: 'options', kinds: ['table'], facets: {} }],
    output: { name: 'choice', kind: 'choice', facets: { of: 'table' }, inherit: { from: 'options' } },
    parameters: { type: 'object', properties: { title: QUESTION }, additionalProperties: false },
    cost: { duration_ms: 60_000, usd: 0 },
    documents: ['person.choose'],
  },
  {
    ...shared,
    operation: 'choose-document',
    title: 'Ask a person to choose a document',
    description: 'A person chooses one of several documents.',
    capabilities: ['choose', 'decide', 'pick'],
    inputs: [{ name: 'options', kinds: ['document'], cardinality: 'list', facets: {} }],
    output: { name: 'choice', kind: 'choice', facets: { of: 'document' }, inherit: { from: 'options' } },
    parameters: { type: 'object', properties: { title: QUESTION }, additionalProperties: false },
    cost: { duration_ms: 60_000, usd: 0 },
    documents: ['person.choose'],
  },
  {
    ...shared,
    operation: 'enter',
    title: 'Ask a person for a value',
    description: 'A person enters a number or a text that nothing else can supply.',
    capabilities: ['enter', 'value', 'ask'],
    inputs: [],
    output: { name: 'value', kind: 'value', facets: { service: { var: 'service' }, entity: { var: 'entity' }, name: { var: 'name' }, use: { var: 'use' } } },
    parameters: {
      type: 'object',
      properties: { name: { description: 'What is asked for.', type: 'string', maxLength: 200 }, type: { enum: ['text', 'number', 'boolean'], default: 'text' }, minimum: { type: 'number' }, maximum: { type: 'number' }, unit: { description: 'Unit of the number; an answer in another unit is converted.', type: 'string', maxLength: 40 } },
      required: ['name'],
      additionalProperties: false,
    },
    bind: { name: { var: 'name' } },
    cost: { duration_ms: 90_000, usd: 0 },
    documents: ['person.enter'],
  },
  {
    ...shared,
    operation: 'review',
    title: 'Ask a person to review',
    description: 'A person looks at a result and says whether it holds.',
    capabilities: ['review', 'check', 'approve'],
    inputs: [{ name: 'subject', kinds: ['table', 'summary', 'chart', 'map', 'text', 'record', 'quotes', 'document', 'report'], facets: {}, variadic: true }],
    output: { name: 'verdict', kind: 'verdict', facets: { reviewed: 'person' } },
    parameters: { type: 'object', properties: { title: QUESTION }, additionalProperties: false },
    cost: { duration_ms: 300_000, usd: 0 },
    documents: ['person.review'],
  },
];

export const documents: Document[] = [
  { doc_id: 'person.choose', version: VERSION, title: 'person.choose: a person chooses', source: 'planwright', operations: ['person.choose', 'person.choose-row', 'person.choose-document'], text: '# person.choose\n\nShows the options and waits. Answer: `{"index": 0}`, the place of the option, counted from 0. Silence never chooses.' },
  { doc_id: 'person.enter', version: VERSION, title: 'person.enter: a person enters a value', source: 'planwright', operations: ['person.enter'], text: '# person.enter\n\nAsks for one value by its name. Answer: a text, number or truth value of the declared type, within `minimum` and `maximum`. A number may have words behind it (48 points); with `unit` it is converted into that unit, or asked for again.' },
  { doc_id: 'person.review', version: VERSION, title: 'person.review: a person reviews', source: 'planwright', operations: ['person.review'], text: '# person.review\n\nShows a result and waits. Answer: `{"held": true, "comment": "…"}`. Output: a verdict with one check.' },
];
