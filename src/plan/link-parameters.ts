import type { Json } from '../schemas/json.ts';
import type { TypedGoal } from '../schemas/goal.ts';
import type { FacetValue, Operation } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import type { LinkChange } from './link-change.ts';
import { operationName } from './operations.ts';

/** Required parameters that the model left out: as the goal says, as the inputs leave no choice, or as the operation declares. */
export function fillParameters(task: Task, operation: Operation, goal: TypedGoal, forced: ReadonlyMap<string, FacetValue>, changes: LinkChange[]): Task {
  const declared = declaredParameters(operation);
  const missing = declared.filter((one) => one.required && !task.parameters?.some((other) => other.name === one.name));
  const added = missing.flatMap(({ name, fallback }) => {
    const choice = goal.choices.find((one) => one.name === `${operationName(operation)}.${name}`) ?? goal.choices.find((one) => one.name === name);
    const title = name === 'title' ? (goal.wants.find((want) => want.type.kind === operation.output.kind)?.title ?? task.description) : undefined;
    const [value, why] = choice ? [choice.value, 'as the goal says'] : forced.has(name) ? [forced.get(name), 'the only one that fits'] : [title ?? fallback, 'as declared'];
    if (value === undefined) return [];
    changes.push({ kind: 'parameter added', task_id: task.task_id, description: `${task.task_id}: "${name}" is ${JSON.stringify(value)}, ${why}` });
    return [{ name, binding: { kind: 'literal' as const, value: value as Json } }];
  });
  return added.length === 0 ? task : { ...task, parameters: [...(task.parameters ?? []), ...added] };
}

/** The parameters of an operation's schema. */
export function declaredParameters(operation: Operation): { name: string; required: boolean; fallback: Json | undefined }[] {
  const { properties, required } = operation.parameters;
  const names = Array.isArray(required) ? required : [];
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return [];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: names.includes(name),
    fallback: typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? schema['default'] : undefined,
  }));
}
