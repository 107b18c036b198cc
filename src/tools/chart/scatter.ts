import { PlanwrightError } from '../../schemas/failure.ts';
import { measureColumn } from '../../plan/measure-column.ts';
import { FacetValueSchema } from '../../schemas/operation.ts';
import { columnNamed, columnTitle, keyColumns, onlyInput, readTable, rowLabel, textParameter, toNumber } from '../picture/read-table.ts';
import type { ToolRequest, ToolRun } from '../tool.ts';
import { axisOf, axisTitle, plot, publishPlot } from './plot.ts';
import { PALETTE } from './render-vega.ts';

const MOST_NAMED = 12;

/** Draws one measure against another, a point per row that has both; few points bear their names. */
export const scatter: ToolRun = async (request, context) => {
  const table = await readTable(onlyInput(request, 'table', 'chart.scatter'), context, 'chart.scatter', 20_000);
  const [x, y] = [columnNamed(table, named(request, 'x')), columnNamed(table, named(request, 'y'))];
  const keys = keyColumns(table);
  const points = table.rows.flatMap((row) => {
    const [across, up] = [toNumber(row[x.name]), toNumber(row[y.name])];
    return across === null || up === null ? [] : [{ x: across, y: up, name: rowLabel(row, keys) }];
  });
  if (points.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot chart "${y.name}" against "${x.name}": no row has both. Choose other measures or loosen the filter.`);
  const [across, up] = [axisOf(points.map((point) => point.x), axisTitle(x), 'x', false), axisOf(points.map((point) => point.y), axisTitle(y), 'y', false)];
  const encoding = { x: { field: 'x', type: 'quantitative', scale: across.scale, axis: across.axis }, y: { field: 'y', type: 'quantitative', scale: up.scale, axis: up.axis } };
  const drawn = await plot(
    [
      { mark: { type: 'point', filled: true, size: points.length > 500 ? 16 : 46, opacity: points.length > 200 ? 0.45 : 0.8, color: PALETTE[0] }, encoding },
      ...(points.length <= MOST_NAMED ? [{ mark: { type: 'text', align: 'left', dx: 7, dy: -6, fontSize: 11 }, encoding: { ...encoding, text: { field: 'name' } } }] : []),
    ],
    { left: up.width },
    points,
  );
  const missing = table.rows.length - points.length;
  const title = textParameter(request, 'title') ?? `${columnTitle(y)} against ${columnTitle(x).toLowerCase()}`;
  return publishPlot(context, table, drawn, {
    mark: 'scatter', title, said: [`${points.length} points`, ...(missing > 0 ? [`${missing} rows without both values left out`] : [])], description: `${title}: ${points.length} points.`, data: { points: points.length, missing },
  });
};

function named(request: ToolRequest, parameter: string): string {
  const parsed = FacetValueSchema.safeParse(request.parameters[parameter]);
  if (!parsed.success) throw new PlanwrightError('Tool.Invalid', `Cannot run "chart.scatter": parameter "${parameter}" is not a measure. Give a column name.`);
  return measureColumn(parsed.data);
}
