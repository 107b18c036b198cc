import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { Operation, OperationPort, Registry } from '../schemas/operation.ts';
import type { FoundPlan } from './search/extract.ts';
import type { Source } from './search/state.ts';
import { plainInput, tokenEntity, tokenOf } from './stated-values.ts';

/** An input of a change, and the want that what goes into it was chosen or found by. */
export interface ChosenInput {
  operation: string;
  port: string;
  want: string;
  entity: string;
}

/**
 * The registry in which an optional input of a wanted change is needed where the goal wants something for it before: a choice, a list that one is chosen from, or the one record that
 * fits. Without this the change would be made as if nobody had chosen. Nothing changes where the goal states that input itself, or where another input takes the same kind of thing.
 */
export function withChosenInputs(goal: TypedGoal, registry: Registry): { registry: Registry; chosen: ChosenInput[] } {
  const chosen: ChosenInput[] = [];
  const needed = new Map<Operation, Set<string>>();
  for (const [at, want] of goal.wants.entries()) {
    if (want.effect === null || want.type.cardinality === 'list') continue;
    const offered = new Map(goal.wants.slice(0, at).flatMap((one) => offeredBy(one).map((entity) => [entity, one.id] as const)));
    if (offered.size === 0) continue;
    for (const operation of registry.operations) {
      if (operation.effect_name !== want.effect || (operation.effect !== 'write' && operation.effect !== 'destructive')) continue;
      for (const [entity, by] of offered) {
        const [port, ...others] = operation.inputs.filter((one) => one.kinds.includes('record') && tokenEntity(one) === entity);
        if (port?.optional !== true || others.length > 0 || isStated(port, operation, want, goal)) continue;
        needed.set(operation, new Set([...(needed.get(operation) ?? []), port.name]));
        chosen.push({ operation: `${operation.tool}.${operation.operation}`, port: port.name, want: by, entity });
      }
    }
  }
  return { registry: needed.size === 0 ? registry : { ...registry, operations: registry.operations.map((operation) => withNeeded(operation, needed.get(operation))) }, chosen };
}

/** Whether what goes into the chosen inputs of a found plan comes from what was wanted for them, and not from something else of the kind. `resultOf` says where a want comes from. */
export function takesChosen({ nodes }: FoundPlan, chosen: readonly ChosenInput[], resultOf: (want: string) => Source | undefined): boolean {
  return chosen.every(({ operation, port, want }) => {
    const from = resultOf(want);
    const uses = nodes.filter((node) => node.operation.name === operation).flatMap((node) => node.inputs.filter((input) => input.port === port));
    return from !== undefined && uses.every((input) => input.sources.some((source) => comesFrom(nodes, source, from)));
  });
}

/**
 * Changes that are made to what a change before them creates, because nothing else says what they are made to: after "create a customer", "set the city" is that customer's. Per such
 * change the input, and the want that creates what goes in.
 */
export function createdInputs(goal: TypedGoal, { operations }: Registry): (ChosenInput & { change: string })[] {
  const changesOf = (want: Want): Operation[] => operations.filter((one) => one.effect_name === want.effect && one.output.kind === 'record' && (one.effect === 'write' || one.effect === 'destructive'));
  return goal.wants.flatMap((want, at) => {
    if (want.effect === null || want.type.cardinality === 'list' || want.after !== undefined) return [];
    return changesOf(want).flatMap((operation) => operation.inputs.flatMap((port) => {
      const entity = tokenEntity(port);
      const before = goal.wants.slice(0, at);
      if (entity === null || port.optional === true || isStated(port, operation, want, { ...goal, givens: goal.givens.filter(({ type }) => type.facets['use'] !== 'set') }) || before.some((one) => one.effect === null && one.type.facets['entity'] === entity)) return [];
      const creates = (one: Operation): boolean => one.effect === 'write' && hasToken(one, port) && !one.inputs.some((input) => input.optional !== true && tokenEntity(input) === entity);
      const maker = before.toReversed().find((one) => one.effect !== null && one.type.cardinality !== 'list' && one.condition === undefined && one.until === undefined && changesOf(one).length > 0 && changesOf(one).every(creates));
      return maker === undefined ? [] : [{ operation: `${operation.tool}.${operation.operation}`, port: port.name, want: maker.id, entity, change: want.id }];
    }));
  });
}

function hasToken({ output }: Operation, port: OperationPort): boolean {
  const { fields } = output.facets;
  return Array.isArray(fields) && fields.some((one) => one === tokenOf(port));
}

function comesFrom(nodes: FoundPlan['nodes'], source: Source, from: Source): boolean {
  if (JSON.stringify(source) === JSON.stringify(from)) return true;
  return 'node' in source && (nodes[source.node]?.inputs.some((input) => input.sources.some((one) => comesFrom(nodes, one, from))) ?? false);
}

/**
 * A change for each of a list that would be made to other things than those that the goal lists before it: null where there is none. A goal that first restricts a list and then changes
 * each never means everything there is.
 */
export function changeOfOthers({ nodes }: FoundPlan, wants: readonly Want[], resultOf: (want: string) => Source | undefined): { change: Want; lists: Want[] } | null {
  for (const change of wants) {
    if (change.effect === null || change.type.kind !== 'record' || change.type.cardinality !== 'list') continue;
    const lists = wants.filter((one) => one.effect === null && one.after === undefined && one.type.kind === 'record' && one.type.cardinality === 'list');
    const made = resultOf(change.id);
    if (made === undefined || !lists.some(({ type }) => ['filters', 'order', 'limit', 'among'].some((facet) => type.facets[facet] !== undefined))) continue;
    if (!lists.some((one) => { const from = resultOf(one.id); return from !== undefined && comesFrom(nodes, made, from); })) return { change, lists };
  }
  return null;
}

/** Why such a change is not planned. */
export function othersMessage({ change, lists }: { change: Want; lists: Want[] }): string {
  return `Cannot make "${change.id}" for each of ${lists.map((one) => `"${one.id}"`).join(' or ')}: nothing leads from their records to what ${change.effect ?? 'it'} changes, and it would be made to others. Want the list that it is made to, before it.`;
}

/** The registry without the look-ups that lead to one thing of a kind that is chosen from a list or found; null where there are none. */
export function withoutOtherWays(registry: Registry, chosen: readonly ChosenInput[]): Registry | null {
  const entities = new Set(chosen.map((one) => one.entity));
  const kept = registry.operations.filter(({ effect, output }) => (effect !== 'read' && effect !== 'none') || output.kind !== 'record' || output.cardinality === 'list' || typeof output.facets['entity'] !== 'string' || !entities.has(output.facets['entity']));
  return kept.length === registry.operations.length ? null : { ...registry, operations: kept };
}

/** Why a change cannot be planned whose chosen inputs would be filled with something else. */
export function notTakenMessage(chosen: readonly ChosenInput[]): string {
  const [first] = chosen;
  return `Cannot use "${first?.want ?? ''}" for input "${first?.port ?? ''}" of ${first?.operation ?? ''}: nothing leads from one to the other. Say what it is with a value of that name, or leave "${first?.want ?? ''}" out.`;
}

/** Why a setting of a change cannot be what a person enters: null where none is written so. */
export function askedSettingFault({ choices, givens }: TypedGoal): string | null {
  // Also inside objects and lists, and inside braces: it would be sent as it stands.
  const inside = (value: unknown): string | undefined => {
    if (typeof value === 'string') return /^\s*asked\(.*\)\s*$/s.test(value) || /\{\s*asked\([^{}]*\)\s*\}/.test(value) ? value : undefined;
    return typeof value === 'object' && value !== null ? Object.values(value).map(inside).find((one) => one !== undefined) : undefined;
  };
  const all = [...choices.map(({ name, value }) => ({ name, value })), ...givens.flatMap(({ source, title }) => (source.kind === 'value' ? [{ name: title, value: source.value }] : []))];
  const [found] = all.flatMap(({ name, value: whole }) => {
    const value = inside(whole);
    return value === undefined ? [] : [{ name, value }];
  });
  if (found === undefined) return null;
  return `Cannot use "${found.value.slice(0, 80)}" for "${found.name}": what a person enters stands in facets only. A person is asked for every needed input that is not stated; for one that is not needed, want before the list that it is chosen from, or state it.`;
}

/** The thing of which a want gives one to go on with. */
function offeredBy({ effect, type: { kind, cardinality, facets } }: Want): string[] {
  const { entity } = facets;
  if (effect !== null || typeof entity !== 'string') return [];
  if (kind === 'choice') return [entity];
  return kind === 'record' && (cardinality === 'list' || ['among', 'filters', 'order'].some((facet) => facets[facet] !== undefined)) ? [entity] : [];
}

function isStated(port: OperationPort, operation: Operation, want: Want, goal: TypedGoal): boolean {
  const names = new Set([tokenOf(port) ?? port.name, port.name].map(plainInput));
  const own = `${operation.tool}.${operation.operation}.`;
  const named = (name: string): boolean => names.has(plainInput(name.startsWith(own) ? name.slice(own.length) : name));
  return goal.choices.some((one) => named(one.name) && (one.want === undefined || one.want === want.id)) || goal.givens.some(({ source, title, type }) => source.kind === 'value' && (type.facets['entity'] === tokenEntity(port) || named(title)));
}

function withNeeded(operation: Operation, ports: ReadonlySet<string> | undefined): Operation {
  if (ports === undefined) return operation;
  return { ...operation, inputs: operation.inputs.map((port): OperationPort => {
    const { optional: _optional, ...rest } = port;
    return ports.has(port.name) ? rest : port;
  }) };
}
