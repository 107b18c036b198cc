/** A node of a graph that is run: its place, and the nodes that it needs. */
export interface ShapeNode {
  id: string;
  needs: string[];
}

/** A graph of steps, the same for every system that runs it. */
export interface Shape {
  name: string;
  nodes: ShapeNode[];
  /** Nodes on the longest path: what a run takes at least, in steps. */
  depth: number;
}

/** `chain-100`, `wide-100`, `layered-100`, `layered-1000` and the like: kind and number of nodes. */
export function shapeNamed(name: string): Shape {
  const [kind, size] = name.split('-');
  const count = Number(size);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`Cannot make shape "${name}": expected chain-N, wide-N or layered-N.`);
  if (kind === 'chain') return shape(name, chain(count));
  if (kind === 'wide') return shape(name, wide(count));
  if (kind === 'layered') return shape(name, layered(count));
  throw new Error(`Cannot make shape "${name}": expected chain-N, wide-N or layered-N.`);
}

/** The four that are compared. */
export const FOUR_SHAPES = ['chain-100', 'wide-100', 'layered-100', 'layered-1000'] as const;

const id = (index: number): string => `n${index}`;

function chain(count: number): ShapeNode[] {
  return Array.from({ length: count }, (_, index) => ({ id: id(index), needs: index === 0 ? [] : [id(index - 1)] }));
}

/** One first, all others side by side, one last that needs them. */
function wide(count: number): ShapeNode[] {
  const middle = Array.from({ length: Math.max(0, count - 2) }, (_, index) => ({ id: id(index + 1), needs: [id(0)] }));
  return [{ id: id(0), needs: [] }, ...middle, ...(count < 2 ? [] : [{ id: id(count - 1), needs: middle.map((node) => node.id) }])];
}

/** Seeded: round(√N) layers of equal size, one to three needs from the layer before. */
function layered(count: number): ShapeNode[] {
  const layers = Math.round(Math.sqrt(count));
  const random = seeded(count);
  const nodes: ShapeNode[] = [];
  let before: string[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    const size = Math.floor((count * (layer + 1)) / layers) - Math.floor((count * layer) / layers);
    const here: string[] = [];
    for (let place = 0; place < size; place += 1) {
      const needs = new Set<string>();
      const wanted = before.length === 0 ? 0 : 1 + Math.floor(random() * 3);
      for (let pick = 0; pick < wanted; pick += 1) needs.add(before[Math.floor(random() * before.length)] ?? '');
      here.push(id(nodes.length));
      nodes.push({ id: id(nodes.length), needs: [...needs] });
    }
    before = here;
  }
  return nodes;
}

/** Mulberry32: the same numbers everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shape(name: string, nodes: ShapeNode[]): Shape {
  const depths = new Map<string, number>();
  for (const node of nodes) depths.set(node.id, 1 + Math.max(0, ...node.needs.map((need) => depths.get(need) ?? 0)));
  return { name, nodes, depth: Math.max(...depths.values()) };
}
