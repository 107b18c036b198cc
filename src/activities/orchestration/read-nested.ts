import { approvedNested } from '../../execution/approved-nested.ts';
import { constructOf, roundOf } from '../../execution/construct.ts';
import { planNested } from '../../plan/nested-goal.ts';
import { planRound } from '../../plan/varied-rounds.ts';
import type { Profile, Reading, TypedGoal } from '../../schemas/goal.ts';
import type { Registry } from '../../schemas/operation.ts';
import type { GoalRunInput } from '../../schemas/run.ts';
import { attemptOf } from '../heartbeat.ts';
import type { OrchestrationPorts } from '../ports.ts';
import { nestedPorts } from './nested-ports.ts';

/** The task that a run within another was started for, as it was approved there. */
export async function nestedTask(ports: OrchestrationPorts, { workflow_id, revision, task_id }: NonNullable<GoalRunInput['nested']>): ReturnType<typeof approvedNested> {
  return await approvedNested({ workflow_id, revision, task_id, now: attemptOf().now }, nestedPorts(ports));
}

/**
 * The reading of a run within another whose wants say formally what they want: the typed goal that compiles, of its own data or with what the run around it
 * was given. Null where its words have to be read.
 */
export async function readNested(
  ports: OrchestrationPorts,
  { goal, attachments, nested }: GoalRunInput,
  { registry, constraints, profiles }: { registry: Registry; constraints: TypedGoal['constraints']; profiles: readonly Profile[] },
): Promise<Reading | null> {
  if (nested === undefined) return null;
  const { task, manifest } = await nestedTask(ports, nested);
  const known = attachments.flatMap(({ sha256 }) => profiles.find((profile) => profile.source.sha256 === sha256) ?? []);
  const isOwn = (profile: Profile): boolean => nested.own.includes(profile.source.sha256);
  const options = { now: attemptOf().now, dag_id: 'nested' };
  const made =
    task.repeat?.vary !== undefined
      ? planRound(task, roundOf(constructOf(manifest, task.task_id), nested.iteration).round + 1, { registry, profiles: known, constraints }, options)
      : planNested(task.plan, { registry, own: known.filter(isOwn), outer: known.filter((profile) => !isOwn(profile)), constraints, answers: nested.answers, varied: nested.varied }, options);
  if (made === null) return null;
  if ('message' in made) return { result: 'unreadable', message: made.message, nearest: [] };
  return { result: 'typed', typed_goal: made.typed_goal, interpretation: { intent: goal.slice(0, 500), stages: [], dependencies: {}, clarifications_needed: [] } };
}
