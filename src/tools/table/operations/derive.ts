import { PlanwrightError } from '../../../schemas/failure.ts';
import type { Column } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { compileExpression } from '../compile-expression.ts';
import { parameter, refuse, textParameter } from '../parameters.ts';
import { readExpression } from '../read-expression.ts';
import { cleanNames } from '../read/clean-names.ts';
import { identifier } from '../sql.ts';
import { artifactName, withTables, writeTable } from '../table-io.ts';

/** table.derive: one more column, computed row by row from columns of numbers; no value where an operand is missing or a divisor is 0. */
export const derive: ToolRun = (request, context) =>
  withTables(request, context, 'table.derive', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const name = textParameter(request, 'table.derive', 'name');
    const given = parameter(request, 'expression');
    const expression = typeof given === 'string' ? readExpression(given) : given;
    if (expression === undefined) return refuse('table.derive', 'expression', 'an expression', expression);
    const { artifact, columns, view } = table;
    if (cleanNames([name])[0] !== name) return refuse('table.derive', 'name', 'a plain column name of at most 100 characters', name);
    if (columns.some((column) => column.name.toLowerCase() === name.toLowerCase())) {
      throw new PlanwrightError('Input.Invalid', `Cannot derive column "${name}": the table has a column of that name. Choose another name.`);
    }
    const numeric = new Set(columns.filter((column) => column.type === 'integer' || column.type === 'number').map((column) => column.name));
    const sql = compileExpression(expression, numeric);
    const unit = parameter(request, 'unit');
    const derived: Column = { name, type: 'number', role: 'measure', unit: typeof unit === 'string' ? unit : null };
    const measures = Array.isArray(artifact.facets['measures']) ? artifact.facets['measures'] : [];
    return writeTable(database, context, [artifact], {
      sql: `SELECT *, CASE WHEN isfinite(${sql}) THEN ${sql} END AS ${identifier(name)} FROM ${view}`,
      name: artifactName(artifact.name, 'derived'),
      title: artifact.title,
      columns: [...columns, derived],
      facets: { ...artifact.facets, measures: [...measures, name] },
      notes: [],
      history: `Computed the column ${name} = ${sql.replace(/CAST\(("(?:[^"]|"")*"|'?[-+.\deE]+'?) AS DOUBLE\)/g, '$1').slice(0, 200)}.`,
    });
  });
