import { PlanwrightError } from '../../../schemas/failure.ts';
import type { ToolRun } from '../../tool.ts';
import { isFacetValue, parameter, refuse } from '../parameters.ts';
import { measureColumn } from '../../../plan/measure-column.ts';
import { identifier } from '../sql.ts';
import { artifactName, columnOf, columnTitle, inputsAt, withTables, writeTable } from '../table-io.ts';

const OPERATORS: { [op: string]: string } = { above: '>', below: '<', at_least: '>=', at_most: '<=', equal: '=' };

/** table.threshold: the rows whose measure compares with the value at input `value`. A text that is a number counts as one. */
export const threshold: ToolRun = (request, context) =>
  withTables(request, context, 'table.threshold', ['table'], async (database, [table]) => {
    const measure = parameter(request, 'measure');
    const op = parameter(request, 'op');
    if (table === undefined || !isFacetValue(measure)) return refuse('table.threshold', 'measure', 'a column of numbers', measure);
    const operator = typeof op === 'string' && Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined;
    if (typeof op !== 'string' || operator === undefined) return refuse('table.threshold', 'op', `one of ${Object.keys(OPERATORS).join(', ')}`, op);
    const [given] = inputsAt(request, 'value', 'table.threshold');
    const data = given?.data;
    const said = typeof data === 'object' && data !== null && !Array.isArray(data) ? data['value'] : data;
    const value = typeof said === 'string' && said.trim() !== '' ? Number(said) : said;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new PlanwrightError('Tool.Invalid', `Cannot compare "${table.artifact.title}" with ${JSON.stringify(said ?? null).slice(0, 80)}: expected a number. Give a number.`);
    const column = columnOf(table, measureColumn(measure), 'table.threshold');
    const words = `${columnTitle(column)} ${op.replace('_', ' ')} ${value}`;
    const { artifact, columns, view } = table;
    return writeTable(database, context, [artifact], {
      sql: `SELECT * FROM ${view} WHERE ${identifier(column.name)} ${operator} ${value}`,
      name: artifactName(artifact.name, op.replace('_', '-')),
      title: `${artifact.title}, ${words}`,
      columns,
      facets: { ...artifact.facets, threshold: { fn: 'beyond', args: [measure, op, typeof given?.facets['name'] === 'string' ? given.facets['name'] : 'value'] } },
      notes: [],
      history: `Kept the rows with ${words}.`,
    });
  });
