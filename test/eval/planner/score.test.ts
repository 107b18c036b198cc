import { describe, expect, it } from 'vitest';
import { isAcyclic, pooledF1, score, type ToolGraph } from '../../../eval/planner/score.ts';
import { bootstrap, wilson } from '../../../eval/statistics.ts';

const tools = new Set(['a', 'b', 'c', 'd']);
const graph = (nodes: string, edges: string): ToolGraph => ({ nodes: nodes.split(''), edges: edges.split(' ').filter((one) => one !== '').map((one) => [one[0] ?? '', one[1] ?? ''] as const) });

describe('the scorer', () => {
  it('gives 1 everywhere to the gold itself', () => {
    const gold = graph('abc', 'ab bc');
    expect(score([{ gold, predicted: gold }], tools)).toEqual({
      n: 1, missing: 0, node_f1: 1, edge_f1: 1, order_f1: 1, mean_node_f1: 1, mean_edge_f1: 1, accuracy: 1, node_hallucination: 0, sample_hallucination: 0, acyclic: 1,
    });
  });

  it('agrees with a case computed by hand', () => {
    // Nodes: 2 of {a,b,d} are among {a,b,c}: 2·2/(3+3). Edges: ab is right, bd is not: 2·1/(2+2).
    // Closure of the gold: ab bc ac; of the prediction: ab bd ad; one in common: 2·1/(3+3).
    const one = score([{ gold: graph('abc', 'ab bc'), predicted: graph('abd', 'ab bd') }], tools);
    expect(one.node_f1).toBeCloseTo(2 / 3);
    expect(one.edge_f1).toBeCloseTo(0.5);
    expect(one.order_f1).toBeCloseTo(1 / 3);
    expect(one.accuracy).toBe(0);
  });

  it('pools counts over samples, and averages F1 per sample apart', () => {
    // Pooled nodes: hits 2 + 1, said 2 + 3, gold 2 + 1: 2·3/(5+3). Means: (1 + 2·1/(3+1)) / 2.
    const samples = [{ gold: graph('ab', 'ab'), predicted: graph('ab', 'ab') }, { gold: graph('a', ''), predicted: graph('abc', '') }];
    const both = score(samples, tools);
    expect(both.node_f1).toBeCloseTo(0.75);
    expect(both.mean_node_f1).toBeCloseTo(0.75);
    expect(pooledF1(samples, 'node')).toBeCloseTo(0.75);
    // The second sample has no edges and none were said: 1 of itself, nothing to pool.
    expect(both.mean_edge_f1).toBe(1);
    expect(both.edge_f1).toBe(1);
  });

  it('lets a missing prediction score 0 instead of dropping it', () => {
    const two = score([{ gold: graph('ab', 'ab'), predicted: graph('ab', 'ab') }, { gold: graph('ab', 'ab'), predicted: null }], tools);
    // 2·2/(2+4), and the mean of 1 and 0.
    expect(two.node_f1).toBeCloseTo(2 / 3);
    expect(two.edge_f1).toBeCloseTo(2 / 3);
    expect(two.mean_node_f1).toBe(0.5);
    expect(two.missing).toBe(1);
    expect(two.acyclic).toBe(1);
  });

  it('counts invented tools by node and by sample', () => {
    const one = score([{ gold: graph('ab', 'ab'), predicted: graph('axyz', '') }, { gold: graph('ab', 'ab'), predicted: graph('ab', '') }], tools);
    expect(one.node_hallucination).toBeCloseTo(3 / 6);
    expect(one.sample_hallucination).toBe(0.5);
  });

  it('counts names as sets, as TaskBench does', () => {
    expect(score([{ gold: graph('aab', 'ab'), predicted: graph('abb', 'ab ab') }], tools)).toMatchObject({ node_f1: 1, edge_f1: 1 });
  });

  it('sees cycles, also of one node', () => {
    expect(isAcyclic(graph('abc', 'ab bc ac'))).toBe(true);
    expect(isAcyclic(graph('abc', 'ab bc ca'))).toBe(false);
    expect(isAcyclic(graph('a', 'aa'))).toBe(false);
  });
});

describe('intervals', () => {
  it('of a share are those of Wilson', () => {
    // 8 of 10: 0.490 to 0.943 (Wilson 1927).
    const { value, low, high } = wilson(8, 10);
    expect([value, low.toFixed(3), high.toFixed(3)]).toEqual([0.8, '0.490', '0.943']);
    expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
  });

  it('by bootstrap are the same every time and hold the value', () => {
    const rows = Array.from({ length: 200 }, (_, at) => at % 4);
    const mean = (sample: readonly number[]): number => sample.reduce((sum, one) => sum + one, 0) / sample.length;
    const once = bootstrap(rows, mean);
    expect(bootstrap(rows, mean)).toEqual(once);
    // The standard error of the mean is 1.118/√200 = 0.079.
    expect(once.value).toBe(1.5);
    expect(once.high - once.low).toBeGreaterThan(0.25);
    expect(once.high - once.low).toBeLessThan(0.37);
  });
});
