import { expect, it } from 'vitest';
import { planView } from '../../src/activities/plan-view.ts';
import type { RunStore } from '../../src/provenance/run-store.ts';
import type { Plan } from '../../src/schemas/plan.ts';
import { planTask, port } from '../support/plan-file.ts';

function storeOf(plans: Map<string, Plan>) {
  const reads: string[] = [];
  const get = (workflow: string, kind: string, key: string) => {
    reads.push(`${workflow}/${kind}/${key}`);
    return Promise.resolve(plans.get(key) ?? null);
  };
  // Of a run store it asks for plans and nothing else.
  return { store: { get } as unknown as RunStore, reads };
}

function planOf(digest: string): Plan {
  const nodes = [planTask('a', 'bench.noop', {}, { name: 'mark', kind: 'mark' }), planTask('b', 'bench.noop', { from: port('a', 'mark') }, { name: 'mark', kind: 'mark' }, {}, { for_each: { port: 'from', limit: 3 } })];
  const steps = (task: string) => ({ task_id: task, steps: [{ step_id: 's1', action: '', tool_intent: { tool_name: 'bench', operation: 'noop', required_inputs: {}, expected_outputs: {}, validation_criteria: [] }, documentation_references: [], preconditions: [], postconditions: [], rollback_strategy: '' }] });
  return { dag_id: 'p', goal: 'p', nodes, decompositions: [steps('a'), steps('b')], plan_digest: digest, metadata: { planning_timestamp: '2026-01-01T00:00:00.000Z', confidence_score: null, alternative_approaches: [] } };
}

it('reads a sealed plan once and shows what its tasks take, and which steps run once', async () => {
  const { store, reads } = storeOf(new Map([['1', planOf('d1')]]));
  const view = await planView(store, 'w', 1, 'd1');
  expect(view?.tasks.get('a')).toEqual({ operation: 'bench.noop', bindings: [], once: ['s1'] });
  expect(view?.tasks.get('b')).toEqual({ operation: 'bench.noop', bindings: [{ kind: 'port', task: 'a', port: 'mark' }], once: null });
  expect(await planView(store, 'w', 1, 'd1')).toBe(view);
  expect(reads).toEqual(['w/plan/1']);
});

it('reads again what is not the sealed plan, and never keeps it', async () => {
  const plans = new Map([['1', planOf('draft')]]);
  const { store, reads } = storeOf(plans);
  expect((await planView(store, 'w', 1, 'd1'))?.digest).toBe('draft');
  expect((await planView(store, 'w', 1, null))?.digest).toBe('draft');
  plans.set('1', planOf('d1'));
  expect((await planView(store, 'w', 1, 'd1'))?.digest).toBe('d1');
  expect(reads).toHaveLength(3);
  expect(await planView(store, 'w', 2, 'd1')).toBeNull();
});

it('is read once for all steps that begin together, and again by those that ask for a later plan', async () => {
  const { store, reads } = storeOf(new Map([['1', planOf('d1')]]));
  const views = await Promise.all(['d1', 'd1', 'd1', 'other'].map((digest) => planView(store, 'w', 1, digest)));
  expect(views.map((view) => view?.digest)).toEqual(['d1', 'd1', 'd1', 'd1']);
  expect(reads).toHaveLength(2);
});
