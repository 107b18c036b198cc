import type { Step } from '../schemas/decomposition.ts';
import type { Operation } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';

/** Parameters that say what an operation works on. */
const TARGETS = new Set(['path', 'file', 'target', 'url', 'uri', 'key', 'table', 'destination', 'name', 'bucket']);

/** What an operation of a task reads or changes outside, by the values of its parameters: a key to compare by, and words for people. */
export function touchedTargets(task: Task, steps: readonly Step[] | undefined, operation: Operation): { key: string; shown: string }[] {
  const own = steps?.filter((step) => step.tool_intent.tool_name === operation.tool && step.tool_intent.operation === operation.operation);
  const given = own
    ? own.flatMap((step) => Object.entries(step.tool_intent.required_inputs).flatMap(([name, value]) => (Array.isArray(value) ? [] : [{ name, binding: value }])))
    : (task.parameters ?? []).map(({ name, binding }) => ({ name, binding }));
  return given.flatMap(({ name, binding }) => {
    if (!TARGETS.has(name)) return [];
    const value = binding.kind === 'literal' ? binding.value : null;
    // Two targets that are not known before the run may be the same.
    return typeof value === 'string' ? [{ key: `${operation.tool}\n${normal(value)}`, shown: `"${value}"` }] : [{ key: `${operation.tool}\n${name}\n?`, shown: `a ${name} that is known at run time only` }];
  });
}

function normal(path: string): string {
  return path.split('/').filter((part) => part !== '' && part !== '.').join('/').toLowerCase();
}
