import { describe, expect, it } from 'vitest';
import { type CompileResult, compileGoal } from '../../src/plan/compile.ts';
import { decomposeTask } from '../../src/plan/decompose.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { buildRegistry } from '../../src/plan/registry.ts';
import { packs } from '../../src/packs/index.ts';
import { servicePack } from '../../src/packs/api/service-pack.ts';
import type { Given, TypedGoal, Want } from '../../src/schemas/goal.ts';
import type { FacetValue } from '../../src/schemas/operation.ts';
import { tools } from '../../src/tools/index.ts';
import { importOpenApi } from '../../src/tools/openapi/import-openapi.ts';
import { toolOf } from '../../src/tools/openapi/tool.ts';
import { trackerDocument } from '../tools/openapi/tracker.ts';

const tool = toolOf(importOpenApi(trackerDocument('https://tracker.example/v1'), { name: 'tracker' }));
// everything that a person has installed, and the service beside it
const registry = buildRegistry([...Object.values(packs), servicePack(tool)], [...tools, tool], digestOf);

type Facets = { [facet: string]: FacetValue };
const want = (id: string, kind: string, facets: Facets, more: Partial<Want> & { list?: boolean } = {}): Want => {
  const { list, ...rest } = more;
  return { id, type: { kind, facets, ...(list === true ? { cardinality: 'list' as const } : {}) }, effect: null, title: id, spans: [], ...rest };
};
/** A value that the goal states: what to look for, or what to write. */
const stated = (entity: string, name: string, value: string | number, use: 'find' | 'set' = 'find'): Given => ({ id: `${entity}-${name}-${use}`, type: { kind: 'value', facets: { service: 'tracker', entity, name, use } }, title: String(value), source: { kind: 'value', value }, named: true, spans: [] });
const goal = (wants: Want[], givens: Given[] = [], choices: TypedGoal['choices'] = []): TypedGoal => ({
  goal: 'a goal', wants, givens, choices, unread: [], front_end: 'form', constraints: { budget_usd: null, deadline: null, allowed_tools: null, named_data: [], output_format: null, spans: [] },
});
const compile = (typed: TypedGoal): CompileResult => compileGoal(typed, registry, { now: '2026-01-01T00:00:00.000Z' });
function steps(typed: TypedGoal): string[] {
  const result = compile(typed);
  if (result.result !== 'plan') throw new Error(result.message);
  return result.plan.nodes.map((node) => node.operation ?? node.type ?? '');
}

describe('goals for a service', () => {
  it('search and look up what belongs to the best match', () => {
    expect(steps(goal([want('comments', 'record', { service: 'tracker', entity: 'comment' }, { list: true })], [stated('issue', 'query', 'door')]))).toEqual(['tracker.list-issues-matching', 'record.first', 'tracker.list-comments']);
  });

  it('pick what is named by a field', () => {
    expect(steps(goal([want('comments', 'record', { service: 'tracker', entity: 'comment' }, { list: true })], [stated('issue', 'title', 'Broken door')]))).toEqual(['tracker.list-issues', 'record.pick', 'tracker.list-comments']);
  });

  it('list, filter and count, where the service can filter', () => {
    const filters = [{ fn: '=', args: ['state', 'open'] }];
    expect(steps(goal([want('number', 'summary', { service: 'tracker', entity: 'issue', analysis: { fn: 'count', args: [] }, filters })]))).toEqual(['tracker.list-issues-where-state', 'record.count']);
  });

  it('list, filter and count, where it cannot', () => {
    const filters = [{ fn: '>=', args: ['priority', 4] }, { fn: '=', args: ['state', 'open'] }];
    const result = compile(goal([want('number', 'summary', { service: 'tracker', entity: 'issue', analysis: { fn: 'count', args: [] }, filters })]));
    expect(result.result === 'plan' && result.plan.nodes.map((node) => node.operation)).toEqual(['tracker.list-issues', 'record.filter', 'record.count']);
    expect(result.result === 'plan' && result.plan.nodes[1]?.parameters?.[0]?.binding).toMatchObject({ kind: 'literal', value: [{ fn: '=', args: ['state', 'open'] }, { fn: '>=', args: ['priority', 4] }] });
  });

  it('make a table and a chart of records', () => {
    const made = steps(goal([want('table', 'table', { service: 'tracker', entity: 'issue', measures: ['priority'] })]));
    expect(made).toEqual(['tracker.list-issues', 'record.tabulate']);
  });

  it('only what belongs to something', () => {
    expect(steps(goal([want('issues', 'record', { service: 'tracker', entity: 'issue', of: 'project' }, { list: true })], [stated('project', 'name', 'Alpha')]))).toEqual(['tracker.list-projects', 'record.pick', 'tracker.list-issues-by-project-id']);
  });

  it('change something that was found, by the name of the effect alone', () => {
    const typed = goal([want('new', 'record', { service: 'tracker', entity: 'issue' }, { effect: 'create-issue' })], [stated('project', 'name', 'Alpha'), stated('issue', 'title', 'Broken door', 'set')], [{ name: 'tracker.create-issue.priority', value: 4, because: 'said', spans: [] }]);
    expect(steps(typed)).toEqual(['tracker.list-projects', 'record.pick', 'tracker.create-issue']);
    const result = compile(typed);
    const create = result.result === 'plan' ? result.plan.nodes.at(-1) : undefined;
    expect(create?.inputs?.find((one) => one.name === 'title')?.bindings).toEqual([{ kind: 'literal', value: 'Broken door' }]);
    expect(create?.parameters).toEqual([{ name: 'priority', binding: { kind: 'literal', value: 4 } }]);
    expect(create?.effect).toBe('write');
  });

  it('declare that what was found decides what is changed, and nothing else', () => {
    const result = compile(goal([want('new', 'record', { service: 'tracker', entity: 'issue' }, { effect: 'create-issue' })], [stated('project', 'name', 'Alpha'), stated('issue', 'title', 'Broken door', 'set')]));
    if (result.result !== 'plan') throw new Error(result.message);
    const flows = result.plan.nodes.map((task) => decomposeTask(task, result.plan, registry, []).steps[0]?.tool_intent.flows);
    expect(flows).toEqual([undefined, undefined, [{ input: 'project', label: 'untrusted' }]]);
  });

  it('ask a person for what only a person can supply', () => {
    expect(steps(goal([want('new', 'record', { service: 'tracker', entity: 'issue' }, { effect: 'create-issue' })], [stated('project', 'name', 'Alpha')]))).toContain('person.enter');
  });

  it('list what belongs to others for all of them, where none is named', () => {
    expect(steps(goal([want('comments', 'record', { service: 'tracker', entity: 'comment' }, { list: true })]))).toEqual(['tracker.list-issues', 'tracker.list-comments']);
  });

  it('never plan a change that is not named', () => {
    for (const entity of ['issue', 'project']) expect(steps(goal([want('one', 'record', { service: 'tracker', entity }, { list: true })])).some((one) => /create|close/.test(one))).toBe(false);
  });

  it('end with what is missing where the service has no such thing', () => {
    const result = compile(goal([want('sprints', 'record', { service: 'tracker', entity: 'sprint' }, { list: true })]));
    expect(result.result).toBe('dead-end');
  });
});
