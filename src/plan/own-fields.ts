import type { Given, TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetTerm, FacetValue, Operation, OperationPort, Registry } from '../schemas/operation.ts';
import type { ChosenInput } from './chosen-inputs.ts';
import { listOf } from './conditions-on-made.ts';
import { nearestNames } from './nearest.ts';
import { ownTerm } from './own-terms.ts';
import { tokenEntity, tokenOf } from './stated-values.ts';

/** The parameter of a change that says which of its values are made of a record's fields, and the input that takes such a record where no other does. */
export const FROM_RECORD = 'from_record';
export const RECORD_PORT = 'from-record';
/** The field under which what a record refers to keeps that record. */
export const KEPT_RECORD = 'kept_record';

export type WithOwnFields = { goal: TypedGoal; registry: Registry; chosen: ChosenInput[] } | { message: string };

interface Taken {
  fields: { [name: string]: Json };
  columns: Set<string>;
  /** Wants whose fields they are, where the goal says so. */
  of: Set<string>;
}

/**
 * The goal in which values of changes that are made of fields of the record that the change is for (`adjusted(price, times, 1.05)`, `Re: {title}`) are settings of these changes, and
 * the operations in which that record is needed. It is what the goal wants before the change, where that is a record or a list; else the thing that the change is made to. A change
 * for each of a restricted list whose records name what it takes is made to what each of them names. Or the reason why a value cannot be made.
 */
export function withOwnFields(goal: TypedGoal, registry: Registry): WithOwnFields {
  let operations: readonly Operation[] = registry.operations;
  const replace = (operation: Operation, next: Operation): void => {
    operations = operations.map((one) => (one.tool === operation.tool && one.operation === operation.operation ? next : one));
  };
  const choices = [...goal.choices];
  const chosen: ChosenInput[] = [];
  const filled = new Set<string>();
  for (const [at, want] of goal.wants.entries()) {
    if (want.effect === null || want.after !== undefined) continue;
    const changes = registry.operations.filter((one) => one.effect_name === want.effect && one.output.kind === 'record' && (one.effect === 'write' || one.effect === 'destructive'));
    for (const change of changes) {
      const taken = takenBy(change, want, goal);
      if ('message' in taken) return taken;
      const named = `${change.tool}.${change.operation}`;
      const before = goal.wants.slice(0, at).filter((one) => one.effect === null && one.type.kind === 'record' && typeof one.type.facets['entity'] === 'string').toReversed();
      const asks = taken.columns.size > 0;
      if (!asks && (want.type.cardinality !== 'list' || before.every((one) => one.type.cardinality !== 'list' || !isRestricted(one)))) continue;
      const source = sourceOf(change, want, taken.of.size === 0 ? before : before.filter((one) => taken.of.has(one.id)), taken.columns, taken.of.size > 0, registry);
      if (source === null) {
        if (asks && taken.of.size > 0) return { message: `Cannot make "${Object.keys(taken.fields)[0] ?? ''}" of "${want.id}" from "${[...taken.of][0] ?? ''}": no ${want.type.cardinality === 'list' ? 'list of records' : 'one record'} with ${[...taken.columns].map((one) => `"${one}"`).join(' and ')} is wanted before it by this id. Want it, or state the value.` };
        if (asks) return { message: nothingHas(want, taken, before, change, registry) };
        continue;
      }
      for (const [operation, next] of source.operations) replace(operation, next);
      if (source.want !== null) chosen.push({ operation: named, port: source.port, want: source.want.id, entity: entityOf(source.want) });
      if (!asks) continue;
      if (!Object.hasOwn(asObject(change.parameters['properties']), FROM_RECORD)) return { message: `Cannot make "${Object.keys(taken.fields)[0] ?? ''}" of "${want.id}" from a record: ${named} takes values only as they are stated. State it.` };
      choices.push({ name: `${named}.${FROM_RECORD}`, value: { port: source.port, ...(source.kept ? { kept: true } : {}), fields: taken.fields } as unknown as FacetValue, because: 'said', spans: [], want: want.id });
      for (const name of Object.keys(taken.fields)) filled.add(`${want.id} ${name}`);
    }
  }
  const kept = choices.filter((choice) => choice.want === undefined || !filled.has(`${choice.want} ${choice.name.slice(choice.name.lastIndexOf('.') + 1)}`));
  return { goal: { ...goal, choices: kept }, registry: operations === registry.operations ? registry : { ...registry, operations: [...operations] }, chosen };
}

/** The values of a change that take fields of a record: its settings, and the values that the goal states for its inputs. */
function takenBy(change: Operation, want: Want, goal: TypedGoal): Taken | { message: string } {
  const taken: Taken = { fields: {}, columns: new Set(), of: new Set() };
  const own = `${change.tool}.${change.operation}.`;
  const properties = asObject(change.parameters['properties']);
  const values = new Set(change.inputs.flatMap((port) => (port.kinds.includes('value') && typeof port.facets['name'] === 'string' ? [port.facets['name']] : [])));
  const stated = [
    ...goal.choices.filter((one) => one.want === undefined || one.want === want.id).map(({ name, value }) => ({ name: name.startsWith(own) ? name.slice(own.length) : name, value: value as Json })),
    ...goal.givens.flatMap((given) => (given.source.kind === 'value' ? [{ name: given.title, value: given.source.value }] : [])),
  ];
  for (const { name, value } of stated) {
    if (name === FROM_RECORD || (!Object.hasOwn(properties, name) && !values.has(name))) continue;
    const read = ownTerm(value);
    if (read === null) continue;
    if ('reason' in read) return { message: `Cannot make "${name}" of "${want.id}" from a record: ${read.reason}. Say column(field), adjusted(field, times, 1.05), computed(a, minus, b), rounded(…, 2), later(day, 7, day), or a text with {field}.` };
    taken.fields[name] = read.term;
    for (const column of read.fields) taken.columns.add(column);
    for (const id of read.of) taken.of.add(id);
  }
  if (taken.of.size > 1) return { message: `Cannot make values of "${want.id}" from ${[...taken.of].map((id) => `"${id}"`).join(' and ')}: a change takes fields of one record. State the others, or take them from one record that has them all.` };
  return taken;
}

interface OwnSource {
  port: string;
  want: Want | null;
  /** The record is kept in what the input takes, which it refers to. */
  kept: boolean;
  operations: [Operation, Operation][];
}

/** Where the record comes from whose fields a change takes; null where nothing has them. */
function sourceOf(change: Operation, want: Want, before: readonly Want[], columns: ReadonlySet<string>, named: boolean, registry: Registry): OwnSource | null {
  const list = want.type.cardinality === 'list';
  const usable = before.filter((one) => (one.type.cardinality === 'list') === list && [...columns].every((name) => knownFields(entityOf(one), registry).has(name)));
  const ports = change.inputs.filter((port) => port.kinds.includes('record') && tokenOf(port) !== null);
  for (const one of usable) {
    const entity = entityOf(one);
    const port = ports.find((candidate) => tokenEntity(candidate) === entity);
    if (port !== undefined) return { port: port.name, want: one, kept: false, operations: [[change, needing(change, port, { ...restrictions(one), fields: fieldsFor(port, entity, columns, registry) })]] };
  }
  // What the change is made to comes before what the goal only found before it.
  const having = named || columns.size === 0 || (list && usable.length > 0) ? [] : ports.filter((port) => port.optional !== true && [...columns].every((name) => knownFields(tokenEntity(port) ?? '', registry).has(name)));
  const [itself] = having;
  if (itself !== undefined && having.length === 1) return { port: itself.name, want: null, kept: false, operations: [[change, needing(change, itself, { fields: fieldsFor(itself, tokenEntity(itself) ?? '', columns, registry) })]] };
  for (const one of usable) {
    const entity = entityOf(one);
    const referred = ports.filter((candidate) => candidate.optional !== true).flatMap((candidate) => followersTo(candidate, entity, columns.size > 0, registry).map((follower) => ({ candidate, follower })));
    const [only] = referred;
    if (only !== undefined && referred.length === 1) {
      const { candidate, follower } = only;
      const [from] = follower.inputs;
      const next: Operation = { ...follower, inputs: from === undefined ? [] : [{ ...from, facets: { ...from.facets, entity, ...restrictions(one) } }] };
      // Only this way leads to it, not some other of its kind.
      return { port: candidate.name, want: one, kept: true, operations: [[change, needing(change, candidate, { operation: follower.operation, ...(columns.size > 0 ? { fields: [tokenOf(candidate) ?? '', KEPT_RECORD] } : {}) })], [follower, next]] };
    }
    const free = change.inputs.find((candidate) => candidate.name === RECORD_PORT);
    const { service } = one.type.facets;
    // Beside what a change for each is made to there is no second list that goes with it.
    if (columns.size > 0 && free !== undefined && (!list || ports.every((candidate) => candidate.optional === true))) return { port: RECORD_PORT, want: one, kept: false, operations: [[change, needing(change, free, { ...restrictions(one), entity, ...(service === undefined ? {} : { service }) })]] };
  }
  return null;
}

/** Operations that take, of a record of the entity, what it names and the input takes. */
function followersTo(port: OperationPort, entity: string, kept: boolean, { operations }: Registry): Operation[] {
  const token = tokenOf(port);
  const refers = operations.some(({ output }) => output.kind === 'record' && output.facets['entity'] === entity && listOf(output.facets['refers'] as FacetValue | undefined).some((one) => one === token));
  return !refers ? [] : operations.filter((one) => one.effect === 'none' && one.output.kind === 'record' && one.inputs.length === 1 && listOf(one.inputs[0]?.facets['refers'] as FacetValue | undefined).some((name) => name === token) && listOf(one.output.facets['fields'] as FacetValue | undefined).some((name) => name === token) && listOf(one.output.facets['fields'] as FacetValue | undefined).includes(KEPT_RECORD) === kept);
}

function needing(operation: Operation, port: OperationPort, facets: { [facet: string]: FacetTerm }): Operation {
  return { ...operation, inputs: operation.inputs.map((one): OperationPort => {
    if (one !== port) return one;
    const { optional: _, ...needed } = one;
    return { ...needed, facets: { ...needed.facets, ...facets } };
  }) };
}

function entityOf({ type: { facets } }: Want): string {
  return typeof facets['entity'] === 'string' ? facets['entity'] : '';
}

/** By what a want says which records it means. */
function restrictions({ type: { facets } }: Want): { [facet: string]: FacetTerm } {
  return Object.fromEntries(['filters', 'order', 'limit', 'among'].flatMap((facet) => (facets[facet] === undefined ? [] : [[facet, facets[facet] as FacetTerm]])));
}

function isRestricted(want: Want): boolean {
  return Object.keys(restrictions(want)).length > 0 || want.type.facets['of'] !== undefined;
}

/** The identifier that an input takes, and the fields that its record has to have, as far as operations say so. */
function fieldsFor(port: OperationPort, entity: string, columns: ReadonlySet<string>, { operations }: Registry): string[] {
  const said = new Set(operations.flatMap(({ output }) => (output.kind === 'record' && output.facets['entity'] === entity ? listOf(output.facets['fields'] as FacetValue | undefined) : [])));
  return [tokenOf(port) ?? '', ...[...columns].filter((name) => said.has(name))];
}

/** What records of an entity have by their description: fields, also of nested objects. */
function knownFields(entity: string, { operations }: Registry): Set<string> {
  return new Set(operations.flatMap(({ output }) => (output.kind === 'record' && output.facets['entity'] === entity ? [...listOf(output.facets['fields'] as FacetValue | undefined), ...(output.columns ?? []).map((one) => one.name)] : [])).filter((name): name is string => typeof name === 'string'));
}

function nothingHas(want: Want, { fields, columns }: Taken, before: readonly Want[], change: Operation, registry: Registry): string {
  const entities = [...new Set([...before.map((one) => entityOf(one)), ...change.inputs.flatMap((port) => tokenEntity(port) ?? [])])];
  const known = entities.flatMap((entity) => [...knownFields(entity, registry)]);
  const missing = [...columns].find((name) => !known.includes(name)) ?? [...columns][0] ?? '';
  const near = nearestNames(missing, [...new Set(known)]);
  const said = near.length > 0 ? ` Did you mean ${near.slice(0, 3).join(' or ')}?` : '';
  const how = want.type.cardinality === 'list' ? 'Want the list of records before it whose fields it takes' : 'Want the one record before it whose fields it takes, or make the change "cardinality": "list" for each of a list';
  return `Cannot make "${Object.keys(fields)[0] ?? ''}" of "${want.id}" from field "${missing}": no record that the change is for has it.${said} ${how}; braces that are meant as they stand are doubled: {{${missing}}}.`;
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/**
 * Settings that name a needed input of their change, as values of that input: who fills in a form need not know which inputs are needed. Or the reason, where two changes would have
 * different values for one input.
 */
export function withNeededSettings(goal: TypedGoal, registry: Registry): TypedGoal | { message: string } {
  const moved = new Map<string, Given>();
  const choices: TypedGoal['choices'] = [];
  for (const choice of goal.choices) {
    const want = goal.wants.find((one) => one.id === choice.want);
    const changes = want === undefined || want.effect === null || want.after !== undefined ? [] : registry.operations.filter((one) => one.effect_name === want.effect && one.output.kind === 'record' && (one.effect === 'write' || one.effect === 'destructive'));
    const name = choice.name.slice(choice.name.lastIndexOf('.') + 1);
    const ports = changes.flatMap((one) => one.inputs.filter((port) => port.kinds.includes('value') && port.optional !== true && port.facets['name'] === name));
    const [port] = ports;
    if (port === undefined || changes.some((one) => Object.hasOwn(asObject(one.parameters['properties']), name))) {
      choices.push(choice);
      continue;
    }
    const other = moved.get(name)?.source ?? goal.givens.find((given) => given.source.kind === 'value' && given.title === name && given.type.facets['use'] !== 'find')?.source;
    if (other?.kind === 'value' && JSON.stringify(other.value) !== JSON.stringify(choice.value)) return { message: `Cannot use two values for "${name}", ${JSON.stringify(other.value).slice(0, 60)} and ${JSON.stringify(choice.value).slice(0, 60)}: every change of this goal that needs it takes the same. Ask for one of them in a goal of its own.` };
    if (other !== undefined) continue;
    const literal = Object.fromEntries(Object.entries(port.facets).filter((entry): entry is [string, FacetValue] => typeof entry[1] !== 'object'));
    moved.set(name, { id: `stated-${moved.size + 1}`, type: { kind: 'value', facets: literal }, title: name, source: { kind: 'value', value: choice.value as Json }, named: true, spans: choice.spans });
  }
  return moved.size === 0 ? goal : { ...goal, choices, givens: [...goal.givens, ...moved.values()] };
}
