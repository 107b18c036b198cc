import type { FormWant, GoalForm } from '../schemas/goal-form.ts';
import type { Reading, Span, TypedGoal } from '../schemas/goal.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { formGoal } from './front-end-form.ts';
import { interpretationOf } from './front-end-interpretation.ts';
import { type Condition, contradiction, readServiceConditions } from './lexical-service-conditions.ts';
import { readServiceChange } from './lexical-service-changes.ts';
import { type ServiceOrder, readServiceGroup, readServiceLimit, readServiceMeasure, readServiceOrder } from './lexical-service-shape.ts';
import { ServiceScan, isName } from './lexical-service-scan.ts';
import { formLine } from './form-line.ts';
import { nameWords, spanOf } from './lexical-words.ts';
import { type ServiceNoun, serviceNouns, wordsOfNoun } from './service-nouns.ts';
import { Asking, question } from './typed-goal-ask.ts';
import { emptyWish } from './typed-goal-wish.ts';
import type { ReadContext } from './typed-goal.ts';
import { writeFacet } from './write-form.ts';

/** What stands before a field that is only to be shown. */
const SHOWING = new Set(['with', 'and', 'the', 'their', 'its', 'showing', 'including', 'show', 'list', 'give', 'many', 'what', 'which', 'me', '']);

type Choice = TypedGoal['choices'][number];

/**
 * Reads a goal about the records of an imported service: lists, counts, groups, orders and single records, with conditions on fields that the description
 * names, and changes whose verb and required values are all stated. Every word is accounted for: otherwise the goal is refused with the form of what was
 * recognised, or the open point is asked for. Null where no word names what a service has.
 */
export function readServiceGoal(goal: string, context: ReadContext): Reading | null {
  const all = serviceNouns(context.registry);
  if ((context.wants ?? []).length > 0) return null;
  const asking = new Asking(context.answers ?? {}, context.inputs ?? {});
  const change = readServiceChange(goal, context);
  if (change !== null) return change;
  if (all.length === 0) return null;
  const scan = new ServiceScan(goal);
  const named = readServiceName(scan, all);
  const nouns = named === null ? all : all.filter((noun) => noun.service === named);
  const places = nounPlaces(scan, nouns);
  const chosen = all.filter((noun) => context.answers?.['data'] === `${noun.service}.${noun.entity}` || context.inputs?.['data'] === `${noun.service}.${noun.entity}`);
  const main = mainPlace(scan, places) ?? (chosen.length === 0 ? null : { nouns: chosen, index: scan.words.length, length: 0 });
  if (main === null) return null;
  const noun = oneNoun(main.nouns, asking);
  if (noun === null) return asked(goal, context, asking);
  return new ServiceReader(goal, context, scan, asking, noun, named !== null || all.filter((one) => one.entity === noun.entity).length > 1).read(main, places);
}

interface Place {
  nouns: ServiceNoun[];
  index: number;
  length: number;
}

class ServiceReader {
  readonly #goal: string;
  readonly #context: ReadContext;
  readonly #scan: ServiceScan;
  readonly #asking: Asking;
  readonly #noun: ServiceNoun;
  readonly #sayService: boolean;
  readonly #spans: Span[] = [];
  readonly #choices: Choice[] = [];

  constructor(goal: string, context: ReadContext, scan: ServiceScan, asking: Asking, noun: ServiceNoun, sayService: boolean) {
    this.#goal = goal;
    this.#context = context;
    this.#scan = scan;
    this.#asking = asking;
    this.#noun = noun;
    this.#sayService = sayService;
  }

  read(main: Place, places: readonly Place[]): Reading {
    const scan = this.#scan;
    const { fields, entity } = this.#noun;
    if (main.length > 0) this.#spans.push(scan.read(main.index, main.index + main.length - 1));
    let counts = this.#counts(main.index);
    const one = this.#identified(main);
    const parent = one === null ? this.#parent(places.filter((place) => place !== main)) : null;
    const measure = readServiceMeasure(scan, fields);
    const group = readServiceGroup(scan, fields, counts || measure !== null);
    if (group !== null && !counts && measure === null) counts = this.#countsEach(group);
    const order = one === null ? readServiceOrder(scan, fields, this.#asking) : null;
    const conditions = one === null ? readServiceConditions(scan, fields, this.#asking) : [];
    const limit = counts ? null : readServiceLimit(scan, main.index);
    const shown = this.#shown();
    const facets: NonNullable<FormWant['facets']> = { ...(this.#sayService ? { service: this.#noun.service } : {}), entity, ...(parent === null ? {} : { of: parent.of }), ...this.#filters(conditions) };
    const rows = this.#rows(order, limit, main);
    const values = [...(one === null ? [] : [one]), ...(parent === null ? [] : [parent.value])];
    let want: FormWant;
    if (one !== null) {
      const own = shown.length > 0 ? shown : fields.filter((field) => field.name !== 'id' && field.type !== 'time').slice(0, 1).map((field) => field.name);
      want = { id: 'answer', kind: 'summary', facets: { ...facets, fields: own, analysis: 'values()' } };
    } else if (measure !== null) {
      const term = `statistic(${String(writeFacet(measure.field.name))}, ${measure.how})`;
      this.#spans.push(...measure.spans);
      want = group === null ? { id: 'answer', kind: 'summary', facets: { ...facets, analysis: term } } : { id: 'answer', kind: 'table', facets: { ...facets, keys: [group.field.name], measures: term } };
    } else if (group !== null) want = { id: 'answer', kind: 'table', facets: { ...facets, keys: [group.field.name], measures: 'count(rows)' } };
    else if (counts) want = { id: 'answer', kind: 'summary', facets: { ...facets, analysis: 'count()' } };
    else want = { id: 'answer', kind: 'table', facets: { ...facets, ...rows.facets }, ...(rows.levels === null ? {} : { parameters: { 'table.rank.levels': rows.levels } }) };
    if (group !== null) this.#spans.push(...group.spans);
    const form: GoalForm = { wants: [want], ...(values.length === 0 ? {} : { values }) };
    const refused = this.#refusal(form, { order, group, counts, measure, limit: limit !== null, shown, twice: contradiction(conditions) });
    if (this.#asking.questions.length > 0 && refused === null) return asked(this.#goal, this.#context, this.#asking);
    return refused ?? this.#typed(form);
  }

  /** Whether it asks how many there are: "how many issues", "number of open issues", "count the issues". */
  #counts(noun: number): boolean {
    const before = this.#scan.words.slice(0, noun).map((word) => word.lower);
    const many = before.findLastIndex((word, at) => (word === 'many' && before[at - 1] === 'how') || (word === 'number' && ['of', 'the'].includes(before[at + 1] ?? '')) || (word === 'count' && at < 3));
    // between "how many" and the noun stand only words about the noun itself
    if (many < 0 || this.#scan.words.slice(many + 1, noun + 1).some((word) => word.afterBreak)) return false;
    return !this.#scan.words.slice(many + 1, noun).some((word, at) => this.#scan.free(many + 1 + at) && ['has', 'have', 'does', 'do', 'with'].includes(word.lower));
  }

  /** "open issues per severity" does not say what of each group: how many there are is offered, and nothing else is taken for meant. */
  #countsEach(group: { field: { name: string }; spans: Span[] }): boolean {
    this.#asking.ask(question('of_each', `What is wanted for each ${group.field.name}?`, 'The goal names groups and does not say what of them.', { type: 'choice', options: [{ value: 'count', label: 'how many there are' }], default: 'count', spans: group.spans }));
    return true;
  }

  /** "room r-12", "issue 12", "issue \"Crash at start\"": the one record that is named. */
  #identified(main: Place): NonNullable<GoalForm['values']>[number] | null {
    const at = main.index + main.length;
    if (main.length === 0 || this.#scan.lower(at - 1) !== this.#scan.words[at - 1]?.stem) return null;
    const found = this.#name(at, this.#noun);
    return found === null ? null : { ...found, quote: spanOf(this.#goal, this.#scan.words.slice(main.index, at + 1)).text };
  }

  #name(at: number, noun: Pick<ServiceNoun, 'entity' | 'fields'>): NonNullable<GoalForm['values']>[number] | null {
    const scan = this.#scan;
    const quote = scan.quotedAt(at);
    const word = scan.words[at];
    const called = ['title', 'name', 'full_name', 'label', 'subject'].find((name) => noun.fields.some((field) => field.name === name));
    const facets = { entity: noun.entity };
    if (quote !== null && called !== undefined) return { name: called, value: quote.text, quote: scan.read(at, quote.last).text, facets };
    if (word === undefined || word.afterBreak || !scan.free(at) || !isName(word)) return null;
    if (/\d/.test(word.text)) return { name: 'id', value: word.number !== null && /^\d+$/.test(word.text) ? word.number : word.text, quote: scan.read(at).text, facets };
    return called === undefined ? null : { name: called, value: word.text, quote: scan.read(at).text, facets };
  }

  /** "the comments on issue 12": what the records belong to. */
  #parent(places: readonly Place[]): { of: string; value: NonNullable<GoalForm['values']>[number] } | null {
    for (const place of places) {
      const preposition = this.#scan.lower(place.index - 1) === 'the' ? place.index - 2 : place.index - 1;
      const [noun] = place.nouns;
      if (noun === undefined || place.nouns.length > 1 || !['of', 'on', 'in', 'for', 'from', 'to', 'about', 'does', 'has', 'have'].includes(this.#scan.lower(preposition))) continue;
      // a field that refers to it is a condition like any other
      const number = this.#scan.words[place.index + place.length]?.text ?? '';
      if (/\d/.test(number) && this.#noun.fields.some((field) => field.name === `${noun.entity.replaceAll('-', '_')}_id`)) continue;
      const value = this.#name(place.index + place.length, noun);
      if (value === null) continue;
      this.#spans.push(this.#scan.read(preposition, place.index + place.length - 1));
      return { of: noun.entity, value };
    }
    return null;
  }

  /** Fields that are named as what is to be shown: "with title and votes", "the seats of". */
  #shown(): string[] {
    const names: string[] = [];
    for (let index = 0; index < this.#scan.words.length; index += 1) {
      const at = this.#scan.fieldAt(index, this.#noun.fields);
      if (at === null || at.field.type === 'boolean' || !SHOWING.has(this.#scan.lower(index - 1))) continue;
      this.#spans.push(this.#scan.read(index, index + at.length - 1));
      names.push(at.field.name);
    }
    return [...new Set(names)];
  }

  #filters(conditions: readonly Condition[]): { filters?: string[] } {
    if (conditions.length === 0) return {};
    const terms = conditions.map(({ field, op, value }): FacetValue => ({ fn: op, args: [field.name, value] }));
    this.#choices.push({ name: 'predicates', value: terms, because: 'said', spans: conditions.flatMap((one) => one.spans) });
    return { filters: terms.map((term) => String(writeFacet(term))) };
  }

  #rows(order: ServiceOrder | null, limit: { limit: number; spans: Span[] } | null, main: Place): { facets: NonNullable<FormWant['facets']>; levels: string[] | null } {
    if (order === null || order.field === null) return { facets: {}, levels: null };
    const plural = main.length === 0 || this.#scan.lower(main.index + main.length - 1) !== this.#scan.words[main.index + main.length - 1]?.stem;
    const many = limit?.limit ?? (order.whole ? 0 : plural ? this.#howMany(order) : 1);
    const term: FacetValue = { fn: order.direction, args: [order.field.name] };
    this.#choices.push({ name: 'order', value: term, because: 'said', spans: order.spans });
    if (many !== 0) this.#choices.push({ name: 'limit', value: many, because: limit === null && plural ? 'answered' : 'said', spans: limit?.spans ?? order.spans });
    return { facets: { order: String(writeFacet(term)), ...(many === 0 ? {} : { limit: many }) }, levels: order.levels };
  }

  #howMany(order: ServiceOrder): number {
    const answer = this.#asking.ask(question('limit', `How many does "${order.spans[0]?.text ?? 'the first'}" mean?`, 'The goal does not say how many to show.', { type: 'number', options: [{ value: 5, label: 'the first 5' }, { value: 10, label: 'the first 10' }], allow_other: true, default: 5, minimum: 1, maximum: 1_000, spans: order.spans.slice(0, 1) }));
    return typeof answer === 'number' ? answer : 5;
  }

  #refusal(form: GoalForm, read: { order: ServiceOrder | null; group: unknown; counts: boolean; measure: unknown; limit: boolean; shown: string[]; twice: string | null }): Reading | null {
    const [first] = this.#scan.words;
    const yesNo = ['is', 'are', 'was', 'were', 'does', 'do', 'did', 'has', 'have'].includes(first?.lower ?? '');
    const unread = this.#scan.unread();
    const several = [read.group !== null, read.order !== null].filter(Boolean).length > 1 || (read.order !== null && (read.counts || read.measure !== null));
    const asksField = read.counts && read.shown.length > 0;
    const reason = unread.length > 0
      ? `${unread.slice(0, 6).map((span) => `"${span.text}"`).join(', ')} ${unread.length === 1 ? 'says' : 'say'} nothing that the fields of "${this.#noun.entity}" have (${this.#noun.fields.slice(0, 12).map((field) => field.name).join(', ')})`
      : yesNo ? `"${first?.text ?? ''} …" asks for yes or no, and only lists, counts and tables can be planned from words`
        : read.twice !== null ? `it gives ${read.twice} two values at once`
        : read.limit && (read.order === null || read.order.field === null && this.#asking.questions.length === 0) ? 'it says how many, and not by what they are chosen'
        : several ? 'an order of groups or of counts cannot be planned from these words'
          : asksField ? `it is not clear how many of what: "${this.#noun.entity}" or its ${read.shown.join(', ')}`
              : null;
    return reason === null ? null : { result: 'unreadable', message: `Cannot read goal: ${reason}. Say it in other words, or type what was recognised as a form and change it: ${formLine(form)}.`, nearest: [] };
  }

  #typed(form: GoalForm): Reading {
    const [want] = form.wants;
    const title = this.#goal.trim().replace(/\s+/g, ' ').slice(0, 120);
    const wants: FormWant[] = [{ ...(want as FormWant), title, quotes: this.#spans.map((span) => span.text).slice(0, 10) }, { id: 'report', kind: 'report', title }];
    const reading = formGoal(this.#goal, { ...form, wants }, this.#context);
    if (reading.result !== 'typed') return reading;
    return { ...reading, typed_goal: { ...reading.typed_goal, front_end: 'lexical', choices: [...this.#asking.choices, ...this.#choices, ...reading.typed_goal.choices] } };
  }
}

/** "in the tracker", "of the issue tracker": the service that is named, where its words stand after a preposition or an article. */
function readServiceName(scan: ServiceScan, nouns: readonly ServiceNoun[]): string | null {
  for (const service of new Set(nouns.map((noun) => noun.service))) {
    for (let index = 1; index < scan.words.length; index += 1) {
      const own = service.split('-');
      if (!own.every((part, at) => scan.lower(index + at) === part)) continue;
      if (nouns.some((noun) => wordsOfNoun(noun.entity).join(' ') === nameWords(service).join(' ')) || !['in', 'of', 'from', 'on', 'at', 'the', 'our'].includes(scan.lower(index - 1))) continue;
      scan.read(index, index + own.length - 1);
      if (['service', 'api'].includes(scan.lower(index + own.length))) scan.read(index + own.length);
      return service;
    }
  }
  return null;
}

function nounPlaces(scan: ServiceScan, nouns: readonly ServiceNoun[]): Place[] {
  const places: Place[] = [];
  for (let index = 0; index < scan.words.length; index += 1) {
    const at = scan.nounAt(index, nouns);
    if (at === null) continue;
    places.push({ nouns: at.nouns, index, length: at.length });
    index += at.length - 1;
  }
  return places;
}

/** What the goal is about: the first noun that is neither what rows are grouped by nor named as what others belong to. */
function mainPlace(scan: ServiceScan, places: readonly Place[]): Place | null {
  return places.find((place) => !['per', 'each', 'by'].includes(scan.lower(place.index - 1))) ?? null;
}

function oneNoun(nouns: readonly ServiceNoun[], asking: Asking): ServiceNoun | null {
  if (nouns.length === 1) return nouns[0] ?? null;
  const answer = asking.ask(question('service', `Which service is "${nouns[0]?.entity ?? ''}" of?`, 'Several imported services have it.', { type: 'choice', options: nouns.map((noun) => ({ value: noun.service, label: `${noun.service}: ${noun.fields.slice(0, 6).map((field) => field.name).join(', ')}` })) }));
  return nouns.find((noun) => noun.service === answer) ?? null;
}

function asked(goal: string, context: ReadContext, asking: Asking): Reading {
  const questions = asking.questions.slice(0, 3);
  return { result: 'questions', questions, interpretation: interpretationOf(emptyWish(goal, 'lexical'), context.registry, null, [], questions.map((one) => one.title)) };
}
