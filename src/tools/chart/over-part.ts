import type { ToolRequest, ToolResult, ToolRun } from '../tool.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import { onlyInput, readTable } from '../picture/read-table.ts';
import { column } from './column.ts';
import { line } from './line.ts';

/** chart.line_over: a line per key over a part of a time that counts up: the months of a year, the hours of a day. */
export const lineOver: ToolRun = async (request, context) => over(await line(await overPart(request, context, 'chart.line_over'), context), 'line_over');

/** chart.column_over: the same of one series as upright bars. */
export const columnOver: ToolRun = async (request, context) => over(await column(await overPart(request, context, 'chart.column_over'), context), 'column_over');

function over(result: ToolResult, mark: string): ToolResult {
  return { ...result, output: { ...result.output, facets: { ...result.output.facets, mark } } };
}

async function overPart(request: ToolRequest, context: Parameters<ToolRun>[1], operation: string): Promise<ToolRequest> {
  const table = await readTable(onlyInput(request, 'table', operation), context, operation, 200_000);
  const { over: keys, ...parameters } = request.parameters;
  const names = Array.isArray(keys) ? keys.map(String) : [];
  const made = table.artifact.facets['dimensions'];
  const [parts] = typeof made === 'object' && !Array.isArray(made) ? made.args : [];
  const numbered = table.columns.filter((one) => names.includes(one.name) && Array.isArray(parts) && parts.includes(one.name) && one.type === 'integer');
  const [time, second] = numbered;
  if (time === undefined || second !== undefined) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": ${numbered.length} of ${names.join(', ')} are numbers that go on from one to the next, expected one, such as a month or an hour. Draw bars, or group by one such part.`);
  return { ...request, parameters: { ...parameters, time: time.name } };
}
