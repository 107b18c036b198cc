import type { Operation } from '../schemas/operation.ts';
import type { Task } from '../schemas/plan.ts';
import type { LinkChange } from './link-change.ts';
import { declaredParameters } from './link-parameters.ts';
import { CONDITION } from './link-types.ts';
import { operationName } from './operations.ts';

/** Parameters that the operation has, effect and output as it declares them; a misnamed input takes the name of the only one left. */
export function fitTask(task: Task, operation: Operation, changes: LinkChange[]): Task {
  const ports = new Map(operation.inputs.map((port) => [port.name, port]));
  const parameters = new Set(declaredParameters(operation).map((one) => one.name));
  const open = operation.inputs.filter((port) => !task.inputs?.some((input) => input.name === port.name));
  const inputs = (task.inputs ?? []).map((input) => {
    const [only, more] = open;
    if (ports.has(input.name) || (input.name === CONDITION && task.when !== undefined) || !only || more || task.inputs?.length !== operation.inputs.length) return input;
    changes.push({ kind: 'input bound', task_id: task.task_id, description: `${task.task_id}: input "${input.name}" is called "${only.name}"` });
    return { ...input, name: only.name };
  });
  const kept = (task.parameters ?? []).filter(({ name }) => {
    if (parameters.has(name)) return true;
    changes.push({ kind: 'parameter removed', task_id: task.task_id, description: `${task.task_id}: ${operationName(operation)} has no parameter "${name}"` });
    return false;
  });
  const changesNothing = operation.effect === 'none' || operation.effect === 'read';
  if (!task.parallelizable && changesNothing) changes.push({ kind: 'made parallel', task_id: task.task_id, description: `${task.task_id} may run beside others: it changes nothing` });
  return {
    ...task,
    operation: operationName(operation),
    inputs,
    parameters: kept,
    outputs: [{ name: operation.output.name, type: { kind: operation.output.kind, facets: {} } }],
    effect: operation.effect,
    parallelizable: changesNothing,
    type: operation.runs_on === 'person' ? 'user_interaction' : 'operation',
    ...(operation.stage !== undefined && { stage: operation.stage }),
  };
}
