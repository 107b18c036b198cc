import type { TopLevelSpec } from 'vega-lite';
import type { Json } from '../../schemas/json.ts';
import type { Artifact, Column } from '../../schemas/outcome.ts';
import { formatTicks, niceTicks } from '../picture/format-number.ts';
import { frame, sourceNotes, sourceTitles } from '../picture/frame.ts';
import { publishPicture } from '../picture/publish.ts';
import { columnTitleWithUnit, describeFilters, type TableRows } from '../picture/read-table.ts';
import { textWidth } from '../picture/text-width.ts';
import type { ToolContext, ToolResult } from '../tool.ts';
import { renderVega } from './render-vega.ts';

export const PLOT_WIDTH = 880;
const HEIGHT = 400;

/** A numeric axis with ticks at round numbers, and the width that its labels need. */
export function axisOf(values: readonly number[], title: string, along: 'x' | 'y', withZero: boolean) {
  const [low, high] = values.reduce(([from, to], value) => [Math.min(from, value), Math.max(to, value)] as const, [withZero ? 0 : Infinity, withZero ? 0 : -Infinity] as const);
  const ticks = niceTicks(low, high === low ? low + 1 : high, along === 'x' ? 8 : 6);
  const texts = formatTicks(ticks);
  const width = Math.ceil(Math.max(...texts.map((text) => textWidth(text, 12)))) + 14;
  const labels = { values: ticks, domain: false, ticks: false, labelExpr: `${JSON.stringify(texts)}[indexof(${JSON.stringify(ticks)}, datum.value)]` };
  const upright = { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleX: -width, titleY: -16, titleBaseline: 'bottom', labelPadding: 8 };
  return {
    width,
    scale: { domain: [ticks[0] ?? low, ticks.at(-1) ?? high], nice: false, zero: false },
    axis: { title, ...labels, ...(along === 'y' ? upright : { labelPadding: 6, labelFlush: false }) },
  };
}

/** Title with unit of a measure on an axis. */
export const axisTitle = (column: Column): string => columnTitleWithUnit(column);

/** Draws layers into a plot of the usual size. */
export async function plot(layers: readonly unknown[], room: { left: number; right?: number; bottom?: number; height?: number }, data: readonly { [name: string]: unknown }[]) {
  const right = room.right ?? 24;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: PLOT_WIDTH - room.left - right, height: room.height ?? HEIGHT, autosize: { type: 'none' }, padding: { left: room.left, right, top: 34, bottom: room.bottom ?? 46 },
    data: { values: data },
    layer: layers,
  };
  return { picture: await renderVega(spec as unknown as TopLevelSpec), spec: JSON.parse(JSON.stringify(spec)) as Json };
}

/** Frames and stores a plot with its source, filters and what is said about it. */
export function publishPlot(
  context: ToolContext,
  table: TableRows,
  drawn: { picture: Awaited<ReturnType<typeof renderVega>>; spec: Json },
  words: { mark: 'scatter' | 'histogram' | 'box' | 'column'; title: string; said: string[]; description: string; data: { [name: string]: Json } },
): Promise<ToolResult> {
  const { artifact } = table;
  const subtitle = [sourceTitles(artifact.sources, words.title), [describeFilters(table), ...words.said].filter((part) => part !== '').join(' · ')].filter((part) => part !== '');
  const svg = frame(drawn.picture, { title: words.title, subtitle, notes: sourceNotes(artifact.sources), description: words.description });
  const facets: Artifact['facets'] = { ...artifact.facets, mark: words.mark };
  return publishPicture(context, { kind: 'chart', mark: words.mark, title: words.title, svg, from: artifact, facets, spec: drawn.spec, data: { mark: words.mark, ...words.data } });
}
