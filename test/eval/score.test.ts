import { describe, expect, it } from 'vitest';
import type { CorpusGoal } from '../../eval/goals/corpus.ts';
import type { GoalRun } from '../../eval/goals/run-goal.ts';
import { hasConstruct, score } from '../../eval/goals/score.ts';
import type { Plan, Task } from '../../src/schemas/plan.ts';

const predicate = { path: 'inputs.condition.data.held', op: '=', value: true } as unknown as NonNullable<Task['when']>;
const task = (fields: Partial<Task> = {}): Task => ({ task_id: 't', description: 'Do it', dependencies: [], parallelizable: false, estimated_complexity: 'low', required_capabilities: [], ...fields });
const plan = (...nodes: Task[]): Plan => ({ dag_id: 'd', nodes, estimated_parallelism_factor: 1, confidence_score: 1, alternative_approaches: [] }) as unknown as Plan;
const goal = (id: string, construct: CorpusGoal['construct'], kind: CorpusGoal['kind'] = 'servable'): [string, CorpusGoal] => [id, { id, domain: 'd', kind, construct, goal: id, paraphrases: [] }];
const run = (id: string, made: Plan | null, right: boolean): GoalRun => ({
  id, mode: 'lexical', wording: 0, result: { outcome: made === null ? 'refused' : 'completed', reason: null, questions: [], artifacts: [], requests: [], files: [] }, verdict: { right, why: '' }, asked: 0, answered: 0, tasks: made?.nodes.length ?? 0, ms: 1, missing: null, plan: made,
});

describe('the score of runs', () => {
  it.each<[string, Partial<Task>]>([
    ['when', { when: predicate }],
    ['for_each', { for_each: { port: 'file', limit: 10 } }],
    ['repeat', { repeat: { until: predicate, limit: 3 } }],
    ['plan', { type: 'plan' }],
    ['user_interaction', { type: 'user_interaction' }],
  ])('sees the construct %s in a plan', (_, fields) => {
    expect(hasConstruct(plan(task(), task(fields)))).toBe(true);
    expect(hasConstruct(plan(task(), task({ type: 'operation' })))).toBe(false);
  });

  it('counts a run by what its plan has, and by the label of its goal where there is no plan', () => {
    const plain = plan(task());
    const conditional = plan(task(), task({ when: predicate }));
    const goals = new Map([goal('labelled', 'when'), goal('unlabelled', null), goal('refused', 'repeat'), goal('asked', null), goal('never', null, 'unservable')]);
    const runs = [run('labelled', plain, true), run('unlabelled', conditional, false), run('refused', null, false), run('asked', null, false), run('never', null, true)];
    const { right_plain, right_constructs, right } = score('lexical', runs, goals, new Map());
    expect([right_plain.n, right_plain.of]).toEqual([1, 2]);
    expect([right_constructs.n, right_constructs.of]).toEqual([0, 2]);
    expect([right.n, right.of]).toEqual([1, 4]);
  });
});
