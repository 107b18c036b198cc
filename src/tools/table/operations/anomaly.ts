import type { ToolContext, ToolRequest, ToolResult, ToolRun } from '../../tool.ts';
import { compilePredicates } from '../compile-predicates.ts';
import { parameter, refuse } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { columnTitle, lowerTitle, withTables } from '../table-io.ts';
import { overTime } from './window.ts';

/** table.anomaly: the measure less its mean over a base period, per key. */
export const anomaly: ToolRun = (request, context) => againstBase(request, context, 'table.anomaly', 'anomaly');

/** table.anomaly_by_month: the same against the mean of the same calendar month in the base period, so that the season drops out. */
export const anomalyByMonth: ToolRun = (request, context) => againstBase(request, context, 'table.anomaly_by_month', 'anomaly_by_month');

function againstBase(request: ToolRequest, context: ToolContext, operation: string, fn: 'anomaly' | 'anomaly_by_month'): Promise<ToolResult> {
  return withTables(request, context, operation, ['table'], async (database, [table]) => {
    const from = timeParameter(request, operation, 'from');
    const to = timeParameter(request, operation, 'to');
    return overTime({
      request, context, database, table, name: operation,
      derive: ({ term, measure, time, partition }) => {
        if (fn === 'anomaly_by_month' && time.type !== 'date' && time.type !== 'timestamp') return refuse(operation, 'time', `a column of dates ("${time.name}" holds ${time.type})`, time.name);
        const base = compilePredicates([{ fn: '>=', args: [time.name, from] }, { fn: '<=', args: [time.name, to] }], [time]);
        const value = identifier(measure.name);
        const groups = [...partition, ...(fn === 'anomaly' ? [] : [`month(${identifier(time.name)})`])];
        const words = `${fn === 'anomaly' ? '' : 'same month in '}${String(from)} to ${String(to)}`;
        return {
          term: { fn, args: [term, from, to] },
          sql: `${value} - avg(${value}) FILTER (WHERE ${base}) OVER (${groups.length === 0 ? '' : `PARTITION BY ${groups.join(', ')}`})`,
          column: { type: 'number', unit: measure.unit, title: `${columnTitle(measure)}, difference from the mean of ${words}` },
          history: `Subtracted from ${measure.name} its mean of ${words}.`,
          missing: `% rows have no difference from the mean of ${words}, because ${lowerTitle(columnTitle(measure))} has no value there or in that period.`,
        };
      },
    });
  });
}

function timeParameter(request: ToolRequest, operation: string, name: string): string | number {
  const value = parameter(request, name);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text) ? (value as string | number) : refuse(operation, name, 'a year, month or day such as 1951, 1951-01 or 1951-01-01', value);
}
