import { PlanwrightError } from '../../schemas/failure.ts';
import { formatTicks, niceTicks } from '../picture/format-number.ts';
import { columnNamed, columnTitle, measureName, onlyInput, readTable, textParameter, toNumber } from '../picture/read-table.ts';
import type { ToolRun } from '../tool.ts';
import { axisOf, axisTitle, plot, publishPlot } from './plot.ts';
import { PALETTE } from './render-vega.ts';

/** Draws how often values of a measure fall into bins of equal width at round numbers. */
export const histogram: ToolRun = async (request, context) => {
  const table = await readTable(onlyInput(request, 'table', 'chart.histogram'), context, 'chart.histogram', 200_000);
  const measure = columnNamed(table, measureName(request, 'chart.histogram'));
  const values = table.rows.flatMap((row) => toNumber(row[measure.name]) ?? []);
  if (values.length === 0) throw new PlanwrightError('Tool.Invalid', `Cannot chart "${measure.name}": no row has a value. Choose another measure.`);
  const bins = binned(values, typeof request.parameters['bins'] === 'number' ? request.parameters['bins'] : sturges(values.length));
  const edges = [...bins.map((bin) => bin.from), bins.at(-1)?.to ?? 0];
  const texts = formatTicks(edges);
  const up = axisOf(bins.map((bin) => bin.count), 'Number of rows', 'y', true);
  const drawn = await plot(
    [{
      mark: { type: 'bar', color: PALETTE[0], binSpacing: 1 },
      encoding: {
        x: { field: 'from', type: 'quantitative', bin: 'binned', scale: { domain: [edges[0], edges.at(-1)], nice: false, zero: false }, axis: { title: axisTitle(measure), values: edges, grid: false, labelOverlap: 'greedy', labelExpr: `${JSON.stringify(texts)}[indexof(${JSON.stringify(edges)}, datum.value)]` } },
        x2: { field: 'to' },
        y: { field: 'count', type: 'quantitative', scale: up.scale, axis: up.axis },
      },
    }],
    { left: up.width },
    bins,
  );
  const missing = table.rows.length - values.length;
  const title = textParameter(request, 'title') ?? `Distribution of ${columnTitle(measure).toLowerCase()}`;
  const most = bins.reduce((best, bin) => (bin.count > best.count ? bin : best));
  return publishPlot(context, table, drawn, {
    mark: 'histogram', title, said: [`${values.length} values`, ...(missing > 0 ? [`${missing} rows without a value left out`] : [])],
    description: `${title}. Most values, ${most.count}, lie from ${most.from} to ${most.to}.`, data: { bins: bins.map(({ from, to, count }) => ({ from, to, count })), values: values.length, missing },
  });
};

/** Number of bins for n values (Sturges 1926). */
const sturges = (n: number): number => Math.ceil(Math.log2(n)) + 1;

/** Bins of one width between round numbers, about as many as wanted; a value on an edge belongs to the bin above, the largest to the last. */
export function binned(values: readonly number[], wanted: number): { from: number; to: number; count: number }[] {
  const [low, high] = values.reduce(([from, to], value) => [Math.min(from, value), Math.max(to, value)] as const, [Infinity, -Infinity] as const);
  const edges = niceTicks(low, high === low ? low + 1 : high, Math.max(2, Math.min(60, wanted)));
  const bins = edges.slice(0, -1).map((from, at) => ({ from, to: edges[at + 1] ?? from, count: 0 }));
  for (const value of values) {
    const bin = bins.find((one) => value >= one.from && value < one.to) ?? bins.at(-1);
    if (bin !== undefined) bin.count += 1;
  }
  return bins;
}
