import { describe, expect, it } from 'vitest';
import { compileGoal } from '../../src/plan/compile.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { packs } from '../../src/packs/index.ts';
import type { Given, TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { tools } from '../../src/tools/index.ts';

const registry = buildRegistry(Object.values(packs), tools, digestOf);
const item = (name: string, fill: string) => ({ sha256: fill.repeat(64), name, media_type: 'text/markdown' });
const one: Given = { id: 'handbook', type: { kind: 'source', facets: { content: 'document', format: 'markdown', dataset: 'attachment-aaaaaaaaaaaa' } }, title: 'handbook.md', source: { kind: 'attachment', ...item('handbook.md', 'a') }, named: true, spans: [] };
const several: Given = { id: 'notes', type: { kind: 'source', facets: { content: 'document', format: 'markdown' }, cardinality: 'list' }, title: 'notes', source: { kind: 'attachments', items: [item('a.md', 'a'), item('b.md', 'b')] }, named: true, spans: [] };
const want = (id: string, kind: string, facets: { [facet: string]: FacetValue }, list = false): Want => ({ id, type: { kind, facets, ...(list ? { cardinality: 'list' as const } : {}) }, effect: null, title: id, spans: [] });

function steps(wants: Want[], givens: Given[]): string[] {
  const goal: TypedGoal = { goal: 'a goal', wants, givens, choices: [], unread: [], front_end: 'form', constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] } };
  const result = compileGoal(goal, registry, { now: '2026-01-01T00:00:00.000Z' });
  if (result.result !== 'plan') throw new Error(result.message);
  return result.plan.nodes.map((node) => `${node.operation ?? ''}${node.for_each === undefined ? '' : ' each'}`);
}

describe('goals for documents', () => {
  it('quote one document', () => {
    expect(steps([want('quotes', 'quotes', { query: 'compost heap' })], [one])).toEqual(['document.load', 'document.search']);
  });
  it('quote several documents in one step each, without loops', () => {
    expect(steps([want('quotes', 'quotes', { query: 'compost heap' })], [several])).toEqual(['document.open', 'document.search']);
  });
  it('report quotes', () => {
    expect(steps([want('quotes', 'quotes', { query: 'compost heap' }), want('report', 'report', {})], [several])).toEqual(['document.open', 'document.search', 'report.compose']);
  });
  it('count mentions per document', () => {
    expect(steps([want('mentions', 'table', { mentions: 'compost', measures: ['mentions'], keys: ['document'] })], [several])).toEqual(['document.open', 'document.count']);
  });
  it('make a table of quotes', () => {
    expect(steps([want('table', 'table', { query: 'compost' })], [several])).toEqual(['document.open', 'document.search', 'document.tabulate']);
  });
  it('read the tables of a document', () => {
    expect(steps([want('tables', 'table', {}, true)], [one])).toEqual(['document.load', 'document.tables']);
  });
  it('search for two things in the same documents, which are read once', () => {
    expect(steps([want('first', 'quotes', { query: 'compost' }), want('second', 'quotes', { query: 'watering' })], [several])).toEqual(['document.open', 'document.search', 'document.search']);
  });
  it('find the passage in force', () => {
    expect(steps([want('force', 'quotes', { query: 'compost', order: { fn: 'desc', args: ['date'] }, limit: 1 })], [several])).toEqual(['document.open', 'document.search', 'document.latest']);
  });
  it('extract fields of one named document', () => {
    const fields: FacetValue = [{ fn: 'field', args: ['plant', 'text'] }];
    expect(steps([want('fields', 'table', { extracted: fields, dataset: 'attachment-aaaaaaaaaaaa' })], [one, several])).toEqual(['document.load', 'extract.fields']);
  });
  it('let a person choose one of several documents before the work on it', () => {
    expect(steps([want('quotes', 'quotes', { query: 'compost', chosen: { fn: 'one', args: ['document'] } })], [several])).toEqual(['document.open', 'person.choose-document', 'document.take', 'document.search']);
    expect(steps([want('mentions', 'table', { mentions: 'compost', chosen: { fn: 'one', args: ['document'] } })], [several])).toEqual(['document.open', 'person.choose-document', 'document.take', 'document.count']);
  });
});
