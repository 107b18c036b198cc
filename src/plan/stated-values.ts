import type { Given, TypedGoal } from '../schemas/goal.ts';
import type { FacetTerm, FacetValue, Operation, OperationPort, Registry } from '../schemas/operation.ts';

type Choice = TypedGoal['choices'][number];

/** Fields by which people name a thing, the usual one first. */
const NAMING = ['name', 'title', 'full_name', 'label', 'login', 'username', 'email', 'key', 'code', 'serial', 'number', 'id'];
export const NO_ROLE = 'none';
/** A thing is found by whatever names it: its identifier, its name, its title. */
const ANY_NAME = 'any';

/**
 * The goal and the operations with each stated value where the goal means it: a value whose name is an optional setting of a wanted change becomes that setting; a value
 * for an input of a change (`role`, or the input's name instead of a field) is looked up for that input alone, which is then needed even where the change does
 * without. With `optional`, a value that names a thing is also for the one optional input that takes such things; with `apart`, what is looked up for an input of a
 * change is not what others are looked up by. Values named in `settings` are what a change writes, also where things could be found by them. Nothing changes for goals without such values.
 */
export function placeValues(goal: TypedGoal, registry: Registry, optional = false, apart = false, settings: readonly string[] = []): { goal: TypedGoal; registry: Registry } {
  const effects = new Set(goal.wants.flatMap((want) => want.effect ?? []));
  const changes = registry.operations.filter((operation) => operation.effect_name !== undefined && effects.has(operation.effect_name) && (operation.effect === 'write' || operation.effect === 'destructive'));
  const inputs = changes.flatMap((operation) => operation.inputs.filter((port) => port.kinds.includes('record')).map((port) => ({ operation, port })));
  const { goal: named, choices: written } = withNamedThings(goal, inputs, registry);
  if (changes.length === 0 || !named.givens.some((given) => given.source.kind === 'value')) return { goal, registry };
  const choices: Choice[] = [];
  const roles = new Map<Operation, Map<string, string>>();
  const give = (operation: Operation, port: OperationPort, role: string): void => {
    const known = roles.get(operation) ?? new Map<string, string>();
    known.set(port.name, role);
    roles.set(operation, known);
  };
  const givens = named.givens.flatMap((given): Given[] => {
    if (given.source.kind !== 'value') return [given];
    const { facets } = given.type;
    const said = text(facets['role']) ?? null;
    const entity = text(facets['entity']);
    const name = text(facets['name']) ?? given.title;
    const isField = entity !== null && fieldsOf(entity, registry).has(name);
    const only = optional && said === null && entity !== null && (isField || name === 'id') ? optionalFor(entity, inputs) : [];
    if (said === null && only.length === 0 && registry.operations.some((operation) => operation.inputs.some((port) => port.kinds.includes('value') && port.facets['name'] === name && (entity === null || port.facets['entity'] === undefined || port.facets['entity'] === entity) && (operation.effect_name === undefined || effects.has(operation.effect_name))))) return [given];
    if (said === null && (!isField || settings.includes(given.title)) && only.length === 0) {
      const { value } = given.source;
      const setting = changes.filter((operation) => Object.hasOwn(asObject(operation.parameters['properties']), name));
      if (setting.length > 0) {
        choices.push(...setting.map((operation): Choice => ({ name: `${operation.tool}.${operation.operation}.${name}`, value: value as FacetValue, because: 'said', spans: given.spans })));
        return [];
      }
    }
    const role = said ?? (isField || only.length > 0 ? null : name);
    const meant = role !== null ? inputs.filter(({ port }) => plainInput(port.name) === plainInput(role)) : only;
    const [first] = meant;
    if (first === undefined) return [given];
    const own = plainInput(role ?? first.port.name);
    for (const { operation, port } of meant) give(operation, port, own);
    const of = entity ?? tokenEntity(first.port);
    const field = said !== null || isField || name === 'id' || name === ANY_NAME ? name : (NAMING.find((one) => fieldsOf(of ?? '', registry).has(one)) ?? 'name');
    const service = first.port.facets['service'];
    return [{ ...given, type: { ...given.type, facets: { ...(typeof service === 'string' ? { service } : {}), use: 'find', ...facets, ...(of === null ? {} : { entity: of }), name: field, role: own } } }];
  });
  const placed = { ...goal, givens, choices: [...written, ...choices] };
  return roles.size === 0 ? { goal: placed, registry } : { goal: placed, registry: { ...registry, operations: registry.operations.map((operation) => withRoles(operation, roles.get(operation), apart)) } };
}

/**
 * The goal with the things that a setting such as `technician_id` names by their names, and not by an identifier, as values that are looked up for that input. A text
 * without digits is a name; where nothing lists such things it stays as it is.
 */
function withNamedThings(goal: TypedGoal, inputs: readonly { operation: Operation; port: OperationPort }[], registry: Registry): { goal: TypedGoal; choices: TypedGoal['choices'] } {
  const portFor = (name: string, want: string | undefined, value: unknown): OperationPort | undefined => {
    if (typeof value !== 'string' || /\d/.test(value) || value.trim() === '') return undefined;
    const setting = name.slice(name.lastIndexOf('.') + 1);
    const effect = goal.wants.find((one) => one.id === want)?.effect;
    const fits = inputs.filter(({ operation, port }) => (tokenOf(port) === setting || (plainInput(setting) !== setting && plainInput(port.name) === plainInput(setting))) && (name === setting || name === `${operation.tool}.${operation.operation}.${setting}`) && (effect === undefined || effect === null || operation.effect_name === effect));
    const entity = fits[0] === undefined ? null : tokenEntity(fits[0].port);
    return registry.operations.some(({ output }) => output.kind === 'record' && output.cardinality === 'list' && output.facets['entity'] === entity) ? fits[0]?.port : undefined;
  };
  const lookedUp = (port: OperationPort, given: Pick<Given, 'id' | 'title' | 'source' | 'spans'>): Given => ({
    ...given, named: true,
    type: { kind: 'value', facets: { ...(typeof port.facets['service'] === 'string' ? { service: port.facets['service'] } : {}), entity: tokenEntity(port) ?? '', use: 'find', name: ANY_NAME, role: plainInput(port.name) } },
  });
  const made: Given[] = [];
  const choices = goal.choices.filter(({ name, value, want, spans }) => {
    const port = portFor(name, want, value);
    if (port !== undefined) made.push(lookedUp(port, { id: `named-${made.length + 1}`, title: name.slice(name.lastIndexOf('.') + 1), source: { kind: 'value', value: value as string }, spans }));
    return port === undefined;
  });
  const givens = goal.givens.map((given) => {
    if (given.source.kind !== 'value' || given.type.facets['role'] !== undefined) return given;
    const port = portFor(given.title, undefined, given.source.value);
    return port === undefined ? given : lookedUp(port, given);
  });
  return { goal: { ...goal, givens: [...givens, ...made] }, choices };
}

/** The one optional input of the changes that takes things of the entity; none where no or several could be meant, or where one is needed anyway. */
function optionalFor(entity: string, inputs: readonly { operation: Operation; port: OperationPort }[]): { operation: Operation; port: OperationPort }[] {
  const fitting = inputs.filter(({ port }) => tokenEntity(port) === entity);
  return fitting.every(({ port }) => port.optional === true) && new Set(fitting.map(({ port }) => port.name)).size === 1 ? fitting : [];
}

/** An operation that keeps apart for which input a thing was looked up; inputs that a value is for are needed, and take nothing else. */
function withRoles(operation: Operation, own: ReadonlyMap<string, string> | undefined, apart: boolean): Operation {
  // What was looked up for an input of a change is then for nothing else that asks a service.
  if (apart && own === undefined && operation.effect === 'read') return { ...operation, inputs: operation.inputs.map((port) => (port.kinds.includes('record') ? { ...port, facets: { ...port.facets, role: NO_ROLE } } : port)) };
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

/** The identifier that an input takes: `person_id`. */
export function tokenOf(port: OperationPort): string | null {
  const { fields } = port.facets;
  return Array.isArray(fields) && typeof fields[0] === 'string' ? fields[0] : null;
}

/** The entity whose identifier an input takes: `person` of `person_id`. */
export function tokenEntity(port: OperationPort): string | null {
  const token = tokenOf(port);
  return token === null ? null : token.slice(0, token.lastIndexOf('_')).replaceAll('_', '-');
}

/** `assignee`, `assignee_id` and `assigneeId` are the same input. */
export function plainInput(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase().replaceAll('_', '-').replace(/-(id|uuid|guid|ref)$/, '');
}

function text(value: FacetTerm | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
