import type { Json } from '../../schemas/json.ts';
import type { FacetTerm, Operation, OperationPort } from '../../schemas/operation.ts';
import { type Declared, declaring } from '../declaring.ts';

export const VERSION = '1.1.0';

export const NAME: Json = { type: 'string', minLength: 1, maxLength: 100 };
export const NAMES: Json = { type: 'array', items: NAME, maxItems: 100 };
/** A facet value: a name or a term `{fn, args}`. The operation itself checks what is inside. */
export const TERM: Json = { anyOf: [NAME, { type: 'object', properties: { fn: { type: 'string' }, args: { type: 'array' } }, required: ['fn', 'args'], additionalProperties: false }] };
export const AGGREGATION: Json = {
  type: 'string',
  pattern: '^(sum|mean|median|min|max|count|count_distinct|std|p(100|[1-9]?\\d))$',
  description: 'sum, mean, median, min, max, count, count_distinct, std or a percentile such as p90. Default: what the column declares or its unit tells.',
};

export const parameters = (properties: { [name: string]: Json }, required: string[]): { [key: string]: Json } => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const port = (name: string, facets: { [name: string]: FacetTerm }): OperationPort => ({ name, kinds: ['table'], facets });

const declared = declaring<Declared & Pick<Operation, 'parameters' | 'bind'>>({ tool: 'table', version: VERSION, isolation: 'process', cost: { duration_ms: 400, usd: 0 }, limits: { timeout_ms: 120_000, max_rss_bytes: 2_500_000_000 } });

/** An operation of `table`: pure, deterministic, in a child process of its own; it says its parameters and what binds them. */
export const declare = (operation: Parameters<typeof declared>[0]): Operation => declared({ ...operation, inputs: operation.operation === 'rank' ? operation.inputs : operation.inputs.map(beforeTop) });

/** The best rows of each group are only put in order: whatever else takes all rows takes them before. */
const beforeTop = (input: OperationPort): OperationPort => (input.facets['order'] === 'none' && input.facets['top'] === undefined ? { ...input, facets: { ...input.facets, top: 'none' } } : input);

export const ANY = (name: string): { var: string } => ({ var: name });
