import { PlanwrightError } from '../../../schemas/failure.ts';
import type { ToolRun } from '../../tool.ts';
import { parameter, refuse } from '../parameters.ts';
import { identifier, literal } from '../sql.ts';
import { artifactName, columnOf, inputsAt, withTables, writeTable } from '../table-io.ts';

/** table.keep: the rows that agree with the chosen row in the named columns, in their order. */
export const keep: ToolRun = (request, context) =>
  withTables(request, context, 'table.keep', ['table'], async (database, [table]) => {
    const names = parameter(request, 'columns');
    if (table === undefined || !Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) return refuse('table.keep', 'columns', 'a list of column names', names);
    const [choice] = inputsAt(request, 'choice', 'table.keep');
    const chosen = choice?.data;
    if (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen)) throw new PlanwrightError('Tool.Invalid', 'Cannot keep the rows of a choice: the choice is no row. Bind what a person chose from a table.');
    const { artifact, columns, view } = table;
    const said: string[] = [];
    const conditions = names.map((name) => {
      const column = columnOf(table, name, 'table.keep');
      const value = chosen[name];
      if (value === undefined || value === null || typeof value === 'object') throw new PlanwrightError('Tool.Invalid', `Cannot keep the rows of a choice: the chosen row has no ${name}. Choose from a table with this column.`);
      said.push(`${name} ${String(value)}`);
      return `CAST(${identifier(column.name)} AS VARCHAR) = CAST(CAST(${literal(String(value))} AS ${column.type === 'number' ? 'DOUBLE' : column.type === 'integer' ? 'BIGINT' : column.type === 'boolean' ? 'BOOLEAN' : 'VARCHAR'}) AS VARCHAR)`;
    });
    return writeTable(database, context, [artifact], {
      sql: `SELECT * FROM ${view} WHERE ${conditions.join(' AND ')}`,
      name: artifactName(artifact.name, 'kept'),
      title: `${artifact.title}, ${said.join(', ')}`,
      columns,
      facets: { ...artifact.facets, chosen: names },
      notes: [],
      history: `Kept the rows with ${said.join(' and ')}, as chosen.`,
    });
  });
