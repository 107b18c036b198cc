/**
 * How long planning takes. Prints JSON: per case the median and the spread (smallest and largest) of several repetitions in milliseconds, in one process.
 *
 * - `search`: `compileGoal` over a registry of 1,000 operations (the shipped ones, five copies of most at other prices, others), for a map, a ranking, a chart and a report;
 *   up to three plans. `one_chart`: `prepareProblem` and `searchPlans` for one chart. `dead_end`: a goal that nothing serves, with the reason.
 * - `compile`: `compileGoal` of a typed goal of 951 wants whose plan has about 1,000 tasks: search in parts, and the draft of all tasks with bindings, reasons and edges.
 * - `link`: `linkPlan`, which derives the edges of that plan again. `validate`: the five levels of `validatePlan` over it.
 *
 * `ratio` is processor time against that of a fixed piece of plain work in the same process, for machines that are shared.
 *
 *     node bench/search.ts [--repetitions 9]
 */
import { cpus } from 'node:os';
import { packs } from '../src/packs/index.ts';
import { compileGoal } from '../src/plan/compile.ts';
import { digestOf } from '../src/plan/digest.ts';
import { linkPlan } from '../src/plan/link.ts';
import { buildRegistry } from '../src/plan/registry.ts';
import { prepareProblem } from '../src/plan/search/problem.ts';
import { searchPlans } from '../src/plan/search/search.ts';
import type { Given, TypedGoal, Want } from '../src/schemas/goal.ts';
import type { FacetValue, Operation, Registry } from '../src/schemas/operation.ts';
import { tools } from '../src/tools/index.ts';
import { SHIPPED_POLICY } from '../src/validation/policy.ts';
import { validatePlan } from '../src/validation/validate-plan.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const at = process.argv.indexOf('--repetitions');
const repetitions = at < 0 ? 9 : Number(process.argv[at + 1]);
const shipped = buildRegistry(Object.values(packs), tools, digestOf);

/** The shipped operations, copies of them at other prices, and operations over other kinds: `count` in all. */
function largeRegistry(count: number): Registry {
  const [model] = shipped.operations;
  if (model === undefined) throw new Error('no operations');
  const kinds = 200;
  const noise = (index: number): Operation => ({
    ...model, tool: `noise${index}`, operation: 'run', stage: 'process', parameters: { type: 'object', properties: {}, additionalProperties: false }, bind: {}, effect: 'none', documents: [],
    inputs: [`n${(index * 7) % kinds}`, ...(index % 3 === 0 ? [`n${(index * 13) % kinds}`] : []), ...(index % 40 === 0 ? ['source'] : [])].map((kind, place) => ({ name: `i${place}`, kinds: [kind], facets: {} })),
    output: { name: 'out', kind: `n${(index * 11 + 1) % kinds}`, facets: {} }, cost: { duration_ms: 50 + (index % 17), usd: 0 },
  });
  const copies = [1, 2, 3, 4, 5].flatMap((copy) => shipped.operations.filter((one) => one.runs_on !== 'person').map((one) => ({ ...one, tool: `${one.tool}${copy}`, cost: { ...one.cost, duration_ms: one.cost.duration_ms + 37 * copy } })));
  const own = [...shipped.operations, ...copies];
  return { ...shipped, operations: [...own, ...Array.from({ length: Math.max(0, count - own.length) }, (_, index) => noise(index))] };
}

const table = (id: string, measures: string[]): Given => ({
  id, title: id, named: true, spans: [], source: { kind: 'attachment', sha256: digestOf(id), name: `${id}.csv`, media_type: 'text/csv' },
  type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: id, keys: ['region', 'shop'], columns: ['region', 'shop'], time: 'year', measures, position: 'latlon', coverage: '1990/2020' } },
});

function goalOf(wants: Omit<Want, 'spans' | 'effect'>[], givens: Given[]): TypedGoal {
  return {
    goal: 'bench', givens, unread: [], front_end: 'form', wants: wants.map((one) => ({ ...one, effect: null, spans: [] })),
    choices: [{ name: 'aggregation', value: 'sum', because: 'profile', spans: [] }],
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
  };
}

/** Per file and measure a total, its ranking, growth, a chart and numbers, and one report of it all. */
function largeGoal(tasks: number): TypedGoal {
  const givens: Given[] = [];
  const wants: Omit<Want, 'spans' | 'effect'>[] = [];
  for (let file = 0; wants.length < tasks * 0.95; file += 1) {
    const measures = Array.from({ length: 5 }, (_, index) => `m${index}`);
    givens.push(table(`file${file}`, measures));
    for (const measure of measures) {
      const by = { dataset: `file${file}`, keys: ['region'], time: 'none', measures: [measure] };
      const growth: FacetValue = { fn: 'growth', args: [measure, 'percent'] };
      const add = (kind: string, facets: { [name: string]: FacetValue }): void => void wants.push({ id: `${kind}-${wants.length}`, type: { kind, facets }, title: `${kind} of ${measure}` });
      add('table', by);
      add('table', { ...by, order: { fn: 'desc', args: [measure] }, limit: 5 });
      add('chart', by);
      add('summary', { dataset: `file${file}`, analysis: { fn: 'summary', args: [measure] } });
      add('table', { dataset: `file${file}`, keys: ['region', 'shop'], measures: [growth] });
    }
  }
  return goalOf([...wants, { id: 'report', type: { kind: 'report', facets: {} }, title: 'report' }], givens);
}

interface Times {
  median_ms: number;
  least_ms: number;
  most_ms: number;
  /** Median of processor time, which other work on the machine changes less. */
  cpu_ms: number;
  /** Median of processor time against that of a fixed piece of work just before, in the same process: what machines differ in counts in both. */
  ratio: number;
}

const RECORDS = Array.from({ length: 20_000 }, (_, index) => ({ id: `record-${(index * 7_919) % 20_000}`, value: (index * 31) % 1_009, tags: ['a', `b${index % 17}`] }));

/** Plain work of a kind that planning does (texts to objects and back, a sort, a map), to tell what the machine gives at this moment. */
function reference(): number {
  const before = process.cpuUsage();
  const copied = JSON.parse(JSON.stringify(RECORDS)) as typeof RECORDS;
  const sorted = copied.toSorted((a, b) => a.value - b.value || (a.id < b.id ? -1 : 1));
  const places = new Map(sorted.map((one, place) => [one.id, place]));
  if (places.size !== RECORDS.length) throw new Error('the reference is broken');
  return used(before);
}

/** Milliseconds of processor time since then. */
function used(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function measure<Result>(run: () => Result): Times & { result: Result } {
  const times: number[] = [];
  const ratios: number[] = [];
  const cpu: number[] = [];
  let result = run();
  for (let count = 0; count < repetitions; count += 1) {
    const yardstick = reference();
    const started = performance.now();
    const before = process.cpuUsage();
    result = run();
    cpu.push(used(before));
    times.push(performance.now() - started);
    ratios.push((cpu.at(-1) ?? 0) / yardstick);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const ratio = ratios.toSorted((a, b) => a - b)[ratios.length >> 1] ?? 0;
  const round = (time: number | undefined): number => Math.round((time ?? 0) * 10) / 10;
  return { median_ms: round(sorted[sorted.length >> 1]), least_ms: round(sorted[0]), most_ms: round(sorted.at(-1)), cpu_ms: round(cpu.toSorted((a, b) => a - b)[cpu.length >> 1]), ratio: Math.round(ratio * 100) / 100, result };
}

const thousand = largeRegistry(1_000);
const growth: FacetValue = { fn: 'growth', args: ['m0', 'percent'] };
const ordinary = goalOf(
  [
    { id: 'map', type: { kind: 'map', facets: { filters: [{ fn: '>', args: ['m0', 4] }], measures: ['m0'] } }, title: 'map' },
    { id: 'ranking', type: { kind: 'table', facets: { measures: [growth], keys: ['region', 'shop'], order: { fn: 'desc', args: [growth] }, limit: 5 } }, title: 'ranking' },
    { id: 'chart', type: { kind: 'chart', facets: { measures: [growth], keys: ['region', 'shop'] } }, title: 'chart' },
    { id: 'report', type: { kind: 'report', facets: {} }, title: 'report' },
  ],
  [table('file', ['m0', 'm1'])],
);
const searched = measure(() => compileGoal(ordinary, thousand, { now: NOW }));
const unservable = measure(() => compileGoal({ ...ordinary, wants: [{ id: 'w', type: { kind: 'chart', facets: { measures: ['gdp'] } }, effect: null, title: 'x', spans: [] }] }, thousand, { now: NOW }));
const prepared = measure(() => prepareProblem(thousand, ordinary.givens));
const bare = measure(() => searchPlans(prepareProblem(thousand, ordinary.givens), [{ kind: 'chart', effect: null, cardinality: 'one', requirements: [{ facet: 'measures', match: 'includes', term: [growth] }] }], { plans: 1 }));
const goal = largeGoal(1_000);
const compiled = measure(() => compileGoal(goal, shipped, { now: NOW }));
const plan = compiled.result.result === 'plan' ? compiled.result.plan : null;
const linked = plan === null ? null : measure(() => linkPlan(plan, shipped));
const validated = plan === null ? null : measure(() => validatePlan(plan, { registry: shipped, policy: SHIPPED_POLICY, givens: goal.givens, questions: [], secrets: [], now: NOW }));
const { result: one, ...searchTimes } = searched;
const { result: many, ...compileTimes } = compiled;
console.log(JSON.stringify({
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cpus: cpus().length, node: process.version },
  repetitions,
  search_1000_operations: { ...searchTimes, operations: thousand.operations.length, tasks: one.result === 'plan' ? one.plan.nodes.length : one.message, search: one.result === 'plan' ? { expansions: one.search.expansions, ended: one.search.ended } : null },
  prepare_1000_operations: { median_ms: prepared.median_ms, least_ms: prepared.least_ms, most_ms: prepared.most_ms, cpu_ms: prepared.cpu_ms, ratio: prepared.ratio },
  one_chart_1000_operations: { median_ms: bare.median_ms, least_ms: bare.least_ms, most_ms: bare.most_ms, cpu_ms: bare.cpu_ms, ratio: bare.ratio, expansions: bare.result.expansions },
  dead_end_1000_operations: { median_ms: unservable.median_ms, least_ms: unservable.least_ms, most_ms: unservable.most_ms, cpu_ms: unservable.cpu_ms, ratio: unservable.ratio, result: unservable.result.result },
  compile_1000_tasks: { ...compileTimes, wants: goal.wants.length, tasks: many.result === 'plan' ? many.plan.nodes.length : many.message, search: many.result === 'plan' ? { expansions: many.search.expansions, ended: many.search.ended } : null },
  link_1000_tasks: linked === null ? null : { median_ms: linked.median_ms, least_ms: linked.least_ms, most_ms: linked.most_ms, cpu_ms: linked.cpu_ms, ratio: linked.ratio },
  validate_1000_tasks: validated === null ? null : { median_ms: validated.median_ms, least_ms: validated.least_ms, most_ms: validated.most_ms, cpu_ms: validated.cpu_ms, ratio: validated.ratio, valid: validated.result.is_valid },
}, null, 2));
