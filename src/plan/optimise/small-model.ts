import type { Operation, Registry } from '../../schemas/operation.ts';
import type { Plan, Task } from '../../schemas/plan.ts';
import { type Complexity, isSmall, operationComplexity } from '../complexity.ts';
import { operationsByName } from '../operations.ts';
import type { EstimateContext } from '../preview.ts';
import type { Optimisation, Pass } from './change.ts';

/**
 * Model steps whose question is easy and whose answer can be checked value by value (few declared labels or fields) are answered by the small model.
 * What a model said of the complexity of its own proposal does not count: it is computed from the operation and its parameters. Nothing
 * changes where no small model is known to be cheaper.
 */
export function useSmallModel(plan: Plan, registry: Pick<Registry, 'operations'>, { small, model }: EstimateContext): Pass {
  if (!small) return { plan, changes: [] };
  const operations = operationsByName(registry.operations);
  const decomposed = new Set(plan.decompositions?.map((one) => one.task_id));
  const changes: Optimisation[] = [];
  const nodes = plan.nodes.map((task): Task => {
    const operation = operations.get(task.operation ?? '');
    if (operation?.runs_on !== 'reasoning' || decomposed.has(task.task_id) || task.model === 'small') return task;
    const { complexity, asked } = questionOf(task, operation);
    if (!isSmall(complexity)) return task;
    changes.push({ kind: 'cheaper model', description: `${task.task_id} is answered by ${small.name} instead of ${model ?? 'the usual model'}: ${operation.asks === 'choose' ? `it chooses among ${asked} declared labels` : `it finds ${asked} declared ${asked === 1 ? 'field' : 'fields'}`}, and every answer is checked; what fails is asked of the usual model` });
    return { ...task, estimated_complexity: complexity, model: 'small' };
  });
  return changes.length === 0 ? { plan, changes } : { plan: { ...plan, nodes }, changes };
}

function questionOf(task: Task, operation: Operation): { complexity: Complexity; asked: number } {
  const asked = Math.max(0, ...(task.parameters ?? []).map(({ binding }) => (binding.kind === 'literal' && Array.isArray(binding.value) ? binding.value.length : 0)));
  const inputs = (task.inputs ?? []).filter((input) => input.name !== 'condition').reduce((sum, input) => sum + input.bindings.length, 0);
  return { complexity: asked === 0 ? 'medium' : operationComplexity(operation, inputs, asked), asked };
}
