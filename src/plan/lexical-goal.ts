import type { Reading, Span, TypedGoal, Want } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { interpretationOf } from './front-end-interpretation.ts';
import { describeValue } from './compile-describe.ts';
import { analysisOf } from './lexical-analysis.ts';
import { readSeveral, separateGoals } from './lexical-several.ts';
import { isForTopics, refusedOutright } from './lexical-beyond-tables.ts';
import { conditionedGoal } from './lexical-condition-clause.ts';
import { readConditioned } from './lexical-conditioned.ts';
import { conditionsOf } from './lexical-conditions-of.ts';
import { Decisions } from './lexical-decisions.ts';
import { derivedTerm } from './lexical-derived.ts';
import { hasMeasure, isVague, saysOfWhat } from './lexical-of-what.ts';
import { type Phrases, readPhrases } from './lexical-phrases.ts';
import type { Request } from './lexical-request.ts';
import { type Shape, shapeOf, statisticOf, stepOf, termOf } from './lexical-shape.ts';
import { givensOf } from './lexical-givens.ts';
import { spansOf } from './lexical-request-spans.ts';
import { changeWords, dropPart, moved, revised } from './lexical-revision.ts';
import { type TermIndex, indexTerms } from './lexical-terms.ts';
import { plain } from './lexical-words.ts';
import { Asking, question } from './typed-goal-ask.ts';
import { whichTime } from './lexical-which-time.ts';
import { type Column, type DataSource, dataSources, textFacet, timeColumn } from './typed-goal-data.ts';
import { emptyWish } from './typed-goal-wish.ts';
import type { ReadContext } from './typed-goal.ts';

type Choice = TypedGoal['choices'][number];
type Facets = { [name: string]: FacetValue };

/**
 * Reads a goal about attached tables into a typed goal whose every part has its words. Columns are what the goal uses them for, whatever profiling
 * took them for. Every word that could change the result is accounted for: otherwise it is asked for, or the goal is refused with the words. Null
 * where the goal asks for what only the reading by topics knows (maps, reports, unusual times), or no table is attached.
 */
export function readTableGoal(goal: string, context: ReadContext): Reading | null {
  const opened = openTables(context);
  if (opened === null) return null;
  const conditioned = conditionedGoal(goal);
  if (conditioned !== null) return readConditioned(goal, conditioned, opened, context, readTableGoal);
  const parts = separateGoals(goal, opened.sources, opened.terms);
  if (parts.length > 1) return readSeveral(goal, parts, context, readTableGoal);
  const phrases = readPhrases(goal, opened.sources, opened.terms, opened.reserved, context.margin);
  if (isForTopics(goal, phrases, context)) return null;
  return refusedOutright(goal, opened.sources) ?? readingOf(goal, phrases, opened.sources, context);
}

/**
 * Reads a goal about attached tables together with changes that were asked for, in order. A change is taken whole or not at all: the words of one that
 * was not understood, or that makes no difference, are unread, and nothing else is changed by it. Null as for `readTableGoal`.
 */
export function readTableRevision(goal: string, changes: readonly string[], context: ReadContext): Reading | null {
  const whole = [goal, ...changes].join('. ');
  const opened = openTables(context);
  if (opened === null) return null;
  let phrases = readPhrases(goal, opened.sources, opened.terms, opened.reserved, context.margin);
  if (isForTopics(goal, phrases, context)) return null;
  let reading = readingOf(goal, phrases, opened.sources, context);
  if (reading === null || reading.result !== 'typed') return reading;
  let start = goal.length + 2;
  const unread: Span[] = [];
  for (const text of changes) {
    const all = { start, end: start + text.length, text };
    const change = moved(readPhrases(changeWords(text), opened.sources, opened.terms, [], context.margin), start, whole);
    const number = change.unread.length === 1 && phrases.request.limit !== null && phrases.request.limit.value > 0 && /^\d{1,4}$/.test(change.unread[0]?.text ?? '') ? Number(change.unread[0]?.text) : null;
    const request: Request | null = number !== null ? { ...phrases.request, limit: { value: number, spans: change.unread } } : (dropPart(phrases.request, text) ?? (change.unread.length > 0 ? null : revised(phrases.request, change, text)));
    start += text.length + 2;
    const next: Reading | null = request === null ? null : readingOf(whole, { ...phrases, request, asked: phrases.asked || change.asked }, opened.sources, context);
    if (next?.result === 'questions') return next;
    if (request === null || next === null || next.result !== 'typed' || meaningOf(next.typed_goal) === meaningOf(reading.typed_goal)) {
      unread.push(...(request === null && change.unread.length > 0 && change.unread.length < 4 ? change.unread : [all]));
      continue;
    }
    phrases = { ...phrases, request };
    reading = next;
  }
  return { ...reading, typed_goal: { ...reading.typed_goal, goal: whole, unread } };
}

/** What a plan is made from: everything but words. */
export function meaningOf({ wants, givens, choices }: TypedGoal): string {
  return JSON.stringify({
    wants: wants.map(({ id, type, effect, condition, until }) => ({ id, type, effect, condition: condition ?? null, until: until ?? null })),
    givens: givens.map(({ type, source }) => ({ type, source })),
    choices: choices.map(({ name, value }) => ({ name, value })),
  });
}

function openTables(context: ReadContext): { sources: DataSource[]; terms: TermIndex; reserved: Span[] } | null {
  const terms = indexTerms(context.registry.terms);
  const attached = dataSources(context.registry, context.profiles, terms).filter((source) => source.attached && textFacet(source, 'content') === 'table');
  if (attached.length === 0 || (context.wants ?? []).length > 0) return null;
  const names = context.constraints.named_data.map(plain);
  const named = attached.filter((source) => names.includes(plain(source.title)) || names.includes(plain(source.title).replace(/\.[^.]*$/, '')));
  const reserved = context.constraints.spans.filter((one) => one.constraint !== 'named_data' || attached.some((source) => plain(one.span.text.replace(/["“”«»`]/g, '')) === plain(source.title))).map((one) => one.span);
  return { sources: named.length > 0 ? named : attached, terms, reserved };
}

function readingOf(goal: string, phrases: Phrases, sources: readonly DataSource[], context: ReadContext): Reading | null {
  const asking = new Asking(context.answers ?? {}, context.inputs ?? {});
  const decisions = new Decisions(asking);
  const source = sourceOf(phrases, sources, decisions);
  if (phrases.unread.length > 0) return unreadWords(phrases, sources);
  let built = source === null ? null : wantsOf(goal, phrases, source, decisions, context);
  if (built === 'stock') return null;
  const timed = source === null || built === null ? source : whichTime(goal, built.wants, source, decisions);
  if (timed !== null && timed !== source) built = wantsOf(goal, phrases, timed, decisions, context);
  if (built === 'stock') return null;
  if (asking.questions.length > 0) return { result: 'questions', questions: asking.questions.slice(0, 3), interpretation: interpretationOf(emptyWish(goal, 'lexical'), context.registry, source, [], asking.questions.map((one) => one.title)) };
  if (decisions.refusal !== null || built === null || source === null) {
    return { result: 'unreadable', message: `Cannot serve goal: ${decisions.refusal?.reason ?? 'nothing in it says what is wanted of the data'}. Say it in other words, or give the goal as a form.`, nearest: [] };
  }
  const { wants, choices } = built;
  const typed: TypedGoal = { goal, wants, givens: givensOf(timed ?? source, wants), choices: [...asking.choices, ...choices], constraints: context.constraints, unread: [], front_end: 'lexical' };
  return { result: 'typed', typed_goal: typed, interpretation: interpretationOf(emptyWish(goal, 'lexical'), context.registry, source, wants, []) };
}

/** The table that has all columns that the goal speaks of; asked for where several have them. */
function sourceOf({ request }: Phrases, sources: readonly DataSource[], decisions: Decisions): DataSource | null {
  const said = [...request.keys, ...request.loose, ...request.measures.flatMap((one) => one.of ?? []), ...request.conditions.flatMap((one) => one.column ?? []), ...request.values.flatMap((one) => one.column ?? []), ...(request.order?.by === null || request.order === null ? [] : [request.order.by])];
  const fitting = sources.filter((source) => said.every((one) => one.match.columns.some((column) => column.source.id === source.id)));
  const [first] = fitting;
  if (fitting.length === 1 && first !== undefined) return first;
  const both = fitting.length === 0 ? together(said, sources) : null;
  if (both !== null) return both;
  if (fitting.length === 0) return decisions.refuse(`no attached table has ${said.map((one) => `"${one.spans.map((span) => span.text).join(' ')}"`).join(', ')} together`, []);
  const answer = decisions.asking.ask(question('data', 'Which of the attached tables is this about?', 'Several have what the goal speaks of.', { type: 'choice', options: fitting.slice(0, 12).map((one) => ({ value: one.id, label: one.title })) }));
  return fitting.find((one) => one.id === answer) ?? null;
}

/** Two tables that have a column in common and together all columns that are spoken of; the rows are those of the larger. */
function together(said: readonly { match: { columns: readonly { column: Column; source: DataSource }[] } }[], sources: readonly DataSource[]): DataSource | null {
  const pairs = sources.flatMap((main) => sources.filter((other) => other !== main && (main.rows ?? 0) > (other.rows ?? 0)).map((other) => ({ main, other })));
  const fitting = pairs.filter(({ main, other }) => {
    const shared = other.columns.some((column) => column.role !== 'measure' && column.role !== 'time' && column.distinct === other.rows && main.columns.some((one) => one.name === column.name));
    return shared && said.every((one) => one.match.columns.some((column) => column.source === main || column.source === other));
  });
  const [only] = fitting;
  if (fitting.length !== 1 || only === undefined) return null;
  const { main, other } = only;
  return { ...main, id: `${main.id}+${other.id}`, title: `${main.title} with ${other.title}`, columns: [...main.columns, ...other.columns.filter((column) => !main.columns.some((one) => one.name === column.name))], parts: [main, other] };
}

/** Many words that nothing knows, or letters of another script: most likely the goal is not in English. */
function looksForeign(words: readonly string[]): boolean {
  return words.length >= 3 || words.some((word) => /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(word));
}

function unreadWords({ unread }: Phrases, sources: readonly DataSource[]): Reading {
  const words = unread.map((span) => `"${span.text}"`);
  const columns = sources.map((source) => `${source.title} has ${source.columns.slice(0, 12).map((column) => column.name).join(', ')}`).slice(0, 3).join('; ');
  return { result: 'unreadable', message: `Cannot serve goal: ${words.slice(0, 8).join(', ')} ${unread.length === 1 ? 'names' : 'name'} nothing that the data or the tools have (${columns}).${looksForeign(unread.map((span) => span.text)) ? ' Without a language model only English goals can be read.' : ''} Say it with these, or leave ${unread.length === 1 ? 'it' : 'them'} out.`, nearest: [] };
}

function wantsOf(goal: string, phrases: Phrases, source: DataSource, decisions: Decisions, context: ReadContext): { wants: Want[]; choices: Choice[] } | 'stock' | null {
  const { request } = phrases;
  const share = request.derived.find((one) => one.fn === 'share');
  if (!hasMeasure(request, source, decisions)) return null;
  if (!saysOfWhat(request, source, decisions)) return null;
  const shape = shapeOf(request, source, phrases.asked, decisions);
  if (shape === null) return null;
  const said: Request = share === undefined ? request : { ...request, values: [] };
  if (share !== undefined && request.values.length > 0 && !keyOfValues(request, shape, source, decisions)) return null;
  const conditions = conditionsOf(said, source, decisions);
  if (conditions === null) return null;
  if (isVague(request, shape, decisions)) return null;
  if (isStock(shape, source, request)) return 'stock';
  const dataset = source.given.type.facets['dataset'] ?? source.id;
  const choices: Choice[] = [];
  const choose = (name: string, value: FacetValue, spans: readonly Span[]): void => void choices.push({ name, value, because: 'said', spans: [...spans] });
  const about: Facets = source.parts === undefined ? { dataset } : {};
  const facets: Facets = { ...about, ...(conditions.filters.length === 0 ? {} : { filters: conditions.filters }) };
  if (conditions.filters.length > 0) choose('predicates', conditions.filters, conditions.spans);
  if (request.unique !== null) facets['unique'] = 'rows';
  for (const one of shape.measures) choose('measure', one.column === null ? 'number of rows' : describeValue(termOf(one.column)), one.spans);
  if (request.analysis !== null) return analysisOf(goal, request, shape, source, conditions, decisions);
  const derived = derivedTerm(request, shape, source, decisions);
  if (derived === null) return null;
  const base = baseFacets(shape, source);
  const terms = derived.terms ?? base.terms;
  Object.assign(facets, base.facets, derived.facets, terms.length === 0 ? {} : { measures: terms });
  const wants: Want[] = [];
  const spans = spansOf(request, shape);
  const ranked = order(request, shape, terms, phrases.asked);
  const drawn = request.kinds.filter((one, index, all) => one.kind === 'chart' && all.findIndex((other) => other.kind === 'chart' && (other.mark ?? one.mark) === one.mark) === index);
  const title = goal.trim().replace(/\s+/g, ' ').slice(0, 120);
  if (request.summary !== null && !shape.grouped) {
    const measures = shape.measures.length > 0 ? shape.measures : source.columns.filter((column) => column.role === 'measure').map((column) => ({ column, how: null, spans: [] as Span[] }));
    for (const [index, one] of measures.entries()) if (one.column !== null) wants.push({ id: index === 0 ? 'summary' : `summary-${index + 1}`, type: { kind: 'summary', facets: { ...about, ...(facets['filters'] === undefined ? {} : { filters: facets['filters'] }), analysis: { fn: 'summary', args: [one.column.name] } } }, effect: null, title: `${one.column.name} in numbers`, spans: [...request.summary.spans, ...one.spans] });
  } else if (drawn.length > 0) {
    for (const term of terms.length === 0 ? [null] : terms) {
      for (const chart of drawn) {
        const mark = chart.mark ?? (facets['time'] !== undefined && facets['time'] !== 'none' ? 'line' : shape.grouped && shape.interval === null ? 'bar' : timeColumn(source) === null ? 'bar' : 'line');
        const own: Facets = { ...facets, mark, ...(term === null ? {} : { measures: [term] }), ...(ranked !== null && mark === 'bar' ? ranked.facets : {}) };
        wants.push({ id: wants.length === 0 ? 'chart' : `chart-${wants.length + 1}`, type: { kind: 'chart', facets: own }, effect: null, title, spans: [...chart.spans, ...spans] });
      }
    }
    if (terms.length === 0) return decisions.refuse('the goal asks for a chart and names no column of numbers to draw', drawn[0]?.spans ?? []);
  } else if (terms.length === 0 && conditions.filters.length === 0 && ranked === null && request.unique === null) {
    return decisions.refuse(`nothing in it says what is wanted of ${source.title}`, []);
  } else if (shape.grouped && terms.length > 1) {
    // Statistics beside each other are joined, and a join keeps neither the identity of the data nor the conditions of its second table: these stay apart.
    const apart = conditions.filters.length > 0 || terms.length > 2 || shape.interval !== null;
    const numbers = shape.keys.length === 0 && shape.interval === null;
    const { dataset: _, values: __, ...own } = facets;
    if (numbers && terms.every((term) => typeof term === 'object' && !Array.isArray(term) && term.fn === 'statistic')) for (const [index, term] of terms.entries()) wants.push({ id: index === 0 ? 'summary' : `summary-${index + 1}`, type: { kind: 'summary', facets: { ...about, ...(facets['filters'] === undefined ? {} : { filters: facets['filters'] }), analysis: term } }, effect: null, title, spans });
    else if (!apart) wants.push({ id: 'table', type: { kind: 'table', facets: { ...own, ...ranked?.facets } }, effect: null, title, spans });
    else for (const [index, term] of terms.entries()) wants.push({ id: index === 0 ? 'table' : `table-${index + 1}`, type: { kind: 'table', facets: { ...facets, measures: [term], ...(ranked !== null && index === 0 ? ranked.facets : {}) } }, effect: null, title, spans });
  } else wants.push({ id: 'table', type: { kind: 'table', facets: { ...facets, ...ranked?.facets } }, effect: null, title, spans });
  // A table by itself is a file of rows: what a person reads is the report.
  if (request.kinds.length === 0 && request.save === null) wants.push({ id: 'report', type: { kind: 'report', facets: {} }, effect: null, title, spans: [] });
  if (request.save !== null) wants.push({ id: 'file', type: { kind: 'file', facets: {} }, effect: 'save', title: 'Saved file', spans: request.save.spans });
  if (base.aggregation !== null) choose('aggregation', base.aggregation, shape.measures.flatMap((one) => one.spans));
  if (ranked !== null) {
    choose('order', ranked.facets['order'] ?? 'none', request.order?.spans ?? []);
    choose('limit', ranked.facets['limit'] ?? 0, request.limit?.spans ?? []);
  }
  if (context.constraints.output_format !== null) choose('format', context.constraints.output_format, []);
  return { wants, choices };
}

/** Facets and terms of the rows: as they are, or combined by one aggregation, or several statistics beside each other. */
function baseFacets(shape: Shape, source: DataSource): { facets: Facets; terms: FacetValue[]; aggregation: string | null } {
  if (!shape.grouped) return { facets: {}, terms: shape.measures.map((one) => (one.column === null ? { fn: 'count', args: ['rows'] } : termOf(one.column))), aggregation: null };
  const time = timeColumn(source);
  const facets: Facets = { keys: shape.keys.map((column) => column.name).toSorted((a, b) => (a < b ? -1 : 1)), time: 'none' };
  if (shape.interval !== null) {
    facets['time'] = time?.name ?? 'none';
    // The times of the data itself need no resampling.
    if (shape.interval !== stepOf(source) || time?.type === 'timestamp') facets['interval'] = shape.interval;
  }
  facets['values'] = 'grouped';
  const [only] = shape.measures;
  if (shape.measures.length === 1 && only !== undefined) {
    if (only.column !== null && only.how !== null && only.how !== 'count_distinct') return { facets, terms: [termOf(only.column)], aggregation: only.how };
    if (only.column === null && shape.interval !== null) {
      const counted = source.columns.find((column) => column.missing === 0 && column.role !== 'time' && column.type !== null) ?? source.columns.find((column) => column.role !== 'time');
      return { facets, terms: [counted?.name ?? 'rows'], aggregation: 'count' };
    }
  }
  // Rows are counted per step of time by a column that every row has.
  const counted = source.columns.find((column) => column.missing === 0 && column.role !== 'time')?.name;
  const terms = shape.measures.map((one): FacetValue => (one.column === null && shape.interval !== null && counted !== undefined ? { fn: 'statistic', args: [counted, 'count'] } : statisticOf(one)));
  return { facets, terms, aggregation: null };
}

function order(request: Request, shape: Shape, terms: readonly FacetValue[], asked: boolean): { facets: Facets } | null {
  const [first] = terms;
  if (request.order === null || first === undefined) return null;
  if (shape.grouped && shape.keys.length === 0 && shape.interval === null) return null;
  if (request.perKey && request.limit === null && !asked) return null;
  const by = request.order.by?.match.columns[0]?.column.name;
  const at = shape.measures.findIndex((one) => one.column?.name === by);
  const term = terms[at < 0 ? 0 : at] ?? first;
  return { facets: { order: { fn: request.order.direction, args: [term] }, limit: request.limit?.value ?? 1 } };
}

const STOCK = /population|headcount|head_count|inhabitant|resident|employees|staff|inventory|in_stock|capacity|members|subscribers|balance_eur|account_balance|einwohner/i;

/** Inhabitants and the like are counted again at each time: adding them up over times means nothing. */
function isStock(shape: Shape, source: DataSource, request: Request): boolean {
  return shape.grouped && shape.interval === null && request.days.length === 0 && timeColumn(source) !== null && shape.measures.some((one) => one.how === 'sum' && one.column !== null && (one.column.meanings.includes('population') || STOCK.test(one.column.name)));
}

function keyOfValues(request: Request, shape: Shape, source: DataSource, decisions: Decisions): boolean {
  const [value] = request.values;
  const texts = source.columns.filter((column) => column.type === 'text' && column.distinct !== source.rows);
  const column = value?.column === null || value === undefined ? decisions.pick('names', `Which column is "${value?.text ?? ''}" in?`, 'The share is taken of the total over all values of that column.', texts, value?.spans ?? []) : decisions.column(value.column, source, (candidate) => candidate.type === 'text');
  if (column === null) return false;
  if (!shape.keys.includes(column)) shape.keys.push(column);
  return true;
}
