import type { TopLevelSpec } from 'vega-lite';
import { PlanwrightError } from '../../schemas/failure.ts';
import type { Json } from '../../schemas/json.ts';
import type { Column } from '../../schemas/outcome.ts';
import { decimalsFor, formatNumber, formatShort, formatTicks, niceTicks, withUnit } from '../picture/format-number.ts';
import { frame, rowNotes, sourceNotes, sourceTitles } from '../picture/frame.ts';
import { publishPicture } from '../picture/publish.ts';
import { columnNamed, columnTitle, columnTitleWithUnit, describeFilters, keyColumns, measureName, onlyInput, readTable, rowLabel, textParameter, type TableRows, toNumber } from '../picture/read-table.ts';
import { cutText, textWidth } from '../picture/text-width.ts';
import type { ToolRun } from '../tool.ts';
import { PALETTE, expressionOf, renderVega } from './render-vega.ts';

const WIDTH = 880;
const MOST_BARS = 30;
const LONGEST_LABEL = 320;

interface Bar {
  label: string;
  value: number;
}

/** Draws one measure by key as horizontal bars from zero, largest first, each with its value; names stay whole up to a third of the width. */
export const bar: ToolRun = async (request, context) => {
  const artifact = onlyInput(request, 'table', 'chart.bar');
  const table = await readTable(artifact, context, 'chart.bar', 10_000);
  const measure = columnNamed(table, measureName(request, 'chart.bar'));
  const all = toBars(table, measure, ascending(artifact.facets['order']));
  const bars = all.slice(0, MOST_BARS);
  const drawn = await draw(bars, measure);
  const keyTitle = keyColumns(table).map((key) => columnTitle(key).toLowerCase()).join(' and ');
  const title = textParameter(request, 'title') ?? `${columnTitle(measure)} by ${keyTitle}`;
  const subtitle = [
    sourceTitles(artifact.sources, title),
    [comparedPeriod(table), describeFilters(table), all.length > bars.length ? `${bars.length} of ${all.length} shown` : ''].filter((part) => part !== '').join(' · '),
  ].filter((part) => part !== '');
  const first = bars[0];
  const description = first === undefined ? title : `${title}. First: ${first.label}, ${withUnit(formatNumber(first.value, drawn.decimals), measure.unit)}.`;
  const left = rowNotes(artifact, table.rows, { name: measure.name, title: columnTitle(measure).toLowerCase() });
  const svg = frame(drawn.picture, { title, subtitle, notes: [...sourceNotes(artifact.sources), ...left], description });
  return publishPicture(context, {
    kind: 'chart', mark: 'bar', title, svg, from: artifact, facets: { ...artifact.facets, mark: 'bar' },
    spec: drawn.spec, data: { mark: 'bar', bars: bars.length, of: all.length, notes: left },
  });
};

/** Where every row compares the same two times (as growth does: columns `x_first` and `x_last`), those times; else nothing. */
function comparedPeriod(table: TableRows): string {
  for (const first of table.columns) {
    if (first.role === 'measure' || !first.name.endsWith('_first')) continue;
    const name = first.name.slice(0, -'_first'.length);
    if (!table.columns.some((column) => column.name === `${name}_last` && column.role !== 'measure')) continue;
    const periods = new Set(table.rows.map((row) => `${rowLabel(row, [first])} to ${rowLabel(row, [{ ...first, name: `${name}_last` }])}`));
    return periods.size === 1 ? [...periods].join('') : '';
  }
  return '';
}

function ascending(order: unknown): boolean {
  return typeof order === 'object' && order !== null && 'fn' in order && order.fn === 'asc';
}

function toBars(table: TableRows, measure: Column, smallestFirst: boolean): Bar[] {
  const keys = keyColumns(table);
  const seen = new Map<string, number>();
  const bars = table.rows.flatMap((row) => {
    const value = toNumber(row[measure.name]);
    if (value === null) return [];
    const label = rowLabel(row, keys) || '(no name)';
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return [{ label: count === 1 ? label : `${label} (${count})`, value }];
  });
  if (bars.length === 0) {
    throw new PlanwrightError('Tool.Invalid', `Cannot chart "${measure.name}": no row has a value. Choose another measure.`);
  }
  return bars.sort((a, b) => (smallestFirst ? a.value - b.value : b.value - a.value));
}

async function draw(bars: readonly Bar[], measure: Column) {
  const values = bars.map((one) => one.value);
  const decimals = decimalsFor(values);
  const short = values.some((value) => Math.abs(value) >= 1e5);
  const say = (value: number): string => (short ? formatShort(value, decimals) : formatNumber(value, decimals));
  const unit = measure.unit === '%' || measure.unit === '°' ? measure.unit : null;
  const ticks = niceTicks(Math.min(0, ...values), Math.max(0, ...values), 6);
  const domain = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const tickText = formatTicks(ticks);
  const rows = bars.map((one, index) => ({
    row: String(index), value: one.value, said: withUnit(say(one.value), unit), inside: one.value < 0,
  }));
  const labels = bars.map((one) => cutText(one.label, 13, LONGEST_LABEL));
  const valueWidth = Math.ceil(Math.max(...rows.map((row) => textWidth(row.said, 12, 'semibold')))) + 14;
  // Values of negative bars stand left of them: the names make room.
  const room = values.some((value) => value < 0) ? valueWidth : 0;
  const left = Math.ceil(Math.max(...labels.map((label) => textWidth(label, 13)))) + 12 + room;
  const width = WIDTH - left - valueWidth;
  const step = bars.length <= 6 ? 40 : bars.length <= 15 ? 30 : 24;
  const y = {
    field: 'row', type: 'ordinal', sort: null, scale: { paddingInner: 0.28, paddingOuter: 0.14 },
    axis: { title: null, domain: false, ticks: false, labelFontSize: 13, labelColor: '#1f2933', labelPadding: 8 + room, labelExpr: `${expressionOf(labels)}[toNumber(datum.value)]` },
  } as const;
  const x = {
    field: 'value', type: 'quantitative', scale: { domain, nice: false },
    axis: { title: columnTitleWithUnit(measure), values: ticks, domain: false, ticks: false, labelPadding: 6, labelFlush: false, labelExpr: `${JSON.stringify(tickText)}[indexof(${JSON.stringify(ticks)}, datum.value)]` },
  } as const;
  const text = (negative: boolean) => ({
    transform: [{ filter: negative ? 'datum.inside' : '!datum.inside' }],
    mark: { type: 'text', align: negative ? 'right' : 'left', dx: negative ? -6 : 6, baseline: 'middle', fontSize: 12, fontWeight: 600, color: '#1f2933' },
    encoding: { y, x, text: { field: 'said' } },
  });
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width, height: step * bars.length, autosize: { type: 'none' }, padding: { left, right: valueWidth, top: 6, bottom: 46 },
    data: { values: rows },
    layer: [
      { mark: { type: 'bar', color: PALETTE[0], cornerRadiusEnd: 2 }, encoding: { y, x } },
      ...(domain[0] !== undefined && domain[0] < 0 ? [{ data: { values: [{ value: 0 }] }, mark: { type: 'rule', color: '#7b8794' }, encoding: { x } }] : []),
      text(false), text(true),
    ],
  };
  return { picture: await renderVega(spec as unknown as TopLevelSpec), spec: JSON.parse(JSON.stringify(spec)) as Json, decimals };
}
