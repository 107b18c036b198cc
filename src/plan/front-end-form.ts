import type { GoalForm, FormWant, WrittenFacet } from '../schemas/goal-form.ts';
import type { Given, Reading, TypedGoal, ValueTest, Want } from '../schemas/goal.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import { identifierMeant } from './meant-identifier.ts';
import { checkForm, formMessage } from './check-form.ts';
import { COLUMN_FACETS, checkColumns, computedColumns, firstNames, madeColumns, measureOfTop } from './form-columns.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { withComparedColumns } from './compared-columns.ts';
import { FormFault, unknown } from './form-fault.ts';
import { findSpans } from './find-spans.ts';
import { allGivens } from './givens.ts';
import { namesAsked } from './asked-values.ts';
import { measureColumn } from './measure-column.ts';
import { namedLists } from './named-lists.ts';
import { withSeries } from './measures-together.ts';
import { withDocumentsMeant } from './documents-meant.ts';
import { withTableGivens, withTablesMeant } from './tables-meant.ts';
import { unseenColumnsFault, widenedDocument, withHeadedColumns } from './headed-tables.ts';
import { withRowsOfDocuments } from './rows-of-documents.ts';
import { refuseEmptySteps } from './empty-steps.ts';
import { withPartners } from './rows-without-partner.ts';
import { settingsOf } from './saved-columns.ts';
import { isSavedByName, savedListFault } from './saved-lists.ts';
import { readTerm } from './read-term.ts';
import { quoteNames } from './quote-names.ts';
import { readTextFacet } from './text-facets.ts';
import { checkParts } from './time-parts.ts';
import { withPlainWords } from './plain-words.ts';
import { checkSettings } from './unknown-settings.ts';
import { spelledOut, withDimensions, withPair } from './written-dimensions.ts';
import { plain } from './lexical-words.ts';
import { withTestedNames } from './tested-value.ts';
import { withReached } from './varied-values.ts';
import type { ReadContext } from './typed-goal.ts';
import type { DataSource } from './typed-goal-data.ts';

/**
 * The form front end: a typed goal that a person filled in (`--want`, `edit`) or that a model answered. Names of kinds, facets, effects, data and
 * columns are looked up; the first that does not exist is the reason why the form cannot be read, with the nearest that does. What is no form at all
 * is refused with the place where it is none. Never throws.
 */
export function formGoal(goal: string, form: GoalForm, context: ReadContext & { front_end?: 'form' | 'model' }): Reading {
  const fault = checkForm(form);
  if (fault !== null) return { result: 'unreadable', message: formMessage(fault), nearest: [] };
  try {
    return { result: 'typed', typed_goal: typedGoal(goal, form, context), interpretation: { intent: goal, stages: [], dependencies: {}, clarifications_needed: [] } };
  } catch (error) {
    if (error instanceof FormFault) return { result: 'unreadable', message: error.message, nearest: error.nearest };
    throw error;
  }
}

function typedGoal(goal: string, written: GoalForm, context: ReadContext & { front_end?: 'form' | 'model' }): TypedGoal {
  const { registry } = context;
  const bare = allGivens(registry, context.profiles);
  const { wants: stated, profiles, tables } = withTablesMeant(written.wants, context.profiles, (name) => {
    const { source } = givenNamed(name, bare.givens);
    return source.kind === 'attachment' ? source.sha256 : null;
  });
  const { givens: every, sources: found } = withTableGivens(allGivens(registry, profiles), tables);
  const partnered = withPartners(stated, every, profiles, (name) => givenNamed(name, every));
  const form: GoalForm = { ...written, wants: withDocumentsMeant(partnered, every, found) };
  const shipped = shippedData(form, found);
  const all = every.filter((given) => given.source.kind !== 'dataset' || shipped.has(given.id));
  const sources = found.filter((source) => source.attached || shipped.has(source.given.id));
  const { lists, of } = namedLists(form.wants, (name) => givenNamed(name, all), all, sources);
  const givens = [...all, ...lists];
  const ids = new Set<string>();
  for (const want of form.wants) {
    if (ids.has(want.id)) throw new FormFault(`Cannot read want "${want.id}": there are two of this id. Give each its own.`);
    ids.add(want.id);
  }
  const because = context.front_end === 'model' ? 'model' : 'said';
  const named = new Set(form.wants.flatMap((want) => [...(want.data ?? []).map((name) => givenNamed(name, givens)), of.get(want.id)].flatMap((given) => given?.id ?? [])));
  const values = (form.values ?? []).flatMap((value) => valueGivens(value, registry, goal));
  // what is said of documents alone leaves other files as they were: any may be used where the form names none
  const unnamed = written.wants.every((want) => want.data === undefined);
  const used = givens.filter((given) => named.size === 0 || named.has(given.id) || given.source.kind === 'dataset' || (unnamed && given.type.facets['content'] !== 'document'));
  const made = (given: Given) => (want: FormWant): boolean => (of.get(want.id) ?? given).id === given.id && (want.data ?? [given.id]).every((name) => of.has(want.id) || givenNamed(name, [...givens, given]).id === given.id);
  const wants = form.wants.map((want) => toWant(want, goal, registry, givens, sources, ids, of.get(want.id)));
  const headed = form.wants.some((want) => want.parameters?.['heading'] !== undefined);
  for (const want of headed ? [] : wants) {
    const unseen = unseenColumnsFault(want, (form.wants.find((one) => one.id === want.id)?.data ?? []).map((name) => givenNamed(name, givens)), context.profiles, new Set(madeColumns(registry)));
    if (unseen !== null) throw new FormFault(unseen);
  }
  for (const want of wants) if (context.front_end === 'model' && want.effect !== null && want.until !== undefined && want.spans.length === 0) throw new FormFault(`Cannot repeat the change "${want.id}": no words of the goal are quoted that ask for it again and again. Quote them, or want it once.`);
  refuseEmptySteps(wants);
  const tests = withTestedNames(wants);
  return {
    goal,
    wants: withReached(tests),
    givens: [...used.map((given) => ({ ...withHeadedColumns(given, form.wants, wants, made(given)), named: given.named || named.has(given.id) })).map((given) => ({ ...given, type: widened(given, sources, wants) })), ...values],
    choices: form.wants.flatMap((want) => settingsOf(want).map(([name, value]) => ({ name, value: value as FacetValue, because: because as 'said' | 'model', spans: [], want: want.id }))),
    constraints: withoutStatedDates(context.constraints, form),
    unread: [],
    front_end: context.front_end ?? 'form',
  };
}

/** A date that the form gives a meaning of its own (a value, a setting, a condition) is not when the plan has to be done. */
function withoutStatedDates(constraints: TypedGoal['constraints'], form: GoalForm): TypedGoal['constraints'] {
  const { deadline } = constraints;
  if (deadline === null || !constraints.spans.some((one) => one.constraint === 'deadline')) return constraints;
  const stated = JSON.stringify([form.values ?? [], form.wants.map((want) => [want.parameters ?? {}, want.facets ?? {}])]);
  return stated.includes(deadline.slice(0, 10)) ? { ...constraints, deadline: null, spans: constraints.spans.filter((one) => one.constraint !== 'deadline') } : constraints;
}

/** Shipped data that a form may be about: who attaches files means these, unless shipped data is named. */
function shippedData(form: GoalForm, sources: readonly DataSource[]): ReadonlySet<string> {
  const names = new Set(form.wants.flatMap((want) => want.data ?? []).map(plain));
  const meant = sources.some((source) => source.attached) ? ({ given }: DataSource): boolean => names.has(plain(given.id)) || names.has(plain(given.title)) : (): boolean => true;
  return new Set(sources.filter((source) => !source.attached && meant(source)).map((source) => source.given.id));
}

function toWant(want: FormWant, goal: string, registry: Registry, givens: readonly Given[], sources: readonly DataSource[], ids: ReadonlySet<string>, list?: Given): Want {
  const kinds = registry.kinds.map((kind) => kind.name);
  if (!kinds.includes(want.kind)) throw unknown(`Cannot plan for a "${want.kind}"`, 'there is no such kind of result', want.kind, kinds);
  const effects = [...new Set(registry.operations.flatMap((operation) => operation.effect_name ?? []))];
  const effect = want.effect ?? null;
  if (effect !== null && !effects.includes(effect)) throw unknown(`Cannot plan the effect "${effect}"`, 'no operation has it', effect, effects);
  checkSettings(want, registry);
  const data = (want.data ?? []).map((name) => givenNamed(name, givens));
  const facets = withRowsOfDocuments(want.kind, withSeries(want.kind, readFacets(want.facets ?? {}, want.id, registry, namesOf(sources))));
  if (facets['filters'] !== undefined) facets['filters'] = withComparedColumns(facets['filters'], sources) ?? facets['filters'];
  if (want.kind === 'chart' && isOverPart(facets)) facets['mark'] = facets['mark'] === 'line' ? 'line_over' : 'column_over';
  const own = data.length > 0 ? sources.filter((source) => data.some((given) => covers(given, source))) : sources;
  if (want.after === undefined) checkColumns(facets, want.id, own, registry);
  const spans = findSpans(want.quotes ?? [], goal);
  const title = want.title ?? want.quotes?.[0] ?? goal.trim().replace(/\s+/g, ' ').slice(0, 120);
  const result: Want = {
    id: want.id,
    type: { kind: want.kind, facets: { ...(want.after === undefined ? aboutOne(data, facets, list) : facets), ...oneRowPerKey(want.kind, facets) }, ...(want.cardinality === undefined || isSavedByName(want) ? {} : { cardinality: want.cardinality }) },
    effect,
    title,
    spans,
  };
  const atOnePath = savedListFault(want);
  if (atOnePath !== null) throw new FormFault(atOnePath);
  const files = data.flatMap(({ source }) => (source.kind === 'attachment' ? [source.sha256] : source.kind === 'attachments' ? source.items.map((item) => item.sha256) : []));
  if (files.length > 0 && Object.values(facets).some((value) => namesAsked(value).length > 0)) result.data = [...new Set(files)];
  if (want.parts !== undefined) {
    for (const part of want.parts) if (!ids.has(part) || part === want.id) throw unknown(`Cannot read the parts of want "${want.id}"`, `there is no other want "${part}"`, part, [...ids]);
    result.parts = want.parts;
  }
  const test = (written: { value: string | null; op: ValueTest['op']; than: number | string | boolean }, of: string): ValueTest => ({ of: { want: of }, value: written.value, op: written.op, than: written.than, spans: [] });
  if (want.condition !== undefined) {
    if (!ids.has(want.condition.want)) throw unknown(`Cannot read the condition of want "${want.id}"`, `there is no want "${want.condition.want}"`, want.condition.want, [...ids]);
    result.condition = { test: test(want.condition, want.condition.want), otherwise: want.condition.otherwise ?? false };
  }
  if (want.until !== undefined) result.until = { test: test(want.until, want.id), limit: want.until.limit, wait_ms: want.until.wait_ms ?? 0, ...(want.until.carry === true && { carry: true }), ...(want.until.vary !== undefined && { vary: want.until.vary }) };
  if (want.after !== undefined) result.after = { data: { kind: want.after.kind, facets: aboutOne(data, readFacets(want.after.facets ?? {}, want.id, registry), list) }, words: want.after.words };
  return result;
}

/**
 * A value that the goal states, once for each meaning that the operations give its name: the `title` of a booking is another thing than that of a room. What
 * no input asks for by this name is a value to find a record by.
 */
function valueGivens(value: NonNullable<GoalForm['values']>[number], registry: Registry, goal: string): Given[] {
  const said = readFacets(value.facets ?? {}, value.name, registry);
  const spans = findSpans(value.quote === undefined ? [] : [value.quote], goal);
  const asked = registry.operations.flatMap((operation) => operation.inputs.filter((port) => port.kinds.includes('value') && port.facets['name'] === value.name).map((port) => port.facets));
  const literal = asked.map((facets) => Object.fromEntries(Object.entries(facets).filter((entry): entry is [string, FacetValue] => typeof entry[1] !== 'object')));
  const key = identifierMeant(value, said['entity'], registry);
  const fitting = key !== null ? [key] : literal.filter((facets) => Object.entries(said).every(([name, term]) => facets[name] === undefined || facets[name] === term));
  const services = [...new Set(registry.operations.filter((operation) => said['entity'] !== undefined && operation.output.facets['entity'] === said['entity']).flatMap((operation) => operation.output.facets['service'] ?? []))];
  const [service] = services;
  const plain = { ...(services.length === 1 && typeof service === 'string' ? { service } : {}), use: 'find', name: value.name };
  // by what a thing is found may also be what a change writes
  const finds = said['entity'] !== undefined && said['use'] === undefined && !fitting.some((facets) => facets['use'] === 'find');
  const types = new Map((finds ? [...fitting, plain] : fitting.length > 0 ? fitting : [plain]).map((facets) => [JSON.stringify(facets), { ...facets, ...said }]));
  return [...types.values()].map((facets, at): Given => ({
    id: at === 0 ? value.name : `${value.name}-${at + 1}`,
    type: { kind: 'value', facets },
    title: value.name,
    source: { kind: 'value', value: value.value },
    named: true,
    spans,
  }));
}

/** A want of one data set says so, unless it names that facet itself. */
function aboutOne(data: readonly Given[], facets: { [name: string]: FacetValue }, list: Given | undefined): { [name: string]: FacetValue } {
  const own = list?.type.facets['dataset'];
  if (own !== undefined && facets['dataset'] === undefined) return { ...facets, dataset: own };
  const [only] = data;
  const dataset = only?.type.facets['dataset'];
  if (data.length !== 1 || dataset === undefined || facets['dataset'] !== undefined || only?.type.cardinality === 'list') return facets;
  return { ...facets, dataset };
}

/** Charts that draw rows as they are, or over time. */
const ROW_MARKS: ReadonlySet<string> = new Set(['line', 'column', 'scatter', 'histogram', 'box']);

/** Measures that are made along the time of each group. */
const OVER_TIME: ReadonlySet<string> = new Set(['run', 'moving', 'cumulative', 'anomaly', 'anomaly_by_month', 'index', 'filled']);

/** Rows of a want that names keys, and neither time nor an interval, are told apart by these keys alone; lines go over time. */
function oneRowPerKey(kind: string, facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const { mark } = facets;
  if (facets['keys'] === undefined || facets['time'] !== undefined || facets['interval'] !== undefined || !['table', 'chart'].includes(kind) || (kind === 'chart' && typeof mark === 'string' && ROW_MARKS.has(mark)) || listOf(facets['measures']).some((one) => isTerm(one) && OVER_TIME.has(one.fn))) return {};
  return { time: 'none' };
}

/** Lines and columns of grouped measures over a part of a time that is among the keys: the months of a year, the hours of a day. */
function isOverPart({ mark, keys, measures, dimensions }: { [name: string]: FacetValue }): boolean {
  const [, terms] = dimensions !== undefined && isTerm(dimensions) ? dimensions.args : [];
  const parts = listOf(terms).filter((one) => isTerm(one) && one.fn === 'part' && listOf(keys).includes(measureColumn(one)));
  return (mark === 'line' || mark === 'column') && parts.length > 0 && listOf(measures).some((one) => isTerm(one) && (one.fn === 'statistic' || one.fn === 'count'));
}

/** A given whose type also names the columns that the form groups by or measures, whatever role profiling took them for. */
export function widened(given: Given, sources: readonly DataSource[], wants: readonly Want[]): Given['type'] {
  const { facets } = given.type;
  if (facets['content'] === 'document') return widenedDocument(given, wants);
  if (facets['content'] !== 'table') return given.type;
  const columns = new Set(sources.filter((source) => covers(given, source)).flatMap((source) => source.columns.map((column) => column.name)));
  const known = new Set(sources.flatMap((source) => source.columns.map((column) => column.name)));
  // What one given has only a part of is looked up or joined by the keys that the data itself has.
  const whole = wants.filter((want) => COLUMN_FACETS.flatMap((facet) => firstNames(want.type.facets[facet])).every((name) => columns.has(name) || !known.has(name)));
  // More columns beside a true key are one as well: what is measured here may be grouped by what stands here.
  const sure = Array.isArray(facets['keys']) && facets['keys'].length > 0;
  const own = wants.filter((want) => whole.includes(want) || (sure && firstNames(want.type.facets['keys']).every((name) => columns.has(name)) && (firstNames(want.type.facets['measures']).some((name) => columns.has(name)) || JSON.stringify(want.type.facets['measures'] ?? '').includes('"count","args":["rows"]'))));
  const alone = keyAlone(given, sources, wants);
  const used = (facet: string): string[] => (facet === 'keys' ? own : wants).flatMap((want) => [...(facet === 'keys' ? ['keys', 'split', 'chosen'] : [facet]).flatMap((one) => firstNames(want.type.facets[one])), ...(facet === 'measures' ? [...firstNames(measureOfTop(want.type.facets['top'])), ...computedColumns(want.type.facets['analysis'])] : [])]).filter((name) => columns.has(name));
  const set = (facet: string): FacetValue[] => {
    const own = facets[facet];
    const names = [...(Array.isArray(own) ? own : []), ...used(facet)].flatMap((name) => (typeof name === 'string' ? [name] : []));
    return [...new Set(names)].toSorted((a, b) => (a < b ? -1 : 1));
  };
  return { ...given.type, facets: { ...facets, keys: alone === null ? set('keys') : [alone], measures: [...set('measures')] } };
}

/** The one column by which all wants tell rows apart, where it does so by itself in the data. */
function keyAlone(given: Given, sources: readonly DataSource[], wants: readonly Want[]): string | null {
  const source = sources.find((one) => one.id === given.id && one.rows !== null);
  const keyed = wants.flatMap((want) => (want.type.facets['keys'] === undefined ? [] : [firstNames(want.type.facets['keys'])]));
  const [[name, second] = []] = keyed;
  const column = source?.columns.find((one) => one.name === name);
  if (column === undefined || second !== undefined || given.type.facets['time'] !== 'none' || keyed.some((names) => names.length !== 1 || names[0] !== name)) return null;
  return column.missing === 0 && column.distinct === source?.rows ? column.name : null;
}

/** Columns that the data has, as they are written. */
function namesOf(sources: readonly DataSource[]): string[] {
  return [...new Set(sources.flatMap((source) => [...source.columns.map((column) => column.name), ...(source.held ?? [])]))];
}

function readFacets(written: { [name: string]: WrittenFacet }, want: string, registry: Registry, columns: readonly string[] = []): { [name: string]: FacetValue } {
  const names = registry.facets.map((facet) => facet.name);
  const facets: { [name: string]: FacetValue } = {};
  for (const [name, value] of Object.entries(written)) {
    const definition = registry.facets.find((facet) => facet.name === name);
    if (definition === undefined) throw unknown(`Cannot read facet "${name}" of want "${want}"`, 'there is no such facet', name, names);
    const read = withPlainWords(spelledOut(readWritten(value, name, want, columns)), want);
    checkParts(read, want);
    const isSet = definition.match === 'includes' || name === 'keys' || name === 'filters' || name === 'extracted';
    facets[name] = isSet && !Array.isArray(read) ? [read] : read;
  }
  return sortedKeys(withDimensions(withPair(facets)));
}

function sortedKeys(facets: { [name: string]: FacetValue }): { [name: string]: FacetValue } {
  const { keys } = facets;
  return Array.isArray(keys) ? { ...facets, keys: keys.map(String).toSorted((a, b) => (a < b ? -1 : 1)) } : facets;
}

function readWritten(value: WrittenFacet, facet: string, want: string, columns: readonly string[]): FacetValue {
  if (Array.isArray(value)) return value.map((one) => readWritten(one, facet, want, columns));
  if (typeof value !== 'string') return value;
  const text = readTextFacet(facet, value);
  if (text !== null) return text;
  const written = readTerm(value);
  const quoted = written.ok ? null : quoteNames(value, columns);
  const read = quoted === null ? written : readTerm(quoted);
  if (!read.ok) throw new FormFault(`Cannot read facet "${facet}" of want "${want}": in "${value.slice(0, 100)}" ${read.reason}. Write names, numbers or terms such as sum(revenue); a name that is no plain words stands in double quotes.`);
  return read.value;
}

function givenNamed(name: string, givens: readonly Given[]): Given {
  const wanted = plain(name);
  const found = givens.find((given) => given.id === name || plain(given.title) === wanted || (given.source.kind === 'attachment' && plain(given.source.name.split('/').at(-1) ?? '') === wanted));
  if (found === undefined) throw unknown(`Cannot use data "${name}"`, 'nothing of that name is attached or shipped', name, givens.flatMap((given) => [given.id, given.title]));
  return found;
}

function covers(given: Given, source: DataSource): boolean {
  const { source: of } = given;
  return given.id === source.id || (of.kind === 'attachments' && of.items.some((item) => source.given.source.kind === 'attachment' && source.given.source.sha256 === item.sha256));
}
