import type { Json } from '../../schemas/json.ts';
import type { Operation } from '../../schemas/operation.ts';
import { ANY, TERM } from '../table/declare.ts';
export { documents } from './documents.ts';

export const VERSION = '1.0.0';

const shared = {
  tool: 'simulate',
  version: VERSION,
  stage: 'simulate',
  effect: 'none',
  determinism: 'seeded',
  runs_on: 'execution',
  isolation: 'process',
  cost: { duration_ms: 800, usd: 0 },
  limits: { timeout_ms: 120_000, max_rss_bytes: 2_000_000_000 },
} as const;

const SEED: Json = { type: 'integer', minimum: 0, maximum: 4_294_967_295, default: 1, description: 'The same seed gives the same numbers.' };
const MODEL: { [name: string]: Json } = {
  expression: { type: 'string', minLength: 1, maxLength: 2_000, description: 'Arithmetic of the inputs: names, numbers, + - * / and parentheses.' },
  inputs: { type: 'array', items: TERM, minItems: 1, maxItems: 50, description: 'Terms such as {"fn":"normal","args":["demand",100,15]}; normal, lognormal, uniform, triangular, poisson, binomial, constant, empirical.' },
  draws: { type: 'integer', minimum: 100, maximum: 1_000_000, default: 100_000 },
  seed: SEED,
  threshold: { type: 'number', description: 'The probability of more than this is wanted.' },
  unit: { type: 'string', maxLength: 50, description: 'Unit of the result.' },
};
const PROJECTION: { [name: string]: Json } = {
  measure: TERM, time: { type: 'string' }, method: { enum: ['linear', 'exponential', 'bootstrap'] }, until: { type: ['string', 'integer'], description: 'The last time, such as 2050 or 2030-06.' },
  draws: { type: 'integer', minimum: 100, maximum: 100_000, default: 2_000 }, seed: SEED,
};
const SERIES = { keys: [], time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 };

/**
 * What plans each of them:
 *
 * - simulate.run: a summary with `analysis: {fn:"simulation",args:[expression,[inputs]]}`; nothing needs to be given. The choice `threshold` adds a probability.
 * - simulate.sample: a summary with `analysis: {fn:"simulation_from",args:[expression,[inputs],m]}`, where an input is `{fn:"empirical",args:[name,column]}`
 * - simulate.project: a table or line chart with the measure `{fn:"projection",args:[m,"linear"|"exponential"|"bootstrap",until]}` (no keys, with time)
 * - simulate.outlook: a summary with that term as `analysis`
 */
export const operations: Operation[] = [
  {
    ...shared,
    operation: 'run',
    title: 'Monte Carlo simulation',
    description: 'Distribution of an arithmetic expression of random inputs, by seeded draws: mean, quantiles, probability above a threshold, Monte Carlo error.',
    capabilities: ['simulate', 'monte carlo', 'uncertainty', 'risk', 'probability'],
    inputs: [],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'simulation', args: [ANY('expression'), ANY('inputs')] } } },
    parameters: { type: 'object', properties: MODEL, required: ['expression', 'inputs'], additionalProperties: false },
    bind: { expression: ANY('expression'), inputs: ANY('inputs') },
    // fewer draws say the same with a wider Monte Carlo error
    safer: [{ parameter: 'draws', from: 100_000, to: 20_000, when: 'resource_limit' }],
    documents: ['simulate.run'],
  },
  {
    ...shared,
    operation: 'sample',
    title: 'Simulation from data',
    description: 'Like a Monte Carlo simulation, with inputs that are drawn from the observed values of columns.',
    capabilities: ['simulate', 'monte carlo', 'resample', 'empirical'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { measures: [ANY('m')], order: 'none', limit: 0 } }],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'simulation_from', args: [ANY('expression'), ANY('inputs'), ANY('m')] } }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { ...MODEL, measure: TERM }, required: ['expression', 'inputs', 'measure'], additionalProperties: false },
    bind: { expression: ANY('expression'), inputs: ANY('inputs'), measure: ANY('m') },
    // fewer draws say the same with a wider Monte Carlo error
    safer: [{ parameter: 'draws', from: 100_000, to: 20_000, when: 'resource_limit' }],
    documents: ['simulate.run'],
  },
  {
    ...shared,
    operation: 'project',
    title: 'Projection of a series',
    description: 'Goes on with a series up to a time: along its line, with its compound growth, or by random walks of its past changes; with 95 % ranges.',
    capabilities: ['project', 'forecast', 'extrapolate', 'scenario'],
    inputs: [{ name: 'table', kinds: ['table'], facets: SERIES }],
    output: { name: 'table', kind: 'table', facets: { keys: [], time: ANY('t'), measures: [{ fn: 'projection', args: [ANY('m'), ANY('method'), ANY('until')] }], values: 'derived', position: 'none' }, inherit: { from: 'table', except: ['coverage'] } },
    parameters: { type: 'object', properties: PROJECTION, required: ['measure', 'time', 'method', 'until'], additionalProperties: false },
    bind: { measure: ANY('m'), time: ANY('t'), method: ANY('method'), until: ANY('until') },
    postconditions: [{ path: 'outputs.table.rows', op: '>', value: 0 }],
    documents: ['simulate.project'],
  },
  {
    ...shared,
    operation: 'outlook',
    title: 'Outlook',
    description: 'Where a series is at a later time if it goes on as before, with its 95 % range.',
    capabilities: ['project', 'forecast', 'extrapolate', 'outlook'],
    inputs: [{ name: 'table', kinds: ['table'], facets: SERIES }],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'projection', args: [ANY('m'), ANY('method'), ANY('until')] } }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: PROJECTION, required: ['measure', 'time', 'method', 'until'], additionalProperties: false },
    bind: { measure: ANY('m'), time: ANY('t'), method: ANY('method'), until: ANY('until') },
    documents: ['simulate.project'],
  },
];
