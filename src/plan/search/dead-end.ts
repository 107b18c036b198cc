import type { ArtifactType } from '../../schemas/operation.ts';
import { describeType } from '../compile-describe.ts';
import { canonical } from '../unify.ts';
import type { FoundPlan } from './extract.ts';
import { type PreparedOperation, type Problem, fitsCardinality } from './problem.ts';
import { searchPlans } from './search.ts';
import type { WantedArtifact } from './state.ts';

/** Why there is no plan: the inputs that would have to be there for the cheapest plan that comes closest. */
export interface DeadEnd {
  message: string;
  /** Inputs that nothing makes; an empty `consumer` means that the want itself is meant. */
  missing: { consumer: string; port: string; type: ArtifactType; would_supply: string }[];
  /** Wanted kinds that no operation makes at all. */
  unknown_kinds: string[];
  nearest: string[];
}

/** Kinds of what people say: a value, or which of several they choose. */
const FROM_PEOPLE = new Set(['value', 'choice']);

/** Dearer than any person's answer. */
const PENALTY = 1_000_000_000;

/** Partial plans that are looked at to say why there is none: an answer has to come at once. */
const MOST_LOOKS = 600;

/** Explains why `wants` cannot be had: searches again as if missing inputs could be had for a very high price. */
export function explainDeadEnd(problem: Problem, wants: readonly WantedArtifact[], leafKinds: readonly string[], nearest: (kind: string) => string[]): DeadEnd {
  const produced = new Set([...problem.byKind.entries()].filter(([, operations]) => operations.some((one) => one.operation.effect_name === undefined)).map(([kind]) => kind));
  const given = new Set(problem.givens.map((one) => one.type.kind));
  const unknown = [...new Set(wants.filter((want) => want.effect === null && !produced.has(want.kind) && !given.has(want.kind)).map((want) => want.kind))];
  if (unknown.length > 0) {
    const near = [...new Set(unknown.flatMap(nearest))];
    return {
      message: `Cannot plan for a ${unknown.join(' and a ')}: no operation makes one.${near.length === 0 ? '' : ` The nearest that can be made: ${near.join(', ')}.`}`,
      missing: unknown.map((kind) => ({ consumer: '', port: '', type: { kind, facets: {} }, would_supply: `an operation whose output is a ${kind}` })),
      unknown_kinds: unknown,
      nearest: near,
    };
  }
  const effect = wants.find((want) => want.effect !== null && !problem.operations.some((one) => one.operation.effect_name === want.effect));
  if (effect !== undefined) {
    return { message: `Cannot plan the effect "${effect.effect}": no operation has it. Install a tool that does, or leave it out.`, missing: [], unknown_kinds: [], nearest: [] };
  }
  const leaves = new Set([...leafKinds, ...given, ...problem.operations.flatMap((one) => one.ports.flatMap((port) => port.kinds)).filter((kind) => !produced.has(kind))]);
  for (const kinds of [leaves, new Set([...produced, ...leaves])]) {
    const plan = searchPlans(relax(problem, kinds), wants, { plans: 1, expansions: MOST_LOOKS }).plans[0];
    if (plan !== undefined) return describe(problem, plan, leaves);
  }
  const kinds = wants.map((want) => want.kind).join(', ');
  return { message: `Cannot plan for ${kinds}: no chain of operations leads there from what is given. Attach other data, or ask for another kind of result.`, missing: [], unknown_kinds: [], nearest: [] };
}

function relax(problem: Problem, kinds: ReadonlySet<string>): Problem {
  const byKind = new Map(problem.byKind);
  const added = [...kinds].toSorted().flatMap((kind) => (['one', 'list'] as const).map((cardinality): PreparedOperation => ({
    name: `missing.${kind}${cardinality === 'list' ? '*' : ''}`,
    operation: {
      tool: 'missing', operation: kind, version: '0', title: kind, description: '', capabilities: [], inputs: [], output: { name: kind, kind, facets: {}, cardinality }, parameters: {}, bind: {},
      effect: 'none', determinism: 'deterministic', runs_on: 'execution', isolation: 'inline', cost: { duration_ms: 0, usd: 0 }, limits: { timeout_ms: 1 }, documents: [],
    },
    cost: PENALTY,
    stage: 0,
    variables: 0,
    excluded: [],
    ports: [],
    output: new Map(),
    inherit: null,
    bind: [],
    local: [],
    outputOnly: [],
    wishes: [],
    lifts: [],
    flat: [], everywhere: [], unnamed: [],
    combines: false,
    brings: [],
    missing: true,
  })));
  for (const operation of added) byKind.set(operation.operation.operation, [...(byKind.get(operation.operation.operation) ?? []), operation]);
  return { ...problem, operations: [...problem.operations, ...added], byKind, unfinished: true };
}

function describe(problem: Problem, plan: FoundPlan, leaves: ReadonlySet<string>): DeadEnd {
  const missing: DeadEnd['missing'] = [];
  for (const [index, node] of plan.nodes.entries()) {
    if (node.operation.missing !== true) continue;
    const consumer = plan.nodes.find((other) => other.inputs.some(({ sources }) => sources.some((source) => 'node' in source && source.node === index)));
    const port = consumer?.inputs.find(({ sources }) => sources.some((source) => 'node' in source && source.node === index));
    missing.push({ consumer: consumer?.operation.name ?? '', port: port?.port ?? '', type: withoutSilence(problem, node.type), would_supply: supplier(problem, node.type, leaves) });
  }
  const parts = missing.map((one) => `${one.consumer === '' ? 'the result' : `input "${one.port}" of ${one.consumer}`} needs ${describeType(one.type)}, which nothing supplies; ${one.would_supply}`);
  return { message: `Cannot reach what is wanted: ${parts.join('; ')}.`, missing, unknown_kinds: [], nearest: closest(problem, missing) };
}

/** The type without filters, order and limit where none are wished: what silence means need not be said. */
function withoutSilence(problem: Problem, type: ArtifactType): ArtifactType {
  const wished = new Set(problem.operations.flatMap((operation) => operation.outputOnly));
  const said = Object.entries(type.facets).filter(([name, value]) => !wished.has(name) || canonical(value) !== canonical(problem.facets.get(name)?.default ?? ''));
  return { ...type, facets: Object.fromEntries(said) };
}

function supplier(problem: Problem, type: ArtifactType, leaves: ReadonlySet<string>): string {
  if (FROM_PEOPLE.has(type.kind) && !problem.operations.some((one) => one.operation.runs_on === 'person')) return `a person could give it, and no operation asks one: state it in the goal, or allow the tool "person"`;
  if (!leaves.has(type.kind)) return `an operation that makes such a ${type.kind} would`;
  const differences = problem.givens
    .filter((given) => given.type.kind === type.kind && fitsCardinality(given.type.cardinality, type.cardinality ?? 'one'))
    .map((given) => ({ given, differing: Object.entries(type.facets).filter(([name, value]) => canonical(given.type.facets[name] ?? problem.facets.get(name)?.default ?? '') !== canonical(value)).map(([name]) => name) }))
    .toSorted((a, b) => a.differing.length - b.differing.length);
  const best = differences[0];
  const other = problem.givens.find((given) => given.type.kind === type.kind && !fitsCardinality(given.type.cardinality, type.cardinality ?? 'one'));
  if (other !== undefined && (best === undefined || best.differing.length > 0)) {
    return type.cardinality === 'list'
      ? `"${other.title ?? other.id}" is one ${type.kind} and not a list: attach several, or ask for one result`
      : `"${other.title ?? other.id}" is a list, and one ${type.kind} is needed: ask for a result for each of its elements, or install an operation that makes one ${type.kind} of a list`;
  }
  const hint = best === undefined ? '' : ` ("${best.given.title ?? best.given.id}" comes nearest; it differs in ${best.differing.join(', ') || 'how its facets combine'})`;
  return `attached data of that kind would${hint}`;
}

function closest(problem: Problem, missing: DeadEnd['missing']): string[] {
  const kinds = new Set(missing.map((one) => one.type.kind));
  return problem.givens.filter((given) => kinds.has(given.type.kind)).map((given) => given.id);
}
