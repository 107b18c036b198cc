import { describe, expect, it } from 'vitest';
import { augmentations } from '../../src/plan/augment.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';
import { operation, REGISTRY } from './plans.ts';

const TABLE = { kind: 'table', facets: {} };
const input = { name: 'table', kinds: ['table'], facets: {} };
const integer = { type: 'object', properties: { seed: { type: 'integer' }, runs: { type: 'integer' } }, required: ['seed'], additionalProperties: false };
const weights = { type: 'object', properties: { weights: { type: 'object' } }, required: ['weights'], additionalProperties: false };
const registry = {
  ...REGISTRY,
  operations: [
    operation({ tool: 'table', operation: 'load', inputs: [{ name: 'source', kinds: ['source'], facets: {} }], output: { name: 'table', kind: 'table', facets: {} } }),
    operation({ tool: 'simulate', operation: 'run', inputs: [input], output: { name: 'table', kind: 'table', facets: {} }, parameters: integer, determinism: 'seeded', stage: 'simulate' }),
    operation({ tool: 'decide', operation: 'rank', inputs: [input], output: { name: 'table', kind: 'table', facets: {} }, parameters: weights, stage: 'decide' }),
    operation({ tool: 'decide', operation: 'sensitivity', inputs: [input], output: { name: 'summary', kind: 'summary', facets: {} }, parameters: weights, stage: 'decide' }),
    operation({ tool: 'report', operation: 'compose', inputs: [{ name: 'parts', kinds: ['table', 'summary'], facets: {}, variadic: true }], output: { name: 'report', kind: 'report', facets: {} } }),
  ],
};

function task(task_id: string, name: string, from: string[], parameters: { [name: string]: unknown } = {}, port = 'table', kind = 'table'): Task {
  return {
    task_id, description: task_id, dependencies: from, parallelizable: true, estimated_complexity: 'low', required_capabilities: [], operation: name, type: 'operation', effect: 'none',
    inputs: [{ name: port, bindings: from.length === 0 ? [{ kind: 'dataset', dataset: 'world' }] : from.map((id) => ({ kind: 'port' as const, task: id, port: 'table' })) }],
    parameters: Object.entries(parameters).map(([parameter, value]) => ({ name: parameter, binding: { kind: 'literal' as const, value: value as never } })),
    outputs: [{ name: kind === 'table' ? 'table' : kind, type: { ...TABLE, kind } }],
  };
}

const planOf = (...nodes: Task[]): Plan => ({ dag_id: 'd', nodes, edges: [], metadata: { planning_timestamp: '2026-01-01T00:00:00Z', confidence_score: null, alternative_approaches: [] } });
const load = task('load', 'table.load', [], {}, 'source');
const found = (...nodes: Task[]) => augmentations(planOf(load, ...nodes), registry, {}).filter((one) => one.rule === 'sensitivity');

describe('the rule of sensitivity', () => {
  it('runs a simulation again with another seed, with what follows from it', () => {
    const [one, ...more] = found(task('sim', 'simulate.run', ['load'], { seed: 7, runs: 100 }), task('rank', 'decide.rank', ['sim'], { weights: { a: 1 } }), task('report', 'report.compose', ['rank'], {}, 'parts', 'report')).filter((suggestion) => suggestion.description.includes('seed'));
    expect(more).toEqual([]);
    expect(one?.tasks.map((made) => [made.operation, made.dependencies])).toEqual([['simulate.run', ['load']], ['decide.rank', ['sim-seed-8']]]);
    expect(one?.tasks[0]?.parameters).toContainEqual({ name: 'seed', binding: { kind: 'literal', value: 8 } });
    expect(one?.edges.filter((edge) => edge.to === 'report').map((edge) => edge.from)).toEqual(['rank-seed-8']);
  });

  it('says nothing of a simulation that runs with two seeds already', () => {
    const suggestions = found(task('a', 'simulate.run', ['load'], { seed: 7, runs: 100 }), task('b', 'simulate.run', ['load'], { seed: 9, runs: 100 }));
    expect(suggestions).toEqual([]);
  });

  it('asks what a ranking does when its weights change', () => {
    const [one] = found(task('rank', 'decide.rank', ['load'], { weights: { a: 0.7, b: 0.3 } }), task('report', 'report.compose', ['rank'], {}, 'parts', 'report'));
    expect(one?.tasks).toMatchObject([{ operation: 'decide.sensitivity', dependencies: ['load'], parameters: [{ name: 'weights', binding: { kind: 'literal', value: { a: 0.7, b: 0.3 } } }] }]);
    expect(one?.edges.map((edge) => [edge.from, edge.to])).toEqual([['load', 'sensitivity-rank'], ['sensitivity-rank', 'report']]);
  });

  it('says nothing of weights that only the run will know', () => {
    const open = { ...task('rank', 'decide.rank', ['load']), parameters: [{ name: 'weights', binding: { kind: 'answer' as const, question_id: 'weights' } }] };
    expect(found(open)).toEqual([]);
  });
});
