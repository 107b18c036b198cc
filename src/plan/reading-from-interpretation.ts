import type { Clarification, Reading, Span, TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { Registry } from '../schemas/operation.ts';
import { checkAnswer } from './check-answer.ts';
import { findSpans } from './find-spans.ts';
import { formGoal } from './front-end-form.ts';
import { readWords } from './lexical-read.ts';
import { indexTerms } from './lexical-terms.ts';
import { nameWords } from './lexical-words.ts';
import type { ModelReading, ModelWant } from './model-reading.ts';
import { nearestNames } from './nearest.ts';
import { contentWords } from './nearest-words.ts';
import { parsePeriod, yearsOf } from './period.ts';
import { type ReadContext, typeGoal } from './typed-goal.ts';
import { type Mentioned, type Wish, emptyWish } from './typed-goal-wish.ts';

/** At most this many wants of a model are taken up. */
const MOST_WANTS = 20;
/** Kinds that take in the others; they are planned once, after them. */
const COLLECTIONS = new Set(['report', 'text', 'verdict']);

/**
 * Makes the same typed goal of a model's reading that the lexical front end makes of words. Kinds, data and columns are looked up in registry and
 * profiles; what is unknown becomes a question or an error, quotes that the goal does not contain are dropped. At most three questions.
 */
export function readingFromInterpretation(reading: ModelReading, context: ReadContext & { goal: string }): Reading {
  const { goal, registry } = context;
  let wants: readonly ModelWant[] = reading.wants.slice(0, MOST_WANTS);
  const impossible = saidImpossible(reading.not_possible);
  // What serves a part of a goal is not what was asked for: the person says which part is enough.
  if ((wants.length === 0 && reading.questions.length === 0) || impossible !== null) {
    const why = impossible ?? 'the model found nothing in it that is wanted.';
    return { result: 'unreadable', message: `Cannot serve goal: ${why} Say which result is wanted of which data.`, nearest: kindNames(registry).slice(0, 3) };
  }
  for (const want of wants) {
    const problem = unknownName(want, registry);
    if (problem !== null) return problem;
  }
  const unasked = unaskedEffects(wants, context);
  const refused = new Set(unasked.flatMap((one) => (answerTo(one, context) === false ? [one.effect] : [])));
  wants = wants.filter((want) => want.effect === null || !refused.has(want.effect));
  const typedWants = wants.flatMap((want) => want.typed ?? []);
  const plainWants = wants.filter((want) => want.typed === null);
  // Who only asks has not said yet what is wanted: nothing else is to be asked before that is answered.
  const results = plainWants.length === 0 && (typedWants.length > 0 || reading.wants.length === 0) ? [] : wishesOf(plainWants, goal).map((wish) => typeGoal(wish, context));
  if (typedWants.length > 0) results.push(formGoal(goal, { wants: typedWants, values: reading.values }, { ...context, front_end: 'model' }));
  const unreadable = results.find((one) => one.result === 'unreadable');
  if (unreadable !== undefined) return unreadable;
  const open = new Map<string, Clarification>();
  for (const result of results) if (result.result === 'questions') for (const question of result.questions) if (!open.has(question.question_id)) open.set(question.question_id, question);
  for (const { question } of unasked) if (!isAnswered(question, context)) open.set(question.question_id, question);
  for (const question of reading.questions) {
    // A model may not ask in the name of a confirmation, with an answer of its own as the default.
    if (!open.has(question.question_id) && !question.question_id.startsWith(CONFIRM) && !isAnswered(question, context)) open.set(question.question_id, question);
  }
  const questions = [...open.values()].slice(0, 3);
  if (questions.length > 0) {
    const titles = [...new Set([...reading.interpretation.clarifications_needed, ...questions.map((one) => one.title)])];
    return { result: 'questions', questions, interpretation: { ...reading.interpretation, clarifications_needed: titles } };
  }
  if (results.length === 0) return { result: 'unreadable', message: 'Cannot serve goal: the model found nothing in it that is wanted. Say which result is wanted of which data.', nearest: kindNames(registry).slice(0, 3) };
  const typed = results.flatMap((one) => (one.result === 'typed' ? [one.typed_goal] : []));
  return { result: 'typed', typed_goal: merge(typed, wants, context), interpretation: { ...reading.interpretation, clarifications_needed: [] } };
}

/** Why a model says that nothing can serve the goal; null where it says no reason. */
function saidImpossible(text: string | null): string | null {
  const said = (text ?? '').trim();
  return /^(|none|no|null|n\/a|-)\.?$/i.test(said) ? null : said.slice(0, 500);
}

function kindNames(registry: Registry): string[] {
  return registry.kinds.map((kind) => kind.name);
}

function unknownName(want: ModelWant, registry: Registry): Extract<Reading, { result: 'unreadable' }> | null {
  const kinds = kindNames(registry);
  if (want.effect === null && !kinds.includes(want.kind)) {
    const nearest = nearestNames(want.kind, kinds);
    return { result: 'unreadable', message: `Cannot plan for a "${want.kind.slice(0, 64)}": there is no such kind of result. ${nearest.length === 0 ? `There are ${kinds.join(', ')}` : `Did you mean ${nearest.join(' or ')}`}.`, nearest };
  }
  const effects = registry.operations.flatMap((operation) => operation.effect_name ?? []);
  if (want.effect !== null && !effects.includes(want.effect)) {
    return { result: 'unreadable', message: `Cannot plan the effect "${want.effect.slice(0, 64)}": no operation has it. There are ${[...new Set(effects)].join(', ') || 'none'}.`, nearest: nearestNames(want.effect, effects) };
  }
  return null;
}

/** One wish per wanted result; collections and effects go with the first of the others, so that they are planned once. */
function wishesOf(wants: readonly ModelWant[], goal: string): Wish[] {
  const results = wants.filter((want) => want.effect === null && !COLLECTIONS.has(want.kind));
  const collections = wants.filter((want) => want.effect === null && COLLECTIONS.has(want.kind));
  const wishes = (results.length > 0 ? results : collections.slice(0, 1)).map((want) => wishOf(want, goal));
  return wishes.length > 0 ? wishes : [emptyWish(goal, 'model')];
}

function wishOf(want: ModelWant, goal: string): Wish {
  const spans = findSpans(want.quotes, goal);
  const wish = emptyWish(goal, 'model');
  const mark = want.facets.find((facet) => facet.name === 'mark');
  const markValue = mark === undefined ? null : parse(mark.value_json);
  wish.kinds = [{ kind: want.kind, mark: typeof markValue === 'string' ? markValue : null, spans }];
  wish.data = want.data === null || want.data.trim() === '' ? null : want.data;
  if (want.measure !== null) wish.mentions.push(mention(want.measure, spans));
  wish.grouping = want.keys.map((key) => mention(key, []));
  if (want.analysis === 'growth') wish.growth = { direction: null, spans };
  if (want.mode !== null) wish.mode = { value: want.mode, spans };
  if (want.analysis === 'summary' || want.analysis === 'grid_summary') wish.summary = { spans };
  if (want.aggregation !== null) wish.aggregation = { value: want.aggregation, spans };
  if (want.analysis === 'rank' || want.order !== null || (want.analysis === 'growth' && want.limit !== null)) wish.rank = { direction: want.order ?? 'desc', limit: want.limit, one: false, plural: false, spans };
  wish.filters = want.filters.map((filter) => ({ mention: mention(filter.column, []), op: filter.op, value: filterValue(parse(filter.value_json)), spans: findSpans([filter.quote], goal) }));
  readPeriod(wish, want, spans);
  return wish;
}

function readPeriod(wish: Wish, want: ModelWant, spans: Span[]): void {
  const period = want.period !== null && parsePeriod(want.period) !== null ? want.period : null;
  if (want.analysis === 'anomaly') wish.anomaly = { at: period, spans };
  else if (period !== null && !period.includes('/')) wish.period = { value: period, spans };
  else if (period !== null) {
    const { first, last } = yearsOf(period);
    if (first !== null) wish.since = { value: first, spans };
    if (last !== null) wish.until = { value: last, spans: [] };
  }
}

function mention(name: string, spans: Span[]): Mentioned {
  return { words: nameWords(name), meanings: [name], spans };
}

function filterValue(value: Json): number | string | (number | string)[] {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'number' || typeof one === 'string');
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const CONFIRM = 'confirm_';

/**
 * Effects that change something and that only the model reads into the goal: no word of the goal that the packs know names them. Each is asked
 * for, without a default, so that it cannot be answered in advance for the person.
 */
function unaskedEffects(wants: readonly ModelWant[], context: ReadContext & { goal: string }): { effect: string; question: Clarification }[] {
  const { registry, goal } = context;
  // What always asks by itself when it is reached needs no question before it is planned.
  const changing = new Set(registry.operations.flatMap((operation) => (operation.effect_name !== undefined && operation.always_ask !== true && (operation.effect === 'write' || operation.effect === 'destructive') ? [operation.effect_name] : [])));
  const words = new Set(contentWords(goal));
  const named = [...changing].filter((effect) => contentWords(effect.replaceAll('-', ' ')).every((word) => words.has(word)));
  const said = new Set([...readWords(goal, indexTerms(registry.terms), [], []).effects.map((one) => one.effect), ...named]);
  const effects = new Set(wants.flatMap((want) => (want.effect !== null && changing.has(want.effect) && !said.has(want.effect) ? [want.effect] : [])));
  return [...effects].map((effect) => {
    const want = wants.find((one) => one.effect === effect);
    const question: Clarification = {
      question_id: `${CONFIRM}${effect.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 50)}`,
      title: `Shall the plan ${effect.includes('-') ? `do "${effect}"` : `${effect} something`}?`,
      why: `The model reads the goal as asking for it ("${(want?.title ?? effect).slice(0, 100)}"); no word of the goal says so plainly.`,
      type: 'confirm',
      options: [],
      allow_other: false,
      default: null,
      spans: findSpans(want?.quotes ?? [], goal),
    };
    return { effect, question };
  });
}

function answerTo({ question }: { question: Clarification }, context: ReadContext): Json | null {
  const given = { ...context.inputs, ...context.answers };
  const checked = Object.hasOwn(given, question.question_id) ? checkAnswer(question, given[question.question_id] ?? null) : null;
  return checked !== null && checked.ok ? checked.value : null;
}

function isAnswered(question: Clarification, context: ReadContext): boolean {
  const given = { ...context.inputs, ...context.answers };
  return Object.hasOwn(given, question.question_id) && checkAnswer(question, given[question.question_id] ?? null).ok;
}

/** Puts the typed goals of the single wants together: wants renamed apart, givens and choices once, one report for all. */
function merge(goals: readonly TypedGoal[], modelWants: readonly ModelWant[], context: ReadContext & { goal: string }): TypedGoal {
  const wants: Want[] = [];
  const kept = new Set(modelWants.flatMap((want) => (want.typed === null ? [] : [want.id])));
  const add = (want: Want): void => {
    const key = JSON.stringify([want.type, want.effect, want.condition ?? null]);
    if (wants.some((one) => JSON.stringify([one.type, one.effect, one.condition ?? null]) === key)) return;
    if (kept.has(want.id)) {
      wants.push(want);
      return;
    }
    let id = want.type.kind;
    for (let count = 2; kept.has(id) || wants.some((one) => one.id === id); count += 1) id = `${want.type.kind}-${count}`;
    wants.push({ ...want, id });
  };
  for (const want of goals.flatMap((one) => one.wants)) if (!COLLECTIONS.has(want.type.kind) || kept.has(want.id)) add(want);
  const collected = goals.flatMap((one) => one.wants).filter((want) => COLLECTIONS.has(want.type.kind) && !kept.has(want.id));
  for (const kind of ['verdict', 'text', 'report']) {
    if (wants.some((want) => want.type.kind === kind)) continue;
    const asked = modelWants.find((want) => want.kind === kind && want.effect === null && want.typed === null);
    const known = collected.find((want) => want.type.kind === kind);
    if (asked === undefined && known === undefined && (kind !== 'report' || wants.length < 2)) continue;
    const title = asked?.title.trim() !== '' && asked !== undefined ? asked.title.slice(0, 200) : (known?.title ?? context.goal.trim().replace(/\s+/g, ' ').slice(0, 120));
    add({ id: kind, type: { kind, facets: {} }, effect: null, title, spans: asked === undefined ? [] : findSpans(asked.quotes, context.goal) });
  }
  const kindOf = (effect: string): string => context.registry.operations.find((operation) => operation.effect_name === effect)?.output.kind ?? 'file';
  for (const want of modelWants) if (want.effect !== null && want.typed === null) add({ id: kindOf(want.effect), type: { kind: kindOf(want.effect), facets: {} }, effect: want.effect, title: want.title.slice(0, 200), spans: findSpans(want.quotes, context.goal) });
  const choices = new Map(goals.flatMap((one) => one.choices).map((choice) => [JSON.stringify([choice.name, choice.value, choice.want ?? null]), choice]));
  const givens = new Map(goals.flatMap((one) => one.givens).map((given) => [given.id, given]));
  const covered = [...wants, ...choices.values()].flatMap((one) => one.spans);
  const words = readWords(context.goal, indexTerms(context.registry.terms), [], context.constraints.spans.map((one) => one.span));
  return {
    goal: context.goal,
    wants,
    givens: [...givens.values()],
    choices: [...choices.values()],
    constraints: context.constraints,
    unread: words.unread.filter((span) => !covered.some((one) => one.start < span.end && span.start < one.end)),
    front_end: 'model',
  };
}
