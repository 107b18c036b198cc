import type { ArtifactType, FacetDefinition, FacetValue, Operation, Registry } from '../../schemas/operation.ts';
import { canonical, type Match, type Term, UNION, instantiate } from '../unify.ts';

/** What the cost of an operation is made of. All weights are for one unit: a second, a US dollar, a point of preference. */
export interface Weights {
  per_second: number;
  per_usd: number;
  per_preference: number;
  /** Added for every operation, so that of two plans that take the same time the shorter one wins. */
  per_operation: number;
  /** Added for every answer that a person has to give: so dear that a person is only asked for what nothing else supplies. */
  per_wait: number;
}

export const DEFAULT_WEIGHTS: Weights = { per_second: 1, per_usd: 100, per_preference: 1, per_operation: 0.01, per_wait: 10_000 };

/** More joins than that in one plan are not looked for. */
const MOST_COMBINATIONS = 3;

/** How many elements a list is taken to have where a cost is counted and its length is not known. */
export const EXPECTED_ELEMENTS = 4;

export type Cardinality = 'one' | 'list';
/** What a port accepts: `any` is a port that takes any number of artifacts, and so a list as well as one. */
export type Asked = Cardinality | 'any';

/** Whether what is there can stand where something is asked for, by cardinality alone. */
export function fitsCardinality(offered: Cardinality | undefined, asked: Asked): boolean {
  return asked === 'any' || (offered ?? 'one') === asked;
}

/** A facet that an artifact has to have, before its variables are those of one use of the operation. */
export interface PortFacet {
  facet: string;
  match: Match;
  /** The term with variables counted from `base`. */
  at(base: number): Term;
}

export interface PreparedPort {
  name: string;
  kinds: string[];
  cardinality: Asked;
  variadic: boolean;
  /** The variable for the id of the want whose result alone may stand here; null where anything of the type may. */
  resultOf: number | null;
  /** Takes every round of that result. */
  rounds: boolean;
  facets: PortFacet[];
}

/** An operation with its variables numbered and its cost computed. */
export interface PreparedOperation {
  name: string;
  operation: Operation;
  cost: number;
  stage: number;
  variables: number;
  excluded: { slot: number; value: FacetValue }[];
  ports: PreparedPort[];
  output: Map<string, (base: number) => Term>;
  inherit: { port: number; except: Set<string> } | null;
  bind: { name: string; at(base: number): Term }[];
  /** Variables that nothing but one input port and the parameters mention: which value they take matters to nobody else. */
  local: boolean[];
  /** Ports over whose list the operation can be run element by element; none for operations that make a list themselves. */
  lifts: number[];
  /** Ports of an operation that makes a list over which it may run all the same, where a list for them is wanted too; the results are one list. */
  flat: number[];
  /** Of `flat`, where all there is of a kind of thing can only be listed for each of another: over all of those, without anybody wanting their list. */
  everywhere: number[];
  /** Of `lifts`, those over a list that nobody named: not what records refer to, which is never all there is of it. */
  unnamed: number[];
  /** Output facets whose parameters get a value from what is wanted or not at all. */
  outputOnly: string[];
  /** Parameters that only what is wanted can give a value to, with the output facets that do; a use of the operation that leaves one open leads nowhere. */
  wishes: { slot: number; facets: string[] }[];
  /** Makes one artifact of several of its own kind: only looked at where nothing else leads to what is wanted. */
  combines: boolean;
  /** Of an operation that combines: per input what it brings into a set of the output, as variables; it is used where each brings something that is asked for. */
  brings: number[][];
  /** Stands for an input that nobody can make: takes on any facet. Only used to explain a dead end. */
  missing?: true;
}

export interface PreparedGiven {
  id: string;
  /** What people call it; its id where it has no name. */
  title?: string;
  type: ArtifactType;
  /** All columns of a table, where they are known. */
  columns?: readonly string[];
}

export interface Problem {
  facets: Map<string, FacetDefinition>;
  operations: PreparedOperation[];
  byKind: Map<string, PreparedOperation[]>;
  givens: PreparedGiven[];
  stages: string[];
  /** Uses of operations that combine, at most for each want: as many as there are givens to bring together. */
  combinations: number;
  /** Accepts plans whose parameters have no value yet; only used to explain a dead end. */
  unfinished?: true;
}

/** Weighted cost of running an operation once, in thousandths: a whole number above zero, so that sums do not depend on their order. */
export function costOf(operation: Operation, weights: Weights): number {
  const { duration_ms, usd, preference } = operation.cost;
  const cost = weights.per_operation + (duration_ms / 1000) * weights.per_second + usd * weights.per_usd + (preference ?? 0) * weights.per_preference + (operation.runs_on === 'person' ? weights.per_wait : 0);
  return Math.max(1, Math.round(cost * 1000));
}

/** The problem without operations that combine several artifacts of one kind, or without some of them. */
export function withoutCombining(problem: Problem, which: (operation: PreparedOperation) => boolean = () => true): Problem {
  const operations = problem.operations.filter((operation) => !operation.combines || !which(operation));
  if (operations.length === problem.operations.length) return problem;
  return { ...problem, operations, byKind: byOutput(operations) };
}

function byOutput(operations: readonly PreparedOperation[]): Problem['byKind'] {
  return Map.groupBy(operations, (operation) => operation.operation.output.kind);
}

/** Operations, facets and givens in the form that the search works on; ordered by stage, then name, whatever their order in the registry. */
export function prepareProblem(
  registry: Pick<Registry, 'facets' | 'operations' | 'stages'>,
  givens: readonly PreparedGiven[],
  options: { weights?: Weights; allows?: (operation: Operation) => boolean } = {},
): Problem {
  const facets = new Map(registry.facets.map((facet) => [facet.name, facet]));
  const operations = registry.operations
    .filter((operation) => options.allows?.(operation) ?? true)
    .map((operation) => prepare(operation, facets, registry.stages, options.weights ?? DEFAULT_WEIGHTS))
    .toSorted((a, b) => a.stage - b.stage || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  listEverywhere(operations);
  return { facets, operations, byKind: byOutput(operations), givens: givens.map((given) => ({ id: given.id, type: given.type, title: given.title ?? given.id, ...(given.columns && { columns: given.columns }) })), stages: registry.stages, combinations: Math.max(1, Math.min(MOST_COMBINATIONS, givens.filter((given) => given.type.kind !== 'value').length - 1)) };
}

/** Marks the one operation that lists a kind of thing, where it does so for each of another kind alone: the units of every building are all units. */
function listEverywhere(operations: readonly PreparedOperation[]): void {
  const lists = operations.filter(({ operation: { output, effect } }) => output.kind === 'record' && output.cardinality === 'list' && effect === 'read' && typeof output.facets['entity'] === 'string' && output.facets['filters'] === undefined && output.facets['ranked'] === undefined);
  for (const all of Map.groupBy(lists, ({ operation: { output } }) => canonical([output.facets['service'], output.facets['entity']] as FacetValue)).values()) {
    const [only] = all;
    if (only !== undefined && all.length === 1 && only.ports.length === 1 && only.ports[0]?.kinds.includes('record') === true) only.everywhere = only.flat;
  }
}

function prepare(operation: Operation, facets: Map<string, FacetDefinition>, stages: readonly string[], weights: Weights): PreparedOperation {
  const slots = new Map<string, number>();
  const slot = (name: string): number => {
    const known = slots.get(name);
    if (known !== undefined) return known;
    slots.set(name, slots.size);
    return slots.size - 1;
  };
  const uses = new Map<string, Set<string>>();
  const united = new Set<string>();
  const excluded: { slot: number; value: FacetValue }[] = [];
  const read = (place: string, term: unknown): void => {
    if (typeof term !== 'object' || term === null) return;
    if (Array.isArray(term)) return term.forEach((item) => read(place, item));
    if ('var' in term && typeof term.var === 'string') {
      uses.set(term.var, (uses.get(term.var) ?? new Set()).add(place));
      const index = slot(term.var);
      if ('not' in term && term.not !== undefined) excluded.push({ slot: index, value: term.not as FacetValue });
    } else if ('atLeast' in term) read(place, term.atLeast);
    else if ('args' in term) {
      read(place, term.args);
      if ('fn' in term && term.fn === UNION && Array.isArray(term.args)) for (const item of term.args as unknown[]) if (typeof item === 'object' && item !== null && 'var' in item && typeof item.var === 'string') united.add(item.var);
    }
  };
  for (const [name, term] of Object.entries(operation.output.facets)) read(`output ${name}`, term);
  for (const port of operation.inputs) for (const term of Object.values(port.facets)) read(`input ${port.name}`, term);
  for (const term of Object.values(operation.bind)) read('bind', term);

  const ports = operation.inputs
    .filter((port) => port.optional !== true)
    .map((port) => ({
      name: port.name,
      kinds: port.kinds,
      cardinality: port.variadic === true ? 'any' as const : (port.cardinality ?? 'one'),
      variadic: port.variadic === true,
      resultOf: port.result_of === undefined ? null : slot(port.result_of),
      rounds: port.rounds === true,
      facets: Object.entries(port.facets)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([facet, term]) => {
          const atLeast = typeof term === 'object' && !Array.isArray(term) && 'atLeast' in term;
          // What goes into a union goes there whole.
          const whole = typeof term === 'object' && !Array.isArray(term) && 'var' in term && united.has(term.var);
          const match: Match = atLeast ? 'includes' : whole ? 'equal' : (facets.get(facet)?.match ?? 'equal');
          return { facet, match, at: (base: number) => instantiate(term, base, slot) };
        }),
    }));
  const inheritPort = operation.output.inherit === undefined ? -1 : ports.findIndex((port) => port.name === operation.output.inherit?.from);
  const local = [...slots.keys()].map((name) => {
    const places = [...(uses.get(name) ?? [])].filter((place) => place !== 'bind');
    return places.length === 1 && places[0]?.startsWith('input') === true;
  });
  const outputOnly = [...uses.entries()]
    .filter(([, places]) => places.has('bind') && [...places].every((place) => place === 'bind' || place.startsWith('output')))
    .flatMap(([, places]) => {
      const named = [...places].filter((place) => place.startsWith('output')).map((place) => place.slice('output '.length));
      return named.length === 1 ? named : [];
    });
  const same = ports.filter((port) => !port.variadic && port.kinds.includes(operation.output.kind));
  // What only a facet asks for that is set on request is no way of combining that has to be looked for.
  const wished = Object.entries(operation.output.facets).some(([facet, term]) => facets.get(facet)?.default !== undefined && typeof term === 'object' && 'fn' in term && term.fn !== UNION);
  const combines = operation.effect_name === undefined && same.length > 1 && !wished;
  // Elements of one set from different inputs, as in `measures: [a, b]`: an input whose element nobody asks for is for nothing.
  const elements = !combines ? [] : Object.values(operation.output.facets).flatMap((term) => (Array.isArray(term) && term.length > 1 ? term.flatMap((item) => (typeof item === 'object' && 'var' in item ? [item.var] : [])) : []));
  const brings = same.map((port) => elements.filter((name) => uses.get(name)?.has(`input ${port.name}`)).map(slot)).filter((slots) => slots.length > 0);
  return {
    name: `${operation.tool}.${operation.operation}`,
    operation,
    cost: costOf(operation, weights),
    stage: operation.stage === undefined || !stages.includes(operation.stage) ? stages.length : stages.indexOf(operation.stage),
    variables: slots.size,
    excluded,
    ports,
    output: new Map(Object.entries(operation.output.facets).map(([facet, term]) => [facet, (base: number) => instantiate(term, base, slot)])),
    inherit: inheritPort < 0 ? null : { port: inheritPort, except: new Set(operation.output.inherit?.except ?? []) },
    bind: Object.entries(operation.bind).map(([name, term]) => ({ name, at: (base: number) => instantiate(term, base, slot) })),
    local,
    outputOnly,
    wishes: [...uses.entries()]
      .filter(([, places]) => places.has('bind') && [...places].every((place) => place === 'bind' || place.startsWith('output')))
      .map(([name, places]) => ({ slot: slot(name), facets: [...places].filter((place) => place.startsWith('output')).map((place) => place.slice('output '.length)) })),
    combines,
    brings,
    lifts: operation.output.cardinality === 'list' ? [] : ports.flatMap((port, index) => (port.cardinality === 'list' ? [] : [index])),
    unnamed: operation.output.cardinality === 'list' ? [] : ports.flatMap((port, index) => (port.cardinality === 'list' || port.facets.some(({ facet }) => facet === 'refers') ? [] : [index])),
    everywhere: [],
    flat: operation.output.cardinality !== 'list' ? [] : ports.flatMap((port, index) => (operation.inputs.find((one) => one.name === port.name)?.each === true && port.cardinality === 'one' ? [index] : [])),
  };
}
