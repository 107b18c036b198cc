import type { Plan, Task } from '../schemas/plan.ts';
import type { Given, Profile, TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { Registry } from '../schemas/operation.ts';
import { type CompileOptions, type CompileResult, compileGoal } from './compile.ts';
import { widened } from './front-end-form.ts';
import { withAnswers } from './asked-values.ts';
import { isFormal } from './formal.ts';
import { allGivens, listGivens } from './givens.ts';
import type { DataSource } from './typed-goal-data.ts';
import { givenBindings } from './given-bindings.ts';
import { filled } from './varied-values.ts';

/** What is there when a nested plan is made. */
export interface NestedData {
  registry: Registry;
  /** The data that is bound to the task, profiled. */
  own: readonly Profile[];
  /** What the plan around it was given: files as they were attached. Services are in the registry. */
  outer: readonly Profile[];
  /** What a person entered, by the name that was asked for. */
  answers?: { readonly [name: string]: Json };
  /** The values that rounds before it reached, by their names. */
  varied?: { readonly [name: string]: number | string };
  constraints: TypedGoal['constraints'];
}

/**
 * The plan of a nested task whose wants say formally what they want, with the files that it takes: made of its own data alone where that does; else with what the
 * plan around it was given beside that. A plan that does without the task's own data is none, for then nothing had to be waited for. Null where its words have
 * to be read.
 */
export function planNested({ words, wants: asked }: NonNullable<Task['plan']>, { registry, own, outer, constraints, answers = {}, varied = {} }: NestedData, options: CompileOptions): { plan: Plan; typed_goal: TypedGoal; profiles: readonly Profile[] } | { message: string } | null {
  if (asked.length === 0 || !asked.every(isFormal)) return null;
  const answered = withAnswers(asked, answers);
  const wants = 'message' in answered ? answered : filled(answered, varied);
  if ('message' in wants) return wants;
  const tried: { profiles: readonly Profile[]; typed_goal: TypedGoal; result: CompileResult }[] = [];
  const alone: [readonly Profile[], Registry] = [own, { ...registry, datasets: [] }];
  for (const [profiles, known] of [alone, [[...own, ...outer], registry] satisfies [readonly Profile[], Registry]].slice(own.length === 0 ? 1 : 0)) {
    tried.push({ profiles, ...compileOver(words, wants, known, profiles, own, constraints, options) });
    if (tried.at(-1)?.result.result === 'plan') break;
  }
  const found = tried.find(({ result }) => result.result === 'plan');
  if (found?.result.result === 'plan') return { plan: found.result.plan, typed_goal: found.typed_goal, profiles: found.profiles };
  // That it could do without its data says more than that this data alone is not enough.
  const first = tried.find(({ result }) => result.result === 'dead-end' && result.message.startsWith(WITHOUT)) ?? tried[0];
  return { message: first?.result.result === 'dead-end' ? first.result.message : 'Cannot plan what is wanted of the data.' };
}

const WITHOUT = 'Cannot plan this of its own data';

function compileOver(words: string, wants: readonly Want[], registry: Registry, profiles: readonly Profile[], own: readonly Profile[], constraints: TypedGoal['constraints'], options: CompileOptions): { typed_goal: TypedGoal; result: CompileResult } {
  const { givens: every, sources } = allGivens(registry, profiles);
  const mine = new Set(own.map((profile) => profile.source.sha256));
  const givens = ofNamedFiles(every, sources, wants, mine);
  const columns = Object.fromEntries(givens.flatMap((given) => {
    const { source } = given;
    const profile = source.kind === 'attachment' ? profiles.find((one) => one.source.sha256 === source.sha256) : undefined;
    return profile === undefined ? [] : [[given.id, profile.columns]];
  }));
  const named = givens.map((given) => ({ ...given, type: widened(given, sources, wants), named: own.length === 0 ? given.named : given.source.kind === 'attachment' && mine.has(given.source.sha256) }));
  const typed: TypedGoal = { goal: words, wants: [...wants], givens: named, choices: [], constraints, unread: [], front_end: 'form' };
  const result = compileGoal(typed, registry, { ...options, columns });
  if (result.result !== 'plan' || own.length === 0 || readsOwn(result.plan, mine)) return { typed_goal: typed, result };
  const used = named.filter((given) => givenBindings(given).length > 0 && !(given.source.kind === 'attachment' && mine.has(given.source.sha256))).map((given) => given.title);
  const message = `${WITHOUT} ("${words}"): it could only be made of ${used.slice(0, 5).join(', ')}, and not of what is there now. Want it without waiting for that data.`;
  return { typed_goal: typed, result: { result: 'dead-end', dead_end: { message, missing: [], unknown_kinds: [], nearest: [] }, message } };
}

/**
 * The givens that wants name among the files of the plan around this one: all where one of them names none. Several files are their list, under the identity
 * that the want knows it by.
 */
function ofNamedFiles(givens: readonly Given[], sources: readonly DataSource[], wants: readonly Want[], own: ReadonlySet<string>): Given[] {
  if (!wants.every((want) => want.data !== undefined)) return [...givens];
  const single = new Set(wants.flatMap(({ data = [] }) => (data.length === 1 ? data : [])));
  const kept = givens.filter(({ source }) => (source.kind === 'attachment' ? single.has(source.sha256) || own.has(source.sha256) : source.kind !== 'attachments' && source.kind !== 'dataset'));
  const lists = wants.filter(({ data = [] }) => data.length > 1).flatMap(({ id, data = [], type }) => {
    const found = listGivens(sources.filter(({ given: { source } }) => source.kind === 'attachment' && data.includes(source.sha256)));
    const { dataset } = type.facets;
    return found.map((list, at): Given => ({ ...list, id: `files-${id}-${at + 1}`, type: dataset === undefined ? list.type : { ...list.type, facets: { ...list.type.facets, dataset } } }));
  });
  const listed = new Set(lists.flatMap(({ source }) => (source.kind === 'attachments' ? source.items.map((item) => item.sha256) : [])));
  // Files of other types than the rest have no list to be in.
  const alone = givens.filter(({ source }) => source.kind === 'attachment' && !single.has(source.sha256) && !own.has(source.sha256) && !listed.has(source.sha256) && wants.some(({ data = [] }) => data.includes(source.sha256)));
  return [...kept, ...alone, ...lists];
}

function readsOwn(plan: Plan, own: ReadonlySet<string>): boolean {
  return plan.nodes.some((task) => (task.inputs ?? []).some((input) => input.bindings.some((binding) => binding.kind === 'artifact' && own.has(binding.sha256))));
}
