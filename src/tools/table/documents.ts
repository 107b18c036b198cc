import type { Document } from '../../schemas/operation.ts';
import { columnDocuments } from './documents-columns.ts';
import { derivedDocuments } from './documents-derived.ts';
import { givenDocuments } from './documents-given.ts';
import { shapeDocuments } from './documents-shape.ts';
import { document } from './document.ts';

/** What a person or model reads before using an operation of `table`. */
export const documents: Document[] = [
  document('load', 'table.load: read a file as a table', `
# table.load

Reads one file (input \`source\`) as a typed table. CSV, TSV, JSON (array of records, JSON lines, GeoJSON features, columns as arrays) and Parquet, also gzipped text.

- The delimiter, encoding and header are read off the file; title lines before the header are skipped.
- Types come from the values: integer, number, date, timestamp, boolean, text. Text with leading zeros stays text.
- Empty cells are missing. In columns of numbers and dates so are \`NA\`, \`n/a\`, \`nan\`, \`null\`, \`-\`, \`..\` and runs of \`*\`. Parameter \`missing\` names more.
- Nested JSON objects become \`outer_inner\`; points of GeoJSON become \`longitude\`, \`latitude\` and \`coordinate_z\`.
- Rows with too few or too many fields are kept and counted in a note.

At most 200 MB of text, 20 million rows and 1000 columns.`),
  document('filter', 'table.filter: keep some rows', `
# table.filter

Keeps the rows for which all \`predicates\` hold, in their order. A predicate is a term: \`{"fn": ">", "args": ["mag", 4.5]}\`.

Operators: \`=\`, \`!=\`, \`<\`, \`<=\`, \`>\`, \`>=\`, \`in\` (with a list). Dates may be given as \`2020\`, \`2020-05\` or \`2020-05-31\` and are compared at that precision.
A row without a value in the column never passes. Text is compared exactly. \`{"fn": "outlier", "args": ["price", "iqr"]}\` keeps the outliers of a measure,
\`inlier\` the other rows; rules \`iqr\` and \`mad\` as in stats.outliers, or \`["price", "sd", 2]\` for more than 2 standard deviations from the mean. \`{"fn": "missing", "args": ["price"]}\` keeps rows without a value, \`present\` those with one.`),
  document('having', 'table.having: keep rows by what was made', `
# table.having

Like table.filter, for predicates on grouped or derived measures (\`measures\`), such as groups whose sum is above a number. A predicate names a measure by its term
or by its column.`),
  document('group', 'table.group: combine rows', `
# table.group

One row per combination of the columns \`by\`, and of the time column where the table has one. The \`measure\` is combined by \`aggregation\`:
\`sum\` for amounts that add up, \`mean\` for rates and levels, \`median\`, \`min\`, \`max\`, \`count\`, \`count_distinct\`, \`std\` (n − 1) or a percentile such as \`p90\` (linear interpolation). Without \`aggregation\` the declaration of the column decides, else its unit or name;
where none of them tells, the step is refused.

Missing values are left out and counted in a note. Means are not weighted.`),
  document('aggregate', 'table.aggregate: combine rows over all times', `
# table.aggregate

One row per combination of the columns \`by\`; time is no longer part of the result, and the period that was combined stands in its title. The \`measure\` is combined by
\`aggregation\` as in table.group.

Add up over time only what flows: deaths, rain, energy. Numbers that are there at each time (inhabitants, prices) are filtered to one time or averaged instead.`),
  document('resample', 'table.resample: longer steps of time', `
# table.resample

One row per combination of the columns \`by\` and per \`interval\` of the time column: \`day\`, \`week\` (from Monday), \`month\`, \`quarter\`, \`year\` or \`decade\`. The \`measure\` is combined by \`aggregation\` as in
table.group. The time column keeps its name; years and decades are whole numbers, weeks, months and quarters stand for their first day. First and last interval may be incomplete.`),
  document('growth', 'table.growth: how much something grew', `
# table.growth

Per combination of \`keys\`, compares the first and the last point in \`time\` that has a value of \`measure\`.

- \`mode: percent\`: 100 × (last − first) / first. A first value of zero or below gives no value and a note.
- \`mode: absolute\`: last − first, in the unit of the measure.
- \`mode: per_year\`: absolute growth divided by the time between both points.

The result has the growth in the column \`<measure>_growth_<mode>\`, and the two values and times beside it. Keys with fewer than two points stay, without a value.
The keys and time must tell all rows apart; otherwise group first.`),
  document('rank', 'table.rank: order rows', `
# table.rank

Orders rows by a measure: \`order: {"fn": "desc", "args": ["population_growth_percent"]}\` for highest first, \`asc\` for lowest first. The measure is a column name or a
term such as \`{"fn": "growth", "args": ["population", "percent"]}\`. Rows without a value stand last; ties are ordered by the keys. \`limit\` keeps the first rows; 0 keeps all.
\`levels\` gives an order to a measure that is words: its values from lowest to highest; values that are not among them stand last.`),
  document('select', 'table.select: keep some columns', `
# table.select

Keeps the named \`columns\`, in the order in which they are named. Rows stay as they are, also where they become equal.`),
  document('derive', 'table.derive: compute a column', `
# table.derive

Adds the column \`name\`, computed row by row from columns of numbers: \`deaths / population * 1000\`, or as a tree \`{"op": "/", "left": {"column": "deaths"}, "right": {"column": "population"}}\`. Operators are
\`+ - * /\`; numbers may stand anywhere. A missing operand or a division by zero gives no value. \`unit\` names the unit of the result.`),
  document('sql', 'table.sql: one SELECT, approved by a person', `
# table.sql

Runs exactly one SELECT over the input tables, named \`t1\`, \`t2\`, … in the order of the inputs, for at most five seconds. Files, table functions, catalogues, settings,
the clock and randomness are refused. A person approves every query; use the typed operations where they suffice.`),
  ...columnDocuments,
  ...derivedDocuments,
  ...shapeDocuments,
  ...givenDocuments,
  { ...document('lookup', 'table.lookup: add columns of another table', `
# table.lookup

Adds the columns of another table to each row: the shop's region to each sale, say. \`on\` names the columns by which the other table tells its rows apart; every value has to be there once
only, so that no row is repeated and sums stay right. Rows without a partner are kept without values, and counted in a note.`), operations: ['table.lookup', 'table.lookup_dated'] },
  document('top', 'table.top: the best rows of each group', `
# table.top

For each combination of the columns \`by\` the \`count\` rows with the highest (\`desc\`) or lowest (\`asc\`) value of \`measure\`, in that order. Rows without a value are left out. Of rows with the same value at the end the first by their names is kept, and a note says so.`),
  { ...document('attach', 'table.attach: add columns of what a column refers to', `
# table.attach, table.attach_grouped and table.attach_all

Adds the columns of another table beside each row: \`link\` is \`{"fn": "by", "args": ["branch_id", "id", "branch", {"fn": "as", "args": ["name", "branch_name"]}]}\`: the column here, the key of the other table, the prefix of names that both tables have, and names of one's
own. Both columns may be called differently. Each value of the key may be there once only, so that no row is repeated and sums stay right; rows without a partner are kept without values and counted in a note. Where no row has a partner, the step fails.
table.attach_grouped does so beside groups, for a measure such as sales per square metre. table.attach_all has each row of the other table, with sums and counts of 0 where no group stands for it: bills beside what was paid.`), operations: ['table.attach', 'table.attach_grouped', 'table.attach_all'] },
];
