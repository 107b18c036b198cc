import { describe, expect, it } from 'vitest';
import { bootstrap, bootstrapDifference } from '../../../src/tools/stats/method/bootstrap.ts';
import { correlate, ranks } from '../../../src/tools/stats/method/correlation.ts';
import { quantile, sum, variance } from '../../../src/tools/stats/method/describe.ts';
import { probabilityT, quantileNormal, quantileT } from '../../../src/tools/stats/method/distributions.ts';
import { seeded } from '../../../src/tools/stats/method/random.ts';
import { analyseVariance, fitLine, kruskalWallis, pairedDifference, testIndependence } from '../../../src/tools/stats/method/tests.ts';
import { linearTrend, robustTrend } from '../../../src/tools/stats/method/trend.ts';
import { welch } from '../../../src/tools/stats/operations/compare.ts';

/** NIST Statistical Reference Datasets, Norris: y and x. */
const NORRIS = [
  [0.1, 0.2], [338.8, 337.4], [118.1, 118.2], [888, 884.6], [9.2, 10.1], [228.1, 226.5], [668.5, 666.3], [998.5, 996.3], [449.1, 448.6], [778.9, 777], [559.2, 558.2], [0.3, 0.4], [0.1, 0.6], [778.1, 775.5], [668.8, 666.9], [339.3, 338],
  [448.9, 447.5], [10.8, 11.6], [557.7, 556], [228.3, 228.1], [998, 995.8], [888.8, 887.6], [119.6, 120.2], [0.3, 0.3], [0.6, 0.3], [557.6, 556.8], [339.3, 339.1], [888, 887.2], [998.5, 999], [778.9, 779], [10.2, 11.1], [117.6, 118.3],
  [228.9, 229.2], [668.4, 669.1], [449.2, 448.9], [0.2, 0.5],
].map(([y = 0, x = 0]) => ({ x, y }));

describe('distributions', () => {
  it('have the quantiles of the tables', () => {
    for (const [freedom, expected] of [[1, 12.706204736], [2, 4.302652730], [10, 2.228138852], [30, 2.042272456], [120, 1.979930405]] as const) expect(quantileT(0.975, freedom)).toBeCloseTo(expected, 6);
    expect(quantileNormal(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(probabilityT(2.228138852, 10)).toBeCloseTo(0.05, 8);
    expect(quantileT(0.975, 1e9)).toBeCloseTo(1.959963984540054, 9);
  });

  it('add up without losing small values beside large ones', () => {
    expect(sum([1e16, 1, -1e16, 1])).toBe(2);
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBeCloseTo(30, 9);
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  });
});

describe('the least squares trend', () => {
  it('has the certified values of NIST for Norris', () => {
    const found = linearTrend(NORRIS);
    expect(found?.slope).toBeCloseTo(1.00211681802045, 12);
    expect(found?.intercept).toBeCloseTo(-0.262323073774029, 10);
    expect(found?.r2).toBeCloseTo(0.999993745883712, 12);
  });

  it('has the certified standard error where residuals are independent', () => {
    // In this order of points residuals are not alike, so the interval is that of the textbook.
    const alternating = NORRIS.toSorted((a, b) => a.x - b.x);
    const found = linearTrend(alternating);
    if (found === undefined) throw new Error('no trend');
    const reach = (found.high - found.low) / 2;
    expect(reach).toBeGreaterThanOrEqual(0.429796848199937e-3 * quantileT(0.975, 34) * (1 - 1e-9));
    if (found.autocorrelation <= 0) expect(reach).toBeCloseTo(0.429796848199937e-3 * quantileT(0.975, 34), 9);
  });

  it('covers the true slope as often as it says, also where residuals depend on each other', () => {
    const random = seeded(42);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const covered = (memory: number): number => {
      let count = 0;
      for (let run = 0; run < 400; run += 1) {
        let noise = normal() / Math.sqrt(1 - memory * memory);
        const points = Array.from({ length: 120 }, (_, x) => {
          noise = memory * noise + normal();
          return { x, y: 0.02 * x + noise };
        });
        const found = linearTrend(points);
        if (found !== undefined && found.low <= 0.02 && found.high >= 0.02) count += 1;
      }
      return count / 400;
    };
    expect(covered(0)).toBeGreaterThan(0.92);
    expect(covered(0)).toBeLessThan(0.98);
    // The plain interval covers about 74 % here.
    expect(covered(0.5)).toBeGreaterThan(0.9);
  });

  it('gives nothing for a single time or two points, and an exact line without an interval', () => {
    expect(linearTrend([{ x: 1, y: 1 }, { x: 1, y: 2 }, { x: 1, y: 3 }])).toBeUndefined();
    expect(linearTrend([{ x: 1, y: 1 }, { x: 2, y: 2 }])).toBeUndefined();
    expect(linearTrend([0, 1, 2, 3].map((x) => ({ x, y: 2 * x + 1 })))).toMatchObject({ slope: 2, low: 2, high: 2, r2: 1 });
  });
});

describe('the robust trend', () => {
  it('has the Mann–Kendall statistic and p-value of the formula for a rising series', () => {
    const found = robustTrend([1, 2, 3, 4, 5].map((y, x) => ({ x, y })));
    expect(found).toMatchObject({ slope: 1, s: 10 });
    // z = 9 / √(50/3) = 2.2045, two-sided p = 0.02749.
    expect(found?.p).toBeCloseTo(0.027486, 5);
  });

  it('does not follow an outlier, and counts ties', () => {
    const points = Array.from({ length: 21 }, (_, x) => ({ x, y: x === 20 ? 1000 : 0.5 * x }));
    expect(robustTrend(points)?.slope).toBeCloseTo(0.5, 12);
    expect(linearTrend(points)?.slope).toBeGreaterThan(3);
    expect(robustTrend([1, 1, 1, 1].map((y, x) => ({ x, y })))).toMatchObject({ slope: 0, s: 0, p: 1 });
  });
});

describe('correlation', () => {
  it("is that of Anscombe's quartet and of Spearman's example", () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const pearson = correlate(x, y, 'pearson');
    expect(pearson?.r).toBeCloseTo(0.81642051634484, 12);
    // R: cor.test(x, y)
    expect([pearson?.low ?? 0, pearson?.high ?? 0, pearson?.p ?? 0]).toEqual([expect.closeTo(0.4243912, 6), expect.closeTo(0.9506933, 6), expect.closeTo(0.00217, 5)]);
    // IQ and hours of television (Wikipedia, Spearman's rank correlation coefficient): −29/165.
    const spearman = correlate([106, 100, 86, 101, 99, 103, 97, 113, 112, 110], [7, 27, 2, 50, 28, 29, 20, 12, 6, 17], 'spearman');
    expect(spearman?.r).toBeCloseTo(-29 / 165, 12);
  });

  it('shares ranks of ties and gives nothing where one side never changes', () => {
    expect(ranks([10, 20, 20, 5])).toEqual([2, 3.5, 3.5, 1]);
    expect(correlate([1, 2, 3, 4], [5, 5, 5, 5], 'pearson')).toBeUndefined();
    expect(correlate([1, 2, 3, 4], [2, 4, 6, 8], 'pearson')).toMatchObject({ r: 1, p: 0 });
  });
});

describe("Welch's interval", () => {
  // Rosetta Code, "Welch's t-test": p-values by R.
  it.each([
    [[27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4], [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4], 0.021378001462867],
    [[17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8], [21.5, 22.8, 21, 23, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8, 20.7, 21.7, 21.5, 22.5, 23.6, 21.5, 22.5, 23.5, 21.5, 21.8], 0.148841696605327],
    [[30.02, 29.99, 30.11, 29.97, 30.01, 29.99], [29.89, 29.93, 29.72, 29.98, 30.02, 29.98], 0.090773324285671],
  ])('has the p-value of R (%#)', (a, b, p) => {
    const found = welch(a, b);
    expect(found?.p).toBeCloseTo(p, 8);
    expect((found?.low ?? 0) > 0 || (found?.high ?? 0) < 0).toBe(p < 0.05);
  });
});

describe('the bootstrap', () => {
  it('gives the same interval for the same seed and another one for another seed', () => {
    const values = Array.from({ length: 40 }, (_, at) => (at * 7919) % 101);
    expect(bootstrap(values, 'median', 500, seeded(7))).toEqual(bootstrap(values, 'median', 500, seeded(7)));
    expect(bootstrap(values, 'mean', 500, seeded(7))).not.toEqual(bootstrap(values, 'mean', 500, seeded(8)));
  });

  it('covers the true mean of a skewed distribution nearly as often as it says, better than the percentile interval', () => {
    const random = seeded(11);
    let covered = 0;
    for (let run = 0; run < 300; run += 1) {
      const { low, high, method } = bootstrap(Array.from({ length: 40 }, () => -Math.log(1 - random.uniform())), 'mean', 400, random);
      if (low <= 1 && high >= 1) covered += 1;
      expect(method).toBe('bca');
    }
    expect(covered / 300).toBeGreaterThan(0.88);
    expect(covered / 300).toBeLessThan(0.985);
  });

  it('agrees with the formula for the standard error of a mean and of a difference', () => {
    const a = Array.from({ length: 60 }, (_, at) => Math.sin(at * 3.7) * 10);
    const b = Array.from({ length: 50 }, (_, at) => Math.cos(at * 1.3) * 4);
    expect(bootstrap(a, 'mean', 4_000, seeded(3)).error).toBeCloseTo(Math.sqrt(variance(a) / 60), 1);
    expect(bootstrapDifference(a, b, 'mean', 4_000, seeded(3)).error).toBeCloseTo(Math.sqrt(variance(a) / 60 + variance(b) / 50), 1);
    expect(bootstrap([5, 5, 5, 5, 5], 'mean', 100, seeded(1))).toMatchObject({ estimate: 5, low: 5, high: 5, method: 'percentile' });
  });
});

/** Dobson (1983), weights of plants under three treatments. */
const PLANTS = [
  [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14], [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69], [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
];
/** Student (1908), extra hours of sleep. */
const SLEEP = [[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]] as const;

describe('tests of groups and pairs', () => {
  it('fit the certified line of Norris', () => {
    const line = fitLine(NORRIS.map(({ x }) => x), NORRIS.map(({ y }) => y));
    expect(line?.slope).toBeCloseTo(1.00211681802045, 11);
    expect(line?.intercept).toBeCloseTo(-0.262323073774029, 9);
    expect([line?.r2, line?.residual].map(Number)).toEqual([expect.closeTo(0.999993745883712, 12), expect.closeTo(0.884796396144373, 9)]);
    expect(fitLine([1, 1, 1], [1, 2, 3])).toBeUndefined();
  });

  it('agree with the published figures of the plants, by variance and by ranks', () => {
    const variance = analyseVariance(PLANTS);
    expect([variance?.f, variance?.p].map(Number)).toEqual([expect.closeTo(4.846, 3), expect.closeTo(0.01591, 5)]);
    const ranked = kruskalWallis(PLANTS);
    expect([ranked?.h, ranked?.p].map(Number)).toEqual([expect.closeTo(7.9882, 4), expect.closeTo(0.01842, 5)]);
    expect(kruskalWallis([[1, 1], [1, 1]])).toBeUndefined();
  });

  it('agree with the published figures of the sleepers, pair by pair', () => {
    const found = pairedDifference(...SLEEP);
    expect([found?.difference, found?.low, found?.high, found?.p].map(Number)).toEqual([expect.closeTo(-1.58, 10), expect.closeTo(-2.4598858, 6), expect.closeTo(-0.7001142, 6), expect.closeTo(0.002833, 5)]);
  });

  it('test counts as by hand', () => {
    const found = testIndependence([[10, 20], [30, 40]]);
    expect(found?.chi2).toBeCloseTo(4 / 12 + 4 / 18 + 4 / 28 + 4 / 42, 12);
    expect([found?.freedom, found?.least]).toEqual([1, 12]);
    expect(found?.p).toBeCloseTo(0.373, 3);
    expect(testIndependence([[1, 2]])).toBeUndefined();
  });
});
