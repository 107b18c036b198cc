import { expect, it } from 'vitest';
import { packs } from '../../src/packs/index.ts';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import type { Given, TypedGoal } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { tools } from '../../src/tools/index.ts';

const all = buildRegistry(Object.values(packs), tools, digestOf);
const NEAR = ['table.load', 'table.filter', 'table.rank', 'table.count', 'table.statistic', 'table.group', 'table.having'];
const registry = { ...all, datasets: [], operations: all.operations.filter(({ tool, operation }) => ['document', 'extract', 'classify'].includes(tool) || NEAR.includes(`${tool}.${operation}`)) };
const UNHEARD = 'unheard';
const term = (fn: string, ...args: FacetValue[]): FacetValue => ({ fn, args });

const held = { content: 'document', format: 'markdown', dated: 'yes', keys: ['name'], measures: ['age'], columns: ['name'], time: 'none' };
const item = (digit: string, name: string) => ({ sha256: digit.repeat(64), name, media_type: 'text/markdown' });
const common = { named: true, spans: [] };
const one: Given = { id: 'one', type: { kind: 'source', facets: { ...held, dataset: 'one' } }, title: 'one.md', source: { kind: 'attachment', ...item('a', 'one.md') }, ...common };
const list: Given = { id: 'files-1', type: { kind: 'source', facets: held, cardinality: 'list' }, title: '2 files', source: { kind: 'attachments', items: [item('a', 'one.md'), item('b', 'two.md')] }, ...common };
const heads: Given = { id: 'heads', type: { kind: 'source', facets: { content: 'document', format: 'markdown', holds: 'fields', keys: ['document'], measures: ['age'], columns: ['document', 'name'], time: 'none' }, cardinality: 'list' }, title: 'heads', source: { kind: 'attachments', items: [item('c', 'three.md'), item('d', 'four.md')] }, ...common };
const csv: Given = { id: 'rows', type: { kind: 'source', facets: { content: 'table', format: 'csv', dataset: 'rows', keys: ['name'], measures: ['age'], columns: ['name'], time: 'none' } }, title: 'rows.csv', source: { kind: 'attachment', ...item('e', 'rows.csv') }, ...common };

function compiled(givens: Given[], kind: string, facets: { [name: string]: FacetValue }) {
  const goal: TypedGoal = {
    goal: 'g', wants: [{ id: 'w', type: { kind, facets }, effect: null, title: 'g', spans: [] }], givens, choices: [], unread: [], front_end: 'form',
    constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
  };
  return compileGoal(goal, registry, { now: '2026-01-01T00:00:00Z', limits: { expansions: 1_000 } });
}

const extracted = [term('field', 'pump', 'text', 'which'), term('field', 'times', 'integer', 'how often'), term('field', 'at', 'date', 'when')];
const WANTS: [string, Given[], string, { [name: string]: FacetValue }][] = [
  ['document.search', [list], 'quotes', { query: 'pump' }],
  ['document.latest', [list], 'quotes', { query: 'pump', order: term('desc', 'date'), limit: 1 }],
  ['document.tabulate', [list], 'table', { query: 'pump' }],
  ['document.count', [list], 'table', { mentions: 'pump' }],
  ['document.count_each', [list, csv], 'table', { mentions: term('each', 'name') }],
  ['document.load', [one], 'document', {}],
  ['document.table', [one], 'table', {}],
  ['document.series', [list], 'table', { time: 'date' }],
  ['document.gather', [{ ...list, type: { ...list.type, facets: { ...held, dated: 'none' } } }], 'table', {}],
  ['document.fields', [heads], 'table', {}],
  ['extract.fields', [list], 'table', { extracted }],
  ['classify.rows', [csv], 'table', { classified: term('class', 'name', ['x', 'y'], 'sort') }],
];
const operations = (result: ReturnType<typeof compiled>): string[] => (result.result === 'plan' ? result.plan.nodes.flatMap((task) => task.operation ?? []) : []);

/** What an unheard value of a facet looks like. */
const values = (facet: string, match: string): FacetValue[] => (match === 'includes' || ['keys', 'extracted', 'chosen'].includes(facet) ? [[UNHEARD]] : facet === 'filters' ? [[term('=', UNHEARD, 1)]] : [UNHEARD, term(UNHEARD, 'x')]);

it.each(WANTS)('%s gives what is wanted of it', (operation, givens, kind, facets) => {
  expect(operations(compiled(givens, kind, facets))).toContain(operation);
});

it.each(WANTS)('%s swallows no facet that it cannot hear', (_, givens, kind, facets) => {
  const swallowed: string[] = [];
  for (const { name, match } of registry.facets) {
    if (Object.hasOwn(facets, name)) continue;
    for (const value of values(name, match)) {
      const result = compiled(givens, kind, { ...facets, [name]: value });
      if (result.result === 'plan' && !JSON.stringify(result.plan.nodes.map((task) => task.parameters ?? [])).includes(UNHEARD)) swallowed.push(`${name} = ${JSON.stringify(value)}: ${operations(result).join(' > ')}`);
    }
  }
  expect(swallowed).toEqual([]);
});
