import type { Policy } from '../schemas/approval.ts';
import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { Operation, Registry } from '../schemas/operation.ts';
import type { Estimate, Plan } from '../schemas/plan.ts';
import { withAskedValues } from './asked-values.ts';
import { withBestOfEach } from './best-of-each.ts';
import { type ChosenInput, askedSettingFault, changeOfOthers, createdInputs, notTakenMessage, othersMessage, takesChosen, withChosenInputs, withoutOtherWays } from './chosen-inputs.ts';
import { withFilesBeside } from './files-beside-records.ts';
import { isFormal } from './formal.ts';
import { withFoundRows } from './found-rows.ts';
import { unknownFieldFault, withFoundConditions, withLaterValues } from './found-values.ts';
import { type Constructs, carriedInto, readConstructs, throughListFault, withNested } from './compile-constructs.ts';
import { forCriteria } from './criteria-measures.ts';
import { type DraftContext, draftPlan } from './compile-draft.ts';
import { caveatsOf } from './link-words.ts';
import { linkWants, withReasons } from './linked-wants.ts';
import { nearestNames } from './nearest.ts';
import { type Objective, weightsFor } from './objective-weights.ts';
import { orderWants } from './order-wants.ts';
import { withNeededSettings, withOwnFields } from './own-fields.ts';
import { sharedMessage, withOwnResults } from './own-results.ts';
import { preferWords } from './prefer-words.ts';
import { forReadFields, readFieldsFault } from './read-fields.ts';
import { withNamedColumns } from './record-columns.ts';
import { NO_ROLE, placeValues } from './stated-values.ts';
import { type Choice, explainChoices } from './search/choices.ts';
import { type DeadEnd, explainDeadEnd } from './search/dead-end.ts';
import { type Problem, prepareProblem, withoutCombining } from './search/problem.ts';
import { forSeveralMeasures } from './several-measures.ts';
import type { FoundPlan } from './search/extract.ts';
import { DEFAULT_LIMITS, type SearchLimits, type SearchResult, searchPlans } from './search/search.ts';
import type { WantedArtifact } from './search/state.ts';
import { unusedSettingFault } from './unused-settings.ts';
import { withVariedValues } from './varied-values.ts';
import { nestedWanted, partsOf, toWanted } from './wanted-artifact.ts';
import { withWhoseNames } from './whose-name.ts';

export interface CompileOptions {
  /** Instant for `planning_timestamp`, ISO 8601 UTC. */
  now: string;
  dag_id?: string;
  objective?: Objective;
  /** A policy's own weights stand instead of those of the objective: of a second, a US dollar, a risk and a wait. */
  weights?: Policy['weights'];
  limits?: Partial<SearchLimits>;
  /** Estimates by `tool.operation` from past runs. */
  estimates?: { [operation: string]: Estimate };
  /** Columns of the data, for how measures aggregate. */
  columns?: { [dataset: string]: DraftContext['columns'][string] };
  policy_version?: string;
  /** No model is there to read what nested plans only say in words; where that is not known they are planned, and read when their data is there. */
  unread_words?: true;
}

export interface SearchExplanation {
  expansions: number;
  ended: SearchResult['ended'];
  cost: number;
  alternatives: { cost: number; operations: string[] }[];
  operations_considered: number;
  /** Per task what else could have made its output, and why this operation does; empty for very large plans. */
  choices: (Choice & { task: string })[];
}

export type CompileResult =
  | { result: 'plan'; plan: Plan; alternatives: Plan[]; search: SearchExplanation }
  | { result: 'dead-end'; dead_end: DeadEnd; message: string };

/** What compiling a goal knows beside its options: what rounds are made of, and which inputs take the records that values of changes are made of. */
type Compiling = CompileOptions & Pick<DraftContext, 'rounds'> & { records?: readonly ChosenInput[] };

/**
 * Plans for a typed goal: the cheapest plan over the registry's typed operations, up to two alternatives, and how the search went; or the
 * input that is missing. Deterministic for equal arguments. The plan has no digest yet.
 */
export function compileGoal(goal: TypedGoal, registry: Registry, options: CompileOptions): CompileResult {
  const varied = withVariedValues(goal, (one) => compileGoal(one, registry, options));
  if ('message' in varied) return deadEnd(varied.message);
  return compileVaried(varied.goal, registry, varied.rounds.size === 0 ? options : { ...options, rounds: varied.rounds });
}

function compileVaried(goal: TypedGoal, registry: Registry, options: Compiling): CompileResult {
  goal = withFilesBeside(goal, registry, options.columns ?? {});
  const asked = withAskedValues(goal);
  if ('message' in asked) return deadEnd(asked.message);
  const setting = askedSettingFault(goal);
  if (setting !== null) return deadEnd(setting);
  const best = withBestOfEach(asked);
  if ('message' in best) return deadEnd(best.message);
  const needed = withNeededSettings(best, registry);
  if ('message' in needed) return deadEnd(needed.message);
  const conditions = withFoundConditions(withWhoseNames(needed, registry));
  if ('message' in conditions) return deadEnd(conditions.message);
  const unknown = unknownFieldFault(conditions, registry);
  if (unknown !== null) return deadEnd(unknown);
  const laterValues = withLaterValues(conditions);
  if ('message' in laterValues) return deadEnd(laterValues.message);
  const among = withFoundRows(laterValues);
  if ('message' in among) return deadEnd(among.message);
  const wordy = options.unread_words === true ? goal.wants.find((want) => want.after !== undefined && !isFormal(want)) : undefined;
  if (wordy?.after !== undefined) return deadEnd(`Cannot plan "${wordy.after.words}": what is wanted of data that is not there yet is only said in words, and no model is there to read them. Say it in facets of this want, or configure a model.`);
  const own = withOwnFields(among, registry);
  if ('message' in own) return deadEnd(own.message);
  const read = own.goal;
  if (own.chosen.length > 0) options = { ...options, records: own.chosen };
  registry = withNamedColumns(read, own.registry);
  const linked = linkWants(read, registry, options.columns ?? {});
  if (linked.result === 'ambiguous') return deadEnd(linked.message);
  if (linked.result === 'unchanged') return compileWants(read, registry, options);
  const plain = (): CompileResult => compileWants(read, registry, options);
  const byLinks = (): CompileResult => explained(compileWants({ ...read, wants: linked.wants }, linked.registry, { ...options, limits: { ...options.limits, expansions: Math.min(options.limits?.expansions ?? LOOKS_BY_LINKS, LOOKS_BY_LINKS) } }), linked.reasons);
  const result = linked.certain ? byLinks() : plain();
  if (result.result === 'plan' || linked.certain) return result;
  const other = byLinks();
  return other.result === 'plan' ? other : result;
}

function explained(result: CompileResult, reasons: ReadonlyMap<string, string>): CompileResult {
  return result.result === 'dead-end' ? result : { ...result, plan: withReasons(result.plan, reasons), alternatives: result.alternatives.map((plan) => withReasons(plan, reasons)) };
}

function compileWants(goal: TypedGoal, registry: Registry, options: Compiling): CompileResult {
  const { unused, ...result } = compilePlaced(placeValues(goal, registry), options);
  if (unused === undefined) return result;
  // What nothing takes may be what others are looked up by, or be meant for an input that a change could do without.
  for (const placed of [placeValues(goal, registry, false, true), placeValues(goal, registry, true), placeValues(goal, registry, false, false, unused)]) {
    const { unused: _, ...again } = compilePlaced(placed, options);
    if (again.result === 'plan') return again;
  }
  return result;
}

function deadEnd(message: string, nearest: string[] = []): CompileResult {
  return { result: 'dead-end', dead_end: { message, missing: [], unknown_kinds: [], nearest }, message };
}

function compilePlaced({ goal, registry: placed }: ReturnType<typeof placeValues>, options: Compiling): CompileResult & { unused?: string[] } {
  const { registry, chosen: picked } = withChosenInputs(goal, placed);
  const created = createdInputs(goal, placed);
  const chosen = [...picked, ...(options.records ?? []), ...created];
  const wants = orderWants(goal.wants, registry);
  const constructs = readConstructs(wants, registry);
  if ('message' in constructs) return deadEnd(constructs.message);
  const through = throughListFault(wants, registry, new Set(goal.givens.flatMap((given) => (given.source.kind === 'value' && typeof given.type.facets['entity'] === 'string' ? given.type.facets['entity'] : []))));
  if (through !== null) return deadEnd(through);
  const apart = readFieldsFault(wants, goal.choices);
  if (apart !== null) return deadEnd(apart);
  const givens = goal.givens.map((given) => withColumns(given, options.columns));
  const several = forSeveralMeasures({ ...registry, operations: forReadFields(forCriteria(registry.operations, wants), { wants, choices: goal.choices }) }, wants, givens);
  const problem = prepareProblem(preferWords(withNested(several.registry, constructs.nested), goal.goal), givens, { weights: weightsFor(options.objective, options.weights), allows: allowedBy(goal.constraints.allowed_tools, constructs) });
  const wanted = [
    ...constructs.hidden.map((type) => ({ ...toWanted({ type, effect: null }, problem), hidden: true })),
    ...wants.map((want) => ({ ...(want.after === undefined ? toWanted(want, problem) : nestedWanted(want)), conditional: want.effect !== null && want.condition !== undefined, repeated: want.until !== undefined, id: want.id, ...takesOf(want, wants, created, constructs.hidden.length), ...partsOf(want, wants, constructs.hidden.length) })),
  ];
  const all = findPlans(problem, wanted, several.split, options.limits);
  const resultIn = (plan: FoundPlan) => (id: string) => plan.wants[constructs.hidden.length + wants.findIndex((want) => want.id === id)];
  const [elsewhere] = all.plans.map((plan) => changeOfOthers(plan, wants, resultIn(plan)));
  const search = { ...all, plans: all.plans.filter((plan) => takesChosen(plan, chosen, resultIn(plan)) && changeOfOthers(plan, wants, resultIn(plan)) === null) };
  if (search.plans.length === 0 && elsewhere !== undefined && elsewhere !== null) return deadEnd(othersMessage(elsewhere));
  if (search.plans.length === 0 && all.plans.length > 0) {
    const direct = withoutOtherWays(placed, chosen);
    return direct === null ? deadEnd(notTakenMessage(chosen)) : compilePlaced({ goal, registry: direct }, options);
  }
  const owned = search.plans.map((plan) => withOwnResults(plan, wants, constructs));
  const searched = { ...search, plans: owned.filter((plan) => 'nodes' in plan) };
  const [shared] = owned.flatMap((plan) => ('nodes' in plan ? [] : [plan]));
  if (shared !== undefined && searched.plans.length === 0) return deadEnd(sharedMessage(shared));
  const stated = goal.givens.flatMap((given, index) => (given.source.kind === 'value' ? [index] : []));
  const inRounds = [...(options.rounds?.values() ?? [])].flatMap((rounds) => rounds.givens.map(givenKey));
  const taken = (plan: FoundPlan): Set<number> => new Set([...usedGivens(plan), ...goal.givens.flatMap((given, index) => (inRounds.includes(givenKey(given)) ? [index] : []))]);
  const found = { ...searched, plans: searched.plans.filter((plan) => stated.every((index) => isUsed(index, goal.givens, taken(plan)))).map(withoutRoles) };
  const [ignoring] = searched.plans;
  if (found.plans.length === 0 && ignoring !== undefined) {
    const ignored = goal.givens.filter((_, index) => stated.includes(index) && !isUsed(index, goal.givens, taken(ignoring)));
    const message = unusedMessage(ignored);
    return { ...deadEnd(message), unused: ignored.map((given) => given.title) };
  }
  const best = found.plans[0];
  if (best === undefined && searched.misplaced !== undefined) {
    const { column, columns } = searched.misplaced;
    const nearest = nearestNames(column, columns);
    const message = `Cannot keep rows by "${column}": the table has no such column. ${nearest.length > 0 ? `The nearest are ${nearest.join(', ')}.` : `It has ${columns.slice(0, 20).join(', ')}.`} Name one of its columns, or a measure that is wanted.`;
    return deadEnd(message, nearest);
  }
  if (best === undefined) {
    const kinds = [...problem.byKind.keys()];
    const explain = (of: readonly WantedArtifact[]): DeadEnd => explainDeadEnd(problem, of, [...new Set(registry.datasets.map((dataset) => dataset.type.kind))], (kind) => nearestKinds(kind, kinds));
    const untested = wanted.findIndex((one) => one.hidden === true && searchPlans(problem, [one], { ...options.limits, plans: 1, expansions: 1_000 }).plans.length === 0);
    const dead = explain(untested < 0 ? wanted : wanted.slice(untested, untested + 1));
    if (untested >= 0) dead.message = `Cannot test the condition of "${wants[constructs.tested.findIndex((at) => at?.hidden === untested)]?.title ?? ''}": ${dead.message.replace(/^Cannot [^:]*: /, '')}`;
    const limited = found.ended === 'complete' ? '' : ` The search stopped after ${found.expansions} partial plans, so there may be a longer way.`;
    const forbidden = goal.constraints.allowed_tools === null ? '' : ` Only these tools are allowed: ${goal.constraints.allowed_tools.join(', ')}.`;
    return { result: 'dead-end', dead_end: dead, message: `${dead.message}${limited}${forbidden}` };
  }
  const context: DraftContext = { goal, wants, constructs, registry, now: options.now, dagId: options.dag_id ?? 'plan', estimates: options.estimates ?? {}, columns: options.columns ?? {}, caveats: [], policyVersion: options.policy_version ?? null, ...(options.rounds && { rounds: options.rounds }) };
  const still = wants.find((want, index) => want.until !== undefined && 'given' in (best.wants[constructs.hidden.length + index] ?? { given: -1 }));
  if (still !== undefined) {
    const message = `Cannot repeat until "${still.title}" is done: it is there already and nothing makes it. Name the operation that should be repeated.`;
    return deadEnd(message);
  }
  const stuck = wants.flatMap((want, index) => {
    const source = best.wants[constructs.hidden.length + index];
    const made = source !== undefined && 'node' in source ? best.nodes[source.node] : undefined;
    return want.until?.carry === true && made !== undefined && carriedInto(made.operation.operation) === null ? [{ want, operation: made.operation.name }] : [];
  })[0];
  if (stuck !== undefined) return deadEnd(`Cannot repeat "${stuck.want.title}" from what the round before gave: ${stuck.operation} makes it, and has no input that its own result fits into. Name what each round starts from, or leave "carry" out.`);
  const drafts = found.plans.map((plan) => draftPlan(plan, { ...context, caveats: caveatsOf({ givens: goal.givens.filter((_, index) => taken(plan).has(index)) }, registry.datasets) }));
  const [first, ...others] = drafts;
  if (first === undefined || first.missing.length > 0) {
    const missing = first?.missing[0];
    const message = `Cannot plan with ${missing?.operation ?? 'these operations'}: its parameter "${missing?.parameter ?? ''}" has no value. Give it with --input ${missing?.parameter ?? 'name'}=….`;
    return deadEnd(message);
  }
  const unset = unusedSettingFault(goal, wants, first.plan, registry);
  if (unset !== null) return deadEnd(unset);
  const explanations = found.plans.slice(1).map((plan) => ({ cost: plan.cost, operations: plan.nodes.map((node) => node.operation.name) }));
  return {
    result: 'plan',
    plan: { ...first.plan, metadata: { ...first.plan.metadata, alternative_approaches: explanations } },
    alternatives: others.filter((draft) => draft.missing.length === 0).map((draft) => draft.plan),
    search: { expansions: found.expansions, ended: found.ended, cost: best.cost, alternatives: explanations, operations_considered: problem.operations.length, choices: explainChoices(problem, wanted, best).map((choice, index) => ({ task: first.plan.nodes[index]?.task_id ?? '', ...choice })) },
  };
}

/** Places of the changes whose result a change is made to. */
function takesOf(want: Want, wants: readonly Want[], created: ReturnType<typeof createdInputs>, hidden: number): { takes?: number[] } {
  const takes = created.flatMap((one) => (one.change === want.id ? [hidden + wants.findIndex((other) => other.id === one.want)] : []));
  return takes.length === 0 ? {} : { takes };
}

/** What a given is, whatever it was renamed to. */
function givenKey({ title, source }: TypedGoal['givens'][number]): string {
  return JSON.stringify([title, source]);
}

/** Whether a plan takes a given in, or the same value in another meaning that its name has. */
function isUsed(index: number, givens: readonly TypedGoal['givens'][number][], used: ReadonlySet<number>): boolean {
  const key = ({ title, source, type }: TypedGoal['givens'][number]): string => JSON.stringify([title, source, type.facets['role'] ?? NO_ROLE]);
  const own = givens[index];
  return own === undefined || givens.some((other, at) => used.has(at) && key(other) === key(own));
}

/** For which input of a change something was looked up is only said within the search. */
function withoutRoles(plan: FoundPlan): FoundPlan {
  return { ...plan, nodes: plan.nodes.map((node) => (node.type.facets['role'] === undefined ? node : { ...node, type: { ...node.type, facets: Object.fromEntries(Object.entries(node.type.facets).filter(([name]) => name !== 'role')) } })) };
}

/** Places of the givens that a plan takes in. */
function usedGivens(plan: FoundPlan): Set<number> {
  return new Set([...plan.wants, ...plan.nodes.flatMap((node) => node.inputs.flatMap((input) => input.sources))].flatMap((source) => ('given' in source ? [source.given] : [])));
}

/** What the goal states and no step takes would be lost without a word. */
function unusedMessage(givens: readonly TypedGoal['givens'][number][]): string {
  const named = givens.map(({ title, source }) => `"${title}" = ${source.kind === 'value' ? JSON.stringify(source.value).slice(0, 80) : ''}`);
  return `Cannot use ${named.join(' and ')}: no step that leads to what is wanted takes ${named.length === 1 ? 'it' : 'them'}. Say what it belongs to, or for which input of a change it is ("facets": {"role": …} of the value), or leave it out.`;
}

/** Partial plans that are looked at where it is known which tables belong together: the plan is near, or there is none. */
const LOOKS_BY_LINKS = 4_000;
/** Partial plans with joins that are looked at: those that lead somewhere are found within a few hundred, and a dead end has to be told at once. */
const LOOKS_FOR_JOINS = 1_500;
const LOOKS_PER_WANT = 1_000;

/**
 * Plans that combine several artifacts of one kind (joins) are looked for where there is no other plan, or none without asking a person: what one
 * given can do alone, it should. With `split` it is known that one alone cannot.
 */
function findPlans(problem: Problem, wanted: readonly WantedArtifact[], split: boolean, limits?: Partial<SearchLimits>): SearchResult {
  const joining = { ...limits, expansions: Math.min(limits?.expansions ?? DEFAULT_LIMITS.expansions, LOOKS_FOR_JOINS + LOOKS_PER_WANT * wanted.length) };
  if (split) return searchPlans(problem, wanted, joining);
  const simple = withoutCombining(problem);
  const first = searchPlans(simple, wanted, limits);
  const asks = first.plans[0]?.nodes.some((node) => node.operation.operation.runs_on === 'person') ?? true;
  // Columns of another file need another file; measures beside each other may come from one.
  const several = problem.givens.filter((given) => given.type.kind !== 'value').length > 1;
  const combining = several ? problem : withoutCombining(problem, (operation) => operation.brings.length === 0);
  if (combining.operations.length === simple.operations.length || !asks) return first;
  const second = searchPlans(combining, wanted, joining);
  const better = second.plans[0] !== undefined && second.plans[0].cost < (first.plans[0]?.cost ?? Number.POSITIVE_INFINITY);
  return { ...(better ? second : first), expansions: first.expansions + second.expansions };
}

/** A given table with all its columns, where these are known: a list of files has those of any of them. */
function withColumns(given: TypedGoal['givens'][number], columns: CompileOptions['columns']): TypedGoal['givens'][number] & { columns?: string[] } {
  const known = columns?.[given.source.kind === 'dataset' ? given.source.dataset : given.id];
  return given.type.facets['content'] !== 'table' || known === undefined ? given : { ...given, columns: known.map((column) => column.name) };
}

function allowedBy(tools: readonly string[] | null, { nested }: Constructs): (operation: Operation) => boolean {
  if (tools === null) return () => true;
  const allowed = new Set(tools);
  return (operation) => nested.includes(operation) || allowed.has(operation.tool) || allowed.has(`${operation.tool}.${operation.operation}`);
}

function nearestKinds(kind: string, kinds: readonly string[]): string[] {
  const near = nearestNames(kind, kinds);
  return near.length > 0 ? near : [...kinds].toSorted().filter((one) => ['chart', 'map', 'report', 'table', 'summary'].includes(one)).slice(0, 3);
}

