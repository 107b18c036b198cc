import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import { columnNamed, columnTitle, measureName, onlyInput, readTable, textParameter, toNumber } from '../picture/read-table.ts';
import { cutText, textWidth } from '../picture/text-width.ts';
import type { ToolRun } from '../tool.ts';
import { axisOf, axisTitle, plot, publishPlot } from './plot.ts';
import { PALETTE, expressionOf } from './render-vega.ts';

const MOST_GROUPS = 40;

/** Draws the distribution of a measure per group as boxes: quartiles and median, whiskers to the last value within 1.5 quartile distances, points beyond (Tukey 1977). */
export const box: ToolRun = async (request, context) => {
  const table = await readTable(onlyInput(request, 'table', 'chart.box'), context, 'chart.box', 200_000);
  const measure = columnNamed(table, measureName(request, 'chart.box'));
  const by = columnNamed(table, textParameter(request, 'by') ?? '');
  const groups = new Map<string, number[]>();
  let missing = 0;
  for (const row of table.rows) {
    const value = toNumber(row[measure.name]);
    const name = row[by.name];
    if (value === null || name === null || name === undefined) missing += 1;
    else groups.set(String(name as Json & (string | number | boolean)), [...(groups.get(String(name as string)) ?? []), value]);
  }
  if (groups.size === 0) throw new PlanwrightError('Tool.Invalid', `Cannot chart "${measure.name}": no row has a value and a ${by.name}. Choose another measure.`);
  if (groups.size > MOST_GROUPS) throw new PlanwrightError('Tool.ResourceLimit', `Cannot chart ${groups.size} groups of "${by.name}": expected at most ${MOST_GROUPS}. Filter first.`);
  const names = [...groups.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const labels = names.map((name) => cutText(name, 13, 320));
  const rows = names.flatMap((name, at) => (groups.get(name) ?? []).map((value) => ({ row: String(at), value })));
  const across = axisOf(rows.map((row) => row.value), axisTitle(measure), 'x', false);
  const left = Math.ceil(Math.max(...labels.map((label) => textWidth(label, 13)))) + 14;
  const drawn = await plot(
    [{
      mark: { type: 'boxplot', extent: 1.5, size: 16, color: PALETTE[0], median: { color: '#ffffff' } },
      encoding: {
        x: { field: 'value', type: 'quantitative', scale: across.scale, axis: across.axis },
        y: { field: 'row', type: 'ordinal', sort: null, scale: { domain: names.map((_name, at) => String(at)) }, axis: { title: null, domain: false, ticks: false, labelFontSize: 13, labelExpr: `${expressionOf(labels)}[toNumber(datum.value)]` } },
      },
    }],
    { left, height: Math.max(80, 34 * names.length) },
    rows,
  );
  const title = textParameter(request, 'title') ?? `${columnTitle(measure)} by ${columnTitle(by).toLowerCase()}`;
  return publishPlot(context, table, drawn, {
    mark: 'box', title, said: [`${rows.length} values`, ...(missing > 0 ? [`${missing} rows left out`] : [])], description: `${title}: ${names.length} groups, ${rows.length} values.`, data: { groups: names.length, values: rows.length, missing },
  });
};
