import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareProblem } from '../../../src/plan/search/problem.ts';
import type { FoundPlan } from '../../../src/plan/search/extract.ts';
import { searchPlans } from '../../../src/plan/search/search.ts';
import type { ArtifactType, FacetDefinition, FacetTerm, FacetValue, Operation } from '../../../src/schemas/operation.ts';
import { operation } from '../fixtures/operations.ts';
import { type Case, apply, cheapest, satisfies, universeOf } from './enumerate.ts';

const RUNS = Number(process.env['PLANWRIGHT_PROPERTY_RUNS'] ?? 200);
const DEEP = 3;
/** Ten thousand take minutes. */
const TIMEOUT = 1_800_000;

const FACETS: FacetDefinition[] = [
  { name: 'a', match: 'equal', description: '' },
  { name: 'b', match: 'equal', default: 'none', description: '' },
  { name: 's', match: 'includes', default: [], description: '' },
];
const low = fc.constantFrom('k0', 'k0', 'k1', 'k1', 'k2');
const high = fc.constantFrom('k1', 'k1', 'k2', 'k2', 'k3');
const value = fc.constantFrom<FacetValue>('x', 'y');
const term: fc.Arbitrary<FacetTerm> = fc.oneof(value, fc.constantFrom<FacetTerm>({ var: 'p' }, { var: 'q' }, { var: 'n', not: 'x' }, { fn: 'f', args: [{ var: 'p' }] }, 'none'));
const setTerm: fc.Arbitrary<FacetTerm> = fc.constantFrom<FacetTerm>(['x'], [{ var: 'p' }], ['x', 'y'], [{ fn: 'f', args: [{ var: 'p' }] }], []);
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof({ weight: 1, arbitrary }, { weight: 1, arbitrary: fc.constant(undefined) });
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof({ weight: 1, arbitrary }, { weight: 3, arbitrary: fc.constant(undefined) });
const asked = fc.record({ a: seldom(term), b: seldom(term), s: seldom(setTerm) }).map(strip<FacetTerm>);
const made = fc.record({ a: some(term), b: some(term), s: some(setTerm) }).map(strip<FacetTerm>);
const ground = fc.record({ a: fc.oneof({ weight: 5, arbitrary: value as fc.Arbitrary<FacetValue | undefined> }, { weight: 1, arbitrary: fc.constant(undefined) }), b: some(value), s: some(fc.constantFrom<FacetValue>(['x'], ['y'], ['x', 'y'], [])) }).map(strip<FacetValue>);
const cardinality = (ones: number): fc.Arbitrary<{ cardinality?: 'list' }> => fc.oneof({ weight: ones, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constant({ cardinality: 'list' as const }) });
const given: fc.Arbitrary<ArtifactType> = fc.tuple(fc.record({ kind: low, facets: ground }), cardinality(3)).map(([type, list]) => ({ ...type, ...list }));
const wish = fc.record({ a: seldom(value), b: seldom(value), s: seldom(fc.constantFrom<FacetValue>(['x'], ['y'], ['x', 'y'])) }).map(strip<FacetValue>);
const wanted: fc.Arbitrary<ArtifactType> = fc.tuple(fc.record({ kind: high, facets: wish }), cardinality(3)).map(([type, list]) => ({ ...type, ...list }));
const taken = fc.oneof({ weight: 7, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constant({ cardinality: 'list' as const }) }, { weight: 1, arbitrary: fc.constant({ variadic: true }) });

function strip<T>(record: { [name: string]: T | undefined }): { [name: string]: T } {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined));
}

const shape = fc.record({
  inputs: fc.array(fc.record({ kind: low, facets: asked, taken }), { minLength: 1, maxLength: 2 }),
  output: fc.record({ kind: high, facets: made, list: cardinality(7), inherit: fc.boolean(), except: fc.oneof(fc.constant<string[]>([]), fc.subarray<string>(['a', 'b', 's'])) }),
});
/** What a failing case looks like, short enough to read. */
function short(one: Case): string {
  const operations = one.operations.map((each) => `${each.operation}: ${each.inputs.map((input) => `${input.kinds[0]}${input.cardinality ?? ''}${input.variadic === true ? '...' : ''}${JSON.stringify(input.facets)}`).join(' + ')} -> ${each.output.kind}${each.output.cardinality ?? ''}${JSON.stringify(each.output.facets)} ${JSON.stringify(each.output.inherit ?? null)}`);
  return [...operations, `givens ${JSON.stringify(one.givens)}`, `wants ${JSON.stringify(one.wants)}`].join('\n');
}

type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** With several wants a collection takes in all that it accepts before it, which the enumeration does not know: then no port is one. */
function toOperation(one: Shape, index: number, collects: boolean): Operation {
  return operation(`t.o${index}`, {
    inputs: one.inputs.map((input, at) => ({ name: `i${at}`, kinds: [input.kind], facets: 'variadic' in input.taken ? {} : input.facets, ...('variadic' in input.taken && !collects ? {} : input.taken) })),
    output: { name: 'out', kind: one.output.kind, facets: one.output.facets, ...one.output.list, ...(one.output.inherit ? { inherit: { from: 'i0', except: one.output.except } } : {}) },
    // Powers of two: no two sets of operations cost the same.
    duration_ms: 10 * 2 ** index,
  });
}

const cases: fc.Arbitrary<Case> = fc
  .record({ shapes: fc.array(shape, { minLength: 3, maxLength: 6 }), givens: fc.array(given, { minLength: 1, maxLength: 3 }), wants: fc.array(wanted, { minLength: 1, maxLength: 2 }), picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }) })
  .map(({ shapes, givens, wants: random, picks }) => {
    const wants = [...random];
    const operations = shapes.map((each, index) => toOperation(each, index, wants.length === 1));
    // Two of three goals ask for something that can be made, so that plans are compared and not only verdicts.
    const [chance = 0, ...picked] = picks;
    if (chance % 3 > 0) {
      const reachable = reach({ facets: FACETS, operations, costs: {}, givens, wants });
      for (const index of wants.keys()) wants[index] = partOf(reachable[(picked[index] ?? 0) % reachable.length] ?? wants[index] ?? { kind: 'k1', facets: {} }, picked[2] ?? 0);
    }
    return { facets: FACETS, operations, costs: Object.fromEntries(operations.map((_, index) => [`t.o${index}`, 10 + 10 * 2 ** index])), givens, wants };
  });

/** Some of what two rounds of operations make of the givens. */
function reach(one: Case): ArtifactType[] {
  const universe = universeOf(one);
  const made: ArtifactType[] = [];
  for (let round = 0; round < 2; round += 1) {
    const there = [...one.givens, ...made];
    for (const each of one.operations) {
      for (const lift of [-1, 0, 1].filter((port) => port < each.inputs.length)) {
        for (const first of there) {
          for (const second of each.inputs.length > 1 ? there : [first]) if (made.length < 40) made.push(...apply(each, [first, second].slice(0, each.inputs.length), one.facets, universe, lift).slice(0, 2));
        }
      }
    }
  }
  return made.filter((type) => !JSON.stringify(type).includes('fresh'));
}

/** The type with some of its facets. */
function partOf(type: ArtifactType, pick: number): ArtifactType {
  const kept = Object.entries(type.facets).filter((_, index) => (pick >> index) % 2 === 0);
  return { ...type, facets: Object.fromEntries(kept) };
}

function solve(one: Case, plans = 1) {
  const problem = prepareProblem({ facets: one.facets, operations: one.operations, stages: [] }, one.givens.map((type, index) => ({ id: `g${index}`, type })));
  const wants = one.wants.map((want) => ({
    kind: want.kind, effect: null, cardinality: want.cardinality ?? ('one' as const),
    requirements: Object.entries(want.facets).map(([facet, wanted]) => ({ facet, match: one.facets.find((definition) => definition.name === facet)?.match ?? ('equal' as const), term: wanted })),
  }));
  return searchPlans({ ...problem, combinations: DEEP }, wants, { plans, expansions: 4_000, depth: 8 });
}

/** Runs the plan forwards with the enumerator's rules: every want must come out. */
function runs(plan: FoundPlan, one: Case): boolean {
  const universe = universeOf(one);
  let worlds: ArtifactType[][] = [[]];
  for (const node of plan.nodes) {
    worlds = worlds
      .flatMap((made) => {
        const inputs = node.inputs.map(({ sources }) => {
          const source = sources[0];
          return source === undefined ? undefined : 'given' in source ? one.givens[source.given] : made[source.node];
        });
        return inputs.some((input) => input === undefined) ? [] : apply(node.operation.operation, inputs as ArtifactType[], one.facets, universe, node.operation.operation.inputs.findIndex((port) => port.name === node.lift)).map((result) => [...made, result]);
      })
      .slice(0, 5_000);
  }
  return worlds.some((made) => plan.wants.every((source, index) => {
    const offered = 'given' in source ? one.givens[source.given] : made[source.node];
    const want = one.wants[index];
    return offered !== undefined && want !== undefined && satisfies(offered, want, one.facets);
  }));
}

describe('searchPlans', () => {
  it(`finds a plan exactly where an exhaustive enumeration finds one, and none that is cheaper exists (${RUNS} random registries)`, { timeout: TIMEOUT }, () => {
    let compared = 0;
    let solved = 0;
    let lifted = 0;
    fc.assert(
      fc.property(cases, (one) => {
        const { plans, ended } = solve(one);
        const plan = plans[0];
        if (plan !== undefined) {
          solved += plan.nodes.length > 0 ? 1 : 0;
          lifted += plan.nodes.some((node) => node.lift !== null) ? 1 : 0;
          expect(runs(plan, one), short(one)).toBe(true);
          const better = cheapest(one, DEEP, plan.cost);
          if (better === undefined) return;
          compared += 1;
          expect(better, short(one)).toBeNull();
        } else if (ended === 'complete') {
          const exists = cheapest(one, DEEP, Number.POSITIVE_INFINITY);
          if (exists === undefined) return;
          compared += 1;
          expect(exists, short(one)).toBeNull();
        }
      }),
      { numRuns: RUNS, seed: 20260101 },
    );
    if (RUNS > 1_000) console.info(`${RUNS} registries and goals: ${compared} compared with an exhaustive enumeration, ${solved} with a plan, ${lifted} with operations that run for each element`);
    expect(compared).toBeGreaterThan(RUNS / 2);
    expect(solved).toBeGreaterThan(RUNS / 20);
    expect(lifted).toBeGreaterThan(RUNS / 100);
  });

  it('gives the same plan whatever order the registry is in, and whatever columns and kinds are called', { timeout: TIMEOUT }, () => {
    const rename = (text: string): string => ({ k0: 'm0', k1: 'm1', k2: 'm2', k3: 'm3', x: 'xx', y: 'yy' })[text] ?? text;
    const renamed = (one: unknown): unknown =>
      typeof one === 'string' ? rename(one) : Array.isArray(one) ? one.map(renamed) : typeof one === 'object' && one !== null ? Object.fromEntries(Object.entries(one).map(([key, item]) => [key, renamed(item)])) : one;
    const shapeOf = (plan: FoundPlan | undefined): unknown => plan === undefined ? null : [plan.cost, plan.nodes.map((node) => [node.operation.name, node.inputs])];
    fc.assert(
      fc.property(cases, fc.integer(), (one, seed) => {
        const plan = shapeOf(solve(one).plans[0]);
        const shuffled = one.operations.toSorted((a, b) => ((a.operation.charCodeAt(1) * 7 + seed) % 5) - ((b.operation.charCodeAt(1) * 7 + seed) % 5));
        expect(shapeOf(solve({ ...one, operations: shuffled }).plans[0])).toEqual(plan);
        expect(shapeOf(solve(renamed(one) as Case).plans[0])).toEqual(plan);
        expect(shapeOf(solve(one).plans[0])).toEqual(plan);
      }),
      { numRuns: RUNS, seed: 20260102 },
    );
  });

  it('gives alternatives that differ, none cheaper than the one before, all of them sound', { timeout: TIMEOUT }, () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { plans } = solve(one, 3);
        expect(new Set(plans.map((plan) => plan.shape)).size).toBe(plans.length);
        for (const [index, plan] of plans.entries()) {
          expect(plan.cost).toBeGreaterThanOrEqual(plans[index - 1]?.cost ?? 0);
          expect(runs(plan, one), short(one)).toBe(true);
        }
      }),
      { numRuns: RUNS, seed: 20260103 },
    );
  });
});
