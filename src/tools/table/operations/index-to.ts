import type { ToolRun } from '../../tool.ts';
import { compilePredicates } from '../compile-predicates.ts';
import { parameter, refuse } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { columnTitle, lowerTitle, withTables } from '../table-io.ts';
import { overTime } from './window.ts';

/** table.index: the measure as an index, 100 where it is as large as its mean at the base time or period, per key. */
export const indexTo: ToolRun = (request, context) =>
  withTables(request, context, 'table.index', ['table'], async (database, [table]) => {
    const at = parameter(request, 'base');
    if ((typeof at !== 'string' && typeof at !== 'number') || !/^\d{1,4}(-\d{2}(-\d{2})?)?$/.test(String(at))) return refuse('table.index', 'base', 'a year, month or day such as 2015, 2015-01 or 2015-01-31', at);
    return overTime({
      request, context, database, table, name: 'table.index',
      derive: ({ term, measure, time, partition }) => {
        const base = compilePredicates([{ fn: '=', args: [time.name, at] }], [time]);
        const value = identifier(measure.name);
        return {
          term: { fn: 'index', args: [term, at] },
          sql: `100.0 * ${value} / nullif(avg(${value}) FILTER (WHERE ${base}) OVER (${partition.length === 0 ? '' : `PARTITION BY ${list(partition)}`}), 0)`,
          column: { type: 'number', unit: null, title: `${columnTitle(measure)}, index (${String(at)} = 100)` },
          history: `Made ${measure.name} an index with ${String(at)} = 100.`,
          missing: `% rows have no index, because ${lowerTitle(columnTitle(measure))} has no value there or is missing or zero in ${String(at)}.`,
        };
      },
    });
  });
