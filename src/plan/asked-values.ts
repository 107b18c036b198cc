import type { TypedGoal, Want } from '../schemas/goal.ts';
import type { Json } from '../schemas/json.ts';
import type { FacetValue } from '../schemas/operation.ts';
import { isTerm } from './conditions-on-made.ts';
import { enteredNumber, isNoun, unitOfName } from './entered-number.ts';
import { measureColumn } from './measure-column.ts';
import { isTextFacet } from './text-facets.ts';

/** Stands in a facet for what a person enters: `asked(limit)`, or the second number of the answer, `asked("base period", 2)`. */
const ASKED = 'asked';

/**
 * The goal in which wants that depend on what a person enters wait for it: they are planned when the answer is there, with the answer in place of `asked(name)`. Or
 * the reason why one of them cannot be.
 */
export function withAskedValues(goal: TypedGoal): TypedGoal | { message: string } {
  const wants: Want[] = [];
  for (const want of goal.wants) {
    const names = [...new Set(Object.values(want.type.facets).flatMap(namesAsked))];
    const [name] = names;
    if (name === undefined) {
      wants.push(want);
      continue;
    }
    const reason = names.length > 1 ? `it asks for ${names.map((one) => `"${one}"`).join(' and ')}, and waits for one answer. Ask for one text that holds both, asked(name, 1) and asked(name, 2)` : want.effect !== null ? 'it changes something. State the value, or let the change itself ask for it' : want.after !== undefined ? 'it waits for other data already. Ask for the value in a want of its own' : want.until !== undefined ? 'it is repeated. Ask once, and repeat what comes after' : null;
    if (reason !== null) return { message: `Cannot ask a person for a value of "${want.id}": ${reason}.` };
    wants.push({ ...want, after: { data: { kind: 'value', facets: { name } }, words: want.title } });
  }
  return { ...goal, wants };
}

/** The wants with the answers in place of what was asked for; the reason where an answer does not have what is needed. */
export function withAnswers(wants: readonly Want[], answers: { readonly [name: string]: Json }): Want[] | { message: string } {
  let fault: string | null = null;
  const fill = (value: FacetValue, facet: string): FacetValue => {
    if (Array.isArray(value)) return value.map((one) => fill(one, facet));
    if (!isTerm(value)) return value;
    if (value.fn !== ASKED) return { fn: value.fn, args: value.args.map((one) => numbered(value, one, fill(one, facet))) };
    const [name, place] = value.args;
    const answer = typeof name === 'string' ? answers[name] : undefined;
    const found = typeof answer === 'number' || typeof answer === 'boolean' ? answer : typeof answer === 'string' ? partOf(answer, typeof place === 'number' ? place : null) : null;
    if (found === null) fault ??= `Cannot use the answer ${JSON.stringify(answer ?? null).slice(0, 100)} to "${typeof name === 'string' ? name : ''}": ${typeof place === 'number' ? `it has no ${place === 1 ? 'number' : `${place} numbers`}` : 'it is no number or text'}. Answer again.`;
    return isTextFacet(facet) ? measureColumn(found ?? '') : (found ?? '');
  };
  const filled = wants.map((want) => ({ ...want, type: { ...want.type, facets: withNewNames(Object.fromEntries(Object.entries(want.type.facets).map(([facet, value]) => [facet, fill(value, facet)]))) } }));
  return fault === null ? filled : { message: fault };
}

/** Columns to group by are named after what makes them, so an answer inside gives them another name wherever they stand. */
function withNewNames(facets: { [facet: string]: FacetValue }): { [facet: string]: FacetValue } {
  const { dimensions } = facets;
  const [names, terms] = dimensions !== undefined && isTerm(dimensions) ? dimensions.args : [];
  if (!Array.isArray(names) || !Array.isArray(terms)) return facets;
  const now = new Map(names.map((name, at) => [measureColumn(name), measureColumn(terms[at] ?? name)]));
  const renamed = (value: FacetValue): FacetValue => (typeof value === 'string' ? (now.get(value) ?? value) : Array.isArray(value) ? value.map(renamed) : isTerm(value) ? { fn: value.fn, args: value.args.map(renamed) } : value);
  const pairs = names.map((name, at): [string, FacetValue] => [now.get(measureColumn(name)) ?? measureColumn(name), terms[at] ?? name]).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const others = Object.fromEntries(Object.entries(facets).map(([facet, value]) => [facet, isTextFacet(facet) ? value : renamed(value)]));
  return { ...others, dimensions: { fn: 'dimensions', args: [pairs.map(([name]) => name), pairs.map(([, term]) => term)] } };
}

/** The answer itself, as a number where it is one; or its n-th number. */
function partOf(answer: string, place: number | null): FacetValue | null {
  const text = answer.trim();
  if (place !== null) {
    const number = text.match(/-?\d+(?:\.\d+)?/g)?.[place - 1];
    // A hyphen between two numbers is no sign.
    return number === undefined ? null : Number(place > 1 ? number.replace(/^-/, '') : number);
  }
  return text === '' ? null : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/**
 * What stands beside a comparison by size is a number, whatever noun a person wrote behind it ("48 points", "14 percent"). A unit is only taken where the column is
 * called after it; another one stays as it was written, and no row is compared with it. Dates and texts stay as they are.
 */
function numbered({ fn, args }: { fn: string; args: readonly FacetValue[] }, asked: FacetValue, filled: FacetValue): FacetValue {
  if (!bySize(fn, args) || !isTerm(asked) || asked.fn !== ASKED || typeof filled !== 'string') return filled;
  const entered = enteredNumber(filled);
  if (entered === null) return filled;
  const units = [...args, ...asked.args].map((one) => (typeof one === 'string' ? unitOfName(one) : null));
  return isNoun(entered.words) || units.includes(entered.words) ? entered.value : filled;
}

/** Whether a term compares by size, or computes with a number: `>(points, …)`, `flag(points, >, …)`, `where(m, points, >, …)`, `adjusted(m, times, …)`. */
function bySize(fn: string, args: readonly FacetValue[]): boolean {
  const sizes: readonly FacetValue[] = ['<', '<=', '>', '>='];
  return sizes.includes(fn) || fn === 'adjusted' || fn === 'band' || (['flag', 'run', 'meets', 'where'].includes(fn) && args.some((one) => sizes.includes(one)));
}

/** What a person entered, by the names that the wants ask for; `data` is that of the value. */
export function answersOf(wants: readonly Want[], data: Json | undefined): { [name: string]: Json } {
  const value = data !== null && typeof data === 'object' && !Array.isArray(data) ? (data['value'] ?? null) : null;
  return Object.fromEntries(wants.flatMap((want) => Object.values(want.type.facets).flatMap(namesAsked)).map((name) => [name, value]));
}

/** Names of what a facet asks a person for. */
export function namesAsked(value: FacetValue): string[] {
  if (Array.isArray(value)) return value.flatMap(namesAsked);
  if (!isTerm(value)) return [];
  return value.fn === ASKED && typeof value.args[0] === 'string' ? [value.args[0]] : value.args.flatMap(namesAsked);
}
