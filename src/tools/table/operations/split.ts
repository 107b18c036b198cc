import { PlanwrightError } from '../../../schemas/failure.ts';
import type { Artifact } from '../../../schemas/outcome.ts';
import type { ToolRun } from '../../tool.ts';
import { parameter, refuse, textParameter } from '../parameters.ts';
import { identifier, literal } from '../sql.ts';
import { artifactName, columnOf, columnTitle, mergeSources, withTables, writeTable } from '../table-io.ts';

/** table.split: one table per value of a column, in the order of the values; rows without a value are left out and counted. More than `most` tables are refused. */
export const split: ToolRun = (request, context) =>
  withTables(request, context, 'table.split', ['table'], async (database, [table]) => {
    if (table === undefined) throw new TypeError('no table');
    const { artifact, columns, view } = table;
    const by = columnOf(table, textParameter(request, 'table.split', 'by'), 'table.split');
    const most = parameter(request, 'most') ?? 200;
    if (typeof most !== 'number' || !Number.isInteger(most) || most < 1 || most > 1000) return refuse('table.split', 'most', 'a whole number from 1 to 1000', most);
    const column = `CAST(${identifier(by.name)} AS VARCHAR)`;
    const values = await database.rows(`SELECT ${column} AS pw_v, count(*) FROM ${view} WHERE pw_v IS NOT NULL GROUP BY pw_v ORDER BY pw_v LIMIT ${most + 1}`);
    if (values.length > most) throw new PlanwrightError('Tool.ResourceLimit', `Cannot split by "${by.name}": it has more than ${most} different values. Choose a column with fewer, or filter first.`);
    if (values.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot split by "${by.name}": it has no value. Choose another column.`);
    const [[missing] = [0]] = await database.rows(`SELECT count(*) - count(${identifier(by.name)}) FROM ${view}`);
    const elements: Artifact[] = [];
    for (const [value, rows] of values) {
      const said = String(value);
      const part = await writeTable(database, context, [artifact], {
        sql: `SELECT * FROM ${view} WHERE ${column} = ${literal(said)}`,
        name: artifactName(artifact.name, artifactName(said, '').slice(0, 30)),
        title: `${artifact.title}, ${said}`,
        columns,
        facets: { ...artifact.facets, split: by.name, element: said },
        notes: [],
        history: `Kept the rows with ${by.name} ${said}: ${Number(rows)} of ${artifact.rows ?? 0}.`,
      });
      elements.push(part.output);
    }
    const data = { by: by.name, elements: values.length, without_value: Number(missing) };
    const blob = await context.blobs.put(Buffer.from(`${JSON.stringify({ ...data, names: elements.map((one) => one.name) }, null, 2)}\n`));
    return {
      output: {
        kind: 'table', name: `${artifactName(artifact.name, 'parts')}.json`, title: `${artifact.title} by ${columnTitle(by)}`, facets: { ...artifact.facets, split: by.name }, ...blob,
        media_type: 'application/json', labels: artifact.labels, sources: mergeSources([artifact]),
        data: { ...data, notes: Number(missing) > 0 ? [`${Number(missing)} rows have no ${columnTitle(by)} and are in none of the tables.`] : [] },
      },
      elements,
      resources: { bytes_in: artifact.bytes, bytes_out: elements.reduce((sum, one) => sum + one.bytes, 0) },
    };
  });
