import type { Profile, TypedGoal } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { type CompileOptions, compileGoal } from './compile.ts';
import { valueInRound } from './rounds.ts';
import { filled, whyNoRound } from './varied-values.ts';

/** What is there when a round is planned: the registry and the files that the plan around it was given. */
export interface RoundData {
  registry: Registry;
  profiles: readonly Profile[];
  constraints: TypedGoal['constraints'];
}

/** The plan of a round (counted from 1) of a task whose rounds vary a value, of the same data each time; a message says why there is none. It changes nothing and asks nobody. */
export function planRound(task: Pick<Task, 'task_id' | 'plan' | 'repeat'>, round: number, { registry, profiles, constraints }: RoundData, options: CompileOptions): { plan: Plan; typed_goal: TypedGoal; value: number | string } | { message: string } {
  const { plan, repeat } = task;
  const value = repeat?.vary === undefined ? null : valueInRound(repeat.vary, round);
  const cannot = (reason: string): { message: string } => ({ message: `Cannot plan round ${round} of task "${task.task_id}"${value === null ? '' : ` (${repeat?.vary?.name ?? ''} ${value})`}: ${reason}` });
  if (plan === undefined || repeat?.vary === undefined || value === null) return cannot('its value cannot be told. Correct "vary" of its repeat.');
  const wants = filled(plan.wants, { [repeat.vary.name]: value });
  if ('message' in wants) return cannot(wants.message);
  const columns = Object.fromEntries((plan.givens ?? []).flatMap(({ id, source }) => {
    const profile = source.kind === 'attachment' ? profiles.find((one) => one.source.sha256 === source.sha256) : undefined;
    return profile === undefined ? [] : [[id, profile.columns]];
  }));
  const typed: TypedGoal = { goal: plan.words, wants, givens: plan.givens ?? [], choices: plan.choices ?? [], constraints, unread: [], front_end: 'form' };
  const made = compileGoal(typed, registry, { ...options, columns });
  if (made.result !== 'plan') return cannot(made.message);
  const fault = whyNoRound(made.plan);
  return fault === null ? { plan: made.plan, typed_goal: typed, value } : cannot(`${fault}.`);
}

/** The values that rounds reached, by their names, out of what record.reached gave. */
export function reachedValues(data: Json | undefined): { [name: string]: number | string } {
  const values = isObject(data) && Array.isArray(data['values']) ? data['values'] : [];
  return Object.fromEntries(values.flatMap((one): [string, number | string][] => {
    const { name, value } = isObject(one) ? one : {};
    return typeof name === 'string' && (typeof value === 'number' || typeof value === 'string') ? [[name, value]] : [];
  }));
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
