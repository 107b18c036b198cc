import type { ToolRun } from '../../tool.ts';
import { isFacetValue, parameter, refuse } from '../parameters.ts';
import { identifier, list } from '../sql.ts';
import { artifactName, columnOf, withTables, writeTable } from '../table-io.ts';

const EXPECTED = '"rows", or a term such as {"fn":"by","args":[["id"],"last"]}';

/**
 * table.deduplicate: of equal rows one, or of the rows with the same values in some columns the first or last: by time where the table has a time column (rows without a time count
 * as earliest), else in the order of rows. The order of rows stays.
 */
export const deduplicate: ToolRun = (request, context) =>
  withTables(request, context, 'table.deduplicate', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const wanted = parameter(request, 'unique');
    if (!isFacetValue(wanted)) return refuse('table.deduplicate', 'unique', EXPECTED, wanted);
    const rule = readRule(wanted);
    const by = (rule === null ? columns.map((column) => column.name) : rule.columns).map((name) => columnOf(table, name, 'table.deduplicate').name);
    const time = artifact.facets['time'];
    const timed = rule !== null && typeof time === 'string' && columns.some((column) => column.name === time);
    const last = rule?.keep === 'last';
    const order = [...(timed ? [`${identifier(time)} ${last ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`] : []), `pw_row ${last ? 'DESC' : 'ASC'}`];
    const sql = `SELECT * EXCLUDE (pw_row) FROM (SELECT *, row_number() OVER () AS pw_row FROM ${view}) QUALIFY row_number() OVER (PARTITION BY ${list(by.map(identifier))} ORDER BY ${list(order)}) = 1 ORDER BY pw_row`;
    const [[kept, all] = [0, 0]] = await database.rows(`SELECT (SELECT count(*) FROM (${sql})), (SELECT count(*) FROM ${view})`);
    const dropped = Number(all) - Number(kept);
    const words = rule === null ? 'rows that are equal to an earlier one' : `rows with the same ${by.join(', ')} as a ${last ? 'later' : 'earlier'} one`;
    return writeTable(database, context, [artifact], {
      sql,
      name: artifactName(artifact.name, 'unique'),
      title: artifact.title,
      columns,
      facets: { ...artifact.facets, unique: wanted },
      notes: [dropped === 0 ? `There were no ${words}.` : `${dropped} of ${Number(all)} rows were dropped: ${words}.`],
      about: { dropped, of: Number(all) },
      history: `Dropped ${dropped} of ${Number(all)} rows: ${words}.`,
    });
  });

function readRule(wanted: unknown): { columns: string[]; keep: 'first' | 'last' } | null {
  if (wanted === 'rows') return null;
  const term = typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted) ? (wanted as { fn?: unknown; args?: unknown }) : {};
  const [columns, keep] = Array.isArray(term.args) ? (term.args as unknown[]) : [];
  const names = typeof columns === 'string' ? [columns] : columns;
  if (term.fn !== 'by' || !Array.isArray(names) || names.length === 0 || !names.every((name): name is string => typeof name === 'string') || (keep !== 'first' && keep !== 'last')) {
    return refuse('table.deduplicate', 'unique', EXPECTED, JSON.stringify(wanted) ?? 'nothing');
  }
  return { columns: names, keep };
}
