import type { Given, TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import type { Plan, Task } from '../schemas/plan.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { isAmong } from './found-rows.ts';
import { givenBindings } from './given-bindings.ts';
import { valueInRound } from './rounds.ts';
import { withFilledNames } from './written-dimensions.ts';

/** Stands in a facet for the value that steps from round to round: `varied(minimum)`; `varied(width, 10, -1)` is 10 - 1 × the value. */
const VARIED = 'varied';

/** What the rounds of a want are made of, the same in all of them: the want with `varied(name)` in it, and the data and settings that it takes. */
export type VariedRounds = Required<Pick<NonNullable<Task['plan']>, 'wants' | 'givens' | 'choices'>>;

/** What a trial of the first round says: its plan, or why there is none. */
type Trial = { result: 'plan'; plan: Plan } | { result: 'dead-end'; message: string };

/**
 * The goal in which each want whose rounds vary a value is a nested plan, made anew in every round, and wants that only name such a value (`varied(name)`) wait for the last
 * one; with what the rounds are made of, by the id of their want. The first round is planned as a trial. Or the reason why one of them cannot be.
 */
export function withVariedValues(goal: TypedGoal, compile: (goal: TypedGoal) => Trial): { goal: TypedGoal; rounds: ReadonlyMap<string, VariedRounds> } | { message: string } {
  const rounds = new Map<string, VariedRounds>();
  const varying = new Map<string, Want>();
  for (const want of goal.wants) {
    const name = want.until?.vary?.name;
    if (name === undefined) continue;
    if (varying.has(name)) return { message: `Cannot vary "${name}" in "${want.id}": "${varying.get(name)?.id ?? ''}" varies it already. Give each its own name.` };
    varying.set(name, want);
  }
  const wants: Want[] = [];
  for (const want of goal.wants) {
    const names = namesVaried(want);
    if (want.until?.vary === undefined) {
      const waiting = names.length === 0 ? want : waitingFor(want, names, varying);
      if ('message' in waiting) return waiting;
      wants.push(waiting);
      continue;
    }
    const made = roundsOf(want, names, goal, compile);
    if ('message' in made) return made;
    const { first, ...same } = made;
    rounds.set(want.id, same);
    wants.push({ ...want, type: first.type, after: { data: { kind: 'source', facets: {} }, words: want.title } });
  }
  return { goal: rounds.size === 0 ? goal : { ...goal, wants }, rounds };
}

/** A want that names the value of another's rounds is planned when these are done. */
function waitingFor(want: Want, names: readonly string[], varying: ReadonlyMap<string, Want>): Want | { message: string } {
  const cannot = (reason: string): { message: string } => ({ message: `Cannot use what "${want.id}" says of ${names.map((name) => `varied(${name})`).join(' and ')}: ${reason}.` });
  const [name = ''] = names;
  const source = varying.get(name);
  if (source === undefined) return cannot(`no want varies "${name}". Say from where and by how much in the "vary" of the "until" of the want that is made again`);
  if (names.length > 1) return cannot('it waits for the rounds of one want, and names values of several. Name one of them');
  if (want.effect !== null || want.after !== undefined || want.until !== undefined) return cannot(want.effect !== null ? 'it changes something, and what it changes has to be known before it is approved. State the value' : 'it waits or repeats already. Name the value in a want of its own');
  return { ...want, after: { data: { kind: 'summary', facets: { rounds: source.id } }, words: want.title } };
}

function roundsOf(want: Want, names: readonly string[], goal: TypedGoal, compile: (goal: TypedGoal) => Trial): (VariedRounds & { first: Want }) | { message: string } {
  const vary = want.until?.vary;
  const cannot = (reason: string): { message: string } => ({ message: `Cannot repeat "${want.title}" with another ${vary?.name ?? 'value'} in each round: ${reason}.` });
  if (vary === undefined) return cannot('nothing says which');
  if (want.effect !== null) return cannot(`it changes something ("${want.effect}"), and each round would do so before anyone sees with what. Want the value first, and the change after it`);
  if (want.until?.carry === true) return cannot('a round cannot both start from what the one before gave and be planned anew. Leave "carry" or "vary" out');
  if (want.until?.test.than === 'unchanged') return cannot('it ends where its own value passes a test, not where nothing changes. State the test');
  if (['round', 'rounds'].includes(vary.name)) return cannot(`"${vary.name}" is what the rounds themselves are counted by. Give it another name`);
  if (want.after !== undefined) return cannot('it waits for other data already. Want what is there first, and repeat what is made of it');
  if (!names.includes(vary.name)) return cannot(`nothing of it would change. Say varied(${vary.name}) in a facet where the value stands`);
  const strange = names.find((name) => name !== vary.name);
  if (strange !== undefined) return cannot(`it says varied(${strange}), which its rounds do not vary. Vary one value in one want`);
  const [start, second] = [valueInRound(vary, 1), valueInRound(vary, 2)];
  if (start === null || second === null) return cannot(typeof vary.from === 'string' ? `"${vary.from}" is no day that whole ${vary.unit ?? 'day'}s can be added to. Write it as 2024-01-31, and "by" as a whole number` : 'its values leave the numbers that can be told apart. Start nearer to 0, or step by less');
  if (typeof vary.from === 'number' && vary.unit !== undefined) return cannot('a number is not moved by a unit of time. Leave "unit" out, or start from a day');
  if (start === second && (want.until?.limit ?? 0) > 1) return cannot('the value stays the same. Step by something else');
  if (listOf(want.type.facets['filters']).some(isAmong)) return cannot('its rows are taken from what another result finds. Say the condition itself');
  const { until: _until, condition: _condition, ...inner } = want;
  const first = filled([inner], { [vary.name]: start });
  if ('message' in first) return first;
  const choices = goal.choices.filter((choice) => choice.want === undefined || choice.want === want.id);
  const tried = (givens: readonly Given[]): Trial => compile({ ...goal, wants: first, givens: [...givens], choices });
  let trial = tried(goal.givens);
  // A value that the goal states may be for another want.
  const unstated = goal.givens.filter((given) => given.source.kind !== 'value');
  if (trial.result === 'dead-end' && unstated.length < goal.givens.length) {
    const other = tried(unstated);
    if (other.result === 'plan' && whyNoRound(other.plan) === null) trial = other;
  }
  if (trial.result !== 'plan') return cannot(`with ${start} ${trial.message.replace(/^Cannot /, 'one cannot ').replace(/\.$/, '')}`);
  const fault = whyNoRound(trial.plan);
  if (fault !== null) return cannot(fault);
  const [only] = first;
  return { wants: [inner], givens: usedIn(trial.plan, goal.givens), choices, first: only ?? inner };
}

/** Why a plan cannot be made and run again in every round; null where it can: it changes nothing, and asks nobody. */
export function whyNoRound(plan: Pick<Plan, 'nodes'>): string | null {
  const changing = plan.nodes.find((task) => task.effect === 'write' || task.effect === 'destructive');
  if (changing !== undefined) return `"${changing.description}" would change something in every round. Want the value first, and the change after it`;
  const asking = plan.nodes.find((task) => task.type === 'user_interaction');
  return asking === undefined ? null : `a person would be asked in every round ("${asking.description}"). Ask once, in a want of its own`;
}

function usedIn(plan: Plan, givens: readonly Given[]): Given[] {
  const bound = new Set(plan.nodes.flatMap((task) => (task.inputs ?? []).flatMap((input) => input.bindings.map((binding) => JSON.stringify(binding)))));
  return givens.filter((given) => givenBindings(given).every((binding) => bound.has(JSON.stringify(binding))));
}

/** The wants with the values in place of `varied(name)`; the reason where one of them is not there, or is no number that can be counted with. */
export function filled(wants: readonly Want[], values: { readonly [name: string]: number | string }): Want[] | { message: string } {
  let fault: string | null = null;
  const fill = (value: FacetValue): FacetValue => {
    if (Array.isArray(value)) return value.map(fill);
    if (!isTerm(value)) return value;
    if (value.fn !== VARIED) return { fn: value.fn, args: value.args.map(fill) };
    const [name, plus, times = 1] = value.args;
    const found = typeof name === 'string' && Object.hasOwn(values, name) ? values[name] : undefined;
    if (found === undefined) fault ??= `Cannot fill in varied(${typeof name === 'string' ? name : ''}): no round met its test, so there is no such value. Raise the limit, or ease the test.`;
    if (found === undefined || plus === undefined) return found ?? '';
    if (typeof found === 'number' && typeof plus === 'number' && typeof times === 'number') return Number((plus + times * found).toPrecision(12));
    fault ??= `Cannot count with varied(${typeof name === 'string' ? name : ''}): it takes varied(name, number, factor), for number + factor × the value. Write two numbers, or only the name.`;
    return '';
  };
  const all = wants.map((want) => ({ ...want, type: { ...want.type, facets: withFilledNames(Object.fromEntries(Object.entries(want.type.facets).map(([facet, value]) => [facet, fill(value)]))) } }));
  return fault === null ? all : { message: fault };
}

/** Names of the varied values that the facets of a want have a place for. */
export function namesVaried({ type }: Pick<Want, 'type'>): string[] {
  const inside = (value: FacetValue): string[] => {
    if (Array.isArray(value)) return value.flatMap(inside);
    if (!isTerm(value)) return [];
    return value.fn === VARIED && typeof value.args[0] === 'string' ? [value.args[0]] : value.args.flatMap(inside);
  };
  return [...new Set(Object.values(type.facets).flatMap(inside))];
}

/** The wants with one beside each whose rounds vary a value, where there is none yet: the value that was reached, and after how many rounds. */
export function withReached(wants: readonly Want[]): Want[] {
  const ids = new Set(wants.map((want) => want.id));
  return wants.flatMap((want): Want[] => {
    const vary = want.until?.vary;
    if (vary === undefined || wants.some(({ type }) => type.kind === 'summary' && type.facets['rounds'] === want.id)) return [want];
    let id = `${want.id.slice(0, 50)}-reached`;
    for (let count = 2; ids.has(id); count += 1) id = `${want.id.slice(0, 50)}-reached-${count}`;
    ids.add(id);
    return [want, { id, type: { kind: 'summary', facets: { rounds: want.id } }, effect: null, title: `The ${vary.name} that was reached: ${want.title}`.slice(0, 200), spans: want.spans }];
  });
}
