import type { Given, TypedGoal } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue, Operation, OperationPort, Registry } from '../schemas/operation.ts';

type Choice = TypedGoal['choices'][number];

/** Fields by which people name a thing, the usual one first. */
const NAMING = ['name', 'title', 'full_name', 'label', 'login', 'username', 'email', 'key', 'code', 'serial', 'number', 'id'];
export const NO_ROLE = 'none';

/**
 * The goal and the operations with each stated value where the goal means it: a value whose name is an optional setting of a wanted change becomes that setting; a value
 * for an input of a change (`role`, or the input's name instead of a field) is looked up for that input alone, which is then needed even where the change does
 * without. With `optional`, a value that names a thing is also for the one optional input that takes such things. Nothing changes for goals without such values.
 */
export function placeValues(goal: TypedGoal, registry: Registry, optional = false): { goal: TypedGoal; registry: Registry } {
  const effects = new Set(goal.wants.flatMap((want) => want.effect ?? []));
  const changes = registry.operations.filter((operation) => operation.effect_name !== undefined && effects.has(operation.effect_name) && (operation.effect === 'write' || operation.effect === 'destructive'));
  if (changes.length === 0 || !goal.givens.some((given) => given.source.kind === 'value')) return { goal, registry };
  const choices: Choice[] = [];
  const roles = new Map<Operation, Map<string, string>>();
  const give = (operation: Operation, port: OperationPort, role: string): void => {
    const known = roles.get(operation) ?? new Map<string, string>();
    known.set(port.name, role);
    roles.set(operation, known);
  };
  const givens = goal.givens.flatMap((given): Given[] => {
    if (given.source.kind !== 'value') return [given];
    const { facets } = given.type;
    const said = text(facets['role']) ?? null;
    const entity = text(facets['entity']);
    const name = text(facets['name']) ?? given.title;
    const isField = entity !== null && fieldsOf(entity, registry).has(name);
    const inputs = changes.flatMap((operation) => operation.inputs.filter((port) => port.kinds.includes('record')).map((port) => ({ operation, port })));
    const only = optional && said === null && entity !== null && (isField || name === 'id') ? optionalFor(entity, inputs) : [];
    if (said === null && only.length === 0 && registry.operations.some((operation) => operation.inputs.some((port) => port.kinds.includes('value') && port.facets['name'] === name && (entity === null || port.facets['entity'] === undefined || port.facets['entity'] === entity) && (operation.effect_name === undefined || effects.has(operation.effect_name))))) return [given];
    if (said === null && !isField && only.length === 0) {
      const { value } = given.source;
      const setting = changes.filter((operation) => Object.hasOwn(asObject(operation.parameters['properties']), name));
      if (setting.length > 0) {
        choices.push(...setting.map((operation): Choice => ({ name: `${operation.tool}.${operation.operation}.${name}`, value: value as FacetValue, because: 'said', spans: given.spans })));
        return [];
      }
    }
    const role = said ?? (isField || only.length > 0 ? null : name);
    const meant = role !== null ? inputs.filter(({ port }) => plain(port.name) === plain(role)) : only;
    const [first] = meant;
    if (first === undefined) return [given];
    const own = plain(role ?? first.port.name);
    for (const { operation, port } of meant) give(operation, port, own);
    const of = entity ?? tokenEntity(first.port);
    const field = said !== null || isField || name === 'id' ? name : (NAMING.find((one) => fieldsOf(of ?? '', registry).has(one)) ?? 'name');
    const service = first.port.facets['service'];
    return [{ ...given, type: { ...given.type, facets: { ...(typeof service === 'string' ? { service } : {}), use: 'find', ...facets, ...(of === null ? {} : { entity: of }), name: field, role: own } } }];
  });
  const placed = { ...goal, givens, choices: [...goal.choices, ...choices] };
  return roles.size === 0 ? { goal: placed, registry } : { goal: placed, registry: { ...registry, operations: registry.operations.map((operation) => withRoles(operation, roles.get(operation))) } };
}

/** The one optional input of the changes that takes things of the entity; none where no or several could be meant, or where one is needed anyway. */
function optionalFor(entity: string, inputs: readonly { operation: Operation; port: OperationPort }[]): { operation: Operation; port: OperationPort }[] {
  const fitting = inputs.filter(({ port }) => tokenEntity(port) === entity);
  return fitting.every(({ port }) => port.optional === true) && new Set(fitting.map(({ port }) => port.name)).size === 1 ? fitting : [];
}

/** An operation that keeps apart for which input a thing was looked up; inputs that a value is for are needed, and take nothing else. */
function withRoles(operation: Operation, own: ReadonlyMap<string, string> | undefined): Operation {
  const found = operation.output.kind === 'record' && operation.inputs.some((port) => port.kinds.includes('value') && port.facets['use'] === 'find');
  if (own === undefined && !found) return operation;
  const inputs = operation.inputs.map((port): OperationPort => {
    const role = own?.get(port.name);
    if (role === undefined) return found && port.kinds.includes('value') ? { ...port, facets: { ...port.facets, role: { var: 'role' } } } : port;
    const { optional: _, ...needed } = port;
    return { ...needed, facets: { ...needed.facets, role } };
  });
  return { ...operation, inputs, output: found ? { ...operation.output, facets: { ...operation.output.facets, role: { var: 'role' } } } : operation.output };
}

function fieldsOf(entity: string, registry: Registry): Set<string> {
  return new Set(registry.operations.flatMap(({ output }) => {
    const { fields } = output.facets;
    return output.kind === 'record' && output.facets['entity'] === entity && Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  }));
}

/** The entity whose identifier an input takes: `person` of `person_id`. */
function tokenEntity(port: OperationPort): string | null {
  const { fields } = port.facets;
  const token = Array.isArray(fields) && typeof fields[0] === 'string' ? fields[0] : null;
  return token === null ? null : token.slice(0, token.lastIndexOf('_')).replaceAll('_', '-');
}

/** `assignee`, `assignee_id` and `assigneeId` are the same input. */
function plain(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase().replaceAll('_', '-').replace(/-(id|uuid|guid|ref)$/, '');
}

function text(value: FacetTerm | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
