import type { TypedGoal } from '../schemas/goal.ts';
import type { Registry } from '../schemas/operation.ts';
import { tokenEntity } from './stated-values.ts';

/**
 * The goal in which a stated value that names a thing, and does not say what kind of thing, is of the one that the wanted changes need and whose records have such a field: "12 of
 * Wool rug" is the name of the product that is ordered. Where an input takes a value of this name, or several things could be meant, nothing changes.
 */
export function withWhoseNames(goal: TypedGoal, { operations }: Registry): TypedGoal {
  const effects = new Set(goal.wants.flatMap((want) => want.effect ?? []));
  const changes = operations.filter(({ effect, effect_name: name }) => name !== undefined && effects.has(name) && (effect === 'write' || effect === 'destructive'));
  const stated = new Set(goal.givens.map(({ type }) => type.facets['entity']));
  const needed = new Map(changes.flatMap(({ inputs }) => inputs.flatMap((port) => {
    const entity = port.optional === true || !port.kinds.includes('record') ? null : tokenEntity(port);
    return entity === null || stated.has(entity) ? [] : [[entity, port.facets['service']] as const];
  })));
  if (needed.size === 0) return goal;
  const givens = goal.givens.map((given) => {
    const { name, entity, role, use } = given.type.facets;
    if (given.source.kind !== 'value' || entity !== undefined || role !== undefined || use !== 'find' || typeof name !== 'string' || operations.some(({ inputs }) => inputs.some((port) => port.facets['name'] === name))) return given;
    const fitting = [...needed].filter(([of, service]) => operations.some(({ output }) => output.kind === 'record' && output.cardinality === 'list' && output.facets['entity'] === of && output.facets['service'] === service && output.columns?.some((one) => one.name === name) === true));
    const [only, ...others] = fitting;
    return only === undefined || others.length > 0 ? given : { ...given, type: { ...given.type, facets: { ...given.type.facets, entity: only[0], ...(typeof only[1] === 'string' ? { service: only[1] } : {}) } } };
  });
  return givens.every((given, at) => given === goal.givens[at]) ? goal : { ...goal, givens };
}
