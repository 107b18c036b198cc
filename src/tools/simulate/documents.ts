import type { Document } from '../../schemas/operation.ts';

/** What a person or model reads before simulating. */
export const documents: Document[] = [
  {
    doc_id: 'simulate.run',
    version: '1.0.0',
    title: 'simulate.run: what can happen, and how likely?',
    source: 'planwright',
    operations: ['simulate.run', 'simulate.sample'],
    text: `# simulate.run and simulate.sample

Monte Carlo simulation of an \`expression\` of random \`inputs\`: \`price * demand - cost\`. Inputs are terms, the name first: \`normal(demand, 100, 15)\` (mean, sd), \`lognormal(x, mu, sigma)\` (of the logarithm), \`uniform(x, least, most)\`, \`triangular(x, least, likeliest,
most)\`, \`poisson(x, mean)\`, \`binomial(x, trials, probability)\`, \`constant(x, value)\`; simulate.sample also draws from observed values of a table, \`empirical(x, column)\`. Inputs are independent of each other.

Output: a \`summary\` with \`mean\`, \`sd\`, \`p5\`, \`p25\`, \`median\`, \`p75\`, \`p95\`, extremes, \`error\` (Monte Carlo standard error of the mean), \`draws\`, \`invalid\`; with \`threshold\` also \`exceeds\`, the probability above it, and its error. At most a million \`draws\` (100,000). The
same \`seed\` gives the same numbers. The answer is as good as the distributions that were assumed: state them.`,
  },
  {
    doc_id: 'simulate.project',
    version: '1.0.0',
    title: 'simulate.project: if it goes on like this',
    source: 'planwright',
    operations: ['simulate.project', 'simulate.outlook'],
    text: `# simulate.project and simulate.outlook

Goes on with a series (one row per time, no keys) \`until\` a time, in steps of its own. \`method: linear\`: least squares line with its 95 % prediction interval. \`exponential\`: compound growth (CAGR) of the whole series from the last value on; values above zero only.
\`bootstrap\`: median of random walks of past changes. Ranges of the last two come from seeded resampling of past steps.

simulate.project gives a table: observed and projected values in one column, so that a line chart draws both, with \`_low\` and \`_high\` beside projected ones. simulate.outlook gives a summary of the end: \`value\`, \`low\`, \`high\`, \`change\`. Seasons are not modelled: combine to
years first.`,
  },
];
