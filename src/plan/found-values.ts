import type { TypedGoal, ValueTest, Want } from '../schemas/goal.ts';
import type { FacetValue, Registry } from '../schemas/operation.ts';
import { isTerm, listOf } from './conditions-on-made.ts';
import { nearestNames } from './nearest.ts';
import { readTerm } from './read-term.ts';

/** Stands for one value of what another want finds: `value(account, balance)`, the field of a record, a number of a summary, the one row of a table. */
const VALUE = 'value';
const COMPARING: ReadonlySet<string> = new Set(['=', '!=', '<', '<=', '>', '>=']);
/** Kinds that have single values to compare with. */
const SINGLE: ReadonlySet<string> = new Set(['record', 'summary', 'table']);

type FoundValue = { fn: typeof VALUE; args: [string, string] };

/** Whether a facet value is one value of another want. */
export function isFoundValue(value: FacetValue | undefined): value is FoundValue {
  return isTerm(value) && value.fn === VALUE && value.args.length === 2 && value.args.every((one) => typeof one === 'string');
}

/** A filter between a column and a value that another want finds: `total > value(account, balance)`. */
export function comparesFound(filter: FacetValue): filter is { fn: string; args: [string, FoundValue] } {
  return isTerm(filter) && COMPARING.has(filter.fn) && typeof filter.args[0] === 'string' && isFoundValue(filter.args[1]);
}

/** Why a value of another want cannot be taken; null where it can. */
export function foundValueFault({ args: [id, field] }: FoundValue, want: Want, wants: readonly Want[]): string | null {
  const other = wants.find((one) => one.id === id && one !== want);
  if (other === undefined) return `there is no other wanted result "${id}". Name the id of one: value(${wants.find((one) => one !== want)?.id ?? 'id'}, ${field})`;
  if (!SINGLE.has(other.type.kind) || (other.type.cardinality === 'list' && other.type.kind !== 'table')) return `"${id}" is ${other.type.cardinality === 'list' ? `a list of ${other.type.kind}` : `a ${other.type.kind}`}, which has no single value "${field}". Want one record, a summary, or a table of one row`;
  return null;
}

/**
 * The goal in which conditions that compare with a value of another want (`"than": "value(invoice, total)"`) test a verdict that a step of its own makes of both. Or the reason why one of
 * them cannot be.
 */
export function withFoundConditions(goal: TypedGoal): TypedGoal | { message: string } {
  const wants: Want[] = [];
  for (const want of goal.wants) {
    const until = want.until === undefined ? null : foundIn(want.until.test);
    if (until !== null) return { message: `Cannot repeat "${want.id}" until it compares with "${until.args[0]}": rounds end at a number, text or truth value that is stated. State it.` };
    const { condition } = want;
    const found = condition === undefined ? null : foundIn(condition.test);
    if (condition === undefined || found === null) {
      wants.push(want);
      continue;
    }
    const { test } = condition;
    const cannot = (reason: string): { message: string } => ({ message: `Cannot test the condition of "${want.id}": ${reason}.` });
    const fault = foundValueFault(found, want, goal.wants);
    if (fault !== null) return cannot(fault);
    if (!('want' in test.of)) return cannot('it does not say which result is compared. Name a want');
    const subject: FoundValue = { fn: VALUE, args: [test.of.want, test.value ?? ''] };
    const tested = foundValueFault(subject, want, goal.wants);
    if (tested !== null) return cannot(tested);
    const of: ValueTest['of'] = { type: { kind: 'verdict', facets: { compared: { fn: 'compared', args: [subject, test.op, found] } } } };
    wants.push({ ...want, condition: { ...condition, test: { of, value: 'held', op: '=', than: true, spans: test.spans } } });
  }
  return { ...goal, wants };
}

function foundIn({ than }: ValueTest): FoundValue | null {
  if (typeof than !== 'string' || !/^\s*value\(.*\)\s*$/su.test(than)) return null;
  const read = readTerm(than);
  return read.ok && isFoundValue(read.value) ? read.value : null;
}

/** Wants whose single values facets name. */
export function foundValuesIn(value: FacetValue): FoundValue[] {
  if (isFoundValue(value)) return [value];
  return Array.isArray(value) ? value.flatMap(foundValuesIn) : isTerm(value) ? value.args.flatMap(foundValuesIn) : [];
}

/**
 * The goal in which wants that take a value of another want in a facet, elsewhere than beside a column that rows are kept by, are planned when that value is there, with it in the place
 * where the facet names it. Or the reason why one of them cannot be.
 */
export function withLaterValues(goal: TypedGoal): TypedGoal | { message: string } {
  const wants: Want[] = [];
  for (const want of goal.wants) {
    const { filters = [], ...others } = want.type.facets;
    const found = [...Object.values(others).flatMap(foundValuesIn), ...listOf(filters).filter((filter) => !comparesFound(filter)).flatMap(foundValuesIn)];
    const [first] = found;
    if (first === undefined) {
      wants.push(want);
      continue;
    }
    const several = found.find((one) => JSON.stringify(one) !== JSON.stringify(first));
    const reason = foundValueFault(first, want, goal.wants) ?? (several !== undefined ? `it takes "${first.args.join(' ')}" and "${several.args.join(' ')}", and waits for one value. Want what takes one of them apart` : want.after !== undefined || want.effect !== null || want.until !== undefined ? 'it waits for something else already, is repeated, or changes something. Take the value in a want of its own' : null);
    if (reason !== null) return { message: `Cannot take a value of another result in "${want.id}": ${reason}.` };
    const name = first.args.filter((one) => one !== '').join('_');
    const fill = (value: FacetValue): FacetValue => (isFoundValue(value) ? { fn: 'asked', args: [name] } : Array.isArray(value) ? value.map(fill) : isTerm(value) ? { fn: value.fn, args: value.args.map(fill) } : value);
    const facets = Object.fromEntries(Object.entries(want.type.facets).map(([facet, value]) => [facet, fill(value)]));
    wants.push({ ...want, type: { ...want.type, facets }, after: { data: { kind: 'value', facets: { read: first } }, words: want.title } });
  }
  return { ...goal, wants };
}

/**
 * Why a condition, an end of rounds or a comparison reads a field that records of its kind do not have by their description: null where every one is known, or nothing is said of them. A
 * field that is not there would decide as if it were too small.
 */
export function unknownFieldFault(goal: TypedGoal, registry: Pick<Registry, 'operations'>): string | null {
  for (const want of goal.wants) {
    const tests = [want.condition?.test, want.until?.test].flatMap((test) => (test === undefined ? [] : 'want' in test.of ? [{ of: test.of.want, field: test.value ?? '' }] : Object.values(test.of.type.facets).flatMap(foundValuesIn).map(({ args: [of, field] }) => ({ of, field }))));
    const facets = Object.values(want.type.facets).flatMap(foundValuesIn).map(({ args: [of, field] }) => ({ of, field }));
    for (const { of, field } of [...tests, ...facets]) {
      const other = goal.wants.find((one) => one.id === of);
      const entity = other?.type.kind === 'record' ? other.type.facets['entity'] : undefined;
      const known = entity === undefined || field === '' ? [] : fieldsOf(entity, registry);
      if (known.length === 0 || known.some((name) => name === field || field.startsWith(`${name}.`) || field.startsWith(`${name}_`))) continue;
      const near = nearestNames(field, known);
      return `Cannot read "${field}" of "${of}" for "${want.id}": ${typeof entity === 'string' ? `a ${entity}` : 'it'} has no such field${near.length > 0 ? `. Did you mean ${near.slice(0, 3).join(' or ')}?` : `, but ${known.slice(0, 12).join(', ')}.`} Name one of its fields.`;
    }
  }
  return null;
}

function fieldsOf(entity: FacetValue, { operations }: Pick<Registry, 'operations'>): string[] {
  const names = operations.flatMap(({ output }) => (output.kind === 'record' && output.facets['entity'] === entity ? [...['fields', 'keys', 'measures', 'time', 'refers'].flatMap((facet) => listOf(output.facets[facet] as FacetValue | undefined)), ...(output.columns ?? []).map((one) => one.name)] : []));
  return [...new Set(names.filter((name): name is string => typeof name === 'string'))];
}
