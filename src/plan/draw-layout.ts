import { depths } from './graph.ts';

/** A box to place; all lengths in the same unit, usually CSS pixels. */
export interface Box {
  id: string;
  width: number;
  height: number;
}

export interface LayoutOptions {
  /** Boxes side by side at most. */
  across: number;
  /** Space between neighbours, and between two rows, where the lines run. */
  gap: number;
  row_gap: number;
  /** Space between the last row of one band and the first of the next, beyond `row_gap`. */
  band_gap: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** Upper left corner of each box. */
  boxes: Map<string, Point & { width: number; height: number; row: number }>;
  /** Where each edge passes, from the lower side of its source to the upper side of its target; between boxes, never through one. */
  edges: { from: string; to: string; points: Point[] }[];
  /** Top and bottom of each band. */
  bands: { top: number; bottom: number }[];
}

export const DEFAULT_LAYOUT: LayoutOptions = { across: 6, gap: 18, row_gap: 46, band_gap: 14 };

/** A cell of a row: a box, or a place where the lines of one source pass. */
interface Cell {
  id: string;
  box: Box | null;
  width: number;
  x: number;
  /** Cells of the row above that lead here, and of the row below that this leads to. */
  above: Cell[];
  below: Cell[];
}

/** Width of a place where lines pass. */
const LANE = 14;
const SWEEPS = 12;
/** Boxes and lanes up to which crossings are worth the time. */
const SORTED = 2_000;

/**
 * A layered drawing (after Sugiyama, Tagawa and Toda, 1981): rows from top to bottom so that every edge goes down, at most `across` boxes
 * in a row, few crossings by the barycentre method, and boxes below what they need. Edges of one source share their way. Edges that go
 * up (of a cycle) are left out. Deterministic.
 */
export function layoutGraph(bands: readonly (readonly Box[])[], edges: readonly { from: string; to: string }[], options: Partial<LayoutOptions> = {}): Layout {
  const settings = { ...DEFAULT_LAYOUT, ...options };
  const { rows: assigned, rowOf, bandOf } = assignRows(bands, edges, settings.across);
  const cells = new Map(bands.flat().map((box) => [box.id, { id: box.id, box, width: box.width, x: 0, above: [], below: [] } satisfies Cell as Cell]));
  const rows: Cell[][] = assigned.map((row) => row.flatMap((id) => cells.get(id) ?? []));
  const drawn = edges.filter((edge) => edge.from !== edge.to && (rowOf.get(edge.from) ?? 0) < (rowOf.get(edge.to) ?? 0));
  const routes = route(drawn, rows, rowOf, cells);
  if (rows.reduce((sum, row) => sum + row.length, 0) <= SORTED) reduceCrossings(rows);
  placeAcross(rows, settings.gap);
  return measure(rows, drawn, routes, bandOf, bands.length, settings);
}

/** Rows by longest path and capacity (after Coffman and Graham, 1972), band after band. */
function assignRows(bands: readonly (readonly Box[])[], edges: readonly { from: string; to: string }[], across: number): { rows: string[][]; rowOf: Map<string, number>; bandOf: number[] } {
  const into = Map.groupBy(edges, (edge) => edge.to);
  const out = Map.groupBy(edges, (edge) => edge.from);
  const rowOf = new Map<string, number>();
  const rows: string[][] = [];
  const bandOf: number[] = [];
  for (const [band, boxes] of bands.entries()) {
    const open = new Set(boxes.map((box) => box.id));
    // Length of the longest chain that a box still has below it in its band: who has most goes first.
    const rank = depths(new Map(boxes.map((box) => [box.id, new Set((out.get(box.id) ?? []).flatMap((edge) => (open.has(edge.to) && edge.to !== box.id ? edge.to : [])))])));
    const left = new Set(open);
    while (left.size > 0) {
      const ready = [...left].filter((id) => (into.get(id) ?? []).every((edge) => !left.has(edge.from) || edge.from === id));
      // A cycle has no first: then the first of the list is taken, and the edge that goes up is not drawn.
      const taken = (ready.length > 0 ? ready : [...left].slice(0, 1)).toSorted((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0)).slice(0, across);
      const row = rows.length;
      rows.push(taken);
      bandOf.push(band);
      for (const id of taken) {
        rowOf.set(id, row);
        left.delete(id);
      }
    }
  }
  return { rows, rowOf, bandOf };
}

/** Lanes for edges over more than one row, shared by the edges of one source. */
function route(edges: readonly { from: string; to: string }[], rows: Cell[][], rowOf: ReadonlyMap<string, number>, cells: ReadonlyMap<string, Cell>): Map<string, Cell[]> {
  const routes = new Map<string, Cell[]>();
  const lanes = new Map<string, Cell>();
  const join = (upper: Cell, lower: Cell): void => {
    if (upper.below.includes(lower)) return;
    upper.below.push(lower);
    lower.above.push(upper);
  };
  for (const { from, to } of edges) {
    const [source, target] = [cells.get(from), cells.get(to)];
    if (!source || !target) continue;
    const way: Cell[] = [source];
    for (let row = (rowOf.get(from) ?? 0) + 1; row < (rowOf.get(to) ?? 0); row += 1) {
      const key = `${from} ${row}`;
      let lane = lanes.get(key);
      if (!lane) {
        lane = { id: key, box: null, width: LANE, x: 0, above: [], below: [] };
        lanes.set(key, lane);
        rows[row]?.push(lane);
      }
      way.push(lane);
    }
    way.push(target);
    for (let at = 1; at < way.length; at += 1) join(way[at - 1] as Cell, way[at] as Cell);
    routes.set(`${from} ${to}`, way);
  }
  return routes;
}

/** Sweeps down and up by barycentre, then exchanges of neighbours; the order with the fewest crossings stays. */
function reduceCrossings(rows: Cell[][]): void {
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const down = sweep % 2 === 0;
    const sequence = down ? rows.keys() : [...rows.keys()].toReversed();
    for (const at of sequence) {
      const other = rows[down ? at - 1 : at + 1];
      const row = rows[at];
      if (!other || !row) continue;
      const place = new Map(other.map((cell, index) => [cell, index / Math.max(1, other.length - 1)]));
      const key = new Map(row.map((cell, index) => [cell, mean((down ? cell.above : cell.below).flatMap((one) => place.get(one) ?? [])) ?? index / Math.max(1, row.length - 1)]));
      row.sort((a, b) => (key.get(a) ?? 0) - (key.get(b) ?? 0));
    }
    exchange(rows);
    const count = crossings(rows);
    if (count < fewest) {
      fewest = count;
      best = rows.map((row) => [...row]);
    }
  }
  for (const [at, row] of best.entries()) rows[at]?.splice(0, Number.POSITIVE_INFINITY, ...row);
}

function exchange(rows: Cell[][]): void {
  for (const [at, row] of rows.entries()) {
    const above = new Map(rows[at - 1]?.map((cell, index) => [cell, index]));
    const below = new Map(rows[at + 1]?.map((cell, index) => [cell, index]));
    const pair = (left: Cell, right: Cell): number => inversions(left.above, right.above, above) + inversions(left.below, right.below, below);
    for (let index = 1; index < row.length; index += 1) {
      const [left, right] = [row[index - 1] as Cell, row[index] as Cell];
      if (pair(right, left) < pair(left, right)) [row[index - 1], row[index]] = [right, left];
    }
  }
}

function inversions(left: readonly Cell[], right: readonly Cell[], place: ReadonlyMap<Cell, number>): number {
  let count = 0;
  for (const a of left) for (const b of right) if ((place.get(a) ?? 0) > (place.get(b) ?? 0)) count += 1;
  return count;
}

function crossings(rows: readonly (readonly Cell[])[]): number {
  let count = 0;
  for (const [at, row] of rows.entries()) {
    const place = new Map(rows[at + 1]?.map((cell, index) => [cell, index]));
    for (let left = 0; left < row.length; left += 1) for (let right = left + 1; right < row.length; right += 1) count += inversions((row[left] as Cell).below, (row[right] as Cell).below, place);
  }
  return count;
}

/** Each row as near to its neighbours as its order and the gaps allow: least squares under order, by pooling adjacent violators. */
function placeAcross(rows: readonly (readonly Cell[])[], gap: number): void {
  for (const row of rows) {
    let x = 0;
    for (const cell of row) {
      cell.x = x + cell.width / 2;
      x += cell.width + gap;
    }
    const middle = (x - gap) / 2;
    for (const cell of row) cell.x -= middle;
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      let offset = 0;
      const wanted = row.map((cell, at) => {
        const before = row[at - 1];
        if (before) offset += (before.width + cell.width) / 2 + gap;
        const near = [...(down ? cell.above : cell.below), ...(sweep > SWEEPS / 2 ? (down ? cell.below : cell.above) : [])];
        // What passes through keeps straight; a box gives way.
        return { value: (mean(near.map((one) => one.x)) ?? cell.x) - offset, weight: cell.box ? 1 : 4, offset };
      });
      const pooled = pool(wanted);
      for (const [at, cell] of row.entries()) cell.x = (pooled[at] ?? 0) + (wanted[at]?.offset ?? 0);
    }
  }
}

function pool(values: readonly { value: number; weight: number }[]): number[] {
  const blocks: { value: number; weight: number; count: number }[] = [];
  for (const { value, weight } of values) {
    let block = { value, weight, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.value > block.value; last = blocks.at(-1)) {
      blocks.pop();
      block = { value: (last.value * last.weight + block.value * block.weight) / (last.weight + block.weight), weight: last.weight + block.weight, count: last.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap((block) => Array.from({ length: block.count }, () => block.value));
}

function measure(rows: readonly (readonly Cell[])[], edges: readonly { from: string; to: string }[], routes: ReadonlyMap<string, Cell[]>, bandOf: readonly number[], count: number, { row_gap, band_gap }: LayoutOptions): Layout {
  const all = rows.flat();
  const left = Math.min(0, ...all.map((cell) => cell.x - cell.width / 2));
  const right = Math.max(0, ...all.map((cell) => cell.x + cell.width / 2));
  const bands = Array.from({ length: count }, () => ({ top: Number.POSITIVE_INFINITY, bottom: 0 }));
  const spans: { top: number; bottom: number }[] = [];
  const boxes: Layout['boxes'] = new Map();
  const rowAt = new Map<Cell, number>();
  let y = 0;
  for (const [at, row] of rows.entries()) {
    if (at > 0) y += row_gap + (bandOf[at] === bandOf[at - 1] ? 0 : band_gap);
    const height = Math.max(0, ...row.map((cell) => cell.box?.height ?? 0));
    for (const cell of row) {
      rowAt.set(cell, at);
      if (cell.box) boxes.set(cell.id, { x: cell.x - cell.width / 2 - left, y, width: cell.width, height: cell.box.height, row: at });
    }
    spans.push({ top: y, bottom: y + height });
    const band = bands[bandOf[at] ?? 0];
    if (band) {
      band.top = Math.min(band.top, y);
      band.bottom = Math.max(band.bottom, y + height);
    }
    y += height;
  }
  const lines = edges.map(({ from, to }) => {
    const way = routes.get(`${from} ${to}`) ?? [];
    const points = way.flatMap((cell, at): Point[] => {
      const span = spans[rowAt.get(cell) ?? 0] ?? { top: 0, bottom: 0 };
      const x = cell.x - left;
      const own = boxes.get(cell.id);
      if (at === 0) return [{ x, y: (own?.y ?? 0) + (own?.height ?? 0) }, { x, y: span.bottom }];
      return at === way.length - 1 ? [{ x, y: span.top }] : [{ x, y: span.top }, { x, y: span.bottom }];
    });
    return { from, to, points };
  });
  return { width: right - left, height: y, boxes, edges: lines, bands: bands.map((band) => (band.top > band.bottom ? { top: 0, bottom: 0 } : band)) };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
