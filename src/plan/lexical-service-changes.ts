import type { FormWant, GoalForm } from '../schemas/goal-form.ts';
import type { Reading } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { Operation } from '../schemas/operation.ts';
import { formLine } from './form-line.ts';
import { formGoal } from './front-end-form.ts';
import { ServiceScan, isName } from './lexical-service-scan.ts';
import { nameWords, wordsOf } from './lexical-words.ts';
import { recordOf, runLength, type ServiceField } from './service-nouns.ts';
import type { ReadContext } from './typed-goal.ts';

type Value = NonNullable<GoalForm['values']>[number];

/** Words before the verb that ask politely. */
const POLITE = new Set(['please', 'can', 'could', 'would', 'will', 'you', 'i', 'we', 'want', 'need', 'to', 'let', 'us', 'now']);
/** Verbs that change something whatever a service calls it: what has none of this name is refused and never read as a list. */
const CHANGING = new Set(['create', 'add', 'make', 'delete', 'remove', 'cancel', 'update', 'change', 'edit', 'set', 'close', 'reopen', 'assign', 'move', 'rename', 'post', 'send', 'book', 'reserve', 'submit', 'merge', 'approve', 'reject', 'archive', 'register', 'file', 'mark', 'start', 'stop', 'put', 'replace', 'write', 'comment', 'reply', 'notify', 'invite', 'order', 'pay', 'extend', 'transfer', 'upload', 'publish']);
const ARTICLES = new Set(['a', 'an', 'the', 'new', 'another', 'this', 'my', 'our']);
const CALLED = new Set(['titled', 'called', 'named', 'entitled']);
const LINKING = new Set(['is', 'as', 'of', 'to', 'at']);

/**
 * Reads a change of a service: its verb and noun as the operation is called, every required value stated. What is not stated, or not understood, is refused
 * with the form that says it: a change is never guessed. Null where the goal does not begin with a verb that changes something.
 */
export function readServiceChange(goal: string, context: ReadContext): Reading | null {
  const operations = context.registry.operations.filter((one) => one.effect_name !== undefined && (recordOf(one) !== null || typeof one.output.facets['service'] === 'string'));
  if (operations.length === 0) return null;
  const scan = new ServiceScan(goal);
  const verbAt = scan.words.findIndex((word) => !POLITE.has(word.lower));
  const verb = scan.words[verbAt];
  if (verb === undefined) return null;
  let nounAt = verbAt + 1;
  while (ARTICLES.has(scan.lower(nounAt))) nounAt += 1;
  const fitting = operations.flatMap((operation) => {
    // as it is called, or as the first words of its description say: "Book a room"
    const said = wordsOf(operation.title).map((word) => word.lower).filter((word) => !ARTICLES.has(word));
    const length = Math.max(...[operation.operation.split('-'), ...(said.length > 1 && said.length < 4 ? [said] : [])].map(([first, ...noun]) => (first === verb.lower ? runLength(scan.words, nounAt, noun.flatMap(nameWords)) : 0)));
    return length > 0 ? [{ operation, length }] : [];
  }).toSorted((a, b) => b.length - a.length);
  const [best, second] = fitting;
  if (best === undefined) {
    if (!CHANGING.has(verb.lower) || !namesAny(scan, context)) return null;
    const alike = operations.find((one) => one.operation.startsWith(`${verb.lower}-`));
    if (alike !== undefined) return refuse(`"${alike.operation}" is not followed by the one thing that it is about`, { wants: [wantOf(alike, operations, {})] });
    return { result: 'unreadable', message: `Cannot read goal: it asks for a change, and no operation of the imported services is called "${verb.lower} …". Those that change something are ${operations.slice(0, 12).map((one) => one.effect_name ?? '').join(', ')}.`, nearest: [] };
  }
  if (second !== undefined && second.length === best.length) return refuse(`"${verb.lower}" can be ${fitting.map(({ operation }) => `${operation.tool}.${operation.operation}`).join(' or ')}`, { wants: [wantOf(best.operation, operations, {})] });
  return new ChangeReader(goal, context, scan, best.operation, operations).read(verbAt, nounAt, best.length);
}

class ChangeReader {
  readonly #goal: string;
  readonly #context: ReadContext;
  readonly #scan: ServiceScan;
  readonly #operation: Operation;
  readonly #operations: readonly Operation[];

  constructor(goal: string, context: ReadContext, scan: ServiceScan, operation: Operation, operations: readonly Operation[]) {
    this.#goal = goal;
    this.#context = context;
    this.#scan = scan;
    this.#operation = operation;
    this.#operations = operations;
  }

  read(verbAt: number, nounAt: number, length: number): Reading {
    const scan = this.#scan;
    scan.read(0, nounAt + length - 1);
    const spans = [scan.read(verbAt, nounAt + length - 1).text];
    const values: Value[] = [];
    const missing: string[] = [];
    const own = recordOf(this.#operation)?.entity ?? '';
    for (const port of this.#operation.inputs.filter((one) => one.kinds.includes('record'))) {
      const [named] = Array.isArray(port.facets['fields']) ? port.facets['fields'] : [];
      const token = typeof named === 'string' ? named : '';
      const entity = token.slice(0, token.lastIndexOf('_')).replaceAll('_', '-');
      const value = this.#record(entity, entity === own ? nounAt + length : null);
      if (value !== null) values.push(value);
      else if (port.optional !== true) missing.push(`${entity} (its id)`);
    }
    for (const port of this.#operation.inputs.filter((one) => one.kinds.includes('value'))) {
      const name = typeof port.facets['name'] === 'string' ? port.facets['name'] : port.name;
      const value = this.#field(name, { type: 'text', values: [] });
      const facets = Object.fromEntries(Object.entries(port.facets).filter((entry): entry is [string, string] => entry[0] !== 'name' && typeof entry[1] === 'string'));
      if (value !== null) values.push({ name, value: value.value, quote: value.quote, facets });
      else if (port.optional !== true) missing.push(name);
    }
    const parameters: { [name: string]: Json } = {};
    for (const [name, schema] of Object.entries((this.#operation.parameters['properties'] ?? {}) as { [name: string]: { type?: Json; enum?: Json[] } })) {
      if (name === 'authorization') continue;
      const value = this.#field(name, { type: schema.type === 'integer' || schema.type === 'number' ? 'number' : schema.type === 'boolean' ? 'boolean' : 'text', values: (schema.enum ?? []).filter((one) => typeof one === 'string') });
      if (value !== null) parameters[name] = value.value;
    }
    const want = wantOf(this.#operation, this.#operations, parameters);
    const unread = scan.unread();
    const blank = missing.map((name): Value => ({ name: name.endsWith('(its id)') ? 'id' : name, value: '…', ...(name.endsWith('(its id)') ? { facets: { entity: name.split(' ')[0] ?? '' } } : {}) }));
    const form: GoalForm = { wants: [want], ...(values.length + blank.length === 0 ? {} : { values: [...values.map(({ name, value, facets = {} }) => ({ name, value, facets })), ...blank] }) };
    if (missing.length > 0) return refuse(`${this.#operation.operation} also needs ${missing.join(', ')}`, form);
    if (unread.length > 0) return refuse(`${unread.slice(0, 6).map((span) => `"${span.text}"`).join(', ')} ${unread.length === 1 ? 'is' : 'are'} no value of ${this.#operation.operation} (it takes ${this.#names().join(', ') || 'none'})`, form);
    if (Object.keys(parameters).length === 0 && values.length === 0 && this.#operation.inputs.length > 0) return refuse('it does not say what is to be changed', form);
    const reading = formGoal(this.#goal, { wants: [{ ...want, title: this.#goal.trim().slice(0, 120), quotes: spans }], ...(values.length === 0 ? {} : { values }) }, this.#context);
    return reading.result === 'typed' ? { ...reading, typed_goal: { ...reading.typed_goal, front_end: 'lexical' } } : reading;
  }

  #names(): string[] {
    return [...this.#operation.inputs.map((port) => (typeof port.facets['name'] === 'string' ? port.facets['name'] : port.name)), ...Object.keys((this.#operation.parameters['properties'] ?? {}) as object).filter((name) => name !== 'authorization')];
  }

  /** "issue 12", "project Alpha": the record that the change is about, directly after the noun of the change or after its own. */
  #record(entity: string, at: number | null): Value | null {
    const scan = this.#scan;
    const places = [...(at === null ? [] : [at]), ...scan.words.flatMap((_, index) => {
      const length = scan.free(index) ? runLength(scan.words, index, nameWords(entity)) : 0;
      return length === 0 ? [] : [index + length];
    })];
    for (const place of places) {
      const quote = scan.quotedAt(place);
      const word = scan.words[place];
      const text = quote?.text ?? word?.text;
      if (text === undefined || word === undefined || (quote === null && (word.afterBreak || !scan.free(place) || !isName(word)))) continue;
      const length = nameWords(entity).length;
      const first = scan.free(place - length) ? place - length : place;
      const named = /\d/.test(text) && quote === null ? 'id' : nameField(this.#context, entity);
      if (named === null) continue;
      const span = scan.read(first, quote?.last ?? place);
      return { name: named, value: named === 'id' && /^\d+$/.test(text) ? Number(text) : text, quote: span.text, facets: { entity } };
    }
    return null;
  }

  /** `title "X"`, `priority 2`, `date 2026-03-12`, `titled "X"`: the value of one field. */
  #field(name: string, shape: Pick<ServiceField, 'type' | 'values'>): { value: Json; quote: string } | null {
    const scan = this.#scan;
    const field: ServiceField = { name, ...shape };
    for (let index = 0; index < scan.words.length; index += 1) {
      const called = CALLED.has(scan.lower(index)) && ['title', 'name', 'subject', 'summary'].includes(name) && scan.free(index) ? 1 : 0;
      const length = called > 0 ? called : (scan.fieldAt(index, [field])?.length ?? 0);
      if (length === 0) continue;
      const next = index + length + (LINKING.has(scan.lower(index + length)) ? 1 : 0);
      const value = scan.valueAt(next, field, false);
      // the service's own description decides whether a number is meant by it
      if (value !== null) return { value: value.value as Json, quote: scan.read(index, value.last).text };
    }
    return null;
  }
}

function wantOf(operation: Operation, operations: readonly Operation[], parameters: { [name: string]: Json }): FormWant {
  const about = recordOf(operation);
  const shared = operations.filter((one) => one.effect_name === operation.effect_name).length > 1;
  return { id: 'done', kind: operation.output.kind, effect: operation.effect_name ?? '', ...(about === null ? {} : { facets: { ...(shared ? { service: about.service } : {}), entity: about.entity } }), ...(Object.keys(parameters).length === 0 ? {} : { parameters }) };
}

/** By what records of an entity are called, where a list of them has it. */
function nameField({ registry }: ReadContext, entity: string): string | null {
  const columns = registry.operations.filter((one) => recordOf(one)?.entity === entity && one.output.cardinality === 'list').flatMap((one) => one.output.columns ?? []);
  return ['title', 'name', 'full_name', 'label', 'subject'].find((name) => columns.some((column) => column.name === name)) ?? null;
}

function namesAny(scan: ServiceScan, { registry }: ReadContext): boolean {
  const entities = new Set(registry.operations.flatMap((one) => recordOf(one)?.entity ?? []));
  return scan.words.some((_, index) => [...entities].some((entity) => runLength(scan.words, index, nameWords(entity)) > 0));
}

function refuse(reason: string, form: GoalForm): Reading {
  return { result: 'unreadable', message: `Cannot read goal: it asks for a change, and ${reason}. A change is never guessed. Say everything that it needs, or fill in the form and run it: ${formLine(form)}.`, nearest: [] };
}
