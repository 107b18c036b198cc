import type { Json } from '../schemas/json.ts';
import type { Constraints, Profile, Reading, Span, TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import { interpretationOf } from './front-end-interpretation.ts';
import { indexTerms } from './lexical-terms.ts';
import { Asking } from './typed-goal-ask.ts';
import { chooseData, outsideCoverage } from './typed-goal-choose.ts';
import { chooseFilters, chooseKeys, chooseMeasure } from './typed-goal-columns.ts';
import { type DataSource, dataSources, measureColumns, setFacet, textFacet, timeColumn } from './typed-goal-data.ts';
import { askBaseline, askKind, askLimit, askMode, askMoment, askPeriod } from './typed-goal-questions.ts';
import { type Grain, chooseGrain } from './typed-goal-grain.ts';
import { chooseNames } from './typed-goal-names.ts';
import { type Settings, plannedWants } from './typed-goal-wants.ts';
import type { Wish } from './typed-goal-wish.ts';

export interface ReadContext {
  registry: Registry;
  profiles: readonly Profile[];
  constraints: Constraints;
  /** Values given in advance, by question id or parameter name. */
  inputs?: { [name: string]: Json } | undefined;
  answers?: { [question: string]: Json } | undefined;
  /** Kinds of `--want`; they replace the kinds that the words name. */
  wants?: readonly string[] | undefined;
  /** Lead that a reading of words as a column must have; only calibration sets it. */
  margin?: number | undefined;
}

/** At most this many questions are put to a person at a time. */
const QUESTIONS_AT_ONCE = 3;

/** Decides what a wish leaves open, from the data and the answers, or asks; the result is a typed goal whose every part knows its words. */
export function typeGoal(wish: Wish, context: ReadContext): Reading {
  const { registry, profiles, constraints } = context;
  const asking = new Asking(context.answers ?? {}, context.inputs ?? {});
  const sources = dataSources(registry, profiles, indexTerms(registry.terms));
  const unreadable = profiles.filter((profile) => profile.unreadable !== null).map((profile) => ({ name: profile.source.name, reason: profile.unreadable ?? '' }));
  const choice = chooseData(wish, sources, constraints, unreadable);
  if (choice.result === 'none') return { result: 'unreadable', message: choice.message, nearest: choice.nearest };
  let source: DataSource | null = null;
  if (choice.result === 'chosen') source = choice.source;
  else {
    const answer = asking.ask(choice.question);
    source = choice.sources.find((one) => one.id === answer) ?? null;
  }
  if (source !== null) asking.choose('data', source.id, choice.result === 'chosen' ? choice.because : 'answered', wish.subjects.flatMap((subject) => subject.spans));
  const mode = wish.growth === null ? null : askMode(wish, source, asking);
  if (source === null) return asked(wish, registry, asking, null, []);
  const outside = outsideCoverage(source, wish);
  if (outside !== null) return { result: 'unreadable', message: `Cannot use "${source.title}": ${outside} Attach other data, or change the period.`, nearest: [source.id] };

  const grid = textFacet(source, 'content') === 'grid';
  const kinds = wish.kinds.length > 0 || isAnalytic(wish, grid) ? wish.kinds : askKind(wish, source, asking);
  if (kinds === null) return asked(wish, registry, asking, source, []);
  const needsMeasure = !grid && (isAnalytic(wish, grid) || kinds.some((one) => one.kind !== 'table' && one.kind !== 'verdict'));
  const measure = needsMeasure ? chooseMeasure(wish, source, asking) : null;
  if (needsMeasure && measure === null && asking.questions.length === 0) {
    return { result: 'unreadable', message: `Cannot read "${source.title}" for this goal: it has no column of numbers to work on. Attach data with one.`, nearest: [source.id] };
  }
  const timed = !grid && timeColumn(source) === null && (wish.period !== null || wish.since !== null || wish.until !== null);
  if (timed) return { result: 'unreadable', message: `Cannot use "${source.title}": it has no time column. Attach other data, or leave the period out.`, nearest: [source.id] };
  const chosen = grid ? undefined : chooseKeys(wish, source, asking);
  const named = grid ? { filters: [], spans: [], read: [] } : chooseNames(wish, source, asking);
  const asIs: Grain = { keys: null, aggregation: null, time: 'kept', interval: null, filters: [] };
  const grain = grid || chosen === null ? asIs : chooseGrain(wish, source, measure, chosen, kinds, asking);
  if (grain !== null && 'refusal' in grain) return { result: 'unreadable', message: `Cannot use "${source.title}": ${grain.refusal} Attach other data, or change the goal.`, nearest: [source.id] };
  const filters = grid ? { filters: [], spans: [] } : chooseFilters(wish, source, measure ?? measureColumns(source)[0] ?? null);
  const period = grid ? askPeriod(wish, source, asking) : null;
  const at = wish.anomaly === null || grid ? null : askMoment(wish, source, asking);
  const reference = at === null ? null : askBaseline(wish, source, at, asking);
  const limit = wish.rank === null ? 0 : askLimit(wish, grain !== null && wish.aggregation === null && (grain.aggregation === 'max' || grain.aggregation === 'min'), asking);
  if (asking.questions.length > 0 || chosen === null || named === null || grain === null || filters === null || limit === null) return asked(wish, registry, asking, source, kinds.map((one) => one.kind));

  const settings: Settings = { wish, source, kinds, grid, measure, mode, keys: grain.keys, grain, filters: [...filters.filters, ...named.filters, ...grain.filters], filterSpans: [...filters.spans, ...named.spans], period, at, limit, time: timeColumn(source)?.name ?? null };
  const wants = plannedWants(settings);
  recordChoices(asking, settings, reference, constraints);
  const typed: TypedGoal = {
    goal: wish.goal,
    wants,
    givens: [{ ...source.given, type: withKeys(source, settings.keys), spans: wish.subjects.flatMap((subject) => subject.spans) }],
    choices: asking.choices,
    constraints,
    unread: wish.unread.filter((span) => !named.read.some((one) => one.start <= span.start && span.end <= one.end) && span.text !== source.id),
    front_end: wish.front_end,
  };
  return { result: 'typed', typed_goal: typed, interpretation: interpretationOf(wish, registry, source, wants, []) };
}

function isAnalytic(wish: Wish, grid: boolean): boolean {
  if (grid) return wish.summary !== null;
  return wish.growth !== null || wish.rank !== null || wish.anomaly !== null || wish.summary !== null || wish.aggregation !== null || wish.interval !== null || wish.grouping.length > 0 || wish.filters.length > 0;
}

function asked(wish: Wish, registry: Registry, asking: Asking, source: DataSource | null, kinds: readonly string[]): Reading {
  const questions = asking.questions.slice(0, QUESTIONS_AT_ONCE);
  const wants = kinds.map((kind): Want => ({ id: kind, type: { kind, facets: {} }, effect: null, title: kind, spans: [] }));
  return { result: 'questions', questions, interpretation: interpretationOf(wish, registry, source, wants, questions.map((one) => one.title)) };
}

/** A column that rows are to be grouped by belongs to the grain, even where other columns alone tell the rows apart. */
function withKeys(source: DataSource, keys: readonly string[] | null): TypedGoal['givens'][number]['type'] {
  const known = setFacet(source, 'keys');
  if (keys === null || keys.every((key) => known.includes(key))) return source.given.type;
  return { ...source.given.type, facets: { ...source.given.type.facets, keys: [...new Set([...known, ...keys])].toSorted() } };
}

function recordChoices(asking: Asking, settings: Settings, reference: string | null, constraints: Constraints): void {
  const { wish, at, period, filters } = settings;
  const spans = (list: readonly Span[] | undefined): Span[] => [...(list ?? [])];
  if (filters.length > 0) asking.choose('predicates', filters, 'said', settings.filterSpans);
  if (period !== null && !asking.choices.some((one) => one.name === 'period')) asking.choose('period', period, 'said', spans(wish.period?.spans));
  if (at !== null) {
    if (!asking.choices.some((one) => one.name === 'at')) asking.choose('at', at, 'said', spans(wish.anomaly?.spans));
    asking.choose('chart.line.highlight', at, 'profile', []);
  }
  if (reference !== null) asking.choose('chart.line.reference', reference, 'profile', []);
  if (settings.grain.aggregation !== null) asking.choose('aggregation', settings.grain.aggregation, wish.aggregation === null ? 'profile' : 'said', spans(wish.aggregation?.spans));
  else if (settings.measure?.aggregation === 'sum' || settings.measure?.aggregation === 'mean') {
    if (settings.keys !== null || setFacet(settings.source, 'keys').length > 0) asking.choose('aggregation', settings.measure.aggregation, 'profile', []);
  }
  const order = settings.measure === null || wish.rank === null ? null : orderOf(settings);
  if (order !== null) asking.choose('order', order, 'said', spans(wish.rank?.spans));
  if (constraints.output_format !== null) asking.choose('format', constraints.output_format, 'said', constraints.spans.filter((one) => one.constraint === 'output_format').map((one) => one.span));
}

function orderOf(settings: Settings): FacetValue | null {
  for (const want of plannedWants(settings)) {
    const order = want.type.facets['order'];
    if (order !== undefined) return order;
  }
  return null;
}
