import type { ArtifactType, Operation, OperationPort } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import { type ProduceContext, produce } from './link-produce.ts';
import { preferWords } from './prefer-words.ts';

/**
 * The tasks that most likely were meant to make an artifact for a port, or null: like `produce`, with the operations that the goal's words speak of preferred.
 * `idle` are tasks whose output nothing uses yet: what was looked up was looked up for a reason, so a way that leads on from a look-up comes before one that
 * begins anew. What was made of other records may be a result of its own and is not idle.
 */
export function produceMeant(
  port: Pick<OperationPort, 'kinds' | 'facets' | 'name'>,
  nodes: readonly Task[],
  types: ReadonlyMap<string, ArtifactType>,
  context: ProduceContext,
  idle: ReadonlySet<string>,
): Task[] | null {
  const registry = preferWords(context.registry, context.goal.goal);
  const begun = new Set(nodes.filter((task) => idle.has(task.task_id) && context.registry.operations.some((one) => `${one.tool}.${one.operation}` === task.operation && begins(one))).map((task) => task.task_id));
  if (begun.size > 0) {
    const onward = { ...registry, operations: registry.operations.filter((one) => !begins(one)) };
    for (const way of produce(port, nodes, types, { ...context, registry: onward })) if (uses(way, begun)) return way;
  }
  for (const way of produce(port, nodes, types, { ...context, registry })) return way;
  return null;
}

/** Whether an operation of a service needs no record: it begins something, unless it only says who the caller is. */
function begins(operation: Operation): boolean {
  return operation.output.kind === 'record' && operation.output.facets['service'] !== undefined && !operation.inputs.some((port) => port.kinds.includes('record'));
}

function uses(way: readonly Task[], idle: ReadonlySet<string>): boolean {
  return way.some((task) => (task.inputs ?? []).some((input) => input.bindings.some((binding) => binding.kind === 'port' && idle.has(binding.task))));
}
