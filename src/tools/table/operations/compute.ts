import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { choiceParameter, refuse, termParameter } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { artifactName, columnTitle, lowerTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';
import { combineUnits, convertUnit, hasOffset, printUnit, toUcum } from '../units.ts';

const OPERATORS = ['plus', 'minus', 'times', 'over', 'percent_of'] as const;
type Operator = (typeof OPERATORS)[number];
const WORDS: Record<Operator, string> = { plus: 'plus', minus: 'minus', times: 'times', over: 'per', percent_of: 'in percent of' };

/**
 * table.compute: a measure from two others, row by row. Sums and differences need units of the same kind, and the right one is converted to the left one's;
 * products and quotients get the product or quotient of the units. No value where an operand is missing or a divisor is 0.
 */
export const compute: ToolRun = (request, context) =>
  withTables(request, context, 'table.compute', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const op = choiceParameter(request, 'table.compute', 'op', OPERATORS) ?? refuse('table.compute', 'op', `one of ${OPERATORS.join(', ')}`, undefined);
    const terms = [termParameter(request, 'table.compute', 'left'), termParameter(request, 'table.compute', 'right')] as const;
    const [left, right] = [numberColumnOf(table, measureColumn(terms[0]), 'table.compute'), numberColumnOf(table, measureColumn(terms[1]), 'table.compute')];
    const made: FacetValue = { fn: 'computed', args: [terms[0], op, terms[1]] };
    const name = measureColumn(made);
    const { unit, factor, offset, notes } = resultUnit(left, op, right);
    const [a, plain] = [`CAST(${identifier(left.name)} AS DOUBLE)`, `CAST(${identifier(right.name)} AS DOUBLE)`];
    const b = factor === 1 && offset === 0 ? plain : `(${plain} * CAST('${factor}' AS DOUBLE) + CAST('${offset}' AS DOUBLE))`;
    const sql = { plus: `${a} + ${b}`, minus: `${a} - ${b}`, times: `${a} * ${b}`, over: `${a} / nullif(${b}, 0)`, percent_of: `100.0 * ${a} / nullif(${b}, 0)` }[op];
    const [[missing, rows] = [0, 0]] = await database.rows(`SELECT count(*) - count(${sql}), count(*) FROM ${view}`);
    if (Number(missing) > 0) notes.push(`${Number(missing)} of ${Number(rows)} rows have no result, because a value is missing${op === 'over' || op === 'percent_of' ? ' or the divisor is zero' : ''}.`);
    const column: Column = {
      name, type: 'number', role: 'measure', unit, title: `${columnTitle(left)} ${WORDS[op]} ${lowerTitle(columnTitle(right))}`,
      aggregation: op === 'times' ? 'sum' : op === 'over' || op === 'percent_of' ? 'mean' : (left.aggregation ?? null),
    };
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, CASE WHEN isfinite(${sql}) THEN ${sql} END AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'computed'),
      title: `${artifact.title}, ${lowerTitle(column.title ?? name)}`,
      columns: [...columns, column],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes,
      history: `Computed ${left.name} ${WORDS[op]} ${right.name} row by row${unit === null ? '' : `, in ${unit}`}.`,
    });
  });

/** The unit of the result, and how the right operand becomes comparable with the left one. */
function resultUnit(left: Column, op: Operator, right: Column): { unit: string | null; factor: number; offset: number; notes: string[] } {
  const plain = { factor: 1, offset: 0 };
  const [a, b] = [left.unit === null ? null : toUcum(left.unit), right.unit === null ? null : toUcum(right.unit)];
  if (op === 'times' || op === 'over') {
    for (const [column, code] of [[left, a], [right, b]] as const) {
      if (code !== null && hasOffset(code)) throw new PlanwrightError('Input.Invalid', `Cannot compute ${left.name} ${op} ${right.name}: zero ${column.unit ?? ''} is not nothing, so "${column.name}" cannot be multiplied or divided. Convert it to K first.`);
    }
    if (a !== null && b !== null) return { ...plain, unit: printUnit(combineUnits(a, b, op === 'times' ? 1 : -1)), notes: [] };
    if (left.unit === null && right.unit === null) return { ...plain, unit: null, notes: [] };
    // A plain number beside a unit: quantities, rates. The unit stays where it is.
    if (right.unit === null) return { ...plain, unit: left.unit, notes: [] };
    if (left.unit === null) return { ...plain, unit: op === 'times' ? right.unit : `1/${right.unit}`, notes: [] };
    return { ...plain, unit: `${left.unit}${op === 'times' ? '·' : '/'}${right.unit}`, notes: [] };
  }
  const unit = op === 'percent_of' ? '%' : left.unit;
  if (left.unit === right.unit) return { ...plain, unit, notes: [] };
  if (left.unit === null || right.unit === null) {
    const silent = left.unit === null ? left : right;
    return { ...plain, unit: op === 'percent_of' ? '%' : (left.unit ?? right.unit), notes: [`The unit of ${columnTitle(silent)} is not known; it is taken to be that of the other measure.`] };
  }
  const { factor, offset } = convertUnit(right.unit, left.unit);
  return { unit, factor, offset, notes: [`${columnTitle(right)} was converted from ${right.unit} to ${left.unit}.`] };
}
