import type { Document } from '../../schemas/operation.ts';
import { document } from './document.ts';

/** Documents of the operations that go on with what a person supplied, and of tables told apart by their names. */
export const givenDocuments: Document[] = [
  document('keep', 'table.keep: the rows of a choice', `
# table.keep

Keeps the rows of \`table\` that agree with the row at \`choice\` in the named \`columns\`: choose a house from the table of totals, then go on with its monthly values.`),
  document('among', 'table.among: the rows of what was found', `
# table.among

Keeps the rows of \`table\` that agree in \`columns\` with some row at \`found\` (\`kept: among\`), or with none (\`not_among\`): find the region with most events, then go on with that region only. \`found\` is the result of
another want, a table or records; \`found_columns\` are its columns where they are called otherwise. Times are compared at the step that the found rows have, so days of a found month are kept.`),
  document('threshold', 'table.threshold: compare with a value that is given later', `
# table.threshold

Keeps the rows whose \`measure\` is \`above\`, \`below\`, \`at_least\`, \`at_most\` or \`equal\` to the number at input \`value\`, which a person enters or the goal states. Rows without a value never pass. Where the number is
known when planning, table.filter does the same.`),
  document('stack', 'table.stack: tables below each other, told apart', `
# table.stack

As table.append, and the column \`source\` with the name of each table is a key of its own: one row per file, a ranking of files, one line per file.`),
];
