import type { Document, Operation } from '../../schemas/operation.ts';

export const VERSION = '1.0.0';

const shared = {
  tool: 'chart',
  version: VERSION,
  stage: 'visualize',
  effect: 'none',
  determinism: 'deterministic',
  runs_on: 'execution',
  isolation: 'process',
  limits: { timeout_ms: 60_000, max_rss_bytes: 1_000_000_000 },
} as const;

const MEASURE = { description: 'Measure to draw: a column name or a derived measure such as {"fn":"growth","args":["population","percent"]}.', type: ['string', 'object'] };
const TITLE = { description: 'Title above the picture; made from measure and period where absent.', type: 'string', maxLength: 200 };
const PERIOD = '^-?\\d{1,6}(-\\d\\d(-\\d\\d)?)?(/-?\\d{1,6}(-\\d\\d(-\\d\\d)?)?)?$';

export const OPERATIONS: Operation[] = [
  {
    ...shared,
    operation: 'line',
    title: 'Line chart',
    description: 'Draws a measure over time, one line per key, with axis titles, units, source and caveats in the picture. SVG and PNG.',
    capabilities: ['chart', 'time series'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { time: { var: 't', not: 'none' }, measures: [{ var: 'm' }] } }],
    output: { name: 'chart', kind: 'chart', facets: { mark: 'line', time: { var: 't' }, measures: [{ var: 'm' }] }, inherit: { from: 'table' } },
    parameters: {
      type: 'object',
      properties: {
        measure: MEASURE,
        time: { description: 'Name of the time column.', type: 'string' },
        title: TITLE,
        highlight: { description: 'Period to mark on a single line, e.g. 2020. The highest value is always marked.', type: 'string', pattern: PERIOD },
        reference: { description: 'Period to shade, with its mean, e.g. 1951/1980.', type: 'string', pattern: PERIOD },
      },
      required: ['measure', 'time'],
      additionalProperties: false,
    },
    bind: { measure: { var: 'm' }, time: { var: 't' } },
    cost: { duration_ms: 900, usd: 0 },
    documents: ['chart.line'],
  },
  {
    ...shared,
    operation: 'bar',
    title: 'Bar chart',
    description: 'Draws a measure by key as sorted horizontal bars with their values, source and caveats in the picture. SVG and PNG.',
    capabilities: ['chart', 'ranking'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { time: 'none', keys: { var: 'k', not: [] }, measures: [{ var: 'm' }] } }],
    output: { name: 'chart', kind: 'chart', facets: { mark: 'bar', keys: { var: 'k' }, measures: [{ var: 'm' }] }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { measure: MEASURE, title: TITLE }, required: ['measure'], additionalProperties: false },
    bind: { measure: { var: 'm' } },
    cost: { duration_ms: 900, usd: 0 },
    documents: ['chart.bar'],
  },
  {
    ...shared,
    operation: 'column',
    title: 'Column chart',
    description: 'Draws a measure of one series over time as upright bars from zero, with source and caveats in the picture. SVG and PNG.',
    capabilities: ['chart', 'time series', 'bars over time'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { keys: [], time: { var: 't', not: 'none' }, measures: [{ var: 'm' }] } }],
    output: { name: 'chart', kind: 'chart', facets: { mark: 'column', time: { var: 't' }, measures: [{ var: 'm' }] }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { measure: MEASURE, time: { description: 'Name of the time column.', type: 'string' }, title: TITLE }, required: ['measure', 'time'], additionalProperties: false },
    bind: { measure: { var: 'm' }, time: { var: 't' } },
    cost: { duration_ms: 1_000, usd: 0 },
    documents: ['chart.column'],
  },
  {
    ...shared,
    operation: 'scatter',
    title: 'Scatter plot',
    description: 'Draws one measure against another, a point per row, with source and caveats in the picture. SVG and PNG.',
    capabilities: ['chart', 'scatter', 'relationship', 'against'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { measures: [{ var: 'x' }, { var: 'y' }] } }],
    output: { name: 'chart', kind: 'chart', facets: { mark: 'scatter', measures: [{ fn: 'against', args: [{ var: 'y' }, { var: 'x' }] }] }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { x: MEASURE, y: MEASURE, title: TITLE }, required: ['x', 'y'], additionalProperties: false },
    bind: { x: { var: 'x' }, y: { var: 'y' } },
    cost: { duration_ms: 1_000, usd: 0 },
    documents: ['chart.scatter'],
  },
  {
    ...shared,
    operation: 'histogram',
    title: 'Histogram',
    description: 'Draws how often the values of a measure fall into bins of equal width, with source and caveats in the picture. SVG and PNG.',
    capabilities: ['chart', 'histogram', 'distribution', 'frequency'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { measures: [{ var: 'm' }] } }],
    output: { name: 'chart', kind: 'chart', facets: { mark: 'histogram', measures: [{ var: 'm' }] }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { measure: MEASURE, bins: { description: 'About how many bins; as many as the number of values suggests where absent.', type: 'integer', minimum: 2, maximum: 60 }, title: TITLE }, required: ['measure'], additionalProperties: false },
    bind: { measure: { var: 'm' } },
    cost: { duration_ms: 1_000, usd: 0 },
    documents: ['chart.histogram'],
  },
  {
    ...shared,
    operation: 'box',
    title: 'Box plot',
    description: 'Draws the distribution of a measure per group: quartiles, median, whiskers and what lies beyond, with source and caveats in the picture. SVG and PNG.',
    capabilities: ['chart', 'box plot', 'distribution', 'compare groups'],
    inputs: [{ name: 'table', kinds: ['table'], facets: { keys: { atLeast: [{ var: 'g' }] }, measures: [{ var: 'm' }], values: { var: 'v', not: 'grouped' } } }],
    output: { name: 'chart', kind: 'chart', facets: { mark: 'box', keys: [{ var: 'g' }], measures: [{ var: 'm' }] }, inherit: { from: 'table' } },
    parameters: { type: 'object', properties: { measure: MEASURE, by: { description: 'Name of the column whose values are the groups.', type: 'string' }, title: TITLE }, required: ['measure', 'by'], additionalProperties: false },
    bind: { measure: { var: 'm' }, by: { var: 'g' } },
    cost: { duration_ms: 1_000, usd: 0 },
    documents: ['chart.box'],
  },
];

const OVER = { description: 'The keys, one of which is a part of a time that counts up: month, hour, day of the year.', type: 'array', items: { type: 'string' }, minItems: 1 };
const overPart = (mark: 'line' | 'column', title: string, description: string): Operation => ({
  ...shared,
  operation: `${mark}_over`,
  title,
  description,
  capabilities: ['chart', 'annual cycle', 'daily cycle', 'climatology', 'season'],
  inputs: [{ name: 'table', kinds: ['table'], facets: { time: 'none', keys: { var: 'k', not: [] }, measures: [{ var: 'm' }] } }],
  output: { name: 'chart', kind: 'chart', facets: { mark: `${mark}_over`, time: 'none', keys: { var: 'k' }, measures: [{ var: 'm' }] }, inherit: { from: 'table' } },
  parameters: { type: 'object', properties: { measure: MEASURE, over: OVER, title: TITLE }, required: ['measure', 'over'], additionalProperties: false },
  bind: { measure: { var: 'm' }, over: { var: 'k' } },
  cost: { duration_ms: 1_000, usd: 0 },
  documents: [`chart.${mark}`],
});

OPERATIONS.push(
  overPart('line', 'Line chart over a part of a time', 'Draws a measure over the months of a year, the hours of a day or another part of a time that counts up, one line per key. SVG and PNG.'),
  overPart('column', 'Column chart over a part of a time', 'Draws a measure of one series over the months of a year, the hours of a day or another part of a time that counts up as upright bars. SVG and PNG.'),
);

export const documents: Document[] = [
  {
    doc_id: 'chart.line',
    version: VERSION,
    title: 'chart.line: a measure over time',
    source: 'planwright',
    operations: ['chart.line', 'chart.line_over'],
    text: `# chart.line

Draws one measure of a table against its time column. Output: a \`chart\` artifact, SVG with a PNG at twice the size and the Vega-Lite specification beside it.

- **table** (input): a table with a time column and at most one row per key and time. Several rows at one time are refused: group or filter first.
- **measure**, **time**: columns. The planner binds them from the type of the table.
- **highlight** (optional): a period such as \`2020\` whose point is marked with its value. The highest value of a single line is always marked.
- **reference** (optional): a period such as \`1951/1980\`, shaded, with its mean as a dashed line.
- **title** (optional).

\`chart.line_over\` draws the same over a column made of a part of a time (months of a year, hours of a day), a line for each value of the other keys.

Each key becomes a line with its name at the end. Beyond eight the eight with the largest latest values are named and coloured, the others are grey; beyond
200 the chart is refused. Series of more than 2,000 points are averaged by month or year, and the subtitle says so. Missing values leave gaps.
Source, licence and caveats of the data stand below the chart. Same table and parameters, same bytes.`,
  },
  {
    doc_id: 'chart.bar',
    version: VERSION,
    title: 'chart.bar: a measure by key',
    source: 'planwright',
    operations: ['chart.bar'],
    text: `# chart.bar

Draws one measure of a table with one row per key as horizontal bars from zero. Output: a \`chart\` artifact, SVG with PNG and specification beside it.

- **table** (input): no time column; one row per key. Use \`table.growth\`, \`table.group\` or \`table.filter\` to get there.
- **measure**: the column to draw; rows without a value are left out.
- **title** (optional).

Bars are sorted, largest first (smallest first where the table is ordered so). At most 30 are drawn; the subtitle says how many there are. Values stand at
the ends of bars, long names are cut with an ellipsis at a third of the width.`,
  },
  {
    doc_id: 'chart.column',
    version: VERSION,
    title: 'chart.column: bars over time',
    source: 'planwright',
    operations: ['chart.column', 'chart.column_over'],
    text: `# chart.column

Draws one measure of one series over time as upright bars from zero: yearly anomalies, monthly totals. Values below zero hang and are orange. At most 400 columns; several series are refused: draw lines instead. \`chart.column_over\` draws the same over a part of a time: months of a year, hours of a day.`,
  },
  {
    doc_id: 'chart.scatter',
    version: VERSION,
    title: 'chart.scatter: one measure against another',
    source: 'planwright',
    operations: ['chart.scatter'],
    text: `# chart.scatter

Draws the measure \`y\` (upwards) against \`x\` (across), a point per row that has both; rows without both are counted in the subtitle. Up to 12 points bear the names of their rows. At most 20,000 rows.`,
  },
  {
    doc_id: 'chart.histogram',
    version: VERSION,
    title: 'chart.histogram: how values are distributed',
    source: 'planwright',
    operations: ['chart.histogram'],
    text: `# chart.histogram

Draws how many rows fall into bins of equal width at round numbers; about as many bins as \`bins\` says, else as Sturges (1926) suggests. A value on an edge belongs to the bin above. The bins with their counts are in the data of the chart.`,
  },
  {
    doc_id: 'chart.box',
    version: VERSION,
    title: 'chart.box: distributions side by side',
    source: 'planwright',
    operations: ['chart.box'],
    text: `# chart.box

Draws the values of a measure per group of the column \`by\` as boxes: from the first to the third quartile with the median, whiskers to the last value within 1.5 quartile distances, points beyond (Tukey 1977). At most 40 groups. Use rows as they are, not groups.`,
  },
];
