import { measureColumn } from '../../../plan/measure-column.ts';
import { PlanwrightError } from '../../../schemas/failure.ts';
import type { FacetValue } from '../../../schemas/operation.ts';
import type { Column } from '../../../schemas/outcome.ts';
import { drawing } from '../../stats/operations/bootstrap.ts';
import { seeded } from '../../stats/method/random.ts';
import { countValues, valueMaker } from '../../stats/read-values.ts';
import { writeSummary } from '../../stats/write-summary.ts';
import type { TableDatabase } from '../../table/open-database.ts';
import { choiceParameter, parameter, refuse, termParameter, textParameter } from '../../table/parameters.ts';
import { identifier, literal } from '../../table/sql.ts';
import { type InputTable, artifactName, columnOf, columnTitle, lowerTitle, numberColumnOf, withTables, writeTable } from '../../table/table-io.ts';
import type { ToolRequest, ToolRun } from '../../tool.ts';
import { PROJECTION_METHODS, type Projected, type ProjectionMethod, project as goOn } from '../project.ts';
import { type Steps, stepsUntil } from '../steps.ts';

/** simulate.project: the series with its projected steps below, and the 95 % range beside them. */
export const project: ToolRun = (request, context) =>
  withTables(request, context, 'simulate.project', ['table'], async (database, [table]) => {
    const found = await projection(database, table, request, 'simulate.project');
    const { column, time, made, steps, points, notes, method, artifact, view } = found;
    const name = measureColumn(made);
    const title = columnTitle(column);
    const sqlType = time.type === 'date' ? 'DATE' : time.type === 'timestamp' ? 'TIMESTAMP' : time.type === 'integer' ? 'BIGINT' : 'DOUBLE';
    const values = points.map((point, at) => `(CAST(${literal(steps.times[at] ?? '')} AS ${sqlType}), ${double(point.value)}, ${double(point.low)}, ${double(point.high)}, 'projected')`);
    const range = (side: string): string => `${name}_${side}`;
    const columns: Column[] = [
      time,
      { name, type: 'number', role: 'measure', unit: column.unit, title: `${title}, projected to ${steps.times.at(-1) ?? ''}`, aggregation: 'none', meaning: column.meaning ?? null },
      { name: range('low'), type: 'number', role: 'measure', unit: column.unit, title: 'Lower end of the 95 % range', aggregation: 'none' },
      { name: range('high'), type: 'number', role: 'measure', unit: column.unit, title: 'Upper end of the 95 % range', aggregation: 'none' },
      { name: 'kind', type: 'text', role: 'text', unit: null, title: 'Observed or projected' },
    ];
    const names = columns.map((one) => identifier(one.name)).join(', ');
    return writeTable(database, context, [artifact], {
      sql: `SELECT * FROM (SELECT ${identifier(time.name)}, CAST(${identifier(column.name)} AS DOUBLE) AS ${identifier(name)}, CAST(NULL AS DOUBLE) AS ${identifier(range('low'))}, CAST(NULL AS DOUBLE) AS ${identifier(range('high'))}, 'observed' AS kind FROM ${view} WHERE ${identifier(time.name)} IS NOT NULL AND ${identifier(column.name)} IS NOT NULL UNION ALL SELECT * FROM (VALUES ${values.join(', ')}) AS projected(${names})) ORDER BY ${identifier(time.name)}`,
      name: artifactName(artifact.name, 'projection'),
      title: `${title}, projected to ${steps.times.at(-1) ?? ''}`,
      columns,
      facets: { ...artifact.facets, keys: [], time: time.name, measures: [made], values: 'derived' },
      notes,
      history: `Projected ${column.name} ${steps.times.length} steps to ${steps.times.at(-1) ?? ''} (${method}).`,
    });
  });

/** simulate.outlook: where the series is at the end of the projection, with its 95 % range. */
export const outlook: ToolRun = (request, context) =>
  withTables(request, context, 'simulate.outlook', ['table'], async (database, [table]) => {
    const { column, made, steps, points, notes, method, artifact, values, missing, times, seed } = await projection(database, table, request, 'simulate.outlook');
    const [last, end] = [values.at(-1) ?? 0, points.at(-1)];
    if (end === undefined) throw new TypeError('no projected step');
    const title = lowerTitle(columnTitle(column));
    const at = steps.times.at(-1) ?? '';
    const number = valueMaker(values, column.unit);
    return writeSummary(context, artifact, {
      suffix: 'outlook', title: `Outlook for ${title} to ${at}`, analysis: made,
      values: [
        number('value', `${columnTitle(column)} ${at}, projected`, end.value), number('low', 'Lower end of the 95 % range', end.low), number('high', 'Upper end of the 95 % range', end.high),
        number('last', `Last observed value (${times.at(-1) ?? ''})`, last), number('change', 'Change against the last observed value', end.value - last),
        ...(last > 0 ? [number('change_percent', 'Change in percent', (100 * (end.value - last)) / last, { unit: '%', decimals: 1 })] : []),
        number('steps', 'Projected steps', points.length, { unit: null, decimals: 0 }), ...countValues(values.length, missing),
      ],
      notes, history: `Projected ${column.name} to ${at} (${method}, seed ${seed}).`, about: { measure: column.name, method, until: at, seed },
    });
  });

interface Projection {
  artifact: InputTable['artifact'];
  view: string;
  column: Column;
  time: Column;
  made: FacetValue;
  method: ProjectionMethod;
  steps: Steps;
  points: Projected[];
  values: number[];
  times: string[];
  missing: number;
  notes: string[];
  seed: number;
}

async function projection(database: TableDatabase, table: InputTable | undefined, request: ToolRequest, operation: string): Promise<Projection> {
  if (table === undefined) throw new TypeError('no table');
  const term = termParameter(request, operation, 'measure');
  const column = numberColumnOf(table, measureColumn(term), operation);
  const time = columnOf(table, textParameter(request, operation, 'time'), operation);
  const dated = time.type === 'date' || time.type === 'timestamp';
  if (time.type === 'text' || time.type === 'boolean') return refuse(operation, 'time', `a column of numbers or dates ("${time.name}" holds ${time.type})`, time.name);
  const method = choiceParameter(request, operation, 'method', PROJECTION_METHODS) ?? refuse(operation, 'method', `one of ${PROJECTION_METHODS.join(', ')}`, undefined);
  const until = parameter(request, 'until');
  if (typeof until !== 'string' && typeof until !== 'number') return refuse(operation, 'until', 'a time such as 2030', until);
  const { draws, seed } = drawing(request, operation);
  const at = identifier(time.name);
  const rows = await database.rows(`SELECT CAST(${at} AS VARCHAR), CAST(${identifier(column.name)} AS DOUBLE) FROM ${table.view} WHERE ${at} IS NOT NULL AND ${identifier(column.name)} IS NOT NULL ORDER BY ${at} LIMIT 100001`);
  if (rows.length > 100_000) throw new PlanwrightError('Tool.ResourceLimit', `Cannot run "${operation}": the series has more than 100000 points. Combine it to longer steps of time first.`);
  const [times, values] = [rows.map(([one]) => String(one)), rows.map(([, one]) => Number(one))];
  if (new Set(times).size < times.length) throw new PlanwrightError('Tool.Invalid', `Cannot run "${operation}": several rows have the same ${time.name}. Group the table by time first.`);
  const steps = stepsUntil(times, dated, String(until), operation);
  const points = goOn(values, steps.times.length, method, draws, seeded(seed));
  if (points === undefined) throw new PlanwrightError('Tool.Invalid', `Cannot project "${column.name}" (${method}): it has ${values.length} values, expected at least 4${method === 'exponential' ? ', all above zero' : ''}. Give a longer series or another method.`);
  const missing = (table.artifact.rows ?? rows.length) - rows.length;
  const notes = [
    { linear: 'The projection goes on along the least squares line; the range is its 95 % prediction interval.', exponential: `The projection goes on with the compound growth of the whole series; the range is from ${draws} random walks of its past relative changes.`, bootstrap: `The projection is the median of ${draws} random walks of past changes, the range 95 % of them.` }[method],
    'A projection carries the past forward; it knows nothing of causes.',
    ...(points.length > values.length / 2 ? [`${points.length} projected steps stand on ${values.length} observed ones.`] : []),
    ...(steps.gaps > 0 ? [`At ${steps.gaps} places the series skips a step; values are taken as if they followed each other.`] : []),
    ...(missing > 0 ? [`${missing} rows have no value or no time and were left out.`] : []),
  ];
  return { artifact: table.artifact, view: table.view, column, time, made: { fn: 'projection', args: [term, method, until] }, method, steps, points, values, times, missing, notes, seed };
}

function double(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}
