import type { Json } from '../../schemas/json.ts';
import type { Document, Operation } from '../../schemas/operation.ts';
import { ANY, NAMES, TERM } from '../table/declare.ts';

export const VERSION = '1.0.0';

const shared = {
  tool: 'decide',
  version: VERSION,
  stage: 'decide',
  effect: 'none',
  runs_on: 'execution',
  isolation: 'process',
  cost: { duration_ms: 400, usd: 0 },
  limits: { timeout_ms: 60_000, max_rss_bytes: 1_500_000_000 },
} as const;

const CRITERIA: { [name: string]: Json } = {
  keys: NAMES,
  criteria: { type: 'array', items: TERM, minItems: 1, maxItems: 30, description: 'Terms such as {"fn":"max","args":["quality",0.6]} (more is better) or {"fn":"min","args":["price",0.4]}; weights are scaled to add up to one.' },
  normalisation: { enum: ['minmax', 'zscore'] },
};
const DRAWN: { [name: string]: Json } = { ...CRITERIA, draws: { type: 'integer', minimum: 100, maximum: 100_000, default: 2_000 }, seed: { type: 'integer', minimum: 0, maximum: 4_294_967_295, default: 1 } };
const OPTIONS = { keys: { var: 'k', not: [] }, time: 'none', order: 'none', limit: 0 };
const BIND = { keys: ANY('k'), criteria: ANY('criteria'), normalisation: ANY('how') };
const REQUIRED = ['keys', 'criteria', 'normalisation'];

/**
 * What plans each of them; criteria are a set of `{fn:"max"|"min",args:[measure,weight]}`, how is "minmax" or "zscore":
 *
 * - decide.rank: a table or bar chart with the measure `{fn:"score",args:[[criteria],how]}` and keys but no time
 * - decide.shares: a table or bar chart with the measure `{fn:"win_share",args:[[criteria],how]}`
 * - decide.sensitivity: a summary with `analysis: {fn:"sensitivity",args:[[criteria],how]}`
 */
export const operations: Operation[] = [
  {
    ...shared,
    operation: 'rank',
    title: 'Rank by criteria',
    description: 'Weighs several measures against each other and orders the options by their score, with what each criterion contributes.',
    capabilities: ['decide', 'score', 'weigh', 'prioritise', 'criteria', 'choose'],
    determinism: 'deterministic',
    inputs: [{ name: 'table', kinds: ['table'], facets: OPTIONS }],
    output: { name: 'table', kind: 'table', facets: { keys: ANY('k'), time: 'none', measures: [{ fn: 'score', args: [ANY('criteria'), ANY('how')] }], values: 'derived' }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: CRITERIA, required: REQUIRED, additionalProperties: false },
    bind: BIND,
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
    documents: ['decide.rank'],
  },
  {
    ...shared,
    operation: 'shares',
    title: 'First place under random weights',
    description: 'In which share of random weights each option comes first.',
    capabilities: ['decide', 'sensitivity', 'robustness', 'criteria'],
    determinism: 'seeded',
    inputs: [{ name: 'table', kinds: ['table'], facets: OPTIONS }],
    output: { name: 'table', kind: 'table', facets: { keys: ANY('k'), time: 'none', measures: [{ fn: 'win_share', args: [ANY('criteria'), ANY('how')] }], values: 'derived' }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: DRAWN, required: REQUIRED, additionalProperties: false },
    bind: BIND,
    documents: ['decide.sensitivity'],
  },
  {
    ...shared,
    operation: 'sensitivity',
    title: 'Sensitivity of a decision',
    description: 'How far each weight can move before the first place changes, and in which share of random weights each option comes first.',
    capabilities: ['decide', 'sensitivity', 'robustness', 'criteria'],
    determinism: 'seeded',
    inputs: [{ name: 'table', kinds: ['table'], facets: OPTIONS }],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'sensitivity', args: [ANY('criteria'), ANY('how')] } }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: DRAWN, required: REQUIRED, additionalProperties: false },
    bind: BIND,
    documents: ['decide.sensitivity'],
  },
];

export const documents: Document[] = [
  {
    doc_id: 'decide.rank',
    version: VERSION,
    title: 'decide.rank: the best of several under weighted criteria',
    source: 'planwright',
    operations: ['decide.rank'],
    text: `# decide.rank

Orders options (rows with \`keys\`, without time) by a weighted score of several measures: price, quality, distance. A criterion is \`{"fn": "max", "args": ["quality", 0.6]}\` where more is better, \`min\` where less is; weights are scaled to add up to one.

\`normalisation: minmax\` makes each measure go from 0 (worst) to 1 (best); \`zscore\` counts standard deviations from the mean. Output: the table, best first, with the score, \`place\` and \`contribution_<measure>\`. Options without a value of a criterion have no score and stand last.
Weights are somebody's judgement: show decide.sensitivity beside the ranking.`,
  },
  {
    doc_id: 'decide.sensitivity',
    version: VERSION,
    title: 'decide.sensitivity: does the choice depend on the weights?',
    source: 'planwright',
    operations: ['decide.sensitivity', 'decide.shares'],
    text: `# decide.sensitivity and decide.shares

For the criteria of decide.rank: \`first\`, \`second\`, \`margin\`; per criterion the weight and between which weights the first place stays (\`low_<measure>\`, \`high_<measure>\`; empty where no weight changes it), the others keeping their proportions; \`smallest_change\`; and the share of
\`draws\` (2000) sets of random weights in which each option comes first (\`wins\`, \`share_1\` …). decide.shares gives the last for every option, as a table to chart. The same \`seed\` gives the same numbers.`,
  },
];
