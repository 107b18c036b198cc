import type { FacetTerm, FacetValue, Operation } from '../../../src/schemas/operation.ts';
import type { ArtifactType, FacetDefinition } from '../../../src/schemas/operation.ts';

/**
 * The slow and simple way: forward from the givens, every application of every operation to all artifacts that there are, cheapest sets of
 * artifacts first. Shares no code with the search.
 */
export interface Case {
  facets: FacetDefinition[];
  operations: Operation[];
  costs: { [operation: string]: number };
  givens: ArtifactType[];
  wants: ArtifactType[];
}

type Bindings = Map<string, FacetValue>;
const nameOf = (operation: Operation): string => `${operation.tool}.${operation.operation}`;

export function keyOf(value: FacetValue): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(keyOf))].toSorted().join(' ')}]`;
  return typeof value === 'object' ? `${value.fn}(${value.args.map(keyOf).join(' ')})` : JSON.stringify(value);
}
const texts = new WeakMap<ArtifactType, string>();
const textOf = (type: ArtifactType): string => {
  const known = texts.get(type) ?? writeOut(type);
  texts.set(type, known);
  return known;
};
const writeOut = (type: ArtifactType): string => `${type.kind} ${type.cardinality ?? 'one'} ${Object.keys(type.facets).toSorted().map((name) => `${name}=${keyOf(type.facets[name] ?? 0)}`).join(' ')}`;

function offeredBy(type: ArtifactType, facet: string, facets: FacetDefinition[]): FacetValue | undefined {
  return type.facets[facet] ?? facets.find((one) => one.name === facet)?.default;
}

/** All ways in which a declared term can mean the value. */
function matchTerm(term: FacetTerm, value: FacetValue, bindings: Bindings): Bindings[] {
  if (typeof term === 'object' && !Array.isArray(term) && 'var' in term) {
    const known = bindings.get(term.var);
    if (known !== undefined) return keyOf(known) === keyOf(value) ? [bindings] : [];
    if (term.not !== undefined && keyOf(term.not) === keyOf(value)) return [];
    return [new Map([...bindings, [term.var, value]])];
  }
  if (typeof term === 'object' && !Array.isArray(term) && 'atLeast' in term) return [];
  if (Array.isArray(term)) {
    if (!Array.isArray(value)) return [];
    let branches = [bindings];
    for (const item of term) branches = branches.flatMap((branch) => value.flatMap((one) => matchTerm(item, one, branch)));
    return branches.filter((branch) => keyOf(fill(term, branch) ?? '?') === keyOf(value));
  }
  if (typeof term === 'object' && 'fn' in term) {
    if (typeof value !== 'object' || Array.isArray(value) || value.fn !== term.fn || value.args.length !== term.args.length) return [];
    let branches = [bindings];
    for (const [index, item] of term.args.entries()) branches = branches.flatMap((branch) => matchTerm(item, value.args[index] ?? '', branch));
    return branches;
  }
  return keyOf(term as FacetValue) === keyOf(value) ? [bindings] : [];
}

function matchIncludes(term: FacetTerm, offered: FacetValue, bindings: Bindings): Bindings[] {
  const set = Array.isArray(offered) ? offered : [offered];
  let branches = [bindings];
  for (const item of Array.isArray(term) ? term : [term]) branches = branches.flatMap((branch) => set.flatMap((one) => matchTerm(item, one, branch)));
  return branches;
}

function fill(term: FacetTerm, bindings: Bindings): FacetValue | undefined {
  if (typeof term !== 'object') return term;
  if (Array.isArray(term)) {
    const items = term.map((item) => fill(item, bindings));
    return items.some((item) => item === undefined) ? undefined : (items as FacetValue[]);
  }
  if ('var' in term) return bindings.get(term.var);
  if ('atLeast' in term) return fill(term.atLeast, bindings);
  const args = term.args.map((item) => fill(item, bindings));
  return args.some((arg) => arg === undefined) ? undefined : { fn: term.fn, args: args as FacetValue[] };
}

function variablesOf(term: FacetTerm): { name: string; not: FacetValue | undefined }[] {
  if (typeof term !== 'object') return [];
  if (Array.isArray(term)) return term.flatMap(variablesOf);
  if ('var' in term) return [{ name: term.var, not: term.not }];
  return 'atLeast' in term ? variablesOf(term.atLeast) : term.args.flatMap(variablesOf);
}

/** How many elements a list counts for where its length is not known. */
const ELEMENTS = 4;

/** Whether an input may stand at a port: a list only where lists are taken, or where the operation runs for each of its elements. */
function fits(operation: Operation, index: number, input: ArtifactType, lift: number): boolean {
  const port = operation.inputs[index];
  const list = input.cardinality === 'list';
  if (port === undefined) return false;
  if (lift === index) return list && port.cardinality !== 'list';
  return port.variadic === true || list === (port.cardinality === 'list');
}

/**
 * Every artifact that an operation can make of the inputs; free variables of the output take every value of `universe`. With `lift` at least 0 it runs
 * for each element of the list at that port.
 */
export function apply(operation: Operation, inputs: readonly ArtifactType[], facets: FacetDefinition[], universe: readonly FacetValue[], lift = -1): ArtifactType[] {
  if (lift >= 0 && operation.output.cardinality === 'list') return [];
  let branches: Bindings[] = [new Map()];
  for (const [index, port] of operation.inputs.entries()) {
    const input = inputs[index];
    if (input === undefined || !port.kinds.includes(input.kind) || !fits(operation, index, input, lift)) return [];
    for (const [facet, term] of Object.entries(port.facets)) {
      const offered = offeredBy(input, facet, facets);
      if (offered === undefined) return [];
      const match = facets.find((one) => one.name === facet)?.match ?? 'equal';
      branches = branches.flatMap((branch) => (match === 'includes' ? matchIncludes(term, offered, branch) : matchTerm(term, offered, branch)));
    }
  }
  for (const term of Object.values(operation.output.facets)) {
    for (const { name, not } of variablesOf(term)) {
      branches = branches.flatMap((branch) => (branch.has(name) ? [branch] : universe.filter((value) => not === undefined || keyOf(not) !== keyOf(value)).map((value) => new Map([...branch, [name, value]]))));
    }
  }
  const from = operation.output.inherit;
  const base = from === undefined ? undefined : inputs[operation.inputs.findIndex((port) => port.name === from.from)];
  const results = branches.map((branch): ArtifactType => {
    const result: { [name: string]: FacetValue } = {};
    for (const [name, value] of Object.entries(base?.facets ?? {})) if (from?.except?.includes(name) !== true) result[name] = value;
    for (const [name, term] of Object.entries(operation.output.facets)) result[name] = fill(term, branch) ?? 0;
    return { kind: operation.output.kind, facets: result, ...(lift >= 0 || operation.output.cardinality === 'list' ? { cardinality: 'list' as const } : {}) };
  });
  return [...new Map(results.map((type) => [textOf(type), type])).values()];
}

export function satisfies(offered: ArtifactType, want: ArtifactType, facets: FacetDefinition[]): boolean {
  return (
    offered.kind === want.kind &&
    (offered.cardinality ?? 'one') === (want.cardinality ?? 'one') &&
    Object.entries(want.facets).every(([facet, wanted]) => {
      const value = offeredBy(offered, facet, facets);
      if (value === undefined) return false;
      if (facets.find((one) => one.name === facet)?.match !== 'includes') return keyOf(value) === keyOf(wanted);
      const set = (Array.isArray(value) ? value : [value]).map(keyOf);
      return (Array.isArray(wanted) ? wanted : [wanted]).every((one) => set.includes(keyOf(one)));
    })
  );
}

export function universeOf(one: Case): FacetValue[] {
  const values = new Map<string, FacetValue>();
  const add = (term: FacetTerm): void => {
    if (typeof term === 'object' && !Array.isArray(term) && ('var' in term || 'atLeast' in term)) return;
    if (Array.isArray(term)) term.forEach(add);
    else {
      if (variablesOf(term).length === 0) values.set(keyOf(term as FacetValue), term as FacetValue);
      if (typeof term === 'object' && 'args' in term) term.args.forEach(add);
    }
  };
  for (const type of [...one.givens, ...one.wants]) Object.values(type.facets).forEach(add);
  for (const operation of one.operations) for (const term of [...Object.values(operation.output.facets), ...operation.inputs.flatMap((port) => Object.values(port.facets))]) add(term);
  for (const facet of one.facets) if (facet.default !== undefined) add(facet.default);
  values.set('"fresh"', 'fresh');
  const plain = [...values.values()].filter((value) => typeof value === 'string');
  for (const value of plain) values.set(keyOf({ fn: 'f', args: [value] }), { fn: 'f', args: [value] });
  return [...values.values()];
}

/** The cost of the cheapest plan with at most `most` applications and a cost below `under`; null if there is none, undefined if there were too many to look at. */
export function cheapest(one: Case, most: number, under: number): number | null | undefined {
  const universe = universeOf(one);
  const start = { artifacts: one.givens, cost: 0, count: 0 };
  let waiting = [start];
  const seen = new Set<string>();
  for (let looked = 0; waiting.length > 0; looked += 1) {
    if (looked > 150) return undefined;
    let best = waiting[0];
    for (const state of waiting) if (best === undefined || state.cost < best.cost) best = state;
    if (best === undefined) return null;
    const state = best;
    waiting = waiting.filter((other) => other !== state);
    if (state.cost >= under) return null;
    if (one.wants.every((want) => state.artifacts.some((artifact) => satisfies(artifact, want, one.facets)))) return state.cost;
    if (state.count >= most) continue;
    const there = new Set(state.artifacts.map(textOf));
    const lists = state.artifacts.some((artifact) => artifact.cardinality === 'list');
    for (const [operation, lift] of one.operations.flatMap((each): [Operation, number][] => [[each, -1], ...(lists ? each.inputs.map((_, port): [Operation, number] => [each, port]) : [])])) {
      const cost = state.cost + (one.costs[nameOf(operation)] ?? 0) * (lift >= 0 ? ELEMENTS : 1);
      if (cost >= under) continue;
      for (const inputs of combinations(state.artifacts, operation.inputs.length)) {
        for (const made of apply(operation, inputs, one.facets, universe, lift)) {
          if (there.has(textOf(made))) continue;
          const artifacts = [...state.artifacts, made];
          const key = `${state.count} ${artifacts.map(textOf).toSorted().join('|')} ${cost}`;
          if (seen.has(key)) continue;
          seen.add(key);
          waiting.push({ artifacts, cost, count: state.count + 1 });
        }
      }
    }
  }
  return null;
}

function combinations(artifacts: readonly ArtifactType[], count: number): ArtifactType[][] {
  if (count === 0) return [[]];
  return combinations(artifacts, count - 1).flatMap((rest) => artifacts.map((artifact) => [...rest, artifact]));
}
