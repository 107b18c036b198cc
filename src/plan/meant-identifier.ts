import type { Json } from '../schemas/json.ts';
import type { FacetTerm, FacetValue, Registry } from '../schemas/operation.ts';

/**
 * The facets of a stated value that gives an identifier in the words of a request (`unitId`, `barcodes`), or as the `id` of a thing that is told apart by something else
 * (the `sku` of an item): those of the value by which operations find that thing. Null where the name is taken, where it could be several, and for names of things.
 */
export function identifierMeant({ name, value }: { name: string; value: Json }, entity: FacetValue | undefined, { operations }: Pick<Registry, 'operations'>): { [facet: string]: FacetValue } | null {
  const written = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase().replaceAll('-', '_');
  const asked = operations.flatMap(({ inputs }) => inputs.filter((port) => port.kinds.includes('value') && port.facets['name'] === name && (entity === undefined || port.facets['entity'] === undefined || port.facets['entity'] === entity)));
  if (asked.length > 0) return null;
  const ways = operations.flatMap(({ inputs, output }) => inputs.flatMap(({ kinds, facets }) => {
    const { entity: of, name: field, use } = facets;
    if (!kinds.includes('value') || use !== 'find' || typeof of !== 'string' || typeof field !== 'string' || (entity !== undefined && of !== entity)) return [];
    const token = `${of.replaceAll('-', '_')}_${field}`;
    return holds(output.facets['fields'], token) ? [{ facets, token, field }] : [];
  }));
  const found = new Map(ways.flatMap(({ facets, token, field }) => {
    const called = written === token || written === `${token}s` || (field !== 'id' && (written === field || written === `${field}s`));
    const itself = written === 'id' && entity !== undefined;
    return called || itself ? [[token, facets] as const] : [];
  }));
  const [only] = found.values();
  if (only === undefined || found.size > 1) return null;
  // words without a digit at an input for an identifier are a name, which is looked up
  if (written !== 'id' && only['name'] === 'id' && typeof value === 'string' && !/\d/.test(value)) return null;
  return Object.fromEntries(Object.entries(only).filter((entry): entry is [string, FacetValue] => typeof entry[1] !== 'object'));
}

function holds(fields: FacetTerm | undefined, token: string): boolean {
  return Array.isArray(fields) && fields.length === 1 && fields[0] === token;
}
