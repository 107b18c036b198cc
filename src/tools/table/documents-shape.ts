import type { Document } from '../../schemas/operation.ts';
import { document } from './document.ts';

/** Documents of the operations that change which rows and columns there are. */
export const shapeDocuments: Document[] = [
  document('reshape', 'table.reshape: wide to long', `
# table.reshape

Wide files have a column per year (1960, 1961, … or pop_1960, or 1960 [YR1960]) or month (2001-05). This turns those columns into rows: the time in the column \`time\`, the number in \`<value>_long_<time>\`. The other columns stay and are repeated.

\`columns\` names the columns where their names are no times; their names then become text. \`value\` says in a word what the numbers are. Empty cells stay as rows without a value; text that is no number is counted. Charts over
time, growth and trends need the long form. The way back, long to wide, is table.pivot.`),
  document('pivot', 'table.pivot: rows by columns', `
# table.pivot

A cross table: one row per combination of \`rows\`, one column per value of \`columns\` (at most 200), the \`measure\` combined by \`how\` (sum, mean, median, min, max, count, count_distinct, std, p90) in each cell. The last column, \`<measure>_pivot_<how>_<column>\`,
combines all cells of a row; a bar chart draws that. Also the way from long to wide. A combination that has no rows is empty, not zero. Cells that combine several rows are counted.`),
  document('deduplicate', 'table.deduplicate: drop double rows', `
# table.deduplicate

\`unique: "rows"\` keeps one of equal rows. \`unique: {"fn": "by", "args": [["id"], "last"]}\` keeps, of the rows with the same values in these columns, the \`first\` or \`last\`: by time where the table has a time column, else in the order of the
file. How many rows were dropped stands in a note and in \`dropped\`. Remove duplicates before counting or adding up.`),
  document('append', 'table.append: tables below each other', `
# table.append

Puts the rows of several tables with the same columns below each other (union, concatenate): monthly files, one file per site. A column \`source\` names the table of each row. Tables whose columns, types or units differ are refused with the difference.`),
  document('split', 'table.split: one table per value', `
# table.split

Makes one table per value of the column \`by\`, in the order of the values: one chart per region, one report per site. More than \`most\` (200) tables are refused. Rows without a value are in none of them and are counted.`),
  document('join', 'table.join: put two tables together', `
# table.join

Puts rows of \`left\` and \`right\` together that have the same \`keys\` and \`time\`, or the same values in the columns \`on\`. \`how: inner\` keeps rows with a partner, \`left\` keeps all rows of the left table. Needed where a goal relates measures of
two files: deaths of one to population of another. Group each table to the same keys first.

Columns that both have get the suffix \`_right\` on the right side. Where keys repeat on the right, rows multiply; a note counts them, because sums would count them twice. Rows without a partner are counted.`),
];
