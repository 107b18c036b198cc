import type { TopLevelSpec } from 'vega-lite';
import type { Json } from '../../schemas/json.ts';
import type { Column } from '../../schemas/outcome.ts';
import { decimalsFor, formatNumber, formatTicks, niceTicks, withUnit } from '../picture/format-number.ts';
import { frame, INK, MUTED, rowNotes, sourceNotes, sourceTitles } from '../picture/frame.ts';
import { publishPicture } from '../picture/publish.ts';
import { columnNamed, columnTitle, columnTitleWithUnit, describeFilters, measureName, onlyInput, readTable, textParameter } from '../picture/read-table.ts';
import { cutText, textWidth } from '../picture/text-width.ts';
import type { ToolRun } from '../tool.ts';
import { PALETTE, renderVega } from './render-vega.ts';
import { type Series, type SeriesSet, toSeries } from './series.ts';
import { periodSpan, positionLabel, spanLabel } from './time-scale.ts';

const WIDTH = 880;
const PLOT_HEIGHT = 400;
const TOP = 34;
const BOTTOM = 44;
const MOST_COLOURS = PALETTE.length;

/** Draws one measure over time: a line per key with its name at the end, the record or a wanted period marked, a reference period shaded. */
export const line: ToolRun = async (request, context) => {
  const artifact = onlyInput(request, 'table', 'chart.line');
  const table = await readTable(artifact, context, 'chart.line', 200_000);
  const measure = columnNamed(table, measureName(request, 'chart.line'));
  const time = columnNamed(table, textParameter(request, 'time') ?? '');
  const set = toSeries(table, time, measure);
  const drawn = await draw(set, measure, time, {
    highlight: textParameter(request, 'highlight'),
    reference: textParameter(request, 'reference'),
  });
  const positions = set.series.flatMap((one) => one.points.map((point) => point.at));
  const span = spanLabel(extent(positions)[0], extent(positions)[1], set.kind);
  const filters = describeFilters(table);
  const title = textParameter(request, 'title') ?? `${columnTitle(measure)}, ${span}`;
  const subtitle = [
    sourceTitles(artifact.sources, title),
    [filters, set.averaged ?? '', drawn.said].filter((part) => part !== '').join(' · '),
  ].filter((part) => part !== '');
  const left = rowNotes(artifact, table.rows, { name: measure.name, title: columnTitle(measure).toLowerCase() });
  const svg = frame(drawn.picture, { title, subtitle, notes: [...sourceNotes(artifact.sources), ...left], description: `${title}. ${drawn.said}` });
  return publishPicture(context, {
    kind: 'chart', mark: 'line', title, svg, from: artifact, facets: { ...artifact.facets, mark: 'line' },
    spec: drawn.spec, data: { mark: 'line', series: set.series.length, points: positions.length, from: span, notes: left },
  });
};

async function draw(set: SeriesSet, measure: Column, time: Column, options: { highlight: string | null; reference: string | null }) {
  const values = set.series.flatMap((one) => one.points.flatMap((point) => (point.value === null ? [] : [point.value])));
  const positions = set.series.flatMap((one) => one.points.map((point) => point.at));
  const decimals = decimalsFor(values, 4);
  const [low, high] = extent(values);
  const ticks = niceTicks(low >= 0 && low <= high / 2 ? 0 : low, high, 6);
  const domain: [number, number] = [ticks[0] ?? low, ticks.at(-1) ?? high];
  const tickText = formatTicks(ticks);
  const ends = endLabels(set.series, domain);
  const left = Math.ceil(Math.max(...tickText.map((label) => textWidth(label, 12)))) + 14;
  const right = ends.width === 0 ? 24 : ends.width + 14;
  const width = WIDTH - left - right;
  const x = { field: 'at', type: set.kind === 'number' ? 'quantitative' : 'temporal' } as const;
  const xDomain = extent(positions);
  const y = { field: 'value', type: 'quantitative', scale: { domain, nice: false, zero: false } } as const;
  const scaled = {
    x: {
      ...x,
      scale: set.kind === 'number' ? { domain: xDomain, nice: false, zero: false } : { type: 'utc' as const, domain: xDomain, nice: false },
      axis: { title: columnTitle(time), grid: false, tickCount: Math.min(10, Math.max(2, new Set(positions).size)), labelFlush: false, ...(set.kind === 'year' ? { format: '%Y' } : {}), labelOverlap: 'greedy' as const },
    },
    y: {
      ...y,
      axis: {
        title: columnTitleWithUnit(measure), titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleX: -left, titleY: -16, titleBaseline: 'bottom',
        values: ticks, domain: false, ticks: false, labelPadding: 8,
        labelExpr: `${JSON.stringify(tickText)}[indexof(${JSON.stringify(ticks)}, datum.value)]`,
      },
    },
  } as const;
  const coloured = new Set(ends.coloured);
  const drawingOrder = set.series.map((one, index) => ({ one, index })).sort((a, b) => Number(coloured.has(a.index)) - Number(coloured.has(b.index)));
  const rows = drawingOrder.flatMap(({ one, index }) => one.points.map((point) => ({ series: String(index), at: point.at, value: point.value })));
  const layers: unknown[] = [];
  let said = '';
  if (options.reference !== null) {
    const [from, to] = periodSpan(options.reference, set.kind);
    const inside = set.series.length === 1 ? (set.series[0]?.points ?? []).filter((point) => point.at >= from && point.at <= to && point.value !== null) : [];
    const band = { from: Math.max(from, xDomain[0]), to: Math.min(to, xDomain[1]), middle: (Math.max(from, xDomain[0]) + Math.min(to, xDomain[1])) / 2, top: domain[1], name: options.reference.replace('/', '–') };
    layers.push({ data: { values: [band] }, mark: { type: 'rect', color: '#e4e7eb', opacity: 0.6 }, encoding: { x: { ...scaled.x, field: 'from' }, x2: { field: 'to' } } });
    layers.push({ data: { values: [band] }, mark: { type: 'text', baseline: 'top', dy: 8, fontSize: 12, color: MUTED }, encoding: { x: { ...scaled.x, field: 'middle' }, y: { ...scaled.y, field: 'top' }, text: { field: 'name' } } });
    if (inside.length > 0) {
      const mean = inside.reduce((sum, point) => sum + (point.value ?? 0), 0) / inside.length;
      layers.push({ data: { values: [{ ...band, value: mean }] }, mark: { type: 'rule', color: MUTED, strokeDash: [4, 3] }, encoding: { x: { ...scaled.x, field: 'from' }, x2: { field: 'to' }, y: scaled.y } });
      said = `Mean of ${options.reference.replace('/', '–')}: ${withUnit(formatNumber(mean, decimals), measure.unit)}`;
    }
  }
  if (domain[0] < 0 && domain[1] > 0) layers.push({ data: { values: [{ value: 0 }] }, mark: { type: 'rule', color: '#7b8794', strokeWidth: 1 }, encoding: { y: scaled.y } });
  layers.push({
    data: { values: rows },
    mark: { type: 'line', strokeWidth: set.series.length === 1 ? 2 : 2.2, strokeJoin: 'round', interpolate: 'linear', ...(set.series.length <= MOST_COLOURS && positions.length / set.series.length <= 40 ? { point: { size: 18, filled: true } } : {}) },
    encoding: {
      x: scaled.x, y: scaled.y, detail: { field: 'series' },
      color: { field: 'series', type: 'nominal', legend: null, scale: { domain: set.series.map((_, index) => String(index)), range: set.series.map((_, index) => colourOf(index, ends.coloured, coloured)) } },
    },
  });
  if (ends.labels.length > 0) {
    layers.push({
      data: { values: ends.labels.map((label) => ({ at: xDomain[1], value: label.value, text: label.text, colour: colourOf(label.index, ends.coloured, coloured) })) },
      mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8, fontSize: 12, fontWeight: 600 },
      encoding: { x: scaled.x, y: scaled.y, text: { field: 'text' }, color: { field: 'colour', type: 'nominal', scale: null, legend: null } },
    });
  }
  const marked = set.series.length === 1 ? marks(set, measure, decimals, options.highlight) : [];
  if (marked.length > 0) {
    const data = { values: marked.map((mark) => ({ ...mark, right: (mark.at - xDomain[0]) / Math.max(1, xDomain[1] - xDomain[0]) > 0.6 })) };
    layers.push({ data, mark: { type: 'point', filled: true, size: 64, color: '#d55e00', stroke: '#ffffff', strokeWidth: 1.5, opacity: 1 }, encoding: { x: scaled.x, y: scaled.y } });
    for (const toRight of [true, false]) {
      const side = { type: 'text', align: toRight ? 'right' : 'left', dx: toRight ? -9 : 9, dy: -9, fontSize: 12, fontWeight: 600 };
      const encoding = { x: scaled.x, y: scaled.y, text: { field: 'text' } };
      const transform = [{ filter: toRight ? 'datum.right' : '!datum.right' }];
      layers.push({ data, transform, mark: { ...side, stroke: '#ffffff', strokeWidth: 4, strokeJoin: 'round' }, encoding });
      layers.push({ data, transform, mark: { ...side, color: INK }, encoding });
    }
  }
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width, height: PLOT_HEIGHT, autosize: { type: 'none' }, padding: { left, right, top: TOP, bottom: BOTTOM },
    layer: layers,
  };
  const picture = await renderVega(spec as TopLevelSpec);
  if (set.series.length > MOST_COLOURS) said = `${set.series.length} series; the ${ends.coloured.length} with the largest latest values are named`;
  return { picture, spec: JSON.parse(JSON.stringify(spec)) as Json, said };
}

/** Smallest and largest of any number of values (spreading them into Math.min would overflow the stack). */
function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function colourOf(index: number, order: readonly number[], coloured: ReadonlySet<number>): string {
  return coloured.has(index) ? (PALETTE[order.indexOf(index) % PALETTE.length] ?? PALETTE[0]) : '#cbd2d9';
}

/** Names at the ends of lines, moved apart so that none overlaps another; beyond the palette only the largest are named. */
function endLabels(series: readonly Series[], domain: [number, number]) {
  const last = series.map((one, index) => ({ index, value: one.points.findLast((point) => point.value !== null)?.value ?? null }));
  const ordered = last.filter((entry): entry is { index: number; value: number } => entry.value !== null).sort((a, b) => b.value - a.value || a.index - b.index);
  const coloured = ordered.slice(0, MOST_COLOURS).map((entry) => entry.index);
  if (series.length === 1) return { labels: [], coloured, width: 0 };
  const pixel = (value: number): number => PLOT_HEIGHT * (1 - (value - domain[0]) / (domain[1] - domain[0]));
  const labels = ordered.slice(0, MOST_COLOURS).map((entry) => ({ index: entry.index, text: cutText(series[entry.index]?.label ?? '', 12, 190, 'semibold'), y: pixel(entry.value) }));
  const gap = 15;
  for (let i = 1; i < labels.length; i += 1) {
    const above = labels[i - 1];
    const here = labels[i];
    if (above !== undefined && here !== undefined) here.y = Math.max(here.y, above.y + gap);
  }
  const overflow = (labels.at(-1)?.y ?? 0) - PLOT_HEIGHT;
  if (overflow > 0) {
    let limit = PLOT_HEIGHT;
    for (const label of labels.toReversed()) {
      label.y = Math.min(label.y, limit);
      limit = label.y - gap;
    }
  }
  return {
    coloured,
    labels: labels.map((label) => ({ index: label.index, text: label.text, value: domain[0] + (1 - label.y / PLOT_HEIGHT) * (domain[1] - domain[0]) })),
    width: Math.ceil(Math.max(...labels.map((label) => textWidth(label.text, 12, 'semibold')))),
  };
}

/** What to point at on a single line: the wanted period, and always the highest value. */
function marks(set: SeriesSet, measure: Column, decimals: number, highlight: string | null): { at: number; value: number; text: string }[] {
  const points = (set.series[0]?.points ?? []).filter((point): point is { at: number; value: number } => point.value !== null);
  const say = (point: { at: number; value: number }, more: string): string => `${positionLabel(point.at, set.kind)}: ${withUnit(formatNumber(point.value, decimals), measure.unit)}${more}`;
  const record = points.reduce((best, point) => (point.value > best.value ? point : best), points[0] ?? { at: 0, value: 0 });
  if (highlight === null) return [{ ...record, text: say(record, ' (highest)') }];
  const [from, to] = periodSpan(highlight, set.kind);
  const wanted = points.filter((point) => point.at >= from && point.at <= to);
  const found = wanted.map((point) => ({ ...point, text: say(point, point.at === record.at ? ' (highest)' : '') })).slice(0, 3);
  return found.some((point) => point.at === record.at) ? found : [...found, { ...record, text: say(record, ' (highest)') }];
}
