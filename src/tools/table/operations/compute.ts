import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { isFacetValue, parameter, refuse, termParameter } from '../parameters.ts';
import { type RowMeasure, rowMeasure } from '../row-measure.ts';
import { identifier } from '../sql.ts';
import { artifactName, lowerTitle, withTables, writeTable } from '../table-io.ts';

/** table.compute: a measure from two others, row by row. */
export const compute: ToolRun = (request, context) => make(request, context, 'table.compute', () => [{ fn: 'computed', args: [termParameter(request, 'table.compute', 'left'), value(request, 'table.compute', 'op'), termParameter(request, 'table.compute', 'right')] }]);

/** table.adjust: a measure and a fixed number, row by row. The unit stays, except where the number is divided by the measure. */
export const adjust: ToolRun = (request, context) => make(request, context, 'table.adjust', () => [{ fn: 'adjusted', args: [termParameter(request, 'table.adjust', 'measure'), value(request, 'table.adjust', 'op'), value(request, 'table.adjust', 'number')] }]);

/** table.flag: 1 in rows that fulfil a condition, 0 in those that do not, nothing where the column has no value. Its mean is a share, its sum a count. */
export const flag: ToolRun = (request, context) => make(request, context, 'table.flag', () => [{ fn: 'flag', args: [termParameter(request, 'table.flag', 'column'), value(request, 'table.flag', 'op'), value(request, 'table.flag', 'value')] }]);

/** table.where: the measure in rows that fulfil a condition, nothing in the others: sums and means of one part of the rows beside those of another. */
export const where: ToolRun = (request, context) =>
  make(request, context, 'table.where', () => [{ fn: 'where', args: [termParameter(request, 'table.where', 'measure'), value(request, 'table.where', 'column'), value(request, 'table.where', 'op'), value(request, 'table.where', 'value')] }]);

/** table.calculate: several measures, each made row by row of columns or of other ones, in one step. */
export const calculate: ToolRun = (request, context) =>
  make(request, context, 'table.calculate', () => {
    const terms = parameter(request, 'terms');
    return Array.isArray(terms) && terms.length > 0 && terms.every(isFacetValue) ? terms.filter((term) => typeof term === 'object') : refuse('table.calculate', 'terms', 'a list of terms such as {"fn":"computed","args":["price","times","quantity"]}', terms);
  });

function value(request: ToolRequest, operation: string, name: string): FacetValue {
  const given = parameter(request, name);
  return isFacetValue(given) ? given : refuse(operation, name, 'a value', given);
}

function make(request: ToolRequest, context: ToolContext, operation: string, terms: () => FacetValue[]): Promise<ToolResult> {
  return withTables(request, context, operation, ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, view } = table;
    const steps: { term: FacetValue; made: RowMeasure }[] = [];
    let columns: Column[] = table.columns;
    let sql = `SELECT * FROM ${view}`;
    const wanted = terms();
    const add = (term: FacetValue): void => {
      if (typeof term !== 'object' || Array.isArray(term) || columns.some((column) => column.name === measureColumn(term))) return;
      term.args.forEach(add);
      const made = rowMeasure(term, columns);
      steps.push({ term, made });
      columns = [...columns, made.column];
      sql = `SELECT *, ${made.sql} AS ${identifier(made.column.name)} FROM (${sql})`;
    };
    wanted.forEach(add);
    if (steps.length === 0) return refuse(operation, 'terms', 'a measure that the table does not have yet', wanted);
    const [counts = []] = await database.rows(`SELECT count(*), ${steps.map(({ made }) => `count(*) - count(${identifier(made.column.name)})`).join(', ')} FROM (${sql})`);
    const without = steps.find(({ made }, at) => made.must !== undefined && Number(counts[0]) > 0 && Number(counts[at + 1]) === Number(counts[0]));
    if (without !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": ${without.made.must ?? ''}. Name columns of numbers, dates or times.`);
    const missing = steps.flatMap(({ made }, at) => (made.why !== null && Number(counts[at + 1]) > 0 ? [`${Number(counts[at + 1])} of ${Number(counts[0])} rows have no ${lowerTitle(made.column.title ?? made.column.name)}, because ${made.why}.`] : []));
    const own = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    const shown = steps.filter(({ term }) => wanted.some((one) => measureColumn(one) === measureColumn(term)));
    return writeTable(database, context, [artifact], {
      sql,
      name: artifactName(artifact.name, 'computed'),
      title: `${artifact.title}, ${shown.map(({ made }) => lowerTitle(made.column.title ?? made.column.name)).join(' and ')}`,
      columns,
      facets: { ...artifact.facets, measures: [...own, ...steps.map(({ term }) => term)] },
      notes: [...steps.flatMap(({ made }) => made.notes), ...missing],
      history: steps.map(({ made }) => made.said).join(' '),
    });
  });
}
