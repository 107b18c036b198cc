import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Plan } from '../schemas/plan.ts';
import { nearestNames } from './nearest.ts';
import { FROM_RECORD, RECORD_PORT } from './own-fields.ts';

/**
 * Why a change of a service would be made without a setting that its want states: the service has none of this name, or does not take this value. Null where every one is written into
 * the plan. A change without what was asked for is another change.
 */
export function unusedSettingFault(goal: Pick<TypedGoal, 'choices'>, wants: readonly Want[], plan: Plan, registry: Pick<Registry, 'operations'>): string | null {
  for (const want of wants) {
    if (want.effect === null || want.after !== undefined) continue;
    const serving = plan.nodes.filter((task) => task.serves?.includes(want.id));
    const change = serving.flatMap((task) => registry.operations.filter((one) => one.effect_name === want.effect && task.operation === `${one.tool}.${one.operation}` && one.output.kind === 'record').map((operation) => ({ task, operation })))[0];
    if (change === undefined) continue;
    const { operation } = change;
    const own = `${operation.tool}.${operation.operation}.`;
    for (const { name, value } of goal.choices.filter((one) => one.want === want.id)) {
      const plain = name.startsWith(own) ? name.slice(own.length) : name;
      const known = propertiesOf(operation);
      const written = (Object.hasOwn(known, plain) ? [change.task] : serving).some((task) => (task.parameters ?? []).some((one) => one.name === plain || name === `${task.operation ?? ''}.${one.name}`));
      if (!written) return faultOf(want, operation, plain, value as Json);
    }
  }
  return null;
}

function faultOf(want: Want, operation: Operation, name: string, value: Json): string {
  const known = propertiesOf(operation);
  const called = `${operation.tool}.${operation.operation}`;
  const definition = known[name];
  if (definition !== undefined) {
    const { enum: choices, type } = definition;
    const takes = Array.isArray(choices) ? `one of ${choices.map((one) => JSON.stringify(one)).join(', ')}` : (Array.isArray(type) ? type : [type ?? 'another value']).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' or ');
    return `Cannot set "${name}" of "${want.id}": ${called} takes ${takes}, got ${JSON.stringify(value).slice(0, 80)}. Correct the value.`;
  }
  const names = [...Object.keys(known).filter((one) => one !== FROM_RECORD && one !== 'authorization'), ...operation.inputs.flatMap((port) => (port.name === RECORD_PORT ? [] : port.kinds.includes('value') && typeof port.facets['name'] === 'string' ? [port.facets['name']] : [port.name]))];
  const near = nearestNames(name, names);
  return `Cannot set "${name}" of "${want.id}": ${called} has no such setting${names.length === 0 ? ', and none at all.' : near.length > 0 ? `. Did you mean ${near.slice(0, 3).join(' or ')}?` : `, but ${names.slice(0, 12).join(', ')}.`} Name one that it has, or leave it out.`;
}

function propertiesOf(operation: Operation): { [name: string]: { enum?: Json; type?: Json } } {
  const properties = operation.parameters['properties'];
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? (properties as { [name: string]: { enum?: Json; type?: Json } }) : {};
}
