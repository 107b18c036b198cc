import type { Reading, TypedGoal, Want } from '../schemas/goal.ts';
import type { FormWant } from '../schemas/goal-form.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { compileGoal } from './compile.ts';
import { describeValue } from './compile-describe.ts';
import { formGoal } from './front-end-form.ts';
import type { ModelReading } from './model-reading.ts';
import { nearestNames } from './nearest.ts';
import { operationName } from './operations.ts';
import { settingFaults } from './setting-faults.ts';
import { profiledColumns } from './profiled-columns.ts';
import type { ReadContext } from './typed-goal.ts';

/** Why a reading can lead to no plan, as far as that lies in how it was read. What is not known is null. */
export interface ReadingFault {
  want: string | null;
  facet: string | null;
  /** What the facet says, in words. */
  value: string | null;
  reason: string;
  /** Operations that set the facet on results of this kind, nearest first. */
  made_by: string[];
}

type Context = ReadContext & { goal: string };

const NOW = '1970-01-01T00:00:00.000Z';
/** Readings and searches of parts, to find out what is at fault; beyond that the whole is blamed. */
const MOST_READINGS = 40;
const MOST_SEARCHES = 20;
/** Partial plans that are looked at for a part: it is near, or it is not what is at fault. */
const LOOKS = 1_500;
const MOST_FAULTS = 8;
const MOST_OPERATIONS = 4;

/**
 * All that is wrong with how a goal was read: names that do not exist, in every want, and wants that nothing reaches, each with the facet without which it would be
 * reached. Empty where the reading can lead to a plan, where questions come first, or where the reader itself says that nothing serves the goal. At most eight.
 */
export function faultsOfReading(reading: Reading, read: ModelReading | null, context: Context): ReadingFault[] {
  if (reading.result === 'questions') return [];
  if (reading.result === 'typed') return unreached(reading.typed_goal, context);
  if (read !== null && read.not_possible !== null) return [];
  const every = read === null ? [] : unreadable(read, context);
  return (every.some((one) => one.reason === reading.message) ? every : [whole(reading.message), ...every]).slice(0, MOST_FAULTS);
}

const whole = (reason: string): ReadingFault => ({ want: null, facet: null, value: null, reason, made_by: [] });

/** Every want read with the others stripped of all that could be wrong, and again without the facet that was, until nothing is. */
function unreadable(read: ModelReading, context: Context): ReadingFault[] {
  const forms = read.wants.flatMap((want) => want.typed ?? []);
  const faults: ReadingFault[] = [];
  let left = MOST_READINGS;
  for (const form of forms) {
    let tried: FormWant | null = form;
    while (tried !== null && left > 0 && faults.length < MOST_FAULTS) {
      left -= 1;
      const now: FormWant = tried;
      const result = formGoal(context.goal, { wants: forms.map((one) => (one === form ? now : { id: one.id, kind: 'table' })), values: read.values }, { ...context, front_end: 'model' });
      if (result.result !== 'unreadable') break;
      const facet = Object.keys(now.facets ?? {}).find((name) => result.message.includes(`facet "${name}"`)) ?? (result.message.includes('the keys of want') ? 'keys' : null);
      if (!faults.some((one) => one.reason === result.message)) faults.push({ want: form.id, facet, value: facet === null ? null : JSON.stringify(now.facets?.[facet] ?? null), reason: result.message, made_by: [] });
      tried = facet === null ? null : { ...now, facets: Object.fromEntries(Object.entries(now.facets ?? {}).filter(([name]) => name !== facet)) };
    }
  }
  return faults;
}

/** What no plan leads to: wants are added one by one, and one that cannot be planned beside those before is looked into. */
function unreached(goal: TypedGoal, context: Context): ReadingFault[] {
  const columns = profiledColumns(goal, context.profiles);
  let left = MOST_SEARCHES;
  const failing = (wants: Want[], limits: { expansions?: number } = { expansions: LOOKS }): string | null => {
    left -= 1;
    const compiled = compileGoal({ ...goal, wants }, context.registry, { now: NOW, limits: { plans: 1, ...limits }, columns });
    if (compiled.result !== 'plan') return compiled.message;
    settings = settingFaults(compiled.plan, context.registry).map(whole);
    return null;
  };
  let settings: ReadingFault[] = [];
  const all = failing(goal.wants, {});
  if (all === null) return settings;
  const faults: ReadingFault[] = [];
  const good: Want[] = [];
  const bad = new Set<string>();
  for (const want of goal.wants) {
    if (left <= 0 || [...bad].some((id) => speaksOf(want, id))) continue;
    const message = failing([...good, want]);
    // a stated value may belong to a want that comes later; a search that ended early says nothing
    if (message === null || message.startsWith('Cannot use ') || message.includes('The search stopped after')) {
      good.push(want);
      continue;
    }
    bad.add(want.id);
    const facet = Object.keys(want.type.facets).filter((name) => !['dataset', 'time', 'service'].includes(name)).find((name) => left > 0 && failing([...good, without(want, name)]) === null) ?? null;
    const value = facet === null ? undefined : want.type.facets[facet];
    const part = Array.isArray(value) && value.length > 1 ? value.find((one) => left > 0 && facet !== null && failing([...good, { ...want, type: { ...want.type, facets: { ...want.type.facets, [facet]: value.filter((other) => other !== one) } } }]) === null) : undefined;
    faults.push({ want: want.id, facet, value: value === undefined ? null : describeValue(part ?? value), reason: message, made_by: facet === null ? [] : makersOf(want, facet, context) });
  }
  return faults.length === 0 ? [whole(all)] : faults.slice(0, MOST_FAULTS);
}

function without(want: Want, facet: string): Want {
  return { ...want, type: { ...want.type, facets: Object.fromEntries(Object.entries(want.type.facets).filter(([name]) => name !== facet)) } };
}

/** Whether a want takes, tests or names another. */
function speaksOf({ parts, condition, type }: Want, id: string): boolean {
  return parts?.includes(id) === true || (condition !== undefined && 'want' in condition.test.of && condition.test.of.want === id) || Object.values(type.facets).some((value) => names(value, id));
}

function names(value: FacetValue, id: string): boolean {
  if (typeof value !== 'object') return value === id;
  return (Array.isArray(value) ? value : value.args).some((one) => names(one, id));
}

/** Operations that decide this facet of what they make, those of the same kind only. */
function makersOf({ type: { kind, facets } }: Want, facet: string, { registry }: Context): string[] {
  const fn = (value: unknown): string => (typeof value === 'object' && value !== null && 'fn' in value ? String(value.fn) : '');
  const makers = registry.operations.filter(({ output }) => output.kind === kind && output.facets[facet] !== undefined && output.facets['service'] === undefined);
  const own = makers.filter(({ output }) => fn(output.facets[facet]) !== '' && JSON.stringify(facets[facet]).includes(`"${fn(output.facets[facet])}"`));
  const named = nearestNames(facet, makers.map(operationName), MOST_OPERATIONS);
  return [...new Set([...own.map(operationName), ...named, ...makers.map(operationName)])].slice(0, MOST_OPERATIONS);
}

/** Faults as a reader is told them, one line each. */
export function faultLines(faults: readonly ReadingFault[]): string[] {
  return faults.map(({ want, facet, value, reason, made_by }) => {
    if (want === null) return reason;
    const where = facet === null ? `want "${want}"` : `want "${want}", facet ${facet} = ${(value ?? '').slice(0, 300)}`;
    const hint = facet === null || made_by.length === 0 ? '' : ` Without this facet it can be planned. It is made by ${made_by.join(', ')}: see what these need.`;
    return `${where}: ${reason}${hint}`;
  });
}
