import type { TypedGoal } from '../schemas/goal.ts';
import type { FacetTerm, Operation, Registry } from '../schemas/operation.ts';
import { listOf } from './conditions-on-made.ts';
import { mentionsOf } from './mentioned-columns.ts';

/**
 * The registry in which lists of records also have as keys and measures what the goal groups and orders by, such as a second date, whatever role importing took it
 * for. What a list inside records repeats of the record around it never becomes a measure: it would be added up once per element.
 */
export function withNamedColumns(goal: TypedGoal, registry: Registry): Registry {
  const mentions = goal.wants.flatMap((want) => (want.type.kind === 'record' ? [] : mentionsOf(want.type)));
  if (mentions.length === 0) return registry;
  const measures = new Set(mentions.flatMap((one) => (one.place === 'measure' ? [one.name] : [])));
  const keys = new Set(mentions.flatMap((one) => (one.place === 'key' ? [one.name] : [])));
  const widened = (operation: Operation): Operation => {
    const { output } = operation;
    if (output.kind !== 'record' || output.cardinality !== 'list' || output.columns === undefined) return operation;
    const columns = output.columns.map((one) => one.name);
    const more = (facet: string, wanted: ReadonlySet<string>): { [facet: string]: FacetTerm } => {
      const own = output.facets[facet];
      if (!Array.isArray(own)) return {};
      const names = own.filter((one) => typeof one === 'string');
      const added = columns.filter((name) => wanted.has(name) && !names.includes(name));
      return added.length > 0 ? { [facet]: [...names, ...added].toSorted((a, b) => (a < b ? -1 : 1)) } : {};
    };
    const facets = { ...more('keys', keys), ...(operation.effect === 'none' ? {} : more('measures', measures)) };
    return Object.keys(facets).length === 0 ? operation : { ...operation, output: { ...output, facets: { ...output.facets, ...facets } } };
  };
  const operations = registry.operations.map(widened);
  return operations.every((one, at) => one === registry.operations[at]) ? registry : { ...registry, operations };
}

/** Per thing of a service the lists inside its records: `order` → `order-line`. */
export function innerEntities(operations: readonly Operation[], entity: string, service: string | null): string[] {
  return operations.flatMap(({ effect, inputs: [port], output }) => {
    const own = port?.facets['entity'];
    const inside = effect === 'none' && output.kind === 'record' && output.cardinality === 'list' && output.columns !== undefined && own === entity && (service === null || output.facets['service'] === service);
    return inside ? listOf(output.facets['entity'] as never).filter((one): one is string => typeof one === 'string') : [];
  });
}
