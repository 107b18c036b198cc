import { measureColumn } from '../../../plan/measure-column.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { ToolRun } from '../../tool.ts';
import { choiceParameter, parameter, refuse, termParameter } from '../parameters.ts';
import { identifier, literal } from '../sql.ts';
import { artifactName, columnTitle, lowerTitle, numberColumnOf, withTables, writeTable } from '../table-io.ts';

const OPERATORS = ['plus', 'minus', 'times', 'over', 'from', 'into'] as const;

/** table.adjust: a measure and a fixed number, row by row. The unit stays, except where the number is divided by the measure. */
export const adjust: ToolRun = (request, context) =>
  withTables(request, context, 'table.adjust', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const op = choiceParameter(request, 'table.adjust', 'op', OPERATORS) ?? refuse('table.adjust', 'op', `one of ${OPERATORS.join(', ')}`, undefined);
    const number = parameter(request, 'number');
    if (typeof number !== 'number' || !Number.isFinite(number) || (op === 'over' && number === 0)) return refuse('table.adjust', 'number', op === 'over' ? 'a number other than 0' : 'a number', number);
    const term = termParameter(request, 'table.adjust', 'measure');
    const measure = numberColumnOf(table, measureColumn(term), 'table.adjust');
    const made: FacetValue = { fn: 'adjusted', args: [term, op, number] };
    const name = measureColumn(made);
    const [value, constant] = [`CAST(${identifier(measure.name)} AS DOUBLE)`, literal(number)];
    const sql = { plus: `${value} + ${constant}`, minus: `${value} - ${constant}`, times: `${value} * ${constant}`, over: `${value} / ${constant}`, from: `${constant} - ${value}`, into: `${constant} / nullif(${value}, 0)` }[op];
    const words = { plus: `${columnTitle(measure)} plus ${number}`, minus: `${columnTitle(measure)} minus ${number}`, times: `${columnTitle(measure)} times ${number}`, over: `${columnTitle(measure)} by ${number}`, from: `${number} minus ${lowerTitle(columnTitle(measure))}`, into: `${number} by ${lowerTitle(columnTitle(measure))}` }[op];
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, ${sql} AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'adjusted'),
      title: `${artifact.title}, ${lowerTitle(words)}`,
      columns: [...columns, { name, type: 'number', role: 'measure', unit: op === 'into' ? (measure.unit === null ? null : `1/${measure.unit}`) : measure.unit, title: words, aggregation: op === 'times' || op === 'over' ? (measure.aggregation ?? null) : op === 'into' ? 'mean' : (measure.aggregation === 'mean' ? 'mean' : null) }],
      facets: { ...artifact.facets, measures: [...measures, made] },
      notes: [],
      history: `Computed ${lowerTitle(words)}.`,
    });
  });
