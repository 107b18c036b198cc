import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Layout, layoutGraph } from '../../src/plan/draw-layout.ts';

interface Drawn {
  bands: string[][];
  edges: { from: string; to: string }[];
  sizes: number[];
}

/** Random DAGs of up to 60 boxes: edges from lower to higher numbers, numbers cut into bands. */
const dag: fc.Arbitrary<Drawn> = fc.integer({ min: 1, max: 60 }).chain((count) =>
  fc.record({
    edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 3 * count }),
    cuts: fc.array(fc.nat(count), { maxLength: 6 }),
    sizes: fc.array(fc.integer({ min: 20, max: 120 }), { minLength: count, maxLength: count }),
  }).map(({ edges, cuts, sizes }) => {
    const ends = [...new Set([0, ...cuts, count])].toSorted((a, b) => a - b);
    const id = (at: number): string => `n${at}`;
    return {
      bands: ends.slice(1).map((end, at) => Array.from({ length: end - (ends[at] ?? 0) }, (_, index) => id((ends[at] ?? 0) + index))),
      edges: edges.flatMap(([a, b]) => (a === b ? [] : [{ from: id(Math.min(a, b)), to: id(Math.max(a, b)) }])),
      sizes,
    };
  }),
);

const laidOut = ({ bands, edges, sizes }: Drawn, across = 6): Layout => layoutGraph(bands.map((band) => band.map((id) => ({ id, width: 100, height: sizes[Number(id.slice(1))] ?? 20 }))), edges, { across });

describe('layoutGraph', () => {
  it('overlaps no boxes, keeps at most so many across, and stays inside the picture', () => {
    fc.assert(fc.property(dag, fc.integer({ min: 1, max: 8 }), (drawn, across) => {
      const { boxes, width, height } = laidOut(drawn, across);
      const placed = [...boxes.values()];
      expect(placed).toHaveLength(drawn.sizes.length);
      for (const [at, a] of placed.entries()) {
        expect(a.x).toBeGreaterThanOrEqual(-1e-6);
        expect(a.x + a.width).toBeLessThanOrEqual(width + 1e-6);
        expect(a.y + a.height).toBeLessThanOrEqual(height + 1e-6);
        expect(placed.slice(at + 1).filter((b) => a.x + a.width > b.x && b.x + b.width > a.x && a.y + a.height > b.y && b.y + b.height > a.y)).toEqual([]);
      }
      for (const row of Map.groupBy(placed, (box) => box.row).values()) expect(row.length).toBeLessThanOrEqual(across);
    }), { numRuns: 80, seed: 4 });
  });

  it('leads every edge downwards, from its source to its target and through no other box', () => {
    fc.assert(fc.property(dag, (drawn) => {
      const { boxes, edges } = laidOut(drawn);
      expect(edges).toHaveLength(drawn.edges.length);
      for (const { from, to, points } of edges) {
        const [source, target] = [boxes.get(from), boxes.get(to)];
        expect(source && target && source.y + source.height <= target.y).toBe(true);
        for (const [at, point] of points.entries()) {
          const before = points[at - 1];
          if (!before) continue;
          expect(point.y).toBeGreaterThanOrEqual(before.y);
          // Lines bend between rows only; inside a row they are upright, so that it is enough to look at both ends.
          const met = [...boxes].filter(([id, box]) => id !== from && id !== to && Math.max(before.y, box.y) < Math.min(point.y, box.y + box.height) && (before.x !== point.x || (point.x >= box.x && point.x <= box.x + box.width)));
          expect(met).toEqual([]);
        }
      }
    }), { numRuns: 80, seed: 4 });
  });

  it('keeps each band below the one before and is the same every time', () => {
    fc.assert(fc.property(dag, (drawn) => {
      const layout = laidOut(drawn);
      for (const [at, band] of layout.bands.entries()) if (at > 0) expect(band.top).toBeGreaterThanOrEqual(layout.bands[at - 1]?.bottom ?? 0);
      expect(laidOut(drawn)).toEqual(layout);
    }), { numRuns: 30, seed: 4 });
  });

  it('uncrosses two lines that need not cross', () => {
    const { boxes } = layoutGraph([['a', 'b', 'c', 'd'].map((id) => ({ id, width: 50, height: 20 }))], [{ from: 'a', to: 'd' }, { from: 'b', to: 'c' }], { across: 2 });
    const x = (id: string): number => boxes.get(id)?.x ?? 0;
    expect(Math.sign(x('a') - x('b'))).toBe(Math.sign(x('d') - x('c')));
  });

  it('leaves out an edge of a cycle and draws the rest', () => {
    const { boxes, edges } = layoutGraph([['a', 'b'].map((id) => ({ id, width: 50, height: 20 }))], [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }]);
    expect(boxes.size).toBe(2);
    expect(edges).toHaveLength(1);
  });
});
