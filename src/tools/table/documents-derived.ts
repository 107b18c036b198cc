import type { Document } from '../../schemas/operation.ts';
import { document } from './document.ts';

/** Documents of the operations that make columns to group by and measures of a condition. */
export const derivedDocuments: Document[] = [
  document('dimensions', 'table.dimensions: columns to group by', `
# table.dimensions

Adds columns by which rows can be grouped, filtered or pivoted. Rows stay as they are.

- \`{"fn":"part","args":["date","month"]}\`: \`year decade quarter month week day day_of_year hour\` as numbers (weeks after ISO 8601), \`weekday\` by its name, \`weekend\` (weekend or weekday), \`year_month\` (2024-05), \`season\` (DJF, MAM, JJA, SON; a December belongs to the winter of its own calendar year).
- \`{"fn":"band","args":["age",[18,65]]}\`: "below 18", "18 to 65" (with 18, without 65), "65 and more".
- \`{"fn":"meets","args":["rain",">",0]}\`: "yes" or "no".

Rows whose column has no value have none; a note counts them.`),
  document('flag', 'table.flag: 1 where a condition holds', `
# table.flag

1 in rows whose column compares as said with a value, 0 in the others, nothing where the column has no value. The mean of the flag is the share of rows, its sum their number: "how many percent of visits waited more than half an hour".`),
  document('slopes', 'table.slopes: slope per group', `
# table.slopes

The slope of the least-squares line of a measure over another column, one row per group: per year over dates and times, per unit of the other column else. Rows that lack one of the two do not count; a group with fewer than two different places has none. For intervals and significance of one series use stats.trend or stats.regression.`),
  document('where', 'table.where: a measure of some rows', `
# table.where

The measure in rows whose column compares as said with a value (dates at the precision that is given), nothing in the other rows. Group afterwards: the sum of one year beside that of another, the mean of one class less the mean of another. For all rows of one kind alone table.filter is shorter.`),
  document('runs', 'table.runs: spells', `
# table.runs

Spells of rows in a row, in the order of time and per combination of \`keys\`, whose measure compares as said with a value: dry spells, heat waves, days above a mark. One row per spell: the time column holds its first time, \`last\` its last one, and the measure how many rows it has.
A row without a value ends a spell, and so does a gap of more than one and a half usual steps of time. Rank to find the longest; filter for spells of a least length.`),
  document('index', 'table.index: 100 at the base', `
# table.index

The measure in percent of its mean at the \`base\` time (a year, month or day), per combination of \`keys\`: series of different size become comparable. No values where there is none at the base, or it is zero.`),
  document('fill', 'table.fill: fill gaps', `
# table.fill

The measure with its gaps filled, as one more column, per combination of \`keys\`: \`linear\` by straight lines in time between the neighbours (ends stay open), \`previous\` with the value before. Only rows that are there are filled: missing rows are not made up. Filled values are estimates, and later results should say so.`),
  document('adjust', 'table.adjust: compute with a number', `
# table.adjust

One more measure from another and a fixed number: \`plus\`, \`minus\`, \`times\`, \`over\` the number, \`from\` (the number less the measure), \`into\` (the number divided by the measure). The unit stays; a change of unit is table.convert.`),
  document('calculate', 'table.calculate: several measures in one step', `
# table.calculate

Several measures, each made row by row: \`computed(a, op, b)\` of two measures, \`adjusted(m, op, number)\`, \`flag(column, op, value)\`, \`where(measure, column, op, value)\`, also inside each other. What they are made of stays in the table. Units are checked and follow as in table.compute; missing values give none and are counted.`),
  { ...document('together', 'table.together: several measures as series', `
# table.together

Puts several measures below each other as one, each row once per measure, with the column \`series\` that names the measure: lines of two columns in one chart. What was no measure stays beside it. Different units are noted: curves in different units say little about each other's size.`), operations: ['table.together', 'table.together_by'] },
  document('statistic_of', 'table.statistic_of: over days, months or years', `
# table.statistic_of

A statistic, per group, of values that were combined per day, month or year before: mean annual rainfall is the mean of yearly sums, typical demand the median of daily counts. Every step counts the same, also one that is incomplete; steps without rows do not count.`),
];
