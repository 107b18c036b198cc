import { columnNamed, columnTitle, measureName, onlyInput, readTable, textParameter } from '../picture/read-table.ts';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { ToolRun } from '../tool.ts';
import { axisOf, axisTitle, plot, publishPlot } from './plot.ts';
import { PALETTE } from './render-vega.ts';
import { toSeries } from './series.ts';
import { positionLabel, spanLabel } from './time-scale.ts';

const MOST_COLUMNS = 400;

/** Draws a measure over time as upright bars from zero, one per time; below zero they hang and are another colour. */
export const column: ToolRun = async (request, context) => {
  const table = await readTable(onlyInput(request, 'table', 'chart.column'), context, 'chart.column', 20_000);
  const measure = columnNamed(table, measureName(request, 'chart.column'));
  const time = columnNamed(table, textParameter(request, 'time') ?? '');
  const { series, kind } = toSeries(table, time, measure);
  const points = (series[0]?.points ?? []).flatMap((point) => (point.value === null ? [] : [{ at: positionLabel(point.at, kind), value: point.value, below: point.value < 0 }]));
  if (series.length > 1) throw new PlanwrightError('Tool.Invalid', `Cannot chart "${measure.name}" as columns: there are ${series.length} series, expected one. Group or filter first, or draw lines.`);
  if (points.length > MOST_COLUMNS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot chart ${points.length} columns: expected at most ${MOST_COLUMNS}. Combine times first.`);
  const up = axisOf(points.map((point) => point.value), axisTitle(measure), 'y', true);
  const drawn = await plot(
    [{
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'at', type: 'ordinal', sort: null, scale: { paddingInner: 0.2 }, axis: { title: columnTitle(time), labelAngle: 0, labelOverlap: 'greedy', grid: false, ticks: false } },
        y: { field: 'value', type: 'quantitative', scale: up.scale, axis: up.axis },
        color: { field: 'below', type: 'nominal', scale: { domain: [false, true], range: [PALETTE[0], PALETTE[1]] }, legend: null },
      },
    }],
    { left: up.width },
    points,
  );
  const positions = series[0]?.points.map((point) => point.at) ?? [];
  const span = spanLabel(positions[0] ?? 0, positions.at(-1) ?? 0, kind);
  const title = textParameter(request, 'title') ?? `${columnTitle(measure)}, ${span}`;
  return publishPlot(context, table, drawn, { mark: 'column', title, said: [], description: `${title}: ${points.length} columns.`, data: { columns: points.length, from: span } });
};
