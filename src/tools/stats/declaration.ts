import type { Json } from '../../schemas/json.ts';
import type { Document, FacetTerm, Operation } from '../../schemas/operation.ts';
import { AGGREGATION, ANY } from '../table/declare.ts';
import { methodDocuments } from './documents.ts';

export const VERSION = '1.1.0';

const MEASURE: Json = { description: 'Column of numbers, or a term such as {"fn":"growth","args":["population","percent"]}.', type: ['string', 'object'] };

const shared = {
  tool: 'stats',
  version: VERSION,
  stage: 'process',
  effect: 'none',
  determinism: 'deterministic',
  runs_on: 'execution',
  isolation: 'process',
  cost: { duration_ms: 300, usd: 0 },
  limits: { timeout_ms: 60_000, max_rss_bytes: 1_500_000_000 },
} as const;

const SEED: Json = { type: 'integer', minimum: 0, maximum: 4_294_967_295, default: 1, description: 'The same seed gives the same numbers.' };
const DRAWS: Json = { type: 'integer', minimum: 100, maximum: 100_000, default: 2_000 };

type Declared = Pick<Operation, 'operation' | 'title' | 'description' | 'capabilities' | 'bind'> & { needs: { [facet: string]: FacetTerm }; analysis: FacetTerm; properties: { [name: string]: Json }; seeded?: boolean };

/** An operation whose output is a summary with the facet `analysis`. */
const declare = ({ needs, analysis, properties, seeded, ...declared }: Declared): Operation => ({
  ...shared,
  ...declared,
  determinism: seeded === true ? 'seeded' : 'deterministic',
  inputs: [{ name: 'table', kinds: ['table'], facets: needs }],
  output: { name: 'summary', kind: 'summary', facets: { analysis }, inherit: { from: 'table' } },
  parameters: { type: 'object', properties, required: Object.keys(declared.bind), additionalProperties: false },
  postconditions: [{ path: 'outputs.summary.data.values', op: 'exists' }],
  documents: [`stats.${declared.operation}`],
});

/**
 * What plans each of them is the facet `analysis` of a summary; every term has a word that only a want supplies:
 *
 * - `{fn:"statistic",args:[m,how]}` stats.statistic: one number, its value named `value`; how as in table.group, or a percentile such as p90
 * - `{fn:"trend",args:[m,"ols"|"theil_sen"]}` stats.trend (a table without keys, with time)
 * - `{fn:"outliers",args:[m,"iqr"|"mad"]}` stats.outliers; the rows themselves: a table with the filter `{fn:"outlier",args:[m,"iqr"]}`, without them `inlier`
 * - `{fn:"outliers",args:[m,"sd",n]}` stats.outliers_beyond: n standard deviations from the mean; rows: `outlier(m, sd, n)`, `inlier(m, sd, n)`
 * - `{fn:"area_mean",args:[m]}` stats.area_mean of a table with position latlon
 * - `{fn:"correlation",args:[a,b,"pearson"|"spearman"]}` stats.correlation
 * - `{fn:"bootstrap",args:[m,"mean"|"median"]}` stats.bootstrap
 * - `{fn:"regression",args:[y,x]}` stats.regression, `{fn:"paired",args:[a,b]}` stats.paired
 * - `{fn:"differences",args:[m,column,"anova"|"kruskal"]}` stats.differences, `{fn:"independence",args:[column,column]}` stats.independence
 * - `{fn:"compare",args:[m,column,first,second,"welch"|"bootstrap_mean"|"bootstrap_median"]}` stats.compare
 */
export const operations: Operation[] = [
  {
    ...shared,
    operation: 'summary',
    title: 'Summarise a measure',
    description: 'Count, missing, mean, standard deviation, smallest, largest, median and quartiles of a measure, and where the extremes are.',
    capabilities: ['summary', 'statistics', 'mean', 'maximum', 'minimum'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { measures: [{ var: 'm' }] } }],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'summary', args: [{ var: 'm' }] } }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { measure: MEASURE, percentiles: { type: 'array', items: { type: 'number', minimum: 0, maximum: 100 }, maxItems: 20, description: 'Further percentiles, such as [5, 95].' } }, required: ['measure'], additionalProperties: false },
    bind: { measure: { var: 'm' } },
    documents: ['stats.summary'],
  },
  {
    ...shared,
    operation: 'anomaly',
    title: 'Compare one time with a baseline',
    description: 'How unusual a measure was at one time: difference from the mean of a reference period or of all other times, standard deviations, rank, record.',
    capabilities: ['anomaly', 'compare', 'unusual', 'record'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { keys: [], time: { var: 't', not: 'none' }, measures: [{ var: 'm' }], order: 'none', limit: 0 } }],
    output: { name: 'summary', kind: 'summary', facets: { analysis: { fn: 'anomaly', args: [{ var: 'm' }, { var: 'at' }] } }, inherit: { from: 'table' } },
    parameters: {
      type: 'object',
      properties: {
        measure: MEASURE,
        time: { description: 'Name of the time column.', type: 'string' },
        at: { description: 'The time to compare, e.g. 2020 or 2020-05.', type: ['string', 'integer'] },
        reference: { description: 'Reference period such as 1951/1980; all other times where absent.', type: 'string', pattern: '^\\d{1,4}(-\\d\\d(-\\d\\d)?)?/\\d{1,4}(-\\d\\d(-\\d\\d)?)?$' },
      },
      required: ['measure', 'time', 'at'],
      additionalProperties: false,
    },
    bind: { measure: { var: 'm' }, time: { var: 't' }, at: { var: 'at' } },
    documents: ['stats.anomaly'],
  },
  declare({
    operation: 'statistic',
    title: 'One number of a measure',
    description: 'Sum, mean, median, smallest, largest, count, count of different values, standard deviation or a percentile of a measure over all rows.',
    capabilities: ['total', 'mean', 'median', 'percentile', 'maximum', 'minimum', 'count'],
    needs: { measures: [ANY('m')] },
    analysis: { fn: 'statistic', args: [ANY('m'), ANY('how')] },
    properties: { measure: MEASURE, how: AGGREGATION },
    bind: { measure: ANY('m'), how: ANY('how') },
  }),
  declare({
    operation: 'trend',
    title: 'Trend over time',
    description: 'How fast a measure rises or falls with time, with a 95 % interval that minds autocorrelation; least squares, or Theil–Sen with Mann–Kendall.',
    capabilities: ['trend', 'slope', 'regression', 'rate of change'],
    needs: { keys: [], time: { var: 't', not: 'none' }, measures: [ANY('m')], order: 'none', limit: 0 },
    analysis: { fn: 'trend', args: [ANY('m'), ANY('method')] },
    properties: { measure: MEASURE, time: { type: 'string', description: 'Name of the time column.' }, method: { enum: ['ols', 'theil_sen'] } },
    bind: { measure: ANY('m'), time: ANY('t'), method: ANY('method') },
  }),
  declare({
    operation: 'outliers',
    title: 'Outliers of a measure',
    description: 'How many values lie outside the fences of Tukey (iqr) or have a robust z-score above 3.5 (mad), and where the fences are.',
    capabilities: ['outliers', 'extreme values', 'quality control'],
    needs: { measures: [ANY('m')], order: 'none', limit: 0 },
    analysis: { fn: 'outliers', args: [ANY('m'), ANY('rule')] },
    properties: { measure: MEASURE, rule: { enum: ['iqr', 'mad'] } },
    bind: { measure: ANY('m'), rule: ANY('rule') },
  }),
  declare({
    operation: 'outliers_beyond',
    title: 'Values beyond standard deviations',
    description: 'How many values lie more than a number of standard deviations from the mean, and where these fences are.',
    capabilities: ['outliers', 'extreme values', 'standard deviations', 'sigma'],
    needs: { measures: [ANY('m')], order: 'none', limit: 0 },
    analysis: { fn: 'outliers', args: [ANY('m'), ANY('rule'), ANY('n')] },
    properties: { measure: MEASURE, rule: { enum: ['sd'] }, deviations: { type: 'number', exclusiveMinimum: 0, maximum: 100 } },
    bind: { measure: ANY('m'), rule: ANY('rule'), deviations: ANY('n') },
  }),
  declare({
    operation: 'area_mean',
    title: 'Area mean of places',
    description: 'Mean of a measure over places on a grid of latitude and longitude, weighted by the cosine of latitude.',
    capabilities: ['area mean', 'global mean', 'weighted mean', 'hemisphere'],
    needs: { measures: [ANY('m')], position: 'latlon', values: 'observed', order: 'none', limit: 0 },
    analysis: { fn: 'area_mean', args: [ANY('m')] },
    properties: { measure: MEASURE },
    bind: { measure: ANY('m') },
  }),
  declare({
    operation: 'correlation',
    title: 'Correlation of two measures',
    description: 'Pearson or Spearman correlation of two measures of one table with a 95 % interval.',
    capabilities: ['correlation', 'relationship', 'association'],
    needs: { measures: [ANY('a'), ANY('b')], order: 'none', limit: 0 },
    analysis: { fn: 'correlation', args: [ANY('a'), ANY('b'), ANY('method')] },
    properties: { left: MEASURE, right: MEASURE, method: { enum: ['pearson', 'spearman'] } },
    bind: { left: ANY('a'), right: ANY('b'), method: ANY('method') },
  }),
  declare({
    operation: 'bootstrap',
    title: 'Interval of a mean or median',
    description: 'Mean or median of a measure with a 95 % bootstrap interval (BCa), from seeded resampling.',
    capabilities: ['bootstrap', 'confidence interval', 'uncertainty'],
    needs: { measures: [ANY('m')], order: 'none', limit: 0 },
    analysis: { fn: 'bootstrap', args: [ANY('m'), ANY('statistic')] },
    properties: { measure: MEASURE, statistic: { enum: ['mean', 'median'] }, draws: DRAWS, seed: SEED },
    bind: { measure: ANY('m'), statistic: ANY('statistic') },
    seeded: true,
  }),
  declare({
    operation: 'compare',
    title: 'Compare two groups',
    description: 'Difference of a measure between two groups of rows with a 95 % interval: means by Welch, means or medians by bootstrap.',
    capabilities: ['compare', 'difference', 'test', 'welch'],
    needs: { measures: [ANY('m')], order: 'none', limit: 0 },
    analysis: { fn: 'compare', args: [ANY('m'), ANY('by'), ANY('first'), ANY('second'), ANY('method')] },
    properties: {
      measure: MEASURE, by: { type: 'string', description: 'The column whose values name the groups.' }, first: { type: ['string', 'number', 'boolean'] }, second: { type: ['string', 'number', 'boolean'] },
      method: { enum: ['welch', 'bootstrap_mean', 'bootstrap_median'] }, draws: DRAWS, seed: SEED,
    },
    bind: { measure: ANY('m'), by: ANY('by'), first: ANY('first'), second: ANY('second'), method: ANY('method') },
    seeded: true,
  }),
  declare({
    operation: 'regression',
    title: 'Line through two measures',
    description: 'Least squares line of one measure on another: slope with a 95 % interval, intercept, share of the variance.',
    capabilities: ['regression', 'slope', 'linear model', 'depends on'],
    needs: { measures: [ANY('y'), ANY('x')], order: 'none', limit: 0 },
    analysis: { fn: 'regression', args: [ANY('y'), ANY('x')] },
    properties: { response: MEASURE, predictor: MEASURE },
    bind: { response: ANY('y'), predictor: ANY('x') },
  }),
  declare({
    operation: 'differences',
    title: 'Compare several groups',
    description: 'Whether a measure differs between several groups of rows: analysis of variance, or Kruskal and Wallis by ranks.',
    capabilities: ['anova', 'analysis of variance', 'kruskal', 'compare groups'],
    needs: { measures: [ANY('m')], order: 'none', limit: 0 },
    analysis: { fn: 'differences', args: [ANY('m'), ANY('by'), ANY('method')] },
    properties: { measure: MEASURE, by: { type: 'string', description: 'The column whose values name the groups.' }, method: { enum: ['anova', 'kruskal'] } },
    bind: { measure: ANY('m'), by: ANY('by'), method: ANY('method') },
  }),
  declare({
    operation: 'independence',
    title: 'Do two columns go together?',
    description: 'Test of independence of two columns of names by their counts: χ², probability and strength.',
    capabilities: ['chi-square', 'contingency', 'independence', 'association'],
    needs: { order: 'none', limit: 0, values: 'observed' },
    analysis: { fn: 'independence', args: [ANY('a'), ANY('b')] },
    properties: { first: { type: 'string', description: 'A column.' }, second: { type: 'string', description: 'Another column.' } },
    bind: { first: ANY('a'), second: ANY('b') },
  }),
  declare({
    operation: 'paired',
    title: 'Compare two measures row by row',
    description: 'Mean difference of two measures of the same rows with a 95 % interval.',
    capabilities: ['paired', 'before and after', 'difference'],
    needs: { measures: [ANY('a'), ANY('b')], order: 'none', limit: 0 },
    analysis: { fn: 'paired', args: [ANY('a'), ANY('b')] },
    properties: { first: MEASURE, second: MEASURE },
    bind: { first: ANY('a'), second: ANY('b') },
  }),
];

export const documents: Document[] = [
  {
    doc_id: 'stats.summary',
    version: VERSION,
    title: 'stats.summary: a measure in numbers',
    source: 'planwright',
    operations: ['stats.summary'],
    text: `# stats.summary

Describes one measure of a table. Output: a \`summary\` with the values \`n\`, \`missing\`, \`mean\`, \`sd\` (n − 1), \`min\`, \`q1\`, \`median\`, \`q3\` (linear interpolation), \`max\`, each with
unit and the decimals worth printing, further percentiles (\`p90\`) where \`percentiles\` names them, and \`max_at\`, \`min_at\`: keys and time of the rows with the extremes.

- **table** (input): any table with the measure.
- **measure**: a column of numbers. Rows without a value are counted in \`missing\` and left out of everything else.`,
  },
  {
    doc_id: 'stats.anomaly',
    version: VERSION,
    title: 'stats.anomaly: how unusual was it?',
    source: 'planwright',
    operations: ['stats.anomaly'],
    text: `# stats.anomaly

Compares a measure at one time with a baseline. Output: a \`summary\` with \`value\`, \`baseline_mean\`, \`difference\`, \`sd\`, \`z\` (difference in standard deviations), \`rank\` (1 is the
highest), \`rank_low\`, \`count\`, \`share_below\` (percent of the other points that are lower), \`record\` (highest, lowest, none), \`highest\` and \`lowest\` with their times.

- **table** (input): a table with a time column and one row per time (no other keys).
- **at**: \`2020\`, \`2020-05\` or a day. Where the table is finer than that, values are means over the period.
- **reference** (optional): a period such as \`1951/1980\`. Without it the baseline is all other times; where the source declares a base period ("mean of 1951–1980"), \`reference_mean\`,
  \`reference_sd\` and \`reference_z\` compare with that too.`,
  },
  ...methodDocuments,
];
