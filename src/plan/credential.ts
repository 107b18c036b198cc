import type { Operation, Registry } from '../schemas/operation.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Json } from '../schemas/json.ts';

/** Whether a parameter shows a service who calls: its schema says `writeOnly`, so that it takes a secret by name and nothing else. */
export function isCredential({ parameters }: Pick<Operation, 'parameters'>, name: string): boolean {
  const { properties } = parameters;
  const schema = typeof properties === 'object' && properties !== null && !Array.isArray(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) && schema['writeOnly'] === true;
}

/** The variable of the execution role that holds the secret of a service. */
export function secretVariable(service: string): string {
  return `PLANWRIGHT_SECRET_${service.toUpperCase().replaceAll('-', '_')}`;
}

/** Name of the run's input that says that the secret of a service may be shown to it: `--input secret.tracker=true`, or its variable set where the run is started. */
export function secretInput(service: string): string {
  return `secret.${service}`;
}

/** Tasks of a plan whose service wants to know who calls, and that show it nothing. */
export function withoutCredential(plan: Pick<Plan, 'nodes'>, operations: Registry['operations']): { task: string; service: string; parameter: string }[] {
  return plan.nodes.flatMap((task) => {
    const operation = operations.find((one) => `${one.tool}.${one.operation}` === task.operation);
    if (operation === undefined) return [];
    const { properties } = operation.parameters;
    const names = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? Object.keys(properties) : [];
    return names.filter((name) => isCredential(operation, name) && !(task.parameters ?? []).some((one) => one.name === name)).map((parameter) => ({ task: task.task_id, service: operation.tool, parameter }));
  });
}

/** The plan with the secrets that the person said may be shown, each by its name and to its own service alone. */
export function showCredentials(plan: Plan, operations: Registry['operations'], inputs: { readonly [name: string]: Json }): Plan {
  const open = withoutCredential(plan, operations).filter(({ service }) => inputs[secretInput(service)] === true);
  if (open.length === 0) return plan;
  return { ...plan, nodes: plan.nodes.map((task) => {
    const own = open.filter((one) => one.task === task.task_id);
    return own.length === 0 ? task : { ...task, parameters: [...(task.parameters ?? []), ...own.map(({ service, parameter }) => ({ name: parameter, binding: { kind: 'secret' as const, name: service } }))] };
  }) };
}
