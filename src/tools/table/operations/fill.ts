import type { ToolRun } from '../../tool.ts';
import { choiceParameter, refuse } from '../parameters.ts';
import { identifier } from '../sql.ts';
import { columnTitle, withTables } from '../table-io.ts';
import { overTime } from './window.ts';

/** table.fill: the measure with its gaps filled in the order of time, per key: by a straight line between the neighbours, or with the value before. Ends are not extended by a line. */
export const fill: ToolRun = (request, context) =>
  withTables(request, context, 'table.fill', ['table'], async (database, [table]) => {
    const how = choiceParameter(request, 'table.fill', 'how', ['linear', 'previous'] as const) ?? refuse('table.fill', 'how', 'linear or previous', undefined);
    return overTime({
      request, context, database, table, name: 'table.fill',
      derive: ({ term, measure, time, over }) => {
        const value = identifier(measure.name);
        const at = time.type === 'date' || time.type === 'timestamp' ? `epoch(${identifier(time.name)})` : identifier(time.name);
        const before = (what: string): string => `last_value(CASE WHEN ${value} IS NOT NULL THEN ${what} END IGNORE NULLS) OVER (${over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
        const after = (what: string): string => `first_value(CASE WHEN ${value} IS NOT NULL THEN ${what} END IGNORE NULLS) OVER (${over} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`;
        const line = `${before(value)} + (${after(value)} - ${before(value)}) * (${at} - ${before(at)}) / nullif(${after(at)} - ${before(at)}, 0)`;
        return {
          term: { fn: 'filled', args: [term, how] },
          sql: how === 'previous' ? before(value) : `coalesce(${value}, ${line})`,
          column: { type: 'number', unit: measure.unit, title: `${columnTitle(measure)}, gaps filled` },
          history: `Filled gaps of ${measure.name} ${how === 'linear' ? 'by straight lines in time' : 'with the value before'}.`,
          missing: '% rows could not be filled: there is no value on one side.',
        };
      },
    });
  });
