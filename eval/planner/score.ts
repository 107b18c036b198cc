/** A graph of tools by name, as the public sets write it. */
export interface ToolGraph {
  nodes: readonly string[];
  edges: readonly (readonly [string, string])[];
}

export interface Scored {
  gold: ToolGraph;
  /** Null: no prediction, which scores 0. */
  predicted: ToolGraph | null;
}

export interface Scores {
  n: number;
  missing: number;
  /** TaskBench: names as sets of each sample, counts pooled over all samples. */
  node_f1: number;
  edge_f1: number;
  /** F1 of the pairs (before, after) in the transitive closure. */
  order_f1: number;
  /** GNN4TaskPlan: the mean over samples; a sample whose gold and prediction are both without edges counts 1. */
  mean_node_f1: number;
  mean_edge_f1: number;
  /** Samples whose set of nodes and set of edges are just those of the gold. */
  accuracy: number;
  /** Share of predicted nodes that no tool list has. */
  node_hallucination: number;
  /** Share of samples with at least one such node. */
  sample_hallucination: number;
  /** Share of predictions whose graph of names has no cycle. */
  acyclic: number;
}

interface Counts {
  hit: number;
  said: number;
  gold: number;
}

/** Node, edge and order F1 of predictions. `tools` are the names that exist; a missing prediction has said nothing and hit nothing. */
export function score(samples: readonly Scored[], tools: ReadonlySet<string>): Scores {
  const pooled = { node: zero(), edge: zero(), order: zero() };
  let [meanNode, meanEdge, exact, missing, acyclic, invented, said, inventing] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const { gold, predicted } of samples) {
    const node = count(new Set(gold.nodes), new Set(predicted?.nodes));
    const edge = count(edgeSet(gold.edges), edgeSet(predicted?.edges ?? []));
    add(pooled.node, node);
    add(pooled.edge, edge);
    add(pooled.order, count(closure(gold), predicted ? closure(predicted) : new Set()));
    if (predicted === null) {
      missing += 1;
      continue;
    }
    meanNode += f1(node);
    meanEdge += f1(edge);
    if (f1(node) === 1 && f1(edge) === 1) exact += 1;
    const unknown = predicted.nodes.filter((name) => !tools.has(name)).length;
    invented += unknown;
    said += predicted.nodes.length;
    if (unknown > 0) inventing += 1;
    if (isAcyclic(predicted)) acyclic += 1;
  }
  const n = samples.length;
  const there = n - missing;
  return {
    n, missing, node_f1: f1(pooled.node), edge_f1: f1(pooled.edge), order_f1: f1(pooled.order), mean_node_f1: share(meanNode, n), mean_edge_f1: share(meanEdge, n), accuracy: share(exact, n),
    node_hallucination: share(invented, said), sample_hallucination: share(inventing, there), acyclic: share(acyclic, there),
  };
}

/** Pooled node and edge F1 of some samples, for intervals. */
export function pooledF1(samples: readonly Scored[], part: 'node' | 'edge'): number {
  const sum = zero();
  for (const { gold, predicted } of samples) {
    add(sum, part === 'node' ? count(new Set(gold.nodes), new Set(predicted?.nodes)) : count(edgeSet(gold.edges), edgeSet(predicted?.edges ?? [])));
  }
  return f1(sum);
}

function zero(): Counts {
  return { hit: 0, said: 0, gold: 0 };
}

function add(into: Counts, more: Counts): void {
  into.hit += more.hit;
  into.said += more.said;
  into.gold += more.gold;
}

function count(gold: ReadonlySet<string>, said: ReadonlySet<string>): Counts {
  return { hit: [...said].filter((one) => gold.has(one)).length, said: said.size, gold: gold.size };
}

/** F1 of counts; 1 where nothing was to be said and nothing was. */
function f1({ hit, said, gold }: Counts): number {
  return said + gold === 0 ? 1 : (2 * hit) / (said + gold);
}

function share(part: number, of: number): number {
  return of === 0 ? 0 : part / of;
}

function edgeSet(edges: ToolGraph['edges']): Set<string> {
  return new Set(edges.map(([from, to]) => JSON.stringify([from, to])));
}

function closure({ nodes, edges }: ToolGraph): Set<string> {
  const after = new Map<string, Set<string>>();
  for (const [from, to] of edges) after.set(from, (after.get(from) ?? new Set()).add(to));
  const pairs = new Set<string>();
  for (const start of new Set([...nodes, ...after.keys()])) {
    const open = [...(after.get(start) ?? [])];
    const seen = new Set<string>();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      pairs.add(JSON.stringify([start, next]));
      open.push(...(after.get(next) ?? []));
    }
  }
  return pairs;
}

/** Whether no node can be reached from itself. */
export function isAcyclic(graph: ToolGraph): boolean {
  return ![...closure(graph)].some((pair) => {
    const [from, to] = JSON.parse(pair) as [string, string];
    return from === to;
  });
}
