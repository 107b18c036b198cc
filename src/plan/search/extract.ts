import type { ArtifactType, FacetValue, Operation } from '../../schemas/operation.ts';
import { type Match, type Store, canonical, groundValue, label, relate } from '../unify.ts';
import { type PreparedOperation, type Problem, fitsCardinality } from './problem.ts';
import { type Source, type State, cardinalityOf } from './state.ts';

/** One use of an operation in a finished plan. */
export interface FoundNode {
  operation: PreparedOperation;
  /** Port name → where its artifacts come from. */
  inputs: { port: string; sources: Source[] }[];
  parameters: { name: string; value: FacetValue }[];
  type: ArtifactType;
  /** The port over whose list the operation runs element by element; null where it runs once. */
  lift: string | null;
  /** What those that use the output ask of it, as far as it is known. */
  asked: { facet: string; match: Match; value: FacetValue }[];
}

/** A finished plan: nodes in an order in which they could run, and where each want comes from. */
export interface FoundPlan {
  cost: number;
  nodes: FoundNode[];
  wants: Source[];
  /** Equal for plans of the same operations on the same data in the same structure, whatever the order and the settings. */
  shape: string;
}

/** Turns a state without open needs into a plan; null where a parameter has no value or, with all checks, an operation does nothing for the plan. */
export function extractPlan(problem: Problem, state: State, checks: 'all' | 'values' = 'all'): FoundPlan | null {
  for (const store of label(state.store)) {
    const plan = extractWith(problem, { ...state, store }, checks);
    if (plan !== null) return plan;
  }
  return null;
}

function extractWith(problem: Problem, state: State, checks: 'all' | 'values'): FoundPlan | null {
  const position = new Map<number, number>();
  const order: number[] = [];
  const visit = (index: number): void => {
    if (position.has(index)) return;
    position.set(index, -1);
    for (const needs of state.nodes[index]?.inputs ?? []) {
      for (const need of needs) {
        const source = state.needs[need]?.source;
        if (source !== null && source !== undefined && 'node' in source) visit(source.node);
      }
    }
    position.set(index, order.length);
    order.push(index);
  };
  const roots = state.needs.filter((need) => need.want >= 0).toSorted((a, b) => a.want - b.want);
  for (const root of roots) if (root.source !== null && 'node' in root.source) visit(root.source.node);
  const place = (source: Source | null | undefined): Source => (source === null || source === undefined ? { given: -1 } : 'given' in source ? source : { node: position.get(source.node) ?? -1 });

  const nodes: FoundNode[] = [];
  for (const index of order) {
    const node = state.nodes[index];
    if (node === undefined) return null;
    const parameters: FoundNode['parameters'] = [];
    for (const bound of node.operation.bind) {
      const value = groundValue(state.store, bound.at(node.base));
      if (value === null && problem.unfinished === true) continue;
      if (value === null || (typeof value === 'object' && isText(node.operation.operation, bound.name))) return null;
      parameters.push({ name: bound.name, value });
    }
    nodes.push({
      operation: node.operation,
      inputs: node.operation.ports.map((port, portIndex) => ({ port: port.name, sources: (node.inputs[portIndex] ?? []).map((need) => place(state.needs[need]?.source)) })),
      parameters,
      type: typeOf(problem, state, { node: index }),
      lift: node.operation.ports[node.lift]?.name ?? null,
      asked: askedOf(state, index),
    });
  }
  const wants = roots.map((root) => place(root.source));
  const texts = nodes.map((node) => textOf(node));
  // The same operation on the same inputs twice, for the same result: a plan that shares it is cheaper.
  if (checks === 'all' && (new Set(nodes.map((node, index) => `${texts[index]} ${canonicalType(node.type)}`)).size < nodes.length || isRedundant(problem, state))) return null;
  return { cost: state.cost, nodes, wants, shape: shapeOf(problem, nodes, wants) };
}

/** Whether a parameter takes nothing but text: a term in its place is meant for another operation, as `each(name)` for a search. */
function isText({ parameters }: Operation, name: string): boolean {
  const properties = parameters['properties'];
  const own = typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties[name] : undefined;
  return typeof own === 'object' && own !== null && !Array.isArray(own) && own['type'] === 'string';
}

function canonicalType(type: ArtifactType): string {
  return Object.keys(type.facets).toSorted().map((name) => `${name}=${canonical(type.facets[name] ?? 0)}`).join(' ');
}

function sourceText(source: Source): string {
  return 'given' in source ? `g${source.given}` : `n${source.node}`;
}

function textOf(node: FoundNode): string {
  const inputs = node.inputs.map(({ port, sources }) => `${port}=${sources.map(sourceText).join('+')}`).join(' ');
  return `${node.operation.name}${node.lift === null ? '' : `*${node.lift}`}(${node.parameters.map(({ name, value }) => `${name}:${canonical(value)}`).join(' ')})<${inputs}>`;
}

function askedOf(state: State, node: number): FoundNode['asked'] {
  const asked = new Map<string, FoundNode['asked'][number]>();
  for (const need of state.needs) {
    if (need.source === null || !('node' in need.source) || need.source.node !== node) continue;
    for (const { facet, match, term } of need.requirements) {
      const value = groundValue(state.store, term);
      if (value !== null) asked.set(`${facet} ${match} ${canonical(value)}`, { facet, match, value });
    }
  }
  return [...asked.values()];
}

const NUMBERED = new WeakMap<Problem, Map<string, number>>();

/** One text for plans of one structure: what is made of the same by the same operation has one number in all plans of a problem. */
function shapeOf(problem: Problem, nodes: readonly FoundNode[], wants: readonly Source[]): string {
  const numbers = NUMBERED.get(problem) ?? new Map<string, number>();
  NUMBERED.set(problem, numbers);
  const own: number[] = [];
  const name = (source: Source): string => ('given' in source ? `g${source.given}` : `n${own[source.node]}`);
  for (const { operation, lift, inputs } of nodes) {
    const text = `${operation.name}*${lift ?? ''}<${inputs.map(({ port, sources }) => `${port}=${sources.map(name).toSorted().join('+')}`).join(' ')}`;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    own.push(number);
  }
  return `${own.toSorted((a, b) => a - b).join(' ')}|${wants.map(name).join(' ')}`;
}

/** The type of an artifact, as far as the plan decides it. */
function typeOf(problem: Problem, state: State, source: Source): ArtifactType {
  if ('given' in source) return problem.givens[source.given]?.type ?? { kind: '', facets: {} };
  const node = state.nodes[source.node];
  if (node === undefined) return { kind: '', facets: {} };
  const output = node.operation.operation.output;
  const facets: Record<string, FacetValue> = {};
  if (node.operation.missing === true) {
    const users = state.needs.filter((need) => need.source !== null && 'node' in need.source && need.source.node === source.node);
    for (const requirement of users.flatMap((need) => need.requirements)) {
      const value = groundValue(state.store, requirement.term);
      if (value !== null) facets[requirement.facet] = value;
    }
  }
  const inherit = node.operation.inherit;
  const from = inherit === null ? undefined : state.needs[node.inputs[inherit.port]?.[0] ?? -1]?.source;
  if (inherit !== null && from !== null && from !== undefined) {
    for (const [name, value] of Object.entries(typeOf(problem, state, from).facets)) if (!inherit.except.has(name)) facets[name] = value;
  }
  for (const [name, term] of node.operation.output) {
    const value = groundValue(state.store, term(node.base));
    if (value === null) delete facets[name];
    else facets[name] = value;
  }
  return cardinalityOf(node) === 'one' ? { kind: output.kind, facets } : { kind: output.kind, facets, cardinality: 'list' };
}

/** Whether some operation could be left out because what goes into it would already do for everything that uses its output. */
function isRedundant(problem: Problem, state: State): boolean {
  return state.nodes.some((node, index) => {
    const users = state.needs.filter((need) => need.source !== null && 'node' in need.source && need.source.node === index);
    if (users.length === 0 || users.some((need) => need.effect !== null)) return false;
    return node.inputs.some((ports) => {
      const source = ports.length === 1 ? state.needs[ports[0] ?? -1]?.source : null;
      if (source === null || source === undefined) return false;
      const type = typeOf(problem, state, source);
      return users.every(
        (need) =>
          need.kinds.includes(type.kind) &&
          fitsCardinality(type.cardinality, need.cardinality) &&
          need.requirements.every((requirement) => {
            const offered = type.facets[requirement.facet] ?? problem.facets.get(requirement.facet)?.default;
            return offered !== undefined && holds(state.store, relate(state.store, requirement.match, offered, requirement.term));
          }),
      );
    });
  });
}

function holds(before: Store, results: Store[]): boolean {
  return results.some((store) => store === before);
}
