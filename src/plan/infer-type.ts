import type { Json } from '../schemas/json.ts';
import type { ArtifactType, FacetValue, Registry } from '../schemas/operation.ts';
import { type PreparedOperation, prepareProblem } from './search/problem.ts';
import { EMPTY_STORE, type Store, type Term, canonical, groundValue, relate, withVariables } from './unify.ts';

/** What an operation makes of given inputs, and the first thing about them that does not fit. */
export interface Inferred {
  type: ArtifactType;
  fault: { at: string; message: string } | null;
  /** Parameters that the inputs leave no choice about, by name. */
  parameters: Map<string, FacetValue>;
}

/** Ways of binding variables that are followed at once; more are ambiguous anyway, and only make the result less exact. */
const BRANCHES = 16;

function united(before: readonly FacetValue[], made: readonly FacetValue[]): FacetValue[] {
  return [...new Map([...before, ...made].map((value) => [canonical(value), value])).entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

/** Types of operations' outputs, computed forward from what stands at their inputs. */
export class TypeInference {
  private readonly prepared: Map<string, PreparedOperation>;
  private readonly defaults: Map<string, FacetValue>;

  constructor(registry: Pick<Registry, 'facets' | 'operations' | 'stages'>) {
    this.prepared = new Map(prepareProblem(registry, []).operations.map((one) => [one.name, one]));
    this.defaults = new Map(registry.facets.flatMap((facet) => (facet.default === undefined ? [] : [[facet.name, facet.default] as const])));
  }

  /**
   * The type of the output. `inputs` has the types at each port, as far as they are known; `parameters` the literal values. What is not
   * known (null, a facet that nobody named) fits everything. Undefined for an operation that is not in the registry.
   */
  infer(operation: string, inputs: ReadonlyMap<string, readonly (ArtifactType | null)[]>, parameters: ReadonlyMap<string, Json>): Inferred | undefined {
    const prepared = this.prepared.get(operation);
    if (prepared === undefined) return undefined;
    const found = this.unifyAll(prepared, inputs, parameters);
    const facets: { [facet: string]: FacetValue } = Object.create(null) as { [facet: string]: FacetValue };
    const from = prepared.inherit === null ? undefined : prepared.ports[prepared.inherit.port];
    const source = from === undefined ? undefined : inputs.get(from.name)?.[0];
    for (const [facet, value] of Object.entries(source?.facets ?? {})) if (!prepared.inherit?.except.has(facet)) facets[facet] = value;
    for (const [facet, term] of prepared.output) {
      const value = onlyValue(found.stores, term(0));
      const before = prepared.operation.output.keeps?.includes(facet) === true ? source?.facets[facet] : undefined;
      if (value === null) delete facets[facet];
      else facets[facet] = Array.isArray(before) && Array.isArray(value) ? united(before, value) : value;
    }
    const { output } = prepared.operation;
    const forced = prepared.bind.flatMap((bound) => {
      const value = onlyValue(found.stores, bound.at(0));
      return value === null ? [] : [[bound.name, value] as const];
    });
    return { type: { kind: output.kind, facets, ...(output.cardinality && { cardinality: output.cardinality }) }, fault: found.fault, parameters: new Map(forced) };
  }

  private unifyAll(
    prepared: PreparedOperation,
    inputs: ReadonlyMap<string, readonly (ArtifactType | null)[]>,
    parameters: ReadonlyMap<string, Json>,
  ): { stores: Store[]; fault: { at: string; message: string } | null } {
    let stores = [withVariables(EMPTY_STORE, 0, prepared.variables, prepared.excluded)];
    for (const bound of prepared.bind) {
      const { name } = bound;
      const value = parameters.get(name);
      if (value === undefined || !isFacetValue(value)) continue;
      const next = stores.flatMap((store) => relate(store, 'equal', value, bound.at(0))).slice(0, BRANCHES);
      if (next.length === 0) return { stores: [], fault: { at: name, message: `its parameter "${name}" is ${show(value)}, which the operation does not allow there` } };
      stores = next;
    }
    for (const port of prepared.ports) {
      for (const type of inputs.get(port.name) ?? []) {
        if (type === null) continue;
        for (const facet of port.facets) {
          const offered = Object.hasOwn(type.facets, facet.facet) ? type.facets[facet.facet] : this.defaults.get(facet.facet);
          if (offered === undefined) continue;
          const next = stores.flatMap((store) => relate(store, facet.match, offered, facet.at(0))).slice(0, BRANCHES);
          if (next.length === 0) {
            const wanted = stores[0] === undefined ? null : groundValue(stores[0], facet.at(0));
            const message = `input "${port.name}" gets ${type.kind} whose ${facet.facet} is ${show(offered)}${wanted === null ? ', which does not fit' : `, and needs ${show(wanted)}`}`;
            return { stores: [], fault: { at: port.name, message } };
          }
          stores = next;
        }
      }
    }
    return { stores, fault: null };
  }
}

/** The value that a term has in every store; null where it has none, or more than one. */
function onlyValue(stores: readonly Store[], term: Term): FacetValue | null {
  const [first] = stores;
  const value = first === undefined ? null : groundValue(first, term);
  return value !== null && stores.every((store) => JSON.stringify(groundValue(store, term)) === JSON.stringify(value)) ? value : null;
}

function isFacetValue(value: Json): value is FacetValue {
  if (value === null) return false;
  if (Array.isArray(value)) return value.every(isFacetValue);
  if (typeof value !== 'object') return true;
  const { fn, args, ...rest } = value;
  return typeof fn === 'string' && Array.isArray(args) && args.every(isFacetValue) && Object.keys(rest).length === 0;
}

/** A facet value for people: `growth(population, percent)`, lists in brackets. */
export function show(value: FacetValue): string {
  if (typeof value !== 'object') return typeof value === 'string' ? `"${value}"` : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `[${value.map(show).join(', ')}]`;
  return `${value.fn}(${value.args.map((item) => (typeof item === 'string' ? item : show(item))).join(', ')})`;
}
