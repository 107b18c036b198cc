import type { Json } from '../schemas/json.ts';
import type { TypedGoal } from '../schemas/goal.ts';
import type { Dataset, Operation, Registry } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { operationsByName } from './operations.ts';

/** What readers of a result must know about the data that it is made from. */
export function caveatsOf(goal: Pick<TypedGoal, 'givens'>, datasets: readonly Dataset[]): string[] {
  const used = goal.givens.flatMap((given) => (given.source.kind === 'dataset' ? [given.source.dataset] : []));
  return [...new Set(datasets.filter((dataset) => used.includes(dataset.id)).flatMap((dataset) => dataset.caveats))];
}

/**
 * Words in a proposed plan that are not up to the model: the goal as the person wrote it (numbers in it may be repeated unchecked, so it may
 * not be another text) and the caveats of the data.
 */
export function sayGoalAndCaveats(plan: Plan, registry: Registry, goal: TypedGoal): Plan {
  const operations = operationsByName(registry.operations);
  const caveats = caveatsOf(goal, registry.datasets);
  const nodes = plan.nodes.map((task) => {
    const operation = operations.get(task.operation ?? '');
    if (!operation) return task;
    const said = withLiteral(task, operation, 'goal', goal.goal.slice(0, 4_000));
    return caveats.length === 0 ? said : withLiteral(said, operation, 'caveats', caveats);
  });
  return { ...plan, nodes, caveats };
}

function withLiteral(task: Task, operation: Operation, name: string, value: Json): Task {
  const properties = operation.parameters['properties'];
  if (typeof properties !== 'object' || properties === null || !Object.hasOwn(properties, name)) return task;
  return { ...task, parameters: [...(task.parameters ?? []).filter((one) => one.name !== name), { name, binding: { kind: 'literal', value } }] };
}
